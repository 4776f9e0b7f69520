"""
A ledger in one SQLite file on one machine, opened and read.

Each read takes a connection of its own from a small pool, so several threads read at once. What
writes stands in :mod:`fsecheck.ledger.sqlite_book` and is loaded only to write: a check reads.
"""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeVar, overload

from fsecheck.ledger import database
from fsecheck.ledger.keys import Key
from fsecheck.ledger.port import Classify, LedgerUseError
from fsecheck.ledger.reading import LedgerHistory, Reader

if TYPE_CHECKING:
    from fsecheck.ledger.seam import Cursor
    from fsecheck.ledger.sqlite_book import SqliteLedger

_Result = TypeVar("_Result")


class SqliteHistory(LedgerHistory):
    """A :class:`~fsecheck.ledger.port.History` in a SQLite file. Made by :func:`open`."""

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        first: sqlite3.Connection,
        secrets: tuple[Key, bytes],
        idle: Iterable[sqlite3.Connection] = (),
    ) -> None:
        """
        *connect* makes a reading connection, *first* is any connection, *idle* are free to read.

        *secrets* are the key and the ledger's own secret.
        """
        self._connect = connect
        self._reader = Reader(*secrets)
        self._idle = [connection.cursor() for connection in idle]
        self._closed = False
        made = first.execute("SELECT practice FROM ledger").fetchone()
        if made is None:
            raise LedgerUseError("this file is not a ledger of fsecheck")
        (self.practice,) = made

    def close(self) -> None:
        """Let go of the database. Reads under way end first with their own connection."""
        self._closed = True
        while self._idle:
            self._idle.pop().connection.close()

    def _read(self, look: "Callable[[Cursor], _Result]") -> _Result:
        """What *look* finds in one state of the ledger."""
        cursor = self.take()
        try:
            cursor.execute("BEGIN")
            try:
                return look(cursor)
            finally:
                cursor.execute("ROLLBACK")  # nothing was written; a damaged file would not let it be kept
        except sqlite3.Error as error:
            raise database.fault(error) from error
        finally:
            self.give(cursor)

    def _faults(self, cursor: "Cursor") -> int:
        """How much SQLite itself finds wrong with its file."""
        try:
            said = cursor.execute("PRAGMA integrity_check").fetchall()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            return 1
        return 0 if said == [("ok",)] else len(said)

    def _altered(self, cursor: "Cursor") -> tuple[str, ...]:
        """What differs of the tables."""
        from fsecheck.ledger import shape  # noqa: PLC0415 - a check does not verify

        return shape.of_file(cursor)

    def take(self) -> sqlite3.Cursor:
        """A cursor for one read, of a connection of its own: one is kept, for to make one costs a tenth of a read."""
        if self._closed:
            raise LedgerUseError("the ledger is closed")
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect().cursor()

    def give(self, cursor: sqlite3.Cursor) -> None:
        """Give a cursor back, for the next read."""
        if self._closed:
            cursor.connection.close()
        else:
            self._idle.append(cursor)


def init(path: str, key: Key, practice: str, today: date, classify: Classify | None = None) -> "SqliteLedger":
    """
    Make a ledger for a practice and open it.

    Raises LedgerUseError where *path* exists, LedgerFaultError where it cannot be made.
    """
    from fsecheck.ledger import making  # noqa: PLC0415 - a check makes no ledger

    if not practice:
        raise LedgerUseError("a ledger belongs to a practice: give its identifier")
    making.make(path, key, practice, today)
    return open(path, key, classify=classify)


@overload
def open(path: str, key: Key, *, write: Literal[False]) -> SqliteHistory: ...  # noqa: A001 - read as sqlite.open
@overload
def open(  # noqa: A001 - read as sqlite.open
    path: str, key: Key, *, write: Literal[True] = True, migrate: date | None = None, classify: Classify | None = None
) -> "SqliteLedger": ...
def open(  # noqa: A001 - read as sqlite.open
    path: str, key: Key, *, write: bool = True, migrate: date | None = None, classify: Classify | None = None
) -> SqliteHistory:
    """
    Open a ledger; *write* False is enough to check, also on a read-only medium.

    *migrate*, the day of the call, brings an older ledger up to date. *classify* says of each act
    whether it counts in the yearly volume and whether it is remote (:func:`fsecheck.ledger.lines.by_codes`).
    Raises LedgerUseError (not a ledger, wrong key, another version), LedgerFaultError (the environment).
    """
    database.refuse_share(path)
    first = database.connect(path, write=write)
    try:
        if write:
            from fsecheck.ledger import making, sqlite_book  # noqa: PLC0415 - a check writes nothing

            secrets = key, making.bring_up(first, key, migrate).secret
            return sqlite_book.SqliteLedger(lambda: database.connect(path, write=False), first, secrets, classify)
        secrets = key, database.recognise(first, key).secret
        return SqliteHistory(lambda: database.connect(path, write=False), first, secrets, [first])
    except sqlite3.Error as error:
        first.close()
        raise database.fault(error) from error
    except BaseException:
        first.close()
        raise
