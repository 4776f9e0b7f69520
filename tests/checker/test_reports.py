"""What a report holds, and that the same arguments give the same bytes of it."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from fsecheck import Checker
from fsecheck.model.report import OUTCOMES
from fsecheck.rules.catalogue import BY_ID
from tests import authoring
from tests.fixtures import ROOT, cases, checker, documents

TODAY = date(2026, 3, 2)
SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "report" / "1.json").read_text(encoding="utf-8")))
_INTAKE = {"SEC", "XSD"}


@cache
def reports_of(name):
    """The reports on every document of a case, each made twice."""
    case = next(case for case in cases() if case.folder == name)
    with checker(case) as own:
        return [
            tuple(own.check(data, context, today=case.today) for _ in range(2)) for data, context in documents(case)
        ]


def sheets_of(case):
    """The reports on each sheet of a case."""
    return [sheet for report, _ in reports_of(case.folder) for sheet in report.sheets or (report,)]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_report_is_as_its_schema_says_and_the_same_twice(case):
    """Every case: JSON by ``schemas/report/1.json``, and two checks give the same bytes."""
    for report, again in reports_of(case.folder):
        SCHEMA.validate(json.loads(report.to_bytes()))
        assert report.to_bytes() == again.to_bytes()


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_finding_can_be_believed(case):
    """Every finding of a rule cites a text, in force on its day; severities are the catalogue's."""
    for finding in (finding for sheet in sheets_of(case) for finding in sheet.findings):
        entry = BY_ID[finding.rule]
        assert entry.severity == finding.severity
        if entry.family not in _INTAKE:
            assert finding.citations, finding.rule
            assert all(c.sources and all(source.text for source in c.sources) for c in finding.citations)
            assert all(c.until is None or c.since <= c.until for c in finding.citations)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_every_rule_is_told(case):
    """A sheet that was read has an outcome for each rule; one that was not says which families are not evaluated."""
    rules = {entry.id for entry in BY_ID.values() if entry.rule is not None}
    for sheet in sheets_of(case):
        assert (set() if sheet.not_evaluated else rules) == set(sheet.outcomes)
        assert set(sheet.outcomes.values()) <= set(OUTCOMES)


def test_one_checker_serves_several_threads():
    """The same sheets from several threads at once: the same bytes as one after the other."""
    sheets = [authoring.sheet(facture={"numero": str(number)}) for number in range(1, 21)]
    own = Checker()
    alone = [own.check(sheet, today=TODAY).to_bytes() for sheet in sheets]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda sheet: own.check(sheet, today=TODAY).to_bytes(), sheets * 5))

    assert alone * 5 == together


def test_the_layout_of_a_document_changes_no_digest():
    """Indentation, prefixes and comments are not content; the place in the file is all that may differ."""
    sheet = authoring.sheet()
    flat = sheet.replace(b"\n", b"").replace(b"  ", b"").replace(b"<actes>", b"<!-- lignes --><actes>")

    assert Checker().check(sheet, today=TODAY).fse_digest == Checker().check(flat, today=TODAY).fse_digest


def test_a_digest_that_leaves_the_host_is_keyed():
    """Another key, another digest: without the key, nobody can look for a known sheet."""
    digests = {Checker(digest_key=key).check(authoring.sheet(), today=TODAY).fse_digest for key in (b"", b"a", b"b")}

    assert 3 == len(digests)


def test_a_report_says_what_it_was_made_with():
    """Version, law set, horizon, libxml2, day, mode, settings that differ, head of the ledger."""
    made = Checker(reference=True).check(authoring.sheet(), today=TODAY).to_dict()["made_with"]

    assert {
        "fsecheck",
        "law",
        "horizon",
        "libxml2",
        "today",
        "reference_mode",
        "as_of",
        "settings",
        "ledger",
        "ignored",
    } == set(made)
    assert ("2026-03-02", True, None, None, {}) == (
        made["today"],
        made["reference_mode"],
        made["as_of"],
        made["ledger"],
        made["settings"],
    )


def test_reference_mode_refuses_as_of():
    """A locked mode judges each act by its own date."""
    with pytest.raises(ValueError, match="reference"):
        Checker(reference=True, as_of=TODAY)


_SCRIPT = """
import sys
from datetime import date
from fsecheck import Checker
data = open(sys.argv[1], "rb").read()
sys.stdout.buffer.write(Checker().check(data, today=date(2026, 3, 2)).to_bytes())
"""
_ELSEWHERE = [
    {"TZ": "Pacific/Kiritimati"},
    {"TZ": "Pacific/Pago_Pago", "LC_ALL": "C"},
    {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"},
    {"LANG": "fr_FR.ISO-8859-1", "PYTHONUTF8": "0", "PYTHONHASHSEED": "4242"},
    {"PYTHONOPTIMIZE": "2", "PYTHONHASHSEED": "0"},
]


@pytest.mark.parametrize("around", _ELSEWHERE, ids=lambda around: "-".join(sorted(around)))
def test_the_surroundings_change_no_byte(around, tmp_path):
    """Another directory, time zone, locale or hash seed: the same bytes through API and command line."""
    sheet = tmp_path / "feuille é.xml"
    sheet.write_bytes(authoring.sheet(assure={"cle": "96"}))
    expected = Checker().check(sheet.read_bytes(), today=TODAY).to_bytes()
    env = {**os.environ, **around, "PYTHONPATH": str(ROOT)}

    api = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(sheet)], cwd=tmp_path, env=env, capture_output=True, check=True
    )
    cli = subprocess.run(
        [sys.executable, "-m", "fsecheck.cli", "check", sheet.name, "--today", "2026-03-02", "--format", "json"],
        cwd=Path(tmp_path),
        env=env,
        capture_output=True,
        check=False,
    )
    (entry,) = json.loads(cli.stdout)["inputs"][0]["reports"]
    written = json.dumps(entry["report"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    assert 1 == cli.returncode
    assert expected == api.stdout
    assert expected == written
    assert expected in cli.stdout
