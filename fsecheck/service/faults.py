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
    status: int
    """Of the HTTP answer."""
    text: str
    """One sentence for the developer of the host."""
    number: int | None = None
    """Of the JSON-RPC error; None for what only HTTP can say."""


BROKEN: Final = Fault("broken-message", 400, "The message is not JSON in UTF-8.", -32700)
NOT_A_CALL: Final = Fault("not-a-call", 400, "The message is not a JSON-RPC 2.0 request.", -32600)
UNKNOWN_METHOD: Final = Fault("unknown-method", 404, "There is no such call.", -32601)
PARAMETERS: Final = Fault("bad-parameters", 400, "A parameter is missing, unknown or not of its type.", -32602)
INTERNAL: Final = Fault("internal", 500, "fsecheck could not finish. Nothing may be sent on this answer.", -32603)
REFUSED: Final = Fault("refused", 409, "The ledger refused the call.", -32001)
NO_LEDGER: Final = Fault("no-ledger", 409, "The service was started without a ledger.", -32002)
READ_ONLY: Final = Fault("read-only", 409, "A service that judges as of another day writes nothing.", -32003)
LEDGER_USE: Final = Fault("ledger-use", 422, "The ledger cannot do what the call asks.", -32004)
LEDGER_FAULT: Final = Fault("ledger-fault", 500, "The ledger failed: locked, full, read-only or damaged.", -32005)
UNKNOWN_ID: Final = Fault("unknown-id", 404, "Neither a rule nor a value has this id.", -32006)
TOO_LARGE: Final = Fault("too-large", 413, "The message is larger than the service reads.", -32007)

NO_TOKEN: Final = Fault("no-token", 401, "The call has no token, or another one.")
NOT_ALLOWED: Final = Fault("not-allowed", 405, "Calls are made with POST.")
SLOW: Final = Fault("slow", 408, "The message did not arrive in time.")
NOT_JSON: Final = Fault("not-json", 415, "Calls are application/json, not encoded otherwise.")
FOREIGN_HOST: Final = Fault("foreign-host", 421, "The call was meant for a host of another name.")
BUSY: Final = Fault("busy", 503, "Too many calls wait already: try again shortly.")
LATE: Final = Fault("late", 504, "The call took too long. Repeat it: every call twice is the same as once.")

FAULTS: Final = (
    BROKEN, NOT_A_CALL, UNKNOWN_METHOD, PARAMETERS, INTERNAL, REFUSED, NO_LEDGER, READ_ONLY, LEDGER_USE, LEDGER_FAULT,
    UNKNOWN_ID, TOO_LARGE, NO_TOKEN, NOT_ALLOWED, SLOW, NOT_JSON, FOREIGN_HOST, BUSY, LATE,
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
