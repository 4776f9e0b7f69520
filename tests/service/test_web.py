"""The HTTP door: who comes in, what it bears, and that nothing ends it but its host."""

import json
import socket
import threading
import time
from pathlib import Path

import pytest

from fsecheck import Checker
from fsecheck.ledger import keys, sqlite
from fsecheck.service import openapi
from fsecheck.service.calls import CALLS, Service
from fsecheck.service.tokens import TokenError, Tokens
from tests.authoring import NIR, lot, sheet
from tests.service.desk import ACCEPTED, NUMBER, REFUSED, TODAY, encoded, talk
from tests.service.serving import TOKEN, serving

ROOT = Path(__file__).resolve().parents[2]
PATHS = [("POST", openapi.path(call)) for call in CALLS] + [
    ("GET", openapi.OWN_PATH),
    ("POST", "/v1/other"),
    ("GET", "/"),
]


@pytest.fixture(scope="module")
def client():
    """A door without a ledger, with ordinary limits."""
    with talk() as host, serving(host.service) as found:
        yield found


class Gate(threading.Event):
    """Holds every call of ``Checker.reserve`` until it is set."""

    def __init__(self):
        super().__init__()
        self.entered = threading.Event()
        self.inside = 0


@pytest.fixture
def gate(monkeypatch):
    """One that is closed; open in the end."""
    closed, own = Gate(), Checker.reserve

    def waits(*words, **named):
        closed.inside += 1
        closed.entered.set()
        assert closed.wait(30)
        return own(*words, **named)

    monkeypatch.setattr(Checker, "reserve", waits)
    yield closed
    closed.set()


class Asking(threading.Thread):
    """A call made beside the test."""

    def __init__(self, client, name, **params):
        super().__init__()
        self._call = lambda: client.call(name, **params)
        self.reply = None
        self.start()

    def run(self):
        self.reply = self._call()

    def answer(self):
        self.join(30)
        return self.reply


def raw(client, data, *, wait=5.0):
    """What comes back for bytes written as they are, until the door closes the connection."""
    with socket.create_connection(("127.0.0.1", client.port), timeout=wait) as connection:
        connection.sendall(data)
        found = b""
        while chunk := connection.recv(65_536):
            found += chunk
        return found


def test_the_document_is_the_committed_one():
    """``python -m fsecheck.service.openapi`` was run after the last change of a call."""
    committed = (ROOT / "schemas" / "service" / "openapi.json").read_text(encoding="utf-8")

    assert committed == openapi.text()


def test_the_door_gives_its_own_document(client):
    """The same, to who holds a token."""
    assert client.send("GET", openapi.OWN_PATH).json == openapi.document()


def test_both_doors_answer_alike(client):
    """The same call, the same answer, byte by byte."""
    with talk() as host:
        for name, params in (
            ("check", {"sheet": encoded(ACCEPTED), "lang": "fr", "today": "2026-03-02"}),
            ("check_sheets", {"sheet": encoded(lot(ACCEPTED, sheet(facture={"numero": "2"}))), "lang": "en"}),
            ("explain", {"id": "TEX001"}),
            ("version", {}),
        ):
            assert client.ask(name, **params) == host.ask(name, **params)


def test_the_report_has_the_bytes_of_the_api(client):
    """The same arguments give the same bytes of report at every door."""
    own = Checker().check(REFUSED, today=TODAY).to_bytes()

    assert own in client.call("check", sheet=encoded(REFUSED)).body


def test_the_life_of_an_invoice_over_http(tmp_path):
    """Reserve, pending, confirm, in a ledger file that several calls read at once by a connection each."""
    book = sqlite.init(str(tmp_path / "c.db"), keys.fresh(), "CABINET", TODAY)
    try:
        with serving(Service(Checker(book), lambda: TODAY), readers=2) as client:
            held = client.ask("reserve", sheet=encoded(ACCEPTED))
            asking = [Asking(client, "check", sheet=encoded(ACCEPTED)) for _ in range(8)]
            answers = [one.answer().json["verdict"] for one in asking]
            confirmed = client.ask("confirm", **NUMBER)
            refused = client.call("release", **NUMBER)
            waiting = client.ask("pending")
        kept = len(book._idle)
    finally:
        book.close()

    assert (held["may_send"], confirmed["invoice"]["state"], waiting) == (True, "confirmed", {"pending": []})
    assert answers == ["accept"] * 8
    assert (refused.status, refused.code) == (409, "wrong-state")
    assert 1 <= kept <= 3  # one for each reader, and one for the writer's own reading


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer é"],
    ids=["none", "empty", "scheme", "blank", "shorter", "longer", "basic", "alone", "accent"],
)
def test_no_call_passes_without_its_token(client, method, path, authorization):
    """Whatever the path, known or not: 401, and nothing is said of what stands there."""
    reply = client.send(method, path, b"{}", Authorization=authorization)

    assert (reply.status, reply.code, reply.headers["WWW-Authenticate"]) == (401, "no-token", "Bearer")


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", "", "é"])
def test_no_call_passes_with_a_foreign_host(client, method, path, host):
    """Also with its token: a page of the web that was rebound to this address has none, but one check is not enough."""
    reply = client.send(method, path, b"{}", Host=host)

    assert (reply.status, reply.code) == (421, "foreign-host")


def test_a_call_without_a_host_is_foreign(client):
    """HTTP 1.0 may leave it out; two of them are no request at all."""
    line = f"POST /v1/version HTTP/1.0\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 2\r\n\r\n{{}}"
    twice = f"GET / HTTP/1.1\r\nHost: {client.host}\r\nHost: evil.example\r\n\r\n"

    assert raw(client, line.encode()).startswith(b"HTTP/1.1 421 ")
    assert raw(client, twice.encode()).startswith(b"HTTP/1.1 400 ")


def test_each_of_several_tokens_opens():
    """One for each workstation, so that one can be taken back alone; the scheme has no case."""
    tokens = Tokens([TOKEN, "b" * 32])

    assert [tokens.admit(f"{scheme} {token}") for scheme in ("Bearer", "bearer") for token in (TOKEN, "b" * 32)] == [
        True
    ] * 4
    assert TOKEN not in repr(tokens)


@pytest.mark.parametrize("tokens", [[], ["b" * 31], ["b" * 201], ["b" * 32, ""], ["é" * 32], ["b b" * 20]])
def test_a_token_that_could_be_guessed_is_refused(tokens):
    """At least 32 characters that a header carries."""
    with pytest.raises(TokenError):
        Tokens(tokens)


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "code"),
    [
        ("GET", "/v1/check", None, {}, 405, "not-allowed"),
        ("PUT", "/v1/check", b"{}", {}, 405, "not-allowed"),
        ("POST", openapi.OWN_PATH, b"{}", {}, 405, "not-allowed"),
        ("POST", "/v1/other", b"{}", {}, 404, "unknown-method"),
        ("POST", "/v1/check/", b"{}", {}, 404, "unknown-method"),
        ("POST", "/v1/shutdown", b"{}", {}, 404, "unknown-method"),
        ("POST", "/v1/version", b"{}", {"Content_Type": "text/plain"}, 415, "not-json"),
        ("POST", "/v1/version", b"{}", {"Content_Type": None}, 415, "not-json"),
        ("POST", "/v1/version", b"{}", {"Content_Encoding": "gzip"}, 415, "not-json"),
        ("POST", "/v1/version", b"", {}, 400, "broken-message"),
        ("POST", "/v1/version", b"{", {}, 400, "broken-message"),
        ("POST", "/v1/version", b'{"\xff":1}', {}, 400, "broken-message"),
        ("POST", "/v1/version", b"[]", {}, 400, "bad-parameters"),
        ("POST", "/v1/version", b'{"a":1}', {}, 400, "bad-parameters"),
        ("POST", "/v1/pending", b"{}", {}, 409, "no-ledger"),
        ("POST", "/v1/explain", b'{"id":"XXX999"}', {}, 404, "unknown-id"),
    ],
    ids=str,
)
def test_a_call_that_cannot_be_served_says_why(client, method, path, body, headers, status, code):  # noqa: PLR0917
    """A problem with its stable code; 405 names what is allowed."""
    reply = client.send(method, path, body, **headers)

    assert (reply.status, reply.code, reply.json["status"]) == (status, code, status)
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert (status == 405) == ("Allow" in reply.headers)


def test_json_may_name_its_encoding(client):
    """``application/json; charset=utf-8`` is what many clients send."""
    assert client.send("POST", "/v1/version", b"{}", Content_Type="Application/JSON; charset=utf-8").status == 200


def test_a_body_has_a_largest_size():
    """At the limit it is read; one byte more is refused, also where its length is not stated before."""
    with talk() as host, serving(host.service, message_bytes=100) as client:
        fits = client.send("POST", "/v1/version", b"{}" + b" " * 98)
        over = client.send("POST", "/v1/version", b"{}" + b" " * 99)
        chunked = client.send("POST", "/v1/version", iter([b"{}", b" " * 99]))
        after = client.call("version")

    assert [reply.status for reply in (fits, over, chunked, after)] == [200, 413, 413, 200]
    assert over.code == chunked.code == "too-large"


def test_a_slow_client_holds_nothing():
    """A head that does not come ends the connection; a body that does not come is refused; others are answered."""
    head = "POST /v1/version HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n"
    with talk() as host, serving(host.service, head_seconds=0.3, body_seconds=0.3) as client:
        nothing = raw(client, b"")
        half = raw(client, b"POST /v1/ver")
        slow = raw(
            client, (head.format(client.host, TOKEN) + "Content-Length: 9\r\nConnection: close\r\n\r\n{").encode()
        )
        after = client.call("version")

    assert (nothing, half) == (b"", b"")
    assert slow.startswith(b"HTTP/1.1 408 ")
    assert b'"slow"' in slow
    assert after.status == 200


def test_a_client_that_leaves_ends_nothing(client):
    """In the middle of its body."""
    head = f"POST /v1/check HTTP/1.1\r\nHost: {client.host}\r\nAuthorization: Bearer {TOKEN}\r\n"
    with socket.create_connection(("127.0.0.1", client.port)) as connection:
        connection.sendall((head + "Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{").encode())

    assert client.call("version").status == 200


def test_a_full_queue_of_writes_says_when_to_come_back(gate):
    """One runs and there is room for no more: 503 with Retry-After; reads go on, and what had its place is done."""
    with talk(ledger=True) as host, serving(host.service, waiting_writes=1) as client:
        first = Asking(client, "reserve", sheet=encoded(ACCEPTED))
        assert gate.entered.wait(30)
        refused = client.call("cover", mk=NUMBER["mk"], **{"from": "2026-01-01"})
        read = client.call("check", sheet=encoded(ACCEPTED))
        gate.set()
        held = first.answer()

    assert (refused.status, refused.code, refused.headers["Retry-After"]) == (503, "busy", "1")
    assert (read.status, held.json["may_send"]) == (200, True)


def test_a_full_door_says_when_to_come_back():
    """Two connections at most: the third is told so as a problem like any other, and served once there is room."""
    with talk() as host, serving(host.service, connections=2) as client:
        silent = [socket.create_connection(("127.0.0.1", client.port)) for _ in range(2)]
        while (refused := client.call("version")).status == 200:
            time.sleep(0.01)  # the door has not seen both yet
        silent.pop().close()
        while (served := client.call("version")).status == 503:
            time.sleep(0.01)  # nor that one has gone
        silent.pop().close()

    assert (refused.status, refused.code, refused.headers["Retry-After"]) == (503, "busy", "1")
    assert "application/problem+json" == refused.headers["Content-Type"]
    assert "no-store" == refused.headers["Cache-Control"]
    assert 200 == served.status


def test_writes_wait_for_one_another(gate):
    """Those that there is room for are done, one after the other."""
    with talk(ledger=True) as host, serving(host.service, waiting_writes=4) as client:
        asking = [Asking(client, "reserve", sheet=encoded(sheet(facture={"numero": f"{n}"}))) for n in range(1, 5)]
        assert gate.entered.wait(30)
        together = gate.inside
        gate.set()
        answers = [one.answer().status for one in asking]

    assert (together, answers) == (1, [200] * 4)


def test_a_call_that_takes_too_long_is_given_up(gate):
    """504; what had not begun never happens, what had begun ends in its own time."""
    with talk(ledger=True) as host, serving(host.service, call_seconds=0.5) as client:
        first = Asking(client, "reserve", sheet=encoded(ACCEPTED))
        assert gate.entered.wait(30)
        second = Asking(client, "cover", mk=NUMBER["mk"], **{"from": "2026-01-01"})
        late = [one.answer() for one in (first, second)]
        gate.set()
        while not (pending := client.ask("pending")["pending"]):
            time.sleep(0.01)
        claims = client.ask("coverage")["coverage"]

    assert [(reply.status, reply.code) for reply in late] == [(504, "late")] * 2
    assert [invoice["number"] for invoice in pending] == [NUMBER["number"]]
    assert claims == []


def test_a_second_client_is_answered_while_a_lot_is_checked():
    """A lot of 500 sheets is under way: single sheets of another client come and go before it ends."""
    whole = encoded(lot(*(sheet(facture={"numero": str(number)}) for number in range(1, 501))))
    with talk() as host, serving(host.service) as client:
        client.ask("check", sheet=encoded(ACCEPTED))
        long = Asking(client, "check_sheets", sheet=whole, lang="fr")
        answered = 0
        while long.is_alive() and client.ask("check", sheet=encoded(ACCEPTED))["may_send"]:
            answered += long.is_alive()

    assert len(long.answer().json["sheets"]) == 500
    assert answered >= 5


def test_a_fault_of_ours_says_no_value(client, monkeypatch):
    """500 with where it happened; the door stays open."""

    def breaks(*_args, **_kwargs):
        raise RuntimeError(f"NIR {NIR}")

    with monkeypatch.context() as patch:
        patch.setattr(Checker, "check", breaks)
        reply = client.call("check", sheet=encoded(ACCEPTED))

    assert (reply.status, reply.code, reply.json["kind"]) == (500, "internal", "RuntimeError")
    assert reply.json["where"].startswith("fsecheck.service.calls:")
    assert NIR not in reply.body.decode()
    assert client.call("check", sheet=encoded(ACCEPTED)).status == 200


def test_nothing_of_a_call_is_kept_or_logged(client, caplog, capfd):
    """No cache keeps an answer, no line is written, no header names the software."""
    with caplog.at_level(0):
        reply = client.call("check", sheet=encoded(ACCEPTED))
        client.send("POST", f"/v1/{NIR}", b"{")

    assert (reply.headers["Cache-Control"], reply.headers["Server"]) == ("no-store", None)
    assert NIR not in caplog.text
    assert capfd.readouterr() == ("", "")


def test_a_log_has_the_clients_own_id_and_nothing_of_its_call():
    """Each call with its verdict or its code; an id that is none is left out."""
    told = []
    with talk(log=lambda event, **values: told.append((event, values))) as host, serving(host.service) as client:
        body = json.dumps({"sheet": REFUSED.decode()}).encode()
        client.send("POST", "/v1/check", body, X_Correlation_Id="poste-1/42")
        client.send("POST", "/v1/check", b"{", X_Correlation_Id=f"{NIR} {NIR}")
        client.send("POST", f"/v1/{NIR}", b"{}")
    kept = [(event, {name: values[name] for name in values if name != "milliseconds"}) for event, values in told]

    assert kept == [
        ("called", {"call": "check", "verdict": "reject", "correlation_id": "poste-1/42"}),
        ("called", {"call": "check", "code": "broken-message"}),
    ]


def test_one_connection_serves_many_calls(client):
    """Keep-alive, as clients of a billing software do."""
    body = json.dumps({"sheet": ACCEPTED.decode()}).encode()
    head = f"POST /v1/check HTTP/1.1\r\nHost: {client.host}\r\nAuthorization: Bearer {TOKEN}\r\n"
    one = f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n".encode()

    found = raw(client, (one + b"\r\n" + body) * 3 + one + b"Connection: close\r\n\r\n" + body)

    assert found.count(b'"may_send":true,"report"') == 4
