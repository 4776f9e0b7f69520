"""
Reading a ledger: one question, one consistent look.

A check pays for each statement and for each value of each row, so there are few of both: the
person, the invoices of the sheet's number, the acts of the patient. What is not the patient's is
kept from one question to the next (:mod:`fsecheck.ledger.snapshot`).

Who is who: a patient is the NIR individuel where the sheet carries it, else the NIR of the insured
with the birth date as text and the rang de naissance (the *composite*). A sheet that carries both
links its composite to its NIR individuel; a look-up goes through both. The link of a composite is
made once: a second NIR individuel on the same composite stays a person of its own, and the
composite stays with the first. So two different NIR individuels are never merged, but by the host's
own word (``link``). Who has a NIR individuel of his own will be the insured under it: that composite
is linked to it at once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from fsecheck.ledger import windows
from fsecheck.ledger.keys import Key
from fsecheck.ledger.port import LIVE, Answer, Query
from fsecheck.ledger.snapshot import OPEN, Snapshot, Who, add, by_number, merge
from fsecheck.model.digest import blake2b
from fsecheck.model.facts import SAME_NUMBER, Event, Volume
from fsecheck.model.invoice import Act, Invoice, Patient

if TYPE_CHECKING:
    from fsecheck.ledger.keeping import Entry, Surveyed
    from fsecheck.ledger.seam import Cursor
    from fsecheck.ledger.verify import Checked

_OWN: Final = b"fse own nir"
_COMPOSITE: Final = b"fse composite"
#: Between the fields of what lines say: no sheet can hold it.
SEPARATOR: Final = "\x1f"
_WORD: Final = b"fse word"
_CONTENT: Final = b"fse content"

_HEAD: Final = "SELECT seq, digest FROM event ORDER BY seq DESC LIMIT 1"
_PERSON: Final = "SELECT id, digest, key_version, linked FROM person WHERE digest = ?"
_LINKED: Final = "SELECT id FROM person WHERE linked = ?"
_ADOPTING: Final = (
    "SELECT l.id FROM person l WHERE l.id = ? AND l.kind = 'link' "
    "AND NOT EXISTS (SELECT 1 FROM person o WHERE o.linked = l.id AND o.kind = 'own')"
)
_NUMBER: Final = "SELECT id, patient, state, content, drawn_up, attempt FROM invoice WHERE "
_LINES: Final = "SELECT invoice, mk, said, lines FROM acts WHERE live = 1 AND "
_IN_SPANS: Final = (
    _LINES + "id BETWEEN ? AND ? AND (first <= ? AND last >= ? OR direct = 1 AND first <= ? AND last >= ?)"
)
_OF_INVOICE: Final = _LINES + "id BETWEEN ? AND ? AND invoice = ?"
_EVER: Final = "SELECT invoice, mk, said, lines FROM acts WHERE id BETWEEN ? AND ? AND invoice = ?"
_OF_SERIES: Final = _LINES + "series <> '' AND series = ?"
_OF_TRIP: Final = (
    "SELECT a.invoice, a.mk, a.said, a.lines, a.patient, t.line FROM trip t JOIN acts a ON a.id = t.act "
    "WHERE t.word = ? AND a.live = 1"
)
_SHARE: Final = (
    "SELECT a.mk, CAST(substr(a.first, 1, 4) AS INTEGER), a.quantity * a.times * a.remote, a.quantity * a.times, "
    "a.quantity * a.times * a.overcharged "
    "FROM invoice i JOIN acts a ON a.id BETWEEN i.patient << 20 AND (i.patient << 20) + 1048575 AND a.invoice = i.id "
    "WHERE i.id = ? AND a.live = 1 AND a.counted = 1"
)
_PENDING: Final = (
    "SELECT b.number, i.number, i.attempt, i.state, i.drawn_up, i.since, i.former FROM invoice i "
    "JOIN practitioner a ON a.id = i.mk JOIN practitioner b ON b.id = coalesce(a.linked, a.id) "
    "WHERE i.state = 'reserved' ORDER BY i.since, i.id"
)

Known = tuple[int, bytes, int, int | None]
"""A person as the ledger knows it: id, digest, version of the key, and the person it is linked to."""
Row = tuple[int, int, str, str]
"""A row of the acts table: invoice, MK, what its lines say, its lines."""
_NOBODY: Final[frozenset[int]] = frozenset()
_Result = TypeVar("_Result")
_new: Final = tuple.__new__
_day: Final = date.fromisoformat


class Identity(NamedTuple):
    """The digests of a patient under one version of the key."""

    version: int
    own: bytes | None
    """NIR individuel."""
    composite: bytes
    insured: bytes | None
    """The composite that the same person has, or will have, where the NIR individuel is that of the insured."""


def identify(patient: Patient, key: Key) -> list[Identity]:
    """The digests of *patient*, the newest version of the key first."""
    composite, own, insured = _composite(patient, patient.nir), None, None
    if patient.own_nir:
        own = patient.own_nir.encode()
        if patient.insured_alone:
            insured = _composite(patient, patient.own_nir)
    return [
        Identity(
            version,
            None if own is None else key.digest(_OWN, own, version),
            key.digest(_COMPOSITE, composite, version),
            None if insured is None else key.digest(_COMPOSITE, insured, version),
        )
        for version in key.versions
    ]


def _composite(patient: Patient, nir: str) -> bytes:
    return f"{nir}\x1f{patient.birth}\x1f{patient.rank}".encode()


def same_person(identities: Iterable[Identity], known: Collection[Known]) -> tuple[set[int], int | None]:
    """
    The persons among *known* that the sheet speaks of, and the NIR person to whom others may be linked.

    *known* are the rows found under the digests of *identities*. A composite that belongs to
    another NIR individuel than the sheet's is left out.
    """
    owns = {one.own for one in identities if one.own is not None}
    found: set[int] = set()
    root = None
    for id_, digest, _, linked in known:
        if digest in owns:
            root = id_ if linked is None else linked
            found |= {id_, root}
    for id_, digest, _, linked in known:
        if digest not in owns and (linked is None or linked == root or not owns):
            found.add(id_)
            if linked is not None:
                root = linked
                found.add(root)
    return found, root


def _adopting(cursor: "Cursor", known: Iterable[Known]) -> int | None:
    """The link that the host made between composites, for the first NIR individuel that is seen with one of them."""
    for _, _, _, linked in known:
        if linked is not None and cursor.execute(_ADOPTING, (linked,)).fetchone() is not None:
            return linked
    return None


def ids_of(patient: int) -> tuple[int, int]:
    """The first and the last id that acts of a patient may have."""
    return patient << 20, (patient << 20) + 1_048_575


class Reader:
    """Answers queries through a cursor that is in a transaction. Used by several threads."""

    def __init__(self, key: Key, secret: bytes) -> None:
        """*secret* is the ledger's own: it keys words and contents."""
        self.key = key
        self._secret = secret
        self._snapshot: Snapshot | None = None

    def word(self, text: str) -> str:
        """Digest of a word of the host, 16 hexadecimal digits; "" for ""."""
        return blake2b(text.encode(), digest_size=8, key=self._secret, person=_WORD).hexdigest() if text else ""

    def content(self, invoice: Invoice) -> bytes:
        """Digest of the content of a sheet."""
        return blake2b(invoice.digest, digest_size=16, key=self._secret, person=_CONTENT).digest()

    def snapshot(self, cursor: "Cursor") -> Snapshot:
        """What the ledger holds beside its patients, as it stands in this transaction."""
        state = cursor.execute(_HEAD).fetchone() or (0, b"")
        known = self._snapshot
        if known is None or known.state != state:
            known = self._snapshot = Snapshot(cursor, state)
        return known

    def persons(self, cursor: "Cursor", identities: list[Identity]) -> tuple[set[int], int | None, list[Known]]:
        """The persons a sheet speaks of, the NIR person among them, and the rows found under its digests."""
        rows: list[Known] = []
        for _, own, composite, insured in identities:
            if own is not None:
                rows += cursor.execute(_PERSON, (own,)).fetchall()
                if insured is not None:
                    rows += cursor.execute(_PERSON, (insured,)).fetchall()
            rows += cursor.execute(_PERSON, (composite,)).fetchall()
        if not rows:
            return set(), None, rows
        if len(rows) == 1 and rows[0][3] is None and identities[0][1] is None:
            return {rows[0][0]}, None, rows  # what same_person would say of nearly every sheet
        ids, root = same_person(identities, rows)
        if root is None and identities[0].own is not None:
            root = _adopting(cursor, rows)
        if root is not None:
            ids.add(root)
            ids.update([row[0] for row in cursor.execute(_LINKED, (root,)).fetchall()])
        return ids, root, rows

    def answer(self, cursor: "Cursor", query: Query, today: date) -> Answer:
        """All that *query* asks."""
        invoice = query.invoice
        view = self.snapshot(cursor)
        who = view.who(invoice.practitioner, today)
        persons = self.persons(cursor, identify(invoice.patient, self.key))[0]
        left_out, same_number = self._of_number(cursor, who, invoice, persons)
        without = left_out | query.without if query.without else left_out
        marked = _marked(invoice) if invoice.executors_named else []
        names, aliases = _names(view, who, query, marked)
        rows: list[Row] = []
        asked = windows.spans(query)
        if asked is not None:
            since, until, direct_since, direct_until = map(date.isoformat, asked)
            for person in persons:
                values = (*ids_of(person), until, since, direct_until, direct_since)
                rows += cursor.execute(_IN_SPANS, values).fetchall()
        of_series: list[Row] = []
        if query.series and any(not window.patient for window in query.windows):
            of_series = cursor.execute(_OF_SERIES, (self.word(query.series),)).fetchall()
        numbered = [cursor.execute(_OF_INVOICE, known).fetchall() for known in same_number] if query.numbers else []
        if without:
            rows, of_series, *numbered = [
                [row for row in some if row[0] not in without] for some in (rows, of_series, *numbered)
            ]
        found = Found(
            query,
            view,
            names,
            series="" if query.series is None else self.word(query.series),
            rows=rows,
            of_series=of_series,
            numbered=numbered,
        )
        return Answer(
            found,
            who.covered_from,
            who.practice_covered_from,
            self._less(cursor, view, who.volumes(query.years), without, who.rows),
            self._less(cursor, view, view.practice_volumes(query.practice_years), without),
            self._trips(cursor, query, persons, without, names) if query.trips else {},
            _others(view, marked, today) if marked else {},
            *(self._under_corrected(cursor, who, invoice, persons) if query.corrected else ((), ())),
            view.patient_from(persons) if view.erasures else None,
            view.head,
            left_out,
            frozenset(persons),
            who.numbers,
            found.mentions,
            aliases,
        )

    def _of_number(
        self, cursor: "Cursor", who: Who, invoice: Invoice, persons: Collection[int]
    ) -> tuple[frozenset[int], list[tuple[int, int, int]]]:
        """The invoices that never count against the sheet; the live ones of its number with other content."""
        rows = cursor.execute(_NUMBER + who.by_number, (invoice.number, *who.rows)).fetchall()
        if not rows and invoice.corrects is None:
            return _NOBODY, []
        content = self.content(invoice)
        live = [row for row in rows if row[2] in LIVE]
        out = [row[0] for row in live if row[3] == content]
        if invoice.corrects is not None:
            target = self.corrected(cursor, who.rows, invoice, (persons, out))
            if target is not None:
                out.append(target)
        return frozenset(out), [(*ids_of(row[1]), row[0]) for row in live if row[3] != content]

    def corrected(
        self, cursor: "Cursor", mks: Collection[int], invoice: Invoice, within: tuple[Collection[int], Collection[int]]
    ) -> int | None:
        """
        The live invoice that a sheet corrects: the newest of that number and of its patient, but the sheet itself.

        *within* are the persons of the patient, and the sheet as the ledger has it. Where the sheet says
        when that one was drawn up and one of them was, that one.
        """
        found = cursor.execute(_NUMBER + by_number(mks), (invoice.corrects, *mks)).fetchall()
        persons, but = within
        rows = [row for row in found if row[1] in persons and row[2] in LIVE and row[0] not in but]
        if invoice.corrects_drawn_up is not None:
            day = invoice.corrects_drawn_up.isoformat()
            rows = [row for row in rows if row[4] == day] or rows
        newest = max(rows, key=lambda row: (row[4], row[5], row[0]), default=None)
        return None if newest is None else newest[0]

    def _under_corrected(
        self, cursor: "Cursor", who: Who, invoice: Invoice, persons: Collection[int]
    ) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
        """What stands under the number that a sheet corrects, live or not: of its patient, and of others."""
        own: list[Event] = []
        others: list[Event] = []
        content = self.content(invoice)
        for row in cursor.execute(_NUMBER + who.by_number, (invoice.corrects or "", *who.rows)).fetchall():
            if row[3] != content:
                lines = cursor.execute(_EVER, (*ids_of(row[1]), row[0])).fetchall()
                (own if row[1] in persons else others).extend(events_of_rows(lines, who.names)[:1])
        return tuple(sorted(own, key=windows.order)), tuple(sorted(others, key=windows.order))

    def _trips(
        self,
        cursor: "Cursor",
        query: Query,
        persons: Collection[int],
        without: frozenset[int],
        names: Mapping[int, str],
    ) -> dict[str, tuple[Event, ...]]:
        """By the name of each trip, the travel lines of other patients; *names* are of the MKs."""
        found: dict[str, tuple[Event, ...]] = {}
        for trip in query.trips:
            events: list[Event] = []
            for invoice, mk, said, lines, patient, line in cursor.execute(_OF_TRIP, (self.word(trip),)).fetchall():
                if patient not in persons and invoice not in without:
                    of_row = events_of_rows([(invoice, mk, said, lines)], names)
                    events += [event for event in of_row if event.line == line]
            if events:
                found[trip] = tuple(sorted(events, key=windows.order))
        return found

    def _less(
        self,
        cursor: "Cursor",
        view: Snapshot,
        volumes: tuple[Volume, ...],
        without: frozenset[int],
        mks: Collection[int] | None = None,
    ) -> tuple[Volume, ...]:
        """Yearly volumes of these MKs (None: of all), less what the invoices *without* add to them."""
        if not without or not volumes:
            return volumes
        less: dict[int, list[Volume]] = {}
        for id_ in without:
            if id_ not in view.shares:
                view.shares[id_] = cursor.execute(_SHARE, (id_,)).fetchall()
            for mk, year, *share in view.shares[id_]:
                if mks is None or mk in mks:
                    less.setdefault(year, []).append(Volume(year, *(-one for one in share)))
        left = [add(one.year, [one, *less.get(one.year, ())]) for one in volumes]
        return tuple([one for one in left if one.total or one.remote])


class LedgerHistory:
    """A :class:`~fsecheck.ledger.port.History` in a database; each kind of database says how it is looked at."""

    practice: str
    _reader: Reader
    _closed: bool

    def word(self, text: str) -> str:
        """What stands in events for a word of the host: a keyed digest of 16 hexadecimal digits, "" for ""."""
        return self._reader.word(text)

    def answer(self, query: Query, today: date) -> Answer:
        """All that *query* asks, from one state of the ledger. Raises LedgerError."""
        return self._read(lambda cursor: self._reader.answer(cursor, query, today))

    def head(self) -> str:
        """Identifies the state of the ledger: number and digest of its last event."""
        return self._read(self._reader.snapshot).head

    def pending(self) -> "tuple[Entry, ...]":
        """Reservations neither confirmed nor released, oldest first."""
        rows = self._read(lambda cursor: cursor.execute(_PENDING).fetchall())
        return tuple(entry(row) for row in rows)

    def coverage(self) -> tuple[tuple[str, date, date | None], ...]:
        """Claimed intervals: MK, from, to (None: and from now on)."""
        view = self._read(self._reader.snapshot)
        return tuple(
            (view.names[root], since, None if until == OPEN else until)
            for root in sorted(view.claims, key=view.names.__getitem__)
            for since, until in merge(view.claims[root])
        )

    def survey(self, since: date, until: date, today: date, look: "Callable[[Surveyed], _Result]") -> _Result:
        """What *look* makes of the whole ledger, as :meth:`fsecheck.ledger.keeping.Survey.survey` says."""
        from fsecheck.ledger.survey import surveyed  # noqa: PLC0415 - a check surveys nothing

        return self._read(lambda cursor: look(surveyed(cursor, self._reader, (since, until), today, self._each)))

    def verify(self, head: str | None = None) -> "Checked":
        """Whether the ledger is what its events say; *head* is one that was noted elsewhere. Raises LedgerError."""
        from fsecheck.ledger.verify import verify  # noqa: PLC0415 - a check does not verify

        key, practice = self._reader.key, self.practice
        return self._read(lambda cursor: verify(cursor, key, practice, head, (self._altered, self._faults)))

    def close(self) -> None:
        """Let go of the database. Reads under way end first with their own connection."""
        raise NotImplementedError

    def _each(self, cursor: "Cursor", sql: str) -> "Iterator[Any]":
        """The rows of a statement, some at a time."""
        return iter(cursor.execute(sql))

    def _faults(self, cursor: "Cursor") -> int:
        """How much the database itself finds wrong with its file."""
        raise NotImplementedError

    def _altered(self, cursor: "Cursor") -> tuple[str, ...]:
        """The names of what differs from the tables that the migrations make."""
        raise NotImplementedError

    def _read(self, look: "Callable[[Cursor], _Result]") -> _Result:
        """What *look* finds in one state of the ledger. Raises LedgerError."""
        raise NotImplementedError


def entry(row: tuple[str, str, int, str, str, str, str]) -> "Entry":
    """The entry of a row: name of the MK, number, attempt, state, day of elaboration, day of the state, former."""
    from fsecheck.ledger.keeping import Entry  # noqa: PLC0415 - a check shows no entry

    mk, number, attempt, state, drawn_up, since, former = row
    return Entry(mk, number, attempt, state, date.fromisoformat(drawn_up), date.fromisoformat(since), former)


class Found(Mapping[str, tuple[Event, ...]]):
    """
    The events by need, made of the rows of the file when a rule first looks for one that may be there.

    To read what was kept of an invoice costs a fraction of making an event of each of its lines: a
    sheet whose rules look at nothing, or only at days of which no row speaks, makes none.
    """

    __slots__ = (
        "_days",
        "_events",
        "_made",
        "_names",
        "_numbered",
        "_of_series",
        "_query",
        "_rows",
        "_series",
        "_view",
    )

    def __init__(
        self,
        query: Query,
        view: Snapshot,
        names: Mapping[int, str],
        *,
        series: str,
        rows: list[Row],
        of_series: list[Row],
        numbered: list[list[Row]],
    ) -> None:
        """*rows* are the patient's, *of_series* of the series, *numbered* of each invoice under the sheet's number."""
        self._query = query
        self._rows = rows
        self._of_series = of_series
        self._numbered = numbered
        self._series = series
        self._names = names
        self._view = view
        self._made: dict[str, tuple[Event, ...]] = {}
        self._events: tuple[Event, ...] | None = None
        self._days: list[tuple[str, str]] | None = None

    def __getitem__(self, need: str) -> tuple[Event, ...]:
        try:
            return self._made[need]
        except KeyError:
            pass
        found = self._made[need] = self._make(need)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(windows.needs(self._query))

    def __len__(self) -> int:
        return len(windows.needs(self._query))

    def mentions(self, word: str) -> bool:
        """Whether a row of the patient may bear a keyed digest."""
        return any(word in said for _, _, said, _ in self._rows)

    def _make(self, need: str) -> tuple[Event, ...]:
        """The events of a need. Raises KeyError where the query does not ask for it."""
        query, names = self._query, self._names
        if need == SAME_NUMBER and query.numbers:
            firsts = [event for rows in self._numbered for event in events_of_rows(rows, names)[:1]]
            return tuple(sorted(firsts, key=windows.order))
        if self._events is None:
            if self._none(need):
                return ()
            self._events = events_of_rows(self._rows, names)
        of_series = events_of_rows(self._of_series, names) if self._of_series else ()
        return windows.of_need(need, query, windows.Read(self._events, of_series, self._series, self._view.same_mk))

    def _none(self, need: str) -> bool:
        """Whether no row can hold what a need asks for."""
        if self._days is None:
            self._days = [(lines[:10], lines.rsplit(" ", 4)[-4]) for _, _, _, lines in self._rows]
        asked = False
        for window in self._query.windows:
            if window.need == need and window.patient:
                since, until, asked = window.since.isoformat(), window.until.isoformat(), True
                for first, last in self._days:
                    if first <= until and last >= since:
                        return False
        return asked


def events_of_rows(rows: list[Row], names: Mapping[int, str]) -> tuple[Event, ...]:
    """The events of rows of the acts table, sorted; *names* are of the MKs."""
    events: list[Event] = []
    mixed = False
    for _, mk, said, lines in rows:
        (
            code, coefficient, quantity, number, remote, place, direct, diagnosis, region, mode, prescription, series,
            agreement, reimbursable, drawn_up, prescribed,
        ) = said.split(SEPARATOR)  # fmt: skip
        shared = (
            code, coefficient, int(quantity), number, names[mk], remote == "1", place, direct == "1",
            diagnosis == "1" if diagnosis else None, region, mode, prescription, series, agreement,
            reimbursable == "1", _day(drawn_up), prescribed,
        )  # fmt: skip
        own = lines.split(" ")
        each = zip(map(_day, own[::4]), map(int, own[1::4]), own[2::4], own[3::4], strict=True)
        added = [_new(Event, one + shared) for one in each]
        mixed = mixed or (bool(events) and events[-1].day >= added[0].day)
        events += added
    if mixed:
        events.sort(key=windows.order)
    return tuple(events)


def _marked(invoice: Invoice) -> list[Act]:
    """The lines that name the MK who executed them."""
    return [act for act in invoice.acts if act.executing_rpps or act.executing_am]


def _others(view: Snapshot, marked: Iterable[Act], today: date) -> Mapping[str, date | None]:
    """From when on each MK named on the lines *marked* is covered, by his numbers."""
    return {
        number: view.covered([view.ids[number]], today) if number in view.ids else None
        for act in marked
        for number in (act.executing_rpps, act.executing_am)
        if number
    }


def _names(
    view: Snapshot, who: Who, query: Query, marked: Sequence[Act]
) -> tuple[Mapping[int, str], Mapping[str, str]]:
    """
    By what name events speak of each MK: the sheet's own, else the context's, else RPPS or AM.

    And that name for each number of the sheet, of the context and of the invoicing MK. The lines *marked* name one.
    """
    if not marked and not query.names:
        return who.names, who.aliases
    own = query.invoice.practitioner.key
    others = [act.executing_rpps or act.executing_am or "" for act in marked]
    others += [act.executing_am for act in marked if act.executing_rpps and act.executing_am]
    asked = [number for number in others if number != own]
    if query.names:
        asked = [*query.names, *reversed(asked)]
    names = {**who.names}
    for number in asked:
        if number in view.ids:
            names.update(dict.fromkeys(view.members[view.root[view.ids[number]]], number))
    names.update(dict.fromkeys(who.rows, own))
    called = {number: names[view.ids[number]] if number in view.ids else number for number in asked}
    return names, {**called, **who.aliases}
