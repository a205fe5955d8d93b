"""How the kernels are compiled: only what Python calls gets an entry from Python, and is kept on disk."""

from __future__ import annotations

from numba import njit


def entry(function):
    """Compile what Python calls."""
    return njit(cache=True, nogil=True)(function)


def inner(function):
    """Compile what only other kernels call."""
    return njit(nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
