"""
The night's work: a hundred thousand lawful sheets and a million broken documents, on every core.

``python -m tests.properties [--sheets 100000] [--inputs 1000000] [--jobs 2] [--seed N] [--keep DIR]``.
Prints what was seen and exits 1 where anything was wrong: a lawful sheet of which something was
said, a fault that its rule did not find, and of broken documents a traceback, a verdict ``failed``,
a check of more than a second, more memory than the limit, or engines that part on what we accept.
The documents that did it are left in ``--keep``. The same seed does the same work.
"""

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Final

from tests.properties.night import Done, bounded, broken, lawful

_CHUNK: Final = 5_000
_PATIENCE: Final = 600
"""Seconds for one task, far beyond what it takes: a worker that hangs is told of."""


def main() -> int:
    """Do the work, print the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sheets", type=int, default=100_000)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    start = time.monotonic()
    counts: Counter[str] = Counter()
    wrong: list[tuple[str, bytes]] = []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(options.jobs, context, initializer=bounded) as pool:
        tasks = [pool.submit(broken, options.seed, at, _CHUNK) for at in range(0, options.inputs, _CHUNK)]
        for done in _finished(tasks):
            counts += done.counts
            wrong += done.wrong
            if counts["broken documents"] % 100_000 == 0:
                sys.stdout.write(f"{counts['broken documents']:,} broken documents, {len(wrong)} wrong\n")
                sys.stdout.flush()
        for done in _lawful(pool, options):
            counts += done.counts
            wrong += done.wrong
    for place, (words, data) in enumerate(wrong[:100]):
        sys.stdout.write(f"WRONG {words}\n")
        if options.keep is not None and data:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{place:03}.xml").write_bytes(data)
    for name, number in sorted(counts.items()):
        sys.stdout.write(f"{name}: {number:,}\n")
    sys.stdout.write(f"wrong: {len(wrong)}; seed {options.seed}; {time.monotonic() - start:.0f} s\n")
    return 1 if wrong else 0


def _finished(tasks: "list[Future[Done]]") -> Iterator[Done]:
    """Each task as it ends. Raises TimeoutError where none ends in time, BrokenProcessPool where a worker died."""
    left = set(tasks)
    while left:
        ended, left = wait(left, timeout=_PATIENCE, return_when=FIRST_COMPLETED)
        if not ended:
            raise TimeoutError(f"no task ended in {_PATIENCE} s")
        yield from [task.result() for task in ended]


def _lawful(pool: ProcessPoolExecutor, options: argparse.Namespace) -> Iterator[Done]:
    """Practices, a few at a time, until there are enough sheets."""
    made, seed = 0, options.seed % 2**31
    while made < options.sheets:
        some = range(seed, seed + 4 * options.jobs)
        seed = some.stop
        for done in _finished([pool.submit(lawful, one) for one in some]):
            made += done.counts["lawful sheets"]
            yield done


if __name__ == "__main__":
    raise SystemExit(main())
