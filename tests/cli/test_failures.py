"""What the ledger refuses is said in French on the command line."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from fsecheck.cli.failures import french
from fsecheck.ledger.port import LedgerError

LEDGER = Path(__file__).resolve().parents[2] / "fsecheck" / "ledger"
ERRORS = {"LedgerUseError", "LedgerFaultError", "LedgerRefusedError", "LostError"}


def sentences() -> Iterator[str]:
    """The beginning of every sentence that the room raises: told where it is raised, or in a table of its module."""
    for path in sorted(LEDGER.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS and node.args:
                said = node.args[0]
                first = said.values[0] if isinstance(said, ast.JoinedStr) else said
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value
            if isinstance(node, ast.AnnAssign) and isinstance(node.value, (ast.Constant, ast.Dict)):
                values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
                for value in values:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str) and "ledger" in value.value:
                        yield value.value


@pytest.mark.parametrize("sentence", sorted({*sentences()}))
def test_a_sentence_of_the_ledger_is_said_in_french(sentence):
    """Each begins one that has a translation."""
    assert french(LedgerError(sentence)) != sentence
