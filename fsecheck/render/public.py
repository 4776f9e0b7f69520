"""The JSON of the doors: reports as they are, the sentences beside them."""

import json
from collections.abc import Iterable

from fsecheck.model.report import Report
from fsecheck.render.sentences import Text, of_finding, of_unknown


def texts(report: Report, language: str) -> dict[str, object]:
    """The sentences of a report: two lists, parallel to its ``findings`` and its ``undecided``."""
    return {
        "language": language,
        "findings": [_text(of_finding(finding, language)) for finding in report.findings],
        "undecided": [_text(of_unknown(unknown, language)) for unknown in report.unknowns],
    }


def entry(report: Report, language: str) -> dict[str, object]:
    """One report with its sentences."""
    return {"report": report.to_dict(), "texts": texts(report, language)}


def inputs(entries: Iterable[dict[str, object]]) -> str:
    """The whole document of ``--format json``, one line."""
    return dumps({"inputs": list(entries)})


def dumps(document: object) -> str:
    """Canonical JSON as the doors write it: keys sorted, no blank, letters as they are, one final end of line."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _text(text: Text) -> dict[str, str]:
    return text._asdict()
