"""
A ledger that lives as long as its process: the SQLite one on a database in memory.

One connection serves everyone, one at a time; all else is the code of the file ledger, so the two
cannot differ. Its key is made on the spot and kept nowhere.
"""

import sqlite3
from datetime import date

from fsecheck.ledger import keys, making
from fsecheck.ledger.keys import Key
from fsecheck.ledger.port import Classify, LedgerUseError
from fsecheck.ledger.sqlite_book import SqliteLedger


class MemoryLedger(SqliteLedger):
    """A :class:`~fsecheck.ledger.keeping.Book` in memory."""

    def __init__(
        self, practice: str = "memory", today: date = date.min, key: Key | None = None, classify: Classify | None = None
    ) -> None:
        """*today* is the day it is made, *classify* as for :func:`fsecheck.ledger.sqlite.open`."""
        secret = key or keys.fresh()
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")
        words = making.fill(connection, secret, practice, today)
        super().__init__(lambda: connection, connection, (secret, words), classify)

    def take(self) -> sqlite3.Cursor:
        """A cursor of the one connection, when it is free."""
        if self._closed:
            raise LedgerUseError("the ledger is closed")
        self._lock.acquire()
        try:
            return self._writer.cursor()
        except BaseException:
            self._lock.release()
            raise

    def give(self, cursor: sqlite3.Cursor) -> None:  # noqa: ARG002 - there is but one
        """Let the next have it."""
        self._lock.release()
