"""
From the payer's answers to the ledger, in batches, and what they say of the checks that went before.

An answer given again changes nothing: after a break, the same file may be given again. What is compared is
what the check had said when the invoice entered the ledger, kept with it, and what the payer did.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Final

from fsecheck.imports.answers import Reply
from fsecheck.imports.entry import Refused, Wrong
from fsecheck.imports.take import BATCH
from fsecheck.ledger.keeping import Book, Judged, Written
from fsecheck.ledger.port import PAID, REJECTED, LedgerRefusedError
from fsecheck.model.report import ACCEPT, REJECT, WARN

_SENDABLE: Final = frozenset({ACCEPT, WARN})


class Settled:
    """What was done so far, and how right the checks were. Counts are invoices."""

    def __init__(self) -> None:
        self.changed = 0
        self.known = 0
        """Of which the ledger knew as much already."""
        self.refused = 0
        self.repeated: list[int | None] = []
        """Lines that say again what an earlier one said: the answer is one, and counted once."""
        self.told: set[tuple[str, str, int, str]] = set()
        """The answers: MK, number, attempt, outcome."""
        self.unjudged = 0
        """Paid or rejected, and never judged by a check, or left undecided by it."""
        self.refused_rejected = 0
        """The check said no, and the payer rejected it."""
        self.refused_paid = 0
        self.let_through_rejected = 0
        self.let_through_paid = 0
        self.rules: dict[str, list[int]] = {}
        """By rule that had spoken: how many were paid, how many rejected."""
        self.codes: dict[str, list[int]] = {}
        """By the payer's code: how many were rejected, of how many the check had said no, of how many it had warned."""
        self.pairs: dict[tuple[str, str], int] = {}
        """By the payer's code and the rule that had spoken: how many were rejected."""

    @property
    def read(self) -> int:
        """Lines that hold an answer, as far as they could be told."""
        return self.changed + self.known + self.refused + len(self.repeated)

    def take(self, reply: Reply, written: Written) -> None:
        """Count an answer that the ledger has taken."""
        entry = written.entry
        answer = (entry.mk, entry.number, entry.attempt, reply.status)
        if answer in self.told:
            self.repeated.append(reply.where.line)
            return
        self.told.add(answer)
        self.changed += written.changed
        self.known += not written.changed
        self._compare(written.judged, reply.status, reply.code)

    def _compare(self, judged: Judged, outcome: str, code: str) -> None:
        """Count what the check had said against what the payer did."""
        if outcome not in {PAID, REJECTED}:
            return
        rejected = outcome == REJECTED
        if judged.verdict == REJECT:
            self.refused_rejected += rejected
            self.refused_paid += not rejected
        elif judged.verdict in _SENDABLE:
            self.let_through_rejected += rejected
            self.let_through_paid += not rejected
        else:
            self.unjudged += 1
            return
        for rule in judged.rules:
            self.rules.setdefault(rule, [0, 0])[rejected] += 1
        if rejected:
            counts = self.codes.setdefault(code, [0, 0, 0])
            counts[0] += 1
            counts[1] += judged.verdict == REJECT
            counts[2] += judged.verdict == WARN
            for rule in judged.rules:
                self.pairs[code, rule] = self.pairs.get((code, rule), 0) + 1


def settle(
    book: Book, replies: Iterable[Reply | Refused], today: date, settled: Settled, batch: int = BATCH
) -> Iterator[Refused]:
    """
    Take *replies*, *batch* to a transaction; yields what is refused, in order.

    *settled* counts what is committed. Raises LedgerFaultError where the ledger cannot be written.
    """
    source = iter(replies)
    while waiting := list(islice(source, batch)):
        done: list[tuple[Reply, Written]] = []
        refused: list[Refused] = []
        with book.transaction():
            for one in waiting:
                if isinstance(one, Refused):
                    refused.append(one)
                    continue
                answer = _one(book, one, today)
                if isinstance(answer, Refused):
                    refused.append(answer)
                else:
                    done.append((one, answer))
        for reply, written in done:
            settled.take(reply, written)
        settled.refused += len(refused)
        yield from refused


def _one(book: Book, reply: Reply, today: date) -> Written | Refused:
    """What an answer did; or why it is not taken."""
    if reply.day and date.fromisoformat(reply.day) > today:
        return Refused((Wrong("answer-future", reply.where, {"today": today.isoformat()}),))
    try:
        return book.settle(reply.mk, reply.number, reply.status, today, reply.attempt, lot=reply.lot, code=reply.code)
    except LedgerRefusedError as error:
        return Refused((Wrong(error.code, reply.where, {"state": reply.status}),))
