"""A service of tests, and a way to ask it through the loop of the child process."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from fsecheck import Checker
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.rules.acts import counted
from fsecheck.service.calls import Service
from fsecheck.service.hook import Loop
from tests.authoring import MK, act, sheet

TODAY: Final = date(2026, 3, 2)
ACCEPTED: Final = sheet()
REFUSED: Final = sheet(facture={"dateElaboration": "2026-03-09"})
OTHER: Final = sheet([act(date="2026-02-27")])
"""Lawful, and another invoice under the same number."""
NUMBER: Final = {"mk": MK, "number": "100000001"}


def encoded(data: bytes) -> dict[str, str]:
    """A document as its exact bytes."""
    return {"base64": base64.b64encode(data).decode()}


def line(method: str, id_: object = 1, **params: object) -> bytes:
    """One request."""
    return json.dumps({"jsonrpc": "2.0", "id": id_, "method": method, "params": params}).encode()


class Talk:
    """One service asked as a host asks it."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.loop = Loop(service)

    def say(self, message: bytes) -> Any:
        """The reply to a message, None where there is none."""
        reply = self.loop.answer(message)
        return None if reply is None else json.loads(reply)

    def ask(self, method: str, **params: object) -> Any:
        """The result of a call."""
        reply = self.say(line(method, **params))
        assert "error" not in reply, reply
        return reply["result"]

    def refused(self, method: str, **params: object) -> Any:
        """The code of a call that fails."""
        return self.say(line(method, **params))["error"]["data"]["code"]


@contextmanager
def talk(*, ledger: bool = False, log: Any = None, **options: Any) -> Iterator[Talk]:
    """A service, with a ledger in memory where asked for."""
    checker = Checker(**options)
    if ledger:
        checker.history = MemoryLedger("CABINET", TODAY, classify=lambda act: counted(checker.law, act))
    try:
        yield Talk(Service(checker, lambda: TODAY, log))
    finally:
        if isinstance(checker.history, MemoryLedger):
            checker.history.close()
