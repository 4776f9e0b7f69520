"""What a source gives, one invoice at a time: an entry to write, or why there is none."""

from collections.abc import Mapping
from typing import NamedTuple

from fsecheck.model.context import Context
from fsecheck.model.invoice import Invoice


class Where(NamedTuple):
    """Where something stands in the sources."""

    path: str
    """The file as it was named; - is standard input."""
    line: int | None = None
    xpath: str = ""
    """Within an XML document."""


class Wrong(NamedTuple):
    """One reason why something is not taken. It holds no value of the source."""

    code: str
    """Stable id: one of :mod:`fsecheck.imports.messages`, or the rule and message of the intake."""
    where: Where
    params: Mapping[str, object] = {}


class Entry(NamedTuple):
    """One invoice to write."""

    where: Where
    invoice: Invoice
    context: Context
    state: str
    """``recorded``, ``paid``, ``rejected`` or ``cancelled``."""

    def __repr__(self) -> str:
        """Nothing of the invoice: a representation ends in logs."""
        return f"Entry({self.where})"


class Refused(NamedTuple):
    """One invoice, or one document, that is not taken: every line of it with its reason."""

    wrongs: tuple[Wrong, ...]
    unread: bool = False
    """The system did not give the file: a fault of the call, not of what is written there."""


Item = Entry | Refused
