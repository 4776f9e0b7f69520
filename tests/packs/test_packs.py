"""A pack of rules speaks as ours do where the settings name it, and one that cannot be used stops everything."""

import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from fsecheck import Checker
from fsecheck.cases.packs import judge
from fsecheck.cases.play import play
from fsecheck.cases.read import find, read
from fsecheck.cli import english, run
from fsecheck.render.sentences import of_finding
from fsecheck.rules.kit import Message, rule
from fsecheck.rules.pack import WARNING, Entry, Pack
from fsecheck.service import forms
from fsecheck.service.calls import Service
from fsecheck.settings import Settings, SettingsError
from tests.authoring import act, sheet
from tests.cli.test_languages import FRENCHNESS
from tests.render.answers import Given, answer
from tests.render.test_formats import RUN
from tests.render.test_public import SCHEMA

ACME = Path(__file__).with_name("acme")
NAME = "acme_rules:PACK"
TODAY = date(2026, 6, 30)
LONG = sheet(actes=[act(date=f"2026-03-{day:02}", seance=f"s{day}") for day in range(2, 15)])


@pytest.fixture
def acme(monkeypatch):
    """The pack, found where Python looks for modules."""
    monkeypatch.syspath_prepend(str(ACME))
    import acme_rules

    return acme_rules.PACK


@pytest.fixture
def made(monkeypatch):
    """Puts a pack of a test's own where settings can name it."""

    def put(pack):
        from types import SimpleNamespace

        monkeypatch.setitem(sys.modules, "own_rules", SimpleNamespace(PACK=pack))
        return "own_rules:PACK"

    return put


def judged(**options):
    """The report on a sheet of thirteen acts, with the pack."""
    return Checker(settings=Settings(packs=(NAME,)), **options).check(LONG, today=TODAY)


@pytest.mark.parametrize("name", sorted(path.parent.name for path in ACME.rglob("case.toml")))
def test_the_cases_of_the_pack_hold(acme, name):
    """Its rules speak, lack a fact and are silent as its own cases say."""
    assert play(read(str(ACME / "acme_rules" / "cases" / name / "case.toml"))).differences == ()


def test_its_findings_are_told_as_ours(acme):
    """Severity, sentences in both languages, the values it quotes, in every format."""
    report = judged()
    (finding,) = report.findings

    assert (report.verdict, finding.rule, finding.severity) == ("warn", "ACM001", "warning")
    assert of_finding(finding, "fr")[:2] == (
        "Une feuille porte au plus douze actes.",
        "La feuille porte 13 actes ; la limite convenue est 12.",
    )
    assert of_finding(finding, "en").sentence == "The sheet has 13 acts; the limit agreed on is 12."
    assert [citation.value for citation in finding.citations] == ["acm.acts_per_sheet"]
    for form in ("text", "html", "sarif", "junit", "github", "jsonl"):
        assert "limite convenue est 12" in answer(form, [(Given("fse.xml", LONG), (report,))], RUN)


def test_the_report_says_which_pack_had_a_part(acme):
    """Name and version in the settings that differ, another fingerprint of the law, and the schema holds."""
    import jsonschema

    made_with = json.loads(judged().to_bytes())["made_with"]

    assert made_with["settings"] == {"packs": {"ACM": "1.2.0"}}
    assert made_with["law"] != Checker().law.fingerprint
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(json.loads(judged().to_bytes()))


def test_reference_mode_leaves_the_pack_aside_and_says_so(acme):
    """No rule of others, and the report tells it."""
    report = judged(reference=True)

    assert {finding.rule for finding in report.findings} & {"ACM001"} == set()
    assert report.identity.ignored == ("packs",)
    assert report.identity.law == Checker().law.fingerprint


def test_reference_mode_does_not_even_load_it():
    """A pack that is not there is no fault of a run that does not want it."""
    assert (
        Checker(settings=Settings(packs=("nowhere:PACK",)), reference=True).check(LONG, today=TODAY).verdict == "accept"
    )


def test_a_sheet_that_cannot_be_read_names_its_family_too(acme):
    """What was not evaluated includes the rules of the pack."""
    report = Checker(settings=Settings(packs=(NAME,))).check(b"<fse", today=TODAY)

    assert report.not_evaluated[-1] == "ACM"


def test_a_crash_of_its_rule_is_a_failed_verdict(acme, made):
    """A rule of others that breaks never reads as accept."""

    @rule("OWN001", values=["teleexpertise.consent"])
    def own001(invoice, facts, law):
        """Elle casse."""
        raise KeyError(invoice.number)
        yield

    name = made(Pack("OWN", "1", (Entry("OWN001", WARNING, given=own001),), {}))
    report = Checker(settings=Settings(packs=(name,))).check(LONG, today=TODAY)

    assert report.verdict == "failed"
    assert report.faults[0].kind == "KeyError"


def without(pack, **change):
    """The pack with its first rule alone, made otherwise."""
    first = pack.rules[0]
    return evolve(pack, rules=(evolve(first, given=evolve(first.given, **change)),))


#: How to spoil a pack, by what is said of it.
BROKEN = {
    "trois capitales": lambda pack: evolve(pack, prefix="AC"),
    "est une famille de fsecheck": lambda pack: evolve(pack, prefix="TEX"),
    "version : il n'y en a pas": lambda pack: evolve(pack, version=""),
    "rules : il n'y en a pas": lambda pack: evolve(pack, rules=()),
    "un identifiant est deux fois": lambda pack: evolve(pack, rules=(pack.rules[0],) * 2),
    "ACM et trois chiffres": lambda pack: evolve(pack, rules=(evolve(pack.rules[0], id="ACM01"),)),
    "sa règle n'est pas donnée": lambda pack: evolve(pack, rules=(evolve(pack.rules[0], given=None),)),
    "a un autre identifiant": lambda pack: evolve(pack, rules=(evolve(pack.rules[0], given=pack.rules[1].given),)),
    "gravité inconnue": lambda pack: evolve(pack, rules=(evolve(pack.rules[0], severity="fatal"),)),
    "dans sa docstring": lambda pack: without(pack, check=lambda *_: iter(())),
    "au moins une valeur": lambda pack: without(pack, values=()),
    "la valeur acm.nothing n'existe pas": lambda pack: without(pack, values=("acm.nothing",)),
    "le besoin weather n'existe pas": lambda pack: without(pack, needs=frozenset({"weather"})),
    "ses valeurs": lambda pack: evolve(pack, values="/nowhere/acm.toml"),
    "AttributeError": lambda pack: evolve(pack, rules=("ACM001",)),
    "un Pack est attendu": lambda pack: "PACK",
}


@pytest.mark.parametrize("said", BROKEN)
def test_a_pack_that_cannot_be_used_stops_everything(acme, made, said):
    """The checker is not made, and the error names the pack and why."""
    name = made(BROKEN[said](acme))

    with pytest.raises(SettingsError, match=said) as caught:
        Checker(settings=Settings(packs=(name,)))

    assert "own_rules:PACK" in str(caught.value) or "ACM" in str(caught.value)
    assert [] == FRENCHNESS.findall(english.said(str(caught.value)))


def test_two_packs_with_one_prefix_are_refused(acme, made):
    """An id belongs to one pack."""
    with pytest.raises(SettingsError, match="un autre lot a le préfixe ACM"):
        Checker(settings=Settings(packs=(NAME, made(evolve(acme, version="2")))))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
        ("", "AttributeError"),
        ("import nowhere", "nowhere"),
    ],
    ids=["raises", "empty", "imports"],
)
def test_a_module_that_does_not_load_exits_two(tmp_path, monkeypatch, code, said):
    """The command stops before any sheet, with one line."""
    (tmp_path / "bad_rules.py").write_text(code, encoding="utf-8")
    (tmp_path / "fsecheck.toml").write_text("[plugins]\npacks = ['bad_rules:PACK']\n", encoding="utf-8")
    (tmp_path / "fse.xml").write_bytes(LONG)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "bad_rules", raising=False)
    out, err = io.StringIO(), io.StringIO()

    done = run(["check", str(tmp_path / "fse.xml"), "--settings", str(tmp_path / "fsecheck.toml")], out, err)

    assert (done, out.getvalue(), err.getvalue().count("\n")) == (2, "", 1)
    assert said in err.getvalue()


# The check of a pack


def test_the_example_pack_holds(acme):
    """Words in both languages and cases on both sides of each rule."""
    assert judge(NAME)[1] == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"titles": {"ACM001": "One."}}, "ACM002 : il manque le titre anglais"),
        ({"cases": ""}, "ACM001 : aucun cas où elle parle"),
        ({"cases": "nowhere"}, "aucun case.toml"),
        ({"messages": {}}, "ACM001.too-long : il manque ses phrases"),
        (
            {"messages": {"TEX001.x": {"fr": Message("", "", ""), "en": Message("", "", "")}}},
            "TEX001.x : d'aucune règle",
        ),
        ({"messages": {"ACM001.x": {"fr": Message("", "", "")}}}, "ACM001.x : il manque la langue en"),
        ({"messages": {"ACM001.x": {"fr": Message("{a}", "", ""), "en": Message("", "", "")}}}, "les deux langues"),
        ({"messages": {"ACM001.x": {"fr": Message("", "", ""), "en": Message("", "", "")}}}, "ACM001.x : aucun cas"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_pack_lacks_is_told(acme, made, change, said):
    """A title, a language, a case, a sentence: each by its name."""
    assert any(said in text for text in judge(made(evolve(acme, **change)))[1])


def test_a_rule_without_its_cases_is_told(acme, made):
    """Each rule speaks in one case and is silent in another."""
    first, _ = acme.rules
    other = evolve(first, id="ACM009", given=evolve(first.given, id="ACM009"))

    _, wrong = judge(made(evolve(acme, rules=(*acme.rules, other))))

    assert {"ACM009 : aucun cas où elle parle", "ACM009 : aucun cas où elle se tait"} <= set(wrong)


def test_the_command_judges_a_pack(acme):
    """Exit 0 and its rules; 2 where it cannot be loaded."""
    out = io.StringIO()

    assert run(["rules", "--check-pack", NAME], out, io.StringIO()) == 0
    assert out.getvalue().endswith("ACM 1.2.0 : tient\n")
    assert run(["rules", "--check-pack", "nowhere:PACK"], io.StringIO(), io.StringIO()) == 2
    told = io.StringIO()
    assert run(["rules", "--check-pack", NAME, "--format", "json", "--lang", "en"], told, io.StringIO()) == 0
    assert json.loads(told.getvalue())["rules"][0] == {"id": "ACM001", "title": "A sheet has at most twelve acts."}


# Told beside ours


@pytest.fixture
def settings(tmp_path):
    """Settings that name the pack, as the option takes them."""
    path = tmp_path / "fsecheck.toml"
    path.write_text(f"[plugins]\npacks = ['{NAME}']\n", encoding="utf-8")
    return ("--settings", str(path))


def told(*words):
    """What a command that succeeds writes."""
    out, err = io.StringIO(), io.StringIO()
    assert (run([*words], out, err), err.getvalue()) == (0, "")
    return out.getvalue()


def test_its_rules_are_listed_after_ours(acme, settings):
    """With their title in the language, and whether they are in force; without the settings they are not there."""
    english, french = told("rules", *settings, "--lang", "en"), told("rules", *settings)
    listed = json.loads(told("rules", *settings, "--format", "json", "--today", "2026-06-30"))["rules"]

    assert "ACM001  warning        A sheet has at most twelve acts.\n" in english
    assert "ACM001  avertissement  Une feuille porte au plus douze actes.\n" in french
    assert ["ACM001", "ACM002"] == [one["id"] for one in listed[-2:]]
    assert [(True, ["acm.acts_per_sheet"])] == [
        (one["in_force"], one["values"]) for one in listed if one["id"] == "ACM001"
    ]
    assert f"{len(listed)} rules on" in english
    assert "ACM" not in told("rules")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_rule_of_it_explains_itself(acme, settings, language):
    """Its words, its values and its own cases."""
    text = told("explain", "acm001", *settings, "--lang", language)
    said = json.loads(told("explain", "ACM001", *settings, "--lang", language, "--format", "json"))

    assert acme.title("ACM001", language) in text
    assert acme.messages["ACM001.too-long"][language].sentence in text
    assert ["ACM001-twelve-accept", "ACM001-one-more-warn"] == [
        said["examples"][kind]["case"] for kind in ("passing", "failing")
    ]
    assert ["acm.acts_per_sheet"] == [value["id"] for value in said["values"]]
    assert "acm.acts_per_sheet" in told("explain", "acm.acts_per_sheet", *settings)


def test_a_pack_without_cases_is_explained_all_the_same(acme, made, tmp_path):
    for cases in ("", "nowhere"):
        name = made(evolve(acme, cases=cases))
        (tmp_path / "own.toml").write_text(f"[plugins]\npacks = ['{name}']\n", encoding="utf-8")

        said = json.loads(told("explain", "ACM001", "--settings", str(tmp_path / "own.toml"), "--format", "json"))

        assert {"passing": None, "failing": None} == said["examples"]


def test_the_service_explains_a_rule_of_it_too(acme):
    service = Service(Checker(settings=Settings(packs=(NAME,))), lambda: TODAY)

    assert "ACM001" == service.explain(forms.Id("ACM001"))["id"]


def test_what_changes_by_a_rule_of_it_is_told(acme, settings, tmp_path):
    """Between settings without the pack and with it."""
    (tmp_path / "fse.xml").write_bytes(LONG)
    out, err = io.StringIO(), io.StringIO()

    code = run(["diff", str(tmp_path / "fse.xml"), *settings, "--today", "2026-06-30"], out, err)

    assert (1, "") == (code, err.getvalue())
    assert "ACM001 : 1 feuille(s), 0,00 € · Une feuille porte au plus douze actes." in out.getvalue()


# Installed


def test_the_pack_installed_as_a_vendor_would(tmp_path):
    """Its wheel, in a folder of its own, checks a sheet and judges itself; nothing of it is in our tree."""
    target = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    source = tmp_path / "acme"
    subprocess.run(["cp", "-r", str(ACME), str(source)], check=True)
    subprocess.run([*pip, "--target", str(target), str(source)], check=True, capture_output=True)
    (tmp_path / "fsecheck.toml").write_text(f"[plugins]\npacks = ['{NAME}']\n", encoding="utf-8")
    (tmp_path / "fse.xml").write_bytes(LONG)

    def fsecheck(*words):
        return subprocess.run(
            [sys.executable, "-m", "fsecheck.cli", *words],
            cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(target)}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    checked = fsecheck("check", "fse.xml", "--settings", "fsecheck.toml", "--today", "2026-06-30")

    assert (checked.returncode, checked.stderr) == (0, "")
    assert "[ACM001] avertissement" in checked.stdout
    assert "réglages : packs" in checked.stdout
    assert fsecheck("rules", "--check-pack", NAME).returncode == 0
    assert len(find([str(target)])) == 5


@pytest.mark.parametrize(("language", "sentence"), [("fr", "Une phrase."), ("en", "Une phrase.")])
def test_a_message_without_its_english_is_french(language: str, sentence: str) -> None:
    """As the maker of the pack wrote it; what he did not write is none."""
    pack = Pack("OWN", "1", (), {"OWN001.x": {"fr": Message(sentence, "Un remède.", "une précision.")}})

    assert pack.templates("OWN001", "x", language) == (sentence, "Un remède.", "une précision.")
    assert pack.templates("OWN001", "y", language) is None
