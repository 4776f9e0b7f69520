"""The pytest plugin: cases are tests, and nothing heavy is loaded for those who have none."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from tests.authoring import sheet
from tests.cli.test_check import fsecheck
from tests.fixtures import FIXTURES

HEAD = 'title = "Un cas"\ntoday = 2026-03-02\n[expect]\nverdict = '
TESTS = """
from datetime import date
from pathlib import Path

import pytest

TODAY = date(2026, 3, 2)
GOOD = Path("good/fse.xml").read_bytes()
BAD = Path("bad.xml").read_bytes()


def test_accepts(assert_accepts):
    assert assert_accepts(GOOD, today=TODAY).verdict == "accept"


def test_rejects(assert_rejects):
    assert_rejects(BAD, "IDN008", today=TODAY)


def test_the_checker(fsecheck_checker):
    assert fsecheck_checker.check(GOOD, today=TODAY).may_send


def test_accepts_fails(assert_accepts):
    with pytest.raises(pytest.fail.Exception, match="IDN008"):
        assert_accepts(BAD, today=TODAY)


def test_rejects_fails(assert_rejects):
    with pytest.raises(pytest.fail.Exception, match="accept"):
        assert_rejects(GOOD, today=TODAY)
"""


@pytest.fixture
def project(tmp_path):
    """A vendor's project: one good case, one wrong, one test file."""
    for name, verdict in (("good", "accept"), ("wrong", "reject")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "case.toml").write_text(f'{HEAD}"{verdict}"\n', encoding="utf-8")
        (tmp_path / name / "fse.xml").write_bytes(sheet())
    (tmp_path / "bad.xml").write_bytes(sheet(facture={"dateElaboration": "2026-03-09"}))
    (tmp_path / "test_sheets.py").write_text(TESTS, encoding="utf-8")
    return tmp_path


def pytest_in(project, *words, ini="[pytest]\n"):
    """Exit code and output of a pytest of its own."""
    (project / "pytest.ini").write_text(ini, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly", *_plugin(), *words],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def _plugin():
    """The plugin is named where the installed package does not announce it yet."""
    from importlib.metadata import entry_points

    return [] if entry_points(group="pytest11", name="fsecheck") else ["-p", "fsecheck.pytest_plugin"]


def test_a_case_named_on_the_command_line_is_played(project):
    """The file alone is enough, without configuration."""
    code, out = pytest_in(project, "good/case.toml")

    assert code == 0
    assert "1 passed" in out


def test_a_failure_is_readable(project):
    """Expected and found, without a traceback."""
    code, out = pytest_in(project, "wrong/case.toml")

    assert code == 1
    assert "verdict : attendu reject, trouvé accept" in out
    assert "Traceback" not in out


def test_cases_are_collected_only_where_they_are_asked_for(project):
    """A folder that the ini does not name collects no case."""
    assert "5 passed" in pytest_in(project)[1]
    assert "1 passed" in pytest_in(project, "good", ini="[pytest]\nfsecheck_cases = good\n")[1]


def test_every_fixture_has_one_outcome_at_every_door(tmp_path):
    """The plugin and ``fsecheck cases`` play every case and find the same of each; the API is :mod:`test_fixtures`."""
    code, out = pytest_in(tmp_path, FIXTURES, "--junitxml=all.xml", ini=f"[pytest]\nfsecheck_cases = {FIXTURES}\n")
    tests = etree.parse(tmp_path / "all.xml").iter("testcase")
    plugin = sorted((test.get("name"), len(test) == 0) for test in tests)
    told, answer, _ = fsecheck("cases", FIXTURES, "--format", "json")
    line = sorted((Path(case["path"]).parent.name, case["equal"]) for case in json.loads(answer)["cases"])

    assert (0, 0) == (code, told), out
    assert sorted((path.parent.name, True) for path in FIXTURES.rglob("case.toml")) == line
    assert line == plugin


def test_the_fixtures_accept_and_reject(project):
    """``assert_accepts``, ``assert_rejects`` and ``fsecheck_checker`` do what they say."""
    assert "5 passed" in pytest_in(project, "test_sheets.py")[1]


def test_importing_the_plugin_loads_nothing_heavy():
    """Neither lxml nor attrs nor sqlite3 is loaded by having the plugin."""
    code = (
        "import pytest, sys; before = set(sys.modules); import fsecheck.pytest_plugin; print(set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert [
        name for name in ("lxml", "sqlite3", "fsecheck.checker", "fsecheck.cases") if f"'{name}'" in done.stdout
    ] == []
