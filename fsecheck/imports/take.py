"""
From entries to the ledger: in batches, each a transaction, so that a break loses one batch at most.

An entry is written as ``Book.write`` writes what was already sent, then brought to its state.
Writing it again changes nothing: a new run after a break passes quickly over what is there and
ends with the ledger of a single run. While a source is read no transaction is open.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Final

from fsecheck.imports.entry import Entry, Item, Refused, Wrong
from fsecheck.ledger.keeping import Book
from fsecheck.ledger.port import CANCELLED, LIVE, RECORDED, REJECTED, RELEASED, LedgerRefusedError, Query
from fsecheck.model.facts import SAME_NUMBER
from fsecheck.model.invoice import Invoice

#: Invoices of one transaction.
BATCH: Final = 500
_YEAR: Final = timedelta(days=365)
_WITHDRAWN: Final = frozenset({REJECTED, CANCELLED, RELEASED})


class Tally:
    """What was done so far. Counts are invoices."""

    def __init__(self) -> None:
        self.taken = 0
        """Written now."""
        self.moved = 0
        """Known before, and brought to another state."""
        self.known = 0
        """Known before: nothing changed."""
        self.withdrawn = 0
        """Of :attr:`known`: sent, says the source; rejected, cancelled or released, says the ledger."""
        self.refused = 0
        self.unread = 0
        """Of :attr:`refused`: files that the system did not give."""
        self.mks: set[str] = set()
        """RPPS and numéros AM that the invoices now in the ledger bear."""

    @property
    def read(self) -> int:
        """Invoices that the sources held, as far as they could be told apart."""
        return self.taken + self.moved + self.known + self.refused

    @property
    def whole(self) -> bool:
        """Whether all that was read is in the ledger."""
        return self.refused == 0

    def add(self, other: "Tally") -> None:
        """Add the counts of a batch."""
        self.taken += other.taken
        self.moved += other.moved
        self.known += other.known
        self.withdrawn += other.withdrawn
        self.refused += other.refused
        self.unread += other.unread
        self.mks |= other.mks


def take(book: Book, items: Iterable[Item], today: date, tally: Tally, batch: int = BATCH) -> Iterator[Refused]:
    """
    Write *items*, *batch* to a transaction; yields what is refused, in order.

    *tally* holds what is committed. Raises LedgerFaultError where the ledger cannot be written.
    """
    source = iter(items)
    while waiting := list(islice(source, batch)):
        done = Tally()
        with book.transaction():
            refused = [one for item in waiting if (one := _one(book, item, today, done)) is not None]
        tally.add(done)
        yield from refused


def _one(book: Book, item: Item, today: date, tally: Tally) -> Refused | None:
    """Write one entry; what refuses it, if anything does."""
    refused = item if isinstance(item, Refused) else _put(book, item, today, tally)
    if refused is not None:
        tally.refused += 1
        tally.unread += refused.unread
    return refused


def _put(book: Book, entry: Entry, today: date, tally: Tally) -> Refused | None:
    invoice = entry.invoice
    mk = invoice.practitioner
    if invoice.drawn_up > today or invoice.last_day > today:
        return Refused((Wrong("future", entry.where, {"today": today.isoformat()}),))
    try:
        with book.transaction():
            written = book.write(invoice, entry.context, RECORDED, today)
            attempt = written.entry.attempt
            if written.changed and attempt > 1:
                _refuse_twin(book, invoice, today)
            moved = False
            if entry.state == CANCELLED:
                moved = book.cancel(mk.key, invoice.number, today, attempt).changed
            elif entry.state != RECORDED:
                moved = book.settle(mk.key, invoice.number, entry.state, today, attempt).changed
    except LedgerRefusedError as error:
        return Refused((Wrong(error.code, entry.where, {"state": entry.state}),))
    if written.changed:
        tally.taken += 1
    elif moved:
        tally.moved += 1
    else:
        tally.known += 1
        tally.withdrawn += entry.state in LIVE and written.entry.state in _WITHDRAWN
    tally.mks.update([number for number in (mk.rpps, mk.am) if number])
    return None


def _refuse_twin(book: Book, invoice: Invoice, today: date) -> None:
    """Refuse an invoice, just written, where another content is live under its number less than a year away."""
    found = book.answer(Query(invoice, (), numbers=True), today).events[SAME_NUMBER]
    if any(abs(event.drawn_up - invoice.drawn_up) <= _YEAR for event in found):
        raise LedgerRefusedError("another invoice is live under this number", "number-live")
