"""
What an act line is, by the nomenclature of its own date: session, bilan, supplement, journey.

The words of the catalogue: a *session act* is an act of chapter II that is not a supplement, a
*bilan* an act of chapter I, a *remote act* TMK or an act line marked at a distance. Requests (RQD),
supplements, travel and flat items are never remote and never make a series mixed.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from fsecheck.law.lawset import Law
from fsecheck.law.nomenclature import ActVersion
from fsecheck.model.facts import YEAR_VOLUME, Event, Facts, Tally
from fsecheck.model.invoice import Act, Invoice

SESSION: Final = "session"
BILAN: Final = "bilan"
SUPPLEMENT: Final = "supplement"
REQUEST: Final = "request"
OTHER: Final = "other"

REMOTE_CODE: Final = "TMK"
REQUEST_CODE: Final = "RQD"
#: Flat allowances of a journey, as codes a rule looks for; their values and dates are the law's.
FLAT_TRAVEL: Final = frozenset({"IF", "IFA", "IFD", "IFN", "IFO", "IFP", "IFR", "IFS", "IFV"})
#: Kilometric allowances.
KILOMETRIC: Final = frozenset({"IK", "IKM", "IKS"})
TRAVEL: Final = FLAT_TRAVEL | KILOMETRIC
_BILANS: Final = frozenset({"bilan", "isolated_bilan", "screening"})


def versions(law: Law, act: Act) -> tuple[ActVersion, ...]:
    """The acts of the nomenclature that the line's couple names on its day; none for TMK and what is no NGAP act."""
    if act.coefficient is None:
        return ()
    return law.nomenclature_table.find(act.code, act.coefficient, act.day)


def kind(law: Law, code: str, coefficient: Decimal | None, day: date) -> str:
    """What a line is. A letter whose couple names no act is taken for a session: NOM says what is wrong with it."""
    if code == REQUEST_CODE:
        return REQUEST
    table = law.nomenclature_table
    if code == REMOTE_CODE:
        found = () if coefficient is None else table.remote_candidates(coefficient, day)
    else:
        letters = law.nomenclature
        found = () if coefficient is None else _find(law, code, coefficient, day)
        if not found and code not in letters.letters.at(day) and code not in letters.former_letters.at(day):
            return OTHER
    kinds = {version.act.kind for version in found}
    if not kinds or SESSION in kinds:
        return SESSION
    return BILAN if kinds & _BILANS else SUPPLEMENT


def _find(law: Law, code: str, coefficient: Decimal, day: date) -> tuple[ActVersion, ...]:
    """The acts of a couple; before the table begins, those that had it without being another act's old couple."""
    table = law.nomenclature_table
    if table.day(day) >= table.first_day:
        return table.find(code, coefficient, day)
    return () if table.former(code, coefficient) else table.find(code, coefficient, table.first_day)


def kind_of(law: Law, act: Act) -> str:
    """What an act line of the sheet is."""
    return kind(law, act.code, act.coefficient, act.day)


def kind_of_event(law: Law, event: Event) -> str:
    """What an act line of the history is."""
    return kind(law, event.code, Decimal(event.coefficient) if event.coefficient else None, event.day)


def act_ids(law: Law, act: Act) -> set[str]:
    """Stable ids of the acts that the line's couple may be on its day."""
    return {version.act.id for version in versions(law, act)}


def is_session_event(law: Law, event: Event) -> bool:
    """Whether a line of the history is a session act."""
    return kind_of_event(law, event) == SESSION


def is_care(what: str) -> bool:
    """Whether a line of that kind is an act done with the patient: a session or a bilan."""
    return what in {SESSION, BILAN}


def is_remote(law: Law, act: Act) -> bool:
    """Whether a line is a remote act: TMK, or a session or bilan marked at a distance."""
    return act.code == REMOTE_CODE or (act.remote is True and is_care(kind_of(law, act)))


def is_on_site(law: Law, act: Act) -> bool:
    """Whether a line is an act done in presence of the patient."""
    return is_care(kind_of(law, act)) and not is_remote(law, act)


def is_assessment_of_remote_day(law: Law, invoice: Invoice, act: Act) -> bool:
    """Whether a line is an unmarked BDK of a day whose other acts are all remote: it cannot pass for presence."""
    if act.code == REMOTE_CODE or act.remote is not None or kind_of(law, act) != BILAN:
        return False
    if act.coefficient not in law.telecare.assessment_coefficients.at(act.day):
        return False
    others = [other for other in invoice.acts if other.day == act.day and other is not act]
    care = [other for other in others if is_care(kind_of(law, other))]
    return bool(care) and all(is_remote(law, other) for other in care)


def is_presence(law: Law, invoice: Invoice, act: Act) -> bool:
    """Whether a line shows that the patient was seen in presence."""
    return is_on_site(law, act) and not is_assessment_of_remote_day(law, invoice, act)


def is_overcharged(law: Law, act: Act) -> bool:
    """Whether a line is charged above its base for a demand of the patient."""
    if act.qualifier is None or act.fees <= act.base:
        return False
    qualifiers = law.overcharge.qualifiers
    # The qualifiers are older than their source: a line of before it means the same.
    return act.qualifier in qualifiers.at(max(act.day, qualifiers.first))


def counted(law: Law, act: Act) -> Tally:
    """
    What a line adds to the yearly volumes, and whether it is a journey.

    A line that is not reimbursable counts for nothing; done at a distance, it is no act in presence either.
    """
    what = kind_of(law, act)
    counts = act.reimbursable and (is_care(what) or what == REQUEST)
    return Tally(counts, is_remote(law, act), is_overcharged(law, act), act.code in TRAVEL)


def opened_on(law: Law, coefficient: Decimal, day: date | None) -> bool:
    """Whether some act open at a distance has that coefficient that day; at any date, where no day is given."""
    return bool(law.nomenclature_table.remote_candidates(coefficient, day))


def closed_at_some_date(law: Law, coefficient: Decimal) -> bool:
    """Whether some act closed at a distance has, had or will have that coefficient."""
    return bool(law.nomenclature_table.remote_closed(coefficient, None))


def known_from(facts: Facts, need: str, day: date) -> bool:
    """
    Whether the history knows everything of the patient from a day on.

    The claims of the other MKs of the ledger are not enough: the MK who bills must have made his.
    """
    return facts[need].complete_from(day) and facts[YEAR_VOLUME].complete_from(day)


def has_remote(invoice: Invoice) -> bool:
    """Whether the sheet may hold a remote act."""
    return REMOTE_CODE in invoice.codes or invoice.marked_remote
