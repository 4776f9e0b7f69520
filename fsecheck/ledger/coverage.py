"""
Arithmetic on the days an MK claims to have all invoices of.

An interval is its first and last day, both included; an open one ends on ``date.max``. Intervals
that overlap or follow each other by one day are one.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

Interval = tuple[date, date]
OPEN: Final = date.max
_DAY: Final = timedelta(days=1)


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The same days in the fewest intervals, ascending."""
    merged: list[Interval] = []
    for since, until in sorted(intervals):
        if merged and (merged[-1][1] == OPEN or since <= merged[-1][1] + _DAY):
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((since, until))
    return merged


def without(intervals: Iterable[Interval], since: date, until: date) -> list[Interval]:
    """The days of *intervals* that are not from *since* to *until*."""
    left: list[Interval] = []
    for first, last in intervals:
        if first < since:
            left.append((first, min(last, since - _DAY)))
        if last > until:
            left.append((max(first, until + _DAY), last))
    return merge(left)


def run_start(intervals: Iterable[Interval], today: date) -> date | None:
    """First day of the unbroken run that contains *today*; None where today is not covered."""
    return next((since for since, until in merge(intervals) if since <= today <= until), None)


def before(today: date) -> date:
    """The day before."""
    return today - _DAY
