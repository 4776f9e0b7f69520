"""
A ledger taken elsewhere: copied from one database to the other, backed up while it is in use, restored.

Rows are taken as they stand, ids, digests and events included, from one state of the source; the target
appears whole or not at all. A backup is a SQLite file, whatever the source: it says of which day it is and opens
as no ledger until it is restored, for what was drawn up since is missing in it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Protocol

from fsecheck.ledger import database, making
from fsecheck.ledger.database import Known
from fsecheck.ledger.keys import Key
from fsecheck.ledger.port import LedgerDamagedError, LedgerUseError, on_server
from fsecheck.ledger.sqlite_book import SqliteLedger, SqliteSession

if TYPE_CHECKING:
    from fsecheck.ledger.seam import Session

#: Every table of a ledger that holds its rows, each after those that its rows speak of.
TABLES: Final = (
    "key_check", "practitioner", "person", "invoice", "acts", "volume", "coverage", "event", "payload", "erasure",
    "forgotten", "trip",
)  # fmt: skip
_AT_ONCE: Final = 5_000


class Rows(Protocol):
    """One state of a ledger, to be taken elsewhere."""

    known: Known
    practice: str
    made: str
    day: date | None
    """Of a backup: its day."""

    def columns(self, table: str) -> list[str]:
        """The columns of a table, but for the practice."""

    def rows(self, table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
        """All rows of a table, by its first column."""


def copy(source: str, target: str, key: Key, today: date) -> str:
    """
    Copy the ledger at *source* to *target*, files or addresses, where there is none yet; its head there.

    Raises LedgerUseError (not a ledger, wrong key, a target that exists), LedgerFaultError (the environment).
    """
    with _rows(source, key) as rows:
        return _receive(target, rows, key, today, None)


def backup(source: str, target: str, key: Key, today: date) -> None:
    """Copy the ledger at *source*, which may be in use, to a new backup file. Raises as :func:`copy`."""
    if on_server(target):
        raise LedgerUseError("a backup is a file")

    def fill(connection: sqlite3.Connection) -> None:
        _fill(connection, rows, today)
        # One file, which may lie where it likes.
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute(f"PRAGMA application_id = {database.BACKUP}")
        connection.execute("CREATE TABLE backup (day TEXT NOT NULL)")
        connection.execute("INSERT INTO backup VALUES (?)", (today.isoformat(),))
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise LedgerDamagedError("the ledger is damaged: restore a backup")

    with _rows(source, key) as rows:
        making.whole(target, fill)


def restore(source: str, target: str, key: Key, at: date | None, today: date) -> tuple[date, str]:
    """
    Make a ledger at *target* of the backup at *source*, and take back there every claim of coverage from its day on.

    *at* is its day where it does not say so (a file copied by other means). Returns that day and the head.
    Raises as :func:`copy`.
    """
    with _rows(source, key, backups=True) as rows:
        day = at or rows.day
        if day is None:
            raise LedgerUseError("this is not a backup of fsecheck: say of which day it is")
        return day, _receive(target, rows, key, today, day)


@contextmanager
def _rows(address: str, key: Key, *, backups: bool = False) -> Iterator["Rows"]:
    if on_server(address):
        from fsecheck.ledger.postgres import moving as elsewhere  # noqa: PLC0415 - psycopg only where it is needed

        with elsewhere.rows(address, key) as found:
            yield found
        return
    connection = database.connect(address, write=False)
    try:
        connection.execute("BEGIN")
        yield SqliteRows(connection, key, backups=backups)
    except sqlite3.Error as error:
        raise database.fault(error) from error
    finally:
        connection.close()


def _receive(target: str, rows: Rows, key: Key, today: date, at: date | None) -> str:
    if on_server(target):
        from fsecheck.ledger.postgres import moving as elsewhere  # noqa: PLC0415 - psycopg only where it is needed

        return elsewhere.receive(target, rows, key, today, at)
    head = ""

    def fill(connection: sqlite3.Connection) -> None:
        nonlocal head
        _fill(connection, rows, today)
        connection.execute("PRAGMA journal_mode=WAL")
        if rows.day is not None:
            connection.execute(f"PRAGMA application_id = {database.APPLICATION}")
            connection.execute("DROP TABLE backup")
        known = making.bring_up(connection, key, today)
        book = SqliteLedger(lambda: connection, connection, (key, known.secret))
        if at is not None:
            book.close_coverage(at, today)
        head = book.head()

    database.refuse_share(target)
    making.whole(target, fill)
    return head


def _fill(connection: sqlite3.Connection, rows: Rows, today: date) -> None:
    """Put all that *rows* holds in an empty file."""
    if isinstance(rows, SqliteRows):
        rows.pages(connection)
        return
    making.tables(connection, today)
    session = SqliteSession(connection)
    session.begin(0)
    put(session, rows)
    session.end(0, keep=True)


def put(session: "Session", rows: Rows) -> None:
    """Write all that *rows* holds, in the transaction of the caller."""
    session.execute("INSERT INTO ledger (id, practice, made) VALUES (1, ?, ?)", (rows.practice, rows.made))
    for table in TABLES:
        columns = rows.columns(table)
        values = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608 - names of our own schema
        found = rows.rows(table, columns)
        while some := list(islice(found, _AT_ONCE)):
            session.executemany(statement, some)


class SqliteRows:
    """:class:`Rows` of a SQLite file, in the transaction of its connection."""

    def __init__(self, connection: sqlite3.Connection, key: Key, *, backups: bool = False) -> None:
        """Raises LedgerUseError where it is not a ledger of that key, or a backup (allowed with *backups*)."""
        self._own = connection
        self.known = database.recognise(connection, key, older=backups, backups=backups)
        self.practice, self.made = connection.execute("SELECT practice, made FROM ledger").fetchone()
        self.day: date | None = None
        if connection.execute("PRAGMA application_id").fetchone() == (database.BACKUP,):
            self.day = date.fromisoformat(connection.execute("SELECT day FROM backup").fetchone()[0])

    def columns(self, table: str) -> list[str]:
        """The columns of a table."""
        return [row[1] for row in self._own.execute(f"PRAGMA table_info({table})")]

    def rows(self, table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
        """All rows of a table, by its first column."""
        return iter(self._own.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1"))  # noqa: S608 - our schema

    def pages(self, target: sqlite3.Connection) -> None:
        """The whole file at once, as it stands."""
        self._own.backup(target)
