"""The rhythm of the bilan, rank by rank, against ranks written out."""

import pytest

from fsecheck.model.context import Context, LineContext
from fsecheck.rules import assessment
from fsecheck.rules.treatment import treatments
from tests.rules.care import DAY, LAW, START, days, facts, history, invoice, line, messages

STANDARD = ("RAM", "8.11", "10.7", (1, 30, 50, 70, 90, 110, 130))
NEUROLOGICAL = ("NMI", "9", "10.8", (1, 60, 110))
LAST = 132


def treatment(rank, code, coefficient, bilan, marks):
    """The sessions before *rank* with their bilans at *marks*."""
    dates = days(LAST)
    lines = []
    for place in range(1, rank):
        if place in marks:
            lines.append(line(0, dates[place - 1], "AMK", bilan))
        lines.append(line(0, dates[place - 1], code, coefficient))
    return [invoice(*lines[start : start + 90], number=str(start)) for start in range(0, len(lines), 90)]


@pytest.mark.parametrize("rank", range(2, LAST))
@pytest.mark.parametrize(("code", "coefficient", "bilan", "marks"), [STANDARD, NEUROLOGICAL])
def test_a_bilan_is_lawful_at_its_ranks_and_at_no_other(rank, code, coefficient, bilan, marks):
    """With every earlier bilan billed on time: nothing at a due rank, a refusal nearby, a warning farther."""
    day = days(LAST)[rank - 1]
    known = facts(*history(*treatment(rank, code, coefficient, bilan, marks)))
    of = invoice(line(1, day, "AMK", bilan), line(2, day, code, coefficient))
    since = rank - max(mark for mark in marks if mark < rank)
    expected = [] if rank in marks else ["BDK001"] if since < 10 else ["BDK005"]
    rules = [assessment.bdk001, assessment.bdk003, assessment.bdk004, assessment.bdk005]
    found = [rule.id for rule in rules if list(rule.check(of, known, LAW))]

    assert expected == found


@pytest.mark.parametrize("rank", range(2, LAST))
@pytest.mark.parametrize(("code", "coefficient", "bilan", "marks"), [STANDARD, NEUROLOGICAL])
def test_a_missing_bilan_is_told_at_its_ranks_and_at_no_other(rank, code, coefficient, bilan, marks):
    """With every earlier bilan billed on time."""
    day = days(LAST)[rank - 1]
    known = facts(*history(*treatment(rank, code, coefficient, bilan, marks)))
    of = invoice(line(1, day, code, coefficient))
    found = [one.params["rank"] for one in assessment.bdk003.check(of, known, LAW)]

    assert ([rank] if rank in marks else []) == found


@pytest.mark.parametrize(("couples", "due"), [([NEUROLOGICAL, STANDARD], [30]), ([STANDARD, NEUROLOGICAL], [])])
def test_each_session_follows_the_rhythm_of_its_own_act(couples, due):
    """A sheet whose act changes at the thirtieth session, where a bilan is due of one act and not of the other."""
    dates = days(30)
    known = facts(*history(*treatment(29, *NEUROLOGICAL[:3], (1,))))
    ends = zip(dates[-2:], couples, strict=True)
    of = invoice(*(line(rank, day, *couple[:2]) for rank, (day, couple) in enumerate(ends, 1)))

    assert due == [one.params["rank"] for one in assessment.bdk003.check(of, known, LAW)]


@pytest.mark.parametrize("late", range(31, 50))
def test_a_bilan_stays_due_until_it_is_billed(late):
    """That of the thirtieth session is lawful at any later one, and the fiftieth is due all the same."""
    code, coefficient, bilan, _ = STANDARD
    day = days(LAST)[late - 1]
    known = facts(*history(*treatment(late, code, coefficient, bilan, (1,))))
    fifty = facts(*history(*treatment(50, code, coefficient, bilan, (1, late))))
    again = days(LAST)[49]

    assert [] == list(assessment.bdk005.check(invoice(line(1, day, "AMK", bilan), line(2, day)), known, LAW))
    assert [] == list(assessment.bdk001.check(invoice(line(1, again, "AMK", bilan), line(2, again)), fifty, LAW))


def test_a_remote_bilan_is_a_bilan():
    """TMK 10,7 follows the same rhythm."""
    known = facts(*history(*treatment(5, *STANDARD)))
    day = days(5)[4]
    of = invoice(line(1, day, "TMK", "10.7", remote=True), line(2, day))

    assert ["too-close"] == [one.message for one in assessment.bdk001.check(of, known, LAW)]


@pytest.mark.parametrize(("stated", "expected"), [(True, 0), (None, 1), (False, 1)])
def test_a_stated_change_of_rehabilitation_opens_a_bilan(stated, expected):
    """What the software says goes before what the acts show."""
    known = facts(*history(*treatment(5, *STANDARD)), context=Context(treatment_change=stated))
    day = days(5)[4]

    of = invoice(line(1, day, "AMK", "10.7"), line(2, day))

    assert expected == len(list(assessment.bdk001.check(of, known, LAW)))


def test_two_bilans_of_the_first_day_under_one_prescription():
    """Nothing is due twice a day, whatever the history."""
    of = invoice(line(1, START, "AMK", "10.7"), line(2, START, "AMK", "10.7"), line(3, START))

    assert ["ledger.treatment", "too-close"] == messages(assessment.bdk001, of, facts(since=None))


@pytest.mark.parametrize("rule", [assessment.bdk001, assessment.bdk005])
def test_a_bilan_of_a_treatment_that_is_not_known_may_be_wrong_in_two_ways(rule):
    """Sessions that the history lacks may stand between: too close or not due."""
    of = invoice(line(1, START, "AMK", "10.7"), line(2, START), line(3, START + DAY, "AMK", "10.7"))

    assert "ledger.treatment" in messages(rule, of, facts(since=None))


@pytest.mark.parametrize(
    ("earlier", "now", "changed"),
    [("genou", "epaule", True), ("genou", "genou", False), ("", "epaule", False), ("genou", None, False)],
)
@pytest.mark.parametrize("of", [0, 1], ids=["bilan", "session"])
def test_rehabilitation_of_another_region_is_another(of, earlier, now, changed):
    """Told by the two bilans or by the sessions after each; where one of the two has no region nothing shows it."""
    before = [event for one in treatment(2, *STANDARD) for event in history(one)]
    before[of] = before[of]._replace(region=earlier)
    context = Context(lines={of + 1: LineContext(region=now)})
    sheet = invoice(line(1, START + DAY, "AMK", "10.7"), line(2, START + DAY))

    assert changed == (messages(assessment.bdk001, sheet, facts(*before, context=context)) == [])


@pytest.mark.parametrize("earlier", [True, False])
def test_what_was_not_billed_is_told_with_the_session_that_reached_it(earlier):
    """The first of all, and of the breast after ten: of the sheet, or of the history."""
    sessions = [line(0, day, "RAV", "15.5") for day in days(11)]
    last = line(0, days(12)[-1], "RAV", "15.5")
    before, sheet = (sessions, [last]) if earlier else ([], [*sessions, last])
    known = facts(*history(invoice(*before, number="1"))) if before else facts()
    [one] = treatments(invoice(*sheet), known, LAW).values()
    found = [one for one in assessment.unbilled(one, LAW, lambda _: True) if one.what != assessment.DUE]

    assert [(one.what, one.rank) for one in found] == [(assessment.INITIAL, 10), (assessment.BEFORE_MORE, 10)]
    assert [(one.event or one.act).day for one in found] == [days(10)[-1], days(11)[-1]]
    assert {(one.act is None, one.event is None) for one in found} == {(earlier, not earlier)}


@pytest.mark.parametrize(("couple", "found"), [(("RAM", "8.11"), ["too-close"]), (("RSM", "8.11"), [])])
def test_rehabilitation_by_another_act_is_another(couple, found):
    """Its sessions show it."""
    known = facts(*[event for one in treatment(2, *STANDARD) for event in history(one)])

    assert found == messages(
        assessment.bdk001, invoice(line(1, START + DAY, "AMK", "10.7"), line(2, START + DAY, *couple)), known
    )


@pytest.mark.parametrize(
    ("since", "now", "found"),
    [(None, "VSM", "ledger.treatment"), (START, "VSM", ""), (START, "NMI", ""), (None, "NMI", "")],
    ids=["a session of the other sort, history not known", "of both sorts", "of one sort", "of its day"],
)
def test_a_bilan_is_of_the_sessions_of_its_day(since, now, found):
    """That of the sixtieth neurological session may stand on the invoice of a session of another act, a day later."""
    dates = days(61)
    earlier = history(*treatment(61, *NEUROLOGICAL[:3], (1,))) if since else ()
    bilan = line(1, dates[59], "AMK", "10.8")
    then = line(2, dates[60] if now == "VSM" else dates[59], now, "8.1" if now == "VSM" else "9")

    assert ([found] if found else []) == messages(assessment.bdk002, invoice(bilan, then), facts(*earlier, since=since))


@pytest.mark.parametrize(("bilan", "found"), [("10.7", ["standard"]), ("10.8", [])])
def test_a_bilan_without_its_session_is_of_those_of_its_treatment(bilan, found):
    """The history shows them."""
    dates = days(12)
    known = facts(*history(*treatment(11, *NEUROLOGICAL[:3], (1,))))

    assert found == messages(assessment.bdk002, invoice(line(1, dates[-1], "AMK", bilan)), known)
