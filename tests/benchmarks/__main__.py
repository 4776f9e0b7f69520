"""
Measures fsecheck beside its floors, from the built wheel, and prints a table.

``python -m tests.benchmarks [--pairs 21]``. Each figure is the ratio of two runs made one after the
other, taken pair by pair: the machine may drift, the ratio holds. L0 is ``python -c "import
lxml.etree"``; W0 is lxml parse + libxml2 XSD of the same bytes.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from statistics import median

from tests.authoring import act, sheet

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-03-31"


def main() -> int:
    """Build, install, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=21)
    pairs = parser.parse_args().pairs
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        python = _environment(home)
        fse = home / "fse.xml"
        fse.write_bytes(fifteen_acts())
        ledger = _ledger(home, python)
        command = python.with_name("fsecheck")
        check = [str(command), "check", str(fse), "--today", TODAY]
        floor = [str(python), "-c", "import lxml.etree"]
        rows = [
            ("cold check, 15 acts, no ledger / L0", _cold(check, floor, pairs, home)),
            ("cold check, 15 acts, SQLite ledger / L0", _cold([*check, *ledger], floor, pairs, home)),
        ]
        warm = subprocess.run(
            [str(python), str(Path(__file__).with_name("warm.py")), str(fse), ledger[1], ledger[3], str(pairs)],
            check=True,
            capture_output=True,
            text=True,
            cwd=home,
        ).stdout
        for line in warm.splitlines():
            label, *ratios = line.split("\t")
            rows.append((label, [float(ratio) for ratio in ratios]))
    sys.stdout.write(f"\n| ratio ({pairs} paired runs) | median | spread |\n|---|---|---|\n")
    for label, ratios in rows:
        sys.stdout.write(f"| {label} | {median(ratios):.2f} | {min(ratios):.2f}-{max(ratios):.2f} |\n")
    return 0


def fifteen_acts() -> bytes:
    """An ordinary sheet of fifteen sessions."""
    return sheet(
        actes=[act(date=f"2026-03-{day:02}", seance=f"s{day}") for day in range(2, 17)],
        facture={"dateElaboration": "2026-03-30"},
    )


def _environment(home: Path) -> Path:
    """A new environment holding the built wheel and nothing else."""
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(home), str(ROOT)], check=True
    )
    venv.create(home / "venv", with_pip=True)
    python = home / "venv" / "bin" / "python"
    wheel = next(home.glob("*.whl"))
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    return python


def _ledger(home: Path, python: Path) -> list[str]:
    """A ledger that claims to be complete, as flags."""
    flags = ["--ledger", str(home / "ledger.db"), "--key", str(home / "ledger.key")]
    fsecheck = str(python.with_name("fsecheck"))
    subprocess.run(
        [fsecheck, "ledger", "init", "--practice", "CABINET", "--today", TODAY, *flags], check=True, capture_output=True
    )
    return flags


def _cold(command: list[str], floor: list[str], pairs: int, cwd: Path) -> list[float]:
    """Whole processes, wall clock, after one warm-up of each."""

    def once(words: list[str]) -> float:
        start = time.perf_counter()
        subprocess.run(words, cwd=cwd, stdout=subprocess.DEVNULL, check=True, env=os.environ | {"PYTHONHASHSEED": "0"})
        return time.perf_counter() - start

    once(command)
    once(floor)
    return [once(command) / once(floor) for _ in range(pairs)]


if __name__ == "__main__":
    raise SystemExit(main())
