"""The examples of ``fsecheck explain`` are cases that stand in the fixtures."""

from pathlib import Path

import pytest

from fsecheck.cases import _examples, examples
from fsecheck.cases.play import play
from fsecheck.cases.read import CaseError, read
from fsecheck.rules.catalogue import CATALOGUE, Entry
from tests.fixtures import FIXTURES


def test_the_examples_are_those_of_the_fixtures() -> None:
    """Run ``python -m fsecheck.cases.examples`` after a change of a case."""
    assert examples.source(str(FIXTURES)) == Path(_examples.__file__).read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_a_rule_is_silent_on_its_passing_example_and_speaks_on_the_other(entry: Entry) -> None:
    """What the checker really finds on both is what they are shown for."""
    passing, _, failing, _ = _examples.EXAMPLES[entry.id]

    assert entry.id not in spoken(passing)
    assert failing is None or entry.id in spoken(failing)


def test_examples_need_cases(tmp_path: Path) -> None:
    """A folder without a case, and a rule that no case leaves alone, are told."""
    with pytest.raises(CaseError):
        examples.source(str(tmp_path))
    with pytest.raises(ValueError, match="SEC001"):
        examples.source(str(FIXTURES / "overcharge"))


def spoken(case: str) -> set[str]:
    """The rules that have a finding on a case."""
    reports = [report for step in play(read(str(FIXTURES / case / "case.toml"))).steps for report in step.reports]
    return {finding.rule for report in reports for finding in report.findings}
