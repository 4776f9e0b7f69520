"""Duplicates: both sides of the year of a number and of the time to bill."""

from datetime import date, timedelta

import pytest
from attrs import evolve

from fsecheck.model.context import Context
from fsecheck.model.invoice import Patient
from fsecheck.rules import duplicates
from tests.rules.care import DAY, LAW, facts, history, invoice, line, messages, prescription

QUARTERS = [date(year, month, 1) for year in range(2024, 2029) for month in (1, 4, 7, 10)]


@pytest.mark.parametrize("day", [date(2024, 2, 22) + place * 3 * DAY for place in range(300)], ids=str)
def test_an_act_is_billed_for_two_years_from_the_quarter_after_it(day):
    """The last day is lawful, the day after warns; the quarters are written out."""
    following = next(quarter for quarter in QUARTERS if quarter > day)
    last = following.replace(year=following.year + 2)
    written = [prescription(written=day)]
    for drawn_up, expected in ((last, []), (last + DAY, ["too-old"])):
        of = invoice(line(1, day), prescriptions=written, drawn_up=drawn_up)
        assert expected == messages(duplicates.dup003, of, facts())


@pytest.mark.parametrize("drawn_up", [date(2025, 1, 1) + place * 7 * DAY for place in range(104)], ids=str)
def test_a_number_is_taken_for_a_year(drawn_up):
    """The same day next year is refused, the day after warned of; a later invoice counts as an earlier one."""
    year = drawn_up.replace(year=drawn_up.year + 1)
    for then, expected in ((year, "DUP001"), (year + DAY, "DUP004")):
        for first, second in ((drawn_up, then), (then, drawn_up)):
            earlier = history(invoice(line(1, first), number="9", drawn_up=first))
            of = invoice(line(1, second), drawn_up=second)
            rules = [rule.id for rule in (duplicates.dup001, duplicates.dup004) if messages(rule, of, facts(*earlier))]
            assert [expected] == rules


@pytest.mark.parametrize(("act", "number"), [("desencombrement-urgent", 2), ("mucoviscidose", 2), ("vestibulaire", 1)])
def test_an_act_is_billed_as_often_as_its_day_admits(act, number):
    """One more is a duplicate."""
    day = date(2026, 3, 2)
    version = LAW.nomenclature_table.versions_of(act, day)[0]
    one = line(1, day, version.letter, str(version.coefficient))
    of = invoice(one)
    for before, expected in ((number - 1, []), (number, ["twice"])):
        earlier = history(*[invoice(one, number=str(place)) for place in range(before)])
        assert expected == messages(duplicates.dup002, of, facts(*earlier))


def test_the_same_coefficient_at_a_distance_may_be_another_act():
    """Under another prescription nothing is affirmed, under the same one it is a duplicate."""
    day = date(2026, 3, 2)
    one = line(1, day, "TMK", "8.11", remote=True)
    earlier = history(invoice(one, number="1"))
    other = invoice(one, prescriptions=[prescription(written=day - timedelta(days=1))])

    assert ["twice"] == messages(duplicates.dup002, invoice(one), facts(*earlier))
    assert ["context.act"] == messages(duplicates.dup002, other, facts(*earlier))


@pytest.mark.parametrize(("age", "screening", "expected"), [(76, True, ["twice"]), (76, None, []), (76, False, [])])
def test_a_screening_without_prescription_is_billed_once_a_day(age, screening, expected):
    """AMK 10 is that act where the context says so; else it may be another bilan each time."""
    day = date(2026, 9, 10)
    old = Patient(nir="1850699999001", nir_key="97", birth=f"{day.year - age}0101", rank="1")
    of = evolve(invoice(line(1, day, "AMK", "10", prescription=None), patient=old), prescriptions=())
    known = facts(*history(evolve(of, number="1")), context=Context(frailty_screening=screening))

    assert expected == messages(duplicates.dup002, of, known)
