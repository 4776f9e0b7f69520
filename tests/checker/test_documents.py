"""A sheet, a lot, an envelope, a context beside: what belongs to what, and in which order it is judged."""

from datetime import date

import pytest

from fsecheck import Checker
from fsecheck.ledger.memory import MemoryLedger
from tests import authoring
from tests.authoring import AM, MK

TODAY = date(2026, 3, 2)
ONE = authoring.sheet()
TWO = authoring.sheet(facture={"numero": "100000002"}, assure={"nir": "1850699999002"})
UNREADABLE = authoring.sheet(facture={"numero": "100000003", "modeSecurisation": "autre"})
NAMELESS = authoring.sheet(facture={"numero": None})


def request(number, **changes):
    line = authoring.act(
        code="RQD",
        coefficient=None,
        prixUnitaire="10.00",
        seance=None,
        refPrescription=None,
        lieu=None,
        requis={"numero": authoring.DOCTOR, "profession": "medecin"},
    )
    return authoring.sheet([line], prescriptions=[], facture={"numero": number}, **changes)


def refused(report):
    """Rule, message and path of the first finding, where there is one."""
    return [(finding.rule, finding.message, finding.place.xpath) for finding in report.findings][:1]


def check(data, context=None):
    return Checker().check(data, context, today=TODAY)


@pytest.mark.parametrize("mk", [MK, AM], ids=["rpps", "am"])
def test_a_context_belongs_by_number_and_by_either_name_of_the_mk(mk):
    """The RPPS or the numéro AM of the sheet, with its number: the context is taken, and its digest is told."""
    report = check(ONE, authoring.context(mk=mk, reference="feuille 17"))

    assert "accept" == report.verdict
    assert "feuille 17" == report.reference
    assert report.context_digest is not None
    assert check(ONE).context_digest is None


@pytest.mark.parametrize("stray", [{"number": "7"}, {"mk": "99900071359"}], ids=["number", "mk"])
def test_a_context_of_another_sheet_is_refused(stray):
    """What was said of another sheet changes nothing silently."""
    assert [("XSD001", "context-of-another-sheet", "/fse")] == refused(check(ONE, authoring.context(**stray)))


def test_a_context_of_a_line_that_is_not_there_is_refused():
    """What was said of a line changes nothing silently; the last line of the sheet is one."""
    report = check(ONE, authoring.context(ligne={1: {"video": "oui"}, 2: {"video": "oui"}}))

    assert [("XSD001", "no-such-line", "/fse")] == refused(report)
    assert {"document": "contexte", "rank": 2, "acts": 1} == report.findings[0].params
    assert "accept" == check(ONE, authoring.context(ligne={1: {"video": "oui"}})).verdict


def test_a_context_of_a_line_that_is_not_there_stops_its_sheet_alone():
    """In a lot, the other sheets are judged."""
    data = authoring.envelope(authoring.lot(ONE, TWO), authoring.context(ligne={2: {"video": "oui"}}))

    assert ["reject", "accept"] == [report.verdict for report in check(data).sheets]


def test_a_context_of_no_sheet_of_the_lot_is_refused():
    """In a lot too, a context that names none of the sheets is an error of the document."""
    stray = authoring.envelope(authoring.lot(ONE, TWO), authoring.context(), authoring.context(number="7"))

    assert [("XSD001", "context-of-another-sheet", "/enveloppe/contexte[2]")] == refused(check(stray))


def test_a_context_may_be_that_of_a_sheet_that_does_not_say_its_number():
    """A sheet that cannot be read is refused for that: the other sheets of its lot are judged."""
    data = authoring.envelope(authoring.lot(ONE, NAMELESS), authoring.context(number="7"))

    assert ["accept", "reject"] == [report.verdict for report in check(data).sheets]


@pytest.mark.parametrize(
    "data",
    [
        authoring.envelope(ONE, authoring.context(), authoring.context()),
        authoring.envelope(ONE, authoring.context(), authoring.context(mk=AM)),
        authoring.envelope(authoring.lot(ONE, TWO), authoring.context(mk=AM), authoring.context()),
    ],
    ids=["same", "other-name", "lot"],
)
def test_two_contexts_of_one_sheet_are_refused(data):
    """Which of the two would hold is not for us to choose, whatever number names the MK."""
    assert [("XSD001", "context-twice")] == [one[:2] for one in refused(check(data))]


def test_a_context_in_the_envelope_and_one_beside_it_are_two():
    """The envelope's context and the one given beside it speak of one sheet: refused."""
    data = authoring.envelope(ONE, authoring.context())

    assert [("XSD001", "context-twice", "/contexte")] == refused(check(data, authoring.context()))


@pytest.mark.parametrize(
    "context",
    [ONE, authoring.lot(ONE), authoring.envelope(ONE, authoring.context())],
    ids=["sheet", "lot", "envelope"],
)
def test_a_context_that_is_not_a_context_is_refused(context):
    """Another document in the place of a context is told, not ignored."""
    report = check(ONE, context)

    assert [("XSD002", "not-a-context", None)] == refused(report)
    assert "contexte" == report.findings[0].params["document"]


@pytest.mark.parametrize(
    ("context", "rule"),
    [(b"", "SEC001"), (b"<contexte>", "SEC001"), (b"<!DOCTYPE x><x/>", "SEC002"), (b"<contexte/>", "XSD002"),
     (authoring.context(carteLisible="peut-être"), "XSD001")],
    ids=["empty", "broken", "doctype", "namespace", "word"],
)  # fmt: skip
def test_a_context_that_cannot_be_read_is_refused_and_named(context, rule):
    """The context has the same gate as the sheet, and the finding says that it is the context."""
    report = check(ONE, context)

    assert rule == refused(report)[0][0]
    assert {"contexte"} == {finding.params["document"] for finding in report.findings}


def test_a_context_alone_is_no_sheet():
    """A context where a sheet is expected is told."""
    assert [("XSD002", "no-sheet", None)] == refused(check(authoring.context()))


def test_an_envelope_gives_the_report_of_its_parts():
    """Sheet and context in one document or in two: the same digests and findings."""
    context = authoring.context(mk=MK, ligne={1: {"reference": "ligne 4"}})
    apart, together = check(ONE, context), check(authoring.envelope(ONE, context))

    assert (apart.fse_digest, apart.context_digest) == (together.fse_digest, together.context_digest)
    assert (apart.verdict, apart.outcomes) == (together.verdict, together.outcomes)


def test_each_sheet_of_a_lot_finds_its_own_context():
    """Contexts are taken by what they name, whatever their order."""
    contexts = [authoring.context(number=n, reference=f"feuille {n}") for n in ("100000002", "100000001")]
    report = check(authoring.envelope(authoring.lot(ONE, TWO), *contexts))

    assert ["feuille 100000001", "feuille 100000002"] == [sheet.reference for sheet in report.sheets]


def test_a_lot_is_judged_in_order():
    """Each sheet sees those before it that were not rejected, and none after it."""
    book = MemoryLedger("CABINET", TODAY)
    book.cover(MK, date(2026, 1, 1), None, TODAY)
    sheets = [request("201"), request("202", assure={"cle": "96"}), request("203"), request("204")]

    report = Checker(book).check(authoring.lot(*sheets), today=TODAY)
    book.close()

    assert ["accept", "reject", "accept", "reject"] == [sheet.verdict for sheet in report.sheets]
    assert ["IDN001", "TEX001"] == [finding.rule for sheet in report.sheets for finding in sheet.findings]
    assert (("201", "2026-03-02"), ("203", "2026-03-02")) == report.sheets[3].findings[0].evidence


def test_a_sheet_of_a_lot_that_cannot_be_read_stops_no_other():
    """A schema error belongs to its sheet; the lot's verdict is the heaviest."""
    report = check(authoring.lot(ONE, UNREADABLE, TWO))

    assert ["accept", "reject", "accept"] == [sheet.verdict for sheet in report.sheets]
    assert "/lot/fse[2]" == report.sheets[1].place.xpath
    assert "reject" == report.verdict
    assert {"IDN", "TEX"} <= set(report.sheets[1].not_evaluated)


def test_documents_given_apart_are_independent():
    """Two checks share nothing: what is not in the ledger is not counted."""
    book = MemoryLedger("CABINET", TODAY)
    book.cover(MK, date(2026, 1, 1), None, TODAY)
    checker = Checker(book)

    verdicts = [checker.check(request(str(number)), today=TODAY).verdict for number in range(301, 306)]
    book.close()

    assert ["accept"] * 5 == verdicts


def test_a_lot_without_ledger_counts_its_own_sheets():
    """Two requests earlier in the lot are known, whatever the ledger lacks."""
    report = check(authoring.lot(*(request(str(number)) for number in (201, 202, 203))))

    assert ["undecided", "undecided", "reject"] == [sheet.verdict for sheet in report.sheets]
