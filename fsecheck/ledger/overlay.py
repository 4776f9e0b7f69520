"""
The earlier sheets of a lot over a history: each sheet sees those before it, none is written.

Ask for a sheet's answer, judge it, then :meth:`Overlay.add` it unless it was rejected. An overlay
belongs to one lot and one thread. Without a history below it knows the lot alone and claims no
coverage. Of the sheets still to come it tells the acts of the patient, for the rules that ask.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from attrs import evolve

from fsecheck.ledger import windows
from fsecheck.ledger.lines import by_codes, events_of, executing, trips_of
from fsecheck.ledger.port import Answer, Classify, History, Query
from fsecheck.ledger.snapshot import add
from fsecheck.model.context import Context
from fsecheck.model.facts import SAME_NUMBER, Event, Volume
from fsecheck.model.invoice import Invoice, Patient, Practitioner

_EMPTY: Final = Answer(events={}, covered_from=None, practice_covered_from=None)
_Composite = tuple[str, str, str]


class _Sheet(NamedTuple):
    """An earlier sheet of the lot."""

    invoice: Invoice
    events: tuple[Event, ...]
    series: str
    trips: Mapping[int, str]
    """Names of its trips by the rank of the travel line."""
    known: frozenset[int]
    """By what the history knows its patient."""


class Overlay:
    """A :class:`~fsecheck.ledger.port.History`: the sheets added so far over *base*."""

    def __init__(
        self,
        base: History | None = None,
        classify: Classify | None = None,
        lot: Callable[[], Iterable[tuple[Invoice, Context]]] = tuple,
    ) -> None:
        """
        *classify* as for :func:`fsecheck.ledger.sqlite.open`: give the one of the ledger below.

        *lot* reads the sheets of the lot; it is asked once, and only where a rule looks at those to come.
        """
        self._base = base
        self._classify = classify or by_codes()
        self._lot = lot
        self._whole: tuple[tuple[Invoice, Context], ...] | None = None
        self._met: set[str] = set()
        self._sheets: list[_Sheet] = []
        self._left_out: frozenset[int] = frozenset()
        self._asked: tuple[Invoice, Answer] | None = None
        self._own_nir: dict[_Composite, str] = {}
        self._rpps: dict[str, str] = {}

    def word(self, text: str) -> str:
        """What the history below makes of a word; without one, the word itself."""
        return text if self._base is None else self._base.word(text)

    def add(self, invoice: Invoice, context: Context) -> None:
        """Let the sheets that follow see *invoice*. Its own answer is asked before."""
        asked = self._asked[1] if self._asked is not None and self._asked[0] is invoice else _EMPTY
        self._left_out |= asked.left_out
        self._learn(invoice, asked)
        events = events_of(invoice, context, self.word, self._classify)
        self._sheets = [sheet for sheet in self._sheets if not self._replaces(invoice, sheet, asked)]
        trips = trips_of(invoice, context, self._classify)
        self._sheets.append(_Sheet(invoice, events, self.word(context.series or ""), trips, asked.patient))

    def answer(self, query: Query, today: date) -> Answer:
        """The history's answer and the acts of the lot's earlier sheets."""
        below = _EMPTY
        if self._base is not None:
            below = self._base.answer(self._completed(query), today)
        self._asked = (query.invoice, below)
        self._met.add(query.invoice.xpath)
        links, numbers = dict(self._own_nir), dict(self._rpps)
        self._learn(query.invoice, below)
        try:
            others = [sheet for sheet in self._sheets if not self._replaces(query.invoice, sheet, below)]
            own, of_others = self._corrected(query, below)
            return below._replace(
                events=self._found(query, others, below),
                mentions=None,
                volumes=self._volumes(query.years, others, below.volumes, self._mk(query.invoice.practitioner)),
                practice_volumes=self._volumes(query.practice_years, others, below.practice_volumes),
                trips=self._trips(query, others, below) if query.trips else {},
                corrected=own,
                corrected_of_others=of_others,
                later=partial(self._later, query, below),
                aliases=self._aliases(query, below),
            )
        finally:  # a sheet that is rejected teaches nothing
            self._own_nir, self._rpps = links, numbers

    def _found(self, query: Query, others: list[_Sheet], below: Answer) -> dict[str, tuple[Event, ...]]:
        """What the lot adds, need by need, sorted with what the history holds."""
        series = self.word(query.series or "")
        names = self._names(query)
        own = [
            event
            for sheet in others
            if self._same_patient(query.invoice.patient, sheet, below)
            for event in self._named(sheet.events, names)
        ]
        own.sort(key=windows.order)
        of_series = [event for sheet in others if sheet.series == series for event in self._named(sheet.events, names)]
        of_series.sort(key=windows.order)
        added = windows.split(query, windows.Read(tuple(own), tuple(of_series), series, self._same_number))
        if query.numbers:
            mk = self._mk(query.invoice.practitioner)
            added[SAME_NUMBER] = tuple(
                min(self._named(sheet.events, names))
                for sheet in others
                if sheet.events
                and sheet.invoice.number == query.invoice.number
                and self._mk(sheet.invoice.practitioner) == mk
            )
        return {
            need: tuple(
                sorted((*self._named(below.events.get(need, ()), names), *added.get(need, ())), key=windows.order)
            )
            for need in below.events.keys() | added.keys()
        }

    def _later(self, query: Query, below: Answer) -> tuple[Event, ...]:
        """The acts of the patient on the sheets of the lot that were not yet judged, sorted."""
        if self._whole is None:
            self._whole = tuple(self._lot())
        names, found = self._names(query), []
        for invoice, context in self._whole:
            sheet = _Sheet(invoice, (), "", {}, frozenset())
            if invoice.xpath not in self._met and self._same_patient(query.invoice.patient, sheet, below):
                found += self._named(events_of(invoice, context, self.word, self._classify), names)
        return tuple(sorted(found, key=windows.order))

    def _corrected(self, query: Query, below: Answer) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
        """What stands under the number that the sheet corrects: of its patient, and of others."""
        if not query.corrected:
            return (), ()
        names, mk = self._names(query), self._mk(query.invoice.practitioner)
        own, others = self._named(below.corrected, names), self._named(below.corrected_of_others, names)
        for sheet in self._sheets:
            if sheet.invoice.number == query.invoice.corrects and self._mk(sheet.invoice.practitioner) == mk:
                alike = self._same_patient(query.invoice.patient, sheet, below)
                (own if alike else others).append(min(self._named(sheet.events, names)))
        return tuple(sorted(own, key=windows.order)), tuple(sorted(others, key=windows.order))

    def _trips(self, query: Query, others: list[_Sheet], below: Answer) -> dict[str, tuple[Event, ...]]:
        """By the name of each trip, the travel lines of other patients."""
        names = self._names(query)
        found: dict[str, tuple[Event, ...]] = {}
        for trip in query.trips:
            events = self._named(below.trips.get(trip, ()), names)
            for sheet in others:
                if trip in sheet.trips.values() and not self._same_patient(query.invoice.patient, sheet, below):
                    events += self._named(
                        (event for event in sheet.events if sheet.trips.get(event.line) == trip), names
                    )
            if events:
                found[trip] = tuple(sorted(events, key=windows.order))
        return found

    def _volumes(
        self, years: Collection[int], others: list[_Sheet], below: Iterable[Volume], mk: str | None = None
    ) -> tuple[Volume, ...]:
        """Yearly volumes of an MK (None: of all), with what the lot adds to them."""
        added = {volume.year: [volume] for volume in below}
        for sheet in others:
            for act in sheet.invoice.acts:
                if act.day.year not in years:
                    continue
                tally = self._classify(act)
                if tally.counted and (mk is None or self._mk(executing(sheet.invoice, act)) == mk):
                    share = Volume(
                        act.day.year, act.quantity * tally.remote, act.quantity, act.quantity * tally.overcharged
                    )
                    added.setdefault(act.day.year, []).append(share)
        return tuple(add(year, volumes) for year, volumes in sorted(added.items()))

    # Who is who, within the lot

    def _learn(self, invoice: Invoice, asked: Answer) -> None:
        patient, mk = invoice.patient, invoice.practitioner
        if patient.own_nir:
            self._own_nir.setdefault(_composite(patient), patient.own_nir)
            if patient.insured_alone:
                self._own_nir.setdefault((patient.own_nir, patient.birth, patient.rank), patient.own_nir)
        if mk.rpps:
            for number in (mk.am or "", *asked.mk_names):
                self._rpps.setdefault(number, mk.rpps)
        else:
            rpps = next((number for number in asked.mk_names if number != mk.am and len(number) == 11), None)
            if rpps is not None:
                self._rpps.setdefault(mk.key, rpps)
        for number, name in asked.aliases.items():
            if len(name) == 11 and number != name:
                self._rpps.setdefault(number, name)

    def _completed(self, query: Query) -> Query:
        """The query with the NIR individuel and RPPS that the lot has taught: the history knows only what it holds."""
        invoice, wanted = query.invoice, query.windows
        patient, mk = invoice.patient, invoice.practitioner
        if patient.own_nir is None and _composite(patient) in self._own_nir:
            invoice = evolve(invoice, patient=evolve(patient, own_nir=self._own_nir[_composite(patient)]))
        if mk.rpps is None and mk.am in self._rpps:
            rpps = self._rpps[mk.am]
            invoice = evolve(invoice, practitioner=evolve(mk, rpps=rpps))
            wanted = tuple([window._replace(mk=rpps) if window.mk == mk.am else window for window in wanted])
        return query._replace(invoice=invoice, windows=wanted, without=query.without | self._left_out)

    def _own(self, patient: Patient) -> str | None:
        return patient.own_nir or self._own_nir.get(_composite(patient))

    def _same_patient(self, patient: Patient, sheet: _Sheet, below: Answer) -> bool:
        other = sheet.invoice.patient
        one, two = self._own(patient), self._own(other)
        if one is not None and two is not None:
            return one == two
        return _composite(patient) == _composite(other) or not sheet.known.isdisjoint(below.patient)

    def _mk(self, mk: Practitioner) -> str:
        return mk.rpps or self._rpps.get(mk.am or "", mk.am or "")

    def _same_number(self, one: str, other: str) -> bool:
        return self._rpps.get(one, one) == self._rpps.get(other, other)

    def _names(self, query: Query) -> dict[str, str]:
        """By what name events speak of each MK: the sheet's own, else the context's, else RPPS or AM."""
        names = {self._rpps.get(name, name): name for name in reversed(query.names)}
        for act in query.invoice.acts:
            mk = executing(query.invoice, act)
            names[self._mk(mk)] = mk.key
        names[self._mk(query.invoice.practitioner)] = query.invoice.practitioner.key
        return names

    def _aliases(self, query: Query, below: Answer) -> dict[str, str]:
        """The name that events use, for each number of the sheet and of the context."""
        names = self._names(query)
        mk = query.invoice.practitioner
        own = {number: mk.key for number in (mk.rpps, mk.am) if number}
        known = {number: self._rpps.get(number, number) for number in (*below.aliases, *query.names, *names.values())}
        return {number: names.get(one, one) for number, one in known.items()} | own

    def _named(self, events: Iterable[Event], names: dict[str, str]) -> list[Event]:
        found = []
        for event in events:
            known = self._rpps.get(event.mk, event.mk)
            name = names.get(known, known)
            found.append(event if name == event.mk else event._replace(mk=name))
        return found

    def _replaces(self, invoice: Invoice, sheet: _Sheet, below: Answer) -> bool:
        """Whether an earlier sheet is the same as *invoice*, or the one it corrects."""
        other = sheet.invoice
        if self._mk(invoice.practitioner) != self._mk(other.practitioner):
            return False
        same = invoice.number == other.number and invoice.digest == other.digest
        return same or (invoice.corrects == other.number and self._same_patient(invoice.patient, sheet, below))


def _composite(patient: Patient) -> _Composite:
    return patient.nir, patient.birth, patient.rank
