"""A folder checked by several processes says what one process says, in the order of its files."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fsecheck.cli import inputs, run
from fsecheck.cli.check import parser
from fsecheck.cli.streams import Streams
from fsecheck.ledger import keys
from fsecheck.render import FORMATS
from tests.authoring import sheet
from tests.cli.test_check import ACCEPTED, REFUSED, TODAY, fsecheck

SOME = 150
MANY = 6000
ONE_SECOND_AND_A_BUSY_MACHINE = 20


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch):
    for name in ("LEDGER", "KEY", "SETTINGS", "TODAY"):
        monkeypatch.delenv(f"FSECHECK_{name}", raising=False)


def folder(path: Path, number: int) -> Path:
    """A folder of sheets, each with its own number; every tenth is refused, one is no XML."""
    path.mkdir()
    for place in range(number):
        data = REFUSED if place % 10 == 9 else ACCEPTED
        own = data.replace(b"<numero>100000001</numero>", f"<numero>{place + 1:09}</numero>".encode())
        (path / f"{place:05}.xml").write_bytes(own)
    (path / "00003.xml").write_bytes(b"<fse")
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_two_processes_say_what_one_says(tmp_path, form):
    """The same bytes and the same exit code, in the order of the files, in every format."""
    sheets = folder(tmp_path / "sheets", SOME)
    words = ["check", sheets, tmp_path / "parti.xml", *TODAY, "--format", form]

    assert fsecheck(*words, "--jobs", "2") == fsecheck(*words, "--jobs", "1")


def test_no_sheet_is_lost(tmp_path):
    """As many answers as files, whatever the size of the folder beside that of what a process takes at once."""
    for number in (2, 33, 256, 257, 289):
        sheets = folder(tmp_path / str(number), number) if number > 3 else None
        if sheets is None:
            sheets = tmp_path / str(number)
            sheets.mkdir()
            for place in range(number):
                (sheets / f"{place}.xml").write_bytes(ACCEPTED)
        told = fsecheck("check", sheets, *TODAY, "--jobs", "2", "--format", "jsonl")[1].splitlines()

        assert [json.loads(line)["path"] for line in told] == sorted(str(path) for path in sheets.iterdir())


def test_a_file_that_cannot_be_read_stops_nothing(tmp_path):
    """A folder with a file that is gone: the others are checked, exit 2."""
    sheets = folder(tmp_path / "sheets", SOME)
    (sheets / "00050.xml").unlink()
    (sheets / "00050.xml").symlink_to(tmp_path / "gone.xml")

    code, out, _ = fsecheck("check", sheets, *TODAY, "--jobs", "2", "--format", "jsonl")
    told = [json.loads(line) for line in out.splitlines()]

    assert code == 2
    assert [Path(one["path"]).name for one in told if "error" in one] == ["00050.xml"]
    assert len(told) == SOME


def test_contexts_of_a_folder_are_skipped_by_workers_too(tmp_path):
    """What is no sheet is nobody's answer."""
    sheets = folder(tmp_path / "sheets", 40)
    (sheets / "contexte.xml").write_bytes(b'<contexte xmlns="urn:fsecheck:contexte:1.0" version="1.0"/>')

    assert fsecheck("check", sheets, *TODAY, "--jobs", "2", "--format", "jsonl")[1].count("\n") == 40


def test_each_process_reads_the_ledger_for_itself(tmp_path, monkeypatch):
    """With a ledger the reports are those of one process; the key may be a variable."""
    sheets = folder(tmp_path / "sheets", 70)
    book = ["--ledger", tmp_path / "cabinet.db", "--key", tmp_path / "cabinet.key"]
    assert fsecheck("ledger", "init", "--practice", "CABINET", *book, *TODAY)[0] == 0
    assert fsecheck("ledger", "record", sheets / "00000.xml", *book, *TODAY)[0] == 0
    words = ["check", sheets, *TODAY, "--format", "jsonl"]
    expected = fsecheck(*words, *book, "--jobs", "1")

    assert fsecheck(*words, *book, "--jobs", "2") == expected
    assert json.loads(expected[1].splitlines()[0])["report"]["made_with"]["ledger"] is not None
    monkeypatch.setenv("FSECHECK_KEY", (tmp_path / "cabinet.key").read_text(encoding="utf-8"))
    assert fsecheck(*words, *book[:2], "--jobs", "2") == expected


def test_a_wrong_key_is_told_before_any_process_starts(tmp_path):
    """Exit 2 and one line, as with one process."""
    sheets = folder(tmp_path / "sheets", 40)
    book = ["--ledger", tmp_path / "cabinet.db", "--key", tmp_path / "cabinet.key"]
    assert fsecheck("ledger", "init", "--practice", "CABINET", *book, *TODAY)[0] == 0
    keys.create(str(tmp_path / "other.key"))

    code, out, err = fsecheck("check", sheets, *TODAY, *book[:3], tmp_path / "other.key", "--jobs", "2")

    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_worker_that_dies_is_a_failure(tmp_path, monkeypatch):
    """A process killed by the system never reads as accepted."""
    sheets = folder(tmp_path / "sheets", 40)
    target = tmp_path / "rapport.json"
    monkeypatch.setattr("fsecheck.cli.workers._check", os.abort)

    code, out, err = fsecheck("check", sheets, *TODAY, "--jobs", "2", "--format", f"json:{target}")

    assert (code, out, err.count("\n")) == (4, "", 1)
    assert not target.exists()


def test_standard_input_is_read_by_one_process():
    """There is one of it."""
    assert fsecheck("check", "-", *TODAY, "--jobs", "2", stdin=ACCEPTED)[0] == 0


@pytest.mark.parametrize("number", ["0", "-1", "62", "x", "1.5", "٣"])
def test_a_number_of_processes_is_a_number(number):
    """1 to 61, which is what every system can wait for."""
    code, _, err = fsecheck("check", "fse.xml", "--jobs", number)

    assert code == 2
    assert "--jobs" in err


@pytest.mark.parametrize(("total", "lines"), [(1, 1), (20, 20), (1000, 20)])
def test_progress_may_be_asked_for_off_a_terminal(total, lines):
    """A line each step, at most some twenty, the last one being the end."""
    err = io.StringIO()
    progress = inputs.Progress(Streams(io.StringIO(), err, io.StringIO()), total, shown=True)

    for place in range(1, total + 1):
        progress.at(place)
    progress.end()

    assert len(err.getvalue().splitlines()) == lines
    assert err.getvalue().endswith(f"{total}/{total}\n")


def test_few_files_need_no_process(monkeypatch, tmp_path):
    """Starting processes is for many files; a call may still ask for them."""
    from fsecheck.cli import check

    streams = Streams(io.StringIO(), io.StringIO(), io.StringIO())
    options = parser(streams).parse_args(["x"])
    monkeypatch.setattr("fsecheck.cli.workers.cores", lambda: 8)
    few, many = [("a.xml", True)] * 399, [("a.xml", True)] * 400

    assert [check._jobs(options, few), check._jobs(options, many)] == [1, 8]
    assert check._jobs(parser(streams).parse_args(["x", "--jobs", "3"]), few) == 3
    assert check._jobs(parser(streams).parse_args(["x", "--jobs", "3"]), few[:2]) == 2


@pytest.mark.skipif(os.name == "nt", reason="sends a signal of POSIX to a group of processes")
def test_ctrl_c_stops_every_process_and_tells_what_was_done(tmp_path):
    """The interruption goes to the whole group, as a terminal sends it: 130, whole lines, nobody left."""
    sheets = folder(tmp_path / "sheets", MANY)
    code = "from fsecheck.cli import main\nif __name__ == '__main__': main()"
    script = tmp_path / "main.py"
    script.write_text(code, encoding="utf-8")
    words = ["check", str(sheets), *TODAY, "--jobs", "2", "--format", "jsonl", "--progress"]
    with (tmp_path / "out").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, str(script), *words], stdout=out, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        assert process.stderr is not None
        assert process.stderr.readline() == f"{MANY // 20}/{MANY}\n"
        os.killpg(process.pid, signal.SIGINT)
        start = time.monotonic()
        _, err = process.communicate(timeout=ONE_SECOND_AND_A_BUSY_MACHINE)
    lines = [json.loads(line) for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()]

    assert process.returncode == 130
    assert "Traceback" not in err
    assert 0 < lines[-1]["interrupted"]["done"] == len(lines) - 1 < MANY
    assert lines[-1]["interrupted"]["of"] == MANY
    assert [Path(line["path"]).name for line in lines[:-1]] == [f"{place:05}.xml" for place in range(len(lines) - 1)]
    assert ended(process.pid, start + ONE_SECOND_AND_A_BUSY_MACHINE)


def ended(group: int, until: float) -> bool:
    """Whether no process of a group is left before a moment comes."""
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-group, os.WNOHANG)
        time.sleep(0.02)
    return False


def test_a_plain_check_starts_no_process(tmp_path, monkeypatch):
    """One file, one process: the module of the others is not even loaded."""
    monkeypatch.delitem(sys.modules, "fsecheck.cli.workers", raising=False)
    (tmp_path / "fse.xml").write_bytes(sheet())

    assert run(["check", str(tmp_path / "fse.xml"), *TODAY], io.StringIO(), io.StringIO(), io.StringIO()) == 0
    assert "fsecheck.cli.workers" not in sys.modules
