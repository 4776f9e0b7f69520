"""
Measures fsecheck beside its floors and its peers, from the built wheel, and writes the table of the README.

``python -m tests.benchmarks [--pairs 21] [--only FIGURE ...] [--acts 100000 ...] [--sheets 10000] [--write]``.
Each figure is the ratio of two runs made one after the other, taken pair by pair: the machine may
drift, the ratio holds. L0 is ``python -c "import lxml.etree"``; W0 is lxml parse + libxml2 XSD of
the same bytes. ``--write`` puts the table between the two marks of the README.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from tests.benchmarks.sheets import KEY, LEDGER, SIZES, TODAY, refused, series

ROOT: Final = Path(__file__).resolve().parents[2]
MARKS: Final = ("<!-- figures: written by python -m tests.benchmarks --write -->", "<!-- end of the figures -->")
_FOLDER: Final = 20_000
"""Sheets of the folder that is checked by one worker and by two."""


class Row(NamedTuple):
    """One figure: what it is, what it should be, and each measure."""

    label: str
    target: str
    """``<= 2.2``, ``>= 1.7``; "" where the figure is only told."""
    values: list[float]

    @property
    def met(self) -> str:
        """Whether the median is on the right side of the target."""
        if not self.target:
            return ""
        sense, limit = self.target.split()
        return "yes" if (median(self.values) <= float(limit)) == (sense == "<=") else "**no**"


class Bench(NamedTuple):
    """Where to measure: a folder, and the Python in it that holds the wheel and nothing of the checkout."""

    home: Path
    python: Path
    options: argparse.Namespace

    def run(self, module: str, *words: object) -> Iterator[tuple[str, list[float]]]:
        """The figures that a module of this room prints in that environment."""
        done = subprocess.run(
            [str(self.python), "-m", f"tests.benchmarks.{module}", *map(str, words)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            cwd=self.home,
            env=_clean() | {"PYTHONPATH": str(self.home)},
        )
        for line in done.stdout.splitlines():
            label, *values = line.split("\t")
            yield label, [float(value) for value in values]

    def sheet(self, name: str) -> Path:
        """The file of the sheet of that size."""
        return self.home / f"{name}.xml"

    @property
    def ledger(self) -> list[str]:
        """The ledger of the first size asked for, as flags."""
        return ["--ledger", str(self.home / LEDGER), "--key", str(self.home / KEY)]


def main() -> int:
    """Build, install, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=21)
    parser.add_argument("--only", nargs="*", choices=FIGURES, default=list(FIGURES))
    parser.add_argument("--acts", type=int, nargs="*", default=[100_000], help="sizes of the ledgers")
    parser.add_argument("--sheets", type=int, default=10_000, help="how many are checked to see memory grow")
    parser.add_argument("--write", action="store_true", help="put the table in the README")
    options = parser.parse_args()
    if options.write and options.only != list(FIGURES):
        parser.error("the README shows every figure: --write goes without --only")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), _environment(Path(folder)), options)
        for name, acts in SIZES.items():
            bench.sheet(name).write_bytes(series(acts))
        rows = []
        for figure in options.only:
            for row in FIGURES[figure](bench):
                rows.append(row)
                sys.stderr.write(_line(row))
    table = _table(rows, options.pairs)
    sys.stdout.write(f"\n{table}")
    if options.write:
        _write(table)
    return 0


def cold(bench: Bench) -> Iterator[Row]:
    """Whole processes, wall clock: the installed command, text output."""
    _filled(bench)
    floor = [str(bench.python), "-c", "import lxml.etree"]
    for name, acts in SIZES.items():
        check = [str(_command(bench)), "check", str(bench.sheet(name)), "--today", f"{TODAY}"]
        for which, flags in (("no ledger", []), ("ledger", bench.ledger)):
            ratios = _paired(bench, [*check, *flags], floor)
            yield Row(f"cold check, {acts} acts, {which} / L0", "<= 2.2" if name == "medium" else "", ratios)


def warm(bench: Bench) -> Iterator[Row]:
    """``Checker.check`` of one sheet, in process."""
    _filled(bench)
    for name, acts in SIZES.items():
        words = (bench.sheet(name), bench.ledger[1], bench.ledger[3], bench.options.pairs)
        for which, ratios in bench.run("warm", *words):
            asked = name == "medium" and "call by call" not in which
            yield Row(f"warm check, {acts} acts, {which} / W0", "<= 4.5" if asked else "", ratios)


def ledger(bench: Bench) -> Iterator[Row]:
    """What the ledger knows of a sheet."""
    for acts in bench.options.acts:
        for label, ratios in bench.run("ledger", acts, "--pairs", bench.options.pairs):
            yield Row(label, "<= 0.3" if "engine" in label else "", ratios)


def peers(bench: Bench) -> Iterator[Row]:
    """The engines one would use instead of ours, for the rules that they can hold."""
    for package in ("saxonche",):
        subprocess.run(
            [str(bench.python), "-m", "pip", "install", "--quiet", package], check=False, stderr=subprocess.DEVNULL
        )
    for label, ratios in bench.run("rivals", bench.options.pairs):
        yield Row(label, ">= 2", ratios)


def memory(bench: Bench) -> Iterator[Row]:
    """What a process holds after many sheets."""
    for label, values in bench.run("memory", bench.options.sheets):
        yield Row(label, "<= 1" if "growth" in label else "", values)


def folder(bench: Bench) -> Iterator[Row]:
    """A folder checked by one worker and by two."""
    usage = subprocess.run([str(_command(bench)), "check", "--help"], capture_output=True, text=True, check=True).stdout
    if "--jobs" not in usage:
        sys.stderr.write("folder: check has no --jobs, nothing to measure\n")
        return
    place = bench.home / "folder"
    place.mkdir()
    sizes = cycle([*SIZES.values(), SIZES["medium"]])
    for number in range(_FOLDER):
        acts = next(sizes)
        (place / f"{number:05}.xml").write_bytes(series(acts) if number % 10 else refused(acts))
    check = [str(_command(bench)), "check", str(place), "--today", f"{TODAY}", "--jobs"]
    label = f"a folder of {_FOLDER:,} sheets, one worker / two"
    yield Row(label, ">= 1.7", _paired(bench, [*check, "1"], [*check, "2"]))


FIGURES: Final[dict[str, Callable[[Bench], Iterator[Row]]]] = {
    "cold": cold,
    "warm": warm,
    "ledger": ledger,
    "folder": folder,
    "memory": memory,
    "peers": peers,
}


def _environment(home: Path) -> Path:
    """A new environment that holds the built wheel; what measures stands beside it, apart from the checkout."""
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(home), str(ROOT)], check=True
    )
    venv.create(home / "venv", with_pip=True)
    python = home / "venv" / "bin" / "python"
    wheel = next(home.glob("*.whl"))
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    for name in ("tests", "schemas", "fixtures"):
        (home / name).symlink_to(ROOT / name)
    return python


def _filled(bench: Bench) -> None:
    """Make the ledger that cold and warm checks read, once."""
    if not (bench.home / KEY).exists():
        list(bench.run("ledger", bench.options.acts[0], "--make", bench.home))


def _command(bench: Bench) -> Path:
    return bench.python.with_name("fsecheck")


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("FSECHECK_", "PYTHON"))}


def _paired(bench: Bench, one: list[str], other: list[str]) -> list[float]:
    """Wall clock of whole processes, *one* over *other*, after one warm-up of each."""
    environment = _clean() | {"PYTHONHASHSEED": "0"}

    def once(words: list[str]) -> float:
        start = time.perf_counter()
        done = subprocess.run(words, cwd=bench.home, stdout=subprocess.DEVNULL, check=False, env=environment)
        spent = time.perf_counter() - start
        if done.returncode not in {0, 1}:
            raise SystemExit(f"{words[0]}: exit {done.returncode}")
        return spent

    once(one)
    once(other)
    return [once(one) / once(other) for _ in range(bench.options.pairs)]


def _line(row: Row) -> str:
    low, high = min(row.values), max(row.values)
    return f"| {row.label} | {row.target} | {median(row.values):.2f} | {low:.2f}-{high:.2f} | {row.met} |\n"


def _table(rows: list[Row], pairs: int) -> str:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return (
        f"| ratio, {pairs} paired runs, {python}, {os.cpu_count()} cores | target | median | spread | met |\n"
        f"|---|---|---|---|---|\n{''.join(map(_line, rows))}"
    )


def _write(table: str) -> None:
    """Put the table between the marks of the README."""
    path = ROOT / "README.md"
    before, rest = path.read_text(encoding="utf-8").split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    path.write_text(f"{before}{MARKS[0]}\n{table}{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
