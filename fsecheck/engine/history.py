"""Asks the history, once, all that the rules about to run need."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import partial
from typing import Final

from fsecheck.ledger.port import Answer, History, Query, Window
from fsecheck.model.context import Context
from fsecheck.model.facts import (
    CORRECTED,
    CORRECTED_OF_OTHERS,
    DIRECT_SESSIONS,
    LATER_IN_LOT,
    PATIENT_ACTS,
    PRACTICE_VOLUME,
    REQUESTS_OF_YEAR,
    SAME_DAY,
    SAME_NUMBER,
    SERIES,
    TREATMENT,
    TRIPS,
    YEAR_VOLUME,
    Event,
    Fact,
    Facts,
)
from fsecheck.model.invoice import Invoice

#: How far back the patient's acts are read: wider than any window of the law, which the rules apply themselves.
_BACK: Final = timedelta(days=2 * 366)
_BEGINNING: Final = date(2000, 1, 1)
_END: Final = date(9999, 12, 31)
_DIRECT: Final = Window(DIRECT_SESSIONS, _BEGINNING, _END, direct=True)
#: What only the MK who invoices can have written.
_OWN: Final = frozenset({REQUESTS_OF_YEAR, YEAR_VOLUME, SAME_NUMBER, CORRECTED, CORRECTED_OF_OTHERS})
#: What is counted without regard to the patient.
_ANYBODY: Final = frozenset({YEAR_VOLUME, PRACTICE_VOLUME})


def windows(invoice: Invoice, needs: Collection[str]) -> tuple[Window, ...]:
    """The spans of days that each need asks for."""
    first, last = invoice.first_day, invoice.last_day
    back = first - _BACK
    found = []
    if REQUESTS_OF_YEAR in needs:
        found.append(Window(REQUESTS_OF_YEAR, date(first.year, 1, 1), date(last.year, 12, 31)))
    if PATIENT_ACTS in needs:
        found.append(Window(PATIENT_ACTS, back, last))
    if TREATMENT in needs:
        found.append(Window(TREATMENT, min([back, *[one.written for one in invoice.prescriptions]]), last))
    if SAME_DAY in needs:
        found.append(Window(SAME_DAY, first, last))
    if DIRECT_SESSIONS in needs:
        found.append(_DIRECT)
    return tuple(found)


def ask(history: History, invoice: Invoice, context: Context, needs: Collection[str], today: date) -> tuple[Facts, str]:
    """The facts for *needs*, and the head of the ledger that was read."""
    first, last = invoice.first_day.year, invoice.last_day.year
    answer = history.answer(
        Query(
            invoice,
            windows(invoice, needs),
            tuple(range(first - 1, last + 1)) if YEAR_VOLUME in needs else (),
            context.series if SERIES in needs else None,
            SAME_NUMBER in needs,
            context.group,
            tuple(range(first, last + 1)) if PRACTICE_VOLUME in needs else (),
            _trips(invoice, context) if context.lines and TRIPS in needs else (),
            CORRECTED in needs and invoice.corrects is not None,
        ),
        today,
    )
    facts = Facts(
        today,
        context,
        _Facts(answer, needs),
        ledger=True,
        words=history.word,
        covered_from=answer.others_covered_from,
        aliases=answer.aliases,
    )
    return facts, answer.head


class _Facts(dict[str, Fact]):
    """The facts of an answer, each made when a rule first asks for it."""

    __slots__ = ("_answer", "_needs")

    def __init__(self, answer: Answer, needs: Collection[str]) -> None:
        super().__init__()
        self._answer = answer
        self._needs = needs

    def __missing__(self, need: str) -> Fact:
        if need not in self._needs:
            raise KeyError(need)
        answer = self._answer
        known = answer.covered_from
        if need not in _OWN:
            # A colleague's complete coverage says nothing of the MK who invoices.
            other = answer.practice_covered_from
            known = None if known is None or other is None else max(known, other)
        if answer.patient_from is not None and known is not None and need not in _ANYBODY:
            known = max(known, answer.patient_from)
        if need == CORRECTED:
            made = Fact(answer.corrected, known)
        elif need == CORRECTED_OF_OTHERS:
            made = Fact(answer.corrected_of_others, known)
        elif need == TRIPS:
            made = Fact(covered_from=known, trips=answer.trips)
        elif need == LATER_IN_LOT:
            made = Fact(answer.later or ())
        elif need == PRACTICE_VOLUME:
            made = Fact(covered_from=known, volumes=answer.practice_volumes)
        else:
            volumes = answer.volumes if need == YEAR_VOLUME else ()
            made = Fact(partial(_events, answer, need), known, volumes, mentions=answer.mentions)
        self[need] = made
        return made


def _trips(invoice: Invoice, context: Context) -> tuple[str, ...]:
    """The names of the sheet's trips, each also as if the establishment had not been told."""
    if not any(line.trip for line in context.lines.values()):
        return ()
    from fsecheck.model.journeys import trip_of  # noqa: PLC0415 - only where a journey is told

    found = [trip for act in invoice.acts if (trip := trip_of(context, invoice, act)) is not None]
    return tuple(dict.fromkeys([name for trip in found for name in trip]))


def _events(answer: Answer, need: str) -> tuple[Event, ...]:
    return answer.events.get(need, ())
