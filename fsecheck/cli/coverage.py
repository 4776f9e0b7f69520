"""``fsecheck rules --coverage``: statement of the documents, rules that hold it, cases that show it."""

import os
from argparse import Namespace
from itertools import groupby

from fsecheck.cases.coverage import Requirement, coverage, shipped
from fsecheck.cases.read import CaseError, find
from fsecheck.cli.exits import DIFFERENT, DONE, UseError
from fsecheck.cli.streams import Answer, Streams
from fsecheck.render import public
from fsecheck.render.sentences import title

#: Names of cases that the text gives of one rule; JSON gives all.
_SHOWN = 3

_WORDS = {
    "fr": {
        "rule": "{rule} : {title}",
        "cases": "{count} cas : {names}",
        "case": "1 cas : {names}",
        "more": " et {count} de plus",
        "no_case": "aucun cas",
        "planned": "à venir : {rules}",
        "reason": "motif : {reason}",
        "aside": "précision : {reason}",
        "unanswered": "NI RÈGLE NI MOTIF",
        "total": "{total} énoncés : {held} tenus par une règle, {reasons} par un motif seul, {unanswered} sans réponse",
        "without": "Sans dossier de cas : la colonne des cas est vide (fsecheck rules --coverage DOSSIER).",
    },
    "en": {
        "rule": "{rule}: {title}",
        "cases": "{count} cases: {names}",
        "case": "1 case: {names}",
        "more": " and {count} more",
        "no_case": "no case",
        "planned": "to come: {rules}",
        "reason": "reason (French): {reason}",
        "aside": "note (French): {reason}",
        "unanswered": "NEITHER RULE NOR REASON",
        "total": "{total} statements: {held} held by a rule, {reasons} with a reason alone, {unanswered} unanswered",
        "without": "Without a folder of cases the column of cases is empty (fsecheck rules --coverage DIR).",
    },
}


def tell(folder: str, streams: Streams, options: Namespace) -> int:
    """Answer with the table; 0 when every statement has a rule or a reason. Raises UseError."""
    cases = _folder(folder)
    table = coverage(() if cases is None else (cases,))
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            answer.write(public.dumps(_document(table, options.lang, known=cases is not None)))
        else:
            answer.write("".join(f"{line}\n" for line in _told(table, options.lang, known=cases is not None)))
    return DONE if all(one.answered for one in table) else DIFFERENT


def _folder(stated: str) -> str | None:
    """The folder of cases: the one stated, which must hold some, else the shipped one."""
    if not stated:
        return shipped()
    if not os.path.isdir(stated):
        raise UseError(f"rules --coverage : {stated} n'est pas un dossier")
    try:
        find([stated])
    except CaseError as error:
        raise UseError(f"rules --coverage : {error}") from None
    return stated


def _document(table: tuple[Requirement, ...], language: str, *, known: bool) -> dict[str, object]:
    return {
        "cases_known": known,
        "requirements": [
            {
                "id": one.id,
                "document": one.document,
                "says": one.says,
                "answered": one.answered,
                "reason": one.reason,
                "planned": list(one.planned),
                "rules": [
                    {"id": rule, "title": title(rule, language), "cases": list(one.cases_of(rule))}
                    for rule in one.rules
                ],
            }
            for one in table
        ],
    }


def _told(table: tuple[Requirement, ...], language: str, *, known: bool) -> list[str]:
    words = _WORDS[language]
    lines: list[str] = []
    for document, requirements in groupby(table, lambda one: one.document):
        lines += ["", document] if lines else [document]
        for one in requirements:
            lines.append(f"  {one.id}  {one.says}")
            for rule in one.rules:
                lines.append(f"      {words['rule'].format(rule=rule, title=title(rule, language))}")
                if known:
                    lines.append(f"        {_cases(one.cases_of(rule), words)}")
            if one.planned:
                lines.append(f"      {words['planned'].format(rules=', '.join(one.planned))}")
            if one.reason is not None:
                lines.append(f"      {words['aside' if one.held else 'reason'].format(reason=one.reason)}")
            elif not one.held:
                lines.append(f"      {words['unanswered']}")
    counts = {
        "total": len(table),
        "held": sum(one.held for one in table),
        "reasons": sum(one.answered and not one.held for one in table),
        "unanswered": sum(not one.answered for one in table),
    }
    lines += ["", words["total"].format(**counts)]
    return lines if known else [*lines, words["without"]]


def _cases(names: tuple[str, ...], words: dict[str, str]) -> str:
    if not names:
        return words["no_case"]
    shown = ", ".join(names[:_SHOWN])
    left = len(names) - _SHOWN
    if left > 0:
        shown += words["more"].format(count=left)
    return words["case" if len(names) == 1 else "cases"].format(count=len(names), names=shown)
