"""
The report counts as the rules do: where it says that nothing is left, the next sheet is refused, and nowhere else.

The next sheets are real ones, put to the whole checker with the same ledger.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from fsecheck.checker import Checker
from fsecheck.law.lawset import Law
from fsecheck.model.report import VIOLATED
from fsecheck.practice.patients import recent
from tests.practice.generator import practice
from tests.practice.kept import following, kept, outcomes, part_of, report, rows
from tests.practice.play import settings, staff
from tests.practice.sheets import Line, Sheet

DAYS = [date(2024, 9, 30), date(2025, 3, 14), date(2025, 11, 20), date(2026, 3, 2)]
ONE = timedelta(days=1)


@cache
def sheets() -> list[Sheet]:
    """Three years of a practice."""
    return practice(10_000, 37)


class Scene:
    """The practice as it stands on one day: its ledger, its report, its checker."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.mks = staff(sheets())
        self.sheets = [sheet for sheet in sheets() if sheet.drawn_up <= day]
        stated = settings(self.mks)
        self.book = kept(self.sheets, self.mks)
        self.checker = Checker(self.book, settings=stated)
        self.report = report(self.book, day, stated)
        self.people = {sheet.number: id(sheet.person) for sheet in self.sheets}

    def rows(self, figure: str) -> Iterator[tuple[str, int, Any]]:
        """MK, patient and row."""
        return ((mk, self.person(row), row) for mk, row in rows(self.report, figure))

    def person(self, row: Any) -> int:
        """The patient of a row."""
        return self.people[row["patient"]["invoices"][0]["number"]]


@cache
def scene(day: date) -> Scene:
    """The scene of a day, made once."""
    return Scene(day)


@pytest.fixture(params=DAYS, ids=str)
def on(request: pytest.FixtureRequest) -> Scene:
    """One scene after another."""
    return scene(request.param)


def test_no_request_is_left_exactly_where_the_next_is_refused(on: Scene) -> None:
    """Every physiotherapist and patient with a request of the year, and some without any."""
    left = {(mk, person): row["left"]["value"] for mk, person, row in on.rows("requests")}
    asked = [(sheet, line) for sheet in on.sheets for line in sheet.lines if line.code == "RQD"]
    some = [(sheet, asked[0][1]) for sheet in on.sheets[::40]]
    wrong = []
    for sheet, line in {(one[0].mk.rpps, id(one[0].person)): one for one in [*some, *asked]}.values():
        said = outcomes(following(sheet, on.day, line), on.checker)["TEX001"] == VIOLATED
        if said is not (left.get((sheet.mk.rpps, id(sheet.person)), 2) == 0):
            wrong.append((sheet.story, left.get((sheet.mk.rpps, id(sheet.person)))))

    assert not wrong


@pytest.mark.parametrize("structure", ["msp", "cptsExperimentation"])
def test_no_session_is_left_exactly_where_the_next_is_refused(on: Scene, structure: str) -> None:
    """Every patient with a direct-access session without diagnosis; the experiment counts its runs otherwise."""
    stated = settings(on.mks)._replace(structure=structure)
    made = report(on.book, on.day, stated)
    checker = Checker(on.book, settings=stated)
    left = {on.person(row): row["left"]["value"] for _, row in rows(made, "direct_access")}
    asked = {id(sheet.person): sheet for sheet in on.sheets if sheet.invoice.get("accesDirect")}
    wrong = []
    for person, sheet in asked.items():
        line = sheet.lines[-1]
        line = Line(line.day, line.fields, {**line.known, "diagnostic": "non", "preuveDiagnostic": None}, line.act)
        after = following(sheet, on.day, line)
        after.stated.pop("structure", None)
        said = outcomes(after, checker)["ADI003"] == VIOLATED
        if said is not (left.get(person) == 0):
            wrong.append((sheet.story, sheet.drawn_up, left.get(person)))

    assert not wrong
    assert set(left) <= set(asked)


def courses(on: Scene) -> dict[tuple[int, str, date], tuple[Sheet, Line]]:
    """The last session of each prescription under way whose sheets name it: by patient, doctor and day."""
    found = {}
    bearing = set()
    for sheet in on.sheets:
        if sheet.invoice.get("accesDirect"):
            continue
        written = {one["numeroOrdre"]: one for one in sheet.prescriptions}
        for line in sheet.lines:
            one = written.get(line.fields.get("refPrescription"))
            if one is None or not line.rank:
                continue
            key = (id(sheet.person), one["numeroPrescripteur"], one["date"])
            if line.fields.get("accordPrealable"):
                bearing.add(key[::2])
            if line.day >= recent(Law(), on.day):
                found[key] = sheet, line
    return {key: one for key, one in found.items() if key[::2] not in bearing}


def test_an_agreement_is_announced_as_the_next_sheet_is_told_or_refused(on: Scene) -> None:
    """Series without an agreement: refused at none left, told (DAP004) at some left, nothing said elsewhere."""
    left = {}
    for _, person, row in on.rows("agreements"):
        left.setdefault(person, set()).add(row["left"]["value"])
    wrong = []
    for (person, _, _), (sheet, line) in courses(on).items():
        said = outcomes(following(sheet, on.day, line), on.checker)
        lacks = VIOLATED in {said["DAP001"], said["DAP005"]}
        near = said["DAP004"] == VIOLATED
        if lacks is not (0 in left.get(person, ())) or near is not bool(left.get(person, set()) - {0}):
            wrong.append((sheet.story, line.rank, lacks, near, left.get(person)))

    assert not wrong


def test_both_sides_of_every_limit_were_compared() -> None:
    """On some of the days something is left, on some nothing, and of some agreements the text has two readings."""
    left = {
        figure: {row["left"]["value"] for day in DAYS for _, _, row in scene(day).rows(figure)}
        for figure in ("requests", "direct_access", "agreements")
    }
    found = [row for day in DAYS for _, _, row in scene(day).rows("agreements")]

    assert left["requests"] == {0, 1}
    assert left["direct_access"] > {0}
    assert left["agreements"] >= {0, 1, 2}
    assert {row["certain"] for row in found} == {True, False}
    assert {None, 31} <= {row["later"] for row in found}


def test_a_bilan_is_due_as_the_next_sheet_is_told(on: Scene) -> None:
    """Where the next session reaches the rank, BDK003 says it too; what it says, the report has."""
    due = {}
    for _, person, row in on.rows("assessments"):
        due.setdefault(person, set()).add(row["reached"])
    wrong = []
    for (person, _, _), (sheet, line) in courses(on).items():
        said = outcomes(following(sheet, on.day, line), on.checker)["BDK003"] == VIOLATED
        if (said and person not in due) or (None in due.get(person, ()) and not said):
            wrong.append((sheet.story, line.rank, said, due.get(person)))

    assert not wrong


def test_the_room_of_telecare_is_exact_on_both_sides(on: Scene) -> None:
    """So many more remote acts and TEL009 is silent; one more and it speaks."""
    last = {sheet.mk.rpps: (sheet, line) for sheet in on.sheets for line in sheet.lines if line.remote}
    assert last
    for mk, (sheet, line) in last.items():
        found = part_of(on.report, mk)["telecare"]
        for number, over in ((found["room"], False), (found["room"] + 1, True)):
            lines = remote_lines(line, number)
            said = outcomes(following(sheet, on.day, *lines), on.checker)["TEL009"] if lines else ""
            assert (said == VIOLATED) is over, (mk, number)


def test_a_sheet_is_refused_for_telecare_when_the_report_says(on: Scene) -> None:
    """The same for TEL011, where the activity of reference is known."""
    last = {sheet.mk.rpps: (sheet, line) for sheet in on.sheets for line in sheet.lines if line.remote}
    known = 0
    for mk, (sheet, line) in last.items():
        found = part_of(on.report, mk)["telecare"]
        room = found["room_before_refusal"]
        assert (room is None) is (found["reference"] is None)
        if room is None:
            continue
        known += 1
        for number, over in ((room, False), (room + 1, True)):
            said = outcomes(following(sheet, on.day, *remote_lines(line, number)), on.checker)["TEL011"]
            assert (said == VIOLATED) is over, (mk, number)

    assert known or on.day.year == 2024


def remote_lines(line: Line, number: int) -> list[Line]:
    """So many remote acts, in lines of as many as the sheet can write."""
    most = 99
    parts = [most] * (number // most) + ([number % most] if number % most else [])
    return [Line(line.day, {**line.fields, "quantite": part}, dict(line.known), line.act) for part in parts]
