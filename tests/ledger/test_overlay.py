"""A lot over a history: each sheet sees those before it, as if they had been written."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fsecheck.ledger.overlay import Overlay
from fsecheck.model.context import Context
from fsecheck.model.facts import DIRECT_SESSIONS, PATIENT_ACTS, SAME_NUMBER, SERIES
from tests.ledger.conftest import CLASSIFY
from tests.ledger.contract import MKS, PATIENTS, over, plainly, travel, visit, volumes
from tests.ledger.sheets import ADULT, AM, CHILD, RPPS, TODAY, context, mk, query, sheet

DAY = date(2026, 3, 2)
ONE = timedelta(days=1)


def see(overlay, invoice, need=PATIENT_ACTS, **fields):
    return [event.number for event in overlay.answer(query(invoice, **fields), TODAY).events[need]]


def judge(overlay, invoice):
    """Ask, then add, as a lot is judged."""
    answer = overlay.answer(query(invoice), TODAY)
    overlay.add(invoice, context(invoice))
    return answer


def test_without_a_ledger_it_knows_the_lot_alone():
    overlay = Overlay(None, CLASSIFY)
    answer = judge(overlay, sheet("1", DAY, code="TMK", direct_access=True))
    assert set(answer.events) >= {PATIENT_ACTS, DIRECT_SESSIONS, SAME_NUMBER, SERIES}
    assert all(events == () for events in answer.events.values())
    answer = judge(overlay, sheet("2", DAY))
    assert [event.number for event in answer.events[DIRECT_SESSIONS]] == ["1"]
    assert [event.number for event in answer.events[SERIES]] == ["1"]
    assert (answer.covered_from, volumes(answer)) == (None, ((2026, 1, 1),))
    assert overlay.word("genou") == "genou"
    assert see(overlay, sheet("3", DAY, patient=evolve(CHILD, rank="2"))) == []


def test_the_sheet_itself_the_corrected_one_and_the_number():
    overlay = Overlay()
    own = sheet("1", DAY)
    judge(overlay, own)
    assert see(overlay, own) == []
    assert see(overlay, evolve(own, digest=b"other"), SAME_NUMBER) == ["1"]
    assert see(overlay, sheet("2", DAY, corrects="1")) == []
    judge(overlay, sheet("2", DAY, corrects="1"))
    assert see(overlay, sheet("3", DAY)) == ["2"]


def test_a_lot_knows_the_journeys_of_its_sheets():
    overlay = Overlay(None, over)
    lines, beside = visit(DAY)
    told = Context(lines=beside)
    own = sheet("1", acts=lines)
    assert overlay.answer(query(own), TODAY).trips == {}
    overlay.add(own, told)
    ((_, (event,)),) = travel(overlay, DAY, patient=ADULT).items()
    assert (event.number, event.line) == ("1", 2)
    assert travel(overlay, DAY) == {}
    assert travel(overlay, DAY + ONE, patient=ADULT) == {}


def test_a_lot_and_the_history_below_know_one_journey_each(book):
    lines, beside = visit(DAY)
    told = Context(lines=beside)
    book.write(sheet("1", acts=lines), told, "recorded", TODAY, over)
    overlay = Overlay(book, over)
    second = sheet("2", acts=lines, patient=evolve(CHILD, rank="2"))
    overlay.answer(query(second), TODAY)
    overlay.add(second, told)
    ((_, events),) = travel(overlay, DAY, patient=ADULT).items()
    assert [event.number for event in events] == ["1", "2"]


def test_a_lot_links_its_persons():
    overlay = Overlay()
    own = evolve(CHILD, own_nir="1180375123456")
    judge(overlay, sheet("1", DAY, patient=CHILD, by=mk(None, AM), code="RQD"))
    judge(overlay, sheet("2", DAY, patient=own, by=mk(RPPS, AM), code="RQD"))
    for patient in (CHILD, own):
        for by in (mk(RPPS), mk(None, AM)):
            assert see(overlay, sheet("3", DAY, patient=patient, by=by), "requests_of_year") == ["1", "2"]
    assert see(overlay, sheet("3", DAY, patient=evolve(own, own_nir="1180375000001"))) == []


def test_the_history_below_uses_what_the_lot_taught(book):
    own = evolve(CHILD, own_nir="1180375123456")
    earlier = sheet("1", DAY, patient=evolve(own, nir="1840175000001"), by=mk(RPPS), code="RQD")
    book.write(earlier, context(earlier), "recorded", TODAY)
    overlay = Overlay(book, CLASSIFY)
    asked = sheet("3", DAY, by=mk(None, AM))
    assert see(overlay, asked, "requests_of_year") == []
    judge(overlay, sheet("2", DAY, patient=own, by=mk(RPPS, AM)))
    assert see(overlay, asked, "requests_of_year") == ["1"]
    (first, _) = overlay.answer(query(asked), TODAY).events[PATIENT_ACTS]
    assert first.mk == AM


def test_a_sheet_already_in_the_ledger_counts_once(book):
    own, other = sheet("1", DAY), sheet("3", DAY)
    for one in (own, other):
        book.write(one, context(one), "reserved", TODAY)
    overlay = Overlay(book, CLASSIFY)
    judge(overlay, own)
    judge(overlay, sheet("2", DAY, corrects="3"))
    answer = overlay.answer(query(sheet("4", DAY)), TODAY)
    assert [event.number for event in answer.events[PATIENT_ACTS]] == ["1", "2"]
    assert volumes(answer) == ((2026, 0, 2),)


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_lot_seen_is_a_lot_written(new_book, data):
    book, written = new_book(), new_book()
    link = sheet("link", DAY, by=mk(RPPS, AM), patient=PATIENTS[1])
    for one in (book, written):
        one.write(link, context(link), "recorded", TODAY)
    overlay = Overlay(book, CLASSIFY)
    for index in range(data.draw(st.integers(1, 5))):
        first = DAY - data.draw(st.integers(0, 400)) * ONE
        own = sheet(
            str(index), first, first + ONE, patient=data.draw(st.sampled_from(PATIENTS)),
            by=data.draw(st.sampled_from(MKS)), code=data.draw(st.sampled_from(["RIM", "TMK", "RQD"])),
            direct_access=data.draw(st.booleans()),
        )  # fmt: skip
        seen, known = judge(overlay, own), written.answer(query(own), TODAY)
        assert plainly(overlay, seen.events) == plainly(written, known.events)
        assert (volumes(seen), seen.practice_volumes) == (volumes(known), known.practice_volumes)
        assert {event.mk for event in seen.events[PATIENT_ACTS]} <= {*seen.aliases.values(), RPPS, "10009999991"}
        assert seen.aliases == known.aliases
        already = data.draw(st.booleans())
        for one in (book, written) if already else (written,):
            one.write(own, context(own), "recorded", TODAY)
        if already:  # judged before it was written: it must be asked for again to be known as such
            overlay.answer(query(own), TODAY)
            overlay.add(own, context(own))
    book.close()
    written.close()


@pytest.mark.parametrize("rounds", [3])
def test_adding_a_sheet_twice_counts_it_once(rounds):
    overlay = Overlay()
    own = sheet("1", DAY)
    for _ in range(rounds):
        judge(overlay, own)
    assert see(overlay, sheet("2", DAY)) == ["1"]


def test_a_sheet_is_told_what_its_patient_has_further_on_in_the_lot():
    first, second = (sheet(number, DAY, xpath=f"/lot/fse[{number}]") for number in "12")
    stranger = sheet("3", DAY, patient=evolve(CHILD, rank="2"), xpath="/lot/fse[3]")
    asked = []

    def whole():
        asked.append(1)
        return [(one, context(one)) for one in (first, second, stranger)]

    overlay = Overlay(None, CLASSIFY, whole)
    told = [judge(overlay, one).later for one in (first, second)]
    assert asked == []
    assert [event.number for event in told[1]()] == []
    assert (told[1](), asked) == ((), [1])

    overlay = Overlay(None, CLASSIFY, whole)
    assert [event.number for event in judge(overlay, first).later()] == ["2"]
