"""
Chapitre « tarif » (TAR) : valeurs, bases, taux, parts et totaux, en décimales exactes.

Prices are chosen by the date of each act and the territory of the practice. Lines G or N carry no
part of the funds: their amounts are the overcharge chapter's.
"""

from decimal import Decimal
from typing import Final

from fsecheck.model.money import ZERO, half_up, share
from fsecheck.rules.kit import Act, Facts, Invoice, Law, Message, Yield, defect, missing, rule, sheet_defect
from fsecheck.rules.lines import reimbursed, saying, territory_of

_CONVENTIONED: Final = "conventionne"
_LOCAL_SCHEME: Final = "maladieAlsaceMoselle"
_PRICE: Final = saying("code", "unit_price")
_BASE: Final = saying("unit_price", "quantity", "coefficient", "majoration", "base")
_RATE: Final = saying("code", "exemption", "rate", "amo_forced")
_PART: Final = saying("base", "rate", "amo")
_FEES: Final = saying("fees", "base", "amo", "amc")
#: What the price of a letter is read in.
_PRICES: Final = ("tariff.letter_values", "tariff.flat_amounts")
#: What the rate of a line is read in.
_RATES: Final = (
    "cumulation.exclusive_travel",
    "tariff.travel_rates",
    "tariff.letter_values",
    "tariff.flat_amounts",
    "tariff.nature_rates",
    "tariff.rate_schemes",
    "tariff.exemption_rates",
)


@rule("TAR001", values=["tariff.letter_values", "tariff.territories"])
def tar001(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """La valeur de la lettre clé est celle de la date de l'acte et du territoire."""
    if invoice.practitioner.convention != _CONVENTIONED:
        return
    territory = territory_of(invoice, facts, law)
    values, flat = law.tariff.letter_values, law.tariff.flat_amounts
    settled = invoice.first_day >= law.settled(_PRICES)
    lawful = None
    for act in reimbursed(invoice, law):
        said = _PRICE(act)
        if said == lawful and settled:
            continue
        by_territory = values.at(act.day).get(act.code)
        # A letter that does not exist that day is the nomenclature's affair, a flat amount TAR007's.
        if by_territory is None or act.code in flat.at(act.day):
            continue
        expected = by_territory.get(territory)
        if expected is None:
            yield missing("law.letter_value", act, code=act.code, territory=territory)
        elif act.unit_price != expected:
            yield defect(
                act,
                "other-value",
                code=act.code,
                expected=expected,
                found=act.unit_price,
                territory=territory,
                suggested={"prixUnitaire": expected},
            )
        else:
            lawful = said


@rule("TAR002", values=["tariff.rounding", "tariff.majorations"])
def tar002(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """La base est l'arrondi de valeur × quantité × coefficient, plus la majoration."""
    lawful = None
    for act in reimbursed(invoice, law):
        said, added = _BASE(act), ZERO
        if said == lawful:
            continue
        if act.majoration is not None:
            amount = law.tariff.majorations.at(act.day).get(act.majoration)
            if amount is None:
                yield missing("law.majoration", act, majoration=act.majoration)
                continue
            added = amount
        coefficient = Decimal(1) if act.coefficient is None else act.coefficient
        expected = half_up(act.unit_price * act.quantity * coefficient + added)
        if act.base != expected:
            yield defect(
                act,
                "other-base",
                expected=expected,
                found=act.base,
                suggested={
                    "base": expected,
                    "arithmetic": {
                        "unit": act.unit_price,
                        "quantity": act.quantity,
                        "coefficient": coefficient,
                        "majoration": added,
                    },
                },
            )
        elif act.majoration is None:
            lawful = said


@rule("TAR003", values=["tariff.nature_rates", "tariff.exemption_rates", "tariff.rate_schemes"])
def tar003(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le taux est celui de la nature d'assurance, du régime et de l'exonération."""
    settled = invoice.first_day >= law.settled(_RATES)
    lawful = None
    for act in reimbursed(invoice, law):
        said = _RATE(act)
        if said == lawful and settled:
            continue
        expected = _rates(invoice, act, law) if _follows_the_rate(law, act) else None
        if expected is None or act.amo_forced:
            yield missing("law.rate", act)
        elif act.rate not in expected and act.rate == law.tariff.nature_rates.at(act.day).get(_LOCAL_SCHEME):
            # The local scheme is told by the nature d'assurance; a software may tell it beside the sheet instead.
            if facts.context.alsace_moselle is None:
                yield missing("context.alsace_moselle", act)
            elif not facts.context.alsace_moselle:
                yield defect(act, "local-scheme", expected=sorted(expected), found=act.rate)
        elif act.rate not in expected:
            yield defect(act, "other-rate", expected=sorted(expected), found=act.rate)
        else:
            lawful = said


@rule("TAR004", values=["tariff.obligatory_part"])
def tar004(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """La part obligatoire est l'arrondi de base × taux."""
    lawful = None
    for act in reimbursed(invoice, law):
        said = _PART(act)
        if said == lawful:
            continue
        expected = share(act.base, act.rate)
        if act.amo == expected:
            lawful = said
            continue
        if act.amo_forced:
            # The practice overrode the amount: why is not on the sheet, so it can be neither passed nor refused.
            yield missing("fse.forced_amount", act, expected=expected, found=act.amo)
        else:
            yield defect(
                act,
                "other-part",
                expected=expected,
                found=act.amo,
                suggested={"montantAMO": expected, "arithmetic": {"base": act.base, "rate": act.rate}},
            )


@rule("TAR005", values=["tariff.parts"])
def tar005(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Les parts ne dépassent pas les honoraires, et ceux-ci ne sont pas sous la base."""
    lawful = None
    for act in reimbursed(invoice, law):
        said = _FEES(act)
        if said == lawful:
            continue
        if act.fees < act.base:
            yield defect(act, "fees-under-base", base=act.base, fees=act.fees)
        elif act.amo + act.amc > act.fees:
            yield defect(act, "parts-over-fees", parts=act.amo + act.amc, fees=act.fees)
        else:
            lawful = said
    parts = invoice.total_amo + invoice.total_amc + invoice.total_insured
    if parts != invoice.total_fees:
        rest = invoice.total_fees - invoice.total_amo - invoice.total_amc
        # Where the funds are asked for more than the whole, no part of the insured would make it right.
        suggested: dict[str, object] | None = {"partAssure": rest} if rest >= ZERO else None
        yield sheet_defect("total-parts", parts=parts, fees=invoice.total_fees, suggested=suggested)


@rule("TAR006", values=["tariff.parts"])
def tar006(invoice: Invoice, _: Facts, __: Law) -> Yield:
    """Les totaux sont la somme des lignes."""
    sums = {
        "honoraires": (sum([act.fees for act in invoice.acts], ZERO), invoice.total_fees),
        "montantAMO": (sum([act.amo for act in invoice.acts], ZERO), invoice.total_amo),
        "montantAMC": (sum([act.amc for act in invoice.acts], ZERO), invoice.total_amc),
    }
    for name, (expected, found) in sums.items():
        if expected != found:
            yield sheet_defect("other-total", total=name, expected=expected, found=found, suggested={name: expected})


def _follows_the_rate(law: Law, act: Act) -> bool:
    """Whether a line is an act or the journey to it; no source gives the rate of the other flat items."""
    if act.code in law.cumulation.exclusive_travel.at(act.day) or act.code in law.tariff.travel_rates.at(act.day):
        return True
    return act.code in law.tariff.letter_values.at(act.day) and act.code not in law.tariff.flat_amounts.at(act.day)


def _rates(invoice: Invoice, act: Act, law: Law) -> set[int] | None:
    """The rates that may be due for a line; None where no source gives them."""
    by_nature = law.tariff.nature_rates.at(act.day)
    exemption = act.exemption or invoice.exemption
    rate = by_nature.get(invoice.nature)
    if invoice.patient.scheme not in law.tariff.rate_schemes.at(act.day) or rate is None:
        return None
    if exemption in {None, "aucune"}:
        return {rate}
    exempt = law.tariff.exemption_rates.at(act.day).get(exemption)
    if exempt is None:
        return None
    # A care without relation to the ALD keeps the ordinary rate on a sheet that declares the exemption for others;
    # an exemption never lowers a rate.
    return {exempt, rate} if act.exemption is None or rate > exempt else {exempt}


MESSAGES = {
    "TAR001.other-value": Message(
        "La lettre {code} vaut {expected} € à cette date ({territory}) ; la feuille dit {found} €.",
        "Mettez à jour les tarifs du logiciel, puis recalculez la ligne.",
        "acte {code} : prixUnitaire {found}, attendu {expected} ({territory}).",
    ),
    "TAR002.other-base": Message(
        "La base de remboursement de l'acte devrait être de {expected} € ; la feuille dit {found} €.",
        "Recalculez la ligne : valeur de la lettre × quantité × coefficient, arrondi au centime, plus la majoration.",
        "base {found}, attendu {expected} (arrondi au demi-centime supérieur).",
    ),
    "TAR003.other-rate": Message(
        "Le taux de remboursement devrait être de {expected} % ; la feuille dit {found} %.",
        "Vérifiez la nature d'assurance, l'exonération et le régime du patient, puis recalculez la ligne.",
        "taux {found}, attendu {expected} pour cette nature d'assurance, ce régime et cette exonération.",
    ),
    "TAR003.local-scheme": Message(
        "Le taux de {found} % est celui du régime local d'Alsace-Moselle, dont le patient n'est pas ; le taux dû est "
        "de {expected} %.",
        "Si le patient relève du régime local, choisissez la nature d'assurance « maladie Alsace-Moselle » ; sinon "
        "recalculez la ligne.",
        "taux {found} = maladieAlsaceMoselle, natureAssurance maladie et alsaceMoselle = non ; attendu {expected}.",
    ),
    "TAR004.other-part": Message(
        "La part de l'assurance maladie devrait être de {expected} € ; la feuille dit {found} €.",
        "Recalculez la ligne : base × taux, arrondi au centime.",
        "montantAMO {found}, attendu {expected}.",
    ),
    "TAR005.fees-under-base": Message(
        "Les honoraires ({fees} €) sont inférieurs à la base de remboursement ({base} €).",
        "Corrigez les honoraires de la ligne.",
        "honoraires {fees} < base {base}.",
    ),
    "TAR005.parts-over-fees": Message(
        "Les parts de l'assurance maladie et de la complémentaire ({parts} €) dépassent les honoraires ({fees} €).",
        "Recalculez les parts : ensemble, elles ne passent pas les honoraires.",
        "montantAMO + montantAMC = {parts} > honoraires {fees}.",
    ),
    "TAR005.total-parts": Message(
        "Les parts des totaux font {parts} € ; les honoraires sont de {fees} €.",
        "Recalculez les totaux : part obligatoire, part complémentaire et part de l'assuré font les honoraires.",
        "totaux : montantAMO + montantAMC + partAssure = {parts}, honoraires {fees}.",
    ),
    "TAR006.other-total": Message(
        "Le total « {total} » devrait être de {expected} € ; la feuille dit {found} €.",
        "Recalculez les totaux de la feuille.",
        "totaux/{total} {found}, somme des lignes {expected}.",
    ),
}
