"""A lawful sheet stays lawful however it is written, in whatever company, and whatever the ledger went through."""

from random import Random
from typing import Final

from hypothesis import assume, given
from hypothesis import strategies as st

from fsecheck.cases.compare import told as in_words
from tests import authoring
from tests.practice.people import Mk
from tests.practice.play import loud
from tests.practice.sheets import Sheet
from tests.properties.lawful import SEEDS, Course, courses, fill, practice, said, told, tries
from tests.properties.rewriting import rewritten

#: A physiotherapist of no generated practice.
_OTHER: Final = Mk(authoring.luhn("99113999"), authoring.luhn("9990006599"))


@tries(60, 4_000)
@given(courses(), SEEDS)
def test_a_lawful_sheet_stays_accepted_when_it_is_written_otherwise(course: Course, seed: int) -> None:
    """Nothing is said of it that is not meant; the same is said of it in another encoding, with other blanks ..."""
    rng, sheet = Random(seed), course.sheet
    with practice(course.sheets) as (checker, book):
        fill(course.past, checker, book)
        data, context = sheet.xml(), sheet.context()
        report = checker.check(data, context, today=sheet.drawn_up)
        other = checker.check(rewritten(data, rng), context and rewritten(context, rng), today=sheet.drawn_up)

    assert loud(report) == sheet.expected, [in_words(one) for one in report.findings]
    assert report.may_send
    assert said(other) == said(report)


@tries(30, 2_000)
@given(courses(), SEEDS, st.integers(0, 6))
def test_a_lawful_sheet_stays_accepted_in_a_lot_of_others(course: Course, seed: int, place: int) -> None:
    """Sheets of another patient and physiotherapist before and after it change nothing of what is said of it."""
    sheet = course.sheet
    company = _company(seed, course)
    sheets = [*company[:place], sheet, *company[place:]]
    with practice(course.sheets) as (checker, book):
        fill(course.past, checker, book)
        alone = checker.check(sheet.xml(), sheet.context(), today=sheet.drawn_up)
        contexts = [context for one in sheets if (context := one.context()) is not None]
        document = authoring.envelope(authoring.lot(*[one.xml() for one in sheets]), *contexts)
        reports = checker.check_sheets(document, today=sheet.drawn_up)

    assert len(reports) == len(sheets)
    assert said(reports[sheets.index(sheet)]) == said(alone)


@tries(30, 2_000)
@given(courses(), SEEDS)
def test_the_order_in_which_the_ledger_was_filled_changes_nothing(course: Course, seed: int) -> None:
    """Earlier sheets of the patient written in another order: the same findings, with the same evidence."""
    assume(len(course.past) > 1)
    sheet = course.sheet
    reports = []
    shuffled = list(course.past)
    Random(seed).shuffle(shuffled)
    for past in (course.past, shuffled):
        with practice(course.sheets) as (checker, book):
            fill(past, checker, book)
            reports.append(checker.check(sheet.xml(), sheet.context(), today=sheet.drawn_up))

    assert said(reports[0]) == said(reports[1])


def _company(seed: int, course: Course) -> list[Sheet]:
    """Some sheets of other patients of another physiotherapist."""
    own = {sheet.person.nir for sheet in course.sheets}
    others = [sheet for sheet in told(seed, "ordinary_care") if sheet.person.nir not in own][:6]
    for sheet in others:
        sheet.mk = _OTHER
    return others
