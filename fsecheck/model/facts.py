"""
What the rules are given beside the invoice: its history, its context, the day.

A need is a literal that a rule declares; the ledger is read once for the union of the needs of the
rules in force. A fact is what came back for one need: a sorted tuple of dated events, with the day
from which the ledger claims to know everything. An existence found is known; a count is at least
what was found; a rank or a ratio over an incomplete window is unknown.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple, TypeVar, cast

from attrs import field, frozen

from fsecheck.model.context import Context

_Made = TypeVar("_Made")

#: RQD lines of the civil years of the sheet's acts, for this MK and patient.
REQUESTS_OF_YEAR: Final = "requests_of_year"
#: Every act of the patient by any MK of the ledger, from two years before the sheet's first act.
PATIENT_ACTS: Final = "patient_acts"
#: Every act of the patient by any MK of the ledger, from the sheet's oldest prescription (and two years back).
TREATMENT: Final = "treatment"
#: Every direct-access session of the patient, any MK of the ledger, whatever its date.
DIRECT_SESSIONS: Final = "direct_sessions"
#: Acts of the patient on the sheet's own days, any MK of the ledger.
SAME_DAY: Final = "same_day"
#: Acts of the patient on the sheets that come after this one in its lot; nothing where there is no lot.
LATER_IN_LOT: Final = "later_in_lot"
#: Quantities of the MK in the civil years of the sheet's acts and the year before each.
YEAR_VOLUME: Final = "year_volume"
#: Quantities of all MKs of the ledger together in the civil years of the sheet's acts.
PRACTICE_VOLUME: Final = "practice_volume"
#: Travel lines of other patients on the trips of the sheet, any MK of the ledger.
TRIPS: Final = "trips"
#: Live invoices of this MK under the sheet's number.
SAME_NUMBER: Final = "same_number"
#: Invoices of the patient, live or not, under the number that the sheet corrects: one event each.
CORRECTED: Final = "corrected"
#: The same of other patients.
CORRECTED_OF_OTHERS: Final = "corrected_of_others"
#: Acts of the series the context names, any MK of the ledger.
SERIES: Final = "series"

NEEDS: Final = frozenset(
    {
        REQUESTS_OF_YEAR, PATIENT_ACTS, TREATMENT, DIRECT_SESSIONS, SAME_DAY, YEAR_VOLUME, PRACTICE_VOLUME, TRIPS,
        SAME_NUMBER, CORRECTED, CORRECTED_OF_OTHERS, SERIES, LATER_IN_LOT,
    }
)  # fmt: skip


class Tally(NamedTuple):
    """What an act line adds to the yearly volumes, and whether it is a journey."""

    counted: bool
    """Whether its quantity counts at all."""
    remote: bool
    """Whether it is a remote act; it may be one and not count."""
    overcharged: bool = False
    """Whether it is charged above its base for a demand of the patient (DE)."""
    travel: bool = False


class Event(NamedTuple):
    """One act line of an earlier, live invoice: what is its own, then what other lines of the invoice may share."""

    day: date
    line: int
    session: str
    visit: str
    code: str
    coefficient: str
    """Shortest decimal text, "" where the line has none."""
    quantity: int
    number: str
    """Number of its invoice."""
    mk: str
    """What names the MK who executed it."""
    remote: bool
    place: str
    direct: bool
    """Direct access was declared."""
    diagnosis: bool | None
    """Prior diagnosis known or not; None when nothing was stated."""
    region: str
    mode: str
    prescription: str
    """Keyed digest of the prescription; "" where the line points at none."""
    series: str
    agreement: str
    reimbursable: bool
    drawn_up: date
    """Date of elaboration of its invoice."""
    prescribed: str = ""
    """Keyed digest of the day of the prescription: what a renewal keeps when the prescriber's number changes."""

    @property
    def reference(self) -> tuple[str, str]:
        """Invoice number and day of the act, as findings cite them."""
        return self.number, self.day.isoformat()


class Volume(NamedTuple):
    """Acts of one MK, or of the practice, in one civil year."""

    year: int
    remote: int
    total: int
    overcharged: int = 0
    """Of these, those charged above their base for a demand of the patient (DE)."""


class Fact:
    """What the history holds for one need; its events are made when a rule first looks at them."""

    __slots__ = ("_events", "_mentions", "covered_from", "trips", "volumes")

    def __init__(
        self,
        events: tuple[Event, ...] | Callable[[], tuple[Event, ...]] = (),
        covered_from: date | None = None,
        volumes: tuple[Volume, ...] = (),
        trips: "Mapping[str, tuple[Event, ...]] | None" = None,
        mentions: Callable[[str], bool] | None = None,
    ) -> None:
        """
        Coverage runs unbroken from *covered_from* to today for the MKs concerned; None: no such claim.

        *mentions* says without making the events whether one of them may bear a keyed digest.
        """
        self._events = events
        self._mentions = mentions
        self.covered_from = covered_from
        self.volumes = volumes
        self.trips = trips or {}
        """By the name of a trip, what other patients were billed for it."""

    @property
    def events(self) -> tuple[Event, ...]:
        """The events, sorted."""
        if not isinstance(self._events, tuple):
            self._events = self._events()
        return self._events

    def may_mention(self, *words: str) -> bool:
        """Whether an event may bear one of these keyed digests; False only where none does."""
        if isinstance(self._events, tuple) or self._mentions is None:
            return bool(self.events)
        return any(map(self._mentions, words))

    def complete_from(self, day: date) -> bool:
        """Whether everything from *day* to today is in the ledger."""
        return self.covered_from is not None and self.covered_from <= day

    def between(self, since: date, until: date) -> tuple[Event, ...]:
        """The events of the days *since* to *until*, both included."""
        return tuple(event for event in self.events if since <= event.day <= until)

    def volume(self, year: int) -> Volume | None:
        """The year's quantities, None where the ledger holds nothing of it."""
        return next((volume for volume in self.volumes if volume.year == year), None)


@frozen(slots=False, eq=False, repr=False)
class Facts:
    """All that a rule may ask beside the sheet and the law."""

    today: date
    context: Context
    history: Mapping[str, Fact]
    ledger: bool = False
    """Whether any history was given."""
    words: Callable[[str], str] = str
    """How the history writes a word of the host."""
    covered_from: Mapping[str, date | None] = {}
    """By number of another MK of the sheet, from when on the history claims to know all his invoices."""
    aliases: Mapping[str, str] = {}
    """What the history calls the MKs of the sheet, by their numbers: RPPS and numéro AM are one person."""
    _made: dict[str, object] = field(factory=dict, init=False)

    def __getitem__(self, need: str) -> Fact:
        """The fact of a declared need; a KeyError is a rule that did not declare it."""
        return self.history[need]

    def word(self, text: str | None) -> str:
        """What events hold for a word of the host (region, series, session, visit); "" for none."""
        return "" if text is None else self.words(text)

    def once(self, name: str, make: Callable[[], _Made]) -> _Made:
        """What *make* makes of these facts: made by the first rule that asks, for all rules of this check."""
        if name not in self._made:
            self._made[name] = make()
        return cast("_Made", self._made[name])

    def covers(self, number: str, invoicing: str, day: date) -> bool:
        """
        Whether the invoices of the MK of a line are known from a day on; *invoicing* is the MK of the sheet.

        Of the latter the coverage of a fact speaks: what another MK did may stand on the invoices of both.
        """
        if self.mk(number) == self.mk(invoicing):
            return True
        start = self.covered_from.get(number)
        return start is not None and start <= day

    def mk(self, number: str) -> str:
        """What events call the MK of that number."""
        return self.aliases.get(number, number)


def without_history(today: date, context: Context, needs: Iterable[str]) -> Facts:
    """The facts of a check that was given no history: nothing is known, and nothing claimed."""
    return Facts(today, context, dict.fromkeys(needs, Fact()))


def civil_year(day: date) -> tuple[date, date]:
    """First and last day of the civil year of *day*."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


def quantity(events: Iterable[Event]) -> int:
    """Number of acts in *events*, lines of several units counted as such."""
    return sum(event.quantity for event in events)


def references(events: Iterable[Event]) -> Iterator[tuple[str, str]]:
    """Invoice number and day of each event, as findings cite them."""
    return (event.reference for event in events)
