"""Reads the TOML files of a pack and of an adapter: every complaint says the file, the key and what is wrong."""

import os
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final, Self, cast

from fsecheck.model.reasons import reason

_LONGEST: Final = 4 * 1024 * 1024
_KINDS: Final = {
    str: "un texte",
    int: "un nombre entier",
    bool: "true ou false",
    date: "une date AAAA-MM-JJ",
    list: "une liste",
    dict: "une table",
    float: "un nombre à virgule",
    datetime: "une date et une heure",
    time: "une heure",
}
LANGUAGES: Final = ("fr", "en")


class FormatError(ValueError):
    """A pack, an adapter or a result that cannot be used: the file, the key and what is wrong."""


class Table:
    """A table of a TOML file. What nobody asked for is an unknown key: :meth:`done` says so."""

    def __init__(self, file: str, where: str, values: Mapping[str, Any]) -> None:
        self.file = file
        self.where = where
        self.values = values
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def wrong(self, key: str, said: str) -> FormatError:
        """An error at *key* of this table."""
        return FormatError(f"{self.file} : {self._at(key)} : {said}")

    def get(self, key: str, kind: type) -> Any:  # noqa: ANN401 - the type asked for
        """The value of *key*, of that very type; None where it is not there. Raises FormatError."""
        self._asked.add(key)
        value = self.values.get(key)
        if value is not None and type(value) is not kind:
            raise self.wrong(key, f"attendu {_KINDS[kind]}, trouvé {_KINDS[type(value)]}")
        return value

    def need(self, key: str, kind: type) -> Any:  # noqa: ANN401 - the type asked for
        """The value of *key*. Raises FormatError also where it is not there."""
        value = self.get(key, kind)
        if value is None:
            raise self.wrong(key, f"il manque {_KINDS[kind]}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list; none where it is not there."""
        found = self.get(key, list) or []
        if not all(isinstance(one, str) for one in found):
            raise self.wrong(key, "attendu une liste de textes")
        return tuple(found)

    def words(self, key: str) -> dict[str, str]:
        """A text in both languages: a table with ``fr`` and ``en``."""
        table = self.table(key)
        found = {language: cast("str", table.need(language, str)).strip() for language in LANGUAGES}
        table.done()
        return found

    def word(self, key: str, allowed: Sequence[str]) -> str:
        """One word of a closed list."""
        value: str = self.need(key, str)
        if value not in allowed:
            raise self.wrong(key, f"{value!r} n'est pas un de {', '.join(allowed)}")
        return value

    def table(self, key: str) -> "Table":
        """The table under *key*, which must be there."""
        return Table(self.file, self._at(key), self.need(key, dict))

    def tables(self, key: str) -> "list[Table]":
        """The tables of ``[[key]]``, none where there is none."""
        found = self.get(key, list) or []
        if not all(isinstance(one, dict) for one in found):
            raise self.wrong(key, f"une suite de tables est attendue ([[{key}]])")
        return [Table(self.file, f"{self._at(key)}[{place}]", one) for place, one in enumerate(found, 1)]

    def done(self) -> Self:
        """Raises FormatError where a key of the table was never asked for."""
        if odd := sorted(set(self.values) - self._asked):
            raise self.wrong(odd[0], f"clé inconnue ; connues : {', '.join(sorted(self._asked))}")
        return self

    def _at(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key


def load(path: str) -> Table:
    """The whole of a TOML file. Raises FormatError."""
    name = os.path.basename(path)
    try:
        with open(path, "rb") as stream:
            raw = stream.read(_LONGEST + 1)
    except OSError as error:
        raise FormatError(f"{path} : illisible ({reason(error.errno)})") from None
    if len(raw) > _LONGEST:
        raise FormatError(f"{path} : plus de {_LONGEST} octets")
    try:
        return Table(name, "", tomllib.loads(raw.decode("utf-8")))
    except UnicodeDecodeError:
        raise FormatError(f"{path} : n'est pas un texte UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise FormatError(f"{path} : n'est pas du TOML ({error})") from None
