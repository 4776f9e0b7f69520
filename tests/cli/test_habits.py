"""What a command line is expected to do: lists, quiet, colours, stricter exits, logs, completion, diff."""

import io
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pre_commit.clientlib import load_manifest

from fsecheck.cli import COMMANDS, run
from fsecheck.cli.check import Asked
from fsecheck.model.report import Report
from tests.authoring import NIR, lot, sheet
from tests.cli.test_check import ACCEPTED, REFUSED, TODAY, UNDECIDED, fsecheck
from tests.cli.test_languages import CALLS, parser
from tests.render.test_text import IDENTITY, THIRD

ROOT = Path(__file__).resolve().parents[2]
WARNED = sheet(professionnel={"numeroAM": "991130635"})


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch):
    for name in ("LEDGER", "KEY", "SETTINGS", "TODAY"):
        monkeypatch.delenv(f"FSECHECK_{name}", raising=False)


@pytest.fixture
def files(tmp_path):
    """A folder of one sheet of each verdict."""
    for name, data in (("a", ACCEPTED), ("r", REFUSED), ("u", UNDECIDED), ("w", WARNED)):
        (tmp_path / f"{name}.xml").write_bytes(data)
    return tmp_path


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self):
        return True


# Lists


@pytest.mark.parametrize(
    "text", ["{0}/a.xml\n{0}/r.xml\n", "\ufeff{0}/a.xml\r\n\r\n  {0}/r.xml  "], ids=["unix", "windows"]
)
def test_a_list_names_a_file_a_line(files, text):
    """Its mark, the ends of its lines and empty ones do not matter; the order is that of the list."""
    (files / "liste.txt").write_text(text.format(files), encoding="utf-8", newline="")

    code, out, _ = fsecheck("check", f"@{files}/liste.txt", *TODAY, "--format", "jsonl")

    assert code == 1
    assert [json.loads(line)["path"] for line in out.splitlines()] == [f"{files}/a.xml", f"{files}/r.xml"]


def test_a_list_on_standard_input(files):
    """``@-`` reads the list where other programs write it."""
    code, out, _ = fsecheck("check", "@-", *TODAY, "--format", "jsonl", stdin=f"{files}/a.xml\n".encode())

    assert (code, out.count("\n")) == (0, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["@none.txt"], "liste illisible"),
        (["@empty.txt"], "liste vide"),
        (["@binary.txt"], "UTF-8"),
        (["-", "@-"], "une fois"),
        (["-", "-"], "une fois"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_list_that_cannot_be_used_is_bad_use(tmp_path, monkeypatch, words, said):
    """Nothing checked never reads as accepted."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.txt").write_bytes(b"\n\n")
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe\x00")

    code, out, err = fsecheck("check", *words, *TODAY)

    assert (code, out) == (2, "")
    assert said in err


def test_a_list_without_end_is_not_read_to_its_end(monkeypatch, files):
    """More bytes than a list may have: told, on both sides of the limit."""
    line = f"{files}/a.xml\n"
    (files / "liste.txt").write_text(line, encoding="utf-8")
    monkeypatch.setattr("fsecheck.cli.inputs._LIST", len(line))
    assert fsecheck("check", f"@{files}/liste.txt", *TODAY)[0] == 0

    monkeypatch.setattr("fsecheck.cli.inputs._LIST", len(line) - 1)
    code, _, err = fsecheck("check", f"@{files}/liste.txt", *TODAY, "--lang", "en")

    assert (code, err) == (2, f"fsecheck: @{files}/liste.txt: a list of more than {len(line) - 1} bytes\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no name here")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_pipe_in_a_folder_is_not_waited_for(files, jobs):
    """Nobody writes into it: it is told as unreadable, in the language of the call, and the others are checked."""
    os.mkfifo(files / "b.xml")

    code, out, _ = fsecheck("check", files, *TODAY, "--jobs", jobs, "--lang", "en")

    assert code == 2
    assert f"{files}/b.xml\n  UNREADABLE: cannot be opened (this is no file)\n" in out
    assert 4 == out.count("invoice no.")


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "junit", "github", "html"])
def test_why_a_file_cannot_be_opened_is_told_in_the_language_of_the_call(form, files):
    """In every format, and by every command that reads sheets."""
    for lang, said in (("fr", "il n'existe pas"), ("en", "it does not exist")):
        out = fsecheck("check", files / "none.xml", *TODAY, "--format", form, "--lang", lang)[1]
        assert said in out.replace("&#x27;", "'").replace("&#39;", "'")
    assert "it does not exist" in fsecheck("diff", files / "none.xml", *TODAY, *DAYS, "--lang", "en")[1]


# What is said, and how it exits


def test_quiet_tells_only_what_may_not_be_sent(files):
    """Blocks of refused and undecided sheets alone, and no last line; the exit code is the same."""
    code, out, _ = fsecheck("check", files, *TODAY, "--quiet")

    assert code == 1
    assert re.findall(r"\((accept|warn|reject|undecided)\)", out) == ["reject", "undecided"]
    assert "fsecheck 0." not in out


def test_quiet_says_nothing_where_all_may_be_sent(files):
    """No news is good news."""
    assert fsecheck("check", files / "a.xml", *TODAY, "--quiet") == (0, "", "")


def test_quiet_shows_no_progress(files):
    """Not even on a terminal."""
    err = Terminal()

    run(["check", str(files), *TODAY, "--quiet"], io.StringIO(), err, io.StringIO())

    assert err.getvalue() == ""


@pytest.mark.parametrize(
    ("data", "level", "code"),
    [
        (ACCEPTED, "warn", 0),
        (ACCEPTED, "information", 0),
        (WARNED, None, 0),
        (WARNED, "warn", 1),
        (WARNED, "information", 1),
        (UNDECIDED, "warn", 3),
        (b"<", "information", 1),
    ],
)
def test_a_stricter_exit_never_makes_a_lighter_one(files, data, level, code):
    """``--fail-on`` turns an accepted sheet with something said of it into exit 1, and nothing into 0."""
    path = files / "fse.xml"
    path.write_bytes(data)
    words = [] if level is None else ["--fail-on", level]

    assert fsecheck("check", path, *TODAY, *words)[0] == code


@pytest.mark.parametrize(("level", "code"), [(None, 0), ("warn", 0), ("information", 1)])
def test_an_information_fails_only_where_it_was_asked_for(level, code):
    """A sheet accepted with an information passes ``--fail-on warn``."""
    told = Report(IDENTITY, (THIRD._replace(severity="information"),))

    assert told.verdict == "accept"
    assert Asked(None, IDENTITY.today, "fr", level).code(told) == code


# Colours


@pytest.mark.parametrize(
    ("stream", "words", "variables", "coloured"),
    [
        (Terminal, [], {}, True),
        (Terminal, [], {"NO_COLOR": "1"}, False),
        (Terminal, [], {"NO_COLOR": ""}, True),
        (Terminal, [], {"TERM": "dumb"}, False),
        (Terminal, ["--color", "never"], {}, False),
        (io.StringIO, [], {}, False),
        (io.StringIO, ["--color", "always"], {"NO_COLOR": "1"}, True),
        (Terminal, ["--format", "json"], {}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(files, monkeypatch, stream, words, *, variables, coloured):
    """On a terminal, unless it says no; elsewhere only where they were asked for; never in JSON."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    out = stream()

    run(["check", str(files / "r.xml"), *TODAY, *words], out, io.StringIO(), io.StringIO())

    assert ("\x1b[1;31mREJET (reject)\x1b[0m" in out.getvalue()) == coloured
    assert ("\x1b" in out.getvalue()) == coloured


def test_a_file_is_never_coloured(files):
    """A terminal does not colour what goes to a file."""
    run(["check", str(files / "r.xml"), *TODAY, "--output", str(files / "out")], Terminal(), Terminal(), io.StringIO())

    assert "\x1b" not in (files / "out").read_text(encoding="utf-8")


# Logs


def test_there_is_no_log_unless_it_is_asked_for(files):
    """Silent by default."""
    assert fsecheck("check", files, *TODAY)[2] == ""


def test_the_log_says_verdicts_and_rules_with_the_callers_identifier(files):
    """One event a sheet and one at the end, on standard error, as JSON."""
    _, _, err = fsecheck("check", files, *TODAY, "--log", "json", "--correlation-id", "appel-7")
    events = [json.loads(line) for line in err.splitlines()]

    assert [(one["event"], one.get("verdict")) for one in events] == [
        ("checked", "accept"),
        ("checked", "reject"),
        ("checked", "undecided"),
        ("checked", "warn"),
        ("ended", None),
    ]
    assert {one["correlation_id"] for one in events} == {"appel-7"}
    assert events[1]["rules"] == "IDN008"
    assert (events[-1]["code"], events[-1]["documents"]) == (1, 4)


def test_the_log_as_text(files):
    """One line of keys and values an event."""
    _, _, err = fsecheck("check", files / "r.xml", *TODAY, "--log", "text")

    assert re.fullmatch(
        r"timestamp=\S+Z level=info event=checked document=1 sheet=1 verdict=reject rules=IDN008\n"
        r"timestamp=\S+Z level=info event=ended documents=1 of=1 code=1 version=\S+\n",
        err,
    )


def test_the_log_names_nobody(tmp_path):
    """Neither what a sheet holds nor the name of its file, which could be a patient's."""
    path = tmp_path / f"DUPONTEL-{NIR}.xml"
    path.write_bytes(lot(sheet(assure={"nom": "DUPONTEL", "cle": "01"}), REFUSED))

    err = "".join(
        fsecheck("check", path, tmp_path / "DUPONTEL.xml", *TODAY, "--log", form)[2] for form in ("text", "json")
    )

    assert err.count("checked") == 6
    assert [word for word in ("DUPONTEL", NIR, "19850614", str(tmp_path)) if word in err] == []


@pytest.mark.parametrize("word", ["", "a\nb", "é", "x" * 129])
def test_an_identifier_that_could_forge_a_log_is_refused(files, word):
    """Printable ASCII, 128 characters at most."""
    assert fsecheck("check", files / "a.xml", *TODAY, "--log", "json", "--correlation-id", word)[0] == 2
    assert fsecheck("check", files / "a.xml", *TODAY, "--log", "json", "--correlation-id", "x" * 128)[0] == 0


# Completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh"])
def test_completion_knows_every_command(shell):
    """The script of each shell names every command and the options it really takes."""
    code, out, err = fsecheck("completion", shell)

    assert (code, err) == (0, "")
    assert [name for name in COMMANDS if name not in out] == []
    assert "fail-on" in out
    assert "reserve" in out


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_completion_offers_every_option_of_a_command(words):
    """Each option that a command takes stands in what bash is given for it, and one for a file offers files."""
    script = fsecheck("completion", "bash")[1]
    name = "_".join(words).replace("-", "_")
    offered = re.search(rf"^_shtab_fsecheck_{name}_option_strings=\((.*)\)$", script, re.MULTILINE)[1]

    assert {option for action in parser(words, "fr")._actions for option in action.option_strings} == {
        word.strip("'") for word in offered.split()
    }


def test_completion_speaks_the_language_of_the_call():
    """What each command and option is for; files are offered in both."""
    french, english = (fsecheck("completion", "zsh", *words)[1] for words in ((), ("--lang", "en")))

    assert "contrôler" in french.lower()
    assert "The list of the rules" in english
    assert french.count("_files") == english.count("_files") > 50


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_completes_a_command_and_its_choices(tmp_path):
    """What bash would offer after the words typed so far."""
    path = tmp_path / "fsecheck.bash"
    path.write_text(fsecheck("completion", "bash")[1], encoding="utf-8")

    def offered(*words):
        typed = " ".join(f"'{word}'" for word in ("fsecheck", *words))
        script = (
            f"source {path}; COMP_WORDS=({typed}); COMP_CWORD={len(words)}; _shtab_fsecheck; echo ${{COMPREPLY[@]}}"
        )
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
        return done.stdout.split()

    assert offered("exp") == ["explain"]
    assert {"reserve", "release", "record"} <= set(offered("ledger", "re"))
    assert "--fail-on" in offered("check", "--fa")


# pre-commit


def test_the_hooks_are_those_of_a_manifest():
    """pre-commit itself reads the manifest; each hook calls a command that exists."""
    hooks = load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))

    assert [hook["id"] for hook in hooks] == ["fsecheck", "fsecheck-cases"]
    assert {hook["entry"].split()[0] for hook in hooks} == {"fsecheck"}
    assert {hook["entry"].split()[1] for hook in hooks} <= set(COMMANDS)


# diff

DAYS = ["--as-of", "2025-07-01", "--as-of", "2026-09-01"]


def test_diff_tells_the_sheets_that_change_and_their_euros(files):
    """Text: verdict, rule, amounts and the sums."""
    code, out, err = fsecheck("diff", files / "a.xml", *TODAY, *DAYS)

    assert (code, err) == (1, "")
    assert "facture n° 100000001 · MK 99900064140 · REJET → ACCEPTÉE" in out
    assert "Avant : textes du 01/07/2025. Après : textes du 01/09/2026." in out
    assert re.search(r"acte 1 : \d+,\d\d € → 17,86 €", out)
    assert re.search(r"1 feuille\(s\) sur 1 changent, [+-]\d,\d\d €\.", out)


def test_diff_writes_what_is_less_as_its_language_does(files):
    """The days the other way round: the sign stands before the amount, in both languages."""
    days = [*DAYS[2:], *DAYS[:2]]
    french, english = (fsecheck("diff", files / "a.xml", *TODAY, *days, "--lang", lang)[1] for lang in ("fr", "en"))

    assert re.search(r"différence : -\d+,\d\d €", french)
    assert re.search(r"difference: -€\d+\.\d\d\n", english)


def test_diff_as_json(files):
    """The same as fields; amounts are text."""
    code, out, _ = fsecheck("diff", files, *TODAY, *DAYS, "--format", "json")
    told = json.loads(out)
    euros = sum(int(sheet["euros"].replace(".", "")) for one in told["inputs"] for sheet in one["sheets"])

    assert code == 1
    assert (told["sheets"], told["before"], told["after"]["as_of"]) == (
        4,
        {"as_of": "2025-07-01", "settings": None},
        "2026-09-01",
    )
    assert int(told["euros"].replace(".", "")) == euros != 0
    assert "NOM002" in told["rules"]


def test_diff_of_the_same_is_nothing(files):
    """The same day on both sides: exit 0 and no sheet."""
    code, out, _ = fsecheck("diff", files, *TODAY, "--as-of", "2026-03-02", "--as-of", "2026-03-02", "--lang", "en")

    assert code == 0
    assert out.endswith("0 sheet(s) of 4 change, €0.00.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "il manque ce qui diffère"),
        (["--as-of", "2026-01-01"] * 3, "deux fois au plus"),
        (["--as-of", "2026-13-01"], "2026-13-01"),
        (["--settings", "none.toml"], "none.toml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_comparison_of_nothing_is_bad_use(files, words, said):
    """What is to be compared has to be said."""
    code, _, err = fsecheck("diff", files, *TODAY, *words)

    assert code == 2
    assert said in err


def test_settings_given_once_stand_on_the_second_side_or_on_both(files):
    """Alone they are what changes; beside another difference they hold for both sides."""
    stated = files / "fsecheck.toml"
    stated.write_text("[cap]\nenforcement = 'running'\n", encoding="utf-8")

    def sides(*words):
        told = json.loads(fsecheck("diff", files, *TODAY, "--format", "json", *words)[1])
        return [(told[side]["as_of"], told[side]["settings"]) for side in ("before", "after")]

    assert sides("--settings", stated) == [(None, None), (None, str(stated))]
    assert sides("--as-of", "2026-09-01") == [(None, None), ("2026-09-01", None)]
    assert sides("--as-of", "2026-09-01", "--settings", stated) == [(None, str(stated)), ("2026-09-01", str(stated))]
    assert sides("--as-of", "2026-09-01", "--settings", stated, "--settings", stated) == [
        (None, str(stated)),
        ("2026-09-01", str(stated)),
    ]


def test_an_unreadable_file_of_a_comparison_is_told(files):
    """The others are compared; exit 2."""
    code, out, _ = fsecheck("diff", files / "none.xml", files / "a.xml", *TODAY, *DAYS)

    assert code == 2
    assert "ILLISIBLE" in out
    assert "1 feuille(s) sur 1" in out
