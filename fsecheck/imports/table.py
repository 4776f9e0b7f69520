"""
CSV: one act a line under French column names; the lines of one invoice may stand anywhere in the file.

The file is read twice. The first reading notes where the lines of each invoice stand (a digest of
what names the invoice, and offsets, in a private database that SQLite keeps out of memory and
removes); the second reads each invoice's lines together. No value of the file is copied to disk.
A line is a line of the file: no value of ours needs an end of line within quotes. An invoice is
taken whole or not at all: a line that does not say whose it is stops the invoices of its neighbours.
"""

import csv
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from typing import BinaryIO, Final, NamedTuple

from fsecheck.imports.entry import Entry, Item, Refused, Where, Wrong
from fsecheck.imports.lines import physical
from fsecheck.imports.record import ACTS, RecordError, naming, read
from fsecheck.ledger.port import CANCELLED, PAID, RECORDED, REJECTED
from fsecheck.model.digest import blake2b

#: Bytes of one line at most.
LONGEST: Final = 16 * 1024
_BOM: Final = b"\xef\xbb\xbf"
_RUNS: Final = 10_000
_NAMELESS: Final = b"nameless"
_GROUPED: Final = (
    "SELECT key, line, start, length FROM "
    "(SELECT rowid AS place, min(rowid) OVER (PARTITION BY key) AS first, key, line, start, length FROM run) "
    "ORDER BY first, place"
)

_STATES: Final = {
    "inscrite": RECORDED,
    "payée": PAID,
    "payee": PAID,
    "rejetée": REJECTED,
    "rejetee": REJECTED,
    "annulée": CANCELLED,
    "annulee": CANCELLED,
    RECORDED: RECORDED,
    PAID: PAID,
    REJECTED: REJECTED,
    CANCELLED: CANCELLED,
}


def _same(text: str) -> object:
    return text


def _state(text: str) -> object:
    return _STATES.get(text, "")


def _bool(text: str) -> object:
    return {"oui": True, "non": False}.get(text, "")


def whole(text: str) -> object:
    """A whole number of at most six digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else ""


def _decimal(text: str) -> object:
    return text.replace(",", ".")


def turned_day(text: str) -> object:
    """A day as JSON has it: AAAA-MM-JJ as it stands, JJ/MM/AAAA turned round."""
    parts = text.split("/")
    return "-".join(reversed(parts)) if [len(part) for part in parts] == [2, 2, 4] else text


def _birth(text: str) -> object:
    """A birth date as the sheet has it, AAAAMMJJ; it need not be a day of the calendar."""
    turned = str(turned_day(text))
    return turned.replace("-", "") if [len(part) for part in turned.split("-")] == [4, 2, 2] else text


class Column(NamedTuple):
    """Where a column goes in the record, and how its text becomes a value of JSON ("" where it cannot)."""

    path: tuple[str, ...]
    """Field names of ``schemas/import/1.json``."""
    value: Callable[[str], object] = _same


#: Columns of the invoice: the same on all its lines, or empty on the later ones.
INVOICE: Final = {
    "mk_rpps": Column(("mk", "rpps")),
    "mk_am": Column(("mk", "am")),
    "facture": Column(("number",)),
    "tentative": Column(("attempt",), whole),
    "date_elaboration": Column(("drawn_up",), turned_day),
    "etat": Column(("state",), _state),
    "nir": Column(("patient", "nir")),
    "date_naissance": Column(("patient", "birth"), _birth),
    "rang_naissance": Column(("patient", "rank")),
    "nir_individuel": Column(("patient", "own_nir")),
    "mode": Column(("mode",)),
    "nature": Column(("nature",)),
    "acces_direct": Column(("direct_access",), _bool),
    "facture_rectifiee": Column(("corrects",)),
    "date_facture_rectifiee": Column(("corrects_drawn_up",), turned_day),
    "serie": Column(("series",)),
    "serie_finie_a_distance": Column(("series_last_remote",), _bool),
    "carte_lisible": Column(("card_readable",), _bool),
    "total_honoraires": Column(("totals", "fees"), _decimal),
    "total_amo": Column(("totals", "amo"), _decimal),
    "total_amc": Column(("totals", "amc"), _decimal),
    "total_assure": Column(("totals", "insured"), _decimal),
}
#: Columns of the act.
ACT: Final = {
    "date_acte": Column(("day",), turned_day),
    "code": Column(("code",)),
    "coefficient": Column(("coefficient",), _decimal),
    "quantite": Column(("quantity",), whole),
    "a_distance": Column(("remote",), _bool),
    "lieu": Column(("place",)),
    "region": Column(("region",)),
    "diagnostic": Column(("diagnosis",), _bool),
    "prescripteur": Column(("prescription", "prescriber")),
    "date_prescription": Column(("prescription", "written"), turned_day),
    "seances_prescrites": Column(("prescription", "sessions"), whole),
    "renouvellement_par": Column(("prescription", "renewed_by")),
    "date_renouvellement": Column(("prescription", "renewed_on"), turned_day),
    "seances_renouvelees": Column(("prescription", "renewed_sessions"), whole),
    "accord_prealable": Column(("agreement",)),
    "date_demande_accord": Column(("agreement_asked",), turned_day),
    "referentiel": Column(("referential",), _bool),
    "seance": Column(("session",)),
    "visite": Column(("visit",)),
    "majoration": Column(("majoration",)),
    "qualificatif": Column(("qualifier",)),
    "exoneration": Column(("exemption",)),
    "executant_rpps": Column(("executing", "rpps")),
    "executant_am": Column(("executing", "am")),
    "prix_unitaire": Column(("unit_price",), _decimal),
    "base": Column(("base",), _decimal),
    "taux": Column(("rate",), whole),
    "montant_amo": Column(("amo",), _decimal),
    "montant_amc": Column(("amc",), _decimal),
    "honoraires": Column(("fees",), _decimal),
}
COLUMNS: Final = INVOICE | ACT
#: Columns that every file has, beside one that names the MK.
REQUIRED: Final = ("facture", "date_elaboration", "nir", "date_naissance", "date_acte", "code")
_MKS: Final = ("mk_rpps", "mk_am")
#: What tells the lines of one invoice from those of another; on every line, where the file has the column.
_NAMING: Final = (*_MKS, "facture", "date_elaboration", "tentative")
_COLUMN_OF: Final = {".".join(column.path): name for name, column in INVOICE.items()}
_COLUMN_OF_ACT: Final = {".".join(column.path): name for name, column in ACT.items()}

_Line = tuple[int, dict[str, str] | RecordError]


def items(stream: BinaryIO, path: str) -> Iterator[Item]:
    """The invoices of *stream*, which can seek, in the order of their first lines. Blank lines are passed over."""
    try:
        header = _header(stream)
    except RecordError as error:
        code = error.code
        yield Refused((Wrong(code, Where(path, None if code == "empty" else 1), error.params),))
        return
    told: set[int] = set()
    with closing(sqlite3.connect("", isolation_level=None)) as index:
        index.execute("PRAGMA journal_mode=OFF")
        index.execute("CREATE TABLE run (key BLOB NOT NULL, line INTEGER, start INTEGER, length INTEGER)")
        _note(stream, header, index)
        lines: list[_Line] = []
        count, current = 0, b""
        for key, line, start, length in index.execute(_GROUPED):
            if key != current and count:
                yield _once(_invoice(path, lines, count), told)
                lines, count = [], 0
            current = key
            for one in header.run(stream, line, start, length):
                count += 1
                if count <= ACTS + 1:
                    lines.append(one)
        if count:
            yield _once(_invoice(path, lines, count), told)


def _once(item: Item, told: set[int]) -> Item:
    """The same without the lines *told* before: one that names no invoice is put to both of its neighbours."""
    if isinstance(item, Refused):
        item = Refused(tuple([wrong for wrong in item.wrongs if wrong.where.line not in told]))
        told |= {wrong.where.line for wrong in item.wrongs if wrong.code != "other-line" and wrong.where.line}
    return item


class _Header:
    """The first line: which column stands where, and how lines are split."""

    def __init__(self, names: list[str], delimiter: str, line: int) -> None:
        self.names = names
        self.delimiter = delimiter
        self.line = line

    def cells(self, raw: bytes | None) -> dict[str, str]:
        """The filled cells of a line by column name. Raises RecordError."""
        if raw is None:
            raise RecordError("line-too-long", limit=LONGEST)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise RecordError("encoding") from None
        found = filled(text, self.names, self.delimiter)
        if _key(tuple([found.get(name, "") for name in _NAMING])) is None:
            raise _unnamed(found)
        return found

    def key(self, raw: bytes | None) -> bytes | None:
        """What names the invoice of a line, also of one that is otherwise wrong; None where it does not say."""
        if raw is None:
            return None
        text = raw.decode("utf-8", "replace")
        try:
            cells = _split(text, self.delimiter)
        except RecordError:
            cells = text.replace('"', "").split(self.delimiter)
        found = dict(zip(self.names, (cell.strip() for cell in cells), strict=False))
        return _key(tuple([found.get(name, "") for name in _NAMING]))

    def run(self, stream: BinaryIO, line: int, start: int, length: int) -> Iterator[_Line]:
        """The *length* lines from the offset *start* on, which is line *line* of the file."""
        stream.seek(start)
        left = length
        for rank, raw in physical(stream, LONGEST):
            if raw is not None and raw.isspace():
                continue
            try:
                yield line + rank - 1, self.cells(raw)
            except RecordError as error:
                yield line + rank - 1, error
            left -= 1
            if not left:
                return


def _unnamed(cells: dict[str, str]) -> RecordError:
    """What is wrong in the cells of a line that name no invoice: one that cannot be read, else one that is empty."""
    try:
        naming(_nested({name: cell for name, cell in cells.items() if name in _NAMING}, INVOICE))
    except RecordError as error:
        if error.code == "value":
            error.params["field"] = _COLUMN_OF[error.field]
            return error
    return RecordError("nameless")


@lru_cache(maxsize=256)
def _key(named: tuple[str, ...]) -> bytes | None:
    """The key of what names an invoice; None where it cannot name one."""
    given = {name: cell for name, cell in zip(_NAMING, named, strict=True) if cell}
    try:
        read = naming(_nested(given, INVOICE))
    except RecordError:
        return None
    return blake2b(read.encode(), digest_size=16).digest()


def filled(text: str, names: list[str], delimiter: str) -> dict[str, str]:
    """The filled cells of a line by column name. Raises RecordError."""
    cells = _split(text, delimiter)
    if len(cells) != len(names):
        raise RecordError("columns", expected=len(names), found=len(cells))
    return {name: text for name, cell in zip(names, cells, strict=True) if (text := cell.strip())}


def _split(text: str, delimiter: str) -> list[str]:
    text = text.rstrip("\r\n")
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        raise RecordError("quotes") from None


def _header(stream: BinaryIO) -> _Header:
    """Read the first line. Raises RecordError."""
    names, delimiter, number = header(physical(stream, LONGEST), COLUMNS, REQUIRED)
    if not set(_MKS) & set(names):
        raise RecordError("header-missing", column=" | ".join(_MKS))
    return _Header(names, delimiter, number)


def header(
    lines: Iterator[tuple[int, bytes | None]], columns: Container[str], required: Iterable[str]
) -> tuple[list[str], str, int]:
    """
    Names, delimiter and number of the first line that is not blank.

    Raises RecordError; no name that is not ours is repeated.
    """
    for number, raw in lines:
        if raw is None:
            raise RecordError("line-too-long", limit=LONGEST)
        bare = raw.removeprefix(_BOM) if number == 1 else raw
        if not bare.strip():
            continue
        try:
            text = bare.decode("utf-8")
        except UnicodeDecodeError:
            raise RecordError("encoding") from None
        delimiter = ";" if ";" in text else ","
        names = [name.strip().lower() for name in _split(text, delimiter)]
        for rank, name in enumerate(names, 1):
            if name not in columns:
                raise RecordError("header-unknown", rank=rank)
            if name in names[: rank - 1]:
                raise RecordError("header-twice", column=name)
        for name in required:
            if name not in names:
                raise RecordError("header-missing", column=name)
        return names, delimiter, number
    raise RecordError("empty")


def _note(stream: BinaryIO, header: _Header, index: sqlite3.Connection) -> None:
    """Note the runs of lines of one invoice: key, line, offset and number of lines that are not blank."""
    rows: list[tuple[bytes, int, int, int]] = []
    nameless: list[tuple[int, int]] = []
    current, first, start, length = b"", 0, 0, 0
    position = stream.tell()
    for rank, raw in physical(stream, LONGEST):
        begins, position = position, stream.tell() if raw is None else position + len(raw)
        if raw is not None and raw.isspace():
            continue
        number = header.line + rank
        key = header.key(raw)
        if key is None:
            # It may be of the invoice before it or of the one after it: it is put to both.
            nameless.append((number, begins))
            key = current or _NAMELESS
        elif nameless:
            rows += [(key, *one, 1) for one in nameless if key != current]
            nameless.clear()
        if key == current:
            length += 1
            continue
        if length:
            rows.append((current, first, start, length))
        if len(rows) >= _RUNS:
            index.executemany("INSERT INTO run VALUES (?, ?, ?, ?)", rows)
            rows.clear()
        current, first, start, length = key, number, begins, 1
    if length:
        rows.append((current, first, start, length))
    index.executemany("INSERT INTO run VALUES (?, ?, ?, ?)", rows)


def _invoice(path: str, lines: list[_Line], count: int) -> Item:
    """The invoice of some lines; where one of them is wrong, none is taken and each is named."""
    first = lines[0][0]
    if count > ACTS:
        return Refused((Wrong("too-many-acts", Where(path, first), {"limit": ACTS, "found": count}),))
    wrong: dict[int, Wrong] = {}
    head: dict[str, str] = {}
    acts: list[object] = []
    for number, cells in lines:
        try:
            if isinstance(cells, RecordError):
                raise cells
            _same_head(head, cells)
            acts.append(_nested({name: cell for name, cell in cells.items() if name in ACT}, ACT))
        except RecordError as error:
            wrong[number] = Wrong(error.code, Where(path, number), error.params)
    if not wrong:
        try:
            invoice, context, state = read(_nested(head, INVOICE) | {"acts": acts})
        except RecordError as error:
            number = lines[error.act - 1][0] if error.act else first
            column = (_COLUMN_OF_ACT if error.act else _COLUMN_OF).get(error.field, "")
            if error.code == "no-mk" or not column:
                column = " | ".join(_MKS)
            wrong[number] = Wrong(error.code, Where(path, number), {**error.params, "field": column})
        else:
            return Entry(Where(path, first), invoice, context, state)
    others = {number: Wrong("other-line", Where(path, number)) for number, _ in lines}
    return Refused(tuple((others | wrong).values()))


def _same_head(head: dict[str, str], cells: dict[str, str]) -> None:
    """Take the invoice's columns of a line; a line may leave them empty, but not contradict an earlier one."""
    for name, cell in cells.items():
        if name in INVOICE and head.setdefault(name, cell) != cell:
            raise RecordError("differs", column=name)


def _nested(cells: dict[str, str], columns: dict[str, Column]) -> dict[str, object]:
    """The record that the cells make."""
    record: dict[str, object] = {}
    for name, cell in cells.items():
        path, value = columns[name]
        block = record
        if len(path) == 2:
            block = record.setdefault(path[0], {})  # type: ignore[assignment] # a block is a mapping
        block[path[-1]] = value(cell)
    return record
