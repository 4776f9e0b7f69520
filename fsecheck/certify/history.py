"""
The history that goes with a question: earlier invoices, their states and the claims of coverage.

It is given as ``history.json``: an invoice is a record of ``schemas/import/1.json``, or a sheet beside it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from fsecheck.cases.short import of_sheet
from fsecheck.imports import record as records
from fsecheck.law.lawset import Law
from fsecheck.ledger.book import Ledger
from fsecheck.ledger.keys import Key
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.ledger.port import (
    CANCELLED,
    CONFIRMED,
    PAID,
    RECORDED,
    REJECTED,
    RELEASED,
    RESERVED,
    Entry,
    LedgerRefusedError,
)
from fsecheck.model.context import Context
from fsecheck.model.finding import plain
from fsecheck.model.invoice import Act, Invoice
from fsecheck.rules.acts import counted

NAME: Final = "history.json"
#: The key of every ledger of a run: nothing in the evidence depends on it, and the same run gives the same bytes.
KEY: Final = Key({1: bytes(32)})
_TEXTS: Final = ("code", "place", "majoration", "qualifier", "exemption", "agreement", "session", "visit")
_NUMBERS: Final = ("coefficient", "unit_price", "base", "amo", "amc", "fees")
_OTHERS: Final = ("day", "quantity", "rate", "remote", "referential", "agreement_asked")


class Held(NamedTuple):
    """One earlier invoice, as it is given."""

    invoice: Invoice
    context: Context
    state: str
    on: date
    """Day of its last change of state."""
    attempt: int = 1
    sheet: bytes | None = None
    """The sheet itself; None: it is given as a record."""
    beside: bytes | None = None
    """The document of context of the sheet."""

    def __repr__(self) -> str:
        """Nothing of the invoice: a representation ends in logs."""
        return f"Held({self.state})"


def names(held: Held, entry: Entry) -> bool:
    """Whether an entry of the ledger is that invoice."""
    return (held.invoice.number, held.attempt) == (entry.number, entry.attempt) and entry.mk in {
        held.invoice.practitioner.rpps,
        held.invoice.practitioner.am,
    }


def documents(held: Sequence[Held], book: Ledger) -> dict[str, bytes]:
    """The files of a history, by name: what the ledger *book* holds."""
    files: dict[str, bytes] = {}
    invoices: list[dict[str, object]] = []
    for place, one in enumerate(held, 1):
        told: dict[str, object] = {"state": one.state, "on": one.on.isoformat()}
        if one.sheet is None:
            told["record"] = record(one.invoice, one.context)
        else:
            told["sheet"] = f"history-{place:02}.xml"
            files[f"history-{place:02}.xml"] = one.sheet
            if one.beside is not None:
                told["context"] = f"history-{place:02}-contexte.xml"
                files[f"history-{place:02}-contexte.xml"] = one.beside
        invoices.append(told)
    coverage = [
        {"mk": mk, "from": since.isoformat(), **({} if until is None else {"to": until.isoformat()})}
        for mk, since, until in book.coverage()
    ]
    return {NAME: dumps({"coverage": coverage, "invoices": invoices}), **files}


def record(invoice: Invoice, context: Context) -> dict[str, Any]:
    """An invoice as a record of ``schemas/import/1.json``."""
    mk, patient = invoice.practitioner, invoice.patient
    return _given(
        {
            "mk": _given({"rpps": mk.rpps, "am": mk.am}),
            "number": invoice.number,
            "drawn_up": plain(invoice.drawn_up),
            "patient": _given(
                {"nir": patient.nir, "birth": patient.birth, "rank": patient.rank, "own_nir": patient.own_nir}
            ),
            "mode": invoice.mode or None,
            "nature": invoice.nature,
            "direct_access": invoice.direct_access,
            "corrects": invoice.corrects,
            "corrects_drawn_up": plain(invoice.corrects_drawn_up),
            "series": context.series,
            "series_last_remote": context.series_last_remote,
            "card_readable": context.card_readable,
            "acts": [_act(invoice, context, act) for act in invoice.acts],
        }
    )


def rebuild(read: Callable[[str], bytes], today: date) -> MemoryLedger:
    """
    The ledger of a history, its files given by *read*: what a vendor's check would know.

    Raises ValueError, KeyError or RecordError where the history is not one.
    """
    told = json.loads(read(NAME))
    book = ledger(today)
    try:
        for one in told["invoices"]:
            if "record" in one:
                invoice, context, _ = records.read(one["record"])
            else:
                beside = one.get("context")
                invoice, context = of_sheet(read(one["sheet"]), None if beside is None else read(beside))
            enter(book, invoice, context, one["state"], date.fromisoformat(one["on"]))
        for claim in told["coverage"]:
            until = claim.get("to")
            book.cover(claim["mk"], date.fromisoformat(claim["from"]), until and date.fromisoformat(until), today)
    except BaseException:
        book.close()
        raise
    return book


def ledger(today: date) -> MemoryLedger:
    """An empty ledger in memory, always of the same key."""
    law = Law()
    return MemoryLedger("CABINET", today, key=KEY, classify=lambda act: counted(law, act))


def enter(book: Ledger, invoice: Invoice, context: Context, state: str, on: date) -> Entry | None:
    """Put an earlier invoice in the ledger and bring it to its state; None where the ledger refuses it."""
    mk, number = invoice.practitioner.key, invoice.number
    try:
        with book.transaction():
            written = book.write(
                invoice, context, RESERVED if state in {RESERVED, CONFIRMED, RELEASED} else RECORDED, on
            )
        if state == CONFIRMED:
            return book.confirm(mk, number, on).entry
        if state == RELEASED:
            return book.release(mk, number, on).entry
        if state == CANCELLED:
            return book.cancel(mk, number, on).entry
        if state in {PAID, REJECTED}:
            return book.settle(mk, number, state, on).entry
    except LedgerRefusedError:
        return None
    return written.entry


def dumps(document: object) -> bytes:
    """JSON for people and programs: keys in their order, two blanks, one final end of line, UTF-8."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _act(invoice: Invoice, context: Context, act: Act) -> dict[str, Any]:
    line = context.line(act.rank)
    prescription = invoice.prescription_of(act)
    numbers: dict[str, Decimal | None] = {name: getattr(act, name) for name in _NUMBERS}
    told = {name: plain(getattr(act, name)) for name in (*_OTHERS, *_TEXTS)}
    told |= {name: None if value is None else f"{value:f}" for name, value in numbers.items()}
    told |= {"region": line.region, "diagnosis": line.diagnosis}
    executing = _given({"rpps": act.executing_rpps, "am": act.executing_am})
    written = None
    if prescription is not None:
        written = _given(
            {
                "prescriber": prescription.prescriber,
                "written": plain(prescription.written),
                "sessions": prescription.sessions,
                "renewed_by": prescription.renewed_by,
                "renewed_on": plain(prescription.renewed_on),
                "renewed_sessions": prescription.renewed_sessions,
            }
        )
    return _given({**told, "prescription": written, "executing": executing or None})


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are known: a record never says null."""
    return {name: value for name, value in values.items() if value is not None}
