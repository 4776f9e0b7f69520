"""
What the vendor's software knows beside the sheet: a document of its own, or the settings.

Every field is None (or empty) where nothing was stated: absent is unknown, never "no". What is
constant for a practice comes from the settings and is overridden by the context of one sheet.
"""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import NamedTuple


class LineContext(NamedTuple):
    """What is known of one act line."""

    reference: str | None = None
    """The host's own reference of the row, echoed in findings."""
    region: str | None = None
    """Anatomical region treated, a word of the host's own list."""
    hour: time | None = None
    """Hour of care."""
    call_hour: time | None = None
    """Hour of the patient's call."""
    emergency: bool | None = None
    """Urgence justifiée par l'état du malade."""
    daily_need: bool | None = None
    """Nécessité impérieuse d'un traitement quotidien."""
    video: bool | None = None
    """Vidéotransmission."""
    consent: bool | None = None
    secure_messaging: bool | None = None
    """Messagerie sécurisée de santé."""
    motive: bool | None = None
    """Motif of the request, stated."""
    report: bool | None = None
    """Compte rendu, put in the file."""
    adult_present: bool | None = None
    """Parent or authorised adult beside a minor."""
    traced: bool | None = None
    """Traced in the bilan-diagnostic kinésithérapique."""
    health_space: bool | None = None
    """Put in Mon espace santé."""
    diagnosis: bool | None = None
    """Prior medical diagnosis known for this session."""
    diagnosis_proof: str | None = None
    overcharge_reason: str | None = None
    """Reason of a dépassement DE: heureFixe, horsHoraire, deplacementAnormal, autreExigence, sansMotif."""
    overcharge_from_patient: bool | None = None
    """Whether the reason is a particular demand of the patient."""
    distance: Decimal | None = None
    """Kilometres between the practice and the place of care, one way."""
    nearest_distance: Decimal | None = None
    """Kilometres from the nearest MK, one way."""
    same_agglomeration: bool | None = None
    mountain: bool | None = None
    trip: str | None = None
    """Identifies one journey (tournée) of the MK."""
    establishment: str | None = None
    """Identifies the establishment visited."""
    patients_in_group: int | None = None
    parallel: bool | None = None
    """Whether the patients taken together had each his own treatment (chapitre III, article 2), no group."""
    minutes: int | None = None
    """Minutes of the session given to this patient; of a group, of the whole session."""
    act: str | None = None
    """Stable act id, where the couple of letter and coefficient does not tell it."""
    walking_of_elderly: bool | None = None
    """NMI used for the walking of an elderly person."""

    def __repr__(self) -> str:
        """Nothing of the context: a representation ends in logs."""
        return "LineContext()"


class Context(NamedTuple):
    """What is known of one invoice, of its patient's history and of the practice."""

    lines: Mapping[int, LineContext] = {}
    """By rank of the act line."""
    reference: str | None = None
    """The host's own reference of the sheet."""
    digest: bytes = b""
    card_readable: bool | None = None
    """Whether the carte Vitale (or its application) could be read at billing."""
    rights_checked: bool | None = None
    """Rights confirmed on line by ADRi."""
    degraded_reason: str | None = None
    """Why the sheet is dégradé: panne, carteAbsente, logicielNonAJour, autre."""
    patient_in_territory: bool | None = None
    health_space_open: bool | None = None
    last_presence: date | None = None
    """Last act or bilan in presence, attested by the host."""
    last_presence_by: str | None = None
    """RPPS or numéro AM of the MK of that act."""
    hospital_discharge: date | None = None
    hospital_assessment: bool | None = None
    """Bilan in presence by an MK before the discharge."""
    hospital_summary_sent: bool | None = None
    """Fiche de synthèse sent."""
    surgery: bool | None = None
    """Orthopaedic or trauma surgery before the discharge."""
    return_home_programme: bool | None = None
    """Programme of return home (PRADO and the like)."""
    requests_elsewhere: int | None = None
    """RQD of the civil year for this MK and patient which the ledger does not hold."""
    direct_sessions_before: int | None = None
    """Direct-access sessions without diagnosis before, which the ledger does not hold."""
    series: str | None = None
    """Identifier of the series."""
    series_last_remote: bool | None = None
    """Whether the last act of the series is remote."""
    series_mixed: bool | None = None
    """Whether the series holds both remote and on-site acts."""
    initial_assessment_known: bool | None = None
    frailty_screening: bool | None = None
    """Whether an AMK 10 is the frailty bilan."""
    renewal_forbidden: bool | None = None
    copy_sent: bool | None = None
    """Copy of the prescription sent through SCOR."""
    mentions_complete: bool | None = None
    prescribed_by_establishment: bool | None = None
    copd_ald: bool | None = None
    """ALD for BPCO."""
    separate_sessions: bool | None = None
    """Sessions of the same day were distinct."""
    treatment_change: bool | None = None
    """Change of the type of rehabilitation."""
    # What is constant for a practice:
    software_approved: bool | None = None
    """Software approved for telehealth (agréé télémédecine)."""
    structure: str | None = None
    """Kind of structure: cabinet, etablissement, medicoSocial, esp, ess, cds, msp, cptsExperimentation."""
    department: str | None = None
    """Department of the place of practice, 2 or 3 characters."""
    group: tuple[str, ...] = ()
    """RPPS or numéro AM of the MKs of the group."""
    group_stated: bool = False
    territory: str | None = None
    """metropole, or a word of the law's list of overseas places."""
    alsace_moselle: bool | None = None
    commune: str | None = None
    annual_volume: int | None = None
    """Acts per civil year that the practice declares."""
    cap_enforcement: str = "annual"
    series_reading: str | None = None
    overcharge_level: int | None = None
    """Per cent of the practice's acts above which its overcharges DE are told."""

    def __repr__(self) -> str:
        """Nothing of the context: a representation ends in logs."""
        return "Context()"

    def line(self, rank: int) -> LineContext:
        """What is known of the line of that rank: nothing, where the context does not name it."""
        return self.lines.get(rank, _NOTHING)


_NOTHING = LineContext()
