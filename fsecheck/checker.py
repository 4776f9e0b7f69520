"""
The pipeline, top to bottom: bytes -> tree -> invoice -> facts -> rules -> report.

``Checker`` is what embedding hosts hold. It never raises for a sheet or for a fault of ours:
it returns a report whose verdict says so, and ``may_send`` is the one thing to test.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import fsecheck
from fsecheck.engine.run import Plan, fault, run
from fsecheck.intake import read_1_0
from fsecheck.intake.document import Document, Part, open_document, sheet_refusals
from fsecheck.intake.gate import Refusal
from fsecheck.intake.parse import libxml2_version, require_libxml2
from fsecheck.intake.tree import line_of
from fsecheck.law.lawset import Law
from fsecheck.model.context import Context
from fsecheck.model.digest import blake2b
from fsecheck.model.facts import Tally
from fsecheck.model.finding import INFORMATION, Finding, Place, plain
from fsecheck.model.invoice import Act, Invoice
from fsecheck.model.report import ACCEPT, REJECT, WARN, Identity, Report
from fsecheck.rules.acts import counted as volume
from fsecheck.rules.catalogue import BY_ID, CATALOGUE, FAMILIES
from fsecheck.settings import Settings

if TYPE_CHECKING:
    from fsecheck.ledger.keeping import Book, Judged, Written
    from fsecheck.ledger.port import History
    from fsecheck.model.waiver import Waived

_INTAKE: Final = ("SEC", "XSD")
_NOTHING: Final = Context()


class Held(NamedTuple):
    """What ``reserve`` or ``record`` did with one sheet."""

    report: Report
    written: "Written | None" = None
    """What was written; None where nothing was."""
    refused: str | None = None
    """Stable id of the ledger's own refusal (``number-live`` ...), None where there was none."""
    conflict: bool = False
    """``record`` wrote a sheet that the check would not let through."""


class Checker:
    """
    Checks care sheets. One Checker serves several threads.

    *history* is a ledger, or the host's own :class:`fsecheck.ledger.port.History`; None knows nothing
    of earlier invoices. *reference* locks the defaults and refuses *as_of*. *as_of* judges every act by
    the law of that one day. *second_opinion* asks another schema engine too (information only).
    *digest_key* keys the digests of the report where it leaves the host. Raises SettingsError where the
    settings name a pack of rules that cannot be loaded.
    """

    def __init__(
        self,
        history: "History | None" = None,
        *,
        settings: Settings | None = None,
        reference: bool = False,
        as_of: date | None = None,
        second_opinion: bool = False,
        digest_key: bytes = b"",
    ) -> None:
        if reference and as_of is not None:
            raise ValueError("reference mode judges each act by its own date: as_of is refused")
        require_libxml2()
        settings = settings or Settings()
        self.history = history
        self.settings = settings.locked() if reference else settings
        # A waiver that is not honoured is told all the same.
        self._waivers = settings.waivers
        self._ignored = settings.left_aside() if reference else ()
        self._changed = self.settings.changed()
        self._families: tuple[str, ...] = FAMILIES
        if self.settings.packs or self.settings.overlays:
            self.law, self._plan = self._with_others(as_of)
        else:
            self.law = Law(as_of)
            self._plan = Plan(self.law)
        self._made_with = (self.law.fingerprint, self.law.horizon, libxml2_version())
        self.reference = reference
        self.second_opinion = second_opinion or reference
        self._digest_key = digest_key

    def _with_others(self, as_of: date | None) -> tuple[Law, Plan]:
        """The law with the values that the settings put over it, and our rules with those of the packs they name."""
        from fsecheck.settings.packs import chapters, load  # noqa: PLC0415 - only where settings name any

        packs = load(self.settings.packs)
        if packs:
            self._changed["packs"] = {pack.prefix: pack.version for pack in packs}
            self._families = (*FAMILIES, *(pack.prefix for pack in packs))
        law = Law(as_of, self.settings.overlays, chapters(packs))
        return law, Plan(law, (*CATALOGUE, *(entry for pack in packs for entry in pack.entries)))

    def check(self, data: bytes, context: bytes | None = None, *, today: date) -> Report:
        """
        Check a sheet, a lot or an envelope, given as bytes. Writes nothing and never raises for a sheet.

        *context* is the document of what the software knows beside it. The report of a lot carries
        those of its sheets and the heaviest of their verdicts.
        """
        reports = self.check_sheets(data, context, today=today)
        if len(reports) == 1:
            return reports[0]
        return Report(self._identity(today), sheets=reports)

    def check_sheets(self, data: bytes, context: bytes | None = None, *, today: date) -> tuple[Report, ...]:
        """The reports of a document, sheet by sheet in order; one report where the document itself is refused."""
        try:
            bundle = self._open(data, context)
            if bundle.refusals:
                return (self._refused(bundle.refusals, today),)
            if len(bundle.sheets) == 1:
                return (self._sheet(bundle, bundle.sheets[0], self.history, today)[0],)
            from fsecheck.ledger.overlay import Overlay  # noqa: PLC0415 - for a lot only

            overlay = Overlay(self.history, self.classify, bundle.readable)
            reports: list[Report] = []
            for part in bundle.sheets:
                report, invoice, known = self._sheet(bundle, part, overlay, today)
                if invoice is not None and report.verdict != REJECT:
                    overlay.add(invoice, known)
                reports.append(report)
            return tuple(reports)
        except Exception as error:  # noqa: BLE001 - a fault of ours is a report that no one can read as accept
            return (Report(self._identity(today), faults=(fault(error, "check"),)),)

    def reserve(self, data: bytes, context: bytes | None = None, *, today: date) -> tuple[Held, ...]:
        """
        Check and hold, in one transaction a sheet, before sending; only ``accept`` and ``warn`` are held.

        Raises LedgerError where the ledger cannot be used, ValueError where there is none or with *as_of*.
        """
        return tuple(self._write(data, context, today, sent=False))

    def record(self, data: bytes, context: bytes | None = None, *, today: date) -> tuple[Held, ...]:
        """
        Take sheets already sent: always written, with ``conflict`` where the check would now say worse.

        Raises as :meth:`reserve` does.
        """
        return tuple(self._write(data, context, today, sent=True))

    def classify(self, act: Act) -> Tally:
        """What an act line adds to the yearly volumes, and whether it is a journey."""
        return volume(self.law, act)

    def _write(self, data: bytes, context: bytes | None, today: date, *, sent: bool) -> Iterator[Held]:
        book = self.history
        if self.law.as_of is not None:
            raise ValueError("a check as of another day writes nothing")
        if book is None or not hasattr(book, "write"):
            raise ValueError("this checker has no ledger to write to")
        writer = cast("Book", book)
        bundle = self._open(data, context)
        if bundle.refusals:
            yield Held(self._refused(bundle.refusals, today))
            return
        from fsecheck.ledger import port  # noqa: PLC0415 - never needed by a check of one sheet
        from fsecheck.ledger.overlay import Overlay  # noqa: PLC0415 - never needed by a check of one sheet

        state = port.RECORDED if sent else port.RESERVED
        overlay = Overlay(writer, self.classify, bundle.readable)
        for part in bundle.sheets:
            with writer.transaction():
                report, invoice, known = self._sheet(bundle, part, overlay, today)
                held = Held(report)
                if invoice is not None and (sent or report.verdict in {ACCEPT, WARN}):
                    try:
                        held = Held(
                            report,
                            writer.write(invoice, known, state, today, self.classify, judged=_judged(report)),
                            conflict=not report.may_send,
                        )
                    except port.LedgerRefusedError as error:
                        held = Held(report, refused=error.code)
            if held.written is None and invoice is not None and report.verdict != REJECT:
                overlay.add(invoice, known)
            yield held

    def _open(self, data: bytes, context: bytes | None) -> "_Bundle":
        """A document and the contexts given in it or beside it, each judged."""
        document = open_document(data)
        if document.refusals:
            return _Bundle(document.refusals)
        if document.sheets and not document.contexts and context is None:
            return _Bundle((), document.sheets)
        return _with_contexts(document, context)

    def _sheet(
        self, bundle: "_Bundle", part: Part, history: "History | None", today: date
    ) -> tuple[Report, Invoice | None, Context]:
        """One sheet of a document: its report, and what was read of it."""
        refusals, total = sheet_refusals(part)
        if refusals:
            return self._refused((*refusals, *self._opinion(part, accepted=False)), today, part, total), None, _NOTHING
        invoice = read_1_0.invoice(part.element, part.xpath)
        stated = bundle.context_of(invoice)
        if stated is None:
            from fsecheck.intake.beside import of_another_sheet  # noqa: PLC0415 - only when something is wrong

            stray = of_another_sheet(Place(xpath=part.xpath))
            return self._refused((stray,), today, part), None, _NOTHING
        if stated.lines:
            from fsecheck.intake.beside import no_such_line  # noqa: PLC0415 - a sheet alone does not need it

            amiss = no_such_line(stated.lines, len(invoice.acts), Place(xpath=part.xpath))
            if amiss is not None:
                return self._refused((amiss,), today, part), None, _NOTHING
        context = self.settings.complete(stated)
        result = run(invoice, context, history, self._plan, today)
        findings = result.findings
        waivers: tuple[Waived, ...] = ()
        if self._waivers:
            findings, waivers = self._waived(invoice, findings, today)
        report = Report(
            self._identity(today, result.head),
            (*_findings(self._opinion(part, accepted=True)), *findings),
            result.unknowns,
            result.outcomes,
            (),
            result.faults,
            invoice.number,
            invoice.practitioner.key,
            Place(invoice.line, None, invoice.xpath),
            context.reference,
            self._digest(invoice.digest),
            self._digest(stated.digest) if stated.digest else None,
            waivers=waivers,
        )
        return report, invoice, context

    def _waived(
        self, invoice: Invoice, findings: tuple[Finding, ...], today: date
    ) -> "tuple[tuple[Finding, ...], tuple[Waived, ...]]":
        """The findings with those that the practice answers for, and what came of its waivers."""
        from fsecheck.settings.waivers import applied  # noqa: PLC0415 - only where there are waivers

        mk = invoice.practitioner
        names = invoice.number, frozenset(number for number in (mk.rpps, mk.am) if number is not None)
        return applied(self._waivers, findings, names, today, reference=self.reference)

    def _opinion(self, part: Part, *, accepted: bool) -> tuple[Refusal, ...]:
        """What another schema engine says of a sheet that ours accepted or not; nothing where nobody asked."""
        if not self.second_opinion:
            return ()
        from fsecheck.intake import second_opinion  # noqa: PLC0415 - xmlschema is never on the path of a plain check

        said = second_opinion.refusal(part.element, part.kind, part.xpath, accepted=accepted)
        return () if said is None else (said,)

    def _refused(
        self, refusals: tuple[Refusal, ...], today: date, part: Part | None = None, total: int | None = None
    ) -> Report:
        """The report on what could not be read: it says which families were not evaluated."""
        return Report(
            self._identity(today),
            _findings(refusals),
            not_evaluated=tuple(family for family in self._families if family not in _INTAKE),
            place=None if part is None else Place(line_of(part.element), None, part.xpath),
            errors_total=total if total is not None and total > len(refusals) else None,
        )

    def _identity(self, today: date, head: str | None = None) -> Identity:
        law, horizon, libxml2 = self._made_with
        return Identity(
            fsecheck.__version__,
            law,
            horizon,
            libxml2,
            today,
            self.reference,
            self.law.as_of,
            self._changed,
            head,
            self._ignored,
        )

    def _digest(self, content: bytes) -> str:
        return blake2b(content, digest_size=32, key=self._digest_key).hexdigest()


def _judged(report: Report) -> "Judged":
    """What a ledger keeps of a report."""
    from fsecheck.ledger.keeping import Judged  # noqa: PLC0415 - only a write keeps it

    told = {finding.rule for finding in report.findings if finding.severity != INFORMATION}
    return Judged(report.verdict, tuple(sorted(told)))


class _Bundle(NamedTuple):
    """The sheets of a document with what is known beside them, or why it cannot be read."""

    refusals: tuple[Refusal, ...]
    sheets: tuple[Part, ...] = ()
    contexts: Mapping[tuple[str, str], Context] = {}
    """By the MK number (RPPS or AM) and the invoice number that each names."""

    def readable(self) -> Iterator[tuple[Invoice, Context]]:
        """The sheets that can be read, each with its context."""
        for part in self.sheets:
            if not sheet_refusals(part).refusals:
                invoice = read_1_0.invoice(part.element, part.xpath)
                yield invoice, self.context_of(invoice) or _NOTHING

    def context_of(self, invoice: Invoice) -> Context | None:
        """The context of a sheet; an empty one where none was given; None where those given are of other sheets."""
        for mk in (invoice.practitioner.rpps, invoice.practitioner.am):
            if mk is not None and (mk, invoice.number) in self.contexts:
                return self.contexts[mk, invoice.number]
        # A context that names no sheet of the document would silently change nothing: it is refused.
        return None if self.contexts and len(self.sheets) == 1 else _NOTHING


def _with_contexts(document: Document, context: bytes | None) -> _Bundle:
    """The sheets of a document with the contexts that stand in it, and the one given beside it."""
    from fsecheck.intake import beside  # noqa: PLC0415 - a sheet alone does not need it

    if not document.sheets:
        return _Bundle((beside.no_sheet(),))
    parts = document.contexts
    if context is not None:
        other = open_document(context)
        if other.kind != "contexte":
            return _Bundle(tuple(_in_context(refusal) for refusal in other.refusals) or (beside.not_a_context(),))
        parts = (*parts, *other.contexts)
    contexts: dict[tuple[str, str], Context] = {}
    places: dict[tuple[str, str], Place] = {}
    for part in parts:
        refusals = sheet_refusals(part).refusals
        if refusals:
            return _Bundle(tuple(_in_context(refusal) for refusal in refusals))
        belongs, known = read_1_0.context(part.element)
        if belongs in contexts:
            return _Bundle((beside.twice(Place(xpath=part.xpath)),))
        contexts[belongs] = known
        places[belongs] = Place(xpath=part.xpath)
    if contexts and len(contexts) + len(document.sheets) > 2:
        amiss = beside.misplaced(document.sheets, places)
        if amiss is not None:
            return _Bundle((amiss,))
    return _Bundle((), document.sheets, contexts)


def _in_context(refusal: Refusal) -> Refusal:
    """A refusal of the document beside the sheet, saying so."""
    return Refusal(refusal.rule, refusal.message, {**refusal.params, "document": "contexte"}, refusal.place)


def _findings(refusals: tuple[Refusal, ...]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            refusal.rule,
            BY_ID[refusal.rule].severity,
            refusal.message,
            refusal.place,
            {key: plain(value) for key, value in refusal.params.items()},
            anomaly=BY_ID[refusal.rule].anomaly,
        )
        for refusal in refusals
    )
