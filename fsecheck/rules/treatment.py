"""
Treatments told apart: a prescription of the sheet with its renewals, and all that was done under it.

Two invoices name a prescription by its prescriber and its day. A renewal by the MK keeps the day and
changes the number: it belongs to the one prescription of that day. Where there were two, or where a
line could be of either, it is *doubtful*: it counts for no number that a finding rests on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from fsecheck.law.lawset import Law
from fsecheck.law.nomenclature import BILAN, SESSION, ActVersion
from fsecheck.law.nomenclature import Act as Entry
from fsecheck.model.facts import TREATMENT, Event, Facts
from fsecheck.model.invoice import Act, Invoice, Prescription
from fsecheck.rules.acts import REMOTE_CODE, kind
from fsecheck.rules.lines import candidates

_BY_MK: Final = "masseurKinesitherapeute"
_BY_DOCTOR: Final = "medecin"

#: What a couple is, which acts it may be, and from one day to another.
_Reading = tuple[str, frozenset[str], date, date]
_UNREAD: Final[_Reading] = ("", frozenset(), date.max, date.min)
_new: Final = tuple.__new__


class Care(NamedTuple):
    """A session or a bilan-diagnostic of a treatment, of the history or of the sheet."""

    day: date
    rank: int
    """Rank on the sheet; 0 for the history, which comes first within a day."""
    what: str
    """``session`` or ``bilan``."""
    acts: frozenset[str]
    """Ids of the acts it may be; none where its couple names no act."""
    quantity: int
    mk: str
    region: str
    renewed: bool
    """Whether it was done under a renewal by the MK."""
    act: Act | None = None
    event: Event | None = None

    @property
    def one(self) -> str | None:
        """The act it is, where that is certain."""
        return next(iter(self.acts)) if len(self.acts) == 1 else None


class Treatment(NamedTuple):
    """What was done under one prescription of the sheet and its renewals, as far as is known."""

    prescription: Prescription
    cares: tuple[Care, ...]
    """By day, the history first, then by line."""
    doubtful: tuple[Care, ...]
    """What may belong to it or to another of the same day."""
    complete: bool
    """Whether the history holds everything since the prescription was written."""
    renewed: bool
    """Whether the lines of the sheet are done under a renewal by the MK."""

    @property
    def known(self) -> bool:
        """Whether its sessions can be numbered."""
        return self.complete and not self.doubtful

    @property
    def sessions(self) -> list[Care]:
        """Its sessions."""
        return [care for care in self.cares if care.what == SESSION]

    @property
    def bilans(self) -> list[Care]:
        """Its bilans-diagnostics."""
        return [care for care in self.cares if care.what == BILAN]


def treatments(invoice: Invoice, facts: Facts, law: Law) -> Mapping[int, Treatment]:
    """The treatments of the sheet by the number of their prescription there; worked out once a check."""
    return facts.once("treatments", lambda: {one.prescription.number: one for one in _all(invoice, facts, law)})


def is_renewed_by_mk(law: Law, prescription: Prescription, day: date) -> bool:
    """Whether a prescription of the sheet is renewed by the MK: it says so, or bears the number of such renewals."""
    return prescription.renewed_by == _BY_MK or prescription.prescriber == renewal_number(law, day)


def says_renewed_by_mk(prescription: Prescription) -> bool:
    """Whether the sheet says that the MK renewed the prescription."""
    return prescription.renewed_by == _BY_MK


def says_renewed_by_doctor(prescription: Prescription) -> bool:
    """Whether the sheet says that a doctor renewed the prescription."""
    return prescription.renewed_by == _BY_DOCTOR


def renewal_number(law: Law, day: date) -> str | None:
    """The prescriber's number of a renewal by the MK, None before there was one."""
    values = law.prescription.renewal_number
    number: str | None = values.at(day) if values.in_force(day) else None
    return number


def numbered(cares: Iterable[Care]) -> int:
    """Number of acts in *cares*."""
    return sum(care.quantity for care in cares)


def evidence(cares: Iterable[Care]) -> Iterator[tuple[str, str]]:
    """The earlier invoices among *cares*, as findings cite them."""
    return (care.event.reference for care in cares if care.event is not None)


def entry_of(law: Law, act_id: str) -> Entry:
    """The act of that id."""
    return law.nomenclature_table.by_id(act_id)


def of_sheet(invoice: Invoice, facts: Facts, law: Law) -> Mapping[int, Sequence[Care]]:
    """The sessions and bilans of the sheet alone, by the number of their prescription there, in the order of lines."""
    return facts.once("cares", lambda: _own(invoice, _reader(invoice, facts, law)))


def _own(invoice: Invoice, reader: "_Reader") -> dict[int, list[Care]]:
    prescriptions = invoice.prescriptions
    own: dict[int, list[Care]] = {one.number: [] for one in prescriptions}
    only = prescriptions[0].number if len(prescriptions) == 1 else None
    for act in invoice.acts:
        number = only if act.prescription is None else act.prescription
        if number in own and act.reimbursable:
            care = reader.line(act, number)
            if care is not None:
                own[number].append(care)
    return {number: cares for number, cares in own.items() if cares}


def _all(invoice: Invoice, facts: Facts, law: Law) -> Iterator[Treatment]:
    own = of_sheet(invoice, facts, law)
    if not own:
        return
    history = _History(invoice, facts, law, _reader(invoice, facts, law))
    for prescription in invoice.prescriptions:
        if prescription.number in own:
            yield history.treatment(prescription, own)


def _reader(invoice: Invoice, facts: Facts, law: Law) -> "_Reader":
    return facts.once("reader", lambda: _Reader(invoice, facts, law))


class _Reader:
    """Says what lines and events are; the sessions of a series repeat one couple, which is looked up once."""

    def __init__(self, invoice: Invoice, facts: Facts, law: Law) -> None:
        self.facts, self.law = facts, law
        self._key = invoice.practitioner.key
        self._mk = facts.mk(self._key)
        self._executors_named, self._lines = invoice.executors_named, facts.context.lines
        self._found: dict[tuple[str, object], _Reading] = {}
        self._last: tuple[str, object, _Reading] = ("", None, _UNREAD)
        day = invoice.last_day
        self._renewed = {one.number: is_renewed_by_mk(law, one, day) for one in invoice.prescriptions}

    def line(self, act: Act, prescription: int) -> Care | None:
        """A line of the sheet, None where it is neither session nor bilan-diagnostic."""
        code, coefficient, (what, ids, first, last) = self._last
        if act.code != code or act.coefficient != coefficient or not first <= act.day <= last:
            what, ids = self._of(act.code, act.coefficient, act.day)
        if not what:
            return None
        mk, region = self._mk, ""
        if self._executors_named:
            mk = self.facts.mk(act.executing_rpps or act.executing_am or self._key)
        if self._lines:
            beside = self.facts.context.line(act.rank)
            region = self.facts.word(beside.region) if beside.region else ""
            if beside.act is not None:
                ids = frozenset([entry.id for entry in candidates(self.law, self.facts, act)])
        renewed = self._renewed[prescription]
        return _new(Care, (act.day, act.rank, what, ids, act.quantity, mk, region, renewed, act, None))

    def event(self, event: Event, *, renewed: bool) -> Care | None:
        """An act of the history, None where it is neither session nor bilan-diagnostic."""
        what, ids = self._of(event.code, event.coefficient, event.day)
        if not what:
            return None
        return _new(Care, (event.day, 0, what, ids, event.quantity, event.mk, event.region, renewed, None, event))

    def _of(self, code: str, coefficient: Decimal | str | None, day: date) -> tuple[str, frozenset[str]]:
        """What a couple is on a day, and which acts it may be."""
        last_code, last_coefficient, known = self._last
        if code != last_code or coefficient != last_coefficient:
            known = self._found.get((code, coefficient), _UNREAD)
        if not known[2] <= day <= known[3]:
            # The history writes a coefficient as text, "" for none.
            exact = Decimal(coefficient) if isinstance(coefficient, str) and coefficient else coefficient or None
            known = self._found[code, coefficient] = self._read(code, exact, day)
        self._last = code, coefficient, known
        return known[0], known[1]

    def _read(self, code: str, coefficient: Decimal | None, day: date) -> _Reading:
        """What a couple is on a day: a session, a bilan-diagnostic or neither, and which acts it may be."""
        table = self.law.nomenclature_table
        found: tuple[ActVersion, ...] = ()
        if coefficient is not None:
            remote = code == REMOTE_CODE
            found = table.remote_candidates(coefficient, day) if remote else table.find(code, coefficient, day)
        kinds = {version.act.kind for version in found}
        former = self._former(code, coefficient, day)
        what = SESSION if former or SESSION in kinds else BILAN if BILAN in kinds else ""
        if not what and not kinds and kind(self.law, code, coefficient, day) == SESSION:
            what = SESSION
        ids = frozenset([version.act.id for version in found] + [entry.id for entry in former])
        fixed = bool(found) and not former and self.law.as_of is None
        first = max(version.starts for version in found) if fixed else day
        last = min(version.ends for version in found) if fixed else day
        return what, ids, first, last

    def _former(self, code: str, coefficient: Decimal | None, day: date) -> tuple[Entry, ...]:
        table = self.law.nomenclature_table
        if coefficient is None or table.day(day) > self.law.nomenclature.former_letters_until.at(day):
            return ()
        return table.former(code, coefficient)


class _History:
    """The patient's earlier acts, shared out among the treatments of the sheet."""

    def __init__(self, invoice: Invoice, facts: Facts, law: Law, reader: _Reader) -> None:
        self.invoice, self.facts, self.law, self.reader = invoice, facts, law, reader
        self.fact = facts[TREATMENT]
        self.number = renewal_number(law, invoice.last_day)

    def treatment(self, prescription: Prescription, own: Mapping[int, Sequence[Care]]) -> Treatment:
        """All that is known under a prescription of the sheet."""
        day = prescription.written
        renewed = is_renewed_by_mk(self.law, prescription, self.invoice.last_day)
        renewal = prescription.prescriber == self.number
        alike = [one for one in self.invoice.prescriptions if one.written == day and one is not prescription]
        certain = list(own[prescription.number])
        doubtful: list[Care] = []
        # The lines of the sheet under the other half of a renewal: the same treatment, unless two could claim them.
        initials = [one for one in alike if one.prescriber != self.number] + ([] if renewal else [prescription])
        for one in alike:
            if (one.prescriber == self.number) is not renewal:
                (certain if len(initials) == 1 else doubtful).extend(own.get(one.number, ()))
        twins = any(one.prescriber == prescription.prescriber for one in alike)
        for care, sure in self._earlier(prescription, initials):
            (certain if sure and not twins else doubtful).append(care)
        certain.sort(key=_order)
        # What is renewed was begun: where nothing shows it, it was begun elsewhere.
        begun = not renewal or any(not care.renewed for care in certain)
        complete = begun and self.fact.complete_from(day)
        return Treatment(prescription, tuple(certain), tuple(doubtful), complete, renewed)

    def _earlier(self, prescription: Prescription, initials: Sequence[Prescription]) -> Iterator[tuple[Care, bool]]:
        """Each earlier act that may be of the treatment, and whether it surely is."""
        written, word = prescription.written.isoformat(), self.facts.word
        own = word(f"prescription {prescription.prescriber} {written}")
        renewal = prescription.prescriber == self.number
        renewals = own if renewal else word(f"prescription {self.number} {written}")
        if not renewal and not self.fact.may_mention(own, renewals):
            return
        day, events = word(f"prescribed {written}"), self.fact.events
        others = {word(f"prescription {one.prescriber} {written}") for one in initials if one is not prescription}
        others |= {event.prescription for event in events if event.prescribed == day}
        alone = len(others - {own, renewals}) <= renewal
        for event in events:
            of = event.prescription
            of_day = event.prescribed == day or of in (own, renewals)
            # A renewal keeps the day alone; a history that gives no day cannot tell its treatment.
            if of not in (own, renewals) and not (renewal and of and (of_day or not event.prescribed)):
                continue
            care = self.reader.event(event, renewed=of == renewals) if event.reimbursable else None
            if care is not None:
                yield care, of_day and (alone or of == own != renewals)


def _order(care: Care) -> tuple[date, int]:
    return care.day, care.rank
