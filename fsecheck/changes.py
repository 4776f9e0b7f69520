"""
What two ways of judging say differently of the same sheets: two days of the law, two settings, two value sets.

A sheet changes where its verdict does, or where a rule says something else of it. The amount due for an act is the
base of the sheet, or the one that a rule suggests instead; the difference of both sides is what the change costs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from fsecheck.checker import Checker
from fsecheck.intake.acts import of_sheets
from fsecheck.model.finding import Finding, Unknown
from fsecheck.model.invoice import Act
from fsecheck.model.money import ZERO, price
from fsecheck.model.report import Report

if TYPE_CHECKING:
    from fsecheck.model.finding import Words


class Amount(NamedTuple):
    """What is due for one act line, in euros, on both sides."""

    act: int
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """Euros more on the second side."""
        return self.after - self.before


class Rule(NamedTuple):
    """A rule that says something else: its outcome on both sides, None where it did not look at the sheet."""

    rule: str
    before: str | None
    after: str | None
    difference: Decimal
    """Euros more on the second side for the acts of which it suggests something else."""
    words: "Words | None" = None
    """Whose words a rule of others has."""


class Change(NamedTuple):
    """One sheet of a document."""

    sheet: int
    """Rank in its document, from 1."""
    before: Report
    after: Report
    rules: tuple[Rule, ...]
    amounts: tuple[Amount, ...]
    """The acts whose amount differs."""

    @property
    def differs(self) -> bool:
        """Whether anything does."""
        return bool(self.rules) or self.before.verdict != self.after.verdict

    @property
    def difference(self) -> Decimal:
        """Euros more on the second side."""
        return sum((amount.difference for amount in self.amounts), ZERO)


def between(data: bytes, context: bytes | None, sides: tuple[Checker, Checker], today: date) -> Iterator[Change]:
    """Every sheet of a document, changed or not, in its order."""
    before, after = (checker.check_sheets(data, context, today=today) for checker in sides)
    lines = of_sheets(data, len(before))
    for rank, (one, other, acts) in enumerate(zip(before, after, lines, strict=True), 1):
        amounts = {act.rank: Amount(act.rank, due(act, one.findings), due(act, other.findings)) for act in acts}
        moved = tuple(amount for amount in amounts.values() if amount.difference)
        yield Change(rank, one, other, tuple(_rules(one, other, amounts)), moved)


def due(act: Act, findings: Iterable[Finding]) -> Decimal:
    """The base of an act line, euros, with what the findings suggest for it."""
    advised: dict[str, Any] = {}
    for finding in findings:
        if finding.place.act == act.rank and finding.suggested:
            advised = {**finding.suggested, **advised}
    if not advised.keys() & {"prixUnitaire", "coefficient", "quantite"}:
        return Decimal(advised["base"]) if "base" in advised else act.base
    coefficient = Decimal(1) if act.coefficient is None else act.coefficient
    own = price(act.unit_price, coefficient, act.quantity)
    # What is not the product is a flat majoration, which no suggestion of a price changes.
    added = _added(advised.get("arithmetic"), act.base - own)
    unit = Decimal(advised.get("prixUnitaire", act.unit_price))
    quantity = int(advised.get("quantite", act.quantity))
    return price(unit, Decimal(advised.get("coefficient", coefficient)), quantity) + added


def _added(arithmetic: object, otherwise: Decimal) -> Decimal:
    if isinstance(arithmetic, Mapping) and "majoration" in arithmetic:
        return Decimal(str(arithmetic["majoration"]))
    return otherwise


def _rules(before: Report, after: Report, amounts: Mapping[int, Amount]) -> Iterator[Rule]:
    """The rules that say something else, in the order of their ids."""
    said = _said(before), _said(after)
    for rule in sorted(said[0].keys() | said[1].keys()):
        one, other = (side.get(rule, []) for side in said)
        if one == other:
            continue
        advised = {act for act, *_, suggested in (*one, *other) if suggested and act in amounts}
        moved = sum((amounts[act].difference for act in advised if act is not None), ZERO)
        yield Rule(rule, before.outcomes.get(rule), after.outcomes.get(rule), moved, _words(rule, before, after))


def _words(rule: str, *reports: Report) -> "Words | None":
    """Whose words a rule has; None for ours."""
    told: list[Finding | Unknown] = [one for report in reports for one in report.findings]
    told += [one for report in reports for one in report.unknowns]
    return next((one.words for one in told if one.rule == rule), None)


def _said(report: Report) -> dict[str, list[tuple[Any, ...]]]:
    """What each rule says of a sheet or lacks: act, message or what is missing, values, suggestion."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for finding in report.findings:
        told = (finding.place.act, finding.message, dict(finding.params), finding.suggested)
        found.setdefault(finding.rule, []).append(told)
    for unknown in report.unknowns:
        found.setdefault(unknown.rule, []).append(
            (unknown.place.act, unknown.what, dict(unknown.params), unknown.stops)
        )
    return found


def total(changes: Sequence[Change]) -> Decimal:
    """Euros more on the second side, over all sheets."""
    return sum((change.difference for change in changes), ZERO)
