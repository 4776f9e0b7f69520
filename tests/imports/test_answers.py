"""The payer's answers: the reader takes what the schema takes, in bounded memory, again and again."""

import io
import json
import os
from datetime import date

import jsonschema
import pytest

from fsecheck.imports.answers import COLUMNS, Reply, replies
from fsecheck.imports.entry import Where
from fsecheck.imports.record import REPLY, RecordError, reply
from fsecheck.imports.settle import Settled, settle
from fsecheck.intake.schema import directory
from fsecheck.ledger.keeping import Judged
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.ledger.port import ACKNOWLEDGED, PAID, REJECTED, RESERVED
from tests.authoring import MK
from tests.ledger.sheets import RPPS, TODAY, context, sheet

with open(os.path.join(directory(), "answers", "1.json"), encoding="utf-8") as _stream:
    SCHEMA = json.load(_stream)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

LEAST = {"mk": MK, "invoice": "1", "status": "paid"}
LAWFUL = [
    LEAST,
    {**LEAST, "mk": "991130634", "status": "rejected", "code": "R0602", "label": "é" * 500, "lot": "123456789"},
    {**LEAST, "attempt": 99, "status": "acknowledged", "date": "2026-03-02", "code": "A" * 12},
]
WRONG = [
    {},
    [],
    {**LEAST, "mk": "9990006414"},
    {**LEAST, "mk": 99900064140},
    {**LEAST, "invoice": "1234567890"},
    {**LEAST, "invoice": ""},
    {**LEAST, "status": "lost"},
    {**LEAST, "attempt": 0},
    {**LEAST, "attempt": 100},
    {**LEAST, "attempt": None},
    {**LEAST, "lot": "x"},
    {**LEAST, "code": "r1"},
    {**LEAST, "code": "A" * 13},
    {**LEAST, "label": "x" * 501},
    {**LEAST, "label": "a\nb"},
    {**LEAST, "date": "02/03/2026"},
    {**LEAST, "nir": "1850699999001"},
]


@pytest.mark.parametrize("record", LAWFUL)
def test_what_the_schema_takes_is_taken(record):
    VALIDATOR.validate(record)
    assert reply(record)["invoice"] == "1"


@pytest.mark.parametrize("record", WRONG)
def test_what_the_schema_refuses_is_refused(record):
    assert not VALIDATOR.is_valid(record)
    with pytest.raises(RecordError):
        reply(record)


def test_the_fields_of_the_schema_are_those_of_the_reader_and_of_the_table():
    assert set(SCHEMA["properties"]) == set(REPLY) == {column.path[0] for column in COLUMNS.values()}


def test_a_table_and_json_lines_say_the_same():
    rows = [
        {"mk": MK, "invoice": "7", "attempt": 2, "lot": "3", "status": "rejected", "code": "R1", "date": "2026-03-02"}
    ]
    table = f'libelle,date,code,statut,lot,tentative,facture,mk\r\n"a, b",02/03/2026,R1,REJETÉE,3,2,7,{MK}\r\n\r\n'
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    found = [
        [one._replace(where=None) for one in replies(io.BytesIO(data.encode("utf-8-sig")), "-", json=json_)]
        for data, json_ in ((table, False), (lines, True))
    ]
    assert found[0] == found[1] == [Reply(None, MK, "7", 2, "3", REJECTED, "R1", "2026-03-02")]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"mk;facture;statut\n\xff;1;paid\n", "encoding"), (b"mk;facture;statut\n1;2\n", "columns"),
     (b'mk;facture;statut\n"1;2;3\n', "quotes"), (b"mk;facture;statut\n" + b"9" * 20_000, "line-too-long"),
     (b"mk;facture;statut\n;1;paid\n", "missing"), (b"\xff", "encoding"), (b"", "empty")],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_told(data, code):
    (refused,) = replies(io.BytesIO(data), "x", json=False)
    assert [wrong.code for wrong in refused.wrongs] == [code]


@pytest.fixture
def book():
    made = MemoryLedger("cabinet", TODAY)
    for number, verdict in (("1", "accept"), ("2", "warn"), ("3", "reject"), ("4", "")):
        own = sheet(number, date(2026, 3, 2))
        made.write(own, context(own), "recorded", TODAY, judged=Judged(verdict, ("TAR002",) if verdict else ()))
    yield made
    made.close()


def answered(number, status, code=""):
    return Reply(Where("-"), RPPS, number, None, "", status, code, "")


def test_an_answer_may_be_followed_by_the_next(book):
    settled = Settled()
    told = [
        answered("1", ACKNOWLEDGED),
        answered("1", PAID),
        answered("2", REJECTED, "R1"),
        answered("3", REJECTED, "R1"),
    ]
    assert list(settle(book, told, TODAY, settled, batch=2)) == []
    assert (settled.changed, settled.known, settled.read) == (4, 0, 4)
    again = Settled()
    assert list(settle(book, told, TODAY, again, batch=3)) == []
    assert (again.changed, again.known) == (0, 4)
    assert vars(again) | {"changed": 4, "known": 0} == vars(settled)
    assert settled.codes == {"R1": [2, 1, 1]}
    assert settled.rules == {"TAR002": [1, 2]}
    assert (settled.let_through_paid, settled.let_through_rejected, settled.refused_rejected) == (1, 1, 1)


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_an_answer_given_twice_in_one_file_is_one(book, batch):
    """Also across batches, and whatever else the second line says; another attempt or outcome is another answer."""
    settled = Settled()
    told = [answered("1", PAID), answered("2", REJECTED, "R1"), answered("1", PAID), answered("2", REJECTED, "R2")]
    told += [answered("1", ACKNOWLEDGED), answered("3", REJECTED, "R1"), answered("3", PAID)]
    told = [one._replace(where=Where("-", place)) for place, one in enumerate(told, 2)]
    refused = list(settle(book, told, TODAY, settled, batch=batch))
    assert [one.wrongs[0].where.line for one in refused] == [8]
    assert (settled.read, settled.changed, settled.known, settled.repeated) == (7, 3, 1, [4, 5])
    assert (settled.let_through_paid, settled.let_through_rejected, settled.refused_rejected) == (1, 1, 1)
    assert settled.codes == {"R1": [2, 1, 1]}


def test_what_no_check_had_judged_is_counted_apart(book):
    settled = Settled()
    assert list(settle(book, [answered("4", REJECTED, "R1")], TODAY, settled)) == []
    assert (settled.unjudged, settled.codes, settled.rules) == (1, {}, {})


def test_the_verdict_kept_is_that_of_the_first_write(book):
    own = sheet("9", date(2026, 3, 2))
    book.write(own, context(own), RESERVED, TODAY, judged=Judged("warn", ("TAR002", "TAR005")))
    again = book.write(own, context(own), RESERVED, TODAY, judged=Judged("reject", ("TEX001",)))
    assert (again.changed, again.judged) == (False, Judged("warn", ("TAR002", "TAR005")))


def test_the_payers_code_is_kept_with_the_event_and_the_invoice(book):
    book.settle(RPPS, "1", REJECTED, TODAY, code="R0602")
    assert book._execute("SELECT answer FROM invoice WHERE number = '1'").fetchone() == ("R0602",)
    (said,) = book._execute("SELECT said FROM payload ORDER BY seq DESC LIMIT 1").fetchone()
    assert json.loads(said) == {"answer": "R0602"}
    assert book.verify().sound
