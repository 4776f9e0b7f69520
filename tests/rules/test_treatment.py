"""Treatments told apart: what is certain, what is doubtful, what is left out."""

from datetime import date

import pytest
from attrs import evolve

from fsecheck.model.context import Context, LineContext
from fsecheck.model.facts import Facts
from fsecheck.model.invoice import Invoice
from fsecheck.rules.treatment import Treatment, numbered, renewal_number, treatments
from tests.rules.care import (
    DAY,
    DOCTOR,
    LAW,
    RENEWALS,
    START,
    WRITTEN,
    facts,
    history,
    invoice,
    line,
    prescription,
    renewed,
)

OTHER = "751000025"
EARLIER = invoice(line(1, START), line(2, START + DAY), number="1")
OF_ANOTHER = invoice(line(1, START), number="2", prescriptions=[prescription(prescriber=OTHER)])
LATER = START + 5 * DAY


def only(of: Invoice, known: Facts) -> Treatment:
    """The one treatment of a sheet."""
    [found] = treatments(of, known, LAW).values()
    return found


def counts(of: Invoice, known: Facts) -> tuple[int, int, bool]:
    """Sessions that are certain, those in doubt, and whether they can be numbered."""
    found = only(of, known)
    return numbered(found.sessions), numbered(found.doubtful), found.known


def test_sessions_of_the_same_prescription_are_of_the_treatment():
    """Earlier sessions under prescriber and day of the sheet's prescription count, and nothing else does."""
    assert (3, 0, True) == counts(invoice(line(1, LATER)), facts(*history(EARLIER, OF_ANOTHER)))


def test_a_prescription_of_another_day_is_another_treatment():
    """The same doctor, another day: nothing earlier counts."""
    of = invoice(line(1, LATER), prescriptions=[prescription(written=WRITTEN + DAY)])

    assert (1, 0, True) == counts(of, facts(*history(EARLIER)))


def test_a_renewal_by_the_mk_continues_the_one_prescription_of_its_day():
    """The number changes, the day stays: the sessions before belong to it."""
    assert (3, 0, True) == counts(invoice(line(1, LATER), prescriptions=[renewed()]), facts(*history(EARLIER)))


def test_a_renewal_where_two_doctors_prescribed_that_day_is_in_doubt():
    """Which prescription was renewed cannot be told: its sessions are not counted, and nothing is numbered."""
    of = invoice(line(1, LATER), prescriptions=[renewed()])

    assert (1, 3, False) == counts(of, facts(*history(EARLIER, OF_ANOTHER)))


def test_renewed_sessions_of_a_day_with_two_prescriptions_are_in_doubt():
    """A late sheet under the doctor's own number does not know whose the renewed sessions are."""
    again = invoice(line(1, LATER), number="3", prescriptions=[renewed()])
    of = invoice(line(1, LATER + DAY))

    assert (4, 0, True) == counts(of, facts(*history(EARLIER, again)))
    assert (3, 1, False) == counts(of, facts(*history(EARLIER, OF_ANOTHER, again)))


def test_a_renewal_that_nothing_precedes_was_begun_elsewhere():
    """Complete as it is, the history does not hold the sessions that were renewed."""
    assert (1, 0, False) == counts(invoice(line(1, LATER), prescriptions=[renewed()]), facts())


def test_a_history_without_days_of_prescription_cannot_tell_a_renewal():
    """A host's own history may not give them: its sessions are in doubt."""
    events = [event._replace(prescribed="") for event in history(EARLIER)]
    of = invoice(line(1, LATER), prescriptions=[renewed()])

    assert (1, 2, False) == counts(of, facts(*events))
    assert (3, 0, True) == counts(invoice(line(1, LATER)), facts(*events))


def test_two_prescriptions_of_one_doctor_and_one_day_on_a_sheet_are_two_treatments():
    """Lines are told apart by their reference; the history, which is not, is in doubt."""
    of = invoice(
        line(1, LATER), line(2, LATER, "ARL", "8", prescription=2), prescriptions=[prescription(), prescription(2)]
    )
    found = treatments(of, facts(*history(EARLIER)), LAW)

    assert [(1, 2), (1, 2)] == [(numbered(one.sessions), numbered(one.doubtful)) for one in found.values()]


def test_initial_and_renewed_lines_of_one_sheet_are_one_treatment():
    """Both halves see all the sessions."""
    initial = prescription(2)
    of = invoice(line(1, START), line(2, LATER, prescription=2), prescriptions=[renewed(), initial])
    found = treatments(of, facts(), LAW)

    assert [2, 2] == [numbered(one.sessions) for one in found.values()]


def test_lines_that_are_not_reimbursable_are_of_no_treatment():
    """Neither on the sheet nor in the history."""
    free = invoice(line(1, START, qualifier="N"), number="1")

    assert {} == treatments(invoice(line(1, LATER, qualifier="N")), facts(), LAW)
    assert (1, 0, True) == counts(invoice(line(1, LATER)), facts(*history(free)))


def test_a_prescription_without_a_line_is_no_treatment():
    """The renewal of a sheet that bills the initial sessions alone."""
    of = invoice(line(1, LATER, prescription=2), prescriptions=[renewed(), prescription(2)])

    assert [2] == list(treatments(of, facts(), LAW))


def test_a_line_that_points_at_none_of_several_is_of_no_treatment():
    """Nothing is guessed."""
    of = invoice(line(1, LATER, prescription=None), prescriptions=[prescription(), prescription(2, OTHER)])

    assert {} == treatments(of, facts(), LAW)


@pytest.mark.parametrize(("since", "known"), [(WRITTEN, True), (WRITTEN + DAY, False), (None, False)])
def test_a_treatment_is_known_when_all_since_its_prescription_is(since, known):
    """Coverage from the day of the prescription on; a day later is not enough."""
    assert known == only(invoice(line(1, LATER)), facts(since=since)).known


@pytest.mark.parametrize(("day", "known"), [(date(2024, 5, 31), True), (date(2024, 6, 1), False)])
def test_a_former_couple_names_its_acts_while_it_is_tolerated(day, known):
    """After that it is still taken for a session, of no act."""
    [session] = only(invoice(line(1, day, "AMC", "9"), prescriptions=[prescription(written=day)]), facts()).sessions

    assert known == ("hemiplegie" in session.acts) == bool(session.acts)


def test_two_halves_that_two_prescriptions_could_claim_are_in_doubt():
    """The renewed session of a sheet is of one of two doctors' prescriptions of that day, and nobody says of which."""
    of = invoice(
        line(1, START),
        line(2, START, prescription=2),
        line(3, LATER, prescription=3),
        prescriptions=[prescription(), prescription(2, OTHER), evolve(renewed(), number=3)],
    )
    before = history(invoice(line(1, START - DAY), number="3", prescriptions=[renewed()]))
    found, later = treatments(of, facts(), LAW), treatments(of, facts(*before), LAW)

    assert [(1, 1), (1, 1), (1, 2)] == [(numbered(one.sessions), numbered(one.doubtful)) for one in found.values()]
    assert [(1, 2), (1, 2), (1, 3)] == [(numbered(one.sessions), numbered(one.doubtful)) for one in later.values()]


@pytest.mark.parametrize(("region", "said"), [("epaule", "epaule"), (None, "")])
def test_a_session_is_of_the_region_that_the_context_says(region, said):
    """None where it says none."""
    context = Context(lines={1: LineContext(region=region)})
    [session] = only(invoice(line(1, START)), facts(context=context)).sessions

    assert said == session.region


def test_travel_and_supplements_are_no_sessions():
    """A bilan is one of the treatment, a journey or a supplement is nothing of it."""
    of = invoice(
        line(1, START, "AMK", "10.7"), line(2, START), line(3, START, "IFD", "1"), line(4, START, "AMK", "2.5")
    )
    found = only(of, facts())

    assert (1, 1) == (len(found.sessions), len(found.bilans))


def test_the_renewal_number_is_that_of_the_law():
    """Before there was one, nothing is a renewal by the MK unless the sheet says so."""
    first = LAW.prescription.renewal_number.first

    assert RENEWALS != DOCTOR
    assert [None, RENEWALS] == [renewal_number(LAW, day) for day in (first - DAY, first)]


@pytest.mark.parametrize(("code", "coefficient", "sessions"), [("AMK", "1.2", 0), ("AMS", "7.5", 1), ("AMK", "7.5", 1)])
def test_before_the_table_begins_a_line_is_what_its_couple_was(code, coefficient, sessions):
    """A supplement is none of the treatment, a former couple is a session; so is one that the table does not know."""
    day = LAW.nomenclature_table.first_day - DAY
    found = treatments(
        invoice(line(1, day, code, coefficient), prescriptions=[prescription(written=day)]), facts(), LAW
    )

    assert sessions == sum(numbered(one.sessions) for one in found.values())
    assert only(invoice(line(1, LATER), prescriptions=[prescription(prescriber=RENEWALS)]), facts()).renewed
