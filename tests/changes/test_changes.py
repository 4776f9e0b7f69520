"""Between two days of the law, or two settings: which sheets change, by which rule, for how many euros."""

from datetime import date
from decimal import Decimal

import pytest

from fsecheck import Checker
from fsecheck.changes import between, due, total
from fsecheck.model.finding import Finding, Place
from fsecheck.settings import Settings
from tests.authoring import act, lot, sheet
from tests.fixtures import cases, documents
from tests.rules.care import line

TODAY = date(2026, 10, 5)
OLD, NEW = Checker(as_of=date(2025, 7, 1)), Checker(as_of=date(2026, 9, 1))
LUMBAR = act(code="RAM", coefficient="8.08")


def changes(data, sides=(OLD, NEW), context=None):
    """What differs for a document."""
    return list(between(data, context, sides, TODAY))


def advice(rank=1, rule="TAR001", **suggested):
    """A finding with a suggestion."""
    return Finding(rule, "error", "other-value", Place(act=rank), {}, suggested=suggested)


@pytest.mark.parametrize(
    ("suggested", "euros"),
    [
        ({}, "17.86"),
        ({"prixUnitaire": "2.50"}, "20.20"),
        ({"coefficient": "9.00"}, "19.89"),
        ({"quantite": 2}, "35.71"),
        ({"prixUnitaire": "2.50", "coefficient": "9.00"}, "22.50"),
        ({"base": "18.00"}, "18.00"),
        ({"code": "RSM"}, "17.86"),
    ],
    ids=str,
)
def test_what_is_due_is_the_base_with_what_a_rule_suggests(suggested, euros):
    """Price, coefficient and quantity make the base again, rounded half-up once; a base given is the base."""
    own = line(1, TODAY, base=Decimal("17.86"), unit_price=Decimal("2.21"), coefficient="8.08")

    assert due(own, [advice(**suggested)]) == Decimal(euros)


def test_a_majoration_stays_on_top_of_another_price():
    """What is not the product of price, quantity and coefficient is kept; a rule that knows it says it."""
    own = line(1, TODAY, base=Decimal("27.01"), unit_price=Decimal("2.21"), coefficient="8.08")
    known = advice(rule="TAR002", base="20.00", arithmetic={"majoration": "2.14"})

    assert due(own, [advice(prixUnitaire="2.50")]) == Decimal("29.35")
    assert due(own, [advice(prixUnitaire="2.50"), known]) == Decimal("22.34")


def test_a_suggestion_for_another_act_changes_nothing():
    """Only the findings of the act count."""
    assert due(line(1, TODAY, base=Decimal("17.86")), [advice(2, prixUnitaire="9.00")]) == Decimal("17.86")


def test_a_sheet_that_both_sides_judge_alike_does_not_differ():
    """The same day on both sides changes nothing."""
    (same,) = changes(sheet(), (NEW, NEW))

    assert (same.differs, same.rules, same.amounts, same.difference) == (False, (), (), Decimal("0.00"))


def test_a_new_coefficient_is_told_with_its_rule_and_its_euros():
    """An act whose coefficient changed between both days: the rule, the amounts, the difference."""
    (change,) = changes(sheet(actes=[LUMBAR]))
    (rule,) = [one for one in change.rules if one.rule == "NOM002"]

    assert change.differs
    assert {change.before.verdict, change.after.verdict} == {"accept", "reject"}
    assert {rule.before, rule.after} == {"passed", "violated"}
    assert rule.difference == change.difference == change.amounts[0].after - change.amounts[0].before != 0


def test_a_note_that_comes_or_goes_costs_nothing():
    """A rule that only lacks a fact on one side has no euros to its name."""
    (change,) = changes(sheet(actes=[LUMBAR]))
    notes = [one for one in change.rules if "undecided" in {one.before, one.after}]

    assert notes
    assert {one.difference for one in notes} == {Decimal("0.00")}


def test_the_sheets_of_a_lot_are_told_apart():
    """Each sheet of a document has its rank and its own difference; the sum is that of all."""
    found = changes(lot(sheet(actes=[LUMBAR]), sheet(actes=[LUMBAR, {**LUMBAR, "date": "2026-03-03"}])))

    assert [one.sheet for one in found] == [1, 2]
    assert found[1].difference == 2 * found[0].difference
    assert total(found) == 3 * found[0].difference


def test_two_settings_are_compared_too():
    """A strict setting makes another rule speak: the verdict changes and no amount does."""
    (case,) = [one for one in cases() if one.name == "SER001-reading-C-refuses-A-reject"]
    (data, context), *_ = documents(case)
    sides = Checker(settings=Settings()), Checker(settings=case.settings)

    (change,) = changes(data, sides, context)

    assert (change.before.verdict, change.after.verdict) == ("accept", "reject")
    assert "SER001" in {one.rule for one in change.rules}
    assert change.difference == Decimal("0.00")


def test_a_document_that_cannot_be_read_is_compared_all_the_same():
    """Both sides refuse it alike."""
    (same,) = changes(b"<fse")

    assert not same.differs
