"""What becomes of logs before somebody reads them: damage to files, and gaps that are by design.

`files` works on the bytes of an EVTX file, `entries` on entries before they are written.
All is decided by the seeded random number generator that comes in.
"""

from analyzer.simulate.damage.entries import (
    Remaining,
    clear_entry,
    cleared,
    exports,
    filtered,
    forgotten,
    jumped,
    skewed,
    thinned,
    within,
)
from analyzer.simulate.damage.files import (
    Damaged,
    appended,
    bits_flipped,
    kept,
    magic_broken,
    overwritten,
    stale,
    truncated,
    unchecked,
    wrapped,
    zeroed,
)
from analyzer.simulate.damage.styles import export_style

__all__ = [
    "Damaged",
    "Remaining",
    "appended",
    "bits_flipped",
    "clear_entry",
    "cleared",
    "export_style",
    "exports",
    "filtered",
    "forgotten",
    "jumped",
    "kept",
    "magic_broken",
    "overwritten",
    "skewed",
    "stale",
    "thinned",
    "truncated",
    "unchecked",
    "within",
    "wrapped",
    "zeroed",
]
