"""Histories of an invented practice: records, the same as a CSV table, and what a ledger holds."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

from fsecheck.imports.table import ACT, COLUMNS, INVOICE
from tests.authoring import AM, DOCTOR, MK, NIR

TODAY = date(2026, 11, 1)
KEY = "fsecheck-key 1 " + "ab" * 32
#: Columns that hold chance, or a digest of it.
CHANCE = {("payload", "salt"), ("event", "commitment"), ("event", "digest")}
MKS = (MK, "99900064157", "99900064165", "99900064173", "99900064181")


def record(number: str = "100000001", acts: list[dict] | None = None, **fields) -> dict:
    """One record, with the changes asked for; None leaves a field out."""
    made = {
        "mk": {"rpps": MK, "am": AM},
        "number": number,
        "drawn_up": "2026-03-05",
        "patient": {"nir": NIR, "birth": "19850614"},
        "mode": "securise",
        "acts": [act()] if acts is None else acts,
        **fields,
    }
    return {name: value for name, value in made.items() if value is not None}


def act(**fields) -> dict:
    """One act of a record, with the changes asked for; None leaves a field out."""
    made = {
        "day": "2026-03-02",
        "code": "RAM",
        "coefficient": "8.08",
        "remote": False,
        "place": "cabinet",
        "region": "epaule",
        "diagnosis": True,
        "prescription": {"prescriber": DOCTOR, "written": "2026-02-23"},
        "session": "1",
        "unit_price": "2.21",
        "base": "17.86",
        "rate": 60,
        "amo": "10.72",
        "amc": "7.14",
        "fees": "17.86",
        **fields,
    }
    return {name: value for name, value in made.items() if value is not None}


def practice(count: int) -> Iterator[dict]:
    """*count* invoices of five MKs over three years: paid, rejected, corrected, at a distance."""
    first = date(2023, 3, 1)
    for place in range(count):
        day = first + timedelta(days=place * 1000 // count)
        written = (day - timedelta(days=place % 30 + 1)).isoformat()
        prescription = {"prescriber": DOCTOR, "written": written}
        acts = [act(day=day.isoformat(), prescription=prescription)]
        if place % 3 == 0:
            later = (day + timedelta(days=2)).isoformat()
            acts.append(act(day=later, code="TMK", remote=True, prescription=prescription))
        yield record(
            str(100_000_000 + place),
            acts,
            mk={"rpps": MKS[place % 5]},
            drawn_up=(day + timedelta(days=3)).isoformat(),
            patient={"nir": f"1850699999{place % 700:03d}", "birth": "19850614"},
            state={7: "paid", 13: "rejected", 29: "cancelled"}.get(place % 50),
            corrects=str(100_000_000 + place - 10) if place % 211 == 15 else None,
        )


def json_lines(records: Iterable[dict]) -> bytes:
    """Records as JSON Lines."""
    return "".join(f"{json.dumps(one)}\n" for one in records).encode()


def table(records: Iterable[dict], columns: Iterable[str] = COLUMNS, delimiter: str = ";") -> list[str]:
    """Records as the lines of a CSV file, the header first."""
    names = list(columns)
    cells = (
        [_cell(one, INVOICE[name].path) if name in INVOICE else _cell(line, ACT[name].path) for name in names]
        for one in records
        for line in one["acts"]
    )
    return [delimiter.join(line) for line in [names, *cells]]


def written(lines: Iterable[str], encoding: str = "utf-8") -> bytes:
    """The lines of a file as its bytes."""
    return "".join(f"{line}\n" for line in lines).encode(encoding)


def _cell(value, path) -> str:
    for name in path:
        if name not in value:
            return ""
        value = value[name]
    return {True: "oui", False: "non"}[value] if isinstance(value, bool) else str(value)


def dump(path) -> list[tuple]:
    """All that a ledger holds, what its events say included, but for the chance in them and what follows from it."""
    connection = sqlite3.connect(path)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = []
        for table in sorted(tables):
            held = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            kept = ", ".join(column for column in held if (table, column) not in CHANCE)
            rows += [(table, *row) for row in connection.execute(f"SELECT {kept} FROM {table}")]
        return rows
    finally:
        connection.close()


def numbers(path) -> list[tuple[str, int, str]]:
    """Number, attempt and state of every invoice of a ledger."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT number, attempt, state FROM invoice ORDER BY id").fetchall()
    finally:
        connection.close()


def first(count: int, items: Iterable) -> list:
    """The first *count* of some items."""
    return list(islice(items, count))
