"""Chapitre « doublons » (DUP) : ce qui a déjà été facturé, ou ne peut plus l'être."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fsecheck.law.nomenclature import SESSION, SUPPLEMENT
from fsecheck.model.facts import CORRECTED, CORRECTED_OF_OTHERS, SAME_DAY, SAME_NUMBER, Event
from fsecheck.model.periods import add_months, within_months
from fsecheck.rules.kit import (
    Act,
    Defect,
    Facts,
    Invoice,
    Law,
    Message,
    Yield,
    defect,
    missing,
    quantity,
    references,
    rule,
    sheet_defect,
)
from fsecheck.rules.lines import candidates


@rule("DUP001", values=["duplicates.number_months"], needs=[SAME_NUMBER])
def dup001(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un numéro de facture sert une fois."""
    fact, limit = facts[SAME_NUMBER], law.duplicates.number_months.at(invoice.drawn_up)
    near = [event for event in fact.events if _near(event, invoice.drawn_up, limit)]
    if near:
        yield _number_taken(near, limit)
    elif not fact.complete_from(add_months(invoice.drawn_up, -limit)):
        yield missing("ledger.same_number")


@rule("DUP002", values=["duplicates.same_act", "cumulation.own_number_a_day"], needs=[SAME_DAY])
def dup002(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un acte d'un jour n'est facturé qu'une fois pour un patient."""
    fact = facts[SAME_DAY]
    for act in invoice.acts if fact.events else ():
        same = [event for event in fact.between(act.day, act.day) if event.reimbursable]
        if same and act.reimbursable:
            yield from _twice(act, same, invoice, facts, law)
    if not fact.complete_from(invoice.first_day):
        yield missing("ledger.same_day", since=invoice.first_day)


@rule("DUP003", values=["duplicates.months_to_bill"])
def dup003(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Un acte se facture dans le temps où son paiement peut être demandé."""
    months, quarter = law.duplicates.months_to_bill.at(invoice.drawn_up)
    if within_months(invoice.first_day, invoice.drawn_up, months):
        return
    last = {act.rank: _until(act.day, months, quarter) for act in invoice.acts if act.reimbursable}
    old = [act for act in invoice.acts if act.reimbursable and invoice.drawn_up > last[act.rank]]
    if old:
        first = min(old, key=lambda act: (act.day, act.rank))
        yield defect(first, "too-old", day=first.day, until=last[first.rank], acts=[act.rank for act in old])


@rule("DUP004", values=["duplicates.number_months"], needs=[SAME_NUMBER])
def dup004(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un numéro de facture ancien ne sert pas de nouveau."""
    fact, limit = facts[SAME_NUMBER], law.duplicates.number_months.at(invoice.drawn_up)
    far = [event for event in fact.events if not _near(event, invoice.drawn_up, limit)]
    if far:
        yield _number_taken(far, limit)
    elif fact.covered_from is None:
        yield missing("ledger.same_number")


@rule(
    "DUP005",
    values=["duplicates.corrected_invoice"],
    needs=[CORRECTED, CORRECTED_OF_OTHERS],
    applies=lambda invoice: invoice.corrects,
)
def dup005(invoice: Invoice, facts: Facts, _: Law) -> Yield:
    """Une feuille rectifie une facture de son patient, que le registre connaît."""
    own, others = facts[CORRECTED], facts[CORRECTED_OF_OTHERS].events
    if any(invoice.corrects_drawn_up in {None, event.drawn_up} for event in own.events):
        return
    if invoice.corrects_drawn_up is not None:  # a number may serve again for another patient, a year later
        others = tuple([event for event in others if event.drawn_up == invoice.corrects_drawn_up])
    # Without the day of the corrected invoice: it was drawn up once the first of its acts had been done.
    since = invoice.corrects_drawn_up or invoice.first_day
    if others:
        yield sheet_defect("of-another-patient", number=invoice.corrects, evidence=references(others))
    elif not own.complete_from(since):
        yield missing("ledger.corrected", number=invoice.corrects)
    elif own.events:
        known = sorted({event.drawn_up for event in own.events})
        yield sheet_defect(
            "other-day", number=invoice.corrects, found=since, known=known, evidence=references(own.events)
        )
    else:
        yield sheet_defect("unknown", number=invoice.corrects, since=since)


def _near(event: Event, drawn_up: date, months: int) -> bool:
    first, last = sorted((event.drawn_up, drawn_up))
    return within_months(first, last, months)


def _number_taken(events: Sequence[Event], limit: int) -> Defect:
    newest = max(event.drawn_up for event in events)
    return sheet_defect("number-taken", drawn_up=newest, limit=limit, evidence=references(events))


def _until(day: date, months: int, quarter: int) -> date:
    """The last day on which an act may be billed: so many months from the first day of the quarter after it."""
    begun = (day.month - 1) % quarter
    return add_months(add_months(day.replace(day=1), quarter - begun), months)


def _twice(act: Act, same: Sequence[Event], invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Whether a line is a session or a bilan that earlier invoices hold, beyond the number its day admits."""
    found = candidates(law, facts, act)
    if not found or all(entry.kind == SUPPLEMENT for entry in found):
        return
    couple = [one for one in same if one.code == act.code and Decimal(one.coefficient or 0) == act.coefficient]
    word = facts.word(invoice.prescription_word(act))
    region = facts.word(facts.context.line(act.rank).region)
    session = any(entry.kind == SESSION for entry in found)
    alike = [
        one
        for one in couple
        if (word or (not session and len(found) == 1))
        and one.prescription == word
        and not (region and one.region and region != one.region)
    ]
    # Under another prescription, a session is the same act where its couple names one; a bilan is another's.
    counted = couple if session and len(found) == 1 else alike
    before = [one for one in invoice.acts[: act.rank - 1] if (one.day, one.code) == (act.day, act.code)]
    total = quantity(counted) + sum(one.quantity for one in before if one.coefficient == act.coefficient) + act.quantity
    allowed = law.cumulation.own_number_a_day.at(act.day)
    limit = max(allowed.get(entry.id, 1) for entry in found)
    if counted and total > limit:
        if not session and _of_another_treatment(act, counted, same, invoice, facts):
            yield missing("context.region", act)
            return
        seen = references(counted)
        yield defect(act, "twice", code=act.code, day=act.day, counted=total, limit=limit, evidence=seen)
    elif session and couple and not counted:
        yield missing("context.act", act)


def _of_another_treatment(
    act: Act, bilans: Sequence[Event], same: Sequence[Event], invoice: Invoice, facts: Facts
) -> bool:
    """
    Whether a bilan may be that of another treatment than its likes of earlier invoices.

    A doctor may write two prescriptions in a day, which have one name: then other acts, or the same acts for another
    region, go with each bilan.
    """
    beside = [
        (one.code, one.coefficient, facts.word(facts.context.line(one.rank).region))
        for one in invoice.acts
        if one is not act and one.coefficient is not None
        if one.day == act.day and one.prescription == act.prescription
    ]
    numbers = {one.number for one in bilans}
    earlier = [
        (one.code, Decimal(one.coefficient), one.region)
        for one in same
        if one.number in numbers and one.coefficient
        if one not in bilans and one.prescription == bilans[0].prescription
    ]
    alike = any(
        (code, coefficient) == (other, its) and not (region and there and region != there)
        for code, coefficient, region in beside
        for other, its, there in earlier
    )
    return bool(beside and earlier) and not alike


MESSAGES = {
    "DUP001.number-taken": Message(
        "Ce numéro de facture a déjà servi à une autre facture, du {drawn_up}.",
        "Donnez un autre numéro à la facture ; si elle en corrige une autre, indiquez-le.",
        "facture/numero déjà porté par une facture vivante d'un autre contenu, élaborée le {drawn_up} (moins de "
        "{limit} mois).",
    ),
    "DUP002.twice": Message(
        "L'acte {code} du {day} a déjà été facturé pour ce patient.",
        "Retirez la ligne, ou indiquez la facture que celle-ci corrige.",
        "acte {code} du {day} : {counted} fois, factures antérieures comprises, limite {limit} par jour.",
    ),
    "DUP003.too-old": Message(
        "L'acte du {day} est trop ancien : son paiement pouvait être demandé jusqu'au {until}.",
        "La feuille peut partir ; la caisse peut la refuser. Vérifiez la date de l'acte.",
        "lignes {acts:and} : facture/dateElaboration postérieure au {until}.",
    ),
    "DUP004.number-taken": Message(
        "Ce numéro de facture a déjà servi à une autre facture, ancienne, du {drawn_up}.",
        "La feuille peut partir ; un numéro neuf évite toute confusion.",
        "facture/numero déjà porté par une facture vivante d'un autre contenu, élaborée le {drawn_up} (plus de {limit} "
        "mois).",
    ),
    "DUP005.of-another-patient": Message(
        "La facture n° {number}, que cette feuille dit rectifier, est celle d'un autre patient.",
        "Vérifiez le numéro de la facture rectifiée ; si l'identité du patient y était fausse, annulez-la. Telle "
        "quelle, la feuille ne la remplace pas.",
        "facture/numeroFactureRectifiee {number} : le registre ne connaît sous ce numéro que la facture d'un autre "
        "patient.",
    ),
    "DUP005.other-day": Message(
        "La facture n° {number}, que cette feuille dit rectifier, n'a pas été établie le {found}.",
        "Vérifiez la date de la facture rectifiée ; le registre connaît ce numéro à la date du {known}.",
        "facture/dateFactureRectifiee {found} : sous le numéro {number}, le registre a {known}.",
    ),
    "DUP005.unknown": Message(
        "La facture n° {number}, que cette feuille dit rectifier, est inconnue.",
        "Vérifiez le numéro de la facture rectifiée et le masseur-kinésithérapeute qui l'a faite.",
        "facture/numeroFactureRectifiee {number} : absente d'un registre complet depuis le {since}.",
    ),
}
