"""
One document as it came: a sheet, a lot, a context, or an envelope of them.

:func:`open_document` judges the bytes and the outer shell; each sheet and each context is then
judged on its own, so that an error of one sheet of a lot belongs to that sheet.
"""

from typing import Final, NamedTuple

from lxml import etree

from fsecheck.intake import gate
from fsecheck.intake.gate import Refusal
from fsecheck.intake.limits import LOT_SHEETS, SHEET_BYTES
from fsecheck.intake.parse import parse
from fsecheck.intake.schema import CONTEXTE, FSE, Verdict, verdict
from fsecheck.intake.tree import is_xinclude, line_of, local_name
from fsecheck.model.finding import Place

VERSION: Final = "1.0"
_FSE_NS: Final = "{urn:fsecheck:fse:1.0}"
_CONTEXTE_NS: Final = "{urn:fsecheck:contexte:1.0}"
_ROOTS: Final = {
    f"{_FSE_NS}fse": "fse",
    f"{_FSE_NS}lot": "lot",
    f"{_CONTEXTE_NS}enveloppe": "enveloppe",
    f"{_CONTEXTE_NS}contexte": "contexte",
}
_NAMES: Final = {tag.rpartition("}")[2]: tag.partition("}")[0][1:] for tag in _ROOTS}
_BLANKS: Final = " \t\r\n"
_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"


class Part(NamedTuple):
    """One sheet or one context of a document."""

    element: "etree._Element"
    xpath: str
    kind: str
    """``fse`` or ``contexte``."""
    measured: bool
    """Whether its size has to be measured: it stands in a document larger than one sheet may be."""


class Document(NamedTuple):
    """What a document holds, or why it cannot be read."""

    kind: str = ""
    """``fse``, ``lot``, ``enveloppe`` or ``contexte``; "" where the root is none of these."""
    refusals: tuple[Refusal, ...] = ()
    """Of the document as a whole."""
    sheets: tuple[Part, ...] = ()
    contexts: tuple[Part, ...] = ()


def open_document(data: bytes) -> Document:
    """Read a document: bytes, well-formedness, root and shell. Its parts are still to be judged."""
    passed = gate.check(data)
    if isinstance(passed, Refusal):
        return Document(refusals=(passed,))
    root = parse(data)
    if isinstance(root, Refusal):
        return Document(refusals=(root,))
    kind = _ROOTS.get(str(root.tag))
    if kind is None:
        return Document(refusals=(_unknown_root(root),))
    return _opened(kind, root, measured=len(data) > SHEET_BYTES)


def _opened(kind: str, root: "etree._Element", *, measured: bool) -> Document:
    if kind == "fse":
        return Document(kind, sheets=(Part(root, "/fse", FSE, measured),))
    if kind == "contexte":
        return Document(kind, contexts=(Part(root, "/contexte", CONTEXTE, measured),))
    if kind == "lot":
        return _lot(root, measured=measured)
    return _envelope(root, measured=measured)


def sheet_refusals(part: Part) -> Verdict:
    """
    Why a sheet, or a context, cannot be read, and how many reasons there are in all.

    No refusal: it may be given to :mod:`fsecheck.intake.read_1_0`.
    """
    element, xpath, kind, measured = part
    version = element.get("version")
    if version != VERSION:
        params: dict[str, object] = {"expected": VERSION, "document": kind}
        return _one(Refusal("XSD002", "unknown-version", params, Place(line=line_of(element), xpath=xpath)))
    if measured and len(etree.tostring(element, encoding="UTF-8", with_tail=False)) > SHEET_BYTES:
        message = "sheet-too-large" if kind == FSE else "context-too-large"
        params = {"limit": SHEET_BYTES, "document": kind}
        return _one(Refusal("SEC003", message, params, Place(line=line_of(element), xpath=xpath)))
    said = verdict(element, kind, xpath)
    if not said.refusals:
        return said
    from fsecheck.intake.oversize import exceeded  # noqa: PLC0415 - only when something is wrong

    attack = exceeded(element, xpath)
    return said if attack is None else _one(attack)


def _one(refusal: Refusal) -> Verdict:
    return Verdict((refusal,), 1)


def _unknown_root(root: "etree._Element") -> Refusal:
    name = local_name(root)
    place = Place(line=line_of(root), xpath="/*")
    if is_xinclude(root):
        return Refusal("SEC002", "xinclude", {}, place)
    expected = _NAMES.get(name)
    if expected is None:
        return Refusal("XSD002", "unknown-root", {"expected": sorted(_NAMES)}, place)
    return Refusal("XSD002", "unknown-namespace", {"root": name, "expected": expected}, place)


def _lot(root: "etree._Element", *, measured: bool) -> Document:
    refusals, sheets = _sheets(root, "/lot", measured=measured)
    return Document("lot", tuple(refusals), tuple(sheets))


def _sheets(lot: "etree._Element", xpath: str, *, measured: bool) -> tuple[list[Refusal], list[Part]]:
    """The sheets of a lot, and what is wrong with the lot itself."""
    place = Place(line=line_of(lot), xpath=xpath)
    if len(lot) > LOT_SHEETS:
        return [Refusal("SEC003", "too-many-sheets", {"limit": LOT_SHEETS, "found": len(lot)}, place)], []
    refusals = _shell(lot, xpath, f"{_FSE_NS}fse")
    if not len(lot):
        refusals.append(_structure("missing-element", lot, xpath, expected=["fse"]))
    found = [child for child in lot if child.tag == f"{_FSE_NS}fse"]
    return refusals, [Part(one, f"{xpath}/fse[{rank}]", FSE, measured) for rank, one in enumerate(found, 1)]


def _envelope(root: "etree._Element", *, measured: bool) -> Document:
    """A sheet or a lot, then contexts."""
    xpath = "/enveloppe"
    if len(root) > 1 + LOT_SHEETS:
        # Told before its children are looked at one by one: there may be a million of them.
        params = {"limit": LOT_SHEETS, "found": len(root) - 1}
        place = Place(line=line_of(root), xpath=xpath)
        return Document("enveloppe", (Refusal("SEC003", "too-many-contexts", params, place),))
    first = root[0] if len(root) else None
    held = None if first is None else _ROOTS.get(str(first.tag))
    if first is None or held not in {"fse", "lot"}:
        refusal = _structure("missing-element", root, xpath, expected=["fse", "lot"])
        return Document("enveloppe", (*_shell(root, xpath, *_ROOTS), refusal))
    refusals: list[Refusal] = []
    sheets = [Part(first, f"{xpath}/fse", FSE, measured)]
    if held == "lot":
        refusals, sheets = _sheets(first, f"{xpath}/lot", measured=measured)
    contexts = [child for child in root if child.tag == f"{_CONTEXTE_NS}contexte"]
    refusals = [*_shell(root, xpath, str(first.tag), f"{_CONTEXTE_NS}contexte"), *refusals]
    refusals += [
        _structure("unexpected-element", child, f"{xpath}/{held}", expected=["contexte"])
        for rank, child in enumerate(root)
        if rank and child.tag == first.tag
    ]
    parts = [Part(one, f"{xpath}/contexte[{n}]", CONTEXTE, measured) for n, one in enumerate(contexts, 1)]
    return Document("enveloppe", tuple(refusals), tuple(sheets), tuple(parts))


def _shell(root: "etree._Element", xpath: str, *allowed: str) -> list[Refusal]:
    """What stands in a lot or an envelope beside the elements that may: text, attributes, other elements."""
    refusals = [_structure("unknown-attribute", root, xpath) for name in root.attrib if not str(name).startswith(_XSI)]
    if (root.text or "").strip(_BLANKS) or any((child.tail or "").strip(_BLANKS) for child in root):
        refusals.append(_structure("text-between", root, xpath))
    for rank, child in enumerate(root, 1):
        if child.tag in allowed:
            continue
        place = f"{xpath}/*[{rank}]"
        if is_xinclude(child):
            refusals.append(Refusal("SEC002", "xinclude", {}, Place(line=line_of(child), xpath=place)))
        else:
            expected = sorted(tag.rpartition("}")[2] for tag in allowed)
            refusals.append(_structure("unexpected-element", child, place, expected=expected))
        if len(refusals) >= LOT_SHEETS:
            break
    return refusals


def _structure(message: str, element: "etree._Element", xpath: str, **params: object) -> Refusal:
    name = local_name(element)
    shown = {"element": name if name in _NAMES else "*", "document": xpath.split("/")[1], **params}
    return Refusal("XSD001", message, shown, Place(line=line_of(element), xpath=xpath))
