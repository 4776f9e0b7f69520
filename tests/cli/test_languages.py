"""The command line speaks French and English, whole: help, errors and what was done, dates and amounts too."""

import ast
import io
import re
from importlib import import_module
from pathlib import Path

import pytest

from fsecheck.cli import COMMANDS, _language, english, run
from fsecheck.cli.completion import _asked, _Asking
from fsecheck.cli.failures import FRENCH
from fsecheck.cli.streams import Streams
from tests.authoring import sheet
from tests.cli.test_check import TODAY, fsecheck
from tests.render.test_messages import parameters

ROOT = Path(__file__).resolve().parents[2]
#: Where errors are told to a user, and what makes them; the last argument is the text.
SPEAKING = [
    path for room in ("cli", "settings", "cases", "certify") for path in sorted((ROOT / "fsecheck" / room).glob("*.py"))
]
MAKERS = {"UseError", "SettingsError", "CaseError", "FormatError", "wrong"}
CALLS = [
    [name, *action]
    for name in COMMANDS
    for action in ([[one] for one in getattr(import_module(f"fsecheck.cli.{name}"), "ACTIONS", ())] or [[]])
]
#: Signs and words that no English text of ours has.
FRENCHNESS = re.compile(r"[«»àâçèêëîôùûœÉÀ]|\b(?:les?|une?|est|des|dans|pour|avec|sinon|fichier|feuille)\b(?!\.xml)| :")
#: Words of the field, and names of files in the examples.
KEPT = re.compile(
    r"télésoin|téléexpertise|\S+\.(?:xml|json|toml|html|csv|sarif|txt|db|key|pem|token)|dossier/|feuilles/|numéro AM"
)


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch):
    for name in ("LEDGER", "KEY", "SETTINGS", "TODAY", "LANG"):
        monkeypatch.delenv(f"FSECHECK_{name}", raising=False)


def parser(words, language):
    """What a command takes, in a language."""
    asking = _Asking(io.StringIO(), io.StringIO(), io.StringIO(), language)
    return _asked(import_module(f"fsecheck.cli.{words[0]}"), words[1:], asking)


def template(node):
    """A text of the source with ``{}`` where a call completes it; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def errors():
    """Every text of an error of use or of settings, with where it stands."""
    for path in SPEAKING:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in {"UseError", "SettingsError"}
                and node.args
            ):
                text = template(node.args[0])
                if text is not None:
                    yield f"{path.stem}:{node.lineno}", text


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_the_help_of_a_command_is_whole_in_english(words):
    """What it does and what each option is for: nothing French is left, but the words of the field and examples."""
    told = KEPT.sub("", parser(words, "en").format_help())

    assert [found.group() for found in FRENCHNESS.finditer(told)] == []


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_every_command_takes_its_language(words):
    """Wherever in the call it stands."""
    assert [["fr", "en"]] == [list(one.choices) for one in parser(words, "fr")._actions if one.dest == "lang"]


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_the_help_of_a_command_is_french_by_default(words):
    """The source language."""
    told = parser(words, "fr").format_help()

    assert told.startswith("Usage : fsecheck")
    assert "montrer cette aide" in told


@pytest.mark.parametrize("words", [[], ["ledger"], ["certify"]], ids=" ".join)
def test_the_help_of_several_commands_is_whole_in_english(words):
    """Those that are written by hand."""
    code, out, _ = fsecheck(*words, "--help", "--lang", "en")

    assert code == 0
    assert out.startswith(("fsecheck: ", "Usage: "))
    assert [
        found.group() for found in FRENCHNESS.finditer(KEPT.sub("", out.replace("--lang fr", "").replace("=fr:", "")))
    ] == []
    assert fsecheck(*words, "--help")[1] != out


@pytest.mark.parametrize(("where", "text"), sorted(errors()), ids=lambda value: value if ":" in value[:30] else "")
def test_every_error_of_use_has_its_english(where, text):
    """A text of the source that the English does not know, or completes with other values, is found."""
    assert text in english.TEXTS
    assert english.TEXTS[text].count("{}") == text.count("{}")


@pytest.mark.parametrize("french", sorted(english.TEXTS), ids=lambda text: text[:40])
def test_a_translation_has_the_same_places(french):
    """As many values as the French, and no sign that would be taken for one."""
    told = english.TEXTS[french]

    assert told.count("{}") == french.count("{}")
    assert parameters(told) == parameters(french)
    assert told


def test_what_a_call_completes_is_put_in_its_place():
    """Values stand where the English has them; those that are texts of ours are English too."""
    assert english.said("--output : a b.txt ne peut pas être écrit (il n'existe pas)") == (
        "--output: a b.txt cannot be written (it does not exist)"
    )
    assert english.said("fsecheck.toml : cap.enforcement : attendu l'un des mots annual, running, trouvé 'x'") == (
        "fsecheck.toml: cap.enforcement: expected one of the words annual, running, found 'x'"
    )
    assert english.said("quelque chose d'autre") == "quelque chose d'autre"


def test_a_value_is_never_translated_by_half():
    """A path that looks like a text of ours stays in its place, whole."""
    assert english.said("« une table » : dossier illisible (il n'existe pas)") == (
        "« une table »: unreadable folder (it does not exist)"
    )


@pytest.mark.parametrize(
    ("words", "variable", "language"),
    [
        (["check"], "", "fr"),
        (["check", "--lang", "en"], "", "en"),
        (["check", "--lang=en"], "", "en"),
        (["check"], "en", "en"),
        (["check", "--lang", "fr"], "en", "fr"),
        (["check", "--lang"], "", "fr"),
        (["check"], "de", "fr"),
    ],
)
def test_the_language_is_that_of_the_option_then_of_the_variable(monkeypatch, words, variable, language):
    """``--lang``, else FSECHECK_LANG, else French."""
    monkeypatch.setenv("FSECHECK_LANG", variable)

    assert _language(words) == language


def test_the_variable_is_the_language_of_the_answer_too(tmp_path, monkeypatch):
    """Not only of the help."""
    (tmp_path / "fse.xml").write_bytes(sheet())
    monkeypatch.setenv("FSECHECK_LANG", "en")

    assert "ACCEPTED (accept)" in fsecheck("check", tmp_path / "fse.xml", *TODAY)[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "none", "--today", "2026-2-3"], 'fsecheck: --today: "2026-2-3" is no day of the calendar'),
        (["check", "x", "--frob"], "fsecheck: check: unrecognized arguments: --frob (fsecheck check --help)"),
        (["check", "x", "--jobs", "0"], "fsecheck: check: option --jobs: a number from 1 to 61 is expected"),
        (["check", "x", "--key", "k"], "fsecheck: --key is given without a ledger"),
        (["check", "x", "--settings", "none.toml"], "fsecheck: none.toml: unreadable (it does not exist)"),
        (["explain", "TEX01"], 'fsecheck: explain: "TEX01" is no rule and no value that is known; do you mean'),
        (["chek"], 'fsecheck: unknown command "chek"; known: check'),
        (["ledger", "hold"], 'fsecheck: ledger: unknown action "hold"; known: init'),
        (["ledger", "pending", "--ledger", "none.db", "--key", "none.key"], "fsecheck: ledger: the key file"),
        (
            ["law", "nomenclature", "--as-of", "2020-01-01"],
            "fsecheck: the nomenclature is asserted from 22 February 2024",
        ),
        (["law", "teleexpertise.consent", "--as-of", "2020-01-01"], "nothing is asserted before 22 February 2024"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_errors_are_told_in_english(tmp_path, monkeypatch, words, said):
    """One line, in the language of the call."""
    monkeypatch.chdir(tmp_path)

    _, _, err = fsecheck(*words, "--lang", "en")

    assert said in err
    assert err.count("\n") == 1
    assert [found.group() for found in FRENCHNESS.finditer(err)] == []


def test_a_comparison_and_a_price_are_written_as_the_language_writes_them():
    """Amounts, coefficients and dates: 17,86 € and 8,08 in French, €17.86 and 8.08 in English."""
    french, told = (fsecheck("law", "nomenclature", "--as-of", "2026-09-01", "--lang", one)[1] for one in ("fr", "en"))

    assert re.search(r"^RAM +8,08 +17,86 € ", french, re.MULTILINE)
    assert re.search(r"^RAM +8\.08 +€17\.86 ", told, re.MULTILINE)


def test_cases_are_told_in_english(tmp_path):
    """Counts and differences."""
    folder = tmp_path / "IDN001-other-accept"
    folder.mkdir()
    (folder / "fse.xml").write_bytes(sheet())
    (folder / "case.toml").write_text('title = "x"\ntoday = 2026-03-02\n[expect]\nverdict = "warn"\n', encoding="utf-8")

    code, out, _ = fsecheck("cases", folder, "--lang", "en")

    assert code == 1
    assert "DIFFERENT" in out
    assert "    - verdict: expected warn, found accept" in out
    assert out.endswith("1 cases: 0 equal, 1 different, 0 unreadable\n")


def test_a_plain_call_loads_no_english():
    """French is the language of the source."""
    streams = Streams(io.StringIO(), io.StringIO(), io.StringIO())

    assert streams.said("Rien en attente.") == "Rien en attente."
    assert FRENCH


def test_a_language_before_the_command_is_understood():
    """``fsecheck --lang en`` is the help, in English."""
    out = io.StringIO()

    assert run(["--lang", "en", "--help"], out, io.StringIO()) == 0
    assert out.getvalue().startswith("fsecheck: checks")
