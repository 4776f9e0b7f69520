"""
SARIF 2.1.0, for code scanning and the readers of static analysis.

One rule of the driver for each rule that spoke. A violated rule is a result of kind ``fail``; a rule that stops the
sheet because a fact is missing one of kind ``open``. What was left unverified without stopping is no result: it
stands in the properties of the artifact, with the verdicts of its sheets.
"""

import os
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from fsecheck.model import public as model
from fsecheck.model.digest import blake2b
from fsecheck.model.finding import Finding, Place, Unknown
from fsecheck.model.report import Report
from fsecheck.model.waiver import HONOURED, Waiver
from fsecheck.render import Run, public
from fsecheck.render.formats import Document
from fsecheck.render.sentences import cited, earlier, locale, of_finding, of_unknown
from fsecheck.rules.catalogue import BY_ID

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {"error": "error", "warning": "warning", "information": "note"}
#: Exit codes of a run that did all it was asked to do, whatever it found.
_DONE: Final = frozenset({0, 1, 3})
_ORDER: Final = {rule: place for place, rule in enumerate(BY_ID)}
_LAST: Final = len(_ORDER)


class Writer:
    """One SARIF log, written at the end of the run."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._results: list[dict[str, Any]] = []
        self._artifacts: dict[str, dict[str, Any]] = {}
        self._notes: list[dict[str, Any]] = []
        self._rules: dict[str, dict[str, Any]] = {}

    def piece(self, document: Document, reports: Sequence[Report]) -> dict[str, Any]:
        """The results of one document, its artifact, and what could not be done."""
        where = location(document.path)
        if document.error is not None:
            return {"results": [], "artifact": None, "notes": [_note(document.error, where)], "rules": {}}
        made = _Results(where, self._language)
        for report in reports:
            made.take(report)
        digest = document.sha256()
        artifact = {
            "location": where,
            "mimeType": "text/xml",
            "hashes": {} if digest is None else {"sha-256": digest},
            "properties": {
                "verdicts": [report.verdict for report in reports],
                "unverified": sorted({one.rule for report in reports for one in report.unknowns if not one.stops}),
            },
        }
        return {"results": made.results, "artifact": artifact, "notes": made.notes, "rules": made.rules}

    def add(self, piece: Mapping[str, Any]) -> str:
        """Nothing yet: which rules spoke is known at the end."""
        self._results += piece["results"]
        self._notes += piece["notes"]
        for rule, about in piece["rules"].items():
            known = self._rules.setdefault(rule, about)
            known["sources"] |= about["sources"]
            known["level"] = known["level"] or about["level"]
        if piece["artifact"] is not None:
            # A document named twice is one artifact.
            self._artifacts[piece["artifact"]["location"]["uri"]] = piece["artifact"]
        return ""

    def end(self, run: Run) -> str:
        """The log."""
        driver = {
            "name": "fsecheck",
            "version": run.version,
            "semanticVersion": run.version,
            "language": self._language,
            "rules": [
                _rule(rule, **about)
                for rule, about in sorted(
                    self._rules.items(), key=lambda item: (_ORDER.get(item[0], len(_ORDER)), item)
                )
            ],
        }
        invocation = {
            "executionSuccessful": run.code in _DONE and run.interrupted is None,
            "exitCode": run.code,
            "toolExecutionNotifications": self._notes,
        }
        properties: dict[str, object] = {}
        if run.identity is not None:
            properties["made_with"] = model.identity(run.identity)
        if run.interrupted is not None:
            properties["interrupted"] = dict(zip(("done", "of"), run.interrupted, strict=True))
        return public.dumps(
            {
                "$schema": _SCHEMA,
                "version": "2.1.0",
                "runs": [
                    {
                        "tool": {"driver": driver},
                        "language": self._language,
                        "columnKind": "unicodeCodePoints",
                        "invocations": [invocation],
                        "artifacts": list(self._artifacts.values()),
                        "results": self._results,
                        "properties": properties,
                    }
                ],
            }
        )


class _Results:
    """The results of the sheets of one document."""

    def __init__(self, where: dict[str, str], language: str) -> None:
        self.results: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.rules: dict[str, dict[str, Any]] = {}
        self._where = where
        self._language = language
        self._words = locale(language)
        self._seen: dict[str, int] = {}

    def take(self, report: Report) -> None:
        """Add the results of one sheet."""
        for fault in report.faults:
            self.notes.append(_note(f"{fault.kind}: {fault.where}", self._where))
        for finding in report.findings:
            self._finding(finding, report)
        for unknown in report.unknowns:
            if unknown.stops:
                self._unknown(unknown, report)

    def _finding(self, finding: Finding, report: Report) -> None:
        text = of_finding(finding, self._language)
        about = self.rules.setdefault(finding.rule, {"says": text.title, "level": None, "sources": {}})
        about["level"] = finding.severity
        for citation in finding.citations:
            url = next((source.url for source in citation.sources if source.url), "")
            about["sources"].setdefault(cited(citation, self._words), url)
        result = self._result(finding.rule, finding.message, finding.place, report) | {
            "kind": "fail",
            "level": _LEVELS[finding.severity],
            "message": {"text": _joined(text.sentence, text.remedy)},
        }
        if finding.evidence:
            result["relatedLocations"] = [
                {
                    "id": rank,
                    "logicalLocations": [{"fullyQualifiedName": f"invoice/{number}/{day}", "kind": "resource"}],
                    "message": {"text": earlier(number, day, self._words)},
                }
                for rank, (number, day) in enumerate(finding.evidence, 1)
            ]
        suppressions = [
            _suppression(one.waiver, accepted=one.state == HONOURED)
            for one in report.waivers
            if (one.waiver.rule, one.waiver.act) == (finding.rule, finding.place.act)
        ]
        if suppressions:
            result["suppressions"] = suppressions
        result["properties"] |= {
            "technical": text.technical,
            "params": dict(finding.params),
            "suggested": None if finding.suggested is None else dict(finding.suggested),
            "anomaly": list(finding.anomaly),
        }
        self.results.append(result)

    def _unknown(self, unknown: Unknown, report: Report) -> None:
        text = of_unknown(unknown, self._language)
        self.rules.setdefault(unknown.rule, {"says": text.title, "level": None, "sources": {}})
        result = self._result(unknown.rule, unknown.what, unknown.place, report) | {
            "kind": "open",
            "level": "none",
            "message": {"text": _joined(f"{text.sentence}.", text.remedy)},
        }
        result["properties"] |= {"technical": text.technical, "params": dict(unknown.params)}
        self.results.append(result)

    def _result(self, rule: str, message: str, place: Place, report: Report) -> dict[str, Any]:
        """What results of every kind have."""
        # What names the occurrence, whatever line it stands on today: the same one has the same print tomorrow.
        owner = [report.mk, report.number] if report.number is not None else [self._where["uri"], place.xpath]
        name = public.dumps([rule, message, *owner, place.act])
        rank = self._seen[name] = self._seen.get(name, -1) + 1
        physical: dict[str, Any] = {"artifactLocation": self._where}
        if place.line:
            physical["region"] = {"startLine": place.line}
            if place.column:
                physical["region"]["startColumn"] = place.column
        where: dict[str, Any] = {"physicalLocation": physical}
        if place.xpath is not None:
            where["logicalLocations"] = [{"fullyQualifiedName": place.xpath, "kind": "element"}]
        return {
            "ruleId": rule,
            "locations": [where],
            "partialFingerprints": {
                "fsecheck/v1": blake2b(f"{name}{rank}".encode(), digest_size=16).hexdigest(),
            },
            "properties": {
                "message": message,
                "invoice": report.number,
                "mk": report.mk,
                "act": place.act,
                "reference": place.reference,
            },
        }


def location(path: str) -> dict[str, str]:
    """
    Where a document is, as a reference with ``/``, relative to the current directory where it stands in it.

    Standard input is the reference ``stdin``.
    """
    if path == "-":
        return {"uri": "stdin"}
    full, here = os.path.abspath(path), os.getcwd()
    if full.startswith(here.rstrip(os.sep) + os.sep):
        return {"uri": quote(os.path.relpath(full, here).replace(os.sep, "/")), "uriBaseId": "%SRCROOT%"}
    return {"uri": "file://" + quote("/" + full.replace(os.sep, "/").lstrip("/"))}


def _rule(rule: str, says: str, level: str | None, sources: Mapping[str, str]) -> dict[str, Any]:
    """A rule as the driver describes it: what it says, the texts it rests on, how to know more."""
    entry = BY_ID.get(rule)
    level = level if entry is None else entry.severity
    more = () if entry is None else (f"fsecheck explain {rule}",)
    found: dict[str, Any] = {
        "id": rule,
        "shortDescription": {"text": says},
        "fullDescription": {"text": says},
        "help": {
            "text": "\n".join((says, *sources, *more)),
            "markdown": "\n\n".join((says, *(f"- {text}" for text in sources), *(f"`{one}`" for one in more))),
        },
        "properties": {"family": rule.rstrip("0123456789"), "sources": list(sources)},
    }
    if level is not None:
        found["defaultConfiguration"] = {"level": _LEVELS[level]}
    if entry is not None:
        found["properties"] |= {"status": entry.status, "anomaly": list(entry.anomaly)}
    url = next((url for url in sources.values() if url), "")
    return found | ({"helpUri": url} if url else {})


def _suppression(waiver: Waiver, *, accepted: bool) -> dict[str, Any]:
    """A waiver; one that has expired or that reference mode ignores suppresses nothing."""
    return {
        "kind": "external",
        "status": "accepted" if accepted else "rejected",
        "justification": waiver.reason,
        "properties": {"author": waiver.author, "expires": waiver.expires.isoformat()},
    }


def _note(text: str, where: Mapping[str, str]) -> dict[str, Any]:
    """What fsecheck could not do with a document."""
    return {
        "level": "error",
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": dict(where)}}],
    }


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
