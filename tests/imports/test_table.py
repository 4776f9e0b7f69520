"""CSV: one act a line, in any order; an invoice is taken whole or not at all, and every line not taken is named."""

from itertools import product

import pytest

from fsecheck.imports.record import ACTS
from fsecheck.imports.table import COLUMNS, LONGEST, REQUIRED
from tests.imports.history import act, dump, first, json_lines, numbers, practice, record, table, written

LEAST = ("mk_rpps", *REQUIRED)
TWO = table([record("1", [act(), act(session="2")]), record("2")])


def refused(said):
    """Line and id of what was refused."""
    return [(one["line"], one["code"]) for one in said["refused"]]


@pytest.mark.parametrize("shape", list(product(";,", ("utf-8", "utf-8-sig"), ("\n", "\r\n"))))
def test_a_table_is_the_same_history_as_json_lines(call, put, path, new_ledger, shape):
    """Both delimiters, with and without the mark, both ends of line: the ledger of the same records."""
    delimiter, encoding, end = shape
    records = first(60, practice(60))
    lines = table(records, delimiter=delimiter)
    other = new_ledger("json.db")

    assert 0 == call(put("h.csv", end.join([*lines, ""]).encode(encoding)))[0]
    assert 0 == call(put("h.jsonl", json_lines(records)), ledger=other)[0]
    assert dump(other) == dump(path)


def test_lines_of_one_invoice_may_stand_apart(call, put, path, new_ledger):
    """Lines dealt out one invoice after the other give the ledger of lines side by side."""
    records = [record(str(number), [act(session=str(place)) for place in range(1, 5)]) for number in range(1, 40)]
    head, *lines = table(records)
    apart = new_ledger("apart.db")

    assert 0 == call(put("h.csv", written([head, *lines])))[0]
    dealt = [lines[at] for by in range(4) for at in range(by, 156, 4)]
    assert 0 == call(put("apart.csv", written([head, *dealt])), ledger=apart)[0]
    assert dump(path) == dump(apart)


def test_the_order_of_the_columns_and_their_capitals_are_free(call, put, path):
    """The header tells what stands where."""
    lines = table([record()], columns=reversed(COLUMNS))

    assert (0, 1) == (call(put("h.csv", written([lines[0].upper(), *lines[1:]])))[0], len(numbers(path)))


def test_the_least_table(call, put, path):
    """Seven columns are enough."""
    assert (0, 1) == (call(put("h.csv", written(table([record()], LEAST))))[0], len(numbers(path)))


def test_french_days_numbers_and_states(call, put, path):
    """JJ/MM/AAAA, decimal commas, quotes, blanks around and French states say what JSON says."""
    names = ("mk_am", *REQUIRED, "coefficient", "honoraires", "etat")
    line = '991130634;100000001;05/03/2026;1850699999001;14/06/1985;02/03/2026; RAM ;"8,08";17,86;payée'
    code = call(put("h.csv", written([";".join(names), line])))[0]
    same = record(
        mk={"am": "991130634"},
        mode=None,
        acts=[{"day": "2026-03-02", "code": "RAM", "coefficient": "8.08", "fees": "17.86"}],
        state="paid",
    )

    assert (0, [("100000001", 1, "paid")]) == (code, numbers(path))
    assert 1 == call(put("h.jsonl", json_lines([same])))[1]["counts"]["known"]


def test_the_invoice_may_be_told_once(call, put, path):
    """What is not the invoice's name may be empty on its later lines."""
    lines = table([record("1", [act(), act(session="2")])], (*LEAST, "mode", "seance"))
    later = lines[2].split(";")
    for place, name in enumerate((*LEAST, "mode", "seance")):
        if name in {"nir", "date_naissance", "mode"}:
            later[place] = ""

    assert (0, 1) == (call(put("h.csv", written([*lines[:2], ";".join(later)])))[0], len(numbers(path)))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda line: line.replace("8.08", "8.080"), "value"),
        (lambda line: line.replace("RAM", ""), "missing"),
        (lambda line: line.replace("securise", "degrade"), "differs"),
        (lambda line: line + ";", "columns"),
        (lambda line: line.replace("cabinet", '"cabinet'), "quotes"),
        (lambda line: line.replace("epaule", "\udce9paule"), "encoding"),
    ],
    ids=["value", "missing", "differs", "columns", "quotes", "encoding"],
)
def test_a_wrong_line_takes_its_invoice_with_it_and_no_other(call, put, path, change, code):
    """The second line is wrong: the first is named beside it, the other invoice is taken."""
    data = "\n".join([*TWO[:2], change(TWO[2]), *TWO[3:]]).encode("utf-8", "surrogateescape")
    found, said, _ = call(put("h.csv", data))

    assert (1, ["2"]) == (found, [number for number, *_ in numbers(path)])
    assert [(2, "other-line"), (3, code)] == refused(said)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ((";2;", ";;"), "nameless"),
        ((";2;", ";two;"), "value"),
        (("2026-03-05", ""), "nameless"),
        (("2026-03-05", "5/3/26"), "value"),
    ],
)
def test_a_line_that_names_no_invoice_stops_its_neighbours(call, put, path, change, why):
    """It may be an act of the one before or of the one after: neither is taken in part, the others are."""
    head, one, two = table([record("1"), record("2")])
    nameless = two.replace(*change, 1)
    code, said, _ = call(put("h.csv", written([head, one, two, nameless, *table([record("3"), record("4")])[1:]])))

    assert (1, ["1", "4"]) == (code, [number for number, *_ in numbers(path)])
    assert [(3, "other-line"), (4, why), (5, "other-line")] == sorted(refused(said))


def test_a_first_line_that_names_no_invoice_stops_the_next(call, put, path):
    """Nothing stands before it."""
    head, one, two = table([record("1"), record("2")])
    code, _, _ = call(put("h.csv", written([head, one.replace(";1;", ";;", 1), one, two])))

    assert (1, ["2"]) == (code, [number for number, *_ in numbers(path)])


def test_a_line_too_long_is_refused(call, put, path):
    """It does not say whose it is: its neighbours are not taken, the others are."""
    code, said, _ = call(put("h.csv", written([*TWO, "x" * (LONGEST + 2), *table([record("3")])[1:]])))

    assert (1, ["1"]) == (code, [number for number, *_ in numbers(path)])
    assert {(4, "other-line"), (5, "line-too-long"), (6, "other-line")} == set(refused(said))


@pytest.mark.parametrize(("count", "code"), [(ACTS, 0), (ACTS + 1, 1), (ACTS + 300, 1)])
def test_ninety_nine_acts_and_no_more(call, put, path, count, code):
    """An invoice has as many acts as a sheet."""
    lines = table([record("1", [act()] * count)])
    found, said, _ = call(put("h.csv", written(lines)))

    assert (code, [] if not code else [(2, "too-many-acts")]) == (found, refused(said))


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (";".join([*LEAST, "nom"]), "header-unknown"),
        (";".join([*LEAST, "code"]), "header-twice"),
        (";".join(LEAST[:-1]), "header-missing"),
        (";".join(LEAST[1:]), "header-missing"),
        ("DURANDAL;ELOISE", "header-unknown"),
        ("é".encode().decode("latin-1"), "header-unknown"),
    ],
)
def test_a_header_that_is_not_ours_takes_nothing(call, put, path, header, code):
    """The whole file is refused, and no name that is not ours is repeated."""
    found, said, _ = call(put("h.csv", written([header, *TWO[1:]])))

    assert (1, [(1, code)], 0) == (found, refused(said), len(numbers(path)))
    assert "DURANDAL" not in str(said)


def test_a_table_through_a_pipe(call, path):
    """Standard input that cannot seek is kept aside, for the table is read twice."""
    assert (0, 2) == (call("-", stdin=written(TWO))[0], len(numbers(path)))


def test_the_same_number_of_another_day_is_another_invoice(call, put, path):
    """A number used again two years later is told apart by its day."""
    lines = table([record("1", drawn_up="2024-03-05", acts=[act(day="2024-03-04")]), record("1")])

    assert (0, [("1", 1, "recorded"), ("1", 2, "recorded")]) == (call(put("h.csv", written(lines)))[0], numbers(path))
