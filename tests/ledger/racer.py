"""What the processes of a race do: one of eight that reserve the last session, or one that is killed at work."""

import sys
from datetime import date
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from fsecheck import Checker
from fsecheck.cli import run
from fsecheck.cli.options import kind_of
from fsecheck.ledger import keys
from fsecheck.ledger.book import Ledger
from tests import authoring

TODAY = date(2026, 10, 5)
PATIENCE = 60.0


def opened(address: str, key: str) -> Ledger:
    """The ledger at a path or an address, open to be written, with the counting of the rules."""
    counts = Checker()
    book: Ledger = kind_of(address).open(address, keys.read(key), classify=counts.classify)
    return book


def reserved(checker: Checker, sheet: bytes, context: bytes | None, today: date) -> tuple[bool, list[str], list[str]]:
    """Whether a sheet is held, the rules that told an error, and the invoices they cite."""
    (held,) = checker.reserve(sheet, context, today=today)
    errors = [one for one in held.report.findings if one.severity == "error"]
    return held.written is not None, [one.rule for one in errors], [n for one in errors for n, _ in one.evidence]


def race(
    place: tuple[str, str],
    sheets: list[tuple[bytes, bytes | None]],
    today: date,
    barrier: Barrier,
    answers: "Queue[object]",
) -> None:
    """Reserve each sheet when all the others are ready too, with one ledger and one checker for all, and tell."""
    try:
        book = opened(*place)
        checker = Checker(book)
        for number, (sheet, context) in enumerate(sheets):
            barrier.wait(PATIENCE)
            answers.put((number, *reserved(checker, sheet, context, today)))
        book.close()
    except BaseException as error:
        barrier.abort()
        answers.put((-1, f"{error!r}", [], []))
        raise


def commanded(
    place: tuple[str, str],
    sheets: list[tuple[str, str]],
    today: date,
    barrier: Barrier,
    answers: "Queue[object]",
) -> None:
    """The same through ``fsecheck ledger reserve``, which opens the ledger each time; the exit code alone tells."""
    try:
        for number, (sheet, context) in enumerate(sheets):
            barrier.wait(PATIENCE)
            where = ["--ledger", place[0], "--key", place[1], "--today", today.isoformat(), "--context", context]
            code = run(["ledger", "reserve", sheet, *where, "--output", sheet + ".said"])
            answers.put((number, code == 0, [], []))
    except BaseException as error:
        barrier.abort()
        answers.put((-1, f"{error!r}", [], []))
        raise


def work(address: str, key: str, first: int) -> None:
    """Reserve and confirm one invoice after the other, telling of each call once it is done, until killed."""
    book = opened(address, key)
    checker = Checker(book)
    for number in range(first, first + 100_000):
        nir = f"1850699{number % 1_000_000:06d}"
        sheet = authoring.sheet(facture={"numero": f"{number}"}, assure={"nir": nir})
        checker.reserve(sheet, today=TODAY)
        print("held", number, flush=True)  # noqa: T201 - what the test reads
        book.confirm(authoring.MK, f"{number}", TODAY)
        print("sent", number, flush=True)  # noqa: T201 - what the test reads


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], int(sys.argv[3]))
