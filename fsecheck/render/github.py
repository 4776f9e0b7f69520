"""
Workflow commands of GitHub Actions: each finding becomes an annotation of its file and line.

What is missing to decide, a fault of ours and a file that cannot be opened are errors too: none of them may be sent.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from fsecheck.model.finding import Place
from fsecheck.model.report import Report
from fsecheck.render import Run
from fsecheck.render.formats import Document
from fsecheck.render.sentences import clean, locale, of_finding, of_unknown
from fsecheck.render.text import how_far

_COMMANDS: Final = {"error": "error", "warning": "warning", "information": "notice"}
#: A value ends at one of these in a property; % comes first, since the others are written with it.
_IN_MESSAGE: Final = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_IN_PROPERTY: Final = (*_IN_MESSAGE, (":", "%3A"), (",", "%2C"))


class Writer:
    """The commands, one a line."""

    def __init__(self, language: str) -> None:
        self._language = language

    def piece(self, document: Document, reports: Sequence[Report]) -> str:
        """The commands of one document."""
        path = document.path.replace("\\", "/")
        if document.error is not None:
            said = locale(self._language).LABELS["unreadable"].format(error=document.error)
            return _command("error", path, Place(), "fsecheck", said)
        return "".join(line for report in reports for line in self._lines(path, report))

    def add(self, piece: str) -> str:
        """The commands as they are."""
        return piece

    def end(self, run: Run) -> str:
        """How far an interrupted run came."""
        said = how_far(run, self._language).rstrip("\n")
        return f"::error title=fsecheck::{_escaped(said, _IN_MESSAGE)}\n" if said else ""

    def _lines(self, path: str, report: Report) -> Iterator[str]:
        for fault in report.faults:
            yield _command("error", path, Place(), "fsecheck", f"{fault.kind} : {fault.where}")
        for finding in report.findings:
            text = of_finding(finding, self._language)
            said = f"{text.sentence} {text.remedy}".rstrip()
            # What the practice answers for is shown and stops nothing.
            name = "notice" if finding.waived else _COMMANDS[finding.severity]
            yield _command(name, path, finding.place, finding.rule, said)
        for unknown in report.unknowns:
            if unknown.stops:
                text = of_unknown(unknown, self._language)
                yield _command("error", path, unknown.place, unknown.rule, f"{text.sentence}. {text.remedy}".rstrip())


def _command(name: str, path: str, place: Place, title: str, message: str) -> str:
    properties = {"file": path if path != "-" else "stdin", "title": title}
    if place.line:
        properties["line"] = str(place.line)
        if place.column:
            properties["col"] = str(place.column)
    told = ",".join(f"{key}={_escaped(clean(value), _IN_PROPERTY)}" for key, value in sorted(properties.items()))
    return f"::{name} {told}::{_escaped(clean(message), _IN_MESSAGE)}\n"


def _escaped(text: str, signs: Sequence[tuple[str, str]]) -> str:
    for sign, written in signs:
        text = text.replace(sign, written)
    return text
