"""What a record may say: the published schema and the reader agree, on both sides of each limit."""

import json
import os
from collections.abc import Iterator

import jsonschema
import pytest
from lxml import etree

from fsecheck.imports import messages
from fsecheck.imports import record as fields
from fsecheck.imports.record import RecordError, read
from fsecheck.intake.schema import directory
from tests.authoring import nir_key
from tests.imports.history import NIR, act, record

with open(os.path.join(directory(), "import", "1.json"), encoding="utf-8") as _stream:
    SCHEMA = json.load(_stream)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
XS = "{http://www.w3.org/2001/XMLSchema}"

LAWFUL = {
    "ordinary": record(),
    "rpps alone": record(mk={"rpps": "99900064140"}),
    "numéro AM alone": record(mk={"am": "991130634"}),
    "number of one digit": record("7"),
    "number of nine digits": record("999999999"),
    "second attempt": record(attempt=2),
    "nir with its key": record(patient={"nir": NIR + nir_key(NIR), "birth": "19850614"}),
    "Corsica": record(patient={"nir": "185062A999001", "birth": "19850614"}),
    "lunar birth date": record(patient={"nir": NIR, "birth": "19852042", "rank": "2", "own_nir": NIR}),
    "every state": record(state="cancelled"),
    "ninety-nine acts": record(acts=[act()] * 99),
    "least act": record(acts=[{"day": "2026-03-02", "code": "RAM"}]),
    "whole coefficient": record(acts=[act(coefficient="8")]),
    "one decimal": record(acts=[act(coefficient="15.5", fees="20.0")]),
    "quantity of 999": record(acts=[act(quantity=999)]),
    "rate of 100": record(acts=[act(rate=100)]),
    "executing MK": record(acts=[act(executing={"rpps": "99900064157"})]),
    "renewal": record(
        acts=[
            act(
                prescription={
                    "prescriber": "291991123",
                    "written": "2026-01-05",
                    "sessions": 30,
                    "renewed_by": "masseurKinesitherapeute",
                    "renewed_on": "2026-02-01",
                    "renewed_sessions": 10,
                }
            )
        ]
    ),
    "all the rest": record(
        direct_access=True,
        corrects="1",
        corrects_drawn_up="2026-01-01",
        series="serie-1",
        series_last_remote=True,
        card_readable=False,
        nature="maternite",
        totals={"fees": "17.86", "amo": "10.72", "amc": "7.14", "insured": "0"},
        acts=[
            act(
                agreement="sansReponse",
                agreement_asked="2026-02-01",
                referential=True,
                visit="v-1",
                majoration="F",
                qualifier="DE",
                exemption="ald",
            )
        ],
    ),
}

#: Record, id of the refusal, field named.
UNLAWFUL = {
    "not an object": ([], "value", ""),
    "no MK": (record(mk={}), "no-mk", "mk"),
    "MK as text": (record(mk="99900064140"), "value", "mk"),
    "rpps too short": (record(mk={"rpps": "9990006414"}), "value", "mk.rpps"),
    "no number": (record(number=None), "missing", "number"),
    "number as a number": (record(number=7), "value", "number"),
    "number of ten digits": (record("1234567890"), "value", "number"),
    "arabic digits": (record("٣"), "value", "number"),
    "end of line after": (record("7\n"), "value", "number"),
    "attempt of zero": (record(attempt=0), "value", "attempt"),
    "attempt as a boolean": (record(attempt=True), "value", "attempt"),
    "short day": (record(drawn_up="2026-3-5"), "value", "drawn_up"),
    "month of thirteen": (record(drawn_up="2026-13-05"), "value", "drawn_up"),
    "unknown state": (record(state="sent"), "value", "state"),
    "no patient": (record(patient=None), "missing", "patient"),
    "no birth": (record(patient={"nir": NIR}), "missing", "patient.birth"),
    "nir too short": (record(patient={"nir": NIR[:12], "birth": "19850614"}), "value", "patient.nir"),
    "unknown field": (record(name="x"), "unknown-field", ""),
    "unknown field of an act": (record(acts=[act(text="x")]), "unknown-field", ""),
    "null": ({**record(), "series": None}, "value", "series"),
    "no act": (record(acts=[]), "value", "acts"),
    "a hundred acts": (record(acts=[act()] * 100), "too-many-acts", "acts"),
    "act without a day": (record(acts=[act(), act(day=None)]), "missing", "day"),
    "code in small letters": (record(acts=[act(code="ram")]), "value", "code"),
    "coefficient as a number": (record(acts=[act(coefficient=8)]), "value", "coefficient"),
    "coefficient of three decimals": (record(acts=[act(coefficient="8.080")]), "value", "coefficient"),
    "coefficient of a thousand": (record(acts=[act(coefficient="1000")]), "value", "coefficient"),
    "decimal comma": (record(acts=[act(coefficient="8,08")]), "value", "coefficient"),
    "negative amount": (record(acts=[act(fees="-1.00")]), "value", "fees"),
    "amount of a million": (record(acts=[act(fees="1000000.00")]), "value", "fees"),
    "quantity of zero": (record(acts=[act(quantity=0)]), "value", "quantity"),
    "quantity as text": (record(acts=[act(quantity="1")]), "value", "quantity"),
    "rate of 101": (record(acts=[act(rate=101)]), "value", "rate"),
    "remote in French": (record(acts=[act(remote="oui")]), "value", "remote"),
    "unknown place": (record(acts=[act(place="ailleurs")]), "value", "place"),
    "accent in a region": (record(acts=[act(region="épaule")]), "value", "region"),
    "no prescriber": (record(acts=[act(prescription={"written": "2026-01-05"})]), "missing", "prescription.prescriber"),
    "prescription as text": (record(acts=[act(prescription="1")]), "value", "prescription"),
    "unknown total": (record(totals={"vat": "1.00"}), "unknown-field", "totals"),
}


@pytest.mark.parametrize("name", LAWFUL)
def test_a_lawful_record_passes_the_schema_and_the_reader(name):
    """What the schema takes, the reader takes."""
    VALIDATOR.validate(LAWFUL[name])

    assert len(LAWFUL[name]["acts"]) == len(read(LAWFUL[name]).invoice.acts)


@pytest.mark.parametrize("name", UNLAWFUL)
def test_an_unlawful_record_passes_neither(name):
    """What the schema refuses, the reader refuses, and names the field."""
    given, code, field = UNLAWFUL[name]
    with pytest.raises(RecordError) as caught:
        read(given)

    assert (code, field) == (caught.value.code, caught.value.field)
    # Python's $ lets an end of line through, which a schema's does not.
    assert VALIDATOR.is_valid(given) == (name == "end of line after")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (record(drawn_up="2026-02-30"), "value"),
        (record(patient={"nir": NIR + "00", "birth": "19850614"}), "nir-key"),
        (record(patient={"nir": NIR, "birth": "19850614", "own_nir": NIR + "00"}), "nir-key"),
    ],
    ids=["no such day", "key of the insured", "key of the patient"],
)
def test_what_a_schema_cannot_say_is_refused_too(given, code):
    """A day exists, and the key of a NIR holds."""
    with pytest.raises(RecordError) as caught:
        read(given)

    assert code == caught.value.code
    assert VALIDATOR.is_valid(given)


def test_the_schema_is_a_schema():
    """The published file is valid, and its fields are those of the reader, in their order."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    named = SCHEMA["$defs"]

    assert [
        list(fields.INVOICE), list(fields.ACT), list(fields.MK), list(fields.PRESCRIPTION),
        list(fields.PATIENT), list(fields.TOTALS),
    ] == [
        list(SCHEMA["properties"]), list(named["act"]["properties"]), list(named["mk"]["properties"]),
        list(named["prescription"]["properties"]), list(SCHEMA["properties"]["patient"]["properties"]),
        list(SCHEMA["properties"]["totals"]["properties"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("ModeSecurisation", fields.MODES),
        ("NatureAssurance", fields.NATURES),
        ("Exoneration", fields.EXEMPTIONS),
        ("Lieu", fields.PLACES),
        ("AccordPrealableCode", fields.AGREEMENTS),
        ("AuteurRenouvellement", fields.RENEWERS),
        ("Majoration", fields.MAJORATIONS),
    ],
)
def test_the_words_are_those_of_the_sheet(kind, words):
    """Each closed list is that of the simulated FSE."""
    root = etree.parse(os.path.join(directory(), "fse", "1.0", "types.xsd")).getroot()
    found = [one.get("value") for one in root.iterfind(f".//{XS}simpleType[@name='{kind}']//{XS}enumeration")]

    assert list(words) == found


def test_a_line_without_a_prescription_is_not_given_that_of_another_line():
    """Only what the record says of a line is put on it."""
    invoice = read(record(acts=[act(), act(prescription=None)])).invoice

    assert ["prescription", ""] == [invoice.prescription_word(one).partition(" ")[0] for one in invoice.acts]


def test_the_content_is_the_same_however_it_is_written():
    """Order of fields, decimals left out, defaults written down: one content; another region: another."""
    plain = read(record(acts=[act(coefficient="8.50", fees="20.00")])).invoice.digest
    other = record(acts=[dict(reversed(act(coefficient="8.5", fees="20", quantity=1).items()))], attempt=1)
    state = read(record(acts=[act(coefficient="8.50", fees="20.00")], state="paid")).invoice.digest

    assert [plain, plain] == [read(dict(reversed(other.items()))).invoice.digest, state]
    assert plain != read(record(acts=[act(coefficient="8.50", fees="20.00", region="genou")])).invoice.digest


def test_every_kind_of_value_has_its_words():
    """Whatever is refused is told in both languages, with the same parameters."""
    assert messages.FRENCH.keys() == messages.ENGLISH.keys()
    for kind in kinds(fields.INVOICE):
        for language in ("fr", "en"):
            assert messages.sentence("value", {"field": "x", "kind": kind}, language)


def kinds(table) -> Iterator[str]:
    """Every kind of value of the tables."""
    for one in (table, fields.ACT, fields.MK, fields.PATIENT, fields.PRESCRIPTION, fields.TOTALS):
        for kind, _, _ in one.values():
            yield kind
