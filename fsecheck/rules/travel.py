"""
Chapitre « déplacement » (DPL) : les frais pour aller chez le patient.

A travel line goes with the acts of its visit, else with those of its day. Home is any place that is
not the practice, an EHPAD included; no mention on the prescription is asked for.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final

from fsecheck.model.facts import LATER_IN_LOT, PATIENT_ACTS, SAME_DAY, TRIPS, Fact
from fsecheck.model.journeys import at_care_home, stated, trip_of
from fsecheck.rules.acts import BILAN, KILOMETRIC, TRAVEL, is_care, is_remote, kind_of, kind_of_event
from fsecheck.rules.kit import (
    Act,
    Event,
    Facts,
    Invoice,
    Law,
    Message,
    Missing,
    Yield,
    act_codes,
    defect,
    missing,
    references,
    rule,
)
from fsecheck.rules.lines import candidates, care_of_visit, reimbursed

_PRACTICE: Final = "cabinet"
_SPECIFIC: Final = "IFS"
_FLAT: Final = "IFD"
_MOUNTAIN: Final = "montagne"
_PLAIN: Final = "plaine"
_DAY: Final = timedelta(days=1)
_BY_KILOMETRE: Final = act_codes(*KILOMETRIC)
_ANY: Final = act_codes(*TRAVEL)
_AFTER_DISCHARGE: Final = act_codes("FAD", "FRD")


@rule("DPL001", values=["travel.specific_acts", "travel.specific_from"], applies=act_codes(_SPECIFIC))
def dpl001(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """L'indemnité spécifique (IFS) va avec un acte de sa liste."""
    for act in _specific(invoice, law):
        opened = _opened(invoice, facts, law, act)
        if not opened:
            # The act may stand on another invoice, or be a bilan of a visit whose session is not here.
            yield missing("fse.visit_acts", act, code=act.code)
        elif opened <= {"no"}:
            yield defect(
                act,
                "not-of-the-list",
                acts=sorted({line.code for line in care_of_visit(law, invoice, act)}),
                articles=law.travel.specific_acts.at(act.day),
                suggested={"code": _FLAT},
            )


@rule(
    "DPL002",
    values=["travel.specific_after_discharge", "travel.days_after_discharge", "travel.specific_from"],
    applies=act_codes(_SPECIFIC),
)
def dpl002(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Pour l'article 1 hors D, l'IFS suit une intervention, jusqu'au 35e jour après la sortie."""
    context = facts.context
    for act in _specific(invoice, law):
        if "yes" in (opened := _opened(invoice, facts, law, act)) or "conditional" not in opened:
            continue
        days = law.travel.days_after_discharge.at(act.day)
        discharge = context.hospital_discharge
        if context.surgery is False:
            yield defect(act, "no-surgery", suggested={"code": _FLAT})
        elif discharge is None and context.return_home_programme:
            continue
        elif discharge is None or act.day < discharge:
            yield missing("context.hospital_discharge", act)
        elif act.day > discharge + days * _DAY:
            if context.return_home_programme is None:
                yield missing("context.return_home_programme", act)
            elif not context.return_home_programme:
                last = discharge + days * _DAY
                yield defect(act, "too-late", discharge=discharge, last=last, days=days, suggested={"code": _FLAT})
        elif context.surgery is None:
            yield missing("context.surgery", act)


@rule("DPL003", values=["travel.home"], needs=[SAME_DAY, LATER_IN_LOT], applies=_ANY)
def dpl003(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un déplacement suppose un acte fait ailleurs qu'au cabinet, en présence du patient."""
    for act in _travel(invoice, TRAVEL):
        earlier = _care_of_day(facts[SAME_DAY], act.day, law)
        if any(not event.remote and event.place not in {"", _PRACTICE} for event in earlier):
            continue
        care = care_of_visit(law, invoice, act)
        if not care:
            elsewhere = [line for line in invoice.acts if line.day == act.day and is_care(kind_of(law, line))]
            known = facts[SAME_DAY].complete_from(act.day)
            # In a lot, the sheet of the act may come after that of its journey.
            if earlier or elsewhere or not known or _care_of_day(facts[LATER_IN_LOT], act.day, law):
                yield missing("fse.visit_acts", act, code=act.code)
            else:
                yield defect(act, "no-act", code=act.code, day=act.day)
            continue
        present = [line for line in care if not is_remote(law, line)]
        places = {line.place for line in present}
        if not present:
            yield defect(act, "remote-alone", code=act.code)
        elif places == {_PRACTICE}:
            yield defect(act, "at-the-practice", code=act.code, line=present[0].rank)
        elif places <= {_PRACTICE, None}:
            yield missing("fse.place", act, code=act.code)


def _care_of_day(fact: Fact, day: date, law: Law) -> list[Event]:
    """The sessions and bilans of that day on other invoices: a travel line may go with one of them."""
    return [event for event in fact.between(day, day) if is_care(kind_of_event(law, event))]


@rule("DPL004", values=["travel.free_kilometres"], applies=_BY_KILOMETRE)
def dpl004(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """L'indemnité kilométrique se compte hors agglomération, au-delà de la distance non indemnisée, abattement fait."""
    for act in _travel(invoice, KILOMETRIC):
        distance = _stated(facts, invoice, act, "distance")
        same = _stated(facts, invoice, act, "same_agglomeration")
        free, billed = _free(facts, invoice, law, act), _kilometres(act)
        if same:
            yield defect(act, "same-agglomeration", code=act.code, billed=billed)
        elif distance is None:
            yield missing("context.distance", act)
        elif distance <= free:
            yield defect(act, "too-near", code=act.code, distance=distance, free=free)
        elif billed > (due := _billable(distance, free)):
            yield defect(
                act,
                "no-deduction",
                billed=billed,
                due=due,
                distance=distance,
                free=free,
                suggested=_advice(act, due, distance, free),
            )
        elif same is None:
            yield missing("context.same_agglomeration", act)


@rule("DPL005", values=["travel.establishment_trip"], needs=[TRIPS], applies=_ANY)
def dpl005(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un déplacement vers plusieurs patients d'un même établissement se facture une fois."""
    seen: dict[tuple[str, str, str], int] = {}
    unsure: list[Missing] = []
    fact = facts[TRIPS]
    paid = reimbursed(invoice, law)
    for act in _travel(invoice, TRAVEL):
        if act not in paid:
            continue
        trip, home = trip_of(facts.context, invoice, act), at_care_home(invoice, act)
        if trip is None:
            if home or _stated(facts, invoice, act, "establishment") is not None:
                unsure.append(missing("context.trip", act))
            continue
        # The flat and the kilometric allowance of one journey go together, and so do its stretches by car and on foot.
        key = (trip.name, facts.mk(invoice.executing(act)), act.code)
        of_trip = (*key[:2], act.code in KILOMETRIC)
        others = _billed(fact, *of_trip)
        seen[key] = seen.get(key, 0) + 1
        limit = law.travel.establishment_trip.at(act.day)
        counted = seen[key] + len(others)
        if counted <= limit:
            covered = facts.covers(invoice.executing(act), invoice.practitioner.key, act.day)
            if _billed(fact, trip.vague, *of_trip[1:]) or not (covered and fact.complete_from(act.day)):
                unsure.append(missing("ledger.trip", act))
        elif not home:
            # The article is of establishments that house the elderly; another may be meant.
            unsure.append(missing("fse.care_home", act))
        elif others and trip.name == trip.vague:
            unsure.append(missing("context.establishment", act))
        else:
            about = {"code": act.code, "counted": counted, "limit": limit}
            if others:
                numbers = sorted({event.number for event in others})
                yield defect(act, "on-another-invoice", invoices=numbers, evidence=references(others), **about)
            else:
                yield defect(act, "twice-for-a-trip", **about)
    yield from unsure[:1]


def _billed(fact: Fact, trip: str, mk: str, by_kilometre: bool) -> list[Event]:  # noqa: FBT001 - part of a key
    """What other patients were billed by that MK for a trip: flat allowances, or kilometric ones."""
    return [
        event
        for event in fact.trips.get(trip, ())
        if event.mk == mk and event.reimbursable and (event.code in KILOMETRIC) == by_kilometre
    ]


@rule("DPL006", values=["travel.nearest", "travel.free_kilometres"], applies=_BY_KILOMETRE)
def dpl006(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """L'indemnité kilométrique ne dépasse pas celle du masseur-kinésithérapeute le plus proche."""
    if facts.context.return_home_programme:
        return
    for act in _travel(invoice, KILOMETRIC):
        nearest = _stated(facts, invoice, act, "nearest_distance")
        if nearest is None:
            yield missing("context.nearest_distance", act)
            continue
        free, billed = _free(facts, invoice, law, act), _kilometres(act)
        due = _billable(nearest, free)
        if billed > due:
            suggested = _advice(act, due, nearest, free)
            yield defect(act, "nearer-colleague", billed=billed, due=due, nearest=nearest, suggested=suggested)


@rule("DPL007", values=["travel.discharge_flat_amounts"], needs=[PATIENT_ACTS], applies=_AFTER_DISCHARGE)
def dpl007(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un forfait de retour à domicile (FRD, FAD) suit une sortie d'hospitalisation, une fois."""
    discharge, fact = facts.context.hospital_discharge, facts[PATIENT_ACTS]
    counted: dict[str, int] = {}
    for act in _travel(invoice, {"FAD", "FRD"}):
        limit = law.travel.discharge_flat_amounts.at(act.day)[act.code]
        earlier = [
            event
            for event in (fact.between(discharge, act.day) if discharge is not None else ())
            if event.code == act.code and event.reimbursable
        ]
        counted[act.code] = counted.get(act.code, 0) + act.quantity
        total = counted[act.code] + sum(event.quantity for event in earlier)
        if total > limit:
            yield defect(act, "twice", code=act.code, counted=total, limit=limit, evidence=references(earlier))
        elif discharge is None:
            yield missing("context.hospital_discharge", act)
        elif act.day < discharge:
            yield defect(act, "before-discharge", code=act.code, discharge=discharge)
        elif act.code == "FAD" and facts.context.surgery is False:
            yield defect(act, "no-surgery", code=act.code)
        elif act.code == "FAD" and facts.context.surgery is None:
            yield missing("context.surgery", act)
        elif not fact.complete_from(discharge):
            yield missing("ledger.patient_acts", act, since=discharge)


def _travel(invoice: Invoice, codes: Iterable[str]) -> list[Act]:
    return [act for act in invoice.acts if act.code in codes and act.reimbursable]


def _specific(invoice: Invoice, law: Law) -> list[Act]:
    """The lines IFS of the single regime: the lists of its ancestors have no source."""
    table = law.nomenclature_table
    lines = _travel(invoice, {_SPECIFIC})
    return [act for act in lines if table.known(act.day) and table.day(act.day) >= law.travel.specific_from.at(act.day)]


def _opened(invoice: Invoice, facts: Facts, law: Law, line: Act) -> set[str]:
    """
    What the acts of the visit say of the specific allowance: yes, conditional, no.

    A bilan-diagnostic alone says nothing: the session it belongs to may be on another invoice.
    """
    table = law.nomenclature_table
    entries = [entry for act in care_of_visit(law, invoice, line) for entry in candidates(law, facts, act)]
    return {table.ifs(entry, line.day) for entry in entries if entry.kind != BILAN}


def _stated(facts: Facts, invoice: Invoice, line: Act, field: str) -> Any:  # noqa: ANN401 - each field has its own type
    return stated(facts.context, invoice, line, field)


def _free(facts: Facts, invoice: Invoice, law: Law, act: Act) -> Decimal:
    """The kilometres each way that no allowance pays; on foot or on skis, as in the mountain."""
    free = law.travel.free_kilometres.at(act.day)
    mountain = act.code != "IK" or _stated(facts, invoice, act, "mountain")
    return Decimal(free[_MOUNTAIN if mountain else _PLAIN])


def _kilometres(act: Act) -> Decimal:
    return act.quantity * (Decimal(1) if act.coefficient is None else act.coefficient)


def _billable(distance: Decimal, free: Decimal) -> Decimal:
    """Kilometres to bill for the way there and back; a fraction counts whole."""
    each_way = max(distance - free, Decimal(0))
    return (each_way + each_way).to_integral_value(ROUND_CEILING)


def _advice(act: Act, due: Decimal, distance: Decimal, free: Decimal) -> dict[str, object]:
    return {"quantite": int(due), "arithmetic": {"distance": distance, "free": free, "unit": act.unit_price}}


MESSAGES = {
    "DPL001.not-of-the-list": Message(
        "L'IFS ne va pas avec {acts:and} : elle est réservée aux articles et actes {articles}.",
        "Facturez l'indemnité forfaitaire de déplacement (IFD).",
        "IFS avec {acts}, hors de la liste {articles}.",
    ),
    "DPL002.too-late": Message(
        "L'IFS de cet acte s'arrête le {last}, {days} jours après la sortie d'hospitalisation du {discharge}.",
        "Facturez l'IFD, ou indiquez le programme de retour à domicile si le patient en suit un.",
        "IFS après le {last} (sortie {discharge} + {days} jours), hors programme de retour.",
    ),
    "DPL002.no-surgery": Message(
        "L'IFS de cet acte suppose une intervention orthopédique ou traumatologique ; le patient n'en a pas eu.",
        "Facturez l'indemnité forfaitaire de déplacement (IFD).",
        "IFS conditionnelle avec contexte/chirurgie = non.",
    ),
    "DPL003.no-act": Message(
        "{code} du {day} est facturé sans séance ni bilan ce jour-là, sur la feuille ou une facture antérieure.",
        "Facturez le déplacement avec l'acte de la visite, sur la même feuille ; sans acte, retirez-le.",
        "{code} sans séance ni bilan du {day}, feuille et registre.",
    ),
    "DPL003.remote-alone": Message(
        "{code} est facturé avec des actes à distance seulement : il n'y a pas eu de déplacement.",
        "Retirez le déplacement.",
        "{code} sans acte en présence à la visite.",
    ),
    "DPL003.at-the-practice": Message(
        "{code} est facturé alors que l'acte de la ligne {line} a été fait au cabinet.",
        "Retirez le déplacement, ou corrigez le lieu de l'acte.",
        "{code} avec des actes dont lieu = cabinet (ligne {line}).",
    ),
    "DPL004.same-agglomeration": Message(
        "Le patient et le cabinet sont de la même agglomération : l'indemnité kilométrique {code} n'est pas due.",
        "Retirez {code} ; l'indemnité forfaitaire reste due.",
        "{code} ({billed} km) avec contexte/ligne/memeAgglomeration = oui.",
    ),
    "DPL004.too-near": Message(
        "Le patient est à {distance} km : l'indemnité kilométrique {code} n'est due qu'au-delà de {free} km.",
        "Retirez {code} ; l'indemnité forfaitaire reste due.",
        "{code} avec contexte/ligne/distance {distance}, seuil {free}.",
    ),
    "DPL004.no-deduction": Message(
        "{billed} km sont facturés pour une distance de {distance} km ; il y en a {due} à facturer.",
        "Comptez l'aller et le retour, et retirez {free} km de chacun.",
        "{billed} km facturés, {due} dus : 2 x ({distance} - {free}).",
    ),
    "DPL005.twice-for-a-trip": Message(
        "{code} est facturé {counted} fois pour un même déplacement vers un établissement.",
        "Gardez une seule indemnité pour ce déplacement.",
        "{code} : {counted:ligne|lignes} de même contexte/ligne/tournee, limite {limit}.",
    ),
    "DPL005.on-another-invoice": Message(
        "{code} est déjà facturé pour ce déplacement vers un établissement, sur la facture n° {invoices:and}.",
        "Retirez cette indemnité : elle est due une fois pour tous les patients du déplacement. Pour la porter ici, "
        "rectifiez d'abord la facture n° {invoices:and}.",
        "{code} : {counted:ligne|lignes} de même contexte/ligne/tournee, factures {invoices} comprises, limite "
        "{limit}.",
    ),
    "DPL006.nearer-colleague": Message(
        "{billed} km sont facturés ; depuis le kinésithérapeute le plus proche ({nearest} km), il y en aurait {due}.",
        "La feuille peut partir. La caisse ne rembourse pas au-delà du plus proche : le reste est à la "
        "charge du patient.",
        "{billed} km facturés, {due} depuis contexte/ligne/distancePlusProche {nearest}.",
    ),
    "DPL007.twice": Message(
        "{code} est facturé {counted} fois pour la même sortie d'hospitalisation.",
        "La feuille peut partir. Gardez un seul forfait par sortie.",
        "{code} : {counted} depuis la sortie, limite {limit}.",
    ),
    "DPL007.before-discharge": Message(
        "{code} est facturé avant la sortie d'hospitalisation du {discharge}.",
        "La feuille peut partir. Vérifiez la date de sortie.",
        "{code} antérieur à contexte/sortieHospitalisation {discharge}.",
    ),
    "DPL007.no-surgery": Message(
        "{code} suppose une chirurgie orthopédique ; le patient n'en a pas eu.",
        "La feuille peut partir. Vérifiez le forfait.",
        "{code} avec contexte/chirurgie = non.",
    ),
}
