"""
From a problem sheet to a case that can be shared: nobody is left in it, and the same is found.

What stands in the sheet, in its context and in its history is replaced by :mod:`fsecheck.cases.disguise`; the check is
made on both, and nothing is written where it would not say the same.
"""

import errno
import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from fsecheck.cases import history
from fsecheck.cases.disguise import Document, meet_record, record
from fsecheck.cases.names import DisguiseError, Names
from fsecheck.checker import Checker
from fsecheck.imports.record import RecordError
from fsecheck.model.finding import Finding, Param
from fsecheck.model.report import VERDICTS, Report
from fsecheck.rules.catalogue import BY_ID
from fsecheck.settings.load import from_tables

SHEET: Final = "fse.xml"
CONTEXT: Final = "contexte.xml"
OTHER_FINDINGS: Final = "other-findings"
IDENTITY_LEFT: Final = "identity-left"
HISTORY: Final = "history"
FAILED: Final = "failed"
#: A shorter identity cannot be told from an amount or a code where it is looked for.
_SHORTEST: Final = 6


class Problem(NamedTuple):
    """A sheet with all that its check depends on."""

    files: Mapping[str, bytes]
    """``fse.xml``, ``contexte.xml``, ``history.json`` and the sheets it names."""
    today: date
    settings: Mapping[str, Any]
    """The tables of ``fsecheck.toml``."""

    def __repr__(self) -> str:
        """Nothing of the sheet: a representation ends in logs."""
        return "Problem()"


def share(problem: Problem, title: str) -> dict[str, bytes]:
    """
    The files of a case that says the same of nobody, by name, ``case.toml`` among them.

    Raises DisguiseError where somebody cannot be disguised, or where the findings would differ.
    """
    names = Names()
    documents = {name: Document(data) for name, data in problem.files.items() if name != history.NAME}
    told = _history(problem)
    for document in documents.values():
        document.meet(names)
    for one in told["invoices"]:
        if "record" in one:
            meet_record(one["record"], names)
    files = {name: document.disguised(names) for name, document in documents.items()}
    settings = _settings(problem.settings, names)
    if history.NAME in problem.files:
        files[history.NAME] = history.dumps(_disguised(told, names))
    other = Problem(files, problem.today, settings)
    before, after = _judged(problem), _judged(other)
    if _view(before, names.replaced) != _view(after, str):
        raise DisguiseError(OTHER_FINDINGS)
    files["case.toml"] = _case(other, after, title).encode()
    if _left(names, files):
        raise DisguiseError(IDENTITY_LEFT)
    return files


def _history(problem: Problem) -> dict[str, Any]:
    if history.NAME not in problem.files:
        return {"coverage": [], "invoices": []}
    found: dict[str, Any] = json.loads(problem.files[history.NAME])
    return found


def _disguised(told: Mapping[str, Any], names: Names) -> dict[str, Any]:
    coverage = [{**claim, "mk": names.professional(claim["mk"])} for claim in told["coverage"]]
    invoices = [
        {**one, "record": record(one["record"], names)} if "record" in one else dict(one) for one in told["invoices"]
    ]
    return {"coverage": coverage, "invoices": invoices}


def _settings(tables: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The practice, its group replaced."""
    new = {name: dict(table) for name, table in tables.items()}
    practice = new.get("practice", {})
    if "group" in practice:
        practice["group"] = [names.professional(one) for one in practice["group"]]
    return new


def _judged(problem: Problem) -> tuple[Report, ...]:
    book = None
    if history.NAME in problem.files:
        try:
            book = history.rebuild(problem.files.__getitem__, problem.today)
        except (ValueError, KeyError, TypeError, RecordError):
            raise DisguiseError(HISTORY) from None
    try:
        checker = Checker(book, settings=from_tables(problem.settings, "settings"))
        reports = checker.check_sheets(problem.files[SHEET], problem.files.get(CONTEXT), today=problem.today)
    finally:
        if book is not None:
            book.close()
    if any(report.faults for report in reports):
        raise DisguiseError(FAILED)
    return reports


def _view(reports: Sequence[Report], said: Callable[[str], str]) -> list[object]:
    """What reports say, without where it stands in the file; *said* turns a value into what it became."""
    return [
        [
            report.verdict,
            [
                [
                    one.rule, one.message, one.severity, one.place.act, _values(_told(one), said),
                    [[said(number), day] for number, day in one.evidence], _values(one.suggested, said),
                ]
                for one in report.findings
            ],
            [[one.rule, one.what, one.stops, one.place.act, _values(one.params, said)] for one in report.unknowns],
            dict(report.outcomes),
            report.not_evaluated,
            report.errors_total,
        ]
        for report in reports
    ]  # fmt: skip


def _told(finding: Finding) -> Mapping[str, Param]:
    """The parameters of a finding; those of the intake that quote what nobody knows are covered in the other sheet."""
    if BY_ID[finding.rule].chapter:
        return finding.params
    return {key: value for key, value in finding.params.items() if key not in {"found", "element"}}


def _values(value: object, said: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return said(value)
    if isinstance(value, Mapping):
        return {key: _values(item, said) for key, item in value.items()}
    return [_values(item, said) for item in value] if isinstance(value, (list, tuple)) else value


def _left(names: Names, files: Mapping[str, bytes]) -> bool:
    """Whether an identity that was replaced still stands in a file."""
    whole = b"\0".join(files.values())
    sought = [one for one in names.originals if len(one) >= _SHORTEST]
    return any(
        one.encode(codec, "replace") in whole for one in sought for codec in ("utf-8", "iso-8859-1", "utf-16-le")
    )


def _case(problem: Problem, reports: Sequence[Report], title: str) -> str:
    """``case.toml`` by ``schemas/case/1.json``."""
    lines = [f"title = {toml(title)}", f"today = {problem.today.isoformat()}"]
    for name, table in problem.settings.items():
        lines += ["", f"[settings.{name}]", *(f"{key} = {toml(value)}" for key, value in table.items())]
    if history.NAME in problem.files:
        lines += ["", "[ledger]", f"history = {toml(history.NAME)}"]
    verdict = max((report.verdict for report in reports), key=VERDICTS.index)
    lines += ["", "[expect]", f"verdict = {toml(verdict)}"]
    for place, report in enumerate(reports, 1):
        for finding in report.findings:
            told: dict[str, Any] = {"rule": finding.rule, "message": finding.message, "act": finding.place.act}
            lines += _item("finding", told, place if len(reports) > 1 else None)
        for unknown in report.unknowns:
            if unknown.stops:
                told = {"rule": unknown.rule, "missing": unknown.what, "act": unknown.place.act}
                lines += _item("undecided", told, place if len(reports) > 1 else None)
    return "\n".join(lines) + "\n"


def _item(name: str, told: Mapping[str, Any], sheet: int | None) -> list[str]:
    values = {**told, "sheet": sheet}
    stated = [f"{key} = {toml(value)}" for key, value in values.items() if value is not None]
    return ["", f"[[expect.{name}]]", *stated]


def toml(value: object) -> str:
    """A text, a number, a truth or a list of these as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(toml(one) for one in value)}]"
    # A text of JSON is one of TOML: both escape the same signs alike.
    return json.dumps(value, ensure_ascii=False)


def write(files: Mapping[str, bytes], folder: str) -> None:
    """Write a case in a folder, which must not hold anything yet. Raises OSError."""
    os.makedirs(folder, exist_ok=True)
    if os.listdir(folder):
        raise FileExistsError(errno.EEXIST, "", folder)
    for name, data in files.items():
        with open(os.path.join(folder, name), "wb") as stream:
            stream.write(data)
