"""
Hook scenarios: a case of the fixtures, asked of the vendor's own check, step by step.

Each question is whole in itself: the sheet, its context, the practice, the day and the history as it stands then.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from fsecheck.cases import history
from fsecheck.cases.play import load, move, own_invoice
from fsecheck.cases.read import Case, CaseError, Step
from fsecheck.cases.short import of_record, of_sheet
from fsecheck.certify.pack import Answer, Code
from fsecheck.checker import Checker
from fsecheck.imports import record as records
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.ledger.port import LedgerRefusedError
from fsecheck.model.report import VERDICTS, Report
from fsecheck.settings import Settings

CALL: Final = "call.json"
ANSWER: Final = "answer.json"
#: Says that a second schema engine disagrees: an option of fsecheck, not a rule of billing.
SECOND_OPINION: Final = "XSD003"
_JUDGES: Final = frozenset({"check", "reserve", "record"})


class Call(NamedTuple):
    """One question to the vendor's check."""

    step: int
    """Place among the steps of the case, from 1."""
    title: str
    """What the step shows, in French; "" for a case of one step."""
    today: date
    files: Mapping[str, bytes]
    """What is given, by name: ``fse.xml``, ``contexte.xml``, ``history.json`` and the sheets it names."""
    reports: tuple[Report, ...]
    """Our own answer, in reference mode."""


def calls(case: Case) -> Iterator[Call]:
    """Every question of a case, in order. Raises CaseError where the case is not one for reference mode."""
    if case.as_of is not None:
        raise CaseError(f"{case.folder} : un cas jugé à une autre date n'est pas pour le mode référence")
    book = None if case.practice is None else history.ledger(case.today)
    held: list[history.Held] = []
    checker = Checker(book, settings=case.settings, reference=True)
    # The second schema engine costs a thousand checks and says an information alone: only where the case is about it.
    checker.second_opinion = case.second_opinion
    try:
        if book is not None:
            held += _earlier(case, book)
        for place, step in enumerate(case.steps, 1):
            if step.action not in _JUDGES:
                if book is not None:
                    _move(case, step, book, held)
                continue
            data, context = load(case, step.sheet) or b"", load(case, step.context)
            files = {"fse.xml": data}
            if context is not None:
                files["contexte.xml"] = context
            if book is not None:
                files |= history.documents(held, book)
            reports = checker.check_sheets(data, context, today=step.today)
            yield Call(place, step.title if case.journey else "", step.today, files, reports)
            if book is not None and step.action != "check":
                _write(checker, step, data, context, held)
    finally:
        if book is not None:
            book.close()


def check_history(call: Call) -> None:
    """Raises RecordError where an earlier invoice of a question has no form of ``schemas/import/1.json``."""
    if history.NAME in call.files:
        for one in json.loads(call.files[history.NAME])["invoices"]:
            if "record" in one:
                records.read(one["record"])


def told(case: Case, call: Call, scenario: str, title: Mapping[str, str]) -> bytes:
    """``call.json``: what the vendor's check is asked, and which files go with it."""
    names = sorted(call.files)
    return history.dumps(
        {
            "scenario": scenario,
            "step": call.step,
            "title": dict(title),
            "asks": call.title,
            "today": call.today.isoformat(),
            "sheet": "fse.xml",
            "context": "contexte.xml" if "contexte.xml" in names else None,
            "history": history.NAME if history.NAME in names else None,
            "settings": practice(case.settings),
        }
    )


def practice(settings: Settings | None) -> dict[str, object]:
    """What is stated of the practice; how strictly it judges itself is locked."""
    stated = (settings or Settings()).locked().changed()
    return {name: list(value) if isinstance(value, tuple) else value for name, value in sorted(stated.items())}


def of_reports(reports: Sequence[Report]) -> Answer:
    """Our answer, as a pack holds it and a vendor gives it."""
    codes = [(finding.rule, finding.place.act) for report in reports for finding in report.findings]
    stops = {unknown.rule for report in reports for unknown in report.unknowns if unknown.stops}
    verdict = max((report.verdict for report in reports), key=VERDICTS.index)
    return Answer(verdict, tuple(sorted(codes, key=_order)), tuple(sorted(stops)))


def parse(data: bytes, translated: Mapping[str, str]) -> Answer:
    """
    What a vendor's check answered.

    A short answer (``verdict``, ``findings`` with ``rule`` and ``act``, ``undecided``), a report of fsecheck, or what
    ``fsecheck check --format json`` writes. *translated* leads from the vendor's own codes to ours. Raises ValueError
    where it is none of these; its text says what, never a value of the answer.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # also a number of thousands of digits
        raise ValueError("not JSON") from None
    found = [_short(one, translated) for one in _answers(document)]
    if not found:
        raise ValueError("no answer")
    return Answer(
        max((one.verdict for one in found), key=VERDICTS.index),
        tuple(sorted((code for one in found for code in one.codes), key=_order)),
        tuple(sorted({rule for one in found for rule in one.stops})),
    )


def differences(expected: Answer, found: Answer) -> list[tuple[str, dict[str, str]]]:
    """What an answer says otherwise: a code of difference and its parameters."""
    differs: list[tuple[str, dict[str, str]]] = []
    if expected.verdict != found.verdict:
        differs.append(("verdict", {"expected": expected.verdict, "found": found.verdict}))
    # An answer that never says an act is compared without.
    ranked = any(act is not None for _, act in found.codes)
    ours, theirs = ({code if ranked else (code[0], None) for code in one.codes} for one in (expected, found))
    aside = set() if any(rule == SECOND_OPINION for rule, _ in theirs) else {SECOND_OPINION}
    for kind, codes in (("code-missing", ours - theirs), ("code-extra", theirs - ours)):
        differs += [
            (kind, {"rule": rule, "act": "" if act is None else str(act)})
            for rule, act in sorted(codes, key=_order)
            if rule not in aside
        ]
    for kind, rules in (
        ("stop-missing", set(expected.stops) - set(found.stops)),
        ("stop-extra", set(found.stops) - set(expected.stops)),
    ):
        differs += [(kind, {"rule": rule}) for rule in sorted(rules)]
    return differs


def _order(code: Code) -> tuple[str, int]:
    return code[0], code[1] or 0


def _answers(document: object) -> list[object]:
    if isinstance(document, dict) and isinstance(document.get("inputs"), list):
        reports = [one.get("reports") for one in document["inputs"] if isinstance(one, dict)]
        listed = [report for one in reports if isinstance(one, list) for report in one]
        return [one.get("report") if isinstance(one, dict) else None for one in listed]
    if isinstance(document, dict) and isinstance(document.get("sheets"), list) and document["sheets"]:
        return list(document["sheets"])
    return [document]


def _short(answer: object, translated: Mapping[str, str]) -> Answer:
    if not isinstance(answer, dict) or answer.get("verdict") not in VERDICTS:
        raise ValueError("no verdict")
    codes = [_code(one, translated) for one in _listed(answer, "findings")]
    stops = {
        _code(one, translated)[0]
        for one in _listed(answer, "undecided")
        if not isinstance(one, dict) or one.get("stops", True) is not False
    }
    return Answer(answer["verdict"], tuple(codes), tuple(sorted(stops)))


def _listed(answer: Mapping[str, Any], key: str) -> list[object]:
    found = answer.get(key, [])
    if not isinstance(found, list):
        raise ValueError(f"{key} is no list")  # noqa: TRY004 - a value of the answer, not a call of ours
    return found


def _code(finding: object, translated: Mapping[str, str]) -> Code:
    """A finding as an object with ``rule`` and ``act`` (or ``where.act``), or as a rule alone."""
    act = None
    rule = finding
    if isinstance(finding, dict):
        rule = finding.get("rule")
        where = finding.get("where")
        act = where.get("act") if isinstance(where, dict) else finding.get("act")
    if not isinstance(rule, str) or not (act is None or type(act) is int):
        raise ValueError("a finding has a rule")
    return translated.get(rule, rule), act


def _earlier(case: Case, book: MemoryLedger) -> Iterator[history.Held]:
    """The earlier invoices of a case, put in the ledger."""
    own = own_invoice(case)
    if case.history is not None:
        for one in history.held(lambda name: load(case, name) or b"", case.history):
            entry = history.enter(book, one.invoice, one.context, one.state, one.on)
            if entry is not None:
                yield one._replace(state=entry.state, attempt=entry.attempt)
    for stated in case.invoices:
        sheet = load(case, stated.get("sheet"))
        beside = load(case, stated.get("context")) if sheet is not None else None
        invoice, context = of_record(stated, own) if sheet is None else of_sheet(sheet, beside)
        on = stated.get("today") or invoice.drawn_up
        entry = history.enter(book, invoice, context, stated.get("state", "recorded"), on)
        if entry is None:
            raise CaseError(f"{case.folder} : le registre refuse une facture antérieure")
        yield history.Held(invoice, context, entry.state, on, entry.attempt, sheet, beside)
    for claim in case.coverage:
        mk = claim.get("mk") or (own.practitioner.key if own is not None else "")
        book.cover(mk, claim["from"], claim.get("to"), case.today)


def _move(case: Case, step: Step, book: MemoryLedger, held: list[history.Held]) -> None:
    try:
        done = move(case, step, book)
    except LedgerRefusedError:
        return
    if done is not None:
        held[:] = [
            one._replace(state=done.entry.state, on=step.today) if history.names(one, done.entry) else one
            for one in held
        ]


def _write(checker: Checker, step: Step, data: bytes, context: bytes | None, held: list[history.Held]) -> None:
    write = checker.reserve if step.action == "reserve" else checker.record
    for one in write(data, context, today=step.today):
        if one.written is not None and one.written.changed:
            invoice, known = of_sheet(data, context)
            entry = one.written.entry
            held.append(history.Held(invoice, known, entry.state, step.today, entry.attempt, data, context))
