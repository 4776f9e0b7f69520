"""A real HTTP door for the tests, on a free port of this machine."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any, Final

from fsecheck.service import server
from fsecheck.service.calls import Service
from fsecheck.service.limits import Limits
from fsecheck.service.tokens import Tokens
from fsecheck.service.web import Web, busy

TOKEN: Final = "a-token-of-the-tests-and-of-nobody-else"  # noqa: S105 - opens nothing but doors of the tests


class Reply:
    """What came back."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json["code"])


class Client:
    """A client of one door."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.host = f"127.0.0.1:{port}"

    def send(self, method: str, path: str, body: Any = None, **headers: str | None) -> Reply:
        """One request, with the token and JSON unless *headers* say otherwise; None leaves one out."""
        named = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            sent = {name: value for name, value in named.items() if value is not None}
            connection.request(method, path, body=body, headers=sent)
            reply = connection.getresponse()
            return Reply(reply.status, reply.headers, reply.read())
        finally:
            connection.close()

    def call(self, name: str, **params: object) -> Reply:
        """One call."""
        return self.send("POST", f"/v1/{name}", json.dumps(params).encode())

    def ask(self, name: str, **params: object) -> Any:
        """The answer of a call that succeeds."""
        reply = self.call(name, **params)
        assert reply.status == 200, reply.body
        return reply.json


@contextmanager
def serving(service: Service, **limits: Any) -> Iterator[Client]:
    """The door of a service, open until the end."""
    bounds = Limits(**limits)
    with server.listen("127.0.0.1", 0) as listening:
        client = Client(listening.getsockname()[1])
        web = Web(service, Tokens([TOKEN]), frozenset({client.host}), bounds)
        made = server.make(web.app, busy, bounds)
        thread = threading.Thread(target=made.run, args=([listening],))
        thread.start()
        try:
            while not made.started:
                time.sleep(0.005)
            yield client
        finally:
            made.should_exit = True
            thread.join()
            web.close()
