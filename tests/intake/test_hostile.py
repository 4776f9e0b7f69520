"""
Documents made to hurt: each is refused or judged in bounded time and memory, and nothing outside it is touched.

The small ones are cases of ``fixtures/intake``; those that are large by nature are made here. Each
is checked in a process of its own that may take no more.
"""

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fsecheck.intake.limits import LOT_BYTES, SHEET_BYTES
from fsecheck.model.report import REJECT
from tests.authoring import CONTEXTE, FSE, act, context, envelope, lot, sheet
from tests.fixtures import FIXTURES

ROOT = Path(__file__).resolve().parents[2]
MIB = 1 << 20
#: Checks the files that it is given, and prints for each the verdict, and at the end the peak of its memory in MiB.
CHILD = """
import re, sys
from datetime import date
from fsecheck import Checker
checker = Checker()
checker.check(b"<a/>", today=date(2026, 3, 2))
for path in sys.argv[1:]:
    with open(path, "rb") as stream:
        reports = checker.check_sheets(stream.read(), today=date(2026, 3, 2))
    rules = {finding.rule for report in reports for finding in report.findings}
    print(max((report.verdict for report in reports), key="accept warn undecided reject failed".split().index),
          ",".join(sorted(rules)))
# Of this program alone: what getrusage tells begins with what its parent took.
print(int(re.search("VmHWM: *([0-9]+)", open("/proc/self/status").read().replace("\\t", " "))[1]) // 1024)
"""


def checked(paths: list[Path], seconds: int, mib: int) -> tuple[list[tuple[str, set[str]]], int]:
    """Verdict and rules of each file, and the peak, from a process that may take no more than that."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (mib * MIB, mib * MIB))

    done = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, paths)],
        cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=bound,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    *lines, peak = done.stdout.splitlines()
    return [(line.split(" ")[0], set(filter(None, line.split(" ")[1].split(",")))) for line in lines], int(peak)


def test_every_hostile_document_of_the_fixtures_is_cheap() -> None:
    """All of them in one process: some seconds, and no more memory than ordinary sheets ask."""
    paths = sorted((FIXTURES / "intake").rglob("fse.xml"))

    verdicts, peak = checked(paths, seconds=len(paths) // 10, mib=512)

    assert len(verdicts) == len(paths) > 100
    assert "failed" not in {verdict for verdict, _ in verdicts}
    assert peak < 160


def filled(head: str, unit: str, tail: str, size: int = LOT_BYTES) -> bytes:
    """A document of that size, *unit* repeated within it."""
    return (head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail).encode()


def numbered(head: str, unit: str, tail: str, size: int) -> bytes:
    """The same with a number in each unit."""
    number = (size - len(head) - len(tail)) // (len(unit) + 6)
    return (head + "".join(unit.format(place) for place in range(number)) + tail).encode()


LOT = f'<lot xmlns="{FSE}">'
SHEET = f'<fse xmlns="{FSE}" version="1.0">'
ONE = '<fse version="1.0">'
ACT = "<acte><date>x</date></acte>"
ATTACKS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "sheet of small elements": ("SEC005", lambda: filled(SHEET, "<b/>", "</fse>", SHEET_BYTES)),
    "sheet of attributes": ("XSD001", lambda: numbered(SHEET + "<a ", ' a{}=""', "/></fse>", SHEET_BYTES - 20_000)),
    "sheet of declarations": ("XSD001", lambda: numbered(SHEET, '<a xmlns:p="u{}"/>', "</fse>", SHEET_BYTES)),
    "sheet of one text": ("SEC006", lambda: filled(SHEET, "x", "</fse>", SHEET_BYTES)),
    "sheet of blanks": ("SEC006", lambda: filled(SHEET, " ", "</fse>", SHEET_BYTES)),
    "sheet of comments": ("XSD001", lambda: filled(SHEET, "<!---->", "</fse>", SHEET_BYTES)),
    "sheet of references": ("SEC006", lambda: filled(SHEET + "<a>", "&#65;", "</a></fse>", SHEET_BYTES)),
    "sheet of acts": ("XSD001", lambda: filled(SHEET + "<actes>", ACT, "</actes></fse>", SHEET_BYTES)),
    "sheet one byte too large": ("SEC003", lambda: filled(SHEET, " ", "</fse>", SHEET_BYTES) + b" " * 100),
    "unclosed elements": ("SEC004", lambda: filled(SHEET, "<a>", "", SHEET_BYTES)),
    "two hundred megabytes": ("SEC003", lambda: filled(LOT, "<a/>", "</lot>", 200 * MIB)),
    "lot of small elements": ("SEC005", lambda: filled(LOT, "<a/>", "</lot>")),
    "lot of a million elements": ("SEC003", lambda: filled(LOT, "<a/>", "</lot>", 4_000_000)),
    "lot of empty sheets": ("SEC003", lambda: filled(LOT, "<fse/>", "</lot>", 6_000_000)),
    "lot of one enormous sheet": ("SEC003", lambda: filled(LOT + ONE, "<a/>", "</fse></lot>", 3_900_000)),
    "lot of lots": ("SEC003", lambda: filled(LOT, "<lot/>", "</lot>", 6_000_000)),
    "lot of text": ("SEC006", lambda: filled(LOT, "x ", "</lot>")),
    "lot of references": ("XSD001", lambda: filled(LOT, "&lt;", "</lot>")),
    "lot of comments": ("XSD001", lambda: filled(LOT, "<!---->", "</lot>")),
    "lot of sections": ("XSD001", lambda: filled(LOT, "<![CDATA[x]]>", "</lot>")),
    "lot of attributes": ("SEC006", lambda: numbered(LOT[:-1], ' a{}=""', "></lot>", LOT_BYTES - 200_000)),
    "lot of declarations": ("SEC006", lambda: numbered(LOT[:-1], ' xmlns:a{}="u"', "></lot>", LOT_BYTES - 200_000)),
    "lot of a thousand wrong sheets": ("XSD001", lambda: lot(*[sheet([act(lieu="x", code="?")] * 17)] * 1000)),
    "envelope of contexts": (
        "SEC003", lambda: filled(f'<enveloppe xmlns="{CONTEXTE}"><a/>', "<contexte/>", "</enveloppe>", 10_900_000)
    ),
    "envelope of a thousand contexts": ("XSD001", lambda: envelope(sheet(), *[context()] * 1000)),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_large_attack_is_bounded(attack: str, tmp_path: Path) -> None:
    """Refused by the rule that speaks of it, in a process that has few seconds and few megabytes."""
    rule, made = ATTACKS[attack]
    path = tmp_path / "attack.xml"
    path.write_bytes(made())
    size = path.stat().st_size

    [(verdict, rules)], peak = checked([path], seconds=10, mib=768)

    assert (verdict, rule in rules) == (REJECT, True), rules
    assert peak < 40 + 3 * size / MIB + 140
