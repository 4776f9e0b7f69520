"""What the calls do, whatever the door."""

import json
from datetime import date

import pytest

from fsecheck import Checker
from fsecheck.ledger.keeping import Book
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.ledger.port import LedgerRefusedError
from fsecheck.service.calls import CALLS
from fsecheck.service.faults import FAULTS
from tests.authoring import MK, NIR, context, lot, sheet
from tests.service.desk import ACCEPTED, NUMBER, OTHER, REFUSED, TODAY, encoded, line, talk

#: What a host of another language has no use for: how a check reads and writes, and what a process does by itself.
OURS = {"answer", "word", "write", "transaction", "close", "classify"}
#: What a practice does to its book as a whole, by the command line.
UPKEEP = {"head", "verify", "recount", "link", "forget", "forget_patient_of", "retain", "retire"}


def test_every_call_of_the_embedding_api_is_served():
    """Whatever a Python host can ask of a Checker or a Book, another host can."""
    own = {name for kind in (Checker, Book) for name in vars(kind) if name[0] != "_" and callable(vars(kind)[name])}

    assert own - OURS - UPKEEP == {call.name for call in CALLS} - {"version", "explain"}


def test_codes_and_numbers_are_of_one_fault_each():
    """A code says one thing, at both doors."""
    numbers = [fault.number for fault in FAULTS if fault.number is not None]

    assert len(FAULTS) == len({fault.code for fault in FAULTS})
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(("data", "verdict"), [(ACCEPTED, "accept"), (REFUSED, "reject"), (b"<", "reject")])
def test_a_check_is_the_report_of_the_api(data, verdict):
    """The report is the same, and ``may_send`` stands before it."""
    with talk() as host:
        found = host.ask("check", sheet=encoded(data))

    assert (found["verdict"], found["may_send"]) == (verdict, verdict == "accept")
    assert found["report"] == Checker().check(data, today=TODAY).to_dict()


def test_a_text_is_the_same_as_its_bytes_in_base64():
    """Both forms of a document give one answer, also with a context."""
    beside = context(carteLisible="oui")
    with talk() as host:
        as_text = host.ask("check", sheet=ACCEPTED.decode(), context=beside.decode())
        as_bytes = host.ask("check", sheet=encoded(ACCEPTED), context=encoded(beside))

    assert as_text == as_bytes
    assert as_bytes["report"]["digests"]["context"] is not None


def test_base64_keeps_the_bytes_of_another_encoding():
    """A sheet in Latin-1 is judged as it came."""
    data = ACCEPTED.decode().replace("UTF-8", "ISO-8859-1").encode("latin-1")
    with talk() as host:
        assert host.ask("check", sheet=encoded(data))["report"] == Checker().check(data, today=TODAY).to_dict()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sentences_come_when_a_language_is_asked_for(language):
    """One for each finding, parallel; none without a language."""
    with talk() as host:
        spoken = host.ask("check", sheet=encoded(REFUSED), lang=language)
        silent = host.ask("check", sheet=encoded(REFUSED))

    assert spoken["texts"]["language"] == language
    assert len(spoken["texts"]["findings"]) == len(spoken["report"]["findings"]) > 0
    assert "texts" not in silent


def test_a_lot_speaks_sheet_by_sheet():
    """Both calls give the sheets in order, the heaviest verdict above them, and sentences for each."""
    data = lot(ACCEPTED, sheet(facture={"numero": "100000002", "dateElaboration": "2026-03-09"}))
    with talk() as host:
        whole = host.ask("check", sheet=encoded(data), lang="fr")
        parts = host.ask("check_sheets", sheet=encoded(data), lang="fr")

    assert [sheet["verdict"] for sheet in parts["sheets"]] == ["accept", "reject"]
    assert (parts["verdict"], parts["may_send"]) == (whole["verdict"], whole["may_send"]) == ("reject", False)
    assert whole["report"]["sheets"] == [sheet["report"] for sheet in parts["sheets"]]
    assert whole["texts"]["sheets"] == [sheet["texts"] for sheet in parts["sheets"]]


def test_the_life_of_an_invoice():
    """Reserve, confirm, settle; each call twice is the same as once."""
    with talk(ledger=True) as host:
        held = host.ask("reserve", sheet=encoded(ACCEPTED))
        waiting = host.ask("pending")["pending"]
        moves = [
            host.ask(method, **NUMBER, **more)
            for method, more in (
                ("confirm", {}),
                ("confirm", {"attempt": 1}),
                ("settle", {"outcome": "rejected", "code": "R042"}),
                ("settle", {"outcome": "rejected", "code": None}),
            )
        ]
        again = host.ask("reserve", sheet=encoded(ACCEPTED))

    assert (held["may_send"], held["sheets"][0]["held"], held["sheets"][0]["changed"]) == (True, True, True)
    assert [invoice["number"] for invoice in waiting] == [NUMBER["number"]]
    assert [(move["invoice"]["state"], move["changed"]) for move in moves] == [
        ("confirmed", True), ("confirmed", False), ("rejected", True), ("rejected", False),
    ]  # fmt: skip
    assert again["sheets"][0]["invoice"]["attempt"] == 2


def test_release_and_cancel_give_back():
    """What was not sent, and what is withdrawn."""
    with talk(ledger=True) as host:
        host.ask("reserve", sheet=encoded(ACCEPTED))
        released = host.ask("release", **NUMBER)
        host.ask("record", sheet=encoded(OTHER))
        cancelled = host.ask("cancel", **NUMBER)

    assert (released["invoice"]["state"], cancelled["invoice"]["state"]) == ("released", "cancelled")


def test_a_sheet_that_is_not_held_may_not_be_sent():
    """Refused by the check: nothing is held. Held: may be sent, also where the same call had been made before."""
    with talk(ledger=True) as host:
        rejected = host.ask("reserve", sheet=encoded(REFUSED))
        again = [host.ask("reserve", sheet=encoded(ACCEPTED)) for _ in range(2)]
        other = host.ask("reserve", sheet=encoded(OTHER))

    assert [(held["may_send"], held["sheets"][0]["held"]) for held in (rejected, other)] == [(False, False)] * 2
    assert [(held["may_send"], held["sheets"][0]["changed"]) for held in again] == [(True, True), (True, False)]


def test_what_the_ledger_refuses_may_not_be_sent(monkeypatch):
    """The check accepts, the ledger holds another under that number: ``may_send`` is false."""

    def refuses(*_args, **_kwargs):
        raise LedgerRefusedError("another invoice is live under this number", "number-live")

    monkeypatch.setattr(MemoryLedger, "write", refuses)
    with talk(ledger=True) as host:
        found = host.ask("reserve", sheet=encoded(ACCEPTED))

    assert (found["may_send"], found["verdict"]) == (False, "accept")
    assert (found["sheets"][0]["held"], found["sheets"][0]["refused"]) == (False, "number-live")


def test_record_says_what_the_check_would_not_let_through():
    """It is written all the same."""
    with talk(ledger=True) as host:
        found = host.ask("record", sheet=encoded(REFUSED))

    assert (found["conflict"], found["sheets"][0]["held"]) == (True, True)


def test_coverage_is_claimed_and_taken_back():
    """Both calls answer every claim."""
    with talk(ledger=True) as host:
        claimed = host.ask("cover", mk=MK, **{"from": "2025-01-01"})
        taken = host.ask("uncover", mk=MK, **{"from": "2026-01-01", "to": "2026-01-31"})
        listed = host.ask("coverage")

    assert claimed["coverage"] == [{"mk": MK, "from": "2025-01-01", "to": None}]
    assert taken == listed
    assert [(claim["from"], claim["to"]) for claim in listed["coverage"]] == [
        ("2025-01-01", "2025-12-31"), ("2026-02-01", None),
    ]  # fmt: skip


def test_the_version_says_what_answers():
    """The same identity as a report has, the practice, and the calls."""
    with talk(ledger=True, reference=True) as host:
        found = host.ask("version")
        made = host.ask("check", sheet=encoded(ACCEPTED))["report"]["made_with"]

    assert {name: found[name] for name in ("fsecheck", "law", "libxml2", "today")} == {
        name: made[name] for name in ("fsecheck", "law", "libxml2", "today")
    }
    assert (found["practice"], found["reference_mode"]) == ("CABINET", True)
    assert found["calls"] == [call.name for call in CALLS]


@pytest.mark.parametrize(("what", "word"), [("TEX001", "messages"), ("teleexpertise.requests_per_year", "values")])
def test_a_rule_and_a_value_are_explained(what, word):
    """As ``fsecheck explain`` does."""
    with talk() as host:
        assert host.ask("explain", id=what, lang="en")[word]
        assert host.refused("explain", id=f"{what}0") == "unknown-id"


@pytest.mark.parametrize(
    "method", ["reserve", "record", "confirm", "release", "cancel", "settle", "pending", "coverage", "cover", "uncover"]
)
def test_a_service_without_a_ledger_says_so(method):
    """No call on a ledger passes for done."""
    params = {
        "reserve": {"sheet": ""}, "record": {"sheet": ""}, "settle": {**NUMBER, "outcome": "paid"}, "pending": {},
        "coverage": {}, "cover": {"mk": MK, "from": "2026-01-01"}, "uncover": {"mk": MK, "from": "2026-01-01"},
    }.get(method, NUMBER)  # fmt: skip
    with talk() as host:
        assert host.refused(method, **params) == "no-ledger"


def test_a_service_as_of_another_day_writes_nothing():
    """What it judges is an exercise."""
    with talk(ledger=True, as_of=date(2026, 9, 1)) as host:
        assert host.refused("reserve", sheet=encoded(ACCEPTED)) == "read-only"
        assert host.refused("confirm", **NUMBER) == "read-only"
        assert host.ask("pending") == {"pending": []}


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("confirm", NUMBER, "unknown-invoice"),
        ("settle", {**NUMBER, "outcome": "paid"}, "unknown-invoice"),
        ("cover", {"mk": MK, "from": "2026-02-01", "to": "2026-01-31"}, "ledger-use"),
    ],
    ids=["confirm", "settle", "cover"],
)
def test_the_ledger_refuses_by_a_code(method, params, code):
    """Its refusals keep their names."""
    with talk(ledger=True) as host:
        assert host.refused(method, **params) == code


@pytest.mark.parametrize(
    ("method", "params", "parameter"),
    [
        ("check", {}, "sheet"),
        ("check", {"sheet": 1}, "sheet"),
        ("check", {"sheet": {}}, "sheet"),
        ("check", {"sheet": {"base64": "YQ"}}, "sheet"),
        ("check", {"sheet": {"base64": "Y Q="}}, "sheet"),
        ("check", {"sheet": "", "lang": "de"}, "lang"),
        ("check", {"sheet": "", "today": "2026-3-2"}, "today"),
        ("check", {"sheet": "", "today": "2026-02-30"}, "today"),
        ("check", {"sheet": "", "today": "1999-12-31"}, "today"),
        ("check", {"sheet": "", "today": "2100-01-01"}, "today"),
        ("check", {"sheet": "", NIR: ""}, None),
        ("check", {"sheet": "", f"x - at `$.{NIR}": ""}, None),
        ("pending", {"sheet": ""}, None),
        ("confirm", {"mk": MK}, "number"),
        ("confirm", {**NUMBER, "number": "1\n"}, "number"),
        ("confirm", {**NUMBER, "number": "1234567890"}, "number"),
        ("confirm", {**NUMBER, "mk": MK[1:]}, "mk"),
        ("confirm", {**NUMBER, "attempt": 0}, "attempt"),
        ("confirm", {**NUMBER, "attempt": 1_000_001}, "attempt"),
        ("confirm", {**NUMBER, "attempt": True}, "attempt"),
        ("settle", {**NUMBER, "outcome": "perhaps"}, "outcome"),
        ("settle", {**NUMBER, "outcome": "paid", "code": f"{NIR} {NIR}"}, "code"),
        ("cover", {"mk": MK, "from": "1999-12-31"}, "from"),
        ("explain", {"id": "T" * 101}, "id"),
    ],
    ids=str,
)
def test_a_wrong_parameter_is_named_and_nothing_else(method, params, parameter):
    """The parameter's own name, never what the host wrote."""
    with talk(ledger=True) as host:
        error = host.say(line(method, **params))["error"]

    assert error["data"] == {"code": "bad-parameters"} | ({} if parameter is None else {"parameter": parameter})
    assert NIR not in json.dumps(error)


@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_of_a_call(day):
    """Within these years a day is a day."""
    with talk(ledger=True) as host:
        assert host.ask("check", sheet="", today=day)["report"]["made_with"]["today"] == day
        assert host.refused("settle", **NUMBER, outcome="paid", today=day) == "unknown-invoice"


def test_a_call_without_a_day_is_made_on_the_day_of_the_service():
    """And says so in its report."""
    with talk() as host:
        assert host.ask("check", sheet="")["report"]["made_with"]["today"] == TODAY.isoformat()


def test_a_fault_of_ours_says_where_and_no_value(monkeypatch):
    """Its text could quote the sheet."""

    def breaks(*_args, **_kwargs):
        raise RuntimeError(f"NIR {NIR}")

    monkeypatch.setattr(Checker, "check", breaks)
    with talk() as host:
        error = host.say(line("check", sheet=encoded(ACCEPTED)))["error"]

    assert (error["code"], error["data"]["code"], error["data"]["kind"]) == (-32603, "internal", "RuntimeError")
    assert error["data"]["where"].startswith("fsecheck.service.calls:")
    assert NIR not in json.dumps(error)
