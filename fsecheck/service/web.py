"""
The calls over HTTP: ``POST /v1/<call>`` with the parameters as a JSON object, answered with the result as JSON.

A call comes in by its host's name and with its token or not at all. What cannot be answered is a
problem (RFC 9457) whose ``code`` is that of :mod:`fsecheck.service.faults`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from time import perf_counter
from typing import Any, Final

import msgspec
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from fsecheck.service import forms, openapi
from fsecheck.service.calls import CALLS, Call, Done, Service
from fsecheck.service.faults import (
    BROKEN,
    BUSY,
    FOREIGN_HOST,
    LATE,
    NO_TOKEN,
    NOT_ALLOWED,
    NOT_JSON,
    SLOW,
    TOO_LARGE,
    UNKNOWN_METHOD,
    CallError,
    told,
)
from fsecheck.service.lanes import Lane
from fsecheck.service.limits import Limits
from fsecheck.service.tokens import Tokens

_CORRELATION: Final = "X-Correlation-Id"
#: Nothing of a practice is kept on the way.
_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_OF_STATUS: Final = {
    NO_TOKEN.status: {"WWW-Authenticate": "Bearer"},
    503: {"Retry-After": "1"},
}


class Web:
    """The HTTP door of a service, as an ASGI application (:attr:`app`)."""

    def __init__(self, service: Service, tokens: Tokens, hosts: frozenset[str], limits: Limits) -> None:
        """*hosts* are the names, with their port, under which it may be called."""
        self._service = service
        self._limits = limits
        self._readers = Lane("reader", limits.readers, limits.waiting_reads)
        # One thread writes: what waits, waits here and not for the ledger's lock.
        self._writer = Lane("writer", 1, limits.waiting_writes)
        routes = [Route(openapi.path(call), self._endpoint(call), methods=["POST"]) for call in CALLS]
        inner = Starlette(
            routes=[*routes, Route(openapi.OWN_PATH, self._document, methods=["GET"])],
            exception_handlers={HTTPException: _no_route},
        )
        inner.router.redirect_slashes = False
        self.app: ASGIApp = _Door(inner, tokens, hosts)

    def close(self) -> None:
        """Wait for the calls that run, also those whose client has gone."""
        self._readers.close()
        self._writer.close()

    def _endpoint(self, call: Call) -> Callable[[Request], Awaitable[Response]]:
        lane = self._writer if call.writes else self._readers

        async def endpoint(request: Request) -> Response:
            began = perf_counter()
            outcome: Done | CallError
            try:
                asked = forms.asked(call.form, msgspec.json.decode, await self._body(request))
                outcome = await self._done(lane, partial(call.run, self._service, asked))
            except Exception as error:  # noqa: BLE001 - whatever happens, the client gets an answer without values
                outcome = told(error)
            self._service.tell(call, began, request.headers.get(_CORRELATION), outcome)
            if isinstance(outcome, CallError):
                return _problem(outcome)
            return Response(outcome.body, media_type="application/json", headers=_HEADERS)

        return endpoint

    async def _done(self, lane: Lane, call: Callable[[], Done]) -> Done:
        try:
            return await lane.run(call, self._limits.call_seconds)
        except TimeoutError:
            raise CallError(LATE) from None

    async def _body(self, request: Request) -> bytes:
        """The bytes of a call. Raises CallError where they are too many, too slow or not JSON by their name."""
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != "application/json" or "content-encoding" in request.headers:
            raise CallError(NOT_JSON)
        largest = self._limits.message_bytes
        stated = request.headers.get("content-length", "")
        if stated.isdecimal() and int(stated) > largest:
            raise CallError(TOO_LARGE)
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > largest:
                        raise CallError(TOO_LARGE)
        except TimeoutError:
            raise CallError(SLOW) from None
        except ClientDisconnect:
            raise CallError(BROKEN) from None
        return bytes(body)

    async def _document(self, request: Request) -> Response:  # noqa: ARG002 - what a route is called with
        return Response(openapi.text(), media_type="application/json", headers=_HEADERS)


async def busy(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer to who comes when the door bears no more connections."""
    await _problem(CallError(BUSY))(scope, receive, send)


class _Door:
    """Lets in what names this host and holds a token."""

    def __init__(self, inner: ASGIApp, tokens: Tokens, hosts: frozenset[str]) -> None:
        self._inner = inner
        self._tokens = tokens
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        # A page of the web may be made to call us under its own name (DNS rebinding): that name gives it away.
        if [name.lower() for name in headers.getlist("host")] not in [[host] for host in self._hosts]:
            await _problem(CallError(FOREIGN_HOST))(scope, receive, send)
        elif not self._tokens.admit(headers.get("authorization", "")):
            await _problem(CallError(NO_TOKEN))(scope, receive, send)
        else:
            await self._inner(scope, receive, send)


async def _no_route(request: Request, error: Exception) -> Response:  # noqa: ARG001 - what a handler is called with
    allowed = getattr(error, "headers", None) or {}
    return _problem(CallError(NOT_ALLOWED if "Allow" in allowed else UNKNOWN_METHOD), allowed)


def _problem(error: CallError, headers: Any = None) -> Response:  # noqa: ANN401 - Starlette's own
    fault = error.fault
    body = forms.Problem(fault.text, fault.status, fault.code, **error.details)
    return Response(
        msgspec.json.encode(body, order="sorted"),
        fault.status,
        {**_HEADERS, **_OF_STATUS.get(fault.status, {}), **(headers or {})},
        media_type="application/problem+json",
    )
