"""From bytes that passed the gate to a tree: one hardened parser per thread."""

import threading
from typing import Final

from lxml import etree

from fsecheck.intake.gate import Refusal
from fsecheck.intake.limits import DEPTH, TEXT
from fsecheck.model.finding import Place

LIBXML2_NEEDED: Final = (2, 14)
"""Older ones answer otherwise on some constructs: the verdict is pinned to a tested library."""


class UnsupportedLibxml2(RuntimeError):  # noqa: N818 - says what it is
    """The libxml2 that lxml was built with is too old to give the verdict."""


def libxml2_version() -> str:
    """The libxml2 in use, as a report names it."""
    return ".".join(map(str, etree.LIBXML_VERSION))


def require_libxml2(version: tuple[int, ...] | None = None) -> None:
    """Raise :class:`UnsupportedLibxml2` where the library is older than the one needed."""
    version = etree.LIBXML_VERSION if version is None else version
    if version[:2] < LIBXML2_NEEDED:
        needed = ".".join(map(str, LIBXML2_NEEDED))
        raise UnsupportedLibxml2(f"libxml2 {'.'.join(map(str, version))} is too old: {needed} or later is needed")


def hardened() -> etree.XMLParser:
    """
    A parser that loads nothing and keeps neither comments nor processing instructions.

    They are removed for integrity: the schema engine reads ``10<!--x-->.67`` as 10.67, and so must we.
    """
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


class _Parsers(threading.local):
    parser: etree.XMLParser | None = None


_PARSERS: Final = _Parsers()


def parse(data: bytes) -> "etree._Element | Refusal":
    """The root element of a document, or why it is not well-formed."""
    parser = _PARSERS.parser
    if parser is None:
        require_libxml2()
        parser = _PARSERS.parser = hardened()
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        refusal = _refusal(parser, error)
        etree.clear_error_log()  # its sentences quote the sheet
        _PARSERS.parser = None  # and so does the parser's own log
        return refusal
    if root.getroottree().docinfo.internalDTD is not None:
        return Refusal("SEC002", "doctype", {}, Place(line=1))
    return root


def _refusal(parser: etree.XMLParser, error: etree.XMLSyntaxError) -> Refusal:
    """The parser's first error: its kind and its place, never its sentence."""
    log = parser.error_log
    line, column = error.position
    kind = "ERR_DOCUMENT_EMPTY"
    if len(log):
        first = log[0]
        kind, line, column = first.type_name, first.line, first.column
        if kind == "ERR_RESOURCE_LIMIT":
            if first.message.startswith("Excessive depth"):
                return Refusal("SEC004", "too-deep", {"limit": DEPTH}, Place(line=line, column=column))
            return Refusal("SEC006", "text-too-long", {"limit": TEXT}, Place(line=line, column=column))
    message = "characters" if kind in _CHARACTERS else "malformed"
    return Refusal("SEC001", message, {"kind": kind}, Place(line=line, column=column))


_CHARACTERS: Final = frozenset({"ERR_INVALID_ENCODING", "ERR_INVALID_CHAR"})
