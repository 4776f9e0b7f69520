"""
The payer's answers: what became of invoices that were sent, one a line, as JSON Lines or CSV.

The columns are those that a return of the payer has: practitioner, invoice, attempt or lot, status,
code, label, date. The label is free text of the payer's: it is read and kept nowhere.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from fsecheck.imports import lines, table
from fsecheck.imports.entry import Refused, Where, Wrong
from fsecheck.imports.lines import physical
from fsecheck.imports.record import RecordError, reply
from fsecheck.imports.table import Column, filled, header, turned_day, whole
from fsecheck.ledger.port import ACKNOWLEDGED, PAID, REJECTED

_STATES: Final = {
    "reçue": ACKNOWLEDGED,
    "recue": ACKNOWLEDGED,
    "payée": PAID,
    "payee": PAID,
    "rejetée": REJECTED,
    "rejetee": REJECTED,
    ACKNOWLEDGED: ACKNOWLEDGED,
    PAID: PAID,
    REJECTED: REJECTED,
}


def _state(text: str) -> object:
    return _STATES.get(text.lower(), "")


#: Columns of the CSV.
COLUMNS: Final = {
    "mk": Column(("mk",)),
    "facture": Column(("invoice",)),
    "tentative": Column(("attempt",), whole),
    "lot": Column(("lot",)),
    "statut": Column(("status",), _state),
    "code": Column(("code",)),
    "libelle": Column(("label",)),
    "date": Column(("date",), turned_day),
}
REQUIRED: Final = ("mk", "facture", "statut")
_COLUMN_OF: Final = {column.path[0]: name for name, column in COLUMNS.items()}


class Reply(NamedTuple):
    """One answer."""

    where: Where
    mk: str
    number: str
    attempt: int | None
    lot: str
    status: str
    """One of :data:`fsecheck.ledger.port.ANSWERS`."""
    code: str
    day: str
    """AAAA-MM-JJ, "" where nothing was said."""


def replies(stream: BinaryIO, path: str, *, json: bool) -> Iterator[Reply | Refused]:
    """The answers of *stream*, in order, read once; *json* tells JSON Lines from CSV."""
    if not json:
        yield from _table(stream, path)
        return
    for where, found in lines.records(stream, path, reply):
        yield found if isinstance(found, Refused) else _reply(where, found)


def _table(stream: BinaryIO, path: str) -> Iterator[Reply | Refused]:
    found = physical(stream, table.LONGEST)
    try:
        names, delimiter, _ = header(found, COLUMNS, REQUIRED)
    except RecordError as error:
        yield Refused((Wrong(error.code, Where(path, None if error.code == "empty" else 1), error.params),))
        return
    for number, raw in found:
        if raw is not None and raw.isspace():
            continue
        where = Where(path, number)
        try:
            yield _reply(where, reply(_values(raw, names, delimiter)))
        except RecordError as error:
            params = dict(error.params)
            if error.field:
                params["field"] = _COLUMN_OF.get(error.field, error.field)
            yield Refused((Wrong(error.code, where, params),))


def _values(raw: bytes | None, names: list[str], delimiter: str) -> dict[str, object]:
    if raw is None:
        raise RecordError("line-too-long", limit=table.LONGEST)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise RecordError("encoding") from None
    cells = filled(text, names, delimiter)
    return {COLUMNS[name].path[0]: COLUMNS[name].value(cell) for name, cell in cells.items()}


def _reply(where: Where, values: dict[str, object]) -> Reply:
    attempt, day = values.get("attempt"), values.get("date")
    return Reply(
        where,
        str(values["mk"]),
        str(values["invoice"]),
        attempt if isinstance(attempt, int) else None,
        str(values["lot"]),
        str(values["status"]),
        str(values["code"]),
        "" if day is None else f"{day}",
    )
