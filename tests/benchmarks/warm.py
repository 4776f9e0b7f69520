"""
Run by the measured environment: ``Checker.check`` of one sheet beside parse + XSD of the same bytes.

Prints one line a figure: its label, then the ratio of each pair, separated by tabs.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import date

from lxml import etree

import fsecheck
from fsecheck.ledger.keys import load
from fsecheck.ledger.sqlite import open as open_ledger

_ROUNDS = 200


def main(fse: str, ledger: str, key: str, pairs: int) -> None:
    """Measure, and print."""
    with open(fse, "rb") as stream:
        data = stream.read()
    schemas = os.path.join(os.path.dirname(fsecheck.__file__), "_data", "schemas")
    schema = etree.XMLSchema(etree.parse(os.path.join(schemas, "fse", "1.0", "fse.xsd")))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    today = date(2026, 3, 31)
    alone = fsecheck.Checker()
    book = open_ledger(ledger, load(key), write=False)
    counting = fsecheck.Checker(book)

    def floor() -> None:
        if not schema.validate(etree.fromstring(data, parser)):
            raise SystemExit("the sheet is not valid")

    def check(checker: fsecheck.Checker) -> Callable[[], None]:
        def once() -> None:
            if not checker.check(data, today=today).may_send:
                raise SystemExit("the sheet is not accepted")

        return once

    for label, what in (
        ("warm check, 15 acts, no ledger / W0", check(alone)),
        ("warm check, 15 acts, SQLite ledger / W0", check(counting)),
    ):
        once(floor)
        once(what)
        ratios = [once(what) / once(floor) for _ in range(pairs)]
        print(label, *(f"{ratio:.4f}" for ratio in ratios), sep="\t")  # noqa: T201 - this is its answer


def once(what: Callable[[], None]) -> float:
    """Seconds for a round."""
    start = time.perf_counter()
    for _ in range(_ROUNDS):
        what()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
