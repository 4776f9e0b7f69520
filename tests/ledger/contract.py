"""What holds of every ledger: the tests take a ``book`` (or ``new_book``) fixture and know nothing else of it."""

from datetime import date, timedelta
from threading import Thread

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fsecheck.ledger.port import (
    CANCELLED,
    CONFIRMED,
    CORRECTED,
    PAID,
    RECORDED,
    REJECTED,
    RELEASED,
    RESERVED,
    LedgerRefusedError,
    LedgerUseError,
    Query,
    Window,
)
from fsecheck.model.context import Context, LineContext
from fsecheck.model.facts import (
    DIRECT_SESSIONS,
    PATIENT_ACTS,
    REQUESTS_OF_YEAR,
    SAME_DAY,
    SAME_NUMBER,
    SERIES,
    Tally,
)
from fsecheck.model.journeys import trip_of
from tests.ledger.sheets import ADULT, AM, CHILD, RPPS, TODAY, act, context, mk, query, sheet

DAY = date(2026, 3, 2)
ONE = timedelta(days=1)


def put(book, invoice, state=RECORDED, **words):
    return book.write(invoice, context(invoice, **words), state, TODAY)


def days(book, patient=CHILD, by=None, need=PATIENT_ACTS, **fields):
    """Days and numbers that a new sheet of *patient* sees."""
    asked = sheet("999", TODAY, patient=patient, by=by)
    return [(e.day, e.number) for e in book.answer(query(asked, **fields), TODAY).events[need]]


def numbers(book, **fields):
    return [number for _, number in days(book, **fields)]


def ask(book, invoice, **fields):
    return book.answer(query(invoice, **fields), TODAY)


def volumes(answer):
    return tuple((v.year, v.remote, v.total) for v in answer.volumes)


# What an event says


def test_an_empty_book_knows_nothing_and_claims_nothing(book):
    answer = ask(book, sheet("1", DAY))
    assert all(events == () for events in answer.events.values())
    assert (answer.covered_from, answer.practice_covered_from, answer.volumes) == (None, None, ())
    assert set(answer.events) == {REQUESTS_OF_YEAR, PATIENT_ACTS, DIRECT_SESSIONS, SAME_DAY, SAME_NUMBER, SERIES}


def test_an_event_says_what_the_sheet_said(book):
    line = act(
        1, DAY, "TMK", quantity=2, remote=True, place="domicile", session="s1", visit="v1",
        agreement="favorable", qualifier="N", prescription=1,
    )  # fmt: skip
    earlier = sheet("7", acts=(line,), direct_access=True, mode="degrade", drawn_up=DAY + ONE)
    put(book, earlier)
    (event,) = ask(book, sheet("8", DAY)).events[PATIENT_ACTS]
    assert (event.day, event.line, event.code, event.coefficient, event.quantity) == (DAY, 1, "TMK", "8.5", 2)
    assert (event.number, event.mk, event.remote, event.place) == ("7", RPPS, True, "domicile")
    assert (event.direct, event.diagnosis) == (True, False)
    assert (event.region, event.series) == (book.word("epauleDroiteMARTIN"), book.word("serieDURANDAL"))
    assert (event.session, event.visit) == (book.word("s1"), book.word("v1"))
    assert event.prescription == book.word("prescription 751000017 2026-01-05")
    assert (event.mode, event.agreement, event.reimbursable) == ("degrade", "favorable", False)
    assert event.drawn_up == DAY + ONE


def test_words_are_digests_that_only_equality_survives(book):
    assert book.word("") == ""
    assert book.word("epaule") == book.word("epaule") != book.word("genou")
    assert "epaule" not in book.word("epaule")


def test_unknown_diagnosis_stays_unknown(book):
    earlier = sheet("7", DAY)
    book.write(earlier, context(earlier)._replace(lines={}), RECORDED, TODAY)
    (event,) = ask(book, sheet("8", DAY)).events[PATIENT_ACTS]
    assert event.diagnosis is None
    assert event.region == ""


def test_windows_include_both_their_days(book):
    put(book, sheet("1", DAY - ONE, DAY, DAY + ONE, DAY + 2 * ONE))
    asked = Query(sheet("2", DAY), (Window("x", DAY, DAY + ONE),))
    assert [e.day for e in book.answer(asked, TODAY).events["x"]] == [DAY, DAY + ONE]


def test_windows_choose_mk_code_and_direct_access(book):
    put(book, sheet("1", DAY, code="RQD"))
    put(book, sheet("2", DAY, by=mk("10009999991")))
    put(book, sheet("3", DAY, direct_access=True))
    windows = (
        Window("mk", DAY, DAY, mk="10009999991"),
        Window("code", DAY, DAY, code="RQD"),
        Window("direct", DAY, DAY, direct=True),
        Window("twice", DAY, DAY, code="RQD"),
        Window("twice", DAY, DAY, direct=True),
    )
    events = book.answer(Query(sheet("9", DAY), windows), TODAY).events
    seen = {need: [e.number for e in found] for need, found in events.items()}
    assert seen == {"mk": ["2"], "code": ["1"], "direct": ["3"], "twice": ["1", "3"]}


def test_no_window_takes_from_another(book):
    for number, day in (("1", DAY - ONE), ("2", DAY), ("3", DAY + ONE)):
        put(book, sheet(number, day, direct_access=True))
    for direct in (False, True):
        windows = [Window("wide", DAY - ONE, DAY + ONE, direct=direct), Window("narrow", DAY, DAY, direct=direct)]
        for asked in (windows, windows[::-1]):
            events = book.answer(Query(sheet("9", DAY), tuple(asked)), TODAY).events
            assert [e.number for e in events["wide"]] == ["1", "2", "3"]
            assert [e.number for e in events["narrow"]] == ["2"]


def test_a_window_names_an_mk_by_any_of_his_numbers(book):
    put(book, sheet("1", DAY, by=mk("10009999991", "751999991")))
    numbers = ("10009999991", "751999991", RPPS, "10008888881")
    windows = tuple(Window(number, DAY, DAY, mk=number) for number in numbers)
    events = book.answer(Query(sheet("9", DAY), windows), TODAY).events
    assert {number for number in numbers if events[number]} == {"10009999991", "751999991"}


def test_a_series_is_of_the_patient_unless_asked_otherwise(book):
    other = evolve(CHILD, rank="2")
    put(book, sheet("1", date(2020, 1, 2)))
    put(book, sheet("2", DAY, patient=other))
    put(book, sheet("3", DAY), series="another")
    asked = sheet("9", DAY)
    assert [e.number for e in ask(book, asked).events[SERIES]] == ["1"]
    since = query(asked, windows=(Window(SERIES, date(2020, 1, 2), DAY),))
    assert [e.number for e in book.answer(since, TODAY).events[SERIES]] == ["1"]
    anyone = query(asked, windows=(Window(SERIES, date.min, date.max, patient=False),))
    assert [e.number for e in book.answer(anyone, TODAY).events[SERIES]] == ["1", "2"]


def test_events_come_in_the_order_of_day_then_number_then_line(book):
    lines = (act(1, DAY + ONE), act(2, DAY), act(3, DAY, "IFD"), act(4, DAY + ONE, "IFD"), act(5, DAY))
    put(book, sheet("2", acts=lines))
    put(book, sheet("1", DAY, DAY + 2 * ONE, drawn_up=DAY + ONE))
    events = ask(book, sheet("9", DAY)).events[PATIENT_ACTS]
    assert [(e.day, e.number, e.line) for e in events] == [
        (DAY, "1", 1), (DAY, "2", 2), (DAY, "2", 3), (DAY, "2", 5),
        (DAY + ONE, "2", 1), (DAY + ONE, "2", 4), (DAY + 2 * ONE, "1", 2),
    ]  # fmt: skip
    assert [e.code for e in events] == ["RIM", "RIM", "IFD", "RIM", "RIM", "IFD", "RIM"]


def test_lines_that_differ_in_their_marks_alone_keep_them(book):
    marks = [("s1", "v1"), (None, "v1"), ("s1", None), (None, None)]
    lines = tuple(act(rank, DAY, session=session, visit=visit) for rank, (session, visit) in enumerate(marks, 1))
    put(book, sheet("1", acts=lines))
    events = ask(book, sheet("9", DAY)).events[PATIENT_ACTS]
    assert [(e.session, e.visit) for e in events] == [(book.word(s or ""), book.word(v or "")) for s, v in marks]


def test_direct_access_is_found_where_other_acts_are_too_old(book):
    old = date(2019, 5, 6)
    put(book, sheet("1", old, direct_access=True))
    put(book, sheet("2", old))
    events = ask(book, sheet("9", DAY), series=None).events
    assert [e.number for e in events[DIRECT_SESSIONS]] == ["1"]
    assert events[PATIENT_ACTS] == ()


def test_an_answer_speaks_of_the_moment_it_was_given(new_book):
    book = new_book()
    put(book, sheet("1", DAY), RESERVED)
    answer = ask(book, sheet("9", DAY))
    book.release(RPPS, "1", TODAY)
    put(book, sheet("2", DAY))
    book.close()
    assert [e.number for e in answer.events[PATIENT_ACTS]] == ["1"]
    assert answer.events.get("unasked") is None


# Who is who


def test_twins_are_two(book):
    put(book, sheet("1", DAY))
    put(book, sheet("2", DAY, patient=evolve(CHILD, rank="2")))
    put(book, sheet("3", DAY, patient=evolve(CHILD, birth="20180306")))
    assert numbers(book) == ["1"]
    assert numbers(book, patient=evolve(CHILD, rank="2")) == ["2"]


def test_a_child_that_receives_its_nir_stays_one(book):
    own = evolve(CHILD, own_nir="1180375123456")
    put(book, sheet("1", DAY))
    assert numbers(book, patient=own) == ["1"]
    put(book, sheet("2", DAY + ONE, patient=own))
    for patient in (CHILD, own, evolve(own, nir="1840175000001")):
        assert numbers(book, patient=patient) == ["1", "2"]
    put(book, sheet("3", DAY + 2 * ONE, patient=evolve(own, nir="1840175000001")))
    assert numbers(book) == ["1", "2", "3"]
    assert numbers(book, patient=evolve(CHILD, nir="1840175000001")) == ["1", "2", "3"]


def test_a_child_who_is_insured_later_stays_one(book):
    own = evolve(CHILD, own_nir="1180375123456")
    insured = evolve(CHILD, nir="1180375123456", quality="assure")
    put(book, sheet("1", DAY, patient=own))
    assert numbers(book, patient=insured) == ["1"]
    put(book, sheet("2", DAY + ONE, patient=insured))
    for patient in (CHILD, own, insured, evolve(insured, own_nir="1180375123456")):
        assert numbers(book, patient=patient) == ["1", "2"]
    assert numbers(book, patient=evolve(insured, birth="19800305")) == []  # an insured of another birth date
    assert numbers(book, patient=evolve(insured, rank="2")) == []  # his twin


def test_one_who_was_insured_before_he_is_a_beneficiary_stays_one(book):
    insured = evolve(CHILD, nir="1180375123456", quality="assure")
    own = evolve(CHILD, own_nir="1180375123456")
    put(book, sheet("1", DAY, patient=insured))
    assert numbers(book, patient=own) == ["1"]
    put(book, sheet("2", DAY, patient=own))
    assert numbers(book, patient=insured) == numbers(book) == ["1", "2"]


def test_the_nir_of_a_parent_in_the_wrong_place_links_nobody(book):
    parent = evolve(ADULT, nir="1850699999001")
    put(book, sheet("1", DAY, patient=parent))
    put(book, sheet("2", DAY, patient=evolve(CHILD, own_nir="1850699999001")))
    assert numbers(book, patient=parent) == ["1"]
    assert numbers(book, patient=evolve(CHILD, nir="1850699999001")) == []


# The host's own word: a changed NIR


OLD, NEW = evolve(CHILD, own_nir="1180375000001"), evolve(CHILD, nir="1840175000001", own_nir="1180375000002")


@pytest.mark.parametrize("old", [OLD, evolve(OLD, own_nir=None)])
@pytest.mark.parametrize("new", [NEW, evolve(NEW, own_nir=None)])
@pytest.mark.parametrize("known", [True, False])
def test_linked_identities_are_one_person(book, old, new, known):
    put(book, sheet("1", DAY, patient=old))
    if known:
        put(book, sheet("2", DAY, patient=new))
    assert book.link(old, new, TODAY) is True
    head = book.head()
    assert book.link(old, new, TODAY) is book.link(new, old, TODAY) is False
    assert book.head() == head
    every = ["1", "2"] if known else ["1"]
    assert numbers(book, patient=old) == numbers(book, patient=new) == every
    put(book, sheet("3", DAY, patient=new))
    put(book, sheet("4", DAY, patient=old))
    every += ["3", "4"]
    for patient in (old, new, evolve(old, own_nir=None), evolve(new, own_nir=None)):
        assert numbers(book, patient=patient) == every
    assert numbers(book, patient=evolve(CHILD, rank="2")) == []
    assert book.verify().sound


def test_the_first_nir_individuel_after_a_link_is_of_the_same_person(book):
    old, new = evolve(OLD, own_nir=None), evolve(NEW, own_nir=None)
    put(book, sheet("1", DAY, patient=old))
    book.link(old, new, TODAY)
    assert numbers(book, patient=NEW) == ["1"]
    put(book, sheet("2", DAY, patient=NEW))
    assert numbers(book, patient=old) == ["1", "2"]
    assert numbers(book, patient=OLD) == []  # a second one is never merged
    put(book, sheet("3", DAY, patient=OLD))
    assert numbers(book, patient=OLD) == ["3"]
    assert numbers(book, patient=new) == ["1", "2"]


def test_links_of_links_are_one(book):
    third = evolve(CHILD, nir="1900175000003")
    new = evolve(NEW, own_nir=None)
    put(book, sheet("1", DAY))
    put(book, sheet("2", DAY, patient=third))
    book.link(CHILD, new, TODAY)
    book.link(third, evolve(ADULT, rank="3"), TODAY)
    book.link(new, third, TODAY)
    for patient in (CHILD, new, third, evolve(ADULT, rank="3")):
        assert numbers(book, patient=patient) == ["1", "2"]
    assert book.verify().sound


def test_nobody_is_linked_to_who_is_not_there(book):
    with pytest.raises(LedgerRefusedError) as refused:
        book.link(CHILD, ADULT, TODAY)
    assert refused.value.code == "unknown-person"


def test_two_own_nir_are_never_merged(book):
    first, second = (evolve(CHILD, own_nir=nir) for nir in ("1180375000001", "1180375000002"))
    put(book, sheet("1", DAY))
    put(book, sheet("2", DAY, patient=first))
    put(book, sheet("3", DAY, patient=second))
    assert numbers(book, patient=first) == ["1", "2"]
    assert numbers(book, patient=second) == ["3"]
    assert numbers(book) == ["1", "2"]


def test_history_under_the_am_number_is_found_by_rpps(book):
    put(book, sheet("1", DAY, by=mk(None, AM), code="RQD"))
    assert days(book, by=mk(RPPS), need=REQUESTS_OF_YEAR) == []
    assert days(book, by=mk(RPPS, AM), need=REQUESTS_OF_YEAR) == [(DAY, "1")]  # the sheet itself says so
    put(book, sheet("2", DAY + ONE, by=mk(RPPS, AM), code="RQD"))
    for by in (mk(RPPS), mk(None, AM), mk(RPPS, AM)):
        assert days(book, by=by, need=REQUESTS_OF_YEAR) == [(DAY, "1"), (DAY + ONE, "2")]
        answer = ask(book, sheet("9", DAY, by=by))
        assert {event.mk for event in answer.events[PATIENT_ACTS]} == {by.key}
        assert volumes(answer) == ((2026, 0, 2),)
        assert answer.mk_names == {RPPS, AM}


def test_an_am_number_of_another_rpps_stays_there(book):
    put(book, sheet("1", DAY, by=mk(RPPS, AM), code="RQD"))
    assert days(book, by=mk("10009999991", AM), need=REQUESTS_OF_YEAR) == []


def test_numbers_are_shared_by_the_names_of_one_mk(book):
    put(book, sheet("1", DAY, by=mk(None, AM)))
    put(book, sheet("2", DAY, by=mk(RPPS, AM)))
    with pytest.raises(LedgerRefusedError) as refused:
        put(book, sheet("1", DAY, by=mk(RPPS)), RESERVED)
    assert refused.value.code == "number-live"
    assert put(book, sheet("1", DAY, by=mk(RPPS))).entry.attempt == 2


def test_events_name_an_mk_as_the_sheet_or_the_context_does(book):
    put(book, sheet("1", DAY, by=mk("10009999991", "751999991")))
    (event,) = ask(book, sheet("9", DAY), names=("751999991",)).events[PATIENT_ACTS]
    assert event.mk == "751999991"
    (event,) = ask(book, sheet("9", DAY)).events[PATIENT_ACTS]
    assert event.mk == "10009999991"


def test_aliases_say_what_events_call_each_number(book):
    other = ("10009999991", "751999991")
    put(book, sheet("1", DAY, by=mk(*other)))
    put(book, sheet("2", DAY, by=mk(None, AM)))
    lines = (act(1, DAY, executing_am=other[1]),)
    for by in (mk(RPPS, AM), mk(None, AM)):
        answer = ask(book, sheet("9", acts=lines, by=by), names=(other[0], "10008888881"))
        names = {event.number: event.mk for event in answer.events[PATIENT_ACTS]}
        assert names == {"1": answer.aliases[other[0]], "2": answer.aliases[AM]}
        assert answer.aliases[other[1]] == answer.aliases[other[0]]
        assert answer.aliases[AM] == by.key
        assert answer.aliases["10008888881"] == "10008888881"


def test_a_write_may_bring_its_own_classification(book):
    own = sheet("1", DAY)
    book.write(own, context(own), RECORDED, TODAY, lambda line: Tally(counted=True, remote=True))
    assert volumes(ask(book, sheet("9", DAY))) == ((2026, 1, 1),)
    (event,) = ask(book, sheet("9", DAY)).events[PATIENT_ACTS]
    assert event.remote is True


def test_a_line_may_name_its_mk(book):
    lines = (act(1, DAY, "RQD"), act(2, DAY, "RQD", executing_rpps="10009999991"))
    put(book, sheet("1", acts=lines))
    assert days(book, need=REQUESTS_OF_YEAR) == [(DAY, "1")]
    assert volumes(ask(book, sheet("9", DAY, by=mk("10009999991")))) == ((2026, 0, 1),)


def over(line):
    """Counts all, and as overcharged what has a qualifier; IFD is a journey."""
    return Tally(counted=line.code != "IFD", remote=False, overcharged=bool(line.qualifier), travel=line.code == "IFD")


def practice(answer):
    return tuple((v.year, v.overcharged, v.total) for v in answer.practice_volumes)


def test_the_practice_counts_the_overcharges_of_all_its_mks(book):
    lines = (act(1, DAY, qualifier="DE", quantity=2), act(2, DAY), act(3, DAY.replace(year=2025), qualifier="E"))
    for number, by in (("1", mk()), ("2", mk("10009999991"))):
        own = sheet(number, acts=lines, by=by)
        book.write(own, context(own), RECORDED, TODAY, over)
    asked = sheet("9", DAY)
    assert practice(ask(book, asked)) == ((2026, 4, 6),)
    assert practice(ask(book, asked, practice_years=())) == ()
    assert [(v.year, v.overcharged) for v in ask(book, asked).volumes] == [(2025, 1), (2026, 2)]
    book.recount(TODAY)
    assert practice(ask(book, asked)) == ((2026, 4, 6),)
    book.cancel("10009999991", "2", TODAY)
    assert practice(ask(book, asked)) == ((2026, 2, 3),)


def test_a_corrected_invoice_leaves_the_counts_of_the_practice(book):
    own = sheet("1", acts=(act(1, DAY, qualifier="DE"), act(2, DAY)))
    book.write(own, context(own), RECORDED, TODAY, over)
    assert practice(ask(book, own, years=())) == ()
    assert practice(ask(book, own)) == ()
    assert practice(ask(book, sheet("2", DAY, corrects="1"))) == ()
    assert practice(ask(book, sheet("2", DAY))) == ((2026, 1, 2),)


def visit(day, **told):
    """A visit, and what the context tells of its journey, line by line."""
    beside = LineContext(**{"trip": "t1", "establishment": "e1", **told})
    return (act(1, day, place="ehpad"), act(2, day, "IFD", place="ehpad")), {2: beside}


def travel(book, day, **fields):
    """What other patients were billed for the journeys of a visit."""
    lines, beside = visit(day)
    own = sheet("9", acts=lines, **fields)
    trip = trip_of(Context(lines=beside), own, own.acts[1])
    return book.answer(query(own, trips=tuple(trip)), TODAY).trips


@pytest.fixture
def eloise(book):
    """The book, with one visit to another patient."""
    lines, beside = visit(DAY)
    own = sheet("1", acts=lines)
    book.write(own, Context(lines=beside), RESERVED, TODAY, over)
    return book


def test_a_journey_is_found_for_another_patient_whatever_the_mk(eloise):
    for by in (mk(), mk("10009999991")):
        ((name, (event,)),) = travel(eloise, DAY, patient=ADULT, by=by).items()
        assert name == "trip 2026-03-02 t1\x1fe1"
        assert (event.code, event.line, event.number, event.mk, event.day) == ("IFD", 2, "1", RPPS, DAY)


def test_each_journey_of_a_sheet_is_found_by_its_own_line(book):
    codes = ((1, "RIM"), (2, "IFD"))
    lines = [act(2 * n + rank, DAY + n * ONE, code, place="ehpad") for n in range(3) for rank, code in codes]
    beside = {rank: LineContext(trip="t1", establishment="e1") for rank in (2, 4, 6)}
    book.write(sheet("1", acts=tuple(lines)), Context(lines=beside), RESERVED, TODAY, over)
    for n in range(3):
        ((_, (event,)),) = travel(book, DAY + n * ONE, patient=ADULT).items()
        assert (event.day, event.line) == (DAY + n * ONE, 2 * n + 2)


def test_a_journey_of_the_same_patient_or_of_another_day_is_not_found(eloise):
    assert travel(eloise, DAY) == {}
    assert travel(eloise, DAY + ONE, patient=ADULT) == {}


def test_a_journey_given_back_is_not_found(eloise):
    eloise.release(RPPS, "1", TODAY)
    assert travel(eloise, DAY, patient=ADULT) == {}


def test_a_corrected_journey_is_not_found(eloise):
    put(eloise, sheet("2", DAY, corrects="1"))
    assert travel(eloise, DAY, patient=ADULT) == {}


def test_each_mk_of_the_sheet_has_his_own_coverage(book):
    book.cover(RPPS, DAY, None, TODAY)
    book.cover("10009999991", DAY - ONE, None, TODAY)
    lines = (act(1, DAY, executing_rpps="10009999991"), act(2, DAY, executing_am="751999999"), act(3, DAY))
    answer = ask(book, sheet("9", acts=lines))
    assert answer.covered_from == DAY
    assert answer.others_covered_from == {"10009999991": DAY - ONE, "751999999": None}


# The sheet itself, and the one it corrects


def test_a_sheet_never_counts_against_itself(book):
    own = sheet("1", DAY, code="TMK")
    put(book, own, RESERVED)
    answer = ask(book, own)
    assert answer.events[PATIENT_ACTS] == ()
    assert answer.events[SAME_NUMBER] == ()
    assert volumes(answer) == ()
    assert [e.number for e in ask(book, evolve(own, digest=b"other")).events[PATIENT_ACTS]] == ["1"]
    assert len(ask(book, evolve(own, digest=b"other")).events[SAME_NUMBER]) == 1


def test_the_corrected_invoice_is_left_out_and_replaced(book):
    put(book, sheet("1", DAY, code="TMK"))
    put(book, sheet("3", DAY))
    correction = sheet("2", DAY, corrects="1")
    assert [e.number for e in ask(book, correction).events[PATIENT_ACTS]] == ["3"]
    assert volumes(ask(book, correction)) == ((2026, 0, 1),)
    put(book, correction, RESERVED)
    assert numbers(book) == ["1", "2", "3"]
    book.confirm(RPPS, "2", TODAY)
    assert numbers(book) == ["2", "3"]
    assert volumes(ask(book, sheet("9", DAY))) == ((2026, 0, 2),)


@pytest.mark.parametrize("undo", [CANCELLED, REJECTED])
def test_a_correction_that_fails_gives_back_what_it_replaced(book, undo):
    put(book, sheet("1", DAY))
    book.settle(RPPS, "1", PAID, TODAY)
    put(book, sheet("2", DAY, corrects="1"))
    assert numbers(book) == ["2"]
    if undo == CANCELLED:
        book.cancel(RPPS, "2", TODAY)
    else:
        book.settle(RPPS, "2", REJECTED, TODAY)
    assert numbers(book) == ["1"]
    assert volumes(ask(book, sheet("9", DAY))) == ((2026, 0, 1),)
    assert book.settle(RPPS, "1", PAID, TODAY).entry.state == PAID


def test_an_entry_says_since_when_its_invoice_is_what_it_is(book):
    put(book, sheet("1", DAY))
    entry = book.settle(RPPS, "1", PAID, TODAY + ONE).entry
    assert (entry.state, entry.drawn_up, entry.since, entry.former) == (PAID, DAY, TODAY + ONE, "")


def test_an_invoice_of_another_patient_is_not_corrected(book):
    put(book, sheet("1", DAY, patient=ADULT))
    wrong = sheet("2", DAY, corrects="1")
    answer = ask(book, wrong, corrected=True)
    assert (answer.left_out, answer.corrected, [e.number for e in answer.corrected_of_others]) == (
        frozenset(),
        (),
        ["1"],
    )
    put(book, wrong)
    assert (numbers(book), numbers(book, patient=ADULT)) == (["2"], ["1"])
    put(book, sheet("3", DAY))
    answer = ask(book, sheet("4", DAY, corrects="3"), corrected=True)
    assert ([e.number for e in answer.corrected], answer.corrected_of_others) == (["3"], ())


def test_an_invoice_of_another_patient_that_comes_late_is_not_corrected(book):
    put(book, sheet("2", DAY, corrects="1"))
    put(book, sheet("1", DAY, patient=ADULT))
    assert numbers(book, patient=ADULT) == ["1"]


@pytest.mark.parametrize("undo", [CANCELLED, REJECTED])
def test_what_no_longer_counts_is_still_known_to_who_corrects_it(book, undo):
    own = sheet("1", DAY)
    put(book, own)
    book.cancel(RPPS, "1", TODAY) if undo == CANCELLED else book.settle(RPPS, "1", REJECTED, TODAY)
    assert [e.number for e in ask(book, sheet("2", DAY, corrects="1"), corrected=True).corrected] == ["1"]
    assert ask(book, sheet("2", DAY, corrects="1")).corrected == ()  # what is not asked is not looked for
    assert ask(book, evolve(own, corrects="1"), corrected=True).corrected == ()  # a sheet is not its own


@pytest.mark.parametrize("patient", [CHILD, evolve(CHILD, rank="2")], ids=["his own", "another's"])
def test_what_stands_under_a_corrected_number_comes_by_day_of_elaboration(book, patient):
    for code, drawn_up in (("TMK", DAY), ("RIM", DAY + ONE)):
        put(book, sheet("1", DAY, patient=patient, code=code, drawn_up=drawn_up))
        book.cancel(RPPS, "1", TODAY)
    answer = ask(book, sheet("2", DAY, corrects="1"), corrected=True)
    found = answer.corrected if patient == CHILD else answer.corrected_of_others
    assert [(e.code, e.drawn_up) for e in found] == [("TMK", DAY), ("RIM", DAY + ONE)]


def test_a_chain_of_corrections_leaves_the_last(book):
    for number in ("3", "1", "2"):
        put(book, sheet(number, DAY, corrects=str(int(number) - 1)))
    put(book, sheet("0", DAY))
    assert numbers(book) == ["3"]


def test_a_released_correction_gives_nothing_back_because_it_took_nothing(book):
    put(book, sheet("1", DAY))
    put(book, sheet("2", DAY, corrects="1"), RESERVED)
    book.release(RPPS, "2", TODAY)
    assert numbers(book) == ["1"]


def test_the_answer_about_a_corrected_invoice_is_kept(book):
    put(book, sheet("1", DAY))
    put(book, sheet("2", DAY, corrects="1"))
    assert book.settle(RPPS, "1", PAID, TODAY).entry.state == CORRECTED
    book.cancel(RPPS, "2", TODAY)
    assert book.settle(RPPS, "1", PAID, TODAY).changed is False
    put(book, sheet("3", DAY, corrects="1"))
    assert book.cancel(RPPS, "1", TODAY).entry.state == CANCELLED
    book.cancel(RPPS, "3", TODAY)
    assert numbers(book) == []


def test_the_day_of_the_corrected_invoice_chooses_among_attempts(book):
    put(book, sheet("1", date(2024, 5, 2)))
    put(book, sheet("1", date(2026, 1, 5)))
    correction = sheet("2", DAY, corrects="1", corrects_drawn_up=date(2024, 5, 2))
    assert [e.day for e in ask(book, correction).events[PATIENT_ACTS]] == [date(2026, 1, 5)]
    put(book, correction)
    assert days(book) == [(date(2026, 1, 5), "1"), (DAY, "2")]


# Attempts and states


def test_the_same_sheet_twice_is_one(book):
    own = sheet("1", DAY)
    first, second = put(book, own, RESERVED), put(book, own, RESERVED)
    assert (first.changed, second.changed) == (True, False)
    assert first.entry.attempt == second.entry.attempt == 1
    assert put(book, own).changed is False


def test_other_content_under_a_live_number_is_refused_when_reserved_and_written_when_recorded(book):
    put(book, sheet("1", DAY))
    with pytest.raises(LedgerRefusedError) as refused:
        put(book, sheet("1", DAY), RESERVED)
    assert refused.value.code == "number-live"
    assert put(book, sheet("1", DAY)).entry.attempt == 2


@pytest.mark.parametrize(("earlier", "free"), [(date(2025, 3, 2), False), (date(2025, 3, 1), True)])
def test_a_number_is_free_again_after_twelve_months(book, earlier, free):
    put(book, sheet("1", earlier))
    if free:
        assert put(book, sheet("1", DAY), RESERVED).entry.attempt == 2
    else:
        with pytest.raises(LedgerRefusedError):
            put(book, sheet("1", DAY), RESERVED)


def test_a_dead_invoice_is_sent_again_as_a_new_attempt(book):
    own = sheet("1", DAY)
    put(book, own, RESERVED)
    book.release(RPPS, "1", TODAY)
    assert put(book, own, RESERVED).entry.attempt == 2
    book.confirm(RPPS, "1", TODAY)
    book.settle(RPPS, "1", REJECTED, TODAY)
    assert put(book, own, RESERVED).entry.attempt == 3
    assert numbers(book) == ["1"]
    assert book.release(RPPS, "1", TODAY, attempt=1).changed is False
    with pytest.raises(LedgerRefusedError):
        book.release(RPPS, "1", TODAY, attempt=2)


def test_an_answer_goes_to_the_attempt_of_its_lot(book):
    for lot in ("L1", "L2"):
        put(book, sheet("1", DAY, lot=lot))
        assert book.settle(RPPS, "1", REJECTED, TODAY).changed  # without a lot, to the newest
    assert [book.settle(RPPS, "1", REJECTED, TODAY, lot=lot).entry.attempt for lot in ("L1", "L2")] == [1, 2]
    with pytest.raises(LedgerRefusedError, match="does not know"):
        book.settle(RPPS, "1", REJECTED, TODAY, lot="L3")
    put(book, sheet("1", DAY))
    assert book.settle(RPPS, "1", PAID, TODAY, lot="L3").entry.attempt == 3  # of it no lot is known
    assert book.settle(RPPS, "1", REJECTED, TODAY, 1).entry.attempt == 1


def test_record_never_revives(book):
    own = sheet("1", DAY)
    put(book, own)
    book.settle(RPPS, "1", REJECTED, TODAY)
    again = put(book, own)
    assert (again.changed, again.entry.state, again.entry.attempt) == (False, REJECTED, 1)
    assert numbers(book) == []


ENTER = {
    RESERVED: lambda b: None,
    CONFIRMED: lambda b: b.confirm(RPPS, "1", TODAY),
    PAID: lambda b: b.settle(RPPS, "1", PAID, TODAY),
    REJECTED: lambda b: b.settle(RPPS, "1", REJECTED, TODAY),
    RELEASED: lambda b: b.release(RPPS, "1", TODAY),
    CANCELLED: lambda b: (b.confirm(RPPS, "1", TODAY), b.cancel(RPPS, "1", TODAY)),
}
CALLS = {
    "confirm": lambda b: b.confirm(RPPS, "1", TODAY),
    "release": lambda b: b.release(RPPS, "1", TODAY),
    "cancel": lambda b: b.cancel(RPPS, "1", TODAY),
    "paid": lambda b: b.settle(RPPS, "1", PAID, TODAY),
    "rejected": lambda b: b.settle(RPPS, "1", REJECTED, TODAY),
}
NO = "wrong-state"
TABLE = {
    RESERVED: (CONFIRMED, RELEASED, NO, PAID, REJECTED),
    CONFIRMED: (CONFIRMED, NO, CANCELLED, PAID, REJECTED),
    PAID: (PAID, NO, CANCELLED, PAID, NO),
    REJECTED: (REJECTED, NO, NO, NO, REJECTED),
    RELEASED: (NO, RELEASED, NO, NO, NO),
    CANCELLED: (CANCELLED, NO, CANCELLED, NO, NO),
}


@pytest.mark.parametrize("state", TABLE)
@pytest.mark.parametrize("call", CALLS)
def test_states(book, state, call):
    put(book, sheet("1", DAY, code="TMK"), RESERVED)
    ENTER[state](book)
    expected = TABLE[state][list(CALLS).index(call)]
    if expected == NO:
        with pytest.raises(LedgerRefusedError) as refused:
            CALLS[call](book)
        assert refused.value.code == NO
        expected = state
    else:
        assert CALLS[call](book).entry.state == expected
        head = book.head()
        again = CALLS[call](book)
        assert (again.entry.state, again.changed, book.head()) == (expected, False, head)
    live = expected in {RESERVED, CONFIRMED, PAID}
    assert numbers(book) == (["1"] if live else [])
    assert volumes(ask(book, sheet("9", DAY))) == (((2026, 1, 1),) if live else ())


def test_unknown_invoices_are_refused(book):
    for call in CALLS.values():
        with pytest.raises(LedgerRefusedError) as refused:
            call(book)
        assert refused.value.code == "unknown-invoice"
    put(book, sheet("1", DAY), RESERVED)
    with pytest.raises(LedgerRefusedError):
        book.confirm(RPPS, "1", TODAY, attempt=2)


def test_calls_without_sense_are_refused(book):
    with pytest.raises(LedgerUseError):
        put(book, sheet("1", DAY), PAID)
    with pytest.raises(LedgerUseError):
        book.settle(RPPS, "1", RELEASED, TODAY)
    with pytest.raises(LedgerUseError):
        book.cover(RPPS, DAY, DAY - ONE, TODAY)
    with pytest.raises(LedgerUseError):
        put(book, sheet("1", DAY, by=mk(None)))


def test_pending_lists_what_hangs(book):
    for number in "12":
        put(book, sheet(number, DAY), RESERVED)
    book.confirm(RPPS, "1", TODAY)
    (entry,) = book.pending()
    assert (entry.mk, entry.number, entry.attempt, entry.state, entry.drawn_up) == (RPPS, "2", 1, RESERVED, DAY)


# Volumes


def test_volumes_follow_quantity_classification_and_year(book):
    lines = (
        act(1, DAY, "TMK", quantity=2), act(2, DAY), act(3, DAY, "IFD"), act(4, DAY, "RQD", remote=True),
        act(5, date(2025, 12, 31)), act(6, DAY, qualifier="N"), act(7, DAY, remote=True),
    )  # fmt: skip
    put(book, sheet("1", acts=lines))
    assert volumes(ask(book, sheet("9", DAY))) == ((2025, 0, 1), (2026, 3, 5))
    book.recount(TODAY)
    assert volumes(ask(book, sheet("9", DAY))) == ((2025, 0, 1), (2026, 3, 5))


# Coverage


def claimed(book, today=TODAY, by=None):
    return book.answer(query(sheet("9", DAY, by=by)), today).covered_from


def test_coverage_runs_unbroken_to_today(book):
    a = date(2025, 1, 1)
    book.cover(RPPS, a, TODAY, TODAY)
    assert claimed(book) == a
    assert claimed(book, TODAY + ONE) is None
    assert claimed(book, a) == a
    assert claimed(book, a - ONE) is None
    book.cover(RPPS, TODAY + ONE, None, TODAY)  # the day after joins
    assert claimed(book, TODAY + 400 * ONE) == a
    assert book.coverage() == ((RPPS, a, None),)


def test_a_day_missing_breaks_coverage(book):
    a, b = date(2025, 1, 1), date(2025, 6, 1)
    book.cover(RPPS, a, b, TODAY)
    book.cover(RPPS, b + 2 * ONE, None, TODAY)
    assert claimed(book) == b + 2 * ONE
    book.cover(RPPS, b + ONE, b + ONE, TODAY)
    assert claimed(book) == a
    book.uncover(RPPS, b, b, TODAY)
    assert claimed(book) == b + ONE
    assert book.coverage() == ((RPPS, a, b - ONE), (RPPS, b + ONE, None))


def test_claiming_twice_changes_nothing(book):
    book.cover(RPPS, DAY, None, TODAY)
    head = book.head()
    book.cover(RPPS, DAY, None, TODAY)
    assert book.head() == head


def test_coverage_of_both_names_is_one(book):
    put(book, sheet("1", DAY, by=mk(RPPS, AM)))
    book.cover(AM, date(2025, 1, 1), date(2025, 6, 1), TODAY)
    book.cover(RPPS, date(2025, 6, 2), None, TODAY)
    assert claimed(book) == claimed(book, by=mk(None, AM)) == date(2025, 1, 1)


def test_the_practice_is_as_complete_as_its_last_mk(book):
    other = "10009999991"
    practice = lambda: ask(book, sheet("9", DAY)).practice_covered_from  # noqa: E731 - asked twice, here only
    book.cover(RPPS, date(2025, 1, 1), None, TODAY)
    assert practice() == date(2025, 1, 1)
    put(book, sheet("1", DAY, by=mk(other)))
    assert practice() is None
    book.cover(other, date(2025, 2, 1), None, TODAY)
    assert practice() == date(2025, 2, 1)


def test_claims_are_told_by_number_of_the_mk(book):
    for number in ("10009999991", RPPS):
        book.cover(number, DAY, None, TODAY)
    assert book.coverage() == ((RPPS, DAY, None), ("10009999991", DAY, None))


def test_an_answer_about_an_unknown_invoice_opens_a_gap(book):
    a = date(2025, 1, 1)
    book.cover(RPPS, a, None, TODAY)
    for said in ("coverage", "does not know"):
        with pytest.raises(LedgerRefusedError, match=said):
            book.settle(RPPS, "77", PAID, TODAY)
        assert claimed(book) is None
        assert claimed(book, TODAY + 30 * ONE) is None
    book.cover(RPPS, TODAY, None, TODAY)
    assert claimed(book) == TODAY  # a claim that begins anew does not join the broken one
    book.cover(RPPS, a, None, TODAY)
    assert claimed(book) == a


# Transactions, threads


def test_a_transaction_sees_its_own_writes_and_undoes_all_on_an_exception(book):
    def broken():
        with book.transaction() as inside:
            put(inside, sheet("1", DAY))
            assert numbers(inside) == ["1"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert numbers(book) == []
    assert volumes(ask(book, sheet("9", DAY))) == ()
    with book.transaction() as inside:
        put(inside, sheet("1", DAY), RESERVED)
        with pytest.raises(LedgerRefusedError):
            put(inside, sheet("1", DAY, by=mk(RPPS, AM)), RESERVED)
        inside.confirm(RPPS, "1", TODAY)
    assert numbers(book) == ["1"]
    assert days(book, by=mk(None, AM), need=REQUESTS_OF_YEAR) == []  # the refused sheet linked nothing
    assert ask(book, sheet("9", DAY, by=mk(None, AM))).mk_names == frozenset()


def test_threads_read_while_one_writes(book):
    failures = []

    def read():
        try:
            for _ in range(60):
                seen = numbers(book)
                assert seen == sorted(seen)
        except BaseException as error:  # noqa: BLE001 - told by the main thread
            failures.append(error)

    threads = [Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(100, 130):
        put(book, sheet(str(number), DAY))
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(numbers(book)) == 30


def test_the_head_names_the_state(book):
    heads = [book.head()]
    put(book, sheet("1", DAY), RESERVED)
    heads.append(book.head())
    book.confirm(RPPS, "1", TODAY)
    heads.append(book.head())
    assert len(set(heads)) == 3
    assert ask(book, sheet("2", DAY)).head == book.head()


def test_a_closed_book_says_so(new_book):
    book = new_book()
    book.close()
    with pytest.raises(LedgerUseError):
        book.cover(RPPS, DAY, None, TODAY)
    with pytest.raises(LedgerUseError):
        numbers(book)


# Order


def plainly(book, events):
    """Events by need with the words of their sheets, which each ledger writes in its own way."""
    said = ("epauleDroiteMARTIN", "serieDURANDAL", "prescription 751000017 2026-01-05", "prescribed 2026-01-05")
    words = {book.word(word): word for word in said}
    return {need: [tuple(words.get(field, field) for field in one) for one in found] for need, found in events.items()}


PATIENTS = (
    CHILD,
    evolve(CHILD, own_nir="1180375123456"),
    evolve(CHILD, nir="1180375123456", quality="assure"),
    evolve(CHILD, rank="2"),
)
MKS = (mk(RPPS), mk(None, AM), mk(RPPS, AM), mk("10009999991"))


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_filling_changes_no_answer(new_book, data):
    sheets = []
    for index in range(data.draw(st.integers(1, 6))):
        first = DAY - data.draw(st.integers(0, 400)) * ONE
        corrects = data.draw(st.sampled_from([None, None, str(index - 1)])) if index else None
        sheets.append(
            sheet(
                str(index), first, first + ONE, patient=data.draw(st.sampled_from(PATIENTS)),
                by=data.draw(st.sampled_from(MKS)), drawn_up=DAY + index * ONE, corrects=corrects,
                direct_access=data.draw(st.booleans()), code=data.draw(st.sampled_from(["RIM", "TMK", "RQD"])),
            )
        )  # fmt: skip
    link = sheet("link", DAY, by=mk(RPPS, AM), patient=PATIENTS[1])
    answers = []
    for filling in (sheets, data.draw(st.permutations(sheets))):
        book = new_book()
        put(book, link)
        for one in filling:
            put(book, one)
        found = [ask(book, sheet("999", DAY, patient=p, by=by)) for p in PATIENTS for by in MKS]
        answers.append([(plainly(book, a.events), volumes(a), a.mk_names, a.aliases) for a in found])
        book.close()
    assert answers[0] == answers[1]
