"""
What a practice answers for: one finding, on one invoice, until a day.

A waiver that names an invoice is always told in its report, whatever came of it.
"""

from datetime import date
from typing import Final, NamedTuple

#: The finding is left out of the verdict.
HONOURED: Final = "honoured"
#: Its last day has passed.
EXPIRED: Final = "expired"
#: Reference mode honours none.
IGNORED: Final = "ignored"
#: Its rule says nothing there.
IDLE: Final = "idle"
STATES: Final = (HONOURED, EXPIRED, IGNORED, IDLE)


class Waiver(NamedTuple):
    """One occurrence that a person of the practice answers for."""

    rule: str
    invoice: str
    """Number of the invoice."""
    author: str
    reason: str
    expires: date
    """Last day on which it is honoured."""
    act: int | None = None
    """Rank of the act line, None for a finding on the sheet as a whole."""
    mk: str | None = None
    """RPPS or numéro AM of the invoicing MK; None where the number is enough."""


class Waived(NamedTuple):
    """What came of a waiver."""

    waiver: Waiver
    state: str
    """One of :data:`STATES`."""
