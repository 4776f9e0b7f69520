"""
Run by the measured environment: ``Checker.check`` of one sheet beside parse + XSD of the same bytes.

Prints one line a figure: its label, then the ratio of each pair, separated by tabs. In rounds each of
the two finds the processor as its own last call left it; call by call, as a host has it, neither does.
"""

import sys
import time
from collections.abc import Callable

from lxml import etree

import fsecheck
from fsecheck.intake.schema import FSE, path
from fsecheck.ledger.keys import load
from fsecheck.ledger.sqlite import open as open_ledger
from tests.benchmarks.sheets import TODAY

_SECONDS = 0.05
"""Of a round, about."""


def main(fse: str, ledger: str, key: str, pairs: int) -> None:
    """Measure, and print."""
    with open(fse, "rb") as stream:
        data = stream.read()
    valid = floor()

    def parsed() -> None:
        if not valid(data):
            raise SystemExit("the sheet is not valid")

    def check(checker: fsecheck.Checker) -> Callable[[], None]:
        def once() -> None:
            if not checker.check(data, today=TODAY).may_send:
                raise SystemExit("the sheet is not accepted")

        return once

    book = open_ledger(ledger, load(key), write=False)
    for label, checker in (("no ledger", fsecheck.Checker()), ("ledger", fsecheck.Checker(book))):
        tell(label, paired(check(checker), parsed, pairs))
        tell(f"{label}, call by call", [alternated(check(checker), parsed) for _ in range(pairs)])


def floor() -> Callable[[bytes], bool]:
    """Parse + XSD of a sheet, by lxml alone."""
    schema = etree.XMLSchema(etree.parse(path(FSE)))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return lambda data: bool(schema.validate(etree.fromstring(data, parser)))


def paired(what: Callable[[], object], other: Callable[[], object], pairs: int) -> list[float]:
    """Time of *what* over that of *other*, pair by pair, after a warm-up of each."""
    once(what, 2)
    once(other, 2)
    many, few = rounds(what), rounds(other)
    return [(once(what, many) / many) / (once(other, few) / few) for _ in range(pairs)]


def alternated(what: Callable[[], object], other: Callable[[], object]) -> float:
    """Time of *what* over that of *other*, a call of each in turn."""
    spent = [(once(what, 1), once(other, 1)) for _ in range(rounds(what))]
    return sum(one for one, _ in spent) / sum(two for _, two in spent)


def rounds(what: Callable[[], object]) -> int:
    """How many calls make a round."""
    return max(1, int(_SECONDS / once(what, 1)))


def once(what: Callable[[], object], number: int) -> float:
    """Seconds for so many calls."""
    start = time.perf_counter()
    for _ in range(number):
        what()
    return time.perf_counter() - start


def tell(label: str, values: list[float]) -> None:
    """One figure, as the command reads it."""
    print(label, *(f"{value:.4f}" for value in values), sep="\t", flush=True)  # noqa: T201 - this is its answer


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
