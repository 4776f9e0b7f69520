"""What the runner says, in French and in English: results, reasons, differences, and the headings of the dossier."""

from collections.abc import Iterable, Mapping
from typing import Final

from fsecheck.certify.pack import Scenario
from fsecheck.certify.produce import Difference, Opinion

_Pair = tuple[str, str]

STATUSES: Final[Mapping[str, _Pair]] = {
    "pass": ("réussi", "pass"),
    "fail": ("échoué", "fail"),
    "undecided": ("non décidé", "undecided"),
    "error": ("erreur", "error"),
    "skipped": ("non joué", "skipped"),
    "partial": ("en partie", "partial"),
}
KINDS: Final[Mapping[str, _Pair]] = {
    "producer": ("facturation d'une situation", "billing of a situation"),
    "hook": ("contrôle avant envoi", "check before sending"),
    "attestation": ("attestation", "attestation"),
}
_REASONS: Final[Mapping[str, _Pair]] = {
    "not-chosen": ("hors du choix demandé", "not among those chosen"),
    "set-aside": ("écarté par l'éditeur : {why}", "set aside by the vendor: {why}"),
    "no-target": ("l'adaptateur ne dit pas comment le jouer", "the adapter does not say how to run it"),
    "not-answered": ("aucune réponse dans le dossier des réponses", "no answer in the folder of answers"),
    "not-attested": ("personne ne l'a attesté (nom, date, pièce)", "nobody has attested it (name, date, file)"),
    "not-run": ("le passage s'est arrêté avant", "the run stopped before it"),
    "timeout": (
        "étape {step} : pas de réponse dans le temps donné ; le logiciel a été arrêté",
        "step {step}: no answer in the time given; the software was ended",
    ),
    "too-much": (
        "étape {step} : plus d'octets écrits que la limite ; le logiciel a été arrêté",
        "step {step}: more bytes written than the limit; the software was ended",
    ),
    "not-started": ("étape {step} : la commande n'a pas pu démarrer", "step {step}: the command could not be started"),
    "status": (
        "étape {step} : le logiciel a fini avec le code {status}",
        "step {step}: the software ended with status {status}",
    ),
    "odd-files": (
        "étape {step} : la réponse contient autre chose que des fichiers ordinaires",
        "step {step}: the answer holds something else than plain files",
    ),
    "nothing": ("étape {step} : le logiciel n'a rien écrit", "step {step}: the software wrote nothing"),
    "rubbish": (
        "étape {step} : la réponse n'est pas un document lisible",
        "step {step}: the answer is no readable document",
    ),
    "stopped": (
        "il manque un fait sans lequel on ne peut pas décider ({rules})",
        "a fact is missing without which nothing can be decided ({rules})",
    ),
    "our-fault": ("fsecheck lui-même n'a pas pu finir", "fsecheck itself could not finish"),
}
_DIFFERENCES: Final[Mapping[str, _Pair]] = {
    "verdict": (
        "étape {step} : verdict attendu {expected}, rendu {found}",
        "step {step}: verdict expected {expected}, given {found}",
    ),
    "code-missing": ("étape {step} : {rule}{act} n'est pas dit", "step {step}: {rule}{act} is not said"),
    "code-extra": ("étape {step} : {rule}{act} est dit à tort", "step {step}: {rule}{act} is said wrongly"),
    "stop-missing": (
        "étape {step} : {rule} aurait dû rester non décidée",
        "step {step}: {rule} should have been left undecided",
    ),
    "stop-extra": ("étape {step} : {rule} pouvait être décidée", "step {step}: {rule} could be decided"),
    "finding": ("{file}{act} : {rule} parle", "{file}{act}: {rule} speaks"),
    "finding-missing": ("{rule} aurait dû parler", "{rule} should have spoken"),
    "invoices": (
        "{expected} facture(s) attendue(s), {found} écrite(s)",
        "{expected} invoice(s) expected, {found} written",
    ),
    "field": (
        "{file}{act} : {field} : attendu {expected}, trouvé {found}",
        "{file}{act}: {field}: expected {expected}, found {found}",
    ),
    "act-missing": ("{file} : il manque {code} du {day}", "{file}: {code} of {day} is missing"),
    "act-extra": ("{file}{act} : {code} du {day} est de trop", "{file}{act}: {code} of {day} was not asked for"),
    "context-alone": ("{file} : contexte d'aucune des feuilles", "{file}: context of none of the sheets"),
}
_ENGINES: Final[Mapping[str, _Pair]] = {
    "asked": (
        "Format : {count} feuilles et contextes contrôlés par libxml2 et par xmlschema, {apart} sans le même avis",
        "Format: {count} sheets and contexts checked by libxml2 and by xmlschema, {apart} without the same opinion",
    ),
    "apart": (
        "{id}, {file}, {xpath} : {libxml2} pour libxml2, qui fait foi ; {xmlschema} pour xmlschema",
        "{id}, {file}, {xpath}: {libxml2} for libxml2, which stands; {xmlschema} for xmlschema",
    ),
    "valid": ("conforme", "valid"),
    "invalid": ("non conforme", "invalid"),
    "too-large": ("non demandé (réponse trop grande)", "not asked (answer too large)"),
    "failed": ("sans réponse (panne du moteur)", "no answer (fault of the engine)"),
}
_ACT: Final[_Pair] = (", acte {act}", ", act {act}")
_FIELDS: Final[Mapping[str, _Pair]] = {
    "mode": ("mode de sécurisation", "mode"),
    "prescriber": ("prescripteur", "prescriber"),
    "direct_access": ("accès direct", "direct access"),
    "renewed_by": ("auteur du renouvellement", "author of the renewal"),
    "fees": ("honoraires", "fees"),
    "amo": ("part obligatoire", "obligatory part"),
    "amc": ("part complémentaire", "complementary part"),
    "day": ("date", "day"),
    "coefficient": ("coefficient", "coefficient"),
    "quantity": ("quantité", "quantity"),
    "unit_price": ("prix unitaire", "unit price"),
    "base": ("base", "base"),
    "rate": ("taux", "rate"),
    "majoration": ("majoration", "majoration"),
    "qualifier": ("qualificatif", "qualifier"),
    "place": ("lieu", "place"),
    "remote": ("à distance", "remote"),
    "requested": ("professionnel requis", "professional asked"),
    "agreement": ("accord préalable", "prior agreement"),
}


def word(pairs: Mapping[str, _Pair], key: str, language: str) -> str:
    """A word of one of the tables; one that is not there keeps its name."""
    found = pairs.get(key)
    return key if found is None else found[language == "en"]


def reason(why: Difference, language: str) -> str:
    """Why a scenario is no pass."""
    return word(_REASONS, why[0], language).format_map(_Params(why[1]))


def difference(what: Difference, language: str) -> str:
    """What is otherwise than expected."""
    code, given = what
    params = dict(given)
    if params.get("act"):
        params["act"] = act(int(params["act"]), language)
    if "field" in params:
        params["field"] = word(_FIELDS, params["field"], language)
    return word(_DIFFERENCES, code, language).format_map(_Params(params))


def engines(opinions: Iterable[tuple[Scenario, Opinion]], language: str) -> list[str]:
    """What two schema engines said of every sheet: how many, then each where they do not say the same."""
    given = list(opinions)
    apart = [(scenario.id, one) for scenario, one in given if one.libxml2 != one.xmlschema]
    told = [word(_ENGINES, "asked", language).format(count=len(given), apart=len(apart))]
    for own, one in apart:
        said = {key: word(_ENGINES, getattr(one, key), language) for key in ("libxml2", "xmlschema")}
        told.append(word(_ENGINES, "apart", language).format(id=own, file=one.file, xpath=one.xpath, **said))
    return told


def act(rank: int | None, language: str) -> str:
    """Which act of a sheet, after the name of the sheet; "" for the sheet as a whole."""
    return "" if rank is None else _ACT[language == "en"].format(act=rank)


class _Params(dict[str, str]):
    """Parameters of a sentence; one that is not there is empty."""

    def __missing__(self, _: str) -> str:
        return ""
