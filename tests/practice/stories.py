"""Stories of patients, each a lawful piece of a practice: the sheets of one or several treatments."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from fsecheck.law.nomenclature import MAINLAND, SESSION
from fsecheck.model.periods import add_months
from tests.authoring import luhn
from tests.practice.desk import CLOSING, DAY, OPENING, Course, Desk
from tests.practice.people import Mk, Person
from tests.practice.sheets import Line, Sheet, Visit

Story = Callable[[Desk], None]
STORIES: Final[dict[str, Story]] = {}
NEW_YEAR: Final = date(2026, 1, 1)
SCREENING: Final = date(2026, 9, 1)
#: Acts on which sources disagree from some day on: their stories end before.
_MOVING: Final = frozenset(
    {
        "peripherique-plusieurs-membres",
        "paraplegie",
        "neurologique-deux-membres",
        "myopathie",
        "encephalopathie-infantile",
    }
)
_MK: Final = "masseurKinesitherapeute"


def story(run: Story) -> Story:
    """Put a story in the list, under its own name."""
    STORIES[run.__name__] = run
    return run


def ordinary(desk: Desk) -> list[str]:
    """Acts of chapter II that ask nothing but sessions: no référentiel, no firm age, no rule of their own."""
    table = desk.law.nomenclature_table
    found = []
    for version in table.acts_on(OPENING):
        act = version.act
        special = act.number_a_day is not None or act.remote != "open" or act.neurological or act.memo_only
        if (
            act.kind == SESSION
            and act.article in {"1", "2", "6"}
            and not (special or act.has_referential or act.age_under)
        ):
            found.append(act.id)
    return found


def with_referential(desk: Desk) -> list[str]:
    """Acts with a référentiel whose threshold is not disputed."""
    table = desk.law.nomenclature_table
    return [one.act.id for one in table.acts_on(OPENING) if one.act.has_referential and not one.act.agreement_disputed]


def course(desk: Desk, act: str, number: int, a_week: int = 3, **about: Any) -> Course:
    """A treatment somewhere in the three years, prescribed some days before."""
    start = about.pop("start", None) or desk.start(number * 7 // a_week + 40)
    days = desk.days(start, number, a_week)
    written = about.pop("written", None) or start - desk.rng.randint(0, 20) * DAY
    return Course(act, days, written, about.pop("doctor", None) or desk.doctor(), **about)


@story
def ordinary_care(desk: Desk) -> None:
    """Some sessions at the practice, the most common sheet of all."""
    number = desk.rng.randint(4, 20)
    one = course(desk, desk.rng.choice(ordinary(desk)), number, counted=desk.rng.choice([None, number]))
    person = desk.patient(one.days)
    desk.bill(
        "ordinary_care", person, desk.one(), desk.sessions(one), terms=desk.terms(), each=desk.rng.choice([1, 5, 10])
    )


@story
def long_back(desk: Desk) -> None:
    """A back treated for a year and more: bilans at 30 and 50, renewals by the physiotherapist in time."""
    act = desk.rng.choice(["rachis-lombosacre-sans-chirurgie", "rachis-deux-segments-sans-chirurgie"])
    one = course(desk, act, desk.rng.randint(31, 72), 2, counted=20)
    first = one.days[20]
    limit = add_months(one.written, 12)
    one.renewed = {21: (min(first - desk.rng.randint(0, 3) * DAY, limit), _MK)}
    if len(one.days) > 40 and desk.rng.random() < 0.5:
        day = min(one.days[40], limit)
        if day > one.renewed[21][0]:
            one.renewed[41] = (day, _MK)
    person = desk.patient(one.days)
    desk.bill("long_back", person, desk.one(), desk.sessions(one), terms=desk.terms(), each=desk.rng.choice([5, 10]))


@story
def renewal_on_the_anniversary(desk: Desk) -> None:
    """A renewal dated the very anniversary; its sessions go beyond."""
    one = course(desk, "genou-jambe-non-opere", 30, 1, start=desk.start(300))
    one.written = one.days[0] - 3 * DAY
    limit = add_months(one.written, 12)
    more = desk.days(limit, 6, 1)
    if len(more) < 6:
        return
    one.days = [day for day in one.days if day < limit][:24] + more
    one.renewed = {len(one.days) - 5: (limit, _MK)}
    desk.bill("renewal_on_the_anniversary", desk.register.adult(one.days[0]), desk.one(), desk.sessions(one), each=6)


@story
def renewed_by_the_doctor(desk: Desk) -> None:
    """A doctor's renewal is a prescription anew: a bilan goes with it."""
    one = course(desk, "hanche-cuisse-non-opere", 24, 2, counted=12)
    one.renewed = {13: (one.days[12] - 2 * DAY, "medecin")}
    one.bilans = frozenset({13})
    desk.bill("renewed_by_the_doctor", desk.register.adult(one.days[0]), desk.one(), desk.sessions(one), each=6)


@story
def agreement_in_time(desk: Desk) -> None:
    """A référentiel passed with an agreement asked three sessions before."""
    act = desk.rng.choice(with_referential(desk))
    since = desk.tariff.entry(act).agreement_from or 1
    one = course(desk, act, since + desk.rng.randint(-3, 8) if since > 3 else 12, desk.rng.choice([2, 3]))
    person = desk.patient(one.days)
    each = desk.rng.choice([5, 10])
    desk.bill("agreement_in_time", person, desk.one(), desk.sessions(one), terms=desk.terms(), each=each)


@story
def neurological_at_home(desk: Desk) -> None:
    """Hemiplegia at home, under ALD: bilans at 60 and 110, journeys, a prescription renewed by the physiotherapist."""
    act = desk.rng.choice(["hemiplegie", "neurologique-un-membre"])
    far = Decimal(desk.rng.randint(5, 24)) / 2 if desk.rng.random() < 0.5 else None
    number = desk.rng.choice([40, 62, 115])
    one = course(desk, act, number, 3, place="domicile", travel=desk.travel("IFN", far))
    if number == 115:
        one.renewed = {61: (min(one.days[60], add_months(one.written, 12)), _MK)}
    one.known = {"marchePersonneAgee": "non"} if act == "neurologique-un-membre" else {}
    person = desk.register.adult(one.days[0], 45, 90)
    desk.bill("neurological_at_home", person, desk.one(), desk.sessions(one), terms=desk.terms("ald"), each=10)


@story
def neurological_at_the_practice(desk: Desk) -> None:
    """Heavier neurological acts, before their coefficients are disputed."""
    act = desk.rng.choice(sorted(_MOVING))
    start = desk.start(200, until=SCREENING)
    one = course(desk, act, desk.rng.randint(10, 40), 2, start=start)
    if act == "neurologique-deux-membres":
        one.known = {"marchePersonneAgee": "non"}
    old = act != "encephalopathie-infantile"
    person = desk.register.adult(start) if old else desk.register.child(start, 2, 12)
    desk.bill("neurological_at_the_practice", person, desk.one(), desk.sessions(one), terms=desk.terms("ald"), each=8)


@story
def peripheral_nerve(desk: Desk) -> None:
    """A peripheral nerve follows the ordinary rhythm of the bilan."""
    one = course(desk, "peripherique-un-membre", 33, 3)
    desk.bill("peripheral_nerve", desk.patient(one.days), desk.one(), desk.sessions(one), each=10)


@story
def care_home(desk: Desk) -> None:
    """Several residents of one care home on one trip: the first alone bears the journey."""
    number = desk.rng.randint(10, 24)
    start = desk.start(number * 4 + 30)
    visited, home = desk.one(), f"ehpad-{len(desk.sheets)}"
    for place in range(3):
        person = desk.register.adult(start, 75, 98)
        one = course(desk, "deambulation-sujet-age", number, 2, start=start, place="ehpad")
        one.travel = desk.travel("IFV", place="ehpad") if place == 0 else None
        visits = desk.sessions(one)
        for visit in visits:
            for line in visit.lines:
                line.known.update(tournee=f"{visited.am}-{visit.day}", etablissement=home)
        desk.bill("care_home", person, visited, visits, terms=desk.terms("maladie", "ald", "aspa"), each=8)


@story
def bronchiolitis(desk: Desk) -> None:
    """A baby with an urgent decongestion over a weekend: twice a day, the Sunday majored; sometimes a twin."""
    start = desk.start(20, since=date(2024, 2, 26))
    start -= (start.weekday() - 4) % 7 * DAY  # a Friday
    start = max(start, date(2024, 2, 23))
    visited, doctor = desk.one(), desk.doctor()
    baby = desk.register.child(start, 0, 0)
    babies = [baby, desk.register.twin(baby)] if desk.rng.random() < 0.5 else [baby]
    for person in babies:
        one = course(desk, "desencombrement-urgent", 4, 7, start=start, written=start, doctor=doctor, bilan=False)
        one.twice = True

        def sunday(line: Line) -> None:
            if line.day.weekday() == 6:
                line.fields["majoration"] = "F"
                line.known.update(urgence="oui", heure="10:00")

        one.decorate = sunday
        desk.bill("bronchiolitis", person, visited, desk.sessions(one), each=4)


@story
def night_call(desk: Desk) -> None:
    """An urgent decongestion at home, called and done by night."""
    start = desk.start(10)
    one = course(desk, "desencombrement-urgent", 1, 7, start=start, written=start, place="domicile", bilan=False)
    one.travel = desk.travel("IFD")
    one.fields = {"majoration": "N"}
    one.known = {"urgence": "oui", "heure": "21:30", "heureAppel": "20:15"}
    desk.bill("night_call", desk.register.child(start, 0, 1), desk.one(), desk.sessions(one), each=1)


@story
def cystic_fibrosis(desk: Desk) -> None:
    """A child with cystic fibrosis, two sessions a day at home; its own NIR comes half-way."""
    number = desk.rng.randint(12, 25)
    start = desk.start(number * 2 + 20)
    one = course(desk, "mucoviscidose", number, 5, start=start, place="domicile", twice=True)
    own = one.days[number // 2]
    person = desk.register.child(start, 1, 10, own=own)
    visits = desk.sessions(one)
    for visit in visits:
        code = desk.flat_of("IFP", visit.day)
        for place, line in enumerate([line for line in visit.lines if line.rank]):
            line.fields["visite"] = f"v{place}"
            visit.lines.append(desk.flat(code, visit.day, visit=f"v{place}"))
    desk.bill("cystic_fibrosis", person, desk.one(), visits, terms=desk.terms("ald"), each=5)


@story
def palliative(desk: Desk) -> None:
    """Palliative care at home every day, Sundays and holidays majored."""
    number = desk.rng.randint(8, 20)
    one = course(desk, "soins-palliatifs", number, 7, place="domicile", travel=desk.travel("IFD"), bilan=False)

    def holiday(line: Line) -> None:
        if line.day.weekday() == 6 or "national" in desk.law.public_holidays.anywhere(line.day):
            line.fields["majoration"] = "F"
            line.known.update(urgence="non", besoinQuotidien="oui")

    one.decorate = holiday
    person = desk.register.adult(one.days[0], 50, 95)
    desk.bill("palliative", person, desk.one(), desk.sessions(one), terms=desk.terms("ald"), each=7)


@story
def copd(desk: Desk) -> None:
    """Twenty sessions of respiratory rehabilitation, alone or in a group, and another twenty a year later."""
    group = desk.rng.random() < 0.5
    act = "readaptation-respiratoire-groupe" if group else "readaptation-respiratoire-individuelle"
    person, visited = desk.register.adult(OPENING, 50, 80), desk.one()
    start = desk.start(450)
    for place in range(2):
        one = course(desk, act, 20, 3, start=start + place * 370 * DAY, stated={"aldBPCO": "oui"})
        one.known = {"patientsDuGroupe": desk.rng.randint(2, 4), "minutes": 90} if group else {"minutes": 90}
        desk.bill("copd", person, visited, desk.sessions(one), terms=desk.terms("ald"), each=10)


@story
def balneotherapy(desk: Desk) -> None:
    """Sessions with the supplement of a pool."""
    supplement = desk.rng.choice(["balneotherapie-bassin", "balneotherapie-piscine"])
    one = course(desk, "hanche-cuisse-opere", desk.rng.randint(8, 20), 3, supplement=supplement)
    desk.bill("balneotherapy", desk.patient(one.days), desk.one(), desk.sessions(one), each=8)


@story
def lymphoedema(desk: Desk) -> None:
    """A lymphoedema with its bandages."""
    two = desk.rng.random() < 0.5
    act = "lymphoedeme-deux-membres" if two else "lymphoedeme-un-membre"
    supplement = "bandage-deux-membres" if two else "bandage-un-membre"
    one = course(desk, act, desk.rng.randint(8, 16), 3, supplement=supplement)
    person = desk.register.adult(one.days[0], 40, 80)
    desk.bill("lymphoedema", person, desk.one(), desk.sessions(one), terms=desk.terms("ald"), each=8)


@story
def after_breast_cancer(desk: Desk) -> None:
    """RAV 15,5 past its ten sessions, a bilan before the eleventh."""
    one = course(desk, "lymphoedeme-cancer-sein", 16, 2, bilans=frozenset({desk.rng.choice([10, 11])}))
    person = desk.register.adult(one.days[0], 40, 80)
    desk.bill("after_breast_cancer", person, desk.one(), desk.sessions(one), terms=desk.terms("ald"), each=5)


@story
def after_a_birth(desk: Desk) -> None:
    """Perineal sessions under maternity insurance, then the abdomen under another prescription."""
    start = desk.start(150)
    person, visited, terms = desk.register.adult(start, 20, 40), desk.one(), desk.terms("maternite", day=start)
    one = course(desk, "perineale", 10, 2, start=start)
    two = course(desk, "abdominale-post-partum", 10, 2, start=start + 50 * DAY, written=start + 40 * DAY)
    for care in (one, two):
        desk.bill("after_a_birth", person, visited, desk.sessions(care), terms=terms, each=5)


@story
def work_accident(desk: Desk) -> None:
    """A knee after an accident at work."""
    one = course(desk, "genou-jambe-opere", desk.rng.randint(10, 25), 3)
    person = desk.patient(one.days)
    desk.bill("work_accident", person, desk.one(), desk.sessions(one), terms=desk.terms("at"), each=8)


@story
def alsace(desk: Desk) -> None:
    """The local scheme; on its own holidays an urgent act is majored."""
    if desk.tariff.territory != MAINLAND:
        return
    good_friday = {2024: date(2024, 3, 29), 2025: date(2025, 4, 18), 2026: date(2026, 4, 3)}
    day = good_friday[desk.rng.choice(sorted(good_friday))]
    one = course(desk, "desencombrement-urgent", 3, 7, start=day - DAY, written=day - DAY, bilan=False)

    def majored(line: Line) -> None:
        if line.day == day:
            line.fields["majoration"] = "F"
            line.known.update(urgence="oui")

    one.decorate = majored
    one.stated = {} if desk.department == "67" else {"alsaceMoselle": "oui"}
    person, visited = desk.register.adult(day, 30, 60), desk.one()
    desk.bill("alsace", person, visited, desk.sessions(one), terms=desk.terms("alsace"), each=3)
    two = course(desk, "rachis-dorsal-sans-chirurgie", 10, 2, start=day + 30 * DAY)
    desk.bill("alsace", person, visited, desk.sessions(two), terms=desk.terms("alsace"), each=5)


@story
def telecare(desk: Desk) -> None:
    """A series with some remote sessions, the first in presence; a later bilan may be remote too."""
    young = desk.rng.random() < 0.3
    act = desk.rng.choice(
        ["genou-jambe-non-opere", "lombalgie-commune", "rhumatisme-inflammatoire-localise", "vestibulaire"]
    )
    number = 32 if desk.rng.random() < 0.3 and act != "lombalgie-commune" else desk.rng.randint(8, 14)
    start = desk.start(number * 4 + 30, since=date(2024, 5, 15))
    remote = frozenset(desk.rng.sample(range(3, number + 1), min(number // 3, 5))) | ({30} if number == 32 else set())
    one = course(desk, act, number, 2, start=start, remote=frozenset(remote))
    person = desk.register.child(start, 12, 16) if young else desk.register.adult(start)
    desk.bill("telecare", person, desk.one(), desk.sessions(one), terms=desk.terms(), each=desk.rng.choice([2, 5]))


@story
def telecare_apart(desk: Desk) -> None:
    """Each remote session on a sheet of its own; seen in presence a year ago at most, by a colleague of the group."""
    start = desk.start(420, since=date(2024, 5, 15))
    person, first, other = desk.register.adult(start), *desk.rng.sample(desk.mks, 2)
    one = course(desk, "epaule-bras-non-opere", 6, 2, start=start)
    visits = desk.sessions(one)
    desk.bill("telecare_apart", person, first, visits, each=6)
    again = add_months(visits[-1].day, 12) - desk.rng.randint(0, 60) * DAY
    two = course(desk, "genou-jambe-non-opere", 3, 2, start=again, remote=frozenset({1, 2, 3}), bilan=False)
    two.days = [day for day in two.days if day <= add_months(visits[-1].day, 12)]
    two.stated = {"bilanInitialConnu": "oui"}
    desk.bill("telecare_apart", person, other, desk.sessions(two), each=1)


@story
def out_of_hospital(desk: Desk) -> None:
    """Remote from the first session on: seen in hospital before the discharge, the synthesis sheet sent."""
    start = desk.start(60, since=date(2024, 5, 15))
    stated = {"sortieHospitalisation": start - 3 * DAY, "bilanHospitalier": "oui", "ficheSyntheseTransmise": "oui"}
    one = course(desk, "genou-jambe-opere", 3, 2, start=start, remote=frozenset({1, 2, 3}), bilan=False, stated=stated)
    desk.bill("out_of_hospital", desk.register.adult(start), desk.one(), desk.sessions(one), each=3)


def request(desk: Desk, day: date) -> Line:
    """A request of téléexpertise, with all it needs."""
    number, profession = desk.rng.choice([(desk.doctor(), "medecin"), (luhn("9910005432"), "sageFemme")])
    line = desk.flat("RQD", day, place="cabinet", requis={"numero": number, "profession": profession})
    line.known.update(consentement="oui", messagerieSecurisee="oui", motif="oui", compteRendu="oui")
    return line


@story
def requests(desk: Desk) -> None:
    """Two requests each civil year, the second alone on its sheet, some on either side of New Year's Eve."""
    one = course(desk, "rhumatisme-inflammatoire-etendu", 20, 1, start=desk.start(500))
    person, visited = desk.register.adult(one.days[0], 30, 80), desk.one()
    visits = desk.sessions(one)
    visits[3].lines.append(request(desk, visits[3].day))
    desk.bill("requests", person, visited, visits, terms=desk.terms("ald"), each=5)
    years = {visits[3].day.year: 1}
    for day in (visits[-1].day + 10 * DAY, visits[-1].day + 200 * DAY, visits[-1].day + 230 * DAY):
        if day <= CLOSING and years.get(day.year, 0) < 2:
            years[day.year] = years.get(day.year, 0) + 1
            desk.bill("requests", person, visited, [Visit(day, [request(desk, day)], None)], each=1)


@story
def requests_of_two(desk: Desk) -> None:
    """Two physiotherapists have their two requests each for one patient."""
    start = desk.start(120, since=date(2024, 3, 1))
    start = date(start.year, min(start.month, 8), start.day if start.day < 28 else 28)
    person = desk.register.adult(start)
    for place, mk in enumerate(desk.rng.sample(desk.mks, 2)):
        for turn in range(2):
            day = start + (place * 9 + turn * 30) * DAY
            desk.bill("requests_of_two", person, mk, [Visit(day, [request(desk, day)], None)], each=1)


def direct(desk: Desk, person: Person, mk: Mk, days: list[date], diagnosis: str | None, **stated: Any) -> list[Sheet]:
    """Direct-access sessions: the physiotherapist is his own prescriber."""
    one = Course("rachis-lombosacre-sans-chirurgie", days, days[0], mk.am, stated=dict(stated))
    one.known = {"diagnostic": "oui", "preuveDiagnostic": diagnosis} if diagnosis else {"diagnostic": "non"}
    visits = desk.sessions(one)
    for visit in visits:
        assert visit.prescription is not None
        visit.prescription.update(origine=None, specialitePrescripteur="26")
    invoice = {"accesDirect": "oui"}
    made = desk.bill("direct_access", person, mk, visits, each=desk.rng.choice([4, 8]))
    for sheet in made:
        sheet.invoice |= invoice
    return made


@story
def direct_access(desk: Desk) -> None:
    """Eight sessions at most without a diagnosis, in one run or two; a colleague has some of them."""
    start = desk.start(230)
    person, mks = desk.register.adult(start), desk.rng.sample(desk.mks, 2)
    if desk.rng.random() < 0.5:
        direct(desk, person, mks[0], desk.days(start, 8, 2), None)
        return
    first = desk.days(start, 5, 2)
    direct(desk, person, mks[0], first, None)
    direct(desk, person, mks[1], desk.days(add_months(first[-1], 4), 3, 2), None)


@story
def direct_access_diagnosed(desk: Desk) -> None:
    """With a diagnosis and its proof, direct access has no limit."""
    start = desk.start(80)
    proof = desk.rng.choice(desk.law.direct_access.proofs.at(start))
    direct(desk, desk.register.adult(start), desk.one(), desk.days(start, 14, 2), proof)


@story
def direct_access_experiment(desk: Desk) -> None:
    """The experiment of the CPTS, in one of its departments."""
    start = desk.start(60, since=date(2025, 7, 15))
    here = "38" if desk.tariff.territory == MAINLAND else "974"
    about = {"structure": "cptsExperimentation", "departement": here}
    direct(desk, desk.register.adult(start), desk.one(), desk.days(start, 8, 2), None, **about)


@story
def isolated_bilan(desk: Desk) -> None:
    """A bilan alone, on a prescription of its own; months later a treatment."""
    start = desk.start(150)
    person, visited = desk.register.adult(start, 25, 60), desk.one()
    act = desk.rng.choice(
        ["bilan-osteoarticulaire-un-membre", "bilan-osteoarticulaire-corps", "bilan-musculaire-corps"]
    )
    bilan = desk.line(act, start)
    assert bilan is not None
    bilan.known["acte"] = act
    stated = {"depistageFragilite": "non"}
    paper = desk.prescription(start - 5 * DAY, desk.doctor())
    desk.bill("isolated_bilan", person, visited, [Visit(start, [bilan], paper, stated)], each=1)
    one = course(desk, "cheville-pied-non-opere", 8, 2, start=start + 60 * DAY, written=start + 50 * DAY)
    desk.bill("isolated_bilan", person, visited, desk.sessions(one), each=8)


@story
def frailty(desk: Desk) -> None:
    """The screening of frailty, of the physiotherapist's own motion: alone, or beside a treatment under way."""
    start = desk.start(70, since=SCREENING)
    person, visited = desk.register.adult(start, 71, 92), desk.one()
    bilan = desk.line("reperage-fragilite", start)
    assert bilan is not None
    stated = {"depistageFragilite": "oui"}
    if desk.rng.random() < 0.5:
        desk.bill("frailty", person, visited, [Visit(start, [bilan], None, stated)], each=1)
        return
    one = course(desk, "deambulation-sujet-age", 12, 2, start=start)
    visits = desk.sessions(one)
    visits[4].lines.append(desk.line("reperage-fragilite", visits[4].day) or bilan)
    visits[4].stated |= stated
    desk.bill("frailty", person, visited, visits, each=6)


def twofold(desk: Desk, first: str, second: str, regions: tuple[str, str], same_day: bool) -> tuple[Course, Course]:
    """Two treatments on the same days under two prescriptions, for two regions."""
    number = desk.rng.randint(6, 12)
    start = desk.start(number * 4 + 30)
    written = start - 5 * DAY
    doctor = desk.doctor()
    one = course(desk, first, number, 2, start=start, written=written, doctor=doctor, mark="a")
    later = written if same_day else written + 2 * DAY
    two = course(
        desk, second, number, 2, start=start, written=later, doctor=doctor if same_day else desk.doctor(), mark="b"
    )
    for care, region in zip((one, two), regions, strict=True):
        care.known = {"region": region}
        care.stated = {"seancesDistinctes": "oui"}
    return one, two


@story
def two_a_day(desk: Desk) -> None:
    """Two sessions a day, all four conditions met: on one sheet, on two, or by two physiotherapists."""
    pairs = [
        ("epaule-bras-non-opere", "perineale", ("epaule", "perinee")),
        ("rhumatisme-inflammatoire-localise", "vestibulaire", ("main", "oreille")),
        ("hemiplegie", "rachis-dorsal-sans-chirurgie", ("hemicorps", "dos")),
    ]
    first, second, regions = desk.rng.choice(pairs)
    one, two = twofold(desk, first, second, regions, same_day=False)
    person = desk.register.adult(one.days[0], 30, 60)
    mks = desk.rng.sample(desk.mks, 2)
    how = desk.rng.choice(["one", "two", "colleagues"])
    if how == "one":
        desk.bill("two_a_day", person, mks[0], desk.sessions(one) + desk.sessions(two), each=10)
        return
    desk.bill("two_a_day", person, mks[0], desk.sessions(one), each=4)
    desk.bill("two_a_day", person, mks[0] if how == "two" else mks[1], desk.sessions(two), each=4)


@story
def two_papers_of_a_day(desk: Desk) -> None:
    """A doctor writes two prescriptions the same day, for a shoulder and a perineum: each has its own bilan."""
    one, two = twofold(desk, "epaule-bras-opere", "perineale", ("epaule", "perinee"), same_day=True)
    person, visited = desk.register.adult(one.days[0], 30, 60), desk.one()
    if desk.rng.random() < 0.5:
        visits = desk.sessions(one) + desk.sessions(two)
        for visit in visits:
            assert visit.prescription is not None
            visit.prescription = {
                **visit.prescription,
                "conditionExercice": None if visit in visits[: len(one.days)] else "liberal",
            }
        desk.bill("two_papers_of_a_day", person, visited, visits, each=10)
        return
    desk.bill("two_papers_of_a_day", person, visited, desk.sessions(one), each=4)
    desk.bill("two_papers_of_a_day", person, visited, desk.sessions(two), each=4)


@story
def burns(desk: Desk) -> None:
    """Burns, twice a day."""
    one = course(desk, desk.rng.choice(["brulures-localisees", "brulures-etendues"]), 6, 5, twice=True)
    desk.bill("burns", desk.register.adult(one.days[0]), desk.one(), desk.sessions(one), terms=desk.terms("at"), each=6)


@story
def scoliosis(desk: Desk) -> None:
    """A deviation of the spine before eighteen."""
    one = course(desk, desk.rng.choice(["deviation-dorsale", "deviation-deux-segments"]), 15, 1)
    person = desk.register.child(one.days[0], 9, 15)
    desk.bill("scoliosis", person, desk.one(), desk.sessions(one), each=5)


@story
def several_territories(desk: Desk) -> None:
    """Several territories at home, with their specific allowance from 2026 on."""
    act = desk.rng.choice(["territoires-sans-chirurgie", "territoires-avec-chirurgie"])
    one = course(desk, act, desk.rng.randint(8, 20), 3, place="domicile", travel=desk.travel("IFO"))
    person = desk.register.adult(one.days[0], 60, 95)
    desk.bill("several_territories", person, desk.one(), desk.sessions(one), terms=desk.terms(), each=8)


@story
def hip_at_home(desk: Desk) -> None:
    """A hip at home after surgery: the specific allowance to the thirty-fifth day, then the plain one."""
    start = desk.start(80, since=NEW_YEAR)
    discharge = start - 2 * DAY
    programme = "oui" if desk.rng.random() < 0.3 else "non"
    stated = {"sortieHospitalisation": discharge, "chirurgie": "oui", "programmeRetour": programme}
    one = course(desk, "hanche-cuisse-opere", 18, 3, start=start, place="domicile", stated=stated)

    def journey(day: date) -> list[Line]:
        near = day <= discharge + 35 * DAY or programme == "oui"
        lines = [desk.flat("IFS" if near else "IFD", day)]
        if day == one.days[0]:
            lines.append(desk.flat("FAD", day))
        return lines

    one.travel = journey
    desk.bill(
        "hip_at_home", desk.register.adult(start, 60, 90), desk.one(), desk.sessions(one), terms=desk.terms(), each=9
    )


@story
def back_home_after_a_stroke(desk: Desk) -> None:
    """A quick return home after a stroke, its flat amount once."""
    start = desk.start(90)
    stated = {"sortieHospitalisation": start - 2 * DAY, "chirurgie": "non"}
    one = course(desk, "hemiplegie", 20, 5, start=start, place="domicile", stated=stated)
    journey = desk.travel("IFN")

    def first_too(day: date) -> list[Line]:
        return journey(day) + ([desk.flat("FRD", day)] if day == one.days[0] else [])

    one.travel = first_too
    person = desk.register.adult(start, 50, 85)
    desk.bill("back_home_after_a_stroke", person, desk.one(), desk.sessions(one), terms=desk.terms("ald"), each=10)


@story
def cerebral_palsy(desk: Desk) -> None:
    """TER 16, prescribed by an establishment."""
    stated = {"prescritParEtablissement": "oui"}
    one = course(desk, "paralysie-cerebrale-polyhandicap", desk.rng.randint(20, 64), 3, stated=stated)
    person = desk.register.child(one.days[0], 3, 14)
    desk.bill("cerebral_palsy", person, desk.one(), desk.sessions(one), terms=desk.terms("ald"), each=10)


@story
def coming_of_age(desk: Desk) -> None:
    """A young patient insured in its own name from the middle of a treatment on."""
    start = desk.start(200)
    one = course(desk, "genou-jambe-non-opere", 34, 2, start=start)
    turned = one.days[16]
    person = desk.register.child(start, 17, 17, own=start)
    person.insured_since = turned
    desk.bill("coming_of_age", person, desk.one(), desk.sessions(one), each=6)


@story
def overcharged(desk: Desk) -> None:
    """A demand of the patient, with its reason; a line outside reimbursement; a free one."""
    one = course(desk, "rachis-cervical-sans-chirurgie", 8, 1)
    visits = desk.sessions(one)
    session = visits[2].lines[0]
    session.fields.update(qualificatif=desk.rng.choice(["DE", "E"]), honoraires="30.00")
    session.known.update(motifDepassement="heureFixe", depassementDuPatient="oui")
    visits[3].lines.append(desk.flat("HN", visits[3].day, place="cabinet", qualificatif="N"))
    visits[4].lines[0].fields.update(qualificatif="N")
    visits[5].lines[0].fields.update(qualificatif="G", honoraires="0.00")
    desk.bill("overcharged", desk.register.adult(one.days[0]), desk.one(), visits, each=8)


@story
def partly_exempt(desk: Desk) -> None:
    """A sheet of an ALD with a care that has nothing to do with it."""
    one = course(desk, "poignet-main-non-opere", 8, 2, fields={"exoneration": "aucune", "taux": 60})
    person = desk.register.adult(one.days[0])
    desk.bill("partly_exempt", person, desk.one(), desk.sessions(one), terms=desk.terms("ald"), each=4)


@story
def shared_treatment(desk: Desk) -> None:
    """Two colleagues share a treatment: lines of the other on one's sheets, or sheets of each, soon or late."""
    one = course(desk, "rachis-deux-segments-sans-chirurgie", 34, 2)
    person, mks = desk.register.adult(one.days[0]), desk.rng.sample(desk.mks, 2)
    how = desk.rng.choice(["lines", "turns", "late"])
    if how == "lines":
        one.executants = dict.fromkeys(range(2, 35, 2), mks[1])
        desk.bill("shared_treatment", person, mks[0], desk.sessions(one), each=8)
        return
    visits = desk.sessions(one)
    if how == "turns":
        for place in range(0, len(visits), 5):
            desk.bill("shared_treatment", person, mks[place // 5 % 2], visits[place : place + 5], each=5)
        return
    others = [visit for place, visit in enumerate(visits) if place % 2 and place != 29]
    desk.bill("shared_treatment", person, mks[0], [visit for visit in visits if visit not in others], each=5)
    desk.bill("shared_treatment", person, mks[1], others, each=9)


@story
def substitute(desk: Desk) -> None:
    """A substitute bills under the number of the one he stands in for."""
    one = course(desk, "membre-superieur-deux-segments-sans-chirurgie", 12, 3)
    visited, other = desk.rng.sample(desk.mks, 2)
    about = {"remplacant": {"numeroAM": other.am, "rpps": other.rpps}}
    person = desk.register.adult(one.days[0])
    desk.bill("substitute", person, visited, desk.sessions(one), each=4, practitioner=about)


@story
def group(desk: Desk) -> None:
    """Three patients of one hour and a half, each billed in full."""
    number = desk.rng.randint(6, 12)
    start = desk.start(number * 4 + 30)
    visited = desk.one()
    for _ in range(3):
        one = course(desk, "epaule-bras-non-opere", number, 2, start=start)
        one.known = {"patientsDuGroupe": 3, "minutes": 90}
        desk.bill("group", desk.register.adult(start), visited, desk.sessions(one), terms=desk.terms(), each=6)


@story
def another_rehabilitation(desk: Desk) -> None:
    """The ankle heals, the knee follows under a new prescription: a new bilan."""
    start = desk.start(140)
    person, visited, doctor = desk.register.adult(start), desk.one(), desk.doctor()
    one = course(desk, "cheville-pied-opere", 9, 2, start=start, doctor=doctor)
    two = course(
        desk, "genou-jambe-opere", 9, 2, start=one.days[-1] + 4 * DAY, written=one.days[-1] + DAY, doctor=doctor
    )
    for care in (one, two):
        desk.bill("another_rehabilitation", person, visited, desk.sessions(care), each=5)


@story
def change_under_one_paper(desk: Desk) -> None:
    """The rehabilitation changes under the same prescription, and the software says so: a new bilan."""
    one = course(desk, "genou-jambe-opere", 12, 2)
    visits = desk.sessions(one)
    change = visits[6]
    bilan = desk.line("bdk", change.day)
    assert bilan is not None
    change.lines.insert(0, bilan)
    change.stated["changementTraitement"] = "oui"
    for visit in visits[6:]:
        for line in visit.lines:
            if line.rank:
                letter, coefficient = desk.tariff.couple("genou-jambe-non-opere", visit.day) or ("", Decimal(0))
                line.fields.update(code=letter, coefficient=f"{coefficient:f}")
                line.act = "genou-jambe-non-opere"
    desk.bill("change_under_one_paper", desk.register.adult(one.days[0]), desk.one(), visits, each=6)


@story
def weeks_later(desk: Desk) -> None:
    """A paper carried about for months before the first session, within the year."""
    start = desk.start(60, since=OPENING + 360 * DAY)
    one = course(desk, "coude-avant-bras-non-opere", 8, 2, start=start)
    one.written = add_months(one.days[0], -12) + desk.rng.randint(0, 5) * DAY
    desk.bill("weeks_later", desk.register.adult(start), desk.one(), desk.sessions(one), each=8)


@story
def former_letters(desk: Desk) -> None:
    """Old letters while they are tolerated: the catalogue warns of them on purpose."""
    start = desk.start(40, until=date(2024, 5, 28))
    paper = desk.prescription(start - 4 * DAY, desk.doctor())
    visits = []
    for place, day in enumerate(desk.days(start, 6, 2, date(2024, 5, 31))):
        line = Line(
            day, {"code": "AMS", "coefficient": "7.5", "lieu": "cabinet", "seance": "1"}, act="genou-jambe-non-opere"
        )
        visits.append(Visit(day, [line], paper))
        bilan = desk.line("bdk", day)
        if place == 0 and bilan is not None:
            visits[-1].lines.append(bilan)
    person = desk.register.adult(start)
    desk.bill("former_letters", person, desk.one(), visits, each=6, expected=frozenset({"NOM008"}))


@story
def disputed(desk: Desk) -> None:
    """An act on which sources disagree: both coefficients pass, with the warning that says so."""
    start = desk.start(40, since=SCREENING)
    coefficient = desk.rng.choice(["11.01", "12.01"])
    paper = desk.prescription(start - 4 * DAY, desk.doctor())
    visits = []
    for day in desk.days(start, 6, 2):
        fields = {"code": "NMI", "coefficient": coefficient, "lieu": "cabinet", "seance": "1"}
        visits.append(Visit(day, [Line(day, fields, {"acte": "paraplegie"}, "paraplegie")], paper))
    person = desk.register.adult(start)
    desk.bill("disputed", person, desk.one(), visits, terms=desk.terms("ald"), each=6, expected=frozenset({"NOM010"}))


@story
def direct_access_then_a_paper(desk: Desk) -> None:
    """Four sessions without a prescription, then the doctor writes one: a treatment of its own, with its bilan."""
    start = desk.start(120)
    person, visited = desk.register.adult(start), desk.one()
    days = desk.days(start, 4, 2)
    direct(desk, person, visited, days, None)
    one = course(desk, "rachis-lombosacre-sans-chirurgie", 10, 2, start=days[-1] + 4 * DAY, written=days[-1] + DAY)
    desk.bill("direct_access_then_a_paper", person, visited, desk.sessions(one), each=5)


@story
def requests_over_new_year(desk: Desk) -> None:
    """Two requests before New Year and two after, the middle ones on one sheet."""
    year = desk.rng.choice([2024, 2025])
    person, visited = desk.register.adult(date(year, 12, 1)), desk.one()
    for days in ([date(year, 12, 3)], [date(year, 12, 29), date(year + 1, 1, 2)], [date(year + 1, 1, 20)]):
        visits = [Visit(day, [request(desk, day)], None) for day in days]
        desk.bill("requests_over_new_year", person, visited, visits, each=2)


@story
def bilans_apart(desk: Desk) -> None:
    """Bilans done on days of their own, the second a little late, and billed on sheets of their own."""
    one = course(desk, "rachis-deux-segments-sans-chirurgie", 40, 3, bilan=False)
    person, visited = desk.register.adult(one.days[0]), desk.one()
    visits = desk.sessions(one)
    late = visits[desk.rng.randint(29, 33)].day + DAY
    for day in (one.days[0] - DAY, late):
        one.written = min(one.written, day)
        bilan = desk.line("bdk", day)
        assert bilan is not None
        visits.append(Visit(day, [bilan], desk.prescription(one.written, one.doctor), apart=("bilan", day)))
    for visit in visits:
        assert visit.prescription is not None
        visit.prescription["date"] = one.written
    desk.bill("bilans_apart", person, visited, visits, each=1)


@story
def two_acts_on_one_paper(desk: Desk) -> None:
    """One prescription for a knee and an ear, done on different days: one bilan."""
    start = desk.start(90)
    written, doctor = start - 3 * DAY, desk.doctor()
    person, visited = desk.register.adult(start), desk.one()
    one = course(desk, "genou-jambe-non-opere", 8, 1, start=start, written=written, doctor=doctor)
    two = course(desk, "vestibulaire", 8, 1, start=start + DAY, written=written, doctor=doctor, bilan=False)
    two.days = [day + DAY for day in one.days]
    desk.bill("two_acts_on_one_paper", person, visited, desk.sessions(one) + desk.sessions(two), each=6)


@story
def papers_in_a_row(desk: Desk) -> None:
    """Fifteen sessions of a common low back pain, and fifteen under a new prescription: two series."""
    start = desk.start(160)
    person, visited, doctor = desk.register.adult(start), desk.one(), desk.doctor()
    one = course(desk, "lombalgie-commune", 15, 3, start=start, doctor=doctor)
    last = one.days[-1]
    two = course(desk, "lombalgie-commune", 15, 3, start=last + 20 * DAY, written=last + 10 * DAY, doctor=doctor)
    for care in (one, two):
        desk.bill("papers_in_a_row", person, visited, desk.sessions(care), each=5)


@story
def mountain(desk: Desk) -> None:
    """A patient up in the mountain: kilometres by car in the mountain's way, or on skis."""
    code = desk.rng.choice(["IK", "IKM", "IKS"])
    distance = Decimal(desk.rng.randint(3, 12))
    one = course(desk, "genou-jambe-non-opere", 6, 2, place="domicile")

    def journey(day: date) -> list[Line]:
        line = desk.flat(code, day, quantite=int(2 * (distance - 1)))
        line.known.update(distance=distance, distancePlusProche=distance, memeAgglomeration="non", montagne="oui")
        return [desk.flat("IFD", day), line]

    one.travel = journey
    desk.bill("mountain", desk.register.adult(one.days[0]), desk.one(), desk.sessions(one), each=3)


@story
def telecare_not_approved(desk: Desk) -> None:
    """Software not approved, the series ends remote: its remote acts degraded, the others secured."""
    start = desk.start(60, since=date(2024, 5, 15))
    start = start.replace(month=min(max(start.month, 5), 10), day=min(start.day, 28))
    one = course(desk, "genou-jambe-non-opere", 6, 2, start=start, remote=frozenset({4, 6}))
    visits = desk.sessions(one)
    person, visited, name = desk.register.adult(start), desk.one(), f"serie-{len(desk.sheets)}"
    halves = {False: [visit for visit in visits if not visit.lines[-1].remote]}
    halves[True] = [visit for visit in visits if visit.lines[-1].remote]
    for remote, half in halves.items():
        about = {"logicielAgree": "non", "serie": name, "serieMixte": "oui", "serieFinieADistance": "oui"}
        for visit in half:
            visit.stated |= about
        for sheet in desk.bill("telecare_not_approved", person, visited, half, each=10):
            sheet.drawn_up = max(sheet.drawn_up, visits[-1].day)
            if remote:
                sheet.fixed_mode = "degrade"


@story
def both_parents(desk: Desk) -> None:
    """A child brought by the father, then by the mother: its own NIR stands on every sheet."""
    one = course(desk, "genou-jambe-non-opere", 32, 2)
    start = one.days[0]
    person = desk.register.child(start, 6, 14, own=OPENING - 30 * DAY)
    other = desk.register.adult(start, 30, 50)
    visited = desk.one()
    for place, sheet in enumerate(desk.bill("both_parents", person, visited, desk.sessions(one), each=4)):
        if place % 2:
            sheet.insured = {"nir": other.nir}


@story
def renewed_late_in_the_year(desk: Desk) -> None:
    """Renewed twice by the physiotherapist, a bilan falling due by the count after the second renewal."""
    one = course(desk, "rachis-deux-segments-sans-chirurgie", 36, 2, counted=10)
    one.renewed = {11: (one.days[10] - DAY, _MK), 26: (one.days[25] - DAY, _MK)}
    if one.renewed[26][0] > add_months(one.written, 12):
        return
    each = desk.rng.choice([5, 10])
    desk.bill("renewed_late_in_the_year", desk.register.adult(one.days[0]), desk.one(), desk.sessions(one), each=each)
