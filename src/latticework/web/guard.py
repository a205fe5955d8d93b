"""Who may ask: this machine's own user, from this app's own pages.

Another page in the user's browser cannot read answers (same-origin policy), but it can send requests, and by DNS
rebinding it can make its own host name lead here. Therefore every request must name this host (``Host``), an act must
come from this origin (``Origin``), and every request must carry the token that only this user could read: as a cookie
that other sites' requests never carry (``SameSite=Strict``), or as a bearer token from a program.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

COOKIE = "latticework"
ACTS = {"POST", "PUT", "PATCH", "DELETE"}
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


class Guard:
    """ASGI middleware around the app.

    Args:
        hosts: the values of ``Host`` that are ours, such as ``127.0.0.1:8787``.
        token: what a request must carry.
    """

    def __init__(self, app: App, *, hosts: frozenset[str], token: str) -> None:
        self.app, self.hosts, self.token = app, hosts, token

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Refuse, send on with a cookie, or let through with the headers that keep pages apart."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get("host", "") not in self.hosts:
            await _say(send, 421, "This address is not this app's. Open the address that `latticework serve` printed.")
        elif (given := self._in_query(scope)) is not None and scope["method"] == "GET":
            await (self._welcome(scope, send) if self._is_token(given) else _say(send, 401, NO_TOKEN))
        elif not self._known(headers):
            await _say(send, 401, NO_TOKEN)
        elif scope["method"] in ACTS and not self._from_here(headers):
            await _say(send, 403, "Another page sent this; only this app's own pages may change the register.")
        else:
            await self.app(scope, receive, _with_headers(send))

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())

    def _from_here(self, headers: MutableMapping[str, str]) -> bool:
        """A browser always names the origin of an act; a program names none, and carries the token as a bearer."""
        origin = headers.get("origin")
        if origin is None:
            return "authorization" in headers or headers.get("sec-fetch-site") == "same-origin"
        return origin.removeprefix("http://") == headers["host"]

    def _known(self, headers: MutableMapping[str, str]) -> bool:
        bearer = headers.get("authorization", "")
        if bearer.startswith("Bearer ") and self._is_token(bearer.removeprefix("Bearer ")):
            return True
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return cookie is not None and self._is_token(cookie.value)

    def _in_query(self, scope: Message) -> str | None:
        return dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("token")

    async def _welcome(self, scope: Message, send: Send) -> None:
        """Put the token into a cookie and out of the address, so that it is in no history and no link."""
        left = [(k, v) for k, v in parse_qsl(scope["query_string"].decode("latin-1")) if k != "token"]
        to = scope["path"].replace("//", "/") + (f"?{urlencode(left)}" if left else "")
        cookie = f"{COOKIE}={self.token}; HttpOnly; SameSite=Strict; Path=/"
        await send(
            {
                "type": "http.response.start",
                "status": 303,
                "headers": [(b"location", to.encode("latin-1")), (b"set-cookie", cookie.encode()), *HEADERS],
            }
        )
        await send({"type": "http.response.body", "body": b""})


NO_TOKEN = (
    "This app belongs to the user who started it. Open the address that `latticework serve` printed, token included."
)


async def _say(send: Send, status: int, words: str) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS],
        }
    )
    await send({"type": "http.response.body", "body": words.encode()})


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message.get("headers", [])}
            message["headers"] = [*message.get("headers", []), *((n, v) for n, v in HEADERS if n not in own)]
        await send(message)

    return sending
