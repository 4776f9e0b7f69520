"""Whatever the bytes: no traceback, no ``failed``, bounded time; and what is accepted is valid for both engines."""

from collections import Counter
from functools import cache
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from fsecheck.checker import Checker
from fsecheck.model.report import REJECT
from tests.authoring import sheet
from tests.properties.hostile import Seen, look, seeds
from tests.properties.lawful import LAST_DAY, SEEDS, tries
from tests.properties.mutating import broken_bytes


@cache
def made_of() -> list[bytes]:
    """Documents to break."""
    return seeds(Random(0))


@tries(1_500, 20_000)
@given(SEEDS, st.booleans())
def test_a_broken_document_is_judged_and_breaks_nothing(seed: int, beside: bool) -> None:
    """A document of the fixtures or of a story with some changes of its bytes; now and then with a broken context."""
    rng = Random(seed)
    context = broken_bytes(made_of(), rng) if beside and rng.random() < 0.2 else None

    seen = look(broken_bytes(made_of(), rng), context, Checker(), rng)

    assert seen.wrong is None


@tries(300, 20_000)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_refused(data: bytes) -> None:
    """Bytes that are no document at all."""
    report = Checker().check(data, today=LAST_DAY)

    assert report.verdict == REJECT
    assert {finding.rule for finding in report.findings} <= {"SEC001", "SEC002", "XSD002"}


def test_each_byte_of_a_sheet_in_turn() -> None:
    """Every byte of a sheet replaced once: some sheets stay sheets, most are refused, none does worse."""
    data = sheet()
    rng, checker, seen = Random(1), Checker(), Counter[str]()
    for place in range(len(data)):
        changed = data[:place] + rng.randbytes(1) + data[place + 1 :]
        one: Seen = look(changed, None, checker, rng, opinion=False)
        assert one.wrong is None, (place, one.wrong)
        seen[one.verdict] += 1

    assert seen[REJECT] > len(data) / 2
    assert len(seen) > 1
