"""How much memory a process may take: bounded by the system where it can, watched where it cannot."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import Any

_QUERY = 0x1000
"""PROCESS_QUERY_LIMITED_INFORMATION."""


def bound_memory(most: int) -> None:
    """Have the system refuse this process more than `most` bytes of data, on POSIX."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 (Windows has none)

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


class _Counters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of psapi.h."""

    _fields_ = [
        ("cb", wintypes.DWORD),
        ("PageFaultCount", wintypes.DWORD),
        *((name, ctypes.c_size_t) for name in ("PeakWorkingSetSize", "WorkingSetSize")),
        *((f"Quota{number}", ctypes.c_size_t) for number in range(4)),
        ("PagefileUsage", ctypes.c_size_t),
        ("PeakPagefileUsage", ctypes.c_size_t),
    ]


def held_by(pid: int) -> int:
    """The bytes that a process holds, on Windows; 0 elsewhere, where `bound_memory` bounds them."""
    system: Any = getattr(ctypes, "windll", None)
    if system is None:
        return 0
    kernel = system.kernel32
    kernel.OpenProcess.restype = wintypes.HANDLE
    kernel.K32GetProcessMemoryInfo.argtypes = (wintypes.HANDLE, ctypes.POINTER(_Counters), wintypes.DWORD)
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    process = kernel.OpenProcess(_QUERY, False, pid)
    if not process:
        return 0
    counters = _Counters(cb=ctypes.sizeof(_Counters))
    told = kernel.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb)
    kernel.CloseHandle(process)
    return int(counters.PagefileUsage) if told else 0
