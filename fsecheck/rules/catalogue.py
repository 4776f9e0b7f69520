"""
The rule catalogue: every rule, once, with its severity and what it does when undecided.

Ids are never reused and never change meaning. The order is the order of the published contract.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Final

from attrs import frozen

from fsecheck.model.finding import ERROR, INFORMATION, WARNING

if TYPE_CHECKING:
    from fsecheck.model.context import Context
    from fsecheck.model.finding import Words
    from fsecheck.model.invoice import Invoice
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
    chapter: str = ""
    """The module of its rule; "" for the rules of the intake, which judge bytes and trees."""
    undecided: str = NOTE
    """What it does when undecided: ``note`` or ``stop``."""
    reads: str = "X"
    """What it reads: X the sheet, C the context, L the ledger."""
    anomaly: tuple[str, ...] = ()
    """Codes of the national anomaly table (IR_TAN_V) it corresponds to."""
    status: str = "preview"
    title: str = ""
    """Title of an intake rule; the others have their docstring."""
    given: "Rule | None" = None
    """A rule that stands in no chapter of ours."""
    words: "Words | None" = None
    """What the rules of a pack say; None for ours."""

    @property
    def rule(self) -> "Rule | None":
        """The rule, its chapter imported on first use; None for the rules of the intake."""
        if self.given is not None or not self.chapter:
            return self.given
        found: Rule = getattr(import_module(f"fsecheck.rules.{self.chapter}"), self.id.lower())
        return found

    @property
    def family(self) -> str:
        """The letters of the id."""
        return self.id.rstrip("0123456789")


def _intake(rule_id: str, severity: str, title: str, *anomaly: str) -> Entry:
    return Entry(rule_id, severity, title=title, anomaly=anomaly)


def _entry(
    chapter: str, rule_id: str, severity: str, *, undecided: str = NOTE, reads: str = "X", anomaly: tuple[str, ...] = ()
) -> Entry:
    return Entry(rule_id, severity, chapter, undecided, reads=reads, anomaly=anomaly)


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
    _entry("general", "LAW001", WARNING),
    _entry("identity", "IDN001", ERROR),
    _entry("identity", "IDN002", ERROR),
    _entry("identity", "IDN003", WARNING),
    _entry("identity", "IDN004", WARNING, anomaly=("I1105",)),
    _entry("identity", "IDN005", WARNING),
    _entry("identity", "IDN006", ERROR, anomaly=("R1090", "R1100")),
    _entry("identity", "IDN007", WARNING),
    _entry("identity", "IDN008", ERROR),
    _entry("nomenclature", "NOM001", ERROR, anomaly=("R0251", "R1090")),
    _entry("nomenclature", "NOM002", ERROR, anomaly=("R1080",)),
    _entry("nomenclature", "NOM003", ERROR, anomaly=("R0251",)),
    _entry("nomenclature", "NOM004", ERROR, anomaly=("R0251",)),
    _entry("nomenclature", "NOM005", ERROR, reads="XC", anomaly=("R0251",)),
    _entry("nomenclature", "NOM006", ERROR, reads="XC"),
    _entry("nomenclature", "NOM007", WARNING, reads="XC"),
    _entry("nomenclature", "NOM008", WARNING),
    _entry("nomenclature", "NOM009", WARNING, reads="XC"),
    _entry("nomenclature", "NOM010", WARNING),
    _entry("nomenclature", "NOM011", WARNING, reads="XL"),
    _entry("cumulation", "CUM001", ERROR, anomaly=("I0506",)),
    _entry("cumulation", "CUM002", ERROR, reads="XCL", anomaly=("I0506",)),
    _entry("cumulation", "CUM003", ERROR, reads="XL", anomaly=("I0506",)),
    _entry("cumulation", "CUM004", ERROR, reads="XC", anomaly=("I0510",)),
    _entry("cumulation", "CUM005", ERROR, reads="XCL"),
    _entry("cumulation", "CUM006", ERROR),
    _entry("cumulation", "CUM007", WARNING, reads="XCL"),
    _entry("cumulation", "CUM008", WARNING, reads="XCL"),
    _entry("cumulation", "CUM009", WARNING),
    _entry("cumulation", "CUM010", ERROR, reads="XC", anomaly=("I0506",)),
    _entry("assessment", "BDK001", ERROR, reads="XCL"),
    _entry("assessment", "BDK002", ERROR, reads="XL"),
    _entry("assessment", "BDK003", INFORMATION, reads="XCL"),
    _entry("assessment", "BDK004", ERROR, reads="XCL"),
    _entry("assessment", "BDK005", WARNING, reads="XCL"),
    _entry("tariff", "TAR001", ERROR, anomaly=("I0606", "I0607")),
    _entry("tariff", "TAR002", ERROR, anomaly=("R4031",)),
    _entry("tariff", "TAR003", ERROR, anomaly=("R0505", "R1060")),
    _entry("tariff", "TAR004", ERROR, anomaly=("I0702",)),
    _entry("tariff", "TAR005", ERROR, anomaly=("I0703",)),
    _entry("tariff", "TAR006", ERROR),
    _entry("tariff_items", "TAR007", ERROR, reads="XC", anomaly=("I0606", "I0607")),
    _entry("tariff_items", "TAR008", ERROR, reads="XC", anomaly=("I0607",)),
    _entry("tariff_items", "TAR009", ERROR, anomaly=("R1070",)),
    _entry("tariff_items", "TAR010", ERROR, reads="XC", anomaly=("I0514", "R0252")),
    _entry("overcharge", "DEP001", ERROR, anomaly=("R0506", "R1050", "R2050")),
    _entry("overcharge", "DEP002", ERROR, reads="C"),
    _entry("overcharge", "DEP003", ERROR, anomaly=("I0702", "R4031")),
    _entry("overcharge", "DEP004", WARNING, reads="XL"),
    _entry("overcharge", "DEP005", ERROR, anomaly=("I0702",)),
    _entry("travel", "DPL001", ERROR, reads="XC"),
    _entry("travel", "DPL002", ERROR, reads="XC"),
    _entry("travel", "DPL003", ERROR, reads="XL"),
    _entry("travel", "DPL004", ERROR, reads="XC"),
    _entry("travel", "DPL005", ERROR, reads="XCL"),
    _entry("travel", "DPL006", WARNING, reads="C"),
    _entry("travel", "DPL007", WARNING, reads="XCL"),
    _entry("telecare", "TEL001", ERROR),
    _entry("telecare", "TEL002", ERROR, anomaly=("R1080",)),
    _entry("telecare", "TEL003", ERROR, reads="XCL"),
    _entry("telecare", "TEL004", ERROR, undecided=STOP, reads="XCL"),
    _entry("telecare", "TEL005", ERROR, reads="C"),
    _entry("telecare", "TEL006", ERROR, reads="XC"),
    _entry("telecare", "TEL007", ERROR, reads="C"),
    _entry("telecare", "TEL008", WARNING, reads="C"),
    _entry("telecare", "TEL009", WARNING, reads="L"),
    _entry("telecare", "TEL010", WARNING, reads="C"),
    _entry("telecare", "TEL011", ERROR, reads="LC"),
    _entry("telecare", "TEL012", WARNING),
    _entry("teleexpertise", "TEX001", ERROR, undecided=STOP, reads="LC", anomaly=("R1070",)),
    _entry("teleexpertise", "TEX002", ERROR),
    _entry("teleexpertise", "TEX003", ERROR, reads="XC", anomaly=("R1110",)),
    _entry("teleexpertise", "TEX004", ERROR, reads="C"),
    _entry("teleexpertise", "TEX005", WARNING, reads="C"),
    _entry("teleexpertise", "TEX006", WARNING, reads="C"),
    _entry("teleexpertise", "TEX007", ERROR, anomaly=("R1070", "R1080")),
    _entry("series", "SER001", ERROR, reads="XC"),
    _entry("series", "SER003", ERROR, undecided=STOP, reads="XC"),
    _entry("series", "SER004", WARNING, reads="XC"),
    _entry("series", "SER005", WARNING, reads="XC"),
    _entry("series", "SER006", WARNING, reads="CL"),
    _entry("series", "SER007", INFORMATION, reads="XC"),
    _entry("series", "SER008", INFORMATION, reads="XC"),
    _entry("direct_access", "ADI001", ERROR, anomaly=("R1110", "R1130")),
    _entry("direct_access", "ADI002", ERROR, undecided=STOP, reads="XC"),
    _entry("direct_access", "ADI003", ERROR, undecided=STOP, reads="XCL"),
    _entry("direct_access", "ADI004", INFORMATION, reads="XCL"),
    _entry("direct_access", "ADI005", ERROR, reads="XC"),
    _entry("direct_access", "ADI006", WARNING, reads="C"),
    _entry("direct_access", "ADI007", WARNING, reads="XCL"),
    _entry("direct_access", "ADI008", WARNING, reads="XC"),
    _entry("prescription", "PRE001", ERROR, reads="XC", anomaly=("R1130",)),
    _entry("prescription", "PRE002", ERROR, reads="XC"),
    _entry("prescription", "PRE003", WARNING, reads="XL"),
    _entry("prescription", "PRE004", ERROR, anomaly=("R0552",)),
    _entry("prescription", "PRE005", ERROR, reads="XC"),
    _entry("prescription", "PRE006", WARNING, reads="C"),
    _entry("prescription", "PRE007", WARNING, reads="XL"),
    _entry("prescription", "PRE008", WARNING),
    _entry("prior_agreement", "DAP001", ERROR, reads="XCL", anomaly=("R1221",)),
    _entry("prior_agreement", "DAP002", ERROR, anomaly=("I0306",)),
    _entry("prior_agreement", "DAP003", WARNING),
    _entry("prior_agreement", "DAP004", INFORMATION, reads="XCL"),
    _entry("prior_agreement", "DAP005", WARNING, reads="XCL"),
    _entry("prior_agreement", "DAP006", INFORMATION, reads="XCL"),
    _entry("duplicates", "DUP001", ERROR, reads="L"),
    _entry("duplicates", "DUP002", ERROR, reads="XCL", anomaly=("I0602",)),
    _entry("duplicates", "DUP003", WARNING, anomaly=("I0601",)),
    _entry("duplicates", "DUP004", WARNING, reads="L"),
    _entry("duplicates", "DUP005", WARNING, reads="XL"),
)

#: Every line by its id.
BY_ID: Final = {entry.id: entry for entry in CATALOGUE}

#: The families that an earlier layer's refusal leaves unjudged, in order.
FAMILIES: Final = tuple(dict.fromkeys(entry.family for entry in CATALOGUE))


#: Letters some of whose acts have a référentiel, and the remote act.
_REFERENTIALS: Final = frozenset({"RAM", "RIC", "RIM", "RSC", "RSM", "TMK"})

#: The chapters, in the order of the catalogue.
CHAPTERS: Final = tuple(dict.fromkeys(entry.chapter for entry in CATALOGUE if entry.chapter))


def messages(chapters: Iterable[str] = CHAPTERS) -> "dict[str, Message]":
    """Every French message of these chapters, by ``RULE.message``."""
    read = [import_module(f"fsecheck.rules.{chapter}") for chapter in chapters]
    return {key: message for chapter in read for key, message in chapter.MESSAGES.items()}


def _telehealth(invoice: "Invoice", _: "Context") -> bool:
    return "TMK" in invoice.codes or invoice.marked_remote


def _requests(invoice: "Invoice", _: "Context") -> bool:
    return "RQD" in invoice.codes


def _series(invoice: "Invoice", context: "Context") -> bool:
    return (
        _telehealth(invoice, context)
        or _requests(invoice, context)
        or invoice.mode == "sesamSansVitale"
        or context.series is not None
        or context.series_last_remote is not None
        or context.series_mixed is not None
        or context.series_reading is not None
    )


def _direct_access(invoice: "Invoice", _: "Context") -> bool:
    return invoice.direct_access is True or any(
        number in invoice.own_numbers
        for prescription in invoice.prescriptions
        for number in (prescription.prescriber, prescription.prescriber_rpps)
    )


def _travel(invoice: "Invoice", _: "Context") -> bool:
    return any(code.startswith(("I", "FRD", "FAD")) for code in invoice.codes)


def _overcharge(invoice: "Invoice", _: "Context") -> bool:
    return invoice.qualified or any(act.fees != act.base for act in invoice.acts)


def _agreements(invoice: "Invoice", _: "Context") -> bool:
    return not _REFERENTIALS.isdisjoint(invoice.codes) or any(act.agreement is not None for act in invoice.acts)


#: Chapters that speak only of some sheets: they are not even imported for the others. A test holds that a
#: sheet they are closed to is one on which none of their rules would say anything.
GATES: "Final[dict[str, Callable[[Invoice, Context], bool]]]" = {
    "telecare": _telehealth,
    "teleexpertise": _requests,
    "series": _series,
    "direct_access": _direct_access,
    "travel": _travel,
    "overcharge": _overcharge,
    "prior_agreement": _agreements,
}
