"""Two halves of a series in one ledger, and what an unmarked bilan does to a series."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fsecheck.law.lawset import Law
from fsecheck.model.context import Context
from fsecheck.model.facts import SERIES, Event, Fact, Facts
from fsecheck.model.finding import Defect, Missing
from fsecheck.rules import series
from tests.ledger.sheets import act, sheet

LAW = Law()
DAY = date(2026, 3, 2)


def event(day: date, code: str, coefficient: str, *, remote: bool) -> Event:
    return Event(
        day=day, code=code, coefficient=coefficient, quantity=1, number="9", line=1, mk="1", remote=remote, place="",
        direct=False, diagnosis=None, region="", mode="securise", prescription="", series="S1", session="", visit="",
        agreement="", reimbursable=True, drawn_up=day,
    )  # fmt: skip


def said(rule, acts, *events: Event, mode: str = "degrade", **known) -> list[Defect | Missing]:
    """What a rule says of a sheet of the series S1, beside those events of it."""
    context = Context(**{"series": "S1", "software_approved": False, **known})
    facts = Facts(DAY, context, {SERIES: Fact(events)}, ledger=True)
    return list(rule.check(sheet("1", acts=tuple(acts), mode=mode), facts, LAW))


@pytest.mark.parametrize(
    ("code", "coefficient", "overlaps"),
    [("TMK", "8.11", True), ("VIM", "8.11", True), ("ARL", "10", False), ("ARL", "8.49", False), ("RPB", "8", False)],
)
def test_an_act_on_both_halves_overlaps(code: str, coefficient: str, overlaps: bool) -> None:
    """The same act of the same day is on both sheets, unless the text admits two of it a day."""
    remote = code == "TMK"
    line = act(1, DAY, code, coefficient=Decimal(coefficient))
    answer = said(series.ser006, [line], event(DAY, code, coefficient, remote=remote), series_mixed=False)

    assert [DAY] * overlaps == [
        item.params["day"] for item in answer if isinstance(item, Defect) and item.message == "overlap"
    ]


def test_one_half_alone_contradicts_nothing() -> None:
    """The on-site half of a series said to end remote is sent first: the other is to come, nothing is wrong yet."""
    [lacking] = said(series.ser006, [act(1, DAY, "VIM", coefficient=Decimal("8.11"))], series_last_remote=True)

    assert isinstance(lacking, Missing)
    assert "ledger.series" == lacking.what


@pytest.mark.parametrize("last", [False, None])
@pytest.mark.parametrize("mixed", [False, None])
def test_a_series_of_one_kind_is_no_half(last: bool | None, mixed: bool | None) -> None:
    """On site to its last act, with the card read: no other form is asked of it."""
    known = {"series_mixed": mixed, "series_last_remote": last, "card_readable": True}

    assert [] == said(series.ser008, [ON_SITE_LINE], mode=SECURED, **known)


def test_an_unmarked_bilan_of_a_remote_day_does_not_make_a_series_mixed() -> None:
    """AMK 10,7 beside TMK, card read, SESAM sans Vitale: W5 of a remote sheet, not E1 of a whole series."""
    remote = act(1, DAY, "TMK", coefficient=Decimal("8.11"))
    bilan = act(2, DAY, "AMK", coefficient=Decimal("10.7"))
    known = {"software_approved": True, "card_readable": True}

    assert [] == said(series.ser001, [remote, bilan], mode="sesamSansVitale", **known)
    assert ["card-read"] == [
        item.message for item in said(series.ser005, [remote, bilan], mode="sesamSansVitale", **known)
    ]


EVERY, REMOTE, ON_SITE = [1, 2], [2], [1]
ON_SITE_LINE = act(1, DAY, "VIM", coefficient=Decimal("8.11"))
REMOTE_LINE = act(2, DAY, "VIM", coefficient=Decimal("8.11"), remote=True)
SECURED, WITHOUT_CARD, DEGRADED = "securise", "sesamSansVitale", "degrade"


@pytest.mark.parametrize(
    ("last_remote", "approved", "reading", "bills"),
    [
        (True, True, None, [(EVERY, WITHOUT_CARD)]),
        (True, True, "A", [(REMOTE, WITHOUT_CARD), (ON_SITE, SECURED)]),
        (True, True, "B", [(EVERY, WITHOUT_CARD)]),
        (True, False, None, [(REMOTE, DEGRADED), (ON_SITE, SECURED)]),
        (True, False, "A", [(REMOTE, DEGRADED), (ON_SITE, SECURED)]),
        (True, False, "B", [(EVERY, DEGRADED)]),
        (False, True, None, [(EVERY, SECURED)]),
        (False, True, "A", [(EVERY, SECURED)]),
        (False, True, "B", [(REMOTE, WITHOUT_CARD), (ON_SITE, SECURED)]),
        (False, False, None, [(EVERY, SECURED)]),
        (False, False, "B", [(REMOTE, DEGRADED), (ON_SITE, SECURED)]),
    ],
)
def test_a_mixed_series_is_billed_by_its_reading(
    last_remote: bool, approved: bool, reading: str | None, bills: list[tuple[list[int], str]]
) -> None:
    """By the readings A and B of the chart, and by the preferred one; its last act is of the day after."""
    acts = [ON_SITE_LINE, REMOTE_LINE]
    acts[last_remote] = acts[last_remote]._replace(day=DAY + timedelta(days=1))
    known = {"card_readable": True, "software_approved": approved, "series_reading": reading}
    rule, mode = (series.ser004, DEGRADED) if approved else (series.ser003, WITHOUT_CARD)
    [found] = said(rule, acts, mode=mode, **known)

    assert [{"acts": lines, "mode": by} for lines, by in bills] == found.params["split"]


@pytest.mark.parametrize("half", [True, False])
def test_remote_lines_alone_are_one_bill(half: bool) -> None:
    """Half of a mixed series, or all of one that is not; an unmarked bilan of a remote day is beside them."""
    bilan = act(1, DAY, "AMK", coefficient=Decimal("10.7"))
    acts = [REMOTE_LINE] if half else [bilan, REMOTE_LINE]
    known = {"software_approved": True, "series_mixed": half, "series_last_remote": True, "series_reading": "A"}
    [found] = said(series.ser004, acts, **known)

    assert [{"acts": REMOTE if half else EVERY, "mode": WITHOUT_CARD}] == found.params["split"]
