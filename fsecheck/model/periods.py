"""Spans of days as the law counts them: months from date to date, ages, civil years."""

from datetime import date, timedelta
from typing import Final

_SHORTEST: Final = 28
"""Days that every month has."""


def add_months(day: date, months: int) -> date:
    """
    The same day of the month, *months* later (or earlier); the month's last day where it has none.

    >>> add_months(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= _SHORTEST:
        return date(year, month + 1, day.day)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def within_months(earlier: date, later: date, months: int) -> bool:
    """Whether *later* comes at most *months* after *earlier*, the same day of the month included."""
    return earlier <= later <= add_months(earlier, months)


def age_on(birth: date, day: date) -> int:
    """Completed years on *day*; negative before the birth."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_bounds(birth: str, day: date) -> tuple[int, int]:
    """
    The least and the greatest age possible on *day* for a birth written AAAAMMJJ.

    A lunar or fictive date names a year at least: the age is then one of two.
    """
    try:
        age = age_on(date(int(birth[:4]), int(birth[4:6]), int(birth[6:8])), day)
    except ValueError:
        years = day.year - int(birth[:4])
        return max(years - 1, 0), years
    return age, age
