"""
What the ledger knows of one sheet, beside lxml parse + libxml2 XSD of its bytes, in ledgers of several sizes.

Run by the measured environment: ``python -m tests.benchmarks.ledger ACTS [--pairs 21]``; 10 000 000 acts
take half a gigabyte and a minute to make. The sheet has fifteen acts, its patient twenty in the
ledger; every question is about another patient, for a practice asks about many. ``--make FOLDER``
leaves such a ledger there for others to measure with.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from attrs import evolve

from fsecheck.engine.history import ask, windows
from fsecheck.intake import read_1_0
from fsecheck.intake.document import open_document
from fsecheck.ledger import keys, sqlite
from fsecheck.ledger.keys import Key
from fsecheck.ledger.lines import by_codes
from fsecheck.ledger.port import RECORDED, Query
from fsecheck.ledger.reading import identify
from fsecheck.ledger.sqlite import SqliteHistory
from fsecheck.model.context import Context, LineContext
from fsecheck.model.facts import NEEDS, SERIES
from fsecheck.model.invoice import Invoice
from tests.authoring import act, prescription, sheet
from tests.benchmarks.sheets import FIRST_NIR, KEY, LEDGER, SIZES, TODAY, series
from tests.benchmarks.warm import floor, tell

_ACTS = 20
"""Of each patient, in two invoices: a bilan and nine sessions, ten sessions."""
_ASKED = 1000
"""Patients asked about, any of the ledger."""
_STRIDE = 7_919
"""From one to the next: a prime, so that they lie all over the file."""
_YEARS = (2025, 2026)
_ASKS = NEEDS - {SERIES}


def main() -> None:
    """Make a ledger, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("acts", type=int)
    parser.add_argument("--pairs", type=int, default=21)
    parser.add_argument("--make", type=Path)
    options = parser.parse_args()
    if options.make is None:
        for label, ratios in figures(options.acts, options.pairs):
            tell(label, ratios)
    else:
        fill(str(options.make / LEDGER), keys.create(str(options.make / KEY)), options.acts)


def figures(acts: int, pairs: int) -> Iterator[tuple[str, list[float]]]:
    """The ratios of each figure in a ledger of that many acts."""
    with tempfile.TemporaryDirectory() as folder:
        path, key = str(Path(folder) / LEDGER), keys.fresh()
        fill(path, key, acts)
        history = sqlite.open(path, key, write=False)
        try:
            yield from _figures(history, acts, pairs)
        finally:
            history.close()


def _figures(history: SqliteHistory, acts: int, pairs: int) -> Iterator[tuple[str, list[float]]]:
    data = series(SIZES["medium"])
    valid = floor()
    chosen = [place * _STRIDE % (acts // _ACTS) for place in range(_ASKED)]
    invoices = [_of(_read(data), one, f"{900_000_000 + one}") for one in chosen]
    queries = [Query(one, windows(one, _ASKS), _YEARS, None, True) for one in invoices]
    found = history.answer(queries[0], TODAY)
    assert len(found.events["patient_acts"]) == _ACTS
    assert found.covered_from is not None

    def parsed(_: int) -> None:
        valid(data)

    def made(place: int) -> None:
        events = history.answer(queries[place], TODAY).events
        for need in _ASKS:
            events.get(need)

    measured: tuple[tuple[str, Callable[[int], object]], ...] = (
        ("facts of 15 acts, every need", lambda place: history.answer(queries[place], TODAY)),
        ("the same, every event looked at", made),
        ("the same as the engine asks", lambda place: ask(history, invoices[place], Context(), _ASKS, TODAY)),
    )
    for label, what in measured:
        _once(parsed)
        _once(what)
        yield f"{label}, {acts:,} acts / W0", [_once(what) / _once(parsed) for _ in range(pairs)]


def _once(what: Callable[[int], object]) -> float:
    """Seconds for a round."""
    start = time.perf_counter()
    for place in range(_ASKED):
        what(place)
    return time.perf_counter() - start


def fill(path: str, key: Key, acts: int) -> None:
    """
    Make a ledger of that many acts, twenty a patient.

    The book writes the first patient's; the others' are copies of those rows under their own digest.
    """
    first = _read(_sheet(date(2025, 11, 24), bilan=True))
    second = _read(_sheet(date(2026, 1, 19), bilan=False))
    book = sqlite.init(path, key, "CABINET", TODAY, by_codes())
    book.cover(first.practitioner.key, date(2024, 1, 1), None, TODAY)
    lines = {rank: LineContext(region="epaule", diagnosis=True) for rank in range(1, 11)}
    for number, one in enumerate((first, second), 1):
        book.write(_of(one, 0, str(number)), Context(lines=lines), RECORDED, TODAY)
    book.close()
    patients = acts // _ACTS
    connection = sqlite3.connect(path)
    connection.create_function("composite", 1, lambda one: identify(_of(first, one - 1, "").patient, key)[0][2])
    connection.execute("CREATE TEMP TABLE patient (i INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO patient VALUES (?)", ((place,) for place in range(2, patients + 1)))
    connection.execute(
        "INSERT INTO person (digest, id, kind, key_version) "
        "SELECT composite(i) AS digest, i, 'composite', 1 FROM patient ORDER BY 1"
    )
    _copy(connection, "invoice", id="t.id + 2 * (i - 1)", number="t.id + 2 * (i - 1)", patient="i")
    _copy(connection, "acts", id="t.id + ((i - 1) << 20)", invoice="t.invoice + 2 * (i - 1)", patient="i")
    connection.execute("UPDATE volume SET remote = remote * ?1, total = total * ?1", (patients,))
    connection.commit()
    connection.close()


def _copy(connection: sqlite3.Connection, table: str, **changed: str) -> None:
    """The rows of the first patient for each of the others."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = ", ".join([changed.get(column, f"t.{column}") for column in columns])
    connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM patient CROSS JOIN (SELECT * FROM {table}) t"
    )


def _sheet(since: date, *, bilan: bool) -> bytes:
    """Ten acts, three a week."""
    days = [since + timedelta(days=place // 3 * 7 + place % 3 * 2) for place in range(10)]
    acts = [act(date=f"{day}", seance=f"s{day}", code="AMK" if bilan and day == since else "RAM") for day in days]
    return sheet(acts, [prescription(date="2025-11-20")], facture={"dateElaboration": f"{days[-1]}"})


def _read(data: bytes) -> Invoice:
    part = open_document(data).sheets[0]
    return read_1_0.invoice(part.element, part.xpath)


def _of(invoice: Invoice, patient: int, number: str) -> Invoice:
    """The same sheet of another patient, under another number."""
    return evolve(
        invoice,
        patient=evolve(invoice.patient, nir=f"{FIRST_NIR + patient}"),
        number=number,
        digest=number.encode(),
    )


if __name__ == "__main__":
    main()
