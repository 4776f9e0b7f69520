"""Who holds the database and not the key changes one thing: verify tells it, or a recount makes it right again."""

import re
from contextlib import closing
from datetime import date, timedelta

import pytest
from attrs import evolve

from fsecheck.ledger import keys, moving, sqlite
from fsecheck.ledger.port import (
    ACKNOWLEDGED,
    PAID,
    RECORDED,
    REJECTED,
    RESERVED,
    LedgerError,
    LedgerRefusedError,
)
from fsecheck.model.context import Context, LineContext
from tests.ledger.conftest import CLASSIFY
from tests.ledger.sheets import ADULT, AM, CHILD, RPPS, TODAY, act, context, mk, sheet

DAY = date(2026, 3, 2)
OWN = evolve(CHILD, own_nir="1180375123456")
GONE = evolve(ADULT, rank="5")
FIRST = keys.parse("fsecheck-key 1 " + "ab" * 32)
BOTH = keys.parse(f"{FIRST.text()};fsecheck-key 2 {'cd' * 32}")
#: What is kept twice, and made again by a recount.
CACHES = {"acts.live", "practitioner.invoices", "volume.mk", "volume.year", "volume.remote", "volume.total",
          "volume.overcharged"}  # fmt: skip


#: Of one MK, under which of his numbers a claim stands; the day a migration was applied: nothing follows from them.
UNBOUND = {("coverage", "mk"), ("migration", "applied")}


def put(book, number, state=RECORDED, **fields):
    line = act(1, DAY, code="TMK", session="s", visit="v", prescription=1)
    invoice = sheet(number, acts=(line, act(2, DAY - timedelta(days=200))), **fields)
    return book.write(invoice, context(invoice), state, TODAY)


def live(start, again):
    """A book in which everything has happened, a version of the key was retired and a person forgotten."""
    with closing(start()) as book:
        put(book, "1", RESERVED)
        book.confirm(RPPS, "1", TODAY)
        put(book, "2", patient=OWN, by=mk(RPPS, AM))
        book.settle(RPPS, "2", ACKNOWLEDGED, TODAY)
        put(book, "3", patient=GONE)
        book.cover(RPPS, date(2024, 1, 1), None, TODAY)
        book.cover(AM, date(2023, 1, 1), date(2023, 6, 30), TODAY)
        book.cover("10003456790", date(2025, 1, 1), date(2025, 6, 30), TODAY)
        book.forget(GONE, TODAY)
    with closing(again()) as book:
        put(book, "4")
        put(book, "5", patient=OWN)
        book.retire(1, TODAY)
    book = again()
    second, third = evolve(CHILD, rank="2"), evolve(CHILD, rank="3")
    put(book, "6", patient=second)
    put(book, "7", patient=third)
    book.link(second, third, TODAY)
    put(book, "8", RESERVED, patient=ADULT)
    book.release(RPPS, "8", TODAY)
    put(book, "9", corrects="6", patient=second)
    lines = (act(1, DAY, place="ehpad", executing_rpps="10003456790"), act(2, DAY, "IFD", place="ehpad"))
    travelled = sheet("10", acts=lines, patient=third)
    told = Context(lines={2: LineContext(trip="t1", establishment="e1")})
    book.write(travelled, told, RECORDED, TODAY, lambda one: CLASSIFY(one)._replace(travel=one.code == "IFD"))
    book.settle(RPPS, "7", REJECTED, TODAY, code="R1")
    book.settle(RPPS, "6", PAID, TODAY)
    put(book, "11", patient=ADULT)
    book.cancel(RPPS, "11", TODAY)
    put(book, "12", patient=evolve(ADULT, rank="3"), by=mk(None, "991130634"))
    book.uncover(RPPS, date(2024, 2, 1), date(2024, 2, 3), TODAY)
    with pytest.raises(LedgerRefusedError):
        book.settle(RPPS, "77", PAID, TODAY)
    book.recount(TODAY)
    book.retain(date(2026, 1, 1), TODAY)
    assert book.verify().sound
    return book


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(request, tmp_path_factory):
    """The book, and how it is opened to alteration: nothing that guards its tables guards them any more."""
    if request.param == "sqlite":
        path = str(tmp_path_factory.mktemp("attack") / "practice.ledger")
        book = live(
            lambda: sqlite.init(path, FIRST, "cabinet", TODAY, CLASSIFY),
            lambda: sqlite.open(path, BOTH, classify=CLASSIFY),
        )
        with book.transaction():
            guards = book._execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        opened = ["PRAGMA defer_foreign_keys=ON", "PRAGMA ignore_check_constraints=ON"]
        yield book, [*opened, *[f"DROP TRIGGER {name}" for name, _ in guards]], [sql for _, sql in guards]
    else:
        server = request.getfixturevalue("postgresql")
        practice = server.practice()
        address = server.url("fsecheck_owner", practice)
        from fsecheck.ledger import postgres

        book = live(
            lambda: postgres.init(address, FIRST, practice, TODAY, CLASSIFY),
            lambda: postgres.open(address, BOTH, classify=CLASSIFY),
        )
        yield book, ["SET LOCAL session_replication_role = replica"], []
    book.close()


def attack(lived, statement):
    """Whether verify calls altered rows sound, and whether a recount made them so; None: no such row is taken."""
    book, opened, closed = lived
    book.begin()
    try:
        for one in opened:
            book._execute(one)
        try:
            book._execute(statement if closed else re.sub("x'([0-9a-f]*)'", r"'\\x\1'::bytea", statement))
        except LedgerError:
            return None
        for one in closed:
            book._execute(one)
        checked = book.verify()
        if checked.broken is not None or checked.counters:
            return checked.sound, False
        book.recount(TODAY)
        return checked.sound, book.verify().sound
    finally:
        book.end(keep=False)


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return f"{value}" if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def others(value, column):
    """What may be put in the place of a value: of its type and of another, from elsewhere in its column, nothing."""
    found = [one for one in column if one != value][:2]
    if isinstance(value, int):
        found += [value + 1, -value, "x", f"{value}".encode()]
    elif isinstance(value, str):
        found += [value + " ", "", value.encode(), 987]
    else:
        found += [b"", (value or b"") + b"\0", "x"]
    return [None, *found]


#: A row of these has more than one key.
NEW = {"person.digest": b"\1" * 16, "person.id": 77, "invoice.id": 77, "invoice.number": "77", "practitioner.id": 77,
       "practitioner.number": "991130642", "practitioner.invoices": 1}  # fmt: skip
TABLES = ("ledger", "migration", *moving.TABLES)


def rows_of(book, table):
    """The columns of a table, but for the practice, and its first and last rows."""
    with book.transaction():
        if isinstance(book, sqlite.SqliteHistory):
            columns = [row[1] for row in book._execute(f"PRAGMA table_info({table})").fetchall()]
        else:
            columns = [row[0] for row in book._execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'fsecheck' AND table_name = ? "
                "AND column_name <> 'practice' ORDER BY ordinal_position", (table,)
            ).fetchall()]  # fmt: skip
        rows = book._execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1").fetchall()
    return columns, [tuple(row) for row in rows]


def which(columns, row):
    return " AND ".join(
        [
            f"{column} IS NULL" if value is None else f"{column} = {literal(value)}"
            for column, value in zip(columns, row, strict=True)
        ]
    )


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_every_table_is_looked_at(lived, table):
    book = lived[0]
    columns, rows = rows_of(book, table)
    assert rows
    unseen, taken = set(), 0
    for row in dict.fromkeys((rows[0], rows[-1])) if isinstance(book, sqlite.SqliteHistory) else rows[-1:]:
        for place, column in enumerate(columns):
            for value in others(row[place], [one[place] for one in rows]):
                if literal(value) == literal(row[place]):
                    continue
                found = attack(lived, f"UPDATE {table} SET {column} = {literal(value)} WHERE {which(columns, row)}")
                taken += found is not None
                if found is not None and (found[0] or (found[1] and f"{table}.{column}" not in CACHES)):
                    unseen.add((column, row[place], value))
    assert taken
    assert {one for one in unseen if (table, one[0]) not in UNBOUND} == set()


@pytest.mark.parametrize("table", TABLES)
def test_every_row_that_is_taken_away_is_missed(lived, table):
    columns, rows = rows_of(lived[0], table)
    for row in rows:
        found = attack(lived, f"DELETE FROM {table} WHERE {which(columns, row)}")
        assert found is None or found == (False, table == "volume"), row


@pytest.mark.parametrize("table", TABLES)
def test_every_row_that_is_added_is_told(lived, table):
    """A copy of a row under another key; but a claim that is made already, and a number of whom nothing speaks."""
    columns, rows = rows_of(lived[0], table)
    row, taken = [NEW.get(f"{table}.{column}", value) for column, value in zip(columns, rows[-1], strict=True)], 0
    for place, column in enumerate(columns):
        for value in others(row[place], [one[place] for one in rows]):
            values = ", ".join([literal(value if at == place else one) for at, one in enumerate(row)])
            found = attack(lived, f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})")
            taken += found is not None
            seen = found is None or found == (False, table == "volume")
            assert seen or (table, column) in UNBOUND | {("practitioner", "invoices")}, (column, value)
    assert taken or table == "ledger"  # a practice has one


def test_a_tail_that_is_cut_off_shows_against_a_head_that_was_noted(lived):
    """With every row that the last events wrote: what is left is a ledger as it was, and only another place knows."""
    book, opened, closed = lived
    book.begin()
    try:
        seq = int(book.head().partition(":")[0])
        put(book, "99", patient=evolve(ADULT, rank="7"))
        noted = book.head()
        cut = [f"DELETE FROM {table} WHERE seq > {seq}" for table in ("payload", "event")]
        for statement in (*opened, *cut):
            book._execute(statement)
        assert book.verify(noted).broken.code == "missing-end"
        assert book.verify().broken.code == "unwritten-rows"
        id_, patient = book._execute("SELECT id, patient FROM invoice WHERE number = '99'").fetchone()
        for statement in (f"DELETE FROM acts WHERE invoice = {id_}", f"DELETE FROM invoice WHERE id = {id_}",
                          f"DELETE FROM person WHERE id = {patient}", "DELETE FROM volume", *closed):  # fmt: skip
            book._execute(statement)
        checked = book.verify()
        assert (checked.broken, checked.tables, checked.counters) == (None, (), False)
        assert book.verify(noted).broken.code == "missing-end"
    finally:
        book.end(keep=False)


def test_nothing_is_left_of_a_ledger_that_was_altered(lived):
    assert lived[0].verify().sound
