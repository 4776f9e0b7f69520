"""
What a ledger holds beside its patients: who the MKs are, what they claim to be complete, their yearly volumes.

It is small: it is read once for each state of the ledger, which its last event identifies, and
what follows from it for an MK is worked out once. Here stands also the arithmetic on the days an
MK claims to have all invoices of: an interval is its first and last day, both included; an open
one ends on ``date.max``. Intervals that overlap or follow each other by one day are one.
"""

from collections.abc import Iterable, Mapping, Sized
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from fsecheck.model.facts import Volume
from fsecheck.model.invoice import Practitioner

if TYPE_CHECKING:
    from fsecheck.ledger.seam import Cursor

Interval = tuple[date, date]
OPEN: Final = date.max
_DAY: Final = timedelta(days=1)
#: How many MKs and days a state keeps before it forgets them all.
_KEPT: Final = 1_000


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


def add(year: int, volumes: Iterable[Volume]) -> Volume:
    """The volumes of one civil year together."""
    each = [volume[1:] for volume in volumes]
    return Volume(year, *map(sum, zip(*each, strict=True))) if each else Volume(year, 0, 0)


def before(today: date) -> date:
    """The day before."""
    return today - _DAY


def run_start(intervals: Iterable[Interval], today: date) -> date | None:
    """First day of the unbroken run that contains *today*; None where today is not covered."""
    return next((since for since, until in merge(intervals) if since <= today <= until), None)


def by_number(rows: Sized) -> str:
    """
    SQL: the invoices under a number of the MK of those rows; its values are the number, then the rows.

    The plus keeps SQLite from making a table of the few rows, which costs more than to compare them.
    """
    return f"number = ? AND +mk IN ({', '.join('?' * len(rows)) or 'NULL'})"


class Who:
    """An MK as a sheet names him, in one state of the ledger, on one day."""

    __slots__ = (
        "_view", "_volumes", "aliases", "by_number", "covered_from", "names", "numbers", "practice_covered_from",
        "rows",
    )  # fmt: skip

    def __init__(self, view: "Snapshot", mk: Practitioner, today: date) -> None:
        rows = view.rows_of(mk)
        self.rows: tuple[int, ...] = rows
        """Every row by which the ledger knows him."""
        self.numbers: frozenset[str] = frozenset([view.numbers[row] for row in rows])
        self.names: Mapping[int, str] = view.names
        """What events call each MK of the ledger: this one as the sheet does."""
        if any(view.names[row] != mk.key for row in rows):
            self.names = {**view.names, **dict.fromkeys(rows, mk.key)}
        self.aliases: Mapping[str, str] = dict.fromkeys((*self.numbers, *filter(None, (mk.rpps, mk.am))), mk.key)
        """The same by his numbers."""
        self.by_number = by_number(rows)
        self.covered_from: date | None = view.covered(rows, today)
        self.practice_covered_from: date | None = view.practice_covered(today)
        self._view = view
        self._volumes: dict[tuple[int, ...], tuple[Volume, ...]] = {}

    def volumes(self, years: tuple[int, ...]) -> tuple[Volume, ...]:
        """His acts in these civil years; nothing for a year without any."""
        try:
            return self._volumes[years]
        except KeyError:
            pass
        found = self._volumes[years] = self._view.volumes_of(years, self.rows)
        return found


class Snapshot:
    """What a ledger holds beside its patients, at one state."""

    def __init__(self, cursor: "Cursor", state: tuple[int, bytes]) -> None:
        """Read it in the transaction of the caller; *state* is the number and the digest of the last event."""
        self.state = state
        self.head = f"{state[0]}:{state[1].hex()[:32]}"
        rows = cursor.execute("SELECT id, number, kind, linked, invoices FROM practitioner").fetchall()
        self.ids: dict[str, int] = {number: id_ for id_, number, *_ in rows}
        self.numbers: dict[int, str] = {id_: number for id_, number, *_ in rows}
        self.root: dict[int, int] = {id_: linked or id_ for id_, _, _, linked, _ in rows}
        self.members: dict[int, list[int]] = {}
        for id_, root in self.root.items():
            self.members.setdefault(root, []).append(id_)
        self.names: dict[int, str] = {id_: self.numbers[root] for id_, root in self.root.items()}
        self.claims: dict[int, list[Interval]] = {}
        for mk, since, until in cursor.execute("SELECT mk, since, until FROM coverage").fetchall():
            self.claims.setdefault(self.root[mk], []).append((date.fromisoformat(since), date.fromisoformat(until)))
        self._is_am = frozenset([id_ for id_, _, kind, _, _ in rows if kind == "am"])
        self._invoicing = {self.root[id_] for id_, _, _, _, invoices in rows if invoices} | set(self.claims)
        self.volumes: dict[int, dict[int, Volume]] = {}
        """By civil year, then by row of the MK."""
        for mk, *volume in cursor.execute("SELECT mk, year, remote, total, overcharged FROM volume").fetchall():
            self.volumes.setdefault(volume[0], {})[mk] = Volume(*volume)
        self.erasures: list[tuple[int, date]] = [
            (persons, date.fromisoformat(until))
            for persons, until in cursor.execute("SELECT persons, until FROM erasure").fetchall()
        ]
        """What was erased: the last person there was then, and the last day of elaboration."""
        self.shares: dict[int, list[tuple[int, int, int, int, int]]] = {}
        """By live invoice what it adds to the volumes, as far as it was asked."""
        self._practice_volumes: dict[tuple[int, ...], tuple[Volume, ...]] = {}
        self._who: dict[tuple[str | None, str | None, date], Who] = {}

    def who(self, mk: Practitioner, today: date) -> Who:
        """What is known on *today* of the MK that a sheet names."""
        asked = (mk.rpps, mk.am, today)
        try:
            return self._who[asked]
        except KeyError:
            if len(self._who) >= _KEPT:
                self._who = {}
            found = self._who[asked] = Who(self, mk, today)
            return found

    def rows_of(self, mk: Practitioner) -> tuple[int, ...]:
        """Every row by which the ledger knows that MK: RPPS, AM numbers linked to it, the sheet's own AM number."""
        roots: list[int] = []
        if mk.rpps and mk.rpps in self.ids:
            roots.append(self.root[self.ids[mk.rpps]])
        if mk.am and mk.am in self.ids:
            root = self.root[self.ids[mk.am]]
            # An AM number that belongs to another RPPS stays there.
            if root not in roots and (not mk.rpps or root in self._is_am):
                roots.append(root)
        return tuple([member for root in roots for member in self.members[root]])

    def patient_from(self, persons: Iterable[int]) -> date | None:
        """From which day all of a patient's invoices can be here: who was there at an erasure was not erased by it."""
        known = min(persons, default=None)
        erased = [until for last, until in self.erasures if known is None or known > last]
        return max(erased) + _DAY if erased else None

    def volumes_of(self, years: Iterable[int], rows: Iterable[int] | None = None) -> tuple[Volume, ...]:
        """The acts of these MKs (None: of all) in these civil years; nothing for a year without any."""
        found = []
        for year in sorted(set(years)):
            known = self.volumes.get(year, {})
            added = add(year, known.values() if rows is None else [known[row] for row in rows if row in known])
            if added.total or added.remote:
                found.append(added)
        return tuple(found)

    def practice_volumes(self, years: tuple[int, ...]) -> tuple[Volume, ...]:
        """The same of all MKs, kept."""
        try:
            return self._practice_volumes[years]
        except KeyError:
            pass
        found = self._practice_volumes[years] = self.volumes_of(years)
        return found

    def same_mk(self, one: str, other: str) -> bool:
        """Whether two numbers name one MK of the ledger."""
        first, second = self.ids.get(one), self.ids.get(other)
        return first is not None and second is not None and self.root[first] == self.root[second]

    def covered(self, rows: Iterable[int], today: date) -> date | None:
        """Start of the unbroken run of claims of an MK, by his rows, up to *today*."""
        return run_start(
            [claim for root in {self.root[row] for row in rows} for claim in self.claims.get(root, ())], today
        )

    def practice_covered(self, today: date) -> date | None:
        """The latest of the starts of all MKs with an invoice or a claim; None where one has none."""
        starts = [run_start(self.claims.get(root, ()), today) for root in self._invoicing]
        known = [start for start in starts if start is not None]
        return max(known) if known and len(known) == len(starts) else None
