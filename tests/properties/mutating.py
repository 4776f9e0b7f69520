"""Sheets broken on purpose: in their tree, where a schema looks, and in their bytes, where a parser does."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random
from typing import Final

from lxml import etree

_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
#: Texts on which engines are known to part, and texts that look like a value and are none.
TEXTS: Final = (
    "", " ", "\u00a0", "\u2003", "\u0661\u0662", "²", "+1", "-1", "-0.00", "1.", ".5", "1,5", "1e5", "12 .5", "NaN",
    "\u00a01.00", "1.00\u00a0", " 1.00", "1.00\n", "0.000000000", "9999999999999999999999999", "2026-03-02Z",
    "2026-03-02+01:00", "20260302", "0000-01-01", "99999999999-01-01", "2026-02-29", "1900-02-29", "2026-04-31", "oui",
    "OUI", "true", "1", "0", "999999.99", "1000000.00", "é", "\u2019", "😀", "a\u2028b", "A" * 81, "a_b", "\u0080",
)  # fmt: skip
_ATTRIBUTES: Final = (
    ("version", "1.0"), ("version", "1.00"), ("id", "a"), ("{http://www.w3.org/XML/1998/namespace}lang", "fr"),
    (f"{{{_XSI}}}nil", "true"), (f"{{{_XSI}}}type", "Acte"), (f"{{{_XSI}}}type", "x:y"),
    (f"{{{_XSI}}}schemaLocation", "urn:x x.xsd"), ("rang", "0"), ("rang", "3"), ("{urn:x}y", "z"),
)  # fmt: skip
_TOKENS: Final = (
    b"<!DOCTYPE a>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<!ENTITY", b"&b;", b"&#0;", b"&#x1F;", b"&#55296;", b"&lt;",
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"--", b"<?xml version='1.0'?>", b"<?x?>", b"<x:include", b"\0", b"\x1b",
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xc2\xa0", b"\xed\xa0\x80", b"\xc0\xbc", b"\xf0\x9f\x98\x80", b"\x80", b"\xa4",
    b"encoding='ISO-8859-1'", b"encoding='UTF-16'", b"encoding='UTF-7'", b"version='1.1'", b"xmlns='urn:x'",
    b"xmlns:a=''",
    b"xsi:nil='true'", b"<fse>", b"</fse>", b"</acte>", b"<lot>", b"<enveloppe>", b"<a/>" * 100, b"<a>" * 40,
    b" " * 5000, b"9" * 400, b"-", b"<", b">", b"/", b'"', b"'", b"=", b"&",
)  # fmt: skip


def broken_tree(data: bytes, rng: Random) -> etree._Element:
    """A sheet or a context with one to three changes of its tree."""
    root = etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_pis=True))
    for _ in range(rng.choice([1, 1, 2, 3])):
        rng.choice(_CHANGES)(root, rng)
    return root


def broken_bytes(seeds: Sequence[bytes], rng: Random) -> bytes:
    """One of these documents with one to six changes of its bytes."""
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.choice([1, 1, 1, 2, 3, 6])):
        rng.choice(_EDITS)(data, seeds, rng)
    return bytes(data)


def _element(root: etree._Element, rng: Random) -> etree._Element:
    return rng.choice(list(root.iter()))


def _below(root: etree._Element, rng: Random) -> tuple[etree._Element, etree._Element]:
    """An element that is not the root, and the one that holds it; the root and itself where it is alone."""
    child = rng.choice(list(root.iter())[1:] or [root])
    parent = child.getparent()
    return child, root if parent is None else parent


def _text(root: etree._Element, rng: Random) -> None:
    leaves = [one for one in root.iter() if not len(one)]
    rng.choice(leaves).text = rng.choice(TEXTS)


def _edit_text(root: etree._Element, rng: Random) -> None:
    leaf = rng.choice([one for one in root.iter() if not len(one)])
    text = leaf.text or ""
    place = rng.randint(0, len(text))
    leaf.text = (
        text[:place] + rng.choice(["", " ", "0", "9", "A", "-", ".", "\u00a0"]) + text[place + rng.randint(0, 1) :]
    )


def _tail(root: etree._Element, rng: Random) -> None:
    rng.choice([one for one in root.iter() if one is not root] or [root]).tail = (
        rng.choice(TEXTS) if len(root) else None
    )


def _remove(root: etree._Element, rng: Random) -> None:
    child, parent = _below(root, rng)
    if child is not parent:
        parent.remove(child)


def _twice(root: etree._Element, rng: Random) -> None:
    child, parent = _below(root, rng)
    if child is not parent:
        for _ in range(rng.choice([1, 1, 10, 100])):
            parent.insert(parent.index(child), deepcopy(child))


def _move(root: etree._Element, rng: Random) -> None:
    child, parent = _below(root, rng)
    if child is not parent:
        parent.remove(child)
        target = _element(root, rng)
        target.insert(rng.randint(0, len(target)), child)


def _rename(root: etree._Element, rng: Random) -> None:
    one = _element(root, rng)
    one.tag = rng.choice([_element(root, rng).tag, "{urn:x}acte", "acte", "{urn:fsecheck:contexte:1.0}fse"])


def _attribute(root: etree._Element, rng: Random) -> None:
    name, value = rng.choice(_ATTRIBUTES)
    rng.choice([root, _element(root, rng)]).set(name, value)


def _no_attribute(root: etree._Element, rng: Random) -> None:
    one = rng.choice([root, _element(root, rng)])
    one.attrib.clear()


_CHANGES: Final[tuple[Callable[[etree._Element, Random], None], ...]] = (
    _text, _text, _text, _edit_text, _edit_text, _tail, _remove, _twice, _move, _rename, _attribute, _no_attribute,
)  # fmt: skip


def _flip(data: bytearray, _: Sequence[bytes], rng: Random) -> None:
    if data:
        data[rng.randrange(len(data))] = rng.randrange(256)


def _digit(data: bytearray, _: Sequence[bytes], rng: Random) -> None:
    """A digit becomes another: what is most often still a sheet."""
    places = [place for place in rng.sample(range(len(data)), min(len(data), 40)) if data[place : place + 1].isdigit()]
    if places:
        data[places[0]] = ord("0") + rng.randrange(10)


def _insert(data: bytearray, _: Sequence[bytes], rng: Random) -> None:
    place = rng.randint(0, len(data))
    data[place:place] = rng.choice(_TOKENS)


def _delete(data: bytearray, _: Sequence[bytes], rng: Random) -> None:
    place = rng.randint(0, len(data))
    del data[place : place + rng.choice([1, 1, 2, 8, 40, 400, len(data)])]


def _repeat(data: bytearray, _: Sequence[bytes], rng: Random) -> None:
    place = rng.randint(0, len(data))
    data[place:place] = data[place : place + rng.choice([1, 8, 40, 400])] * rng.choice([1, 1, 2, 50])


def _splice(data: bytearray, seeds: Sequence[bytes], rng: Random) -> None:
    other = rng.choice(seeds)
    start, place = rng.randint(0, len(other)), rng.randint(0, len(data))
    data[place : place + rng.choice([0, 40])] = other[start : start + rng.choice([8, 40, 400, 4000])]


def _cut(data: bytearray, _: Sequence[bytes], rng: Random) -> None:
    del data[rng.randint(0, len(data)) :]


_EDITS: Final[tuple[Callable[[bytearray, Sequence[bytes], Random], None], ...]] = (
    _flip, _flip, _digit, _digit, _digit, _insert, _insert, _delete, _repeat, _splice, _cut,
)  # fmt: skip
