"""
A value of the law through time.

``timeline.at(day)`` is the value in force that day. A day before the first value raises NotInForce:
nothing is ever guessed. A repealed value is an entry that says so, and raises it too.
"""

from bisect import bisect_right
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from attrs import field, frozen

from fsecheck.model.citation import Citation, Source

_DAY = timedelta(days=1)


class NotInForceError(LookupError):
    """The value does not exist at that date. ``value`` is its id, ``day`` the date asked, ``first`` its first date."""

    def __init__(self, value: str, day: date, first: date) -> None:
        super().__init__(f"{value} is not in force on {day.isoformat()}")
        self.value = value
        self.day = day
        self.first = first


class Reading(NamedTuple):
    """One of several values that sources give for the same span."""

    value: Any
    source: Source
    note: str = ""


class Entry(NamedTuple):
    """A value from one day to another."""

    since: date
    until: date | None
    value: Any
    sources: tuple[Source, ...]
    repealed: bool = False
    derived: bool = False
    """True where the value was computed from others, not read in a text."""
    readings: tuple[Reading, ...] = ()
    """The values that disagreeing sources give, the one decided among them."""

    @property
    def disputed(self) -> bool:
        """Whether sources disagree on this span."""
        return bool(self.readings)


class Decision(NamedTuple):
    """A question the texts leave open, and what was decided."""

    question: str
    choice: str
    why: str
    others: tuple[str, ...]


class Planned(NamedTuple):
    """A value once announced for a date and superseded since."""

    since: date
    value: Any
    replaced_by: str
    source: Source


@frozen(slots=False, eq=False, repr=False)
class Timeline:
    """The dated values of one parameter, oldest first."""

    id: str
    label: str
    unit: str
    verified_on: date
    entries: tuple[Entry, ...]
    decided: Decision | None = None
    planned: tuple[Planned, ...] = ()
    fixed: date | None = None
    """With ``--as-of``: the one day by which every act is judged."""
    starts: tuple[date, ...] = field(init=False)
    last: Entry = field(init=False)

    @starts.default
    def _starts(self) -> tuple[date, ...]:
        return tuple(entry.since for entry in self.entries)

    @last.default
    def _last(self) -> Entry:
        return self.entries[-1]

    @property
    def first(self) -> date:
        """The first day for which something is asserted."""
        return self.starts[0]

    def entry(self, day: date) -> Entry:
        """The entry of that day, repealed or not. Raises NotInForceError before the first."""
        place = bisect_right(self.starts, self.fixed or day)
        if not place:
            raise NotInForceError(self.id, self.fixed or day, self.first)
        return self.entries[place - 1]

    def at(self, day: date) -> Any:  # noqa: ANN401 - each value has its own type, held by the loader
        """The value in force on *day*. Raises NotInForceError before the first value or once repealed."""
        last = self.last
        entry = last if (self.fixed or day) >= last.since else self.entry(day)
        if entry.repealed:
            raise NotInForceError(self.id, self.fixed or day, self.first)
        return entry.value

    def in_force(self, day: date) -> bool:
        """Whether there is a value that day."""
        place = bisect_right(self.starts, self.fixed or day)
        return place > 0 and not self.entries[place - 1].repealed

    def citation(self, day: date) -> Citation:
        """The value's dates and sources on that day, for a finding."""
        entry = self.entry(day)
        return Citation(self.id, entry.since, entry.until, self.verified_on, entry.sources)


def decode(raw: Any) -> Any:  # noqa: ANN401 - the image holds every type a value may have
    """
    A value of the image as Python: ``("d", text)`` is a decimal, ``("t", text)`` a date.

    ``("l", ...)`` is a tuple and ``("m", (key, value), ...)`` a mapping.
    """
    if not isinstance(raw, tuple):
        return raw
    kind, *rest = raw
    if kind == "d":
        return Decimal(rest[0])
    if kind == "t":
        return date.fromisoformat(rest[0])
    if kind == "l":
        return tuple(decode(item) for item in rest)
    return {key: decode(value) for key, value in rest}


def timeline(value_id: str, raw: tuple[Any, ...], fixed: date | None = None) -> Timeline:
    """One parameter, from its line of the image."""
    label, unit, verified_on, values, decided, planned = raw
    starts = [date.fromisoformat(value[0]) for value in values]
    entries = []
    for place, (_, value, sources, repealed, derived, readings) in enumerate(values):
        until = starts[place + 1] - _DAY if place + 1 < len(starts) else None
        entries.append(
            Entry(
                starts[place],
                until,
                decode(value),
                tuple(Source(*source) for source in sources),
                repealed,
                derived,
                tuple(Reading(decode(item), Source(*source), note) for item, source, note in readings),
            )
        )
    return Timeline(
        value_id,
        label,
        unit,
        date.fromisoformat(verified_on),
        tuple(entries),
        None if decided is None else Decision._make((*decided[:3], tuple(decided[3]))),
        tuple(
            Planned(date.fromisoformat(since), decode(value), replaced_by, Source(*source))
            for since, value, replaced_by, source in planned
        ),
        fixed,
    )
