"""Plays a case: builds its ledger in memory, runs its steps through the checker, compares."""

import os
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from fsecheck.cases import compare, history
from fsecheck.cases.read import Case, CaseError, Expected, Step
from fsecheck.cases.short import of_record, of_sheet
from fsecheck.checker import Checker
from fsecheck.imports import record as records
from fsecheck.law.lawset import Law
from fsecheck.ledger.book import Ledger
from fsecheck.ledger.keeping import Entry, Written
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.ledger.port import ANSWERS, RECORDED, RESERVED, LedgerError, LedgerRefusedError
from fsecheck.model.invoice import Invoice
from fsecheck.model.report import Report
from fsecheck.rules.acts import counted


@frozen(slots=False, eq=False, repr=False)
class Played:
    """What came of one step."""

    step: Step
    differences: tuple[str, ...]
    reports: tuple[Report, ...] = ()

    @property
    def verdict(self) -> str | None:
        """The verdict found, None for a step without a sheet."""
        return compare.verdict_of(self.reports) if self.reports else None


@frozen(slots=False, eq=False, repr=False)
class Result:
    """What came of a case."""

    case: Case
    steps: tuple[Played, ...]
    about: tuple[str, ...] = ()
    """What is wrong with the case itself: a folder's name that lies."""

    @property
    def differences(self) -> tuple[str, ...]:
        """All that was not as expected; empty where the case holds."""
        found = list(self.about)
        for place, played in enumerate(self.steps, 1):
            head = f"étape {place} ({played.step.title or played.step.action}) : " if self.case.journey else ""
            found += [head + text for text in played.differences]
        return tuple(found)


def play(case: Case) -> Result:
    """Play every step, in order, on one ledger. Raises CaseError where the case cannot be played."""
    book = None if case.practice is None else _ledger(case)
    try:
        checker = Checker(
            book,
            settings=case.settings,
            reference=case.reference,
            as_of=case.as_of,
            second_opinion=case.second_opinion,
        )
        about = () if case.journey else tuple(compare.name(case.name, case.steps[0].expected, case.rules))
        return Result(case, tuple(_step(case, step, checker, book) for step in case.steps), about)
    except LedgerError as error:
        raise CaseError(f"{case.folder} : registre : {error}") from error
    finally:
        if book is not None:
            book.close()


def load(case: Case, name: str | None) -> bytes | None:
    """The bytes of a file of the case."""
    if name is None:
        return None
    with open(os.path.join(case.folder, name), "rb") as stream:
        return stream.read()


def own_invoice(case: Case) -> Invoice | None:
    """The first sheet of the case that can be read: what short records complete."""
    for step in case.steps:
        data = load(case, step.sheet)
        if data is not None:
            try:
                return of_sheet(data)[0]
            except CaseError:
                found = _first_of_lot(data)
                if found is not None:
                    return found
    return None


def fill(book: Ledger, case: Case) -> None:
    """Put the earlier invoices and the coverage of a case in a ledger. Raises CaseError, LedgerError."""
    own = own_invoice(case)
    if case.history is not None:
        try:
            history.take(book, lambda name: load(case, name) or b"", case.history, case.today)
        except (KeyError, TypeError, ValueError, OSError, records.RecordError) as error:
            raise CaseError(f"{case.folder} : {case.history} : {type(error).__name__} {error}") from error
    for place, record in enumerate(case.invoices, 1):
        try:
            _enter(book, case, record, own)
        except (CaseError, TypeError, ValueError) as error:
            raise CaseError(f"{case.folder} : ledger.invoice[{place}] : {error}") from error
    for claim in case.coverage:
        mk = claim.get("mk") or (own.practitioner.key if own is not None else None)
        if mk is None:
            raise CaseError(f"{case.folder} : ledger.coverage : il manque mk, la feuille ne le donne pas")
        book.cover(mk, claim["from"], claim.get("to"), case.today)


def _ledger(case: Case) -> MemoryLedger:
    law = Law()
    book = MemoryLedger(case.practice or "", case.today, classify=lambda act: counted(law, act))
    try:
        fill(book, case)
    except BaseException:
        book.close()
        raise
    return book


def _enter(book: Ledger, case: Case, record: Mapping[str, Any], own: Invoice | None) -> None:
    """One earlier invoice, brought to its state."""
    if "sheet" in record:
        data = load(case, record["sheet"])
        assert data is not None  # noqa: S101 - the name is there
        invoice, context = of_sheet(data, load(case, record.get("context")))
    else:
        invoice, context = of_record(record, own)
    state = record.get("state", "recorded")
    on = record.get("today") or invoice.drawn_up
    with book.transaction():
        book.write(invoice, context, RESERVED if state in {"reserved", "confirmed", "released"} else RECORDED, on)
    mk, number = invoice.practitioner.key, invoice.number
    if state == "confirmed":
        book.confirm(mk, number, on)
    elif state == "released":
        book.release(mk, number, on)
    elif state == "cancelled":
        book.cancel(mk, number, on)
    elif state in ANSWERS:
        book.settle(mk, number, state, on)


def _step(case: Case, step: Step, checker: Checker, book: MemoryLedger | None) -> Played:
    expected = step.expected
    if step.action in {"check", "reserve", "record"}:
        data = load(case, step.sheet) or b""
        context = load(case, step.context)
        if step.action == "check":
            reports = checker.check_sheets(data, context, today=step.today)
            return Played(step, tuple(compare.document(expected, reports)), reports)
        held = (checker.reserve if step.action == "reserve" else checker.record)(data, context, today=step.today)
        reports = tuple(one.report for one in held)
        return Played(step, (*compare.document(expected, reports), *compare.written(expected, held)), reports)
    assert book is not None  # noqa: S101 - the reader saw to it
    return Played(step, tuple(_moved(expected, case, step, book)))


def move(case: Case, step: Step, book: Ledger) -> Written | None:
    """Make the call of a step that judges nothing; None for one about coverage. Raises LedgerRefusedError."""
    if step.action in {"cover", "uncover"}:
        assert step.mk is not None and step.since is not None  # noqa: S101, PT018 - the reader saw to it
        (book.cover if step.action == "cover" else book.uncover)(step.mk, step.since, step.until, step.today)
        return None
    mk = step.mk
    if mk is None:
        own = own_invoice(case)
        mk = "" if own is None else own.practitioner.key
    number = step.number or ""
    if step.action == "settle":
        return book.settle(mk, number, step.outcome or "", step.today, step.attempt)
    call = {"confirm": book.confirm, "release": book.release, "cancel": book.cancel}[step.action]
    return call(mk, number, step.today, step.attempt)


def _moved(expected: Expected, case: Case, step: Step, book: MemoryLedger) -> list[str]:
    try:
        done = move(case, step, book)
    except LedgerRefusedError as error:
        return compare.move(expected, {"refused": error.code})
    if done is None:
        return []
    entry: Entry = done.entry
    return compare.move(
        expected, {"refused": None, "state": entry.state, "attempt": entry.attempt, "changed": done.changed}
    )


def _first_of_lot(data: bytes) -> Invoice | None:
    from fsecheck.intake import read_1_0  # noqa: PLC0415 - only for a lot
    from fsecheck.intake.document import open_document, sheet_refusals  # noqa: PLC0415 - only for a lot

    for part in open_document(data).sheets:
        if not sheet_refusals(part).refusals:
            return read_1_0.invoice(part.element, part.xpath)
    return None
