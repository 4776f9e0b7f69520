"""Asks the history, once, all that the rules about to run need."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from fsecheck.model.context import Context
from fsecheck.model.facts import (
    DIRECT_SESSIONS,
    PATIENT_ACTS,
    REQUESTS_OF_YEAR,
    SAME_DAY,
    SAME_NUMBER,
    SERIES,
    TREATMENT,
    YEAR_VOLUME,
    Event,
    Fact,
    Facts,
    civil_year,
)
from fsecheck.model.invoice import Invoice

if TYPE_CHECKING:
    from fsecheck.ledger.port import Answer, History, Window

#: How far back the patient's acts are read: wider than any window of the law, which the rules apply themselves.
_BACK: Final = timedelta(days=2 * 366)
_BEGINNING: Final = date(2000, 1, 1)
_END: Final = date(9999, 12, 31)


def windows(invoice: Invoice, needs: Iterable[str]) -> "tuple[Window, ...]":
    """The spans of days that each need asks for."""
    from fsecheck.ledger.port import Window  # noqa: PLC0415 - only where there is a history

    first, last = invoice.first_day, invoice.last_day
    spans = {
        REQUESTS_OF_YEAR: (civil_year(first)[0], civil_year(last)[1]),
        PATIENT_ACTS: (first - _BACK, last),
        TREATMENT: (min([first - _BACK, *[one.written for one in invoice.prescriptions]]), last),
        SAME_DAY: (first, last),
    }
    found = [Window(need, *spans[need]) for need in sorted(needs) if need in spans]
    if DIRECT_SESSIONS in needs:
        found.append(Window(DIRECT_SESSIONS, _BEGINNING, _END, direct=True))
    return tuple(found)


def ask(
    history: "History | None", invoice: Invoice, context: Context, needs: frozenset[str], today: date
) -> tuple[Facts, str | None]:
    """The facts for *needs*, and the head of the ledger that was read."""
    if history is None:
        return Facts(today, context, dict.fromkeys(needs, Fact())), None
    from fsecheck.ledger.port import Query  # noqa: PLC0415 - only where there is a history

    years: set[int] = set()
    if YEAR_VOLUME in needs:
        for act in invoice.acts:
            years |= {act.day.year, act.day.year - 1}
    answer = history.answer(
        Query(
            invoice,
            windows(invoice, needs),
            tuple(sorted(years)),
            context.series if SERIES in needs else None,
            SAME_NUMBER in needs,
            context.group,
        ),
        today,
    )
    facts = _facts(answer, needs)
    return Facts(today, context, facts, ledger=True, words=history.word, aliases=answer.aliases), answer.head


def _events(answer: "Answer", need: str) -> tuple[Event, ...]:
    return answer.events.get(need, ())


def _facts(answer: "Answer", needs: Iterable[str]) -> dict[str, Fact]:
    own = {REQUESTS_OF_YEAR, YEAR_VOLUME, SAME_NUMBER}
    starts = (answer.covered_from, answer.practice_covered_from)
    # A colleague's complete coverage says nothing of the MK who invoices.
    together = None if None in starts else max(start for start in starts if start is not None)
    return {
        need: Fact(
            partial(_events, answer, need),
            answer.covered_from if need in own else together,
            answer.volumes if need == YEAR_VOLUME else (),
        )
        for need in needs
    }
