"""
Chapitre « tarif » (TAR), suite : forfaits, indemnités kilométriques, quantités et majorations.

Prices bind a conventioned MK; where no source gives the value of a place, it is not checked.
"""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Final

from fsecheck.law.public_holidays import ALSACE_MOSELLE, NATIONAL
from fsecheck.model.money import ZERO, half_up
from fsecheck.rules.acts import FLAT_TRAVEL, KILOMETRIC, REQUEST_CODE, TRAVEL
from fsecheck.rules.kit import Act, Facts, Invoice, Law, Message, Yield, act_codes, defect, missing, rule, sheet_defect
from fsecheck.rules.lines import candidates, care_of_visit, reimbursed, saying, territory_of

_CONVENTIONED: Final = "conventionne"
_MAINLAND: Final = "metropole"
_NIGHT: Final = "N"
_HOLIDAY: Final = "F"
_SUNDAY: Final = "0"
"""Of ``%w``."""
_PRACTICE: Final = "cabinet"
_NOWHERE: Final = "99"
"""The department of the fictive world."""
_AMOUNTS: Final = saying("code", "quantity", "unit_price", "base", "amo", "amc", "fees", "qualifier")
_FLAT: Final = frozenset({"FAD", "FRD", REQUEST_CODE}) | FLAT_TRAVEL
_KILOMETRES: Final = act_codes(*KILOMETRIC)


def _majored(invoice: Invoice) -> bool:
    return invoice.majored


def _flat_or_majored(invoice: Invoice) -> bool:
    return not _FLAT.isdisjoint(invoice.codes) or _majored(invoice)


@rule("TAR007", values=["tariff.flat_amounts", "tariff.majorations"], applies=_flat_or_majored)
def tar007(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un forfait ou une majoration est à son montant, à l'intérieur de ses dates."""
    if invoice.practitioner.convention != _CONVENTIONED:
        return
    territory = territory_of(invoice, facts, law)
    for act in reimbursed(invoice, law):
        if act.code in _FLAT:
            yield from _flat(act, territory, law)
        amount = law.tariff.majorations.at(act.day).get(act.majoration) if act.majoration is not None else None
        if amount is not None:
            added = act.base - _plain(act)
            if added != amount:
                yield defect(act, "other-majoration", majoration=act.majoration, expected=amount, found=added)


@rule("TAR008", values=["tariff.travel_rates"], applies=_KILOMETRES)
def tar008(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Une indemnité kilométrique est le nombre de kilomètres par le tarif du territoire."""
    if invoice.practitioner.convention != _CONVENTIONED:
        return
    territory = territory_of(invoice, facts, law)
    for act in reimbursed(invoice, law):
        if act.code not in KILOMETRIC:
            continue
        rate: Decimal | None = law.tariff.travel_rates.at(act.day)[act.code].get(territory)
        if rate is None:
            yield missing("law.travel_rate", act, code=act.code, territory=territory)
            continue
        kilometres = act.quantity * (Decimal(1) if act.coefficient is None else act.coefficient)
        expected = half_up(rate * kilometres)
        if act.unit_price != rate or act.base != expected:
            yield defect(
                act,
                "other-amount",
                code=act.code,
                expected=expected,
                found=act.base,
                rate=rate,
                kilometres=kilometres,
                suggested={
                    "prixUnitaire": rate,
                    "base": expected,
                    "arithmetic": {"unit": rate, "kilometres": kilometres},
                },
            )


@rule("TAR009", values=["tariff.amounts", "tariff.quantity_per_line", "cumulation.own_number_a_day"])
def tar009(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un montant n'est jamais négatif, et une ligne porte un acte."""
    paid = reimbursed(invoice, law)
    lawful = None
    for act in invoice.acts:
        said = _AMOUNTS(act)
        if said == lawful:
            continue
        negative = act.base < ZERO or act.fees < ZERO or act.amo < ZERO or act.amc < ZERO or act.unit_price < ZERO
        if negative:
            amounts = {
                "prixUnitaire": act.unit_price,
                "base": act.base,
                "montantAMO": act.amo,
                "montantAMC": act.amc,
                "honoraires": act.fees,
            }
            yield defect(act, "negative", amounts={name: amount for name, amount in amounts.items() if amount < ZERO})
        if act.code in KILOMETRIC:
            if act in paid and (act.quantity < 1 or act.coefficient == ZERO):
                yield defect(act, "no-kilometre", code=act.code, found=act.quantity)
            continue
        if act.quantity == 1 or act.code == REQUEST_CODE or not act.reimbursable:
            lawful = lawful if negative else said
            continue
        own = law.cumulation.own_number_a_day.at(act.day)
        limits = [own[entry.id] for entry in candidates(law, facts, act) if entry.id in own]
        most = max([law.tariff.quantity_per_line.at(act.day), *limits])
        if act.quantity < 1 or act.quantity > most:
            # Of a line that counts nothing, nobody but the practice knows how many acts were done.
            suggested = {"quantite": most} if act.quantity > most else None
            yield defect(act, "quantity", code=act.code, found=act.quantity, limit=most, suggested=suggested)
    totals = {
        "honoraires": invoice.total_fees,
        "montantAMO": invoice.total_amo,
        "montantAMC": invoice.total_amc,
        "partAssure": invoice.total_insured,
    }
    for name, amount in totals.items():
        if amount < ZERO:
            yield sheet_defect("negative-total", total=name, found=amount)


@rule(
    "TAR010",
    values=["tariff.night_hours", "tariff.night_call_hours", "tariff.majoration_conditions", "tariff.alsace_moselle"],
    applies=_majored,
)
def tar010(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Une majoration de nuit ou de dimanche et jour férié est dans ses conditions."""
    seen: dict[tuple[date, str, str], Act] = {}
    for act in reimbursed(invoice, law):
        if act.majoration not in {_NIGHT, _HOLIDAY}:
            continue
        yield from _need(act, facts)
        if act.majoration == _NIGHT:
            yield from _night(act, facts, law)
        else:
            yield from _holiday(act, invoice, facts, law)
        visit = act.visit or act.session
        first = act if visit is None else seen.setdefault((act.day, act.majoration, visit), act)
        if first is act and act.code in TRAVEL:
            # Of the journey and its acts, one bears the majoration.
            care = care_of_visit(law, invoice, act)
            if care and all(line.majoration == act.majoration for line in care):
                first = care[0]
        if first is not act:
            yield defect(act, "two-of-a-kind", majoration=act.majoration, first=first.rank)


def _flat(act: Act, territory: str, law: Law) -> Yield:
    amounts: Mapping[str, Mapping[str, Decimal]] = law.tariff.flat_amounts.at(act.day)
    if act.code in amounts:
        expected = amounts[act.code].get(territory)
        if expected is None:
            yield missing("law.flat_amount", act, code=act.code, territory=territory)
        elif act.unit_price != expected:
            yield defect(
                act,
                "other-amount",
                code=act.code,
                expected=expected,
                found=act.unit_price,
                suggested={"prixUnitaire": expected},
            )
        elif act.code != REQUEST_CODE and _plain(act) != expected * act.quantity:  # that of RQD is TEX007's
            yield defect(act, "coefficient", code=act.code, expected=expected, coefficient=act.coefficient)
        return
    day = law.nomenclature_table.day(act.day)
    ended = [
        entry.until for entry in law.tariff.flat_amounts.entries if act.code in entry.value and entry.until is not None
    ]
    if ended and max(ended) < day:
        yield defect(act, "outside-dates", code=act.code, until=max(ended))
    elif act.code != REQUEST_CODE:  # before its first day, RQD is NOM004's
        yield missing("law.flat_amount", act, code=act.code, territory=territory)


def _plain(act: Act) -> Decimal:
    """The price of a line without its majoration."""
    return half_up(act.unit_price * act.quantity * (Decimal(1) if act.coefficient is None else act.coefficient))


def _need(act: Act, facts: Facts) -> Yield:
    line = facts.context.line(act.rank)
    if line.emergency or line.daily_need:
        return
    if line.emergency is None:
        yield missing("context.emergency", act)
    elif line.daily_need is None:
        yield missing("context.daily_need", act)
    else:
        yield defect(act, "no-need", majoration=act.majoration)


def _night(act: Act, facts: Facts, law: Law) -> Yield:
    line = facts.context.line(act.rank)
    if line.hour is None:
        yield missing("context.hour", act)
    elif not _between(line.hour, law.tariff.night_hours.at(act.day)):
        since, until = law.tariff.night_hours.at(act.day)
        yield defect(act, "not-at-night", hour=line.hour, since=since, until=until)
    # The hour of the call is asked of an emergency only: a treatment that must be daily is foreseen.
    if not line.emergency or line.daily_need:
        return
    if line.call_hour is None:
        yield missing("context.call_hour", act)
    elif not _between(line.call_hour, law.tariff.night_call_hours.at(act.day)):
        since, until = law.tariff.night_call_hours.at(act.day)
        yield defect(act, "called-by-day", hour=line.call_hour, since=since, until=until)


def _between(hour: time, hours: tuple[int, int]) -> bool:
    """Whether an hour is of a night that passes midnight; both ends are of it."""
    since, until = (time(hour) for hour in hours)
    return hour >= since or hour <= until


def _holiday(act: Act, invoice: Invoice, facts: Facts, law: Law) -> Yield:
    days = law.public_holidays
    if act.day.strftime("%w") == _SUNDAY:
        return
    if not days.known(act.day):
        yield missing("law.public_holidays", act, day=act.day)
        return
    where = days.anywhere(act.day)
    if NATIONAL in where:
        return
    territory = territory_of(invoice, facts, law)
    if territory == _MAINLAND:
        local, lacking = _in_mainland(act, where, invoice, facts, law), "context.alsace_moselle"
    else:
        local, lacking = _overseas(act, where, invoice, facts, law), "context.territory"
    if local is None:
        yield missing(lacking, act, day=act.day)
    elif not local:
        yield defect(act, "ordinary-day", day=act.day)


def _in_mainland(act: Act, where: tuple[str, ...], invoice: Invoice, facts: Facts, law: Law) -> bool | None:
    """Whether a local holiday is one of the place of care, which may lie in the next department."""
    if ALSACE_MOSELLE not in where:
        return False
    if facts.context.alsace_moselle is not None:
        return facts.context.alsace_moselle
    department = facts.context.department or (invoice.practitioner.am or _NOWHERE)[: len(_NOWHERE)]
    if department in law.tariff.alsace_moselle.at(act.day):
        return True
    return False if department != _NOWHERE and act.place == _PRACTICE else None


def _overseas(act: Act, where: tuple[str, ...], invoice: Invoice, facts: Facts, law: Law) -> bool | None:
    """Whether a local holiday is one of the overseas place, as far as the table knows that place."""
    known: Mapping[str, str] = law.tariff.territories.at(act.day)
    department = facts.context.department or invoice.practitioner.am or ""
    place = facts.context.territory or next((known[of] for of in known if department.startswith(of)), None)
    if place in where:
        return True
    # Saint-Martin and Saint-Barthélemy have the department of Guadeloupe: only the settings tell them from it.
    stated = facts.context.territory is not None or set(known.values()).issuperset(where)
    return False if place in law.public_holidays.places() and stated else None


MESSAGES = {
    "TAR007.other-amount": Message(
        "Le forfait {code} vaut {expected:eur} à cette date ; la feuille dit {found:eur}.",
        "Mettez à jour les tarifs du logiciel, puis recalculez la ligne.",
        "{code} : prixUnitaire {found}, attendu {expected}.",
    ),
    "TAR007.coefficient": Message(
        "Le forfait {code} n'a pas de coefficient : il vaut {expected:eur}, la ligne le multiplie par {coefficient}.",
        "Retirez le coefficient, puis recalculez la ligne : une ligne par déplacement.",
        "{code} : coefficient {coefficient}, attendu absent ou 1 (base {expected}).",
    ),
    "TAR007.outside-dates": Message(
        "Le forfait {code} n'existe plus depuis le {until}, son dernier jour.",
        "Facturez l'indemnité de la date de l'acte.",
        "{code} après son dernier jour, {until}.",
    ),
    "TAR007.other-majoration": Message(
        "La majoration {majoration} vaut {expected:eur} ; la base de la ligne en compte {found:eur}.",
        "Recalculez la base : valeur × quantité × coefficient, plus la majoration.",
        "majoration {majoration} : {found} dans la base, attendu {expected}.",
    ),
    "TAR008.other-amount": Message(
        "{kilometres} km de {code} à {rate:eur} font {expected:eur} ; la feuille dit {found:eur}.",
        "Recalculez la ligne : kilomètres × tarif du territoire.",
        "{code} : base {found}, attendu {expected} ({kilometres} x {rate}).",
    ),
    "TAR009.negative": Message(
        "Un montant de l'acte est négatif : {amounts}.",
        "Un montant n'a pas de signe. Pour corriger une facture, envoyez une facture rectificative.",
        "montants négatifs : {amounts}.",
    ),
    "TAR009.negative-total": Message(
        "Le total « {total} » est négatif ({found:eur}).",
        "Un montant n'a pas de signe. Pour corriger une facture, envoyez une facture rectificative.",
        "totaux/{total} {found}.",
    ),
    "TAR009.no-kilometre": Message(
        "La ligne {code} ne compte aucun kilomètre.",
        "Indiquez les kilomètres à facturer, ou retirez la ligne : l'indemnité forfaitaire reste due.",
        "{code} : quantite {found}, ou coefficient nul.",
    ),
    "TAR009.quantity": Message(
        "La ligne {code} porte une quantité de {found} ; elle en admet {limit}.",
        "Faites une ligne par acte.",
        "{code} : quantite {found}, limite {limit}.",
    ),
    "TAR010.no-need": Message(
        "La majoration {majoration} suppose une urgence, ou un traitement qui doit être quotidien ; ni l'une "
        "ni l'autre.",
        "Retirez la majoration, ou corrigez ce que le logiciel en dit.",
        "majoration {majoration} avec contexte/ligne/urgence = non et besoinQuotidien = non.",
    ),
    "TAR010.not-at-night": Message(
        "La majoration de nuit va de {since} h à {until} h ; l'acte a été fait à {hour}.",
        "Retirez la majoration.",
        "majoration N avec contexte/ligne/heure {hour}, attendu entre {since} h et {until} h.",
    ),
    "TAR010.called-by-day": Message(
        "En urgence, la majoration de nuit suppose un appel entre {since} h et {until} h ; il a été fait à {hour}.",
        "Retirez la majoration.",
        "majoration N en urgence avec contexte/ligne/heureAppel {hour}, attendu entre {since} h et {until} h.",
    ),
    "TAR010.ordinary-day": Message(
        "Le {day} n'est ni un dimanche ni un jour férié du lieu des soins : la majoration F n'est pas due.",
        "Retirez la majoration. Si le jour est férié localement, indiquez le territoire dans les réglages.",
        "majoration F le {day}, jour ordinaire.",
    ),
    "TAR010.two-of-a-kind": Message(
        "La majoration {majoration} est déjà comptée pour cette visite (ligne {first}).",
        "Gardez une majoration par visite.",
        "deux majorations {majoration} de même date et de même marque (lignes {first} et celle-ci).",
    ),
}
