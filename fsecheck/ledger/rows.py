"""From a sheet to the rows that keep it, and the digest that binds them to the event that wrote them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, cast

from fsecheck.ledger.chain import canonical
from fsecheck.ledger.keeping import Judged
from fsecheck.ledger.port import LedgerUseError
from fsecheck.ledger.reading import SEPARATOR
from fsecheck.model.context import Context
from fsecheck.model.digest import blake2b
from fsecheck.model.facts import Event, Tally
from fsecheck.model.invoice import Act, Invoice

#: Columns of the invoice table that never change, but for its id and its MK.
INVOICE: Final = (
    "number", "attempt", "patient", "content", "drawn_up", "nature", "series_last_remote", "card_readable",
    "corrects", "corrects_drawn_up", "lot", "verdict", "rules", "total_fees", "total_amo", "total_amc",
    "total_insured",
)  # fmt: skip
#: Columns of the acts table that never change, but for its MK.
ACTS: Final = (
    "id", "patient", "invoice", "first", "last", "lines", "times", "said", "direct", "quantity", "remote", "counted",
    "overcharged", "series", "agreement_asked", "referential", "majoration", "qualifier", "exemption", "rate",
    "unit_price", "base", "amo", "amc", "fees",
)  # fmt: skip
#: Columns of the person table.
PERSON: Final = ("id", "kind", "digest", "linked", "key_version")


def invoice_row(
    invoice: Invoice, context: Context, place: tuple[int, int, bytes], judged: Judged
) -> tuple[object, ...]:
    """What :data:`INVOICE` holds of a sheet; *place* is its attempt, its patient and the digest of its content."""
    attempt, patient, content = place
    return (
        invoice.number, attempt, patient, content, invoice.drawn_up.isoformat(), invoice.nature,
        context.series_last_remote, context.card_readable, invoice.corrects or "",
        "" if invoice.corrects_drawn_up is None else invoice.corrects_drawn_up.isoformat(), invoice.lot or "",
        judged.verdict, " ".join(judged.rules),
        *map(cents, (invoice.total_fees, invoice.total_amo, invoice.total_amc, invoice.total_insured)),
    )  # fmt: skip


def acts_rows(
    place: tuple[int, int, int], lines: Iterable[tuple[Act, Event, int, Tally]]
) -> list[tuple[int, tuple[object, ...]]]:
    """
    MK and what :data:`ACTS` holds: the lines of a year that say the same are one row.

    *place* is the id of the first row, the patient and the invoice; a line is its act, its event,
    the row of the MK who executed it and what it adds to his volume.
    """
    first_id, patient, invoice = place
    parts: dict[tuple[int, int, tuple[object, ...]], list[Event]] = {}
    for act, event, mk, tally in lines:
        parts.setdefault((event.day.year, mk, _said(act, event, tally)), []).append(event)
    rows: list[tuple[int, tuple[object, ...]]] = []
    for id_, ((_, mk, said), alike) in enumerate(parts.items(), first_id):
        alike.sort()
        text = " ".join([f"{event.day.isoformat()} {event.line} {event.session} {event.visit}" for event in alike])
        first, last = alike[0].day.isoformat(), alike[-1].day.isoformat()
        rows.append((mk, (id_, patient, invoice, first, last, text, len(alike), *said)))
    return rows


def trip_rows(
    acts: Iterable[tuple[int, tuple[object, ...]]], names: Mapping[int, str], word: Callable[[str], str]
) -> list[tuple[str, int, int]]:
    """The rows of the trip table, in their order: word, row of the acts table, rank; *names* are by rank."""
    if not names:
        return []
    places = {int(rank): row[0] for _, row in acts for rank in f"{row[5]}".split(" ")[1::4]}
    return sorted([(word(name), cast("int", places[rank]), rank) for rank, name in names.items()])


def digest(
    mk: str,
    invoice: Sequence[object],
    acts: Iterable[tuple[str, Sequence[object]]],
    trips: Iterable[Sequence[object]],
) -> str:
    """What binds the rows of an invoice, those of acts with the number of their MK, to the event that wrote them."""
    parts = [canonical((mk, *invoice)), *[canonical((number, *row)) for number, row in acts]]
    parts += [canonical(row) for row in trips]
    return blake2b(canonical(parts), digest_size=32).hexdigest()


def person(row: Iterable[object]) -> str:
    """What binds :data:`PERSON` of a person to the event that says so."""
    return blake2b(canonical(row), digest_size=16).hexdigest()


def _said(act: Act, event: Event, tally: Tally) -> tuple[object, ...]:
    """What other lines of the invoice may say too."""
    diagnosis = "" if event.diagnosis is None else f"{event.diagnosis:d}"
    fields = (
        event.code, event.coefficient, f"{event.quantity}", event.number, f"{event.remote:d}", event.place,
        f"{event.direct:d}", diagnosis, event.region, event.mode, event.prescription, event.series, event.agreement,
        f"{event.reimbursable:d}", event.drawn_up.isoformat(), event.prescribed,
    )  # fmt: skip
    if any(SEPARATOR in field for field in fields):
        raise LedgerUseError("a control character stands in the invoice")
    return (
        SEPARATOR.join(fields), event.direct, event.quantity, int(event.remote), int(tally.counted),
        int(tally.overcharged), event.series,
        None if act.agreement_asked is None else act.agreement_asked.isoformat(), act.referential,
        act.majoration or "", act.qualifier or "", act.exemption or "", act.rate,
        *map(cents, (act.unit_price, act.base, act.amo, act.amc, act.fees)),
    )  # fmt: skip


def cents(amount: Decimal) -> int:
    """An amount of euros in cents."""
    return int(amount.scaleb(2))
