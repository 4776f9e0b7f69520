"""
The child process: JSON-RPC 2.0 on two byte streams, one message a line, in UTF-8.

One call after the other, answered in order. A line that cannot be read gets an error and the loop
goes on; the end of the input, or ``shutdown``, ends it.
"""

from collections.abc import Iterator
from time import perf_counter
from typing import Any, BinaryIO, Final, Literal, cast

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from fsecheck.service import forms, limits
from fsecheck.service.calls import BY_NAME, Done, Service
from fsecheck.service.faults import BROKEN, NOT_A_CALL, PARAMETERS, TOO_LARGE, UNKNOWN_METHOD, CallError, Fault, told

#: The call that only this door has.
SHUTDOWN: Final = "shutdown"
_BOM: Final = b"\xef\xbb\xbf"
_CHUNK: Final = 65_536

_Id = int | str | None


class _Request(Struct):
    """A request of JSON-RPC; without an id it is a notification, which is never answered."""

    jsonrpc: Literal["2.0"]
    method: str
    id: _Id | UnsetType = UNSET
    params: dict[str, Any] | list[Any] | UnsetType = UNSET


class _Result(Struct):
    id: _Id
    result: Raw
    jsonrpc: str = "2.0"


class _Error(Struct):
    id: _Id
    error: dict[str, Any]
    jsonrpc: str = "2.0"


_Reply = _Result | _Error


def serve(service: Service, source: BinaryIO, sink: BinaryIO, message_bytes: int = limits.MESSAGE_BYTES) -> None:
    """Answer every line of *source* on *sink*, until its end or ``shutdown``. Raises OSError where nobody reads."""
    loop = Loop(service)
    for line in _lines(source, message_bytes):
        reply = loop.refuse(TOO_LARGE) if line is None else loop.answer(line)
        if reply is not None:
            sink.write(reply + b"\n")
            sink.flush()
        if loop.stopped:
            return


class Loop:
    """Answers messages, one at a time."""

    def __init__(self, service: Service) -> None:
        self.stopped = False
        """After ``shutdown``."""
        self._service = service

    def answer(self, line: bytes) -> bytes | None:
        """The reply to one message, a call or a batch of calls; None where nothing is to be answered."""
        try:
            message = msgspec.json.decode(line)
        except (ValueError, RecursionError):
            return self.refuse(BROKEN)
        if not isinstance(message, list):
            reply = self._one(message)
            return None if reply is None else _encoded(reply)
        if not message:
            return self.refuse(NOT_A_CALL)
        if len(message) > limits.BATCH:
            return self.refuse(TOO_LARGE)
        replies = [reply for reply in map(self._one, message) if reply is not None]
        return _encoded(replies) if replies else None

    def refuse(self, fault: Fault) -> bytes:
        """The reply to what no call can be read from."""
        refused = CallError(fault)
        self._service.tell(None, perf_counter(), None, refused)
        return _encoded(_failed(None, refused))

    def _one(self, message: object) -> _Reply | None:
        """The reply to one call."""
        began = perf_counter()
        try:
            request = msgspec.convert(message, _Request)
        except msgspec.ValidationError:
            refused = CallError(NOT_A_CALL)
            self._service.tell(None, began, None, refused)
            return _failed(_id_of(message), refused)
        noted = request.id is UNSET
        id_ = None if noted else cast("_Id", request.id)
        outcome: Done | CallError
        try:
            outcome = self._done(request)
        except Exception as error:  # noqa: BLE001 - whatever happens, the host gets an answer and the loop goes on
            outcome = told(error)
        self._service.tell(BY_NAME.get(request.method), began, id_, outcome)
        if noted:
            return None
        return _failed(id_, outcome) if isinstance(outcome, CallError) else _Result(id_, Raw(outcome.body))

    def _done(self, request: _Request) -> Done:
        if request.params is UNSET:
            params: object = {}
        elif isinstance(request.params, dict):
            params = request.params
        else:
            raise CallError(PARAMETERS)
        if request.method == SHUTDOWN:
            forms.asked(forms.Nothing, msgspec.convert, params)
            self.stopped = True
            return Done(b"null", None)
        call = BY_NAME.get(request.method)
        if call is None:
            raise CallError(UNKNOWN_METHOD)
        return call.run(self._service, forms.asked(call.form, msgspec.convert, params))


def _lines(source: BinaryIO, longest: int) -> Iterator[bytes | None]:
    """The lines that say something; None for one that is too long, which is read to its end and not kept."""
    first = True
    while line := source.readline(longest + 1):
        if len(line) > longest and not line.endswith(b"\n"):
            while (rest := source.readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            # Some runtimes begin what they write with a byte order mark.
            text = (line.removeprefix(_BOM) if first else line).strip()
            if text:
                yield text
        first = False


def _id_of(message: object) -> _Id:
    """The id of what is not a request, where it has one: the host then knows which call went wrong."""
    found = message.get("id") if isinstance(message, dict) else None
    return found if isinstance(found, str) or type(found) is int else None


def _failed(id_: _Id, error: CallError) -> _Error:
    fault = error.fault
    return _Error(id_, {"code": fault.number, "message": fault.text, "data": {"code": fault.code, **error.details}})


def _encoded(reply: _Reply | list[_Reply]) -> bytes:
    return msgspec.json.encode(reply, order="sorted")
