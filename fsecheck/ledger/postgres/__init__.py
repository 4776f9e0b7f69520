"""
A ledger on a PostgreSQL server, for a practice of several machines: protocol, SQL and tests are those of SQLite.

Many practices may share a database: each connection speaks for one, and row-level security keeps
the rows of the others out of sight (docs/decisions/0008). Needs psycopg, the extra ``fsecheck[postgresql]``.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from fsecheck.ledger.keys import Key
from fsecheck.ledger.port import Classify, LedgerUseError

try:
    import psycopg as _  # noqa: F401 - to say in our words that it is missing
except ImportError:
    raise LedgerUseError("a ledger on PostgreSQL needs psycopg: install fsecheck[postgresql]") from None

from fsecheck.ledger.book import Ledger
from fsecheck.ledger.postgres import tables
from fsecheck.ledger.postgres.address import Address, parse
from fsecheck.ledger.postgres.server import Connection, Cursor, LostError, PostgresSession
from fsecheck.ledger.reading import LedgerHistory, Reader

if TYPE_CHECKING:
    from fsecheck.ledger import seam

_Result = TypeVar("_Result")


class PostgresHistory(LedgerHistory):
    """A :class:`~fsecheck.ledger.port.History` on a server. Made by :func:`open`."""

    def __init__(
        self, address: Address, practice: str, secrets: tuple[Key, bytes], idle: Iterable[Connection] = ()
    ) -> None:
        """*secrets* are the key and the ledger's own secret; *idle* connections are free to read."""
        self.practice = practice
        self._connect: Callable[[], Connection] = lambda: Connection(address, practice)
        self._reader = Reader(*secrets)
        self._idle = [*idle]
        self._closed = False

    def close(self) -> None:
        """Let go of the server. Reads under way end first with their own connection."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _faults(self, cursor: "seam.Cursor") -> int:
        """Nothing: a server tells of a damaged page when it is read, and the look itself fails, which may take long."""
        cursor.execute("SET LOCAL statement_timeout = 0")
        return 0

    def _each(self, cursor: "seam.Cursor", sql: str) -> Iterator[Any]:
        """The rows of a statement; the server keeps those that wait."""
        assert isinstance(cursor, Cursor)  # noqa: S101 - ours gives no other
        return cursor.each(sql)

    def _altered(self, cursor: "seam.Cursor") -> tuple[str, ...]:
        """What differs of the schema."""
        return tables.altered(cursor)

    def _read(self, look: "Callable[[seam.Cursor], _Result]") -> _Result:
        """What *look* finds in one state of the ledger; looked for again where an idle connection was cut meanwhile."""
        while True:
            connection, used = self._take()
            try:
                connection.begin("ISOLATION LEVEL REPEATABLE READ READ ONLY")
                try:
                    return look(connection.cursor)
                finally:
                    connection.undo()
            except LostError:
                if not used:
                    raise
            finally:
                self._give(connection)

    def _take(self) -> tuple[Connection, bool]:
        """A connection of one's own for a read, and whether it was used before."""
        if self._closed:
            raise LedgerUseError("the ledger is closed")
        try:
            return self._idle.pop(), True
        except IndexError:
            return self._connect(), False

    def _give(self, connection: Connection) -> None:
        if self._closed or connection.gone:
            connection.close()
        else:
            self._idle.append(connection)


class PostgresLedger(Ledger, PostgresHistory):
    """A :class:`~fsecheck.ledger.keeping.Book` on a server. Made by :func:`init` and :func:`open`."""

    def __init__(
        self, address: Address, writer: Connection, secrets: tuple[Key, bytes], classify: Classify | None = None
    ) -> None:
        """*writer* alone writes; *secrets* are the key and the ledger's own secret, *classify* as for :func:`open`."""
        PostgresHistory.__init__(self, address, writer.practice, secrets)
        Ledger.__init__(self, PostgresSession(writer, self._connect), secrets[0], classify)

    def fill(self, put: "Callable[[seam.Session], None]") -> None:
        """
        Let *put* write the rows of another ledger, in the transaction of the caller.

        Raises LedgerUseError where the practice has a ledger.
        """
        session = self._connection
        session.look(tables.refuse_begun)
        session.execute("SET LOCAL statement_timeout = 0")
        session.execute("SET CONSTRAINTS ALL DEFERRED")
        put(session)

    @contextmanager
    def _swept(self) -> Iterator[None]:
        """
        As :meth:`fsecheck.ledger.upkeep.Upkeep._swept`, for as long as it takes.

        Raises LedgerUseError for the role of the application, which erases nothing.
        """
        with super()._swept():
            if not self._execute("SELECT has_table_privilege('person', 'DELETE')").fetchone()[0]:
                raise LedgerUseError("only the owner of the tables erases: give the address with the owner's role")
            self._execute("SET LOCAL statement_timeout = 0")
            yield

    def recount(self, today: date) -> None:
        """As :meth:`fsecheck.ledger.book.Ledger.recount`, for as long as it takes."""
        with self.transaction():
            self._execute("SET LOCAL statement_timeout = 0")
            super().recount(today)


def init(address: str, key: Key, practice: str, today: date, classify: Classify | None = None) -> PostgresLedger:
    """
    Begin the ledger of a practice and open it; the tables were made by ``ledger migrate``.

    Raises LedgerUseError where the practice has one or the tables are missing, LedgerFaultError (the environment).
    """
    known = parse(address)
    if not practice or "\x00" in practice:
        raise LedgerUseError("a ledger belongs to a practice: give its identifier")
    if known.practice not in {None, practice}:
        raise LedgerUseError("the address of the ledger names another practice")
    connection = Connection(known, practice)
    try:
        secret = tables.begin_practice(connection, key, practice, today)
    except BaseException:
        connection.close()
        raise
    return PostgresLedger(known, connection, (key, secret), classify)


@overload
def open(address: str, key: Key, *, write: Literal[False]) -> PostgresHistory: ...  # noqa: A001 - read as postgres.open
@overload
def open(  # noqa: A001 - read as postgres.open
    address: str, key: Key, *, write: Literal[True] = True, classify: Classify | None = None
) -> PostgresLedger: ...
def open(  # noqa: A001 - read as postgres.open
    address: str, key: Key, *, write: bool = True, classify: Classify | None = None
) -> PostgresHistory:
    """
    Open the ledger of a practice; *write* False is enough to check. *classify* as for ``sqlite.open``.

    Raises LedgerUseError (no ledger, wrong key, another version, a refused role), LedgerFaultError (the environment).
    """
    asked = parse(address)
    if asked.practice is None:
        raise LedgerUseError("the address of the ledger names no practice: ?practice=ID at its end")
    connection = Connection(asked, asked.practice)
    try:
        with connection.transaction("READ ONLY") as cursor:
            known = tables.recognise(cursor, key)
        if write and key.newest not in known.versions:
            tables.add_version(connection, key, known.secret)
    except BaseException:
        connection.close()
        raise
    secrets = (key, known.secret)
    if write:
        return PostgresLedger(asked, connection, secrets, classify)
    return PostgresHistory(asked, asked.practice, secrets, [connection])


def migrate(address: str, role: str, today: date) -> int:
    """As :func:`fsecheck.ledger.postgres.tables.bring_up`; a practice in the address says nothing here."""
    return tables.bring_up(parse(address), role, today)
