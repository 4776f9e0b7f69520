"""
All that a chapter of rules may import from.

A rule is a generator ``(invoice, facts, law)`` of defects, and of what it lacked. It reads its
arguments, writes nothing, keeps nothing, catches nothing, and holds no number of the law.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple, TypeAlias

from attrs import frozen

from fsecheck.law.lawset import Law
from fsecheck.model.facts import Event, Facts, civil_year, quantity, references
from fsecheck.model.finding import Defect, Missing
from fsecheck.model.invoice import Act, Invoice, Prescription

__all__ = [
    "Act", "Defect", "Event", "Facts", "Invoice", "Law", "Message", "Missing", "Prescription", "Rule", "Yield",
    "act_codes", "by_civil_year", "civil_year", "defect", "missing", "quantity", "references", "rule", "sheet_defect",
]  # fmt: skip

Yield: TypeAlias = Iterator[Defect | Missing]
Check: TypeAlias = Callable[[Invoice, Facts, Law], Yield]
Applies: TypeAlias = Callable[[Invoice], object]


class Message(NamedTuple):
    """What a message id says in one language: ``{name}`` stands for a parameter."""

    sentence: str
    """What is wrong, for the practice."""
    remedy: str
    """What to do."""
    technical: str
    """The same for the vendor's developer, with the names of the fields."""


@frozen(slots=False, eq=False, repr=False)
class Rule:
    """One rule of the catalogue: how it is checked, and what it reads. Its severity is the catalogue's."""

    id: str
    check: Check
    values: tuple[str, ...]
    """Ids of the law's values it quotes; in force once all of them are."""
    needs: frozenset[str]
    """What it asks of the history."""
    speaks_of: Applies | None
    """Whether the sheet holds anything it speaks of; None: it speaks of every sheet."""

    def applies(self, invoice: Invoice) -> bool:
        """Whether it has anything to say of such a sheet."""
        return self.speaks_of is None or bool(self.speaks_of(invoice))

    @property
    def title(self) -> str:
        """The title a user reads: the docstring."""
        return (self.check.__doc__ or "").strip()


def rule(
    rule_id: str, *, values: Iterable[str], needs: Iterable[str] = (), applies: Applies | None = None
) -> Callable[[Check], Rule]:
    """Declare a rule: the law's values it quotes, what it needs of the history, and the sheets it speaks of."""

    def declare(check: Check) -> Rule:
        return Rule(rule_id, check, tuple(values), frozenset(needs), applies)

    return declare


def act_codes(*codes: str) -> Applies:
    """A rule that speaks of sheets holding one of these codes."""
    wanted: Final = frozenset(codes)

    def applies(invoice: Invoice) -> bool:
        return not wanted.isdisjoint(invoice.codes)

    return applies


def defect(
    act: Act,
    message: str,
    *,
    evidence: Iterable[tuple[str, str]] = (),
    suggested: dict[str, object] | None = None,
    at: date | None = None,
    **params: object,
) -> Defect:
    """Something is wrong with an act line."""
    return Defect(message, params, act.rank, tuple(evidence), suggested, at or act.day)


def sheet_defect(
    message: str,
    *,
    evidence: Iterable[tuple[str, str]] = (),
    suggested: dict[str, object] | None = None,
    at: date | None = None,
    **params: object,
) -> Defect:
    """Something is wrong with the sheet as a whole."""
    return Defect(message, params, None, tuple(evidence), suggested, at)


def missing(what: str, act: Act | None = None, *, stops: bool = False, **params: object) -> Missing:
    """A fact the rule cannot do without: ``context.<field>``, ``fse.<element>`` or ``ledger.<need>``."""
    return Missing(what, params, None if act is None else act.rank, stops)


def by_civil_year(acts: Iterable[Act]) -> Iterator[tuple[int, list[Act]]]:
    """The lines year by year, in the order of the sheet."""
    years: dict[int, list[Act]] = {}
    for act in acts:
        years.setdefault(act.day.year, []).append(act)
    return iter(sorted(years.items()))
