"""From the events of a patient to what each need asks for: pure, and the same for every ledger."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
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


def needs(query: Query) -> list[str]:
    """What is asked for, each once."""
    found = dict.fromkeys([window.need for window in query.windows])
    if query.series is not None:
        found[SERIES] = None
    if query.numbers:
        found[SAME_NUMBER] = None
    return [*found]


def split(
    query: Query,
    events: tuple[Event, ...],
    of_series: tuple[Event, ...],
    series: str,
    same_mk: Callable[[str, str], bool],
) -> dict[str, tuple[Event, ...]]:
    """
    The events by need, but for those under the sheet's number.

    *events* are the patient's, sorted; *of_series* those of the series *series* whoever the
    patient; *same_mk* tells whether two numbers name one MK.
    """
    found: dict[str, tuple[Event, ...]] = {}
    if query.series is not None:
        found[SERIES] = tuple([event for event in events if event.series == series])
    for window in query.windows:
        need = window.need
        chosen = cut(window, events if window.patient else of_series, same_mk)
        if need == SERIES and window.patient:
            chosen = tuple([event for event in chosen if event.series == series])
        if need in found and need != SERIES:  # several windows of one need are one fact
            kept = {id(event) for event in (*found[need], *chosen)}
            chosen = tuple([event for event in events if id(event) in kept])
        found[need] = chosen
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
