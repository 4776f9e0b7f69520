"""From the events of a patient to what each need asks for: pure, and the same for every ledger."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date
from operator import itemgetter
from typing import Final, NamedTuple

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


def needs(query: Query) -> list[str]:
    """What is asked for, each once."""
    found = dict.fromkeys([window.need for window in query.windows])
    if query.series is not None:
        found[SERIES] = None
    if query.numbers:
        found[SAME_NUMBER] = None
    return [*found]


class Read(NamedTuple):
    """What was read for a query."""

    events: tuple[Event, ...]
    """The patient's, sorted."""
    of_series: tuple[Event, ...]
    """Those of the series asked for, whoever the patient, sorted."""
    series: str
    """The word of that series in events."""
    same_mk: Callable[[str, str], bool]
    """Whether two numbers name one MK."""


def split(query: Query, read: Read) -> dict[str, tuple[Event, ...]]:
    """The events by need, but for those under the sheet's number."""
    return {need: of_need(need, query, read) for need in needs(query) if need != SAME_NUMBER}


def of_need(need: str, query: Query, read: Read) -> tuple[Event, ...]:
    """The events of one need. Raises KeyError where *query* does not ask for it."""
    events, of_series, series, same_mk = read
    found: tuple[Event, ...] | None = None
    if need == SERIES and query.series is not None:
        found = tuple([event for event in events if event.series == series])
    for window in query.windows:
        if window.need != need:
            continue
        chosen = cut(window, events if window.patient else of_series, same_mk)
        if need == SERIES:
            if window.patient:
                chosen = tuple([event for event in chosen if event.series == series])
        elif found is not None:  # several windows of one need are one fact
            kept = {id(event) for event in (*found, *chosen)}
            chosen = tuple([event for event in events if id(event) in kept])
        found = chosen
    if found is None:
        raise KeyError(need)
    return found


def cut(window: Window, events: tuple[Event, ...], same_mk: Callable[[str, str], bool]) -> tuple[Event, ...]:
    """The events, sorted, that *window* asks for."""
    _, since, until, mk, code, direct, _ = window
    if not events or since > events[-1].day or until < events[0].day:
        return ()
    if since > events[0].day or until < events[-1].day:
        events = events[bisect_left(events, since, key=_day) : bisect_right(events, until, key=_day)]
    if code is not None:
        events = tuple([event for event in events if event.code == code])
    if direct:
        events = tuple([event for event in events if event.direct])
    if mk is not None:
        events = tuple([event for event in events if event.mk == mk or same_mk(event.mk, mk)])
    return events
