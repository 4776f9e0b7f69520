"""
Fuzzing of the intake guided by coverage, where atheris is installed (it is no need of the tests).

``python -m tests.properties.guided FOLDER [-max_total_time=60 ...]``: FOLDER keeps what reached a new
line, and is filled from the fixtures where it is empty; the other arguments are libFuzzer's. It stops
at the first document that does what none may do, and leaves it in a file.
"""

import sys
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["fsecheck.intake", "fsecheck.checker"]):
    from fsecheck.checker import Checker
    from tests.properties.hostile import look, seeds

_CHECKER = Checker()
_RNG = Random(0)


def one(data: bytes) -> None:
    """Look at one document. Raises AssertionError where it did what none may do."""
    seen = look(data, None, _CHECKER, _RNG, opinion=False)
    assert seen.wrong is None, seen.wrong


def main() -> None:
    """Fill the folder, and go."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        for place, data in enumerate(seeds(Random(0))):
            (folder / f"{place:05}").write_bytes(data)
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
