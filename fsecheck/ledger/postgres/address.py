"""
The address of a ledger on PostgreSQL: ``postgresql://ROLE@HOST/DATABASE?practice=ID``, libpq's and the practice.

It never holds a password: other users of the machine can read a command line, and logs keep it.
"""

import re
from typing import Final, NamedTuple
from urllib.parse import unquote

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from fsecheck.ledger.port import LedgerUseError

_SECRETS: Final = frozenset({"password", "sslpassword"})
_SHOWN: Final = (
    "the address of the ledger holds a password, which others can read there: PGPASSFILE, PGPASSWORD or a service file "
    "give it"
)


class Address(NamedTuple):
    """Where a practice's ledger is."""

    server: dict[str, str]
    """What libpq is told: host, port, dbname, user, and its other parameters."""
    practice: str | None

    def __repr__(self) -> str:
        return "<Address>"


def parse(text: str) -> Address:
    """Read an address. Raises LedgerUseError, which quotes nothing of it."""
    # libpq takes a user and his password up to the first @ before any /.
    if re.match(r"\w+://[^/@]*:[^/@]*@", text):
        raise LedgerUseError(_SHOWN)
    base, _, query = text.partition("?")
    ours = [unquote(part.partition("=")[2]) for part in query.split("&") if part.startswith("practice=")]
    theirs = "&".join([part for part in query.split("&") if part and not part.startswith("practice=")])
    try:
        server = {key: str(value) for key, value in conninfo_to_dict(f"{base}?{theirs}").items()}
    except (ProgrammingError, ValueError):
        raise LedgerUseError("the address of the ledger cannot be read") from None
    if _SECRETS & server.keys():
        raise LedgerUseError(_SHOWN)
    if len(ours) > 1 or "\x00" in "".join(ours):
        raise LedgerUseError("the address of the ledger cannot be read")
    return Address(server, ours[0] if ours and ours[0] else None)
