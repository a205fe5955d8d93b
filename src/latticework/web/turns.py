"""One at a time: the pages' threads, and the commands to which the register is lent."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, get_ident
from typing import Any

from anyio import CapacityLimiter, move_on_after
from anyio.to_thread import run_sync
from starlette.requests import Request

from latticework.model import RegisterBusy

TURN_S = 30.0
"""A command's turn ends after so many seconds even if it stays connected; DuckDB's lock then says whether it works on."""
LONGEST_WAIT_S = 60.0
PAGE_WAIT_S = 30.0
COMMANDS_WAITING = 100
"""Commands that may wait for a turn at once; they have threads of their own, so that pages never wait for waiting commands."""


class Turns:
    """Who has the register now, and who waits for it; a thread that has it may take it again within.

    Within each kind first come is first served. A command goes before the pages, so that it waits for one of them and not
    for all, but never twice in a row while pages wait.
    """

    def __init__(self) -> None:
        self._change = Condition()
        self._pages: deque[object] = deque()
        self._commands: deque[object] = deque()
        self._owner: object = None
        self._depth = 0
        self._lent_last = False

    def take(self, who: object, wait_s: float, *, lent: bool = False) -> bool:
        """Wait until it is ``who``'s turn, at most some seconds; ``False`` if it did not come."""
        with self._change:
            if self._owner == who:
                self._depth += 1
                return True
            line, place = self._commands if lent else self._pages, object()
            line.append(place)
            came = self._change.wait_for(lambda: self._owner is None and self._next() is place, wait_s)
            line.remove(place)
            if came:
                self._owner, self._depth, self._lent_last = who, 1, lent
            self._change.notify_all()
            return came

    def _next(self) -> object:
        """Give the place in either line whose turn comes next."""
        if self._commands and not (self._lent_last and self._pages):
            return self._commands[0]
        return self._pages[0]

    def give(self) -> None:
        """End the turn of whoever has it."""
        with self._change:
            self._depth -= 1
            if self._depth == 0:
                self._owner = None
                self._change.notify_all()

    @contextmanager
    def turn(self, wait_s: float = PAGE_WAIT_S) -> Iterator[None]:
        """Have the register for the block.

        Raises:
            RegisterBusy: a command keeps it for longer than that.
        """
        if not self.take(get_ident(), wait_s):
            raise RegisterBusy("A command keeps the register", remedy="Wait until it has ended, then load this again")
        try:
            yield
        finally:
            self.give()


class LendTurn:
    """The ASGI end of a turn: POST is granted with status 200, and lasts until the command closes the connection."""

    def __init__(self) -> None:
        self._threads = CapacityLimiter(COMMANDS_WAITING)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """GET only says that this server is there."""
        request = Request(scope)
        if request.method == "GET":
            await _answer(send, 204)
            return
        try:
            wait_s = min(max(float(request.query_params.get("wait", "0")), 0.0), LONGEST_WAIT_S)
        except ValueError:
            await _answer(send, 400)
            return
        keeper = scope["app"].state.keeper
        if not await run_sync(keeper.lend, object(), wait_s, limiter=self._threads):
            await _answer(send, 503)
            return
        try:
            await _answer(send, 200, more=True)
            with move_on_after(TURN_S):
                while (await receive())["type"] != "http.disconnect":
                    pass
        finally:
            keeper.take_back()
        await send({"type": "http.response.body", "body": b""})


async def _answer(send: Any, status: int, *, more: bool = False) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b"", "more_body": more})
