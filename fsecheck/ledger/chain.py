"""
The chain of events: what happened to a ledger, so that nothing of it can be changed unseen.

An event is a row that never changes: number, day, kind, invoice, a commitment, the version of the
key. Its digest is keyed and holds the digest before, so who lacks the key cannot alter, remove,
insert or reorder one. What the event says stands apart with its salt, and the commitment is a
digest of both: it may be erased, and the chain still holds. What says of an invoice that it was
written holds a digest of its rows, so that they cannot be altered unseen either.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from fsecheck.ledger.keys import Key
from fsecheck.ledger.port import LedgerRefusedError
from fsecheck.model.digest import blake2b

_LINK: Final = b"fse chain"
_SEALED: Final = b"fse sealed"
_SALT: Final = 16
#: The last number of an event, an invoice or a person: acts lie at 1048576 times the person's, below 2 to the 63.
LAST: Final = 2**43 - 1
_LAST: Final = "SELECT seq, digest FROM event ORDER BY seq DESC LIMIT 1"
_EVENT: Final = (
    "INSERT INTO event (seq, day, kind, invoice, commitment, key_version, digest) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_PAYLOAD: Final = "INSERT INTO payload (seq, salt, said) VALUES (?, ?, ?)"


class Link(NamedTuple):
    """One event, but for what it says."""

    seq: int
    day: str
    kind: str
    invoice: int | None
    commitment: bytes
    key_version: int


def follows(last: int) -> int:
    """The number after *last*. Raises LedgerRefusedError, ``broken``, where no ledger of ours has counted so far."""
    if last >= LAST:
        raise LedgerRefusedError("the ledger is not what its events say: verify it", "broken")
    return last + 1


def start(practice: str, made: str) -> bytes:
    """What stands before the first event: the chain is of one practice, and of the day its ledger was made."""
    return canonical((practice, made))


def commitment(salt: bytes, said: str) -> bytes:
    """What an event holds of what it says."""
    return blake2b(said.encode(), digest_size=32, salt=salt).digest()


def digest(key: Key, previous: bytes, link: Link) -> bytes:
    """The keyed digest of an event after *previous*."""
    return key.digest(_LINK, canonical((previous, *link)), link.key_version, 32)


def append(
    execute: Callable[[str, tuple[object, ...]], Any],
    key: Key,
    practice: str,
    event: tuple[str, int | None, Mapping[str, object]],
    today: date,
) -> int:
    """Add an event (kind, invoice, what it says) to the chain, in the transaction of the caller; its number."""
    kind, invoice, said = event
    last = execute(_LAST, ()).fetchone()
    if last:
        seq, previous = follows(int(last[0])), bytes(last[1])
    else:
        seq, previous = 1, start(practice, execute("SELECT made FROM ledger", ()).fetchone()[0])
    salt, text = os.urandom(_SALT), json.dumps(said, sort_keys=True, separators=(",", ":"))
    link = Link(seq, today.isoformat(), kind, invoice, commitment(salt, text), key.newest)
    execute(_EVENT, (*link, digest(key, previous, link)))
    execute(_PAYLOAD, (seq, salt, text))
    return seq


def segment(key: Key, version: int, beginning: bytes) -> Any:  # noqa: ANN401 - an object of hashlib
    """
    A keyed digest to feed with :func:`canonical` events: what binds them once their own key is retired.

    *beginning* is the :func:`start` of the chain.
    """
    hasher = key.hasher(_SEALED, version)
    hasher.update(beginning)
    return hasher


def canonical(values: Iterable[object]) -> bytes:
    """
    Values of rows as bytes, so that two different rows never look alike: the length of each, then the value.

    Bytes are told from text: SQLite compares the two as different, so that one in the place of the other hides a row.
    """
    parts: list[bytes] = []
    for value in values:
        if value is None:
            parts.append(b"-")
            continue
        if isinstance(value, (bytes, memoryview)):
            parts += (b"%d=" % len(value), bytes(value))
        else:
            raw = _text(value).encode()
            parts += (b"%d:" % len(raw), raw)
    return b"".join(parts)


def _text(value: object) -> str:
    return value if isinstance(value, str) else f"{value:d}"
