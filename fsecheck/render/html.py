"""
One page for the practice, which needs nothing else: no script, no image, no other file; it prints.

Each sheet shows its lines with what was found on them, what to do, the text that says so and the earlier invoices
that were counted. Lines are read again from the sheet: date, act, amounts, and nothing of the patient. Every text is
set by the XML library, never pasted: what a sheet holds cannot become markup.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from lxml import etree

from fsecheck.intake.acts import of_sheets
from fsecheck.model.citation import Citation
from fsecheck.model.finding import ERROR, Finding, Unknown
from fsecheck.model.invoice import Act
from fsecheck.model.report import VERDICTS, Report
from fsecheck.render import Run
from fsecheck.render.formats import Document
from fsecheck.render.sentences import (
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
from fsecheck.render.text import closing, how_far

_HEAD: Final = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 1rem/1.45 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem }}
h1 {{ font-size: 1.5rem }} h2 {{ font-size: 1.15rem; margin: 0; overflow-wrap: anywhere }} h3 {{ font-size: 1rem }}
section {{ border: 1px solid #bbb; border-left: .5rem solid #777; padding: .8rem 1rem; margin: 1.2rem 0 }}
section.accept {{ border-left-color: #1a7f37 }} section.warn {{ border-left-color: #9a6700 }}
section.undecided {{ border-left-color: #5b3fa0 }}
section.reject, section.failed {{ border-left-color: #b3261e }}
table {{ border-collapse: collapse; margin: .6rem 0; width: 100% }}
th, td {{ border: 1px solid #ccc; padding: .2rem .5rem; text-align: left; vertical-align: top }}
table.sums {{ width: auto }} td.number {{ text-align: right; white-space: nowrap }}
tr.error td {{ background: #fdecea }} tr.warning td {{ background: #fff6e0 }}
.verdict {{ font-weight: bold }} .small {{ color: #555; font-size: .85rem }}
li {{ margin: .4rem 0 }} .remedy {{ font-weight: bold }}
@media print {{ body {{ margin: 0; max-width: none; font-size: 10pt }}
  section {{ break-inside: avoid-page }} tr {{ break-inside: avoid }} a {{ color: inherit }} }}
</style>
</head>
"""
_HEAVY: Final = ("error", "warning", "information")


class Writer:
    """The page, written at the end: its summary comes first."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._words = locale(language)
        self._sections: list[str] = []
        self._counts: dict[str, int] = {}

    def piece(self, document: Document, reports: Sequence[Report]) -> list[tuple[str, str]]:
        """The sections of one document, each with its verdict."""
        path = clean(document.path)
        if document.error is not None:
            said = self._words.LABELS["unreadable"].format(error=document.error)
            return [("unreadable", _text(_tag("section", _tag("h2", path), _tag("p", said), kind="failed")))]
        lines = of_sheets(document.data, len(reports))
        return [
            (report.verdict, _text(self._section(path, place, report, acts, lot=len(reports) > 1)))
            for place, (report, acts) in enumerate(zip(reports, lines, strict=True), 1)
        ]

    def add(self, piece: Sequence[tuple[str, str]]) -> str:
        """Nothing yet."""
        for verdict, section in piece:
            self._counts[verdict] = self._counts.get(verdict, 0) + 1
            self._sections.append(section)
        return ""

    def end(self, run: Run) -> str:
        """The page."""
        labels = self._words.LABELS
        rows = [
            _tag("tr", _tag("td", self._verdict(verdict)), _tag("td", str(self._counts[verdict]), kind="number"))
            for verdict in (*reversed(VERDICTS), "unreadable")
            if verdict in self._counts
        ]
        title = labels["page"]
        top = [_tag("h1", title), _tag("table", *rows, kind="sums")]
        stopped = how_far(run, self._language).rstrip("\n")
        if stopped:
            top.append(_tag("p", stopped, kind="verdict"))
        foot = _tag("p", clean(closing(run, self._language).rstrip("\n")), kind="small")
        return "".join(
            (
                _HEAD.format(language=self._language, title=title),
                "<body>\n",
                *(_text(part) for part in top),
                *self._sections,
                _text(foot),
                "</body>\n</html>\n",
            )
        )

    def _verdict(self, verdict: str) -> str:
        if verdict == "unreadable":
            return self._words.LABELS["unreadable"].partition(":")[0].strip()
        return self._words.VERDICTS[verdict][0]

    def _section(self, path: str, place: int, report: Report, acts: Sequence[Act], *, lot: bool) -> "etree._Element":
        words, labels = self._words, self._words.LABELS
        about = [
            text
            for label, value in (("invoice", report.number), ("mk", report.mk), ("reference", report.reference))
            if value is not None
            for text in (clean(labels[label].format(number=value, mk=value, reference=value)),)
        ]
        if lot:
            about.insert(0, labels["sheet"].format(place=place))
        name, sentence = words.VERDICTS[report.verdict]
        section = _tag(
            "section",
            _tag("h2", path),
            _tag("p", " · ".join(about), kind="small") if about else None,
            _tag("p", _tag("span", name, kind="verdict"), f" {sentence}"),
            kind=report.verdict,
        )
        if report.faults:
            faults = [_tag("li", clean(f"{fault.kind} : {fault.where}")) for fault in report.faults]
            section.extend([_tag("h3", labels["faults"]), _tag("ul", *faults)])
        if acts:
            section.append(self._table(report, acts))
        section.extend(self._findings([finding for finding in report.findings if finding.severity == ERROR]))
        section.extend(self._lacking(report.unknowns, "lacking", stops=True))
        section.extend(self._findings([finding for finding in report.findings if finding.severity != ERROR]))
        if report.errors_total is not None:
            section.append(_tag("p", labels["more_errors"].format(total=report.errors_total)))
        if report.not_evaluated:
            section.append(_tag("p", labels["not_evaluated"].format(list=", ".join(report.not_evaluated))))
        if report.waivers:
            section.append(_tag("p", labels["waivers"], kind="verdict"))
            section.append(_tag("ul", *[_tag("li", clean(waived(one, words))) for one in report.waivers]))
        section.extend(self._lacking(report.unknowns, "unverified", stops=False))
        return section

    def _table(self, report: Report, acts: Sequence[Act]) -> "etree._Element":
        """The lines of the sheet, each with the rules that spoke of it."""
        words = self._words
        marks: dict[int, list[Finding]] = {}
        for finding in report.findings:
            if finding.place.act is not None:
                marks.setdefault(finding.place.act, []).append(finding)
        head = [_tag("th", text) for text in words.COLUMNS]
        rows = []
        for act in acts:
            found = marks.get(act.rank, [])
            heaviest = min((_HEAVY.index(finding.severity) for finding in found), default=len(_HEAVY))
            coefficient = "" if act.coefficient is None else words.number(format(act.coefficient, "f"))
            amounts = [words.amount(_euros(value)) for value in (act.base, act.fees, act.amo)]
            rows.append(
                _tag(
                    "tr",
                    _tag("td", str(act.rank), kind="number"),
                    _tag("td", words.day(act.day.isoformat())),
                    _tag("td", clean(f"{act.code} {coefficient}".rstrip())),
                    _tag("td", str(act.quantity), kind="number"),
                    *[_tag("td", amount, kind="number") for amount in amounts],
                    _tag("td", ", ".join(dict.fromkeys(finding.rule for finding in found))),
                    kind=_HEAVY[heaviest] if found else "",
                )
            )
        return _tag("table", _tag("thead", _tag("tr", *head)), _tag("tbody", *rows))

    def _findings(self, findings: Sequence[Finding]) -> Iterator["etree._Element"]:
        if findings:
            yield _tag("ul", *[self._finding(finding) for finding in findings])

    def _finding(self, finding: Finding) -> "etree._Element":
        words, labels, text = self._words, self._words.LABELS, of_finding(finding, self._language)
        mark = labels["waived"] if finding.waived else ""
        head = [f"[{finding.rule}]", words.SEVERITIES[finding.severity], where(finding.place, words), mark]
        item = _tag(
            "li",
            _tag("span", " · ".join(part for part in head if part), kind="small"),
            _tag("br"),
            clean(text.sentence),
        )
        if text.remedy:
            item.append(_tag("p", clean(labels["remedy"].format(text=text.remedy)), kind="remedy"))
        if finding.suggested:
            told = labels["suggested"].format(list=suggested(finding.suggested, self._language))
            item.append(_tag("p", clean(told)))
        if finding.evidence:
            counted = ", ".join(earlier(number, day, words) for number, day in finding.evidence)
            item.append(_tag("p", clean(labels["evidence"].format(list=counted))))
        item.extend([self._source(citation) for citation in quoted(finding.citations)])
        return item

    def _source(self, citation: Citation) -> "etree._Element":
        """A text, and a link to where it can be read."""
        words = self._words
        bare = citation._replace(sources=tuple(source._replace(url="") for source in citation.sources))
        told = _tag("p", clean(words.LABELS["source"].format(text=cited(bare, words))), kind="small")
        for source in citation.sources:
            if source.url.startswith("https://"):
                link = _tag("a", clean(source.url))
                link.set("href", source.url)
                link.set("rel", "noreferrer")
                told.extend([_tag("br"), link])
        return told

    def _lacking(self, unknowns: Sequence[Unknown], label: str, *, stops: bool) -> Iterator["etree._Element"]:
        told = list(lacking([one for one in unknowns if one.stops == stops], self._language))
        if not told:
            return
        yield _tag("p", self._words.LABELS[label], kind="verdict" if stops else "small")
        items = []
        for rule, acts, sentence, remedy in told:
            items.append(_tag("li", clean(f"[{rule}] {acts}".rstrip() + f" : {sentence}.")))
            if stops and remedy:
                items[-1].append(_tag("p", clean(self._words.LABELS["remedy"].format(text=remedy)), kind="remedy"))
        yield _tag("ul", *items, kind="" if stops else "small")


def _euros(value: Decimal) -> str:
    return format(value, ".2f")


def _tag(name: str, *content: "etree._Element | str | None", kind: str = "") -> "etree._Element":
    """An element with its content, of the class *kind* where there is one."""
    made = etree.Element(name)
    if kind:
        made.set("class", kind)
    for part in content:
        if part is None:
            continue
        if not isinstance(part, str):
            made.append(part)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + part
        else:
            made.text = (made.text or "") + part
    return made


def _text(element: "etree._Element") -> str:
    text: str = etree.tostring(element, method="html", encoding="unicode")
    return text + "\n"
