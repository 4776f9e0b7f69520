"""
The pack's own check: nothing is required that no scenario shows, and no rule is without a scenario.

Also that every cell of the table of series is shown, that the pack was made with the law set that is installed, and
that our own check answers what the pack says.
"""

import os
from collections.abc import Iterator

from fsecheck.cases.read import CaseError
from fsecheck.cases.read import read as read_case
from fsecheck.certify import cells, hook
from fsecheck.certify.judge import shows
from fsecheck.certify.pack import Answer, Hook, Pack
from fsecheck.imports.record import RecordError
from fsecheck.law.lawset import Law
from fsecheck.ledger.port import LedgerError
from fsecheck.rules.catalogue import CATALOGUE

Fault = tuple[str, str]
"""A code, and what it is about."""


def audit(pack: Pack, *, play: bool = True) -> Iterator[Fault]:
    """What is wrong with a pack; *play*: ask our own check every hook scenario."""
    if pack.law != Law().fingerprint:
        yield "other-law", pack.law
    for requirement in pack.requirements:
        if not any(shows(scenario, requirement) for scenario in pack.scenarios):
            yield "requirement-without-scenario", requirement.id
    asked = {rule for scenario in pack.scenarios if isinstance(scenario.play, Hook) for rule in scenario.rules}
    for entry in CATALOGUE:
        if entry.id not in asked and entry.status != "retired":
            yield "rule-without-scenario", entry.id
    yield from cells.faults(pack)
    if play:
        for scenario in pack.scenarios:
            if isinstance(scenario.play, Hook) and _ours(pack, scenario.play) != list(scenario.play.answers):
                yield "other-answer", scenario.id


def _ours(pack: Pack, play: Hook) -> list[Answer] | None:
    """Our own answers; None where the case cannot be played."""
    try:
        case = read_case(os.path.join(pack.case_folder(play), "case.toml"))
        return [hook.of_reports(call.reports) for call in hook.calls(case)]
    except (CaseError, LedgerError, RecordError):
        return None
