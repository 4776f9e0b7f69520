"""The JSON of the doors: reports as they are, the sentences beside them."""

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from fsecheck.model.report import Report
from fsecheck.render import Run
from fsecheck.render.sentences import Text, of_finding, of_unknown

if TYPE_CHECKING:
    from fsecheck.render.formats import Document


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


class Writer:
    """The same document, written input by input: a folder need not stand in memory."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._first = True

    def piece(self, document: "Document", reports: Sequence[Report]) -> str:
        """One input."""
        if document.error is not None:
            return dumps({"path": document.path, "bytes_sha256": None, "error": document.error}).rstrip("\n")
        entries = [entry(report, self._language) for report in reports]
        return dumps({"path": document.path, "bytes_sha256": document.sha256(), "reports": entries}).rstrip("\n")

    def add(self, piece: str) -> str:
        """The input, after what comes before it."""
        before = '{"inputs":[' if self._first else ","
        self._first = False
        return before + piece

    def end(self, run: Run) -> str:
        """The end of the document, which says so where the run was interrupted."""
        opening = '{"inputs":[' if self._first else ""
        if run.interrupted is None:
            return f"{opening}]}}\n"
        done, total = run.interrupted
        return f'{opening}],"interrupted":{dumps({"done": done, "of": total})}'.rstrip("\n") + "}\n"


def dumps(document: object) -> str:
    """Canonical JSON as the doors write it: keys sorted, no blank, letters as they are, one final end of line."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _text(text: Text) -> dict[str, str]:
    return text._asdict()
