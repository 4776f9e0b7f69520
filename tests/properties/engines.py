"""What two schema engines say of one sheet or context, and where they are known to part."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

import xmlschema
from lxml import etree

from fsecheck.intake import schema
from fsecheck.intake.parse import hardened

_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
RAISED: Final = "raised"
#: Blanks for Python that are none for XML.
_WIDE_BLANKS: Final = re.compile("[^\\S \\t\\r\\n]")


@cache
def _second(kind: str) -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10(schema.path(kind))


def verdicts(element: etree._Element, kind: str) -> tuple[bool, bool | str]:
    """
    Whether libxml2 accepts the element, and whether xmlschema does, or that it raised.

    Both are given the text: a tree changed in memory may hold what no text gives, as an empty text node.
    """
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    first = not schema.verdict(etree.fromstring(text, hardened()), kind, "").total
    try:
        return first, bool(_second(kind).is_valid(text))
    except Exception:  # noqa: BLE001 - whatever it raises is no answer
        return first, RAISED


class Difference(NamedTuple):
    """A known difference: xmlschema says otherwise, for a reason that is none of ours."""

    name: str
    reason: str
    holds: Callable[[etree._Element], object]
    """Whether the construct stands in the element."""
    second: frozenset[bool | str]
    """What xmlschema then says."""


def _wide_between(element: etree._Element) -> bool:
    return any(
        _WIDE_BLANKS.search(text)
        for one in element.iter()
        for text in ([one.text or "", *[child.tail or "" for child in one]] if len(one) else [])
    )


DIFFERENCES: Final = (
    Difference(
        "wide-blank-between",
        "a no-break or wide space between elements is a text for XML; xmlschema strips it as Python does",
        _wide_between,
        frozenset({True}),
    ),
    Difference(
        "unknown-type",
        "xsi:type names a type that is not in the schema: xmlschema raises instead of refusing",
        lambda element: any(one.get(f"{_XSI}type") is not None for one in element.iter()),
        frozenset({RAISED, True, False}),
    ),
)


def explained(element: etree._Element, second: bool | str) -> str | None:
    """The name of the known difference that explains what xmlschema said; None where none does."""
    return next((one.name for one in DIFFERENCES if second in one.second and one.holds(element)), None)
