"""
The schema's verdict, by libxml2, one sheet or one context at a time.

The verdict and its log come from libxml2; its sentences quote values and stay here. What was
expected is read from our own schema (:mod:`fsecheck.intake.expected`), and only when something
is wrong.
"""

import os
import threading
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from fsecheck.intake.gate import Refusal
from fsecheck.intake.parse import require_libxml2
from fsecheck.intake.tree import errors_of, line_of, local_name
from fsecheck.model.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fsecheck.intake.expected import Catalogue

FSE: Final = "fse"
CONTEXTE: Final = "contexte"
LISTED: Final = 100
"""How many errors of one sheet are listed; all are counted."""

_PATHS: Final = {FSE: ("fse", "1.0", "fse.xsd"), CONTEXTE: ("contexte", "1.0.xsd")}


class Verdict(NamedTuple):
    """What the schema says of one sheet or context."""

    refusals: tuple[Refusal, ...] = ()
    """The first hundred, in the order of the document."""
    total: int = 0


def directory() -> str:
    """Where the schemas are: inside the installed package, or beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    packed = os.path.join(package, "_data", "schemas")
    return packed if os.path.isdir(packed) else os.path.join(os.path.dirname(package), "schemas")


def path(kind: str) -> str:
    """The file of the schema of that kind, FSE or CONTEXTE."""
    return os.path.join(directory(), *_PATHS[kind])


class _Schemas(threading.local):
    """Compiled schemas of one thread: an XMLSchema object keeps the log of its last validation."""

    def __init__(self) -> None:
        self.compiled: dict[str, etree.XMLSchema] = {}


_SCHEMAS: Final = _Schemas()


def _schema(kind: str) -> etree.XMLSchema:
    schema = _SCHEMAS.compiled.get(kind)
    if schema is None:
        require_libxml2()
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        schema = _SCHEMAS.compiled[kind] = etree.XMLSchema(etree.parse(path(kind), parser))
    return schema


def verdict(element: "etree._Element", kind: str, xpath: str) -> Verdict:
    """The schema's verdict on the sheet or context *element*, which stands at *xpath* of its document."""
    schema = _schema(kind)
    if schema(element):
        return Verdict()
    from fsecheck.intake.expected import catalogue  # noqa: PLC0415 - only when something is wrong

    try:
        return _explained(element, schema, catalogue(kind), xpath)
    finally:
        schema(etree.Element("none"))  # its log quotes values: another validation takes its place
        etree.clear_error_log()


def _explained(element: "etree._Element", schema: etree.XMLSchema, known: "Catalogue", xpath: str) -> Verdict:
    refusals: list[Refusal] = []
    total = 0
    personal = known.personal_values(element)
    for kind, node in _errors(element, schema, known):
        if len(refusals) == LISTED:
            total += 1
            continue
        described = known.describe(node, element, kind, personal)
        if described is not None:
            total += 1
            message, params = described
            place = Place(line=line_of(node), xpath=xpath + known.xpath(node, element), act=known.act(node, element))
            refusals.append(Refusal("XSD001", message, params, place))
    return Verdict(tuple(refusals), total)


def _errors(
    element: "etree._Element", schema: etree.XMLSchema, known: "Catalogue"
) -> "Iterator[tuple[str, etree._Element]]":
    """Kind and element of each error of the log, without those that only repeat another."""
    seen: set[str] = set()
    dangling = False
    listed = 0
    for entry in errors_of(schema):
        steps, kind = entry.path or "", entry.type_name
        if steps in seen and kind in _CONSEQUENCES:
            continue
        if kind == _ELEMENT_IN_VALUE:
            seen.add(steps)
        listed += 1
        node = find(element, steps) if listed <= _LOOKED_AT else element
        if kind == _KEY and node is element:  # a line that points nowhere is logged at the sheet
            if not dangling:
                yield from ((kind, line) for line in known.dangling(element))
            dangling = True
        else:
            yield kind, node


_KEY: Final = "SCHEMAV_CVC_IDC"
_ELEMENT_IN_VALUE: Final = "SCHEMAV_CVC_TYPE_3_1_2"
_LOOKED_AT: Final = 2 * LISTED
"""To find an element costs time: beyond, errors are only counted."""
_CONSEQUENCES: Final = frozenset(
    {"SCHEMAV_CVC_PATTERN_VALID", "SCHEMAV_CVC_ENUMERATION_VALID", "SCHEMAV_CVC_DATATYPE_VALID_1_2_1"}
)
"""Errors that only repeat, of the same element, that it holds elements in place of a value."""


def find(top: "etree._Element", steps: str) -> "etree._Element":
    """
    The element of a path of libxml2, ``/*/*[3]/p:name[2]``, whose first step is *top*.

    A star counts every element, a name (with the document's own prefix) those of its name.
    """
    node = top
    for step in steps.split("/")[2:]:
        name, _, count = step.rstrip("]").partition("[")
        local = name.rpartition(":")[2]
        children = [c for c in node if local == "*" or local_name(c) == local]
        place = int(count or 1) - 1
        if place >= len(children):
            break
        node = children[place]
    return node
