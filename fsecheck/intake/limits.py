"""
Every limit of the intake, with its id, in one place.

A sheet that the schema accepts is within the limits of depth, number and length, because the
schema bounds them all (but for blanks between elements and hints of schema location, which carry
no value and are not read). They are looked for (:mod:`fsecheck.intake.oversize`) only in a sheet that
the schema refused, to tell an attack from a mistake, and cost an ordinary sheet nothing.
"""

from typing import Final

#: SEC003: bytes of one sheet, or of one context.
SHEET_BYTES: Final = 256 * 1024
#: SEC003: bytes of one lot, or of an envelope.
LOT_BYTES: Final = 16 * 1024 * 1024
#: SEC003: sheets of one lot.
LOT_SHEETS: Final = 1000
#: SEC005: elements of one lot, or of an envelope: half as many again as 16 MiB of sheets without a blank hold.
LOT_ELEMENTS: Final = 1_000_000
#: SEC004: levels of elements, the sheet itself being the first.
DEPTH: Final = 32
#: SEC005: elements of one sheet, and attributes of one sheet.
ELEMENTS: Final = 20_000
#: SEC006: characters of one text or of one attribute.
TEXT: Final = 4096
