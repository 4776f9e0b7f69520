"""Whether the tables of a ledger are those that the migrations make: what is altered, missing or foreign."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Final

from fsecheck.ledger import making

if TYPE_CHECKING:
    from fsecheck.ledger.seam import Cursor

#: What ANALYZE leaves behind says nothing of the ledger.
_OBJECTS: Final = (
    "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_stat%'"
)
_MIGRATIONS: Final = "SELECT number, digest FROM migration ORDER BY number"
_TABLE: Final = "table migration"


def of_file(cursor: "Cursor") -> tuple[str, ...]:
    """What differs of the tables, indexes and triggers of a SQLite file, as ``trigger event_never_goes``."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        making.tables(made, date.min)
        shipped = dict(made.execute(_OBJECTS).fetchall())
    found = dict(cursor.execute(_OBJECTS).fetchall())
    return compare(shipped, found) + migrations(cursor, found)


def compare(shipped: Mapping[str, str], found: Mapping[str, str]) -> tuple[str, ...]:
    """The names of what is not in both alike."""
    return tuple(sorted(name for name in shipped.keys() | found.keys() if shipped.get(name) != found.get(name)))


def migrations(cursor: "Cursor", found: Iterable[str], below: str = "") -> tuple[str, ...]:
    """``migration N`` for each that was not applied as it is shipped, where *found* has their table."""
    if _TABLE not in found:
        return ()
    shipped = {f"migration {number}": making.digest(text) for number, text in making.migrations(below)}
    return compare(
        shipped, {f"migration {number}": digest for number, digest in cursor.execute(_MIGRATIONS).fetchall()}
    )
