"""
What a check reads of a ledger: a question, its answer, and the protocol of who answers.

A host may bring its own History: an answer says how complete it is. What a practice writes stands
in :mod:`fsecheck.ledger.keeping`, which a check never loads.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple, Protocol

from fsecheck.model.facts import Event, Tally, Volume
from fsecheck.model.invoice import Act, Invoice

#: Says of an act line what it adds to the yearly volumes, and whether it is a journey.
Classify = Callable[[Act], Tally]

RESERVED: Final = "reserved"
CONFIRMED: Final = "confirmed"
RECORDED: Final = "recorded"
ACKNOWLEDGED: Final = "acknowledged"
PAID: Final = "paid"
RELEASED: Final = "released"
REJECTED: Final = "rejected"
CANCELLED: Final = "cancelled"
CORRECTED: Final = "corrected"
#: States whose sessions count.
LIVE: Final = frozenset({RESERVED, CONFIRMED, RECORDED, ACKNOWLEDGED, PAID})
#: What a payer may answer.
ANSWERS: Final = (ACKNOWLEDGED, PAID, REJECTED)


def on_server(address: str) -> bool:
    """Whether a ledger's address is one of a PostgreSQL server, not the path of a file."""
    return address.startswith(("postgresql://", "postgres://"))


class LedgerError(Exception):
    """A ledger call that cannot be done: root of the room's errors. Its text names no person."""

    def __init__(self, text: str, errno: int | None = None) -> None:
        """*errno* is the system's reason, where it is one."""
        super().__init__(text)
        self.errno = errno


class LedgerUseError(LedgerError):
    """A wrong key, a file that is not a ledger, a call that makes no sense: exit code 2."""


class LedgerFaultError(LedgerError):
    """The environment: a locked, full, read-only or damaged database: exit code 4."""


class LedgerDamagedError(LedgerFaultError):
    """The database cannot read its own file."""


class LedgerRefusedError(LedgerError):
    """The state of the invoice forbids the call, or its number is live with other content: exit code 1."""

    def __init__(self, text: str, code: str) -> None:
        """*code* is the stable id of the refusal (``unknown-invoice``, ``number-live`` ...)."""
        super().__init__(text)
        self.code = code


class Window(NamedTuple):
    """Which events a need asks for."""

    need: str
    since: date
    until: date
    mk: str | None = None
    """Only the acts of this MK; None: any MK of the ledger."""
    code: str | None = None
    direct: bool = False
    """Only direct-access lines."""
    patient: bool = True
    """False: of any patient (used with ``series``)."""


class Query(NamedTuple):
    """One question for all that the rules in force need about one invoice."""

    invoice: Invoice
    windows: tuple[Window, ...]
    years: tuple[int, ...] = ()
    """Civil years whose volumes of the invoicing MK are wanted."""
    series: str | None = None
    """Series whose live acts are wanted."""
    numbers: bool = False
    """Whether live invoices under the sheet's number are wanted: one event for each, its first line."""
    names: tuple[str, ...] = ()
    """Other MKs as the context names them (RPPS or numéro AM): events name an MK as the sheet does, else so."""
    practice_years: tuple[int, ...] = ()
    """Civil years whose volumes of all MKs together are wanted."""
    trips: tuple[str, ...] = ()
    """Trips, by their names, whose travel lines of other patients are wanted."""
    corrected: bool = False
    """Whether what is known of the invoice that the sheet corrects is wanted."""
    without: frozenset[int] = frozenset()
    """Invoices to leave out as well: the ``left_out`` of earlier answers of a lot. A host's History may ignore it."""


class Answer(NamedTuple):
    """What a history holds, and how complete it is."""

    events: Mapping[str, tuple[Event, ...]]
    """
    By need, sorted; live invoices only, without the sheet itself and the invoice it corrects.

    A history may make them when they are first asked for; it then reads nothing more.
    """
    covered_from: date | None
    """Start of the unbroken coverage up to today of the invoicing MK; None: no such claim."""
    practice_covered_from: date | None
    """The same for all MKs of the ledger together: the latest of theirs."""
    volumes: tuple[Volume, ...] = ()
    practice_volumes: tuple[Volume, ...] = ()
    """The same of all MKs of the ledger together, for ``Query.practice_years``."""
    trips: Mapping[str, tuple[Event, ...]] = {}
    """By each of ``Query.trips``, the travel lines of other patients, sorted, as of ``events``; none: not there."""
    others_covered_from: Mapping[str, date | None] = {}
    """The same as ``covered_from`` for each other MK whose number (RPPS, AM) stands on a line of the sheet."""
    corrected: tuple[Event, ...] = ()
    """The first line of each invoice of the patient, live or not, under the number that the sheet corrects."""
    corrected_of_others: tuple[Event, ...] = ()
    """The same of other patients."""
    patient_from: date | None = None
    """
    Invoices of this patient drawn up before may have been erased: it then cannot be known, whatever is covered.

    None: nothing of theirs can have been.
    """
    head: str = ""
    """Identifies the state of the ledger that was read."""
    left_out: frozenset[int] = frozenset()
    """Opaque numbers of the invoices left out: the sheet itself and the one it corrects."""
    patient: frozenset[int] = frozenset()
    """Opaque numbers of the patient: two answers that share one speak of the same person."""
    mk_names: frozenset[str] = frozenset()
    """Every RPPS and numéro AM by which the history knows the invoicing MK."""
    mentions: Callable[[str], bool] | None = None
    """
    Whether an act line of the patient may bear a keyed digest (region, prescription ...): False only where none does.

    For a history that knows it without making its events; None: they are looked through.
    """
    aliases: Mapping[str, str] = {}
    """What ``Event.mk`` says for each MK number (RPPS, AM) that stands on the sheet or in ``Query.names``."""
    later: Callable[[], tuple[Event, ...]] | None = None
    """Makes the acts of the patient on the sheets of a lot that are still to come; None: there is no lot."""


class History(Protocol):
    """What a check reads. Implementations are read from several threads."""

    def answer(self, query: Query, today: date) -> Answer:
        """All that *query* asks, read once. Raises LedgerError where it cannot."""

    def word(self, text: str) -> str:
        """
        What stands in events for a word of the host (region, series, session, visit): in a ledger never the word.

        A rule compares ``event.region`` with ``word(line.region)``; "" stays "".
        """
