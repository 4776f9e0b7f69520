"""
What a practice does to its ledger as a whole: to forget a person, to keep no more than it must, to retire a key.

What is erased leaves counts without persons (the yearly volumes stay right) and an event that says
which events lost what they said: the chain still holds. Then the database is swept, so that no byte
of it holds what is gone.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final, NamedTuple

from fsecheck.ledger import chain, counters
from fsecheck.ledger.people import LAST_PERSON, People
from fsecheck.ledger.port import LedgerRefusedError, LedgerUseError
from fsecheck.ledger.snapshot import Interval, before, merge, without
from fsecheck.model.invoice import Patient

_OF: Final = "SELECT id FROM invoice WHERE "
#: Who invoiced it: he belongs to the practice still.
_INVOICED: Final = (
    "SELECT DISTINCT m.number FROM invoice i JOIN practitioner m ON m.id = i.mk WHERE i.id IN ({invoices}) ORDER BY 1"
)
#: The events in their order, each with its invoice: SQLite keeps the order of a CROSS JOIN, and sorts nothing.
_SEQS: Final = (
    "SELECT e.seq FROM event e CROSS JOIN invoice i WHERE i.id = e.invoice AND {condition} AND e.seq > ? "
    "ORDER BY e.seq LIMIT 1000"
)
_WHAT: Final = "SELECT count(*), max(drawn_up), sum(CASE WHEN state = 'reserved' THEN 1 ELSE 0 END) FROM invoice WHERE "
_QUANTITIES: Final = (
    "SELECT mk, CAST(substr(first, 1, 4) AS INTEGER), sum(quantity * times * remote), sum(quantity * times), "
    "sum(quantity * times * overcharged) FROM acts WHERE live = 1 AND counted = 1 AND invoice IN ({invoices}) "
    "GROUP BY 1, 2 ORDER BY 1, 2"
)
_KEEP: Final = (
    f"INSERT INTO forgotten (mk, year, {counters.QUANTITIES}) VALUES (?, ?, ?, ?, ?) "  # noqa: S608 - our own columns
    "ON CONFLICT (mk, year) DO UPDATE SET remote = forgotten.remote + excluded.remote, "
    "total = forgotten.total + excluded.total, overcharged = forgotten.overcharged + excluded.overcharged"
)
_ERASE: Final = (
    "UPDATE invoice SET replaces = NULL WHERE replaces IN ({invoices})",
    "DELETE FROM payload WHERE seq IN (SELECT seq FROM event WHERE invoice IN ({invoices}))",
    "DELETE FROM trip WHERE act IN (SELECT id FROM acts WHERE invoice IN ({invoices}))",
    "DELETE FROM acts WHERE invoice IN ({invoices})",
)
_IDLE: Final = (
    "SELECT id FROM person WHERE coalesce(linked, id) NOT IN "
    "(SELECT coalesce(p.linked, p.id) FROM invoice i JOIN person p ON p.id = i.patient)"
)
#: Who goes is unlinked first: a row goes after those that name it.
_LEAVE: Final = ("UPDATE person SET linked = NULL WHERE id = ?", "DELETE FROM person WHERE id = ?")
_SAYING: Final = (
    "SELECT e.seq, p.said FROM event e JOIN payload p ON p.seq = e.seq "
    "WHERE e.kind IN ('person', 'link') AND e.seq > ? ORDER BY e.seq LIMIT 1000"
)
_UNDER: Final = "SELECT count(*) FROM person WHERE key_version = ? AND kind <> 'link'"
_EVENTS: Final = (
    "SELECT seq, day, kind, invoice, commitment, key_version, digest FROM event WHERE seq > ? ORDER BY seq LIMIT 1000"
)


class Erased(NamedTuple):
    """What was erased."""

    invoices: int
    events: int
    """Events that no longer say anything."""
    seq: int | None
    """The event that says so; None where there was nothing to erase."""


class Upkeep(People):
    """A ledger that can be kept in order."""

    def forget(self, patient: Patient, today: date) -> Erased:
        """
        Erase a person: every invoice, identity and word of theirs.

        Raises LedgerRefusedError, ``pending``, while an invoice of theirs is reserved.
        """
        return self._forget(lambda: self._persons(patient), today)

    def retain(self, first: date, today: date) -> Erased:
        """
        Erase every invoice drawn up before *first*, and who has no other; what is claimed to be complete begins there.

        Raises LedgerUseError where *first* is after *today*, LedgerRefusedError ``pending`` as :meth:`forget`.
        """
        if first > today:
            raise LedgerUseError("what is kept would begin after today")
        with self._swept():
            return self._erase("retain", ("drawn_up < ?", (first.isoformat(),)), first, today)

    def retire(self, version: int, today: date) -> bool:
        """
        Do without a version of the key, not the newest; whether the ledger still knew it.

        Raises LedgerRefusedError: ``key-needed`` while a person stands under it, ``broken`` where the ledger is
        not what its events say: the events that it signed are bound by this one from now on.
        """
        if version == self._key.newest:
            raise LedgerUseError("the newest version of a key is in use")
        with self._swept():
            known = self._execute("SELECT count(*) FROM key_check WHERE version = ?", (version,)).fetchone()[0]
            if not known:
                return False
            (persons,) = self._execute(_UNDER, (version,)).fetchone()
            if persons:
                raise LedgerRefusedError("persons of the ledger stand under this version of the key", "key-needed")
            checked = self.verify()
            if checked.broken is not None or checked.tables:
                raise LedgerRefusedError("the ledger is not what its events say: verify it", "broken")
            last, digest = self._bound()
            self._execute("DELETE FROM key_check WHERE version = ?", (version,))
            self._log("retired", None, {"version": version, "until": last, "digest": digest}, today)
            return True

    def _bound(self) -> tuple[int, str]:
        """Number of the last event, and a digest by the newest version of the key of all events."""
        (made,) = self._execute("SELECT made FROM ledger").fetchone()
        last, hasher = 0, chain.segment(self._key, self._key.newest, chain.start(self.practice, made))
        while part := self._execute(_EVENTS, (last,)).fetchall():
            for row in part:
                hasher.update(chain.canonical(row))
            last = part[-1][0]
        return last, hasher.hexdigest()

    def _forget(self, whose: Callable[[], Iterable[int]], today: date) -> Erased:
        with self._swept():
            persons = sorted({other for person in whose() for other in self._group(self._root(person))})
            if not persons:
                return Erased(0, 0, None)
            condition = f"patient IN ({', '.join('?' * len(persons))})"
            return self._erase("forget", (condition, tuple(persons)), persons, today)

    def _erase(self, kind: str, which: tuple[str, tuple[object, ...]], gone: date | list[int], today: date) -> Erased:
        """Erase the invoices of a condition; *gone* is where a retention begins, or the persons who go with them."""
        condition, values = which
        first = gone if isinstance(gone, date) else None
        invoices = _OF + condition
        count, last, pending = self._execute(_WHAT + condition, values).fetchone()
        if pending:
            raise LedgerRefusedError("an invoice to erase is reserved: confirm or release it first", "pending")
        cut = first is not None and self._cut(first)
        if first is not None and not count and not cut:
            return Erased(0, 0, None)
        until = before(first).isoformat() if first is not None else last or date.min.isoformat()
        mark = self._after(LAST_PERSON) - 1
        seqs = [*self._seqs(condition, values)]
        mks = [row[0] for row in self._execute(_INVOICED.format(invoices=invoices), values).fetchall()]
        volumes = [
            [self._execute("SELECT number FROM practitioner WHERE id = ?", (mk,)).fetchone()[0], *quantities]
            for mk, *quantities in self._kept(invoices, values)
        ]
        for sql in _ERASE:
            self._execute(sql.format(invoices=invoices), values)
        self._execute(f"DELETE FROM invoice WHERE {condition}", values)  # noqa: S608 - a condition of ours
        seqs += self._forgotten(self._bare() if isinstance(gone, date) else gone)
        text, events = _spans(sorted(seqs))
        said = {"events": text, "persons": mark, "until": until, "mks": mks, "volumes": volumes}
        seq = self._log(kind, None, said, today)
        self._execute("INSERT INTO erasure (seq, persons, until) VALUES (?, ?, ?)", (seq, mark, until))
        return Erased(count, events, seq)

    def _seqs(self, condition: str, values: tuple[object, ...]) -> Iterator[int]:
        """The numbers of the events of invoices, in order."""
        last = 0
        while part := self._execute(_SEQS.format(condition=condition), (*values, last)).fetchall():
            yield from [row[0] for row in part]
            last = part[-1][0]

    def _bare(self) -> list[int]:
        """Persons of whom no identity has an invoice."""
        return [row[0] for row in self._execute(_IDLE).fetchall()]

    def _forgotten(self, persons: list[int]) -> list[int]:
        """Let persons go, and what events say of them; the numbers of those events."""
        leaving = frozenset(persons)
        last, seqs = 0, []
        while part := self._execute(_SAYING, (last,)).fetchall():
            seqs += [
                seq for seq, said in part if not leaving.isdisjoint([id_ for id_, _ in json.loads(said)["persons"]])
            ]
            last = part[-1][0]
        self._connection.executemany("DELETE FROM payload WHERE seq = ?", [(seq,) for seq in seqs])
        for sql in _LEAVE:
            self._connection.executemany(sql, [(person,) for person in persons])
        return seqs

    def _kept(self, invoices: str, values: tuple[object, ...]) -> list[tuple[int, ...]]:
        """The quantities that stay of live invoices, by MK and year, kept now."""
        found: list[tuple[int, ...]] = self._execute(_QUANTITIES.format(invoices=invoices), values).fetchall()
        for row in found:
            self._execute(_KEEP, tuple(row))
        return found

    def _cut(self, first: date) -> bool:
        """Let every claim begin at *first* at the earliest; whether one began before."""
        old: dict[int, list[Interval]] = {}
        for mk, since, until in self._execute("SELECT mk, since, until FROM coverage").fetchall():
            old.setdefault(mk, []).append((date.fromisoformat(since), date.fromisoformat(until)))
        new = {mk: without(claims, date.min, before(first)) for mk, claims in old.items()}
        if all(merge(old[mk]) == new[mk] for mk in old):
            return False
        self._execute("DELETE FROM coverage")
        for mk, claims in new.items():
            for since, until in claims:
                self._execute(
                    "INSERT INTO coverage (mk, since, until) VALUES (?, ?, ?)",
                    (mk, since.isoformat(), until.isoformat()),
                )
        return True

    @contextmanager
    def _swept(self) -> Iterator[None]:
        """A transaction of its own, after which the database is swept."""
        if self._depth:
            raise LedgerUseError("a ledger is swept outside a transaction")
        with self.transaction():
            yield
        self._connection.sweep()


def _spans(numbers: Iterable[int]) -> tuple[str, int]:
    """Ascending numbers as ``3 7-9``, and how many they are."""
    spans: list[list[int]] = []
    count = 0
    for number in numbers:
        count += 1
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return " ".join([f"{first}" if first == last else f"{first}-{last}" for first, last in spans]), count
