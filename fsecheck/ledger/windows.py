"""From the events of a patient to what each need asks for: pure, and the same for every ledger."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import date
from operator import itemgetter
from typing import Final

from fsecheck.ledger.port import Query, Window
from fsecheck.model.facts import SERIES, Event

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
    for window in query.windows:
        if not window.patient:
            continue
        if window.direct:
            direct_since, direct_until = min(direct_since, window.since), max(direct_until, window.until)
        else:
            since, until = min(since, window.since), max(until, window.until)
    if since > until and direct_since > direct_until:
        return None
    return since, until, direct_since, direct_until


def split(
    query: Query, events: list[Event], of_series: Iterable[Event], series: str, same_mk: Callable[[str, str], bool]
) -> dict[str, tuple[Event, ...]]:
    """
    The events by need.

    *events* are the patient's, sorted; *of_series* those of the series *series* whoever the
    patient; *same_mk* tells whether two numbers name one MK.
    """
    found: dict[str, tuple[Event, ...]] = {}
    if query.series is not None:
        found[SERIES] = tuple([event for event in events if event.series == series])
    whole = tuple(events)
    for window in query.windows:
        chosen = cut(window, whole if window.patient else tuple(of_series), same_mk)
        if window.need == SERIES and window.patient:
            chosen = tuple([event for event in chosen if event.series == series])
        if window.need in found and window.need != SERIES:  # several windows of one need are one fact
            kept = {id(event) for event in (*found[window.need], *chosen)}
            chosen = tuple([event for event in whole if id(event) in kept])
        found[window.need] = chosen
    return found


def cut(window: Window, events: tuple[Event, ...], same_mk: Callable[[str, str], bool]) -> tuple[Event, ...]:
    """The events, sorted, that *window* asks for."""
    if not events:
        return events
    if window.since > events[0][0] or window.until < events[-1][0]:
        events = events[bisect_left(events, window.since, key=_day) : bisect_right(events, window.until, key=_day)]
    code, mk = window.code, window.mk
    if code is not None:
        events = tuple([event for event in events if event.code == code])
    if window.direct:
        events = tuple([event for event in events if event.direct])
    if mk is not None:
        events = tuple([event for event in events if event.mk == mk or same_mk(event.mk, mk)])
    return events
