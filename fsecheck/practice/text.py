"""The report as plain text."""

from collections.abc import Iterator
from typing import Final

from fsecheck.practice.told import Section, Told, plain
from fsecheck.render.sentences import clean

_INDENT: Final = "  "
#: The blanks that do not break, which a terminal need not know.
_PLAIN: Final = str.maketrans("\N{NARROW NO-BREAK SPACE}\N{NO-BREAK SPACE}", "  ")


def text(told: Told) -> str:
    """The whole report, one line a sentence and a row."""
    return "".join(f"{clean(line.translate(_PLAIN))}\n" for line in _lines(told))


def _lines(told: Told) -> Iterator[str]:
    yield plain(told.title)
    yield from map(plain, told.said)
    for part in told.parts:
        yield ""
        yield plain(part.title)
        yield from (f"{_INDENT}{plain(sentence)}" for sentence in part.said)
        for section in part.sections:
            yield ""
            yield from (f"{_INDENT}{line}" for line in _section(section))
    yield ""
    yield told.texts_title
    for one in told.texts:
        yield f"{_INDENT}{plain(one.said)}{' ; '.join(one.sources)}"
        if one.reading:
            yield f"{_INDENT * 2}{plain(one.reading)}"
    yield ""
    yield plain(told.made)


def _section(section: Section) -> Iterator[str]:
    yield f"{plain(section.title)} : {section.badge}" if section.badge else plain(section.title)
    yield from (f"{_INDENT}{plain(sentence)}" for sentence in section.said)
    if section.table is not None:
        heads = section.table.heads
        for row in section.table.rows:
            cells = [f"{head} {said}" for head, cell in zip(heads, row, strict=True) if (said := plain(cell.said))]
            yield f"{_INDENT}- {' · '.join(cells)}"
    yield from (f"{_INDENT}{plain(note)}" for note in section.notes)
