"""The act lines of a document, read again for those who show or compare them."""

from collections.abc import Sequence

from fsecheck.intake import read_1_0
from fsecheck.intake.document import open_document, sheet_refusals
from fsecheck.model.invoice import Act


def of_sheets(data: bytes, sheets: int) -> list[Sequence[Act]]:
    """The lines of each sheet of a document that has so many reports; none where the sheet cannot be read."""
    document = open_document(data)
    if len(document.sheets) != sheets:
        return [()] * sheets
    return [
        () if sheet_refusals(part).refusals else read_1_0.invoice(part.element, part.xpath).acts
        for part in document.sheets
    ]
