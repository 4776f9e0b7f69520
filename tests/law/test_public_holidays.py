"""The calendar, 2024 to 2030, against a library that keeps one."""

from datetime import date, timedelta
from typing import Any

import pytest

from fsecheck.law.lawset import Law

NATIONAL = 11
#: Places of ours, by the library's subdivision.
SUBDIVISIONS = {
    "alsaceMoselle": "57",
    "guadeloupe": "971",
    "martinique": "972",
    "guyane": "973",
    "reunion": "974",
    "mayotte": "976",
    "saintBarthelemy": "BL",
    "saintMartin": "MF",
}


def days() -> list[date]:
    of = Law().public_holidays
    return [of.first_day + timedelta(days=n) for n in range((of.last_day - of.first_day).days + 1)]


def test_eleven_national_holidays_a_year() -> None:
    of = Law().public_holidays

    for year in range(2024, 2031):
        assert sum(len(of.names(day)) for day in days() if day.year == year) == NATIONAL


@pytest.mark.parametrize(
    ("day", "places", "name"),
    [
        ("2026-04-06", (), "Lundi de Pâques"),
        ("2026-05-14", (), "Ascension"),
        ("2024-05-20", (), "Lundi de Pentecôte"),
        ("2026-04-03", ("alsaceMoselle",), "Vendredi saint"),
        ("2026-12-26", ("alsaceMoselle",), "Saint-Étienne"),
        ("2026-05-22", ("martinique",), "Abolition de l'esclavage"),
        ("2026-12-20", ("reunion",), "Abolition de l'esclavage"),
    ],
)
def test_a_holiday_is_one_where_it_is(day: str, places: tuple[str, ...], name: str) -> None:
    of = Law().public_holidays

    assert of.names(date.fromisoformat(day), *places) == (name,)
    assert of.anywhere(date.fromisoformat(day)) == (places or ("national",))
    if places:
        assert of.names(date.fromisoformat(day)) == ()


def test_an_ordinary_day_is_none_anywhere() -> None:
    of = Law().public_holidays

    assert of.names(date(2026, 6, 1), *of.places()) == ()
    assert of.anywhere(date(2026, 6, 1)) == ()


def test_the_years_it_knows() -> None:
    of = Law().public_holidays

    assert of.known(date(2024, 1, 1))
    assert of.known(date(2030, 12, 31))
    assert not of.known(date(2023, 12, 31))
    assert not of.known(date(2031, 1, 1))


def test_each_place_has_its_text_and_is_a_territory() -> None:
    law = Law()
    of = law.public_holidays

    assert all(of.source(place).text for place in of.places())
    assert set(law.tariff.territories.at(date(2026, 1, 1)).values()) <= set(of.places())
    with pytest.raises(LookupError):
        of.source("lyon")


@pytest.mark.parametrize("place", ["national", *SUBDIVISIONS])
def test_a_library_says_the_same(place: str) -> None:
    """What local custom adds (Mi-Carême, Victor Schœlcher ...) is the library's alone."""
    holidays: Any = pytest.importorskip("holidays")
    of = Law().public_holidays
    years = range(2024, 2031)
    national = set(holidays.country_holidays("FR", years=years))
    theirs = set(holidays.country_holidays("FR", subdiv=SUBDIVISIONS.get(place), years=years))
    ours = {day for day in days() if of.names(day, place)}

    assert ours <= theirs
    if place in {"national", "alsaceMoselle"}:
        assert ours == theirs
    assert {day for day in days() if of.names(day)} == national
