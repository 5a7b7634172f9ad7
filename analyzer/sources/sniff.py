"""What a file is, by how it begins; its name is never asked, but for a better word where nothing fits."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.sources.shape import Guess, Shape

_OLD_MAGIC = b"LfLe"
_OLD_MAGIC_AT = 4
_CERTAIN = 1.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not read: its format as the report names it, and a sentence that tells the cure."""

    format: str
    reason: str


def recognise(head: bytes) -> tuple[Shape, Guess] | None:
    """The shape that is surest of a file that begins so; of equals the first."""
    from analyzer.sources.registry import SHAPES  # noqa: PLC0415 (all readers: heavy, and only for who reads)

    best: tuple[Shape, Guess] | None = None
    for shape in SHAPES:
        guess = shape.recognise(head)
        if guess and (best is None or guess.confidence > best[1].confidence):
            best = shape, guess
            if guess.confidence >= _CERTAIN:
                break
    return best


def refuse(head: bytes, name: str) -> Refusal:
    """What to say of a file that no shape recognises."""
    if not head:
        return Refusal("empty", "the file is empty")
    if head[_OLD_MAGIC_AT:].startswith(_OLD_MAGIC):
        cure = "wevtutil epl old.evt new.evtx /lf:true"
        return Refusal("EVT", f"a log of Windows Server 2003 or older; convert it on Windows: {cure}")
    what = "binary data" if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) else "text"
    named = ", whatever its name says" if name.lower().endswith((".evtx", ".evt")) else ""
    return Refusal("unknown", f"{what} of no known log format{named}")
