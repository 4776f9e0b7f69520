"""
Whether a ledger is what its events say: the chain first, then the rows, in bounded memory.

The chain is walked from its first event: each must be there, in its place, with the digest that
only the key makes, and say what it committed to, unless a later event says that this was erased.
Then every invoice must have the rows that were written and the state that its events lead to, and
who is who, the claims and what was erased must be as the events left them. The first thing that
does not hold is told with its event. What follows a removed end is not in the chain: it shows in
rows that no event wrote, and against a head that was noted elsewhere.
"""

import json
import re
import sqlite3
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any, Final, NamedTuple

from fsecheck.ledger import chain, counters, database, rows
from fsecheck.ledger.chain import Link
from fsecheck.ledger.keys import Key
from fsecheck.ledger.people import LINK, SAYING
from fsecheck.ledger.port import CORRECTED, LedgerDamagedError, LedgerError, LedgerUseError
from fsecheck.ledger.reading import ids_of
from fsecheck.ledger.snapshot import Interval, merge, without

#: Rows in memory at a time.
_PART: Final = 500
_EVENTS: Final = (
    "SELECT e.seq, e.day, e.kind, e.invoice, e.commitment, e.key_version, e.digest, p.salt, p.said, i.id "
    "FROM event e LEFT JOIN payload p ON p.seq = e.seq LEFT JOIN invoice i ON i.id = e.invoice "
    "WHERE e.seq > ? ORDER BY e.seq LIMIT ?"
)
_OF_INVOICE: Final = (
    "SELECT e.seq, e.day, e.kind, p.said FROM event e JOIN payload p ON p.seq = e.seq WHERE e.invoice = ? "
    "ORDER BY e.seq"
)
_INVOICES: Final = (
    "SELECT i.id, i.patient, i.state, i.former, i.since, i.answer, "  # noqa: S608 - names of our own schema
    f"i.replaces, m.number, {', '.join(f'i.{one}' for one in rows.INVOICE)} "
    f"FROM invoice i JOIN practitioner m ON m.id = i.mk WHERE i.id > ? ORDER BY i.id LIMIT ?"
)
_ACTS: Final = (
    f"SELECT m.number, {', '.join(f'a.{one}' for one in rows.ACTS)} "  # noqa: S608 - names of our own schema
    "FROM acts a LEFT JOIN practitioner m ON m.id = a.mk WHERE a.id BETWEEN ? AND ? AND a.invoice = ? ORDER BY a.id"
)
_TRIPS: Final = (
    "SELECT t.word, t.act, t.line FROM acts a JOIN trip t ON t.act = a.id "
    "WHERE a.id BETWEEN ? AND ? AND a.invoice = ? ORDER BY t.word, t.act, t.line"
)
_PERSONS: Final = f"SELECT {', '.join(rows.PERSON)} FROM person WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608 - our own schema
#: Rows that no event wrote, or whose neighbours are gone.
#: A head: number of the last event and half of its digest; of an empty ledger, nothing.
_HEAD: Final = re.compile("0:|[1-9][0-9]{0,17}:[0-9a-f]{32}")
_SAID: Final = "SELECT p.said, e.kind, e.day FROM payload p JOIN event e ON e.seq = p.seq WHERE p.seq = ?"
_STRAY: Final = (
    "SELECT seq FROM event WHERE seq < 1 LIMIT 1",
    "SELECT id FROM invoice WHERE id < 1 LIMIT 1",
    "SELECT id FROM person WHERE id < 1 LIMIT 1",
    "SELECT id FROM practitioner WHERE id < 1 LIMIT 1",
    "SELECT min(p.seq) FROM payload p LEFT JOIN event e ON e.seq = p.seq WHERE e.seq IS NULL",
    "SELECT id FROM acts WHERE id >> 20 <> patient LIMIT 1",
    "SELECT min(a.id) FROM acts a LEFT JOIN invoice i ON i.id = a.invoice AND i.patient = a.patient WHERE i.id IS NULL",
    "SELECT min(t.act) FROM trip t LEFT JOIN acts a ON a.id = t.act WHERE a.id IS NULL",
    "SELECT min(i.id) FROM invoice i LEFT JOIN person p ON p.id = i.patient WHERE p.id IS NULL",
    "SELECT min(i.id) FROM invoice i LEFT JOIN practitioner m ON m.id = i.mk WHERE m.id IS NULL",
)
_PRACTITIONERS: Final = (
    "SELECT id, number, kind, linked, invoices, EXISTS (SELECT 1 FROM invoice i WHERE i.mk = practitioner.id) "
    "FROM practitioner"
)
#: The kind of a number, by its length.
_KINDS: Final = {11: "rpps", 9: "am"}
#: What is amiss where rows are not as the last event of a kind left them.
_WHAT: Final = {
    "practitioner": "altered-practitioner",
    **dict.fromkeys(("cover", "uncover", "gap"), "altered-coverage"),
    **dict.fromkeys(("forget", "retain"), "altered-erasure"),
}


#: What comes of a value that we never write.
_STRANGE: Final = (AttributeError, KeyError, OverflowError, TypeError, ValueError)


class Broken(NamedTuple):
    """The first thing that does not hold."""

    code: str
    """Stable id."""
    seq: int | None = None
    """Number of the event that says otherwise, or that is altered or not there."""
    kind: str = ""
    day: str = ""
    invoice: tuple[str, str, int] | None = None
    """MK, number and attempt of the invoice it is about, where its row is there."""


class Checked(NamedTuple):
    """What was found."""

    head: str
    """The head of the chain as it stands: to be noted elsewhere."""
    events: int
    erased: int
    """Events whose payload was erased, as a later event says."""
    broken: Broken | None
    counters: bool
    """Whether what is kept twice is right, or could not be looked at; it can be rebuilt and breaks nothing."""
    faults: int
    """What the database itself finds wrong with its file."""
    tables: tuple[str, ...] = ()
    """What is not as the migrations made it, as ``trigger event_never_goes``."""
    damaged: bool = False
    """Whether the database could not read its file to the end: what follows ``events`` was not looked at."""

    @property
    def sound(self) -> bool:
        """Whether nothing at all was found."""
        return self.broken is None and self.counters and not self.faults and not self.tables


class _Found(Exception):  # noqa: N818 - it carries what was looked for
    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.code)
        self.broken = broken


def verify(
    cursor: Any,  # noqa: ANN401 - a cursor of any database
    key: Key,
    practice: str,
    head: str | None,
    beside: tuple[Callable[[Any], tuple[str, ...]], Callable[[Any], int]],
) -> Checked:
    """
    Look at everything, in the read transaction of *cursor*.

    *head* is one that was noted earlier: it must be in the chain. *beside* tell what differs of the tables, and
    how much the database finds wrong with its file. Raises LedgerUseError where *head* is not a head.
    """
    altered, faulty = beside
    walk = _Walk(cursor, key, practice, head)
    tables: tuple[str, ...] = ()
    faults, broken, right, damaged = 0, None, True, False
    try:
        faults = faulty(cursor)
        tables = altered(cursor)
        broken = walk.broken()
        right = counters.right(cursor.execute)
    except (sqlite3.Error, LedgerError) as error:
        told = database.fault(error) if isinstance(error, sqlite3.Error) else error
        damaged = isinstance(told, LedgerDamagedError)
        if not damaged and getattr(told, "code", "") != "altered-tables":
            raise
        broken = Broken("damaged-file" if damaged else "altered-tables", walk.seq or None)
    return Checked(walk.head, walk.seq, walk.erased, broken, right, faults, tables, damaged)


def ranges(text: str) -> Iterator[tuple[int, int]]:
    """First and last number of each span of ``3 7-9``."""
    for span in text.split():
        first, _, last = span.partition("-")
        yield int(first), int(last or first)


class _Walk:
    def __init__(self, cursor: Any, key: Key, practice: str, head: str | None) -> None:  # noqa: ANN401 - as verify
        self._cursor = cursor
        self._key = key
        self._practice = practice
        self._noted = _head(head)
        self.head = "0:"
        self.seq = 0
        self.erased = 0
        self._previous = self._start = b""
        self._versions: set[int] = set()
        self._invoice: tuple[str, str, int] | None = None
        self._firsts, self._lasts = array("q"), array("q")
        self._sealed: _Sealed | None = None
        #: By person the last event that says what their row is, 0 for none: eight bytes for each.
        self._persons = array("q")
        self._links: dict[str, str] = {}
        self._last: dict[str, Broken] = {}
        self._claims: dict[str, list[Interval]] = {}
        #: MKs of whom invoices were erased.
        self._invoicing: set[str] = set()
        self._erasures: list[tuple[int, int, str]] = []
        self._volumes: dict[tuple[str, int], list[int]] = {}

    def broken(self) -> Broken | None:
        """The first thing that does not hold."""
        try:
            self._begin()
            self._firsts, self._lasts = self._spans()
            self._sealed = self._retired()
            self.events()
            self.invoices()
            self.rest()
        except _Found as found:
            return found.broken
        except _STRANGE:
            return Broken("unreadable-rows", self.seq or None, invoice=self._invoice)
        except sqlite3.OperationalError as error:
            if hasattr(error, "sqlite_errorcode"):
                raise
            return Broken("unreadable-rows", self.seq or None, invoice=self._invoice)  # text that is none
        return None

    def _begin(self) -> None:
        """Whose ledger it is, and by which key."""
        found = self._cursor.execute("SELECT id, practice, made FROM ledger").fetchall()
        if [one[:2] for one in found] != [(1, self._practice)]:
            raise _Found(Broken("altered-ledger"))
        self._previous = self._start = chain.start(self._practice, found[0][2])
        try:
            database.known(0, self._cursor.execute(database.KEY_CHECKS).fetchall(), self._key)
        except LedgerUseError:
            raise _Found(Broken("altered-key")) from None

    # The chain

    def events(self) -> None:
        """Every event, in order."""
        for seq, day, kind, invoice, commitment, version, digest, salt, said, row in self._each(_EVENTS):
            link = Link(seq, day, kind, invoice, commitment, version)
            if seq != self.seq + 1:
                raise _Found(Broken("missing-event", self.seq + 1))
            self._digest(link, digest)
            self.seq, self._previous = seq, digest
            self.head = f"{seq}:{self._previous.hex()[:32]}"
            self._compare_head(seq)
            gone = self._is_erased(seq)
            if gone != (said is None):
                raise _Found(self._about("payload-not-erased" if gone else "missing-payload", link))
            if gone:
                self.erased += 1
                continue
            if chain.commitment(salt, said) != link.commitment:
                raise _Found(self._about("altered-payload", link))
            if invoice is not None and row is None:
                raise _Found(self._about("missing-rows", link))
            self._take(link, json.loads(said))
        if self._noted is not None and self._noted[0] > self.seq:
            raise _Found(Broken("missing-end", self.seq + 1))

    def _digest(self, link: Link, digest: bytes) -> None:
        """Whether an event is what the key made of it; one whose key is retired is bound by the event that says so."""
        if self._sealed is None or link.seq > self._sealed.until:
            self._versions.add(link.key_version)
        if self._sealed is not None:
            if link.seq <= self._sealed.until:
                self._sealed.hasher.update(chain.canonical((*link, digest)))
            if link.seq == self._sealed.until and self._sealed.hasher.hexdigest() != self._sealed.digest:
                raise _Found(Broken("altered-sealed", self._sealed.seq))
        known = link.key_version in self._key.versions
        if known and chain.digest(self._key, self._previous, link) != digest:
            raise _Found(self._about("altered-event", link))
        if not known and (self._sealed is None or link.seq > self._sealed.until):
            raise _Found(self._about("altered-event", link))
        if self._sealed is not None and link.seq == self._sealed.seq:
            self._sealed = None

    def _compare_head(self, seq: int) -> None:
        if self._noted is not None and self._noted[0] == seq and not self._previous.hex().startswith(self._noted[1]):
            raise _Found(Broken("other-head", seq))

    def _take(self, link: Link, said: dict[str, Any]) -> None:
        """What events that are about no invoice lead to."""
        if link.kind in SAYING:
            for id_, _ in said["persons"]:
                self._persons.extend([0] * (id_ + 1 - len(self._persons)))
                self._persons[id_] = link.seq
        what = _WHAT.get(link.kind)
        if what is None:
            return
        self._last[what] = Broken(what, link.seq, link.kind, link.day)
        if link.kind == "practitioner":
            self._links[said["am"]] = said["rpps"]
            moved = self._claims.pop(said["am"], [])
            self._claims[said["rpps"]] = merge([*self._claims.get(said["rpps"], ()), *moved])
        elif what == "altered-coverage":
            mk = self._links.get(said["mk"], said["mk"])
            since, until = date.fromisoformat(said["since"]), date.fromisoformat(said["until"])
            old = self._claims.get(mk, [])
            self._claims[mk] = merge([*old, (since, until)]) if link.kind == "cover" else without(old, since, until)
        else:
            self._erasures.append((link.seq, said["persons"], said["until"]))
            self._invoicing.update(said["mks"])
            for mk, year, *sums in said["volumes"]:
                old_sums = self._volumes.get((mk, year), [0] * len(sums))
                self._volumes[mk, year] = [one + other for one, other in zip(old_sums, sums, strict=True)]
            if link.kind == "retain":
                before = date.fromisoformat(said["until"])
                self._claims = {mk: without(old, date.min, before) for mk, old in self._claims.items()}

    # The rows

    def invoices(self) -> None:
        """Every invoice: its rows as they were written, its state as its events left it."""
        for id_, patient, state, former, since, answer, replaces, mk, *row in self._each(_INVOICES):
            events = self._cursor.execute(_OF_INVOICE, (id_,)).fetchall()
            self._invoice = what = (mk, row[0], row[1])
            if not events or "rows" not in (written := json.loads(events[0][3])):
                raise _Found(Broken("unwritten-rows", self.seq or None, invoice=what))
            seq, day, kind, _ = events[0]
            acts = self._cursor.execute(_ACTS, (*ids_of(patient), id_)).fetchall()
            trips = self._cursor.execute(_TRIPS, (*ids_of(patient), id_)).fetchall()
            if rows.digest(mk, row, [(one[0], one[1:]) for one in acts], trips) != written["rows"]:
                raise _Found(Broken("altered-rows", seq, kind, day, what))
            last = events[-1]
            told = _fold(events)
            if told[:4] != (state, former, since, answer) or not self._is_replaced(id_, told.by):
                raise _Found(Broken("altered-state", last[0], last[2], last[1], what))
            if replaces is not None:
                self._replaces(id_, replaces)
        self._invoice = None

    def _is_replaced(self, invoice: int, by: int | None) -> bool:
        """Whether the invoice that replaces one says so too; one that was erased says nothing."""
        if by is None:
            return True
        row = self._cursor.execute("SELECT replaces FROM invoice WHERE id = ?", (by,)).fetchone()
        return self._is_erased_invoice(by) if row is None else bool(row[0] == invoice)

    def _replaces(self, invoice: int, target: int) -> None:
        """Whether what an invoice replaces was replaced by it."""
        events = self._cursor.execute(_OF_INVOICE, (target,)).fetchall()
        if not events or _fold(events).by != invoice:
            last = events[-1] if events else (self.seq or None, "", "")
            raise _Found(Broken("altered-state", last[0], last[2], last[1], self._named(target)))

    def rest(self) -> None:
        """Who is who, the claims, what was erased, and rows that nothing wrote."""
        for sql in _STRAY:
            if self._cursor.execute(sql).fetchone() not in {None, (None,)}:
                raise _Found(Broken("unwritten-rows", self.seq or None))
        self._who()
        self._practitioners()
        kept = self._cursor.execute("SELECT seq, persons, until FROM erasure ORDER BY seq").fetchall()
        sums = self._cursor.execute(
            f"SELECT m.number, f.year, {counters.QUANTITIES} "  # noqa: S608 - names of our own schema
            "FROM forgotten f LEFT JOIN practitioner m ON m.id = f.mk"
        ).fetchall()
        if self._erasures != [tuple(one) for one in kept] or self._volumes != {
            (mk, year): quantities for mk, year, *quantities in sums
        }:
            raise _Found(self._last.get("altered-erasure", Broken("altered-erasure")))

    def _who(self) -> None:
        """Every person: their row is as the last event about them says, and everybody is there."""
        for row in self._each(_PERSONS):
            seq = self._persons[row[0]] if row[0] < len(self._persons) else 0
            if not seq:
                raise _Found(Broken("unwritten-rows", self.seq or None))
            said, kind, day = self._cursor.execute(_SAID, (seq,)).fetchone()
            if [row[0], rows.person(row)] not in json.loads(said)["persons"]:
                raise _Found(Broken("altered-person", seq, kind, day))
            self._persons[row[0]] = 0
            if row[1] != LINK:
                self._versions.add(row[4])
        known = {row[0] for row in self._cursor.execute("SELECT version FROM key_check").fetchall()}
        if not self._versions <= known:
            raise _Found(Broken("altered-key"))
        if gone := next(filter(None, self._persons), 0):
            _, kind, day = self._cursor.execute(_SAID, (gone,)).fetchone()
            raise _Found(Broken("missing-person", gone, kind, day))

    def _practitioners(self) -> None:
        found = self._cursor.execute(_PRACTITIONERS).fetchall()
        names = {id_: number for id_, number, *_ in found}
        links = {number: names[linked] for _, number, _, linked, *_ in found if linked is not None}
        if links != self._links or not all(map(self._is_practitioner, found)):
            raise _Found(self._last.get("altered-practitioner", Broken("altered-practitioner")))
        self._coverage(names)

    def _is_practitioner(self, row: tuple[int, str, str, int | None, int, int]) -> bool:
        """Whether a row is one that we write: who never invoiced has no invoices (who has, a recount finds)."""
        _, number, kind, _, invoices, has = row
        once = has or number in self._invoicing
        return kind == _KINDS.get(len(number)) and (invoices in {0, 1} if has else invoices == int(once))

    def _coverage(self, names: dict[int, str]) -> None:
        claims: dict[str, list[Interval]] = {}
        for mk, since, until in self._cursor.execute("SELECT mk, since, until FROM coverage").fetchall():
            name: str = names[mk]
            claims.setdefault(self._links.get(name, name), []).append(
                (date.fromisoformat(since), date.fromisoformat(until))
            )
        if {mk: merge(some) for mk, some in claims.items()} != {mk: some for mk, some in self._claims.items() if some}:
            raise _Found(self._last.get("altered-coverage", Broken("altered-coverage")))

    # How it looks

    def _each(self, sql: str) -> Iterator[Any]:
        """The rows of a question, by parts; the first column numbers them."""
        after, many = -1, _PART
        while True:
            try:
                part = self._cursor.execute(sql, (after, many)).fetchall()
            except sqlite3.DatabaseError:
                if many == 1:
                    raise
                many = 1  # as far as can be read
                continue
            if not part:
                return
            yield from part
            after = part[-1][0]

    def _spans(self) -> "tuple[array[int], array[int]]":
        """Which events were erased, as the erasing events say; they are judged in their turn."""
        found: set[tuple[int, int]] = set()
        for (said,) in self._cursor.execute(
            "SELECT p.said FROM erasure e JOIN payload p ON p.seq = e.seq ORDER BY e.seq"
        ).fetchall():
            with suppress(*_STRANGE):  # not ours: it is told in its turn
                found.update(ranges(json.loads(said)["events"]))
        spans = sorted(found)
        return array("q", [first for first, _ in spans]), array("q", [last for _, last in spans])

    def _is_erased(self, seq: int) -> bool:
        place = bisect_right(self._firsts, seq) - 1
        return place >= 0 and seq <= self._lasts[place]

    def _is_erased_invoice(self, invoice: int) -> bool:
        (seq,) = self._cursor.execute("SELECT min(seq) FROM event WHERE invoice = ?", (invoice,)).fetchone()
        return seq is not None and self._is_erased(seq)

    def _retired(self) -> "_Sealed | None":
        """The last event that bound the part of the chain whose key is retired."""
        row = self._cursor.execute(
            "SELECT e.seq, e.key_version, p.said FROM event e JOIN payload p ON p.seq = e.seq "
            "WHERE e.kind = 'retired' ORDER BY e.seq DESC LIMIT 1"
        ).fetchone()
        if row is None or row[1] not in self._key.versions:
            return None
        with suppress(*_STRANGE):  # not ours: it is told in its turn
            said = json.loads(row[2])
            return _Sealed(row[0], said["until"], said["digest"], chain.segment(self._key, row[1], self._start))
        return None

    def _about(self, code: str, link: Link) -> Broken:
        """What is wrong with an event, and its invoice."""
        named = None if link.invoice is None else self._named(link.invoice)
        return Broken(code, link.seq, link.kind, link.day, named)

    def _named(self, invoice: int) -> tuple[str, str, int] | None:
        """MK, number and attempt of an invoice, where its row is there."""
        row = self._cursor.execute(
            "SELECT m.number, i.number, i.attempt FROM invoice i JOIN practitioner m ON m.id = i.mk WHERE i.id = ?",
            (invoice,),
        ).fetchone()
        return None if row is None else (row[0], row[1], row[2])


class _Sealed(NamedTuple):
    """The part of the chain that one event binds."""

    seq: int
    until: int
    digest: str
    hasher: Any


class _State(NamedTuple):
    """What changes of an invoice."""

    state: str
    former: str
    since: str
    answer: str
    by: int | None
    """The invoice that replaces it."""


def _fold(events: list[Any]) -> _State:
    """The state that the events of an invoice lead to."""
    told = _State("", "", "", "", None)
    for _, day, kind, text in events:
        said = json.loads(text)
        told = told._replace(since=day, answer=said.get("answer", told.answer), by=said.get("by", told.by))
        if kind == "former":
            told = told._replace(former=said["state"])
        else:
            told = told._replace(former=told.state if kind == CORRECTED else "", state=kind)
    return told


def _head(text: str | None) -> tuple[int, str] | None:
    """Number and digest of a head that was noted."""
    if text is None:
        return None
    # A head that says less than the whole digest would prove less than it seems to.
    if _HEAD.fullmatch(text) is None:
        raise LedgerUseError("this is not a head of a ledger")
    seq, _, digest = text.partition(":")
    return int(seq), digest
