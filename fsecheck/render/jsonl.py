"""JSON Lines: one sheet a line, written as its check ends."""

from collections.abc import Sequence

from fsecheck.model.report import Report
from fsecheck.render import Run, public
from fsecheck.render.formats import Document


class Writer:
    """The lines of an answer."""

    def __init__(self, language: str) -> None:
        self._language = language

    def piece(self, document: Document, reports: Sequence[Report]) -> str:
        """A line for each sheet, in the order of the document; one line where the document could not be opened."""
        if document.error is not None:
            return public.dumps({"path": document.path, "bytes_sha256": None, "error": document.error})
        of = {"path": document.path, "bytes_sha256": document.sha256()}
        return "".join(
            public.dumps(of | {"sheet": place} | public.entry(report, self._language))
            for place, report in enumerate(reports, 1)
        )

    def add(self, piece: str) -> str:
        """The lines as they are."""
        return piece

    def end(self, run: Run) -> str:
        """A line of its own where the run was interrupted, so that the end of the file is no end of the work."""
        if run.interrupted is None:
            return ""
        done, total = run.interrupted
        return public.dumps({"interrupted": {"done": done, "of": total}})
