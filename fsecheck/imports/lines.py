"""JSON Lines: one record a line, UTF-8."""

import json
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, NoReturn, TypeVar

from fsecheck.imports.entry import Entry, Item, Refused, Where, Wrong
from fsecheck.imports.record import RecordError, read

#: Bytes of one line at most.
LONGEST: Final = 256 * 1024
_BOM: Final = b"\xef\xbb\xbf"
_Made = TypeVar("_Made")


def items(stream: BinaryIO, path: str) -> Iterator[Item]:
    """The invoices of *stream*, in order. Blank lines are passed over."""
    for where, found in records(stream, path, read):
        yield found if isinstance(found, Refused) else Entry(where, *found)


def records(stream: BinaryIO, path: str, made: Callable[[object], _Made]) -> Iterator[tuple[Where, _Made | Refused]]:
    """What *made* makes of the object of each line, or why it makes nothing. Blank lines are passed over."""
    empty = True
    for number, raw in physical(stream, LONGEST):
        where = Where(path, number)
        if raw is None:
            empty = False
            yield where, Refused((Wrong("line-too-long", where, {"limit": LONGEST}),))
            continue
        line = raw.removeprefix(_BOM) if number == 1 else raw
        if line.isspace() or not line:
            continue
        empty = False
        try:
            yield where, made(_record(line))
        except RecordError as error:
            yield where, Refused((Wrong(error.code, where, _params(error)),))
    if empty:
        yield Where(path), Refused((Wrong("empty", Where(path)),))


def physical(stream: BinaryIO, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines of *stream* with their numbers, in memory one at a time; None for one of more than *longest* bytes."""
    number = 0
    while raw := stream.readline(longest + 1):
        number += 1
        if len(raw) <= longest or raw.endswith(b"\n"):
            yield number, raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = stream.readline(longest)
        yield number, None


def _record(line: bytes) -> object:
    try:
        return _decode(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise RecordError("encoding") from None
    except json.JSONDecodeError as error:
        raise RecordError("json", column=error.colno) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets in brackets
        raise RecordError("json", column=1) from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RecordError("duplicate-key")
    return found


def _float(_: str) -> NoReturn:
    raise RecordError("float")


_decode: Final = json.JSONDecoder(object_pairs_hook=_once, parse_float=_float, parse_constant=_float).decode


def _params(error: RecordError) -> dict[str, object]:
    """What a message tells: the path of the field, and the rest."""
    params = dict(error.params)
    field = f"acts[{error.act}].{error.field}".rstrip(".") if error.act else error.field
    return params | {"field": field} if field else params
