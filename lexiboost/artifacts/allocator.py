"""Keeps the memory of one step for the next.

The compiled step of a model on the CPU asks for its buffers anew every time, tens to hundreds of megabytes
in one piece. The C library answers so large a request with fresh pages and gives them back at once: every
step then pays for the kernel to zero them (`benchmarks/kept_memory.py`: 29,000 pages a step at two million
parameters). See mallopt(3).
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping

_ARENA_MAX, _MMAP_MAX, _TRIM_THRESHOLD = -8, -4, -1
_CHOICES = ((_ARENA_MAX, 1), (_MMAP_MAX, 0), (_TRIM_THRESHOLD, -1))
"""One heap for all threads, nothing outside it, nothing of it given back; numbers of glibc's `malloc.h`."""
_OF_THE_USER = ("LD_PRELOAD", "GLIBC_TUNABLES", "MALLOC_")


def keep_memory(environment: Mapping[str, str] = os.environ) -> bool:
    """Tells the C library to keep what is freed, so that the process stays as large as it ever was.

    To be called before threads are started: each may have a heap of its own by then.

    Returns:
        Whether it was done: not where the library is another than glibc, nor where `environment` shows that
        the user has chosen an allocator or its settings.
    """
    if any(name.startswith(_OF_THE_USER) for name in environment):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None
    return mallopt is not None and all(mallopt(*choice) == 1 for choice in _CHOICES)
