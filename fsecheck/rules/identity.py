"""Chapitre « identité » (IDN) : numéros, clés et dates de la feuille."""

from collections.abc import Iterator

from fsecheck.model.identifiers import finess_holds, luhn_holds, mask, nir_holds
from fsecheck.model.invoice import Practitioner
from fsecheck.rules.kit import Facts, Invoice, Law, Message, Yield, defect, rule, sheet_defect


@rule("IDN001", values=["identity.nir_key"])
def idn001(invoice: Invoice, _: Facts, __: Law) -> Yield:
    """La clé de chaque NIR de la feuille est juste."""
    patient = invoice.patient
    if not nir_holds(patient.nir, patient.nir_key):
        yield sheet_defect("wrong-key", whose="assure")
    if patient.own_nir is not None and not nir_holds(patient.own_nir, patient.own_nir_key or ""):
        yield sheet_defect("wrong-key", whose="beneficiaire")


@rule("IDN002", values=["identity.rpps_key"])
def idn002(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Le numéro RPPS du masseur-kinésithérapeute satisfait sa clé."""
    length = law.identity.rpps_key.at(invoice.last_day)
    for whose, professional in _professionals(invoice):
        if professional.rpps is not None and not _holds(professional.rpps, length):
            yield sheet_defect("wrong-key", whose=whose, found=professional.rpps)
    for act in invoice.acts if invoice.executors_named else ():
        if act.executing_rpps is not None and not _holds(act.executing_rpps, length):
            yield defect(act, "wrong-key", whose="executant", found=act.executing_rpps)


@rule("IDN003", values=["identity.am_key"])
def idn003(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Le numéro AM du masseur-kinésithérapeute satisfait sa clé."""
    length = law.identity.am_key.at(invoice.last_day)
    for whose, professional in _professionals(invoice):
        if professional.am is not None and not _holds(professional.am, length):
            yield sheet_defect("wrong-key", whose=whose, found=professional.am)
    for act in invoice.acts if invoice.executors_named else ():
        if act.executing_am is not None and not _holds(act.executing_am, length):
            yield defect(act, "wrong-key", whose="executant", found=act.executing_am)


@rule(
    "IDN004",
    values=["identity.prescriber_lengths", "identity.rpps_key"],
    applies=lambda invoice: invoice.prescriptions or any(act.requested for act in invoice.acts),
)
def idn004(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Le numéro du prescripteur ou du requis a 9 ou 11 caractères, et la clé d'un RPPS est juste."""
    lengths = law.identity.prescriber_lengths.at(invoice.last_day)
    rpps = law.identity.rpps_key.at(invoice.last_day)

    def problem(number: str) -> str | None:
        if len(number) not in lengths:
            return "wrong-length"
        return "wrong-key" if len(number) == rpps and not luhn_holds(number) else None

    for prescription in invoice.prescriptions:
        for number in (prescription.prescriber, prescription.prescriber_rpps):
            if number is not None and (message := problem(number)):
                shown = _shown(number, lengths)
                yield sheet_defect(
                    message, whose="prescripteur", found=shown, lengths=lengths, prescription=prescription.number
                )
    for act in invoice.acts:
        if act.requested is not None and (message := problem(act.requested)):
            yield defect(act, message, whose="requis", found=_shown(act.requested, lengths), lengths=lengths)


def _shown(number: str, lengths: tuple[int, ...]) -> str:
    """A professional's number; hidden where it has another length: it may be the patient's, pasted there."""
    return number if len(number) in lengths else mask(number)


@rule("IDN005", values=["identity.finess_key"], applies=lambda invoice: invoice.practitioner.structure_kind == "finess")
def idn005(invoice: Invoice, _: Facts, __: Law) -> Yield:
    """Le numéro FINESS de la structure satisfait sa clé."""
    number = invoice.practitioner.structure
    if number is not None and not finess_holds(number):
        yield sheet_defect("wrong-key", found=number)


@rule("IDN006", values=["identity.specialty"])
def idn006(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Le professionnel exécutant est masseur-kinésithérapeute."""
    expected = law.identity.specialty.at(invoice.last_day)
    found = invoice.practitioner.specialty
    if found != expected:
        yield sheet_defect("other-specialty", expected=expected, found=found)


@rule("IDN007", values=["identity.nir_birth"])
def idn007(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """L'année et le mois du NIR sont ceux de la naissance."""
    patient = invoice.patient
    nir = patient.own_nir or (patient.nir if patient.is_insured else None)
    birth = patient.birth_date
    # Lunar and fictive dates, like fictive months, name nobody's month: nothing can be compared.
    if nir is None or birth is None:
        return
    first, last = law.identity.nir_birth.at(invoice.last_day)
    year, month = int(nir[1:3]), int(nir[3:5])
    if not first <= month <= last:
        return
    if (year, month) != (birth.year % 100, birth.month):
        yield sheet_defect("birth-differs", whose="beneficiaire" if patient.own_nir else "assure")


@rule("IDN008", values=["identity.dates_in_order"])
def idn008(invoice: Invoice, facts: Facts, _: Law) -> Yield:
    """La naissance, les actes, l'élaboration et le jour du contrôle se suivent."""
    if invoice.drawn_up > facts.today:
        yield sheet_defect("drawn-up-after-today", drawn_up=invoice.drawn_up, today=facts.today)
    birth = invoice.patient.birth_date
    for act in invoice.acts:
        if act.day > invoice.drawn_up:
            yield defect(act, "act-after-drawing-up", day=act.day, drawn_up=invoice.drawn_up)
        if birth is not None and act.day < birth:
            yield defect(act, "act-before-birth", day=act.day)


def _holds(number: str, length: int) -> bool:
    return len(number) == length and luhn_holds(number)


def _professionals(invoice: Invoice) -> Iterator[tuple[str, Practitioner]]:
    yield "professionnel", invoice.practitioner
    if invoice.substitute is not None:
        yield "remplacant", invoice.substitute


MESSAGES = {
    "IDN001.wrong-key": Message(
        "La clé du numéro de sécurité sociale ({whose}) ne correspond pas au numéro.",
        "Relisez la carte Vitale, ou recopiez le numéro et sa clé depuis l'attestation de droits, puis "
        "refaites la feuille.",
        "nir ({whose}) : cle différente de 97 - (nir mod 97), 2A lu 19 et 2B lu 18.",
    ),
    "IDN002.wrong-key": Message(
        "Le numéro RPPS {found} ({whose}) n'est pas possible : sa clé est fausse.",
        "Corrigez le numéro RPPS dans les paramètres du logiciel : il est imprimé sur la carte CPS.",
        "rpps {found} ({whose}) : clé de Luhn fausse sur 11 chiffres.",
    ),
    "IDN003.wrong-key": Message(
        "Le numéro AM {found} ({whose}) ne satisfait pas sa clé.",
        "Vérifiez le numéro d'identification de facturation dans les paramètres du logiciel.",
        "numeroAM {found} ({whose}) : clé de Luhn fausse sur 8 + 1 chiffres.",
    ),
    "IDN004.wrong-key": Message(
        "Le numéro RPPS {found} ({whose}) ne satisfait pas sa clé.",
        "Vérifiez le numéro sur l'ordonnance ou dans l'annuaire santé, puis corrigez-le.",
        "numéro {found} ({whose}) : RPPS dont la clé de Luhn est fausse.",
    ),
    "IDN004.wrong-length": Message(
        "Le numéro {found} ({whose}) n'a pas la longueur d'un numéro de professionnel.",
        "Un numéro AM compte 9 chiffres, un RPPS en compte 11 : vérifiez-le sur l'ordonnance ou dans l'annuaire santé.",
        "numéro {found} ({whose}) : longueurs admises {lengths}.",
    ),
    "IDN005.wrong-key": Message(
        "Le numéro FINESS {found} de la structure ne satisfait pas sa clé.",
        "Vérifiez le numéro FINESS dans les paramètres du logiciel.",
        "professionnel/structure/numero {found} : clé de Luhn fausse sur 9 caractères (2A lu 2001, 2B lu 2002).",
    ),
    "IDN006.other-specialty": Message(
        "Le code spécialité de la feuille est {found} ; celui d'un masseur-kinésithérapeute est {expected}.",
        "Corrigez la spécialité dans les paramètres du logiciel, ou faites facturer l'acte par le "
        "professionnel qui l'a fait.",
        "professionnel/specialite {found}, attendu {expected}.",
    ),
    "IDN007.birth-differs": Message(
        "L'année ou le mois de naissance du bénéficiaire ne sont pas ceux de son numéro de sécurité sociale ({whose}).",
        "Vérifiez la date de naissance et le numéro sur l'attestation de droits : l'un des deux est "
        "peut-être celui d'un autre.",
        "nir ({whose}), positions 2 à 5, différentes de l'année et du mois de beneficiaire/dateNaissance.",
    ),
    "IDN008.drawn-up-after-today": Message(
        "La feuille est datée du {drawn_up}, après aujourd'hui ({today}).",
        "Corrigez la date d'élaboration, ou l'horloge du poste.",
        "facture/dateElaboration {drawn_up} > today {today}.",
    ),
    "IDN008.act-after-drawing-up": Message(
        "L'acte est daté du {day}, après l'élaboration de la feuille ({drawn_up}).",
        "Corrigez la date de l'acte, ou élaborez la feuille une fois l'acte fait.",
        "acte/date {day} > facture/dateElaboration {drawn_up}.",
    ),
    "IDN008.act-before-birth": Message(
        "L'acte est daté du {day}, avant la naissance du bénéficiaire.",
        "Vérifiez la date de l'acte et la date de naissance du bénéficiaire.",
        "acte/date {day} < beneficiaire/dateNaissance.",
    ),
}
