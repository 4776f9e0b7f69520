"""
The rule catalogue: every rule, once, with its severity and what it does when undecided.

Ids are never reused and never change meaning. The order is the order of the published contract.
"""

from typing import Final

from attrs import frozen

from fsecheck.model.finding import ERROR, INFORMATION, WARNING
from fsecheck.rules import (
    assessment,
    cumulation,
    direct_access,
    duplicates,
    general,
    identity,
    nomenclature,
    overcharge,
    prescription,
    prior_agreement,
    series,
    tariff,
    tariff_items,
    telecare,
    teleexpertise,
    travel,
)
from fsecheck.rules.kit import Message, Rule

NOTE: Final = "note"
STOP: Final = "stop"
#: Status of a rule: ``preview`` may still change, ``stable`` may not, ``retired`` leaves its line here.
STATUSES: Final = ("preview", "stable", "retired")


@frozen(slots=False, eq=False, repr=False)
class Entry:
    """One line of the catalogue."""

    id: str
    severity: str
    rule: Rule | None = None
    """None for the rules of the intake, which judge bytes and trees."""
    undecided: str = NOTE
    """What it does when undecided: ``note`` or ``stop``."""
    reads: str = "X"
    """What it reads: X the sheet, C the context, L the ledger."""
    anomaly: tuple[str, ...] = ()
    """Codes of the national anomaly table (IR_TAN_V) it corresponds to."""
    status: str = "preview"
    title: str = ""
    """Title of an intake rule; the others have their docstring."""

    @property
    def family(self) -> str:
        """The letters of the id."""
        return self.id.rstrip("0123456789")


def _intake(rule_id: str, severity: str, title: str, *anomaly: str) -> Entry:
    return Entry(rule_id, severity, title=title, anomaly=anomaly)


def _entry(
    rule: Rule, severity: str, *, undecided: str = NOTE, reads: str = "X", anomaly: tuple[str, ...] = ()
) -> Entry:
    return Entry(rule.id, severity, rule, undecided, reads=reads, anomaly=anomaly)


CATALOGUE: Final[tuple[Entry, ...]] = (
    _intake("SEC001", ERROR, "Le document est bien formé, non vide, et dans un encodage déclaré et admis."),
    _intake("SEC002", ERROR, "Le document ne déclare ni DOCTYPE ni entité, et ne charge rien."),
    _intake("SEC003", ERROR, "Le document ne dépasse pas la taille admise."),
    _intake("SEC004", ERROR, "Le document ne dépasse pas la profondeur admise."),
    _intake("SEC005", ERROR, "Le document ne dépasse pas le nombre d'éléments et d'attributs admis."),
    _intake("SEC006", ERROR, "Aucun texte du document ne dépasse la longueur admise."),
    _intake("XSD001", ERROR, "Le document est conforme à son schéma.", "R9010", "R9020", "R0565"),
    _intake("XSD002", ERROR, "Le document est d'un espace de noms et d'une version connus."),
    _intake("XSD003", INFORMATION, "Le second moteur de schéma est du même avis."),
    _entry(general.law001, WARNING),
    _entry(identity.idn001, ERROR),
    _entry(identity.idn002, ERROR),
    _entry(identity.idn003, WARNING),
    _entry(identity.idn004, WARNING, anomaly=("I1105",)),
    _entry(identity.idn005, WARNING),
    _entry(identity.idn006, ERROR, anomaly=("R1090", "R1100")),
    _entry(identity.idn007, WARNING),
    _entry(identity.idn008, ERROR),
    _entry(nomenclature.nom001, ERROR, anomaly=("R0251", "R1090")),
    _entry(nomenclature.nom002, ERROR, anomaly=("R1080",)),
    _entry(nomenclature.nom003, ERROR, anomaly=("R0251",)),
    _entry(nomenclature.nom004, ERROR, anomaly=("R0251",)),
    _entry(nomenclature.nom005, ERROR, reads="XC", anomaly=("R0251",)),
    _entry(nomenclature.nom006, ERROR, reads="XC"),
    _entry(nomenclature.nom007, WARNING, reads="XC"),
    _entry(nomenclature.nom008, WARNING),
    _entry(nomenclature.nom009, WARNING, reads="XC"),
    _entry(nomenclature.nom010, WARNING),
    _entry(nomenclature.nom011, WARNING, reads="XL"),
    _entry(cumulation.cum001, ERROR, anomaly=("I0506",)),
    _entry(cumulation.cum002, ERROR, reads="XCL", anomaly=("I0506",)),
    _entry(cumulation.cum003, ERROR, reads="XL", anomaly=("I0506",)),
    _entry(cumulation.cum004, ERROR, reads="XC", anomaly=("I0510",)),
    _entry(cumulation.cum005, ERROR, reads="XCL"),
    _entry(cumulation.cum006, ERROR),
    _entry(cumulation.cum007, WARNING, reads="XCL"),
    _entry(cumulation.cum008, WARNING, reads="XCL"),
    _entry(cumulation.cum009, WARNING),
    _entry(assessment.bdk001, ERROR, reads="XCL"),
    _entry(assessment.bdk002, ERROR),
    _entry(assessment.bdk003, INFORMATION, reads="XCL"),
    _entry(assessment.bdk004, ERROR, reads="XCL"),
    _entry(assessment.bdk005, WARNING, reads="XCL"),
    _entry(tariff.tar001, ERROR, anomaly=("I0606", "I0607")),
    _entry(tariff.tar002, ERROR, anomaly=("R4031",)),
    _entry(tariff.tar003, ERROR, anomaly=("R0505", "R1060")),
    _entry(tariff.tar004, ERROR, anomaly=("I0702",)),
    _entry(tariff.tar005, ERROR, anomaly=("I0703",)),
    _entry(tariff.tar006, ERROR),
    _entry(tariff_items.tar007, ERROR, reads="XC", anomaly=("I0606", "I0607")),
    _entry(tariff_items.tar008, ERROR, reads="XC", anomaly=("I0607",)),
    _entry(tariff_items.tar009, ERROR, anomaly=("R1070",)),
    _entry(tariff_items.tar010, ERROR, reads="XC", anomaly=("I0514", "R0252")),
    _entry(overcharge.dep001, ERROR, anomaly=("R0506", "R1050", "R2050")),
    _entry(overcharge.dep002, ERROR, reads="C"),
    _entry(overcharge.dep003, ERROR, anomaly=("I0702", "R4031")),
    _entry(overcharge.dep004, WARNING),
    _entry(overcharge.dep005, ERROR, anomaly=("I0702",)),
    _entry(travel.dpl001, ERROR, reads="XC"),
    _entry(travel.dpl002, ERROR, reads="XC"),
    _entry(travel.dpl003, ERROR),
    _entry(travel.dpl004, ERROR, reads="XC"),
    _entry(travel.dpl005, ERROR, reads="XC"),
    _entry(travel.dpl006, WARNING, reads="C"),
    _entry(travel.dpl007, WARNING, reads="XCL"),
    _entry(telecare.tel001, ERROR),
    _entry(telecare.tel002, ERROR, anomaly=("R1080",)),
    _entry(telecare.tel003, ERROR, reads="XCL"),
    _entry(telecare.tel004, ERROR, undecided=STOP, reads="XCL"),
    _entry(telecare.tel005, ERROR, reads="C"),
    _entry(telecare.tel006, ERROR, reads="XC"),
    _entry(telecare.tel007, ERROR, reads="C"),
    _entry(telecare.tel008, WARNING, reads="C"),
    _entry(telecare.tel009, WARNING, reads="L"),
    _entry(telecare.tel010, WARNING, reads="C"),
    _entry(telecare.tel011, ERROR, reads="LC"),
    _entry(telecare.tel012, WARNING),
    _entry(teleexpertise.tex001, ERROR, undecided=STOP, reads="LC", anomaly=("R1070",)),
    _entry(teleexpertise.tex002, ERROR),
    _entry(teleexpertise.tex003, ERROR, reads="XC", anomaly=("R1110",)),
    _entry(teleexpertise.tex004, ERROR, reads="C"),
    _entry(teleexpertise.tex005, WARNING, reads="C"),
    _entry(teleexpertise.tex006, WARNING, reads="C"),
    _entry(teleexpertise.tex007, ERROR, anomaly=("R1070", "R1080")),
    _entry(series.ser001, ERROR, reads="XC"),
    _entry(series.ser003, ERROR, undecided=STOP, reads="XC"),
    _entry(series.ser004, WARNING, reads="XC"),
    _entry(series.ser005, WARNING, reads="XC"),
    _entry(series.ser006, WARNING, reads="CL"),
    _entry(series.ser007, INFORMATION, reads="XC"),
    _entry(series.ser008, INFORMATION, reads="XC"),
    _entry(direct_access.adi001, ERROR, anomaly=("R1110", "R1130")),
    _entry(direct_access.adi002, ERROR, undecided=STOP, reads="XC"),
    _entry(direct_access.adi003, ERROR, undecided=STOP, reads="XCL"),
    _entry(direct_access.adi004, INFORMATION, reads="XCL"),
    _entry(direct_access.adi005, ERROR, reads="XC"),
    _entry(direct_access.adi006, WARNING, reads="C"),
    _entry(direct_access.adi007, WARNING, reads="XCL"),
    _entry(direct_access.adi008, WARNING, reads="XC"),
    _entry(prescription.pre001, ERROR, reads="XC", anomaly=("R1130",)),
    _entry(prescription.pre002, ERROR, reads="XC"),
    _entry(prescription.pre003, WARNING, reads="XL"),
    _entry(prescription.pre004, ERROR, anomaly=("R0552",)),
    _entry(prescription.pre005, ERROR, reads="XC"),
    _entry(prescription.pre006, WARNING, reads="C"),
    _entry(prescription.pre007, WARNING, reads="XL"),
    _entry(prescription.pre008, WARNING),
    _entry(prior_agreement.dap001, ERROR, reads="XCL", anomaly=("R1221",)),
    _entry(prior_agreement.dap002, ERROR, anomaly=("I0306",)),
    _entry(prior_agreement.dap003, WARNING),
    _entry(prior_agreement.dap004, INFORMATION, reads="XCL"),
    _entry(prior_agreement.dap005, WARNING, reads="XCL"),
    _entry(prior_agreement.dap006, INFORMATION, reads="XCL"),
    _entry(duplicates.dup001, ERROR, reads="L"),
    _entry(duplicates.dup002, ERROR, reads="XCL", anomaly=("I0602",)),
    _entry(duplicates.dup003, WARNING, anomaly=("I0601",)),
    _entry(duplicates.dup004, WARNING, reads="L"),
)

#: Every line by its id.
BY_ID: Final = {entry.id: entry for entry in CATALOGUE}

#: The families that an earlier layer's refusal leaves unjudged, in order.
FAMILIES: Final = tuple(dict.fromkeys(entry.family for entry in CATALOGUE))


def messages() -> dict[str, Message]:
    """Every French message of the chapters, by ``RULE.message``."""
    chapters = (
        general,
        identity,
        nomenclature,
        cumulation,
        assessment,
        tariff,
        tariff_items,
        overcharge,
        travel,
        telecare,
        teleexpertise,
        series,
        direct_access,
        prescription,
        prior_agreement,
        duplicates,
    )
    return {key: message for chapter in chapters for key, message in chapter.MESSAGES.items()}
