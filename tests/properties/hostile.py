"""Checks bytes that nobody meant to send, and says what no bytes may do."""

import time
from random import Random
from typing import Final, NamedTuple

from fsecheck.checker import Checker
from fsecheck.intake.document import open_document
from fsecheck.model.report import FAILED, Report
from fsecheck.render import public
from fsecheck.render.text import block
from tests.fixtures import FIXTURES
from tests.practice.stories import STORIES
from tests.properties.engines import explained, verdicts
from tests.properties.lawful import LAST_DAY, told

SECONDS: Final = 1.0
"""Processor time that a check of one document may take."""
_LARGEST: Final = 20_000
"""Of a document that others are made of: mutating a megabyte tries little more."""


def seeds(rng: Random) -> list[bytes]:
    """Documents to start from: those of the fixtures, and sheets and contexts of every story."""
    found = [data for path in sorted(FIXTURES.rglob("*.xml")) if len(data := path.read_bytes()) <= _LARGEST]
    for story in sorted(STORIES):
        for sheet in told(rng.randrange(2**32), story)[:2]:
            found += [data for data in (sheet.xml(), sheet.context()) if data is not None]
    return found


class Seen(NamedTuple):
    """What a document did."""

    verdict: str
    wrong: str | None
    """What it must not have done, None where all is well."""
    digest: str | None
    """Of the content of one sheet that was read."""


def look(
    data: bytes, context: bytes | None, checker: Checker, rng: Random, *, opinion: bool = True, limit: float = SECONDS
) -> Seen:
    """
    Check a document, render its report, and judge what it did.

    Nothing may be raised, nothing may read as ``failed``, no check may take longer than *limit*
    seconds of the processor, and what is not refused by the schema is valid for another engine too
    (asked where *opinion* says so).
    """
    start = time.process_time()
    try:
        report = checker.check(data, context, today=LAST_DAY)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return Seen("", f"{type(error).__name__} raised by the check", None)
    spent = time.process_time() - start
    verdict = report.verdict
    if verdict == FAILED:
        return Seen(
            verdict, f"failed: {[*report.faults, *[fault for one in report.sheets for fault in one.faults]]}", None
        )
    if spent > limit:
        return Seen(verdict, f"{spent:.2f} s", None)
    try:
        if rng.random() < 0.05:
            report.to_bytes()
            block("x.xml", report, rng.choice(["fr", "en"]))
            public.inputs([public.entry(report, "fr")])
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return Seen(verdict, f"{type(error).__name__} raised by the rendering", None)
    return Seen(verdict, _parted(data, report) if opinion else None, report.fse_digest)


def _parted(data: bytes, report: Report) -> str | None:
    """How the engines part on what the schema did not refuse."""
    if any(finding.rule in {"XSD001", "XSD002"} or finding.rule.startswith("SEC") for finding in report.findings):
        return None
    opened = open_document(data)
    for part in (*opened.sheets, *opened.contexts):
        first, second = verdicts(part.element, part.kind)
        if first and first is not second and explained(part.element, second) is None:
            return f"accepted by libxml2, {second} for xmlschema"
    return None
