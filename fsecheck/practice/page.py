"""
The report as one page that needs nothing else: no script, no picture, nothing to load.

A value of the JSON stands in an element that says where it is there (``data-at``). Each gauge is drawn
beside the sentence that says the same; what a colour tells is also told in words.
"""

from decimal import Decimal
from typing import Any, Final

from lxml import etree
from lxml.builder import E

from fsecheck.practice.style import STYLE
from fsecheck.practice.told import Cell, Cells, Gauge, Part, Section, Sentence, Table, Told, plain

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
#: Units of a drawing: the length of a gauge, and the side of a cell with the gap after it.
_LENGTH: Final = 400
_CELL: Final = 10
_GAP: Final = 3
_Node = Any


def page(told: Told) -> str:
    """The whole page, from its doctype on."""
    several = len(told.parts) > 1
    body = E.body(
        E.header(E.h1(*_pieces(told.title)), *(E.p(*_pieces(sentence)) for sentence in told.said)),
        *([_contents(told)] if several else []),
        E.main(*(_part(part) for part in told.parts)),
        E.footer(_texts(told), E.p(*_pieces(told.made))),
    )
    head = E.head(
        E.meta(charset="utf-8"),
        E.meta({"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        E.meta(name="viewport", content="width=device-width, initial-scale=1"),
        E.meta(name="robots", content="noindex"),
        E.title(plain(told.title)),
        E.style(STYLE),
    )
    html: str = etree.tostring(
        E.html(head, body, lang=told.language), method="html", encoding="unicode", doctype="<!DOCTYPE html>"
    )
    return f"{html}\n"


def _pieces(sentence: Sentence) -> list[_Node]:
    """A sentence, each of its values in an element of its own."""
    return [
        piece if isinstance(piece, str) else E.data(piece.text, {"value": piece.value, "data-at": piece.at})
        for piece in sentence
    ]


def _contents(told: Told) -> _Node:
    return E.nav(E.ul(*(E.li(E.a(plain(part.title), href=f"#mk-{part.mk}")) for part in told.parts)))


def _part(part: Part) -> _Node:
    """All that is said of one MK: the gauges first, then what is listed."""
    shares = [section for section in part.sections if section.share]
    others = [section for section in part.sections if not section.share]
    return E.section(
        {"class": "mk", "id": f"mk-{part.mk}", "aria-labelledby": f"title-{part.mk}"},
        E.h2(*_pieces(part.title), id=f"title-{part.mk}"),
        *(E.p(*_pieces(sentence)) for sentence in part.said),
        E.div({"class": "cards"}, *(_section(section, part.mk) for section in shares)),
        *(_section(section, part.mk) for section in others),
    )


def _section(section: Section, mk: str) -> _Node:
    title = f"{section.name}-{mk}"
    return E.section(
        {"class": f"figure {section.name}", "aria-labelledby": title},
        E.h3(*_pieces(section.title), id=title),
        *([_share(section)] if section.share else []),
        *([] if section.gauge is None else [_gauge(section.gauge)]),
        *(E.p(*_pieces(sentence)) for sentence in section.said),
        *([] if section.table is None else [_table(section.table)]),
        *(E.p({"class": "note"}, *_pieces(note)) for note in section.notes),
    )


def _share(section: Section) -> _Node:
    return E.p(
        {"class": "share"},
        E.strong(*_pieces(section.share), {"class": section.state or "plain"}),
        " ",
        *([] if section.gauge is None else [E.span(section.badge, {"class": f"badge {section.state}"}), " "]),
        E.span(*_pieces(section.aim), {"class": "aim"}),
    )


def _gauge(gauge: Gauge) -> _Node:
    """A bar filled to the share, with the limit or the goal marked on it."""

    def along(share: Decimal) -> str:
        return f"{share * _LENGTH / gauge.scale:.2f}"

    return E.svg(
        {"class": f"gauge {gauge.state}", "viewBox": f"0 0 {_LENGTH} 24", "role": "img"},
        E.title(gauge.said),
        E.rect({"class": "track", "x": "0", "y": "6", "width": str(_LENGTH), "height": "12", "rx": "6"}),
        E.rect({"class": "fill", "x": "0", "y": "6", "width": along(gauge.value), "height": "12", "rx": "6"}),
        E.line({"class": "mark", "x1": along(gauge.mark), "x2": along(gauge.mark), "y1": "0", "y2": "24"}),
    )


def _cells(cells: Cells) -> _Node:
    """One square for each that is allowed, filled for each that is used."""
    step = _CELL + _GAP
    squares = [
        E.rect(
            {
                "class": "fill" if place < cells.used else "track",
                "x": str(place * step),
                "y": "0",
                "width": str(_CELL),
                "height": str(_CELL),
            }
        )
        for place in range(cells.limit)
    ]
    state = "full" if cells.used >= cells.limit else "some"
    width = cells.limit * step - _GAP
    return E.svg(
        {"class": f"cells {state}", "viewBox": f"0 0 {width} {_CELL}", "width": str(width), "role": "img"},
        E.title(cells.said),
        *squares,
    )


def _table(table: Table) -> _Node:
    numbers = set(table.numbers)
    return E.div(
        {"class": "table"},
        E.table(
            E.thead(E.tr(*(_head(text, place in numbers) for place, text in enumerate(table.heads)))),
            E.tbody(
                *(E.tr(*(_cell(cell, number=place in numbers) for place, cell in enumerate(row))) for row in table.rows)
            ),
        ),
    )


def _head(text: str, number: bool) -> _Node:  # noqa: FBT001 - a column
    return E.th(text, {"scope": "col", **({"class": "number"} if number else {})})


def _cell(cell: Cell, *, number: bool) -> _Node:
    content = [*_pieces(cell.said), *([] if cell.cells is None else [" ", _cells(cell.cells)])]
    return E.td({"class": "number"} if number else {}, *content)


def _texts(told: Told) -> _Node:
    """Which texts the figures rest on, and how open questions were read; in French, as the texts are."""
    items = [
        E.li(
            *_pieces(one.said),
            " ; ".join(one.sources),
            ".",
            *([E.br(), E.span({"class": "note"}, *_pieces(one.reading), ".")] if one.reading else []),
        )
        for one in told.texts
    ]
    return E.section(E.h2(told.texts_title), E.ul(*items), {"class": "texts"})
