"""
Runs each rule in force once, stamps what it yields, and catches a crash.

A rule ends in one of six outcomes. A rule that crashes, like a fact, a value or a ledger call that
does, becomes a fault: the report can then never read as accept.
"""

from datetime import date
from typing import Final

from attrs import frozen

from fsecheck.engine.history import ask
from fsecheck.law.lawset import Law
from fsecheck.law.timeline import NotInForceError
from fsecheck.ledger.port import History
from fsecheck.model.context import Context
from fsecheck.model.facts import Facts
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
)
from fsecheck.rules.catalogue import CATALOGUE, STOP, Entry
from fsecheck.rules.kit import Rule

_LINE: Final = "actes/acte"


@frozen(slots=False, eq=False, repr=False)
class Result:
    """What the rules said of one sheet."""

    findings: tuple[Finding, ...]
    unknowns: tuple[Unknown, ...]
    outcomes: dict[str, str]
    faults: tuple[Fault, ...]
    head: str | None


class Plan:
    """The rules of a catalogue under one law set: since when each is in force, worked out once."""

    def __init__(self, law: Law, catalogue: tuple[Entry, ...] = CATALOGUE) -> None:
        """A value that cannot be read leaves its rule to crash when it runs: a report is made all the same."""
        self.law = law
        self.lines = tuple((entry, entry.rule, _start(entry.rule, law)) for entry in catalogue if entry.rule is not None)


def _start(rule: Rule, law: Law) -> date:
    """The first day on which all the values of a rule are known; a rule quotes no value that is later repealed."""
    try:
        return max(law.value(value).first for value in rule.values)
    except Exception:  # noqa: BLE001 - run() meets the same fault, and says so in the report
        return date.min


def run(invoice: Invoice, context: Context, history: History | None, plan: Plan, today: date) -> Result:
    """Judge one sheet. The history is read once, for the rules that will run."""
    law = plan.law
    outcomes: dict[str, str] = {}
    faults: list[Fault] = []
    due: list[tuple[Entry, Rule, bool]] = []
    needs: set[str] = set()
    first, last = law.as_of or invoice.first_day, law.as_of or invoice.last_day
    for entry, rule, start in plan.lines:
        try:
            if not rule.applies(invoice):
                outcomes[entry.id] = NOT_APPLICABLE
            elif start > last:
                outcomes[entry.id] = NOT_IN_FORCE
            else:
                due.append((entry, rule, start > first))
                needs |= rule.needs
        except Exception as error:  # noqa: BLE001 - any fault of ours must be seen in the report
            outcomes[entry.id] = CRASHED
            faults.append(fault(error, entry.id))
    try:
        facts, head = ask(history, invoice, context, frozenset(needs), today)
    except Exception as error:  # noqa: BLE001 - any fault of ours must be seen in the report
        return Result((), (), outcomes, (*faults, fault(error, "ledger")), None)
    findings: list[Finding] = []
    unknowns: list[Unknown] = []
    for entry, rule, straddles in due:
        try:
            outcomes[entry.id] = _judge(entry, rule, invoice, facts, law, straddles, findings, unknowns)
        except Exception as error:  # noqa: BLE001 - any fault of ours must be seen in the report
            outcomes[entry.id] = CRASHED
            faults.append(fault(error, entry.id))
    return Result(tuple(findings), tuple(unknowns), outcomes, tuple(faults), head)


def fault(error: BaseException, where: str) -> Fault:
    """What a fault was and where, without its text: it could quote the sheet."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith("fsecheck"):
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return Fault(type(error).__name__, f"{where} {place}".strip())


def _judge(
    entry: Entry,
    rule: Rule,
    invoice: Invoice,
    facts: Facts,
    law: Law,
    straddles: bool,  # noqa: FBT001 - passed by position within this module
    findings: list[Finding],
    unknowns: list[Unknown],
) -> str:
    violated = lacking = False
    try:
        for item in rule.check(invoice, facts, law):
            if isinstance(item, Defect):
                findings.append(_finding(entry, rule, invoice, facts, law, item))
                violated = True
            else:
                unknowns.append(_unknown(entry, invoice, facts, item))
                lacking = True
    except NotInForceError as error:
        # Some acts of the sheet are older than the value: they cannot be judged, and nothing is passed silently.
        item = Missing("law.value", {"value": error.value, "day": error.day})
        unknowns.append(_unknown(entry, invoice, facts, item))
        lacking = True
    if straddles and not violated and not lacking:
        unknowns.append(_unknown(entry, invoice, facts, Missing("law.value", {"day": invoice.first_day})))
        lacking = True
    if violated:
        return VIOLATED
    return UNDECIDED if lacking else PASSED


def _finding(entry: Entry, rule: Rule, invoice: Invoice, facts: Facts, law: Law, item: Defect) -> Finding:
    day = item.at or invoice.last_day
    values = [law.value(value) for value in rule.values]
    return Finding(
        entry.id,
        entry.severity,
        item.message,
        _place(invoice, facts, item.act),
        {key: plain(value) for key, value in item.params.items()},
        item.evidence,
        None if item.suggested is None else {key: plain(value) for key, value in item.suggested.items()},
        tuple(value.citation(day) for value in values if value.starts and value.first <= (law.as_of or day)),
        entry.anomaly,
    )


def _unknown(entry: Entry, invoice: Invoice, facts: Facts, item: Missing) -> Unknown:
    return Unknown(
        entry.id,
        entry.undecided == STOP or item.stops,
        item.what,
        {key: plain(value) for key, value in item.params.items()},
        _place(invoice, facts, item.act),
    )


def _place(invoice: Invoice, facts: Facts, rank: int | None) -> Place:
    if rank is None:
        return Place(invoice.line, None, invoice.xpath, None, facts.context.reference)
    act: Act = invoice.acts[rank - 1]
    return Place(
        act.line, None, f"{invoice.xpath}/{_LINE}[{rank}]", rank, facts.context.line(rank).reference
    )
