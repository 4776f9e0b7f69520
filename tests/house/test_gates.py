"""A chapter that is closed to a sheet would have said nothing of it."""

from pathlib import Path

import pytest

from fsecheck.law.lawset import Law
from fsecheck.model.facts import NEEDS, without_history
from fsecheck.rules.catalogue import CATALOGUE, CHAPTERS, GATES
from tests.fixtures import readable

ROOT = Path(__file__).resolve().parents[2]


SHEETS = readable()


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
        for _ in rule.check(invoice, without_history(invoice.drawn_up, known, NEEDS), law)
    ]

    assert closed
    assert said == []
