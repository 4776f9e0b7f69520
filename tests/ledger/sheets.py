"""Sheets made directly, without XML."""

from datetime import date
from decimal import Decimal
from hashlib import blake2b
from itertools import count

from fsecheck.ledger.port import Query, Window
from fsecheck.model.context import Context, LineContext
from fsecheck.model.facts import (
    DIRECT_SESSIONS,
    PATIENT_ACTS,
    REQUESTS_OF_YEAR,
    SAME_DAY,
    civil_year,
)
from fsecheck.model.invoice import Act, Invoice, Patient, Practitioner, Prescription

RPPS = "10003456782"
AM = "751234563"
TODAY = date(2026, 3, 31)
CHILD = Patient(nir="2850675123456", nir_key="33", birth="20180305", rank="1", names=("DURANDAL", "ELOISE"))
ADULT = Patient(nir="1850699999001", nir_key="97", birth="19850614", rank="1", names=("MARTIN",))
_unique = count(1)


def mk(rpps: str | None = RPPS, am: str | None = None) -> Practitioner:
    return Practitioner(am=am, rpps=rpps, specialty="26")


def act(rank: int, day: date, code: str = "RIM", **fields) -> Act:
    euros = Decimal("18.79")
    values = {
        "quantity": 1, "unit_price": Decimal("2.21"), "base": euros, "rate": 60, "amo": Decimal("11.27"),
        "amc": Decimal("0.00"), "fees": euros, "coefficient": Decimal("8.50"), "place": "cabinet",
    }  # fmt: skip
    return Act(rank=rank, line=rank, day=day, code=code, **{**values, **fields})


def sheet(number: str, *days: date, patient: Patient = CHILD, by: Practitioner | None = None, **fields) -> Invoice:
    """A sheet with one line a day (or the lines given as *acts*)."""
    acts = fields.pop("acts", None) or tuple(
        act(rank, day, fields.get("code", "RIM"), prescription=1) for rank, day in enumerate(days, 1)
    )
    fields.pop("code", None)
    euros = Decimal("18.79") * len(acts)
    values = {
        "number": number, "drawn_up": max(line.day for line in acts), "mode": "securise", "nature": "maladie",
        "practitioner": by or mk(), "patient": patient, "acts": acts,
        "prescriptions": (Prescription(1, "751000017", date(2026, 1, 5)),),
        "total_fees": euros, "total_amo": euros, "total_amc": Decimal(0), "total_insured": Decimal(0),
    }  # fmt: skip
    values.update(fields)
    values.setdefault("digest", blake2b(f"{number} {next(_unique)}".encode(), digest_size=16).digest())
    return Invoice(**values)


def context(invoice: Invoice, **fields) -> Context:
    """A context whose words must not reach the ledger."""
    line = LineContext(region="epauleDroiteMARTIN", diagnosis=False)
    return Context(lines={act.rank: line for act in invoice.acts}, **{"series": "serieDURANDAL", **fields})


def query(invoice: Invoice, **fields) -> Query:
    """Everything the rules of the house ask."""
    first, last = invoice.first_day, invoice.last_day
    windows = (
        Window(REQUESTS_OF_YEAR, *civil_year(first), mk=invoice.practitioner.key, code="RQD"),
        Window(PATIENT_ACTS, first.replace(year=first.year - 2, day=min(first.day, 28)), date.max),
        Window(DIRECT_SESSIONS, date.min, date.max, direct=True),
        Window(SAME_DAY, first, last),
    )
    return Query(
        **{
            "invoice": invoice, "windows": windows, "years": (first.year - 1, first.year),
            "practice_years": (first.year,),
            "series": "serieDURANDAL", "numbers": True, **fields,
        }
    )  # fmt: skip
