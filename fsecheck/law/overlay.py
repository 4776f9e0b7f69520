"""
Values that a practice, its vendor or a pack of rules puts over the law, or beside it.

An overlay changes values from its own days on: where both give a value for a day the overlay's counts, and what the law
says from a later day still comes into force. It can change no table and make no value that the law does not have.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from fsecheck.model.digest import blake2b

#: Value id, ``verified_on``, dated values as the image has them.
Overlay: TypeAlias = tuple[str, str, tuple[tuple[Any, ...], ...]]
Image: TypeAlias = Mapping[str, Mapping[str, tuple[Any, ...]]]


class OverlayError(ValueError):
    """An overlay that does not fit the law: the value and why."""


def overlaid(image: Image, overlays: Iterable[Overlay]) -> Image:
    """The image with the overlays, one after the other. Raises OverlayError."""
    changed = {chapter: dict(values) for chapter, values in image.items()}
    for value_id, verified_on, values in overlays:
        chapter, _, name = value_id.partition(".")
        if name not in changed.get(chapter, {}):
            raise OverlayError(f"{value_id}: the law has no such value")
        label, unit, _, own, decided, planned = changed[chapter][name]
        if other := _kinds(values) - _kinds(own):
            raise OverlayError(f"{value_id}: a {min(other)} where the law has a {', '.join(sorted(_kinds(own)))}")
        dated = {value[0]: value for value in (*own, *values)}
        changed[chapter][name] = (
            label,
            unit,
            verified_on,
            tuple(dated[day] for day in sorted(dated)),
            decided,
            planned,
        )
    return changed


def digest(content: object) -> str:
    """A print of values of the image, 64 hexadecimal signs: the same values have the same, everywhere."""
    return blake2b(repr(content).encode(), digest_size=32).hexdigest()


def _kinds(values: Iterable[tuple[Any, ...]]) -> set[str]:
    """The types of dated values, but those of repealed ones."""
    return {_kind(value) for _, value, _, repealed, *_ in values if not repealed}


def _kind(value: object) -> str:
    if isinstance(value, tuple):
        return {"d": "number", "t": "date", "l": "list", "m": "table"}[value[0]]
    return "number" if type(value) is int else {bool: "true or false", str: "text"}[type(value)]
