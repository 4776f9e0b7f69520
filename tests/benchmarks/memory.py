"""
Run by the measured environment: what a process holds after many sheets, lawful, refused and broken.

``python -m tests.benchmarks.memory SHEETS`` prints the size after a thousand sheets and the growth
from there to the last one, in MiB.
"""

import gc
import os
import sys

import fsecheck
from tests.benchmarks.sheets import SIZES, TODAY, refused, series
from tests.benchmarks.warm import tell

_SETTLED = 1000


def main(sheets: int) -> None:
    """Check so many sheets, and print."""
    checker = fsecheck.Checker()
    kinds = [
        *(series(acts) for acts in SIZES.values()),
        series(SIZES["medium"], assure={"nir": "1850699999001", "cle": "00"}),
        refused(SIZES["large"]),
        series(SIZES["small"])[:-9],
    ]
    settled = 0.0
    for number in range(sheets):
        if number == _SETTLED:
            settled = _resident()
        # A number of its own for each sheet: what is kept by sheet would be seen to grow.
        checker.check(kinds[number % len(kinds)].replace(b"99900064140", b"%011d" % number), today=TODAY)
    tell(f"resident after {_SETTLED:,} sheets, MiB", [settled])
    tell(f"growth from sheet {_SETTLED:,} to {sheets:,}, MiB", [_resident() - settled])


def _resident() -> float:
    """MiB of this process that are in memory."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main(int(sys.argv[1]))
