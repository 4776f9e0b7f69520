"""
The law set that a check reads: ``law.teleexpertise.requests_per_year.at(day)``.

Parameters are decoded from the image on first use. A law set is immutable once read and serves
several threads.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

from fsecheck.law import _image
from fsecheck.law.nomenclature import Nomenclature
from fsecheck.law.public_holidays import PublicHolidays
from fsecheck.law.timeline import Timeline, timeline

if TYPE_CHECKING:
    from fsecheck.law.overlay import Image, Overlay

_IMAGE: Final = cast("dict[str, dict[str, tuple[Any, ...]]]", _image.IMAGE)
_TABLES: Final = cast("dict[str, dict[str, dict[str, Any]]]", _image.TABLES)


class Chapter:
    """The parameters of one chapter, as attributes."""

    def __init__(self, name: str, raw: Mapping[str, tuple[Any, ...]], fixed: date | None) -> None:
        self._name = name
        self._raw = raw
        self._fixed = fixed

    def __getattr__(self, name: str) -> Timeline:
        """The parameter of that name, decoded once. Raises AttributeError where there is none."""
        if name.startswith("_") or name not in self._raw:
            raise AttributeError(f"the law has no value {self._name}.{name}")
        value = timeline(f"{self._name}.{name}", self._raw[name], self._fixed)
        setattr(self, name, value)
        return value


class Law:
    """
    The whole law set, in force at the date of each act.

    With *as_of*, every act is judged by the values of that one day. *overlays* are put over its values, *chapters*
    stand beside its own; both change its fingerprint. Raises OverlayError.
    """

    def __init__(
        self, as_of: date | None = None, overlays: "tuple[Overlay, ...]" = (), chapters: "Image | None" = None
    ) -> None:
        self.as_of = as_of
        self._values: dict[str, Timeline] = {}
        self._settled: dict[tuple[str, ...], date] = {}
        self.fingerprint: str = _image.IDENTITY
        self._image: Image = _IMAGE
        if overlays or chapters:
            from fsecheck.law.overlay import digest, overlaid  # noqa: PLC0415 - the law alone does not need it

            self._image = overlaid({**(chapters or {}), **_IMAGE}, overlays)
            self.fingerprint = digest((_image.IDENTITY, overlays, chapters))

    def __getattr__(self, name: str) -> Chapter:
        """The chapter of that name. Raises AttributeError where there is none."""
        if name.startswith("_") or name not in self._image:
            raise AttributeError(f"the law has no chapter {name}")
        chapter = Chapter(name, self._image[name], self.as_of)
        setattr(self, name, chapter)
        return chapter

    @cached_property
    def nomenclature_table(self) -> Nomenclature:
        """The acts of titre XIV."""
        return Nomenclature(_TABLES["nomenclature"], self.tariff.letter_values, self.as_of)

    @cached_property
    def public_holidays(self) -> PublicHolidays:
        """The public holidays of France; ``--as-of`` leaves the calendar alone."""
        return PublicHolidays(_TABLES["holidays"])

    def value(self, value_id: str) -> Timeline:
        """The parameter ``chapter.name``. Raises LookupError where there is none."""
        try:
            return self._values[value_id]
        except KeyError:
            pass
        chapter, _, name = value_id.partition(".")
        if name not in self._image.get(chapter, {}):
            raise LookupError(f"the law has no value {value_id}")
        found: Timeline = getattr(getattr(self, chapter), name)
        self._values[value_id] = found
        return found

    def first_day(self, value_id: str) -> date:
        """Since when something is asserted of a value, without reading it. Raises LookupError where there is none."""
        chapter, _, name = value_id.partition(".")
        if name not in self._image.get(chapter, {}):
            raise LookupError(f"the law has no value {value_id}")
        return date.fromisoformat(self._image[chapter][name][3][0][0])

    def settled(self, value_ids: tuple[str, ...]) -> date:
        """
        From which day on no later value of any of these is known: the lines of a sheet from then on have one each.

        Raises LookupError where there is no such value.
        """
        try:
            return self._settled[value_ids]
        except KeyError:
            pass
        last = max(self.value(value_id).last.since for value_id in value_ids)
        found = self._settled[value_ids] = date.min if self.as_of is not None else last
        return found

    def ids(self) -> Iterator[str]:
        """Id of every parameter, sorted."""
        return (f"{chapter}.{name}" for chapter in sorted(self._image) for name in sorted(self._image[chapter]))

    @property
    def horizon(self) -> date:
        """Until when the values were verified."""
        entry = self.general.horizon.entries[-1]
        day: date = entry.value
        return day
