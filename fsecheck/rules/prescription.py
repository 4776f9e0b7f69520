"""Chapitre « prescription » (PRE) : la prescription, ses dates, son renouvellement par le masseur-kinésithérapeute."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from fsecheck.law.nomenclature import SESSION
from fsecheck.model.facts import TREATMENT
from fsecheck.model.periods import add_months, age_bounds, within_months
from fsecheck.rules.acts import OTHER, kind_of
from fsecheck.rules.kit import (
    Act,
    Defect,
    Facts,
    Invoice,
    Law,
    Message,
    Prescription,
    Yield,
    defect,
    missing,
    rule,
    sheet_defect,
)
from fsecheck.rules.lines import candidates
from fsecheck.rules.treatment import (
    Treatment,
    evidence,
    numbered,
    of_sheet,
    says_renewed_by_doctor,
    says_renewed_by_mk,
    treatments,
)

_LEDGER: Final = "ledger.treatment"
_PREVENTION: Final = "prevention"


def _none(invoice: Invoice) -> bool:
    return not invoice.prescriptions and not invoice.direct_access


def _some(invoice: Invoice) -> bool:
    return bool(invoice.prescriptions)


def _later(invoice: Invoice) -> bool:
    first = invoice.first_day
    return not invoice.direct_access and any(one.written > first for one in invoice.prescriptions)


def _renewed(invoice: Invoice) -> bool:
    return any(says_renewed_by_mk(one) for one in invoice.prescriptions)


def _counted(invoice: Invoice) -> bool:
    return any(one.sessions or one.renewed_sessions for one in invoice.prescriptions)


@rule("PRE001", values=["prescription.required", "direct_access.without_prescription"], applies=_none)
def pre001(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un acte de rééducation a une prescription."""
    bare = [act for act in invoice.acts if _needs_one(invoice, facts, law, act)]
    if bare:
        yield defect(bare[0], "none", acts=_ranks(bare))


@rule("PRE002", values=["prescription.before_act", "direct_access.without_prescription"], applies=_later)
def pre002(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """L'acte ne précède pas sa prescription."""
    for prescription in invoice.prescriptions:
        early = [
            act
            for act in _lines_of(invoice, prescription)
            if act.day < prescription.written and _needs_one(invoice, facts, law, act)
        ]
        if early:
            yield defect(early[0], "before", day=early[0].day, written=prescription.written, acts=_ranks(early))


@rule("PRE003", values=["prescription.months_to_begin"], needs=[TREATMENT], applies=_some)
def pre003(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Une prescription est commencée dans les douze mois."""
    limit = law.prescription.months_to_begin.at(invoice.last_day)
    late = {one.number: until for one in invoice.prescriptions if (until := _until(one, limit)) < invoice.last_day}
    if not late or invoice.direct_access:
        return
    for number, treatment in treatments(invoice, facts, law).items():
        first = treatment.cares[0]
        # Renewed by the MK, its sessions may be later; begun on an earlier invoice, that one was told.
        if number not in late or treatment.renewed or first.act is None or first.day <= late[number]:
            continue
        if treatment.known:
            written = treatment.prescription.written
            yield defect(first.act, "late", day=first.day, written=written, limit=limit, until=late[number])
        else:
            yield missing(_LEDGER, first.act)


@rule("PRE004", values=["prescription.renewal_number"], applies=_some)
def pre004(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Un renouvellement par le masseur-kinésithérapeute, et lui seul, porte son numéro de prescripteur."""
    number = law.prescription.renewal_number.at(invoice.last_day)
    for prescription in invoice.prescriptions:
        renewed = says_renewed_by_mk(prescription)
        if renewed is (prescription.prescriber == number):
            continue
        lines = _lines_of(invoice, prescription)
        message = "no-number" if renewed else "no-renewal"
        suggested = {"numeroPrescripteur": number} if renewed else None
        yield _told(lines, message, suggested, prescription=prescription.number, number=number)


@rule("PRE005", values=["prescription.renewal_months"], applies=_renewed)
def pre005(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le masseur-kinésithérapeute renouvelle une prescription de moins d'un an, si le médecin ne l'a pas interdit."""
    limit = law.prescription.renewal_months.at(invoice.last_day)
    for prescription in invoice.prescriptions:
        renewed = prescription.renewed_on
        if not says_renewed_by_mk(prescription) or renewed is None:
            continue
        lines, written = _lines_of(invoice, prescription), prescription.written
        until = add_months(written, limit)
        if renewed < written or renewed > invoice.drawn_up:
            yield _told(lines, "impossible", None, renewed=renewed, written=written, drawn_up=invoice.drawn_up)
        elif not within_months(written, renewed, limit):
            yield _told(lines, "late", None, renewed=renewed, written=written, limit=limit, until=until)
        elif facts.context.renewal_forbidden:
            yield _told(lines, "forbidden", None, prescription=prescription.number)
        elif facts.context.renewal_forbidden is None:
            yield missing("context.renewal_forbidden")


@rule("PRE006", values=["prescription.renewal_copy"], applies=_renewed)
def pre006(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """L'ordonnance renouvelée porte ses mentions, et sa copie est transmise."""
    context = facts.context
    if context.copy_sent is None:
        yield missing("context.copy_sent")
    elif not context.copy_sent:
        yield sheet_defect("no-copy")
    if context.mentions_complete is None:
        yield missing("context.mentions_complete")
    elif not context.mentions_complete:
        yield sheet_defect("mentions", expected=law.prescription.renewal_copy.at(invoice.last_day))


@rule("PRE007", values=["prescription.stated_sessions"], needs=[TREATMENT], applies=_counted)
def pre007(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Les séances ne dépassent pas le nombre prescrit ou renouvelé."""
    for treatment in treatments(invoice, facts, law).values():
        limit = _stated(treatment)
        if not limit:
            continue
        own = [care for care in treatment.sessions if care.act is not None]
        # Two prescriptions of one doctor and one day have one name: only sessions of the same acts are counted.
        acts = frozenset[str]().union(*[care.acts for care in own])
        alike = [care for care in treatment.sessions if care.renewed == treatment.renewed and care.acts & acts]
        since = treatment.prescription.renewed_on
        known = treatment.known
        if treatment.renewed and since is not None and any(care.day < since for care in alike):
            # An earlier renewal: its sessions are not told from those of this one, but for those of the sheet.
            alike, known = [care for care in own if care.day >= since], False
        counted = 0
        for care in alike:
            counted += care.quantity
            if counted > limit and care.act is not None:
                total = numbered(alike)
                message = "beyond-renewed" if treatment.renewed else "beyond"
                yield defect(care.act, message, counted=counted, limit=limit, total=total, evidence=evidence(alike))
                break
        else:
            if own and not known:
                yield missing(_LEDGER)


@rule("PRE008", values=["prescription.renewal_number"], applies=_some)
def pre008(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Séances initiales et séances renouvelées se facturent séparément."""
    number = law.prescription.renewal_number.at(invoice.last_day)
    renewed = [one for one in invoice.prescriptions if says_renewed_by_mk(one) or one.prescriber == number]
    if not renewed:
        return
    sessions = {
        key: [care.act for care in cares if care.what == SESSION and care.act is not None]
        for key, cares in of_sheet(invoice, facts, law).items()
    }
    for one in renewed:
        own = sessions.get(one.number, [])
        since = one.renewed_on
        initial = [act for act in own if since is not None and act.day < since]
        later = [act for act in own if act not in initial]
        for other in invoice.prescriptions:
            if other.written == one.written and other not in renewed:
                initial += sessions.get(other.number, [])
        if initial and later:
            yield defect(
                later[0],
                "mixed",
                initial=_ranks(initial),
                acts=_ranks(later),
                written=one.written,
                suggested={"split": _bills(invoice, one, initial, later)},
            )


def _bills(invoice: Invoice, renewed: Prescription, initial: list[Act], later: list[Act]) -> list[object]:
    """Every line of the sheet, initial or renewed; what is no session goes with the session of its day."""
    days = {act.day for act in later} - {act.day for act in initial}
    other = {act.day for act in initial} - {act.day for act in later}
    second = [
        act
        for act in invoice.acts
        if act in later
        or act.day in days
        or (act not in initial and act.day not in other and invoice.prescription_of(act) is renewed)
    ]
    first = [act for act in invoice.acts if act not in second]
    return [{"acts": _ranks(acts), "mode": invoice.mode} for acts in (first, second)]


def _needs_one(invoice: Invoice, facts: Facts, law: Law, act: Act) -> bool:
    """Whether a line is an act that a doctor must have prescribed."""
    if not act.reimbursable or act.prevention or invoice.nature == _PREVENTION:
        return False
    alone = law.direct_access.without_prescription.at(act.day)
    if act.code in alone or kind_of(law, act) == OTHER:
        return False
    for entry in candidates(law, facts, act):
        if entry.id in alone and facts.context.frailty_screening is not False:
            old_enough = age_bounds(invoice.patient.birth, act.day)[1] >= (entry.age_from or 0)
            return not (old_enough or facts.context.frailty_screening)
    return True


def _lines_of(invoice: Invoice, prescription: Prescription) -> list[Act]:
    return [act for act in invoice.acts if invoice.prescription_of(act) is prescription]


def _until(prescription: Prescription, months: int) -> date:
    """The last day on which a prescription, or its renewal by a doctor, may be begun."""
    since = prescription.renewed_on if says_renewed_by_doctor(prescription) else None
    return add_months(max(prescription.written, since or prescription.written), months)


def _stated(treatment: Treatment) -> int | None:
    """The number of sessions that the prescription, or the renewal, says; None where it does not."""
    written = treatment.prescription
    if treatment.renewed:
        return written.renewed_sessions
    if not says_renewed_by_doctor(written):
        return written.sessions
    if not written.sessions or not written.renewed_sessions:
        return None
    return written.sessions + written.renewed_sessions


def _ranks(acts: Iterable[Act]) -> list[int]:
    return [act.rank for act in acts]


def _told(lines: list[Act], message: str, suggested: dict[str, object] | None, **params: object) -> Defect:
    """A defect of a prescription: on its first line, or on the sheet where no line points at it."""
    first = lines[0] if lines else None
    return Defect(message, params, first and first.rank, (), suggested, first and first.day)


MESSAGES = {
    "PRE001.none": Message(
        "La feuille n'a pas de prescription.",
        "Ajoutez la prescription du médecin, ou déclarez l'accès direct s'il vous est ouvert.",
        "aucune prescription pour les lignes {acts:and}, accesDirect absent ou non.",
    ),
    "PRE002.before": Message(
        "L'acte du {day} précède sa prescription, du {written}.",
        "Corrigez la date de la prescription ou de l'acte, ou la prescription de la ligne.",
        "acte/date {day} < prescription/date {written} (lignes {acts:and}).",
    ),
    "PRE003.late": Message(
        "Le premier acte, du {day}, vient plus de {limit} mois après la prescription, du {written}.",
        "La feuille peut partir ; la caisse peut tenir la prescription pour périmée depuis le {until}. Demandez-en une "
        "nouvelle si le traitement ne fait que commencer.",
        "premier acte connu du traitement {day} > {until}.",
    ),
    "PRE004.no-number": Message(
        "La prescription est renouvelée par vous et ne porte pas le numéro {number}.",
        "Portez {number} comme numéro de prescripteur des séances renouvelées.",
        "prescription {prescription} : renouvellement/auteur = masseurKinesitherapeute, numeroPrescripteur "
        "autre que {number}.",
    ),
    "PRE004.no-renewal": Message(
        "Le numéro de prescripteur {number} est celui d'un renouvellement par le kinésithérapeute, et la feuille "
        "n'en porte pas.",
        "Portez le numéro du médecin qui a prescrit, ou ajoutez votre renouvellement et sa date.",
        "prescription {prescription} : numeroPrescripteur {number} sans renouvellement par masseurKinesitherapeute.",
    ),
    "PRE005.late": Message(
        "Vous avez renouvelé le {renewed} une prescription du {written} : c'est plus de {limit} mois après.",
        "Un renouvellement était possible jusqu'au {until} ; demandez une nouvelle prescription.",
        "renouvellement/date {renewed} > {until}.",
    ),
    "PRE005.impossible": Message(
        "Le renouvellement est daté du {renewed} : avant la prescription ({written}) ou après l'élaboration de la "
        "feuille ({drawn_up}).",
        "Corrigez la date du renouvellement.",
        "renouvellement/date {renewed}, prescription/date {written}, dateElaboration {drawn_up}.",
    ),
    "PRE005.forbidden": Message(
        "Le médecin a interdit le renouvellement de cette prescription.",
        "Demandez une nouvelle prescription.",
        "prescription {prescription} renouvelée par le MK, contexte/renouvellementInterdit = oui.",
    ),
    "PRE006.no-copy": Message(
        "La copie de l'ordonnance renouvelée n'est pas transmise.",
        "Numérisez l'ordonnance renouvelée et transmettez-la par SCOR ; gardez-la au dossier.",
        "contexte/copieTransmise = non, renouvellement par le MK.",
    ),
    "PRE006.mentions": Message(
        "L'ordonnance renouvelée ne porte pas toutes ses mentions.",
        "Écrivez sur l'original : {expected:and}.",
        "contexte/mentionsCompletes = non, renouvellement par le MK.",
    ),
    "PRE007.beyond": Message(
        "C'est la séance n° {counted} de cette prescription, qui en prévoit {limit}.",
        "Renouvelez la prescription ou demandez-en une nouvelle ; le nombre écrit par le médecin s'impose.",
        "{total:séance|séances} sous cette prescription, nombreSeances {limit}.",
    ),
    "PRE007.beyond-renewed": Message(
        "C'est la séance n° {counted} de ce renouvellement, qui en prévoit {limit}.",
        "Renouvelez de nouveau si la prescription a moins d'un an, ou demandez-en une nouvelle.",
        "{total:séance|séances} sous ce renouvellement, renouvellement/nombreSeances {limit}.",
    ),
    "PRE008.mixed": Message(
        "La feuille porte à la fois des séances de la prescription du {written} et des séances que vous avez "
        "renouvelées.",
        "Faites deux factures : les séances initiales au numéro du médecin, les séances renouvelées au numéro propre "
        "au renouvellement.",
        "lignes {initial:and} avant renouvellement, lignes {acts:and} après, sur une même facture.",
    ),
}
