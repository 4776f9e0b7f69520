"""
The report on one sheet, or on a lot: a verdict and all that led to it.

The same arguments give the same bytes (:meth:`Report.to_bytes`) at every door. No sentence, no
path, no language stands in it.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import frozen

from fsecheck.model.finding import ERROR, WARNING, Finding, Place, Unknown

if TYPE_CHECKING:
    from fsecheck.model.waiver import Waived

ACCEPT: Final = "accept"
WARN: Final = "warn"
UNDECIDED: Final = "undecided"
REJECT: Final = "reject"
FAILED: Final = "failed"
#: From the lightest to the heaviest.
VERDICTS: Final = (ACCEPT, WARN, UNDECIDED, REJECT, FAILED)

PASSED: Final = "passed"
VIOLATED: Final = "violated"
NOT_APPLICABLE: Final = "not_applicable"
NOT_IN_FORCE: Final = "not_in_force"
CRASHED: Final = "crashed"
#: The six outcomes of a rule (``undecided`` is both an outcome and a verdict).
OUTCOMES: Final = (PASSED, VIOLATED, NOT_APPLICABLE, NOT_IN_FORCE, UNDECIDED, CRASHED)

SCHEMA: Final = 1


@frozen(slots=False, eq=False, repr=False)
class Identity:
    """What the report is about and what it was made with."""

    version: str
    law: str
    """Hash of the canonical content of the law set."""
    horizon: date
    """Until when the values were verified."""
    libxml2: str
    today: date
    reference: bool
    """Reference mode: no option could change the verdict."""
    as_of: date | None = None
    settings: Mapping[str, object] = {}
    """Settings that differ from the defaults."""
    ledger: str | None = None
    """Head of the ledger that was read."""
    ignored: tuple[str, ...] = ()
    """What reference mode left aside of the settings: overlays, packs, waivers."""


class Fault(NamedTuple):
    """What fsecheck itself could not finish: kind and place, never a value of the sheet."""

    kind: str
    where: str


def place_of(error: BaseException) -> str:
    """Module and line of ours where an error happened, "" for none; never its text, which could quote the sheet."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith("fsecheck"):
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


@frozen(slots=False, eq=False, repr=False)
class Report:
    """The answer of one check. ``may_send`` is the one thing to test."""

    identity: Identity
    findings: tuple[Finding, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    outcomes: Mapping[str, str] = {}
    """Outcome of every rule, by id."""
    not_evaluated: tuple[str, ...] = ()
    """Families that could not be judged, because an earlier layer refused the sheet."""
    faults: tuple[Fault, ...] = ()
    number: str | None = None
    """Number of the invoice, when it could be read."""
    mk: str | None = None
    """Number of the invoicing MK, when it could be read."""
    place: Place | None = None
    """Where the sheet stands in its document."""
    reference: str | None = None
    """The host's own reference of the sheet."""
    fse_digest: str | None = None
    context_digest: str | None = None
    errors_total: int | None = None
    """How many schema errors there were, when not all are listed."""
    sheets: tuple["Report", ...] = ()
    """The reports of the sheets of a lot, in order."""
    waivers: "tuple[Waived, ...]" = ()
    """Every waiver that names this invoice, with what came of it."""

    @property
    def verdict(self) -> str:
        """One of :data:`VERDICTS`; of a lot, the heaviest of its sheets."""
        if self.faults:
            return FAILED
        if any(finding.severity == ERROR and not finding.waived for finding in self.findings):
            own = REJECT
        elif any(unknown.stops for unknown in self.unknowns):
            own = UNDECIDED
        elif any(finding.severity == WARNING and not finding.waived for finding in self.findings):
            own = WARN
        else:
            own = ACCEPT
        return max((own, *(sheet.verdict for sheet in self.sheets)), key=VERDICTS.index)

    @property
    def may_send(self) -> bool:
        """True for ``accept`` and ``warn``, and for nothing else."""
        return self.verdict in {ACCEPT, WARN}

    def to_dict(self) -> dict[str, object]:
        """The public form of ``schemas/report/1.json``."""
        from fsecheck.model import public  # noqa: PLC0415 - a plain text check never needs it

        return public.report(self)

    def to_bytes(self) -> bytes:
        """The canonical JSON of :meth:`to_dict`, UTF-8, the same at every door."""
        import json  # noqa: PLC0415 - a plain text check never needs it

        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
