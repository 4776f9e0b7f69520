"""
Looks a whole ledger over, for a report on the practice: every patient once, one at a time.

The statements are few and plain: the overview is read first, then one statement gives all live acts
in the order of their patients, so that the memory needed is that of one patient.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from fsecheck.ledger.keeping import Bill, File, Invoiced, Lines, Surveyed
from fsecheck.ledger.port import Answer
from fsecheck.ledger.reading import Reader, events_of_rows
from fsecheck.ledger.snapshot import Interval, Snapshot, add, merge
from fsecheck.model.facts import Volume
from fsecheck.model.invoice import Practitioner

if TYPE_CHECKING:
    from fsecheck.ledger.seam import Cursor

_WORKING: Final = "SELECT mk FROM invoice UNION SELECT mk FROM volume"
_YEARS: Final = "SELECT DISTINCT year FROM volume ORDER BY year"
_INVOICED: Final = (
    "SELECT mk, state, count(*), sum(total_fees), min(drawn_up), max(drawn_up) FROM invoice "
    "WHERE drawn_up BETWEEN ? AND ? GROUP BY mk, state"
)
_FORGOTTEN: Final = "SELECT mk, year, remote, total, overcharged FROM forgotten ORDER BY year"
_PERSONS: Final = "SELECT coalesce(linked, id), min(id) FROM person GROUP BY 1"
#: A patient's acts may lie under several persons: the composites of a NIR individuel are linked to it.
_FILES: Final = (
    "SELECT coalesce(p.linked, p.id), i.id, i.mk, i.number, i.state, i.drawn_up, i.series_last_remote, "
    "a.mk, a.said, a.lines, a.counted, a.overcharged, a.base, a.fees "
    "FROM acts a JOIN person p ON p.id = a.patient JOIN invoice i ON i.id = a.invoice "
    "WHERE a.live = 1 ORDER BY 1, 2, a.id"
)
_patient: Final = itemgetter(0)
_invoice: Final = itemgetter(1)
#: Hexadecimal digits of a patient's mark.
_MARK: Final = 8
_RPPS: Final = 11
_day: Final = date.fromisoformat


def surveyed(
    cursor: "Cursor", reader: Reader, period: Interval, today: date, each: "Callable[[Cursor, str], Iterator[Any]]"
) -> Surveyed:
    """
    The ledger as it stands in the transaction of *cursor*, which is used until the files are gone through.

    *period* is the days of elaboration of the invoices whose states are counted; *each* gives the rows of a
    statement some at a time.
    """
    view = reader.snapshot(cursor)
    working = {view.root[mk] for (mk,) in cursor.execute(_WORKING).fetchall()}
    years = tuple([year for (year,) in cursor.execute(_YEARS).fetchall()])
    roots = working | set(view.claims)
    invoiced = tuple(_invoiced(cursor, view, period))
    forgotten = _forgotten(cursor, view)
    # Where nothing was erased, every patient is known from the first day on.
    firsts = dict(cursor.execute(_PERSONS).fetchall()) if view.erasures else {}
    return Surveyed(
        view.head,
        {name: _answer(view, name, years, today) for name in sorted([view.names[root] for root in roots])},
        {view.names[root]: tuple(merge(claims)) for root, claims in view.claims.items()},
        invoiced,
        forgotten,
        _files(each(cursor, _FILES), reader, view, firsts),
    )


def _answer(view: Snapshot, name: str, years: tuple[int, ...], today: date) -> Answer:
    """What a check would be answered of an MK, beside a patient's events."""
    who = view.who(Practitioner(rpps=name) if len(name) == _RPPS else Practitioner(am=name), today)
    return Answer(
        {},
        who.covered_from,
        who.practice_covered_from,
        volumes=who.volumes(years),
        head=view.head,
        mk_names=who.numbers,
        aliases=who.aliases,
    )


def _invoiced(cursor: "Cursor", view: Snapshot, period: Interval) -> Iterator[Invoiced]:
    """The invoices of the period by MK and state; an MK with several numbers is one."""
    found: dict[tuple[str, str], Invoiced] = {}
    for mk, state, *counted in cursor.execute(_INVOICED, tuple(day.isoformat() for day in period)).fetchall():
        number, fees, oldest, newest = int(counted[0]), int(counted[1]), _day(counted[2]), _day(counted[3])
        one = found.get((view.names[mk], state))
        if one is not None:
            number, fees = number + one.number, fees + one.fees
            oldest, newest = min(oldest, one.oldest), max(newest, one.newest)
        found[view.names[mk], state] = Invoiced(view.names[mk], state, number, fees, oldest, newest)
    return iter([found[key] for key in sorted(found)])


def _forgotten(cursor: "Cursor", view: Snapshot) -> dict[str, tuple[Volume, ...]]:
    """What was erased of each MK; an MK with several numbers is one."""
    found: dict[str, dict[int, list[Volume]]] = {}
    for mk, *volume in cursor.execute(_FORGOTTEN).fetchall():
        found.setdefault(view.names[mk], {}).setdefault(volume[0], []).append(Volume(*volume))
    return {name: tuple([add(year, some) for year, some in years.items()]) for name, years in found.items()}


def _files(found: Iterator[Any], reader: Reader, view: Snapshot, firsts: Mapping[int, int]) -> Iterator[File]:
    """*firsts*: the first of the persons that are one patient, where something was erased."""
    for patient, rows in groupby(found, _patient):
        bills = [_bill(list(alike), view) for _, alike in groupby(rows, _invoice)]
        since = view.patient_from([firsts[patient]]) if firsts else None
        yield File(reader.word(f"patient {patient}")[:_MARK], tuple(bills), since)


def _bill(rows: list[tuple], view: Snapshot) -> Bill:  # type: ignore[type-arg] # what the database gives
    _, _, mk, number, state, drawn_up, last_remote, *_ = rows[0]
    lines = [
        Lines(
            events_of_rows([(row[1], *row[7:10])], view.names), bool(row[10]), bool(row[11]), *row[12:14]
        )  # one row, one Lines
        for row in rows
    ]
    stated = None if last_remote is None else bool(last_remote)
    return Bill(view.names[mk], number, state, _day(drawn_up), stated, tuple(lines))
