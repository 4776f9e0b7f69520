"""
Reading a SQLite ledger: one question, one consistent look.

The patient's acts are read by one scan of their clustered key over the union of the windows and
split in Python. What is not the patient's (who the MKs are, coverage, yearly volumes) is small: it
is read once for each state of the ledger, which its last event identifies, and kept.
"""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from fsecheck.ledger import coverage, windows
from fsecheck.ledger.identity import Identity, Known, identify, same_person
from fsecheck.ledger.keys import Key
from fsecheck.ledger.port import LIVE, Answer, Query
from fsecheck.model.facts import SAME_NUMBER, Event, Volume
from fsecheck.model.invoice import Invoice, Practitioner

_WORD: Final = b"fse word"
_CONTENT: Final = b"fse content"

_HEAD: Final = "SELECT seq, digest FROM event ORDER BY seq DESC LIMIT 1"
_PERSONS: Final = "SELECT id, digest, key_version, linked FROM person WHERE digest IN (?, ?)"
_LINKED: Final = "SELECT id FROM person WHERE linked = ?"
_INVOICES: Final = "SELECT id, number, state, mode, direct, series, drawn_up FROM invoice WHERE patient = ?"
_COLUMNS: Final = "day, invoice, line, mk, kind, quantity, session, visit"
_KIND: Final = (
    "SELECT code, coefficient, remote, place, diagnosis, region, prescription, agreement, reimbursable "
    "FROM kind WHERE id = ?"
)
_ACTS: Final = f"SELECT {_COLUMNS} FROM act WHERE patient = ? AND day BETWEEN ? AND ?"  # noqa: S608 - a constant
_LINES: Final = f"SELECT {_COLUMNS} FROM act WHERE patient = ? AND invoice = ?"  # noqa: S608 - a constant
_NUMBER: Final = "SELECT id, state, content, drawn_up, attempt FROM invoice WHERE mk = ? AND number = ?"
_ONE: Final = "SELECT id, number, state, mode, direct, series, drawn_up, patient FROM invoice WHERE id = ?"
_OF_SERIES: Final = "SELECT id FROM invoice WHERE series = ?"
_SHARE: Final = (
    "SELECT a.mk, CAST(substr(a.day, 1, 4) AS INTEGER), sum(a.quantity * k.remote), sum(a.quantity), i.state "
    "FROM invoice i CROSS JOIN act a ON a.patient = i.patient AND a.invoice = i.id "
    "JOIN kind k ON k.id = a.kind WHERE i.id = ? AND k.counted = 1 GROUP BY 1, 2"
)

_Head = tuple[str, str, bool, str, date]
_Kind = tuple[str, str, bool, str, bool | None, str, str, str, bool, str]
#: How many kinds of line a process keeps before it forgets them all.
_KEPT: Final = 20_000
_new: Final = tuple.__new__
_day: Final = date.fromisoformat


class Snapshot:
    """What a ledger holds beside its patients, at one state."""

    def __init__(self, connection: sqlite3.Connection, head: str) -> None:
        """Read it in the transaction of the caller."""
        self.head = head
        rows = connection.execute("SELECT id, number, kind, linked, invoices FROM practitioner").fetchall()
        self.ids: dict[str, int] = {number: id_ for id_, number, *_ in rows}
        self.root: dict[int, int] = {id_: linked or id_ for id_, _, _, linked, _ in rows}
        self.members: dict[int, list[int]] = {}
        numbers = {id_: number for id_, number, *_ in rows}
        for id_ in self.root:
            self.members.setdefault(self.root[id_], []).append(id_)
        self.names: dict[int, str] = {id_: numbers[root] for id_, root in self.root.items()}
        self.numbers = numbers
        self.is_am: frozenset[int] = frozenset(id_ for id_, _, kind, _, _ in rows if kind == "am")
        self.claims: dict[int, list[coverage.Interval]] = {}
        for mk, since, until in connection.execute("SELECT mk, since, until FROM coverage").fetchall():
            self.claims.setdefault(self.root[mk], []).append((_day(since), _day(until)))
        self.invoicing: set[int] = {self.root[id_] for id_, _, _, _, invoices in rows if invoices} | set(self.claims)
        self.volumes: dict[tuple[int, int], tuple[int, int]] = {
            (mk, year): (remote, total)
            for mk, year, remote, total in connection.execute("SELECT mk, year, remote, total FROM volume").fetchall()
        }
        self.shares: dict[int, list[tuple[int, int, int, int]]] = {}
        self._runs: tuple[date, dict[int, date | None], date | None] | None = None
        self._of: dict[tuple[str | None, str | None], tuple[int, ...]] = {}

    def of(self, mk: Practitioner) -> tuple[int, ...]:
        """Every row by which the ledger knows that MK: RPPS, AM numbers linked to it, the sheet's own AM number."""
        try:
            return self._of[mk.rpps, mk.am]
        except KeyError:
            pass
        roots: list[int] = []
        if mk.rpps and mk.rpps in self.ids:
            roots.append(self.root[self.ids[mk.rpps]])
        if mk.am and mk.am in self.ids:
            root = self.root[self.ids[mk.am]]
            # An AM number that belongs to another RPPS stays there.
            if root not in roots and (not mk.rpps or root in self.is_am):
                roots.append(root)
        found = tuple(member for root in roots for member in self.members[root])
        self._of[mk.rpps, mk.am] = found
        return found

    def covered(self, mks: Iterable[int], today: date) -> date | None:
        """Start of the MK's unbroken coverage up to *today*."""
        roots = {self.root[mk] for mk in mks}
        if len(roots) == 1:
            return self._coverage(today)[1].get(roots.pop())
        return coverage.run_start([claim for root in roots for claim in self.claims.get(root, ())], today)

    def practice_covered(self, today: date) -> date | None:
        """The latest of the starts of all MKs with an invoice or a claim; None where one has none."""
        return self._coverage(today)[2]

    def _coverage(self, today: date) -> tuple[date, dict[int, date | None], date | None]:
        runs = self._runs
        if runs is None or runs[0] != today:
            starts = {root: coverage.run_start(self.claims.get(root, ()), today) for root in self.invoicing}
            known = [start for start in starts.values() if start is not None]
            complete = max(known) if known and len(known) == len(starts) else None
            runs = self._runs = (today, starts, complete)
        return runs


class Reader:
    """Answers queries from a connection that is in a transaction. Used by several threads."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self._kinds: dict[int, _Kind] = {}
        self._snapshot: Snapshot | None = None

    def word(self, text: str) -> str:
        """Digest of a word of the host, 16 hexadecimal digits; "" for ""."""
        return self.key.digest(_WORD, text.encode(), self.key.oldest, 8).hex() if text else ""

    def content(self, invoice: Invoice) -> bytes:
        """Digest of the content of a sheet."""
        return self.key.digest(_CONTENT, invoice.digest, self.key.oldest)

    def snapshot(self, connection: sqlite3.Connection) -> Snapshot:
        """What the ledger holds beside its patients, as it stands in this transaction."""
        seq, digest = connection.execute(_HEAD).fetchone() or (0, b"")
        head = f"{seq}:{digest.hex()[:32]}"
        known = self._snapshot
        if known is None or known.head != head:
            known = self._snapshot = Snapshot(connection, head)
        return known

    def persons(
        self, connection: sqlite3.Connection, identities: tuple[Identity, ...]
    ) -> tuple[set[int], int | None, list[Known]]:
        """The persons a sheet speaks of, the NIR person among them, and the rows found under its digests."""
        rows: list[Known] = []
        for identity in identities:
            found = connection.execute(_PERSONS, (identity.own, identity.composite)).fetchall()
            rows += [_new(Known, row) for row in found]
        if not rows:
            return set(), None, rows
        ids, root = same_person(identities, rows)
        if root is not None:
            ids.update([row[0] for row in connection.execute(_LINKED, (root,)).fetchall()])
        return ids, root, rows

    def answer(self, connection: sqlite3.Connection, query: Query, today: date) -> Answer:
        """All that *query* asks."""
        invoice = query.invoice
        view = self.snapshot(connection)
        mks = view.of(invoice.practitioner)
        persons = self.persons(connection, identify(invoice.patient, self.key))[0]
        left_out, live = self._left_out(connection, mks, invoice)
        without = left_out | query.without if query.without else left_out
        names, aliases = self._names(view, mks, query)
        limits = windows.span(query)
        events: list[Event] = []
        if limits is not None:
            since, until = limits[0].isoformat(), limits[1].isoformat()
            for person in persons:
                heads = _heads(connection.execute(_INVOICES, (person,)).fetchall(), without)
                if heads:
                    rows = connection.execute(_ACTS, (person, since, until)).fetchall()
                    self._add(events, connection, rows, heads, names)
            events.sort(key=windows.order)
        series, of_series = "", []
        if query.series is not None:
            series = self.word(query.series)
            if not all(window.patient for window in query.windows):
                ids = [row[0] for row in connection.execute(_OF_SERIES, (series,)) if row[0] not in without]
                of_series = self._lines(connection, ids, names)
        found = windows.split(query, events, of_series, series, _same_mk(view))
        if query.numbers:
            ids = [id_ for id_ in live if id_ not in without]
            firsts = [self._lines(connection, [id_], names)[:1] for id_ in ids]
            found[SAME_NUMBER] = tuple(sorted([event for first in firsts for event in first], key=windows.order))
        return Answer(
            events=found,
            covered_from=view.covered(mks, today) if mks else None,
            practice_covered_from=view.practice_covered(today),
            volumes=self._volumes(connection, view, mks, query.years, without) if query.years else (),
            head=view.head,
            left_out=left_out,
            patient=frozenset(persons),
            mk_names=frozenset([view.numbers[mk] for mk in mks]),
            aliases=aliases,
        )

    def _left_out(
        self, connection: sqlite3.Connection, mks: tuple[int, ...], invoice: Invoice
    ) -> tuple[frozenset[int], list[int]]:
        """The invoices that never count against the sheet; the live ones of its number with other content."""
        out: list[int] = []
        others: list[int] = []
        if not mks:
            return frozenset(), others
        content = None
        for mk in mks:
            for id_, state, known, _, _ in connection.execute(_NUMBER, (mk, invoice.number)):
                if state in LIVE:
                    content = content or self.content(invoice)
                    (out if known == content else others).append(id_)
        if invoice.corrects is not None:
            target = self.corrected(connection, mks, invoice, out)
            if target is not None:
                out.append(target)
        return frozenset(out), others

    def corrected(
        self, connection: sqlite3.Connection, mks: Iterable[int], invoice: Invoice, but: Iterable[int]
    ) -> int | None:
        """
        The live invoice that a sheet corrects: the newest of that number, *but* the sheet itself.

        Where the sheet says when that one was drawn up and one of them was, that one.
        """
        rows = [
            row
            for mk in mks
            for row in connection.execute(_NUMBER, (mk, invoice.corrects)).fetchall()
            if row[1] in LIVE and row[0] not in but
        ]
        if invoice.corrects_drawn_up is not None:
            day = invoice.corrects_drawn_up.isoformat()
            rows = [row for row in rows if row[3] == day] or rows
        newest = max(rows, key=lambda row: (row[3], row[4], row[0]), default=None)
        return None if newest is None else newest[0]

    def _names(self, view: Snapshot, mks: tuple[int, ...], query: Query) -> tuple[dict[int, str], dict[str, str]]:
        """
        By what name events speak of each MK: the sheet's own, else the context's, else RPPS or AM.

        And that name for each number of the sheet, of the context and of the invoicing MK.
        """
        mk = query.invoice.practitioner
        own = mk.key
        others = [act.executing_rpps or act.executing_am for act in query.invoice.acts]
        others += [act.executing_am for act in query.invoice.acts if act.executing_rpps]
        asked = [number for number in others if number is not None and number != own]
        if query.names:
            asked = [*query.names, *reversed(asked)]
        names = view.names
        wanted: dict[int, str] = {}
        for number in asked:
            if number in view.ids:
                wanted.update(dict.fromkeys(view.members[view.root[view.ids[number]]], number))
        if wanted or any(names[row] != own for row in mks):
            wanted.update(dict.fromkeys(mks, own))
            names = {**names, **wanted}
        aliases = {view.numbers[row]: own for row in mks}
        for number in asked:
            aliases[number] = names[view.ids[number]] if number in view.ids else number
        for stated in (mk.rpps, mk.am):
            if stated:
                aliases[stated] = own
        return names, aliases

    def _lines(self, connection: sqlite3.Connection, ids: Iterable[int], names: dict[int, str]) -> list[Event]:
        events: list[Event] = []
        for id_ in ids:
            row = connection.execute(_ONE, (id_,)).fetchone()
            heads = _heads([row[:7]], frozenset())
            if heads:
                rows = connection.execute(_LINES, (row[7], id_)).fetchall()
                self._add(events, connection, rows, heads, names)
        events.sort(key=windows.order)
        return events

    def _add(
        self,
        events: list[Event],
        connection: sqlite3.Connection,
        rows: list[tuple[str, int, int, int, int, int, str, str]],
        heads: dict[int, _Head],
        names: dict[int, str],
    ) -> None:
        """Add the events of rows of the act table whose invoice is among *heads*."""
        kinds = self._kinds
        for day, invoice, line, mk, kind, quantity, session, visit in rows:
            if invoice not in heads:
                continue
            number, mode, direct, series, drawn_up = heads[invoice]
            code, coefficient, remote, place, diagnosis, region, prescription, agreement, reimbursable, prescribed = (
                kinds[kind] if kind in kinds else self._kind(connection, kind)
            )
            event = (
                _day(day), code, coefficient, quantity, number, line, names[mk], remote, place, direct, diagnosis,
                region, mode, prescription, series, session, visit, agreement, reimbursable, drawn_up,
                prescribed,
            )  # fmt: skip
            events.append(_new(Event, event))

    def _kind(self, connection: sqlite3.Connection, id_: int) -> _Kind:
        """Read a kind of line and keep it: it never changes."""
        row = connection.execute(_KIND, (id_,)).fetchone()
        code, coefficient, remote, place, diagnosis, region, prescription, agreement, reimbursable = row
        known = None if diagnosis is None else diagnosis == 1
        whole, _, day = prescription.partition(" ")
        found = (code, coefficient, remote == 1, place, known, region, whole, agreement, reimbursable == 1, day)
        if len(self._kinds) >= _KEPT:
            self._kinds = {}
        self._kinds[id_] = found
        return found

    def _volumes(
        self,
        connection: sqlite3.Connection,
        view: Snapshot,
        mks: tuple[int, ...],
        years: tuple[int, ...],
        without: frozenset[int],
    ) -> tuple[Volume, ...]:
        found: list[Volume] = []
        for year in sorted(set(years)):
            remote = total = 0
            for mk in mks:
                one, all_ = view.volumes.get((mk, year), (0, 0))
                remote += one
                total += all_
            for id_ in without:
                for mk, when, one, all_ in self._share(connection, view, id_):
                    if when == year and mk in mks:
                        remote -= one
                        total -= all_
            if total or remote:
                found.append(Volume(year, remote, total))
        return tuple(found)

    def _share(self, connection: sqlite3.Connection, view: Snapshot, id_: int) -> list[tuple[int, int, int, int]]:
        """What one live invoice adds to the volumes."""
        known = view.shares.get(id_)
        if known is None:
            rows = connection.execute(_SHARE, (id_,)).fetchall()
            known = view.shares[id_] = [(mk, year, one, all_) for mk, year, one, all_, state in rows if state in LIVE]
        return known


def _same_mk(view: Snapshot) -> Callable[[str, str], bool]:
    def same(one: str, other: str) -> bool:
        first, second = view.ids.get(one), view.ids.get(other)
        return first is not None and second is not None and view.root[first] == view.root[second]

    return same


def _heads(rows: Iterable[tuple[int, str, str, str, int, str, str]], without: frozenset[int]) -> dict[int, _Head]:
    """What the live invoices say for all their lines."""
    return {
        id_: (number, mode, direct == 1, series, _day(drawn_up))
        for id_, number, state, mode, direct, series, drawn_up in rows
        if state in LIVE and id_ not in without
    }
