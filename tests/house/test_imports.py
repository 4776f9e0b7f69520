"""What is loaded, and when: a cold check pays for each import."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEET = ROOT / "fixtures" / "identity" / "IDN001-ordinary-sheet-accept" / "fse.xml"
HEAVY = (
    "xmlschema", "structlog", "tomllib", "importlib.metadata", "logging", "json", "concurrent.futures", "psycopg",
    "msgspec", "multiprocessing", "shtab",
)  # fmt: skip
OF_OTHERS = (
    "fsecheck.cases", "fsecheck.certify", "fsecheck.cli.explain", "fsecheck.cli.coverage", "fsecheck.imports",
    "fsecheck.service",
    "fsecheck.practice", "fsecheck.ledger.survey", "fsecheck.changes", "fsecheck.cli.logs", "fsecheck.render.formats",
    "fsecheck.cli.workers", "fsecheck.cli.interruption", "fsecheck.rules.pack", "fsecheck.settings.packs",
    "fsecheck.settings.waivers", "fsecheck.settings.load", "fsecheck.law.overlay", "fsecheck.model.waiver",
)  # fmt: skip


def loaded_by(code: str) -> set[str]:
    """The modules that a new interpreter holds after *code*."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n'.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["lxml", "lxml.etree", "attr", "attrs", "sqlite3", *HEAVY])
def test_importing_the_package_costs_nothing(module: str) -> None:
    """``import fsecheck`` loads neither lxml nor attrs, nor anything heavier."""
    assert module not in loaded_by("import fsecheck") - loaded_by("pass")


@pytest.mark.parametrize("module", [*HEAVY, *OF_OTHERS])
def test_a_plain_check_never_loads_what_it_does_not_need(module: str) -> None:
    """``fsecheck check FILE`` with text output loads no heavy module."""
    code = f"from fsecheck.cli import run; run(['check', {str(SHEET)!r}, '--today', '2026-03-02'])"

    assert module not in loaded_by(code) - loaded_by("import lxml.etree")
