"""A report in words and in the formats of others: a language never changes what a report holds."""

from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fsecheck.model.report import Identity

#: The formats of ``check``; the first is the default.
FORMATS: Final = ("text", "json", "jsonl", "sarif", "junit", "github", "html")


class Run:
    """What is known at the end of an answer."""

    __slots__ = ("code", "identity", "interrupted", "today", "version")

    def __init__(
        self,
        version: str,
        today: date,
        code: int,
        identity: "Identity | None" = None,
        interrupted: tuple[int, int] | None = None,
    ) -> None:
        """*version* of fsecheck, exit *code*; *interrupted*: documents done, of how many, None where all were."""
        self.version = version
        self.today = today
        self.code = code
        self.identity = identity
        self.interrupted = interrupted
