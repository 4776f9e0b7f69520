"""Prescriptions: both sides of every anniversary, and who needs one."""

from datetime import date

import pytest
from attrs import evolve

from fsecheck.model.context import Context
from fsecheck.model.finding import Missing
from fsecheck.rules import prescription as chapter
from tests.rules.care import DAY, DOCTOR, RENEWALS, facts, history, invoice, line, messages, prescription, renewed, said

OTHER = "751000025"
WRITTEN = [date(2024, 3, 1) + place * DAY for place in range(0, 730, 7)] + [date(2024, 2, 29)]


def a_year_later(day):
    """The same day next year; the last of February where it has none."""
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else day.replace(year=day.year + 1, day=28)


@pytest.mark.parametrize("written", WRITTEN, ids=str)
def test_the_mk_renews_until_the_anniversary(written):
    """The day itself is lawful, the day after is not; sessions may come later."""
    last = a_year_later(written)
    stated = facts(context=Context(renewal_forbidden=False))
    for on, expected in ((last, []), (last + DAY, ["late"])):
        of = invoice(line(1, last + 60 * DAY), prescriptions=[renewed(on, written)])
        assert expected == messages(chapter.pre005, of, stated)


@pytest.mark.parametrize("written", WRITTEN, ids=str)
def test_a_prescription_is_begun_until_the_anniversary(written):
    """The day itself says nothing, the day after warns."""
    last = a_year_later(written)
    for day, expected in ((last, []), (last + DAY, ["late"])):
        of = invoice(line(1, day), prescriptions=[prescription(written=written)])
        assert expected == messages(chapter.pre003, of, facts())


@pytest.mark.parametrize(
    ("by", "number", "expected"),
    [
        ("masseurKinesitherapeute", RENEWALS, []),
        ("masseurKinesitherapeute", DOCTOR, ["no-number"]),
        ("medecin", DOCTOR, []),
        ("medecin", RENEWALS, ["no-renewal"]),
        (None, DOCTOR, []),
        (None, RENEWALS, ["no-renewal"]),
    ],
)
def test_the_number_of_renewals_goes_with_a_renewal_by_the_mk(by, number, expected):
    """Every pair of author and number."""
    of = invoice(line(1, date(2026, 3, 2)), prescriptions=[prescription(prescriber=number, renewed_by=by)])

    assert expected == messages(chapter.pre004, of, facts())


@pytest.mark.parametrize("code", ["IFD", "IFS", "IK", "RQD", "FRD", "FAD"])
def test_what_is_no_act_of_rehabilitation_needs_no_prescription(code):
    """Journeys and conventional codes follow the acts; a request needs none."""
    bare = evolve(invoice(line(1, date(2026, 3, 2), code, "1", prescription=None)), prescriptions=())

    assert [] == messages(chapter.pre001, bare, facts())


@pytest.mark.parametrize("code", [("RAM", "8.11"), ("TMK", "8.11"), ("AMK", "10.7"), ("AMK", "5"), ("AMK", "2.5")])
def test_sessions_bilans_and_supplements_need_a_prescription(code):
    """At a distance too."""
    bare = evolve(invoice(line(1, date(2026, 3, 2), *code, prescription=None)), prescriptions=())

    assert ["none"] == messages(chapter.pre001, bare, facts())


@pytest.mark.parametrize("stated", range(1, 20))
def test_the_number_prescribed_is_the_last_lawful(stated):
    """One more warns, on the line that passes it."""
    dates = [date(2026, 3, 2) + place * DAY for place in range(stated + 1)]
    of = invoice(*[line(0, day) for day in dates], prescriptions=[prescription(sessions=stated)])
    fewer = invoice(*[line(0, day) for day in dates[:-1]], prescriptions=[prescription(sessions=stated)])

    assert [stated + 1] == [item.act for item in said(chapter.pre007, of, facts())]
    assert [] == said(chapter.pre007, fewer, facts())
    assert [Missing] == [type(item) for item in said(chapter.pre007, fewer, facts(since=None))]


@pytest.mark.parametrize(("prescriber", "expected"), [(RENEWALS, ["mixed"]), (OTHER, [])])
def test_the_number_of_renewals_alone_makes_a_renewal(prescriber, expected):
    """Its sessions are billed apart from those of the doctor's prescription of that day."""
    day = date(2026, 3, 2)
    of = invoice(
        line(1, day), line(2, day + DAY, prescription=2), prescriptions=[prescription(), prescription(2, prescriber)]
    )

    assert expected == messages(chapter.pre008, of, facts())


@pytest.mark.parametrize("of", [1, 2], ids=["the doctor's", "the renewal"])
def test_a_prescription_of_which_nothing_is_billed_mixes_nothing(of):
    """The sheet may name both; its lines are all of one."""
    both = [prescription(), prescription(2, RENEWALS)]

    assert (
        messages(chapter.pre008, invoice(line(1, date(2026, 3, 2), prescription=of), prescriptions=both), facts()) == []
    )


@pytest.mark.parametrize(("late", "renewed_by", "expected"), [(1, None, [1]), (2, None, [2]), (1, "medecin", [1])])
def test_of_two_prescriptions_the_late_one_is_told(late, renewed_by, expected):
    """The other was begun in time."""
    day = date(2026, 3, 2)
    written = {1: day - 30 * DAY, 2: day - 31 * DAY, late: day - 400 * DAY}
    of = invoice(
        *[line(number, day, prescription=number) for number in written],
        prescriptions=[prescription(number, written=on, renewed_by=renewed_by) for number, on in written.items()],
    )

    assert expected == [one.act for one in said(chapter.pre003, of, facts())]


@pytest.mark.parametrize(("after", "expected"), [(-1, [("impossible", 2)]), (0, []), (1, []), (2, [("impossible", 2)])])
def test_a_renewal_is_between_its_prescription_and_the_sheet(after, expected):
    """Of the same day it is lawful; else it is told on the first line that it is of."""
    written = date(2026, 3, 2)
    of = invoice(
        line(1, written, prescription=2),
        line(2, written),
        drawn_up=written + DAY,
        prescriptions=[renewed(written + after * DAY, written), prescription(2, OTHER)],
    )
    known = facts(context=Context(renewal_forbidden=False))

    assert expected == [(one.message, one.act) for one in said(chapter.pre005, of, known)]


def test_of_several_prescriptions_the_one_that_is_passed_is_told():
    """After one that states no number."""
    of = invoice(
        *[line(rank, date(2026, 3, 2) + rank * DAY, prescription=rank // 2 + 1) for rank in range(4)],
        prescriptions=[prescription(), prescription(2, OTHER, sessions=1)],
    )

    assert [4] == [one.act for one in said(chapter.pre007, of, facts())]


def test_a_prescription_that_is_passed_is_told_after_one_renewed_before():
    """Of the first, some sessions are older than its renewal, whose number is then not known."""
    start = date(2026, 3, 2)
    again = renewed(start + DAY, sessions=3, renewed_sessions=1)
    of = invoice(
        *[line(rank, start + rank * DAY, prescription=rank // 2 + 1) for rank in range(4)],
        prescriptions=[again, prescription(2, OTHER, start - DAY, sessions=1)],
    )

    assert ["ledger.treatment", "beyond"] == messages(chapter.pre007, of, facts())


@pytest.mark.parametrize(("sessions", "expected"), [(2, ["ledger.treatment"]), (3, ["beyond-renewed"])])
def test_a_second_renewal_is_passed_by_the_sessions_of_the_sheet_alone(sessions, expected):
    """Those of the history since its day may still be of the first."""
    start = date(2026, 3, 2)
    again = [renewed(start, sessions=9, renewed_sessions=2)]
    earlier = history(invoice(line(1, start - DAY), line(2, start), number="1", prescriptions=again))
    of = invoice(*[line(rank, start + rank * DAY) for rank in range(1, sessions + 1)], prescriptions=again)

    assert expected == messages(chapter.pre007, of, facts(*earlier))
