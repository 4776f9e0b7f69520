"""Plays a practice through the checker on one ledger, with faults planted on its way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from fsecheck.checker import Checker, Held
from fsecheck.law.lawset import Law
from fsecheck.ledger.book import Ledger
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.model.finding import INFORMATION
from fsecheck.model.report import Report
from fsecheck.rules.acts import counted
from fsecheck.settings import Settings
from tests.practice.desk import OPENING
from tests.practice.faults import FAULTS, Fault, Scene, Unfit
from tests.practice.people import Mk
from tests.practice.sheets import Sheet

_SINCE: Final = OPENING.replace(year=2020)


@dataclass
class Played:
    """What came of a practice."""

    sheets: int = 0
    acts: int = 0
    wrong: list[str] = field(default_factory=list)
    """Lawful sheets of which something was said that should not be, in words."""
    found: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    """By fault: its rule, and the rules that spoke."""


def loud(report: Report) -> frozenset[str]:
    """The rules that refuse a sheet or warn of it."""
    return frozenset(finding.rule for finding in report.findings if finding.severity != INFORMATION)


def settings(mks: Sequence[Mk], territory: str | None = None) -> Settings:
    """What is constant for the practice: a maison de santé with approved software, its physiotherapists one group."""
    group = tuple(mk.rpps for mk in mks)
    return Settings(software_approved=True, structure="msp", group=group, territory=territory)


def ledger(mks: Sequence[Mk]) -> MemoryLedger:
    """A ledger in memory that claims to be complete for every MK."""
    law = Law()
    book = MemoryLedger("practice", OPENING, classify=lambda act: counted(law, act))
    for mk in mks:
        for name in (mk.rpps, mk.am):
            book.cover(name, _SINCE, None, OPENING)
    return book


def staff(sheets: Sequence[Sheet]) -> list[Mk]:
    """The physiotherapists of the sheets."""
    return sorted({sheet.mk for sheet in sheets}, key=lambda mk: mk.rpps)


def key_of(sheet: Sheet) -> str:
    """The number by which the ledger is asked for a sheet."""
    return sheet.mk.am if sheet.nameless else sheet.mk.rpps


def planted(sheets: Sequence[Sheet], seed: int = 1) -> dict[int, tuple[Fault, Sheet]]:
    """For each fault a sheet that it fits, changed: by the place of the lawful sheet that follows it."""
    rng = Random(seed)
    past: defaultdict[str, list[Sheet]] = defaultdict(list)
    of_mk: defaultdict[str, list[Sheet]] = defaultdict(list)
    scenes = []
    for sheet in sheets:
        scenes.append((sheet, tuple(past[sheet.person.nir]), len(of_mk[sheet.mk.am])))
        past[sheet.person.nir].append(sheet)
        of_mk[sheet.mk.am].append(sheet)
    taken: dict[int, tuple[Fault, Sheet]] = {}
    for fault in FAULTS:
        places = [
            place
            for place, sheet in enumerate(sheets)
            if place not in taken and not sheet.expected and (not fault.stories or sheet.story in fault.stories)
        ]
        rng.shuffle(places)
        for place in places:
            sheet, before, number = scenes[place]
            changed = sheet.copy()
            try:
                fault.change(Scene(changed, before, of_mk[sheet.mk.am][:number]))
            except Unfit:
                continue
            taken[place] = fault, changed
            break
    return taken


def play(sheets: Sequence[Sheet], book: Ledger, checker: Checker, faults: dict[int, tuple[Fault, Sheet]]) -> Played:
    """Every sheet in order: held, confirmed, some sent again; before some of them, the same sheet with a fault."""
    played = Played()
    for place, sheet in enumerate(sheets):
        if place in faults:
            fault, changed = faults[place]
            held = _held(changed, checker, fault)
            played.found[fault.name] = fault.rule, loud(held.report)
            if held.written is not None:
                book.release(key_of(changed), changed.number, changed.today or changed.drawn_up)
        held = _held(sheet, checker)
        played.sheets += 1
        played.acts += len(sheet.lines)
        if not _as_expected(sheet, held):
            played.wrong.append(_words(sheet, held))
        if held.written is None:
            continue
        _life(place, sheet, book, checker, played)
    return played


def _life(place: int, sheet: Sheet, book: Ledger, checker: Checker, played: Played) -> None:
    """What becomes of a sheet: confirmed; now and then not sent, withdrawn or rejected first, and held once more."""
    who, day = key_of(sheet), sheet.drawn_up
    incident = {7: "release", 17: "cancel", 27: "reject"}.get(place % 50)
    if incident == "release":
        book.release(who, sheet.number, day)
    elif incident is not None:
        book.confirm(who, sheet.number, day)
        if incident == "cancel":
            book.cancel(who, sheet.number, day)
        else:
            book.settle(who, sheet.number, "rejected", day)
    if incident is not None:
        held = _held(sheet, checker)
        if not _as_expected(sheet, held):
            played.wrong.append(f"once more after {incident}: {_words(sheet, held)}")
    book.confirm(who, sheet.number, day)
    if place % 3:
        book.settle(who, sheet.number, "paid", day)


def _held(sheet: Sheet, checker: Checker, fault: Fault | None = None) -> Held:
    data = sheet.xml()
    if fault is not None and fault.spoil is not None:
        data = fault.spoil(data)
    [held] = checker.reserve(data, sheet.context(), today=sheet.today or sheet.drawn_up)
    return held


def _as_expected(sheet: Sheet, held: Held) -> bool:
    stops = any(unknown.stops for unknown in held.report.unknowns)
    return loud(held.report) == sheet.expected and not stops and not held.report.faults and held.written is not None


def _words(sheet: Sheet, held: Held) -> str:
    said = [
        f"{one.rule}.{one.message} {dict(one.params)}" for one in held.report.findings if one.severity != INFORMATION
    ]
    stops = [f"{one.rule} lacks {one.what}" for one in held.report.unknowns if one.stops]
    return f"{sheet.story} of {sheet.drawn_up}: {said + stops} {held.refused or ''} {held.report.faults or ''}"
