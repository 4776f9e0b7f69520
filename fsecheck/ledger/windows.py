"""From the events of a patient to what each need asks for: pure, and the same for every ledger."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import Final

from fsecheck.ledger.port import Query, Window
from fsecheck.model.facts import SAME_NUMBER, SERIES, Event

_ORDER: Final = ("day", "drawn_up", "number", "line", "mk", "code", "coefficient", "quantity")
#: Order of events: day, day of elaboration, number, line; then what settles ties whatever the order of filling.
order: Callable[[Event], tuple[object, ...]] = itemgetter(*map(Event._fields.index, _ORDER))
_day: Callable[[Event], date] = itemgetter(0)
#: A span without a day.
_NEVER: Final = (date.max, date.min)


def spans(query: Query) -> tuple[date, date, date, date] | None:
    """
    First and last day of the patient's events that some window touches, then of his direct-access ones.

    None where no event of the patient is asked for.
    """
    if query.series is not None:
        return date.min, date.max, *_NEVER
    since, until = direct_since, direct_until = _NEVER
    for _, first, last, _, _, direct, patient in query.windows:
        if direct and patient:
            direct_since = first if first < direct_since else direct_since
            direct_until = last if last > direct_until else direct_until
        elif patient:
            since = first if first < since else since
            until = last if last > until else until
    if since > until and direct_since > direct_until:
        return None
    return since, until, direct_since, direct_until


class Events(Mapping[str, tuple[Event, ...]]):
    """
    The events by need, those of a need made when they are first asked for.

    A sheet has rules that ask for its history only when something in it makes them: to read an act
    from the file costs a fraction of making an event of it.
    """

    __slots__ = ("_all", "_made", "_of_series", "_query", "_same_mk", "_series")

    def __init__(
        self,
        query: Query,
        events: Callable[[], list[Event]],
        of_series: Callable[[], list[Event]],
        series: str,
        same_mk: Callable[[str, str], bool],
        same_number: tuple[Event, ...] | None = None,
    ) -> None:
        """
        Choose among events.

        *events* are the patient's, sorted; *of_series* those of the series *series* whoever the
        patient; *same_mk* tells whether two numbers name one MK; *same_number* are for that need.
        """
        self._query = query
        self._all = events
        self._of_series = of_series
        self._series = series
        self._same_mk = same_mk
        self._made: dict[str, tuple[Event, ...]] = {} if same_number is None else {SAME_NUMBER: same_number}

    def __getitem__(self, need: str) -> tuple[Event, ...]:
        try:
            return self._made[need]
        except KeyError:
            found = self._made[need] = self._choose(need)
            return found

    def __iter__(self) -> Iterator[str]:
        needs = dict.fromkeys([window.need for window in self._query.windows])
        if self._query.series is not None:
            needs[SERIES] = None
        return iter(needs | dict.fromkeys(self._made))

    def __len__(self) -> int:
        return len([*self])
