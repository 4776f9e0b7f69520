"""Loads the packs of rules that settings name; one that cannot be used stops everything."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from fsecheck.law.lawset import Law
from fsecheck.law.loader import LawError, load_chapter
from fsecheck.model.facts import NEEDS
from fsecheck.rules.catalogue import CATALOGUE, Entry
from fsecheck.rules.pack import Pack, odd
from fsecheck.settings import Settings, SettingsError


def load(names: Iterable[str]) -> tuple[Pack, ...]:
    """The packs of these names (``module:name``), in their order. Raises SettingsError, naming the pack and why."""
    packs: dict[str, Pack] = {}
    for name in dict.fromkeys(names):
        pack = _load(name)
        if any(other.prefix == pack.prefix for other in packs.values()):
            raise _error(name, f"un autre lot a le préfixe {pack.prefix}")
        packs[name] = pack
    law = Law(chapters=chapters(packs.values()))
    for name, pack in packs.items():
        _held(name, pack, law)
    return tuple(packs.values())


def known(settings: Settings | None) -> tuple[Law, tuple[Entry, ...]]:
    """The law and the rules of a practice: ours, with what its settings put over and beside. Raises SettingsError."""
    if settings is None:
        return Law(), CATALOGUE
    packs = load(settings.packs)
    law = Law(None, settings.overlays, chapters(packs))
    return law, (*CATALOGUE, *(entry for pack in packs for entry in pack.entries))


def chapters(packs: Iterable[Pack]) -> dict[str, Mapping[str, tuple[Any, ...]]]:
    """The values of packs, as chapters of the law. Raises SettingsError."""
    found: dict[str, Mapping[str, tuple[Any, ...]]] = {}
    for pack in packs:
        if pack.values:
            try:
                found[pack.prefix.lower()] = load_chapter(pack.prefix.lower(), pack.values)
            except (LawError, OSError) as error:
                raise _error(pack.prefix, f"ses valeurs : {error}") from None
    return found


def _load(name: str) -> Pack:
    module, _, attribute = name.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except Exception as error:  # noqa: BLE001 - whatever a module of others does when it is imported
        raise _error(name, f"{type(error).__name__}: {error}") from None
    if not isinstance(found, Pack):
        raise _error(name, f"un Pack est attendu, trouvé {type(found).__name__}")
    try:
        wrong = odd(found)
    except Exception as error:  # noqa: BLE001 - a pack whose parts are not what they should be
        raise _error(name, f"{type(error).__name__}: {error}") from None
    if wrong:
        raise _error(name, wrong)
    return found


def _held(name: str, pack: Pack, law: Law) -> None:
    """Every value that its rules quote exists, every need is one that a ledger answers."""
    for entry in pack.rules:
        rule = entry.given
        assert rule is not None  # noqa: S101 - seen to when it was loaded
        for value in rule.values:
            try:
                law.value(value)
            except LookupError:
                raise _error(name, f"{entry.id} : la valeur {value} n'existe pas") from None
        if strange := sorted(rule.needs - NEEDS):
            raise _error(name, f"{entry.id} : le besoin {strange[0]} n'existe pas")


def _error(name: str, why: str) -> SettingsError:
    return SettingsError(f"plugins.packs : {name} : ne se charge pas ({why})")
