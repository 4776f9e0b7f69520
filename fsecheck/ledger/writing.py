"""
The writing side of a ledger: its transactions, its statements, its chain.

Writes go one at a time through one connection that keeps other writers out, so that what a transaction has
read still holds when it writes, also between processes. A book is not carried over a fork.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from fsecheck.ledger import chain
from fsecheck.ledger.keys import Key
from fsecheck.ledger.lines import by_codes
from fsecheck.ledger.port import Classify, LedgerUseError
from fsecheck.ledger.reading import LedgerHistory

if TYPE_CHECKING:
    from fsecheck.ledger.seam import Cursor, Session

_Result = TypeVar("_Result")
_Ledger = TypeVar("_Ledger", bound="Writer")


class Writer(LedgerHistory):
    """A ledger that is written through a session; each kind of database says how it is connected to."""

    def __init__(self, session: "Session", key: Key, classify: Classify | None = None) -> None:
        """*session* alone writes; *classify* as for ``open``."""
        self._session = session
        self._key = key
        self._classify = classify or by_codes()
        self._lock = threading.RLock()
        self._owner: int | None = None
        self._depth = 0

    def _read(self, look: "Callable[[Cursor], _Result]") -> _Result:
        """What *look* finds in one state of the ledger: within a transaction, what it has written too."""
        if self._owner != threading.get_ident():
            return super()._read(look)
        return self._connection.look(look)

    def transaction(self) -> "Transaction[Self]":
        """A write transaction: other writers wait until it ends. One inside another is undone alone."""
        return Transaction(self)

    def begin(self) -> None:
        """Begin what :meth:`end` ends."""
        self._lock.acquire()
        try:
            self._connection.begin(self._depth)
        except BaseException:
            self._lock.release()
            raise
        self._depth += 1
        self._owner = threading.get_ident()

    def end(self, *, keep: bool) -> None:
        """Commit, or undo where not *keep*. Raises LedgerFaultError where nothing could be kept."""
        self._depth -= 1
        try:
            self._connection.end(self._depth, keep=keep)
        finally:
            if not self._depth:
                self._owner = None
            self._lock.release()

    @property
    def _connection(self) -> "Session":
        if self._closed:
            raise LedgerUseError("the ledger is closed")
        return self._session

    def close(self) -> None:
        """Let go of the database. Reads under way end first with their own connection."""
        with self._lock:
            super().close()
            self._session.close()

    def _execute(self, sql: str, values: tuple[object, ...] = ()) -> "Cursor":
        return self._connection.execute(sql, values)

    def _after(self, sql: str) -> int:
        """The next free id, after the last that *sql* finds; other writers wait meanwhile."""
        return chain.follows(int(self._execute(sql).fetchone()[0]))

    def _log(self, kind: str, invoice: int | None, said: Mapping[str, object], today: date) -> int:
        """Add an event to the chain; its number."""
        return chain.append(self._execute, self._key, self.practice, (kind, invoice, said), today)


class Transaction(Generic[_Ledger]):
    """What :meth:`Writer.transaction` gives."""

    def __init__(self, ledger: _Ledger) -> None:
        self._ledger = ledger

    def __enter__(self) -> _Ledger:
        self._ledger.begin()
        return self._ledger

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ledger.end(keep=kind is None)
