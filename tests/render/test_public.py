"""The JSON of a report is the one that ``schemas/report/1.json`` describes."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from fsecheck import Checker
from fsecheck.render import public
from tests.authoring import act, lot, sheet
from tests.render.test_text import CONSENT, IDENTITY, REQUESTS, THIRD

from fsecheck.model.report import Fault, Report  # isort: skip

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "report" / "1.json").read_text(encoding="utf-8"))
TODAY = date(2026, 3, 2)
REQUEST = {"code": "RQD", "coefficient": None, "prixUnitaire": "20.00", "refPrescription": None, "seance": None}
ACCEPTED = sheet()
REFUSED = sheet(facture={"dateElaboration": "2026-03-09"})
BROKEN = b"<fse"


def reports() -> list[Report]:
    """Reports of every shape."""
    checker = Checker()
    return [
        checker.check(ACCEPTED, today=TODAY),
        checker.check(REFUSED, today=TODAY),
        checker.check(BROKEN, today=TODAY),
        checker.check(sheet(actes=[act(code="?")]), today=TODAY),
        checker.check(lot(ACCEPTED, REFUSED), today=TODAY),
        Checker(as_of=date(2026, 9, 1)).check(ACCEPTED, today=TODAY),
        Report(IDENTITY, (THIRD,), (*CONSENT, REQUESTS), {"TEX001": "violated"}),
        Report(IDENTITY, faults=(Fault("KeyError", "TEX001"),)),
    ]


@pytest.mark.parametrize("place", range(8))
def test_every_report_holds_to_the_schema(place):
    """Accepted, refused, unreadable, lot, as of another day, undecided, failed: all are as described."""
    report = json.loads(reports()[place].to_bytes())

    assert [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(report)] == []


def test_every_field_is_described():
    """No property of the schema goes without its description, and no object takes unknown ones."""

    def undescribed(node, path):
        if isinstance(node, dict):
            for name, spec in node.get("properties", {}).items():
                if "description" not in spec:
                    yield f"{path}/{name}"
            if "properties" in node and node.get("additionalProperties") is not False:
                yield f"{path} is open"
            for name, child in node.items():
                yield from undescribed(child, f"{path}/{name}")
        elif isinstance(node, list):
            for child in node:
                yield from undescribed(child, path)

    assert list(undescribed(SCHEMA, "")) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sentences_stand_beside_the_report_in_its_order(language):
    """One text for each finding and each undecided rule, in the same order."""
    report = Report(IDENTITY, (THIRD,), (*CONSENT, REQUESTS))

    texts = public.texts(report, language)

    assert [len(texts["findings"]), len(texts["undecided"])] == [1, 3]
    assert sorted(texts["findings"][0]) == ["remedy", "sentence", "technical", "title"]
    assert texts["language"] == language


def test_the_language_never_changes_the_report():
    """The report is the same bytes whatever the language of the sentences."""
    report = Report(IDENTITY, (THIRD,))

    assert public.entry(report, "fr")["report"] == public.entry(report, "en")["report"]
