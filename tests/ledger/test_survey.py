"""Every ledger can be looked over: each patient once, with what a check would be answered of him."""

from collections.abc import Iterator
from datetime import date

import pytest

from fsecheck.ledger.keeping import Surveyed
from fsecheck.ledger.port import LIVE, RECORDED, RESERVED, LedgerUseError, Query, Window
from fsecheck.model.facts import PATIENT_ACTS, Tally, Volume
from fsecheck.model.invoice import Patient
from tests.ledger.sheets import AM, CHILD, RPPS, TODAY, act, context, mk, sheet

#: On a server, who owns the tables erases.
ROLE = "fsecheck_owner"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = date(2026, 3, 2)
TWIN = Patient(nir=CHILD.nir, nir_key=CHILD.nir_key, birth=CHILD.birth, rank="2")
GROWN = Patient(
    nir=CHILD.nir, nir_key=CHILD.nir_key, birth=CHILD.birth, rank="1", own_nir="2180375123456", own_nir_key="10"
)


def put(book, invoice, state=RECORDED, **words):
    return book.write(invoice, context(invoice, **words), state, TODAY)


def survey(book, since=FIRST, until=LAST):
    """All of a ledger, its files in a list."""
    return book.survey(since, until, TODAY, lambda seen: seen._replace(files=list(seen.files)))


def numbers(book):
    """The invoices of each patient."""
    return [[bill.number for bill in file.bills] for file in survey(book).files]


def test_an_empty_book_holds_nobody(book):
    seen = survey(book)

    assert seen == Surveyed(book.head(), {}, {}, (), {}, [])


def test_each_patient_comes_once_with_all_that_counts(book):
    for number, patient in (("1", CHILD), ("2", TWIN), ("3", CHILD)):
        put(book, sheet(number, DAY, patient=patient))
    put(book, sheet("4", DAY, patient=TWIN), RESERVED)
    book.release(RPPS, "4", TODAY)

    assert numbers(book) == [["1", "3"], ["2"]]


def test_a_child_that_receives_its_nir_is_one_patient(book):
    put(book, sheet("1", DAY))
    put(book, sheet("2", DAY, patient=TWIN))
    put(book, sheet("3", DAY, patient=GROWN))

    assert sorted(numbers(book)) == [["1", "3"], ["2"]]


def test_a_mark_is_the_same_at_each_survey_and_tells_patients_apart(book):
    for number, patient in (("1", CHILD), ("2", TWIN)):
        put(book, sheet(number, DAY, patient=patient))

    first, second = ([file.mark for file in survey(book).files] for _ in range(2))

    assert first == second
    assert len(set(first)) == 2
    assert all(len(mark) == 8 and set(mark) <= set("0123456789abcdef") for mark in first)


def test_the_events_are_those_that_a_check_is_given(book):
    put(book, sheet("1", DAY, date(2025, 12, 30), series=None))
    put(book, sheet("2", DAY, acts=(act(1, DAY, "TMK", quantity=2), act(2, DAY, "IFD", coefficient=None))))

    [file] = survey(book).files
    asked = Query(sheet("9", DAY), (Window(PATIENT_ACTS, date.min, date.max),))
    events = [event for bill in file.bills for lines in bill.lines for event in lines.events]

    assert sorted(events) == sorted(book.answer(asked, TODAY).events[PATIENT_ACTS])


def test_a_bill_says_what_the_report_asks_of_it(book):
    lines = (act(1, DAY, "TMK"), act(2, DAY, "IFD", coefficient=None))
    put(book, sheet("7", acts=lines, by=mk(RPPS, AM)), series_last_remote=True)

    [bill] = survey(book).files[0].bills

    assert (bill.mk, bill.number, bill.state, bill.drawn_up, bill.series_last_remote) == (
        RPPS, "7", RECORDED, DAY, True,
    )  # fmt: skip
    assert [(one.counted, one.overcharged, one.base, one.fees) for one in bill.lines] == [
        (True, False, 1879, 1879), (False, False, 1879, 1879),
    ]  # fmt: skip


@pytest.mark.parametrize("stated", [True, False, None])
def test_a_bill_says_how_its_series_ends_where_that_was_stated(book, stated):
    put(book, sheet("7", DAY), series_last_remote=stated)

    [bill] = survey(book).files[0].bills
    assert bill.series_last_remote is stated


def test_a_bill_says_what_is_charged_above_its_base(book):
    own = sheet("7", acts=(act(1, DAY, qualifier="DE"), act(2, DAY, "IFD")))
    book.write(
        own,
        context(own),
        RECORDED,
        TODAY,
        lambda line: Tally(counted=True, remote=False, overcharged=line.qualifier == "DE"),
    )

    [bill] = survey(book).files[0].bills
    assert sorted((one.events[0].code, one.overcharged) for one in bill.lines) == [("IFD", False), ("RIM", True)]


def test_what_is_known_of_an_mk_is_what_a_check_is_answered(book):
    put(book, sheet("1", DAY, date(2025, 12, 30), by=mk(RPPS, AM)))
    book.cover(RPPS, date(2025, 6, 1), None, TODAY)

    known = survey(book).mks[RPPS]
    asked = book.answer(Query(sheet("9", DAY), (), (2025, 2026)), TODAY)

    assert known.volumes == asked.volumes == (Volume(2025, 0, 1), Volume(2026, 0, 1))
    assert known.covered_from == asked.covered_from == date(2025, 6, 1)
    assert known.practice_covered_from == asked.practice_covered_from
    assert known.mk_names == {RPPS, AM}
    assert known.aliases == asked.aliases == {RPPS: RPPS, AM: RPPS}
    assert survey(book).claims == {RPPS: ((date(2025, 6, 1), date.max),)}


def test_an_mk_who_executes_for_another_is_of_the_practice(book):
    other = "10003456790"
    put(book, sheet("1", acts=(act(1, DAY), act(2, DAY, executing_rpps=other))))

    assert {name: known.volumes for name, known in survey(book).mks.items()} == {
        RPPS: (Volume(2026, 0, 1),), other: (Volume(2026, 0, 1),),
    }  # fmt: skip


@pytest.mark.parametrize(("since", "until", "found"), [(DAY, DAY, 2), (FIRST, date(2026, 3, 1), 0), (DAY, LAST, 3)])
def test_invoices_are_counted_by_state_in_the_days_of_elaboration(book, since, until, found):
    put(book, sheet("1", DAY, by=mk(None, AM)))
    put(book, sheet("2", DAY, by=mk(RPPS, AM)), RESERVED)
    put(book, sheet("3", date(2026, 3, 9), by=mk(RPPS, AM)), RESERVED)
    book.settle(AM, "1", "rejected", TODAY)

    invoiced = survey(book, since, until).invoiced

    assert sum(one.number for one in invoiced) == found
    assert {one.mk for one in invoiced} <= {RPPS}
    newest = min(until, date(2026, 3, 9))
    assert {one.state in LIVE: (one.number, one.fees, one.oldest, one.newest) for one in invoiced} == (
        {False: (1, 1879, DAY, DAY), True: (found - 1, 1879 * (found - 1), DAY, newest)} if found else {}
    )


def test_what_was_erased_is_of_no_file_but_told_by_year(book):
    put(book, sheet("1", DAY, date(2025, 12, 30), by=mk(RPPS, AM)))
    put(book, sheet("2", DAY, patient=TWIN, by=mk(None, AM)))
    book.forget(CHILD, TODAY)

    seen = survey(book)

    assert numbers(book) == [["2"]]
    assert seen.forgotten == {RPPS: (Volume(2025, 0, 1), Volume(2026, 0, 1))}
    assert seen.mks[RPPS].volumes == (Volume(2025, 0, 1), Volume(2026, 0, 2))


def test_of_a_patient_it_is_told_what_may_have_been_erased(book):
    put(book, sheet("1", DAY, patient=TWIN))
    put(book, sheet("2", DAY))
    book.forget(CHILD, TODAY)
    put(book, sheet("3", DAY))

    found = {file.bills[0].number: file.patient_from for file in survey(book).files}
    asked = {number: book.answer(Query(sheet("9", DAY, patient=patient), ()), TODAY).patient_from
             for number, patient in (("1", TWIN), ("3", CHILD))}  # fmt: skip

    assert found == asked
    assert found["1"] is None
    assert found["3"] is not None


def test_files_are_read_as_they_are_asked_for(book):
    for place in range(5):
        patient = Patient(nir=CHILD.nir, nir_key=CHILD.nir_key, birth=CHILD.birth, rank=str(place + 1))
        put(book, sheet(str(place), DAY, patient=patient))

    def look(seen: Surveyed) -> tuple[bool, str]:
        files = iter(seen.files)
        return isinstance(files, Iterator) and not isinstance(seen.files, (list, tuple)), next(files).bills[0].number

    assert book.survey(FIRST, LAST, TODAY, look) == (True, "0")
    assert len(survey(book).files) == 5


def test_a_survey_reads_no_name_and_no_number_of_a_person(book):
    put(book, sheet("1", DAY, patient=GROWN))

    said = repr(survey(book))

    assert all(word not in said for word in (CHILD.nir, "2180375123456", CHILD.birth, "DURANDAL", "751000017"))


def test_a_closed_book_cannot_be_looked_over(new_book):
    closed = new_book()
    closed.close()

    with pytest.raises(LedgerUseError):
        survey(closed)
