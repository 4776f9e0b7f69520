"""
The invoice as it was read: one care sheet (FSE), its people and its act lines.

Values are as the sheet gives them, converted and never corrected. None means "absent from the
sheet". Amounts are Decimal euros with two places, coefficients Decimal, rates whole per cents,
dates ``date`` except birth dates, which stay text (AAAAMMJJ: lunar and fictive dates exist).
The classes have no ``repr``: they hold personal data, which must not reach a log by accident.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from attrs import field, frozen


@frozen(slots=False, eq=False, repr=False)
class Practitioner:
    """A masseur-kinésithérapeute: the one who invoices, executes or stands in."""

    am: str | None = None
    """Numéro d'identification de facturation (numéro AM), 8 digits and the key."""
    rpps: str | None = None
    """Numéro RPPS, 11 digits."""
    specialty: str | None = None
    """Code spécialité of two digits; 26 is the masseur-kinésithérapeute."""
    convention: str | None = None
    """Code conventionnel, as the French word of the schema."""
    tariff_zone: str | None = None
    distance_zone: str | None = None
    condition: str | None = None
    """Condition d'exercice: liberal, salarie or benevole."""
    structure_kind: str | None = None
    """Kind of number of the structure: finess, siret or rppsRang."""
    structure: str | None = None
    """Number of the structure."""

    @property
    def key(self) -> str:
        """What names this MK in counts: the RPPS, else the numéro AM."""
        return self.rpps or self.am or ""


@frozen(slots=False, eq=False, repr=False)
class Patient:
    """The beneficiary of the care, the insured person and their rights."""

    nir: str
    """NIR of the insured, 13 characters, without its key."""
    nir_key: str
    birth: str
    """Date de naissance of the beneficiary, AAAAMMJJ as text."""
    rank: str
    """Rang de naissance (gémellaire)."""
    quality: str | None = None
    """Qualité: assure, conjoint, enfant or autre."""
    own_nir: str | None = None
    """NIR individuel of the beneficiary, 13 characters."""
    own_nir_key: str | None = None
    scheme: str | None = None
    """Code régime, two digits."""
    fund: str | None = None
    """Caisse, three digits."""
    centre: str | None = None
    management: str | None = None
    """Code gestion."""
    coverage: str | None = None
    """Code couverture, five digits."""
    proof: str | None = None
    """Nature of the justificatif of rights: carteVitale, applicationCarteVitale, adri, attestation."""
    proof_date: date | None = None
    names: tuple[str, ...] = ()
    """Every name on the sheet: known here only so that they can be kept out of what we print."""

    @property
    def birth_date(self) -> date | None:
        """The birth date when it is a day of the calendar, else None (lunar or fictive dates)."""
        try:
            return date(int(self.birth[:4]), int(self.birth[4:6]), int(self.birth[6:8]))
        except ValueError:
            return None

    @property
    def insured_alone(self) -> bool:
        """
        Whether the NIR individuel is what the same person bears when he is the insured himself.

        One that does not fit the birth date is somebody else's, written in the wrong place.
        """
        own = self.own_nir
        return own is not None and own != self.nir and own[1:5] == self.birth[2:6]

    @property
    def is_insured(self) -> bool:
        """Whether the beneficiary is the insured person."""
        return self.quality == "assure"


@frozen(slots=False, eq=False, repr=False)
class Prescription:
    """One prescription of the sheet, with its renewal where there is one."""

    number: int
    """Numéro d'ordre on the sheet, to which act lines point."""
    prescriber: str
    """Number of the prescriber as written."""
    written: date
    """Date of the prescription."""
    prescriber_rpps: str | None = None
    specialty: str | None = None
    condition: str | None = None
    origin: str | None = None
    sessions: int | None = None
    """Number of sessions prescribed, when the prescriber said it."""
    renewed_by: str | None = None
    """Who renewed it: masseurKinesitherapeute or medecin."""
    renewed_on: date | None = None
    renewed_sessions: int | None = None


class Act(NamedTuple):
    """One line of the sheet: a session, a bilan, a supplement, a journey, a request."""

    rank: int
    """Place among the lines of the sheet, from 1."""
    line: int
    """Line of the file on which it begins."""
    day: date
    code: str
    """Lettre clé or code of the act, as written."""
    quantity: int
    unit_price: Decimal
    base: Decimal
    rate: int
    amo: Decimal
    amc: Decimal
    fees: Decimal
    """Honoraires: what is charged, dépassement included."""
    coefficient: Decimal | None = None
    majoration: str | None = None
    """N night, F Sunday or public holiday, U emergency."""
    qualifier: str | None = None
    """Qualificatif de la dépense, as written (E, DE, G, N ...)."""
    exemption: str | None = None
    """Justificatif d'exonération of the line, as the French word of the schema."""
    place: str | None = None
    """Lieu d'exécution: cabinet, domicile, ehpad, etablissement, autre."""
    remote: bool | None = None
    """Distance mark of the line: True at a distance, False on site, None unmarked."""
    session: str | None = None
    """Session mark."""
    visit: str | None = None
    """Visit mark."""
    prescription: int | None = None
    """Numéro d'ordre of the line's prescription."""
    agreement: str | None = None
    """Accord préalable: nonSoumis, sansReponse, favorable, urgence, refus."""
    agreement_asked: date | None = None
    referential: bool | None = None
    prevention: bool | None = None
    executing_am: str | None = None
    executing_rpps: str | None = None
    requested: str | None = None
    """Number of the professional who was asked (requis), as written."""
    requested_profession: str | None = None
    """Profession of the requis: medecin, sageFemme, chirurgienDentiste, autre."""
    amo_forced: bool | None = None
    amc_forced: bool | None = None

    def __repr__(self) -> str:
        """Nothing of the sheet: a representation ends in logs."""
        return "Act()"

    @property
    def reimbursable(self) -> bool:
        """Lines N (not reimbursable) count for no quota."""
        return self.qualifier not in {"N", "NR"}


_DAY, _CODE, _QUALIFIER, _MAJORATION, _REMOTE, _EXECUTING_RPPS, _EXECUTING_AM = (
    itemgetter(Act._fields.index(name))
    for name in ("day", "code", "qualifier", "majoration", "remote", "executing_rpps", "executing_am")
)


@frozen(slots=False, eq=False, repr=False)
class Invoice:
    """One care sheet."""

    number: str
    """Numéro de facture, up to nine digits as written."""
    drawn_up: date
    """Date d'élaboration."""
    mode: str
    """Mode de sécurisation: nonSecurise, sesamSansVitale, enVisite, securise, desynchronise, degrade."""
    nature: str
    """Nature d'assurance: maladie, maladieAlsaceMoselle, maternite, accidentTravail, prevention ..."""
    practitioner: Practitioner
    patient: Patient
    acts: tuple[Act, ...]
    prescriptions: tuple[Prescription, ...]
    total_fees: Decimal
    total_amo: Decimal
    total_amc: Decimal
    total_insured: Decimal
    """Part left to the insured person."""
    digest: bytes
    """Content of the sheet without layout: same digest, same sheet."""
    xpath: str = "/fse"
    line: int = 1
    substitute: Practitioner | None = None
    series: bool | None = None
    """True actes en série, False actes isolés."""
    care_path: str | None = None
    """Indicateur de parcours de soins."""
    exemption: str | None = None
    third_party_amo: bool | None = None
    third_party_amc: bool | None = None
    accident_day: date | None = None
    """Accident causé par un tiers."""
    work_accident: str | None = None
    """Number or date of the accident du travail."""
    maternity_day: date | None = None
    direct_access: bool | None = None
    """accesDirect: care without a prescription."""
    corrects: str | None = None
    """numeroFactureRectifiee."""
    corrects_drawn_up: date | None = None
    lot: str | None = None
    amc: Mapping[str, str] | None = None
    codes: frozenset[str] = field(init=False)
    """Every code of the sheet's lines."""
    first_day: date = field(init=False)
    """Day of the earliest act."""
    last_day: date = field(init=False)
    """Day of the latest act."""
    several_a_day: bool = field(init=False)
    """Whether two lines are of one day."""
    qualified: bool = field(init=False)
    """Whether a line has a qualificatif de la dépense."""
    majored: bool = field(init=False)
    """Whether a line has a majoration."""
    marked_remote: bool = field(init=False)
    """Whether a line is marked at a distance."""
    executors_named: bool = field(init=False)
    """Whether a line names the MK who executed it."""

    def __attrs_post_init__(self) -> None:
        """What every check asks of the lines together."""
        acts = self.acts
        days = [*map(_DAY, acts)]
        self.__dict__.update(
            codes=frozenset(map(_CODE, acts)),
            first_day=min(days),
            last_day=max(days),
            several_a_day=len({*days}) < len(days),
            qualified=any(map(_QUALIFIER, acts)),
            majored=any(map(_MAJORATION, acts)),
            marked_remote=any(map(_REMOTE, acts)),
            executors_named=any(map(_EXECUTING_RPPS, acts)) or any(map(_EXECUTING_AM, acts)),
        )

    @cached_property
    def own_numbers(self) -> frozenset[str]:
        """Every number of the MKs of the sheet: who invoices, who stands in, who executes a line."""
        people = (self.practitioner, self.substitute or self.practitioner)
        numbers = {number for person in people for number in (person.am, person.rpps)}
        if self.executors_named:
            numbers |= {number for act in self.acts for number in (act.executing_am, act.executing_rpps)}
        return frozenset(number for number in numbers if number is not None)

    def prescription_of(self, act: Act) -> Prescription | None:
        """The prescription an act line points at; the only one of the sheet when it points at none."""
        if act.prescription is None:
            return self.prescriptions[0] if len(self.prescriptions) == 1 else None
        return next((p for p in self.prescriptions if p.number == act.prescription), None)

    def prescription_word(self, act: Act) -> str:
        """What names a line's prescription with all its renewals, "" where it has none; personal: digest it."""
        found = self.prescription_of(act)
        return "" if found is None else f"prescription {found.prescriber} {found.written.isoformat()}"

    def prescribed_word(self, act: Act) -> str:
        """What names the day of a line's prescription, "" for none: a renewal by the MK keeps the day alone."""
        prescription = self.prescription_of(act)
        return "" if prescription is None else f"prescribed {prescription.written.isoformat()}"

    def executing(self, act: Act) -> str:
        """
        What names the MK who executed a line: the one the line names, else the MK of the sheet.

        A substitute's acts are those of the MK he stands in for.
        """
        return act.executing_rpps or act.executing_am or self.practitioner.key
