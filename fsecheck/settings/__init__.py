"""
What is constant for a practice, and how strictly it wants open questions judged.

Given explicitly (argument, ``--settings FILE`` or ``FSECHECK_SETTINGS``), never found in the
current directory. The context of one sheet overrides what is said here of the practice.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from fsecheck.model.context import Context

if TYPE_CHECKING:
    from fsecheck.law.overlay import Overlay
    from fsecheck.model.waiver import Waiver

_PRACTICE = (
    "software_approved",
    "structure",
    "department",
    "territory",
    "alsace_moselle",
    "commune",
    "annual_volume",
)
#: How strictly open questions are judged: no sheet says it.
_STRICTNESS = ("cap_enforcement", "series_reading", "overcharge_level")
#: What others than fsecheck decide: reference mode leaves it aside.
_OF_OTHERS = ("overlays", "packs", "waivers")


class SettingsError(ValueError):
    """Settings that cannot be used: the key, what was expected and what was found."""


class Settings(NamedTuple):
    """The settings of a practice; every default is "not stated"."""

    software_approved: bool | None = None
    """Software approved for telehealth (agréé télémédecine)."""
    structure: str | None = None
    """Kind of structure of the practice."""
    department: str | None = None
    """Department of the place of practice."""
    territory: str | None = None
    """metropole, or an overseas place of the law's list."""
    alsace_moselle: bool | None = None
    commune: str | None = None
    annual_volume: int | None = None
    """Acts per civil year that the practice declares."""
    group: tuple[str, ...] | None = None
    """RPPS or numéro AM of the MKs of the group."""
    cap_enforcement: str = "annual"
    """annual, running or never: how the 20 % cap is enforced."""
    series_reading: str | None = None
    """A, B or C: the only reading of the memo's chart that passes."""
    overcharge_level: int | None = None
    """Per cent of the practice's acts above which its overcharges DE are told; None: no level is set."""

    overlays: "tuple[Overlay, ...]" = ()
    """Values put over those of the law."""
    packs: tuple[str, ...] = ()
    """Rules of others: where each pack is, ``module:name``."""
    waivers: "tuple[Waiver, ...]" = ()
    """What the practice answers for, one occurrence each; a report tells those that name its invoice."""

    def changed(self) -> dict[str, object]:
        """The settings that differ from the defaults, by name; of overlays a print of each value."""
        changed = {name: value for name, value in self._asdict().items() if value != self._field_defaults[name]}
        changed.pop("waivers", None)
        if self.overlays:
            from fsecheck.law.overlay import digest  # noqa: PLC0415 - only where there are overlays

            ids = dict.fromkeys(overlay[0] for overlay in self.overlays)
            changed["overlays"] = {
                value: digest([overlay for overlay in self.overlays if overlay[0] == value])[:16] for value in ids
            }
        return changed

    def complete(self, context: Context) -> Context:
        """The context of one sheet, with what it does not state of the practice."""
        if self == _DEFAULTS:
            return context
        stated: dict[str, Any] = {name: getattr(self, name) for name in _PRACTICE if getattr(context, name) is None}
        if self.group is not None and not context.group_stated:
            stated |= {"group": self.group, "group_stated": True}
        return context._replace(**{name: getattr(self, name) for name in _STRICTNESS}, **stated)

    def locked(self) -> "Settings":
        """The same practice, judged by the defaults of the open questions (reference mode)."""
        return self._replace(**{name: self._field_defaults[name] for name in (*_STRICTNESS, *_OF_OTHERS)})

    def left_aside(self) -> tuple[str, ...]:
        """What reference mode leaves aside of the settings of others."""
        return tuple(name for name in _OF_OTHERS if getattr(self, name))


_DEFAULTS = Settings()
