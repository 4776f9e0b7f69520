"""Plain text for a practice and its vendor: one block a sheet, what stops first, what was not verified last."""

from collections.abc import Iterator

from fsecheck.model.citation import Citation
from fsecheck.model.finding import Finding, Place, Unknown
from fsecheck.model.report import Identity, Report
from fsecheck.render.sentences import Locale, clean, locale, of_finding, of_unknown, suggested

_INDENT = "  "
_DEEP = "      "


def block(path: str, report: Report, language: str, extra: tuple[str, ...] = ()) -> str:
    """One report under the name of its file. *extra*: lines to put under the verdict."""
    words = locale(language)
    lines = [clean(path)]
    if report.sheets:
        lines += _verdict(report, words)
        for place, sheet in enumerate(report.sheets, 1):
            lines.append(f"{_INDENT}{words.LABELS['sheet'].format(place=place)}")
            lines += [f"{_INDENT}{line}" for line in _sheet(sheet, words, language)]
    else:
        lines += _sheet(report, words, language, extra)
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
    parts += [
        labels["law"].format(law=identity.law[:12]),
        labels["horizon"].format(horizon=words.day(identity.horizon.isoformat())),
        f"fsecheck {identity.version}",
    ]
    return " · ".join(parts) + "\n"


def _verdict(report: Report, words: Locale) -> list[str]:
    name, sentence = words.VERDICTS[report.verdict]
    head = [f"{name} ({report.verdict})"]
    if report.number is not None:
        head.append(words.LABELS["invoice"].format(number=report.number))
    if report.mk:
        head.append(words.LABELS["mk"].format(mk=report.mk))
    if report.reference is not None:
        head.append(words.LABELS["reference"].format(reference=report.reference))
    return [f"{_INDENT}{' · '.join(clean(item) for item in head)}", f"{_INDENT}{sentence}"]


def _sheet(report: Report, words: Locale, language: str, extra: tuple[str, ...] = ()) -> list[str]:
    labels = words.LABELS
    lines = _verdict(report, words)
    lines += [f"{_INDENT}{line}" for line in extra]
    if report.faults:
        lines.append(f"{_INDENT}{labels['faults']}")
        lines += [f"{_INDENT * 2}{clean(f'{fault.kind} : {fault.where}')}" for fault in report.faults]
    stops = [unknown for unknown in report.unknowns if unknown.stops]
    if stops:
        lines.append(f"{_INDENT}{labels['lacking']}")
        lines += _lacking(stops, words, language, remedy=True)
    for finding in report.findings:
        lines += _finding(finding, words, language)
    if report.errors_total is not None:
        lines.append(f"{_INDENT}{labels['more_errors'].format(total=report.errors_total)}")
    if report.not_evaluated:
        lines.append(f"{_INDENT}{labels['not_evaluated'].format(list=', '.join(report.not_evaluated))}")
    notes = [unknown for unknown in report.unknowns if not unknown.stops]
    if notes:
        lines.append(f"{_INDENT}{labels['unverified']}")
        lines += _lacking(notes, words, language, remedy=False)
    return lines


def _finding(finding: Finding, words: Locale, language: str) -> Iterator[str]:
    labels = words.LABELS
    text = of_finding(finding, language)
    head = " · ".join(part for part in (words.SEVERITIES[finding.severity], _where(finding.place, words)) if part)
    yield f"{_INDENT}[{finding.rule}] {head}"
    yield f"{_DEEP}{clean(text.sentence)}"
    if text.remedy:
        yield f"{_DEEP}{labels['remedy'].format(text=clean(text.remedy))}"
    for citation in finding.citations:
        yield f"{_DEEP}{labels['source'].format(text=_source(citation, words))}"
    if finding.evidence:
        counted = ", ".join(
            labels["evidence_one"].format(number=number, day=words.day(day)) for number, day in finding.evidence
        )
        yield f"{_DEEP}{labels['evidence'].format(list=clean(counted))}"
    if finding.suggested:
        yield f"{_DEEP}{labels['suggested'].format(list=clean(suggested(finding.suggested, language)))}"
    if finding.anomaly:
        yield f"{_DEEP}{labels['anomaly'].format(list=', '.join(finding.anomaly))}"
    yield f"{_DEEP}{labels['technical'].format(text=clean(text.technical))}"


def _where(place: Place, words: Locale) -> str:
    labels = words.LABELS
    parts = []
    if place.act is not None:
        parts.append(labels["act"].format(act=place.act))
    if place.line is not None:
        parts.append(labels["line"].format(line=place.line))
    if place.column is not None:
        parts.append(labels["column"].format(column=place.column))
    if place.reference is not None:
        parts.append(labels["reference"].format(reference=place.reference))
    return clean(", ".join(parts))


def _source(citation: Citation, words: Locale) -> str:
    texts = " ; ".join(
        ", ".join(part for part in (source.text, source.article) if part) + (f" <{source.url}>" if source.url else "")
        for source in citation.sources
    )
    since = words.day(citation.since.isoformat())
    labels = words.LABELS
    if citation.until is None:
        dates = labels["since"].format(since=since)
    else:
        dates = labels["span"].format(since=since, until=words.day(citation.until.isoformat()))
    return f"{texts} ({dates}, {labels['verified'].format(day=words.day(citation.verified_on.isoformat()))})"


def _lacking(unknowns: list[Unknown], words: Locale, language: str, *, remedy: bool) -> Iterator[str]:
    """Grouped by rule and by what is missing, with the acts concerned."""
    grouped: dict[tuple[str, str, str], list[int]] = {}
    for unknown in unknowns:
        text = of_unknown(unknown, language)
        acts = grouped.setdefault((unknown.rule, text.sentence, text.remedy), [])
        if unknown.place.act is not None:
            acts.append(unknown.place.act)
    for (rule, sentence, how), acts in grouped.items():
        where = f" {_acts(acts, words)}" if acts else ""
        yield f"{_INDENT * 2}[{rule}]{where} : {clean(sentence)}."
        if remedy and how:
            yield f"{_DEEP}{words.LABELS['remedy'].format(text=clean(how))}"


def _acts(acts: list[int], words: Locale) -> str:
    if len(acts) == 1:
        return words.LABELS["act"].format(act=acts[0])
    return words.LABELS["acts"].format(acts=words.listed([str(act) for act in acts], words.AND))
