"""
What a format is, and each by its name.

A format makes a *piece* of each document, in whatever process it was checked, takes the pieces in the order of the
documents and gives the text to write. Each lives in a module of its own, loaded when it is asked for.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, Protocol, cast

from fsecheck.model.report import Report
from fsecheck.render import Run

_MODULES: Final = {"json": "public"}


class Document(Protocol):
    """One document that was to be checked: its path as shown, and its bytes or why they could not be had."""

    path: str
    data: bytes
    error: str | None

    def sha256(self) -> str | None:
        """SHA-256 of the bytes, hexadecimal; None for a document too large to be read whole."""


class Format(Protocol):
    """One format of an answer. The language is an argument of its constructor."""

    def piece(self, document: Document, reports: Sequence[Report]) -> Any:  # noqa: ANN401 - each format has its own
        """What one document gives, ready to go from one process to another; no report where it has an error."""

    def add(self, piece: Any) -> str:  # noqa: ANN401 - each format has its own
        """The text to write for the next document, "" where it waits for the end."""

    def end(self, run: Run) -> str:
        """The text to write at the end."""


def of(name: str, language: str) -> Format:
    """The format of that name, one of :data:`fsecheck.render.FORMATS`."""
    return cast("Format", import_module(f"fsecheck.render.{_MODULES.get(name, name)}").Writer(language))
