"""
What a ledger keeps twice, to be quick: which acts are live, the yearly volumes, which MKs have invoices.

All of it follows from the states, the acts and what was erased; :func:`recount` makes it again and
:func:`right` tells whether it holds.
"""

from collections.abc import Callable
from typing import Any, Final

Execute = Callable[[str, tuple[object, ...]], Any]

_LIVE: Final = "('reserved', 'confirmed', 'recorded', 'acknowledged', 'paid')"
#: The columns of quantities, in the order of a volume.
QUANTITIES: Final = "remote, total, overcharged"
_EACH: Final = (
    "quantity * times * remote AS remote, quantity * times AS total, quantity * times * overcharged AS overcharged"
)
_SUMS: Final = "sum(remote), sum(total), sum(overcharged)"
_MADE: Final = (
    f"SELECT mk, year, {_SUMS} FROM ("  # noqa: S608 - names of our own schema
    f"SELECT mk, CAST(substr(first, 1, 4) AS INTEGER) AS year, {_EACH} FROM acts WHERE live = 1 AND counted = 1 "
    f"UNION ALL SELECT mk, year, {QUANTITIES} FROM forgotten) AS quantities GROUP BY mk, year"
)
_KEPT: Final = f"SELECT mk, year, {QUANTITIES} FROM volume"  # noqa: S608 - names of our own schema
_RELIVE: Final = (
    f"UPDATE acts SET live = (SELECT CASE WHEN i.state IN {_LIVE} THEN 1 ELSE 0 END "  # noqa: S608 - our own states
    "FROM invoice i WHERE i.id = acts.invoice)"
)
_WRONG_LIVE: Final = (
    "SELECT count(*) FROM acts a JOIN invoice i ON i.id = a.invoice "  # noqa: S608 - our own states
    f"WHERE a.live <> CASE WHEN i.state IN {_LIVE} THEN 1 ELSE 0 END"
)
_HAS: Final = "EXISTS (SELECT 1 FROM invoice i WHERE i.mk = practitioner.id)"
_INVOICING: Final = f"UPDATE practitioner SET invoices = 1 WHERE invoices = 0 AND {_HAS}"  # noqa: S608 - our own
_WRONG_INVOICING: Final = f"SELECT count(*) FROM practitioner WHERE invoices = 0 AND {_HAS}"  # noqa: S608 - our own
_ADD: Final = (
    "INSERT INTO volume (mk, year, remote, total, overcharged) "
    "SELECT mk, CAST(substr(first, 1, 4) AS INTEGER), ?1 * sum(quantity * times * remote), ?1 * sum(quantity * times), "
    "?1 * sum(quantity * times * overcharged) "
    "FROM acts WHERE id BETWEEN ?2 AND ?3 AND invoice = ?4 AND counted = 1 GROUP BY 1, 2 "
    "ON CONFLICT (mk, year) DO UPDATE SET remote = volume.remote + excluded.remote, "
    "total = volume.total + excluded.total, overcharged = volume.overcharged + excluded.overcharged"
)


def add(execute: Execute, sign: int, ids: tuple[int, int], invoice: int) -> None:
    """Add the acts of an invoice to the volumes (*sign* 1) or take them away (-1); *ids* are those of its acts."""
    execute(_ADD, (sign, *ids, invoice))


def recount(execute: Execute) -> None:
    """Make all of it again."""
    execute(_RELIVE, ())
    execute(_INVOICING, ())
    execute("DELETE FROM volume", ())
    execute(f"INSERT INTO volume (mk, year, {QUANTITIES}) {_MADE}", ())


def right(execute: Execute) -> bool:
    """Whether it is what a recount would make of it."""
    kept, made = ({(mk, year): sums for mk, year, *sums in execute(sql, ()).fetchall()} for sql in (_KEPT, _MADE))
    nothing = [0, 0, 0]
    if any(kept.get(one, nothing) != made.get(one, nothing) for one in kept.keys() | made.keys()):
        return False
    return not any(execute(sql, ()).fetchone()[0] for sql in (_WRONG_LIVE, _WRONG_INVOICING))
