"""
The ledger of a practice in one SQLite file on one machine.

Reads take a connection of their own from a small pool, so several threads read at once; writes go
one at a time through one connection and BEGIN IMMEDIATE, so that what a transaction has read still
holds when it writes, also between processes. A book is not carried over a fork.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fsecheck.model.digest import blake2b
from types import TracebackType
from typing import Final, TypeVar

from fsecheck.ledger import coverage as days
from fsecheck.ledger import database
from fsecheck.ledger.identity import COMPOSITE, OWN, Identity, Known, identify
from fsecheck.ledger.keys import Key
from fsecheck.ledger.lines import by_codes, events_of, executing
from fsecheck.ledger.port import (
    CANCELLED,
    CONFIRMED,
    CORRECTED,
    LIVE,
    PAID,
    RECORDED,
    REJECTED,
    RELEASED,
    RESERVED,
    Answer,
    Classify,
    Entry,
    LedgerFaultError,
    LedgerRefusedError,
    LedgerUseError,
    Query,
    Written,
)
from fsecheck.ledger.reading import Reader
from fsecheck.ledger.states import after
from fsecheck.model.context import Context
from fsecheck.model.facts import Event
from fsecheck.model.invoice import Act, Invoice, Practitioner

_CHAIN: Final = b"fse chain"
_ROW: Final = (
    "SELECT id, mk, number, attempt, state, former, since, content, drawn_up, corrects, corrects_drawn_up, replaces, "
    "patient FROM invoice "
)
_COUNT: Final = (
    "INSERT INTO volume (mk, year, remote, total) "
    "SELECT a.mk, CAST(substr(a.day, 1, 4) AS INTEGER), ?1 * sum(a.quantity * k.remote), ?1 * sum(a.quantity) "
    "FROM act a JOIN kind k ON k.id = a.kind WHERE a.patient = ?2 AND a.invoice = ?3 AND k.counted = 1 GROUP BY 1, 2 "
    "ON CONFLICT (mk, year) DO UPDATE SET remote = remote + excluded.remote, total = total + excluded.total"
)
_RECOUNT: Final = (
    "INSERT INTO volume (mk, year, remote, total) "
    "SELECT a.mk, CAST(substr(a.day, 1, 4) AS INTEGER), sum(a.quantity * k.remote), sum(a.quantity) "
    "FROM act a JOIN kind k ON k.id = a.kind JOIN invoice i ON i.id = a.invoice "
    "WHERE k.counted = 1 AND i.state IN ('reserved', 'confirmed', 'recorded', 'paid') GROUP BY 1, 2"
)
_KIND: Final = b"fse kind"
_Result = TypeVar("_Result")


class _Row:
    """One row of the invoice table."""

    __slots__ = (
        "attempt", "content", "corrects", "corrects_drawn_up", "drawn_up", "former",
        "id", "mk", "number", "patient", "replaces", "since", "state",
    )  # fmt: skip

    def __init__(self, row: tuple) -> None:  # type: ignore[type-arg]
        self.id: int
        self.mk: int
        self.number: str
        self.attempt: int
        self.state: str
        self.former: str
        self.since: str
        self.content: bytes
        self.drawn_up: str
        self.corrects: str
        self.corrects_drawn_up: str
        self.replaces: int | None
        self.patient: int
        (
            self.id, self.mk, self.number, self.attempt, self.state, self.former, self.since, self.content,
            self.drawn_up, self.corrects, self.corrects_drawn_up, self.replaces, self.patient,
        ) = row  # fmt: skip


class SqliteLedger:
    """A :class:`~fsecheck.ledger.port.Book` in a SQLite file. Made by :func:`init` and :func:`open`."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], writer: sqlite3.Connection | None, key: Key, classify: Classify
    ) -> None:
        """*connect* makes a reading connection, *writer* alone writes; without it the book is read-only."""
        self._connect = connect
        self._writer = writer
        self._reader = Reader(key)
        self._key = key
        self._classify = classify
        self._lock = threading.RLock()
        self._owner: int | None = None
        self._depth = 0
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        first = writer if writer is not None else connect()
        if first is not writer:
            self._idle.append(first)
        (self.practice,) = first.execute("SELECT practice FROM ledger").fetchone()

    # Reading

    def word(self, text: str) -> str:
        """What stands in events for a word of the host: a keyed digest of 16 hexadecimal digits, "" for ""."""
        return self._reader.word(text)

    def answer(self, query: Query, today: date) -> Answer:
        """All that *query* asks, from one state of the ledger. Raises LedgerError."""
        return self._read(lambda connection: self._reader.answer(connection, query, today))

    def pending(self) -> tuple[Entry, ...]:
        """Reservations neither confirmed nor released, oldest first."""

        def look(connection: sqlite3.Connection) -> tuple[Entry, ...]:
            rows = connection.execute(_ROW + "WHERE state = 'reserved' ORDER BY since, id").fetchall()
            return tuple(self._entry(connection, _Row(row)) for row in rows)

        return self._read(look)

    def coverage(self) -> tuple[tuple[str, date, date | None], ...]:
        """Claimed intervals: MK, from, to (None: and from now on)."""

        def look(connection: sqlite3.Connection) -> tuple[tuple[str, date, date | None], ...]:
            view = self._reader.snapshot(connection)
            return tuple(
                (view.names[root], since, None if until == days.OPEN else until)
                for root in sorted(view.claims, key=view.names.__getitem__)
                for since, until in days.merge(view.claims[root])
            )

        return self._read(look)

    def head(self) -> str:
        """Identifies the state of the ledger: number and digest of its last event."""
        return self._read(lambda connection: self._reader.snapshot(connection).head)

    def _read(self, look: Callable[[sqlite3.Connection], _Result]) -> _Result:
        if self._owner == threading.get_ident() and self._writer is not None:
            try:
                return look(self._writer)
            except sqlite3.Error as error:
                raise database.fault(error) from error
        connection = self._take()
        try:
            connection.execute("BEGIN")
            try:
                return look(connection)
            finally:
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise database.fault(error) from error
        finally:
            self._give(connection)

    def _take(self) -> sqlite3.Connection:
        if self._closed:
            raise LedgerUseError("the ledger is closed")
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _give(self, connection: sqlite3.Connection) -> None:
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    # Writing

    def transaction(self) -> "_Transaction":
        """A write transaction: other writers wait until it ends. One inside another is undone alone."""
        return _Transaction(self)

    def begin(self) -> None:
        """Begin what :meth:`end` ends."""
        self._lock.acquire()
        try:
            writer = self._connection
            try:
                writer.execute(f"SAVEPOINT inner{self._depth}" if self._depth else "BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise database.fault(error) from error
        except BaseException:
            self._lock.release()
            raise
        self._depth += 1
        self._owner = threading.get_ident()

    def end(self, *, keep: bool) -> None:
        """Commit, or undo where not *keep*. Raises LedgerFaultError where nothing could be kept."""
        writer = self._connection
        self._depth -= 1
        try:
            if not keep and not writer.in_transaction:
                pass  # SQLite has undone everything already: the disk is full, or the file damaged
            elif self._depth:
                name = f"inner{self._depth}"
                if not keep:
                    writer.execute(f"ROLLBACK TO {name}")
                writer.execute(f"RELEASE {name}")
            elif keep:
                writer.execute("COMMIT")
            else:
                writer.execute("ROLLBACK")
        except sqlite3.Error as error:
            if not self._depth and writer.in_transaction:
                writer.execute("ROLLBACK")
            raise database.fault(error) from error
        finally:
            if not self._depth:
                self._owner = None
            self._lock.release()

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._writer is None:
            raise LedgerFaultError("the ledger was opened to be read only")
        if self._closed:
            raise LedgerUseError("the ledger is closed")
        return self._writer

    def write(
        self, invoice: Invoice, context: Context, state: str, today: date, classify: Classify | None = None
    ) -> Written:
        """Put *invoice* in the book, as :meth:`fsecheck.ledger.port.Book.write` says."""
        if state not in {RESERVED, RECORDED}:
            raise LedgerUseError("an invoice enters the book reserved or recorded")
        with self.transaction():
            mk = self._mk(invoice.practitioner)
            members = self._members(mk)
            rows = self._rows(members, invoice.number)
            content = self._reader.content(invoice)
            known = self._same(rows, content, state)
            if known is not None:
                return Written(self._entry(self._connection, known), changed=False)
            if state == RESERVED:
                self._refuse_live(rows, members, invoice)
            attempt = max((row.attempt for row in rows), default=0) + 1
            row = self._insert(invoice, context, (mk, attempt, state, content), today, classify or self._classify)
            if state == RECORDED:
                self._correct(row, today)
                self._correct_late(row, members, today)
            return Written(self._entry(self._connection, self._row(row.id)), changed=True)

    def confirm(self, mk: str, number: str, today: date, attempt: int | None = None) -> Written:
        """It was transmitted."""
        return self._move(mk, number, attempt, CONFIRMED, today)

    def release(self, mk: str, number: str, today: date, attempt: int | None = None) -> Written:
        """It was not sent: its sessions are given back."""
        return self._move(mk, number, attempt, RELEASED, today)

    def cancel(self, mk: str, number: str, today: date, attempt: int | None = None) -> Written:
        """It is withdrawn after transmission: its sessions are given back."""
        return self._move(mk, number, attempt, CANCELLED, today)

    def settle(self, mk: str, number: str, outcome: str, today: date, attempt: int | None = None) -> Written:
        """The payer's answer, ``paid`` or ``rejected``, as :meth:`fsecheck.ledger.port.Book.settle` says."""
        if outcome not in {PAID, REJECTED}:
            raise LedgerUseError("a payer's answer is paid or rejected")
        with self.transaction():
            row = self._find(mk, number, attempt)
            if row is not None:
                return self._change(row, outcome, today)
            with self.transaction():
                gap = self._gap(mk, today)
        said = "; the coverage of this MK is interrupted" if gap else ""
        raise LedgerRefusedError(f"the ledger does not know this invoice{said}", "unknown-invoice")

    def cover(self, mk: str, since: date, until: date | None, today: date) -> None:
        """Claim that the book holds every invoice of *mk* drawn up from *since* to *until* (None: and from now on)."""
        last = days.OPEN if until is None else until
        if last < since:
            raise LedgerUseError("a coverage ends before it begins")
        self._claim(mk, lambda claims: days.merge([*claims, (since, last)]), "cover", f"{since} {last}", today)

    def uncover(self, mk: str, since: date, until: date | None, today: date) -> None:
        """Take back the claim for *since* to *until* (None: and from now on)."""
        last = days.OPEN if until is None else until
        self._claim(mk, lambda claims: days.without(claims, since, last), "uncover", f"{since} {last}", today)

    def recount(self, today: date) -> None:
        """Rebuild the yearly volumes from the acts."""
        with self.transaction():
            self._execute("DELETE FROM volume")
            self._execute(_RECOUNT)
            self._log("recount", None, "", today)

    def close(self) -> None:
        """Let go of the database. Reads under way end first with their own connection."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()
            if self._writer is not None:
                self._writer.close()

    # Who

    def _mk(self, mk: Practitioner) -> int:
        """The row of an MK, made where there is none; RPPS and AM number are linked."""
        if not mk.key:
            raise LedgerUseError("the sheet names no practitioner")
        rpps = self._practitioner("rpps", mk.rpps) if mk.rpps else None
        am = self._practitioner("am", mk.am) if mk.am else None
        if rpps is not None and am is not None:
            self._execute(
                "UPDATE practitioner SET linked = ? WHERE id = ? AND linked IS NULL AND kind = 'am' AND id <> ?",
                (rpps, am, rpps),
            )
        found = rpps if rpps is not None else am
        assert found is not None  # noqa: S101 - mk.key is one of the two
        return found

    def _practitioner(self, kind: str, number: str) -> int:
        row = self._execute("SELECT id FROM practitioner WHERE number = ?", (number,)).fetchone()
        if row is None:
            return self._inserted("INSERT INTO practitioner (kind, number) VALUES (?, ?)", (kind, number))
        return int(row[0])

    def _members(self, mk: int) -> list[int]:
        """Every row of the same MK."""
        rows = self._execute(
            "SELECT b.id FROM practitioner a, practitioner b "
            "WHERE a.id = ? AND coalesce(a.linked, a.id) = coalesce(b.linked, b.id)",
            (mk,),
        )
        return [row[0] for row in rows.fetchall()]

    def _patient(self, invoice: Invoice) -> int:
        """The person under whom the acts of a sheet are put, made and linked where needed."""
        newest = identify(invoice.patient, self._key)
        _, _, known = self._reader.persons(self._connection, newest)
        own = self._person(newest, known, OWN)
        composite = self._person(newest, known, COMPOSITE)
        assert composite is not None  # noqa: S101 - every sheet has a composite
        if own is None:
            return composite
        self._execute("UPDATE person SET linked = ? WHERE id = ? AND linked IS NULL", (own, composite))
        return own

    def _person(self, identities: tuple[Identity, ...], known: Iterable[Known], kind: str) -> int | None:
        digests = [identity.own if kind == OWN else identity.composite for identity in identities]
        if digests[0] is None:
            return None
        newest = identities[0].version
        for id_, digest, version, _ in known:
            if digest in digests:
                if version < newest:  # the newest version of the key writes
                    self._execute(
                        "UPDATE person SET digest = ?, key_version = ? WHERE id = ?", (digests[0], newest, id_)
                    )
                return id_
        return self._inserted(
            "INSERT INTO person (kind, key_version, digest) VALUES (?, ?, ?)", (kind, newest, digests[0])
        )

    # Invoices

    def _rows(self, members: Iterable[int], number: str) -> list[_Row]:
        """Every attempt under a number of an MK, the newest first."""
        found = [
            _Row(row)
            for mk in members
            for row in self._execute(_ROW + "WHERE mk = ? AND number = ?", (mk, number)).fetchall()
        ]
        return sorted(found, key=lambda row: (row.attempt, row.id), reverse=True)

    def _row(self, id_: int) -> _Row:
        return _Row(self._execute(_ROW + "WHERE id = ?", (id_,)).fetchone())

    def _find(self, mk: str, number: str, attempt: int | None) -> _Row | None:
        known = self._execute("SELECT id FROM practitioner WHERE number = ?", (mk,)).fetchone()
        rows = self._rows(self._members(known[0]), number) if known else []
        return next((row for row in rows if attempt is None or row.attempt == attempt), None)

    def _same(self, rows: list[_Row], content: bytes, state: str) -> _Row | None:
        """The attempt that a write of this content would only repeat."""
        same = [row for row in rows if row.content == content]
        live = next((row for row in same if row.state in LIVE), None)
        if live is not None or not same:
            return live
        if state == RECORDED:
            return same[0]
        if same[0].state == CORRECTED:
            raise LedgerRefusedError("this invoice was replaced by the one that corrects it", "wrong-state")
        return None

    def _refuse_live(self, rows: list[_Row], members: list[int], invoice: Invoice) -> None:
        limit = year_before(invoice.drawn_up).isoformat()
        corrected = None
        if invoice.corrects == invoice.number:
            corrected = self._reader.corrected(self._connection, members, invoice, ())
        if any(row.state in LIVE and row.drawn_up >= limit and row.id != corrected for row in rows):
            raise LedgerRefusedError("another invoice is live under this number", "number-live")

    def _insert(
        self,
        invoice: Invoice,
        context: Context,
        place: tuple[int, int, str, bytes],
        today: date,
        classify: Classify,
    ) -> _Row:
        mk, attempt, state, content = place
        patient = self._patient(invoice)
        head = (
            mk, invoice.number, attempt, state, today.isoformat(), patient, content, invoice.drawn_up.isoformat(),
            invoice.mode, invoice.nature, invoice.direct_access is True, self.word(context.series or ""),
            context.series_last_remote, context.card_readable, invoice.corrects or "",
            "" if invoice.corrects_drawn_up is None else invoice.corrects_drawn_up.isoformat(),
            *map(cents, (invoice.total_fees, invoice.total_amo, invoice.total_amc, invoice.total_insured)),
        )  # fmt: skip
        id_ = self._inserted(
            "INSERT INTO invoice (mk, number, attempt, state, since, patient, content, drawn_up, mode, nature, direct, "
            "series, series_last_remote, card_readable, corrects, corrects_drawn_up, "
            "total_fees, total_amo, total_amc, total_insured) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            head,
        )
        lines = self._lines(invoice, patient, id_, events_of(invoice, context, self.word, classify), classify)
        self._connection.executemany("INSERT INTO act VALUES (?,?,?,?,?,?,?,?,?)", lines)
        self._execute("UPDATE practitioner SET invoices = 1 WHERE id = ? AND invoices = 0", (mk,))
        row = self._row(id_)
        self._count(row, 1)
        payload = blake2b(repr((head, lines)).encode(), digest_size=16).hexdigest()
        self._log(state, id_, payload, today)
        return row

    def _lines(
        self, invoice: Invoice, patient: int, id_: int, events: Iterable[Event], classify: Classify
    ) -> list[tuple[object, ...]]:
        """The rows of the act table, their kinds put in place."""
        lines: list[tuple[object, ...]] = []
        for act, event in zip(invoice.acts, events, strict=True):
            mk = self._mk(executing(invoice, act))
            kind = self._kind(act, event, classify(act)[0])
            lines.append(
                (
                    patient, event.day.isoformat(), id_, event.line, mk, kind,
                    event.quantity, event.session, event.visit,
                )
            )  # fmt: skip
        return lines

    def _kind(self, act: Act, event: Event, counted: bool) -> int:  # noqa: FBT001 - a column of the row
        """The kind of a line, written where it is new."""
        row = (
            event.code, event.coefficient, event.remote, event.place, event.diagnosis, event.region,
            f"{event.prescription} {event.prescribed}".strip(), event.agreement, event.reimbursable, counted,
            None if act.agreement_asked is None else act.agreement_asked.isoformat(), act.referential,
            act.majoration or "", act.qualifier or "", act.exemption or "", act.rate,
            *map(cents, (act.unit_price, act.base, act.amo, act.amc, act.fees)),
        )  # fmt: skip
        digest = self._key.digest(_KIND, repr(row).encode(), self._key.oldest, 8)
        id_ = int.from_bytes(digest, "big") >> 1
        self._execute("INSERT OR IGNORE INTO kind VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", (id_, *row))
        return id_

    def _move(self, mk: str, number: str, attempt: int | None, asked: str, today: date) -> Written:
        with self.transaction():
            row = self._find(mk, number, attempt)
            if row is None:
                raise LedgerRefusedError("the ledger does not know this invoice", "unknown-invoice")
            return self._change(row, asked, today)

    def _change(self, row: _Row, asked: str, today: date) -> Written:
        """Take an invoice to another state, with its counts and the invoice it corrects."""
        was = row.former if row.state == CORRECTED else row.state
        becomes = after(was, asked)
        if becomes == was:
            return Written(self._entry(self._connection, row), changed=False)
        if row.state == CORRECTED and becomes in LIVE:
            self._execute("UPDATE invoice SET former = ?, since = ? WHERE id = ?", (becomes, today.isoformat(), row.id))
            self._log("former", row.id, becomes, today)
        else:
            self._set(row, becomes, "", today)
            row = self._row(row.id)
            if becomes in LIVE:
                self._correct(row, today)
            else:
                self._restore(row, today)
        return Written(self._entry(self._connection, self._row(row.id)), changed=True)

    def _set(self, row: _Row, state: str, former: str, today: date) -> None:
        if (row.state in LIVE) != (state in LIVE):
            self._count(row, 1 if state in LIVE else -1)
        self._execute(
            "UPDATE invoice SET state = ?, former = ?, since = ? WHERE id = ?",
            (state, former, today.isoformat(), row.id),
        )
        self._log(state, row.id, "", today)

    def _count(self, row: _Row, sign: int) -> None:
        self._execute(_COUNT, (sign, row.patient, row.id))

    def _correct(self, row: _Row, today: date) -> None:
        """A sent invoice replaces the one it corrects."""
        if not row.corrects or row.replaces is not None:
            return
        rows = [
            other
            for other in self._rows(self._members(row.mk), row.corrects)
            if other.state in LIVE and other.id != row.id
        ]
        rows = [other for other in rows if other.drawn_up == row.corrects_drawn_up] or rows
        target = max(rows, key=lambda other: (other.drawn_up, other.attempt, other.id), default=None)
        if target is not None:
            self._replace(row, target, today)

    def _correct_late(self, row: _Row, members: list[int], today: date) -> None:
        """An invoice that comes into the book after the one that corrects it."""
        for mk in members:
            for found in self._execute(_ROW + "WHERE mk = ? AND corrects = ? ORDER BY id", (mk, row.number)).fetchall():
                other = _Row(found)
                fits = other.corrects_drawn_up in {"", row.drawn_up} and other.drawn_up >= row.drawn_up
                sent = other.state in {CONFIRMED, RECORDED, PAID, CORRECTED}
                if sent and fits and other.replaces is None and other.id != row.id and row.state in LIVE:
                    self._replace(other, row, today)
                    return

    def _replace(self, row: _Row, target: _Row, today: date) -> None:
        self._set(target, CORRECTED, target.state, today)
        self._execute("UPDATE invoice SET replaces = ? WHERE id = ?", (target.id, row.id))

    def _restore(self, row: _Row, today: date) -> None:
        """A correction that no longer stands gives back the invoice it replaced."""
        if row.replaces is None:
            return
        target = self._row(row.replaces)
        self._execute("UPDATE invoice SET replaces = NULL WHERE id = ?", (row.id,))
        if target.state == CORRECTED:
            self._set(target, target.former, "", today)

    # Coverage

    def _claim(
        self, mk: str, change: Callable[[list[days.Interval]], list[days.Interval]], kind: str, said: str, today: date
    ) -> bool:
        """Rewrite the claims of an MK under one of its rows; whether they changed."""
        with self.transaction():
            id_ = self._practitioner("rpps" if len(mk) == 11 else "am", mk)
            members = self._members(id_)
            rows = [
                row
                for member in members
                for row in self._execute("SELECT since, until FROM coverage WHERE mk = ?", (member,)).fetchall()
            ]
            old = days.merge([(date.fromisoformat(since), date.fromisoformat(until)) for since, until in rows])
            new = change(old)
            if new == old:
                return False
            for member in members:
                self._execute("DELETE FROM coverage WHERE mk = ?", (member,))
            for since, until in new:
                self._execute("INSERT INTO coverage VALUES (?, ?, ?)", (id_, since.isoformat(), until.isoformat()))
            self._log(kind, None, f"{mk} {said}", today)
            return True

    def _gap(self, mk: str, today: date) -> bool:
        """
        An invoice exists that the ledger does not know, so the claim up to today is false.

        The claim is taken back from the day before *today* on: one that begins anew today does
        then not join what came before. Whether there was a claim.
        """
        since = days.before(today)
        return self._claim(mk, lambda claims: days.without(claims, since, days.OPEN), "gap", f"{since}", today)

    # Rows

    def _execute(self, sql: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, values)

    def _inserted(self, sql: str, values: tuple[object, ...]) -> int:
        id_ = self._execute(sql, values).lastrowid
        assert id_ is not None  # noqa: S101 - an INSERT of one row has one
        return id_

    def _entry(self, connection: sqlite3.Connection, row: _Row) -> Entry:
        (name,) = connection.execute(
            "SELECT b.number FROM practitioner a JOIN practitioner b ON b.id = coalesce(a.linked, a.id) WHERE a.id = ?",
            (row.mk,),
        ).fetchone()
        return Entry(
            mk=name,
            number=row.number,
            attempt=row.attempt,
            state=row.state,
            drawn_up=date.fromisoformat(row.drawn_up),
            since=date.fromisoformat(row.since),
        )

    def _log(self, kind: str, invoice: int | None, payload: str, today: date) -> None:
        """Add an event to the chain."""
        last = self._execute("SELECT seq, digest FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        seq, previous = (last[0] + 1, last[1]) if last else (1, b"")
        fields = (seq, today.isoformat(), kind, invoice, payload, self._key.newest)
        digest = self._key.digest(_CHAIN, previous + repr(fields).encode(), self._key.newest, 32)
        self._execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)", (*fields, digest))


class _Transaction:
    """What :meth:`SqliteLedger.transaction` gives."""

    def __init__(self, ledger: SqliteLedger) -> None:
        self._ledger = ledger

    def __enter__(self) -> SqliteLedger:
        self._ledger.begin()
        return self._ledger

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ledger.end(keep=kind is None)
        if isinstance(error, sqlite3.Error):
            raise database.fault(error) from error


def init(path: str, key: Key, practice: str, today: date, classify: Classify | None = None) -> SqliteLedger:
    """
    Make a ledger for a practice and open it.

    Raises LedgerUseError where *path* exists, LedgerFaultError where it cannot be made.
    """
    if not practice:
        raise LedgerUseError("a ledger belongs to a practice: give its identifier")
    database.make(path, key, practice, today)
    return open(path, key, classify=classify)


def open(  # noqa: A001 - read as sqlite.open
    path: str,
    key: Key,
    *,
    write: bool = True,
    migrate: date | None = None,
    classify: Classify | None = None,
) -> SqliteLedger:
    """
    Open a ledger; *write* False is enough to check, also on a read-only medium.

    *migrate*, the day of the call, brings an older ledger up to date. *classify* says of each act
    whether it counts in the yearly volume and whether it is remote (:func:`fsecheck.ledger.lines.by_codes`).
    Raises LedgerUseError (not a ledger, wrong key, another version), LedgerFaultError (the environment).
    """
    database.refuse_share(path)
    first = database.connect(path, write=write)
    try:
        database.check(first, key, write=write, migrate_to=migrate)
        waiting = [] if write else [first]

        def connect() -> sqlite3.Connection:
            return waiting.pop() if waiting else database.connect(path, write=False)

        return SqliteLedger(connect, first if write else None, key, classify or by_codes())
    except sqlite3.Error as error:
        first.close()
        raise database.fault(error) from error
    except BaseException:
        first.close()
        raise


def year_before(day: date) -> date:
    """The same day a year earlier; 28 February for a 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def cents(amount: Decimal) -> int:
    """An amount of euros in cents."""
    return int(amount.scaleb(2))
