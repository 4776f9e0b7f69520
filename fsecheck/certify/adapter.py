"""
The adapter: how a vendor's software is called, and what it may take.

``adapter.toml``, by the format of ``schemas/pack/1.json``. Placeholders of a command: ``{in}`` and ``{out}``, the
folders of the question and of the answer, ``{id}`` and ``{step}`` of the scenario, ``{today}``, ``{here}`` the folder
of the adapter, ``{python}`` this Python.
"""

import os
import string
import sys
from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from fsecheck.certify.pack import ATTESTATION, HOOK, PRODUCER
from fsecheck.certify.reading import Table, load

PLACEHOLDERS: Final = ("in", "out", "id", "step", "today", "here", "python")
_FILE: Final = "file"
_STDOUT: Final = "stdout"
_SECONDS: Final = 60
_BYTES: Final = 4 * 1024 * 1024
_MOST_SECONDS: Final = 3600
_MOST_BYTES: Final = 64 * 1024 * 1024


class Target(NamedTuple):
    """How scenarios of one kind reach the software."""

    command: tuple[str, ...]
    """Words of the command, placeholders in them; none where answers are found in a folder."""
    answers: str | None
    """A folder with one folder for each scenario, where the answers already are."""
    seconds: int
    """Time that one call may take."""
    limit: int
    """Bytes that one call may write, on its streams and in its folder each."""
    statuses: tuple[int, ...]
    """Exit statuses that say that the call worked."""
    stdout: bool
    """Whether the answer of a hook is what it writes on standard output."""
    environment: Mapping[str, str]
    """Variables to add."""


class Given(NamedTuple):
    """One attestation."""

    by: str
    """Who vouches."""
    on: date
    file: str
    """Path of what shows it."""


class Adapter(NamedTuple):
    """How a vendor's software is called."""

    vendor: Mapping[str, str]
    """Name, software and version, as the vendor states them."""
    targets: Mapping[str, Target]
    """By kind of scenario."""
    codes: Mapping[str, str]
    """From the vendor's own codes to ours."""
    attestations: Mapping[str, Given]
    """By id of scenario."""
    aside: Mapping[str, str]
    """Scenarios that are left out, by id, with the vendor's reason."""


def read(path: str) -> Adapter:
    """The adapter of a file. Raises FormatError."""
    table = load(path)
    here = os.path.dirname(os.path.abspath(path))
    vendor = table.table("vendor")
    stated = {key: vendor.need(key, str) for key in ("name", "software", "version")}
    vendor.done()
    targets = {kind: _target(table.table(kind), here) for kind in (PRODUCER, HOOK) if kind in table}
    adapter = Adapter(stated, targets, _pairs(table, "codes"), dict(_given(table, here)), _pairs(table, "aside"))
    table.done()
    return adapter


def words(target: Target, values: Mapping[str, str], here: str) -> list[str]:
    """The command of a call, its placeholders filled."""
    filled = {**values, "here": here, "python": sys.executable}
    return [word.format_map(filled) for word in target.command]


def _target(table: Table, here: str) -> Target:
    command = table.texts("command")
    for word in command:
        _check_placeholders(table, word)
    answers = table.get("answers", str)
    if bool(command) == (answers is not None):
        raise table.wrong("command", "attendu command, ou answers (un dossier de réponses) : l'un ou l'autre")
    statuses = table.get("statuses", list) or [0]
    if not all(type(status) is int for status in statuses):
        raise table.wrong("statuses", "attendu une liste de nombres entiers")
    target = Target(
        command,
        None if answers is None else os.path.join(here, answers),
        _bounded(table, "seconds", _SECONDS, _MOST_SECONDS),
        _bounded(table, "bytes", _BYTES, _MOST_BYTES),
        tuple(statuses),
        table.where == HOOK and (table.get("answer", str) or _FILE) == _STDOUT,
        _pairs(table, "environment"),
    )
    if table.get("answer", str) not in {None, _FILE, _STDOUT}:
        raise table.wrong("answer", f"attendu {_FILE} ou {_STDOUT}")
    table.done()
    return target


def _check_placeholders(table: Table, word: str) -> None:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(word) if name is not None]
    except ValueError:
        raise table.wrong("command", f"{word!r} : accolades dépareillées (une accolade s'écrit deux fois)") from None
    for name in names:
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
            raise table.wrong("command", f"{{{name}}} n'est pas un de {known}")


def _bounded(table: Table, key: str, default: int, most: int) -> int:
    value = table.get(key, int)
    if value is None:
        return default
    if not 1 <= value <= most:
        raise table.wrong(key, f"attendu un nombre de 1 à {most}")
    found: int = value
    return found


def _pairs(table: Table, key: str) -> dict[str, str]:
    found = table.get(key, dict) or {}
    if not all(isinstance(value, str) for value in found.values()):
        raise table.wrong(key, "attendu des textes")
    return dict(found)


def _given(table: Table, here: str) -> "list[tuple[str, Given]]":
    found = []
    for own in table.get(ATTESTATION, dict) or {}:
        one = table.table(ATTESTATION).table(own)
        given = Given(one.need("by", str), one.need("on", date), os.path.join(here, one.need("file", str)))
        one.done()
        if not given.by.strip():
            raise one.wrong("by", "il manque le nom")
        if not os.path.isfile(given.file):
            raise one.wrong("file", "ce fichier n'existe pas")
        found.append((own, given))
    return found
