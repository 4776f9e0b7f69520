"""
What writes a ledger, whatever the database; what reads it stands in :mod:`fsecheck.ledger.reading`.

Writes go one at a time through one connection that keeps other writers out, so that what a transaction has
read still holds when it writes, also between processes. A book is not carried over a fork.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import TracebackType
from typing import TYPE_CHECKING, Final, TypeVar

from fsecheck.ledger.keys import Key
from fsecheck.ledger.lines import by_codes, events_of, executing, trips_of
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
    Classify,
    Entry,
    LedgerRefusedError,
    LedgerUseError,
    Written,
)
from fsecheck.ledger.reading import SEPARATOR, Identity, Known, LedgerHistory, entry, identify, ids_of
from fsecheck.ledger.snapshot import OPEN, Interval, before, merge, without
from fsecheck.ledger.states import after
from fsecheck.model.context import Context
from fsecheck.model.digest import blake2b
from fsecheck.model.facts import Event, Tally
from fsecheck.model.invoice import Act, Invoice, Practitioner

if TYPE_CHECKING:
    from fsecheck.ledger.seam import Cursor, Session

OWN: Final = "own"
COMPOSITE: Final = "composite"
_CHAIN: Final = b"fse chain"
_ROW: Final = (
    "SELECT id, mk, number, attempt, state, former, since, content, drawn_up, corrects, corrects_drawn_up, replaces, "
    "patient FROM invoice "
)
_COUNT: Final = (
    "INSERT INTO volume (mk, year, remote, total, overcharged) "
    "SELECT mk, CAST(substr(first, 1, 4) AS INTEGER), ?1 * sum(quantity * times * remote), ?1 * sum(quantity * times), "
    "?1 * sum(quantity * times * overcharged) "
    "FROM acts WHERE id BETWEEN ?2 AND ?3 AND invoice = ?4 AND counted GROUP BY 1, 2 "
    "ON CONFLICT (mk, year) DO UPDATE SET remote = volume.remote + excluded.remote, "
    "total = volume.total + excluded.total, overcharged = volume.overcharged + excluded.overcharged"
)
_RECOUNT: Final = (
    "INSERT INTO volume (mk, year, remote, total, overcharged) "
    "SELECT mk, CAST(substr(first, 1, 4) AS INTEGER), sum(quantity * times * remote), sum(quantity * times), "
    "sum(quantity * times * overcharged) "
    "FROM acts WHERE live AND counted GROUP BY 1, 2"
)
_RELIVE: Final = (
    "UPDATE acts SET live = (SELECT i.state IN ('reserved', 'confirmed', 'recorded', 'paid') FROM invoice i "
    "WHERE i.id = acts.invoice)"
)
_ACTS: Final = (
    "INSERT INTO acts (id, patient, invoice, first, last, live, lines, times, mk, said, direct, quantity, remote, "
    "counted, overcharged, series, agreement_asked, referential, majoration, qualifier, exemption, rate, unit_price, "
    "base, amo, amc, fees) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_TRIP: Final = "INSERT INTO trip (word, act, line) VALUES (?, ?, ?)"
_Result = TypeVar("_Result")


class _Row:
    """One row of the invoice table."""

    __slots__ = (
        "attempt", "content", "corrects", "corrects_drawn_up", "drawn_up", "former",
        "id", "mk", "number", "patient", "replaces", "since", "state",
    )  # fmt: skip

    def __init__(self, row: tuple) -> None:  # type: ignore[type-arg] # what the database gives
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


class Ledger(LedgerHistory):
    """A :class:`~fsecheck.ledger.port.Book` in a database; each kind of database says how it is connected to."""

    def __init__(self, session: "Session", key: Key, classify: Classify | None = None) -> None:
        """*session* alone writes; *classify* as for ``open``."""
        self._session = session
        self._key = key
        self._classify = classify or by_codes()
        self._lock = threading.RLock()
        self._owner: int | None = None
        self._depth = 0

    def _read(self, look: "Callable[[Cursor], _Result]") -> _Result:
        """What *look* finds in one state of the ledger: within a transaction, what it has written too."""
        if self._owner != threading.get_ident():
            return super()._read(look)
        return self._connection.look(look)

    # Writing

    def transaction(self) -> "_Transaction":
        """A write transaction: other writers wait until it ends. One inside another is undone alone."""
        return _Transaction(self)

    def begin(self) -> None:
        """Begin what :meth:`end` ends."""
        self._lock.acquire()
        try:
            self._connection.begin(self._depth)
        except BaseException:
            self._lock.release()
            raise
        self._depth += 1
        self._owner = threading.get_ident()

    def end(self, *, keep: bool) -> None:
        """Commit, or undo where not *keep*. Raises LedgerFaultError where nothing could be kept."""
        self._depth -= 1
        try:
            self._connection.end(self._depth, keep=keep)
        finally:
            if not self._depth:
                self._owner = None
            self._lock.release()

    @property
    def _connection(self) -> "Session":
        if self._closed:
            raise LedgerUseError("the ledger is closed")
        return self._session

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
                return Written(self._entry(known), changed=False)
            if state == RESERVED:
                self._refuse_live(rows, members, invoice)
            attempt = max((row.attempt for row in rows), default=0) + 1
            row = self._insert(invoice, context, (mk, attempt, state, content), today, classify or self._classify)
            if state == RECORDED:
                self._correct(row, today)
                self._correct_late(row, members, today)
            return Written(self._entry(self._row(row.id)), changed=True)

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
        last = OPEN if until is None else until
        if last < since:
            raise LedgerUseError("a coverage ends before it begins")
        self._claim(mk, lambda claims: merge([*claims, (since, last)]), "cover", f"{since} {last}", today)

    def uncover(self, mk: str, since: date, until: date | None, today: date) -> None:
        """Take back the claim for *since* to *until* (None: and from now on)."""
        last = OPEN if until is None else until
        self._claim(mk, lambda claims: without(claims, since, last), "uncover", f"{since} {last}", today)

    def recount(self, today: date) -> None:
        """Rebuild what is kept twice: which acts are live, from the states, and the yearly volumes, from the acts."""
        with self.transaction():
            self._execute(_RELIVE)
            self._execute("DELETE FROM volume")
            self._execute(_RECOUNT)
            self._log("recount", None, "", today)

    def close(self) -> None:
        """Let go of the database. Reads under way end first with their own connection."""
        with self._lock:
            super().close()
            self._session.close()

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
            id_ = self._next("practitioner")
            self._execute("INSERT INTO practitioner (id, kind, number) VALUES (?, ?, ?)", (id_, kind, number))
            return id_
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
        _, _, known = self._read(lambda cursor: self._reader.persons(cursor, newest))
        own = self._person(newest, known, OWN)
        composite = self._person(newest, known, COMPOSITE)
        assert composite is not None  # noqa: S101 - every sheet has a composite
        if own is None:
            return composite
        self._execute("UPDATE person SET linked = ? WHERE id = ? AND linked IS NULL", (own, composite))
        return own

    def _person(self, identities: list[Identity], known: Iterable[Known], kind: str) -> int | None:
        digests = [own if kind == OWN else composite for _, own, composite in identities]
        if digests[0] is None:
            return None
        newest = identities[0][0]
        for id_, digest, version, _ in known:
            if digest in digests:
                if version < newest:  # the newest version of the key writes
                    self._execute(
                        "UPDATE person SET digest = ?, key_version = ? WHERE id = ?", (digests[0], newest, id_)
                    )
                return id_
        id_ = self._next("person")
        self._execute(
            "INSERT INTO person (digest, id, kind, key_version) VALUES (?, ?, ?, ?)",
            (digests[0], id_, kind, newest),
        )
        return id_

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
            corrected = self._read(lambda cursor: self._reader.corrected(cursor, members, invoice, ()))
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
            invoice.nature, context.series_last_remote, context.card_readable, invoice.corrects or "",
            "" if invoice.corrects_drawn_up is None else invoice.corrects_drawn_up.isoformat(),
            *map(cents, (invoice.total_fees, invoice.total_amo, invoice.total_amc, invoice.total_insured)),
        )  # fmt: skip
        id_ = self._next("invoice")
        self._execute(
            "INSERT INTO invoice (id, mk, number, attempt, state, since, patient, content, drawn_up, nature, "
            "series_last_remote, card_readable, corrects, corrects_drawn_up, "
            "total_fees, total_amo, total_amc, total_insured) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (id_, *head),
        )
        rows = self._acts(invoice, patient, id_, events_of(invoice, context, self.word, classify), classify)
        self._connection.executemany(_ACTS, rows)
        self._connection.executemany(_TRIP, self._trips(rows, trips_of(invoice, context, classify)))
        self._execute("UPDATE practitioner SET invoices = 1 WHERE id = ? AND invoices = 0", (mk,))
        row = self._row(id_)
        self._count(row, 1)
        payload = blake2b(repr((head, rows)).encode(), digest_size=16).hexdigest()
        self._log(state, id_, payload, today)
        return row

    def _acts(
        self, invoice: Invoice, patient: int, id_: int, events: Iterable[Event], classify: Classify
    ) -> list[tuple[object, ...]]:
        """The rows of the acts table: the lines of a year that say the same are one."""
        parts: dict[tuple[int, tuple[object, ...]], list[Event]] = {}
        for act, event in zip(invoice.acts, events, strict=True):
            said = _said(act, event, self._mk(executing(invoice, act)), classify(act))
            parts.setdefault((event.day.year, said), []).append(event)
        rows: list[tuple[object, ...]] = []
        first_id, last_id = ids_of(patient)
        (newest,) = self._execute("SELECT max(id) FROM acts WHERE id BETWEEN ? AND ?", (first_id, last_id)).fetchone()
        for place, ((_, said), alike) in enumerate(parts.items(), (newest or first_id) + 1):
            alike.sort()
            lines = " ".join([f"{event.day.isoformat()} {event.line} {event.session} {event.visit}" for event in alike])
            first, last = alike[0].day.isoformat(), alike[-1].day.isoformat()
            rows.append((place, patient, id_, first, last, True, lines, len(alike), *said))
        return rows

    def _trips(self, rows: Iterable[tuple[object, ...]], names: Mapping[int, str]) -> list[tuple[str, object, int]]:
        """The rows of the trip table: *names* by the rank of the line, *rows* of the acts table."""
        if not names:
            return []
        places = {
            int(rank): place for place, *_, lines in [row[:7] for row in rows] for rank in f"{lines}".split(" ")[1::4]
        }
        return [(self.word(name), places[rank], rank) for rank, name in names.items()]

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
            return Written(self._entry(row), changed=False)
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
        return Written(self._entry(self._row(row.id)), changed=True)

    def _set(self, row: _Row, state: str, former: str, today: date) -> None:
        live = state in LIVE
        if (row.state in LIVE) != live:
            self._count(row, 1 if live else -1)
            self._execute(
                "UPDATE acts SET live = ? WHERE id BETWEEN ? AND ? AND invoice = ?",
                (live, *ids_of(row.patient), row.id),
            )
        self._execute(
            "UPDATE invoice SET state = ?, former = ?, since = ? WHERE id = ?",
            (state, former, today.isoformat(), row.id),
        )
        self._log(state, row.id, "", today)

    def _count(self, row: _Row, sign: int) -> None:
        self._execute(_COUNT, (sign, *ids_of(row.patient), row.id))

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
            for found in self._execute(
                _ROW + "WHERE mk = ? AND corrects = ? AND corrects <> '' ORDER BY id", (mk, row.number)
            ).fetchall():
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
        self, mk: str, change: Callable[[list[Interval]], list[Interval]], kind: str, said: str, today: date
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
            old = merge([(date.fromisoformat(since), date.fromisoformat(until)) for since, until in rows])
            new = change(old)
            if new == old:
                return False
            for member in members:
                self._execute("DELETE FROM coverage WHERE mk = ?", (member,))
            for since, until in new:
                self._execute(
                    "INSERT INTO coverage (mk, since, until) VALUES (?, ?, ?)",
                    (id_, since.isoformat(), until.isoformat()),
                )
            self._log(kind, None, f"{mk} {said}", today)
            return True

    def _gap(self, mk: str, today: date) -> bool:
        """
        An invoice exists that the ledger does not know, so the claim up to today is false.

        The claim is taken back from the day before *today* on: one that begins anew today does
        then not join what came before. Whether there was a claim.
        """
        since = before(today)
        return self._claim(mk, lambda claims: without(claims, since, OPEN), "gap", f"{since}", today)

    # Rows

    def _execute(self, sql: str, values: tuple[object, ...] = ()) -> "Cursor":
        return self._connection.execute(sql, values)

    def _next(self, table: str) -> int:
        """The next free id of a table; other writers wait meanwhile."""
        (id_,) = self._execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()  # noqa: S608 - a name of our own schema
        return int(id_)

    def _entry(self, row: _Row) -> Entry:
        (name,) = self._execute(
            "SELECT b.number FROM practitioner a JOIN practitioner b ON b.id = coalesce(a.linked, a.id) WHERE a.id = ?",
            (row.mk,),
        ).fetchone()
        return entry((name, row.number, row.attempt, row.state, row.drawn_up, row.since))

    def _log(self, kind: str, invoice: int | None, payload: str, today: date) -> None:
        """Add an event to the chain."""
        last = self._execute("SELECT seq, digest FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        seq, previous = (last[0] + 1, last[1]) if last else (1, b"")
        fields = (seq, today.isoformat(), kind, invoice, payload, self._key.newest)
        digest = self._key.digest(_CHAIN, previous + repr(fields).encode(), self._key.newest, 32)
        self._execute(
            "INSERT INTO event (seq, day, kind, invoice, payload, key_version, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*fields, digest),
        )


def _said(act: Act, event: Event, mk: int, tally: Tally) -> tuple[object, ...]:
    """What other lines of the invoice may say too, as :data:`_ACTS` takes it."""
    diagnosis = "" if event.diagnosis is None else f"{event.diagnosis:d}"
    fields = (
        event.code, event.coefficient, f"{event.quantity}", event.number, f"{event.remote:d}", event.place,
        f"{event.direct:d}", diagnosis, event.region, event.mode, event.prescription, event.series, event.agreement,
        f"{event.reimbursable:d}", event.drawn_up.isoformat(), event.prescribed,
    )  # fmt: skip
    if any(SEPARATOR in field for field in fields):
        raise LedgerUseError("a control character stands in the invoice")
    return (
        mk, SEPARATOR.join(fields), event.direct, event.quantity, int(event.remote), int(tally.counted),
        int(tally.overcharged), event.series,
        None if act.agreement_asked is None else act.agreement_asked.isoformat(), act.referential,
        act.majoration or "", act.qualifier or "", act.exemption or "", act.rate,
        *map(cents, (act.unit_price, act.base, act.amo, act.amc, act.fees)),
    )  # fmt: skip


class _Transaction:
    """What :meth:`Ledger.transaction` gives."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __enter__(self) -> Ledger:
        self._ledger.begin()
        return self._ledger

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ledger.end(keep=kind is None)


def year_before(day: date) -> date:
    """The same day a year earlier; 28 February for a 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def cents(amount: Decimal) -> int:
    """An amount of euros in cents."""
    return int(amount.scaleb(2))
