"""What the wording of an act asks of the patient, of the group and of the prescription."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from fsecheck.law.nomenclature import Act as Entry
from fsecheck.model.facts import PATIENT_ACTS
from fsecheck.model.periods import age_bounds
from fsecheck.rules.kit import (
    Act,
    Defect,
    Facts,
    Invoice,
    Law,
    Message,
    Yield,
    act_codes,
    defect,
    missing,
    quantity,
    references,
    rule,
)
from fsecheck.rules.lines import candidates, is_session

_COPD_ALONE: Final = "readaptation-respiratoire-individuelle"
_COPD_GROUP: Final = "readaptation-respiratoire-groupe"
_COPD: Final = frozenset({_COPD_ALONE, _COPD_GROUP})
_CHILD: Final = "paralysie-cerebrale-polyhandicap"


@rule(
    "NOM006",
    values=["nomenclature.acts", "nomenclature.deviation_age", "nomenclature.frailty_age"],
    applies=act_codes("DRA", "AMK"),
)
def nom006(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le patient a l'âge que l'acte demande."""
    return _ages(invoice, facts, law, strict=True)


@rule(
    "NOM007",
    values=[
        "nomenclature.copd_sessions",
        "nomenclature.copd_group",
        "nomenclature.child_prescriber",
        "nomenclature.group_articles",
        "nomenclature.group_patients",
        "nomenclature.group_minutes",
        "nomenclature.parallel_minutes",
        "nomenclature.own_minutes",
        "nomenclature.walking_of_elderly",
        "nomenclature.elderly_alone",
    ],
)
def nom007(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """L'acte est fait dans les conditions que son libellé pose."""
    codes = invoice.codes
    if "ARL" in codes:
        yield from _respiratory(invoice, facts, law)
    if "TER" in codes:
        yield from _child(invoice, facts, law)
    if "NMI" in codes:
        yield from _walking(invoice, facts, law)
    if "RPE" in codes:
        yield from _elderly(invoice, facts, law)
    if facts.context.lines:
        yield from _group(invoice, facts, law)


@rule(
    "NOM009",
    values=["nomenclature.acts", "nomenclature.child_age", "nomenclature.adult_age"],
    applies=act_codes("TER", "RSM", "RSC"),
)
def nom009(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le patient a l'âge que le libellé de l'acte laisse entendre."""
    return _ages(invoice, facts, law, strict=False)


@rule("NOM011", values=["nomenclature.copd_sessions"], needs=[PATIENT_ACTS], applies=act_codes("ARL"))
def nom011(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """La réadaptation respiratoire ne dépasse pas sa séquence, factures antérieures comprises."""
    lines = _of(invoice, facts, law, *_COPD)
    if not lines:
        return
    last, own = lines[-1], sum(act.quantity for act in lines)
    limit = law.nomenclature.copd_sessions.at(last.day)
    if own > limit:
        return  # NOM007 says it of the sheet alone
    fact, treatment = facts[PATIENT_ACTS], facts.word(invoice.prescription_word(last))
    couples = {(act.code, act.coefficient) for act in lines}
    earlier = [
        event
        for event in fact.events
        if event.reimbursable
        and event.prescription == treatment
        and event.coefficient
        and (event.code, Decimal(event.coefficient)) in couples
    ]
    counted = own + quantity(earlier)
    written = invoice.prescription_of(last)
    if treatment and counted > limit:
        yield defect(last, "sequence", counted=counted, limit=limit, evidence=references(earlier))
    elif written is None or not fact.complete_from(written.written):
        yield missing("ledger.patient_acts", last, counted=counted, limit=limit)


def _ages(invoice: Invoice, facts: Facts, law: Law, *, strict: bool) -> Yield:
    """The ages of the table; a couple that may be another act as well proves nothing."""
    for act in invoice.acts:
        found = candidates(law, facts, act) if act.reimbursable else ()
        limits = {(entry.age_from, entry.age_under, entry.age_strict) for entry in found}
        if len(limits) != 1:
            continue
        since, under, firm = limits.pop()
        if firm is not strict or since is under:
            continue
        least, greatest = age_bounds(invoice.patient.birth, act.day)
        if under is not None and greatest >= under:
            if least < under:
                yield missing("fse.birth", act)
            else:
                yield _of_age(act, "too-old", found[0].label, under)
        elif since is not None and least < since:
            if greatest >= since:
                yield missing("fse.birth", act)
            else:
                yield _of_age(act, "too-young", found[0].label, since)


def _of_age(act: Act, message: str, label: str, limit: int) -> Defect:
    return defect(act, message, code=act.code, coefficient=act.coefficient, label=label, limit=limit)


def _of(invoice: Invoice, facts: Facts, law: Law, *ids: str) -> list[Act]:
    """The reimbursable lines that are one of these acts for sure."""
    return [
        act
        for act in invoice.acts
        if act.reimbursable and (found := candidates(law, facts, act)) and {entry.id for entry in found} <= {*ids}
    ]


def _respiratory(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    lines = _of(invoice, facts, law, *_COPD)
    counted = 0
    for act in lines:
        counted += act.quantity
        if counted > law.nomenclature.copd_sessions.at(act.day):
            yield defect(act, "too-many-sessions", counted=counted, limit=law.nomenclature.copd_sessions.at(act.day))
    for act in lines[:1]:
        if facts.context.copd_ald is None:
            yield missing("context.copd_ald", act)
        elif not facts.context.copd_ald:
            yield defect(act, "no-copd", coefficient=act.coefficient)


def _child(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    for act in _of(invoice, facts, law, _CHILD)[:1]:
        expected = law.nomenclature.child_prescriber.at(act.day)
        if facts.context.prescribed_by_establishment is None:
            yield missing("context.prescribed_by_establishment", act)
        elif not facts.context.prescribed_by_establishment:
            yield defect(act, "not-establishment", coefficient=act.coefficient, expected=expected)


def _walking(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    unsaid = []
    for act in invoice.acts:
        closed = set(law.nomenclature.walking_of_elderly.at(act.day))
        found = {entry.id for entry in candidates(law, facts, act)}
        stated = facts.context.line(act.rank).walking_of_elderly
        if not act.reimbursable or not found & closed:
            continue
        if stated:
            yield defect(act, "walking", code=act.code, coefficient=act.coefficient)
        elif stated is None:
            unsaid.append(act)
    for act in unsaid[:1]:
        yield missing("context.walking_of_elderly", act)


def _elderly(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Another rehabilitation among the days of this one: one that ended before, or began after, is no objection."""
    lines = _of(invoice, facts, law, *law.nomenclature.elderly_alone.at(invoice.first_day))
    if not lines:
        return
    first, last = min(act.day for act in lines), max(act.day for act in lines)
    for act in invoice.acts:
        if act not in lines and first <= act.day <= last and is_session(law, act):
            yield defect(act, "elderly-not-alone", code=act.code, coefficient=act.coefficient, first=first, last=last)
            return


def _group(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    values = law.nomenclature
    for act, patients in _in_group(invoice, facts):
        if not is_session(law, act):
            continue
        found = candidates(law, facts, act)
        if {entry.id for entry in found} & _COPD:
            fewest, most = values.copd_group.at(act.day)
            if found[0].id == _COPD_GROUP and not fewest <= patients <= most:
                yield defect(act, "copd-group", patients=patients, fewest=fewest, most=most)
            elif {entry.id for entry in found} == {_COPD_ALONE} and patients > 1:
                yield from _taken_alone(act, patients, facts, law)
            continue
        if patients <= 1 or not found:
            continue
        yield from _together(act, patients, found, facts, law)


def _taken_alone(act: Act, patients: int, facts: Facts, law: Law) -> Yield:
    """Individual care among other patients: in parallel it is lawful, in a group it has another coefficient."""
    most = law.nomenclature.group_patients.at(act.day)
    if not facts.context.line(act.rank).parallel:
        yield defect(act, "copd-alone", patients=patients, coefficient=act.coefficient)
    elif patients > most:
        yield defect(act, "group-size", patients=patients, most=most)


def _together(act: Act, patients: int, found: tuple[Entry, ...], facts: Facts, law: Law) -> Yield:
    """
    Two or three patients taken together: in a group, or in parallel, each with his own treatment.

    What one of the two opens is lawful, unless the context says which it was.
    """
    values, beside = law.nomenclature, facts.context.line(act.rank)
    articles, most = values.group_articles.at(act.day), values.group_patients.at(act.day)
    whole, own = patients * values.group_minutes.at(act.day), values.own_minutes.at(act.day)
    each = min(own.get(entry.id, values.parallel_minutes.at(act.day)) for entry in found)
    short = beside.minutes is not None and beside.minutes < each
    if patients > most:
        yield defect(act, "group-size", patients=patients, most=most)
    elif beside.parallel is not False:
        if short:
            yield defect(act, "parallel-minutes", patients=patients, minutes=beside.minutes, expected=each)
    elif all(entry.article not in articles for entry in found):
        yield defect(act, "group-article", code=act.code, article=found[0].article, articles=articles)
    elif each and beside.minutes is not None and beside.minutes < whole:
        yield defect(act, "group-minutes", patients=patients, minutes=beside.minutes, expected=whole)


def _in_group(invoice: Invoice, facts: Facts) -> Iterator[tuple[Act, int]]:
    for act in invoice.acts:
        patients = facts.context.line(act.rank).patients_in_group
        if patients is not None and act.reimbursable:
            yield act, patients


MESSAGES = {
    "NOM006.too-old": Message(
        "{label} ({code} {coefficient}) : l'acte est réservé aux patients de moins de {limit} ans à la date de l'acte.",
        "Cotez l'acte réalisé, ou corrigez la date de naissance.",
        "acte {code} {coefficient} : patient de {limit} ans ou plus.",
    ),
    "NOM006.too-young": Message(
        "{label} ({code} {coefficient}) : l'acte est réservé aux patients de {limit} ans ou plus à la date de l'acte.",
        "Cotez l'acte réalisé, ou corrigez la date de naissance.",
        "acte {code} {coefficient} : patient de moins de {limit} ans.",
    ),
    "NOM007.no-copd": Message(
        "La réadaptation respiratoire {coefficient} est prise en charge pour une ALD de BPCO ; le patient n'en a pas.",
        "Vérifiez l'ALD du patient, ou cotez la rééducation respiratoire réalisée.",
        "contexte/aldBPCO = non pour un acte ARL {coefficient}.",
    ),
    "NOM007.too-many-sessions": Message(
        "C'est la séance n° {counted} de réadaptation respiratoire de la feuille ; une séquence en compte {limit}.",
        "Vérifiez qu'une nouvelle séquence est justifiée par l'évolution du patient.",
        "séance de réadaptation n° {counted} sur la feuille, séquence de {limit}.",
    ),
    "NOM011.sequence": Message(
        "Avec les factures antérieures, c'est la séance n° {counted} de réadaptation respiratoire ; une "
        "séquence en compte {limit}.",
        "Vérifiez qu'une nouvelle séquence est justifiée par l'évolution du patient.",
        "séance de réadaptation n° {counted} de la prescription, séquence de {limit}.",
    ),
    "NOM007.not-establishment": Message(
        "L'acte TER {coefficient} est prescrit, au départ, par un {expected} ; la prescription n'en vient pas.",
        "Vérifiez la prescription initiale : elle émane de l'établissement ou du service qui coordonne le parcours.",
        "contexte/prescritParEtablissement = non pour un acte TER {coefficient}.",
    ),
    "NOM007.walking": Message(
        "{code} {coefficient} ne s'applique pas à la rééducation de la déambulation d'une personne âgée.",
        "Cotez la rééducation de la déambulation du sujet âgé (RPE).",
        "contexte/ligne/marchePersonneAgee = oui pour {code} {coefficient}.",
    ),
    "NOM007.elderly-not-alone": Message(
        "La rééducation du sujet âgé (RPE) suppose qu'aucune autre pathologie ne demande une rééducation : "
        "{code} {coefficient} est facturé entre ses séances (du {first} au {last}).",
        "Vérifiez laquelle des deux rééducations le patient reçoit.",
        "acte {code} {coefficient} entre des actes de l'article 9, du {first} au {last}.",
    ),
    "NOM007.copd-group": Message(
        "La réadaptation respiratoire de groupe réunit de {fewest} à {most} patients ; il y en avait {patients}.",
        "Cotez la réadaptation individuelle, ou corrigez le nombre de patients.",
        "contexte/ligne/patientsDuGroupe {patients}, attendu de {fewest} à {most}.",
    ),
    "NOM007.copd-alone": Message(
        "La réadaptation respiratoire {coefficient} est une prise en charge individuelle ; {patients} patients ont été "
        "pris ensemble.",
        "Cotez la réadaptation de groupe, corrigez le nombre de patients, ou indiquez que chacun a eu son traitement.",
        "contexte/ligne/patientsDuGroupe {patients} sans enParallele = oui, acte individuel {coefficient}.",
    ),
    "NOM007.group-article": Message(
        "L'acte {code} (article {article}) ne se fait pas en traitement de groupe.",
        "Le traitement de groupe est réservé aux articles {articles}. Vérifiez le nombre de patients.",
        "contexte/ligne/patientsDuGroupe pour un acte de l'article {article}, attendu {articles}.",
    ),
    "NOM007.group-size": Message(
        "Un traitement de groupe réunit {most} patients au plus ; il y en avait {patients}.",
        "Vérifiez le nombre de patients pris ensemble.",
        "contexte/ligne/patientsDuGroupe {patients}, limite {most}.",
    ),
    "NOM007.parallel-minutes": Message(
        "Vous avez consacré {minutes:minute|minutes} au patient, pris avec d'autres ({patients} en tout) : le "
        "temps de chacun est de l'ordre de trente minutes, ou celui que dit le libellé de l'acte.",
        "Vérifiez la durée de la séance et le nombre de patients.",
        "contexte/ligne/minutes {minutes}, attendu {expected} au moins pour {patients} patients en parallèle.",
    ),
    "NOM007.group-minutes": Message(
        "Une séance de groupe de {patients} patients dure {expected} minutes ; celle-ci en a duré {minutes}.",
        "Vérifiez la durée de la séance et le nombre de patients.",
        "contexte/ligne/minutes {minutes}, attendu {expected} pour {patients} patients.",
    ),
    "NOM009.too-old": Message(
        "{label} ({code} {coefficient}) : le patient a {limit} ans ou plus à la date de l'acte.",
        "La feuille peut partir. Le texte parle d'enfants sans dire d'âge : vérifiez que l'acte est le bon.",
        "acte {code} {coefficient} : patient de {limit} ans ou plus.",
    ),
    "NOM009.too-young": Message(
        "{label} ({code} {coefficient}) : le patient a moins de {limit} ans à la date de l'acte.",
        "La feuille peut partir. Le texte parle de l'adulte sans dire d'âge : vérifiez que l'acte est le bon.",
        "acte {code} {coefficient} : patient de moins de {limit} ans.",
    ),
}
