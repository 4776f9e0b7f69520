"""``explain``, ``rules`` and ``law``: what the checker knows, told."""

import json

import pytest

from fsecheck.cases import coverage
from fsecheck.law.lawset import Law
from fsecheck.rules.catalogue import CATALOGUE
from tests.cli.test_check import fsecheck
from tests.fixtures import FIXTURES


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_every_rule_explains_itself(entry, language):
    """Title, severity, messages and every dated value of each rule come out in both languages."""
    code, out, _ = fsecheck("explain", entry.id, "--lang", language, "--format", "json")
    said = json.loads(out)

    assert code == 0
    assert [said["id"], said["severity"], said["undecided"]] == [entry.id, entry.severity, entry.undecided]
    assert [value["id"] for value in said["values"]] == list(entry.rule.values if entry.rule else ())
    assert said["title"]
    assert said["messages"]
    assert [True, True] == [said["examples"][kind] is not None for kind in ("passing", "failing")]
    assert fsecheck("explain", entry.id, "--lang", language)[0] == 0


def test_a_rule_explains_its_texts_and_decisions():
    """The text gives source, date and the question that was decided."""
    out = fsecheck("explain", "tex001")[1]

    assert "art. 14.9.6" in out
    assert "depuis le 22/02/2024" in out
    assert "année civile" in out


def test_a_rule_is_shown_at_rest_and_speaking():
    """Two cases with their verdicts; in English their titles are marked as French."""
    french, english = (fsecheck("explain", "TEX001", "--lang", language)[1] for language in ("fr", "en"))
    examples = json.loads(fsecheck("explain", "TEX001", "--format", "json")[1])["examples"]

    assert ("accept", "reject") == (examples["passing"]["verdict"], examples["failing"]["verdict"])
    assert f"Parle (reject) : {examples['failing']['case']}" in french
    assert f"Silent (accept): {examples['passing']['case']}" in english
    assert f"French title: « {examples['failing']['title']} »" in english
    assert (FIXTURES / examples["failing"]["case"] / "case.toml").is_file()


def test_what_is_neither_rule_nor_value_gets_a_hint():
    """A wrong id exits 2 and names its neighbours."""
    code, _, err = fsecheck("explain", "TEX01")

    assert code == 2
    assert "TEX001" in err


@pytest.mark.parametrize("value", list(Law().ids()))
def test_every_value_is_told_through_time(value):
    """Each value of the law lists its dated entries, each with a source."""
    code, out, _ = fsecheck("law", value, "--format", "json")
    said = json.loads(out)

    assert code == 0
    assert all(entry["sources"] for entry in said["values"])
    assert fsecheck("law", value)[0] == fsecheck("explain", value)[0] == 0


def test_rules_says_which_are_in_force():
    """Before its first date a rule is listed and not in force."""
    code, out, _ = fsecheck("rules", "--as-of", "2020-01-01", "--format", "json")
    rules = {rule["id"]: rule["in_force"] for rule in json.loads(out)["rules"]}

    assert code == 0
    assert [entry.id for entry in CATALOGUE] == list(rules)
    assert (rules["SEC001"], rules["TEX001"]) == (True, False)


def test_coverage_leads_from_a_statement_to_its_rules_and_cases():
    """Every statement of the documents is answered, and the cases shipped with the code are the default."""
    code, out, _ = fsecheck("rules", "--coverage", FIXTURES, "--format", "json")
    said = json.loads(out)
    [one] = [requirement for requirement in said["requirements"] if requirement["id"] == "003-06"]

    assert code == 0
    assert (True, True) == (said["cases_known"], all(one["answered"] for one in said["requirements"]))
    assert ["CUM002", "CUM007"] == [rule["id"] for rule in one["rules"]]
    assert "CUM002-one-article-reject" in one["rules"][0]["cases"]
    assert out == fsecheck("rules", "--coverage", "--format", "json")[1]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ["motif : Relève du conventionnement", "à venir : TEX099", "énoncés : "]), ("en", ["reason (French): "])],
)
def test_coverage_is_told_in_words(language, words, monkeypatch, tmp_path):
    """Statement, rule with its title, cases; the reason where there is no rule; what is still to come."""
    monkeypatch.setattr(coverage, "_FILE", str(tmp_path / "r.toml"))
    (tmp_path / "r.toml").write_text(
        '[document]\n"1" = "Un texte"\n[requirement]\n'
        '"1-1" = { says = "Deux par an", rules = ["TEX001", "TEX099"] }\n'
        '"1-2" = { says = "Le reste", reason = "Relève du conventionnement" }\n',
        encoding="utf-8",
    )
    code, out, _ = fsecheck("rules", "--coverage", FIXTURES, "--lang", language)

    assert code == 0
    assert [] == [word for word in [*words, "1-1  Deux par an", "TEX001", "TEX001-"] if word not in out]


def test_a_statement_without_rule_or_reason_exits_one(monkeypatch, tmp_path):
    """A rule that the catalogue does not hold is no answer."""
    monkeypatch.setattr(coverage, "_FILE", str(tmp_path / "r.toml"))
    (tmp_path / "r.toml").write_text(
        '[document]\n"1" = "Un texte"\n[requirement]\n"1-1" = { says = "Deux par an", rules = ["TEX099"] }\n',
        encoding="utf-8",
    )
    code, out, _ = fsecheck("rules", "--coverage")

    assert code == 1
    assert "NI RÈGLE NI MOTIF" in out


def test_coverage_without_fixtures_says_so(monkeypatch):
    """An installed package has no case of its own: the column is empty, and that is said."""
    monkeypatch.setattr("fsecheck.cli.coverage.shipped", lambda: None)

    assert "la colonne des cas est vide" in fsecheck("rules", "--coverage")[1]
    assert json.loads(fsecheck("rules", "--coverage", "--format", "json")[1])["cases_known"] is False


def test_coverage_wants_a_folder_of_cases_and_no_day(tmp_path):
    """A folder that is none, one without a case, and a day that nothing is judged by exit 2."""
    calls = [["--coverage", tmp_path / "none"], ["--coverage", tmp_path], ["--coverage", "--as-of", "2026-01-01"]]

    assert [2, 2, 2] == [fsecheck("rules", *words)[0] for words in calls]


def test_law_alone_lists_the_ids():
    """Every id stands in the list."""
    out = fsecheck("law", "--format", "json")[1]

    assert [value["id"] for value in json.loads(out)["values"]] == list(Law().ids())


def test_a_day_before_the_first_value_is_refused():
    """Nothing is asserted before the first date: exit 1 and why."""
    code, _, err = fsecheck("law", "teleexpertise.requests_per_year", "--as-of", "2020-01-01")

    assert code == 1
    assert "22/02/2024" in err


@pytest.mark.parametrize("words", [["law", "none.such"], ["law", "nomenclature"], ["explain"], ["rules", "x"]])
def test_a_wrong_lookup_exits_two(words):
    """Bad use exits 2."""
    assert fsecheck(*words)[0] == 2
