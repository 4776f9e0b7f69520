"""Looks a ledger over and makes the report: what is counted of each MK, and what is said of his patients."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Final, NamedTuple

import fsecheck
from fsecheck.law.lawset import Law
from fsecheck.ledger.keeping import Bill, Lines, Survey, Surveyed
from fsecheck.ledger.port import LIVE, RESERVED, Answer
from fsecheck.model.context import Context
from fsecheck.model.facts import YEAR_VOLUME, Fact, Facts, civil_year, quantity
from fsecheck.model.money import CENT, HUNDRED, half_up
from fsecheck.practice.patients import Ground, Patients, recent
from fsecheck.practice.report import (
    QUOTED,
    SCHEMA,
    Agreements,
    Amount,
    Assessments,
    Count,
    DirectAccess,
    Invoices,
    Known,
    MadeWith,
    Overcharge,
    Practitioner,
    Quoted,
    Report,
    Requests,
    SecuredRate,
    Series,
    State,
    Telecare,
    Year,
    quoted,
)
from fsecheck.rules.telecare import Share
from fsecheck.settings import Settings

#: States of the sheets that were sent and that the payer has not turned down.
_SENT: Final = LIVE - {RESERVED}
_SECURED: Final = "SV"
_WITHOUT_CARD: Final = "SSV"


class UnknownMkError(LookupError):
    """The ledger knows no MK of that number."""


class PeriodError(ValueError):
    """A period that begins after the day of the report, or ends before ``first``, of which no law is known."""

    def __init__(self, first: date) -> None:
        super().__init__("no report can be made of this period")
        self.first = first


class Period(NamedTuple):
    """The days of which a report speaks, both included."""

    since: date
    until: date


def first_day(law: Law) -> date:
    """The first day on which every value that a report quotes is in force."""
    return max(law.first_day(value) for values in QUOTED.values() for value in values)


def practice(
    ledger: Survey, period: Period, today: date, mk: str | None = None, settings: Settings | None = None
) -> Report:
    """
    The report on the practice of *ledger*, or on one of its MKs; it writes nothing.

    Raises PeriodError, UnknownMkError, LedgerError.
    """
    law = Law()
    on, first = min(today, period.until), first_day(law)
    if period.since > on or on < first:
        raise PeriodError(first)
    context = (settings or Settings()).complete(Context())
    maker = _Maker(Ground(ledger, law, context, *period, on, recent(law, on), today))
    return ledger.survey(period.since, on, today, lambda seen: maker.report(seen, mk))


class _Tally:
    """What is summed up of the invoices of one MK."""

    def __init__(self) -> None:
        self.sent = self.secured = self.telehealth = self.without_mode = 0
        self.acts = self.overcharged = 0
        self.fees = self.above = 0
        """Cents."""


class _Maker:
    """One report in the making."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.law, self.on = ground.law, ground.on
        self.modes = self.law.series.modes.at(self.on)
        self.telehealth = frozenset(self.law.practice.secured_telehealth.at(self.on))
        self.tallies: defaultdict[str, _Tally] = defaultdict(_Tally)

    def report(self, seen: Surveyed, mk: str | None) -> Report:
        """All that the ledger tells."""
        ground, law = self.ground, self.law
        names = [name for name, known in seen.mks.items() if mk is None or mk in known.mk_names]
        if mk is not None and not names:
            raise UnknownMkError(mk)
        patients = Patients(ground, seen.mks)
        for file in seen.files:
            patients.add(file)
            for bill in file.bills:
                self._sheet(bill)
                for lines in bill.lines:
                    self._lines(bill, lines, seen)
        return Report(
            SCHEMA,
            ground.ledger.practice,
            ground.since,
            ground.until,
            ground.on,
            tuple([self._practitioner(name, seen, patients) for name in names]),
            tuple(self._quoted()),
            MadeWith(fsecheck.__version__, law.fingerprint, law.horizon, seen.head, ground.today),
        )

    def _quoted(self) -> Iterable[Quoted]:
        of: defaultdict[str, list[str]] = defaultdict(list)
        for figure, values in QUOTED.items():
            for value in values:
                of[value].append(figure)
        return [quoted(self.law.value(value), tuple(figures), self.on) for value, figures in of.items()]

    # One invoice

    def _sheet(self, bill: Bill) -> None:
        """Count a sheet sent in the civil year by how it was sent."""
        if bill.state not in _SENT or bill.drawn_up.year != self.on.year or bill.drawn_up > self.on:
            return
        tally = self.tallies[bill.mk]
        tally.sent += 1
        events = [event for lines in bill.lines for event in lines.events]
        mode = next((event.mode for event in events if event.mode), "")
        family = self.modes.get(mode)
        if family == _SECURED:
            tally.secured += 1
        elif family == _WITHOUT_CARD:
            tally.telehealth += any(event.code in self.telehealth for event in events)
        elif family is None:
            tally.without_mode += 1

    def _lines(self, bill: Bill, lines: Lines, seen: Surveyed) -> None:
        """Count the acts of the period, and what was charged above their base."""
        events = [event for event in lines.events if self.ground.since <= event.day <= self.on]
        if not events:
            return
        tally = self.tallies[events[0].mk if events[0].mk in seen.mks else bill.mk]
        tally.fees += lines.fees * len(events)
        acts = quantity(events) * lines.counted
        tally.acts += acts
        if lines.overcharged:
            tally.overcharged += acts
            tally.above += (lines.fees - lines.base) * len(events)

    # One MK

    def _practitioner(self, name: str, seen: Surveyed, patients: Patients) -> Practitioner:
        law, on = self.law, self.on
        known, tally = seen.mks[name], self.tallies[name]
        together = _together(known)
        year = civil_year(on)[0]
        recently = Known(together is not None and together <= patients.ground.recent, together, patients.ground.recent)
        drawn_up = self._drawn_up(seen, name, self.ground.since)
        return Practitioner(
            name,
            tuple(sorted(known.mk_names)),
            known.covered_from,
            self._telecare(known),
            self._secured_rate(tally, self._drawn_up(seen, name, year))._replace(erased=_erased(seen, name, year, on)),
            _overcharge(tally, self.ground.context.overcharge_level, _done(known, self.ground.since))._replace(
                erased=_erased(seen, name, self.ground.since, on)
            ),
            Requests(
                on.year,
                law.teleexpertise.requests_per_year.at(on),
                tuple(sorted(patients.requests[name], key=lambda row: (row.left.at_most, row.patient.mark))),
                _done(known, year),
            ),
            DirectAccess(
                law.direct_access.sessions.at(on),
                law.direct_access.run_months.at(on),
                tuple(sorted(patients.direct[name], key=lambda row: (row.left.at_most, row.patient.mark))),
                recently,
            ),
            Agreements(
                tuple(sorted(patients.agreements[name], key=lambda row: (row.left.at_most, row.patient.mark))),
                patients.unranked[name],
                recently,
            ),
            Assessments(
                tuple(sorted(patients.assessments[name], key=lambda row: (row.reached or on, row.patient.mark))),
                patients.unnumbered[name],
                recently,
            ),
            Series(tuple(sorted(patients.halves[name], key=lambda row: (row.last, row.patient.mark))), drawn_up),
            _invoices(seen, name, drawn_up),
            tuple(
                Year(
                    volume.year,
                    _count(volume.total, complete := _done(known, civil_year(date(volume.year, 1, 1))[0])),
                    _count(volume.remote, complete),
                    complete,
                )
                for volume in known.volumes
            ),
        )

    def _telecare(self, known: Answer) -> Telecare:
        facts = Facts(
            self.ground.today, self.ground.context, {YEAR_VOLUME: Fact((), known.covered_from, known.volumes)}
        )
        share = Share(self.on, (), facts, self.law)
        complete = _done(known, civil_year(self.on)[0])
        enforcement = self.ground.context.cap_enforcement
        room = share.room if share.complete else None
        refused: int | None = None
        if room is not None and enforcement == "running":
            refused = room
        elif room is not None and enforcement == "annual" and share.room_of_reference is not None:
            refused = max(room, share.room_of_reference)
        return Telecare(
            self.on.year,
            _count(share.remote, complete),
            _count(share.total, complete),
            _per_cent(share.remote, share.total) if share.complete else None,
            share.cap,
            share.over if share.complete else None,
            room,
            share.back if share.complete and share.over else None,
            share.reference,
            enforcement,
            refused,
            complete,
        )

    def _secured_rate(self, tally: _Tally, known: Known) -> SecuredRate:
        goal: int = self.law.practice.secured_rate.at(self.on)
        counted = tally.secured + tally.telehealth
        sure = known.complete and not tally.without_mode
        # One more secured sheet adds to both sides of the rate.
        missing = Decimal(goal * tally.sent - counted * 100) / (100 - goal)
        to_goal = max(int(missing.to_integral_value(ROUND_CEILING)), 0)
        return SecuredRate(
            self.on.year,
            _count(tally.secured, known),
            _count(tally.telehealth, known),
            _count(tally.sent, known),
            tally.without_mode,
            0,
            _per_cent(counted, tally.sent) if sure else None,
            goal,
            to_goal == 0 if sure and tally.sent else None,
            to_goal if sure else None,
            known,
        )

    def _drawn_up(self, seen: Surveyed, name: str, needed: date) -> Known:
        """Whether every invoice drawn up from a day to that of the report is there."""
        claim = next((since for since, until in seen.claims.get(name, ()) if since <= self.on <= until), None)
        return Known(claim is not None and claim <= needed, claim, needed)


def _done(known: Answer, needed: date) -> Known:
    """Whether every act of an MK done from a day on is there: it may be billed any day up to today."""
    since = known.covered_from
    return Known(since is not None and since <= needed, since, needed)


def _together(known: Answer) -> date | None:
    """From when the MK and all others of the ledger are known: of patients, any of them may have done something."""
    own, all_ = known.covered_from, known.practice_covered_from
    return None if own is None or all_ is None else max(own, all_)


def _erased(seen: Surveyed, name: str, since: date, until: date) -> int:
    """Acts of the civil years from a day to another whose invoices were erased."""
    return sum([volume.total for volume in seen.forgotten.get(name, ()) if since.year <= volume.year <= until.year])


def _count(number: int, known: Known) -> Count:
    return Count(number if known.complete else None, number)


def _amount(cents: int, known: Known) -> Amount:
    euros = Decimal(cents) * CENT
    return Amount(euros if known.complete else None, euros)


def _per_cent(part: int, whole: int) -> Decimal | None:
    """Two decimals, half up; None of nothing."""
    return half_up(part * HUNDRED / whole) if whole else None


def _overcharge(tally: _Tally, level: int | None, known: Known) -> Overcharge:
    return Overcharge(
        _count(tally.overcharged, known),
        _count(tally.acts, known),
        _per_cent(tally.overcharged, tally.acts) if known.complete else None,
        level,
        _amount(tally.above, known),
        _amount(tally.fees, known),
        0,
        known,
    )


def _invoices(seen: Surveyed, name: str, known: Known) -> Invoices:
    states = [
        State(one.state, one.state in LIVE, _count(one.number, known), _amount(one.fees, known), one.oldest, one.newest)
        for one in seen.invoiced
        if one.mk == name
    ]
    return Invoices(tuple(states), known)
