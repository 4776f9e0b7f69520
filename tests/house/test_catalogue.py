"""The catalogue, the law, the messages and the fixtures say the same things."""

import re
import tomllib
from pathlib import Path

import pytest

from fsecheck.law.lawset import Law
from fsecheck.model.facts import NEEDS
from fsecheck.model.finding import ERROR, INFORMATION, WARNING
from fsecheck.practice.report import QUOTED
from fsecheck.rules import catalogue
from fsecheck.rules.catalogue import CATALOGUE, Entry

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"
RULES = [entry for entry in CATALOGUE if entry.rule is not None]


def cases() -> list[tuple[str, dict[str, object]]]:
    """Folder name and content of every case."""
    return [
        (path.parent.name, tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(FIXTURES.glob("*/*/case.toml"))
    ]


def said(case: dict[str, object]) -> str:
    """The findings and undecided rules that a case expects; the outcomes it lists are no word of a rule."""
    expect = case.get("expect")
    return str({key: value for key, value in expect.items() if key != "outcomes"} if isinstance(expect, dict) else "")


def test_the_catalogue_is_a_tuple_of_unique_ids() -> None:
    """A registry never grows, and an id stands once."""
    ids = [entry.id for entry in CATALOGUE]

    assert isinstance(CATALOGUE, tuple)
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Z]{3}[0-9]{3}", rule) for rule in ids)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_an_entry_is_complete(entry: Entry) -> None:
    """Severity, title, what undecided does and the anomaly codes are of the closed sets."""
    title = entry.rule.title if entry.rule else entry.title

    assert entry.severity in {ERROR, WARNING, INFORMATION}
    assert entry.undecided in {catalogue.NOTE, catalogue.STOP}
    assert entry.status in catalogue.STATUSES
    assert title.endswith(".")
    assert "\n" not in title
    assert set(entry.reads) <= set("XCL")


@pytest.mark.parametrize("entry", RULES, ids=lambda entry: entry.id)
def test_a_rule_quotes_values_of_the_law_and_declares_known_needs(entry: Entry) -> None:
    """Every value a rule quotes exists; every need is of the closed set; L rules alone need history."""
    assert entry.rule is not None
    law = Law()

    assert entry.rule.values
    assert [law.value(value).id for value in entry.rule.values] == list(entry.rule.values)
    assert entry.rule.needs <= NEEDS
    assert bool(entry.rule.needs) == ("L" in entry.reads)


def test_every_value_of_the_law_is_quoted() -> None:
    """No value of the law stands idle: a rule quotes each, or a figure of the report on a practice."""
    quoted = {value for entry in RULES if entry.rule for value in entry.rule.values}
    quoted |= {value for values in QUOTED.values() for value in values}

    assert sorted(set(Law().ids()) - quoted) == []


def test_every_message_belongs_to_a_rule_that_exists() -> None:
    """A message is ``RULE.name`` of a rule of the catalogue."""
    strangers = [message for message in catalogue.messages() if message.split(".")[0] not in catalogue.BY_ID]

    assert strangers == []


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_a_rule_has_a_case_where_it_speaks_and_a_neighbour_where_it_is_silent(entry: Entry) -> None:
    """Each rule can fire, and the lawful sheet most like its violation is left alone."""
    own = [(name, case) for name, case in cases() if name.startswith(entry.id)]
    speaks = [name for name, case in own if entry.id in said(case)]
    silent = [name for name, case in own if entry.id not in said(case)]

    assert speaks, f"no case fires {entry.id}"
    assert silent, f"no neighbour leaves {entry.id} silent"


@pytest.mark.parametrize("path", sorted((ROOT / "fsecheck" / "rules").rglob("*.py")), ids=lambda path: path.stem)
def test_a_rule_holds_no_number_of_the_law(path: Path) -> None:
    """Numbers and dates of the law stand in the law: a rule's code holds 0, 1 and 100 at most."""
    import ast

    tree = ast.parse(path.read_text(encoding="utf-8"))
    slices = {id(node) for s in ast.walk(tree) if isinstance(s, ast.Slice | ast.Subscript) for node in ast.walk(s)}
    numbers = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and id(node) not in slices
    }

    assert numbers <= {0, 1, 100}
