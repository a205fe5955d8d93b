"""A second reader that invents, refuses, breaks off or never answers changes nothing but the counts."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from latticework.model import LatticeworkError
from latticework.read import document_from_text, find_records
from latticework.read.endpoint import Endpoint
from latticework.read.second_reader import CHUNK_CHARS, SecondReader, SecondReading, chunks

TEXT = (
    "Ministers meet\n\n2024-07-30\n\nOn July 28, the defense ministers of Japan and the United States met in Tokyo. "
    "Washington is putting up $500 million for coast guards in the Philippines."
)
QUOTE = "Washington is putting up $500 million for coast guards in the Philippines."
GOOD = {
    "type": "commitment", "factuality": "announced", "parties": ["USA"], "targets": ["PHL"], "quote": QUOTE,
    "amount": 500_000_000, "currency": "USD", "date": "2024-07", "kind": "funding",
}  # fmt: skip
Behaviour = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


def completion(content: str | None, **more: Any) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content, **more}}]}).encode()


def say(content: bytes, status: int = 200, *, promise: int = 0) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(content) + promise))
        handler.end_headers()
        handler.wfile.write(content)

    return behave


def records(*proposals: Any) -> Behaviour:
    return say(completion(json.dumps({"records": proposals})))


def drip(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def endless(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(400):
        handler.wfile.write(b" " * 10_000)


def hang(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
    time.sleep(1.5)


def hang_up(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def no_http(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
    handler.wfile.write(b"nonsense\r\n\r\n")


class Server:
    """A real server on this machine; each question is answered by the next behaviour, the last one for ever."""

    def __init__(self) -> None:
        self.behaviours: list[Behaviour] = []
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append({"path": self.path, **body})
                outer.headers.append(dict(self.headers))
                behave = outer.behaviours.pop(0) if len(outer.behaviours) > 1 else outer.behaviours[0]
                with suppress(OSError):  # the reader hangs up when it has waited or read enough
                    behave(self, body)

            def log_message(self, *_: object) -> None: ...

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.block_on_close = False
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"

    def reading(self, *behaviours: Behaviour, text: str = TEXT, **limits: Any) -> SecondReading:
        self.behaviours = list(behaviours)
        document = document_from_text(text, "note.txt")
        endpoint = Endpoint(url=self.url, model="m", **{"timeout": 0.4, "attempts": 2, "pause": 0.01, **limits})
        return SecondReader(endpoint).read(document, find_records(document).records)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.http.shutdown()
    running.http.server_close()


def test_a_proposal_that_stands_in_the_text_is_taken_and_marked(server: Server) -> None:
    reading = server.reading(records(GOOD))
    (record,) = reading.records
    assert TEXT[record.evidence.start : record.evidence.end] == record.evidence.quote == QUOTE
    assert (record.type, record.parties, record.targets) == ("commitment", ("USA",), ("PHL",))
    assert (record.amount, record.currency, record.date) == (500e6, "USD", "2024-07")
    assert record.rule == "second reader: m"
    assert (reading.asked, reading.agreed, reading.dropped, reading.failed) == (1, 0, {}, {})
    assert server.asked[0]["path"] == "/v1/chat/completions"
    assert QUOTE in server.asked[0]["messages"][1]["content"]


def test_json_in_a_code_fence_is_json(server: Server) -> None:
    fenced = "```json\n" + json.dumps({"records": [GOOD]}) + "\n```"
    assert len(server.reading(say(completion(fenced))).records) == 1


def test_what_the_first_reader_has_is_agreement_and_not_a_second_record(server: Server) -> None:
    quote = "On July 28, the defense ministers of Japan and the United States met in Tokyo."
    met = {"type": "meeting", "factuality": "held", "parties": ["USA", "JPN"], "quote": quote, "date": "2024-07-28"}
    reading = server.reading(records(met, GOOD, GOOD))
    assert reading.agreed == 1
    assert [r.type for r in reading.records] == ["commitment"]
    assert reading.dropped == {"proposed twice": 1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "Washington is putting up $900 million for coast guards."}, "the quote does not stand in the text"),
        ({"quote": QUOTE.replace(" is ", "  is ")}, "the quote does not stand in the text"),
        ({"quote": "the"}, "no quote, or one too short or too long"),
        ({"quote": None}, "no quote, or one too short or too long"),
        ({"type": "battle"}, "unknown type"),
        ({"type": ["meeting"]}, "unknown type"),
        ({"factuality": "certain"}, "unknown factuality"),
        ({"parties": ["XXX"]}, "unknown code in parties"),
        ({"parties": "USA"}, "unknown code in parties"),
        ({"parties": [["USA"]]}, "unknown code in parties"),
        ({"parties": ["FRA"]}, "one of the parties is not named in the document"),
        ({"parties": []}, "no parties"),
        ({"targets": ["BRA"]}, "one of the targets is not named in the document"),
        ({"date": "July 2024"}, "date is no EDTF date"),
        ({"date": "2024-02-31"}, "date is no EDTF date"),
        ({"horizon": 2030}, "horizon is no short text"),
        ({"currency": "XYZ"}, "unknown currency"),
        ({"amount": 5e8, "currency": "EUR"}, "the amount does not stand in the quote"),
        ({"amount": 501_000_000}, "the amount does not stand in the quote"),
        ({"amount": 10**400}, "the amount does not stand in the quote"),
        ({"amount": float("nan")}, "the amount does not stand in the quote"),
        ({"amount": "500 million"}, "the amount is no number"),
        ({"amount": None}, "a currency or unit without an amount"),
        ({"unit": "furlong"}, "unknown unit"),
        ({"name": "Pact of Steel"}, "the name does not stand in the text"),
        ({"kind": "\ud800"}, "kind is no word"),
    ],
)
def test_an_invention_is_dropped_and_counted(server: Server, change: dict[str, Any], reason: str) -> None:
    reading = server.reading(records(GOOD | change, GOOD))
    assert reading.dropped == {reason: 1}
    assert len(reading.records) == 1  # the good one beside it is kept


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (say(completion("I cannot help with that.")), "the answer holds no JSON (a refusal, or prose)"),
        (say(completion(None, refusal="No.")), "the model refused"),
        (say(completion('{"records": [{"type": "meet')), "the answer is broken JSON"),
        (say(completion('{"records": [' + "[" * 100_000 + "}")), "the answer is broken JSON"),
        (say(completion('{"results": []}')), 'the answer has no list "records"'),
        (say(b"<html>busy</html>"), "the endpoint's answer is no JSON"),
        (say(b"\xff\xfe\x00"), "the endpoint's answer is no JSON"),
        (say(b'{"choices": []}'), "the endpoint's answer is no chat completion"),
        (say(b"[1, 2]"), "the endpoint's answer is no chat completion"),
        (say(b"{}", 401), "the endpoint answered with status 401"),
        (say(b"{}", 302), "the endpoint answered with status 302"),
        (say(b"{}", 503), "the endpoint answered with status 503"),
        (say(b"{", promise=50), "no connection, or it broke off"),
        (hang, "no answer in time"),
        (drip, "no answer in time"),
        (endless, "the answer is longer than 2 MB"),
        (hang_up, "no connection, or it broke off"),
        (no_http, "no connection, or it broke off"),
    ],
)
def test_whatever_the_server_does_reading_goes_on(server: Server, behaviour: Behaviour, reason: str) -> None:
    reading = server.reading(behaviour)
    assert reading.records == ()
    assert reading.failed == {reason: 1}


def test_a_passing_failure_is_tried_again_and_a_lasting_one_is_not(server: Server) -> None:
    assert len(server.reading(say(b"{}", 503), records(GOOD)).records) == 1
    assert len(server.asked) == 2
    server.reading(say(b"{}", 401))
    assert len(server.asked) == 3


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    reading = SecondReader(Endpoint(url=url, model="m", attempts=2, pause=0.01)).read(document_from_text(TEXT, "n"))
    assert reading.failed == {"no connection, or it broke off": 1}


def test_a_dead_endpoint_is_not_asked_for_ever(server: Server) -> None:
    text = "\n\n".join([TEXT, *["The two sides talked about the weather for a long time."] * 1000])
    reading = server.reading(say(b"{}", 401), text=text)
    assert reading.asked > 5
    assert len(server.asked) == 3
    assert reading.failed["not asked: the endpoint failed three times in a row"] == reading.asked - 3


def test_pieces_cover_every_sentence_and_keep_to_the_limit(server: Server) -> None:
    text = "\n\n".join(f"Sentence {i} of the report tells of Japan. And another one follows." for i in range(400))
    document = document_from_text(text, "long")
    pieces = list(chunks(document))
    assert all(end - start <= CHUNK_CHARS for start, end in pieces)
    assert "".join("".join(text[a:b].split()) for a, b in pieces) == "".join(text.split())


def test_too_many_proposals_are_cut_and_counted(server: Server) -> None:
    reading = server.reading(records(*[GOOD] * 150))
    assert len(reading.records) == 1
    assert reading.dropped == {"more than 100 proposals for one piece": 50, "proposed twice": 99}


def test_the_key_goes_to_the_endpoint_from_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "k-123")
    server.reading(records(GOOD), key_from="SOME_KEY")
    assert server.headers[0]["Authorization"] == "Bearer k-123"
    monkeypatch.delenv("SOME_KEY")
    with pytest.raises(LatticeworkError, match="SOME_KEY"):
        Endpoint(url=server.url, model="m", key_from="SOME_KEY")


@pytest.mark.parametrize("url", ["localhost:8080", "ftp://x/v1", "http://", "http://a:b@host/v1", "http://x:99999/v1"])
def test_a_wrong_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(LatticeworkError, match="address"):
        Endpoint(url=url, model="m")
