"""Whatever a vendor's software does, it is recorded as such and the run goes on."""

import os
import sys
import time

import pytest

from fsecheck.certify import run
from tests.certify.desk import VENDORS, adapter, played, python, small

LIMIT = 100_000


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        ("import time; time.sleep(600)", "error", "timeout"),
        ("import os, time; os.fork() or time.sleep(600); time.sleep(600)", "error", "timeout"),
        ("import os; os.kill(os.getpid(), 9)", "error", "status"),
        ("raise SystemExit(3)", "error", "status"),
        ("pass", "error", "nothing"),
        ("import sys; open(sys.argv[2] + '/notes.txt', 'w').write('done')", "error", "nothing"),
        ("import sys; open(sys.argv[2] + '/fse.xml', 'wb').write(bytes(range(256)))", "error", "rubbish"),
        ("import sys; open(sys.argv[2] + '/fse.xml', 'w').write('<fse')", "error", "rubbish"),
        ("import sys; open(sys.argv[2] + '/fse.xml', 'w').write('<autre/>')", "fail", None),
        ("import sys\nf = open(sys.argv[2] + '/a.xml', 'wb')\nwhile True: f.write(bytes(65536))", "error", "too-much"),
        ("import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))", "error", "too-much"),
        ("import sys\nfor n in range(5000): open(f'{sys.argv[2]}/{n}.xml', 'w').close()", "error", "too-much"),
        ("import os, sys; os.symlink('/etc/hostname', sys.argv[2] + '/fse.xml')", "error", "odd-files"),
        (
            "import os, sys; os.chdir(sys.argv[2]); open('../x', 'w').write('<fse/>'); os.link('../x', 'a.xml')",
            "error",
            "odd-files",
        ),
        ("import os, sys; os.mkfifo(sys.argv[2] + '/fse.xml')", "error", "odd-files"),
        ("import sys\nwhile True: sys.stderr.buffer.write(bytes(65536))", "error", "too-much"),
        ("import sys; open(sys.argv[2] + '/a.xml', 'wb').truncate(1 << 40)", "error", "too-much"),
        (
            "import os, sys; os.chdir(sys.argv[2])\nfor _ in range(999): os.mkdir('d'); os.chdir('d')",
            "error",
            "too-much",
        ),
        ("import sys; open(sys.argv[2] + '/a\\nb.xml', 'w').close()", "error", "odd-files"),
        ("import os, sys; open(os.fsencode(sys.argv[2]) + b'/\\xff.xml', 'w').close()", "error", "odd-files"),
        ("import os, sys; os.mkdir(sys.argv[2] + '/fse.xml')", "error", "nothing"),
        ("import os, sys; os.rmdir(sys.argv[2])", "error", "nothing"),
        ("import os, sys; os.rmdir(sys.argv[2]); open(sys.argv[2], 'w').close()", "error", "odd-files"),
        ("import os, sys, shutil; shutil.rmtree(os.path.dirname(os.path.dirname(sys.argv[2])))", "error", "nothing"),
        ("import os, sys; os.mkdir(sys.argv[2] + '/../../record.json.new')", "error", "nothing"),
        ("import os, sys; os.mkdir(sys.argv[2] + '/d', 0o000); os.chmod(sys.argv[2], 0o000)", "error", "nothing"),
    ],
    ids=[
        "hangs", "hangs-with-a-child", "is-killed", "ends-badly", "writes-nothing", "writes-notes-only", "writes-bytes",
        "writes-half-a-sheet", "writes-another-document", "writes-without-end", "talks-without-end",
        "writes-many-files", "writes-a-link", "writes-a-second-name", "writes-a-pipe", "complains-without-end",
        "writes-a-file-of-holes",
        "writes-a-deep-tree", "writes-a-name-of-two-lines", "writes-a-name-of-no-text", "writes-a-folder",
        "takes-its-folder-away", "writes-a-file-for-its-folder", "takes-its-scenario-away", "stands-in-the-way",
        "locks-its-folder",
    ],
)  # fmt: skip
@pytest.mark.skipif(sys.platform == "win32", reason="the bad manners of these are those of POSIX")
def test_a_target_that_behaves_badly_is_recorded_and_the_run_goes_on(code, status, reason, tmp_path):
    """Each of two scenarios is asked, and says what happened; nothing that was too much is kept."""
    own = small(tmp_path / "pack", "P04", "P42")
    seconds = 1 if reason == "timeout" else 60
    how = adapter(tmp_path / "vendor", *python(code), more=f"seconds = {seconds}\nbytes = {LIMIT}")

    results = played(own, how, tmp_path / "run")

    assert [(status, reason)] * 2 == [(one.status, one.reason and one.reason[0]) for one in results.results]
    kept = [file for file in (tmp_path / "run").rglob("*") if file.is_file() and "in" not in file.parts]
    assert 2 * 3 * LIMIT >= sum(file.stat().st_size for file in kept)


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are those of POSIX")
def test_what_a_target_left_running_ends_with_it(tmp_path):
    """A child that outlives the command is ended, whatever stream it holds open."""
    mark = tmp_path / "alive"
    code = f"import os, sys, time\nif os.fork() == 0:\n    time.sleep(2); open({str(mark)!r}, 'w').close()\n"
    own = small(tmp_path / "pack", "P04")

    results = played(own, adapter(tmp_path / "vendor", *python(code), more="seconds = 30"), tmp_path / "run")
    time.sleep(2.5)

    assert ["nothing"] == [one.reason[0] for one in results.results]
    assert not mark.exists()


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="where a process went is told by Linux")
def test_a_process_that_left_its_group_ends_with_its_call(tmp_path):
    """It has a session of its own and holds the streams open: nothing that it would write later is waited for."""
    mark = tmp_path / "alive"
    code = (
        "import os, sys, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        f"        time.sleep(3); open({str(mark)!r}, 'w').close()\n    os._exit(0)\n"
    )
    own = small(tmp_path / "pack", "P04")

    results = played(own, adapter(tmp_path / "vendor", *python(code), more="seconds = 30"), tmp_path / "run")
    time.sleep(3.5)

    assert ["nothing"] == [one.reason[0] for one in results.results]
    assert not mark.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links are those of POSIX")
@pytest.mark.parametrize("which", [1, 2], ids=["the-question", "the-answer"])
def test_a_folder_that_became_a_link_leads_nowhere(which, tmp_path):
    """What stands at its other end is neither read, changed nor taken away."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "fse.xml").write_bytes((VENDORS / "right" / "P04" / "fse.xml").read_bytes())
    (other / "fse.xml").chmod(0o600)
    (other / "link").symlink_to("fse.xml")
    code = f"import os, sys, shutil; p = sys.argv[{which}]; shutil.rmtree(p); os.symlink({str(other)!r}, p)"
    own = small(tmp_path / "pack", "P04")

    results = played(own, adapter(tmp_path / "vendor", *python(code)), tmp_path / "run")

    assert ["error"] == [one.status for one in results.results]
    assert ["fse.xml", "link"] == sorted(os.listdir(other))
    assert 0o600 == (other / "fse.xml").stat().st_mode & 0o777


def test_a_question_that_was_written_over_is_kept_as_it_was_asked(tmp_path):
    """The evidence tells what was asked, whatever the software did to it."""
    code = "import sys; open(sys.argv[1] + '/situation.json', 'w').close(); open(sys.argv[1] + '/more', 'w').close()"
    own = small(tmp_path / "pack", "P04")

    played(own, adapter(tmp_path / "vendor", *python(code)), tmp_path / "run")

    given = tmp_path / "run" / "scenarios" / "P04" / "01" / "in"
    [question] = run.questions(own, own.scenarios[0])
    assert dict(question.files) == {path.name: path.read_bytes() for path in given.iterdir()}


def test_a_command_that_does_not_exist_is_recorded(tmp_path):
    own = small(tmp_path / "pack", "P04")

    results = played(own, adapter(tmp_path / "vendor", os.path.join("no", "such", "program")), tmp_path / "run")

    assert ["not-started"] == [one.reason[0] for one in results.results]


def test_a_command_finds_its_folders_and_its_variables(tmp_path):
    """Placeholders are filled; the working folder is that of the step."""
    code = (
        "import os, sys, json\n"
        "told = json.load(open(sys.argv[1] + '/situation.json'))\n"
        "assert os.path.isfile(sys.argv[1] + '/history.json') == (told['history'] is not None)\n"
        "assert os.environ['MODE'] == 'essai' and told['scenario'] == 'P04' and told['situation']['en']\n"
        "raise SystemExit(5)\n"
    )
    own = small(tmp_path / "pack", "P04")
    how = adapter(tmp_path / "vendor", *python(code), more='environment = {MODE = "essai"}')

    [one] = played(own, how, tmp_path / "run").results

    assert ("status", {"step": "1", "status": "5"}) == one.reason
