"""One of two processes that reserve at the same instant, round after round."""

import io
import json
from datetime import date
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from fsecheck import Checker
from fsecheck.cli import run
from fsecheck.ledger import keys, sqlite

TODAY = date(2026, 10, 5)
PATIENCE = 30.0


def by_command(ledger: str, key: str, sheet: str) -> tuple[int, list[str], list[str]]:
    """Exit code of ``fsecheck ledger reserve``, the rules it told, and the invoices they cite."""
    out = io.StringIO()
    words = ["ledger", "reserve", sheet, "--ledger", ledger, "--key", key, "--today", TODAY.isoformat()]
    code = run([*words, "--format", "json"], out, io.StringIO())
    (entry,) = json.loads(out.getvalue())["inputs"][0]["reports"]
    findings = entry["report"]["findings"]
    return code, [one["rule"] for one in findings], [e["invoice"] for one in findings for e in one["evidence"]]


def by_checker(ledger: str, key: str, sheet: str) -> tuple[int, list[str], list[str]]:
    """The same through ``Checker.reserve``: 0 where it was held, 1 where not."""
    book = sqlite.open(ledger, keys.read(key))
    try:
        with open(sheet, "rb") as stream:
            (held,) = Checker(book).reserve(stream.read(), today=TODAY)
    finally:
        book.close()
    findings = held.report.findings
    return int(held.written is None), [one.rule for one in findings], [n for one in findings for n, _ in one.evidence]


DOORS = {"command": by_command, "checker": by_checker}


def race(door: str, book: tuple[str, str], sheets: list[str], barrier: Barrier, answers: "Queue[object]") -> None:
    """Reserve each sheet when the other process is ready too, and send what came of it."""
    try:
        for place, sheet in enumerate(sheets):
            barrier.wait(PATIENCE)
            answers.put((place, *DOORS[door](*book, sheet)))
    except BaseException as error:
        barrier.abort()
        answers.put((-1, f"{error!r}", [], []))
        raise
