"""The file of a SQLite ledger, made and brought up to date. A check never loads this."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from fsecheck.ledger.database import APPLICATION, NEWEST, Known, fault, key_check, recognise, refuse_share
from fsecheck.ledger.keys import NO_FOLDER, NO_PLACE, Key, settle_name
from fsecheck.ledger.port import LedgerFaultError, LedgerUseError
from fsecheck.model.digest import blake2b

#: Bytes of the ledger's own secret.
SECRET: Final = 32
#: One for two who open it at once.
KEY_CHECK: Final = "INSERT INTO key_check (version, salt, wrapped, digest) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"


def bring_up(connection: sqlite3.Connection, key: Key, migrate_to: date | None) -> Known:
    """
    Recognise a ledger that will be written; *migrate_to*, the day of the call, migrates an older one.

    Raises LedgerUseError for a foreign, newer or older file or a wrong key.
    """
    known = recognise(connection, key, older=migrate_to is not None)
    if known.migration < NEWEST and migrate_to is not None:
        with_immediate(connection, lambda: migrate(connection, known.migration, migrate_to))
    if key.newest not in known.versions:
        connection.execute(KEY_CHECK, key_check(key, key.newest, known.secret))
    return known


def with_immediate(connection: sqlite3.Connection, work: Callable[[], None]) -> None:
    """Run *work* in one write transaction: all of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        work()
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def sql_folder(below: str = "") -> str:
    """Where the migrations of SQLite stand; those of another database in the folder *below*."""
    return os.path.join(os.path.dirname(__file__), "sql", below)


def migrations(below: str = "") -> Iterator[tuple[int, str]]:
    """Number and text of each migration, ascending."""
    folder = sql_folder(below)
    for name in sorted(os.listdir(folder)):
        if name.endswith(".sql") and name[:4].isdigit():
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                yield int(name[:4]), file.read()


def digest(text: str) -> str:
    """By which a ledger knows the text of a migration again."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def migrate(connection: sqlite3.Connection, since: int, today: date) -> None:
    """Apply every migration after number *since*, inside the transaction of the caller."""
    for number, text in migrations():
        if number <= since:
            continue
        statement = ""
        for line in text.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                connection.execute(statement)
                statement = ""
        connection.execute(
            "INSERT INTO migration (number, digest, applied) VALUES (?, ?, ?)",
            (number, digest(text), today.isoformat()),
        )
        connection.execute(f"PRAGMA user_version = {number}")


def fill(connection: sqlite3.Connection, key: Key, practice: str, today: date) -> bytes:
    """Make the tables of a new ledger in an empty database; the ledger's own secret."""
    secret = os.urandom(SECRET)

    def work() -> None:
        tables(connection, today)
        connection.execute("INSERT INTO ledger (id, practice, made) VALUES (1, ?, ?)", (practice, today.isoformat()))
        connection.execute(KEY_CHECK, key_check(key, key.newest, secret))

    with_immediate(connection, work)
    return secret


def tables(connection: sqlite3.Connection, today: date) -> None:
    """Make the tables of a ledger in an empty database, inside the transaction of the caller."""
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    migrate(connection, 0, today)


def make(path: str, key: Key, practice: str, today: date) -> None:
    """
    Make a ledger file, owner-only, whole or not at all.

    Raises LedgerUseError where *path* exists, LedgerFaultError where it cannot be made.
    """

    def work(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        fill(connection, key, practice, today)

    refuse_share(path)
    whole(path, work)


def whole(path: str, work: Callable[[sqlite3.Connection], None]) -> None:
    """
    Make a database file, owner-only, of what *work* does in an empty one; whole or not at all.

    Raises LedgerUseError where *path* exists, LedgerFaultError where it cannot be made.
    """
    if os.path.lexists(path):
        raise LedgerUseError("the file exists already and is never overwritten")
    part = f"{path}.{os.getpid()}.part"
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            connection = sqlite3.connect(part, isolation_level=None)
            try:
                connection.execute("PRAGMA synchronous=FULL")
                work(connection)
            finally:
                connection.close()
            settle_name(part, path)
        finally:
            for name in (part, part + "-wal", part + "-shm"):
                if os.path.exists(name):
                    os.unlink(name)
    except FileExistsError:
        raise LedgerUseError("the file exists already and is never overwritten") from None
    except FileNotFoundError:
        raise LedgerUseError(NO_FOLDER) from None
    except OSError as error:
        kind = LedgerUseError if error.errno in NO_PLACE else LedgerFaultError
        raise kind("the ledger cannot be made", error.errno) from None
    except sqlite3.Error as error:
        raise fault(error) from error
