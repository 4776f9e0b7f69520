"""Each simple type accepts the same texts for libxml2, for xmlschema and for its reader."""

import os
import re
from functools import cache
from xml.sax.saxutils import escape

import pytest
import xmlschema
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from fsecheck.intake import lexical, schema
from fsecheck.intake.expected import catalogue

XS = "http://www.w3.org/2001/XMLSchema"
CLASS = re.compile(r"\[[^\]]*\]")
FORBIDDEN = re.compile(r"\\[dwspDWSPicu]|(?<!\\)\.|[\^$]")


def simple_types() -> list[tuple[str, str]]:
    found = []
    for kind in (schema.FSE, schema.CONTEXTE):
        known = catalogue(kind)
        found += [(kind, name) for name in sorted({*known.words, *known.patterns})]
    return found


@cache
def engines(kind: str, name: str) -> tuple[etree.XMLSchema, xmlschema.XMLSchema10]:
    """Both engines on a schema whose one element has the type."""
    known = catalogue(kind)
    if name in known.words:
        facets = "".join(f'<xs:enumeration value="{word}"/>' for word in known.words[name])
    else:
        patterns = (escape(pattern, {'"': "&quot;"}) for pattern in known.patterns[name])
        facets = "".join(f'<xs:pattern value="{pattern}"/>' for pattern in patterns)
    text = (
        f'<xs:schema xmlns:xs="{XS}"><xs:element name="a"><xs:simpleType><xs:restriction base="xs:string">{facets}'
        "</xs:restriction></xs:simpleType></xs:element></xs:schema>"
    )
    return etree.XMLSchema(etree.XML(text)), xmlschema.XMLSchema10(text)


ODD = st.sampled_from(
    [
        "", " ", "\u00a0", "\u2003", "\u0661", "²", "+1", "-1", "-0", "1.", ".5", "1,5", "1e5", "1_0", "12 .5", "NaN",
        "2026-03-02Z", "2026-03-02+01:00", "2026-W10-1", "20260302", "0000-01-01", "99999-01-01", "2026-02-29",
        "2024-02-29", "1900-02-29", "2000-02-29", "2026-04-31", "2026-12-31", "24:00", "23:59", "8:30", "oui", "OUI",
        "true", "1", "0", "10.67", "10.670", "1000000.00", "999999.99", "-0.00", "\u2019", "é", "😀", "a\u2028b",
    ]
)  # fmt: skip


def _altered(text: str, place: int, sign: str, replaced: int) -> str:
    """A text with one sign put in, replaced or taken out."""
    return text[:place] + sign + text[place + replaced :]


@pytest.mark.parametrize(("kind", "name"), simple_types())
@hypothesis_settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_both_engines_and_the_reader_agree(kind: str, name: str, data: st.DataObject):
    """What libxml2 accepts, xmlschema accepts and the reader reads, and nothing else."""
    known = catalogue(kind)
    lawful = (
        st.sampled_from(known.words[name])
        if name in known.words
        else st.one_of(*(st.from_regex(re.compile(one), fullmatch=True) for one in known.patterns[name]))
    )
    letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufffe\uffff")
    signs = st.sampled_from([*"0123A. -\n\u00a0", ""])
    near = st.builds(_altered, lawful, st.integers(0, 20), signs, st.integers(0, 1))
    text = data.draw(lawful | near | ODD | st.text(letters, max_size=12))
    element = etree.Element("a")
    element.text = text
    libxml2, second = engines(kind, name)
    accepted = bool(libxml2(etree.fromstring(etree.tostring(element, encoding="UTF-8"))))
    assert accepted == second.is_valid(etree.tostring(element, encoding="unicode")), text
    assert accepted == known.accepts(name, text)
    reader = lexical.READERS.get(name)
    if reader is not None and accepted:
        reader(text)


@pytest.mark.parametrize(
    ("reader", "bad"),
    [
        (lexical.day, ["2026-3-2", "20260302", "2026-W10-1", "2026-02-29", "0001-01-01", " 2026-03-02", "٢٠٢٦-03-02"]),
        (lexical.decimal, ["", " 1", "1 ", "1.", ".5", "1e5", "NaN", "Infinity", "1_0", "٣", "1.234", "+1", "1,5"]),
        (lexical.integer, ["", " 1", "1_0", "٣", "-1", "1.0", "1234567"]),
        (lexical.hour, ["8:30", "24:00", "08:60", "08:30:00", "0830"]),
        (lexical.yes_no, ["", "OUI", "true", "1", " oui"]),
    ],
)
def test_readers_repair_nothing(reader, bad: list[str]):
    """A reader refuses what its type refuses, and does not say the value."""
    for text in bad:
        with pytest.raises(ValueError, match=r"^(not a|neither|day|month|hour|minute)"):
            reader(text)


def test_schemas_use_only_what_every_engine_reads_alike():
    """No shorthand class, anchor, identity type, default or wildcard stands in a schema of ours."""
    for directory, _, files in os.walk(schema.directory()):
        for file in files:
            if not file.endswith(".xsd"):
                continue
            root = etree.parse(os.path.join(directory, file)).getroot()
            for element in root.iter(f"{{{XS}}}*"):
                assert not {"default", "fixed", "nillable"} & set(element.attrib)
                assert etree.QName(element).localname not in {"any", "anyAttribute", "union", "list", "redefine"}
                if etree.QName(element).localname == "restriction":
                    assert "xs:string" == element.get("base")
                if etree.QName(element).localname == "pattern":
                    assert FORBIDDEN.search(CLASS.sub("", element.get("value", ""))) is None, element.get("value")
                if etree.QName(element).localname in {"element", "complexType", "simpleType"} and element.get("name"):
                    said = element.findtext(f"{{{XS}}}annotation/{{{XS}}}documentation")
                    assert said, (file, element.get("name"))


@pytest.mark.parametrize("text", ["0000002A000000", "3431432A107941", "02A", "4984"])
def test_alternatives_stand_in_patterns_of_their_own(text: str):
    """libxml2 accepts one sign too many where digits and 2A are two branches of one pattern: ours are apart."""
    element = etree.Element("a")
    element.text = text
    for kind, name in ((schema.FSE, "Nir"), (schema.CONTEXTE, "Departement")):
        assert not engines(kind, name)[0](element)


def test_every_converted_type_has_a_reader():
    """A type of numbers, days or answers has its reader."""
    texts = {name for _, name in simple_types()} - lexical.READERS.keys()
    assert not texts & {"Montant", "Date", "OuiNon", "Quantite", "Taux", "Coefficient", "Nombre", "Heure", "Rang"}
    assert lexical.READERS.keys() <= {name for _, name in simple_types()}
