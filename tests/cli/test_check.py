"""``fsecheck check``: exit codes, inputs, JSON, and the same bytes at every door."""

import io
import json
import os
import subprocess
import sys
import time
from datetime import date

import pytest

from fsecheck import Checker
from fsecheck.cli import run
from fsecheck.render import FORMATS
from tests.authoring import NIR, act, context, lot, sheet

TODAY = ["--today", "2026-03-02"]
REQUEST = act(
    code="RQD",
    coefficient=None,
    prixUnitaire="10.00",
    refPrescription=None,
    seance=None,
    requis={"numero": "991043846", "profession": "medecin"},
)
ACCEPTED = sheet()
REFUSED = sheet(facture={"dateElaboration": "2026-03-09"})
UNDECIDED = sheet(actes=[act(), REQUEST])


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch):
    for name in ("LEDGER", "KEY", "SETTINGS", "TODAY"):
        monkeypatch.delenv(f"FSECHECK_{name}", raising=False)


def fsecheck(*words, stdin=b""):
    """Exit code, output and errors of a call."""
    out, err = io.StringIO(), io.StringIO()
    source = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    return run([str(word) for word in words], out, err, source), out.getvalue(), err.getvalue()


@pytest.fixture
def write(tmp_path):
    """Writes a file and gives its path."""

    def put(name, data):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    return put


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [(ACCEPTED, 0, "(accept)"), (REFUSED, 1, "(reject)"), (UNDECIDED, 3, "(undecided)"), (b"<", 1, "(reject)")],
    ids=["accept", "reject", "undecided", "broken"],
)
def test_the_exit_code_is_the_verdict(write, data, code, word):
    """0 may be sent, 1 rejected, 3 undecided; the word of the verdict stands in the text."""
    found, out, err = fsecheck("check", write("fse.xml", data), *TODAY)

    assert (found, err) == (code, "")
    assert word in out


def test_a_file_that_cannot_be_opened_exits_two_and_stops_nothing(write, tmp_path):
    """The other files are checked; the unreadable one is named."""
    code, out, _ = fsecheck("check", tmp_path / "none.xml", write("fse.xml", ACCEPTED), *TODAY)

    assert code == 2
    assert "ILLISIBLE" in out
    assert "(accept)" in out


@pytest.mark.parametrize(
    ("sheets", "code"),
    [((ACCEPTED, UNDECIDED), 3), ((UNDECIDED, REFUSED), 1), ((ACCEPTED, ACCEPTED), 0), ((None, REFUSED), 2)],
    ids=["undecided", "reject", "accept", "unreadable"],
)
def test_several_inputs_exit_with_the_worst(write, tmp_path, sheets, code):
    """The worst in the order 4, 2, 1, 3, 0; never a count."""
    paths = [tmp_path / "none.xml" if data is None else write(f"{n}.xml", data) for n, data in enumerate(sheets)]

    assert fsecheck("check", *paths, *TODAY)[0] == code


def test_256_refused_sheets_do_not_read_as_success(write):
    """The exit status is not a count."""
    path = write("fse.xml", b"")

    assert fsecheck("check", *[path] * 256, *TODAY)[0] == 1


def test_a_fault_of_ours_exits_four(write, monkeypatch):
    """A crash of a rule is a failed verdict, never accept."""
    monkeypatch.setattr("fsecheck.checker.run", lambda *_: 1 / 0)

    code, out, _ = fsecheck("check", write("fse.xml", ACCEPTED), *TODAY)

    assert code == 4
    assert "(failed)" in out


def test_an_unexpected_fault_is_one_line_without_values(write, monkeypatch):
    """No traceback and no value of the sheet reaches a user."""
    monkeypatch.setattr("fsecheck.checker.Checker.check_sheets", lambda *_, **__: {}[NIR])

    code, out, err = fsecheck("check", write("fse.xml", ACCEPTED), *TODAY)

    assert (code, err.count("\n")) == (4, 1)
    assert NIR not in out + err
    assert "Traceback" not in err


def test_ctrl_c_exits_130(write, monkeypatch):
    """An interruption has its own code."""

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("fsecheck.checker.Checker.check_sheets", interrupted)

    assert fsecheck("check", write("fse.xml", ACCEPTED), *TODAY)[0] == 130


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "il manque"),
        (["fse.xml", "--colour"], "argument inconnu"),
        (["fse.xml", "--today", "2026-3-2"], "2026-3-2"),
        (["fse.xml", "--today", "20260302"], "20260302"),
        (["fse.xml", "--today", "2026-02-30"], "2026-02-30"),
        (["fse.xml", "--as-of", "2026-09-01", "--reference"], "--as-of est refusé"),
        (["fse.xml", "--context", "none.xml"], "none.xml"),
        (["fse.xml", "--settings", "none.toml"], "none.toml"),
        (["fse.xml", "--lang", "de"], "choix inconnu"),
        (["fse.xml", "--ledger", "l.db"], "il manque la clé"),
        (["fse.xml", "--key", "l.key"], "sans registre"),
        (["fse.xml", "--output", "none/here"], "--output"),
        (["fse.xml", "--format", "xlsx"], "forme inconnue"),
        (["fse.xml", "--format", "json:none/here"], "--format"),
        (["fse.xml", "--format", "json", "--format", "text"], "au même endroit"),
        (["fse.xml", "--format", "json:a", "--format", "text:a"], "au même endroit"),
        (["fse.xml", "--format", "json:a", "--output", "b"], "nomme déjà son fichier"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_exits_two_and_says_why(tmp_path, monkeypatch, words, said):
    """Bad use and configuration exit 2, in one French line."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fse.xml").write_bytes(ACCEPTED)

    code, out, err = fsecheck("check", *words)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_a_folder_gives_its_sheets_sorted_without_contexts_and_hidden_files(write, tmp_path):
    """Every ``*.xml``, whatever the depth; contexts, hidden files and other files are skipped."""
    write("b/2.xml", ACCEPTED)
    write("a.xml", ACCEPTED)
    write("b/contexte.xml", context())
    write(".hidden.xml", REFUSED)
    write(".git/c.xml", REFUSED)
    write("notes.txt", b"no")

    code, out, _ = fsecheck("check", tmp_path, *TODAY, "--format", "json")

    assert code == 0
    assert [entry["path"] for entry in json.loads(out)["inputs"]] == [
        str(tmp_path / "a.xml"),
        str(tmp_path / "b" / "2.xml"),
    ]


def test_a_folder_without_sheets_is_bad_use(tmp_path):
    """Nothing checked never reads as accepted."""
    assert fsecheck("check", tmp_path, *TODAY)[0] == 2


def test_standard_input_is_a_sheet():
    """``-`` reads the sheet from standard input."""
    code, out, _ = fsecheck("check", "-", *TODAY, "--format", "json", stdin=ACCEPTED)

    assert code == 0
    assert json.loads(out)["inputs"][0]["path"] == "-"


def test_a_context_given_as_a_sheet_is_refused(write):
    """A context is not a sheet and is never accepted as one."""
    assert fsecheck("check", write("contexte.xml", context()), *TODAY)[0] != 0


def test_a_context_beside_the_sheet_is_read(write):
    """What is stated in the context decides what the sheet alone leaves open."""
    sheet_path, beside = write("fse.xml", UNDECIDED), write("contexte.xml", context(demandesAilleurs=0))

    assert fsecheck("check", sheet_path, "--context", beside, *TODAY)[0] == 0


def test_the_sheets_of_a_lot_have_their_own_reports(write):
    """One report a sheet, in order, and the worst exit code."""
    code, out, _ = fsecheck("check", write("lot.xml", lot(ACCEPTED, REFUSED)), *TODAY, "--format", "json")

    assert code == 1
    assert [entry["report"]["verdict"] for entry in json.loads(out)["inputs"][0]["reports"]] == ["accept", "reject"]


def test_json_names_the_bytes_and_what_could_not_be_opened(write, tmp_path):
    """Path, SHA-256 of the bytes, reports with their texts; an error instead where there are no bytes."""
    import hashlib

    _, out, _ = fsecheck("check", write("fse.xml", REFUSED), tmp_path / "none.xml", *TODAY, "--format", "json")
    one, other = json.loads(out)["inputs"]

    assert one["bytes_sha256"] == hashlib.sha256(REFUSED).hexdigest()
    assert len(one["reports"][0]["texts"]["findings"]) == len(one["reports"][0]["report"]["findings"])
    assert sorted(other) == ["bytes_sha256", "error", "path"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_personal_data_is_printed(write, language):
    """NIR, birth date and names stand in no output."""
    data = sheet(assure={"nom": "DUPONTEL", "prenom": "MARTHE", "cle": "01"})
    path = write("fse.xml", data)

    text = "".join(
        fsecheck("check", path, *TODAY, "--lang", language, "--format", form, "--reveal")[1]
        for form in ("text", "json")
    )

    assert [word for word in (NIR, "19850614", "DUPONTEL", "MARTHE") if word in text] == []


def test_the_day_is_the_options_then_the_variables_then_the_local_date(write, monkeypatch):
    """--today, else FSECHECK_TODAY, else the local date, and it is printed."""
    path = write("fse.xml", ACCEPTED)
    local = time.strftime("%d/%m/%Y")

    assert f"contrôle du {local}" in fsecheck("check", path)[1]
    monkeypatch.setenv("FSECHECK_TODAY", "2026-04-01")
    assert "contrôle du 01/04/2026" in fsecheck("check", path)[1]
    assert "contrôle du 02/03/2026" in fsecheck("check", path, *TODAY)[1]


def test_settings_come_from_a_file_or_the_variable(write, monkeypatch):
    """Settings are given, never found in the current directory, and the report says which differ."""
    path, stated = write("fse.xml", ACCEPTED), write("fsecheck.toml", b"[cap]\nenforcement = 'running'\n")
    monkeypatch.chdir(path.parent)

    def settings(*words):
        out = fsecheck("check", path, *TODAY, "--format", "json", *words)[1]
        return json.loads(out)["inputs"][0]["reports"][0]["report"]["made_with"]["settings"]

    assert settings() == {}
    assert settings("--settings", stated) == {"cap_enforcement": "running"}
    assert settings("--settings", stated, "--reference") == {}
    monkeypatch.setenv("FSECHECK_SETTINGS", str(stated))
    assert settings() == {"cap_enforcement": "running"}


def test_output_goes_to_a_file(write, tmp_path):
    """``--output`` takes all of the answer, in UTF-8."""
    target = tmp_path / "rapport.txt"

    code, out, _ = fsecheck("check", write("fse.xml", ACCEPTED), *TODAY, "--output", target)

    assert (code, out) == (0, "")
    assert "ACCEPTÉE (accept)" in target.read_text(encoding="utf-8")


def test_several_formats_at_once(write, tmp_path):
    """One check, an answer on the output and others in their files, each as if it had been asked for alone."""
    path, targets = write("fse.xml", REFUSED), {form: tmp_path / f"out.{form}" for form in FORMATS[1:]}
    words = [word for form, target in targets.items() for word in ("--format", f"{form}:{target}")]

    code, out, _ = fsecheck("check", path, *TODAY, "--format", "text", *words)

    assert code == 1
    assert out == fsecheck("check", path, *TODAY)[1]
    assert {form: target.read_text(encoding="utf-8") for form, target in targets.items()} == {
        form: fsecheck("check", path, *TODAY, "--format", form)[1] for form in targets
    }


def test_a_file_is_whole_or_as_it_was_before(write, tmp_path, monkeypatch):
    """A run that breaks leaves the earlier answer alone, and nothing beside it."""
    target = write("rapport.json", b"avant")
    monkeypatch.setattr("fsecheck.checker.Checker.check_sheets", lambda *_, **__: {}[0])

    code, _, _ = fsecheck("check", write("fse.xml", ACCEPTED), *TODAY, "--format", "json", "--output", target)

    assert code == 4
    assert target.read_bytes() == b"avant"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fse.xml", "rapport.json"]


def test_a_file_keeps_its_mode_and_its_link(write, tmp_path):
    """The answer replaces what a link points at, and keeps who may read it."""
    target = write("ailleurs/rapport.txt", b"")
    target.chmod(0o640)
    (tmp_path / "lien.txt").symlink_to(target)

    fsecheck("check", write("fse.xml", ACCEPTED), *TODAY, "--output", tmp_path / "lien.txt")

    assert (tmp_path / "lien.txt").is_symlink()
    assert "ACCEPTÉE" in target.read_text(encoding="utf-8")
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_device_is_written_as_it_is(write):
    """What is no ordinary file is never replaced."""
    assert fsecheck("check", write("fse.xml", ACCEPTED), *TODAY, "--output", os.devnull)[0] == 0
    assert not os.path.isfile(os.devnull)


def test_json_lines_are_written_as_checks_end(write, monkeypatch):
    """Who reads along has each line before the next sheet is checked."""
    seen = []
    out = io.StringIO()
    real = Checker.check_sheets

    def watched(self, *args, **options):
        seen.append(out.getvalue().count("\n"))
        return real(self, *args, **options)

    monkeypatch.setattr("fsecheck.checker.Checker.check_sheets", watched)
    path = str(write("fse.xml", ACCEPTED))
    run(["check", path, path, path, *TODAY, "--format", "jsonl"], out, io.StringIO(), io.StringIO())

    assert seen == [0, 1, 2]


def test_an_interrupted_run_tells_what_was_done(write, monkeypatch):
    """Ctrl-C ends the answer: the first sheet, and that it is not all."""
    real, calls = Checker.check_sheets, []

    def second_breaks(self, *args, **options):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(self, *args, **options)

    monkeypatch.setattr("fsecheck.checker.Checker.check_sheets", second_breaks)
    path = write("fse.xml", ACCEPTED)
    code, out, _ = fsecheck("check", path, path, path, *TODAY)

    assert code == 130
    assert out.count("ACCEPTÉE (accept)") == 1
    assert "Interrompu : 1 documents contrôlés sur 3." in out


def test_progress_is_for_terminals_only(write):
    """A pipe gets no progress; a terminal does."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    path = write("fse.xml", ACCEPTED)
    err = Terminal()
    run(["check", str(path), str(path), *TODAY], io.StringIO(), err, io.StringIO())

    assert fsecheck("check", path, path, *TODAY)[2] == ""
    assert "2/2" in err.getvalue()


def test_help_is_french_with_examples():
    """Help comes first, in French, with examples."""
    code, out, _ = fsecheck("check", "--help")

    assert code == 0
    assert out.startswith("Usage : fsecheck check")
    assert "exemples :" in out


@pytest.mark.parametrize(("words", "code"), [([], 2), (["--help"], 0), (["--version"], 0), (["chek"], 2)])
def test_the_top_of_the_command_line(words, code):
    """Without a command: the help and exit 2; an unknown command is named."""
    assert fsecheck(*words)[0] == code


@pytest.mark.parametrize("data", [ACCEPTED, REFUSED, UNDECIDED, b"<"], ids=["accept", "reject", "undecided", "broken"])
def test_the_same_report_bytes_from_another_directory_time_zone_and_locale(write, tmp_path, data):
    """The command line and the API give the same bytes, wherever and in whatever locale they run."""
    path = write("fse.xml", data)
    expected = Checker().check(data, today=date(2026, 3, 2)).to_bytes()
    elsewhere = tmp_path / "ailleurs"
    elsewhere.mkdir()
    environment = os.environ | {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "7"}
    code = "from fsecheck.cli import main; main()"

    done = subprocess.run(
        [sys.executable, "-c", code, "check", "../fse.xml", *TODAY, "--format", "json", "--lang", "en"],
        capture_output=True,
        check=False,
        cwd=elsewhere,
        env=environment,
    )
    report = json.loads(done.stdout)["inputs"][0]["reports"][0]["report"]

    assert path.exists()
    assert json.dumps(report, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == expected


@pytest.mark.skipif(sys.platform == "win32", reason="how a shell closes a stream is of POSIX")
@pytest.mark.parametrize(
    ("closed", "words", "code"),
    [
        ("2>&-", ("check", "a.xml"), 0),
        ("2>&-", ("check", "r.xml"), 1),
        ("2>&-", ("check", "none.xml"), 2),
        ("2>&-", ("nothing",), 2),
        ("<&-", ("check", "a.xml"), 0),
        ("<&-", ("check", "-"), 1),
        (">&-", ("check", "a.xml"), 4),
        (">&-", ("check", "a.xml", "--output", "answer.txt"), 0),
        (">&-", ("rules",), 4),
        ("<&- >&- 2>&-", ("check", "a.xml"), 4),
    ],
)
def test_a_stream_that_the_caller_closed_changes_no_exit_code(closed, words, code, tmp_path):
    """Without an error stream nobody is told; an answer that nobody can have is a failure; no traceback in any case."""
    (tmp_path / "a.xml").write_bytes(ACCEPTED)
    (tmp_path / "r.xml").write_bytes(REFUSED)
    script = f'exec "$0" -m fsecheck.cli "$@" {closed}'

    done = subprocess.run(
        ["sh", "-c", script, sys.executable, *words, *(TODAY if words[0] == "check" else ())],
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True,
    )  # fmt: skip

    assert code == done.returncode, done.stderr
    assert "Traceback" not in done.stderr
    assert "échec interne" not in done.stderr
    assert "answer.txt" not in words or "ACCEPTÉE" in (tmp_path / "answer.txt").read_text(encoding="utf-8")


def test_a_closed_output_is_not_a_success(write):
    """A reader that goes away early is told by the exit code, without a traceback."""
    path = write("fse.xml", ACCEPTED)
    code = f"import sys; from fsecheck.cli import main; sys.argv = ['fsecheck', 'check', {str(path)!r}]; main()"
    with open(os.devnull, "rb") as nothing:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [sys.executable, "-c", code], stdin=nothing, stdout=writer, stderr=subprocess.PIPE, check=False
        )
        os.close(writer)

    assert done.returncode == 4
    assert b"Traceback" not in done.stderr
