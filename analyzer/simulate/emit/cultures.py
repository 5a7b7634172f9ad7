"""How Event Viewer speaks and writes dates in some cultures.

German is that of a real file, English and the French level were seen; the rest of
French and the words of Japanese are not verified.  Dates were seen in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from analyzer.simulate.emit import words


@dataclass(frozen=True, slots=True)
class Culture:
    """A culture: `header` are the five column names of a CSV, `clock` prints a local time.

    `separator` parts lists, `oem` is the code page of its consoles.
    """

    name: str
    header: tuple[str, str, str, str, str]
    levels: Mapping[int, str]
    info: str
    no_task: str
    clock: Callable[[datetime], str]
    separator: str = ","
    oem: str = "cp850"


def _american(time: datetime) -> str:
    half = "AM" if time.hour < 12 else "PM"
    return f"{time.month}/{time.day}/{time.year} {time.hour % 12 or 12}:{time:%M:%S} {half}"


def _slashes(time: datetime) -> str:
    return f"{time:%d/%m}/{time.year} {time:%H:%M:%S}"


def _year_first(time: datetime) -> str:
    return f"{time.year}/{time:%m/%d} {time.hour}:{time:%M:%S}"


def _dots(time: datetime) -> str:
    return f"{time:%d.%m}.{time.year} {time:%H:%M:%S}"


_ENGLISH = ("Level", "Date and Time", "Source", "Event ID", "Task Category")
EN_US = Culture("en-US", _ENGLISH, words.LEVELS, words.INFO, "None", _american, oem="cp437")
EN_GB = Culture("en-GB", _ENGLISH, words.LEVELS, words.INFO, "None", _slashes)
DE_DE = Culture(
    "de-DE",
    ("Ebene", "Datum und Uhrzeit", "Quelle", "Ereignis-ID", "Aufgabenkategorie"),
    {0: "Informationen", 1: "Kritisch", 2: "Fehler", 3: "Warnung", 4: "Informationen", 5: "Ausführlich"},
    "Info",
    "Keine",
    _dots,
    ";",
)
FR_FR = Culture(
    "fr-FR",
    ("Niveau", "Date et heure", "Source", "ID de l’événement", "Catégorie de la tâche"),
    {0: "Information", 1: "Critique", 2: "Erreur", 3: "Avertissement", 4: "Information", 5: "Détaillé"},
    "Informations",
    "Aucun",
    _slashes,
    ";",
)
JA_JP = Culture(
    "ja-JP",
    ("レベル", "日付と時刻", "ソース", "イベント ID", "タスクのカテゴリ"),
    {0: "情報", 1: "重大", 2: "エラー", 3: "警告", 4: "情報", 5: "詳細"},
    "情報",
    "なし",
    _year_first,
    oem="cp932",
)
CULTURES = (EN_US, EN_GB, DE_DE, FR_FR, JA_JP)


def task_words(culture: Culture, number: int, name: str) -> str:
    """The task category as Event Viewer shows it: its name, its number, or the word for none."""
    return name or (f"({number})" if number else culture.no_task)
