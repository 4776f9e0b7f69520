"""No statement of the documents about one invoice is left without a rule or a reason."""

import re
from pathlib import Path

import pytest

from fsecheck.cases.coverage import Requirement, coverage

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
ALL = coverage([str(FIXTURES)])


@pytest.mark.parametrize("requirement", ALL, ids=lambda requirement: requirement.id)
def test_a_statement_has_a_rule_or_a_reason(requirement: Requirement) -> None:
    """Each has a rule of the catalogue or of the contract, or says why there is none."""
    ids = (*requirement.rules, *requirement.planned)

    assert ids or requirement.reason
    assert [] == [rule for rule in ids if not re.fullmatch("[A-Z]{3}[0-9]{3}", rule)]
    assert "\n" not in requirement.says


def test_the_five_documents_are_read() -> None:
    assert {"000", "001", "002", "003", "004"} == {requirement.id[:3] for requirement in ALL}


def test_statements_stand_once_and_in_order() -> None:
    ids = [requirement.id for requirement in ALL]

    assert sorted(ids) == ids


def test_a_statement_leads_to_the_cases_of_its_rules() -> None:
    """Every case named after a rule of the statement, and no other."""
    [one] = [requirement for requirement in ALL if requirement.id == "003-06"]

    assert {"CUM002", "CUM007"} == {name[:6] for name in one.cases}
    assert "CUM002-one-article-reject" in one.cases


def test_without_cases_the_rules_are_told_all_the_same() -> None:
    assert [requirement.rules for requirement in ALL] == [requirement.rules for requirement in coverage()]
