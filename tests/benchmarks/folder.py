"""
A folder of many sheets: one process beside two, and how long Ctrl-C takes.

``python -m tests.benchmarks.folder [--sheets 20000] [--pairs 3]``. The ratio is that of two runs made one after the
other; seconds of the processor are given too, which a busy machine changes less.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.authoring import act, sheet

TODAY = "2026-03-31"
_CODE = "from fsecheck.cli import main\nif __name__ == '__main__': main()\n"
_ACTS = (1, 3, 5, 10, 15)


def main() -> int:
    """Write the folder, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sheets", type=int, default=20_000)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        script = Path(home) / "main.py"
        script.write_text(_CODE, encoding="utf-8")
        folder = _folder(Path(home) / "sheets", options.sheets)
        command = [sys.executable, str(script), "check", str(folder), "--today", TODAY, "--jobs"]
        ratios, ideals = [], []
        for _ in range(options.pairs):
            one, two = _run([*command, "1"]), _run([*command, "2"])
            ratios.append(one[0] / two[0])
            ideals.append(one[1] / (two[1] / 2))
        stops = [_stop([*command, "2", "--format", "jsonl", "--progress"]) for _ in range(options.pairs)]
    sys.stdout.write(
        f"{options.sheets} sheets, one process / two, wall clock: {median(ratios):.2f} ({options.pairs} pairs)\n"
        f"the same by seconds of the processor, two idle cores supposed: {median(ideals):.2f}\n"
        f"from Ctrl-C to the end: {median(stops):.2f} s, at most {max(stops):.2f} s\n"
    )
    return 0


def _folder(path: Path, number: int) -> Path:
    """Sheets of several sizes, each with its own number."""
    made = [
        sheet(
            actes=[act(date=f"2026-03-{day:02}", seance=f"s{day}") for day in range(2, 2 + acts)],
            facture={"dateElaboration": "2026-03-30"},
        )
        for acts in _ACTS
    ]
    for place in range(number):
        below = path / f"{place // 1000:03}"
        below.mkdir(parents=True, exist_ok=True)
        data = made[place % len(made)].replace(b"<numero>100000001</numero>", f"<numero>{place:09}</numero>".encode())
        (below / f"{place:06}.xml").write_bytes(data)
    return path


def _run(command: list[str]) -> tuple[float, float]:
    """Seconds of the clock and of the processor, children included."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, own


def _stop(command: list[str]) -> float:
    """Seconds from an interruption of the whole group to the end of the command."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stderr is not None
    process.stderr.readline()
    start = time.perf_counter()
    os.killpg(process.pid, signal.SIGINT)
    process.wait()
    return time.perf_counter() - start


if __name__ == "__main__":
    raise SystemExit(main())
