"""No float anywhere on the path of an amount."""

import ast
from datetime import date
from decimal import Context, Decimal, FloatOperation, localcontext
from pathlib import Path

import pytest

from fsecheck.cases.play import load
from fsecheck.cases.read import find, read
from fsecheck.checker import Checker

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("model", "law", "intake", "rules", "engine", "settings", "cases")
#: A waiting time in seconds, given to the system: no amount.
SECONDS = {"second_opinion.py"}
#: A quotient of two decimals.
QUOTIENTS = {"money.py", "telecare.py"}
CHAPTERS = ("nomenclature", "cumulation", "tariff", "overcharge", "travel")


def modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / "fsecheck" / room).rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: "/".join(path.parts[-2:]))
def test_no_float_is_written(path: Path) -> None:
    """Neither a literal, nor a conversion, nor a division that could make one."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    literals = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float | complex)]
    calls = [
        node
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    ]
    quotients = [node for node in nodes if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)]

    assert [] == calls
    assert [] == literals or path.name in SECONDS
    assert [] == quotients or path.name in QUOTIENTS


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_decimal_meets_a_float(chapter: str) -> None:
    """Every sheet of the chapter, checked where mixing a decimal and a float raises: nothing fails."""
    checker = Checker()
    failed = []
    with localcontext(Context(traps=[FloatOperation])):
        for path in find([str(ROOT / "fixtures" / chapter)]):
            case = read(path)
            for step in case.steps:
                data = load(case, step.sheet)
                report = checker.check(data or b"", load(case, step.context), today=step.today)
                failed += [(case.name, fault.kind) for fault in report.faults]

    assert [] == failed


def test_the_trap_is_set() -> None:
    """A decimal made from a float raises under the trap: the test above sees what it looks for."""
    with localcontext(Context(traps=[FloatOperation])), pytest.raises(FloatOperation):
        Decimal(float(date(2026, 3, 2).day))
