"""What we ask of an element of lxml."""

from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

_XINCLUDE: Final = "{http://www.w3.org/2001/XInclude}"
_LAST_SHORT_LINE: Final = 65535


def line_of(element: "etree._Element") -> int | None:
    """
    The line of the document where the element begins.

    Past the 65 535th, libxml2 knows the line of an element by its content only: None where it has none.
    """
    line = cast("Any", element).sourceline
    return None if line is None or line == _LAST_SHORT_LINE else int(line)


def local_name(element: "etree._Element") -> str:
    """The name of the element without its namespace."""
    return element.tag.rpartition("}")[2]


def is_xinclude(element: "etree._Element") -> bool:
    """Whether the element belongs to XInclude."""
    return element.tag.startswith(_XINCLUDE)


def errors_of(schema: "etree.XMLSchema") -> "Iterable[etree._LogEntry]":
    """The log of the last validation."""
    return cast("Any", schema).error_log  # type: ignore[no-any-return] # the stubs lack it
