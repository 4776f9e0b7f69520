"""Earlier sheets: files, lots, envelopes, folders; contexts beside them."""

import pytest

from fsecheck.ledger import keys, sqlite
from fsecheck.ledger.port import Query, Window
from fsecheck.model.facts import PATIENT_ACTS
from tests.authoring import act, context, envelope, lot, sheet
from tests.imports.history import KEY, TODAY, json_lines, numbers, record, table, written
from tests.ledger.sheets import mk
from tests.ledger.sheets import sheet as invoice

REGION = {"ligne": {1: {"region": "genou", "diagnostic": "oui"}}}


def numbered(number, **fields):
    """A sheet of that number."""
    return sheet(facture={"numero": number, **fields})


def events(path):
    """The acts of the patient of the sheets, as a rule would see them."""
    from fsecheck.model.invoice import Patient

    patient = Patient("1850699999001", "", "19850614", "1")
    book = sqlite.open(str(path), keys.parse(KEY), write=False)
    try:
        window = Window(PATIENT_ACTS, TODAY.replace(year=2020), TODAY)
        asked = Query(invoice("999999999", TODAY, patient=patient, by=mk("99900064140")), (window,))
        return book.answer(asked, TODAY).events[PATIENT_ACTS], book.word("genou")
    finally:
        book.close()


def test_a_sheet_a_lot_and_an_envelope(call, put, path):
    """Each invoice of each document is taken."""
    files = [
        put("1.xml", numbered("1")),
        put("2.xml", lot(numbered("2"), numbered("3"))),
        put("3.xml", envelope(numbered("4"), context(number="4", **REGION))),
    ]

    assert (0, ["1", "2", "3", "4"]) == (call(*files)[0], [number for number, *_ in numbers(path)])


def test_a_folder_whatever_its_depth(call, put, path):
    """All three formats are found, hidden files and other names are left out."""
    folder = put("a/1.xml", numbered("1")).parent.parent
    put("a/b/2.jsonl", json_lines([record("2")]))
    put("c/3.csv", written(table([record("3")])))
    put(".hidden/4.xml", numbered("4"))
    put("a/.5.xml", numbered("5"))
    put("a/notes.txt", b"x")

    assert (0, {"1", "2", "3"}) == (call(folder)[0], {number for number, *_ in numbers(path)})


@pytest.mark.parametrize("place", ["envelope", "folder", "call"])
def test_a_context_reaches_its_sheet(call, put, path, place):
    """Region and diagnosis stand in the ledger, given in the envelope, in the folder, or in the call."""
    known = context(number="1", **REGION)
    if place == "envelope":
        words = [put("1.xml", envelope(numbered("1"), known))]
    else:
        words = [put("a/z.xml", numbered("1")), put("a/contexte.xml", known)]
        words = words if place == "call" else [words[0].parent]
    code = call(*words)[0]
    found, region = events(path)

    assert (0, [(True, region)]) == (code, [(event.diagnosis, event.region) for event in found])


def test_a_context_of_no_sheet_is_said(call, put, path):
    """Nothing is lost without a word: the sheet is taken, the context is named."""
    folder = put("a/1.xml", numbered("1")).parent
    put("a/contexte.xml", context(number="2", **REGION))
    code, said, _ = call(folder)

    assert (1, 1) == (code, len(numbers(path)))
    assert ["XSD001.context-of-another-sheet"] == [one["code"] for one in said["refused"]]


def test_a_context_of_a_line_that_is_not_there_is_said(call, put, path):
    """What was said of a line that the sheet does not have is not lost without a word: the sheet is not taken."""
    put("a/1.xml", numbered("1"))
    code, said, _ = call(put("a/contexte.xml", context(number="1", ligne={2: {"region": "01"}})).parent)

    assert (1, []) == (code, numbers(path))
    assert ["XSD001.no-such-line"] == [one["code"] for one in said["refused"]]


def test_a_wrong_sheet_of_a_lot_is_named_and_the_others_are_taken(call, put, path):
    """File, line, place in the document and the words of the check."""
    data = lot(numbered("1"), sheet(actes=[act(code="ram")], facture={"numero": "2"}), numbered("3"))
    code, said, _ = call(put("lot.xml", data))

    assert (1, {"1", "3"}) == (code, {number for number, *_ in numbers(path)})
    assert said["refused"][0]["xpath"].startswith("/lot/fse[2]")
    assert said["refused"][0]["line"] > 1
    assert said["refused"][0]["code"].startswith("XSD001.")
    assert said["refused"][0]["text"]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"<", "SEC001.malformed"), (b"<a/>", "XSD002.unknown-root"), (b"<!DOCTYPE x><fse/>", "SEC002.doctype")],
)
def test_what_is_no_sheet_is_refused_as_the_check_does(call, put, data, code):
    """The gate and the parser judge an earlier file as they judge a new one."""
    found, said, _ = call(put("1.xml", data))

    assert (1, 1) == (found, len(said["refused"]))
    assert code.partition(".")[0] == said["refused"][0]["code"].partition(".")[0]


def test_a_sheet_that_rules_would_refuse_is_history_all_the_same(call, put, path):
    """What was sent was sent: import reads, it does not judge."""
    assert (0, 1) == (call(put("1.xml", numbered("1", dateElaboration="2026-03-09")))[0], len(numbers(path)))


def test_a_document_of_another_format_in_standard_input(call, path):
    """- is told by its first bytes."""
    assert 0 == call("-", stdin=numbered("1"))[0]
    assert 0 == call("-", stdin=json_lines([record("2")]))[0]
    assert 2 == len(numbers(path))
