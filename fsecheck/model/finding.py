"""
What a rule yields, and what the engine makes of it.

A rule yields a Defect (something is wrong) or a Missing (a fact it cannot do without). It knows
neither its severity nor its dates: the engine stamps them and the Finding is what a report holds.
Parameters are JSON values made by :func:`plain`; sentences are added by renderers.
"""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from fsecheck.model.citation import Citation

ERROR: Final = "error"
WARNING: Final = "warning"
INFORMATION: Final = "information"

Param = str | int | bool | None | list["Param"] | dict[str, "Param"]


def plain(value: object) -> Param:
    """
    A parameter as JSON can hold it: decimals and dates become text.

    Raises TypeError on a float: no amount was ever one.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (date, time)):
        return value.isoformat() if isinstance(value, date) else value.isoformat("minutes")
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list, set, frozenset)):
        return [plain(item) for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    raise TypeError(f"a parameter cannot be a {type(value).__name__}")


if TYPE_CHECKING:
    from typing import Protocol

    class Words(Protocol):
        """The words of rules that are not ours."""

        @property
        def messages(self) -> Mapping[str, object]:
            """Its messages, by ``RULE.message``."""

        @property
        def cases(self) -> str:
            """The folder of its cases, "" where it has none."""

        def title(self, rule: str, language: str) -> str:
            """What a rule says, in one sentence."""

        def templates(self, rule: str, message: str, language: str) -> tuple[str, str, str] | None:
            """Sentence, remedy and technical sentence of a message, unfilled; None where there is none."""


class Defect(NamedTuple):
    """Something is wrong: where, which message, with which values."""

    message: str
    """Id of the message within its rule."""
    params: Mapping[str, object]
    act: int | None = None
    """Rank of the act line, None for the sheet as a whole."""
    evidence: tuple[tuple[str, str], ...] = ()
    """Earlier invoices that were counted: number and day of the act."""
    suggested: Mapping[str, object] | None = None
    """The one mechanical answer, with its arithmetic: advice, never applied."""
    at: date | None = None
    """Day whose law applied, where it is not the act's own."""


class Missing(NamedTuple):
    """A fact that the rule cannot do without."""

    what: str
    """Id of what is missing: a field of the context, or a period of the ledger."""
    params: Mapping[str, object]
    act: int | None = None
    stops: bool = False
    """True where the catalogue stops for this case alone (a minor), whatever it does in general."""


class Place(NamedTuple):
    """Where a finding is."""

    line: int | None = None
    column: int | None = None
    xpath: str | None = None
    act: int | None = None
    reference: str | None = None
    """The host's own reference of the row."""


class Finding(NamedTuple):
    """A violated rule, with all that a reader needs to believe it and to act."""

    rule: str
    severity: str
    message: str
    place: Place
    params: Mapping[str, Param]
    evidence: tuple[tuple[str, str], ...] = ()
    suggested: Mapping[str, Param] | None = None
    citations: tuple[Citation, ...] = ()
    anomaly: tuple[str, ...] = ()
    """Codes of the national anomaly table it corresponds to."""
    waived: bool = False
    """A waiver of the practice was honoured for it: told, and left out of the verdict."""
    words: "Words | None" = None
    """What its rule and its message say, where the rule is not ours."""


class Unknown(NamedTuple):
    """A rule left undecided, with what it lacked."""

    rule: str
    stops: bool
    """Whether it makes the verdict ``undecided``."""
    what: str
    params: Mapping[str, Param]
    place: Place
    words: "Words | None" = None
    """What its rule says, where it is not ours."""
