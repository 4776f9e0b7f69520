"""
What a rule says of a line does not depend on the lines that stand before and after it.

Each sheet of the fixtures of which a rule says something is given one more line of another kind, at
its head or at its end: the rule says the same of the lines that were there. The rules of what goes
together (sessions of a day, treatments, series, quotas) are not among these.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from attrs import evolve

from fsecheck.law.lawset import Law
from fsecheck.law.timeline import NotInForceError
from fsecheck.model.context import Context
from fsecheck.model.facts import NEEDS, without_history
from fsecheck.model.invoice import Act, Invoice
from fsecheck.rules.catalogue import CATALOGUE
from fsecheck.rules.kit import Rule
from tests.fixtures import readable

LAW = Law()
_ZERO = Decimal("0.00")
#: Rules that look at what goes together, and rules that say a thing once, on the first line that shows it.
TOGETHER = frozenset({
    "BDK001", "BDK002", "BDK005", "CUM002", "CUM003", "CUM004", "CUM006", "CUM007", "CUM009", "CUM010", "DAP004",
    "DPL001", "DPL003", "DPL005", "DUP003", "LAW001", "NOM001", "NOM007", "PRE001", "PRE002", "PRE003", "PRE004",
    "PRE005", "PRE007", "SER001", "SER003", "SER004", "SER005", "SER008", "TAR010", "TEL003", "TEL004", "TEL012",
    "TEX001",
})  # fmt: skip
RULES = [entry for entry in CATALOGUE if entry.rule is not None and entry.id not in TOGETHER]
Said = list[tuple[str, int | None]]


def line(day: date, code: str, **fields: object) -> Act:
    """A line of a code, its amounts right enough for the rules that do not look at them."""
    amounts = {"unit_price": _ZERO, "base": _ZERO, "amo": _ZERO, "amc": _ZERO, "fees": _ZERO}
    return Act(**{"rank": 0, "line": 1, "day": day, "code": code, "quantity": 1, "rate": 60, **amounts, **fields})


def others(day: date) -> Iterator[Act]:
    """Lines of every kind on that day."""
    session = {"coefficient": Decimal("8.11"), "place": "cabinet"}
    yield line(day, "RAM", **session)
    yield line(day, "RAM", qualifier="N", **session)
    yield line(day, "RAM", qualifier="G", **session)
    yield line(day, "RAM", agreement="nonSoumis", **session)
    yield line(day, "AMK", coefficient=Decimal("10.7"), place="cabinet")
    yield line(day, "TMK", coefficient=Decimal("8.11"), remote=True)
    yield line(day, "RQD", requested="991043843", requested_profession="medecin")
    yield line(day, "RAV", coefficient=Decimal(1))
    yield line(day, "IFD", place="domicile", visit="other")
    yield line(day, "IK", place="domicile", visit="other", quantity=4)
    yield line(day, "HN", qualifier="N")


def said(rule: Rule, invoice: Invoice, context: Context, skipped: int | None = None) -> Said:
    """What a rule says, line by line; nothing of the line *skipped*, and the ranks as if it were not there."""
    facts = without_history(invoice.drawn_up, context, NEEDS)
    found: Said = []
    if not rule.applies(invoice):
        return found
    try:
        for one in rule.check(invoice, facts, LAW):
            if one.act is not None and one.act != skipped:
                shift = skipped is not None and one.act > skipped
                found.append((getattr(one, "message", None) or getattr(one, "what", ""), one.act - shift))
    except NotInForceError as error:
        found.append((error.value, None))
    return found


def with_one_more(invoice: Invoice, context: Context, other: Act, place: int) -> tuple[Invoice, Context]:
    """The sheet with a line more before the line of that place, the context of its lines moved along."""
    acts = [*invoice.acts[:place], other, *invoice.acts[place:]]
    lines = {rank + (rank > place): known for rank, known in context.lines.items()}
    ranked = tuple(act._replace(rank=rank) for rank, act in enumerate(acts, 1))
    return evolve(invoice, acts=ranked), context._replace(lines=lines)


@cache
def spoken(rule_id: str) -> tuple[tuple[Invoice, Context], ...]:
    """The sheets of which a rule says something of a line."""
    rule = next(entry.rule for entry in RULES if entry.id == rule_id)
    assert rule is not None
    return tuple((invoice, context) for invoice, context in readable() if said(rule, invoice, context))


@pytest.mark.parametrize("rule", [entry.rule for entry in RULES], ids=lambda rule: rule.id)
def test_a_line_is_judged_on_its_own(rule: Rule) -> None:
    different = {}
    for invoice, context in spoken(rule.id)[:40]:
        alone = said(rule, invoice, context)
        for other in others(invoice.first_day):
            for place in (0, len(invoice.acts)):
                more = with_one_more(invoice, context, other, place)
                found = said(rule, *more, skipped=place + 1)
                if found != alone:
                    different[other.code, other.qualifier, place] = (alone, found)

    assert different == {}
