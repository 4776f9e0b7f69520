"""A chapter that is closed to a sheet would have said nothing of it."""

from pathlib import Path

import pytest

from fsecheck.engine.history import ask
from fsecheck.intake import read_1_0
from fsecheck.intake.document import open_document, sheet_refusals
from fsecheck.law.lawset import Law
from fsecheck.model.context import Context
from fsecheck.model.facts import NEEDS
from fsecheck.model.invoice import Invoice
from fsecheck.rules.catalogue import CATALOGUE, CHAPTERS, GATES
from tests.fixtures import FIXTURES

ROOT = Path(__file__).resolve().parents[2]


def sheets() -> list[tuple[Invoice, Context]]:
    """Every sheet of the fixtures that can be read, with its context."""
    found = []
    for path in sorted(case.parent for case in FIXTURES.rglob("case.toml")):
        for fse in sorted(path.glob("*.xml")):
            document = open_document(fse.read_bytes())
            beside = path / "contexte.xml"
            parts = document.contexts or (open_document(beside.read_bytes()).contexts if beside.exists() else ())
            known = [read_1_0.context(part.element)[1] for part in parts if not sheet_refusals(part).refusals]
            found += [
                (read_1_0.invoice(part.element, part.xpath), known[0] if len(known) == 1 else Context())
                for part in document.sheets
                if not sheet_refusals(part).refusals
            ]
    return found


SHEETS = sheets()


def test_the_chapters_are_the_modules_of_the_room() -> None:
    """Every chapter of the catalogue is a module of the rules, and every gate a chapter's."""
    room = ROOT / "fsecheck" / "rules"
    modules = {path.stem for path in room.glob("*.py")} | {path.name for path in room.iterdir() if path.is_dir()}

    assert set(CHAPTERS) <= modules
    assert set(GATES) <= set(CHAPTERS)


@pytest.mark.parametrize("chapter", GATES)
def test_a_closed_chapter_would_be_silent(chapter: str) -> None:
    """On every sheet of the fixtures that a gate closes a chapter to, none of its rules yields anything."""
    law = Law()
    rules = [entry.rule for entry in CATALOGUE if entry.chapter == chapter]
    closed = [(invoice, known) for invoice, known in SHEETS if not GATES[chapter](invoice, known)]
    said = [
        (rule.id, invoice.number)
        for invoice, known in closed
        for rule in rules
        if rule is not None and rule.applies(invoice)
        for _ in rule.check(invoice, ask(None, invoice, known, NEEDS, invoice.drawn_up)[0], law)
    ]

    assert closed
    assert said == []
