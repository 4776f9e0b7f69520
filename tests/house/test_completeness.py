"""No rule of the catalogue could be lost without a case that says so."""

import pytest

from fsecheck.cases.play import play
from fsecheck.rules.catalogue import CATALOGUE
from tests.fixtures import cases, use


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_deleting_a_rule_fails_a_case(entry, monkeypatch):
    """Without any one rule, a case that holds with the whole catalogue no longer does."""
    own = [case for case in cases() if case.name.startswith(entry.id)]
    speaks = [
        case
        for case in own
        if any(entry.id in str([step.expected.findings, step.expected.sheets]) for step in case.steps)
    ]
    held = [case for case in speaks or own if not play(case).differences]

    use(monkeypatch, [line for line in CATALOGUE if line.id != entry.id])

    assert any(play(case).differences for case in held), f"no case of {entry.id} would miss it"
