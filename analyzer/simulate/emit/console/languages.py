"""How Windows PowerShell speaks in the languages of Windows; PowerShell 7 speaks English only.

Labels of headers and places of errors were seen in public transcripts, but for those of
`command_time`.  The sentences for failures are ours: the module's own are only known in
English, and not for keys.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from analyzer.simulate.emit.cultures import DE_DE, EN_GB, EN_US, FR_FR, JA_JP, Culture


@dataclass(frozen=True, slots=True)
class Language:
    """A language: `labels` are the header's first seven, `place` says where an error was met."""

    culture: Culture
    start: str
    end: str
    labels: tuple[str, str, str, str, str, str, str]
    end_time: str
    command_time: str
    started: str
    place: str
    line: str
    category: str
    failure: str = ""


_NOT_SPECIFIED = "NotSpecified: ({target}) [{cmdlet}], CimException"
ENGLISH = Language(
    EN_US,
    "Windows PowerShell transcript start",
    "Windows PowerShell transcript end",
    (
        "Start time",
        "Username",
        "RunAs User",
        "Configuration Name",
        "Machine",
        "Host Application",
        "Process ID",
    ),
    "End time: ",
    "Command start time: ",
    "Transcript started, output file is {path}",
    "At {place}:{line} char:{char}",
    "line",
    _NOT_SPECIFIED,
)
BRITISH = replace(ENGLISH, culture=EN_GB)
GERMAN = Language(
    DE_DE,
    "Start der Windows PowerShell-Aufzeichnung",
    "Ende der Windows PowerShell-Aufzeichnung",
    (
        "Startzeit",
        "Benutzername",
        "RunAs-Benutzer",
        "Konfigurationsname",
        "Computer",
        "Hostanwendung",
        "Prozess-ID",
    ),
    "Endzeit: ",
    "Startzeit des Befehls: ",
    'Die Aufzeichnung wurde gestartet. Die Ausgabedatei ist "{path}".',
    "In {place}:{line} Zeichen:{char}",
    "Zeile",
    _NOT_SPECIFIED,
    'Fehler bei {operation} für die Zone "{zone}" auf dem Server "{server}".',
)
FRENCH = Language(
    FR_FR,
    "Début de la transcription Windows PowerShell",
    "Fin de la transcription Windows PowerShell",
    (
        "Heure de début ",
        "Nom d'utilisateur ",
        "Utilisateur runAs ",
        "Nom de la configuration ",
        "Ordinateur ",
        "Application hôte ",
        "ID de processus ",
    ),
    "Heure de fin : ",
    "Heure de début de la commande : ",
    "Transcription démarrée, le fichier de sortie est {path}",
    "Au caractère {place}:{line} : {char}",
    "Ligne",
    "NotSpecified : ({target}) [{cmdlet}], CimException",
    "Échec de {operation} pour la zone {zone} sur le serveur {server}.",
)
JAPANESE = Language(
    JA_JP,
    "Windows PowerShell トランスクリプト開始",
    "Windows PowerShell トランスクリプト終了",
    (
        "開始時刻",
        "ユーザー名",
        "RunAs ユーザー",
        "構成名",
        "コンピューター",
        "ホスト アプリケーション",
        "プロセス ID",
    ),
    "終了時刻: ",
    "コマンド開始時刻: ",
    "トランスクリプトが開始されました。出力ファイル: {path}",
    "発生場所 {place}:{line} 文字:{char}",
    "行",
    "NotSpecified: ({target}) [{cmdlet}]、CimException",
    "サーバー {server} のゾーン {zone} で {operation} に失敗しました。",
)
LANGUAGES = (ENGLISH, BRITISH, GERMAN, FRENCH, JAPANESE)
