"""The one way in which an archive fails, and the words for what databases say."""

from __future__ import annotations

_CURES = (
    (
        ("disk is full", "No space left", "DiskFull"),
        "The disk of the archive is full. Free some space and run the command again: the archive holds "
        "every file that was done, and none in part",
    ),
    (("file is not a database", "malformed"), "This is no archive, or a damaged one"),
    (
        ("database is locked", "LockNotAvailable"),
        "Another process has been writing into the archive for long. Try again when it is done",
    ),
    (("readonly database", "InsufficientPrivilege"), "The archive may not be written by this account"),
    (
        ("unable to open database file", "Connection refused", "connection failed", "does not exist"),
        "The archive cannot be opened",
    ),
)


class ArchiveError(Exception):
    """The archive cannot be used; the text says why, and what to do."""


def told(problem: BaseException) -> ArchiveError:
    """What a database's driver says, as an error that names its cure."""
    cause = f"{type(problem).__name__}: {problem}".strip()
    for signs, cure in _CURES:
        if any(sign in cause for sign in signs):
            return ArchiveError(f"{cure} ({' '.join(cause.split())}).")
    return ArchiveError(f"The archive failed: {' '.join(cause.split())}.")
