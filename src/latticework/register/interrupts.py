"""A Ctrl-C that comes while a document is stored waits until it is stored whole."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_wait() -> Iterator[None]:
    """Hold an interrupt back to the end of the block; in a thread other than the main one, do nothing.

    Raises:
        KeyboardInterrupt: one came meanwhile; what the block did is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came = False

    def remember(*_: object) -> None:
        nonlocal came
        came = True

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt
