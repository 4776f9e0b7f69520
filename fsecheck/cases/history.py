"""
The history that goes with a question: earlier invoices, their states and the claims of coverage.

It is given as ``history.json``: an invoice is a record of ``schemas/import/1.json``, or a sheet beside it.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from fsecheck.cases.short import of_sheet
from fsecheck.imports import record as records
from fsecheck.law.lawset import Law
from fsecheck.ledger.book import Ledger
from fsecheck.ledger.keeping import Entry
from fsecheck.ledger.keys import Key
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.ledger.port import ANSWERS, CANCELLED, CONFIRMED, RECORDED, RELEASED, RESERVED, LedgerRefusedError
from fsecheck.model.context import Context
from fsecheck.model.finding import plain
from fsecheck.model.invoice import Act, Invoice
from fsecheck.rules.acts import counted

NAME: Final = "history.json"
#: The key of every ledger of a run: nothing in the evidence depends on it, and the same run gives the same bytes.
KEY: Final = Key({1: bytes(32)})
_TEXTS: Final = ("code", "place", "majoration", "qualifier", "exemption", "agreement", "session", "visit")
_NUMBERS: Final = ("coefficient", "unit_price", "base", "amo", "amc", "fees")
_MOST: Final = 999
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


def names(one: Held, entry: Entry) -> bool:
    """Whether an entry of the ledger is that invoice."""
    return (one.invoice.number, one.attempt) == (entry.number, entry.attempt) and entry.mk in {
        one.invoice.practitioner.rpps,
        one.invoice.practitioner.am,
    }


def documents(invoices: Sequence[Held], book: Ledger) -> dict[str, bytes]:
    """The files of a history, by name: what the ledger *book* holds."""
    files: dict[str, bytes] = {}
    listed: list[dict[str, object]] = []
    for place, one in enumerate(invoices, 1):
        told: dict[str, object] = {"state": one.state, "on": one.on.isoformat()}
        if one.sheet is None:
            told["record"] = record(one.invoice, one.context)
        else:
            told["sheet"] = f"history-{place:02}.xml"
            files[f"history-{place:02}.xml"] = one.sheet
            if one.beside is not None:
                told["context"] = f"history-{place:02}-contexte.xml"
                files[f"history-{place:02}-contexte.xml"] = one.beside
        listed.append(told)
    coverage = [
        {"mk": mk, "from": since.isoformat(), **({} if until is None else {"to": until.isoformat()})}
        for mk, since, until in book.coverage()
    ]
    return {NAME: dumps({"coverage": coverage, "invoices": listed}), **files}


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
            "acts": [_act(invoice, context, part) for act in invoice.acts for part in _parts(act)],
        }
    )


def rebuild(read: Callable[[str], bytes], today: date) -> MemoryLedger:
    """
    The ledger of a history, its files given by *read*: what a vendor's check would know.

    Raises ValueError, KeyError or RecordError where the history is not one.
    """
    book = ledger(today)
    try:
        take(book, read, NAME, today)
    except BaseException:
        book.close()
        raise
    return book


def take(book: Ledger, read: Callable[[str], bytes], name: str, today: date) -> None:
    """Put the history of the file *name* in a ledger; *read* gives the files. Raises as :func:`rebuild` does."""
    for one in held(read, name):
        enter(book, one.invoice, one.context, one.state, one.on)
    for claim in json.loads(read(name))["coverage"]:
        until = claim.get("to")
        book.cover(claim["mk"], date.fromisoformat(claim["from"]), until and date.fromisoformat(until), today)


def held(read: Callable[[str], bytes], name: str) -> Iterator[Held]:
    """The earlier invoices of the history *name*, in order; *read* gives the files. Raises as :func:`rebuild` does."""
    for one in json.loads(read(name))["invoices"]:
        sheet = beside = None
        if "record" in one:
            invoice, context, _ = records.read(one["record"])
        else:
            sheet = read(one["sheet"])
            beside = read(one["context"]) if "context" in one else None
            invoice, context = of_sheet(sheet, beside)
        yield Held(invoice, context, one["state"], date.fromisoformat(one["on"]), 1, sheet, beside)


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
        if state in ANSWERS:
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


def _parts(act: Act) -> Iterator[Act]:
    """A line as often as its quantity needs: a record holds three digits."""
    left = act.quantity
    while left > _MOST:
        yield act._replace(quantity=_MOST)
        left -= _MOST
    yield act._replace(quantity=left)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are known: a record never says null."""
    return {name: value for name, value in values.items() if value is not None}
