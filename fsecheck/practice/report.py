"""
What the report says, as ``schemas/practice/1.json`` describes it: no patient, no date of birth, no name.

Unknown is an answer. A :class:`Count` whose ``value`` is None is not known, and is at least ``at_least``;
a rate of counts that are not known is None.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias

from fsecheck.law.timeline import Timeline
from fsecheck.model.finding import plain

SCHEMA: Final = 1

#: By figure, the values of the law that it quotes.
QUOTED: Final[dict[str, tuple[str, ...]]] = {
    "telecare": ("telecare.cap", "telecare.cap_counted_kinds"),
    "secured_rate": ("practice.secured_rate", "practice.secured_telehealth", "series.modes"),
    "overcharge": ("overcharge.qualifiers", "overcharge.tact"),
    "requests": ("teleexpertise.requests_per_year",),
    "direct_access": ("direct_access.sessions", "direct_access.run_months"),
    "agreements": (
        "nomenclature.acts", "prior_agreement.near", "prior_agreement.thresholds", "direct_access.run_months",
    ),
    "assessments": (
        "assessment.rhythm", "assessment.initial_sessions", "assessment.before_more", "direct_access.run_months",
    ),
}  # fmt: skip


class Known(NamedTuple):
    """Whether the ledger claims to hold all that a figure counts."""

    complete: bool
    since: date | None
    """From when its claim runs unbroken; None: it makes none."""
    needed: date
    """From when the figure would need it."""


class Count(NamedTuple):
    """A number of acts, sessions or invoices."""

    value: int | None
    """None where the ledger does not claim to hold them all."""
    at_least: int


class Amount(NamedTuple):
    """Euros."""

    value: Decimal | None
    at_least: Decimal


class Left(NamedTuple):
    """How many more may be done before the rule refuses."""

    value: int | None
    """None where something is missing to know."""
    at_most: int


class Telecare(NamedTuple):
    """Remote acts of an MK in the civil year, against the cap (TEL009, TEL011)."""

    year: int
    remote: Count
    total: Count
    share: Decimal | None
    """Per cent, two decimals, half up."""
    cap: int
    """Per cent."""
    over: bool | None
    room: int | None
    """Remote acts more at which the year so far is still not over the cap, nothing else being done."""
    back: int | None
    """Once over: acts on site that bring the year back to the cap."""
    reference: int | None
    """Acts of the year that the cap is judged by too: the last whole year or the declared volume; None: unknown."""
    enforcement: str
    """When a sheet is refused, by the settings: ``annual``, ``running`` or ``never``."""
    room_before_refusal: int | None
    """Remote acts more before a sheet is refused (TEL011); None: unknown, or never."""
    known: Known


class SecuredRate(NamedTuple):
    """FAMI, indicator 4: sheets of a civil year sent in secured mode, against the rate that is paid for."""

    year: int
    secured: Count
    telehealth: Count
    """Sent without the card (SESAM sans Vitale), with an act at a distance or a request: they are added."""
    sent: Count
    """All sheets sent and neither rejected, cancelled nor corrected: our reading of the denominator."""
    without_mode: int
    """Of these, sheets whose mode the ledger does not know: with any, the rate is not known."""
    erased: int
    """Acts of the year whose invoices were erased, and are no longer among the sheets."""
    rate: Decimal | None
    """Per cent, two decimals, half up."""
    goal: int
    """Per cent."""
    reached: bool | None
    to_goal: int | None
    """Secured sheets more that would reach the goal, nothing else being sent."""
    known: Known


class Overcharge(NamedTuple):
    """Acts of the period charged above their base for a demand of the patient (DE)."""

    acts: Count
    total: Count
    share: Decimal | None
    """Of the acts, per cent, two decimals, half up."""
    level: int | None
    """Per cent that the practice has set itself, of all its acts of a civil year (DEP004); no text gives one."""
    amount: Amount
    """What was charged above the base, on any line."""
    fees: Amount
    """All fees of the period."""
    erased: int
    """Acts of the civil years of the period whose invoices were erased, and are no longer counted here."""
    known: Known


class Year(NamedTuple):
    """Acts of an MK in a civil year, as the cap counts them."""

    year: int
    total: Count
    remote: Count
    known: Known


class State(NamedTuple):
    """The invoices drawn up in the period that are in one state."""

    state: str
    counts: bool
    """Whether their sessions count."""
    number: Count
    fees: Amount
    oldest: date
    newest: date


class Invoices(NamedTuple):
    """The invoices drawn up in the period."""

    states: tuple[State, ...]
    known: Known


class Reference(NamedTuple):
    """An invoice, by what the practice finds it with."""

    mk: str
    number: str
    drawn_up: date


class Who(NamedTuple):
    """A patient, by nothing that names a person."""

    mark: str
    """Opaque, the same in each report on the same ledger."""
    invoices: tuple[Reference, ...]
    """The latest invoices concerned, newest first."""


class Request(NamedTuple):
    """Requests (RQD) of an MK for one patient in the civil year (TEX001)."""

    patient: Who
    used: Count
    left: Left


class Requests(NamedTuple):
    """The patients with a request in the civil year; any other has all of them left."""

    year: int
    limit: int
    rows: tuple[Request, ...]
    known: Known


class Direct(NamedTuple):
    """The run of direct-access sessions without diagnosis to which one more would belong (ADI003)."""

    patient: Who
    last: date
    """Of the last session."""
    used: Count
    left: Left
    lacks: tuple[str, ...]
    """What is missing to know: ``ledger.direct_sessions``, ``ledger.diagnosis``."""


class DirectAccess(NamedTuple):
    """The patients whose run is open."""

    limit: int
    months: int
    """A run ends where so many months pass without a session."""
    rows: tuple[Direct, ...]
    known: Known


class Agreement(NamedTuple):
    """A series near the session that needs a prior agreement (DAP001, DAP004, DAP005), without one."""

    patient: Who
    act: str
    """Stable id."""
    label: str
    """French, as the nomenclature words it."""
    last: date
    done: Count
    """Sessions of the series."""
    limit: int
    """First session that needs an agreement."""
    later: int | None
    """The same by the other reading of the text; None where there is no other, or where it asks for none."""
    left: Left
    """Sessions more without an agreement; 0: the next one needs it."""
    certain: bool
    """False where the text can be read otherwise: the sheet may then still be sent."""


class Agreements(NamedTuple):
    """The treatments under way that soon need a prior agreement."""

    rows: tuple[Agreement, ...]
    unknown: int
    """Treatments under way, of an act that needs one, whose sessions cannot be numbered."""
    known: Known


class Assessment(NamedTuple):
    """A bilan-diagnostic (BDK) that is due and was not billed (BDK003)."""

    patient: Who
    why: str
    """``initial``, ``due`` or ``before-more``."""
    rank: int
    """The session at which it fell due; before more, the number of sessions that it comes after."""
    reached: date | None
    """The day of that session; None: it is the next one."""
    last: date


class Assessments(NamedTuple):
    """The treatments under way whose bilan is due."""

    rows: tuple[Assessment, ...]
    unknown: int
    """Treatments under way whose sessions cannot be numbered."""
    known: Known


class Half(NamedTuple):
    """A series of which only one half is there, although its last act is said to be of the other kind (SER006)."""

    patient: Who
    missing: str
    """``remote`` or ``on-site``."""
    last: date


class Series(NamedTuple):
    """The series billed in the period of which a half is missing."""

    rows: tuple[Half, ...]
    known: Known


class Practitioner(NamedTuple):
    """All that is said of one MK."""

    mk: str
    """RPPS, else numéro AM."""
    numbers: tuple[str, ...]
    """Every number by which the ledger knows him."""
    covered_from: date | None
    """Since when the ledger claims, unbroken to today, to hold all his invoices."""
    telecare: Telecare
    secured_rate: SecuredRate
    overcharge: Overcharge
    requests: Requests
    direct_access: DirectAccess
    agreements: Agreements
    assessments: Assessments
    series: Series
    invoices: Invoices
    years: tuple[Year, ...]


class Quoted(NamedTuple):
    """A value of the law that figures quote, as it stood on the day of the report."""

    id: str
    figures: tuple[str, ...]
    label: str
    """French."""
    unit: str
    since: date
    verified_on: date
    sources: tuple[str, ...]
    """Name and article of each text, French."""
    reading: str | None
    """Where the texts leave a question open, what was decided; French."""


class MadeWith(NamedTuple):
    """What the report was made with: the same gives the same bytes."""

    fsecheck: str
    law: str
    horizon: date
    ledger_head: str
    today: date


class Report(NamedTuple):
    """The report on a practice and a period."""

    schema: int
    practice: str
    """Identifier given when the ledger was made."""
    since: date
    until: date
    """The period, both days included."""
    on: date
    """Of what day it is said what is left and what is due: today, or the last day of a period that is over."""
    practitioners: tuple[Practitioner, ...]
    values: tuple[Quoted, ...]
    made_with: MadeWith


Document: TypeAlias = dict[str, Any]


def document(report: Report) -> Document:
    """The report as JSON: amounts and rates are text, so are days."""
    made: Document = _plain(report)
    return made


def _plain(value: object) -> Any:  # noqa: ANN401 - any value of JSON
    if isinstance(value, tuple):
        if hasattr(value, "_fields"):
            return {name: _plain(item) for name, item in zip(value._fields, value, strict=True)}
        return [_plain(item) for item in value]
    return plain(value)


def quoted(value: Timeline, figures: tuple[str, ...], on: date) -> Quoted:
    """A value as it stood on that day."""
    entry = value.entry(on)
    sources = [", ".join(part for part in (source.text, source.article) if part) for source in entry.sources]
    reading = None if value.decided is None else value.decided.choice
    return Quoted(value.id, figures, value.label, value.unit, entry.since, value.verified_on, tuple(sources), reading)
