"""Earlier sheets as XML: a sheet, a lot, or an envelope of either with its contexts."""

from collections.abc import Container, Iterator
from typing import Final

from fsecheck.imports.entry import Entry, Item, Refused, Where, Wrong
from fsecheck.intake import beside, read_1_0
from fsecheck.intake.document import Document, open_document, sheet_refusals
from fsecheck.intake.gate import Refusal
from fsecheck.ledger.port import RECORDED
from fsecheck.model.context import Context
from fsecheck.model.finding import Place
from fsecheck.model.invoice import Invoice

#: MK number (RPPS or AM) and invoice number that a context names.
_Belongs = tuple[str, str]
_NOTHING: Final = Context()


class Beside:
    """Contexts that stand in files of their own, beside the sheets of one folder or of one call."""

    def __init__(self) -> None:
        self._found: dict[_Belongs, tuple[Context, str]] = {}
        self._used: set[_Belongs] = set()

    def add(self, data: bytes, path: str) -> Refused | None:
        """Take a document of context; why it is not taken, if it is not."""
        document = open_document(data)
        if document.kind != "contexte":
            return _refused(path, document.refusals or (beside.not_a_context(),))
        for part in document.contexts:
            refusals = sheet_refusals(part).refusals
            if refusals:
                return _refused(path, refusals)
            belongs, context = read_1_0.context(part.element)
            if belongs in self._found:
                return _refused(path, (beside.twice(Place(xpath=part.xpath)),))
            self._found[belongs] = (context, path)
        return None

    def of(self, invoice: Invoice) -> Context:
        """The context of a sheet, an empty one where none was found."""
        belongs = _belongs(invoice, self._found)
        if belongs is None:
            return _NOTHING
        self._used.add(belongs)
        return self._found[belongs][0]

    def left(self) -> Iterator[Refused]:
        """The contexts of which no sheet was found."""
        for belongs, (_, path) in self._found.items():
            if belongs not in self._used:
                yield _refused(path, (beside.of_another_sheet(Place()),))


def items(data: bytes, path: str, loose: Beside) -> Iterator[Item]:
    """The invoices of a document, in order; *loose* holds the contexts beside it."""
    document = open_document(data)
    refusals = document.refusals or (() if document.sheets else (beside.no_sheet(),))
    contexts: dict[_Belongs, Context] = {}
    if not refusals and document.contexts:
        refusals = _contexts(document, contexts)
    if refusals:
        yield _refused(path, refusals)
        return
    for part in document.sheets:
        refusals = sheet_refusals(part).refusals
        if refusals:
            yield _refused(path, refusals)
            continue
        invoice = read_1_0.invoice(part.element, part.xpath)
        belongs = _belongs(invoice, contexts)
        context = loose.of(invoice) if belongs is None else contexts[belongs]
        amiss = beside.no_such_line(context.lines, len(invoice.acts), Place(invoice.line, None, invoice.xpath))
        if amiss is not None:
            yield _refused(path, (amiss,))
            continue
        yield Entry(Where(path, invoice.line, invoice.xpath), invoice, context, RECORDED)


def _contexts(document: Document, contexts: dict[_Belongs, Context]) -> tuple[Refusal, ...]:
    """Read the contexts of an envelope; why it cannot be taken, if it cannot."""
    places: dict[_Belongs, Place] = {}
    for part in document.contexts:
        refusals = sheet_refusals(part).refusals
        if refusals:
            return refusals
        belongs, context = read_1_0.context(part.element)
        if belongs in contexts:
            return (beside.twice(Place(xpath=part.xpath)),)
        contexts[belongs] = context
        places[belongs] = Place(xpath=part.xpath)
    amiss = beside.misplaced(document.sheets, places)
    return () if amiss is None else (amiss,)


def _belongs(invoice: Invoice, contexts: Container[_Belongs]) -> _Belongs | None:
    """The key of the context of a sheet among *contexts*."""
    mks = (invoice.practitioner.rpps, invoice.practitioner.am)
    return next((name for mk in mks if mk is not None and (name := (mk, invoice.number)) in contexts), None)


def _refused(path: str, refusals: tuple[Refusal, ...]) -> Refused:
    return Refused(
        tuple(
            Wrong(f"{one.rule}.{one.message}", Where(path, one.place.line, one.place.xpath or ""), one.params)
            for one in refusals
        )
    )
