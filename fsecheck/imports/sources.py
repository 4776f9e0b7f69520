"""
Where history comes from: files, folders, standard input.

What a file is, its first bytes tell: ``<`` XML, ``{`` JSON Lines, else CSV. A folder gives its
``.xml``, ``.jsonl`` and ``.csv`` files whatever their depth, folder by folder in the order of their
names; what is hidden is left out. A document of context is given to its sheet of the same folder (or, named in
the call, to its sheet in the call).
"""

import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import BinaryIO, Final, NamedTuple, cast

from fsecheck.imports import lines, sheets, table
from fsecheck.imports.entry import Item, Refused, Where, Wrong
from fsecheck.intake.limits import LOT_BYTES

ENDINGS: Final = (".xml", ".jsonl", ".csv")
_PEEK: Final = 512
#: A document of context begins so; one that hides it behind more is named as what it is.
_CONTEXT: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:[\w.-]+:)?contexte[\s/>]", re.DOTALL
)
_KEPT: Final = 16 * 1024 * 1024
_COPIED: Final = 1024 * 1024


class Source(NamedTuple):
    """One file to read."""

    path: str
    """As the system knows it; - is standard input."""
    shown: str
    """As reports name it."""
    group: str
    """Files of one group share their contexts."""


class FolderError(Exception):
    """A folder that holds nothing to import, or cannot be read, as the system's number of its reason says."""

    def __init__(self, folder: str, errno: int | None = None) -> None:
        super().__init__(folder)
        self.folder = folder
        self.errno = errno


def find(paths: Sequence[str], shown: Callable[[str], str] = str) -> list[Source]:
    """
    The files to read, in order; *shown* is how a path is named in reports.

    Raises FolderError on a folder without a file of ours.
    """
    found: list[Source] = []
    for path in paths:
        if path == "-" or not os.path.isdir(path):
            found.append(Source(path, shown(path), ""))
            continue
        inside = sorted(_walk(path), key=os.path.split)
        if not inside:
            raise FolderError(path)
        found += [Source(one, shown(one), os.path.dirname(one)) for one in inside]
    return found


def items(sources: Iterable[Source], standard_input: BinaryIO) -> Iterator[Item]:
    """The invoices of all *sources*, in order; a file that cannot be read is refused and stops nothing."""
    for _, group in groupby(sources, key=lambda source: source.group):
        yield from _group(list(group), standard_input)


def _group(sources: list[Source], standard_input: BinaryIO) -> Iterator[Item]:
    loose = sheets.Beside()
    contexts = {source.path for source in sources if _is_context(source.path)}
    for source in sources:
        if source.path in contexts:
            try:
                with open(source.path, "rb") as stream:
                    refused = loose.add(stream.read(LOT_BYTES + 1), source.shown)
            except OSError as error:
                refused = _unread(source, error)
            if refused is not None:
                yield refused
    for source in sources:
        if source.path not in contexts:
            yield from _file(source, standard_input, loose)
    yield from loose.left()


def _file(source: Source, standard_input: BinaryIO, loose: sheets.Beside) -> Iterator[Item]:
    if source.path == "-":
        yield from _read(_peekable(standard_input), source, loose)
        return
    try:
        with open(source.path, "rb") as stream:
            yield from _read(stream, source, loose)
    except OSError as error:
        yield _unread(source, error)
    except ValueError:
        # Not a name of a file: it holds a NUL.
        yield Refused((Wrong("unreadable", Where(source.shown), {"errno": None}),), unread=True)


def _read(stream: io.BufferedReader, source: Source, loose: sheets.Beside) -> Iterator[Item]:
    """The invoices of one stream."""
    head = stream.peek(_PEEK)[:_PEEK].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        yield from sheets.items(stream.read(LOT_BYTES + 1), source.shown, loose)
    elif head.startswith(b"{"):
        yield from lines.items(stream, source.shown)
    elif stream.seekable():
        yield from table.items(stream, source.shown)
    else:
        yield from _copied(stream, source)


def _copied(stream: BinaryIO, source: Source) -> Iterator[Item]:
    """A CSV that comes through a pipe: it is read twice, so it is kept, beyond 16 MiB in a file without a name."""
    from tempfile import SpooledTemporaryFile  # noqa: PLC0415 - only for a table through a pipe

    with SpooledTemporaryFile(max_size=_KEPT) as kept:
        while part := stream.read(_COPIED):
            kept.write(part)
        kept.seek(0)
        yield from table.items(kept, source.shown)  # type: ignore[arg-type] # it reads, seeks and tells


def _peekable(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))


def _is_context(path: str) -> bool:
    """Whether a file is a document of context, by its beginning."""
    if not os.path.isfile(path) or not path.lower().endswith(".xml"):
        return False
    try:
        with open(path, "rb") as stream:
            return _CONTEXT.match(stream.read(_PEEK)) is not None
    except OSError:
        return False


def _walk(folder: str) -> Iterator[str]:
    for base, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.lower().endswith(ENDINGS) and not name.startswith("."):
                yield os.path.join(base, name)


def _raise(error: OSError) -> None:
    raise FolderError(str(error.filename), error.errno)


def _unread(source: Source, error: OSError) -> Refused:
    return Refused((Wrong("unreadable", Where(source.shown), {"errno": error.errno}),), unread=True)
