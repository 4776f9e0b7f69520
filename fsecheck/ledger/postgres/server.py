"""
The PostgreSQL server of a ledger: connected to, spoken to, its faults in our words.

Nothing that libpq or the server says is ever repeated: it may quote the address or a row.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.pq import TransactionStatus
from psycopg.sql import quote

from fsecheck.ledger.port import LedgerDamagedError, LedgerError, LedgerFaultError, LedgerRefusedError, LedgerUseError
from fsecheck.ledger.postgres.address import Address

#: The first version of the server that the ledger is tested with.
OLDEST_SERVER: Final = 150_000
#: Seconds until a server that does not answer is given up.
CONNECT: Final = 5
#: Seconds that a call waits for another writer of the practice.
PATIENCE: Final = 10.0
#: Seconds that one statement may take.
STATEMENT: Final = 30.0
#: Seconds after which the server gives up a caller who began to write and says no more.
SILENCE: Final = 60.0

_AT_ONCE: Final = 5_000

LOST: Final = "the connection to the ledger's server was lost: nothing of the call was kept"
_IN_DOUBT: Final = (
    "the connection to the ledger's server was lost while the call was being kept: make it again, "
    "every call twice is the same as once"
)
_ABORTED: Final = "something failed inside the call: nothing of it was kept"
_UNREACHABLE: Final = "the ledger's server cannot be reached"
_FAULTS: Final = {
    "55P03": "the ledger is locked by another program",
    "40P01": "the ledger is locked by another program",
    "57014": "the ledger's server did not answer in time",
    "25006": "the ledger is read-only",
    "53100": "there is no room left for the ledger",
    "53300": "the ledger's server takes no more connections",
    "57P03": _UNREACHABLE,
    "25P02": _ABORTED,
}
_USES: Final = {
    "42501": "the role of this address lacks rights on the ledger: ledger migrate gives them",
    "28P01": "the ledger's server refuses this role, its password or this database",
    "28000": "the ledger's server refuses this role, its password or this database",
    "3D000": "the ledger's server refuses this role, its password or this database",
    "3F000": "this database holds no ledger of fsecheck",
}
_DAMAGES: Final = frozenset({"XX001", "XX002"})
#: No such table, column or operator: our statements are right where the tables are.
_TABLES: Final = frozenset({"42P01", "42703", "42883", "42804"})
#: What a server that refuses a connection says; libpq gives no code for it.
_REFUSALS: Final = ("authentication failed", "does not exist", "no pg_hba.conf entry", "is not permitted to log in")
_Result = TypeVar("_Result")


class LostError(LedgerFaultError):
    """The connection is gone."""


def fault(error: psycopg.Error) -> LedgerError:
    """What a failure of the server is for the caller."""
    code = error.sqlstate
    if code in _USES:
        return LedgerUseError(_USES[code])
    if code in _DAMAGES:
        return LedgerDamagedError("the ledger is damaged: restore a backup")
    if code in _TABLES:
        return LedgerRefusedError("the tables of the ledger are not those of fsecheck", "altered-tables")
    if code in _FAULTS:
        return LedgerFaultError(_FAULTS[code])
    if code is None or code[:2] == "08" or code in {"57P01", "57P02", "25P03"}:
        return LostError(LOST)
    return LedgerFaultError(f"the ledger failed (PostgreSQL code {code})")


def connect(address: Address) -> "psycopg.Connection[tuple[Any, ...]]":
    """
    A connection, each statement its own transaction until BEGIN.

    Raises LedgerUseError where the server refuses, LedgerFaultError where it cannot be reached.
    """
    ours = {
        "connect_timeout": CONNECT,
        "application_name": "fsecheck",
        # A server that vanishes is noticed within the time of a statement.
        "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
        "tcp_user_timeout": _milliseconds(STATEMENT),
    }  # fmt: skip
    told: dict[str, Any] = {**ours, **address.server, "client_encoding": "UTF8"}
    try:
        connection = psycopg.connect(**told, autocommit=True)
    except psycopg.Error as error:
        raise _refused(error) from None
    if connection.info.server_version < OLDEST_SERVER:
        connection.close()
        raise LedgerUseError("the ledger wants PostgreSQL 15 or newer")
    connection.adapters.register_dumper(bool, _YesNo)
    connection.adapters.register_loader("numeric", _Whole)
    try:
        # A commit is durable and an idle writer is given up, whatever the server's own settings say.
        connection.execute(
            f"SET statement_timeout = {_milliseconds(STATEMENT)}; SET lock_timeout = {_milliseconds(PATIENCE)}; "
            f"SET idle_in_transaction_session_timeout = {_milliseconds(SILENCE)}; SET synchronous_commit = on; "
            "SET default_transaction_isolation = 'read committed'; SET standard_conforming_strings = on",
            prepare=False,
        )
    except psycopg.Error as error:
        connection.close()
        raise fault(error) from None
    return connection


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _refused(error: psycopg.Error) -> LedgerError:
    """Why a connection was not made. The text is looked at, never repeated."""
    connection = getattr(error, "pgconn", None)
    if connection is not None and connection.needs_password:
        return LedgerUseError(
            "the ledger's server asks for a password: PGPASSFILE, PGPASSWORD or a service file give it"
        )
    text = str(error)
    if any(said in text for said in _REFUSALS):
        return LedgerUseError("the ledger's server refuses this role, its password or this database")
    if "too many" in text or "connection slots" in text:
        return LedgerFaultError(_FAULTS["53300"])
    return LedgerFaultError(_UNREACHABLE)


class _YesNo(Dumper):
    """Yes and no are 1 and 0, as in SQLite: the SQL of the ledger is the same."""

    oid = psycopg.adapters.types["int2"].oid

    def dump(self, obj: bool) -> bytes:  # noqa: FBT001 - as the parent has it
        """The digit."""
        return b"%d" % obj


class _Whole(Loader):
    """A sum of whole numbers is one, as in SQLite; the ledger keeps no other."""

    def load(self, data: Buffer) -> int:
        """The number."""
        return int(bytes(data))


@lru_cache(maxsize=512)
def translate(sql: str) -> str:
    """SQL of the ledger as PostgreSQL reads it: its values by number, the practice first in every key."""
    places = iter(range(1, sql.count("?") + 1))
    numbered = re.sub(r"\?([0-9]*)", lambda found: f"${found[1] or next(places)}", sql)
    return numbered.replace("ON CONFLICT (", "ON CONFLICT (practice, ")


class Cursor:
    """A :class:`~fsecheck.ledger.seam.Cursor`; a statement that comes back is prepared."""

    __slots__ = ("_own",)

    def __init__(self, connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
        self._own = psycopg.RawCursor(connection)

    def execute(self, sql: str, values: tuple[Any, ...] = (), /) -> "Cursor":
        """Run one statement."""
        try:
            self._own.execute(translate(sql), values)
        except psycopg.Error as error:
            raise fault(error) from None
        return self

    def executemany(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run one statement for each of *rows*."""
        try:
            self._own.executemany(translate(sql), rows)
        except psycopg.Error as error:
            raise fault(error) from None

    def fetchone(self) -> Any:  # noqa: ANN401 - a row is what its statement says
        """The next row, None after the last."""
        return self._own.fetchone()

    def __iter__(self) -> Iterator[Any]:
        """The rows that are left, one at a time."""
        return iter(self._own)

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        return self._own.fetchall()

    def each(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement, some at a time, in the transaction that was begun."""
        try:
            with self._own.connection.cursor(name="each") as cursor:
                cursor.itersize = _AT_ONCE
                yield from cursor.execute(sql.encode())
        except psycopg.Error as error:
            raise fault(error) from None


class Connection:
    """A connection that speaks for one practice."""

    def __init__(self, address: Address, practice: str) -> None:
        """Connect. Raises LedgerError."""
        self._own = connect(address)
        self.cursor = Cursor(self._own)
        self.practice = practice
        # For this transaction alone: nothing is left behind for whom a pooler gives the connection next.
        self._as = (
            f"SELECT set_config('fsecheck.practice', {quote(practice, self._own)}, true), "
            "set_config('search_path', 'fsecheck, pg_temp', true)"
        )

    @property
    def gone(self) -> bool:
        """Whether nothing can be asked any more."""
        return self._own.closed

    @property
    def aborted(self) -> bool:
        """Whether a statement has failed, so that the transaction can only be undone."""
        return self._own.info.transaction_status == TransactionStatus.INERROR

    def begin(self, how: str, then: str = "") -> None:
        """Begin a transaction of the practice, in one journey to the server. Raises LedgerError, none begun."""
        try:
            self._own.execute(f"BEGIN {how}; {self._as}{then}", prepare=False)
        except psycopg.Error as error:
            self.undo()
            raise fault(error) from None

    def keep(self) -> None:
        """Commit. Raises LedgerFaultError where that failed or is not known."""
        if self.gone:
            raise LostError(LOST)
        if self.aborted:  # to commit would undo, and say nothing
            self.undo()
            raise LedgerFaultError(_ABORTED)
        try:
            self._own.execute("COMMIT", prepare=False)
        except psycopg.Error as error:
            known = fault(error)
            raise LostError(_IN_DOUBT) if isinstance(known, LostError) else known from None

    @contextmanager
    def transaction(self, how: str = "ISOLATION LEVEL READ COMMITTED") -> Iterator[Cursor]:
        """A transaction, kept at its end and undone on an exception. Raises LedgerError."""
        self.begin(how)
        try:
            yield self.cursor
        except BaseException:
            self.undo()
            raise
        self.keep()

    def undo(self) -> None:
        """Roll back; a connection that is gone has done so."""
        try:
            if not self.gone:
                self._own.execute("ROLLBACK", prepare=False)
        except psycopg.Error:
            self.close()

    def close(self) -> None:
        """Let go of the server, which undoes what was not kept."""
        self._own.close()


class PostgresSession:
    """A :class:`~fsecheck.ledger.seam.Session`; a lost connection is made again when a transaction begins."""

    def __init__(self, own: Connection, connect: Callable[[], Connection]) -> None:
        """*own* is the connection that writes, *connect* makes another where it is lost."""
        self._own = own
        self._connect = connect

    def execute(self, sql: str, values: tuple[Any, ...] = (), /) -> Cursor:
        """Run one statement."""
        return self._own.cursor.execute(sql, values)

    def executemany(self, sql: str, rows: Iterable[tuple[Any, ...]], /) -> None:
        """Run one statement for each of *rows*."""
        self._own.cursor.executemany(sql, rows)

    def look(self, look: Callable[[Cursor], _Result], /) -> _Result:
        """What *look* finds through a cursor, inside the transaction."""
        return look(self._own.cursor)

    def begin(self, depth: int) -> None:
        """Begin a transaction, holding the practice's head row; or a part of it."""
        if depth:
            self.execute(f"SAVEPOINT inner{depth}")
            return
        try:
            self._begin()
        except LostError:  # nothing was written yet
            self._own.close()
            self._own = self._connect()
            self._begin()

    def _begin(self) -> None:
        if self._own.gone:
            raise LostError(LOST)
        # Each statement sees what was kept before it: after the wait for the row, all of the writer before.
        self._own.begin("ISOLATION LEVEL READ COMMITTED", "; SELECT turn FROM fsecheck.ledger FOR UPDATE")

    def end(self, depth: int, *, keep: bool) -> None:
        """End what :meth:`begin` began at *depth*."""
        if depth:
            if not keep and not self._own.gone:
                self.execute(f"ROLLBACK TO inner{depth}")
            if keep or not self._own.gone:
                self.execute(f"RELEASE inner{depth}")
        elif keep:
            self._own.keep()
        else:
            self._own.undo()

    def sweep(self) -> None:
        """Nothing: no query and no dump finds what was deleted; its bytes are the owner's to sweep."""

    def close(self) -> None:
        """Let go of the server."""
        self._own.close()
