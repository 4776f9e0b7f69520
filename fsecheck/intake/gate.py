"""
The gate: what can be said of a document from its bytes, before any parser sees them.

The allowed encodings agree with ASCII on every sign of markup, so a scan of the bytes is exact.
A comment and a CDATA section are text: ``<!DOCTYPE`` or ``<?php`` written inside one is not
refused. Outside them, no DOCTYPE, no entity declaration and no processing instruction passes;
nothing can hide one, because the scan follows comments and CDATA sections from the first byte as
a parser does, and a document where it would lose its way is not well-formed.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from fsecheck.intake.limits import LOT_BYTES, LOT_ELEMENTS, SHEET_BYTES
from fsecheck.model.finding import Place


class Refusal(NamedTuple):
    """One reason why a document, a sheet or a context cannot be read."""

    rule: str
    """SEC001 to SEC006, XSD001, XSD002."""
    message: str
    """Id of the message within the rule."""
    params: Mapping[str, object]
    """Never a personal value."""
    place: Place


class Gate(NamedTuple):
    """What the gate learned of a document that it lets pass."""

    root: str
    """Local name of the root element, "" where none was found."""
    encoding: str
    """Declared encoding in lower case, utf-8 where nothing is declared."""


_ENCODINGS: Final = frozenset({"utf-8", "iso-8859-1", "iso-8859-15"})
_BOM: Final = b"\xef\xbb\xbf"
_WIDE_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_COMPRESSED: Final = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_MANY: Final = frozenset({"lot", "enveloppe"})
_USUAL: Final = b'<?xml version="1.0" encoding="UTF-8"?>'
_BLANK: Final = b" \t\r\n"
#: More bytes than the name of any root of ours takes, its prefix included.
_NAME: Final = 128
# Compiled when first used: most documents declare themselves as usual and hold none of these constructs.
_DECLARATION: Final = (
    rb"<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:\"([^\"<>]{0,20})\"|'([^'<>]{0,20})')"
    rb"(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:\"([A-Za-z0-9._:-]{1,40})\"|'([A-Za-z0-9._:-]{1,40})'))?"
    rb"(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:\"(?:yes|no)\"|'(?:yes|no)'))?[ \t\r\n]*\?>"
)
_CONSTRUCT: Final = rb"<!--|<!\[CDATA\[|<\?(?!xml[ \t\r\n?])|<!DOCTYPE|<!ENTITY"
_SKIPPED: Final = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_LOADING: Final = {b"<!DOCTYPE": "doctype", b"<!ENTITY": "entity", b"<?": "processing-instruction"}


def check(data: bytes) -> Refusal | Gate:
    """Judge the bytes of a document: a refusal, or what the next stations need to know."""
    size = len(data)
    if size > LOT_BYTES:
        return _refusal("SEC003", "lot-too-large", limit=LOT_BYTES, found=size)
    start = len(_BOM) if data.startswith(_BOM) else 0
    declared = _not_xml(data, start) or _declared(data, start)
    if isinstance(declared, Refusal):
        return declared
    encoding, start = declared
    root = _root(data, start)
    if size > SHEET_BYTES and root not in _MANY:
        return _refusal("SEC003", "sheet-too-large", limit=SHEET_BYTES, found=size)
    # Elements cost memory, up to a hundred bytes for each of the file: they are counted before any is made.
    if size > SHEET_BYTES and data.count(b"</") + data.count(b"/>") > LOT_ELEMENTS:
        return _refusal("SEC005", "too-many-in-lot", limit=LOT_ELEMENTS)
    return _loading(data, start) or Gate(root, encoding)


def _not_xml(data: bytes, start: int) -> Refusal | None:
    """What tells from the first bytes, or a NUL anywhere, that the document is no XML of ours."""
    if not data or (data[:1].isspace() and data.isspace()):
        return _refusal("SEC001", "empty")
    if data.startswith(_COMPRESSED):
        return _refusal("SEC001", "compressed")
    if data.startswith(_WIDE_BOMS) or b"\0" in data:
        return _refusal("SEC001", "nul")
    return None if data.startswith(b"<", _past_blanks(data, start)) else _refusal("SEC001", "not-xml")


def _declared(data: bytes, start: int) -> Refusal | tuple[str, int]:
    """The encoding and where the document goes on after its XML declaration."""
    if data.startswith(_USUAL, start):
        start += len(_USUAL)
    if not (data.startswith(b"<?xml", start) and data[start + 5 : start + 6].isspace()):
        return "utf-8", start
    match = re.compile(_DECLARATION).match(data, start)
    if match is None:
        return _refusal("SEC001", "declaration", line=1)
    version = match[1] or match[2] or b""
    if version != b"1.0":
        return _refusal("SEC001", "version", line=1)
    encoding = (match[3] or match[4] or b"utf-8").decode("ascii").lower()
    if encoding not in _ENCODINGS:
        return _refusal("SEC001", "encoding", line=1, found=encoding)
    if start and encoding != "utf-8":
        return _refusal("SEC001", "bom", line=1, found=encoding)
    return encoding, match.end()


def _root(data: bytes, start: int) -> str:
    """The local name of the root element, past blanks, comments and processing instructions."""
    while True:
        start = _past_blanks(data, start)
        closing = b"-->" if data.startswith(b"<!--", start) else b"?>" if data.startswith(b"<?", start) else b""
        if not closing:
            break
        end = data.find(closing, start)
        if end < 0:
            return ""
        start = end + len(closing)
    if data.startswith(b"<!", start):
        return ""
    name = data[start + 1 : start + _NAME].replace(b">", b" ").replace(b"/", b" ").split(None, 1)
    return name[0].rpartition(b":")[2].decode("ascii", "replace") if name else ""


def _past_blanks(data: bytes, start: int) -> int:
    while data[start : start + 1] and data[start] in _BLANK:
        start += 1
    return start


def _loading(data: bytes, start: int) -> Refusal | None:
    """A DOCTYPE, an entity declaration or a processing instruction, outside comments and CDATA sections."""
    if data.find(b"?", start) < 0 and data.find(b"!", start) < 0:  # one sign each: the quickest of scans
        return None
    construct = re.compile(_CONSTRUCT)
    while match := construct.search(data, start):
        closing = _SKIPPED.get(match[0])
        if closing is None:
            line = data.count(b"\n", 0, match.start()) + 1
            return _refusal("SEC002", _LOADING[match[0]], line=line)
        end = data.find(closing, match.end())
        if end < 0:
            return None
        start = end + len(closing)
    return None


def _refusal(rule: str, message: str, *, line: int | None = None, **params: object) -> Refusal:
    return Refusal(rule, message, params, Place(line=line))
