"""Rules made for the tests of the engine, and a sheet to run them on."""

from collections.abc import Callable, Iterable
from datetime import date

from fsecheck.cases.short import of_sheet
from fsecheck.engine.run import Plan, Result, run
from fsecheck.law.lawset import Law
from fsecheck.ledger.port import History
from fsecheck.model.context import Context
from fsecheck.model.finding import ERROR
from fsecheck.model.invoice import Invoice
from fsecheck.rules.catalogue import NOTE, Entry
from fsecheck.rules.kit import Rule
from tests import authoring

TODAY = date(2026, 3, 2)
SINCE_2024 = "teleexpertise.requests_per_year"
"""A value of the law that begins on 2024-02-22."""


def always(_: Invoice) -> bool:
    return True


def entry(
    check: Callable[..., object],
    *,
    rule: str = "TST001",
    severity: str = ERROR,
    undecided: str = NOTE,
    values: Iterable[str] = ("general.horizon",),
    needs: Iterable[str] = (),
    applies: Callable[[Invoice], object] = always,
) -> Entry:
    """One line of a catalogue made for a test."""
    return Entry(rule, severity, "", undecided, given=Rule(rule, check, tuple(values), frozenset(needs), applies))


def invoice(*days: str) -> Invoice:
    """An ordinary sheet with a session on each day."""
    lines = [authoring.act(date=day, seance=str(rank)) for rank, day in enumerate(days or ("2026-03-02",), 1)]
    return of_sheet(authoring.sheet(lines))[0]


def judged(
    *entries: Entry,
    sheet: Invoice | None = None,
    law: Law | None = None,
    history: History | None = None,
    context: Context | None = None,
    today: date = TODAY,
) -> Result:
    """What the engine says of a sheet with these rules alone."""
    return run(sheet or invoice(), context or Context(), history, Plan(law or Law(), entries), today)
