"""
What xmlschema, a second and independent engine, thinks of a sheet.

It is never the verdict: it runs in a child process with a bound on size and time, because it may
run for minutes on a refused document, and only when it was asked for. The child reads the sheet
on its standard input and answers one word.
"""

import os
import subprocess  # one Python, our own file, no shell
import sys
from typing import TYPE_CHECKING, Final

from fsecheck.intake.gate import Refusal
from fsecheck.intake.schema import path
from fsecheck.intake.tree import line_of
from fsecheck.model.finding import Place

if TYPE_CHECKING:
    from lxml import etree

SECONDS: Final = 10.0
BYTES: Final = 64 * 1024
AGREE: Final = "agree"
DISAGREE: Final = "disagree"
NOT_AVAILABLE: Final = "not-available"

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
    from lxml import etree  # noqa: PLC0415 - what the caller holds was made by it

    data = etree.tostring(element, encoding="UTF-8", with_tail=False, xml_declaration=False)
    if len(data) > BYTES:
        return NOT_AVAILABLE, "too-large"
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
        return NOT_AVAILABLE, "failed"
    if child.stdout not in {b"valid", b"invalid"}:
        return NOT_AVAILABLE, "failed"
    return (AGREE if (child.stdout == b"valid") == accepted else DISAGREE), ""


def refusal(element: "etree._Element", kind: str, xpath: str, *, accepted: bool) -> Refusal | None:
    """XSD003, an information: the second engine disagrees, or could not answer; None where it agrees."""
    answer, reason = ask(element, kind, accepted=accepted)
    place = Place(line=line_of(element), xpath=xpath)
    if answer == DISAGREE:
        words = ("valid", "invalid") if accepted else ("invalid", "valid")
        return Refusal("XSD003", DISAGREE, {"libxml2": words[0], "xmlschema": words[1], "document": kind}, place)
    if answer == NOT_AVAILABLE:
        return Refusal("XSD003", NOT_AVAILABLE, {"reason": reason, "document": kind}, place)
    return None
