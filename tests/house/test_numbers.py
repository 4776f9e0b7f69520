"""A number agrees with what it counts, in every sentence that the shipped cases make us say."""

import re

import pytest

from fsecheck.cases.play import play
from fsecheck.model.finding import Finding, Place
from fsecheck.render.sentences import LANGUAGES, Text, of_finding, of_unknown
from tests.fixtures import cases

#: One, a word that ends like a plural; a number of eight and one digits is "8 + 1".
SEVERAL_OF_ONE = re.compile(r"(?<![\w,.+/-])(?<!\+ )1 (?:more )?([^\W\d]+s)\b|\(s\)")
#: Words that end so and count nothing.
OTHER = {"sans", "dans", "mois", "fois", "plus", "was", "is", "this", "less"}


def sentences(text: Text) -> str:
    return " | ".join((text.sentence, text.remedy, text.technical))


def test_no_sentence_says_several_of_one_thing():
    """Every finding and every unknown of every case, in each language."""
    told = set()
    for case in cases():
        for step in play(case).steps:
            for report in step.reports:
                for language in LANGUAGES:
                    told |= {sentences(of_finding(finding, language)) for finding in report.findings}
                    told |= {sentences(of_unknown(unknown, language)) for unknown in report.unknowns}

    wrong = [text for text in told for found in SEVERAL_OF_ONE.finditer(text) if found[1] not in OTHER]

    assert (len(told) > len(LANGUAGES) * 100, sorted(wrong)) == (True, [])


@pytest.mark.parametrize(
    ("language", "counted", "expected"),
    [
        ("fr", 0, "0 séance plus tôt"),
        ("fr", 1, "1 séance plus tôt"),
        ("fr", 2, "2 séances plus tôt"),
        ("en", 0, "0 sessions earlier"),
        ("en", 1, "1 session earlier"),
        ("en", 2, "2 sessions earlier"),
        ("fr", "1.50", "1,50 séance plus tôt"),
        ("en", "1.50", "1.50 sessions earlier"),
        ("fr", None, "- séances plus tôt"),
    ],
)
def test_a_noun_agrees_with_its_number(language, counted, expected):
    """French begins the plural at two; English keeps the singular for one alone."""
    params = {"counted": counted, "before": "2026-03-02", "limit": 10}

    assert expected in of_finding(Finding("BDK001", "error", "too-close", Place(), params), language).sentence


def test_a_number_that_is_missing_keeps_its_name():
    """A sentence always comes out."""
    assert "{counted} séances" in of_finding(Finding("BDK001", "error", "too-close", Place(), {}), "fr").sentence
