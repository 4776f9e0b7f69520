"""The desk of the practice: makes visits of a treatment, and sheets of visits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from fsecheck.law.lawset import Law
from fsecheck.law.public_holidays import NATIONAL
from fsecheck.model.periods import add_months
from tests.practice.people import Mk, Person, Register, Terms, doctor, mk
from tests.practice.sheets import Line, Sheet, Tariff, Visit

OPENING: Final = date(2024, 2, 22)
"""First day of the nomenclature as the law data have it."""
CLOSING: Final = date(2026, 11, 20)
DAY: Final = timedelta(days=1)
_LINES: Final = 60
_WEEKS: Final = {1: (2,), 2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4), 7: (0, 1, 2, 3, 4, 5, 6)}

Travel = Callable[[date], list[Line]]


@dataclass
class Course:
    """One treatment: an act done on some days under a prescription and its renewals."""

    act: str
    days: list[date]
    written: date
    doctor: str
    place: str = "cabinet"
    bilan: bool = True
    twice: bool = False
    """Two sessions a day, where the act admits them."""
    travel: Travel | None = None
    supplement: str | None = None
    remote: frozenset[int] = frozenset()
    """Ranks of the sessions done at a distance."""
    counted: int | None = None
    """Number of sessions the doctor wrote."""
    renewed: dict[int, tuple[date, str]] = field(default_factory=dict)
    """From which session a renewal counts: its day and its author."""
    known: dict[str, Any] = field(default_factory=dict)
    """What is known beside each session."""
    stated: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    """Fields of each session line."""
    bilans: frozenset[int] = frozenset()
    """Ranks of more bilans than the rhythm's."""
    mark: str = "1"
    """Session mark."""
    decorate: Callable[[Line], None] | None = None
    """Changes each session line."""
    executants: dict[int, Mk] = field(default_factory=dict)


class Desk:
    """Writes the sheets of one practice; the same seed gives the same sheets."""

    def __init__(self, seed: int, territory: str = "metropole", department: str = "99") -> None:
        self.rng = Random(seed)
        self.law = Law()
        self.tariff = Tariff(self.law, territory)
        self.register = Register(self.rng)
        self.mks = [mk(place, department) for place in range(1, 6)]
        self.department = department
        self.sheets: list[Sheet] = []
        self._regulars: list[tuple[Person, list[tuple[date, date]]]] = []
        self._doctors = 0
        self._accidents = 0

    @property
    def acts(self) -> int:
        """Number of lines written so far."""
        return sum(len(sheet.lines) for sheet in self.sheets)

    def doctor(self) -> str:
        """A doctor's number; there are two hundred of them."""
        self._doctors += 1
        return doctor(self._doctors * 7 % 200)

    def one(self) -> Mk:
        """One of the physiotherapists."""
        return self.rng.choice(self.mks)

    def patient(self, days: list[date]) -> Person:
        """An adult: now and then one who came before or will come again, with two months between."""
        first, last = days[0] - 60 * DAY, days[-1] + 60 * DAY
        for person, spans in self.rng.sample(self._regulars, min(len(self._regulars), 3)):
            if all(last < since or until < first for since, until in spans) and 20 <= person.age(days[0]) < 70:
                spans.append((days[0], days[-1]))
                return person
        person = self.register.adult(days[0], 22, 66)
        self._regulars.append((person, [(days[0], days[-1])]))
        return person

    def start(self, length: int, since: date = OPENING, until: date = CLOSING) -> date:
        """A first day such that *length* days later is still before *until*."""
        room = (until - since).days - length
        return since + self.rng.randint(0, max(room, 0)) * DAY

    def days(self, start: date, number: int, a_week: int = 3, until: date = CLOSING) -> list[date]:
        """Working days from *start* on, so many a week; every day of the week with 7."""
        found: list[date] = []
        day = start
        while len(found) < number and day <= until:
            if a_week == 7 or (
                day.weekday() in _WEEKS[a_week] and NATIONAL not in self.law.public_holidays.anywhere(day)
            ):
                found.append(day)
            day += DAY
        return found

    def terms(self, *choices: str, day: date = OPENING) -> Terms:
        """Terms of payment of one of these kinds; of any ordinary kind where none is given."""
        chosen = self.rng.choice(choices or ("maladie",) * 6 + ("aspa", "exonere", "msa", "ald"))
        if chosen == "at":
            self._accidents += 1
            return Terms(
                "accidentTravail", rate=100, about={"accidentTravail": {"numero": f"{240000000 + self._accidents}"}}
            )
        if chosen == "maternite":
            return Terms("maternite", rate=100, about={"maternite": {"dateDebutGrossesse": add_months(day, -8)}})
        return {
            "maladie": Terms(),
            "aspa": Terms(exemption="aspa", rate=80),
            "exonere": Terms(exemption="assureExonere", rate=100),
            "soins": Terms(exemption="soinsParticuliers", rate=100),
            "ald": Terms(exemption="ald", rate=100),
            "alsace": Terms("maladieAlsaceMoselle", rate=90),
            "msa": Terms(scheme="02"),
        }[chosen]

    def line(self, act: str, day: date, **fields: Any) -> Line | None:
        """A line of that act; None where it has no sure couple that day."""
        couple = self.tariff.couple(act, day)
        if couple is None:
            return None
        letter, coefficient = couple
        text = f"{coefficient:.2f}" if self.rng.random() < 0.1 else f"{coefficient:f}"
        return Line(day, {"code": letter, "coefficient": text, "lieu": "cabinet", **fields}, act=act)

    def flat(self, code: str, day: date, place: str = "domicile", visit: str | None = None, **fields: Any) -> Line:
        """A line of a flat amount or of an allowance."""
        return Line(day, {"code": code, "lieu": place, "visite": visit, **fields})

    def sessions(self, course: Course) -> list[Visit]:
        """The visits of a treatment: bilans when due, agreements asked in time, supplements and journeys."""
        neurological = self.tariff.entry(course.act).neurological
        due = {1} | ({60, 110, 160} if neurological else {30, 50, 70, 90}) | course.bilans
        visits: list[Visit] = []
        prescription: dict[str, Any] = self.prescription(course.written, course.doctor, course.counted)
        stage: object = (course.written, course.doctor)
        stated = dict(course.stated)
        rank = 0
        for day in course.days:
            lines: list[Line] = []
            bilan = None
            for turn in ("", "b") if course.twice else ("",):
                rank += 1
                if rank in course.renewed:
                    prescription, stage = self._renewed(course, rank), (course.written, course.doctor, rank)
                    if course.renewed[rank][1] == "masseurKinesitherapeute":
                        stated.update(renouvellementInterdit="non", copieTransmise="oui", mentionsCompletes="oui")
                done = self._session(course, day, rank, course.mark + turn)
                if done is None:
                    return visits
                lines += done
                if rank in due and course.bilan:
                    bilan = self.line("bdk-neurologique" if neurological else "bdk", day, lieu=course.place)
                    if bilan is not None and rank in course.remote and rank > 1:
                        self._at_a_distance(bilan)
            if bilan is not None:
                lines.insert(0 if self.rng.random() < 0.5 and not bilan.remote else len(lines), bilan)
            if course.travel is not None:
                lines += course.travel(day)
            visits.append(Visit(day, lines, prescription, dict(stated), stage))
        return visits

    def _session(self, course: Course, day: date, rank: int, mark: str) -> list[Line] | None:
        """A session with its agreement and its supplement; None where its act has no sure couple that day."""
        line = self.line(course.act, day, seance=mark, lieu=course.place, **course.fields)
        if line is None:
            return None
        line.rank = rank
        line.known.update(course.known)
        since = self.tariff.entry(course.act).agreement_from
        if since is not None and rank >= since:
            asked = course.days[since - 4] if since > 3 else course.days[0] - 20 * DAY
            late = day >= asked + 15 * DAY and self.rng.random() < 0.5
            line.fields["accordPrealable"] = {"code": "sansReponse" if late else "favorable", "dateDemande": asked}
        if rank in course.executants:
            other = course.executants[rank]
            line.fields["executant"] = {"numeroAM": other.am, "rpps": other.rpps}
        if course.decorate is not None:
            course.decorate(line)
        if rank in course.remote:
            self._at_a_distance(line)
        more = None if course.supplement is None else self.line(course.supplement, day, seance=mark, lieu=course.place)
        return [line] if more is None else [line, more]

    def prescription(self, written: date, doctor_: str, counted: int | None = None) -> dict[str, Any]:
        """A doctor's prescription."""
        return {
            "numeroPrescripteur": doctor_,
            "specialitePrescripteur": "01",
            "conditionExercice": "liberal",
            "date": written,
            "origine": "medecinTraitant",
            "nombreSeances": counted,
        }

    def bill(
        self,
        story: str,
        person: Person,
        mk_: Mk,
        visits: Iterable[Visit],
        *,
        terms: Terms | None = None,
        each: int = 10,
        **about: Any,
    ) -> list[Sheet]:
        """Sheets of these visits in order, so many visits on each; *about* are fields of the sheets."""
        ordered = sorted(visits, key=lambda visit: visit.day)
        made: list[Sheet] = []
        group: list[Visit] = []
        for place, visit in enumerate(ordered):
            group.append(visit)
            after = ordered[place + 1] if place + 1 < len(ordered) else None
            full = sum(len(one.lines) for one in group) >= _LINES
            renewal = (
                after is not None
                and isinstance(after.apart, tuple)
                and isinstance(visit.apart, tuple)
                and (after.apart[:2] == visit.apart[:2] and after.apart != visit.apart)
            )
            if after is None or len(group) >= each or full or renewal:
                until = min(visit.day + self.rng.randint(0, 2) * DAY, CLOSING if after is None else after.day)
                made.append(self._sheet(story, person, mk_, group, drawn_up=until, terms=terms or Terms(), **about))
                group = []
        self.sheets += made
        return made

    def _sheet(self, story: str, person: Person, mk_: Mk, group: list[Visit], *, drawn_up: date, **about: Any) -> Sheet:
        prescriptions: list[dict[str, Any]] = []
        lines: list[Line] = []
        stated: dict[str, Any] = {}
        for visit in group:
            reference = None
            if visit.prescription is not None:
                if visit.prescription not in prescriptions:
                    prescriptions.append(visit.prescription)
                reference = prescriptions.index(visit.prescription) + 1
            for line in visit.lines:
                if line.act:
                    line.fields.setdefault("refPrescription", reference)
                lines.append(line)
            stated |= visit.stated
        numbered = [{"numeroOrdre": place, **one} for place, one in enumerate(prescriptions, 1)]
        return Sheet(
            story=story,
            mk=mk_,
            person=person,
            drawn_up=max(drawn_up, group[-1].day),
            lines=lines,
            prescriptions=numbered,
            tariff=self.tariff,
            stated=stated,
            shares=self.rng.random() < 0.5,
            nameless=self.rng.random() < 0.1,
            fixed_mode=self._mode(lines),
            **about,
        )

    def _mode(self, lines: list[Line]) -> str | None:
        """Now and then another mode that is lawful for acts in presence."""
        if any(line.remote or line.code == "RQD" for line in lines) or self.rng.random() < 0.9:
            return None
        return self.rng.choice(["degrade", "desynchronise", "enVisite", "nonSecurise"])

    def _renewed(self, course: Course, rank: int) -> dict[str, Any]:
        day, author = course.renewed[rank]
        base = self.prescription(course.written, course.doctor, course.counted)
        later = [other for other in course.renewed if other > rank]
        number = (min(later) if later else len(course.days) * (1 + course.twice) + 1) - rank
        base["renouvellement"] = {"auteur": author, "date": day, "nombreSeances": number}
        if author == "masseurKinesitherapeute":
            base["numeroPrescripteur"] = self.law.prescription.renewal_number.at(day)
        return base

    def _at_a_distance(self, line: Line) -> None:
        line.fields.update(code="TMK", aDistance="oui", lieu=None)
        line.known.update(
            video="oui", consentement="oui", tracee="oui", espaceSante="oui", adultePresent="oui", acte=line.act
        )

    def travel(self, code: str = "IFD", distance: Decimal | None = None, place: str = "domicile") -> Travel:
        """The journey of one visit: a flat allowance, with kilometres where it is far."""

        def journey(day: date) -> list[Line]:
            lines = [self.flat(self.flat_of(code, day), day, place)]
            if distance is not None:
                number = int((2 * (distance - 2)).to_integral_value("ROUND_CEILING"))
                about = {"distance": distance, "distancePlusProche": distance, "memeAgglomeration": "non"}
                lines.append(self.flat("IK", day, place, quantite=number))
                lines[-1].known.update(about)
            return lines

        return journey

    def flat_of(self, code: str, day: date) -> str:
        """The flat allowance of that day: the specific one under its name then, IFD while sources disagree on it."""
        if code == "IFD" or day >= date(2026, 1, 1):
            return "IFD" if code == "IFD" else "IFS"
        disputed = self.law.nomenclature.disputed_codes.at(day)
        return "IFD" if code in disputed else code
