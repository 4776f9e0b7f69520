"""The sheets that are measured: a lawful series of three, fifteen or forty sessions of one patient."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from tests.authoring import act, prescription, sheet

SIZES: Final = {"small": 3, "medium": 15, "large": 40}
TODAY: Final = date(2026, 4, 10)
FIRST_NIR: Final = 2_850_600_000_000
"""The patients of the ledgers follow from there; the sheets are of one of them."""
LEDGER: Final = "practice.ledger"
KEY: Final = "practice.key"
_FIRST: Final = date(2026, 2, 24)
_COEFFICIENT: Final = "8.11"
"""Of an act that never asks for an agreement: nothing at all is said of the sheet."""


def series(acts: int, assure: Mapping[str, str] | None = None) -> bytes:
    """An ordinary sheet of so many sessions, one a day."""
    days = [_FIRST + timedelta(days=place) for place in range(acts)]
    return sheet(
        actes=[
            act(date=day.isoformat(), coefficient=_COEFFICIENT, seance=f"s{place}") for place, day in enumerate(days, 1)
        ],
        prescriptions=[prescription(date="2026-02-23")],
        facture={"dateElaboration": days[-1].isoformat()},
        assure=assure or {"nir": f"{FIRST_NIR + 7}"},
    )


def refused(acts: int) -> bytes:
    """The same sheet with an amount that the schema does not know."""
    return series(acts).replace(b"<base>", b"<base>-", 1).replace(b"<taux>", b"<taux>?", 1)
