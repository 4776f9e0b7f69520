"""
Nested texts, numbers and lists as one line of text, read back without importing a parser.

The image holds a line for each value of the law, unpacked where the value is asked: a check pays for
the few it reads, and Python loads a text faster than the objects it stands for.
"""

from collections.abc import Callable
from typing import Any, Final

_SEPARATOR: Final = "¦"
_CONSTANTS: Final = {"N": None, "T": True, "F": False}


def pack(of: object) -> str:
    """One line for *of*, made of texts, whole numbers, true, false, nothing, and sequences of these."""
    return _SEPARATOR.join(_tokens(of))


def unpack(line: str) -> Any:  # noqa: ANN401 - whatever was packed
    """What was packed; sequences come back as lists."""
    return _item(iter(line.split(_SEPARATOR)).__next__)


def _tokens(of: object) -> list[str]:
    if of is None:
        return ["N"]
    if isinstance(of, bool):
        return ["T" if of else "F"]
    if isinstance(of, int):
        return [f"i{of}"]
    if isinstance(of, str):
        if _SEPARATOR in of or "\n" in of:
            raise ValueError("a text of the law holds neither the separator nor a line end")
        return [f"s{of}"]
    if isinstance(of, (tuple, list)):
        return [f"({len(of)}", *(token for item in of for token in _tokens(item))]
    raise TypeError(f"a {type(of).__name__} cannot be packed")


def _item(token: Callable[[], str]) -> Any:  # noqa: ANN401 - whatever was packed
    text = token()
    kind = text[0]
    if kind == "s":
        return text[1:]
    if kind == "(":
        return [_item(token) for _ in range(int(text[1:]))]
    if kind == "i":
        return int(text[1:])
    return _CONSTANTS[kind]
