"""The parser is hardened, one per thread, and its sentences never leave it."""

import pytest
from lxml import etree

from fsecheck.intake.gate import Refusal
from fsecheck.intake.parse import UnsupportedLibxml2, hardened, libxml2_version, parse, require_libxml2


def test_comments_and_instructions_do_not_cut_a_value():
    """What the schema engine reads as 10.67 is 10.67 for us."""
    for inside in ("10<!--x-->.67", "10<?x?>.67", "10<![CDATA[.6]]>7"):
        root = parse(f"<a>{inside}</a>".encode())
        assert not isinstance(root, Refusal)
        assert "10.67" == root.text
        assert 0 == len(root)


@pytest.mark.parametrize(
    ("data", "rule", "message", "line", "column"),
    [
        (b"<a>\n<b></a>", "SEC001", "malformed", 2, 8),
        (b"<a>&x;</a>", "SEC001", "malformed", 1, 7),
        (b"<a>\xe9</a>", "SEC001", "characters", 1, 4),
        (b"<a>\x01</a>", "SEC001", "characters", 1, 4),
        (b"<a/><b/>", "SEC001", "malformed", 1, 5),
        (b"\n<?xml version='1.0'?><a/>", "SEC001", "malformed", 2, 6),
        (b"<a>" * 257, "SEC004", "too-deep", 1, 771),
        (b"<!DOCTYPE a><a/>", "SEC002", "doctype", 1, None),
        (b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///nowhere'>]><a>&x;</a>", "SEC002", "doctype", 1, None),
    ],
)
def test_refusals(data: bytes, rule: str, message: str, line: int, column: int | None):
    """What is not well-formed is refused with its place; a DOCTYPE is refused here too, if the gate ever slept."""
    refusal = parse(data)
    assert isinstance(refusal, Refusal)
    assert (rule, message, line, column) == (
        refusal.rule,
        refusal.message,
        refusal.place.line,
        refusal.place.column,
    )


def test_no_sentence_of_libxml2():
    """The parser names tags in its sentences: only the kind of error is kept."""
    refusal = parse(b"<DUPONT>1850699999001</nir>")
    assert isinstance(refusal, Refusal)
    assert {"kind": "ERR_TAG_NAME_MISMATCH"} == dict(refusal.params)


def test_an_old_libxml2_is_refused():
    """The verdict is pinned to libxml2 2.14 and later."""
    require_libxml2((2, 14, 0))
    require_libxml2((2, 15, 1))
    require_libxml2((3, 0, 0))
    with pytest.raises(UnsupportedLibxml2, match=r"2\.13\.9"):
        require_libxml2((2, 13, 9))
    assert libxml2_version() == ".".join(map(str, etree.LIBXML_VERSION))


def test_lines_past_65535():
    """A line number is right in a long lot."""
    root = etree.fromstring(b"<a>" + b"\n" * 70_000 + b"<b>1</b></a>", hardened())
    assert 70_001 == root[0].sourceline
