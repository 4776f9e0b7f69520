"""
Runs each rule in force once, stamps what it yields, and catches a crash.

A rule ends in one of six outcomes. A rule that crashes, like a fact, a value or a ledger call that
does, becomes a fault: the report can then never read as accept.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from fsecheck.law.lawset import Law
from fsecheck.law.timeline import NotInForceError
from fsecheck.model.context import Context
from fsecheck.model.facts import Facts, without_history
from fsecheck.model.finding import Defect, Finding, Missing, Place, Unknown, plain
from fsecheck.model.invoice import Act, Invoice
from fsecheck.model.report import (
    CRASHED,
    NOT_APPLICABLE,
    NOT_IN_FORCE,
    PASSED,
    UNDECIDED,
    VIOLATED,
    Fault,
    place_of,
)
from fsecheck.rules.catalogue import CATALOGUE, GATES, STOP, Entry
from fsecheck.rules.kit import Applies, Rule

if TYPE_CHECKING:
    from fsecheck.ledger.port import History

_LINE: Final = "actes/acte"


class Result(NamedTuple):
    """What the rules said of one sheet."""

    findings: tuple[Finding, ...]
    unknowns: tuple[Unknown, ...]
    outcomes: dict[str, str]
    faults: tuple[Fault, ...]
    head: str | None


_Line: TypeAlias = tuple[str, Applies | None, date, frozenset[str], Entry, Rule, Fault | None]


class Plan:
    """The rules of a catalogue under one law set: since when each is in force, worked out once a chapter."""

    def __init__(self, law: Law, catalogue: tuple[Entry, ...] = CATALOGUE) -> None:
        """Nothing is read yet: a chapter is imported for the first sheet that it speaks of."""
        self.law = law
        self._chapters: dict[str, tuple[Entry, ...]] = {}
        for entry in catalogue:
            if entry.chapter or entry.given:
                self._chapters[entry.chapter] = (*self._chapters.get(entry.chapter, ()), entry)
        self._closed = {
            chapter: dict.fromkeys([entry.id for entry in entries], NOT_APPLICABLE)
            for chapter, entries in self._chapters.items()
        }
        self._lines: dict[str, tuple[_Line, ...]] = {}

    def open_to(self, invoice: Invoice, context: Context, outcomes: dict[str, str]) -> list[_Line]:
        """The rules of the chapters that may speak of a sheet; those of the others are put in *outcomes*."""
        found: list[_Line] = []
        for chapter, closed in self._closed.items():
            gate = GATES.get(chapter)
            if gate is not None and not gate(invoice, context):
                outcomes |= closed
                continue
            lines = self._lines.get(chapter)
            if lines is None:
                lines = self._lines[chapter] = tuple(
                    [line for entry in self._chapters[chapter] for line in _line(entry, self.law)]
                )
            found += lines
        return found


def _line(entry: Entry, law: Law) -> Iterator[_Line]:
    """A rule and the first day on which all its values are known; a rule quotes no value that is later repealed."""
    rule = entry.rule
    if rule is None:
        return
    start, broken = date.min, None
    try:
        start = max([law.first_day(value) for value in rule.values])
    except Exception as error:  # noqa: BLE001 - any fault of ours must be seen in the report
        broken = fault(error, entry.id)
    yield entry.id, rule.speaks_of, start, rule.needs, entry, rule, broken


def run(invoice: Invoice, context: Context, history: "History | None", plan: Plan, today: date) -> Result:
    """Judge one sheet. The history is read once, for the rules that will run."""
    law = plan.law
    outcomes: dict[str, str] = {}
    faults: list[Fault] = []
    due: list[tuple[Entry, Rule, bool]] = []
    needs: set[str] = set()
    first, last = law.as_of or invoice.first_day, law.as_of or invoice.last_day
    for rule_id, speaks_of, start, needed, entry, rule, broken in plan.open_to(invoice, context, outcomes):
        try:
            if speaks_of is not None and not speaks_of(invoice):
                outcomes[rule_id] = NOT_APPLICABLE
            elif broken is not None:
                outcomes[rule_id] = CRASHED
                faults.append(broken)
            elif start > last:
                outcomes[rule_id] = NOT_IN_FORCE
            else:
                due.append((entry, rule, start > first))
                if needed:
                    needs |= needed
        except Exception as error:  # noqa: BLE001 - any fault of ours must be seen in the report
            outcomes[rule_id] = CRASHED
            faults.append(fault(error, rule_id))
    try:
        facts, head = _facts(history, invoice, context, needs, today)
    except Exception as error:  # noqa: BLE001 - any fault of ours must be seen in the report
        outcomes |= dict.fromkeys((entry.id for entry, _, _ in due), CRASHED)
        return Result((), (), outcomes, (*faults, fault(error, "ledger")), None)
    bench = _Bench(invoice, facts, law, [], [])
    for entry, rule, straddles in due:
        try:
            outcomes[entry.id] = _judge(entry, rule, bench, straddles)
        except Exception as error:  # noqa: BLE001 - any fault of ours must be seen in the report
            outcomes[entry.id] = CRASHED
            faults.append(fault(error, entry.id))
    return Result(tuple(bench.findings), tuple(bench.unknowns), outcomes, tuple(faults), head)


def _facts(
    history: "History | None", invoice: Invoice, context: Context, needs: set[str], today: date
) -> tuple[Facts, str | None]:
    """The facts for *needs*, and the head of the ledger that was read; None where there is none."""
    if history is None:
        return without_history(today, context, needs), None
    from fsecheck.engine.history import ask  # noqa: PLC0415 - only where there is a history

    return ask(history, invoice, context, needs, today)


def fault(error: BaseException, where: str) -> Fault:
    """What a fault was and where, without its text: it could quote the sheet."""
    return Fault(type(error).__name__, f"{where} {place_of(error)}".strip())


class _Bench(NamedTuple):
    """What every rule is given, and what they yield together."""

    invoice: Invoice
    facts: Facts
    law: Law
    findings: list[Finding]
    unknowns: list[Unknown]


def _judge(entry: Entry, rule: Rule, bench: _Bench, straddles: bool) -> str:  # noqa: FBT001 - called for each rule of each check
    violated = lacking = False
    try:
        for item in rule.check(bench.invoice, bench.facts, bench.law):
            if isinstance(item, Defect):
                bench.findings.append(_finding(entry, rule, bench, item))
                violated = True
            else:
                bench.unknowns.append(_unknown(entry, bench, item, stops=item.stops or entry.undecided == STOP))
                lacking = True
    except NotInForceError as error:
        # Some acts of the sheet are older than the value: they cannot be judged, and nothing is passed silently.
        older = Missing("law.value", {"value": error.value, "day": error.day})
        bench.unknowns.append(_unknown(entry, bench, older, stops=entry.undecided == STOP))
        lacking = True
    if straddles and not violated and not lacking:
        # The rule asked no value for the acts that are older than it: they are told, and stop nothing.
        older = Missing("law.value", {"day": bench.invoice.first_day})
        bench.unknowns.append(_unknown(entry, bench, older, stops=False))
        lacking = True
    if violated:
        return VIOLATED
    return UNDECIDED if lacking else PASSED


def _finding(entry: Entry, rule: Rule, bench: _Bench, item: Defect) -> Finding:
    day = item.at or bench.invoice.last_day
    judged = bench.law.as_of or day
    values = [bench.law.value(value) for value in rule.values]
    return Finding(
        entry.id,
        entry.severity,
        item.message,
        _place(bench, item.act),
        {key: plain(value) for key, value in item.params.items()},
        item.evidence,
        None if item.suggested is None else {key: plain(value) for key, value in item.suggested.items()},
        tuple(value.citation(day) for value in values if value.starts and value.first <= judged),
        entry.anomaly,
        words=entry.words,
    )


def _unknown(entry: Entry, bench: _Bench, item: Missing, *, stops: bool) -> Unknown:
    params = {key: plain(value) for key, value in item.params.items()}
    return Unknown(entry.id, stops, item.what, params, _place(bench, item.act), entry.words)


def _place(bench: _Bench, rank: int | None) -> Place:
    invoice, context = bench.invoice, bench.facts.context
    if rank is None:
        return Place(invoice.line, None, invoice.xpath, None, context.reference)
    act: Act = invoice.acts[rank - 1]
    return Place(act.line, None, f"{invoice.xpath}/{_LINE}[{rank}]", rank, context.line(rank).reference)
