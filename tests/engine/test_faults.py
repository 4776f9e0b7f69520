"""A fault of ours, wherever it is raised, gives ``failed``: never anything that reads as accept."""

import sqlite3
from datetime import date

import pytest

from fsecheck import Checker
from fsecheck.engine import history as asking
from fsecheck.engine.run import fault
from fsecheck.law.lawset import Law
from fsecheck.law.timeline import Timeline
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.ledger.port import Answer, LedgerFaultError, LedgerUseError
from fsecheck.model.facts import Fact, Facts
from fsecheck.model.finding import Defect
from fsecheck.rules.catalogue import CATALOGUE, GATES
from fsecheck.rules.kit import Rule, missing
from tests import authoring
from tests.fixtures import cases, checker, documents, replaced, use

TODAY = date(2026, 3, 2)
RULES = [entry for entry in CATALOGUE if entry.rule is not None]
VALUES = sorted({value for entry in RULES for value in entry.rule.values})
QUOTED = "1850699999001 LEBRETON"
"""What an exception could quote, and no report may hold."""
SHEET = authoring.sheet()
REQUEST = authoring.sheet(
    [authoring.act(code="RQD", coefficient=None, prixUnitaire="10.00", seance=None, refPrescription=None)],
    prescriptions=[],
)


class InjectedError(Exception):
    """A fault made by a test."""


def raises(*_args, **_kwargs):
    raise InjectedError(QUOTED)


def raises_late(invoice, facts, law):
    yield Defect("wrong", {}, 1)
    raise InjectedError(QUOTED)


def raises_after_lacking(invoice, facts, law):
    yield missing("context.video", invoice.acts[0])
    raise InjectedError(QUOTED)


def gives_a_float(invoice, facts, law):
    yield Defect("wrong", {"expected": 0.5}, 1)


def names_no_act(invoice, facts, law):
    yield Defect("wrong", {}, 99)


def gives_what_is_no_defect(invoice, facts, law):
    yield "wrong"


def always(_):
    return True


def failed(report):
    """Whether a report says that fsecheck failed, without a word of the exception."""
    return (
        report.verdict == "failed"
        and report.may_send is False
        and report.faults
        and not any(word in report.to_bytes().decode() for word in QUOTED.split())
    )


@pytest.mark.parametrize(
    "check",
    [raises, raises_late, raises_after_lacking, gives_a_float, names_no_act, gives_what_is_no_defect],
    ids=lambda check: check.__name__,
)
@pytest.mark.parametrize("entry", RULES, ids=lambda entry: entry.id)
def test_a_fault_in_any_rule(entry, check, monkeypatch):
    """Each rule of the catalogue, made to break in its own way: failed, and the report names the rule."""
    broken = Rule(entry.id, check, entry.rule.values, frozenset(), always)
    use(monkeypatch, replaced(entry, broken))

    report = Checker().check(SHEET, today=TODAY)

    assert failed(report)
    assert "crashed" == report.outcomes[entry.id]
    assert [entry.id] == [fault.where.split()[0] for fault in report.faults]


@pytest.mark.parametrize("entry", RULES, ids=lambda entry: entry.id)
def test_a_fault_in_what_a_rule_applies_to(entry, monkeypatch):
    """A rule that cannot say whether it speaks of the sheet is a crashed rule."""
    broken = Rule(entry.id, entry.rule.check, entry.rule.values, entry.rule.needs, raises)
    use(monkeypatch, replaced(entry, broken))

    report = Checker().check(SHEET, today=TODAY)

    assert failed(report)
    assert "crashed" == report.outcomes[entry.id]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_of_the_law_that_cannot_be_read(value, monkeypatch):
    """Each value of the law, unreadable: failed wherever a rule that quotes it speaks of the sheet."""
    entry = next(entry for entry in RULES if value in entry.rule.values)
    broken = Rule(entry.id, entry.rule.check, entry.rule.values, frozenset(), always)
    use(monkeypatch, replaced(entry, broken))
    for way in ("value", "first_day"):
        read = getattr(Law, way)
        monkeypatch.setattr(Law, way, lambda law, one, read=read: raises() if one == value else read(law, one))

    report = Checker().check(SHEET, today=TODAY)

    assert failed(report)
    assert "crashed" == report.outcomes[entry.id]


@pytest.mark.parametrize("entry", RULES, ids=lambda entry: entry.id)
def test_a_value_of_the_law_that_breaks_when_a_rule_asks(entry, monkeypatch):
    """Where a rule's own cases read a value that breaks under them, the answer is failed."""
    asked = set()

    def broken(timeline, day):
        asked.add(timeline.id)
        raise InjectedError(QUOTED)

    for case in [case for case in cases() if case.name.startswith(entry.id)][:6]:
        with checker(case) as own, monkeypatch.context() as patch:
            asked.clear()
            patch.setattr(Timeline, "at", broken)
            reports = [own.check(*document, today=case.today) for document in documents(case)]
            assert all(failed(report) for report in reports) or not asked


class Broken:
    """A history whose answer breaks."""

    def __init__(self, answer):
        self._answer = answer

    def answer(self, query, today):
        return self._answer()

    def word(self, text):
        return text


def throws(error):
    def throw():
        raise error

    return throw


class Unreadable(dict):
    def get(self, *_):
        raise InjectedError(QUOTED)


@pytest.mark.parametrize(
    "answer",
    [
        throws(InjectedError(QUOTED)),
        throws(LedgerFaultError(QUOTED)),
        throws(LedgerUseError(QUOTED)),
        throws(sqlite3.DatabaseError(QUOTED)),
        throws(MemoryError()),
        throws(RecursionError()),
        throws(NotImplementedError()),
        lambda: None,
        lambda: "nothing",
        lambda: Answer(events=None, covered_from=None, practice_covered_from=None),
        lambda: Answer(events=Unreadable(), covered_from=None, practice_covered_from=None),
        lambda: Answer(events={"requests_of_year": ("no event",)}, covered_from=None, practice_covered_from=None),
        lambda: Answer(events={}, covered_from="2026-01-01", practice_covered_from=None),
    ],
    ids=["fault", "ledger", "use", "sqlite", "memory", "recursion", "missing", "none", "text", "no-events",
         "unreadable", "no-event", "no-date"],
)  # fmt: skip
def test_a_fault_in_the_ledger_s_answer(answer):
    """A history that raises, or answers nonsense, fails the check of a sheet that needs it."""
    assert failed(Checker(Broken(answer)).check(REQUEST, today=TODAY))


def test_a_ledger_that_fails_leaves_no_rule_without_outcome():
    """The rules that were due and could not run are told as crashed."""
    report = Checker(Broken(throws(InjectedError(QUOTED)))).check(REQUEST, today=TODAY)

    assert {entry.id for entry in RULES} == set(report.outcomes)
    assert "crashed" == report.outcomes["TEX001"]
    assert ["ledger"] == [fault.where.split()[0] for fault in report.faults]


def test_a_ledger_that_is_closed():
    """A real ledger that can no longer be read fails the check, and holds nothing."""
    book = MemoryLedger("CABINET", TODAY)
    checker = Checker(book)
    book.close()

    assert failed(checker.check(REQUEST, today=TODAY))


@pytest.mark.parametrize("name", ["__getitem__", "mk"])
def test_a_fault_in_a_fact(name, monkeypatch):
    """A fact that cannot be had, or that cannot say who an MK is, is a crash of each rule that asks."""
    monkeypatch.setattr(Facts, name, raises)

    assert failed(Checker().check(REQUEST, today=TODAY))


@pytest.mark.parametrize("name", ["complete_from", "between"])
def test_a_fault_in_the_events_of_a_fact(name, monkeypatch):
    """What a fact is asked may break like the fact itself."""
    monkeypatch.setattr(Fact, name, raises)

    assert failed(Checker().check(REQUEST, today=TODAY))


def test_a_fact_that_no_rule_declared(monkeypatch):
    """A rule that reads what it did not ask for crashes: nothing is answered from thin air."""

    def reads(invoice, facts, law):
        facts["year_volume"]
        yield from ()

    entry = next(entry for entry in RULES if not entry.rule.needs)
    use(monkeypatch, replaced(entry, Rule(entry.id, reads, entry.rule.values, frozenset(), always)))

    assert failed(Checker().check(SHEET, today=TODAY))


@pytest.mark.parametrize("name", ["windows", "_Facts"])
def test_a_fault_while_asking(name, monkeypatch):
    """What puts the question to the history, or sorts its answer, may break too."""
    book = MemoryLedger("CABINET", TODAY)
    checker = Checker(book)
    monkeypatch.setattr(asking, name, raises)

    report = checker.check(REQUEST, today=TODAY)
    book.close()

    assert failed(report)


def test_a_checker_is_made_of_a_law_that_cannot_be_read(monkeypatch):
    """Making a checker never raises for the law: its reports say what is wrong."""
    monkeypatch.setattr(Law, "value", raises)
    monkeypatch.setattr(Law, "first_day", raises)

    report = Checker().check(REQUEST, today=TODAY)

    assert failed(report)
    assert {"crashed", "not_applicable"} == set(report.outcomes.values())


def test_a_chapter_that_cannot_be_loaded(monkeypatch):
    """A chapter is imported for the first sheet it speaks of: what breaks there fails the check."""
    monkeypatch.setattr("fsecheck.rules.catalogue.import_module", raises)

    assert failed(Checker().check(REQUEST, today=TODAY))


def test_a_chapter_that_cannot_say_whether_it_is_open(monkeypatch):
    """What keeps a chapter closed to a sheet is on the way too."""
    monkeypatch.setitem(GATES, "teleexpertise", raises)

    assert failed(Checker().check(REQUEST, today=TODAY))


def test_a_fault_is_told_by_its_kind() -> None:
    """Never by its text, which could quote the sheet."""
    assert fault(KeyError("DURANDAL"), "TAR001") == ("KeyError", "TAR001")
