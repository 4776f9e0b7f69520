"""
What a practice writes in a ledger, and what a report on it reads: the protocols Book and Survey.

A Book is a History too (:mod:`fsecheck.ledger.port`).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from fsecheck.ledger.port import Answer, Classify, History
from fsecheck.model.context import Context
from fsecheck.model.facts import Event, Volume
from fsecheck.model.invoice import Invoice, Patient

if TYPE_CHECKING:
    from fsecheck.ledger.upkeep import Erased
    from fsecheck.ledger.verify import Checked


class Entry(NamedTuple):
    """One invoice of the book, as its owner may see it: no patient in it."""

    mk: str
    number: str
    attempt: int
    state: str
    drawn_up: date
    since: date
    """Day of its last change of state."""
    former: str = ""
    """Of a corrected invoice: the state it would have again if the correction fell."""


class Judged(NamedTuple):
    """What a check said of an invoice before it was written, kept to be compared with the payer's answer."""

    verdict: str = ""
    """"" where nothing was judged."""
    rules: tuple[str, ...] = ()
    """Ids of the rules whose error or warning it was, sorted."""


class Written(NamedTuple):
    """What a write did."""

    entry: Entry
    changed: bool
    """False where the same call had been made before: every call twice is the same as once."""
    judged: Judged = Judged()
    """What the check had said when the invoice entered the book."""


class Book(History, Protocol):
    """
    What a practice writes. Every call twice is the same as once, and all of a call or nothing happens.

    *mk* is a RPPS or a numéro AM; *today* the day of the call. Calls on an invoice take the newest
    attempt unless *attempt* names one.
    """

    practice: str

    def transaction(self) -> "Transaction":
        """A write transaction: other writers wait until it ends."""

    def write(
        self,
        invoice: Invoice,
        context: Context,
        state: str,
        today: date,
        classify: Classify | None = None,
        *,
        judged: Judged = Judged(),  # noqa: B008 - immutable
    ) -> Written:
        """
        Put *invoice* in the book as ``reserved`` or ``recorded`` (inside a transaction).

        The same live content changes nothing. A released, rejected or cancelled invoice of the same
        number begins a new attempt. ``reserved`` refuses other content under a number live in the
        last 12 months (LedgerRefusedError, ``number-live``); ``recorded`` writes it as a new attempt.
        ``recorded`` never revives a released, rejected or cancelled invoice of the same content: nothing changes.
        *classify* says what each line adds to the yearly volumes; without it, as the book was opened.
        *judged* is kept as it was at the first write.
        An invoice that this one corrects becomes ``corrected`` when this one is confirmed (at once, recorded).
        """

    def confirm(self, mk: str, number: str, today: date, attempt: int | None = None) -> Written:
        """It was transmitted."""

    def release(self, mk: str, number: str, today: date, attempt: int | None = None) -> Written:
        """It was not sent: its sessions are given back."""

    def cancel(self, mk: str, number: str, today: date, attempt: int | None = None) -> Written:
        """It is withdrawn after transmission: its sessions are given back."""

    def settle(
        self,
        mk: str,
        number: str,
        outcome: str,
        today: date,
        attempt: int | None = None,
        *,
        lot: str = "",
        code: str = "",
    ) -> Written:
        """
        The payer's answer, one of :data:`~fsecheck.ledger.port.ANSWERS`, with its *code* where it gave one.

        Without *attempt*, a *lot* chooses the attempt that was in it, else the newest of which no lot is known.

        About an unknown invoice it takes back the MK's claim of completeness from the day before *today* on
        and is refused (LedgerRefusedError, ``unknown-invoice``), saying so. A later :meth:`cover` closes the gap.
        """

    def pending(self) -> tuple[Entry, ...]:
        """Reservations neither confirmed nor released, oldest first."""

    def cover(self, mk: str, since: date, until: date | None, today: date) -> None:
        """Claim that the book holds every invoice of *mk* drawn up from *since* to *until* (None: and from now on)."""

    def uncover(self, mk: str, since: date, until: date | None, today: date) -> None:
        """Take back the claim for *since* to *until* (None: and from now on)."""

    def coverage(self) -> tuple[tuple[str, date, date | None], ...]:
        """Claimed intervals: MK, from, to."""

    def head(self) -> str:
        """Number and digest of the last event: noted elsewhere, it shows an end that was cut off."""

    def verify(self, head: str | None = None) -> "Checked":
        """Whether the book is what its events say; *head* is one that was noted. Raises LedgerError."""

    def recount(self, today: date) -> None:
        """Make again what is kept twice, to be quick."""

    def link(self, old: Patient, new: Patient, today: date) -> bool:
        """
        Two identities are one person, whose NIR has changed; whether the book did not know it.

        Raises LedgerRefusedError, ``unknown-person``, where it knows nothing of *old*.
        """

    def forget(self, patient: Patient, today: date) -> "Erased":
        """
        Erase a person: every invoice, identity and word of theirs. Not inside a transaction.

        Raises LedgerRefusedError, ``pending``, while an invoice of theirs is reserved. On a server this, :meth:`retain`
        and :meth:`retire` are the owner's: LedgerUseError for the role of the application.
        """

    def forget_patient_of(self, mk: str, number: str, today: date, attempt: int | None = None) -> "Erased":
        """:meth:`forget` the patient of an invoice; raises LedgerRefusedError, ``unknown-invoice``, too."""

    def retain(self, first: date, today: date) -> "Erased":
        """Erase every invoice drawn up before *first*, and who has no other. Raises as :meth:`forget`."""

    def retire(self, version: int, today: date) -> bool:
        """
        Do without a version of the key, not the newest; whether the book still knew it.

        Raises LedgerRefusedError: ``key-needed`` while a person stands under it, ``broken`` for an altered book.
        """

    def close(self) -> None:
        """Let go of the database."""


class Transaction(Protocol):
    """Context manager of :meth:`Book.transaction`: commits on a clean end, undoes all on an exception."""

    def __enter__(self) -> Book:
        """Begin, waiting for other writers."""

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Commit or undo."""


class Lines(NamedTuple):
    """Lines of one invoice and civil year that say the same but for their day and their place on the sheet."""

    events: tuple[Event, ...]
    counted: bool
    """Whether they count in the yearly volume."""
    overcharged: bool
    """Whether each is charged above its base for a demand of the patient (DE)."""
    base: int
    """Of each line, cents."""
    fees: int
    """Of each line, cents: honoraires, dépassement included."""


class Bill(NamedTuple):
    """A live invoice, without its patient."""

    mk: str
    """Who invoices: RPPS, else numéro AM."""
    number: str
    state: str
    drawn_up: date
    series_last_remote: bool | None
    """What the context stated of the last act of its series."""
    lines: tuple[Lines, ...]


class File(NamedTuple):
    """All live invoices of one patient."""

    mark: str
    """Short and opaque, the same at each survey of a ledger: it tells two patients apart and nothing else."""
    bills: tuple[Bill, ...]
    patient_from: date | None
    """As :attr:`~fsecheck.ledger.port.Answer.patient_from`."""


class Invoiced(NamedTuple):
    """Invoices of one MK in one state."""

    mk: str
    state: str
    number: int
    fees: int
    """Cents."""
    oldest: date
    """The first of their days of elaboration."""
    newest: date


class Surveyed(NamedTuple):
    """A ledger looked over, in one state of it."""

    head: str
    mks: Mapping[str, "Answer"]
    """
    By name (RPPS, else numéro AM), each MK who invoices, executes, or claims to be complete.

    What a check would be answered of him: coverage, yearly volumes of every year, all his numbers; no events.
    """
    claims: Mapping[str, tuple[tuple[date, date], ...]]
    """The intervals of days of elaboration that he claims, merged; an open one ends on ``date.max``."""
    invoiced: tuple[Invoiced, ...]
    """Of the invoices drawn up in the period asked for, whatever their state."""
    forgotten: Mapping[str, tuple[Volume, ...]]
    """By MK, the part of the yearly volumes whose invoices were erased: no file and no state tells of them."""
    files: Iterable[File]
    """
    Every patient with a live invoice, one at a time, read as it is asked for.

    To be gone through once, before the survey ends.
    """


_Look = TypeVar("_Look")


class Survey(Protocol):
    """What a report on a practice reads: the whole ledger once, one patient at a time."""

    practice: str

    def word(self, text: str) -> str:
        """What stands in events for a word of the host, as :meth:`~fsecheck.ledger.port.History.word` says."""

    def survey(self, since: date, until: date, today: date, look: Callable[[Surveyed], _Look]) -> _Look:
        """
        What *look* makes of the ledger; it is called once and sees one state, whatever others write meanwhile.

        *since* and *until* are the days of elaboration of the invoices whose states are counted, both
        included; *today* the day of the call. *look* makes no other call of the ledger than ``word``.
        Raises LedgerError.
        """

    def close(self) -> None:
        """Let go of the database."""
