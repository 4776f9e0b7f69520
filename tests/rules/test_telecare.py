"""Télésoin: both sides of every date and of the cap, against counts made another way."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from fsecheck.law.lawset import Law
from fsecheck.model.context import Context
from fsecheck.model.facts import LATER_IN_LOT, PATIENT_ACTS, YEAR_VOLUME, Fact, Facts, Volume
from fsecheck.model.finding import Defect, Missing
from fsecheck.model.invoice import Invoice, Patient
from fsecheck.rules import telecare
from tests.ledger.sheets import CHILD, act, sheet

LAW = Law()
DAY = timedelta(days=1)
TABLE = LAW.nomenclature_table


def facts(context: Context | None = None, volumes: tuple[Volume, ...] = ()) -> Facts:
    """A complete history of a patient never seen, and of that much activity."""
    whole = Fact((), date(2000, 1, 1), volumes)
    history = {PATIENT_ACTS: whole, YEAR_VOLUME: whole, LATER_IN_LOT: Fact()}
    return Facts(date(2026, 12, 31), context or Context(), history, ledger=True)


def tmk(*days: date, coefficient: str = "8.11", patient: Patient = CHILD) -> Invoice:
    lines = tuple(
        act(rank, day, "TMK", coefficient=Decimal(coefficient), remote=True) for rank, day in enumerate(days, 1)
    )
    return sheet("1", acts=lines, patient=patient)


def said(rule, invoice: Invoice, known: Facts) -> list[Defect | Missing]:
    return list(rule.check(invoice, known, LAW))


def anniversary(day: date) -> date:
    """The same day a year later, the last of February where it has none."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


@pytest.mark.parametrize("seen", [date(2024, 2, 22) + n * DAY for n in range(0, 760, 3)] + [date(2024, 2, 29)], ids=str)
def test_a_patient_is_known_until_the_same_day_a_year_later(seen: date) -> None:
    """The anniversary is lawful, the day after it is not; after a 28 February, nor is the 29th refused."""
    last = anniversary(seen)
    if (last.month, last.day) == (2, 28) and (last + DAY).day == 29:
        last += DAY
    for day, known in ((last, True), (last + DAY, False)):
        answer = said(telecare.tel004, tmk(day), facts(Context(last_presence=seen)))
        assert known == (answer == [])


@pytest.mark.parametrize(
    "born", [date(2007, 12, 30) + n * DAY for n in range(0, 800, 7)] + [date(2008, 2, 29)], ids=str
)
def test_a_minor_is_of_age_on_the_eighteenth_birthday(born: date) -> None:
    """Alone the day before: refused; on the day: lawful; born on 29 February, on 1 March."""
    birthday = born + DAY if (born.month, born.day) == (2, 29) else born
    birthday = birthday.replace(year=birthday.year + 18)
    patient = Patient(nir=CHILD.nir, nir_key=CHILD.nir_key, birth=born.strftime("%Y%m%d"), rank="1")
    alone = Context(lines={1: Context().line(1)._replace(adult_present=False)})

    assert ["minor-alone"] == [
        item.message for item in said(telecare.tel006, tmk(birthday - DAY, patient=patient), facts(alone))
    ]
    assert [] == said(telecare.tel006, tmk(birthday, patient=patient), facts(alone))


@pytest.mark.parametrize("remote", range(41))
@pytest.mark.parametrize("total", [40, 99, 100, 101, 205])
def test_the_cap_is_passed_one_act_above_a_fifth(remote: int, total: int) -> None:
    """This sheet's act included; and the acts that are said to bring the year back do, one less does not."""
    year = Volume(2026, remote, total)
    over = Fraction(remote + 1, total + 1) > Fraction(1, 5)
    answer = said(telecare.tel009, tmk(date(2026, 1, 15)), facts(volumes=(year,)))

    assert over == bool(answer)
    for item in answer:
        back = item.params["back"]
        assert Fraction(remote + 1, total + 1 + back) <= Fraction(1, 5) < Fraction(remote + 1, total + back)


@pytest.mark.parametrize("declared", [None, 0, 95, 100, 104, 105, 200])
@pytest.mark.parametrize("last", [None, 95, 100, 104, 105, 200])
@pytest.mark.parametrize("enforcement", ["annual", "running", "never"])
def test_one_over_is_refused_by_the_larger_reference_alone(
    declared: int | None, last: int | None, enforcement: str
) -> None:
    """Twenty-one of a hundred: over the year; refused where a fifth of the reference is passed too."""
    volumes = (Volume(2026, 20, 99), *([Volume(2025, 0, last)] if last else []))
    context = Context(annual_volume=declared, cap_enforcement=enforcement)
    [*answer] = said(telecare.tel011, tmk(date(2026, 1, 15)), facts(context, volumes))
    reference = max(declared or 0, last or 0)

    if enforcement == "never":
        assert [] == answer
    elif enforcement == "running":
        assert [100] == [item.params["reference"] for item in answer]
    elif not reference:
        assert ["ledger.reference_volume"] == [item.what for item in answer]
    else:
        assert ([reference] if 21 * 5 > reference else []) == [item.params["reference"] for item in answer]


@pytest.mark.parametrize("day", [date(2024, 2, 22), date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 28)], ids=str)
def test_every_act_of_the_day_that_is_open_may_be_remote(day: date) -> None:
    """No open coefficient is refused or doubted on a day of its own; every closed one is refused."""
    for version in TABLE.acts_on(day):
        invoice = tmk(day, coefficient=str(version.coefficient))
        closed = said(telecare.tel002, invoice, facts())
        doubts = said(telecare.tel012, invoice, facts())
        others = {other.act.remote for other in TABLE.acts_on(day) if other.coefficient == version.coefficient}

        assert (version.act.remote == "closed") == bool(closed)
        assert ("doubtful" in others) == bool(doubts)


def test_a_coefficient_of_no_act_is_refused() -> None:
    """Among all the coefficients with two decimals, those of some act at some date and no others."""
    some = {version.coefficient for day in (date(2024, 2, 22), date(2026, 1, 1), date(2026, 5, 28), date(2026, 9, 1),
            date(2027, 7, 1)) for version in TABLE.acts_on(day)}  # fmt: skip
    for cents in range(700, 1300):
        coefficient = Decimal(cents) / 100
        answer = said(telecare.tel002, tmk(date(2026, 3, 2), coefficient=str(coefficient)), facts())
        assert (coefficient in some) == (answer == []) or coefficient == Decimal("8.49")
