"""The tables of a PostgreSQL ledger: made and brought up to date by their owner, recognised by who uses them."""

import os
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.sql import Identifier

from fsecheck.ledger.database import KEY_CHECKS, Known, key_check, known
from fsecheck.ledger.keys import Key
from fsecheck.ledger.making import KEY_CHECK, SECRET, digest, migrations, sql_folder
from fsecheck.ledger.port import LedgerUseError
from fsecheck.ledger.postgres import server
from fsecheck.ledger.postgres.address import Address
from fsecheck.ledger.shape import compare
from fsecheck.ledger.shape import migrations as applied

if TYPE_CHECKING:
    from fsecheck.ledger import seam

#: Number of the last migration.
NEWEST: Final = 1
FOLDER: Final = "postgres"
_LOCK: Final = 0x4653454C


def bring_up(address: Address, role: str, today: date) -> int:
    """
    Make the tables, or bring them up to date, and give *role* what the application needs. Whole or not at all.

    Run as the owner of the tables, for all practices of the database. Returns the number of the last migration.
    Raises LedgerUseError for a foreign or newer database, a role that does not exist or that owns the tables.
    """
    connection = server.connect(address)
    try:
        with connection.transaction():
            connection.execute("SET LOCAL statement_timeout = 0")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            _migrate(connection, today)
            _grant(connection, role)
    except psycopg.errors.InsufficientPrivilege:
        raise LedgerUseError("only the owner of the tables, or of the database, migrates a ledger") from None
    except psycopg.Error as error:
        raise server.fault(error) from None
    finally:
        connection.close()
    return NEWEST


def _migrate(connection: "psycopg.Connection[tuple[Any, ...]]", today: date) -> None:
    found = _version(connection)
    if found is None:
        if connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'fsecheck'").fetchone():
            raise LedgerUseError("this database holds a schema fsecheck that is not a ledger's")
        found = 0
    if found > NEWEST:
        raise LedgerUseError("this ledger was written by a newer fsecheck")
    for number, text in migrations(FOLDER):
        if number > found:
            connection.execute(text.encode(), prepare=False)
            row = (number, digest(text), today.isoformat())
            connection.execute("INSERT INTO fsecheck.migration VALUES (%s, %s, %s)", row)


def _grant(connection: "psycopg.Connection[tuple[Any, ...]]", role: str) -> None:
    found = connection.execute("SELECT rolname = current_user FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    if found is None:
        raise LedgerUseError("the server knows no such role for the application")
    if found[0]:
        raise LedgerUseError("the role of the application must be another than the owner of the tables")
    with open(os.path.join(sql_folder(FOLDER), "grants.sql"), encoding="utf-8") as file:
        text = file.read()
    named = Identifier(role).as_string(connection)
    connection.execute(text.replace(':"role"', named).encode(), prepare=False)


def begin_practice(connection: server.Connection, key: Key, practice: str, today: date) -> bytes:
    """
    Begin the ledger of a practice, in the tables that are there, whole or not at all; the ledger's own secret.

    Raises LedgerUseError where the practice has one.
    """
    with connection.transaction() as cursor:
        refuse_begun(cursor)
        cursor.execute("INSERT INTO ledger (practice, made) VALUES (?, ?)", (practice, today.isoformat()))
        secret = os.urandom(SECRET)
        cursor.execute(KEY_CHECK, key_check(key, key.newest, secret))
    return secret


def refuse_begun(cursor: "seam.Cursor") -> None:
    """Raise LedgerUseError where the practice has a ledger, and as :func:`recognise_tables` does."""
    recognise_tables(cursor)
    if cursor.execute("SELECT 1 FROM ledger").fetchone():
        raise LedgerUseError("this practice has a ledger already, which is never overwritten")


def add_version(connection: server.Connection, key: Key, secret: bytes) -> None:
    """Let the ledger know the newest version of its key."""
    with connection.transaction() as cursor:
        cursor.execute(KEY_CHECK, key_check(key, key.newest, secret))


def altered(cursor: "seam.Cursor") -> tuple[str, ...]:
    """What differs of the schema from what the migrations and the grants make, as ``policy event.own``."""
    with open(os.path.join(sql_folder(FOLDER), "shape.tsv"), encoding="utf-8") as file:
        shipped = dict([line.rstrip("\n").split("\t") for line in file])
    found = shape(cursor)
    return compare(shipped, found) + applied(cursor, found, FOLDER)


def shape(cursor: "seam.Cursor") -> dict[str, str]:
    """What the schema is made of: how each thing is defined, on one line."""
    with open(os.path.join(sql_folder(FOLDER), "shape.sql"), encoding="utf-8") as file:
        found = cursor.execute(file.read()).fetchall()
    return {what: " ".join(definition.split()) for what, definition in found}


def _version(connection: "psycopg.Connection[tuple[Any, ...]]") -> int | None:
    """Number of the last migration; None where there are no tables of ours."""
    if connection.execute("SELECT to_regclass('fsecheck.migration')").fetchone() == (None,):
        return None
    found = connection.execute("SELECT max(number) FROM fsecheck.migration").fetchone()
    return None if found is None or found[0] is None else int(found[0])


def recognise_tables(cursor: "seam.Cursor") -> int:
    """
    Number of the last migration.

    Raises LedgerUseError for a foreign, older or newer database, and for a role that sees every practice's rows.
    """
    if cursor.execute("SELECT to_regclass('fsecheck.migration') IS NULL").fetchone()[0]:
        raise LedgerUseError("this database holds no ledger of fsecheck")
    found = cursor.execute("SELECT max(number) FROM migration").fetchone()[0]
    if found is None:
        raise LedgerUseError("this database holds no ledger of fsecheck")
    if found > NEWEST:
        raise LedgerUseError("this ledger was written by a newer fsecheck")
    if found < NEWEST:
        raise LedgerUseError("this ledger was written by an older fsecheck and must be migrated first")
    if not cursor.execute("SELECT row_security_active('event')").fetchone()[0]:
        raise LedgerUseError("this role sees the rows of every practice: use the role of the application")
    return int(found)


def recognise(cursor: "seam.Cursor", key: Key) -> Known:
    """
    What the ledger of the practice says of itself.

    Raises LedgerUseError where there is none, or for a wrong key.
    """
    migration = recognise_tables(cursor)
    if not cursor.execute("SELECT 1 FROM ledger").fetchone():
        raise LedgerUseError("this database holds no ledger of that practice")
    return known(migration, cursor.execute(KEY_CHECKS).fetchall(), key)
