"""
Producer scenarios: the vendor's software bills a situation; its sheets are judged twice.

By the rules, each sheet seeing those before it and the history of the situation, in reference mode; and by what the
situation says that they must hold. Beside that, each sheet and context is held against the schema by a second engine.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from fsecheck.cases import history
from fsecheck.certify.pack import ExpectedInvoice, Form, Producer, Scenario, plain, shown
from fsecheck.checker import Checker
from fsecheck.imports import record as records
from fsecheck.intake import read_1_0, second_opinion
from fsecheck.intake.document import Document, open_document, sheet_refusals
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.model.finding import INFORMATION, Finding
from fsecheck.model.invoice import Act, Invoice
from fsecheck.model.report import FAILED, Report
from fsecheck.settings import Settings
from fsecheck.settings.load import from_tables

SITUATION: Final = "situation.json"
#: Rule of the intake that says that the schema refuses a sheet.
_SCHEMA: Final = "XSD001"
#: Rules of the intake that say that the answer is no document at all.
_RUBBISH: Final = frozenset({"SEC001", "SEC002"})

Difference = tuple[str, Mapping[str, str]]


class Sheet(NamedTuple):
    """One sheet that the software wrote, judged."""

    file: str
    report: Report
    invoice: Invoice | None
    """None where the sheet could not be read."""


class Opinion(NamedTuple):
    """What two schema engines say of one sheet or context."""

    file: str
    xpath: str
    libxml2: str
    """``valid`` or ``invalid``: the verdict."""
    xmlschema: str
    """``valid``, ``invalid``, ``too-large`` where it was not asked, or ``failed`` where it could not finish."""


class Judged(NamedTuple):
    """What came of a situation."""

    sheets: tuple[Sheet, ...]
    differences: tuple[Difference, ...]
    form: Form | None
    """The form that was billed; None where it is none of those that pass."""
    stops: tuple[str, ...]
    """Rules left undecided that stop: a fact was not given."""
    opinions: tuple[Opinion, ...]
    """Of every sheet and context that came as far as the schema."""


def question(scenario: Scenario) -> dict[str, bytes]:
    """The files of a situation: ``situation.json``, and the history where it is known."""
    play = scenario.play
    assert isinstance(play, Producer)  # noqa: S101 - the run saw to it
    told = {
        "scenario": scenario.id,
        "title": dict(scenario.title),
        "situation": dict(play.situation),
        "today": plain(scenario.today),
        "settings": plain(play.settings),
        **plain(play.data),
        "history": history.NAME if play.covered_from is not None else None,
    }
    files = {SITUATION: history.dumps(told)}
    if play.covered_from is not None:
        book, held = _history(scenario, play)
        files |= history.documents(held, book)
        book.close()
    return files


def judge(scenario: Scenario, answer: Mapping[str, bytes]) -> Judged:
    """The sheets of an answer (by name of file) against the rules and against the situation."""
    play = scenario.play
    assert isinstance(play, Producer)  # noqa: S101 - the run saw to it
    assert scenario.today is not None  # noqa: S101 - every situation has its day
    book, _ = _history(scenario, play)
    try:
        # The rules of practice are locked. A checker asks the second schema engine for a limited time, and whether it
        # answers in time depends on the machine: it is asked apart, where the same answers have the same evidence.
        checker = Checker(book if play.covered_from is not None else None, settings=_settings(play), reference=True)
        checker.second_opinion = False
        documents = {name: open_document(data) for name, data in sorted(answer.items())}
        stray, sheets = _sheets(checker, scenario, answer, documents, writes=play.covered_from is not None)
    finally:
        book.close()
    stops = tuple(sorted({one.rule for sheet in sheets for one in sheet.report.unknowns if one.stops}))
    billed = [sheet for sheet in sheets if sheet.invoice is not None]
    best: tuple[int, tuple[Difference, ...], Form | None] | None = None
    for form in play.forms:
        found = (*stray, *_against(form, sheets, billed))
        if best is None or len(found) < best[0]:
            best = (len(found), found, None if found else form)
    assert best is not None  # noqa: S101 - a situation has at least one form
    return Judged(tuple(sheets), best[1], best[2], stops, tuple(_opinions(documents)))


def rubbish(judged: Judged) -> bool:
    """Whether nothing that was written is a document of sheets, well-formed."""
    return all(
        sheet.invoice is None and any(one.rule in _RUBBISH for one in sheet.report.findings) for sheet in judged.sheets
    )


def failed(judged: Judged) -> bool:
    """Whether fsecheck itself could not finish."""
    return any(sheet.report.verdict == FAILED for sheet in judged.sheets)


def _settings(play: Producer) -> Settings:
    return from_tables(play.settings, "settings")


def _history(scenario: Scenario, play: Producer) -> tuple[MemoryLedger, list[history.Held]]:
    """The ledger of a situation, and the earlier invoices in it."""
    assert scenario.today is not None  # noqa: S101 - every situation has its day
    book = history.ledger(scenario.today)
    held = []
    for stated in play.history:
        invoice, context, state = records.read(plain(stated))
        history.enter(book, invoice, context, state, invoice.drawn_up)
        held.append(history.Held(invoice, context, state, invoice.drawn_up))
    if play.covered_from is not None:
        book.cover(play.mk, play.covered_from, None, scenario.today)
    return book, held


def _opinions(documents: Mapping[str, Document]) -> Iterator[Opinion]:
    """What both schema engines say; of one answer the second is asked as many bytes as it may be asked of a sheet."""
    asked = 0
    for name, document in documents.items():
        for part in (*document.sheets, *document.contexts):
            refusals = sheet_refusals(part).refusals
            if any(one.rule != _SCHEMA for one in refusals):
                continue  # refused before the schema was asked
            data = second_opinion.content(part.element)
            said = second_opinion.TOO_LARGE
            if asked + len(data) <= second_opinion.BYTES:
                asked += len(data)
                said = second_opinion.word(data, part.kind)
            yield Opinion(name, part.xpath, second_opinion.INVALID if refusals else second_opinion.VALID, said)


def _sheets(
    checker: Checker,
    scenario: Scenario,
    answer: Mapping[str, bytes],
    documents: Mapping[str, Document],
    *,
    writes: bool,
) -> tuple[tuple[Difference, ...], list[Sheet]]:
    """Every sheet in the order of the files, judged; and the documents of context that no sheet claims."""
    assert scenario.today is not None  # noqa: S101 - every situation has its day
    contexts = {name: _belongs(one) for name, one in documents.items() if one.kind == "contexte"}
    sheets: list[Sheet] = []
    for name, document in documents.items():
        if document.kind == "contexte":
            continue
        invoices = _invoices(document)
        own = None
        if len(invoices) == 1 and invoices[0] is not None and not document.contexts:
            own = next((one for one, belongs in contexts.items() if _names(belongs, invoices[0])), None)
        beside = None if own is None else answer[own]
        if own is not None:
            del contexts[own]
        data = answer[name]
        if writes:
            reports = tuple(one.report for one in checker.reserve(data, beside, today=scenario.today))
        else:
            reports = checker.check_sheets(data, beside, today=scenario.today)
        for report, invoice in zip(reports, invoices or [None], strict=False):
            sheets.append(Sheet(name, report, invoice))
    stray = tuple(("context-alone", {"file": name}) for name in contexts)
    return stray, sheets


def _invoices(document: Document) -> list[Invoice | None]:
    """What each sheet of a document holds; None for one that cannot be read."""
    if document.refusals:
        return [None]
    return [
        None if sheet_refusals(part).refusals else read_1_0.invoice(part.element, part.xpath)
        for part in document.sheets
    ]


def _belongs(document: Document) -> tuple[str, str]:
    """MK and number of the invoice that a document of context names; empty where it cannot be read."""
    for part in document.contexts:
        if not sheet_refusals(part).refusals:
            return read_1_0.context(part.element)[0]
    return "", ""


def _names(belongs: tuple[str, str], invoice: Invoice) -> bool:
    mk = invoice.practitioner
    return belongs in {(mk.rpps, invoice.number), (mk.am, invoice.number)}


def _against(form: Form, sheets: Sequence[Sheet], billed: Sequence[Sheet]) -> Iterator[Difference]:
    """What the sheets hold otherwise than a form asks."""
    spoken: list[tuple[str, Finding]] = [(sheet.file, one) for sheet in sheets for one in sheet.report.findings]
    for file, finding in spoken:
        if finding.severity != INFORMATION and finding.rule not in form.findings:
            act = "" if finding.place.act is None else str(finding.place.act)
            yield "finding", {"file": file, "rule": finding.rule, "act": act}
    for rule in sorted(form.findings - {finding.rule for _, finding in spoken}):
        yield "finding-missing", {"rule": rule}
    if len(sheets) != len(form.invoices):
        yield "invoices", {"expected": str(len(form.invoices)), "found": str(len(sheets))}
    left = list(billed)
    for place, expected in enumerate(form.invoices, 1):
        if not left:
            return
        sheet = max(left, key=lambda one: _alike(expected, one.invoice))
        left.remove(sheet)
        assert sheet.invoice is not None  # noqa: S101 - only readable ones are billed
        for code, params in _invoice(expected, sheet.invoice):
            yield code, {"invoice": str(place), "file": sheet.file, **params}


def _alike(expected: ExpectedInvoice, invoice: Invoice | None) -> int:
    """How many of the expected acts a sheet may bear."""
    if invoice is None:
        return 0
    borne = {(act.day.isoformat(), act.code) for act in invoice.acts}
    return sum((act["day"], act["code"]) in borne for act in expected.acts)


def _invoice(expected: ExpectedInvoice, invoice: Invoice) -> Iterator[Difference]:
    if expected.modes and invoice.mode not in expected.modes:
        yield _field("mode", " | ".join(expected.modes), invoice.mode)
    prescribers = sorted({one.prescriber for one in invoice.prescriptions})
    if expected.prescribers and prescribers != sorted(expected.prescribers):
        yield _field("prescriber", ", ".join(sorted(expected.prescribers)), ", ".join(prescribers))
    if expected.direct_access is not None and (invoice.direct_access is True) != expected.direct_access:
        yield _field("direct_access", shown(expected.direct_access), shown(invoice.direct_access is True))
    if expected.renewed_by is not None:
        renewed = sorted({one.renewed_by or "" for one in invoice.prescriptions})
        if expected.renewed_by not in renewed:
            yield _field("renewed_by", expected.renewed_by, ", ".join(renewed))
    for name, amount, found in (("fees", expected.fees, invoice.total_fees), ("amo", expected.amo, invoice.total_amo)):
        if amount is not None and not _same(amount, found):
            yield _field(name, amount, shown(found))
    yield from _acts(expected.acts, invoice.acts)


def _acts(expected: Sequence[Mapping[str, str]], found: Sequence[Act]) -> Iterator[Difference]:
    """Each act expected takes the line most like it of its day and code; what is left was not asked for."""
    left = list(found)
    for one in expected:
        alike = [act for act in left if (act.day.isoformat(), act.code) == (one["day"], one["code"])]
        if not alike:
            yield "act-missing", {"day": one["day"], "code": one["code"]}
            continue
        act = min(alike, key=lambda line: sum(not _same(value, getattr(line, key)) for key, value in one.items()))
        left.remove(act)
        for key, value in one.items():
            if not _same(value, getattr(act, key)):
                code, params = _field(key, value, shown(getattr(act, key)))
                yield code, {"act": str(act.rank), **params}
    for act in left:
        yield "act-extra", {"act": str(act.rank), "day": act.day.isoformat(), "code": act.code}


def _field(name: str, expected: str, found: str) -> tuple[str, dict[str, str]]:
    return "field", {"field": name, "expected": expected, "found": found}


def _same(expected: str, found: object) -> bool:
    """Whether a value is the one expected; 8.5 and 8.50 are."""
    if isinstance(found, Decimal):
        try:
            return Decimal(expected) == found
        except InvalidOperation:
            return False
    return expected == shown(found)
