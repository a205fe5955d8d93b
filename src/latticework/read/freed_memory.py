"""What a worker does with memory that it has freed: keep some of it, instead of giving it back after every sentence."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # malloc.h of the GNU C library
KEPT_BYTES, MAPPED_FROM_BYTES = 64 << 20, 32 << 20


@cache
def keep_freed_memory() -> None:
    """Let this process keep up to 64 MB that it has freed, where the C library is GNU's; elsewhere do nothing.

    A language model takes and frees arrays all the time. Dask starts its workers with a threshold of 64 kB, so that each
    of them is given back and faulted in again, which costs 15 % of the time of reading; the default costs 4 %.
    """
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL("libc.so.6").mallopt
        mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
        mallopt(M_MMAP_THRESHOLD, MAPPED_FROM_BYTES)
