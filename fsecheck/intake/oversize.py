"""The walk that finds which limit a sheet or a context passed, once the schema refused it."""

from typing import Final

from lxml import etree

from fsecheck.intake.gate import Refusal
from fsecheck.intake.limits import DEPTH, ELEMENTS, TEXT
from fsecheck.intake.tree import is_xinclude, line_of
from fsecheck.model.finding import Place

# One question to libxml2 first: an ordinary mistake passes no limit, and need not be walked.
_ANY: Final = etree.XPath(
    f"boolean({'/'.join(['*'] * DEPTH)}) or count(descendant::*) >= {ELEMENTS}"
    f" or count(descendant-or-self::*/@*) > {ELEMENTS} or boolean(descendant-or-self::xi:*)"
    f" or boolean(descendant-or-self::*/@*[string-length() > {TEXT}])"
    f" or (string-length() > {TEXT} and (boolean(descendant::text()[string-length() > {TEXT}])"
    f" or boolean(descendant::*[not(*)][string-length() > {TEXT}])))",
    namespaces={"xi": "http://www.w3.org/2001/XInclude"},
)


def exceeded(top: etree._Element, xpath: str) -> Refusal | None:
    """The first limit that the sheet or context *top* passes, in document order; XInclude counts as one."""
    return _first(top, xpath) if _ANY(top) else None


def _first(top: etree._Element, xpath: str) -> Refusal | None:
    elements = attributes = 0
    pending = [(top, 1)]
    while pending:
        element, depth = pending.pop()
        elements += 1
        attributes += len(element.attrib)
        rule, message, limit = _of_one(element, depth)
        if not rule and elements > ELEMENTS:
            rule, message, limit = "SEC005", "too-many-elements", ELEMENTS
        if not rule and attributes > ELEMENTS:
            rule, message, limit = "SEC005", "too-many-attributes", ELEMENTS
        if rule:
            return Refusal(rule, message, {"limit": limit}, Place(line=line_of(element), xpath=xpath))
        pending.extend((child, depth + 1) for child in reversed(element))
    return None


def _of_one(element: etree._Element, depth: int) -> tuple[str, str, int]:
    if is_xinclude(element):
        return "SEC002", "xinclude", 0
    if depth > DEPTH:
        return "SEC004", "too-deep", DEPTH
    after = element.tail if depth > 1 else None
    if len(element.text or "") > TEXT or len(after or "") > TEXT:
        return "SEC006", "text-too-long", TEXT
    if any(len(value) > TEXT for value in element.attrib.values()):
        return "SEC006", "attribute-too-long", TEXT
    return "", "", 0
