"""French and English tell the same things of the same values."""

import re
from string import Formatter

import pytest

from fsecheck.practice import told
from fsecheck.practice.words import WORDS

FRENCH, ENGLISH = WORDS["fr"], WORDS["en"]
ROOM = told.__file__


def places(sentence: str) -> set[str]:
    """The values that a sentence names."""
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}


def test_both_languages_have_the_same_sentences() -> None:
    assert FRENCH.keys() == ENGLISH.keys()
    assert all(FRENCH.values())
    assert all(ENGLISH.values())


@pytest.mark.parametrize("name", FRENCH)
def test_both_languages_name_the_same_values(name: str) -> None:
    assert places(FRENCH[name]) == places(ENGLISH[name])


def test_every_sentence_is_said_somewhere() -> None:
    """A sentence that nothing says is dead: names are written whole, or after the name of a figure and a bar."""
    with open(ROOM, encoding="utf-8") as stream:
        code = stream.read()
    made = {
        "not",
        "since",
        "ok",
        "over",
        "annual",
        "running",
        "never",
        "initial",
        "due",
        "before-more",
        "remote",
        "on-site",
        "unknown",
    }
    idle = [
        name
        for name in FRENCH
        if f'"{name}"' not in code and name.rpartition("_")[2] not in made and not name.startswith("ledger.")
    ]

    assert idle == []


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_a_counted_word_has_both_numbers(words: dict[str, str]) -> None:
    specs = [spec for sentence in words.values() for _, _, spec, _ in Formatter().parse(sentence) if spec]

    assert {spec for spec in specs if "|" not in spec} <= {"percent", "eur", "day", "short", "rank"}
    assert all(re.fullmatch(r"[^|]+\|[^|]+", spec) for spec in specs if "|" in spec)


@pytest.mark.parametrize(
    ("language", "value", "spec", "seen"),
    [
        ("fr", 0, "acte|actes", "0 acte"),
        ("fr", 1, "acte|actes", "1 acte"),
        ("fr", 2, "acte|actes", "2 actes"),
        ("en", 0, "act|acts", "0 acts"),
        ("en", 1, "act|acts", "1 act"),
        ("fr", 2026, "", "2026"),
        ("fr", 9999, "", "9999"),
        ("fr", 10000, "", "10 000"),
        ("en", 1234567, "", "1,234,567"),
        ("fr", "1234567.05", "eur", "1 234 567,05 €"),
        ("en", "1234567.05", "eur", "€1,234,567.05"),
        ("fr", "0.50", "percent", "0,50 %"),
        ("fr", "2026-03-02", "day", "02/03/2026"),
        ("en", "2026-03-02", "day", "2 March 2026"),
        ("fr", 1, "rank", "1re"),
        ("fr", 16, "rank", "16e"),
    ],
)
def test_a_value_is_written_as_the_language_does(language: str, value: object, spec: str, seen: str) -> None:
    teller = told._Teller({"x": value}, language)

    assert re.sub(r"\s", " ", told.plain(teller.fill(f"{{x:{spec}}}"))) == seen
