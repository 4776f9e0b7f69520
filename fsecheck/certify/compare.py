"""An earlier run against a later one: which scenarios changed their result."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from fsecheck.certify.judge import ERROR, FAIL, PASS, SKIPPED, UNDECIDED

#: From the best to the worst.
_ORDER: Final = (PASS, SKIPPED, UNDECIDED, FAIL, ERROR)
ABSENT: Final = "absent"


class Change(NamedTuple):
    """A scenario whose result is not what it was."""

    id: str
    before: str
    after: str
    worse: bool


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """The changes from one evidence to another, in the order of the later one; one that is gone comes last."""
    old, new = ({one["id"]: one["status"] for one in evidence["scenarios"]} for evidence in (before, after))
    for own in (*new, *(one for one in old if one not in new)):
        first, last = old.get(own, ABSENT), new.get(own, ABSENT)
        if first != last:
            yield Change(own, first, last, _worse(first, last))


def _worse(before: str, after: str) -> bool:
    if ABSENT in {before, after}:
        return after == ABSENT or after in {FAIL, ERROR}
    return _ORDER.index(after) > _ORDER.index(before)
