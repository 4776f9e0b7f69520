"""The calls: one function each over a Checker and its ledger, and the one table that every door serves."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from time import perf_counter
from typing import Any, Final, NamedTuple, Protocol, cast

import msgspec

from fsecheck.checker import Checker, Held
from fsecheck.ledger.keeping import Book, Entry, Written
from fsecheck.model.report import ACCEPT, SCHEMA, VERDICTS, Report
from fsecheck.render import public
from fsecheck.service import forms
from fsecheck.service.faults import NO_LEDGER, READ_ONLY, UNKNOWN_ID, CallError

_ID: Final = re.compile("[!-~]{1,128}")


class Log(Protocol):
    """What an event is told to; its values are words and numbers of ours."""

    def __call__(self, event: str, **values: object) -> None:
        """Write one event."""


class Done(NamedTuple):
    """What came of a call."""

    body: bytes
    """Its answer as JSON: keys sorted, no blank, so that the same arguments give the same bytes."""
    verdict: str | None


class Service:
    """
    What the doors serve: a checker, its ledger where it has one, and the day of calls that name none.

    Every method takes the form of its call and gives the form of its answer; it raises what
    :func:`fsecheck.service.faults.told` tells. Reads may run on several threads, writes on one.
    """

    def __init__(self, checker: Checker, today: Callable[[], date], log: Log | None = None) -> None:
        """*log* is told of every call; None: nobody is."""
        self.checker = checker
        self._today = today
        self._log = log

    def tell(self, call: "Call | None", began: float, correlation: object, outcome: "Done | CallError") -> None:
        """
        Tell the log of a call that *began* then (``perf_counter``); *correlation* is the host's own id of it.

        Nothing else that the host wrote is told.
        """
        if self._log is None:
            return
        said = {
            "call": None if call is None else call.name,
            "verdict": outcome.verdict if isinstance(outcome, Done) else None,
            "code": outcome.fault.code if isinstance(outcome, CallError) else None,
            "milliseconds": round((perf_counter() - began) * 1000),
            "correlation_id": correlation if _ID.fullmatch(str(correlation)) else None,
        }
        self._log("called", **{name: value for name, value in said.items() if value is not None})

    def check(self, asked: forms.Sheet) -> forms.Judged:
        """Check a sheet, a lot or an envelope; writes nothing. A lot's report carries those of its sheets."""
        return _judged(self.checker.check(*_documents(asked), today=self._day(asked.today)), asked.lang)

    def check_sheets(self, asked: forms.Sheet) -> forms.JudgedSheets:
        """Check a document sheet by sheet, in order; writes nothing."""
        reports = self.checker.check_sheets(*_documents(asked), today=self._day(asked.today))
        return forms.JudgedSheets(
            all(report.may_send for report in reports),
            _heaviest(reports),
            [_judged(report, asked.lang) for report in reports],
        )

    def reserve(self, asked: forms.Sheet) -> forms.Reserved:
        """Check and hold in the ledger, before sending; only accept and warn are held."""
        self._writable()
        held = self.checker.reserve(*_documents(asked), today=self._day(asked.today))
        return forms.Reserved(
            all(one.written is not None and one.report.may_send for one in held),
            _heaviest(one.report for one in held),
            [_held(one, asked.lang) for one in held],
        )

    def record(self, asked: forms.Sheet) -> forms.Recorded:
        """Take sheets already sent; conflict says where the check would not let one through."""
        self._writable()
        held = self.checker.record(*_documents(asked), today=self._day(asked.today))
        return forms.Recorded(any(one.conflict for one in held), [_held(one, asked.lang) for one in held])

    def confirm(self, asked: forms.Move) -> forms.Moved:
        """The invoice was transmitted."""
        return self._moved(self._writable().confirm, asked)

    def release(self, asked: forms.Move) -> forms.Moved:
        """The invoice was not sent: its sessions are given back."""
        return self._moved(self._writable().release, asked)

    def cancel(self, asked: forms.Move) -> forms.Moved:
        """The invoice is withdrawn after transmission: its sessions are given back."""
        return self._moved(self._writable().cancel, asked)

    def settle(self, asked: forms.Settle) -> forms.Moved:
        """The payer answered."""
        settle, day = self._writable().settle, self._day(asked.today)
        return _moved(settle(asked.mk, asked.number, asked.outcome, day, asked.attempt, code=asked.code or ""))

    def pending(self, asked: forms.Nothing) -> forms.Pending:  # noqa: ARG002 - every call has a form
        """Reservations neither confirmed nor released, oldest first."""
        return forms.Pending([_invoice(entry) for entry in self._book().pending()])

    def coverage(self, asked: forms.Nothing) -> forms.Coverage:  # noqa: ARG002 - every call has a form
        """The claims of completeness."""
        return forms.Coverage([forms.Claim(*claim) for claim in self._book().coverage()])

    def cover(self, asked: forms.Span) -> forms.Coverage:
        """Claim that the ledger holds every invoice of an MK drawn up in these days; answers every claim."""
        book = self._writable()
        book.cover(asked.mk, asked.since, asked.until, self._day(asked.today))
        return self.coverage(forms.Nothing())

    def uncover(self, asked: forms.Span) -> forms.Coverage:
        """Take back the claim for these days; answers every claim."""
        book = self._writable()
        book.uncover(asked.mk, asked.since, asked.until, self._day(asked.today))
        return self.coverage(forms.Nothing())

    def version(self, asked: forms.Nothing) -> forms.Version:  # noqa: ARG002 - every call has a form
        """What answers, and how it was started."""
        # Any report says what it was made with, also that on an empty document.
        made = self.checker.check(b"", today=self._today()).identity
        return forms.Version(
            made.version,
            made.law,
            made.horizon,
            made.libxml2,
            SCHEMA,
            made.reference,
            made.as_of,
            getattr(self.checker.history, "practice", None),
            made.today,
            [call.name for call in CALLS],
        )

    def explain(self, asked: forms.Id) -> dict[str, Any]:
        """All that is known of a rule, or of a value of the law; what ``fsecheck explain ID --format json`` prints."""
        from fsecheck.cases import explained  # noqa: PLC0415 - one call, one import
        from fsecheck.render import values  # noqa: PLC0415 - one call, one import
        from fsecheck.settings.packs import known  # noqa: PLC0415 - one call, one import

        entry = next((one for one in known(self.checker.settings)[1] if one.id == asked.id.upper()), None)
        law = self.checker.law
        if entry is not None:
            return explained.rule(entry, law, asked.lang or "fr")
        if asked.id in set(law.ids()):
            return values.document(law.value(asked.id))
        raise CallError(UNKNOWN_ID)

    def _day(self, stated: date | None) -> date:
        return self._today() if stated is None else stated

    def _book(self) -> Book:
        if not hasattr(self.checker.history, "pending"):
            raise CallError(NO_LEDGER)
        return cast("Book", self.checker.history)

    def _writable(self) -> Book:
        if self.checker.law.as_of is not None:
            raise CallError(READ_ONLY)
        return self._book()

    def _moved(self, move: Callable[..., Written], asked: forms.Move) -> forms.Moved:
        return _moved(move(asked.mk, asked.number, self._day(asked.today), asked.attempt))


class Call(NamedTuple):
    """One call."""

    name: str
    does: Callable[[Service, Any], Any]
    form: type[forms.Asked]
    answer: Any
    """Type of the answer."""
    writes: bool = False
    """Writes go one at a time."""

    def run(self, service: Service, asked: forms.Asked) -> Done:
        """What comes of it."""
        answer = self.does(service, asked)
        return Done(msgspec.json.encode(answer, order="sorted"), getattr(answer, "verdict", None))


#: Every call, by its name at both doors.
CALLS: Final = (
    Call("check", Service.check, forms.Sheet, forms.Judged),
    Call("check_sheets", Service.check_sheets, forms.Sheet, forms.JudgedSheets),
    Call("reserve", Service.reserve, forms.Sheet, forms.Reserved, writes=True),
    Call("record", Service.record, forms.Sheet, forms.Recorded, writes=True),
    Call("confirm", Service.confirm, forms.Move, forms.Moved, writes=True),
    Call("release", Service.release, forms.Move, forms.Moved, writes=True),
    Call("settle", Service.settle, forms.Settle, forms.Moved, writes=True),
    Call("cancel", Service.cancel, forms.Move, forms.Moved, writes=True),
    Call("pending", Service.pending, forms.Nothing, forms.Pending),
    Call("coverage", Service.coverage, forms.Nothing, forms.Coverage),
    Call("cover", Service.cover, forms.Span, forms.Coverage, writes=True),
    Call("uncover", Service.uncover, forms.Span, forms.Coverage, writes=True),
    Call("version", Service.version, forms.Nothing, forms.Version),
    Call("explain", Service.explain, forms.Id, dict[str, Any]),
)
BY_NAME: Final = {call.name: call for call in CALLS}


def _documents(asked: forms.Sheet) -> tuple[bytes, bytes | None]:
    """The bytes of the sheet and of its context."""
    return _bytes(asked.sheet), None if asked.context is None else _bytes(asked.context)


def _bytes(document: str | forms.Encoded) -> bytes:
    return document.encode() if isinstance(document, str) else document.base64


def _heaviest(reports: Iterable[Report]) -> forms.Verdict:
    found = max((report.verdict for report in reports), key=VERDICTS.index, default=ACCEPT)
    return cast("forms.Verdict", found)


def _judged(report: Report, language: str | None) -> forms.Judged:
    return forms.Judged(report.may_send, _heaviest((report,)), report.to_dict(), _texts(report, language))


def _held(held: Held, language: str | None) -> forms.Held:
    written = held.written
    return forms.Held(
        written is not None,
        written is not None and written.changed,
        held.refused,
        held.conflict,
        None if written is None else _invoice(written.entry),
        held.report.to_dict(),
        _texts(held.report, language),
    )


def _texts(report: Report, language: str | None) -> forms.Texts | msgspec.UnsetType:
    if language is None:
        return msgspec.UNSET
    texts = msgspec.convert(public.texts(report, language), forms.Texts)
    if report.sheets:
        texts.sheets = [cast("forms.Texts", _texts(sheet, language)) for sheet in report.sheets]
    return texts


def _moved(written: Written) -> forms.Moved:
    return forms.Moved(_invoice(written.entry), written.changed)


def _invoice(entry: Entry) -> forms.Invoice:
    return forms.Invoice(*entry)
