"""
Three years of a practice: nothing is said of a lawful sheet, and every planted fault is found by its own rule.

``FSECHECK_NIGHTLY=1`` plays sixty thousand acts of several seeds; without it some thousands are played.
"""

import os
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from fsecheck.checker import Checker
from fsecheck.ledger import keys, sqlite
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.rules.catalogue import FAMILIES
from tests import authoring
from tests.practice.faults import FAULTS
from tests.practice.generator import practice
from tests.practice.play import Played, ledger, loud, planted, play, settings, staff
from tests.practice.sheets import Sheet
from tests.practice.stories import STORIES

NIGHTLY = os.environ.get("FSECHECK_NIGHTLY") == "1"
ACTS, SEEDS = (60_000, [1, 2, 3]) if NIGHTLY else (8_000, [14])
INSTALLED = date(2025, 6, 1)
#: Stories whose lawfulness rests on what the context says: without it another verdict is right.
STATED = frozenset({"out_of_hospital", "telecare_not_approved"})

pytestmark = pytest.mark.timeout(900 if NIGHTLY else 120)


@cache
def of_seed(seed: int) -> list[Sheet]:
    """The practice of a seed."""
    return practice(ACTS, seed)


@cache
def played(seed: int) -> Played:
    """The practice of a seed with its faults, played once."""
    sheets = of_seed(seed)
    book = ledger(staff(sheets))
    try:
        return play(sheets, book, Checker(book, settings=settings(staff(sheets))), planted(sheets, seed))
    finally:
        book.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_said_of_a_lawful_sheet(seed: int) -> None:
    """No error, no warning and no stop but those planted; every sheet is held, also after an incident."""
    result = played(seed)

    assert result.acts >= ACTS
    assert not result.wrong, "\n".join(result.wrong[:20])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_planted_fault_is_found_by_its_own_rule(seed: int) -> None:
    """Fifty and more, of every family; no other rule speaks but those that a fault names."""
    result = played(seed)
    also = {fault.name: fault.also for fault in FAULTS}
    wrong = {
        name: f"{rule} expected, found {sorted(said)}"
        for name, (rule, said) in result.found.items()
        if rule not in said or said - {rule} - also[name]
    }

    assert not wrong
    assert len(result.found) >= 50
    assert set(FAMILIES) == {rule.rstrip("0123456789") for rule, _ in result.found.values()}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_practice_is_a_whole_one(seed: int) -> None:
    """Every story is told; the sheets are in the order of their days and cross every date of the tariff."""
    sheets = of_seed(seed)
    days = [line.day for sheet in sheets for line in sheet.lines]
    changes = [date(2024, 6, 1), date(2025, 7, 1), date(2026, 1, 1), date(2026, 5, 28), date(2026, 9, 1)]

    assert {sheet.story for sheet in sheets} >= STORIES.keys() - {"direct_access_diagnosed", "direct_access_experiment"}
    assert sorted(sheet.drawn_up for sheet in sheets) == [sheet.drawn_up for sheet in sheets]
    assert all(min(days) < change < max(days) for change in changes)
    assert len(staff(sheets)) == 5


def test_the_same_seed_gives_the_same_bytes() -> None:
    """Two runs, one practice."""
    one, two = (practice(500, 7) for _ in range(2))

    assert [(sheet.xml(), sheet.context()) for sheet in one] == [(sheet.xml(), sheet.context()) for sheet in two]


@pytest.mark.parametrize(
    ("territory", "department", "stated"),
    [("outremer", "974", None), ("outremer", "97", "reunion"), ("metropole", "67", None)],
)
def test_elsewhere_too(territory: str, department: str, stated: str | None) -> None:
    """Overseas by the department or by the settings, and in Alsace, whose holidays no context needs to say."""
    sheets = practice(2_000, 3, territory, department)
    book = ledger(staff(sheets))
    result = play(sheets, book, Checker(book, settings=settings(staff(sheets), stated)), {})
    book.close()

    assert not result.wrong, "\n".join(result.wrong[:20])


@pytest.mark.parametrize("context", [True, False], ids=["context", "no-context"])
@pytest.mark.parametrize("history", ["none", "no-claim", "whole", "installed-later"])
def test_what_is_not_known_never_becomes_a_refusal_or_a_warning(history: str, context: bool) -> None:
    """Without ledger, without a claim of completeness, installed in the midst of treatments; with no context too."""
    sheets = practice(4_000, 5)
    book = None if history == "none" else ledger(staff(sheets)) if history == "whole" else MemoryLedger()
    since = INSTALLED if history == "installed-later" else date.min
    if history == "installed-later" and book is not None:
        for mk in staff(sheets):
            book.cover(mk.rpps, INSTALLED, None, INSTALLED)
    checker = Checker(book, settings=settings(staff(sheets)))
    wrong = []
    for sheet in sheets:
        if sheet.drawn_up < since:
            continue
        about = sheet.context() if context else None
        if book is None:
            report = checker.check(sheet.xml(), about, today=sheet.drawn_up)
        else:
            report = checker.record(sheet.xml(), about, today=sheet.drawn_up)[0].report
        if (context or sheet.story not in STATED) and (report.faults or loud(report) - sheet.expected):
            wrong.append(f"{sheet.story} of {sheet.drawn_up}: {sorted(loud(report))}")

    assert not wrong, "\n".join(wrong[:20])


def test_sheets_of_one_day_may_go_as_a_lot(tmp_path: Path) -> None:
    """A lot with its contexts says of each sheet what the sheet alone says; the ledger here is a file."""
    sheets = practice(1_000, 11)
    key = keys.fresh()
    mks = staff(sheets)
    maker = Checker(None)
    book = sqlite.init(str(tmp_path / "practice.ledger"), key, "practice", sheets[0].drawn_up, maker.classify)
    for mk in mks:
        for name in (mk.rpps, mk.am):
            book.cover(name, date(2020, 1, 1), None, sheets[0].drawn_up)
    checker = Checker(book, settings=settings(mks))
    wrong = []
    for place in range(0, len(sheets), 4):
        some = sheets[place : place + 4]
        contexts = [context for sheet in some if (context := sheet.context()) is not None]
        bundle = authoring.envelope(authoring.lot(*[sheet.xml() for sheet in some]), *contexts)
        for sheet, held in zip(some, checker.reserve(bundle, today=some[-1].drawn_up), strict=True):
            if loud(held.report) != sheet.expected or held.written is None:
                wrong.append(f"{sheet.story} of {sheet.drawn_up}: {sorted(loud(held.report))} {held.refused or ''}")
    book.close()

    assert not wrong, "\n".join(wrong[:20])
