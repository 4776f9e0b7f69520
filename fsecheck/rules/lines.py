"""
What several chapters ask of the lines of a sheet: which acts a line may be, and which lines go together.

Marks of session and visit hold within a day: a host that numbers them anew each day is right.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Final

from fsecheck.law.lawset import Law
from fsecheck.law.nomenclature import ISOLATED_BILAN, SCREENING
from fsecheck.law.nomenclature import Act as Entry
from fsecheck.model.facts import Facts
from fsecheck.model.invoice import Act, Invoice
from fsecheck.model.money import price
from fsecheck.model.periods import age_bounds
from fsecheck.rules.acts import REMOTE_CODE, SESSION, is_care, is_remote, kind_of, versions

_MAINLAND: Final = "metropole"
_OVERSEAS: Final = "outremer"
_CONVENTIONED: Final = "conventionne"
#: The two digits by which an overseas department begins: the third tells which.
_OVERSEAS_PREFIX: Final = "97"

FRAILTY: Final = "reperage-fragilite"


def saying(*fields: str) -> Callable[[Act], object]:
    """What a line says in those fields: the next line that says the same as a lawful one is lawful too."""
    return itemgetter(*map(Act._fields.index, fields))


def by_day(acts: Iterable[Act]) -> dict[date, list[Act]]:
    """The lines day by day, in the order of the sheet."""
    days: dict[date, list[Act]] = {}
    for act in acts:
        days.setdefault(act.day, []).append(act)
    return days


def tolerated(law: Law, act: Act) -> bool:
    """Whether a former letter still passes on the day of the line."""
    day = law.nomenclature_table.day(act.day)
    values = law.nomenclature
    return day <= values.former_letters_until.at(act.day) and act.code in values.former_letters.at(act.day)


def candidates(law: Law, facts: Facts, act: Act) -> tuple[Entry, ...]:
    """
    The acts of the nomenclature that a line may be on its day.

    TMK may be any act of its coefficient; a former letter, while it passes, any act that had its
    couple. The context narrows them where it names the act.
    """
    if act.coefficient is None:
        return ()
    table = law.nomenclature_table
    if act.code == REMOTE_CODE:
        found = [version.act for version in table.remote_candidates(act.coefficient, act.day)]
    else:
        found = [version.act for version in versions(law, act)]
        if tolerated(law, act):
            found += table.former(act.code, act.coefficient)
    stated = facts.context.line(act.rank).act or (FRAILTY if facts.context.frailty_screening else None)
    return tuple([entry for entry in found if entry.id == stated] or dict.fromkeys(found))


def strangers(law: Law, facts: Facts, invoice: Invoice) -> Sequence[Act]:
    """The reimbursable lines of a letter of titre XIV whose couple names no act of their day."""
    return facts.once("strangers", lambda: tuple(_strangers(law, invoice)))


def _strangers(law: Law, invoice: Invoice) -> Iterator[Act]:
    table, letters, former = law.nomenclature_table, law.nomenclature.letters, law.nomenclature.former_letters
    code, coefficient, first, last = "", None, date.max, date.min
    for act in invoice.acts:
        # The sessions of a series repeat one couple: it is looked up once.
        if act.code != code or act.coefficient != coefficient:
            code, coefficient, first, last = act.code, act.coefficient, date.max, date.min
        elif first <= act.day <= last:
            continue
        found = () if act.coefficient is None else table.find(act.code, act.coefficient, act.day)
        if found:
            first, last = found[0].starts, found[0].ends
        elif (
            act.reimbursable
            and table.known(act.day)
            and (act.code in letters.at(act.day) or act.code in former.at(act.day))
        ):
            yield act


def is_former(law: Law, act: Act) -> bool:
    """Whether a line has a former letter where one of the new letters stands: AMS, AMC, or AMK for such a couple."""
    values, table = law.nomenclature, law.nomenclature_table
    if act.code not in values.former_letters.at(act.day) or not act.reimbursable:
        return False
    if not table.known(act.day):
        return False
    kept = values.amk_chapters.at(act.day)
    if any(version.act.chapter in kept for version in versions(law, act)):
        return False
    if act.code not in values.letters.at(act.day):
        return True
    return act.coefficient is not None and bool(table.former(act.code, act.coefficient))


def is_session(law: Law, act: Act) -> bool:
    """Whether a line that counts is a session act."""
    return act.reimbursable and kind_of(law, act) == SESSION


def is_isolated_bilan(law: Law, facts: Facts, invoice: Invoice, act: Act) -> bool:
    """
    Whether a line is a bilan that supposes no treatment.

    AMK 10 is the screening of frailty where the context says so, and for a patient old enough
    where it says nothing. A couple that was also a session's, while former letters pass, is no proof.
    """
    found = {entry.kind for entry in candidates(law, facts, act)} if act.code != REMOTE_CODE else set()
    if ISOLATED_BILAN not in found or not found <= {ISOLATED_BILAN, SCREENING}:
        return False
    stated = facts.context.frailty_screening
    if SCREENING not in found or stated is False:
        return True
    youngest: int = law.nomenclature.frailty_age.at(act.day)
    return age_bounds(invoice.patient.birth, act.day)[1] < youngest


def care_of_visit(law: Law, invoice: Invoice, line: Act) -> list[Act]:
    """The sessions and bilans that a travel line goes with: those of its visit, else those of its day."""
    care = [act for act in invoice.acts if act.day == line.day and is_care(kind_of(law, act))]
    marked = [act for act in care if line.visit is not None and act.visit == line.visit]
    # A line of several acts may stand for several visits and bear the mark of one.
    return marked or [act for act in care if line.visit is None or act.visit is None or act.quantity > 1]


def session_of(law: Law, invoice: Invoice, line: Act) -> list[Act]:
    """The session acts in presence that a supplement goes with: those of its mark, else those of its day."""
    sessions = [
        act for act in invoice.acts if act.day == line.day and kind_of(law, act) == SESSION and not is_remote(law, act)
    ]
    return [act for act in sessions if line.session is not None and act.session == line.session] or sessions


def reimbursed(invoice: Invoice, law: Law) -> Sequence[Act]:
    """The lines that carry a part of the funds: those that are neither free nor outside reimbursement."""
    if not invoice.qualified:
        return invoice.acts
    unpaid = law.overcharge.unpaid_qualifiers
    # The qualifiers are older than their source: a line of before it means the same.
    return [act for act in invoice.acts if act.qualifier not in unpaid.at(max(act.day, unpaid.first))]


def priced(law: Law, facts: Facts, invoice: Invoice, act: Act, couple: tuple[str, Decimal]) -> dict[str, object]:
    """
    What a line costs under another couple, as a suggestion; nothing where that is not known, or with a majoration.

    The value of the letter is that of the texts; for an MK whom they do not bind, the sheet's.
    """
    letter, coefficient = couple
    unit: Decimal | None = act.unit_price
    if invoice.practitioner.convention == _CONVENTIONED:
        unit = law.nomenclature_table.unit_value(letter, territory_of(invoice, facts, law), act.day)
    if unit is None or act.majoration is not None:
        return {}
    return {
        **({} if unit == act.unit_price else {"prixUnitaire": unit}),
        "base": price(unit, coefficient, act.quantity),
        "arithmetic": {"unit": unit, "quantity": act.quantity, "coefficient": coefficient},
    }


def territory_of(invoice: Invoice, facts: Facts, law: Law) -> str:
    """
    Where the practice is, as the tables of prices say it.

    The settings or the context say it; else the department by which the numéro AM begins. An overseas
    place of which no source gives the prices keeps its own name: no price is then found for it.
    """
    known = law.tariff.territories.at(invoice.last_day)
    stated = facts.context.territory
    if stated is not None:
        return _OVERSEAS if stated in known.values() else stated
    department = facts.context.department or _department(invoice.practitioner.am or "")
    if department in known:
        return _OVERSEAS
    return department if department.startswith(("97", "98")) else _MAINLAND


def _department(am: str) -> str:
    return am[: len(_OVERSEAS_PREFIX) + am.startswith(_OVERSEAS_PREFIX)]
