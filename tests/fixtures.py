"""The shipped cases, for the tests that look at all of them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve

import fsecheck.checker
from fsecheck.cases.play import fill, load
from fsecheck.cases.read import Case, find, read
from fsecheck.checker import Checker
from fsecheck.engine.run import Plan
from fsecheck.intake import read_1_0
from fsecheck.intake.document import open_document, sheet_refusals
from fsecheck.law.lawset import Law
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.model.context import Context
from fsecheck.model.invoice import Invoice
from fsecheck.rules.acts import counted
from fsecheck.rules.catalogue import CATALOGUE, Entry
from fsecheck.rules.kit import Rule

ROOT: Final = Path(__file__).resolve().parents[1]
FIXTURES: Final = ROOT / "fixtures"


@cache
def cases() -> tuple[Case, ...]:
    """Every case of the fixtures, read once."""
    return tuple(read(path) for path in find([str(FIXTURES)]))


@cache
def readable() -> tuple[tuple[Invoice, Context], ...]:
    """Every sheet of the fixtures that can be read, with the one context that stands in it or beside it."""
    found = []
    for folder in sorted(path.parent for path in FIXTURES.rglob("case.toml")):
        for path in sorted(folder.glob("*.xml")):
            document = open_document(path.read_bytes())
            beside = folder / "contexte.xml"
            parts = document.contexts or (open_document(beside.read_bytes()).contexts if beside.exists() else ())
            known = [read_1_0.context(part.element)[1] for part in parts if not sheet_refusals(part).refusals]
            found += [
                (read_1_0.invoice(part.element, part.xpath), known[0] if len(known) == 1 else Context())
                for part in document.sheets
                if not sheet_refusals(part).refusals
            ]
    return tuple(found)


def documents(case: Case) -> list[tuple[bytes, bytes | None]]:
    """The bytes of each sheet of a case, with those of its context."""
    return [(load(case, step.sheet) or b"", load(case, step.context)) for step in case.steps if step.sheet is not None]


@contextmanager
def checker(case: Case, **options: object) -> Iterator[Checker]:
    """The checker of a case, its ledger in memory filled as the case says."""
    law = Law()
    book = None
    if case.practice is not None:
        book = MemoryLedger(case.practice, case.today, classify=lambda act: counted(law, act))
        fill(book, case)
    asked = {"reference": case.reference, "second_opinion": case.second_opinion, **options}
    try:
        yield Checker(book, settings=case.settings, as_of=case.as_of, **asked)
    finally:
        if book is not None:
            book.close()


def replaced(entry: Entry, rule: Rule) -> tuple[Entry, ...]:
    """The catalogue with another *rule* on the line of *entry*."""
    other = evolve(entry, given=rule, chapter="")
    return tuple(other if line.id == entry.id else line for line in CATALOGUE)


def use(monkeypatch: pytest.MonkeyPatch, catalogue: Iterable[Entry]) -> None:
    """Checkers made from now on in this test have that catalogue."""
    lines = tuple(catalogue)
    monkeypatch.setattr(fsecheck.checker, "Plan", partial(Plan, catalogue=lines))
    monkeypatch.setattr(fsecheck.checker, "BY_ID", {entry.id: entry for entry in lines})
