"""What the doors bear, in one place."""

from typing import Final, NamedTuple

from fsecheck.intake.limits import LOT_BYTES

#: Bytes of one message: the largest lot in Base64, and what stands around it.
MESSAGE_BYTES: Final = LOT_BYTES * 3 // 2
#: Calls of one batch.
BATCH: Final = 1000


class Limits(NamedTuple):
    """What the HTTP door bears."""

    message_bytes: int = MESSAGE_BYTES
    readers: int = 4
    """Calls that read at once, each with its own connection to the ledger."""
    waiting_reads: int = 64
    """Calls that read or wait to."""
    waiting_writes: int = 32
    """Calls that write or wait to."""
    connections: int = 128
    head_seconds: float = 10.0
    """For the head of a request to arrive, from the connection on or from its first byte."""
    body_seconds: float = 30.0
    """For its body to arrive."""
    call_seconds: float = 60.0
    """For a call to be answered, waiting included."""
    stop_seconds: int = 60
    """For what runs to finish when the service is stopped."""
