"""One question to an OpenAI-compatible chat endpoint, with limits on time, size and attempts; no redirects."""

from __future__ import annotations

import http.client
import json
import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Timer
from typing import Any
from urllib.parse import urlsplit

from latticework.model import LatticeworkError

MOST_BYTES = 2_000_000
PATH = "/chat/completions"
TRY_AGAIN = frozenset([408, 409, 429, 500, 502, 503, 504])


class NoAnswer(Exception):
    """The endpoint gave nothing usable; the message is the reason, in words that can be counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where and whom to ask: ``url`` such as http://localhost:8080/v1, and the name of the ``model``.

    ``timeout`` is in seconds for one whole answer, ``attempts`` how often a question that failed for a passing
    reason is put, ``pause`` the seconds before the second attempt (doubled for each further one). The key is taken
    from the environment variable ``key_from`` when a question is put, and is stored nowhere.
    """

    url: str
    model: str
    key_from: str | None = None
    timeout: float = 120.0
    attempts: int = 3
    pause: float = 1.0

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            usable = False
        if not usable or parts.username:
            raise LatticeworkError(
                "The second reader's address is no plain http or https URL",
                where=self.url if not usable else parts.hostname,
                remedy="Give one such as http://localhost:8080/v1, and a key by --second-reader-key",
            )
        if not self.model.strip():
            raise LatticeworkError("The second reader has no model", remedy="Name it with --model")
        if self.key_from and not os.environ.get(self.key_from):
            raise LatticeworkError(
                f"The environment variable {self.key_from} for the second reader's key is not set", remedy="Set it"
            )

    def ask(self, task: str, text: str) -> str:
        """Put one question and give the answer's text.

        Raises:
            NoAnswer: there is none that can be used, after all attempts.
        """
        messages = [{"role": "system", "content": task}, {"role": "user", "content": text}]
        body = json.dumps({"model": self.model, "messages": messages, "temperature": 0, "stream": False}).encode()
        for attempt in range(self.attempts):
            last = attempt == self.attempts - 1
            try:
                status, content = self._post(body)
            except TimeoutError as problem:
                reason: str = "no answer in time"
                cause: Exception = problem
            except (OSError, http.client.HTTPException) as problem:
                reason, cause = "no connection, or it broke off", problem
            else:
                if status == 200:
                    return _content(content)
                reason, cause = f"the endpoint answered with status {status}", NoAnswer()
                last = last or status not in TRY_AGAIN
            if last:
                raise NoAnswer(reason) from cause
            time.sleep(self.pause * 2**attempt)
        raise NoAnswer("no attempt was made")

    def _post(self, body: bytes) -> tuple[int, bytes]:
        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self.timeout)
        path = parts.path.rstrip("/")
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        key = os.environ.get(self.key_from) if self.key_from else None
        if key:
            headers["Authorization"] = f"Bearer {key}"
        late = Event()
        clock: Timer | None = None
        try:
            connection.connect()
            clock = Timer(self.timeout, _cut, (connection.sock, late))  # a server that drips resets the socket's own
            clock.daemon = True
            clock.start()
            connection.request("POST", path if path.endswith(PATH) else path + PATH, body, headers)
            response = connection.getresponse()
            content = bytearray()
            while piece := response.read1(65536):
                content += piece
                if len(content) > MOST_BYTES:
                    raise NoAnswer("the answer is longer than 2 MB")
            if response.length:
                raise http.client.IncompleteRead(bytes(content), response.length)
            if late.is_set():
                raise TimeoutError
            return response.status, bytes(content)
        except (OSError, http.client.HTTPException) as problem:
            if late.is_set():
                raise TimeoutError from problem
            raise
        finally:
            if clock:
                clock.cancel()
            connection.close()


def _cut(line: socket.socket, late: Event) -> None:
    late.set()
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _content(raw: bytes) -> str:
    """Take the text out of a chat completion."""
    try:
        answer: Any = json.loads(raw)
    except (ValueError, RecursionError) as problem:
        raise NoAnswer("the endpoint's answer is no JSON") from problem
    try:
        message = answer["choices"][0]["message"]
        refusal, content = message.get("refusal"), message.get("content")
    except (KeyError, IndexError, TypeError, AttributeError) as problem:
        raise NoAnswer("the endpoint's answer is no chat completion") from problem
    if refusal or content is None:
        raise NoAnswer("the model refused")
    if not isinstance(content, str):
        raise NoAnswer("the endpoint's answer is no chat completion")
    return content
