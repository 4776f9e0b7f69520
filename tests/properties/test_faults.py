"""One fault planted in any lawful sheet is found by its own rule, and by no rule of another family."""

from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fsecheck.cases.compare import told as in_words
from tests.practice.faults import FAULTS, Fault, Scene, Unfit
from tests.practice.play import loud
from tests.practice.sheets import Sheet
from tests.practice.stories import STORIES
from tests.properties.lawful import SEEDS, Course, fill, practice, told, tries

_TRIES = 5


@cache
def _tellers() -> dict[str, set[str]]:
    """By the name that sheets bear, the stories that make such sheets."""
    tellers: dict[str, set[str]] = {}
    for name in STORIES:
        for seed in range(8):
            for sheet in told(seed, name):
                tellers.setdefault(sheet.story, set()).add(name)
    return tellers


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@tries(2, 60)
@given(data=st.data())
def test_a_fault_is_found_by_its_own_rule(fault: Fault, data: st.DataObject) -> None:
    """The sheet is lawful without it, and refused or warned of with it by the rules that it names, no other."""
    found = _planted(fault, data)
    assume(found is not None)
    assert found is not None
    course, changed = found
    with practice(course.sheets) as (checker, book):
        fill(course.past, checker, book)
        sound = checker.check(course.sheet.xml(), course.sheet.context(), today=course.sheet.drawn_up)
        written = changed.xml() if fault.spoil is None else fault.spoil(changed.xml())
        report = checker.check(written, changed.context(), today=changed.today or changed.drawn_up)

    assert loud(sound) == course.sheet.expected
    assert not report.faults
    assert {fault.rule} <= loud(report) - course.sheet.expected <= {fault.rule, *fault.also}, [
        in_words(one) for one in report.findings
    ]


def _planted(fault: Fault, data: st.DataObject) -> tuple[Course, Sheet] | None:
    """A story with a sheet that the fault fits, and that sheet changed."""
    names = sorted(name for story in fault.stories for name in _tellers()[story]) or sorted(STORIES)
    for _ in range(_TRIES):
        # More than one, for some faults need an earlier sheet of the same physiotherapist.
        sheets = told(data.draw(SEEDS), *data.draw(st.lists(st.sampled_from(names), min_size=3, max_size=6)))
        places = data.draw(st.permutations(range(len(sheets))))
        for place in places:
            sheet = sheets[place]
            if sheet.expected or (fault.stories and sheet.story not in fault.stories):
                continue
            changed = sheet.copy()
            past = [one for one in sheets[:place] if one.person.nir == sheet.person.nir]
            try:
                fault.change(Scene(changed, past, [one for one in sheets[:place] if one.mk == sheet.mk]))
            except Unfit:
                continue
            return Course(sheets, place), changed
    return None
