"""Letters, codes and couples: what the nomenclature knows on the day of each act."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from fsecheck.law.nomenclature import ActVersion
from fsecheck.rules.acts import FLAT_TRAVEL, versions
from fsecheck.rules.kit import Act, Defect, Facts, Invoice, Law, Message, Yield, act_codes, defect, missing, rule
from fsecheck.rules.lines import FRAILTY, is_former, priced, strangers, tolerated

_FORMER: Final = act_codes("AMC", "AMK", "AMS")
#: Where a couple is or was disputed, as codes: a test holds them equal to the table.
_DISPUTED: Final = act_codes("NMI", "RPE", "TER", "VIC", *FLAT_TRAVEL)
_FORMER_VALUES: Final = (
    "nomenclature.acts",
    "nomenclature.former_letters",
    "nomenclature.former_letters_until",
    "nomenclature.amk_chapters",
)


@rule(
    "NOM001",
    values=[
        "nomenclature.letters",
        "nomenclature.other_codes",
        "nomenclature.former_letters",
        "nomenclature.not_reimbursable_code",
    ],
)
def nom001(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """La lettre ou le code est ouvert au masseur-kinésithérapeute à la date de l'acte."""
    values, table = law.nomenclature, law.nomenclature_table
    letters = values.letters.at(invoice.last_day)
    unchanged = letters is values.letters.at(invoice.first_day) and table.known(invoice.first_day)
    if unchanged and invoice.codes.issubset(letters):
        return
    early = [act for act in invoice.acts if not table.known(act.day) and act.code in values.letters.at(act.day)]
    for act in early[:1]:
        # Before the table only a list of letters is known: no coefficient can be judged.
        yield missing("law.nomenclature", act, since=table.first_day, day=act.day)
    for act in invoice.acts:
        day = act.day
        if act.code == values.not_reimbursable_code.at(day):
            if act.qualifier not in law.overcharge.unpaid_qualifiers.at(day):
                yield defect(act, "not-reimbursable", code=act.code)
        elif act.code in values.letters.at(day) or act.code in values.other_codes.at(day):
            continue
        # Former letters are NOM003's, new ones before their day NOM004's, allowances outside their dates TAR007's.
        elif act.code not in (*values.former_letters.at(day), *values.new_letters.at(day), *FLAT_TRAVEL):
            yield defect(act, "unknown-code", code=act.code, letters=values.letters.at(day))


@rule("NOM002", values=["nomenclature.acts"])
def nom002(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le coefficient est de la nomenclature pour cette lettre à la date de l'acte."""
    table = law.nomenclature_table
    for act in strangers(law, facts, invoice):
        if act.coefficient is None:
            yield defect(act, "no-coefficient", code=act.code, suggested=_advice(law, facts, invoice, act))
            continue
        # A former letter is NOM003's or NOM008's, unless the couple was none of its time either.
        if is_former(law, act) and (table.former(act.code, act.coefficient) or not tolerated(law, act)):
            continue
        known = table.ever(act.code, act.coefficient)
        if _gone(law, act, known):
            continue
        yield defect(
            act,
            "other-date" if known else "never",
            code=act.code,
            coefficient=act.coefficient,
            day=act.day,
            spans=[{"since": since, "until": until} for since, until in table.when(act.code, act.coefficient)],
            suggested=_advice(law, facts, invoice, act, known),
        )


@rule("NOM003", values=_FORMER_VALUES, applies=_FORMER)
def nom003(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Une ancienne lettre clé ne se facture plus depuis que les nouvelles sont obligatoires."""
    for act in invoice.acts:
        if is_former(law, act) and not tolerated(law, act):
            yield _former(law, act, "former-letter")


@rule("NOM004", values=["nomenclature.new_letters", "nomenclature.new_letters_from"])
def nom004(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Une nouvelle lettre clé, TMK ou RQD ne se facture pas avant son premier jour."""
    values, table = law.nomenclature, law.nomenclature_table
    if table.day(invoice.first_day) >= values.new_letters_from.at(invoice.first_day):
        return
    for act in invoice.acts:
        since = values.new_letters_from.at(act.day)
        if act.code in values.new_letters.at(act.day) and table.day(act.day) < since:
            yield defect(act, "too-early", code=act.code, since=since, day=act.day)


@rule("NOM005", values=["nomenclature.acts"])
def nom005(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """L'acte existe à sa date : il n'est ni supprimé, ni encore à créer."""
    table = law.nomenclature_table
    for act in strangers(law, facts, invoice):
        known = () if act.coefficient is None else table.ever(act.code, act.coefficient)
        if _gone(law, act, known):
            yield _without(law, act, known)
    # AMK 10 is a bilan before it is the screening of frailty: only the context says which one is meant.
    for act in invoice.acts if "AMK" in invoice.codes else ():
        if FRAILTY not in (facts.context.line(act.rank).act, FRAILTY if facts.context.frailty_screening else None):
            continue
        known = () if act.coefficient is None else table.ever(act.code, act.coefficient)
        screening = tuple(version for version in known if version.act.id == FRAILTY)
        if screening and _gone(law, act, screening):
            yield _without(law, act, screening)


@rule("NOM008", values=_FORMER_VALUES, applies=_FORMER)
def nom008(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Une ancienne lettre clé n'est que tolérée avant que les nouvelles soient obligatoires."""
    for act in invoice.acts:
        if is_former(law, act) and tolerated(law, act):
            yield _former(law, act, "tolerated", until=law.nomenclature.former_letters_until.at(act.day))


@rule(
    "NOM010",
    values=["nomenclature.acts", "nomenclature.disputed_acts", "nomenclature.disputed_codes"],
    applies=_DISPUTED,
)
def nom010(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Les textes ne divergent pas sur cette cotation à cette date."""
    for act in invoice.acts:
        if not act.reimbursable or not law.nomenclature_table.known(act.day):
            continue
        if act.code in law.nomenclature.disputed_codes.at(act.day):
            yield defect(act, "disputed-code", code=act.code, day=act.day)
        disputed = [version for version in versions(law, act) if version.disputed]
        if disputed:
            yield defect(
                act,
                "disputed-couple",
                code=act.code,
                coefficient=act.coefficient,
                label=disputed[0].act.label,
                notes=list(dict.fromkeys(note for version in disputed for note in version.notes)),
            )


def _gone(law: Law, act: Act, known: tuple[ActVersion, ...]) -> bool:
    """
    Whether the acts of a couple, at whatever date it is one, do not exist that day.

    A couple that the memo alone quotes was never an act of the NGAP: it is not removed, it is unknown.
    """
    acts = {version.act.id for version in known if not version.act.memo_only}
    return bool(acts) and not any(law.nomenclature_table.versions_of(act_id, act.day) for act_id in acts)


def _without(law: Law, act: Act, known: tuple[ActVersion, ...]) -> Defect:
    """A line of an act that no longer or not yet exists."""
    about: dict[str, Any] = {"code": act.code, "coefficient": act.coefficient, "label": known[0].act.label}
    ended = [version.ends for version in known if version.ends < law.nomenclature_table.day(act.day)]
    if ended:
        return defect(act, "removed", until=max(ended), **about)
    return defect(act, "not-created", since=min(version.starts for version in known), **about)


def _former(law: Law, act: Act, message: str, **params: date) -> Defect:
    """A line with a former letter: the letters that its couple became, and the couple where there is one only."""
    table = law.nomenclature_table
    acts = () if act.coefficient is None else table.former(act.code, act.coefficient)
    today = [version for entry in acts for version in table.versions_of(entry.id, act.day)]
    couples = dict.fromkeys((version.letter, version.coefficient) for version in today)
    suggested: dict[str, object] | None = None
    if len(couples) == 1:
        suggested = {"code": today[0].letter, "coefficient": today[0].coefficient, "since": today[0].since}
    letters = sorted({version.letter for version in today})
    about: dict[str, Any] = {"code": act.code, "coefficient": act.coefficient, "letters": letters, **params}
    return defect(act, message, suggested=suggested, **about)


def _advice(
    law: Law, facts: Facts, invoice: Invoice, act: Act, known: tuple[ActVersion, ...] = ()
) -> dict[str, object] | None:
    """The couple of the same act that day, with its price, and the coefficients of the letter with since when."""
    table = law.nomenclature_table
    advice: dict[str, object] = {}
    acts = dict.fromkeys(version.act.id for version in known)
    today = [version for act_id in acts for version in table.versions_of(act_id, act.day)]
    if len(today) == 1:
        right = today[0]
        advice = {"code": right.letter, "coefficient": right.coefficient, "since": right.since}
        advice |= priced(law, facts, invoice, act, (right.letter, right.coefficient))
    valid: dict[date, list[Decimal]] = {}
    for version in table.versions(act.code, act.day):
        known_since = valid.setdefault(version.since, [])
        if version.coefficient not in known_since:
            known_since.append(version.coefficient)
    if valid:
        advice["valid"] = [{"since": since, "coefficients": valid[since]} for since in sorted(valid)]
    return advice or None


MESSAGES = {
    "NOM001.unknown-code": Message(
        "Le code {code} n'est pas ouvert au masseur-kinésithérapeute à cette date.",
        "Corrigez le code de l'acte. Les lettres de cette date sont : {letters}.",
        "acte/code {code} hors de la liste des lettres et des codes du MK à la date de l'acte.",
    ),
    "NOM001.not-reimbursable": Message(
        "{code} désigne un acte hors nomenclature : sa ligne doit être marquée non remboursable.",
        "Ajoutez le qualificatif N (non remboursable), sans part de l'assurance maladie, ou cotez un acte de "
        "la nomenclature.",
        "acte {code} sans qualificatif N, NR, G ni GR.",
    ),
    "NOM002.no-coefficient": Message(
        "L'acte {code} n'a pas de coefficient.",
        "Écrivez le coefficient de l'acte réalisé.",
        "acte {code} : coefficient absent.",
    ),
    "NOM002.never": Message(
        "La nomenclature n'a jamais eu d'acte {code} {coefficient}.",
        "Vérifiez la lettre et le coefficient de l'acte réalisé, puis recalculez la ligne.",
        "couple {code} {coefficient} inconnu à toute date.",
    ),
    "NOM002.other-date": Message(
        "{code} {coefficient} n'est pas de la nomenclature du {day} ; il l'est à une autre date : {spans}.",
        "Mettez à jour la nomenclature du logiciel, puis recalculez la ligne.",
        "couple {code} {coefficient} hors de ses dates au {day} : {spans}.",
    ),
    "NOM003.former-letter": Message(
        "L'ancienne cotation {code} {coefficient} ne se facture plus : les nouvelles lettres clés sont obligatoires.",
        "Cotez l'acte avec sa nouvelle lettre : {letters}.",
        "acte {code} {coefficient} : ancienne lettre hors tolérance.",
    ),
    "NOM004.too-early": Message(
        "La lettre {code} n'existe que depuis le {since} ; l'acte est du {day}.",
        "Cotez l'acte avec la lettre de sa date.",
        "acte {code} du {day}, antérieur au {since}.",
    ),
    "NOM005.removed": Message(
        "L'acte {code} {coefficient} ({label}) est supprimé : il ne se facture plus depuis le {until}, son "
        "dernier jour.",
        "Cotez l'acte réalisé avec la nomenclature de sa date.",
        "couple {code} {coefficient} d'un acte supprimé, dernier jour {until}.",
    ),
    "NOM005.not-created": Message(
        "L'acte {code} {coefficient} ({label}) n'est créé que le {since}.",
        "Retirez l'acte de la feuille, ou corrigez ce que le logiciel en dit.",
        "acte {code} {coefficient} créé le {since}, après la date de l'acte.",
    ),
    "NOM008.tolerated": Message(
        "L'ancienne cotation {code} {coefficient} est encore tolérée, jusqu'au {until}.",
        "La feuille peut partir. Passez aux nouvelles lettres : {letters}.",
        "acte {code} {coefficient} : ancienne lettre, tolérée jusqu'au {until}.",
    ),
    "NOM010.disputed-couple": Message(
        "Les textes divergent sur {code} {coefficient} ({label}) à cette date : {notes:and}.",
        "La feuille peut partir. Vérifiez la cotation auprès de votre caisse si vous en doutez.",
        "couple {code} {coefficient} disputé : {notes}.",
    ),
    "NOM010.disputed-code": Message(
        "Les textes divergent sur l'indemnité {code} au {day} : une seule indemnité spécifique, ou encore "
        "les anciennes.",
        "La feuille peut partir. Vérifiez l'indemnité auprès de votre caisse si vous en doutez.",
        "code {code} disputé au {day}.",
    ),
}
