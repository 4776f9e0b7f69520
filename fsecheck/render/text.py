"""Plain text for a practice and its vendor: one block a sheet, errors first, what was not verified last."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from fsecheck.model.finding import ERROR, Finding, Unknown
from fsecheck.model.report import Identity, Report
from fsecheck.render import Run
from fsecheck.render.sentences import (
    Locale,
    cited,
    clean,
    earlier,
    lacking,
    locale,
    of_finding,
    quoted,
    suggested,
    waived,
    where,
)

if TYPE_CHECKING:
    from fsecheck.render.formats import Document

_INDENT = "  "
_DEEP = "      "


class Writer:
    """
    The whole answer: a block a sheet, and what the checks were made with.

    *colour* marks verdicts and severities for a terminal. *hides* tells a sheet that is not worth a block; where there
    is one, nothing but blocks is written.
    """

    def __init__(self, language: str, *, colour: bool = False, hides: Callable[[Report], bool] | None = None) -> None:
        self._language = language
        self._paint = _coloured if colour else _plain
        self._hides = hides
        self._first = True

    def piece(self, document: "Document", reports: Sequence[Report]) -> str:
        """The blocks of one document."""
        if document.error is not None:
            return unreadable(document.path, document.error, self._language)
        shown = [report for report in reports if self._hides is None or not self._hides(report)]
        return "\n".join([block(document.path, report, self._language, paint=self._paint) for report in shown])

    def add(self, piece: str) -> str:
        """The blocks, apart from those before them."""
        if not piece:
            return ""
        before = "" if self._first else "\n"
        self._first = False
        return before + piece

    def end(self, run: Run) -> str:
        """The last line, under how far an interrupted run came."""
        stopped = how_far(run, self._language)
        if self._hides is not None:
            return stopped
        return f"\n{stopped}{closing(run, self._language)}"


_Paint: TypeAlias = Callable[[str, str], str]
#: Signs of a terminal: bold green, yellow, magenta, red; severities without bold.
_SIGNS: Final = {
    "accept": "1;32", "warn": "1;33", "undecided": "1;35", "reject": "1;31", "failed": "1;31",
    "error": "31", "warning": "33", "information": "36",
}  # fmt: skip


def _plain(text: str, _: str) -> str:
    return text


def _coloured(text: str, kind: str) -> str:
    """*text* as a terminal shows a verdict or a severity."""
    return f"\x1b[{_SIGNS[kind]}m{text}\x1b[0m"


def how_far(run: Run, language: str) -> str:
    """How far an interrupted run came, on a line of its own; "" where all was done."""
    if run.interrupted is None:
        return ""
    done, total = run.interrupted
    return locale(language).LABELS["interrupted"].format(done=done, total=total) + "\n"


def closing(run: Run, language: str) -> str:
    """The last line of an answer, whether or not anything could be read."""
    if run.identity is None:
        return f"{locale(language).day(run.today.isoformat())} · fsecheck {run.version}\n"
    return last_line(run.identity, language)


def block(path: str, report: Report, language: str, extra: tuple[str, ...] = (), *, paint: _Paint = _plain) -> str:
    """One report under the name of its file. *extra*: lines to put under the verdict."""
    words = locale(language)
    lines = [clean(path)]
    if report.sheets:
        lines += _verdict(report, words, paint)
        for place, sheet in enumerate(report.sheets, 1):
            lines.append(f"{_INDENT}{words.LABELS['sheet'].format(place=place)}")
            lines += [f"{_INDENT}{line}" for line in _sheet(sheet, words, language, (), paint)]
    else:
        lines += _sheet(report, words, language, extra, paint)
    return "\n".join(lines) + "\n"


def unreadable(path: str, error: str, language: str) -> str:
    """The block of an input that could not be opened."""
    return f"{clean(path)}\n{_INDENT}{locale(language).LABELS['unreadable'].format(error=clean(error))}\n"


def last_line(identity: Identity, language: str) -> str:
    """What the checks were made with, in one line."""
    words = locale(language)
    labels = words.LABELS
    parts = [labels["today"].format(today=words.day(identity.today.isoformat()))]
    if identity.as_of is not None:
        parts.append(labels["as_of"].format(as_of=words.day(identity.as_of.isoformat())))
    if identity.reference:
        parts.append(labels["reference_mode"])
    if identity.settings:
        parts.append(labels["settings"].format(list=", ".join(identity.settings)))
    if identity.ignored:
        parts.append(labels["ignored"].format(list=", ".join(identity.ignored)))
    parts += [
        labels["law"].format(law=identity.law[:12]),
        labels["horizon"].format(horizon=words.day(identity.horizon.isoformat())),
        f"fsecheck {identity.version}",
    ]
    return " · ".join(parts) + "\n"


def _verdict(report: Report, words: Locale, paint: _Paint) -> list[str]:
    name, sentence = words.VERDICTS[report.verdict]
    head = [f"{name} ({report.verdict})"]
    if report.number is not None:
        head.append(words.LABELS["invoice"].format(number=report.number))
    if report.mk:
        head.append(words.LABELS["mk"].format(mk=report.mk))
    if report.reference is not None:
        head.append(words.LABELS["reference"].format(reference=report.reference))
    told = [paint(head[0], report.verdict), *(clean(item) for item in head[1:])]
    return [f"{_INDENT}{' · '.join(told)}", f"{_INDENT}{sentence}"]


def _sheet(report: Report, words: Locale, language: str, extra: tuple[str, ...], paint: _Paint) -> list[str]:
    labels = words.LABELS
    lines = _verdict(report, words, paint)
    lines += [f"{_INDENT}{line}" for line in extra]
    if report.faults:
        lines.append(f"{_INDENT}{labels['faults']}")
        lines += [f"{_INDENT * 2}{clean(f'{fault.kind} : {fault.where}')}" for fault in report.faults]
    errors = [finding for finding in report.findings if finding.severity == ERROR]
    for finding in errors:
        lines += _finding(finding, words, language, paint)
    stops = [unknown for unknown in report.unknowns if unknown.stops]
    if stops:
        lines.append(f"{_INDENT}{labels['lacking']}")
        lines += _lacking(stops, words, language, remedy=True)
    for finding in report.findings:
        if finding.severity != ERROR:
            lines += _finding(finding, words, language, paint)
    if report.errors_total is not None:
        lines.append(f"{_INDENT}{labels['more_errors'].format(total=report.errors_total)}")
    if report.not_evaluated:
        lines.append(f"{_INDENT}{labels['not_evaluated'].format(list=', '.join(report.not_evaluated))}")
    if report.waivers:
        lines.append(f"{_INDENT}{labels['waivers']}")
        lines += [f"{_INDENT * 2}{clean(waived(one, words))}" for one in report.waivers]
    notes = [unknown for unknown in report.unknowns if not unknown.stops]
    if notes:
        lines.append(f"{_INDENT}{labels['unverified']}")
        lines += _lacking(notes, words, language, remedy=False)
    return lines


def _finding(finding: Finding, words: Locale, language: str, paint: _Paint) -> Iterator[str]:
    labels = words.LABELS
    text = of_finding(finding, language)
    severity = paint(words.SEVERITIES[finding.severity], finding.severity)
    mark = labels["waived"] if finding.waived else ""
    head = " · ".join(part for part in (severity, where(finding.place, words), mark) if part)
    yield f"{_INDENT}[{finding.rule}] {head}"
    yield f"{_DEEP}{clean(text.sentence)}"
    if text.remedy:
        yield f"{_DEEP}{labels['remedy'].format(text=clean(text.remedy))}"
    for citation in quoted(finding.citations):
        yield f"{_DEEP}{labels['source'].format(text=cited(citation, words))}"
    if finding.evidence:
        counted = ", ".join(clean(earlier(number, day, words)) for number, day in finding.evidence)
        yield f"{_DEEP}{labels['evidence'].format(list=counted)}"
    if finding.suggested:
        yield f"{_DEEP}{labels['suggested'].format(list=clean(suggested(finding.suggested, language)))}"
    if finding.anomaly:
        yield f"{_DEEP}{labels['anomaly'].format(list=', '.join(finding.anomaly))}"
    yield f"{_DEEP}{labels['technical'].format(text=clean(text.technical))}"


def _lacking(unknowns: list[Unknown], words: Locale, language: str, *, remedy: bool) -> Iterator[str]:
    for rule, acts, sentence, how in lacking(unknowns, language):
        at = f" {acts}" if acts else ""
        yield f"{_INDENT * 2}[{rule}]{at} : {clean(sentence)}."
        if remedy and how:
            yield f"{_DEEP}{words.LABELS['remedy'].format(text=clean(how))}"
