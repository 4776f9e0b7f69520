"""What may be wrong between the sheets of a document and the contexts given with them."""

from collections.abc import Iterable, Mapping

from fsecheck.intake.document import Part
from fsecheck.intake.gate import Refusal
from fsecheck.intake.read_1_0 import names
from fsecheck.model.finding import Place

#: MK number (RPPS or AM) and invoice number that a context names.
Belongs = tuple[str, str]


def no_sheet() -> Refusal:
    """A context was given where a sheet is expected."""
    return Refusal("XSD002", "no-sheet", {}, Place())


def not_a_context() -> Refusal:
    """Another document was given where a context is expected."""
    return Refusal("XSD002", "not-a-context", {"document": "contexte"}, Place())


def twice(place: Place) -> Refusal:
    """Two contexts are of one sheet."""
    return Refusal("XSD001", "context-twice", {"document": "contexte"}, place)


def of_another_sheet(place: Place) -> Refusal:
    """A context is of no sheet of the document: it would silently change nothing."""
    return Refusal("XSD001", "context-of-another-sheet", {"document": "contexte"}, place)


def no_such_line(ranks: Iterable[int], acts: int, place: Place) -> Refusal | None:
    """A context speaks of a line that a sheet of that many *acts* does not have; None where it has them all."""
    rank = max(ranks, default=0)
    if rank <= acts:
        return None
    return Refusal("XSD001", "no-such-line", {"document": "contexte", "rank": rank, "acts": acts}, place)


def misplaced(sheets: Iterable[Part], contexts: Mapping[Belongs, Place]) -> Refusal | None:
    """What is wrong where several contexts or several sheets meet: two contexts of one sheet, or one of none."""
    left = dict(contexts)
    told = True
    for part in sheets:
        number, *mks = names(part.element)
        own = [(mk, number) for mk in mks if mk is not None and number is not None and (mk, number) in contexts]
        if len(own) > 1:
            return twice(contexts[own[1]])
        for belongs in own:
            left.pop(belongs, None)
        # A sheet that does not say whose it is will be refused for that; a context may be its own.
        told = told and number is not None and any(mks)
    return of_another_sheet(next(iter(left.values()))) if left and told else None
