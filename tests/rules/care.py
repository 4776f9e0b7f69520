"""Sheets and histories of one treatment, made directly."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from fsecheck.law.lawset import Law
from fsecheck.ledger.lines import by_codes, events_of
from fsecheck.model.context import Context
from fsecheck.model.facts import SAME_DAY, SAME_NUMBER, TREATMENT, Event, Fact, Facts
from fsecheck.model.finding import Defect, Missing
from fsecheck.model.invoice import Act, Invoice, Prescription
from fsecheck.rules.kit import Rule
from tests.ledger.sheets import act, sheet

LAW = Law()
DAY = timedelta(days=1)
START = date(2026, 3, 2)
DOCTOR = "751000017"
RENEWALS = LAW.prescription.renewal_number.at(START)
WRITTEN = START - 7 * DAY


def days(number: int, start: date = START) -> list[date]:
    """That many days in a row."""
    return [start + place * DAY for place in range(number)]


def line(rank: int, day: date, code: str = "RAM", coefficient: str = "8.11", **fields: object) -> Act:
    """One line under the first prescription."""
    return act(rank, day, code, **{"coefficient": Decimal(coefficient), "prescription": 1, **fields})


def invoice(*lines: Act, number: str = "9", prescriptions: Iterable[Prescription] = (), **fields: object) -> Invoice:
    """A sheet of these lines, ranked anew, under a doctor's prescription of a week before."""
    acts = tuple(one._replace(rank=rank) for rank, one in enumerate(lines, 1))
    found = tuple(prescriptions) or (prescription(),)
    return sheet(number, acts=acts, prescriptions=found, **fields)


def prescription(number: int = 1, prescriber: str = DOCTOR, written: date = WRITTEN, **fields: object) -> Prescription:
    """A prescription of the sheet."""
    return Prescription(number, prescriber, written, **fields)


def renewed(on: date = START, written: date = WRITTEN, **fields: object) -> Prescription:
    """One that the MK renewed."""
    return prescription(1, RENEWALS, written, renewed_by="masseurKinesitherapeute", renewed_on=on, **fields)


def history(*earlier: Invoice) -> tuple[Event, ...]:
    """The events of earlier sheets, as a history that keeps words as they are."""
    return tuple(event for one in earlier for event in events_of(one, Context(), str, by_codes()))


def facts(*events: Event, since: date | None = date(2000, 1, 1), context: Context | None = None) -> Facts:
    """A history of these events, complete from *since*."""
    whole = Fact(tuple(sorted(events)), since)
    needs = {TREATMENT: whole, SAME_DAY: whole, SAME_NUMBER: whole}
    return Facts(date(2026, 12, 31), context or Context(), needs, ledger=since is not None or bool(events))


def said(rule: Rule, of: Invoice, known: Facts) -> list[Defect | Missing]:
    """What a rule yields."""
    return list(rule.check(of, known, LAW)) if rule.applies(of) else []


def messages(rule: Rule, of: Invoice, known: Facts) -> list[str]:
    """Ids of the messages, or of what is missing, that a rule yields."""
    return [one.message if isinstance(one, Defect) else one.what for one in said(rule, of, known)]
