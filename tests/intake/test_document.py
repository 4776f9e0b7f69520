"""A document is opened as a whole, and each of its parts is judged on its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from fsecheck.intake.document import Document, open_document, sheet_refusals
from fsecheck.intake.gate import Refusal
from fsecheck.intake.limits import DEPTH, ELEMENTS, LOT_SHEETS, SHEET_BYTES, TEXT
from fsecheck.intake.schema import LISTED
from tests.authoring import CONTEXTE, DOCTOR, FSE, NIR, act, context, envelope, lot, prescription, sheet


def document(data: bytes) -> Document:
    opened = open_document(data)
    assert () == opened.refusals, [(r.rule, r.message, r.params) for r in opened.refusals]
    return opened


def refusals(data: bytes) -> list[Refusal]:
    """Every refusal of a document and of its parts."""
    opened = open_document(data)
    return [*opened.refusals, *(r for p in (*opened.sheets, *opened.contexts) for r in sheet_refusals(p).refusals)]


def ids(data: bytes) -> list[tuple[str, str]]:
    return [(refusal.rule, refusal.message) for refusal in refusals(data)]


def raw(inside: str) -> bytes:
    return f'<fse xmlns="{FSE}" version="1.0">{inside}</fse>'.encode()


def test_kinds():
    """The root says what a document is; every part knows its place."""
    one, two = sheet(), lot(sheet(), sheet())
    assert ("fse", ["/fse"]) == (document(one).kind, [part.xpath for part in document(one).sheets])
    assert ["/lot/fse[1]", "/lot/fse[2]"] == [part.xpath for part in document(two).sheets]
    opened = document(envelope(two, context(), context()))
    assert "enveloppe" == opened.kind
    assert ["/enveloppe/lot/fse[1]", "/enveloppe/lot/fse[2]"] == [part.xpath for part in opened.sheets]
    assert ["/enveloppe/contexte[1]", "/enveloppe/contexte[2]"] == [part.xpath for part in opened.contexts]
    opened = document(envelope(one))
    assert (["/enveloppe/fse"], ()) == ([part.xpath for part in opened.sheets], opened.contexts)
    opened = document(context())
    assert ("contexte", (), 1) == (opened.kind, opened.sheets, len(opened.contexts))
    assert [] == ids(one) + ids(two) + ids(context()) + ids(envelope(two, context()))


def test_unknown_roots():
    """A root, a namespace or a version that is not ours is XSD002."""
    assert [("XSD002", "unknown-root")] == ids(b"<a/>")
    assert [("XSD002", "unknown-namespace")] == ids(b"<fse/>")
    assert [("XSD002", "unknown-namespace")] == ids(f'<fse xmlns="{CONTEXTE}" version="1.0"/>'.encode())
    assert [("XSD002", "unknown-version")] == ids(sheet(version="2.0"))
    assert [("SEC002", "xinclude")] == ids(b'<x:include xmlns:x="http://www.w3.org/2001/XInclude"/>')
    assert [("XSD002", "unknown-version")] == ids(context().replace(b' version="1.0">', b">"))


def test_depth():
    """Thirty-two levels are the schema's affair, thirty-three are SEC004."""
    deep = DEPTH - 1
    assert [("XSD001", "unexpected-element")] == ids(raw("<a>" * deep + "</a>" * deep))
    assert [("SEC004", "too-deep")] == ids(raw("<a>" * DEPTH + "</a>" * DEPTH))
    assert [("SEC004", "too-deep")] == ids(raw("<a>" * 300 + "</a>" * 300))


def test_elements_and_attributes():
    """Twenty thousand are the schema's affair, one more is SEC005."""
    assert [("XSD001", "unexpected-element")] == ids(raw("<a/>" * (ELEMENTS - 1)))
    assert [("SEC005", "too-many-elements")] == ids(raw("<a/>" * ELEMENTS))
    own = 1  # the sheet's version
    attributes = " ".join(f'a{n}=""' for n in range(ELEMENTS - own))
    assert [("XSD001", "unexpected-element")] == ids(raw(f"<a {attributes}/>"))
    assert [("SEC005", "too-many-attributes")] == ids(raw(f'<a {attributes} b=""/>'))


def test_texts():
    """A text or an attribute of 4096 characters is the schema's affair, one more is SEC006."""
    assert [("XSD001", "format")] == ids(sheet(assure={"nom": "é" * TEXT}))
    assert [("SEC006", "text-too-long")] == ids(sheet(assure={"nom": "é" * (TEXT + 1)}))
    assert [("XSD001", "unexpected-element")] == ids(raw(f'<a b="{"é" * TEXT}"/>'))
    assert [("SEC006", "attribute-too-long")] == ids(raw(f'<a b="{"é" * (TEXT + 1)}"/>'))
    assert [("SEC006", "text-too-long")] == ids(raw("<a/>" + "é" * (TEXT + 1)))


def test_limits_hold_for_contexts():
    """A context has the limits of a sheet."""
    assert [("SEC006", "text-too-long")] == ids(context(reference="r" * (TEXT + 1)))


def test_a_lawful_sheet_is_far_within_the_limits():
    """The fullest sheet that the schema accepts passes no limit: they need not be looked for."""
    full = [act(date="2026-03-02", accordPrealable={"code": "favorable"}, referentiel="oui") for _ in range(99)]
    assert [] == ids(sheet(actes=full))
    assert len(sheet(actes=full)) < SHEET_BYTES


def test_number_of_sheets():
    """A thousand sheets pass, one more does not."""
    small = f'<lot xmlns="{FSE}">%s</lot>'
    opened = open_document((small % ("<fse/>" * LOT_SHEETS)).encode())
    assert (LOT_SHEETS, ()) == (len(opened.sheets), opened.refusals)
    opened = open_document((small % ("<fse/>" * (LOT_SHEETS + 1))).encode())
    assert [("SEC003", "too-many-sheets")] == [(r.rule, r.message) for r in opened.refusals]
    assert () == opened.sheets


def test_number_of_contexts():
    """A thousand contexts pass beside a lot, one more does not."""
    whole = f'<enveloppe xmlns="{CONTEXTE}"><lot xmlns="{FSE}"><fse/></lot>%s</enveloppe>'
    opened = open_document((whole % ("<contexte/>" * LOT_SHEETS)).encode())
    assert (LOT_SHEETS, ()) == (len(opened.contexts), opened.refusals)
    [refusal] = open_document((whole % ("<contexte/>" * (LOT_SHEETS + 1))).encode()).refusals
    assert ("SEC003", "too-many-contexts", LOT_SHEETS + 1) == (refusal.rule, refusal.message, refusal.params["found"])


def test_size_of_one_sheet_of_a_lot():
    """A sheet of a lot may be no larger than a sheet alone."""
    fat = sheet().replace(b"<actes>", b"<actes>" + b" " * SHEET_BYTES)
    assert [("SEC003", "sheet-too-large")] == ids(lot(sheet(), fat))
    assert [("SEC003", "sheet-too-large")] == ids(envelope(fat, context()))
    assert [] == ids(lot(sheet(), sheet()).ljust(SHEET_BYTES + 10))
    wide = context().replace(b"<identification>", b" " * SHEET_BYTES + b"<identification>")
    assert [("SEC003", "context-too-large")] == ids(envelope(sheet(), wide))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (f'<lot xmlns="{FSE}"/>', [("XSD001", "missing-element")]),
        (f'<lot xmlns="{FSE}">text</lot>', [("XSD001", "text-between"), ("XSD001", "missing-element")]),
        (f'<lot xmlns="{FSE}" a="1"/>', [("XSD001", "unknown-attribute"), ("XSD001", "missing-element")]),
        (f'<lot xmlns="{FSE}"><a/></lot>', [("XSD001", "unexpected-element")]),
        (f'<lot xmlns="{FSE}"><a xmlns="http://www.w3.org/2001/XInclude"/></lot>', [("SEC002", "xinclude")]),
        (f'<enveloppe xmlns="{CONTEXTE}"/>', [("XSD001", "missing-element")]),
    ],
)
def test_shells(data: str, expected: list[tuple[str, str]]):
    """A lot and an envelope hold what they may and nothing else."""
    assert expected == [(r.rule, r.message) for r in open_document(data.encode()).refusals]


def test_an_envelope_holds_one_sheet_then_contexts():
    """A second sheet beside the first wants a lot."""
    doubled = envelope(sheet(), sheet(), context())
    assert [("XSD001", "unexpected-element")] == [(r.rule, r.message) for r in open_document(doubled).refusals]
    reversed_ = envelope(context(), sheet())
    assert [("XSD001", "missing-element")] == [(r.rule, r.message) for r in open_document(reversed_).refusals]


def test_an_error_belongs_to_its_sheet():
    """The error of the second sheet of a lot says so, with its own line and act."""
    data = lot(sheet(), sheet(actes=[act(), act(lieu="bureau")]), sheet())
    opened = document(data)
    assert [0, 1, 0] == [sheet_refusals(part).total for part in opened.sheets]
    refusal = sheet_refusals(opened.sheets[1]).refusals[0]
    line = data[: data.index(b"bureau")].count(b"\n") + 1
    assert ("/lot/fse[2]/actes/acte[2]/lieu", 2, line) == (refusal.place.xpath, refusal.place.act, line)
    assert line == refusal.place.line
    assert {
        "element": "lieu",
        "document": "fse",
        "expected": ["cabinet", "domicile", "ehpad", "etablissement", "autre"],
        "found": "bureau",
    } == dict(refusal.params)


def test_lines_far_down_a_lot():
    """A line past the 65 535th is right."""
    data = lot(sheet(), sheet(actes=[act(lieu="bureau")])).replace(b"<lot ", b"<lot \n" + b"\n" * 70_000)
    assert data[: data.index(b"bureau")].count(b"\n") + 1 == refusals(data)[0].place.line


def test_the_first_hundred_with_the_total():
    """Many errors are counted, a hundred are listed."""
    lines = [act(lieu="bureau", code="?", majoration="X") for _ in range(99)]
    part = document(sheet(actes=lines)).sheets[0]
    verdict = sheet_refusals(part)
    assert (LISTED, 3 * 99) == (len(verdict.refusals), verdict.total)


def test_errors_of_a_context():
    """An error of a context is placed in the context."""
    [refusal] = refusals(envelope(sheet(), context(ligne={3: {"distance": "loin"}})))
    assert ("/enveloppe/contexte/ligne/distance", 3) == (
        refusal.place.xpath.replace("contexte[1]", "contexte"),
        refusal.place.act,
    )
    assert "contexte" == refusal.params["document"]
    twice = context(ligne={1: {"video": "oui"}, 2: {"video": "oui"}}).replace(b'rang="2"', b'rang="1"')
    assert [("XSD001", "rank-twice")] == ids(twice)
    assert [("XSD001", "attribute-value")] == ids(context(ligne={0: {"video": "oui"}}))
    assert [("XSD001", "missing-attribute")] == ids(context(ligne={1: {"video": "oui"}}).replace(b' rang="1"', b""))


def test_prescriptions_and_lines():
    """A line points at a prescription of its own sheet, and no number stands twice."""
    data = sheet(actes=[act(refPrescription=2), act(), act(refPrescription=3)])
    assert [("XSD001", "prescription-not-on-sheet")] * 2 == ids(data)
    assert [1, 3] == [refusal.place.act for refusal in refusals(data)]
    assert [("XSD001", "prescription-number-twice")] == ids(sheet(prescriptions=[prescription(), prescription()]))
    elsewhere = lot(sheet(actes=[act(refPrescription=2)]), sheet(prescriptions=[prescription(numeroOrdre=2)], actes=[]))
    assert ("XSD001", "prescription-not-on-sheet") == ids(elsewhere)[0]


SECRETS = {
    "nir": NIR,
    "nom": "LÉVÊQUE-SECRET",
    "prenom": "Cunégonde",
    "dateNaissance": "19850614",
}


@pytest.mark.parametrize("where", ["nir", "nom", "prenom", "dateNaissance", "cle"])
@pytest.mark.parametrize("noise", [" {}", "{}\u00a0", "{}{}{}{}{}{}{}", "x{}"])
def test_personal_values_never_reach_a_refusal(where: str, noise: str):
    """Whatever is wrong with a personal value, and wherever it is written again, no refusal repeats it."""
    broken = noise.replace("{}", SECRETS.get(where, "07"))
    people = {"nir": SECRETS["nir"], "nom": SECRETS["nom"], "prenom": SECRETS["prenom"]}
    person = {"dateNaissance": SECRETS["dateNaissance"], "nom": SECRETS["nom"]}
    target = person if where == "dateNaissance" else people
    target[where] = broken
    misplaced = [act(code=SECRETS["nom"][:12], base=SECRETS["dateNaissance"], seance=SECRETS["prenom"] + "é")]
    data = sheet(assure=people, beneficiaire=person, actes=misplaced, droits={"caisse": NIR})
    found = refusals(data)
    assert len(found) >= 3
    for refusal in found:
        said = str(dict(refusal.params)) + str(refusal.place.xpath)
        for secret in (*SECRETS.values(), broken, SECRETS["nom"][:12]):
            assert secret not in said


def test_a_found_value_is_shown_where_it_is_nobodys():
    """A wrong amount or code is repeated: it helps and says nothing of a person."""
    [refusal] = refusals(sheet(actes=[act(montantAMO="10,72")]))
    assert "10,72" == refusal.params["found"]
    [refusal] = refusals(sheet(prescriptions=[prescription(numeroPrescripteur=DOCTOR + "-")]))
    assert "found" not in refusal.params


def test_two_threads_at_once():
    """Threads do not mix their verdicts."""
    good = sheet(actes=[act() for _ in range(40)])
    bad = sheet(actes=[act(lieu="bureau") for _ in range(40)])

    def judged(number: int) -> int:
        part = open_document(bad if number % 2 else good).sheets[0]
        return sheet_refusals(part).total

    with ThreadPoolExecutor(4) as pool:
        assert [0, 40] * 200 == list(pool.map(judged, range(400)))
