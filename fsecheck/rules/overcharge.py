"""
Chapitre « dépassement » (DEP) : les honoraires au-dessus du tarif.

A qualifier is read in its two forms: the B2 code (E) and the word of the paper sheet (DE). Lines G
or N carry no part of the funds.
"""

from typing import Final

from fsecheck.model.facts import PRACTICE_VOLUME
from fsecheck.model.money import ZERO, half_up, share
from fsecheck.rules.acts import counted, is_overcharged
from fsecheck.rules.kit import (
    Act,
    Facts,
    Invoice,
    Law,
    Message,
    Yield,
    by_civil_year,
    civil_year,
    defect,
    missing,
    rule,
)

_FREE: Final = "nonConventionne"


def _qualified(invoice: Invoice) -> bool:
    return invoice.qualified


@rule("DEP001", values=["overcharge.qualifiers"])
def dep001(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Des honoraires au-dessus de la base portent le qualificatif d'une exigence du malade."""
    if invoice.practitioner.convention == _FREE:
        return
    for act in invoice.acts:
        if act.fees <= act.base or _unpaid(law, act):
            continue
        expected = law.overcharge.qualifiers.at(act.day)
        if act.qualifier is None:
            yield defect(act, "no-qualifier", fees=act.fees, base=act.base, over=act.fees - act.base, expected=expected)
        elif act.qualifier not in expected:
            yield defect(act, "other-qualifier", found=act.qualifier, over=act.fees - act.base, expected=expected)


@rule("DEP002", values=["overcharge.reasons"], applies=_qualified)
def dep002(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un dépassement a pour motif une exigence particulière du malade, de temps ou de lieu."""
    for act in _overcharged(invoice, law):
        line = facts.context.line(act.rank)
        expected = law.overcharge.reasons.at(act.day)
        if line.overcharge_from_patient is False:
            yield defect(act, "not-from-patient", over=act.fees - act.base)
        elif line.overcharge_reason is None:
            yield missing("context.overcharge_reason", act)
        elif line.overcharge_reason not in expected:
            yield defect(act, "no-reason", found=line.overcharge_reason, expected=expected, over=act.fees - act.base)


@rule("DEP003", values=["overcharge.outside_base"], applies=_qualified)
def dep003(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Le dépassement reste hors de la base et hors de la part de l'assurance maladie."""
    for act in invoice.acts:
        if act.qualifier is None or act.qualifier not in law.overcharge.qualifiers.at(act.day):
            continue
        expected = half_up(act.unit_price * act.quantity * (1 if act.coefficient is None else act.coefficient))
        if act.majoration is not None:
            expected += law.tariff.majorations.at(act.day).get(act.majoration, ZERO)
        if act.base > expected:
            yield defect(act, "in-base", expected=expected, found=act.base, suggested={"base": expected})
        elif act.amo > share(act.base, act.rate):
            due = share(act.base, act.rate)
            yield defect(act, "in-part", expected=due, found=act.amo, suggested={"montantAMO": due})


@rule("DEP004", values=["overcharge.tact", "overcharge.qualifiers"], needs=[PRACTICE_VOLUME], applies=_qualified)
def dep004(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Les dépassements du cabinet restent mesurés."""
    level = facts.context.overcharge_level
    if level is None:
        return  # No text gives a level: where the practice sets none, nothing is asked of it.
    fact = facts[PRACTICE_VOLUME]
    for year, acts in by_civil_year(invoice.acts):
        counts = [(act, tally) for act in acts if (tally := counted(law, act)).counted]
        over = [act for act, tally in counts if tally.overcharged]
        if not over:
            continue
        since, known = civil_year(over[0].day)[0], fact.volume(year)
        overcharged = sum(act.quantity for act in over) + (known.overcharged if known else 0)
        total = sum(act.quantity for act, _ in counts) + (known.total if known else 0)
        if not fact.complete_from(since):
            yield missing("ledger.practice_volume", over[0], year=year, since=since)
        elif overcharged * 100 > level * total:
            yield defect(over[0], "over-the-level", year=year, overcharged=overcharged, total=total, level=level)


@rule("DEP005", values=["overcharge.unpaid_qualifiers"], applies=_qualified)
def dep005(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Un acte gratuit ou non remboursable ne demande rien aux organismes."""
    for act in invoice.acts:
        if _unpaid(law, act) and (act.amo != ZERO or act.amc != ZERO):
            yield defect(
                act,
                "unpaid",
                qualifier=act.qualifier,
                amo=act.amo,
                amc=act.amc,
                suggested={"montantAMO": ZERO, "montantAMC": ZERO},
            )


def _unpaid(law: Law, act: Act) -> bool:
    return act.qualifier is not None and act.qualifier in law.overcharge.unpaid_qualifiers.at(act.day)


def _overcharged(invoice: Invoice, law: Law) -> list[Act]:
    """The lines above their base for a demand of the patient."""
    return [act for act in invoice.acts if is_overcharged(law, act)]


MESSAGES = {
    "DEP001.no-qualifier": Message(
        "Les honoraires dépassent la base de {over:eur} sans qualificatif de la dépense.",
        "Ramenez les honoraires à la base, ou indiquez DE si le patient a eu une exigence particulière de "
        "temps ou de lieu.",
        "honoraires {fees} > base {base} sans qualificatif, attendu {expected}.",
    ),
    "DEP001.other-qualifier": Message(
        "Le qualificatif {found} n'est pas ouvert au masseur-kinésithérapeute pour un dépassement ({over:eur}).",
        "Seule l'exigence particulière du malade l'est : {expected}. Sinon, ramenez les honoraires à la base.",
        "qualificatif {found}, attendu {expected}.",
    ),
    "DEP002.no-reason": Message(
        "Le dépassement de {over:eur} n'a pas de motif admis (motif indiqué : {found}).",
        "Un dépassement DE répond à une exigence de temps ou de lieu : {expected}. Sinon, ramenez les "
        "honoraires à la base.",
        "contexte/ligne/motifDepassement {found}, attendu {expected}.",
    ),
    "DEP002.not-from-patient": Message(
        "Le dépassement de {over:eur} ne vient pas d'une exigence particulière du patient.",
        "Ramenez les honoraires à la base.",
        "contexte/ligne/depassementDuPatient = non.",
    ),
    "DEP003.in-base": Message(
        "Le dépassement est compté dans la base : elle devrait être de {expected:eur}, la feuille dit {found:eur}.",
        "La base est le tarif ; le dépassement ne figure que dans les honoraires, à la charge du patient.",
        "base {found}, attendu {expected} pour une ligne DE.",
    ),
    "DEP003.in-part": Message(
        "Le dépassement est compté dans la part de l'assurance maladie : elle devrait être de "
        "{expected:eur}, pas {found:eur}.",
        "La part de l'assurance maladie se calcule sur la base seule.",
        "montantAMO {found}, attendu {expected} pour une ligne DE.",
    ),
    "DEP004.over-the-level": Message(
        "En {year}, le cabinet a un dépassement sur {overcharged:acte|actes}, de {total} en tout : plus que les "
        "{level} % qu'il s'est fixés.",
        "La feuille peut partir. La convention demande du tact et de la mesure : un abus répété ouvre une procédure.",
        "{overcharged:acte|actes} DE sur {total} en {year}, niveau réglé {level} % ([overcharge] level).",
    ),
    "DEP005.unpaid": Message(
        "L'acte est marqué {qualifier} (gratuit ou non remboursable) mais demande {amo:eur} à l'assurance maladie "
        "et {amc:eur} à la complémentaire.",
        "Mettez ces parts à zéro, ou retirez le qualificatif {qualifier}.",
        "qualificatif {qualifier} avec montantAMO {amo} et montantAMC {amc}.",
    ),
}
