"""JSON Lines: what a line may be, and that a wrong one stops nothing and betrays nothing."""

import json

import pytest

from fsecheck.imports.lines import LONGEST
from tests.imports.history import act, json_lines, numbers, record

GOOD = json_lines([record()])


def test_every_line_is_taken(call, put, path):
    """Two invoices, a blank line, a mark at the beginning, the last line without its end."""
    data = b"\xef\xbb\xbf" + GOOD + b"\n" + json_lines([record("2")]).rstrip(b"\n")

    assert (0, 2) == (call(put("h.jsonl", data))[0], len(numbers(path)))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "json"),
        (b"[]", "value"),
        (b"{} {}", "json"),
        (b"{" * 100_000, "json"),
        (b'{"number": NaN}', "float"),
        (b'{"number": 1.5}', "float"),
        (b'{"number": 1e3}', "float"),
        (b'{"number": ' + b"1" * 5000 + b"}", "json"),
        (b'{"number": "1", "number": "1"}', "duplicate-key"),
        (json.dumps(record(acts=[act(coefficient=8.08)])).encode(), "float"),
        (json.dumps(record(acts=[act(region="\ud800")])).encode(), "value"),
        (GOOD.rstrip(b"\n").replace(b"RAM", b"R\xe9M"), "encoding"),
        (b'{"number": "' + b"x" * LONGEST + b'"}', "line-too-long"),
        (json.dumps(record(drawn_up="2026-11-02")).encode(), "future"),
        (json.dumps(record(acts=[act(day="2026-11-02")])).encode(), "future"),
    ],
    ids=lambda value: str(value[:24]) if isinstance(value, bytes) else value,
)
def test_a_wrong_line_is_named_and_the_rest_is_taken(call, put, path, line, code):
    """The second of three lines is refused with its number; the first and the third are taken."""
    source = put("h.jsonl", GOOD + line + b"\n" + json_lines([record("3")]))
    found, said, _ = call(source)

    assert (1, [code], [2]) == (found, *([one[key] for one in said["refused"]] for key in ("code", "line")))
    assert ["100000001", "3"] == [number for number, *_ in numbers(path)]


def test_the_longest_line_is_taken(call, put, path):
    """A line of exactly the limit passes, one byte more does not."""
    line = GOOD.rstrip(b"\n")
    exact, longer = (line + b" " * (size - len(line)) + b"\n" for size in (LONGEST - 1, LONGEST + 1))

    assert 0 == call(put("exact.jsonl", exact))[0]
    assert 1 == call(put("longer.jsonl", longer))[0]


def test_the_eve_and_the_day_itself_are_no_future(call, put):
    """An invoice of today is taken."""
    assert 0 == call(put("h.jsonl", json_lines([record(drawn_up="2026-11-01", acts=[act(day="2026-11-01")])])))[0]


def test_an_empty_file_is_said(call, put):
    """Nothing to take is not everything taken."""
    code, said, _ = call(put("h.jsonl", b""))

    assert (1, ["empty"]) == (code, [one["code"] for one in said["refused"]])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_value_of_a_line_is_repeated(call, put, language):
    """A report names the field and what was expected, never what stood there."""
    word = "DURANDALELOISE"
    given = [
        record(word),
        record(**{word: "1"}),
        record(patient={"nir": word, "birth": "19850614"}),
        record(acts=[act(region=word * 5)]),
        record(acts=[act(**{word: "1"})]),
    ]
    source = put("h.jsonl", json_lines(given) + f'{{"{word}": {word}}}\n'.encode())
    code, said, err = call(source, "--lang", language)
    text = call(source, "--lang", language, text=True)[1]

    assert (1, "", 6) == (code, err, said["counts"]["refused"])
    assert word not in json.dumps(said) + text
