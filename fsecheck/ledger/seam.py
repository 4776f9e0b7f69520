"""
What the ledger asks of a database, so that its SQL is written once.

SQL of the ledger names its values by ``?`` (or ``?1`` where one stands twice), orders what it
wants ordered, and keeps to what SQLite and PostgreSQL read alike. Never loaded to run: these are types.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar

_Result = TypeVar("_Result")


class Cursor(Protocol):
    """Where a statement gives its rows; ``sqlite3.Cursor`` is one, so that a check pays for no wrapper."""

    def execute(self, sql: str, values: tuple[Any, ...] = ..., /) -> "Cursor":
        """Run one statement."""

    def fetchone(self) -> Any:  # noqa: ANN401 - a row is what its statement says
        """The next row, None after the last."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows that are left, one at a time."""


class Session(Protocol):
    """The one connection of a book that writes. What goes wrong is a LedgerError, in our words."""

    def execute(self, sql: str, values: tuple[object, ...] = (), /) -> Cursor:
        """Run one statement."""

    def executemany(self, sql: str, rows: Iterable[tuple[object, ...]], /) -> None:
        """Run one statement for each of *rows*."""

    def look(self, look: Callable[[Cursor], _Result], /) -> _Result:
        """What *look* finds through a cursor, inside the transaction."""

    def begin(self, depth: int) -> None:
        """Begin a transaction and keep other writers out; at a *depth* above 0, a part of it that can be undone."""

    def end(self, depth: int, *, keep: bool) -> None:
        """End what :meth:`begin` began at *depth*; all is undone where not *keep*, or where it cannot be kept."""

    def sweep(self) -> None:
        """Leave no byte of what was deleted, outside a transaction. Raises LedgerFaultError where some may be left."""

    def close(self) -> None:
        """Let go of the database."""
