"""
What names one journey of an MK to an establishment, as the context tells it.

A journey is told on its travel line, else on another line of the same visit or day. Its name holds
words of the host: digest it.
"""

from typing import Any, Final, NamedTuple

from fsecheck.model.context import Context
from fsecheck.model.invoice import Act, Invoice

CARE_HOME: Final = "ehpad"


class Trip(NamedTuple):
    """One journey, and what it would be called if the establishment had not been told."""

    name: str
    vague: str
    """The same as *name* where the establishment was not told."""


def of_visit(invoice: Invoice, line: Act) -> list[Act]:
    """The line, then the lines of its visit; of its day, where the visit is not marked."""
    return [line] + [
        act
        for act in invoice.acts
        if act.day == line.day and act is not line and (None in {line.visit, act.visit} or act.visit == line.visit)
    ]


def stated(context: Context, invoice: Invoice, line: Act, field: str) -> Any:  # noqa: ANN401 - each field has its own type
    """What the context says of a journey: on its own line, else on another line of its visit or day."""
    for act in of_visit(invoice, line):
        value = getattr(context.line(act.rank), field)
        if value is not None:
            return value
    return None


def _journey(context: Context, invoice: Invoice, line: Act) -> str | None:
    """
    What the context calls the journey of a travel line: on the line, else where its session or visit says one name.

    Another line of the same code is another journey, and lines that differ tell none.
    """
    own: str | None = context.line(line.rank).trip
    if own is not None:
        return own
    beside = of_visit(invoice, line)[1:]
    others = [act for act in beside if act.code != line.code]
    same = [act for act in others if line.session is not None and act.session == line.session]
    told = {context.line(act.rank).trip for act in same or others} - {None}
    alone = len(others) == len(beside)
    return told.pop() if len(told) == 1 and (same or alone) else None


def at_care_home(invoice: Invoice, line: Act) -> bool:
    """Whether a line goes with care given in an establishment that houses the elderly."""
    return any(act.place == CARE_HOME for act in of_visit(invoice, line))


def trip_of(context: Context, invoice: Invoice, line: Act) -> Trip | None:
    """The journey of a line to an establishment; None where none is told."""
    trip = _journey(context, invoice, line)
    if trip is None:
        return None
    establishment = stated(context, invoice, line, "establishment")
    if establishment is None and not at_care_home(invoice, line):
        return None
    vague = f"trip {line.day.isoformat()} {trip}\x1f"
    return Trip(vague + (establishment or ""), vague)
