"""
JUnit XML, for continuous integration: a suite a sheet, a case for each rule that spoke.

An error of the sheet is a failure, and so is a fact that is missing to decide: a skipped case would read as success.
A rule that crashed is an error, a rule not verified is skipped, a warning passes and says so in its output. A sheet
of which nothing stops the sending has a passing case of its own. No time and no host stand in it.
"""

from collections.abc import Iterator, Sequence

from lxml import etree

from fsecheck.model.finding import ERROR, Finding
from fsecheck.model.report import Report
from fsecheck.render import Run
from fsecheck.render.formats import Document
from fsecheck.render.sentences import clean, lacking, locale, of_finding, waived, where
from fsecheck.render.text import how_far


class Writer:
    """The suites of an answer."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._first = True

    def piece(self, document: Document, reports: Sequence[Report]) -> str:
        """The suites of one document."""
        path = clean(document.path)
        if document.error is not None:
            case = _case("check", path, "error", "unreadable", document.error)
            return _suite(path, [case])
        lot = len(reports) > 1
        names = [f"{path}#{place}" if lot else path for place in range(1, len(reports) + 1)]
        return "".join(
            _suite(name, list(self._cases(name, report))) for name, report in zip(names, reports, strict=True)
        )

    def add(self, piece: str) -> str:
        """The suites, under the root."""
        before = "<?xml version='1.0' encoding='UTF-8'?>\n<testsuites name=\"fsecheck\">\n" if self._first else ""
        self._first = False
        return before + piece

    def end(self, run: Run) -> str:
        """The end of the root; an interrupted run has one suite more, which fails."""
        stopped = how_far(run, self._language).rstrip("\n")
        last = _suite("fsecheck", [_case("run", "fsecheck", "error", "interrupted", stopped)]) if stopped else ""
        return f"{self.add(last)}</testsuites>\n"

    def _cases(self, path: str, report: Report) -> Iterator["etree._Element"]:
        words = locale(self._language)
        for fault in report.faults:
            yield _case("fsecheck", path, "error", fault.kind, f"{fault.kind} : {fault.where}")
        by_rule: dict[str, list[Finding]] = {}
        for finding in report.findings:
            by_rule.setdefault(finding.rule, []).append(finding)
        for rule, findings in by_rule.items():
            told = "\n".join(self._told(finding) for finding in findings)
            stopping = findings[0].severity == ERROR and not all(finding.waived for finding in findings)
            kind = "failure" if stopping else "system-out"
            yield _case(rule, path, kind, findings[0].message, told)
        stops = [unknown for unknown in report.unknowns if unknown.stops]
        for rule, acts, sentence, remedy in lacking(stops, self._language):
            yield _case(rule, path, "failure", "undecided", f"{acts} : {sentence}. {remedy}".lstrip(" :"))
        notes = [unknown for unknown in report.unknowns if not unknown.stops]
        for rule, acts, sentence, _ in lacking(notes, self._language):
            yield _case(rule, path, "skipped", "not-verified", f"{acts} : {sentence}".lstrip(" :"))
        if report.waivers:
            told = "\n".join(waived(one, words) for one in report.waivers)
            yield _case("waivers", path, "system-out", "", told)
        if report.may_send:
            yield _case(report.verdict, path, "system-out", "", words.VERDICTS[report.verdict][1])

    def _told(self, finding: Finding) -> str:
        text = of_finding(finding, self._language)
        place = where(finding.place, locale(self._language))
        return " ".join(part for part in (place and f"{place} :", text.sentence, text.remedy) if part)


def _case(name: str, path: str, kind: str, message: str, text: str) -> "etree._Element":
    """One case; *kind* is the element that tells how it ended."""
    case = etree.Element("testcase", name=name, classname=path)
    told = etree.SubElement(case, kind)
    # A line break may stand in the text, a control character may not: XML has no way to write one.
    lines = [clean(line) for line in text.split("\n")]
    if kind != "system-out":
        told.set("type", message)
        told.set("message", lines[0])
    if kind != "skipped":
        told.text = "\n".join(lines)
    return case


def _suite(name: str, cases: Sequence["etree._Element"]) -> str:
    counts = {kind: sum(case[0].tag == kind for case in cases) for kind in ("failure", "error", "skipped")}
    suite = etree.Element(
        "testsuite",
        name=name,
        tests=str(len(cases)),
        failures=str(counts["failure"]),
        errors=str(counts["error"]),
        skipped=str(counts["skipped"]),
    )
    suite.extend(cases)
    text: str = etree.tostring(suite, encoding="unicode")
    return text + "\n"
