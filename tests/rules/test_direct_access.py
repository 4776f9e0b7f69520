"""Direct access: the rank in the run, on both sides of the three months, against a count made another way."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsecheck.law.lawset import Law
from fsecheck.model.context import Context, LineContext
from fsecheck.model.facts import DIRECT_SESSIONS, YEAR_VOLUME, Event, Fact, Facts
from fsecheck.model.finding import Defect, Missing
from fsecheck.rules import direct_access
from tests.ledger.sheets import act, sheet

LAW = Law()
DAY = timedelta(days=1)
FIRST = date(2026, 1, 5)


def event(day: date, *, diagnosis: bool | None = False, region: str = "", number: str = "9") -> Event:
    return Event(
        day=day, code="VIM", coefficient="8.11", quantity=1, number=number, line=1, mk="1", remote=False, place="",
        direct=True, diagnosis=diagnosis, region=region, mode="securise", prescription="", series="", session="",
        visit="", agreement="", reimbursable=True, drawn_up=day,
    )  # fmt: skip


def said(rule, day: date, events: list[Event], *, diagnosis: bool | None = False, **known) -> list[Defect | Missing]:
    """What a rule says of one session of *day* after *events*, the ledger being complete."""
    invoice = sheet(
        "1", acts=(act(1, day, "VIM", coefficient=act(1, day).coefficient, prescription=1),), direct_access=True
    )
    history = {
        DIRECT_SESSIONS: Fact(tuple(sorted(events, key=lambda one: one.day)), date(2000, 1, 1)),
        YEAR_VOLUME: Fact((), date(2000, 1, 1)),
    }
    context = Context(lines={1: LineContext(diagnosis=diagnosis)}, structure="msp", **known)
    return list(rule.check(invoice, Facts(day, context, history, ledger=True), LAW))


def three_months_later(day: date) -> date:
    """The same day of the third month after, its last day where it has none: counted month by month."""
    year, month = (day.year, day.month + 3) if day.month < 10 else (day.year + 1, day.month - 9)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("a month has a first day")


@pytest.mark.parametrize("last", [date(2025, 1, 1) + n * DAY for n in range(0, 800, 5)] + [date(2025, 11, 30)], ids=str)
def test_a_run_ends_three_months_after_its_last_session(last: date) -> None:
    """The day before, the ninth session is of the same run; on the day another one begins."""
    before = [event(last - n * DAY) for n in range(8)]
    day = three_months_later(last)

    assert ["too-many-sessions"] == [item.message for item in said(direct_access.adi003, day - DAY, before)]
    assert [] == said(direct_access.adi003, day, before)
    assert ["over-in-all"] == [item.message for item in said(direct_access.adi007, day, before)]


@pytest.mark.parametrize("earlier", range(12))
def test_the_rank_decides(earlier: int) -> None:
    """Eight pass, the seventh and the eighth are announced, the ninth is refused; with a diagnosis none is counted."""
    before = [event(FIRST + n * DAY) for n in range(earlier)]
    day = FIRST + 30 * DAY

    assert (earlier >= 8) == bool(said(direct_access.adi003, day, before))
    assert (earlier in {6, 7}) == bool(said(direct_access.adi004, day, before))
    assert [] == said(direct_access.adi003, day, before, diagnosis=True)
    assert [] == said(direct_access.adi003, day, [one._replace(diagnosis=True) for one in before])


@pytest.mark.parametrize(("diagnosis", "what"), [(None, "context.diagnosis"), (False, "ledger.diagnosis")])
def test_where_a_diagnosis_is_not_known_the_ranks_that_are_sure_are_told(diagnosis: bool | None, what: str) -> None:
    """Of eight earlier sessions one may have had its own: seven are sure, and this one where its own is known."""
    before = [event(FIRST + n * DAY, diagnosis=None if n == 0 else False) for n in range(8)]
    [lacking] = said(direct_access.adi007, three_months_later(FIRST + 7 * DAY), before, diagnosis=diagnosis)

    assert isinstance(lacking, Missing)
    assert (lacking.what, lacking.params) == (what, {"counted": 7 + (diagnosis is False), "limit": 8})


def by_hand(days: list[date], day: date, from_first: bool) -> int:
    """The rank of *day* in its run, the days being walked one by one."""
    rank, start = 0, None
    for one in [*sorted(days), day]:
        if start is None or one >= three_months_later(start):
            rank = 0
        if rank == 0 or not from_first:
            start = one
        rank += 1
    return rank


@given(
    st.lists(st.tuples(st.integers(400, 509), st.sampled_from([True, False, False, None])), max_size=20),
    st.sampled_from([True, False, None]),
    st.booleans(),
)
def test_what_is_not_known_is_never_decided(
    earlier: list[tuple[int, bool | None]], own: bool | None, experiment: bool
) -> None:
    """Refused only where the ninth is sure, passed only where it is excluded, whatever the unknown diagnoses are."""
    day = FIRST + 510 * DAY
    events = [event(FIRST + n * DAY, diagnosis=known) for n, known in sorted(earlier, key=lambda one: one[0])]
    invoice = sheet("1", acts=(act(1, day, "VIM", prescription=1),), direct_access=True)
    history = {DIRECT_SESSIONS: Fact(tuple(events), date(2000, 1, 1)), YEAR_VOLUME: Fact((), date(2000, 1, 1))}
    structure = "cptsExperimentation" if experiment else "msp"
    context = Context(lines={1: LineContext(diagnosis=own)}, structure=structure)
    answer = list(direct_access.adi003.check(invoice, Facts(day, context, history, ledger=True), LAW))
    sure = by_hand([one.day for one in events if one.diagnosis is False], day, experiment)
    possible = by_hand([one.day for one in events if one.diagnosis is not True], day, experiment)

    if own is True or max(sure, possible) <= 8:
        assert [] == answer
    else:
        assert [own is False and min(sure, possible) > 8] == [isinstance(item, Defect) for item in answer]


def told(
    rule, lines: list[tuple[date, bool | None]], events: list[Event], since: date | None = date(2000, 1, 1)
) -> list[tuple[str, int | None]]:
    """What a rule says of a sheet of these sessions (day, whether there was a diagnosis), and of which line."""
    acts = tuple(act(rank, day, "VIM", coefficient=Decimal("8.11")) for rank, (day, _) in enumerate(lines, 1))
    known = {rank: LineContext(diagnosis=diagnosis) for rank, (_, diagnosis) in enumerate(lines, 1)}
    history = {DIRECT_SESSIONS: Fact(tuple(events), date(2000, 1, 1)), YEAR_VOLUME: Fact((), since)}
    facts = Facts(max(day for day, _ in lines), Context(lines=known, structure="msp"), history, ledger=True)
    found = rule.check(sheet("1", acts=acts, direct_access=True), facts, LAW)
    return [(one.message if isinstance(one, Defect) else one.what, one.act) for one in found]


def test_sessions_of_one_day_are_of_one_run() -> None:
    """Whether an earlier invoice or the sheet holds them."""
    before = [event(FIRST)] * 7

    assert [("too-many-sessions", 2)] == told(direct_access.adi003, [(FIRST, False)] * 2, before)


def test_sessions_are_counted_by_their_days() -> None:
    """Wherever they stand on the sheet; one with a diagnosis hides none after it."""
    before = [event(FIRST)] * 7
    lines = [(FIRST + 2 * DAY, False), (FIRST, True), (FIRST + DAY, False)]

    assert [("too-many-sessions", 1)] == told(direct_access.adi003, lines, before)


def test_of_a_session_too_many_in_its_run_the_other_reading_says_nothing() -> None:
    """It speaks of the session of a later run."""
    lines = [(FIRST, False), (three_months_later(FIRST), False)]

    assert [("over-in-all", 2)] == told(direct_access.adi007, lines, [event(FIRST)] * 8)


@pytest.mark.parametrize(("early", "found"), [(0, []), (1, [("too-many-sessions", 1)])])
def test_a_run_that_ended_is_not_taken_up_again(early: int, found: list[tuple[str, int | None]]) -> None:
    """Three months after eight sessions another run began: the day after is its second session."""
    second = three_months_later(FIRST) - early * DAY
    before = [*[event(FIRST)] * 8, event(second)]

    assert found == told(direct_access.adi003, [(second + DAY, False)], before)


def test_a_run_goes_on_while_its_sessions_follow_each_other() -> None:
    """Two months from one to the next, more than three from the first to the last."""
    before = [event(FIRST + n * 60 * DAY) for n in range(8)]

    assert [("too-many-sessions", 1)] == told(direct_access.adi003, [(FIRST + 480 * DAY, False)], before)


@pytest.mark.parametrize(("since", "found"), [(date(2000, 1, 1), []), (None, [("ledger.direct_sessions", 1)])])
def test_the_mk_who_bills_must_have_made_his_own_claim(since: date | None, found: list[tuple[str, int]]) -> None:
    """Those of his colleagues are not enough."""
    assert found == told(direct_access.adi003, [(FIRST, False)], [], since)
