"""
Faults to plant: each one change on a lawful sheet, and the rule that must find it.

A fault fits a sheet by its story and its lines. *also* names the rules that rightly speak of it too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from fsecheck.model.periods import add_months
from tests.authoring import nir_key
from tests.practice.sheets import Line, Sheet

DAY: Final = timedelta(days=1)
_AGES: Final = date(2024, 6, 1)
_NEW_YEAR: Final = date(2026, 1, 1)


class Unfit(Exception):  # noqa: N818 - it is no error: another sheet is tried
    """The sheet has nothing that this fault could change."""


@dataclass(frozen=True)
class Scene:
    """A sheet to change, with the earlier sheets of its patient and of its physiotherapist."""

    sheet: Sheet
    past: Sequence[Sheet]
    of_mk: Sequence[Sheet]


Change = Callable[[Scene], None]


@dataclass(frozen=True)
class Fault:
    """One change, and who must find it."""

    name: str
    rule: str
    change: Change
    stories: frozenset[str]
    """Stories it is planted in; empty: any."""
    also: frozenset[str] = frozenset()
    spoil: Callable[[bytes], bytes] | None = None
    """What is done to the bytes of the sheet."""


FAULTS: Final[list[Fault]] = []


def plant(rule: str, *stories: str, also: Sequence[str] = ()) -> Callable[[Change], Change]:
    """Put a fault in the list: what *rule* must find in a sheet of one of the *stories*."""

    def put(change: Change) -> Change:
        FAULTS.append(Fault(change.__name__, rule, change, frozenset(stories), frozenset(also)))
        return change

    return put


def spoil(rule: str) -> Callable[[Callable[[bytes], bytes]], Callable[[bytes], bytes]]:
    """Put a fault of the bytes in the list."""

    def put(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        FAULTS.append(Fault(change.__name__, rule, lambda _: None, frozenset(), spoil=change))
        return change

    return put


def need(condition: object) -> None:
    """Say that the sheet does not fit where *condition* does not hold."""
    if not condition:
        raise Unfit


def first(sheet: Sheet, test: Callable[[Line], object]) -> Line:
    """The first line of which *test* holds."""
    found = next((line for line in sheet.lines if test(line)), None)
    if found is None:
        raise Unfit
    return found


def session(sheet: Sheet, since: date | None = None) -> Line:
    """A session in presence, of *since* or later."""
    return first(sheet, lambda line: line.rank and not line.remote and (since is None or line.day >= since))


def of_code(sheet: Sheet, *codes: str) -> Line:
    """A line of one of these codes."""
    return first(sheet, lambda line: line.code in codes)


def again(sheet: Sheet, line: Line, day: date | None = None, **fields: Any) -> Line:
    """A copy of a line put right after it."""
    other = Line(day or line.day, {**line.fields, **fields}, dict(line.known), line.act, line.rank)
    sheet.lines.insert(sheet.lines.index(line) + 1, other)
    return other


def recode(line: Line, sheet: Sheet, act: str) -> None:
    """Make a line one of another act."""
    couple = sheet.tariff.couple(act, line.day)
    need(couple)
    assert couple is not None
    line.fields.update(code=couple[0], coefficient=f"{couple[1]:f}")


def bare(sheet: Sheet) -> None:
    """Ask for a sheet of nothing but plain sessions and bilans, paid at the ordinary rate of the general scheme."""
    need(sheet.terms.nature == "maladie" and sheet.terms.exemption == "aucune" and sheet.terms.scheme == "01")
    need(not sheet.shares and sheet.person.parent is None)


# Identity


@plant("IDN001", "ordinary_care")
def wrong_key_of_the_nir(scene: Scene) -> None:
    """The key of the NIR, one more."""
    nir = scene.sheet.person.nir
    scene.sheet.insured["cle"] = f"{int(nir_key(nir)) % 97 + 1:02d}"


@plant("IDN002", "ordinary_care")
def wrong_rpps(scene: Scene) -> None:
    """The last digit of the RPPS."""
    rpps = scene.sheet.mk.rpps
    need(not scene.sheet.nameless and not scene.sheet.stated)
    scene.sheet.practitioner["rpps"] = rpps[:-1] + str((int(rpps[-1]) + 1) % 10)


@plant("IDN003", "ordinary_care")
def wrong_am(scene: Scene) -> None:
    """The last digit of the numéro AM."""
    am = scene.sheet.mk.am
    need(not scene.sheet.nameless)
    scene.sheet.practitioner["numeroAM"] = am[:-1] + str((int(am[-1]) + 1) % 10)


@plant("IDN004", "ordinary_care", "balneotherapy", "group")
def wrong_rpps_of_the_prescriber(scene: Scene) -> None:
    """A prescriber named by an RPPS with a wrong key."""
    scene.sheet.prescriptions[0]["rppsPrescripteur"] = "10003456780"


@plant("IDN005", "ordinary_care")
def wrong_finess(scene: Scene) -> None:
    """A structure with a number that no FINESS can be."""
    scene.sheet.practitioner["structure"] = {"type": "finess", "numero": "990000018"}


@plant("IDN006", "ordinary_care")
def a_nurse(scene: Scene) -> None:
    """The specialty of a nurse."""
    scene.sheet.practitioner["specialite"] = "24"


@plant("IDN007", "ordinary_care", "requests")
def another_year_of_birth(scene: Scene) -> None:
    """A birth date that the NIR denies."""
    person = scene.sheet.person
    need(person.parent is None and person.lunar is None and not scene.past)
    scene.sheet.beneficiary["dateNaissance"] = person.birth.replace(year=person.birth.year - 1).strftime("%Y%m%d")


@plant("IDN008", "ordinary_care")
def drawn_up_the_day_before(scene: Scene) -> None:
    """The sheet is drawn up the day before its last act."""
    scene.sheet.today = scene.sheet.drawn_up
    scene.sheet.drawn_up = scene.sheet.lines[-1].day - DAY


# Nomenclature


@plant("NOM001", "ordinary_care")
def a_letter_of_nurses(scene: Scene) -> None:
    """AMI is not a physiotherapist's."""
    line = session(scene.sheet, _AGES)
    line.fields.update(code="AMI", prixUnitaire="3.15", coefficient="1")


@plant("NOM002", "ordinary_care", "long_back", "alsace", "group", "substitute")
def coefficient_of_the_day_before(scene: Scene) -> None:
    """The coefficient of the last day of 2025 in 2026."""
    line = session(scene.sheet, _NEW_YEAR)
    need(not line.rank or line.rank > 1)
    before = scene.sheet.tariff.couple(line.act, _NEW_YEAR - DAY)
    need(before is not None and f"{before[1]:f}" != line.fields["coefficient"])
    assert before is not None
    need(before != scene.sheet.tariff.couple(line.act, line.day))
    line.fields["coefficient"] = f"{before[1]:f}"


@plant("NOM003", "ordinary_care")
def an_old_letter(scene: Scene) -> None:
    """AMS 7,5 after the end of May 2024."""
    session(scene.sheet, _AGES).fields.update(code="AMS", coefficient="7.5", prixUnitaire="2.21")


@plant("NOM005", "care_home", "frailty", also=["NOM007"])
def an_act_removed(scene: Scene) -> None:
    """RPE 6 in 2026."""
    line = session(scene.sheet, _NEW_YEAR)
    need(line.code == "RPE")
    line.fields["coefficient"] = "6"


@plant("NOM006", "ordinary_care")
def a_child_s_act_for_an_adult(scene: Scene) -> None:
    """DRA for an adult."""
    recode(session(scene.sheet), scene.sheet, "deviation-deux-segments")


@plant("NOM007", "copd")
def no_copd(scene: Scene) -> None:
    """Respiratory rehabilitation without the ALD it asks for."""
    scene.sheet.stated["aldBPCO"] = "non"


@plant("NOM009", "ordinary_care")
def cerebral_palsy_of_an_adult(scene: Scene) -> None:
    """TER 16 for an adult."""
    need(scene.past and all(line.code != "AMK" for line in scene.sheet.lines))
    recode(session(scene.sheet), scene.sheet, "paralysie-cerebrale-polyhandicap")


@plant("NOM008", "ordinary_care")
def an_old_letter_while_tolerated(scene: Scene) -> None:
    """AMS 7,5 in the spring of 2024."""
    line = session(scene.sheet)
    need(line.day < _AGES)
    line.fields.update(code="AMS", coefficient="7.5")


@plant("NOM011", "copd")
def a_twenty_first_session(scene: Scene) -> None:
    """One session more than the sequence."""
    line = first(scene.sheet, lambda one: one.rank == 20)
    again(scene.sheet, line, line.day + DAY)
    scene.sheet.drawn_up = max(scene.sheet.drawn_up, line.day + DAY)


# Cumulation


@plant("CUM001", "ordinary_care")
def two_cotations_in_a_session(scene: Scene) -> None:
    """The session is written twice under one mark."""
    need(not scene.sheet.prescriptions[0]["nombreSeances"])
    again(scene.sheet, session(scene.sheet))


@plant("CUM002", "ordinary_care")
def a_second_session_without_its_conditions(scene: Scene) -> None:
    """Another session of the day, of the same prescription and article."""
    need(not scene.sheet.prescriptions[0]["nombreSeances"])
    again(scene.sheet, session(scene.sheet), seance="2")


@plant("CUM003", "palliative")
def palliative_care_twice(scene: Scene) -> None:
    """The daily amount twice."""
    again(scene.sheet, session(scene.sheet), seance="2", majoration=None)


@plant("CUM004", "balneotherapy")
def a_supplement_alone(scene: Scene) -> None:
    """The supplement is dated the day after its session."""
    days = {line.day for line in scene.sheet.lines}
    line = first(scene.sheet, lambda one: one.act.startswith("balneo") and one.day + DAY not in days)
    line.day += DAY
    scene.sheet.drawn_up = max(scene.sheet.drawn_up, line.day)


@plant("CUM005", "ordinary_care")
def an_isolated_bilan_in_a_treatment(scene: Scene) -> None:
    """AMK 20 beside sessions."""
    need(not scene.past)
    again(scene.sheet, session(scene.sheet, _AGES), code="AMK", coefficient="20", seance=None)


@plant("CUM006", "neurological_at_home", "several_territories")
def two_allowances_for_a_visit(scene: Scene) -> None:
    """The flat allowance twice."""
    again(scene.sheet, of_code(scene.sheet, "IFD"))


@plant("CUM008", "another_rehabilitation")
def an_isolated_bilan_after_sessions(scene: Scene) -> None:
    """The second treatment's first sheet becomes an isolated bilan alone, days after sessions."""
    sheet = scene.sheet
    need(scene.past and sheet.prescriptions[0]["date"] != scene.past[-1].prescriptions[0]["date"])
    need(sheet.lines[0].day - scene.past[-1].lines[-1].day < 25 * DAY)
    line = session(sheet, _AGES)
    line.fields.update(code="AMK", coefficient="20", seance=None)
    sheet.lines = [line]


@plant("CUM009", "palliative")
def two_journeys_for_a_palliative_day(scene: Scene) -> None:
    """The flat allowance twice for one daily amount."""
    again(scene.sheet, of_code(scene.sheet, "IFD"))


# Bilans


@plant("BDK001", "ordinary_care")
def a_bilan_too_close(scene: Scene) -> None:
    """A second bilan at the fifth session."""
    line = first(scene.sheet, lambda one: one.rank == 5)
    again(scene.sheet, line, code="AMK", coefficient="10.7", seance=None).rank = 0


@plant("BDK002", "ordinary_care")
def a_neurological_bilan(scene: Scene) -> None:
    """10,8 in place of 10,7."""
    bilan = first(scene.sheet, lambda one: one.act == "bdk")
    bilan.fields["coefficient"] = "10.8"


@plant("BDK004", "long_back")
def a_bilan_on_renewal(scene: Scene) -> None:
    """A bilan at the twenty-second session, on a mere renewal."""
    line = first(scene.sheet, lambda one: one.rank == 22)
    again(scene.sheet, line, code="AMK", coefficient="10.7", seance=None).rank = 0


@plant("BDK005", "long_back", "scoliosis", "work_accident")
def a_bilan_not_due(scene: Scene) -> None:
    """A bilan at the fifteenth session."""
    line = first(scene.sheet, lambda one: one.rank == 15)
    again(scene.sheet, line, code="AMK", coefficient="10.7", seance=None).rank = 0


# Tariff


@plant("TAR001", "ordinary_care")
def the_old_value_of_the_letter(scene: Scene) -> None:
    """2,15 euros."""
    session(scene.sheet).fields["prixUnitaire"] = "2.15"


@plant("TAR002", "ordinary_care")
def a_cent_too_much(scene: Scene) -> None:
    """The base one cent above its value."""
    line = session(scene.sheet)
    value = (Decimal(str(line.fields["coefficient"])) * Decimal("2.21")).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    line.fields["base"] = str(value + Decimal("0.01"))


@plant("TAR003", "ordinary_care")
def another_rate(scene: Scene) -> None:
    """Seventy per cent."""
    bare(scene.sheet)
    session(scene.sheet).fields["taux"] = 70


@plant("TAR004", "ordinary_care")
def another_part(scene: Scene) -> None:
    """The obligatory part, a euro for another."""
    bare(scene.sheet)
    session(scene.sheet).fields["montantAMO"] = "10.00"


@plant("TAR005", "ordinary_care")
def fees_under_the_base(scene: Scene) -> None:
    """Fifteen euros of fees."""
    bare(scene.sheet)
    session(scene.sheet).fields["honoraires"] = "15.00"


@plant("TAR006", "ordinary_care")
def another_total(scene: Scene) -> None:
    """The total of a sheet of other lines."""
    scene.sheet.totals = {"honoraires": "999.00", "montantAMO": "999.00", "montantAMC": "0.00", "partAssure": "0.00"}


@plant("TAR007", "neurological_at_home", "palliative", "several_territories")
def a_flat_amount_too_high(scene: Scene) -> None:
    """IFD at four euros."""
    of_code(scene.sheet, "IFD").fields["prixUnitaire"] = "4.00"


@plant("TAR008", "neurological_at_home", "mountain")
def the_mountain_s_kilometres(scene: Scene) -> None:
    """IK at the rate of the mountain."""
    of_code(scene.sheet, "IK").fields["prixUnitaire"] = "0.61"


@plant("TAR009", "ordinary_care")
def two_in_a_line(scene: Scene) -> None:
    """A quantity of two."""
    need(not scene.sheet.prescriptions[0]["nombreSeances"])
    line = session(scene.sheet)
    line.fields["quantite"] = 2


@plant("TAR010", "bronchiolitis")
def a_holiday_on_a_saturday(scene: Scene) -> None:
    """The majoration of Sunday on the Saturday."""
    public = scene.sheet.tariff.law.public_holidays
    line = first(scene.sheet, lambda one: one.day.weekday() == 5 and not public.anywhere(one.day))
    line.fields["majoration"] = "F"
    line.known.update(urgence="oui", heure="10:00")


@plant("TAR010", "night_call")
def night_in_the_afternoon(scene: Scene) -> None:
    """The majoration of the night at three o'clock."""
    first(scene.sheet, lambda one: one.fields.get("majoration")).known["heure"] = "15:00"


# Overcharge


@plant("DEP001", "overcharged")
def an_overcharge_without_its_letters(scene: Scene) -> None:
    """Fees above the base, without a qualifier."""
    first(scene.sheet, lambda one: one.fields.get("qualificatif") in {"DE", "E"}).fields["qualificatif"] = None


@plant("DEP002", "overcharged")
def an_overcharge_without_a_reason(scene: Scene) -> None:
    """No reason for the demand."""
    line = first(scene.sheet, lambda one: one.fields.get("qualificatif") in {"DE", "E"})
    line.known["motifDepassement"] = "sansMotif"


@plant("DEP003", "overcharged", also=["TAR002"])
def an_overcharge_in_the_base(scene: Scene) -> None:
    """The overcharge counted in the base."""
    line = first(scene.sheet, lambda one: one.fields.get("qualificatif") in {"DE", "E"})
    line.fields["base"] = "30.00"


@plant("DEP005", "overcharged")
def a_part_for_what_is_not_reimbursable(scene: Scene) -> None:
    """An obligatory part on a line N."""
    line = first(scene.sheet, lambda one: one.fields.get("qualificatif") == "N" and one.rank)
    line.fields["montantAMO"] = "5.00"


# Travel


@plant("DPL001", "palliative")
def a_specific_allowance_out_of_its_list(scene: Scene) -> None:
    """IFS for palliative care, in 2026."""
    line = first(scene.sheet, lambda one: one.code == "IFD" and one.day >= _NEW_YEAR)
    line.fields["code"] = "IFS"


@plant("DPL002", "hip_at_home")
def specific_after_the_thirty_fifth_day(scene: Scene) -> None:
    """IFS where the days are over."""
    need(scene.sheet.stated.get("programmeRetour") == "non")
    of_code(scene.sheet, "IFD").fields["code"] = "IFS"


@plant("DPL003", "ordinary_care")
def a_journey_to_the_practice(scene: Scene) -> None:
    """IFD with a session at the practice."""
    again(scene.sheet, session(scene.sheet), code="IFD", coefficient=None, seance=None, refPrescription=None)


@plant("DPL004", "neurological_at_home", "mountain")
def kilometres_in_town(scene: Scene) -> None:
    """Kilometres within one agglomeration."""
    of_code(scene.sheet, "IK", "IKM", "IKS").known["memeAgglomeration"] = "oui"


@plant("DPL005", "cystic_fibrosis")
def two_journeys_of_one_trip(scene: Scene) -> None:
    """The two visits of a day become one trip to a care home."""
    day = scene.sheet.lines[0].day
    for line in scene.sheet.lines:
        if line.day == day:
            line.fields["lieu"] = "ehpad"
        if line.day == day and line.code.startswith("IF"):
            line.known.update(tournee="t1", etablissement="e1")


@plant("DPL006", "neurological_at_home", "mountain")
def a_nearer_colleague(scene: Scene) -> None:
    """Another physiotherapist lives three kilometres away."""
    line = first(scene.sheet, lambda one: one.code.startswith("IK") and one.known["distance"] > 4)
    line.known["distancePlusProche"] = "3"


@plant("DPL007", "hip_at_home")
def an_amount_of_discharge_twice(scene: Scene) -> None:
    """FAD twice."""
    again(scene.sheet, of_code(scene.sheet, "FAD"))


# Télésoin


def remote(scene: Scene) -> Line:
    """A remote session."""
    return first(scene.sheet, lambda one: one.remote and one.rank)


@plant("TEL001", "telecare", "telecare_apart")
def remote_letter_on_site(scene: Scene) -> None:
    """TMK on a line marked on site."""
    remote(scene).fields["aDistance"] = "non"
    need(sum(line.remote for line in scene.sheet.lines) > 0)


@plant("TEL002", "telecare")
def an_urgent_decongestion_by_video(scene: Scene) -> None:
    """TMK 8,49."""
    line = remote(scene)
    line.fields["coefficient"] = "8.49"
    line.known.pop("acte")


@plant("TEL003", "out_of_hospital", also=["TEL004"])
def no_bilan_in_hospital(scene: Scene) -> None:
    """The hospital bilan was not done: the first session is remote, the patient unknown."""
    need(not scene.past and remote(scene))
    scene.sheet.stated["bilanHospitalier"] = "non"


@plant("TEL004", "telecare_apart")
def a_colleague_out_of_the_group(scene: Scene) -> None:
    """The patient was seen by a colleague who is none of the group, and never by the physiotherapist himself."""
    need(remote(scene))
    own = [line for sheet in scene.past if sheet.mk == scene.sheet.mk for line in sheet.lines]
    need(all(line.remote for line in own if line.act))
    scene.sheet.stated["groupe"] = []


@plant("TEL005", "telecare", "telecare_apart")
def by_telephone(scene: Scene) -> None:
    """No video."""
    remote(scene).known["video"] = "non"


@plant("TEL006", "telecare")
def a_minor_alone(scene: Scene) -> None:
    """No adult beside a minor."""
    line = remote(scene)
    need(scene.sheet.person.age(line.day) < 18)
    line.known["adultePresent"] = "non"


@plant("TEL007", "telecare", "telecare_apart")
def without_consent(scene: Scene) -> None:
    """The patient did not consent."""
    remote(scene).known["consentement"] = "non"


@plant("TEL008", "telecare", "telecare_apart")
def far_away(scene: Scene) -> None:
    """The patient is of another territory."""
    need(remote(scene))
    scene.sheet.stated["patientSurTerritoire"] = "non"


@plant("TEL010", "telecare", "telecare_apart")
def without_a_trace(scene: Scene) -> None:
    """Not traced in the bilan."""
    remote(scene).known["tracee"] = "non"


@plant("TEL012", "telecare", "telecare_apart")
def a_coefficient_of_another_date(scene: Scene) -> None:
    """TMK with the coefficient of another year."""
    line = remote(scene)
    other = _NEW_YEAR - DAY if line.day >= _NEW_YEAR else _NEW_YEAR
    couple = scene.sheet.tariff.couple(line.act, other)
    need(couple is not None and couple != scene.sheet.tariff.couple(line.act, line.day))
    assert couple is not None
    line.fields["coefficient"] = f"{couple[1]:f}"
    line.known.pop("acte")


# Téléexpertise


@plant("TEX001", "requests", "requests_of_two", "requests_over_new_year")
def a_third_request(scene: Scene) -> None:
    """One request more than the two of the year."""
    line = scene.sheet.lines[-1]
    need(line.code == "RQD")
    year, mk = line.day.year, scene.sheet.mk
    asked = [
        one
        for sheet in scene.past
        if sheet.mk == mk
        for one in sheet.lines
        if one.code == "RQD" and one.day.year == year
    ]
    need(len(asked) == 1)
    again(scene.sheet, line)


@plant("TEX002", "requests", "requests_of_two")
def a_request_to_nobody(scene: Scene) -> None:
    """The requested professional is not named."""
    of_code(scene.sheet, "RQD").fields["requis"] = None


@plant("TEX003", "requests", "requests_of_two")
def a_request_to_a_dentist(scene: Scene) -> None:
    """The requested professional is a dentist."""
    line = of_code(scene.sheet, "RQD")
    line.fields["requis"] = {**line.fields["requis"], "profession": "chirurgienDentiste"}


@plant("TEX004", "requests", "requests_of_two")
def a_request_without_consent(scene: Scene) -> None:
    """The patient did not consent."""
    of_code(scene.sheet, "RQD").known["consentement"] = "non"


@plant("TEX005", "requests", "requests_of_two")
def a_request_by_plain_mail(scene: Scene) -> None:
    """No secure messaging."""
    of_code(scene.sheet, "RQD").known["messagerieSecurisee"] = "non"


@plant("TEX006", "requests", "requests_of_two")
def a_request_without_a_report(scene: Scene) -> None:
    """The answer is not in the file."""
    of_code(scene.sheet, "RQD").known["compteRendu"] = "non"


@plant("TEX007", "requests_of_two", "requests_over_new_year")
def two_requests_in_a_line(scene: Scene) -> None:
    """A quantity of two."""
    need(not scene.past)
    of_code(scene.sheet, "RQD").fields["quantite"] = 2


# Series


@plant("SER001", "ordinary_care")
def on_site_without_the_card(scene: Scene) -> None:
    """Acts in presence alone, in SESAM sans Vitale."""
    scene.sheet.invoice["modeSecurisation"] = "sesamSansVitale"


@plant("SER003", "telecare", "telecare_apart")
def software_not_approved(scene: Scene) -> None:
    """SESAM sans Vitale with software that is not approved."""
    need(scene.sheet.invoice.get("modeSecurisation") == "sesamSansVitale")
    scene.sheet.stated["logicielAgree"] = "non"


@plant("SER004", "telecare_apart")
def degraded_for_nothing(scene: Scene) -> None:
    """Degraded though the software is approved."""
    need(remote(scene))
    scene.sheet.invoice["modeSecurisation"] = "degrade"


@plant("SER005", "telecare_apart")
def the_card_was_read(scene: Scene) -> None:
    """SESAM sans Vitale with the card read."""
    need(remote(scene))
    scene.sheet.stated["carteLisible"] = "oui"


@plant("SER006", "telecare_not_approved")
def halves_that_contradict_each_other(scene: Scene) -> None:
    """One half says that the series ended on site."""
    need(scene.past)
    scene.sheet.stated["serieFinieADistance"] = "non"


# Direct access


@plant("ADI001", "direct_access")
def a_doctor_s_number_in_direct_access(scene: Scene) -> None:
    """The prescriber is a doctor."""
    need(not scene.past)
    scene.sheet.prescriptions[0]["numeroPrescripteur"] = "991043845"


@plant("ADI002", "direct_access")
def direct_access_in_a_plain_practice(scene: Scene) -> None:
    """A structure to which direct access is not open."""
    need("structure" not in scene.sheet.stated)
    scene.sheet.stated["structure"] = "cabinet"


@plant("ADI003", "direct_access")
def a_ninth_session(scene: Scene) -> None:
    """One session more than eight."""
    line = first(scene.sheet, lambda one: one.rank == 8 and one.known.get("diagnostic") == "non")
    again(scene.sheet, line, line.day + DAY)
    scene.sheet.drawn_up = max(scene.sheet.drawn_up, line.day + DAY)


@plant("ADI005", "direct_access")
def an_experiment_elsewhere(scene: Scene) -> None:
    """A department that is not in the experiment."""
    need(scene.sheet.stated.get("departement") == "38")
    scene.sheet.stated["departement"] = "75"


@plant("ADI006", "direct_access")
def a_diagnosis_without_proof(scene: Scene) -> None:
    """A kind of proof that is none."""
    first(scene.sheet, lambda one: "preuveDiagnostic" in one.known).known["preuveDiagnostic"] = "oralement"


# Prescription


@plant("PRE001", "ordinary_care")
def no_prescription(scene: Scene) -> None:
    """The prescription is missing."""
    scene.sheet.prescriptions = []
    for line in scene.sheet.lines:
        line.fields["refPrescription"] = None


@plant("PRE002", "ordinary_care")
def a_prescription_after_the_act(scene: Scene) -> None:
    """The prescription is dated the day after the first act."""
    need(not scene.past)
    scene.sheet.prescriptions[0]["date"] = scene.sheet.lines[0].day + DAY


@plant("PRE003", "weeks_later")
def a_prescription_too_old(scene: Scene) -> None:
    """The prescription is a year and a day old."""
    scene.sheet.prescriptions[0]["date"] = add_months(scene.sheet.lines[0].day, -12) - DAY


@plant("PRE004", "long_back")
def a_renewal_under_the_doctor_s_number(scene: Scene) -> None:
    """The renewal bears the doctor's number."""
    need("renouvellement" in scene.sheet.prescriptions[0] and len(scene.sheet.prescriptions) == 1)
    need(all(line.code != "AMK" for line in scene.sheet.lines))
    scene.sheet.prescriptions[0]["numeroPrescripteur"] = scene.past[0].prescriptions[0]["numeroPrescripteur"]


@plant("PRE005", "renewal_on_the_anniversary")
def a_renewal_a_day_late(scene: Scene) -> None:
    """The renewal is dated the day after the anniversary."""
    renewal = scene.sheet.prescriptions[0].get("renouvellement")
    need(renewal)
    assert renewal is not None
    later = renewal["date"] + DAY
    need(all(line.day >= later for line in scene.sheet.lines))
    scene.sheet.prescriptions[0]["renouvellement"] = {**renewal, "date": later}


@plant("PRE006", "long_back")
def a_copy_not_sent(scene: Scene) -> None:
    """The copy of the renewed prescription was not sent."""
    need(scene.sheet.stated.get("copieTransmise"))
    scene.sheet.stated["copieTransmise"] = "non"


@plant("PRE007", "ordinary_care")
def more_sessions_than_prescribed(scene: Scene) -> None:
    """The doctor wrote three sessions."""
    line = first(scene.sheet, lambda one: one.rank > 3)
    need(line)
    scene.sheet.prescriptions[0]["nombreSeances"] = 3


@plant("PRE008", "long_back")
def renewed_and_initial_sessions_together(scene: Scene) -> None:
    """The renewal is dated in the midst of the sheet."""
    renewal = scene.sheet.prescriptions[0].get("renouvellement")
    line = first(scene.sheet, lambda one: one.rank == 22)
    need(renewal and len(scene.sheet.lines) > 1 and line is not scene.sheet.lines[0])
    assert renewal is not None
    need(line.day <= add_months(scene.sheet.prescriptions[0]["date"], 12))
    scene.sheet.prescriptions[0]["renouvellement"] = {**renewal, "date": line.day}


# Prior agreement


_TWO_WAYS: Final = frozenset({"lombalgie-commune", "cervicalgie-non-specifique"})


def agreed(scene: Scene) -> Line:
    """A line that bears an agreement."""
    return first(scene.sheet, lambda one: one.fields.get("accordPrealable"))


@plant("DAP001", "agreement_in_time")
def no_agreement(scene: Scene) -> None:
    """No agreement past the threshold."""
    line = agreed(scene)
    need(line.act not in _TWO_WAYS)
    line.fields["accordPrealable"] = None


@plant("DAP002", "agreement_in_time")
def an_agreement_refused(scene: Scene) -> None:
    """The agreement was refused."""
    line = agreed(scene)
    need(line.act not in _TWO_WAYS and sum(1 for one in scene.sheet.lines if one.rank) > 0)
    line.fields["accordPrealable"] = {**line.fields["accordPrealable"], "code": "refus"}


@plant("DAP003", "agreement_in_time")
def an_agreement_too_young(scene: Scene) -> None:
    """No answer yet, asked on the day of the act."""
    line = scene.sheet.lines[-1]
    need(line.fields.get("accordPrealable"))
    line.fields["accordPrealable"] = {"code": "sansReponse", "dateDemande": line.day}


@plant("DAP005", "agreement_in_time")
def no_agreement_by_one_reading(scene: Scene) -> None:
    """Session 16 to 30 of a common low back pain without an agreement."""
    line = agreed(scene)
    need(line.act in _TWO_WAYS)
    line.fields["accordPrealable"] = None


# Duplicates


@plant("DUP001", "ordinary_care")
def a_number_used_last_month(scene: Scene) -> None:
    """The number of an invoice of the last month."""
    near = [sheet for sheet in scene.of_mk if scene.sheet.drawn_up - sheet.drawn_up < 40 * DAY]
    need(near and not scene.sheet.nameless and not near[-1].nameless)
    scene.sheet.number = near[-1].number


@plant("DUP004", "ordinary_care")
def a_number_used_long_ago(scene: Scene) -> None:
    """The number of an invoice of two years ago."""
    far = [sheet for sheet in scene.of_mk if scene.sheet.drawn_up - sheet.drawn_up > 400 * DAY]
    need(far and not scene.sheet.nameless and not far[0].nameless)
    scene.sheet.number = far[0].number


@plant("DUP002", "ordinary_care", "work_accident", "long_back", also=["CUM002"])
def a_session_billed_before(scene: Scene) -> None:
    """A session of an earlier sheet once more."""
    need(scene.past and scene.past[-1].prescriptions[0]["date"] == scene.sheet.prescriptions[0]["date"])
    need("renouvellement" not in scene.sheet.prescriptions[0])
    need(not scene.sheet.prescriptions[0]["nombreSeances"])
    earlier, line = session(scene.past[-1]), session(scene.sheet)
    again(scene.sheet, line, earlier.day, coefficient=earlier.fields["coefficient"])


@plant("DUP003", "ordinary_care")
def billed_years_later(scene: Scene) -> None:
    """Drawn up more than two years after the quarter of the acts."""
    need(scene.sheet.drawn_up < date(2024, 6, 25) and not scene.past)
    scene.sheet.today = scene.sheet.drawn_up = date(2026, 11, 20)


@plant("LAW001", "ordinary_care")
def an_act_after_the_horizon(scene: Scene) -> None:
    """The last act is dated of the next year."""
    need(scene.sheet.drawn_up > date(2026, 6, 1) and scene.sheet.lines[-1].rank)
    scene.sheet.lines[-1].day = scene.sheet.drawn_up = scene.sheet.today = date(2027, 1, 5)


# Bytes


@spoil("SEC001")
def a_sheet_cut_short(data: bytes) -> bytes:
    """Half of the bytes."""
    return data[: len(data) // 2]


@spoil("SEC002")
def a_doctype(data: bytes) -> bytes:
    """A DOCTYPE before the sheet."""
    return data.replace(b"<fse", b"<!DOCTYPE fse>\n<fse", 1)


@spoil("XSD001")
def a_comma_in_an_amount(data: bytes) -> bytes:
    """A decimal comma."""
    return data.replace(b"<base>", b"<base>8,08", 1)


@spoil("XSD002")
def another_version(data: bytes) -> bytes:
    """A version to come."""
    return data.replace(b'version="1.0">', b'version="9.9">', 1)
