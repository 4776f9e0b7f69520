"""From a sheet to the events a ledger keeps of it: one per act line, without a name or a word of the host."""

from collections.abc import Callable, Container
from decimal import Decimal
from typing import Final

from fsecheck.ledger.port import Classify
from fsecheck.model.context import Context
from fsecheck.model.facts import Event, Tally
from fsecheck.model.invoice import Act, Invoice, Practitioner
from fsecheck.model.journeys import trip_of

_NONE: Final[frozenset[str]] = frozenset()


def by_codes(
    remote: Container[str] = _NONE, uncounted: Container[str] = _NONE, never_remote: Container[str] = _NONE
) -> Classify:
    """
    A classification by the code of the act.

    *remote* codes are remote acts whatever their mark; other lines are where their mark says so,
    unless their code is in *never_remote* or *uncounted*. Lines of *uncounted* codes (supplements,
    travel) and lines that are not reimbursable count in no volume. It knows nothing of overcharges and journeys.
    """

    def classify(act: Act) -> Tally:
        aside = act.code in uncounted
        distant = act.code in remote or (act.remote is True and not aside and act.code not in never_remote)
        return Tally(not aside and act.reimbursable, distant)

    return classify


def executing(invoice: Invoice, act: Act) -> Practitioner:
    """The MK who executed a line, with all that names him: the one the line names, else the MK of the sheet."""
    if act.executing_rpps or act.executing_am:
        own = invoice.practitioner
        rpps, am = act.executing_rpps, act.executing_am
        if (rpps and rpps == own.rpps) or (am and am == own.am and not rpps):
            return own
        return Practitioner(rpps=rpps, am=am)
    return invoice.practitioner


def events_of(invoice: Invoice, context: Context, word: Callable[[str], str], classify: Classify) -> tuple[Event, ...]:
    """The events of a sheet, in the order of its lines, as a history with that *word* would give them."""
    direct = invoice.direct_access is True
    series = word(context.series or "")
    events = []
    for act in invoice.acts:
        beside = context.line(act.rank)
        events.append(
            Event(
                day=act.day,
                code=act.code,
                coefficient=shortest(act.coefficient),
                quantity=act.quantity,
                number=invoice.number,
                line=act.rank,
                mk=executing(invoice, act).key,
                remote=classify(act).remote,
                place=act.place or "",
                direct=direct,
                diagnosis=beside.diagnosis,
                region=word(beside.region or ""),
                mode=invoice.mode,
                prescription=word(invoice.prescription_word(act)),
                series=series,
                session=word(act.session or ""),
                visit=word(act.visit or ""),
                agreement=act.agreement or "",
                reimbursable=act.reimbursable,
                drawn_up=invoice.drawn_up,
                prescribed=word(invoice.prescribed_word(act)),
            )
        )
    return tuple(events)


def trips_of(invoice: Invoice, context: Context, classify: Classify) -> dict[int, str]:
    """By rank of a travel line, the name of its trip, where the context tells it."""
    if not any(line.trip for line in context.lines.values()):
        return {}
    travel = [act for act in invoice.acts if classify(act).travel]
    return {act.rank: trip.name for act in travel if (trip := trip_of(context, invoice, act)) is not None}


def shortest(value: Decimal | None) -> str:
    """The shortest decimal text of a coefficient ("8.5"), "" for none."""
    return "" if value is None else format(value.normalize(), "f")
