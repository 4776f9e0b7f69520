"""
Any lawful sheet with its context and its history: a story of the generated practice, told from a drawn seed.

The suite tries the same few examples each time; ``FSECHECK_NIGHTLY=1`` tries many, never the same.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from fsecheck.checker import Checker
from fsecheck.intake import read_1_0
from fsecheck.intake.document import open_document
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.ledger.port import RECORDED
from fsecheck.model.context import Context
from fsecheck.model.invoice import Invoice
from fsecheck.model.report import Report
from tests import authoring
from tests.practice import play
from tests.practice.desk import CLOSING, DAY, Desk
from tests.practice.people import Mk
from tests.practice.sheets import Sheet
from tests.practice.stories import STORIES

LAST_DAY: Final = CLOSING + DAY
"""A day on which every sheet of every story is drawn up."""
NIGHTLY: Final = os.environ.get("FSECHECK_NIGHTLY") == "1"
#: Territory and department of a practice.
_PLACES: Final = (("metropole", "99"), ("outremer", "974"), ("metropole", "67"))
_SHEETS_OF_THE_YEAR: Final = 900
"""Acts in presence of each physiotherapist in each year: telecare stays below its share of them."""


def tries(few: int, many: int) -> hypothesis_settings:
    """How many examples are tried: the same *few* in the suite, *many* at night."""
    return hypothesis_settings(
        max_examples=many if NIGHTLY else few,
        derandomize=not NIGHTLY,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@dataclass(frozen=True)
class Course:
    """The sheets of some stories in the order in which they are drawn up, and the one that is looked at."""

    sheets: tuple[Sheet, ...]
    place: int

    @property
    def sheet(self) -> Sheet:
        """The sheet that is looked at."""
        return self.sheets[self.place]

    @property
    def past(self) -> Sequence[Sheet]:
        """The sheets before it."""
        return self.sheets[: self.place]


def told(seed: int, *stories: str, place: tuple[str, str] = _PLACES[0]) -> tuple[Sheet, ...]:
    """The sheets of these stories, of one practice."""
    desk = Desk(seed, *place)
    for story in stories:
        STORIES[story](desk)
    sheets = sorted(desk.sheets, key=lambda sheet: sheet.drawn_up)
    for number, sheet in enumerate(sheets, 1):
        sheet.number = str(100000000 + number)
        sheet.finish()
    return tuple(sheets)


SEEDS: Final = st.integers(0, 2**32 - 1)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Any story, any of its sheets."""
    story = draw(st.sampled_from(sorted(STORIES)))
    sheets = told(draw(SEEDS), story, place=draw(st.sampled_from(_PLACES))) or told(draw(SEEDS), "ordinary_care")
    return Course(sheets, draw(st.integers(0, len(sheets) - 1)))


@contextmanager
def practice(sheets: Sequence[Sheet]) -> Iterator[tuple[Checker, MemoryLedger]]:
    """The checker of their practice, its ledger complete and empty but for what each MK does beside."""
    staff = play.staff(sheets)
    book = play.ledger(staff)
    checker = Checker(book, settings=play.settings(staff))
    years = {line.day.year for sheet in sheets for line in sheet.lines}
    try:
        for mk in staff:
            for year in sorted(years):
                take(_of_the_year(mk, year), None, checker, book)
        yield checker, book
    finally:
        book.close()


def _of_the_year(mk: Mk, year: int) -> bytes:
    """The other acts of a physiotherapist's year, as one recorded sheet of somebody else."""
    first = 7 if year == 2024 else 1
    line = authoring.act(date=f"{year}-{first:02}-02", quantite=_SHEETS_OF_THE_YEAR)
    return authoring.sheet(
        [line],
        facture={"numero": f"{year}", "dateElaboration": f"{year}-{first:02}-02"},
        professionnel={"numeroAM": mk.am, "rpps": mk.rpps},
        assure={"nir": "2500199999999"},
        beneficiaire={"dateNaissance": "19500101"},
    )


def read(data: bytes, context: bytes | None) -> tuple[Invoice, Context]:
    """A sheet as the ledger takes it."""
    part = open_document(data).sheets[0]
    known = Context() if context is None else read_1_0.context(open_document(context).contexts[0].element)[1]
    return read_1_0.invoice(part.element, part.xpath), known


def take(data: bytes, context: bytes | None, checker: Checker, book: MemoryLedger) -> None:
    """Put a sheet in the ledger, whatever a check would say of it."""
    invoice, known = read(data, context)
    with book.transaction():
        book.write(invoice, known, RECORDED, invoice.drawn_up, checker.classify)


def fill(sheets: Sequence[Sheet], checker: Checker, book: MemoryLedger) -> None:
    """Put earlier sheets in the ledger, in that order."""
    for sheet in sheets:
        take(sheet.xml(), sheet.context(), checker, book)


def said(report: Report) -> tuple[object, ...]:
    """All that a report says of a sheet but where on which line of the file, and of which ledger."""
    findings = [
        (one.rule, one.message, one.place.act, one.params, one.evidence, one.suggested) for one in report.findings
    ]
    unknowns = [(one.rule, one.stops, one.what, one.place.act, one.params) for one in report.unknowns]
    return report.verdict, findings, unknowns, report.outcomes, report.faults, report.fse_digest, report.context_digest
