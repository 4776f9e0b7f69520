"""The life of an invoice in a ledger that is written, and what a practice claims to be complete."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from fsecheck.ledger import counters, rows
from fsecheck.ledger.keeping import Entry, Judged, Written
from fsecheck.ledger.lines import events_of, executing, trips_of
from fsecheck.ledger.port import (
    ACKNOWLEDGED,
    ANSWERS,
    CANCELLED,
    CONFIRMED,
    CORRECTED,
    LIVE,
    PAID,
    RECORDED,
    RELEASED,
    RESERVED,
    Classify,
    LedgerRefusedError,
    LedgerUseError,
)
from fsecheck.ledger.reading import entry, ids_of
from fsecheck.ledger.snapshot import OPEN, Interval, before, merge, without
from fsecheck.ledger.states import after
from fsecheck.ledger.upkeep import Erased, Upkeep
from fsecheck.model.context import Context
from fsecheck.model.invoice import Invoice

_ROW: Final = (
    "SELECT id, mk, number, attempt, state, former, since, content, drawn_up, corrects, corrects_drawn_up, replaces, "
    "patient, lot, answer, verdict, rules FROM invoice "
)
_LAST_INVOICE: Final = "SELECT coalesce(max(invoice), 0) FROM event WHERE invoice IS NOT NULL"
_INVOICE: Final = (
    f"INSERT INTO invoice (id, mk, state, since, {', '.join(rows.INVOICE)}) "  # noqa: S608 - names of our own schema
    f"VALUES ({', '.join('?' * (len(rows.INVOICE) + 4))})"
)
_ACTS: Final = (
    f"INSERT INTO acts (live, mk, {', '.join(rows.ACTS)}) "  # noqa: S608 - names of our own schema
    f"VALUES (1, {', '.join('?' * (len(rows.ACTS) + 1))})"
)
_TRIP: Final = "INSERT INTO trip (word, act, line) VALUES (?, ?, ?)"


class _Row:
    """One row of the invoice table."""

    __slots__ = (
        "answer", "attempt", "content", "corrects", "corrects_drawn_up", "drawn_up", "former",
        "id", "lot", "mk", "number", "patient", "replaces", "rules", "since", "state", "verdict",
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
        self.lot: str
        self.answer: str
        self.verdict: str
        self.rules: str
        (
            self.id, self.mk, self.number, self.attempt, self.state, self.former, self.since, self.content,
            self.drawn_up, self.corrects, self.corrects_drawn_up, self.replaces, self.patient,
            self.lot, self.answer, self.verdict, self.rules,
        ) = row  # fmt: skip


class Ledger(Upkeep):
    """A :class:`~fsecheck.ledger.keeping.Book` in a database; each kind of database says how it is connected to."""

    def write(
        self,
        invoice: Invoice,
        context: Context,
        state: str,
        today: date,
        classify: Classify | None = None,
        *,
        judged: Judged = Judged(),  # noqa: B008 - immutable
    ) -> Written:
        """Put *invoice* in the book, as :meth:`fsecheck.ledger.keeping.Book.write` says."""
        if state not in {RESERVED, RECORDED}:
            raise LedgerUseError("an invoice enters the book reserved or recorded")
        with self.transaction():
            mk = self._mk(invoice.practitioner, today)
            members = self._members(mk)
            others = self._rows(members, invoice.number)
            content = self._reader.content(invoice)
            known = self._same(others, content, state)
            if known is not None:
                return self._written(known, changed=False)
            if state == RESERVED:
                self._refuse_live(others, members, invoice)
            attempt = max((row.attempt for row in others), default=0) + 1
            place = (mk, attempt, state, content)
            row = self._insert(invoice, context, place, (today, judged, classify or self._classify))
            if state == RECORDED:
                self._correct(row, today)
                self._correct_late(row, members, today)
            return self._written(self._row(row.id), changed=True)

    def confirm(self, mk: str, number: str, today: date, attempt: int | None = None) -> Written:
        """It was transmitted."""
        return self._move(mk, number, attempt, CONFIRMED, today)

    def release(self, mk: str, number: str, today: date, attempt: int | None = None) -> Written:
        """It was not sent: its sessions are given back."""
        return self._move(mk, number, attempt, RELEASED, today)

    def cancel(self, mk: str, number: str, today: date, attempt: int | None = None) -> Written:
        """It is withdrawn after transmission: its sessions are given back."""
        return self._move(mk, number, attempt, CANCELLED, today)

    def settle(
        self,
        mk: str,
        number: str,
        outcome: str,
        today: date,
        attempt: int | None = None,
        *,
        lot: str = "",
        code: str = "",
    ) -> Written:
        """The payer's answer, as :meth:`fsecheck.ledger.keeping.Book.settle` says."""
        if outcome not in ANSWERS:
            raise LedgerUseError("a payer's answer is acknowledged, paid or rejected")
        with self.transaction():
            row = self._find(mk, number, attempt, lot)
            if row is not None:
                return self._change(row, outcome, today, code)
            with self.transaction():
                gap = self._gap(mk, today)
        said = "; the coverage of this MK is interrupted" if gap else ""
        raise LedgerRefusedError(f"the ledger does not know this invoice{said}", "unknown-invoice")

    def cover(self, mk: str, since: date, until: date | None, today: date) -> None:
        """Claim that the book holds every invoice of *mk* drawn up from *since* to *until* (None: and from now on)."""
        last = OPEN if until is None else until
        if last < since:
            raise LedgerUseError("a coverage ends before it begins")
        self._claim(mk, lambda claims: merge([*claims, (since, last)]), ("cover", since, last), today)

    def uncover(self, mk: str, since: date, until: date | None, today: date) -> None:
        """Take back the claim for *since* to *until* (None: and from now on)."""
        last = OPEN if until is None else until
        self._claim(mk, lambda claims: without(claims, since, last), ("uncover", since, last), today)

    def close_coverage(self, at: date, today: date) -> None:
        """Take back every claim from *at* on: the ledger is one of that day, what was drawn up since is missing."""
        with self.transaction():
            for mk in dict.fromkeys([mk for mk, _, _ in self.coverage()]):
                self._claim(mk, lambda claims: without(claims, at, OPEN), ("uncover", at, OPEN), today)
            self._log("restored", None, {"at": at.isoformat()}, today)

    def recount(self, today: date) -> None:
        """Rebuild what is kept twice, as :mod:`fsecheck.ledger.counters` says."""
        with self.transaction():
            counters.recount(self._execute)
            self._log("recount", None, {}, today)

    def forget_patient_of(self, mk: str, number: str, today: date, attempt: int | None = None) -> Erased:
        """:meth:`forget` the patient of an invoice; raises LedgerRefusedError, ``unknown-invoice``, too."""

        def patient() -> list[int]:
            row = self._find(mk, number, attempt)
            if row is None:
                raise LedgerRefusedError("the ledger does not know this invoice", "unknown-invoice")
            return [row.patient]

        return self._forget(patient, today)

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

    def _find(self, mk: str, number: str, attempt: int | None, lot: str = "") -> _Row | None:
        known = self._execute("SELECT id FROM practitioner WHERE number = ?", (mk,)).fetchone()
        rows = self._rows(self._members(known[0]), number) if known else []
        if attempt is None and lot:
            named = [row for row in rows if row.lot == lot]
            rows = named or [row for row in rows if not row.lot]
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
            persons = self._persons(invoice.patient)
            corrected = self._read(lambda cursor: self._reader.corrected(cursor, members, invoice, (persons, ())))
        if any(row.state in LIVE and row.drawn_up >= limit and row.id != corrected for row in rows):
            raise LedgerRefusedError("another invoice is live under this number", "number-live")

    def _insert(
        self,
        invoice: Invoice,
        context: Context,
        place: tuple[int, int, str, bytes],
        beside: tuple[date, Judged, Classify],
    ) -> _Row:
        mk, attempt, state, content = place
        today, judged, classify = beside
        patient = self._patient(invoice.patient, today)
        head = rows.invoice_row(invoice, context, (attempt, patient, content), judged)
        id_ = self._after(_LAST_INVOICE)
        self._execute(_INVOICE, (id_, mk, state, today.isoformat(), *head))
        events = events_of(invoice, context, self.word, classify)
        executed = [executing(invoice, act) for act in invoice.acts]
        executants = [self._mk(one, today) for one in executed]
        names = dict(zip(executants, [one.key for one in executed], strict=True))
        tallies = map(classify, invoice.acts)
        first_id, last_id = ids_of(patient)
        (newest,) = self._execute("SELECT max(id) FROM acts WHERE id BETWEEN ? AND ?", (first_id, last_id)).fetchone()
        acts = rows.acts_rows(
            ((newest or first_id) + 1, patient, id_), zip(invoice.acts, events, executants, tallies, strict=True)
        )
        self._connection.executemany(_ACTS, [(executant, *row) for executant, row in acts])
        trips = rows.trip_rows(acts, trips_of(invoice, context, classify), self.word)
        self._connection.executemany(_TRIP, trips)
        self._execute("UPDATE practitioner SET invoices = 1 WHERE id = ? AND invoices = 0", (mk,))
        row = self._row(id_)
        self._count(row, 1)
        called = [(names[executant], one) for executant, one in acts]
        self._log(state, id_, {"rows": rows.digest(invoice.practitioner.key, head, called, trips)}, today)
        return row

    def _move(self, mk: str, number: str, attempt: int | None, asked: str, today: date) -> Written:
        with self.transaction():
            row = self._find(mk, number, attempt)
            if row is None:
                raise LedgerRefusedError("the ledger does not know this invoice", "unknown-invoice")
            return self._change(row, asked, today)

    def _change(self, row: _Row, asked: str, today: date, code: str | None = None) -> Written:
        """Take an invoice to another state, with its counts and the invoice it corrects."""
        was = row.former if row.state == CORRECTED else row.state
        becomes = after(was, asked)
        if becomes == was:
            return self._written(row, changed=False)
        answer = {} if code is None else {"answer": code}
        if code is not None:
            self._execute("UPDATE invoice SET answer = ? WHERE id = ?", (code, row.id))
        if row.state == CORRECTED and becomes in LIVE:
            self._execute("UPDATE invoice SET former = ?, since = ? WHERE id = ?", (becomes, today.isoformat(), row.id))
            self._log("former", row.id, {"state": becomes} | answer, today)
        else:
            self._set(row, (becomes, ""), answer, today)
            row = self._row(row.id)
            if becomes in LIVE:
                self._correct(row, today)
            else:
                self._restore(row, today)
        return self._written(self._row(row.id), changed=True)

    def _set(self, row: _Row, states: tuple[str, str], said: Mapping[str, object], today: date) -> None:
        """Give an invoice its state and the one it had before it was corrected."""
        state, former = states
        live = state in LIVE
        if (row.state in LIVE) != live:
            self._count(row, 1 if live else -1)
            self._execute(
                "UPDATE acts SET live = ? WHERE id BETWEEN ? AND ? AND invoice = ?",
                (int(live), *ids_of(row.patient), row.id),
            )
        self._execute(
            "UPDATE invoice SET state = ?, former = ?, since = ? WHERE id = ?",
            (state, former, today.isoformat(), row.id),
        )
        self._log(state, row.id, said, today)

    def _count(self, row: _Row, sign: int) -> None:
        counters.add(self._execute, sign, ids_of(row.patient), row.id)

    def _correct(self, row: _Row, today: date) -> None:
        """A sent invoice replaces the one it corrects, which is of the same patient."""
        if not row.corrects or row.replaces is not None:
            return
        rows = [
            other
            for other in self._rows(self._members(row.mk), row.corrects)
            if other.state in LIVE and other.id != row.id and self._root(other.patient) == self._root(row.patient)
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
                sent = other.state in {CONFIRMED, RECORDED, ACKNOWLEDGED, PAID, CORRECTED}
                alike = self._root(other.patient) == self._root(row.patient)
                if alike and sent and fits and other.replaces is None and other.id != row.id and row.state in LIVE:
                    self._replace(other, row, today)
                    return

    def _replace(self, row: _Row, target: _Row, today: date) -> None:
        self._set(target, (CORRECTED, target.state), {"by": row.id}, today)
        self._execute("UPDATE invoice SET replaces = ? WHERE id = ?", (target.id, row.id))

    def _restore(self, row: _Row, today: date) -> None:
        """A correction that no longer stands gives back the invoice it replaced."""
        if row.replaces is None:
            return
        target = self._row(row.replaces)
        self._execute("UPDATE invoice SET replaces = NULL WHERE id = ?", (row.id,))
        if target.state == CORRECTED:
            self._set(target, (target.former, ""), {"by": None}, today)

    # Coverage

    def _claim(
        self, mk: str, change: Callable[[list[Interval]], list[Interval]], said: tuple[str, date, date], today: date
    ) -> bool:
        """Rewrite the claims of an MK under one of its rows; whether they changed."""
        if len(mk) not in {9, 11} or not (mk.isascii() and mk.isdigit()):
            raise LedgerUseError("this is no number of a practitioner")
        with self.transaction():
            id_ = self._practitioner("rpps" if len(mk) == 11 else "am", mk)
            members = self._members(id_)
            claims = [
                row
                for member in members
                for row in self._execute("SELECT since, until FROM coverage WHERE mk = ?", (member,)).fetchall()
            ]
            old = merge([(date.fromisoformat(since), date.fromisoformat(until)) for since, until in claims])
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
            kind, first, last = said
            self._log(kind, None, {"mk": mk, "since": first.isoformat(), "until": last.isoformat()}, today)
            return True

    def _gap(self, mk: str, today: date) -> bool:
        """
        An invoice exists that the ledger does not know, so the claim up to today is false.

        The claim is taken back from the day before *today* on: one that begins anew today does
        then not join what came before. Whether there was a claim.
        """
        since = before(today)
        return self._claim(mk, lambda claims: without(claims, since, OPEN), ("gap", since, OPEN), today)

    def _written(self, row: _Row, *, changed: bool) -> Written:
        return Written(self._entry(row), changed, Judged(row.verdict, tuple(row.rules.split())))

    def _entry(self, row: _Row) -> Entry:
        (name,) = self._execute(
            "SELECT b.number FROM practitioner a JOIN practitioner b ON b.id = coalesce(a.linked, a.id) WHERE a.id = ?",
            (row.mk,),
        ).fetchone()
        return entry((name, row.number, row.attempt, row.state, row.drawn_up, row.since, row.former))


def year_before(day: date) -> date:
    """The same day a year earlier; 28 February for a 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
