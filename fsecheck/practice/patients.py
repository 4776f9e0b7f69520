"""What is said of patients: requests and direct-access sessions left, agreements and bilans due, halves missing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from fsecheck.law.lawset import Law
from fsecheck.law.nomenclature import Act as Entry
from fsecheck.ledger import windows
from fsecheck.ledger.keeping import File, Survey
from fsecheck.ledger.port import Answer
from fsecheck.model.context import Context, LineContext
from fsecheck.model.facts import DIRECT_SESSIONS, REQUESTS_OF_YEAR, TREATMENT, YEAR_VOLUME, Event, Facts, quantity
from fsecheck.model.finding import Defect, Missing
from fsecheck.model.invoice import Invoice, Prescription
from fsecheck.model.periods import add_months
from fsecheck.practice.next_sheet import Line, Part, next_sheet
from fsecheck.practice.report import Agreement, Assessment, Count, Direct, Half, Left, Reference, Request, Who
from fsecheck.rules.acts import REQUEST_CODE, SESSION, is_care, is_session_event, kind, kind_of_event
from fsecheck.rules.assessment import unbilled
from fsecheck.rules.direct_access import ranks
from fsecheck.rules.kit import Rule
from fsecheck.rules.prior_agreement import dap001, dap004, dap005
from fsecheck.rules.teleexpertise import requests_of_year
from fsecheck.rules.treatment import Care, Treatment, renewal_number, treatments

_DAY: Final = timedelta(days=1)
#: No prescription that a rule may look for is older.
_OLDEST: Final = date(2000, 1, 1)
#: Invoices by which a patient is named.
_NAMED: Final = 3
_REMOTE: Final = {True: "remote", False: "on-site"}


class Ground(NamedTuple):
    """What everything is looked at with."""

    ledger: Survey
    law: Law
    context: Context
    """What is constant for the practice."""
    since: date
    """First day of the period."""
    until: date
    on: date
    """The day of which it is said what is left and due."""
    recent: date
    """What was last done on that day or later is under way, see :func:`recent`."""
    today: date

    def under_way(self, event: Event) -> bool:
        """Whether it shows that a treatment, or a run of sessions, is under way."""
        return self.recent <= event.day <= self.on


def recent(law: Law, on: date) -> date:
    """The first day whose run of sessions is not over *on* that day: treatments are taken to end like runs."""
    months: int = law.direct_access.run_months.at(on)
    day = add_months(on, -months)
    while add_months(day, months) <= on:
        day += _DAY
    return day


class Patients:
    """Gathers, by MK, the rows that speak of patients; one patient is held at a time."""

    def __init__(self, ground: Ground, mks: Mapping[str, Answer]) -> None:
        """*mks* are those of the ledger, by name."""
        self.ground = ground
        self.mks = mks
        self.requests: defaultdict[str, list[Request]] = defaultdict(list)
        self.direct: defaultdict[str, list[Direct]] = defaultdict(list)
        self.agreements: defaultdict[str, list[Agreement]] = defaultdict(list)
        self.assessments: defaultdict[str, list[Assessment]] = defaultdict(list)
        self.halves: defaultdict[str, list[Half]] = defaultdict(list)
        self.unnumbered: defaultdict[str, int] = defaultdict(int)
        """Treatments under way whose sessions cannot be numbered."""
        self.unranked: defaultdict[str, int] = defaultdict(int)
        """Series of an act that may need an agreement, whose sessions cannot be numbered."""
        self._written: dict[str, date] = {}

    def add(self, file: File) -> None:
        """Take in what one patient's invoices tell."""
        ground = self.ground
        patient = _Patient(file)
        if any(event.code == REQUEST_CODE for event in patient.events):
            self._requests(patient)
        if any(event.direct and ground.under_way(event) for event in patient.events):
            self._direct(patient)
        if any(ground.under_way(event) for event in reversed(patient.events)):
            self._treatments(patient)
        if any(event.series for event in patient.events):
            self._series(patient)

    # Requests

    def _requests(self, patient: "_Patient") -> None:
        ground = self.ground
        limit = ground.law.teleexpertise.requests_per_year.at(ground.on)
        for mk in {event.mk for event in patient.events if event.code == REQUEST_CODE and event.mk in self.mks}:
            sheet = next_sheet(mk, ground.on, Line(REQUEST_CODE, None))
            part = Part(ground.ledger, self._known(patient, mk), patient.events)
            fact = part.facts(sheet, ground.context, {REQUESTS_OF_YEAR}, ground.today)[REQUESTS_OF_YEAR]
            asked = requests_of_year(fact, ground.on, mk)
            if asked:
                used = quantity(asked)
                known = fact.complete_from(date(ground.on.year, 1, 1))
                most = max(limit - used, 0)
                self.requests[mk].append(
                    Request(
                        patient.who(asked),
                        Count(used if known else None, used),
                        Left(most if known or not most else None, most),
                    )
                )

    # Direct access

    def _direct(self, patient: "_Patient") -> None:
        ground, law = self.ground, self.ground.law
        sessions = [
            event
            for event in patient.events
            if event.direct
            and event.reimbursable
            and event.diagnosis is not True
            and ground.under_way(event)
            and is_session_event(law, event)
        ]
        for region in dict.fromkeys(event.region for event in sessions if event.region) or [""] if sessions else []:
            own = [event for event in sessions if event.region in ("", region) or not region]
            last = own[-1]
            mk = self._mk(patient, last)
            line = LineContext(region=region or None, diagnosis=False)
            part = Part(ground.ledger, self._known(patient, mk), patient.events, {region: region})
            sheet = next_sheet(mk, ground.on, _line(last), direct=True)
            context = ground.context._replace(lines={1: line})
            facts = part.facts(sheet, context, {DIRECT_SESSIONS, YEAR_VOLUME}, ground.today)
            [rank] = ranks(sheet, facts, law)
            least, most = rank.least - 1, rank.most - 1  # its own session apart
            if rank.complete and not most:
                continue
            sure = least == most
            known = rank.complete and sure
            room = max(rank.limit - least, 0)
            lacks = [] if rank.complete else ["ledger.direct_sessions"]
            lacks += [] if sure else ["ledger.diagnosis"]
            self.direct[mk].append(
                Direct(
                    patient.who(own),
                    last.day,
                    Count(least if known else None, least),
                    Left(room if known or not room else None, room),
                    tuple(lacks) if room else (),
                )
            )

    # Treatments

    def _treatments(self, patient: "_Patient") -> None:
        """Each prescription under way: what the rules say of its next session."""
        ground = self.ground
        groups: defaultdict[str, list[Event]] = defaultdict(list)
        for event in patient.events:
            if event.prescription and event.reimbursable and not event.direct and event.day <= ground.on:
                groups[event.prescribed].append(event)
        number = renewal_number(ground.law, ground.on)
        for prescribed, events in groups.items():
            if not ground.under_way(events[-1]):
                continue
            written = self._day(prescribed)
            day = (written or date.min).isoformat()
            renewals = "" if written is None else ground.ledger.word(f"prescription {number} {day}")
            initials = dict.fromkeys(event.prescription for event in events if event.prescription != renewals)
            for own in initials or [renewals]:
                prescriber = own if initials else str(number)
                words = {f"prescription {prescriber} {day}": own, f"prescribed {day}": prescribed}
                prescription = Prescription(1, prescriber, date.fromisoformat(day))
                mine = [event for event in events if event.prescription in (own, renewals)]
                self._treatment(patient, prescription, words, mine)

    def _treatment(
        self, patient: "_Patient", prescription: Prescription, words: dict[str, str], events: list[Event]
    ) -> None:
        """What is due of one treatment: its bilan, and the agreement of each of its acts under way."""
        ground, law = self.ground, self.ground.law
        for place, (line, last, entry) in enumerate(self._next_lines(events)):
            mk = self._mk(patient, last)
            words = {**words, last.region: last.region}
            part = Part(ground.ledger, self._known(patient, mk), patient.events, words)
            sheet = next_sheet(mk, ground.on, line._replace(prescription=1), (prescription,))
            beside = {1: LineContext(region=last.region)} if last.region else {}
            facts = part.facts(sheet, ground.context._replace(lines=beside), {TREATMENT}, ground.today)
            treatment = treatments(sheet, facts, law).get(1)
            if treatment is None:
                continue
            who = patient.who(events)
            if not place:
                self._assessment(mk, who, treatment, last)
            if entry is not None and entry.has_referential and not _agreed(treatment, entry, law):
                self._agreement(mk, who, (sheet, facts), last, entry)

    def _next_lines(self, events: list[Event]) -> Iterator[tuple[Line, Event, Entry | None]]:
        """
        The acts under way, the latest first: the line of the next session, the last one, and the act it is.

        An act that its couple tells has the couple of the day; one that it does not tell stands as it was written,
        where there is no other.
        """
        ground, table = self.ground, self.ground.law.nomenclature_table
        met: set[tuple[str, str] | str] = set()
        for event in reversed(events):
            couple = (event.code, event.coefficient)
            if couple in met or not ground.under_way(event):
                continue
            met.add(couple)
            line = _line(event)
            if kind(ground.law, event.code, line.coefficient, event.day) != SESSION:
                continue
            found = () if line.coefficient is None else table.find(event.code, line.coefficient, event.day)
            acts = {version.act.id: version.act for version in found}
            now = [version for act in acts for version in table.versions_of(act, ground.on)] if len(acts) == 1 else []
            if now and now[0].act.id not in met:
                yield Line(now[0].letter, now[0].coefficient), event, now[0].act
                met.add(now[0].act.id)
            elif not now and len(met) == 1:
                yield line, event, None

    def _assessment(self, mk: str, who: Who, treatment: Treatment, last: Event) -> None:
        law = self.ground.law
        if not treatment.known:
            self.unnumbered[mk] += 1
            return
        rhythm = law.assessment.rhythm
        due = [*unbilled(treatment, law, lambda care: rhythm.in_force(care.day))]
        if due:
            latest = next((one for one in reversed(due) if one.event is not None), due[-1])
            reached = None if latest.event is None else latest.event.day
            self.assessments[mk].append(Assessment(who, latest.what, latest.rank, reached, last.day))

    def _agreement(self, mk: str, who: Who, asked: tuple[Invoice, Facts], last: Event, entry: Entry) -> None:
        law = self.ground.law
        near, unknown = _said(dap004, asked, law)
        needed, _ = _said(dap001, asked, law)
        doubtful, _ = _said(dap005, asked, law)
        said = needed or doubtful or near
        if said is None:
            self.unranked[mk] += unknown
            return
        done, limit = int(str(said.params["counted"])) - 1, int(str(said.params["limit"]))
        left = max(limit - done - 1, 0)
        self.agreements[mk].append(
            Agreement(
                who,
                entry.id,
                entry.label,
                last.day,
                Count(None if unknown else done, done),
                limit,
                None if needed else entry.agreement_later,
                Left(left, left),
                certain=needed is not None or (entry.agreement_later is None and not entry.agreement_disputed),
            )
        )

    # Series

    def _series(self, patient: "_Patient") -> None:
        ground = self.ground
        found: defaultdict[str, list[Event]] = defaultdict(list)
        stated: dict[str, bool] = {}
        billed: set[str] = set()
        for bill in sorted(patient.bills, key=lambda bill: bill.drawn_up):
            for event in (event for lines in bill.lines for event in lines.events if event.series):
                found[event.series].append(event)
                if bill.series_last_remote is not None:
                    stated[event.series] = bill.series_last_remote
                if ground.since <= bill.drawn_up <= ground.until:
                    billed.add(event.series)
        for series in billed & stated.keys():
            care = [event for event in found[series] if is_care(kind_of_event(ground.law, event))]
            if care and all(event.remote is not stated[series] for event in care):
                last = max(care, key=lambda event: event.day)
                who = patient.who(care)
                self.halves[self._mk(patient, last)].append(Half(who, _REMOTE[stated[series]], last.day))

    def _known(self, patient: "_Patient", mk: str) -> Answer:
        """What is known of the MK and of the patient, as a check would be answered."""
        return self.mks[mk]._replace(patient_from=patient.since)

    def _mk(self, patient: "_Patient", event: Event) -> str:
        """The MK in whose part of the report a row stands: who did it, else who billed it."""
        return event.mk if event.mk in self.mks else patient.bill_of[event.number]

    def _day(self, prescribed: str) -> date | None:
        """The day of a prescription: the ledger holds its digest, which its own key finds again."""
        if not self._written:
            day = _OLDEST
            while day <= self.ground.on:
                self._written[self.ground.ledger.word(f"prescribed {day.isoformat()}")] = day
                day += _DAY
        return self._written.get(prescribed)


class _Patient:
    """One patient's invoices, and their events in order."""

    def __init__(self, file: File) -> None:
        self.bills = file.bills
        self.events = tuple(
            sorted((event for bill in file.bills for lines in bill.lines for event in lines.events), key=windows.order)
        )
        self.bill_of = {bill.number: bill.mk for bill in file.bills}
        self.since = file.patient_from
        self._mark = file.mark

    def who(self, events: Iterable[Event]) -> Who:
        """The patient, by the latest invoices that hold one of these events."""
        concerned = {id(event) for event in events}
        bills = [
            Reference(bill.mk, bill.number, bill.drawn_up)
            for bill in self.bills
            if any(id(event) in concerned for lines in bill.lines for event in lines.events)
        ]
        bills.sort(key=lambda one: (one.drawn_up, one.number), reverse=True)
        return Who(self._mark, tuple(bills[:_NAMED]))


def _line(event: Event) -> Line:
    return Line(event.code, Decimal(event.coefficient) if event.coefficient else None)


def _said(rule: Rule, asked: tuple[Invoice, Facts], law: Law) -> tuple[Defect | None, bool]:
    """What a rule finds wrong with a sheet of one line, and whether it lacked something to know."""
    sheet, facts = asked
    said = [*rule.check(sheet, facts, law)] if rule.applies(sheet) else []
    return next((one for one in said if isinstance(one, Defect)), None), any(isinstance(one, Missing) for one in said)


def _agreed(treatment: Treatment, entry: Entry, law: Law) -> bool:
    """Whether a session of the series bears an agreement."""

    def bears(care: Care) -> bool:
        return care.event is not None and care.event.agreement in law.prior_agreement.accepted.at(care.day)

    return any(care.one == entry.id and bears(care) for care in treatment.sessions)
