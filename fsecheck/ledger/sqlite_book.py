"""What writes a ledger in a SQLite file: BEGIN IMMEDIATE keeps other writers out. A check never loads this."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from fsecheck.ledger.book import Ledger
from fsecheck.ledger.database import fault
from fsecheck.ledger.keys import Key
from fsecheck.ledger.port import Classify, LedgerFaultError, LedgerRefusedError
from fsecheck.ledger.sqlite import SqliteHistory

_Result = TypeVar("_Result")


class SqliteLedger(Ledger, SqliteHistory):
    """A :class:`~fsecheck.ledger.keeping.Book` in a SQLite file. Made by ``init`` and ``open``."""

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        writer: sqlite3.Connection,
        secrets: tuple[Key, bytes],
        classify: Classify | None = None,
    ) -> None:
        """*connect* makes a reading connection, *writer* alone writes; *secrets* and *classify* as for ``open``."""
        SqliteHistory.__init__(self, connect, writer, secrets)
        Ledger.__init__(self, SqliteSession(writer), secrets[0], classify)
        self._writer = writer

    @contextmanager
    def _swept(self) -> Iterator[None]:
        """
        As :meth:`fsecheck.ledger.upkeep.Upkeep._swept`: what speaks of a deleted row is looked for once, at the end.

        SQLite would look through all rows for each that goes, for lack of an index that nothing else needs.
        """
        with self._lock:
            self._execute("PRAGMA foreign_keys=OFF")
            try:
                with super()._swept():
                    yield
                    if self._execute("PRAGMA foreign_key_check").fetchone() is not None:
                        raise LedgerRefusedError("the ledger is not what its events say: verify it", "broken")
            finally:
                self._execute("PRAGMA foreign_keys=ON")


class SqliteSession:
    """A :class:`~fsecheck.ledger.seam.Session` of a SQLite connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._own = connection

    def execute(self, sql: str, values: tuple[object, ...] = (), /) -> sqlite3.Cursor:
        """Run one statement."""
        try:
            return self._own.execute(sql, values)
        except sqlite3.Error as error:
            raise fault(error) from error

    def executemany(self, sql: str, rows: Iterable[tuple[object, ...]], /) -> None:
        """Run one statement for each of *rows*."""
        try:
            self._own.executemany(sql, rows)
        except sqlite3.Error as error:
            raise fault(error) from error

    def look(self, look: Callable[[sqlite3.Cursor], _Result], /) -> _Result:
        """What *look* finds through a cursor, inside the transaction."""
        try:
            return look(self._own.cursor())
        except sqlite3.Error as error:
            raise fault(error) from error

    def begin(self, depth: int) -> None:
        """Begin a transaction, or a part of it."""
        self.execute(f"SAVEPOINT inner{depth}" if depth else "BEGIN IMMEDIATE")

    def end(self, depth: int, *, keep: bool) -> None:
        """End what :meth:`begin` began at *depth*."""
        if not keep and not self._own.in_transaction:
            return  # SQLite has undone everything already: the disk is full, or the file damaged
        if depth:
            if not keep:
                self.execute(f"ROLLBACK TO inner{depth}")
            self.execute(f"RELEASE inner{depth}")
        elif not keep:
            self.execute("ROLLBACK")
        else:
            try:
                self.execute("COMMIT")
            except BaseException:
                if self._own.in_transaction:
                    self._own.execute("ROLLBACK")
                raise

    def sweep(self) -> None:
        """Write the file anew, and empty its log."""
        self.execute("VACUUM")
        (busy, *_) = self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise LedgerFaultError("what was erased may still stand in the log of the ledger: run the same call again")

    def close(self) -> None:
        """Let go of the file."""
        self._own.close()
