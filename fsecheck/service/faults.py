"""
What a call that cannot be answered says: a stable code, never a value of the call or of a sheet.

The code is the thing to test; its number is for JSON-RPC, its status for HTTP. Codes are never reused.
"""

from typing import Final, NamedTuple

from fsecheck.ledger.port import LedgerError, LedgerRefusedError, LedgerUseError
from fsecheck.model.report import place_of


class Fault(NamedTuple):
    """One kind of failure."""

    code: str
    number: int
    """Of the JSON-RPC error."""
    status: int
    """Of the HTTP answer."""
    text: str
    """One sentence for the developer of the host."""


BROKEN: Final = Fault("broken-message", -32700, 400, "The message is not JSON in UTF-8.")
NOT_A_CALL: Final = Fault("not-a-call", -32600, 400, "The message is not a JSON-RPC 2.0 request.")
UNKNOWN_METHOD: Final = Fault("unknown-method", -32601, 404, "There is no such call.")
PARAMETERS: Final = Fault("bad-parameters", -32602, 400, "A parameter is missing, unknown or not of its type.")
INTERNAL: Final = Fault("internal", -32603, 500, "fsecheck could not finish. Nothing may be sent on this answer.")
REFUSED: Final = Fault("refused", -32001, 409, "The ledger refused the call.")
NO_LEDGER: Final = Fault("no-ledger", -32002, 409, "The service was started without a ledger.")
READ_ONLY: Final = Fault("read-only", -32003, 409, "A service that judges as of another day writes nothing.")
LEDGER_USE: Final = Fault("ledger-use", -32004, 422, "The ledger cannot do what the call asks.")
LEDGER_FAULT: Final = Fault("ledger-fault", -32005, 500, "The ledger failed: locked, full, read-only or damaged.")
UNKNOWN_ID: Final = Fault("unknown-id", -32006, 404, "Neither a rule nor a value has this id.")
TOO_LARGE: Final = Fault("too-large", -32007, 413, "The message is larger than the service reads.")
BUSY: Final = Fault("busy", -32008, 503, "Too many calls wait already: try again shortly.")
LATE: Final = Fault("late", -32009, 504, "The call took too long. Repeat it: every call twice is the same as once.")

#: What either door may answer.
FAULTS: Final = (
    BROKEN, NOT_A_CALL, UNKNOWN_METHOD, PARAMETERS, INTERNAL, REFUSED, NO_LEDGER, READ_ONLY, LEDGER_USE, LEDGER_FAULT,
    UNKNOWN_ID, TOO_LARGE, BUSY, LATE,
)  # fmt: skip
#: The codes of :data:`REFUSED`, which are the ledger's own.
REFUSALS: Final = ("number-live", "unknown-invoice", "unknown-attempt", "wrong-state")


class CallError(Exception):
    """A call that cannot be answered."""

    def __init__(self, fault: Fault, **details: str) -> None:
        """*details* are ids of ours (a parameter's name, a place in our code), never what a host wrote."""
        super().__init__(fault.text)
        self.fault = fault
        self.details = details


def told(error: Exception) -> CallError:
    """What a failed call says."""
    if isinstance(error, CallError):
        return error
    # The sentences of the ledger name no person; its refusals have codes of their own.
    if isinstance(error, LedgerRefusedError):
        return CallError(REFUSED._replace(code=error.code, text=str(error)))
    if isinstance(error, LedgerError):
        return CallError((LEDGER_USE if isinstance(error, LedgerUseError) else LEDGER_FAULT)._replace(text=str(error)))
    return CallError(INTERNAL, kind=type(error).__name__, where=place_of(error))
