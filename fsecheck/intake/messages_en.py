"""English sentences of the intake, of the same shape as :mod:`fsecheck.intake.messages`."""

from typing import Final

from fsecheck.intake.messages import Texts

_AGAIN: Final = "Make the sheet again in your software. If it is refused again, pass this message on to its vendor."
_VENDOR: Final = "Pass this message on to the vendor of your software: it is theirs to correct."
_FORBIDDEN: Final = "The file holds a construct that is forbidden for safety."
_SHAPE: Final = "The file does not have the shape of a care sheet."

#: Sentence for the practice, remedy for the practice, technical sentence for the vendor.
MESSAGES_EN: Final[dict[str, Texts]] = {
    "SEC001.empty": ("The file is empty.", _AGAIN, "No useful byte: nothing was written into the document."),
    "SEC001.compressed": (
        "The file is compressed and cannot be read as it is.",
        "Give the sheet uncompressed.",
        "The first bytes are those of an archive or a compressed stream; only XML is read, never decompressed.",
    ),
    "SEC001.nul": (
        "The file is not in an accepted character encoding.",
        _VENDOR,
        "NUL byte, or UTF-16 or UTF-32 mark: write UTF-8, ISO-8859-1 or ISO-8859-15.",
    ),
    "SEC001.not-xml": (
        "The file is not a care sheet in the expected format.",
        "Check that you chose the right file.",
        'The first character is not "<": the document is not XML.',
    ),
    "SEC001.declaration": (
        "The head of the file is badly written.",
        _VENDOR,
        'Malformed XML declaration: <?xml version="1.0" encoding="UTF-8"?> is expected.',
    ),
    "SEC001.version": (
        "The file is in a version of XML that is not accepted.",
        _VENDOR,
        "Only version 1.0 of XML is accepted.",
    ),
    "SEC001.encoding": (
        "The file declares a character encoding that is not accepted.",
        _VENDOR,
        "Declared encoding {found}: write UTF-8, ISO-8859-1 or ISO-8859-15.",
    ),
    "SEC001.bom": (
        "The file announces two different character encodings.",
        _VENDOR,
        "UTF-8 byte order mark with declared encoding {found}: remove the one or correct the other.",
    ),
    "SEC001.malformed": (
        "The file is incomplete or damaged: it cannot be read.",
        _AGAIN,
        "Malformed XML (libxml2: {kind}).",
    ),
    "SEC001.characters": (
        "The file holds unreadable characters.",
        _VENDOR,
        "Bytes foreign to the declared encoding, or a character forbidden in XML (libxml2: {kind}).",
    ),
    "SEC002.doctype": (_FORBIDDEN, _VENDOR, "DOCTYPE declaration: forbidden, even empty."),
    "SEC002.entity": (_FORBIDDEN, _VENDOR, "ENTITY declaration: forbidden."),
    "SEC002.processing-instruction": (
        _FORBIDDEN,
        _VENDOR,
        "Processing instruction: none is allowed but the XML declaration at the beginning.",
    ),
    "SEC002.xinclude": (_FORBIDDEN, _VENDOR, "XInclude element: a sheet includes no other document."),
    "SEC003.sheet-too-large": (
        "The sheet is far larger than a care sheet can be.",
        _AGAIN,
        "More than {limit} bytes for one sheet.",
    ),
    "SEC003.context-too-large": (
        "What is known beside the sheet is far too large.",
        _VENDOR,
        "More than {limit} bytes for one context.",
    ),
    "SEC003.lot-too-large": (
        "The batch is too large to be checked at once.",
        "Split the batch into smaller ones.",
        "{found} bytes where {limit} are allowed.",
    ),
    "SEC003.too-many-sheets": (
        "The batch holds {found} sheets; {limit} are allowed.",
        "Split the batch into smaller ones.",
        "Number of elements of the batch: {found} where {limit} are allowed.",
    ),
    "SEC003.too-many-contexts": (
        "The file says too much beside the sheets.",
        _VENDOR,
        "Number of contexts of the envelope: {found} where {limit} are allowed.",
    ),
    "SEC004.too-deep": (_SHAPE, _VENDOR, "More than {limit} levels of elements."),
    "SEC005.too-many-elements": (_SHAPE, _VENDOR, "More than {limit} elements in one sheet."),
    "SEC005.too-many-in-lot": (
        "The file does not have the shape of a lot of care sheets.",
        _VENDOR,
        "More than {limit} elements in the lot.",
    ),
    "SEC005.too-many-attributes": (_SHAPE, _VENDOR, "More than {limit} attributes in one sheet."),
    "SEC006.text-too-long": (
        "A value of the sheet is enormously long.",
        _AGAIN,
        "Text of more than {limit} characters.",
    ),
    "SEC006.attribute-too-long": (
        "A value of the sheet is enormously long.",
        _VENDOR,
        "Attribute of more than {limit} characters.",
    ),
    "XSD001.unexpected-element": (
        "The sheet holds something that is not expected at this place.",
        _VENDOR,
        "Element {element} is not expected here; expected: {expected}.",
    ),
    "XSD001.missing-element": (
        "The sheet lacks something mandatory.",
        "Complete the sheet in your software.",
        "Element {element} is incomplete; expected next: {expected}.",
    ),
    "XSD001.unknown-attribute": (
        "The sheet holds something that the format does not know.",
        _VENDOR,
        "Element {element} carries an attribute that the schema does not know.",
    ),
    "XSD001.missing-attribute": (
        "The file lacks something technical.",
        _VENDOR,
        "Attribute {attribute} of element {element} is missing.",
    ),
    "XSD001.attribute-value": (
        "Something technical in the file is badly written.",
        _VENDOR,
        "The value of attribute {attribute} of element {element} does not have the expected form.",
    ),
    "XSD001.text-between": (
        "The sheet holds text outside any value.",
        _VENDOR,
        "Text between the elements of {element}.",
    ),
    "XSD001.element-in-value": (
        "A value of the sheet does not have the expected form.",
        _VENDOR,
        "Element {element} carries a value: it holds no element.",
    ),
    "XSD001.word": (
        "A value of the sheet is not one of the possible choices.",
        "Choose one of the values that your software offers.",
        "The value of {element} is not one of the words of the schema: {expected}.",
    ),
    "XSD001.format": (
        "A value of the sheet does not have the expected form.",
        "Check how this value was entered in your software.",
        "The value of {element} does not follow the pattern of the schema: {expected}.",
    ),
    "XSD001.empty": (
        "A value of the sheet was left empty.",
        "Complete this value, or remove it if it is optional.",
        "Element {element} is empty or blank: write a value, or do not write the element.",
    ),
    "XSD001.blanks-around": (
        "A value of the sheet has spaces around it.",
        "Remove the spaces at the beginning and the end of this value.",
        "Blanks around the value of {element}: the value alone would be accepted.",
    ),
    "XSD001.date-format": (
        "A date of the sheet is badly written.",
        "Check how this date was entered.",
        "The date of {element} is not written {expected}, without hour or time zone.",
    ),
    "XSD001.no-such-day": (
        "A date of the sheet is not in the calendar.",
        "Check how this date was entered.",
        "The date of {element} is not a day of the calendar from 1900 to 2099.",
    ),
    "XSD001.amount-format": (
        "An amount of the sheet is badly written.",
        "Check how this amount was entered.",
        "The amount of {element} is written with a point and two decimals, six digits at most before the point.",
    ),
    "XSD001.prescription-not-on-sheet": (
        "This line points at a prescription that is not on the sheet.",
        "Attach the line to a prescription of the sheet.",
        "refPrescription matches no numeroOrdre of the prescriptions of the sheet.",
    ),
    "XSD001.prescription-number-twice": (
        "Two prescriptions of the sheet have the same order number.",
        "Number the prescriptions from 1 to 9, each once.",
        "numeroOrdre is repeated among the prescriptions of the sheet.",
    ),
    "XSD001.rank-twice": (
        "What is known beside the sheet describes the same line twice.",
        _VENDOR,
        "Attribute rang is repeated among the ligne elements of the context.",
    ),
    "XSD001.no-such-line": (
        "What is known beside the sheet describes line {rank}; the last line of the sheet is line {acts}.",
        _VENDOR,
        "contexte/ligne with rang {rank}; number of acte elements of the sheet: {acts}.",
    ),
    "XSD001.context-twice": (
        "Two contexts are given for the same sheet.",
        _VENDOR,
        "Two contexte documents carry the identifiers (numeroMK, numeroFacture) of one sheet.",
    ),
    "XSD001.context-of-another-sheet": (
        "The context given is that of another sheet.",
        _VENDOR,
        "contexte/identification (numeroMK, numeroFacture) names no sheet of the document.",
    ),
    "XSD001.other": (
        "The sheet does not have the expected form.",
        _VENDOR,
        "Element {element} is not valid (libxml2: {kind}).",
    ),
    "XSD002.unknown-root": (
        "The file is not a care sheet in the expected format.",
        "Check that you chose the right file.",
        "Unknown root element; expected: {expected}.",
    ),
    "XSD002.unknown-namespace": (
        "The sheet is in a format or a version that fsecheck does not know.",
        "Update fsecheck, or check the version of your software.",
        "The namespace of {root} is not {expected}.",
    ),
    "XSD002.unknown-version": (
        "The sheet is in a version of the format that fsecheck does not know.",
        "Update fsecheck, or check the version of your software.",
        "Attribute version is missing or is not {expected}.",
    ),
    "XSD002.no-sheet": (
        "The file is a context, without the care sheet it goes with.",
        "Check that you chose the right file.",
        "Root element contexte; expected: fse, lot or enveloppe.",
    ),
    "XSD002.not-a-context": (
        "The document given as a context is not one.",
        "Check that you chose the right file.",
        "Expected root element: contexte.",
    ),
    "XSD003.disagree": (
        "A second check of the sheet's format gives another opinion; the first one stands.",
        "Nothing to do. The vendor of your software may look at the sheet more closely.",
        "xmlschema and libxml2 do not judge the sheet alike (libxml2: {libxml2}, xmlschema: {xmlschema}).",
    ),
    "XSD003.not-available": (
        "The second check of the sheet's format could not be made.",
        "Nothing to do: the first check stands.",
        "xmlschema did not answer ({reason}).",
    ),
}
