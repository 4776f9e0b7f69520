"""
What xmlschema, a second and independent engine, thinks of a sheet.

It is never the verdict, and is asked only where somebody wants it: a check asks it in a child
process with a bound on size and time (:func:`refusal`), because it may run for minutes on a refused
document. The child reads the sheet on its standard input and answers one word. A certification asks
it in its own process, with a bound on size alone (:func:`word`): the same sheet has the same answer
on every machine.
"""

import os
import subprocess  # one Python, our own file, no shell
import sys
from functools import cache
from typing import TYPE_CHECKING, Final

from fsecheck.intake.gate import Refusal
from fsecheck.intake.schema import path
from fsecheck.intake.tree import line_of
from fsecheck.model.finding import Place

if TYPE_CHECKING:
    import xmlschema
    from lxml import etree

SECONDS: Final = 10.0
BYTES: Final = 64 * 1024
AGREE: Final = "agree"
DISAGREE: Final = "disagree"
NOT_AVAILABLE: Final = "not-available"
VALID: Final = "valid"
INVALID: Final = "invalid"
FAILED: Final = "failed"
TOO_LARGE: Final = "too-large"

_CHILD: Final = """
import sys
import xmlschema
schema = xmlschema.XMLSchema10(sys.argv[1])
sys.stdout.write("valid" if schema.is_valid(sys.stdin.buffer.read().decode("utf-8")) else "invalid")
"""


def ask(element: "etree._Element", kind: str, *, accepted: bool, seconds: float = SECONDS) -> tuple[str, str]:
    """
    Whether xmlschema agrees that the sheet or context is *accepted*, or not: the answer and its reason.

    The answer is AGREE, DISAGREE or NOT_AVAILABLE; the reason of the last is too-large, timeout or failed.
    """
    data = content(element)
    if len(data) > BYTES:
        return NOT_AVAILABLE, TOO_LARGE
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter, our own text
            [sys.executable, "-P", "-c", _CHILD, path(kind)],
            input=data,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        )
    except subprocess.TimeoutExpired:
        return NOT_AVAILABLE, "timeout"
    except OSError:
        return NOT_AVAILABLE, FAILED
    if child.stdout not in {VALID.encode(), INVALID.encode()}:
        return NOT_AVAILABLE, FAILED
    return (AGREE if (child.stdout == VALID.encode()) == accepted else DISAGREE), ""


def content(element: "etree._Element") -> bytes:
    """The sheet or context as the second engine is given it, UTF-8."""
    from lxml import etree  # noqa: PLC0415 - what the caller holds was made by it

    found: bytes = etree.tostring(element, encoding="UTF-8", with_tail=False, xml_declaration=False)
    return found


def word(data: bytes, kind: str) -> str:
    """
    What xmlschema says of a sheet or context of that :func:`content`: VALID, INVALID, or FAILED where it raised.

    In this process and however long it takes: the caller bounds the size. The first call builds the schema.
    """
    try:
        return VALID if _schema(kind).is_valid(data.decode("utf-8")) else INVALID
    except Exception:  # noqa: BLE001 - whatever fault it has, it is no word on the sheet
        return FAILED


def version() -> str:
    """The version of xmlschema."""
    import xmlschema  # noqa: PLC0415 - never on the path of a plain check

    return xmlschema.__version__


@cache
def _schema(kind: str) -> "xmlschema.XMLSchema10":
    import xmlschema  # noqa: PLC0415 - never on the path of a plain check

    return xmlschema.XMLSchema10(path(kind))


def refusal(element: "etree._Element", kind: str, xpath: str, *, accepted: bool) -> Refusal | None:
    """XSD003, an information: the second engine disagrees, or could not answer; None where it agrees."""
    answer, reason = ask(element, kind, accepted=accepted)
    place = Place(line=line_of(element), xpath=xpath)
    if answer == DISAGREE:
        words = (VALID, INVALID) if accepted else (INVALID, VALID)
        return Refusal("XSD003", DISAGREE, {"libxml2": words[0], "xmlschema": words[1], "document": kind}, place)
    if answer == NOT_AVAILABLE:
        return Refusal("XSD003", NOT_AVAILABLE, {"reason": reason, "document": kind}, place)
    return None
