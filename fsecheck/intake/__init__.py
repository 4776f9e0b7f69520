"""
From bytes to an invoice: gate, parse, schema, read.

Each station refuses or passes on; nothing is repaired. The doors are
:func:`fsecheck.intake.document.open_document`, :func:`~fsecheck.intake.document.sheet_refusals` and
:func:`fsecheck.intake.read_1_0.invoice`.
"""
