"""On the right vendor everything passes; on the other the fourteen planted mistakes are found, and no other."""

import re
from pathlib import Path

import pytest

from fsecheck.certify import adapter as adapters
from fsecheck.certify import evidence, judge, pack, run
from fsecheck.rules.catalogue import BY_ID
from tests.certify.desk import SHIPPED, VENDORS, answers

MISTAKES = sorted((VENDORS / "mistakes").glob("*.patch"))


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answers to every question to the vendor's check, from what the question gives alone."""
    folder = tmp_path_factory.mktemp("answers")
    answers(SHIPPED, folder)
    return folder


def vendor(name: str, folder: Path, honest: Path) -> judge.Results:
    """A whole run of the shipped pack on one of the sample vendors."""
    adapter = adapters.read(str(VENDORS / f"{name}.toml"))
    hook = adapters.Target((), str(honest), 60, 1_000_000, (0,), stdout=False, environment={})
    both = adapter._replace(targets={**adapter.targets, pack.HOOK: hook})
    run.run(SHIPPED, both, str(VENDORS), str(folder), chosen=lambda _: True)
    return judge.judge(SHIPPED, str(folder))


def test_on_the_right_vendor_everything_passes(tmp_path, honest):
    """Every situation, every rule and its neighbour, every journey step by step, every attestation."""
    results = vendor("right", tmp_path, honest)

    assert [] == [(one.scenario.id, one.reason, one.differences) for one in results.results if one.status != "pass"]
    assert len(SHIPPED.scenarios) == results.count("pass")
    assert {"pass"} == {results.status(requirement) for requirement in SHIPPED.requirements}
    assert [] == [one.scenario.id for one in results.results if one.form is not None and one.form.tolerated]
    evidence.write(results, str(tmp_path), "fr")
    assert [] == evidence.verify(SHIPPED, str(tmp_path))


def test_on_the_other_the_fourteen_mistakes_and_no_other(tmp_path, honest):
    """One for each chapter: the scenario it is planted in fails by the rule it must raise, and by no other rule."""
    planted = {}
    for path in MISTAKES:
        text = path.read_text(encoding="utf-8")
        planted[re.search("^Scenario: (.+)$", text, re.M)[1]] = re.search("^Rule: (.+)$", text, re.M)[1]

    results = vendor("wrong", tmp_path, honest)

    failed = [one for one in results.results if one.status != "pass"]
    found = {
        one.scenario.id: {params["rule"] for code, params in one.differences if code.startswith("finding")}
        for one in failed
    }
    assert {"fail"} == {one.status for one in failed}
    assert {scenario: {rule} for scenario, rule in planted.items()} == found


def test_there_is_a_mistake_for_each_chapter():
    """Fourteen chapters, fourteen patches, each named after its chapter and raising a rule of it."""
    rules = {path.stem: re.search("^Rule: (.+)$", path.read_text(encoding="utf-8"), re.M)[1] for path in MISTAKES}

    assert 14 == len(MISTAKES)
    assert {chapter: chapter for chapter in rules} == {chapter: BY_ID[rule].chapter for chapter, rule in rules.items()}
