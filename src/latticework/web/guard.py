"""Who may ask: this machine's own user, from this app's own pages.

Another page in the user's browser cannot read answers (same-origin policy), but it can send requests, and by DNS
rebinding it can make its own host name lead here. Therefore every request must name this host (``Host``), an act must
come from this origin (``Origin``), and every request must carry the token that only this user could read: as a cookie
that other sites' requests never carry (``SameSite=Strict``), or as a bearer token from a program. A cookie is sent to
every port of a host, so its name holds the port.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

ACTS = {"POST", "PUT", "PATCH", "DELETE"}
MOST_BYTES = 1_000_000
MOST_HEADER_BYTES = 32_000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


NO_TOKEN = (
    "This app belongs to the user who started it. Open the address that `latticework serve` printed, token included."
)
NOT_HERE = "This address is not this app's. Open the address that `latticework serve` printed."
NOT_OURS = "Another page sent this; only this app's own pages may change the register."
BROKEN = (
    "Something went wrong in this app; what it said of it stands where `latticework serve` runs. Nothing was changed."
)


class TooLarge(Exception):
    """A request's body is larger than this path takes."""


class Guard:
    """ASGI middleware around the app.

    Args:
        hosts: the values of ``Host`` that are ours, such as ``127.0.0.1:8787``.
        token: what a request must carry.
        cookie: the name under which a browser carries it.
        larger: for paths that take more than ``MOST_BYTES`` in a body, how many bytes.
        tell: makes the ASGI answer to a request that is refused, of a status and a sentence.
    """

    def __init__(
        self,
        app: App,
        *,
        hosts: frozenset[str],
        token: str,
        cookie: str,
        larger: Mapping[str, int],
        tell: Callable[[Message, int, str], App],
    ) -> None:
        self.app, self.hosts, self.token, self.cookie, self.larger, self.tell = app, hosts, token, cookie, larger, tell

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Refuse, send on with a cookie, or let through with the headers that keep pages apart."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        answer = _Answer(send)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        most = self.larger.get(scope["path"], MOST_BYTES)
        said = headers.get("content-length", "0")
        hosts = sum(name == b"host" for name, _ in scope["headers"])
        given = self._in_query(scope)
        if hosts != 1 or headers["host"] not in self.hosts:
            await self._say(scope, receive, answer, 421, NOT_HERE)
        elif sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADER_BYTES:
            await self._say(scope, receive, answer, 431, "The request's headers are too large.")
        elif given is not None and scope["method"] == "GET":
            if self._is_token(given):
                await self._welcome(scope, answer)
            else:
                await self._say(scope, receive, answer, 401, NO_TOKEN)
        elif not self._known(headers):
            await self._say(scope, receive, answer, 401, NO_TOKEN)
        elif scope["method"] in ACTS and not self._from_here(headers):
            await self._say(scope, receive, answer, 403, NOT_OURS)
        elif not said.isdecimal() or int(said) > most:
            await self._say(scope, receive, answer, 413, _too_large(most))
        else:
            try:
                await self.app(scope, _counted(receive, most), answer)
            except TooLarge:
                await self._say(scope, receive, answer, 413, _too_large(most))
            except Exception:
                logging.getLogger("latticework.web").exception("%s %s", scope["method"], scope["path"])
                if answer.begun:
                    raise
                await self._say(scope, receive, answer, 500, BROKEN)

    async def _say(self, scope: Message, receive: Receive, send: Send, status: int, words: str) -> None:
        await self.tell(scope, status, words)(scope, receive, send)

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.token.encode())

    def _from_here(self, headers: Mapping[str, str]) -> bool:
        """A browser always names the origin of an act; a program names none, and carries the token as a bearer."""
        origin = headers.get("origin")
        if origin is None:
            return "authorization" in headers or headers.get("sec-fetch-site") == "same-origin"
        return origin == f"http://{headers['host']}"

    def _known(self, headers: Mapping[str, str]) -> bool:
        bearer = headers.get("authorization", "")
        if bearer.startswith("Bearer ") and self._is_token(bearer.removeprefix("Bearer ")):
            return True
        pairs = (pair.strip().partition("=") for pair in headers.get("cookie", "").split(";"))
        return any(name == self.cookie and self._is_token(value) for name, _, value in pairs)

    def _in_query(self, scope: Message) -> str | None:
        return dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)).get("token")

    async def _welcome(self, scope: Message, send: Send) -> None:
        """Put the token into a cookie and out of the address, so that it is in no history and no link."""
        left = [(k, v) for k, v in parse_qsl(scope["query_string"].decode("latin-1")) if k != "token"]
        path = "/" + quote(scope["path"].lstrip("/\\"))  # two slashes would name another host
        to = path + (f"?{urlencode(left)}" if left else "")
        cookie = f"{self.cookie}={self.token}; HttpOnly; SameSite=Strict; Path=/"
        named = [(b"location", to.encode("latin-1")), (b"set-cookie", cookie.encode())]
        await send({"type": "http.response.start", "status": 303, "headers": named})
        await send({"type": "http.response.body", "body": b""})


class _Answer:
    """Sends with the headers that keep pages apart, and notes whether the answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send, self.begun = send, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            own = {name for name, _ in message.get("headers", [])}
            message["headers"] = [*message.get("headers", []), *((n, v) for n, v in HEADERS if n not in own)]
        await self._send(message)


def _too_large(most: int) -> str:
    return f"This is too large: at most {most / 1e6:.0f} MB are taken at once."


def _counted(receive: Receive, most: int) -> Receive:
    """Read a body no further than ``most`` bytes, whatever its length was said to be."""
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLarge
        return message

    return receiving


def _without_body(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sending
