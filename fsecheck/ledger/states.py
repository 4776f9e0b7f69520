"""
The states of an invoice, and which call leads from one to the next.

===================  ============  ============  ============  ============  =========  ========  =========  ========
call                 reserved      confirmed     recorded      acknowledged  paid       rejected  cancelled  released
===================  ============  ============  ============  ============  =========  ========  =========  ========
confirm              confirmed     =             =             =             =          =         =          refused
release              released      refused       refused       refused       refused    refused   refused    =
cancel               refused       cancelled     cancelled     cancelled     cancelled  refused   =          refused
settle acknowledged  acknowledged  acknowledged  acknowledged  =             =          =         =          refused
settle paid          paid          paid          paid          paid          =          refused   refused    refused
settle rejected      rejected      rejected      rejected      rejected      refused    =         refused    refused
===================  ============  ============  ============  ============  =========  ========  =========  ========

``=`` changes nothing: the call was made before, or its news is older than what is known. A payer's
answer about a reservation proves that it was sent. ``refused`` is a LedgerRefusedError,
``wrong-state``.

A *corrected* invoice keeps the state it had: a call acts on that one. Where the outcome is not
live the invoice takes it openly (it was rejected or cancelled); else it stays corrected and would
come back in the new state.
"""

from typing import Final

from fsecheck.ledger.port import (
    ACKNOWLEDGED,
    CANCELLED,
    CONFIRMED,
    PAID,
    RECORDED,
    REJECTED,
    RELEASED,
    RESERVED,
    LedgerRefusedError,
)

_SENT: Final = (CONFIRMED, RECORDED, ACKNOWLEDGED, PAID)
_UNANSWERED: Final = (RESERVED, CONFIRMED, RECORDED)
_OPEN: Final = (*_UNANSWERED, ACKNOWLEDGED)

#: By the state that a call leads to: from which states, and to which.
TRANSITIONS: Final = {
    CONFIRMED: {RESERVED: CONFIRMED} | {state: state for state in (*_SENT, REJECTED, CANCELLED)},
    RELEASED: {RESERVED: RELEASED, RELEASED: RELEASED},
    CANCELLED: dict.fromkeys((*_SENT, CANCELLED), CANCELLED),
    ACKNOWLEDGED: dict.fromkeys((*_UNANSWERED, ACKNOWLEDGED), ACKNOWLEDGED)
    | {state: state for state in (PAID, REJECTED, CANCELLED)},
    PAID: dict.fromkeys((*_OPEN, PAID), PAID),
    REJECTED: dict.fromkeys((*_OPEN, REJECTED), REJECTED),
}


def after(state: str, asked: str) -> str:
    """
    The state that follows *state* when *asked* is what a call says of the invoice.

    Raises LedgerRefusedError, ``wrong-state``.
    """
    try:
        return TRANSITIONS[asked][state]
    except KeyError:
        raise LedgerRefusedError(f"an invoice that is {state} cannot become {asked}", "wrong-state") from None
