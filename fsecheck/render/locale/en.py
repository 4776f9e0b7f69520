"""English: the translation of :mod:`fsecheck.render.locale.fr`, the same names for the same things."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

OR: Final = " or "
AND: Final = " and "
YES: Final = "yes"
NO: Final = "no"

#: Verdicts: the word, then the sentence under it.
VERDICTS: Final = {
    "accept": ("ACCEPTED", "The sheet may be sent."),
    "warn": ("ACCEPTED WITH WARNINGS", "The sheet may be sent; read what follows first."),
    "undecided": ("UNDECIDED", "The sheet must not be sent yet: something is missing to judge it."),
    "reject": ("REJECTED", "The sheet must not be sent as it is."),
    "failed": ("CHECK FAILED", "fsecheck could not finish: the sheet is neither accepted nor refused. Do not send it."),
}

SEVERITIES: Final = {"error": "error", "warning": "warning", "information": "information"}

LABELS: Final = {
    "invoice": "invoice no. {number}",
    "mk": "MK {mk}",
    "sheet": "sheet {place} of the lot",
    "reference": "reference {reference}",
    "act": "act {act}",
    "acts": "acts {acts}",
    "line": "line {line}",
    "column": "column {column}",
    "remedy": "To do: {text}",
    "technical": "Technical: {text}",
    "source": "Text: {text}",
    "since": "since {since}",
    "span": "from {since} to {until}",
    "verified": "verified on {day}",
    "evidence": "Invoices counted: {list}",
    "evidence_one": "no. {number} of {day}",
    "suggested": "Suggestion: {list}",
    "anomaly": "National anomaly: {list}",
    "lacking": "Missing to decide:",
    "unverified": "Not verified:",
    "not_evaluated": "Not checked, because the sheet could not be read: {list}",
    "faults": "What failed (to be passed on to the software's vendor):",
    "more_errors": "{total} schema errors in all; the first are given.",
    "unknown_message": 'Rule {rule} reports "{message}".',
    "unknown_missing": "missing: {missing}",
    "today": "checked on {today}",
    "as_of": "judged by the texts in force on {as_of} (--as-of)",
    "reference_mode": "reference mode",
    "law": "law {law}",
    "horizon": "texts verified until {horizon}",
    "settings": "settings: {list}",
    "held": "Held in the ledger (attempt {attempt}, {state}).",
    "held_before": "In the ledger already (attempt {attempt}, {state}): nothing changed.",
    "not_held": "Not held in the ledger.",
    "held_refused": "Refused by the ledger: {refused}",
    "bill": "one invoice for acts {acts} in mode {mode}",
    "bill_one": "one invoice for act {acts} in mode {mode}",
    "conflict": "CONFLICT: recorded, but the check would not have let it go.",
    "unreadable": "UNREADABLE: {error}",
    "interrupted": "Interrupted: {done} documents checked of {total}.",
    "waived": "waived",
    "waivers": "Waivers:",
    "waiver": "{rule}, {where}: {state}. {author}, until {expires}: {reason}",
    "sheet_itself": "the sheet",
    "ignored": "left aside: {list}",
    "page": "Check of care sheets",
}

#: What came of a waiver, by its state.
WAIVERS: Final = {
    "honoured": "honoured",
    "expired": "expired, without effect",
    "ignored": "without effect in reference mode",
    "idle": "nothing to waive",
}

#: Columns of the table of act lines.
COLUMNS: Final = ("Line", "Date", "Act", "Quantity", "Base", "Fees", "Compulsory part", "Findings")

#: Refusals of the ledger, by their stable id.
REFUSALS: Final = {
    "number-live": "another invoice of the same number, a different one, counts already (last 12 months)",
    "unknown-invoice": "the ledger does not know this invoice",
    "unknown-attempt": "the ledger does not know this attempt",
    "wrong-state": "the state of this invoice does not allow this call",
    "unknown-person": "the ledger does not know this person",
    "pending": "an invoice to erase is reserved: confirm or release it first",
    "key-needed": "persons of the ledger stand under this version of the key",
    "broken": "the ledger is not what its events say",
    "altered-tables": "the tables of the ledger are not those of fsecheck",
}

#: States of an invoice in the ledger.
STATES: Final = {
    "reserved": "reserved",
    "confirmed": "confirmed",
    "recorded": "recorded",
    "acknowledged": "acknowledged by the payer",
    "paid": "paid",
    "released": "released",
    "rejected": "rejected",
    "cancelled": "cancelled",
    "corrected": "corrected",
}

WORDS: Final = {
    "professionnel": "the physiotherapist",
    "remplacant": "the substitute",
    "executant": "the executing physiotherapist",
    "prescripteur": "the prescriber",
    "requis": "the requested professional",
    "assure": "the insured person",
    "beneficiaire": "the beneficiary",
    "conjoint": "the spouse",
    "enfant": "the child",
    "medecin": "doctor",
    "sageFemme": "midwife",
    "chirurgienDentiste": "dental surgeon",
    "masseurKinesitherapeute": "physiotherapist",
    "autre": "other",
    "nonSecurise": "not secured",
    "sesamSansVitale": "SESAM sans Vitale",
    "enVisite": "FSE on a visit",
    "securise": "SESAM-Vitale (secured)",
    "desynchronise": "desynchronised",
    "degrade": "degraded",
    "maladie": "sickness",
    "maladieAlsaceMoselle": "sickness, local scheme of Alsace-Moselle",
    "maternite": "maternity",
    "accidentTravail": "work accident",
    "soinsMedicauxGratuits": "free medical care",
    "prevention": "prevention",
    "aucune": "none",
    "acteCouteux": "costly act",
    "hospitalisationLongue": "stay of more than thirty days",
    "soinsParticuliers": "particular care",
    "ald": "long-term illness (ALD)",
    "assureExonere": "exempt insured person",
    "regimesSpeciaux": "special schemes",
    "aspa": "ASPA",
    "nonConventionne": "not under the convention",
    "conventionne": "under the convention",
    "droitPermanentDepassement": "permanent right to charge more",
    "honorairesLibres": "free fees",
    "liberal": "self-employed",
    "salarie": "employed",
    "benevole": "volunteer",
    "medecinTraitant": "regular doctor",
    "medecinCorrespondant": "corresponding doctor",
    "autreParcours": "another case of the care path",
    "horsParcours": "outside the care path",
    "nonSoumis": "not needed",
    "sansReponse": "no answer",
    "favorable": "granted",
    "urgence": "emergency",
    "refus": "refused",
    "domicile": "home",
    "cabinet": "practice",
    "ehpad": "EHPAD",
    "etablissement": "establishment",
    "medicoSocial": "medico-social structure",
    "esp": "primary care team",
    "ess": "specialised care team",
    "cds": "health centre",
    "msp": "multi-professional health house",
    "cptsExperimentation": "CPTS of the direct-access experiment",
    "panne": "breakdown",
    "carteAbsente": "card absent",
    "logicielNonAJour": "software not up to date",
    "heureFixe": "fixed hour",
    "horsHoraire": "outside the usual hours",
    "deplacementAnormal": "unusual journey",
    "autreExigence": "another demand",
    "sansMotif": "no reason",
    "metropole": "mainland France",
    "prescriptions": "two prescriptions",
    "articles": "two articles",
    "regions": "two regions",
    "seances": "two distinct sessions",
    "respiratoire-hors-urgence": "respiratory rehabilitation without urgency",
    "mucoviscidose": "cystic fibrosis",
}

#: Names of the fields of a suggestion.
FIELDS: Final = {
    "base": "base",
    "honoraires": "fees",
    "majoration": "majoration",
    "montantAMC": "complementary part",
    "montantAMO": "compulsory part",
    "partAssure": "part of the insured person",
    "prixUnitaire": "unit price",
    "unit": "value of the letter",
    "coefficient": "coefficient",
    "quantity": "quantity",
    "rate": "rate",
    "mode": "mode",
    "modeSecurisation": "securing mode",
    "split": "bill as follows",
    "since": "since",
    "until": "until",
    "arithmetic": "arithmetic",
    "valid": "coefficients of the letter that day:",
    "coefficients": "coefficients",
    "code": "letter or code",
    "quantite": "quantity",
    "kilometres": "kilometres",
    "distance": "distance one way (km)",
    "free": "deduction each way (km)",
}

#: Fields of a suggestion that are amounts in euros.
AMOUNTS: Final = frozenset(
    {
        "base",
        "honoraires",
        "majoration",
        "montantAMC",
        "montantAMO",
        "partAssure",
        "prixUnitaire",
        "unit",
    }
)

_LEDGER: Final = "Give the ledger (--ledger and --key) and declare since when it is complete (fsecheck ledger coverage)"


def _line(what: str, element: str) -> tuple[str, str]:
    return what, f"State it in the context of the sheet, ligne/{element}."


def _sheet(what: str, element: str) -> tuple[str, str]:
    return what, f"State it in the context of the sheet, {element}."


def _practice(what: str, element: str, setting: str) -> tuple[str, str]:
    return what, f"State it once in the settings ({setting}), or in the context of the sheet, {element}."


#: What an undecided rule lacked, by id: what is not known, how to give it. ``{name}`` is a parameter.
MISSING: Final = {
    "law.value": ("the texts known to fsecheck say nothing of {day}", "Verify this point yourself for that day."),
    "law.letter_value": (
        "no known text gives the value of the letter {code} on that day ({territory})",
        "Verify the value of the letter yourself.",
    ),
    "law.majoration": (
        "no known text gives the amount of the majoration {majoration} on that day",
        "Verify the amount of the majoration yourself.",
    ),
    "fse.forced_amount": (
        "the obligatory part was forced in the software ({found:eur} instead of {expected:eur}): nothing says why",
        "Verify that it was meant.",
    ),
    "law.rate": (
        "no known text gives the rate due for this act (scheme, nature of insurance, exemption)",
        "Verify the rate yourself.",
    ),
    "fse.birth": (
        "the birth date does not tell whether the patient is a minor (lunar or fictive date)",
        (
            "Verify the patient's age; for a minor, state in the context of the sheet, ligne/adultePresent,"
            " whether an adult"
            " was there."
        ),
    ),
    "fse.requis.profession": (
        "the profession of the requested professional is not on the sheet",
        "Add acte/requis/profession to the sheet.",
    ),
    "ledger.requests_of_year": (
        (
            "the ledger does not know everything since {since}: fsecheck cannot tell whether other téléexpertise"
            " requests were made in {year} for this patient (limit {limit}, this one is at least no. {counted})"
        ),
        (
            "Give the ledger (--ledger and --key) and declare since when it is complete (fsecheck ledger coverage --mk"
            " NUMBER --from {since:raw}), or state in the context of the sheet, demandesAilleurs, the requests that the"
            " ledger does not hold (0 where there are none)."
        ),
    ),
    "ledger.treatment": ("the ledger does not know all of this treatment since the prescription", f"{_LEDGER}."),
    "fse.agreement_asked": (
        "the date on which prior agreement was asked is not on the sheet",
        "Add acte/accordPrealable/dateDemande to the sheet.",
    ),
    "ledger.patient_acts": ("the ledger does not know every earlier act of this patient", f"{_LEDGER}."),
    "ledger.direct_sessions": (
        "the ledger does not know every direct-access session of this patient",
        f"{_LEDGER}, or state in the context of the sheet, seancesAccesDirectAvant, the sessions it does not hold.",
    ),
    "ledger.diagnosis": (
        (
            "the ledger does not know whether there was a diagnosis for some direct-access sessions of this patient"
            " (at least {counted} without one, limit {limit})"
        ),
        "State the diagnosis (context, ligne/diagnostic) when you record a session in the ledger.",
    ),
    "ledger.reference_volume": (
        "the reference activity of the year {year} is not known",
        "Declare the annual volume in the settings ([practice] annual_volume), or keep the ledger for a whole year.",
    ),
    "ledger.same_day": ("the ledger does not know every act of the same day for this patient", f"{_LEDGER}."),
    "ledger.year_volume": (
        "the ledger does not know the whole activity of the year",
        f"{_LEDGER}, or the annual volume in the settings ([practice] annual_volume).",
    ),
    "ledger.same_number": ("the ledger does not know whether this invoice number was used before", f"{_LEDGER}."),
    "ledger.corrected": (
        "the ledger does not know whether there was an invoice no. {number} to correct",
        f"{_LEDGER}.",
    ),
    "ledger.later_in_lot": (
        "the act in presence that comes before is on a sheet further on in the lot",
        "Put the sheets of the lot in the order of their acts.",
    ),
    "ledger.series": ("the ledger does not know all of this series", f"{_LEDGER}."),
    # What is known of one act line.
    "context.region": _line("the region treated is not stated", "region"),
    "context.hour": _line("the hour of care is not stated", "heure"),
    "context.call_hour": _line("the hour of the patient's call is not stated", "heureAppel"),
    "context.emergency": _line("it is not stated whether the emergency is justified", "urgence"),
    "context.daily_need": _line("it is not stated whether the treatment had to be daily", "besoinQuotidien"),
    "context.video": _line("it is not stated whether the act was done by video", "video"),
    "context.consent": _line("the patient's consent is not stated", "consentement"),
    "context.secure_messaging": _line(
        "it is not stated whether the exchange went by secure health messaging", "messagerieSecurisee"
    ),
    "context.motive": _line("it is not stated whether the reason of the request is written", "motif"),
    "context.report": _line("it is not stated whether the report was put in the file", "compteRendu"),
    "context.adult_present": _line(
        "it is not stated whether a parent or an authorised adult was beside the minor", "adultePresent"
    ),
    "context.traced": _line("it is not stated whether the act is traced in the assessment", "tracee"),
    "context.health_space": _line("it is not stated whether the act was put in Mon espace santé", "espaceSante"),
    "context.diagnosis": _line("it is not stated whether a prior medical diagnosis is known", "diagnostic"),
    "context.diagnosis_proof": _line("the proof of the medical diagnosis is not stated", "preuveDiagnostic"),
    "context.overcharge_reason": _line("the reason for charging more is not stated", "motifDepassement"),
    "context.overcharge_from_patient": _line(
        "it is not stated whether the patient asked for what is charged more", "depassementDuPatient"
    ),
    "context.distance": _line("the distance to the place of care is not stated", "distance"),
    "context.nearest_distance": _line("the distance from the nearest MK is not stated", "distancePlusProche"),
    "context.same_agglomeration": _line(
        "it is not stated whether practice and place of care are in the same agglomeration", "memeAgglomeration"
    ),
    "context.mountain": _line("it is not stated whether the journey was in the mountains", "montagne"),
    "context.trip": _line("the journey is not stated", "tournee"),
    "context.establishment": _line("the establishment visited is not stated", "etablissement"),
    "context.patients_in_group": _line("the number of patients taken together is not stated", "patientsDuGroupe"),
    "context.parallel": _line("it is not stated whether the patients were in parallel or in a group", "enParallele"),
    "context.minutes": _line("the duration of the session is not stated", "minutes"),
    "context.act": _line("the act is not named, and its letter and coefficient do not tell it", "acte"),
    "context.walking_of_elderly": _line(
        "it is not stated whether the act is for the walking of an elderly person", "marchePersonneAgee"
    ),
    # What is known of the sheet.
    "context.card_readable": _sheet("it is not stated whether the carte Vitale could be read", "carteLisible"),
    "context.rights_checked": _sheet("it is not stated whether ADRi confirmed the rights", "droitsVerifies"),
    "context.degraded_reason": _sheet("the reason of the degraded mode is not stated", "motifDegrade"),
    "context.patient_in_territory": _sheet(
        "it is not stated whether the patient was in the territory during the remote act", "patientSurTerritoire"
    ),
    "context.health_space_open": _sheet("it is not stated whether Mon espace santé is open", "espaceSanteOuvert"),
    "context.last_presence": _sheet("the last act in presence is not known", "dernierePresence"),
    "context.last_presence_by": _sheet("the MK of the last act in presence is not stated", "dernierePresencePar"),
    "context.hospital": (
        (
            "it is not stated whether the exception of the hospital discharge is complete (assessment in"
            " presence before it,"
            " summary sheet sent)"
        ),
        "State it in the context of the sheet, sortieHospitalisation, bilanHospitalier and ficheSyntheseTransmise.",
    ),
    "context.hospital_discharge": _sheet("the day of the hospital discharge is not stated", "sortieHospitalisation"),
    "context.hospital_assessment": _sheet(
        "it is not stated whether an assessment in presence came before the discharge", "bilanHospitalier"
    ),
    "context.hospital_summary_sent": _sheet(
        "it is not stated whether the summary sheet was sent", "ficheSyntheseTransmise"
    ),
    "context.surgery": _sheet("it is not stated whether surgery came before the discharge", "chirurgie"),
    "context.return_home_programme": _sheet(
        "it is not stated whether the patient is in a programme of return home", "programmeRetour"
    ),
    "context.requests_elsewhere": _sheet(
        "the téléexpertise requests that the ledger does not hold are not stated", "demandesAilleurs"
    ),
    "context.direct_sessions_before": _sheet(
        "the direct-access sessions that the ledger does not hold are not stated", "seancesAccesDirectAvant"
    ),
    "context.series": _sheet("the series is not stated", "serie"),
    "context.series_last_remote": _sheet(
        "it is not stated whether the last act of the series is remote", "serieFinieADistance"
    ),
    "context.series_mixed": _sheet("it is not stated whether the series has remote and on-site acts", "serieMixte"),
    "context.initial_assessment_known": _sheet(
        "it is not stated whether the initial assessment is known", "bilanInitialConnu"
    ),
    "context.frailty_screening": _sheet(
        "it is not stated whether the act is the frailty screening", "depistageFragilite"
    ),
    "context.renewal_forbidden": _sheet(
        "it is not stated whether the prescriber forbade the renewal", "renouvellementInterdit"
    ),
    "context.copy_sent": _sheet(
        "it is not stated whether the copy of the prescription was sent (SCOR)", "copieTransmise"
    ),
    "context.mentions_complete": _sheet(
        "it is not stated whether the prescription bears all its mentions", "mentionsCompletes"
    ),
    "context.prescribed_by_establishment": _sheet(
        "it is not stated whether an establishment prescribed", "prescritParEtablissement"
    ),
    "context.copd_ald": _sheet("it is not stated whether the patient has an ALD for COPD", "aldBPCO"),
    "context.separate_sessions": _sheet(
        "it is not stated whether the sessions of the same day were distinct", "seancesDistinctes"
    ),
    "context.treatment_change": _sheet(
        "it is not stated whether the type of rehabilitation changed", "changementTraitement"
    ),
    # What is constant for a practice.
    "context.software_approved": _practice(
        "it is not stated whether the software is approved for telehealth",
        "logicielAgree",
        "[practice] software_approved",
    ),
    "context.structure": _practice("the kind of structure is not stated", "structure", "[practice] structure"),
    "context.department": _practice(
        "the department of the practice is not stated", "departement", "[practice] department"
    ),
    "context.group": _practice("the MKs of the group are not stated", "groupe", "[practice] group"),
    "context.territory": _practice("the territory of the practice is not stated", "territoire", "[practice] territory"),
    "context.alsace_moselle": _practice(
        "it is not stated whether the practice is in Alsace-Moselle", "alsaceMoselle", "[practice] alsace_moselle"
    ),
    "context.commune": _practice("the commune of the practice is not stated", "commune", "[practice] commune"),
    "context.annual_volume": _practice(
        "the annual volume of acts is not declared", "volumeAnnuel", "[practice] annual_volume"
    ),
    "law.nomenclature": (
        "the nomenclature is known since {since} only: the coefficient of an act of {day} is not verified",
        "Verify the couple of that day yourself.",
    ),
    "law.flat_amount": (
        "no known text gives the amount of {code} on that day ({territory})",
        "Verify the amount yourself.",
    ),
    "law.travel_rate": (
        "no known text gives the kilometric rate {code} of that territory ({territory})",
        "Verify the rate of the kilometre yourself.",
    ),
    "law.public_holidays": (
        "the public holidays of {day} are not known for that place",
        "Verify yourself that the day is a holiday.",
    ),
    "fse.visit_acts": (
        "the session of the visit of {code} is not on the sheet",
        "Verify the act of the visit yourself, or put it on the same sheet.",
    ),
    "fse.place": (
        "the place of the act that goes with {code} is not on the sheet",
        "Add acte/lieu to the sheet.",
    ),
    "fse.prescription": (
        "the sheet and the ledger do not say whether the two sessions are of two prescriptions",
        "State the prescription of each line (refPrescription).",
    ),
    "ledger.trip": (
        "fsecheck does not know whether that journey was billed for another patient of the establishment too",
        "Verify yourself that the journey is billed once only.",
    ),
    "ledger.practice_volume": (
        "the ledger does not know the whole activity of the practice in {year}",
        f"{_LEDGER}, for each physiotherapist, from {{since}} on.",
    ),
    "fse.care_home": (
        "the sheet does not say whether the establishment houses the elderly",
        "If it does, state the place ehpad: the journey is billed once there, for all its patients.",
    ),
}


def day(iso: str) -> str:
    """A day: 1 March 2026."""
    return f"{int(iso[8:10])} {_MONTHS[int(iso[5:7]) - 1]} {iso[:4]}"


def number(text: str) -> str:
    """A decimal: 8.08."""
    return text


def amount(text: str) -> str:
    """An amount in euros: €18.79."""
    return f"€{text}"


def singular(count: Decimal) -> bool:
    """Whether that many of a thing are told in the singular: 0 sessions, 1 session, 2 sessions."""
    return count == 1


def listed(items: Sequence[str], word: str) -> str:
    """A list whose last two items are joined by *word*: 9, 10 or 11."""
    return word.join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else "".join(items)


_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
