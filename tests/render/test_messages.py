"""Both languages say the same things, with the same values."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from fsecheck.intake.messages import MESSAGES as INTAKE
from fsecheck.intake.messages_en import MESSAGES_EN as INTAKE_EN
from fsecheck.model.context import Context, LineContext
from fsecheck.render.locale import en, en_messages, fr
from fsecheck.render.sentences import messages_of
from fsecheck.rules.catalogue import CATALOGUE, messages

ROOT = Path(__file__).resolve().parents[2]
RULES = sorted((ROOT / "fsecheck" / "rules").rglob("*.py"))
NAMES = ["VERDICTS", "SEVERITIES", "LABELS", "REFUSALS", "STATES", "WORDS", "FIELDS", "MISSING"]


def parameters(*texts: str) -> set[str]:
    """The parameters that sentences name."""
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def lacking() -> set[str]:
    """Every id of a missing fact that a chapter writes as a literal."""
    found = set()
    for path in RULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "missing" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(first.value)
    return found


def test_every_french_message_has_its_english_one():
    """A message of a chapter without translation, or a translation without message, is found."""
    assert sorted(messages()) == sorted(en_messages.MESSAGES)


def test_every_rule_has_its_english_title():
    """Each rule says what it says in English too."""
    assert sorted(entry.id for entry in CATALOGUE) == sorted(en_messages.TITLES)


@pytest.mark.parametrize("key", sorted(messages()))
def test_a_translation_names_the_same_parameters(key):
    """Sentence and remedy together, and the technical sentence, name the same values in both languages."""
    french = messages()[key]
    english = en_messages.MESSAGES.get(key, ("", "", ""))

    assert parameters(french.sentence, french.remedy) == parameters(*english[:2])
    assert parameters(french.technical) == parameters(english[2])


def test_the_intake_speaks_both_languages():
    """The messages of the intake have the same ids and parameters in both languages."""
    assert {key: [parameters(t) for t in texts] for key, texts in INTAKE.items()} == {
        key: [parameters(t) for t in texts] for key, texts in INTAKE_EN.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_both_locales_have_the_same_words(name):
    """Every word of one language is in the other, with the same parameters."""

    def shape(words):
        return {key: parameters(*((value,) if isinstance(value, str) else value)) for key, value in words.items()}

    assert shape(getattr(fr, name)) == shape(getattr(en, name))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_remedy_speaks_the_words_of_the_practice(language):
    """Names of elements of the schemas stand in the technical sentence only."""
    schemas = "".join(
        (ROOT / "schemas" / name).read_text(encoding="utf-8") for name in ("contexte/1.0.xsd", "fse/1.0/fse.xsd")
    )
    elements = set(re.findall(r'<xs:element name="([a-z]+[A-Z][A-Za-z]*)"', schemas)) | {"contexte"}
    told = {
        (key, word)
        for entry in CATALOGUE
        if entry.chapter
        for key, texts in messages_of(entry, language).items()
        for text in texts[:2]
        for word in re.findall(r"\w+", re.sub(r"{[^}]*}", "", text))
    }

    assert sorted(one for one in told if one[1] in elements) == []


def test_every_missing_fact_has_its_sentence():
    """Whatever a rule may lack is said in words, not by its id."""
    assert sorted(lacking() - set(fr.MISSING)) == []


def test_every_field_of_the_context_can_be_missed_in_words():
    """Each field of the context has its sentence, should a rule lack it."""
    own = {"lines", "reference", "digest", "group_stated", "cap_enforcement", "series_reading", "overcharge_level"}
    known = {*Context.__annotations__, *LineContext.__annotations__} - own

    assert sorted(name for name in known if f"context.{name}" not in fr.MISSING) == []


@pytest.mark.parametrize("words", [fr, en], ids=["fr", "en"])
def test_a_missing_fact_names_an_element_of_the_schema(words):
    """Where to state a fact is an element that the context really has."""
    schema = (ROOT / "schemas" / "contexte" / "1.0.xsd").read_text(encoding="utf-8")
    elements = set(re.findall(r'<xs:element name="([A-Za-z]+)"', schema))
    named = {
        match
        for what, how in words.MISSING.values()
        for match in re.findall(r"(?:la feuille|the sheet), (?:ligne/)?([A-Za-z]+)", how)
    }

    assert sorted(named - elements) == []
