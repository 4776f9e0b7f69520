"""A practice's ledger taken from a server, or put on one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from fsecheck.ledger.keys import Key
from fsecheck.ledger.moving import Rows, put
from fsecheck.ledger.port import LedgerUseError
from fsecheck.ledger.postgres import PostgresLedger, tables
from fsecheck.ledger.postgres.address import parse
from fsecheck.ledger.postgres.server import Connection, Cursor

_COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'fsecheck' AND table_name = ? "
    "AND column_name <> 'practice' ORDER BY ordinal_position"
)


@contextmanager
def rows(address: str, key: Key) -> Iterator["PostgresRows"]:
    """One state of the ledger at *address*. Raises LedgerError."""
    asked = parse(address)
    if asked.practice is None:
        raise LedgerUseError("the address of the ledger names no practice: ?practice=ID at its end")
    connection = Connection(asked, asked.practice)
    try:
        with connection.transaction("ISOLATION LEVEL REPEATABLE READ READ ONLY") as cursor:
            yield PostgresRows(cursor, key)
    finally:
        connection.close()


class PostgresRows:
    """:class:`~fsecheck.ledger.moving.Rows` of a practice, in the transaction of its connection."""

    def __init__(self, cursor: Cursor, key: Key) -> None:
        """Raises LedgerUseError where there is no ledger of that key."""
        self._cursor = cursor
        self.known = tables.recognise(cursor, key)
        self.practice, self.made = cursor.execute("SELECT practice, made FROM ledger").fetchone()
        self.day: date | None = None

    def columns(self, table: str) -> list[str]:
        """The columns of a table, but for the practice."""
        return [row[0] for row in self._cursor.execute(_COLUMNS, (table,)).fetchall()]

    def rows(self, table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
        """All rows of a table, by its first column."""
        return self._cursor.each(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1")  # noqa: S608 - our own schema


def receive(address: str, source: Rows, key: Key, today: date, at: date | None) -> str:
    """Put all that *source* holds on a server, and close its coverage *at* that day; whole or not at all; its head."""
    asked = parse(address)
    if asked.practice not in {None, source.practice}:
        raise LedgerUseError("the address of the ledger names another practice")
    book = PostgresLedger(asked, Connection(asked, source.practice), (key, source.known.secret))
    try:
        with book.transaction():
            book.fill(lambda session: put(session, source))
            if at is not None:
                book.close_coverage(at, today)
            return book.head()
    finally:
        book.close()
