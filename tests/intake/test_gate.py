"""The gate judges bytes: size, encoding, version, and what may load anything."""

import gzip

import pytest

from fsecheck.intake.gate import Gate, Refusal, check
from fsecheck.intake.limits import LOT_BYTES, LOT_ELEMENTS, SHEET_BYTES
from tests.authoring import envelope, lot, sheet

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def refused(data: bytes) -> tuple[str, str]:
    answer = check(data)
    assert isinstance(answer, Refusal), answer
    return answer.rule, answer.message


def test_an_ordinary_sheet_passes():
    """The gate tells the root and the encoding of what it lets pass."""
    assert Gate("fse", "utf-8") == check(sheet())
    assert Gate("lot", "utf-8") == check(lot(sheet()))
    assert Gate("enveloppe", "utf-8") == check(envelope(sheet()))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \n\t", "not-xml"),
        (b"\xef\xbb\xbf", "not-xml"),
        (gzip.compress(sheet()), "compressed"),
        (b"PK\x03\x04rest", "compressed"),
        (b"<a>\0</a>", "nul"),
        ("<a/>".encode("utf-16"), "nul"),
        ("<a/>".encode("utf-16-le"), "nul"),
        ("<a/>".encode("utf-32"), "nul"),
        ("<a/>".encode("cp500"), "not-xml"),
        (b"hello", "not-xml"),
        (b'<?xml version="1.1"?><a/>', "version"),
        (b'<?xml version="1.7"?><a/>', "version"),
        (b'<?xml version="1.0" encoding="windows-1252"?><a/>', "encoding"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "encoding"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "encoding"),
        (b'<?xml version="1.0" encoding="US-ASCII"?><a/>', "encoding"),
        (b'<?xml encoding="UTF-8"?><a/>', "declaration"),
        (b'<?xml version="1.0" encoding=UTF-8?><a/>', "declaration"),
        (b'\xef\xbb\xbf<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "bom"),
    ],
)
def test_what_is_no_readable_xml(data: bytes, message: str):
    """Bytes that are not XML 1.0 in an accepted encoding are SEC001."""
    assert (("SEC001", message if data.strip() else "empty")) == refused(data)


@pytest.mark.parametrize("name", ["UTF-8", "utf-8", "ISO-8859-1", "iso-8859-15", "Iso-8859-1"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_accepted_encodings(name: str, quote: str):
    """Three encodings are accepted, in any case and either quote."""
    data = f"<?xml version={quote}1.0{quote} encoding={quote}{name}{quote} standalone='yes' ?><a/>".encode()
    assert Gate("a", name.lower()) == check(data)


def test_a_bom_goes_with_utf_8():
    """An UTF-8 mark is accepted with UTF-8 declared or with nothing declared."""
    assert Gate("a", "utf-8") == check(b"\xef\xbb\xbf<a/>")
    assert Gate("a", "utf-8") == check(b"\xef\xbb\xbf" + HEAD + b"<a/>")


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"<!DOCTYPE a><a/>", "doctype", 1),
        (HEAD + b"<!-- x -->\n<!DOCTYPE a [<!-- ]]> -->]><a/>", "doctype", 3),
        (b"<a><!-- - - --><!DOCTYPE b></a>", "doctype", 1),
        (b"<a><![CDATA[ ]] > ]]><!DOCTYPE b></a>", "doctype", 1),
        (b"<a><!ENTITY b 'c'></a>", "entity", 1),
        (b"<?xml-stylesheet href='a'?><a/>", "processing-instruction", 1),
        (b"<a>1<?x?>2</a>", "processing-instruction", 1),
        (b"<a/>\n\n<?end?>", "processing-instruction", 3),
        (b"<a><!-- <![CDATA[ --><?x?><!-- ]]> --></a>", "processing-instruction", 1),
        (b"<a><![CDATA[ <!-- ]]><?x?><![CDATA[ --> ]]></a>", "processing-instruction", 1),
    ],
)
def test_what_may_load_something(data: bytes, message: str, line: int):
    """A DOCTYPE, an entity declaration and any processing instruction are SEC002, wherever they hide."""
    answer = check(data)
    assert isinstance(answer, Refusal)
    assert ("SEC002", message, line) == (answer.rule, answer.message, answer.place.line)


@pytest.mark.parametrize(
    "data",
    [
        b"<a><!-- <!DOCTYPE b> <?x?> <!ENTITY --></a>",
        b"<a><![CDATA[<!DOCTYPE b> <?x?>]]></a>",
        b"<!-- <?x?> --><a b='?!'/>",
        b"<a>&lt;!DOCTYPE b> ?</a>",
        b"<!-- never closed <?x?>",
    ],
)
def test_words_in_comments_and_cdata_are_text(data: bytes):
    """The same words inside a comment or a CDATA section are text; what is malformed is the parser's."""
    assert isinstance(check(data), Gate)


@pytest.mark.parametrize("root", ["fse", "contexte", "other"])
def test_size_of_one_sheet(root: str):
    """256 KiB pass, one byte more does not."""
    data = f"<{root}></{root}>".encode()
    assert isinstance(check(data.ljust(SHEET_BYTES)), Gate)
    assert ("SEC003", "sheet-too-large") == refused(data.ljust(SHEET_BYTES + 1))


@pytest.mark.parametrize(
    "data", [b"<lot></lot>", b"<enveloppe/>", b"<!-- <fse> --><lot/>", b"<f:lot xmlns:f='u'></f:lot>", HEAD + b"<lot/>"]
)
def test_size_of_a_lot(data: bytes):
    """A lot or an envelope may have 16 MiB, and not one byte more."""
    assert isinstance(check(data.ljust(LOT_BYTES)), Gate)
    assert ("SEC003", "lot-too-large") == refused(data.ljust(LOT_BYTES + 1))


@pytest.mark.parametrize("element", [b"<a/>", b"<a></a>"])
def test_elements_of_a_lot(element: bytes):
    """A million elements pass, one more does not: it is told before a parser makes them."""
    inside = element * (LOT_ELEMENTS - 1)
    assert isinstance(check(b"<lot>" + inside + b"</lot>"), Gate)
    assert ("SEC005", "too-many-in-lot") == refused(b"<lot>" + inside + element + b"</lot>")


def test_the_scan_is_linear():
    """Many comments before the root are walked once."""
    assert Gate("lot", "utf-8") == check(b"<!--a-->" * 200_000 + b"<lot/>")
    assert Gate("", "utf-8") == check(b"<!-" * 50_000)
