"""The child process: lines in, lines out, and nothing ends it but its host."""

import io
import json
import subprocess
import sys

import pytest

from fsecheck.cli import run
from fsecheck.service import limits
from fsecheck.service.hook import serve
from tests.authoring import NIR
from tests.service.desk import ACCEPTED, REFUSED, TODAY, encoded, line, talk

VERSION = line("version")


def lines(data, **options):
    """The replies to a whole input, line by line."""
    sink = io.BytesIO()
    with talk(ledger=True) as host:
        serve(host.service, io.BytesIO(data), sink, **options)
    return [json.loads(reply) for reply in sink.getvalue().split(b"\n")[:-1]]


def codes(replies):
    """The code of each reply, None for a result."""
    return [reply["error"]["data"]["code"] if "error" in reply else None for reply in replies]


@pytest.fixture
def child():
    """A real child process; gives its exit code, output and errors for an input."""

    def ask(data, *words, code=None):
        command = [sys.executable, *(("-c", code) if code else ("-m", "fsecheck.cli")), "hook", *words]
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=60)
        return done.returncode, done.stdout, done.stderr

    return ask


@pytest.mark.parametrize(
    ("message", "number", "id_"),
    [
        (b"{", -32700, None),
        (b'{"jsonrpc":"2.0","id":7,"method":"version"', -32700, None),
        (b"\xff", -32700, None),
        (b'"\\ud800"', -32700, None),
        (b"NaN", -32700, None),
        (b"[" * 100_000, -32700, None),
        (b"[]", -32600, None),
        (b"1", -32600, None),
        (b"{}", -32600, None),
        (b'{"jsonrpc":"1.0","id":7,"method":"version"}', -32600, 7),
        (b'{"jsonrpc":"2.0","id":7,"method":1}', -32600, 7),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"version"}', -32600, None),
        (b'{"jsonrpc":"2.0","id":true,"method":"version"}', -32600, None),
        (b'{"jsonrpc":"2.0","id":{},"method":"version"}', -32600, None),
        (b'{"jsonrpc":"2.0","id":7,"method":"version","params":1}', -32600, 7),
        (b'{"jsonrpc":"2.0","id":7,"method":"vers"}', -32601, 7),
        (b'{"jsonrpc":"2.0","id":"a","method":"version","params":[]}', -32602, "a"),
        (b'{"jsonrpc":"2.0","id":null,"method":"version","params":{"x":1}}', -32602, None),
        (b'{"jsonrpc":"2.0","id":7,"method":"shutdown","params":{"x":1}}', -32602, 7),
    ],
    ids=lambda value: value[:60].decode("latin-1") if isinstance(value, bytes) else "",
)
def test_a_line_that_cannot_be_served_gets_its_error_and_the_loop_goes_on(message, number, id_):
    """The number of JSON-RPC, the id where one can be read; the next line is answered."""
    broken, next_ = lines(message + b"\n" + VERSION + b"\n")

    assert (broken["jsonrpc"], broken["error"]["code"], broken["id"]) == ("2.0", number, id_)
    assert next_["id"] == 1
    assert "result" in next_


def test_a_batch_is_answered_as_one_line_in_order():
    """Calls, faults and nothing for notifications."""
    batch = [json.loads(line("version", id_)) for id_ in (1, "two")]
    batch += [7, json.loads(line("vers", 3)), {"jsonrpc": "2.0", "method": "version"}]

    (replies,) = lines(json.dumps(batch).encode() + b"\n")

    assert [reply["id"] for reply in replies] == [1, "two", None, 3]
    assert codes(replies) == [None, None, "not-a-call", "unknown-method"]


def test_a_batch_has_an_end():
    """The largest is answered, one more is refused as a whole."""
    note = {"jsonrpc": "2.0", "method": "x"}
    fits = [note] * (limits.BATCH - 1) + [1]

    assert codes(lines(json.dumps(fits).encode())[0]) == ["not-a-call"]
    assert codes(lines(json.dumps([note, *fits]).encode())) == ["too-large"]


@pytest.mark.parametrize("note", ["confirm", "vers", "version"])
def test_a_notification_is_never_answered(note):
    """Done or failed, alone or in a batch."""
    message = json.dumps({"jsonrpc": "2.0", "method": note}).encode()

    assert lines(message + b"\n[" + message + b"]\n") == []


def test_a_notification_is_done():
    """What it asks happens."""
    note = {"jsonrpc": "2.0", "method": "reserve", "params": {"sheet": encoded(ACCEPTED)}}

    (pending,) = lines(json.dumps(note).encode() + b"\n" + line("pending"))

    assert len(pending["result"]["pending"]) == 1


def test_a_message_has_a_largest_size():
    """At the limit it is read; one byte more is refused, read to its end and forgotten."""
    longest = len(VERSION) + 1
    padded = VERSION[:-1] + b" }"

    assert codes(lines(padded + b"\n" + VERSION + b"\n", message_bytes=longest)) == [None, None]
    assert codes(lines(padded[:-1] + b" }" * 200_000 + b"\n" + VERSION, message_bytes=longest)) == ["too-large", None]
    assert codes(lines(padded + b" " * 70_000, message_bytes=longest)) == ["too-large"]


@pytest.mark.parametrize(
    "data",
    [
        VERSION,
        VERSION + b"\n",
        VERSION + b"\r\n",
        b"\xef\xbb\xbf" + VERSION + b"\n",
        b"\n\r\n  \n" + VERSION + b"\n\n",
    ],
    ids=["no end of line", "LF", "CRLF", "byte order mark", "blank lines"],
)
def test_a_line_as_hosts_write_it(data):
    """Ends of line of every system, the mark that some runtimes write first, blank lines."""
    assert [reply["result"]["practice"] for reply in lines(data)] == ["CABINET"]


def test_shutdown_answers_and_ends():
    """What stands behind it is not read, also within a batch's line."""
    assert lines(line("shutdown") + b"\n" + VERSION + b"\n") == [{"jsonrpc": "2.0", "id": 1, "result": None}]
    assert lines(b'{"jsonrpc":"2.0","method":"shutdown"}\n' + VERSION) == []


def test_a_child_answers_and_ends_with_its_input(child):
    """Exit 0, UTF-8, one line a reply whatever the system, nothing on standard error."""
    code, out, err = child(line("check", sheet=encoded(REFUSED), lang="fr") + b"\n", "--today", TODAY.isoformat())
    reply = json.loads(out)

    assert (code, out.count(b"\n"), out[-1:], err) == (0, 1, b"\n", b"")
    assert (reply["result"]["may_send"], reply["result"]["verdict"]) == (False, "reject")
    assert b"\r" not in out
    assert "é".encode() in out


def test_nothing_but_answers_reaches_the_output_of_a_child(child):
    """What Python or a library prints while a call runs goes to standard error."""
    noisy = (
        "import os, sys; from fsecheck import cli; from fsecheck.checker import Checker; own = Checker.check\n"
        "def check(*a, **k): print('stray', flush=True); os.write(1, b'stray'); return own(*a, **k)\n"
        "Checker.check = check; sys.argv = ['fsecheck', *sys.argv[1:]]; cli.main()"
    )

    code, out, err = child(line("check", sheet=encoded(ACCEPTED)) + b"\n", "--today", "2026-03-02", code=noisy)

    assert (code, json.loads(out)["result"]["may_send"]) == (0, True)
    assert err.count(b"stray") == 2


def test_a_child_has_the_ledger_of_its_practice(child, tmp_path):
    """Reserve by one child, confirm by the next."""
    book = ("--ledger", str(tmp_path / "c.db"), "--key", str(tmp_path / "c.key"), "--today", TODAY.isoformat())
    assert run(["ledger", "init", "--practice", "CABINET", *book], io.StringIO(), io.StringIO()) == 0

    _, held, _ = child(line("reserve", sheet=encoded(ACCEPTED)), *book)
    _, waiting, _ = child(line("pending"), *book)

    assert json.loads(held)["result"]["may_send"] is True
    assert len(json.loads(waiting)["result"]["pending"]) == 1


def test_a_child_logs_where_it_is_asked_to(child):
    """One line of JSON a call on standard error, with the host's id of it; nothing of the call itself."""
    said = [line("check", f"poste-1/{TODAY}", sheet=encoded(REFUSED)), line(NIR), line("check", "é", lang=NIR), b"{"]

    _, out, err = child(b"\n".join(said), "--log", "json", "--today", TODAY.isoformat())
    told = [json.loads(one) for one in err.splitlines()]
    kept = [{name: one[name] for name in one if name not in {"timestamp", "milliseconds", "event"}} for one in told]

    assert out.count(b"\n") == len(said)
    assert kept == [
        {"level": "info", "call": "check", "verdict": "reject", "correlation_id": f"poste-1/{TODAY}"},
        {"level": "info", "code": "unknown-method", "correlation_id": 1},
        {"level": "info", "call": "check", "code": "bad-parameters"},
        {"level": "info", "code": "broken-message"},
    ]
    assert NIR not in err.decode()


def test_a_child_that_cannot_start_says_why_on_standard_error(child):
    """Wrong options end it at once, with the codes of the command."""
    code, out, err = child(b"", "--ledger", "none.db")

    assert (code, out) == (2, b"")
    assert "clé".encode() in err


def test_the_missing_extra_is_told(monkeypatch):
    """What to install, instead of a traceback."""
    monkeypatch.setitem(sys.modules, "msgspec", None)
    for name in [name for name in sys.modules if name.startswith("fsecheck.service")]:
        monkeypatch.delitem(sys.modules, name)
    err = io.StringIO()

    assert run(["hook"], io.StringIO(), err) == 2
    assert "pip install 'fsecheck[service]'" in err.getvalue()


def test_no_error_quotes_what_the_host_wrote():
    """A NIR in any place of a message stays there."""
    said = [
        line(NIR), line("check", NIR, sheet="", lang=NIR), line("check", sheet={NIR: 1}), line("explain", id=NIR),
        f'{{"jsonrpc":"{NIR}","method":"check"}}'.encode(), f'{{"{NIR}"'.encode(), f"[{NIR}, {{}}]".encode(),
        line("confirm", mk=NIR, number=NIR), line("check", sheet="", today=NIR), line("check", sheet=f"<{NIR}"),
    ]  # fmt: skip
    shown = json.dumps([reply for reply in lines(b"\n".join(said)) if reply != {} and not isinstance(reply, list)])

    assert shown.count(NIR) == shown.count(f'"id": "{NIR}"') == 1
