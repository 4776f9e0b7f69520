"""Answers of every format, for the tests that judge them: over the fixtures, or over documents of their own."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from hashlib import sha256

from attrs import frozen

from fsecheck.checker import Checker
from fsecheck.model.report import Report
from fsecheck.render import Run
from fsecheck.render.formats import of
from tests.fixtures import cases, checker, documents

TODAY = date(2026, 3, 2)


@frozen
class Given:
    """A document as the formats are given it."""

    path: str
    data: bytes = b""
    error: str | None = None

    def sha256(self) -> str | None:
        return sha256(self.data).hexdigest()


def answer(name: str, checked: Iterable[tuple[Given, tuple[Report, ...]]], run: Run, language: str = "fr") -> str:
    """The whole answer of a format."""
    form = of(name, language)
    written = [form.add(form.piece(document, reports)) for document, reports in checked]
    return "".join((*written, form.end(run)))


def checked(*data: bytes, context: bytes | None = None) -> list[tuple[Given, tuple[Report, ...]]]:
    """Documents with their reports, named 1.xml, 2.xml and so on."""
    own = Checker()
    return [
        (Given(f"{place}.xml", one), own.check_sheets(one, context, today=TODAY)) for place, one in enumerate(data, 1)
    ]


@cache
def fixtures() -> tuple[tuple[Given, tuple[Report, ...]], ...]:
    """Every document of the cases with its reports, and one that could not be opened."""
    found = []
    for case in cases():
        with checker(case, second_opinion=False) as own:
            for data, context in documents(case):
                path = f"fixtures/{case.name}.xml"
                found.append((Given(path, data), own.check_sheets(data, context, today=case.today)))
    return (*found, (Given("fixtures/parti.xml", error="ne peut pas être ouvert"), ()))
