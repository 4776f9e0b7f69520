"""
Rules of others: a pack is one object that holds all of them, their values, their words and their cases.

A pack is named in the settings (``module:name``) and loaded by nothing else. Its rules are made with
:mod:`fsecheck.rules.kit` like ours, have ids of its own three letters, quote the law or values of its own, and are told
as ours are. A vendor writes::

    PACK = Pack(
        prefix="ACM",
        version="1.0",
        rules=(Entry("ACM001", WARNING, given=acm001),),
        messages={"ACM001.too-long": {"fr": Message(...), "en": Message(...)}},
        titles={"ACM001": "A series has at most twelve acts."},
        values="/.../acm.toml",
        cases="/.../cases",
    )
"""

import re
from collections.abc import Mapping
from typing import Final

from attrs import evolve, frozen

from fsecheck.model.finding import ERROR, INFORMATION, WARNING
from fsecheck.rules.catalogue import BY_ID, NOTE, STOP, Entry
from fsecheck.rules.kit import Message, Rule

__all__ = ["ERROR", "INFORMATION", "NOTE", "STOP", "WARNING", "Entry", "Message", "Pack", "Rule"]

_PREFIX: Final = re.compile("[A-Z]{3}")
_NUMBER: Final = re.compile("[0-9]{3}")


@frozen(slots=False, eq=False, repr=False)
class Pack:
    """One pack of rules."""

    prefix: str
    """Three capitals that begin the id of each of its rules, and in lower case the chapter of its values."""
    version: str
    """Told in every report that the pack had a part in."""
    rules: tuple[Entry, ...]
    """Each with its severity, what it does when undecided, and its rule as ``given``."""
    messages: Mapping[str, Mapping[str, Message]]
    """By ``RULE.message``, then by language: French, which is the source, and English."""
    titles: Mapping[str, str] = {}
    """What each rule says in English; in French it is the docstring of the rule."""
    values: str = ""
    """A TOML file of values in the form of a chapter of the law; "" where its rules quote the law alone."""
    cases: str = ""
    """A folder of cases, each naming the pack in its settings."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The rules as lines of a catalogue, which tell whose words are theirs."""
        return tuple(evolve(entry, words=self) for entry in self.rules)

    def title(self, rule: str, language: str) -> str:
        """What a rule says, in one sentence."""
        if language == "en" and rule in self.titles:
            return self.titles[rule]
        return next((entry.given.title for entry in self.rules if entry.id == rule and entry.given), rule)

    def templates(self, rule: str, message: str, language: str) -> tuple[str, str, str] | None:
        """Sentence, remedy and technical sentence of a message, unfilled; None where there is none."""
        texts = self.messages.get(f"{rule}.{message}", {})
        found = texts.get(language) or texts.get("fr")
        return None if found is None else (found.sentence, found.remedy, found.technical)


def odd(pack: Pack) -> str:
    """What is wrong with a pack as it stands, in French, "" for nothing; its values are judged by who reads them."""
    if not _PREFIX.fullmatch(pack.prefix):
        return f"prefix : trois capitales sont attendues, pas {pack.prefix!r}"
    if any(entry.family == pack.prefix for entry in BY_ID.values()):
        return f"prefix : {pack.prefix} est une famille de fsecheck"
    if not pack.version:
        return "version : il n'y en a pas"
    ids = [entry.id for entry in pack.rules]
    if not ids or len(set(ids)) < len(ids):
        return "rules : il n'y en a pas, ou un identifiant est deux fois"
    return next((told for told in (_odd_rule(entry, pack.prefix) for entry in pack.rules) if told), "")


def _odd_rule(entry: Entry, prefix: str) -> str:
    if not (entry.id.startswith(prefix) and _NUMBER.fullmatch(entry.id.removeprefix(prefix))):
        return f"{entry.id} : l'identifiant d'une règle est {prefix} et trois chiffres"
    if not isinstance(entry.given, Rule) or entry.given.id != entry.id:
        return f"{entry.id} : sa règle n'est pas donnée, ou a un autre identifiant"
    if entry.severity not in {ERROR, WARNING, INFORMATION} or entry.undecided not in {NOTE, STOP}:
        return f"{entry.id} : gravité inconnue, ou mot inconnu pour ce qu'elle fait sans pouvoir décider"
    if not entry.given.values:
        return f"{entry.id} : une règle cite au moins une valeur"
    return "" if entry.given.title else f"{entry.id} : une règle dit dans sa docstring ce qu'elle tient"
