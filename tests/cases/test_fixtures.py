"""Every fixture, at every door: the player, the API and the command line agree."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from fsecheck import Checker
from fsecheck.cases.play import fill, load, play
from fsecheck.cases.read import read
from fsecheck.intake.messages import MESSAGES as INTAKE
from fsecheck.law.lawset import Law
from fsecheck.ledger import keys, sqlite
from fsecheck.render.sentences import of_finding
from fsecheck.rules.acts import counted
from fsecheck.rules.catalogue import messages
from tests.cli.test_check import fsecheck
from tests.render.test_messages import parameters

FIXTURES = sorted((Path(__file__).resolve().parents[2] / "fixtures").rglob("case.toml"))
PLAIN = [path for path in FIXTURES if "expect" in tomllib.loads(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.parent.name)
def test_a_fixture_holds(path):
    """What the case expects is what the checker finds."""
    assert play(read(str(path))).differences == ()


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.parent.name)
def test_a_message_finds_all_its_parameters(path):
    """Every value that a sentence names is among the finding's parameters, and no placeholder reaches a reader."""
    case = read(str(path))
    for played in play(case).steps:
        for report in played.reports:
            for finding in report.findings:
                key = f"{finding.rule}.{finding.message}"
                texts = INTAKE[key] if key in INTAKE else _texts(key)
                assert parameters(*texts) <= set(finding.params)
                assert [text for text in of_finding(finding, "en") if re.search(r"\{[a-z_]+[}:]", text)] == []


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.parent.name)
def test_the_command_line_gives_the_bytes_of_the_api(path, monkeypatch, tmp_path):
    """A case, its ledger and its settings give the same report at both doors."""
    for name in ("LEDGER", "KEY", "SETTINGS", "TODAY"):
        monkeypatch.delenv(f"FSECHECK_{name}", raising=False)
    case = read(str(path))
    step = case.steps[0]
    words = ["check", path.parent / str(step.sheet), "--today", step.today.isoformat(), "--format", "json"]
    if step.context is not None:
        words += ["--context", path.parent / step.context]
    if case.as_of is not None:
        words += ["--as-of", case.as_of.isoformat()]
    if case.settings is not None:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))["settings"]
        lines = [
            f"[{table}]\n" + "\n".join(f"{k} = {json.dumps(v)}" for k, v in said.items())
            for table, said in stated.items()
        ]
        (tmp_path / "fsecheck.toml").write_text("\n".join(lines), encoding="utf-8")
        words += ["--settings", tmp_path / "fsecheck.toml"]
    book = None
    if case.practice is not None:
        law = Law()
        key = keys.create(str(tmp_path / "l.key"))
        book = sqlite.init(str(tmp_path / "l.db"), key, case.practice, case.today, lambda act: counted(law, act))
        fill(book, case)
        words += ["--ledger", tmp_path / "l.db", "--key", tmp_path / "l.key"]
    words += ["--reference"] * case.reference + ["--second-opinion"] * case.second_opinion

    reports = json.loads(fsecheck(*words)[1])["inputs"][0]["reports"]
    checker = Checker(
        book, settings=case.settings, reference=case.reference, as_of=case.as_of, second_opinion=case.second_opinion
    )
    expected = checker.check_sheets(load(case, step.sheet) or b"", load(case, step.context), today=step.today)
    if book is not None:
        book.close()

    assert [entry["report"] for entry in reports] == [json.loads(report.to_bytes()) for report in expected]


def _texts(key: str) -> tuple[str, str, str]:
    message = messages()[key]
    return message.sentence, message.remedy, message.technical
