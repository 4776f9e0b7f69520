"""
French public holidays, 2024 to 2030: ``law.public_holidays.names(day, "guadeloupe")``.

A dated table of ours: what is closed by local custom alone is not in it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from fsecheck.model.citation import Source

NATIONAL: Final = "national"
ALSACE_MOSELLE: Final = "alsaceMoselle"


class PublicHolidays:
    """The table of public holidays, by place."""

    def __init__(self, raw: Mapping[str, Mapping[str, Any]]) -> None:
        self.first_day = date.fromisoformat(raw["about"]["first_day"])
        self.last_day = date.fromisoformat(raw["about"]["last_day"])
        self._raw = raw
        rows = raw["days"].values()
        self._days: dict[tuple[str, str], str] = {
            (place, day): name for place, name, _, days, __ in rows for day in days
        }
        self._sources: dict[str, str] = {row[0]: row[4] for row in rows}

    def known(self, day: date) -> bool:
        """Whether the table covers that day."""
        return self.first_day <= day <= self.last_day

    def names(self, day: date, *places: str) -> tuple[str, ...]:
        """The holidays of that day, national and of *places* (``alsaceMoselle``, ``guadeloupe`` ...); empty: none."""
        text = day.isoformat()
        return tuple(self._days[place, text] for place in (NATIONAL, *places) if (place, text) in self._days)

    def anywhere(self, day: date) -> tuple[str, ...]:
        """The places where that day is a holiday, ``national`` among them; empty: nowhere in France."""
        text = day.isoformat()
        return tuple(sorted(place for place, of in self._days if of == text))

    def places(self) -> tuple[str, ...]:
        """Every place of the table, sorted."""
        return tuple(sorted(self._sources))

    def source(self, place: str) -> Source:
        """The text that makes the holidays of a place. Raises LookupError where the table has none."""
        if place not in self._sources:
            raise LookupError(f"no public holiday of {place}")
        return Source(*self._raw["sources"][self._sources[place]])
