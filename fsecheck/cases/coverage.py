"""
From what the documents say to the rules that hold it, and from these to the cases that prove it.

The statements stand in ``requirements.toml``, beside this module: the wheel carries it.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from fsecheck.cases.read import NAME
from fsecheck.rules.catalogue import BY_ID

_FILE: Final = os.path.join(os.path.dirname(os.path.abspath(__file__)), "requirements.toml")
_KEYS: Final = frozenset({"says", "rules", "reason"})
_PACKAGE: Final = os.path.dirname(os.path.dirname(_FILE))


class Requirement(NamedTuple):
    """One statement of a document."""

    id: str
    """Document and place: ``003-06``."""
    document: str
    """Title of the document."""
    says: str
    """The statement, in our words (French)."""
    rules: tuple[str, ...]
    """Rules of the catalogue that hold it."""
    planned: tuple[str, ...]
    """Rules of the contract that the catalogue does not hold yet."""
    reason: str | None
    """Why no rule holds it, or how far they do."""
    cases: tuple[str, ...]
    """Names of the cases of its rules."""

    @property
    def held(self) -> bool:
        """Whether a rule of the catalogue holds it."""
        return bool(self.rules)

    @property
    def answered(self) -> bool:
        """Whether a rule of the catalogue holds it, or a reason says why none does."""
        return self.held or self.reason is not None

    def cases_of(self, rule: str) -> tuple[str, ...]:
        """Names of the cases of one of its rules."""
        return tuple(name for name in self.cases if rule_of(name) == rule)


def rule_of(name: str) -> str:
    """The rule that a case is named after."""
    return name.partition("-")[0]


def shipped() -> str | None:
    """The fixtures of the checkout; None where the package is installed without them."""
    found = os.path.join(os.path.dirname(_PACKAGE), "fixtures")
    return found if os.path.isdir(found) and not os.path.isdir(os.path.join(_PACKAGE, "_data")) else None


def coverage(paths: Sequence[str] = ()) -> tuple[Requirement, ...]:
    """Every statement in order, with its rules and their cases among *paths* (folders of cases)."""
    document = _read()
    found = _cases(paths)
    return tuple(_requirement(key, item, document["document"], found) for key, item in document["requirement"].items())


def _read() -> dict[str, dict[str, Any]]:
    with open(_FILE, "rb") as stream:
        return tomllib.load(stream)


def _requirement(
    key: str, item: Mapping[str, Any], documents: Mapping[str, str], found: Mapping[str, Sequence[str]]
) -> Requirement:
    if not item.keys() <= _KEYS or "says" not in item or not ("rules" in item or "reason" in item):
        raise ValueError(f"requirements.toml: {key}: says, and rules or reason")
    stated: list[str] = item.get("rules", [])
    rules = tuple(rule for rule in stated if rule in BY_ID)
    return Requirement(
        key,
        documents[key.partition("-")[0]],
        item["says"],
        rules,
        tuple(rule for rule in stated if rule not in BY_ID),
        item.get("reason"),
        tuple(name for rule in rules for name in found.get(rule, ())),
    )


def _cases(paths: Sequence[str]) -> dict[str, list[str]]:
    """Names of the cases of each rule: a case is named after the rule it shows."""
    found: dict[str, list[str]] = {}
    for name in sorted(_folders(paths)):
        found.setdefault(rule_of(name), []).append(name)
    return found


def _folders(paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        for base, _, files in os.walk(path):
            if NAME in files:
                yield os.path.basename(base)
