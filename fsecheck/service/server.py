"""
The server under the HTTP door: uvicorn, silent, with a limit of time for what it leaves unlimited.

Who comes when it is full is told so by the door, in the words of every other answer.
"""

import asyncio
import logging
import signal
import socket
from functools import partial
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from fsecheck.service.limits import Limits


class _Connection(H11Protocol):
    """
    A connection on which the head of a request must arrive in time: uvicorn itself would wait for ever.

    Beyond *most* connections *busy* answers: uvicorn's own limit would answer with a page of text.
    """

    def __init__(
        self,
        *words: Any,  # noqa: ANN401 - as the parent
        head_seconds: float,
        busy: ASGIApp,
        most: int,
        **named: Any,  # noqa: ANN401 - as the parent
    ) -> None:
        super().__init__(*words, **named)
        self._seconds = head_seconds
        self._served, self._busy, self._most = self.app, busy, most
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as the parent
        super().connection_made(transport)
        # asyncio does so for sockets that it made itself: without it each answer waits for the client's ACK.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._wait()

    def handle_events(self) -> None:
        self.app = self._busy if len(self.connections) > self._most else self._served
        super().handle_events()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait()
        else:
            self._done()

    def connection_lost(self, exc: Exception | None) -> None:
        self._done()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(self._seconds, self.transport.close)

    def _done(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


def make(
    app: ASGIApp, busy: ASGIApp, limits: Limits, certificate: str | None = None, private_key: str | None = None
) -> uvicorn.Server:
    """
    A server of *app*; *busy* answers when it is full.

    *certificate* and *private_key* are PEM files, for HTTPS. Raises OSError on unusable ones.
    """
    for name in ("uvicorn", "asyncio"):
        # Their lines quote requests, and their tracebacks could quote a sheet.
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    config = uvicorn.Config(
        app,
        http=partial(  # type: ignore[arg-type] # what makes a protocol
            _Connection, head_seconds=limits.head_seconds, busy=busy, most=limits.connections
        ),
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=limits.stop_seconds,
        ssl_certfile=certificate,
        ssl_keyfile=private_key,
    )
    config.load()
    return uvicorn.Server(config)


def listen(address: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes any free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.create_server((address, port), family=family)


def run(server: uvicorn.Server, listening: socket.socket) -> None:
    """
    Serve until SIGTERM, Ctrl-C or Ctrl-Break; what runs finishes first.

    Raises KeyboardInterrupt after a Ctrl-C.
    """
    # uvicorn hands a signal on once it has stopped: the end it asked for has then been had.
    for name in ("SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: None)
    server.run(sockets=[listening])
