"""
Reads ``fsecheck.toml``: what is constant for a practice.

Loaded only when a settings file is given. Anything unknown, of another type or out of its list
raises SettingsError with the file, the key, what was expected and what was found: a setting that
is silently ignored would be worse than none. The same is said by ``schemas/settings/1.json``.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from fsecheck.law.overlay import Overlay, OverlayError
from fsecheck.model.waiver import Waiver
from fsecheck.settings import Settings, SettingsError

_LONGEST: Final = 262_144


class Key(NamedTuple):
    """One key of the file: the attribute of Settings it fills, and what it may hold."""

    attribute: str
    kind: type
    """bool, int, str, or list (of texts)."""
    words: tuple[str, ...] = ()
    """The closed list of its values, empty where it is open."""
    pattern: str = ""
    """What a text, or each text of a list, must match whole."""
    largest: int = 0


#: Every key of the file, by table.
KEYS: Final[Mapping[str, Mapping[str, Key]]] = {
    "practice": {
        "software_approved": Key("software_approved", bool),
        "structure": Key(
            "structure",
            str,
            ("cabinet", "etablissement", "medicoSocial", "esp", "ess", "cds", "msp", "cptsExperimentation"),
        ),
        "department": Key("department", str, pattern="[0-9]{2}|2A|2B|97[0-9]|98[0-9]"),
        "territory": Key("territory", str, pattern="[0-9A-Za-z._-]{1,40}"),
        "alsace_moselle": Key("alsace_moselle", bool),
        "commune": Key("commune", str, pattern="[0-9]{5}|2A[0-9]{3}|2B[0-9]{3}"),
        "annual_volume": Key("annual_volume", int, largest=999_999),
        "group": Key("group", list, pattern="[0-9]{9}|[0-9]{11}"),
    },
    "cap": {"enforcement": Key("cap_enforcement", str, ("annual", "running", "never"))},
    "overcharge": {"level": Key("overcharge_level", int, largest=100)},
    "series": {"reading": Key("series_reading", str, ("A", "B", "C"))},
    "law": {"overlays": Key("overlays", list, pattern=".+")},
    "plugins": {"packs": Key("packs", list, pattern=r"[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*")},
}

#: Every key of a ``[[waiver]]``: what it holds, its form, whether it may be left out.
WAIVER: Final[Mapping[str, tuple[type, str, bool]]] = {
    "rule": (str, "[A-Z]{3}[0-9]{3}", False),
    "invoice": (str, "[0-9A-Za-z]{1,20}", False),
    "author": (str, ".{1,80}", False),
    "reason": (str, ".{1,400}", False),
    "expires": (date, "", False),
    "act": (int, "", True),
    "mk": (str, "[0-9]{9}|[0-9]{11}", True),
}
_NEVER_WAIVED: Final = ("SEC", "XSD")

_KINDS: Final = {
    bool: "true ou false",
    int: "un nombre entier",
    str: "un texte",
    list: "une liste de textes",
    dict: "une table",
    date: "une date",
}


def load(path: str) -> Settings:
    """The settings of the file *path*. Raises SettingsError where they cannot be used."""
    try:
        with open(path, "rb") as stream:
            raw = stream.read(_LONGEST + 1)
    except OSError as error:
        from fsecheck.model.reasons import reason  # noqa: PLC0415 - only when something went wrong

        raise SettingsError(f"{path} : illisible ({reason(error.errno)})") from None
    if len(raw) > _LONGEST:
        raise SettingsError(f"{path} : plus de {_LONGEST} octets")
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise SettingsError(f"{path} : n'est pas un texte UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} : n'est pas du TOML ({error})") from None
    return from_tables(document, path, os.path.dirname(path))


def from_tables(document: Mapping[str, object], where: str, folder: str = "") -> Settings:
    """
    The settings of tables already read from TOML. Raises SettingsError.

    *where* names their origin in errors; files that they name stand in *folder*.
    """
    found: dict[str, Any] = {}
    for name, table in document.items():
        if name == "waiver":
            found["waivers"] = tuple(_waivers(where, table))
            continue
        known = KEYS.get(name)
        if known is None:
            raise _error(where, name, f"une des tables {', '.join(KEYS)}", "une table inconnue")
        if not isinstance(table, dict):
            raise _error(where, name, _KINDS[dict], _named(table))
        for key, value in table.items():
            if key not in known:
                raise _error(where, f"{name}.{key}", f"une des clés {', '.join(known)}", "une clé inconnue")
            spec = known[key]
            found[spec.attribute] = _value(where, f"{name}.{key}", spec, value)
    if "overlays" in found:
        found["overlays"] = tuple(_overlays(where, found["overlays"], folder))
    return Settings(**found)


def _waivers(where: str, array: object) -> Iterator[Waiver]:
    if not isinstance(array, list):
        raise _error(where, "waiver", "des tables [[waiver]]", _named(array))
    for place, table in enumerate(array, 1):
        key = f"waiver[{place}]"
        if not isinstance(table, dict):
            raise _error(where, key, _KINDS[dict], _named(table))
        for name, value in table.items():
            if name not in WAIVER:
                raise _error(where, f"{key}.{name}", f"une des clés {', '.join(WAIVER)}", "une clé inconnue")
            kind, form, _ = WAIVER[name]
            if type(value) is not kind:
                raise _error(where, f"{key}.{name}", _KINDS[kind], _named(value))
            if isinstance(value, str):
                _match(where, f"{key}.{name}", Key("", str, pattern=form), value)
            if isinstance(value, int) and value < 1:
                raise _error(where, f"{key}.{name}", "un rang à partir de 1", repr(value))
        if lacking := [name for name, (*_, optional) in WAIVER.items() if not optional and name not in table]:
            raise SettingsError(f"{where} : {key} : il manque {', '.join(lacking)}")
        if table["rule"].startswith(_NEVER_WAIVED):
            raise SettingsError(f"{where} : {key}.rule : {table['rule']} ne se lève pas, la feuille ne peut être lue")
        yield Waiver(**table)


def _overlays(where: str, names: Sequence[str], folder: str) -> Iterator[Overlay]:
    """The values of the files named. Those that do not fit the law are told now, not by the first check."""
    from fsecheck.law.lawset import Law  # noqa: PLC0415 - only where there are overlays
    from fsecheck.law.loader import LawError, load_overlay  # noqa: PLC0415 - only where there are overlays

    found: list[Overlay] = []
    for name in names:
        path = os.path.join(folder, name)
        try:
            mine = [(value, *content) for value, content in load_overlay(path).items()]
            Law(overlays=tuple(mine))
        except OSError as error:
            from fsecheck.model.reasons import reason  # noqa: PLC0415 - only when something went wrong

            raise SettingsError(f"{where} : law.overlays : {name} : illisible ({reason(error.errno)})") from None
        except (LawError, OverlayError) as error:
            raise SettingsError(f"{where} : law.overlays : {name} : {error}") from None
        found += mine
    yield from found


def _value(where: str, key: str, spec: Key, value: object) -> object:
    if type(value) is not spec.kind:
        raise _error(where, key, _KINDS[spec.kind], _named(value))
    if spec.words and value not in spec.words:
        raise _error(where, key, f"l'un des mots {', '.join(spec.words)}", repr(value))
    if isinstance(value, int) and not isinstance(value, bool) and not 0 <= value <= spec.largest:
        raise _error(where, key, f"un nombre de 0 à {spec.largest}", repr(value))
    if isinstance(value, list):
        for item in value:
            if not isinstance(item, str):
                raise _error(where, key, _KINDS[list], f"{_named(item)} dans la liste")
            _match(where, key, spec, item)
        return tuple(value)
    if isinstance(value, str) and spec.pattern:
        _match(where, key, spec, value)
    return value


def _match(where: str, key: str, spec: Key, text: str) -> None:
    if re.fullmatch(spec.pattern, text) is None:
        raise _error(where, key, f"un texte de la forme {spec.pattern}", repr(text))


def _named(value: object) -> str:
    return _KINDS.get(type(value), type(value).__name__)


def _error(where: str, key: str, expected: str, found: str) -> SettingsError:
    return SettingsError(f"{where} : {key} : attendu {expected}, trouvé {found}")
