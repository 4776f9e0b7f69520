"""
The dossier de recette: one page of HTML made for printing.

Who and what was tested with what; the matrix requirement x scenario x result; every scenario; each failure with its
sheet, its finding and what to do. lxml.builder escapes every value. The page says that it is no certificate.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from lxml import etree
from lxml.builder import E

import fsecheck
from fsecheck.certify import words
from fsecheck.certify.judge import PASS, SKIPPED, STATUSES, Result, Results
from fsecheck.law.lawset import Law
from fsecheck.render.sentences import clean, of_finding, of_unknown

_Element = etree._Element  # noqa: SLF001 - the name that lxml gives its class
_STYLE: Final = """
body{font:10pt/1.35 sans-serif;margin:0 auto;max-width:60em;padding:1em;color:#111}
h1{font-size:17pt}h2{font-size:13pt;border-bottom:1px solid #888;margin-top:2em}h3{font-size:11pt;margin-bottom:.2em}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #bbb;padding:.2em .45em;text-align:left;vertical-align:top}
thead{display:table-header-group}tr,section.one{break-inside:avoid}ul{margin:.2em 0 .6em;padding-left:1.3em}
.pass{background:#e3f3e3}.fail{background:#f8d9d9;font-weight:bold}.error{background:#f3d9f0;font-weight:bold}
.undecided{background:#fbf0cf}.partial,.skipped{background:#eee}.small{font-size:8.5pt;overflow-wrap:anywhere}
.sign td{height:4em}@page{size:A4;margin:15mm}
@media print{body{max-width:none;padding:0}h2{break-after:avoid}a{color:inherit}}
"""

#: French, English.
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("Dossier de recette", "Acceptance file"),
    "what": (
        "Ce dossier dit ce qu'un logiciel a répondu à des scénarios sur une feuille de soins simulée.",
        "This file says what a software answered to scenarios on a simulated care sheet.",
    ),
    "no_claim": (
        "Il n'est ni un agrément, ni une homologation, ni une attestation de conformité.",
        "It is neither an agrément, nor an approval, nor a statement of conformity.",
    ),
    "vendor": ("Éditeur", "Vendor"),
    "software": ("Logiciel", "Software"),
    "pack": ("Jeu de scénarios", "Pack of scenarios"),
    "reference": ("Date de référence", "Reference date"),
    "law": ("Textes : identité", "Law set: identity"),
    "horizon": ("Textes vérifiés jusqu'au", "Law verified until"),
    "tool": ("Contrôlé par", "Checked by"),
    "mode": ("Mode", "Mode"),
    "reference_mode": ("référence : aucun réglage ne change un verdict", "reference: no setting changes a verdict"),
    "summary": ("Résultats", "Results"),
    "matrix": ("Exigences, scénarios, résultats", "Requirements, scenarios, results"),
    "requirement": ("Exigence", "Requirement"),
    "scenarios": ("Scénarios", "Scenarios"),
    "result": ("Résultat", "Result"),
    "failures": ("Ce qui n'est pas réussi", "What is no pass"),
    "none": ("Rien.", "Nothing."),
    "remedy": ("Que faire : {text}", "What to do: {text}"),
    "lacking": ("Non décidé : {text}", "Undecided: {text}"),
    "file": ("{file}, facture {invoice}{act}", "{file}, invoice {invoice}{act}"),
    "tolerated": ("Forme admise, une autre est préférée : {text}", "A form that passes, another is preferred: {text}"),
    "all": ("Tous les scénarios", "All scenarios"),
    "number": ("N°", "No."),
    "kind": ("Sorte", "Kind"),
    "attestations": ("Attestations", "Attestations"),
    "by": ("Nom", "Name"),
    "on": ("Date", "Date"),
    "proof": ("Pièce", "File"),
    "signatures": ("Signatures", "Signatures"),
    "for_vendor": ("Pour l'éditeur : nom, date, signature", "For the vendor: name, date, signature"),
    "for_tester": ("Pour qui a joué les scénarios : nom, date, signature", "For the tester: name, date, signature"),
}
_Say = Callable[[str], str]


def render(results: Results, language: str) -> bytes:
    """The page."""

    def say(key: str) -> str:
        return words.word(_WORDS, key, language)

    title = f"{say('title')} - {clean(results.vendor['software'])} {clean(results.vendor['version'])}"
    page = E.html(
        E.head(E.meta(charset="utf-8"), E.title(title), E.style(_STYLE)),
        E.body(
            E.h1(title),
            E.p(f"{say('what')} {say('no_claim')}"),
            _identity(results, say, language),
            E.h2(say("summary")),
            _summary(results, language),
            *(E.p(clean(text), **{"class": "small"}) for text in words.engines(results.opinions(), language)),
            E.h2(say("matrix")),
            _matrix(results, say, language),
            E.h2(say("failures")),
            *_failures(results, say, language),
            E.h2(say("all")),
            _all(results, say, language),
            *_attestations(results, say, language),
            E.h2(say("signatures")),
            E.table(E.tr(E.th(say("for_vendor")), E.th(say("for_tester"))), E.tr(E.td(), E.td()), **{"class": "sign"}),
        ),
        lang=language,
    )
    found: bytes = etree.tostring(page, encoding="UTF-8", method="html", doctype="<!DOCTYPE html>")
    return found + b"\n"


def _identity(results: Results, say: _Say, language: str) -> _Element:
    law = Law()
    vendor, pack = results.vendor, results.pack
    rows = (
        ("vendor", vendor["name"]),
        ("software", f"{vendor['software']} {vendor['version']}"),
        ("pack", f"{pack.title[language]} ({pack.id} {pack.version}, sha256 {pack.sha256})"),
        ("reference", pack.reference_date.isoformat()),
        ("law", law.fingerprint),
        ("horizon", law.horizon.isoformat()),
        ("tool", f"fsecheck {fsecheck.__version__}"),
        ("mode", say("reference_mode")),
    )
    return E.table(*(E.tr(E.th(say(key)), E.td(clean(text))) for key, text in rows))


def _summary(results: Results, language: str) -> _Element:
    return E.table(
        E.tr(*(E.th(words.word(words.STATUSES, status, language)) for status in STATUSES)),
        E.tr(*(E.td(str(results.count(status))) for status in STATUSES)),
    )


def _matrix(results: Results, say: _Say, language: str) -> _Element:
    rows = [
        E.tr(
            E.td(one.id),
            E.td(clean(one.says[language])),
            E.td(*_listed(results.of(one)), **{"class": "small"}),
            _status(results.status(one), language),
        )
        for one in results.pack.requirements
    ]
    head = E.tr(E.th(""), E.th(say("requirement")), E.th(say("scenarios")), E.th(say("result")))
    return E.table(E.thead(head), E.tbody(*rows))


def _listed(results: Iterable[Result]) -> "list[_Element | str]":
    """The ids, each marked by its result and leading to what is told of it, where something is."""
    found: list[_Element | str] = []
    for one in results:
        own = one.scenario.id
        found += [" "] if found else []
        found.append(E.span(own, **{"class": one.status}) if one.status in {PASS, SKIPPED} else _link(own, one.status))
    return found


def _link(own: str, status: str) -> _Element:
    return E.a(own, href=f"#{own}", **{"class": status})


def _status(status: str, language: str) -> _Element:
    return E.td(words.word(words.STATUSES, status, language), **{"class": status})


def _failures(results: Results, say: _Say, language: str) -> Iterable[_Element]:
    """Failures, errors and what is undecided, each with its sheets; what was not run is in the list of all."""
    told = [one for one in results.results if one.status not in {PASS, SKIPPED}]
    for one in told:
        scenario = one.scenario
        head = f"{scenario.id} - {clean(scenario.title[language])} : {words.word(words.STATUSES, one.status, language)}"
        items = [E.li(text) for text in _told(one, say, language)]
        yield E.section(E.h3(head), E.ul(*items), **{"class": "one"}, id=scenario.id)
    if not told:
        yield E.p(say("none"))


def _told(result: Result, say: _Say, language: str) -> Iterable[str]:
    """Why a scenario is no pass; each finding that made it fail, with its sentence and its remedy."""
    if result.reason is not None:
        yield clean(words.reason(result.reason, language))
    for one in result.differences:
        yield clean(words.difference(one, language))
    spoke = {params["rule"] for code, params in result.differences if code == "finding"}
    for sheet in result.sheets:
        for finding in sheet.report.findings:
            if finding.rule in spoke:
                text = of_finding(finding, language)
                act = words.act(finding.place.act, language)
                where = say("file").format(file=sheet.file, invoice=sheet.report.number or "?", act=act)
                yield clean(f"{where} : [{finding.rule}] {text.sentence}")
                if text.remedy:
                    yield clean(say("remedy").format(text=text.remedy))
        for unknown in sheet.report.unknowns:
            if unknown.stops:
                text = of_unknown(unknown, language)
                yield clean(say("lacking").format(text=f"[{unknown.rule}] {text.sentence} {text.remedy}".strip()))


def _all(results: Results, say: _Say, language: str) -> _Element:
    rows = [
        E.tr(
            E.td(str(one.scenario.number)),
            E.td(one.scenario.id),
            E.td(clean(one.scenario.title[language]), *_aside(one, say, language)),
            E.td(words.word(words.KINDS, one.scenario.kind, language)),
            _status(one.status, language),
        )
        for one in results.results
    ]
    head = E.tr(E.th(say("number")), E.th(""), E.th(""), E.th(say("kind")), E.th(say("result")))
    return E.table(E.thead(head), E.tbody(*rows))


def _aside(result: Result, say: _Say, language: str) -> Iterable[_Element]:
    """Why it was not run, or why it passes though another form is preferred."""
    said = ""
    if result.status == SKIPPED and result.reason is not None:
        said = words.reason(result.reason, language)
    elif result.form is not None and result.form.tolerated is not None:
        said = say("tolerated").format(text=result.form.tolerated[language])
    if said:
        yield E.div(clean(said), **{"class": "small"})


def _attestations(results: Results, say: _Say, language: str) -> Iterable[_Element]:
    attested = [one for one in results.results if one.attested is not None]
    if not attested:
        return
    yield E.h2(say("attestations"))
    rows = [
        E.tr(
            E.td(one.scenario.id),
            E.td(clean(one.scenario.title[language])),
            E.td(clean(one.attested["by"])),
            E.td(clean(one.attested["on"])),
            E.td(clean(one.attested["file"]), **{"class": "small"}),
        )
        for one in attested
        if one.attested is not None
    ]
    head = E.tr(E.th(""), E.th(""), E.th(say("by")), E.th(say("on")), E.th(say("proof")))
    yield E.table(E.thead(head), E.tbody(*rows))
