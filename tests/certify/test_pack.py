"""The format of a pack, what its own check finds, and what the shipped one holds."""

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fsecheck.cases.coverage import coverage
from fsecheck.certify import adapter as adapters
from fsecheck.certify import derive, manifest, pack, run
from fsecheck.certify.audit import audit
from fsecheck.certify.reading import FormatError
from fsecheck.cli import english
from fsecheck.law.lawset import Law
from fsecheck.rules.catalogue import CATALOGUE
from tests.certify.desk import SHIPPED, VENDORS, small
from tests.cli.test_languages import FRENCHNESS, KEPT
from tests.fixtures import FIXTURES, ROOT

FOLDER = Path(SHIPPED.folder)


def changed(folder: Path, name: str, *pairs: tuple[str, str]) -> Path:
    """A small pack, one file of it changed."""
    small(folder, "P04", "H-IDN001-speaks", "A01")
    text = (folder / name).read_text(encoding="utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def in_french(error: FormatError) -> list[str]:
    """What is left of the source's French where an error is told in English."""
    told = english.said(f"certify : {error}")
    return [found.group() for found in FRENCHNESS.finditer(KEPT.sub("x", told))]


def test_the_shipped_pack_is_sound():
    assert [] == list(audit(SHIPPED))


def test_the_generated_part_is_up_to_date():
    """``python -m fsecheck.certify.derive`` would change nothing."""
    written = (FOLDER / "pack.toml").read_text(encoding="utf-8")

    assert (FOLDER / derive.FILE).read_text(encoding="utf-8") == derive.source(str(FIXTURES))
    assert written == derive.manifest(written)
    assert Law().fingerprint == SHIPPED.law


def test_every_statement_that_a_rule_holds_is_required():
    """What the documents ask and a rule holds stands in the manifest, and so does what an attestation shows."""
    held = {one.id for one in coverage() if one.held}
    attested = {own for one in SHIPPED.scenarios if one.kind == pack.ATTESTATION for own in one.requirements}

    assert sorted(held - {one.id for one in SHIPPED.requirements}) == []
    assert {one.id for one in SHIPPED.requirements} <= held | attested


def test_every_journey_is_asked_step_by_step():
    asked = {one.play.case: len(one.play.answers) for one in SHIPPED.scenarios if isinstance(one.play, pack.Hook)}
    judging = {
        f"journeys/{path.parent.name}": path.read_text(encoding="utf-8").count('action = "check"')
        + path.read_text(encoding="utf-8").count('action = "reserve"')
        + path.read_text(encoding="utf-8").count('action = "record"')
        for path in (FIXTURES / "journeys").glob("*/case.toml")
    }

    assert judging == {case: steps for case, steps in asked.items() if case.startswith("journeys/")}


def test_a_rule_speaks_in_one_scenario_and_is_silent_in_another():
    """But for the one that a practice wakes by its own setting: reference mode knows no setting."""
    spoken = {rule for one in SHIPPED.scenarios if "speaks" in one.tags for rule in one.rules}
    silent = {rule for one in SHIPPED.scenarios if "silent" in one.tags for rule in one.rules}

    assert {"DEP004"} == {entry.id for entry in CATALOGUE} - spoken
    assert {entry.id for entry in CATALOGUE} == silent


def test_a_requirement_without_a_scenario_fails_the_check(tmp_path):
    own = manifest.read(
        str(
            changed(
                tmp_path / "pack", "pack.toml", ("requirement = [", 'requirement = [{id = "X", fr = "x", en = "x"},')
            )
        )
    )

    assert ("requirement-without-scenario", "X") in set(audit(own, play=False))


def test_a_rule_without_a_scenario_fails_the_check(tmp_path):
    own = small(tmp_path / "pack", "P04", "H-IDN001-speaks")

    faults = set(audit(own, play=False))

    assert ("rule-without-scenario", "IDN002") in faults
    assert ("rule-without-scenario", "IDN001") not in faults


def test_an_answer_that_is_not_ours_fails_the_check(tmp_path):
    own = manifest.read(str(changed(tmp_path / "pack", "hook.toml", ('verdict = "reject"', 'verdict = "warn"'))))

    assert ("other-answer", "H-IDN001-speaks") in set(audit(own))


def test_a_pack_of_another_law_set_fails_the_check(tmp_path):
    own = manifest.read(str(changed(tmp_path / "pack", "pack.toml", (SHIPPED.law, "0" * 64))))

    assert ("other-law", "0" * 64) in set(audit(own, play=False))


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("pack.toml", ("format = 1", "format = 2"), "pack.toml : format : "),
        ("pack.toml", ("format = 1", "format = 1\nodd = 1"), "pack.toml : odd : clé inconnue"),
        ("pack.toml", ("title.en = ", "title.de = "), "pack.toml : title.en : il manque"),
        ("pack.toml", ("reference_date = 2026-11-22", 'reference_date = "2026"'), "reference_date : attendu une date"),
        ("pack.toml", ('"telecare.toml"', '"../telecare.toml"'), "pack.toml : files : "),
        ("pack.toml", ('"telecare.toml"', '"other.toml"'), "other.toml : illisible"),
        ("pack.toml", ("[sets.mk]", "[sets.mk"), "pack.toml : n'est pas du TOML"),
        ("pack.toml", ("birth = \"19850614\"}, acts", "birth = \"1985\"}, acts"), "history[2].patient.birth : "),
        ("telecare.toml", ('id = "P04"', 'id = "../P04"'), "scenario[1].id : "),
        ("telecare.toml", ('id = "P04"', 'id = "A01"'), "scenario : A01 est deux fois"),
        ("telecare.toml", ('kind = "producer"', 'kind = "other"'), "scenario[1].kind : "),
        ("telecare.toml", ('"003-57"', '"X"'), "scenario[1].requirements : 'X' n'est pas une exigence"),
        ("telecare.toml", ('rules = ["SER001"]', 'rules = ["SER999"]'), "scenario[1].rules : 'SER999'"),
        ("telecare.toml", ('with = ["mk"', 'with = ["nobody"'), "scenario[1].with : 'nobody'"),
        ("telecare.toml", ("[[scenario.form.invoice]]", "[[scenario.form.facture]]"), "form[1].invoice : il manque"),
        ("telecare.toml", ('base = "17.92"', "base = 17.92"), "invoice[1].acts[1].base : un nombre à virgule"),
        ("telecare.toml", ('base = "17.92"', 'prix = "17.92"'), "acts[1].prix : champ inconnu"),
        ("telecare.toml", ("today = 2026-03-06", ""), "scenario[1].today : il manque"),
        ("hook.toml", ("identity/IDN001", "identity/../IDN001"), "scenario[1].case : "),
        ("hook.toml", ("identity/IDN001", "identity/NON001"), "scenario[1].case : "),
        ("hook.toml", ('codes = ["IDN001"]', 'codes = ["idn"]'), "answers[1].codes : "),
        ("attestation.toml", ("asks.fr", "asks.de"), "scenario[1].asks.fr : il manque"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_pack_is_told_with_its_place(name, change, said, tmp_path):
    folder = changed(tmp_path / "pack", name, change)

    with pytest.raises(FormatError) as error:
        manifest.read(str(folder))

    assert said in str(error.value)
    assert [] == in_french(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[producer]\ncommand = ["x"]', "adapter.toml : vendor : il manque"),
        ('[vendor]\nname = "a"\nsoftware = "b"\nversion = 1', "vendor.version : attendu un texte"),
        ("VENDOR[producer]\nseconds = 3", "producer.command : "),
        ('VENDOR[producer]\ncommand = ["x"]\nanswers = "y"', "producer.command : "),
        ('VENDOR[producer]\ncommand = ["{where}"]', "{where} n'est pas un de {in}"),
        ('VENDOR[producer]\ncommand = ["{in"]', "accolades"),
        ('VENDOR[hook]\ncommand = ["x"]\nseconds = 0', "hook.seconds : attendu un nombre de 1 à "),
        ('VENDOR[hook]\ncommand = ["x"]\nanswer = "mail"', "hook.answer : "),
        ('VENDOR[attestation]\nA01 = {by = "x", on = 2026-01-01, file = "none.pdf"}', "attestation.A01.file : "),
        ('VENDOR[producer]\ncommand = "x"', "producer.command : attendu une liste, trouvé un texte"),
        ("VENDOR[producer]\ncommand = [1]", "producer.command : attendu une liste de textes"),
        ('VENDOR[producer]\ncommand = ["x"]\nstatuses = ["1"]', "producer.statuses : "),
        ('VENDOR[producer]\ncommand = ["x"]\nenvironment = [1]', "environment : attendu une table, trouvé une liste"),
        ('VENDOR[producer]\ncommand = ["x"]\nodd = 1', "producer.odd : clé inconnue ; connues : answer, "),
        ("VENDOR[producer]\nanswers = 1.5", "producer.answers : attendu un texte, trouvé un nombre à virgule"),
        ("VENDOR[aside]\nP01 = 2026-01-01T08:00:00", "aside : attendu des textes"),
        ("VENDOR[attestation]\nA01 = 08:00:00", "attestation.A01 : attendu une table, trouvé une heure"),
        ('VENDOR[attestation]\nA01 = {by = "x", on = 2026-01-01T08:00:00, file = "y"}', "trouvé une date et une heure"),
        ('VENDOR[attestation]\nA01 = {by = " ", on = 2026-01-01, file = "adapter.toml"}', "attestation.A01.by : "),
    ],
)
def test_what_is_wrong_with_an_adapter_is_told_with_its_place(text, said, tmp_path):
    vendor = '[vendor]\nname = "a"\nsoftware = "b"\nversion = "c"\n'
    (tmp_path / "adapter.toml").write_text(text.replace("VENDOR", vendor), encoding="utf-8")

    with pytest.raises(FormatError) as error:
        adapters.read(str(tmp_path / "adapter.toml"))

    assert said in str(error.value)
    assert [] == in_french(error.value)


def test_a_pack_may_bring_its_own_cases(tmp_path):
    """A folder ``cases`` beside the manifest is where its hooks are looked for."""
    import shutil

    folder = tmp_path / "pack"
    small(folder, "H-IDN001-speaks")
    case = SHIPPED.scenarios[[one.id for one in SHIPPED.scenarios].index("H-IDN001-speaks")].play.case
    shutil.copytree(FIXTURES / case, folder / "cases" / case)

    own = manifest.read(str(folder))

    assert str(folder / "cases") == pack.cases_of(str(folder))
    assert 1 == len(list(run.questions(own, own.scenarios[0])))


@pytest.fixture(scope="module")
def schema():
    """The schema of packs, with those it refers to."""
    read = {path: json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "schemas").glob("*/1.json")}
    registry = Registry().with_resources([(one["$id"], Resource.from_contents(one)) for one in read.values()])
    own = read[ROOT / "schemas" / "pack" / "1.json"]
    Draft202012Validator.check_schema(own)
    return lambda part: Draft202012Validator({"$ref": f"{own['$id']}#/$defs/{part}"}, registry=registry)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.name)
def test_the_shipped_pack_holds_to_its_schema(path, schema):
    document = pack.plain(tomllib.loads(path.read_text(encoding="utf-8")))
    part = "manifest" if path.name == "pack.toml" else "scenarios"

    assert [] == [error.message for error in schema(part).iter_errors(document)]


@pytest.mark.parametrize("path", sorted(VENDORS.glob("*.toml")), ids=lambda path: path.name)
def test_the_sample_adapters_hold_to_the_schema(path, schema):
    document = pack.plain(tomllib.loads(path.read_text(encoding="utf-8")))

    assert [] == [error.message for error in schema("adapter").iter_errors(document)]


@pytest.mark.parametrize("own", ["P01", "P13", "J28-twins", "H-TEX001-silent"])
def test_what_is_given_to_a_software_holds_to_the_schema(own, schema):
    """The situation or the call, and the history beside it."""
    [scenario] = [one for one in SHIPPED.scenarios if one.id == own]
    parts = {"situation.json": "situation", "call.json": "call", "history.json": "history"}
    for question in run.questions(SHIPPED, scenario):
        given = {name: json.loads(data) for name, data in question.files.items() if name in parts}

        assert "history.json" in given
        for name, document in given.items():
            assert [] == [error.message for error in schema(parts[name]).iter_errors(document)]
