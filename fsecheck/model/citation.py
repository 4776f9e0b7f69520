"""Where a rule or a value comes from."""

from datetime import date
from typing import NamedTuple


class Source(NamedTuple):
    """A text that says so."""

    text: str
    """Name of the text, with its date."""
    url: str = ""
    article: str = ""
    published: str = ""
    """Date of the Journal officiel, ISO, where there is one."""


class Citation(NamedTuple):
    """A value of the law as it stood on a day: from when to when, says who, seen when."""

    value: str
    """Id of the value: chapter.name."""
    since: date
    until: date | None
    """Last day, None while nothing later is known."""
    verified_on: date
    sources: tuple[Source, ...]
