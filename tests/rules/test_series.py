"""Two halves of a series in one ledger, and what an unmarked bilan does to a series."""

from datetime import date
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

    assert overlaps == ("overlap" in [item.message for item in answer if isinstance(item, Defect)])


def test_one_half_alone_contradicts_nothing() -> None:
    """The on-site half of a series said to end remote is sent first: the other is to come, nothing is wrong yet."""
    [lacking] = said(series.ser006, [act(1, DAY, "VIM", coefficient=Decimal("8.11"))], series_last_remote=True)

    assert isinstance(lacking, Missing)
    assert "ledger.series" == lacking.what


def test_an_unmarked_bilan_of_a_remote_day_does_not_make_a_series_mixed() -> None:
    """AMK 10,7 beside TMK, card read, SESAM sans Vitale: W5 of a remote sheet, not E1 of a whole series."""
    remote = act(1, DAY, "TMK", coefficient=Decimal("8.11"))
    bilan = act(2, DAY, "AMK", coefficient=Decimal("10.7"))
    known = {"software_approved": True, "card_readable": True}

    assert [] == said(series.ser001, [remote, bilan], mode="sesamSansVitale", **known)
    assert ["card-read"] == [
        item.message for item in said(series.ser005, [remote, bilan], mode="sesamSansVitale", **known)
    ]
