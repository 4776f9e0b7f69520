"""From the bytes to the report: whatever part breaks, a check answers, and it answers ``failed``."""

from datetime import date

import pytest

import fsecheck.checker
from fsecheck import Checker
from fsecheck.intake import document, read_1_0
from fsecheck.ledger.memory import MemoryLedger
from tests import authoring

TODAY = date(2026, 3, 2)
QUOTED = "1850699999001"
SHEET = authoring.sheet()
CONTEXT = authoring.context(carteLisible="oui")


def raises(*_args, **_kwargs):
    raise RuntimeError(QUOTED)


def failed(report):
    return report.verdict == "failed" and not report.may_send and QUOTED not in report.to_bytes().decode()


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (fsecheck.checker, "open_document"),
        (fsecheck.checker, "sheet_refusals"),
        (fsecheck.checker, "run"),
        (document.gate, "check"),
        (document, "parse"),
        (document, "verdict"),
        (read_1_0, "invoice"),
        (read_1_0, "context"),
        (read_1_0, "_fill"),
        (read_1_0, "_digest"),
        (Checker, "_digest"),
        (Checker, "_opinion"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
@pytest.mark.parametrize("data", [SHEET, authoring.lot(SHEET, SHEET)], ids=["sheet", "lot"])
def test_a_fault_on_the_way(owner, name, data, monkeypatch):
    """Gate, parser, schema, reader, engine, digest: a fault in any of them gives a report that says failed."""
    checker = Checker()
    monkeypatch.setattr(owner, name, raises)

    report = checker.check(data, CONTEXT, today=TODAY)

    assert failed(report)


@pytest.mark.parametrize("data", [None, "text", 12, object()], ids=["none", "str", "int", "object"])
def test_what_is_not_bytes(data):
    """A host that gives something else than bytes gets an answer all the same: not an acceptance."""
    assert failed(Checker().check(data, today=TODAY))


def test_settings_that_break(monkeypatch):
    """What completes the context is on the way too."""
    checker = Checker()
    monkeypatch.setattr(type(checker.settings), "complete", raises)

    assert failed(checker.check(SHEET, today=TODAY))


def test_a_rule_that_asks_for_the_exit_of_the_process_is_not_obeyed_silently(monkeypatch):
    """An interruption is the caller's to see: it never turns into an answer."""

    def leaves(*_args, **_kwargs):
        raise KeyboardInterrupt

    checker = Checker()
    monkeypatch.setattr(fsecheck.checker, "run", leaves)

    with pytest.raises(KeyboardInterrupt):
        checker.check(SHEET, today=TODAY)


@pytest.mark.parametrize("call", ["reserve", "record"])
def test_a_fault_while_writing_leaves_nothing_held(call, monkeypatch):
    """A reader that breaks inside the transaction: the caller sees it, the ledger holds nothing of it."""
    book = MemoryLedger("CABINET", TODAY)
    checker = Checker(book)
    head = book.head()
    monkeypatch.setattr(read_1_0, "invoice", raises)

    with pytest.raises(RuntimeError):
        getattr(checker, call)(SHEET, today=TODAY)

    assert head == book.head()
    book.close()


def test_a_failed_sheet_is_not_held(monkeypatch):
    """``reserve`` holds what is accept or warn, and nothing else."""
    book = MemoryLedger("CABINET", TODAY)
    checker = Checker(book)
    monkeypatch.setattr("fsecheck.engine.history.ask", raises)

    (held,) = checker.reserve(SHEET, today=TODAY)

    assert "failed" == held.report.verdict
    assert held.written is None
    assert () == book.pending()
    book.close()
