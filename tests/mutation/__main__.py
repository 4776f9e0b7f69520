"""
Mutation testing: ``python -m tests.mutation [--number 1500] [--ledger 500] [--seed 1] [--jobs 2] [--room ROOM ...]``.

A seeded sample of mutants of rules, law and engine, and one of the ledger, each given the cases and
tests that run its line. Prints the survivors and the scores, and exits 1 where a score is under its
least, or where a survivor stands in no group of ``survivors.md``.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.mutation.mutants import Mutant, named, names, sample
from tests.mutation.runner import HANGS, LOST, SURVIVED, Fate, observe, run


class Part(NamedTuple):
    """Some rooms whose mutants are counted together."""

    rooms: list[str]
    tests: list[str]
    """The tests that are theirs."""
    least: int
    """Per cent that must be killed."""
    without: Sequence[str] = ()
    """Tests that are left out: those of a server or of other processes, which no fork of this one reaches."""


CORE: Final = Part(
    ["rules", "law", "engine"],
    ["tests/rules", "tests/law", "tests/engine", "tests/checker", "tests/settings", "tests/packs"],
    90,
)
LEDGER: Final = Part(
    ["ledger"],
    ["tests/ledger", "tests/imports", "tests/checker"],
    85,
    ["postgresql", "test_race", "test_interruption"],
)
SURVIVORS: Final = Path(__file__).with_name("survivors.md")


def main() -> int:
    """Make, run, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=1500)
    parser.add_argument("--ledger", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", type=Path, help="not a sample, but the mutants that this file names")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    passed = [
        judge(part, chosen(part.rooms, number, options), options.jobs)
        for part, number in ((CORE, options.number), (LEDGER, options.ledger))
        if number
    ]
    return 0 if all(passed) else 1


def chosen(rooms: list[str], number: int, options: argparse.Namespace) -> list[Mutant]:
    """The mutants that are asked for."""
    if options.again is not None:
        return named(rooms, options.again.read_text(encoding="utf-8"))
    return sample(rooms, number, options.seed)


def judge(part: Part, mutants: list[Mutant], jobs: int) -> bool:
    """Whether enough mutants of a part are killed, and each survivor is accounted for."""
    start = time.monotonic()
    seen = observe(part.rooms, part.tests, part.without)
    sys.stdout.write(f"{len(mutants)} mutants of {', '.join(part.rooms)} after {time.monotonic() - start:.0f} s\n")
    for name in seen.amiss:
        sys.stdout.write(f"does not hold without a mutant: {name}\n")
    fates = run(mutants, seen, jobs, _Told(len(mutants)))
    lost = [fate for fate in fates if fate.by.startswith(LOST)]
    alive = [fate for fate in fates if fate.by == SURVIVED]
    told = names(SURVIVORS.read_text(encoding="utf-8"))
    stray = [fate for fate in alive if fate.mutant.name not in told]
    killed = len(fates) - len(alive) - len(lost)
    score = 100 * killed / max(len(fates) - len(lost), 1)
    sys.stdout.write(
        f"{', '.join(part.rooms)}: {score:.1f} % of {len(fates)} killed, {len(alive)} survive, "
        f"{len(stray)} of them in no group, {len(lost)} lost, {sum(fate.by == HANGS for fate in fates)} hang; "
        f"{time.monotonic() - start:.0f} s\n"
    )
    return score >= part.least and not stray and not lost and not seen.amiss


class _Told:
    """Writes what survives as it is found, and now and then how far it is."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._done = 0

    def __call__(self, fate: Fate) -> None:
        """One more."""
        self._done += 1
        if fate.by == SURVIVED or fate.by.startswith(LOST):
            sys.stdout.write(f"{fate.by}: {fate.mutant.name} (line {fate.mutant.line})\n")
        if self._done % 100 == 0:
            sys.stdout.write(f"{self._done} of {self._number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
