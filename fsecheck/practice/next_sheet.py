"""
The next sheet of a patient, and his part of the ledger: what the report puts to the rules, so as to count like them.

Nobody has sent that sheet. It names prescriptions and regions by the digests that the ledger holds of
them, which is all that is known.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from fsecheck.engine.history import ask
from fsecheck.ledger import windows
from fsecheck.ledger.keeping import Survey
from fsecheck.ledger.port import Answer, Query
from fsecheck.model.context import Context
from fsecheck.model.facts import Event, Facts
from fsecheck.model.invoice import Act, Invoice, Patient, Practitioner, Prescription
from fsecheck.model.money import ZERO

_SOMEONE: Final = Patient(nir="", nir_key="", birth="", rank="")
_NO_WORDS: Final[Mapping[str, str]] = {}


class Part:
    """One patient's part of a ledger: a :class:`~fsecheck.ledger.port.History` of what was read of him already."""

    def __init__(
        self, ledger: Survey, known: Answer, events: tuple[Event, ...], words: Mapping[str, str] = _NO_WORDS
    ) -> None:
        """*known* is of the MK who bills and of the patient, *events* are sorted; *words*: what they say of a word."""
        self._ledger = ledger
        self._known = known
        self._events = events
        self._words = words

    def answer(self, query: Query, today: date) -> Answer:  # noqa: ARG002 - what was read is of the day
        """All that *query* asks of this patient."""
        return self._known._replace(events=windows.split(query, windows.Read(self._events, (), "", str.__eq__)))

    def word(self, text: str) -> str:
        """What events hold for a word of the host."""
        return self._words.get(text) or self._ledger.word(text)

    def facts(self, sheet: Invoice, context: Context, needs: Iterable[str], today: date) -> Facts:
        """What the rules are given with a sheet of this patient."""
        return ask(self, sheet, context, frozenset(needs), today)[0]


class Line(NamedTuple):
    """An act of the next sheet."""

    code: str
    coefficient: Decimal | None
    prescription: int | None = None


def next_sheet(
    mk: str, day: date, line: Line, prescriptions: tuple[Prescription, ...] = (), *, direct: bool = False
) -> Invoice:
    """A sheet of that day with one act, without amounts."""
    act = Act(
        1, 1, day, line.code, 1, ZERO, ZERO, 0, ZERO, ZERO, ZERO,
        coefficient=line.coefficient, prescription=line.prescription,
    )  # fmt: skip
    return Invoice(
        number="",
        drawn_up=day,
        mode="",
        nature="",
        practitioner=Practitioner(rpps=mk),
        patient=_SOMEONE,
        acts=(act,),
        prescriptions=prescriptions,
        total_fees=ZERO,
        total_amo=ZERO,
        total_amc=ZERO,
        total_insured=ZERO,
        digest=b"",
        direct_access=direct,
    )
