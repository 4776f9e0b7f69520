"""Ledgers of a generated practice, written without a check, and what is read of a report on them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from fsecheck.checker import Checker
from fsecheck.intake import read_1_0
from fsecheck.intake.document import open_document
from fsecheck.ledger.book import Ledger
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.ledger.port import RECORDED
from fsecheck.model.context import Context
from fsecheck.practice.gather import Period, practice
from fsecheck.practice.report import Document, document
from fsecheck.rules.acts import counted
from fsecheck.settings import Settings
from tests.practice.people import Mk
from tests.practice.play import key_of
from tests.practice.sheets import Line, Sheet

SINCE = date(2020, 1, 1)


def fill(book: Ledger, sheets: Sequence[Sheet]) -> None:
    """Every sheet put in the book as sent."""
    with book.transaction():
        for sheet in sheets:
            about = sheet.context()
            invoice = read_1_0.invoice(open_document(sheet.xml()).sheets[0].element, "/fse")
            context = Context() if about is None else read_1_0.context(open_document(about).contexts[0].element)[1]
            book.write(invoice, context, RECORDED, sheet.drawn_up)


def kept(sheets: Sequence[Sheet], mks: Sequence[Mk] = (), since: date = SINCE) -> MemoryLedger:
    """A ledger of these sheets, which claims from *since* on to be complete for *mks*."""
    law = Checker().law
    book = MemoryLedger("CABINET-1", sheets[0].drawn_up, classify=lambda act: counted(law, act))
    fill(book, sheets)
    for mk in mks:
        book.cover(mk.rpps, since, None, sheets[-1].drawn_up)
    return book


def report(book: Ledger, on: date, settings: Settings | None = None, mk: str | None = None) -> Document:
    """The report of that day on its civil year, as JSON."""
    year = Period(date(on.year, 1, 1), date(on.year, 12, 31))
    return document(practice(book, year, on, mk, settings))


def part_of(made: Document, mk: str) -> Any:
    """What a report says of an MK."""
    return next(part for part in made["practitioners"] if part["mk"] == mk)


def rows(made: Document, figure: str) -> list[tuple[str, Any]]:
    """The rows of a figure, each with the MK in whose part it stands."""
    return [(part["mk"], row) for part in made["practitioners"] for row in part[figure]["rows"]]


def following(sheet: Sheet, day: date, *lines: Line) -> Sheet:
    """A sheet of that day after *sheet*: same patient and MK, with these lines alone."""
    copy = sheet.copy()
    copy.number, copy.drawn_up, copy.today = "999999999", day, day
    copy.lines = []
    for line in lines:
        fields = {name: value for name, value in line.fields.items() if name != "accordPrealable"}
        couple = sheet.tariff.couple(line.act, day) if line.act and not line.remote else None
        if couple is not None:
            fields["code"], fields["coefficient"] = couple[0], f"{couple[1]:f}"
        copy.lines.append(Line(day, fields, dict(line.known), line.act))
    used = {line.fields.get("refPrescription") for line in lines}
    copy.prescriptions = [one for one in sheet.prescriptions if one["numeroOrdre"] in used]
    copy.finish()
    return copy


def outcomes(sheet: Sheet, checker: Checker) -> dict[str, str]:
    """What each rule says of a sheet that is checked on its day."""
    return dict(checker.check(sheet.xml(), sheet.context(), today=sheet.drawn_up).outcomes)


def euros(text: str) -> Decimal:
    """An amount of the JSON."""
    return Decimal(text)


__all__ = ["euros", "fill", "following", "kept", "key_of", "outcomes", "part_of", "report", "rows"]
