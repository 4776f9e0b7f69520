"""libxml2 and xmlschema agree on every document, or the difference stands in a list with its reason."""

from collections.abc import Iterator
from random import Random
from typing import Final

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fsecheck.intake.document import Part, open_document
from fsecheck.intake.schema import CONTEXTE, FSE
from tests.authoring import act, context, envelope, lot, sheet
from tests.fixtures import FIXTURES
from tests.properties.engines import DIFFERENCES, explained, verdicts
from tests.properties.lawful import SEEDS, Course, courses, tries
from tests.properties.mutating import broken_tree

#: The fixtures that are known to part the engines, with the difference they show.
PARTED: Final = {
    "intake/XSD001-no-break-space-between-reject/fse.xml": "wide-blank-between",
    "intake/XSD001-schema-hint-type-reject/fse.xml": "unknown-type",
}


def documents() -> Iterator[tuple[str, bytes]]:
    """Every document of the fixtures that is no attack on an engine of that size, and the forms they lack."""
    for path in sorted(FIXTURES.rglob("*.xml")):
        yield str(path.relative_to(FIXTURES)), path.read_bytes()
    yield "lot", lot(sheet(), sheet())
    yield "envelope", envelope(lot(sheet()), context(groupe=[], ligne={1: {"video": "oui"}}))


def parts(data: bytes) -> tuple[Part, ...]:
    """The sheets and contexts of a document that has not more elements than a lawful one."""
    opened = open_document(data)
    return tuple(part for part in (*opened.sheets, *opened.contexts) if sum(1 for _ in part.element.iter()) < 5_000)


def test_both_engines_say_the_same_of_every_fixture() -> None:
    """Every sheet and context of every document, accepted or refused."""
    parted = {}
    seen: dict[bytes, tuple[bool, bool | str]] = {}
    judged = {True: 0, False: 0}
    for name, data in documents():
        for part in parts(data):
            text = etree.tostring(part.element, with_tail=False)
            found = seen.get(text) or seen.setdefault(text, verdicts(part.element, part.kind))
            judged[found[0]] += 1
            if found[0] is not found[1]:
                parted[name] = explained(part.element, found[1])

    assert parted == PARTED
    assert judged[True] > 1_000
    assert judged[False] > 20


@tries(60, 6_000)
@given(courses(), SEEDS, st.booleans())
def test_both_engines_say_the_same_of_a_broken_sheet(course: Course, seed: int, beside: bool) -> None:
    """A sheet of any story, or its context, with some changes of its tree."""
    known = course.sheet.context()
    data, kind = (known, CONTEXTE) if beside and known is not None else (course.sheet.xml(), FSE)
    element = broken_tree(data, Random(seed))
    first, second = verdicts(element, kind)

    assert first is second or explained(element, second) is not None


@tries(20, 1_000)
@given(courses())
def test_both_engines_accept_a_lawful_sheet(course: Course) -> None:
    """A sheet of any story and its context."""
    for data, kind in ((course.sheet.xml(), FSE), (course.sheet.context(), CONTEXTE)):
        if data is not None:
            assert verdicts(etree.fromstring(data), kind) == (True, True)


def test_every_known_difference_is_one() -> None:
    """A difference that an engine no longer has is taken from the list."""
    wide = etree.fromstring(sheet().replace(b"<actes>", "<actes>\u00a0".encode()))
    typed = etree.fromstring(sheet(actes=[act()]))
    typed.find(".//{*}acte").set("{http://www.w3.org/2001/XMLSchema-instance}type", "x:y")
    shown = {}
    for element in (wide, typed):
        first, second = verdicts(element, FSE)
        assert first is not second
        shown[explained(element, second)] = first

    assert shown.keys() == {difference.name for difference in DIFFERENCES}
    assert not any(shown.values()), "xmlschema alone is the lenient one"
