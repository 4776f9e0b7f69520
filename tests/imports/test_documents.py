"""What the documentation of import says is what is done."""

import re

import pytest

from fsecheck.imports import messages
from fsecheck.imports.table import COLUMNS, REQUIRED
from tests.fixtures import ROOT
from tests.imports.history import numbers

TEXT = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")


def test_every_column_is_documented_and_no_other():
    """The table of columns is that of the reader; bold ones are required."""
    rows = [line.split("|") for line in TEXT.splitlines() if line.startswith("|") and line.count("|") == 6]
    cells = [cell for row in rows[2:] for cell in (row[1], row[4])]
    names = [name for cell in cells for name in re.findall(r"`([a-z_]+)`", cell)]

    assert sorted(COLUMNS) == sorted(names)
    assert sorted(REQUIRED) == sorted(name for cell in cells for name in re.findall(r"\*\*`([a-z_]+)`\*\*", cell))


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_the_examples_are_taken(call, put, path, kind):
    """A reader may copy them."""
    if kind == "json":
        (example,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    else:
        example = "\n".join(line.strip() for line in TEXT.splitlines() if re.match("    (mk_rpps|9990)", line))

    assert (0, 1) == (call(put(f"h.{kind}", example.encode()))[0], len(numbers(path)))


def test_every_refusal_is_told_with_the_same_parameters_in_both_languages():
    """French and English name the same things."""
    french, english = (
        {name: set(re.findall(r"{(\w+)}", text)) for name, text in one.items()}
        for one in (messages.FRENCH, messages.ENGLISH)
    )

    assert french == english
