"""Two requests a year: against a count made by hand, and on both sides of each date."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsecheck import Checker
from fsecheck.cases.short import of_sheet
from fsecheck.ledger.memory import MemoryLedger
from tests import authoring

TODAY = date(2026, 10, 5)
LIVE = {"reserved", "confirmed", "recorded", "paid"}
OTHER_MK = "10003456786"
PATIENTS = {"A": "1850699999001", "B": "1850699999002"}

requests = st.fixed_dictionaries(
    {
        "day": st.dates(date(2025, 11, 1), TODAY),
        "state": st.sampled_from(["reserved", "confirmed", "recorded", "paid", "rejected", "cancelled", "released"]),
        "mk": st.sampled_from([authoring.MK, authoring.MK, OTHER_MK]),
        "patient": st.sampled_from(["A", "A", "B"]),
        "qualifier": st.sampled_from([None, None, "N"]),
    }
)


def line(day, **fields):
    """An act line RQD."""
    return authoring.act(
        date=day.isoformat(),
        code="RQD",
        coefficient=None,
        prixUnitaire="10.00",
        lieu=None,
        seance=None,
        refPrescription=None,
        requis={"numero": authoring.DOCTOR, "profession": "medecin"},
        **fields,
    )


def sheet(number, lines, patient="A", mk=authoring.MK, drawn_up=TODAY):
    """A sheet of requests."""
    return authoring.sheet(
        lines,
        prescriptions=[],
        assure={"nir": PATIENTS[patient]},
        professionnel={"rpps": mk, "numeroAM": authoring.AM if mk == authoring.MK else authoring.luhn("99113099")},
        facture={"numero": str(number), "dateElaboration": drawn_up.isoformat()},
    )


def enter(book, number, request):
    """Put one earlier request in the ledger, in its state."""
    invoice, context = of_sheet(
        sheet(
            number,
            [line(request["day"], qualificatif=request["qualifier"])],
            request["patient"],
            request["mk"],
            request["day"],
        )
    )
    state, mk = request["state"], request["mk"]
    with book.transaction():
        book.write(invoice, context, "recorded" if state in {"recorded", "cancelled"} else "reserved", TODAY)
    if state in {"confirmed", "paid", "rejected"}:
        book.confirm(mk, str(number), TODAY)
    if state in {"paid", "rejected"}:
        book.settle(mk, str(number), state, TODAY)
    if state in {"released", "cancelled"}:
        {"released": book.release, "cancelled": book.cancel}[state](mk, str(number), TODAY)


@settings(max_examples=60, deadline=None)
@given(st.lists(requests, max_size=6), st.lists(st.dates(date(2025, 11, 1), TODAY), min_size=1, max_size=4))
def test_what_counts_is_counted_and_nothing_else(earlier, days):
    """Live, reimbursable requests of the civil year for this MK and patient, then the sheet's lines in order."""
    book = MemoryLedger("CABINET", date(2025, 1, 1))
    book.cover(authoring.MK, date(2025, 1, 1), None, TODAY)
    for number, request in enumerate(earlier, 1):
        enter(book, number, request)
    counts: dict[int, int] = {}
    for request in earlier:
        if (request["mk"], request["patient"], request["qualifier"]) == (authoring.MK, "A", None):
            counts[request["day"].year] = counts.get(request["day"].year, 0) + (request["state"] in LIVE)
    expected = []
    for rank, day in enumerate(days, 1):
        counts[day.year] = counts.get(day.year, 0) + 1
        if counts[day.year] > 2:
            expected.append((rank, day.year, counts[day.year]))

    report = Checker(book).check(sheet(900, [line(day) for day in days]), today=TODAY)
    book.close()

    found = [(f.place.act, f.params["year"], f.params["counted"]) for f in report.findings if f.rule == "TEX001"]
    assert expected == sorted(found)
    assert not [unknown for unknown in report.unknowns if unknown.rule == "TEX001"]


@pytest.mark.parametrize("rule", ["TEX001", "TEX002", "TEX003", "TEX004", "TEX005", "TEX006", "TEX007"])
@pytest.mark.parametrize(("day", "in_force"), [(date(2024, 2, 21), False), (date(2024, 2, 22), True)])
def test_the_chapter_begins_with_its_texts(rule, day, in_force):
    """The day before 22 February 2024 no rule of the chapter is in force; on that day each is."""
    report = Checker().check(sheet(1, [line(day)], drawn_up=day), today=day)

    assert in_force is (report.outcomes[rule] != "not_in_force")


@pytest.mark.parametrize(
    ("days", "refused"),
    [
        ((date(2025, 12, 31), date(2026, 1, 1)), []),
        ((date(2026, 1, 1), date(2026, 1, 1)), []),
        ((date(2025, 12, 30), date(2025, 12, 31), date(2025, 12, 31)), [3]),
        ((date(2026, 1, 1), date(2025, 12, 31), date(2026, 1, 2), date(2026, 1, 3)), [4]),
    ],
    ids=["one-each", "same-day", "third", "out-of-order"],
)
def test_lines_count_in_the_order_of_the_sheet_and_in_their_own_year(days, refused):
    """The line that passes two is refused, whatever the dates of those before it."""
    book = MemoryLedger("CABINET", date(2025, 1, 1))
    book.cover(authoring.MK, date(2025, 1, 1), None, TODAY)

    report = Checker(book).check(sheet(1, [line(day) for day in days]), today=TODAY)
    book.close()

    assert refused == [finding.place.act for finding in report.findings]


def test_the_day_after_the_year_ends_is_told():
    """The finding says from which day a request may be made again."""
    book = MemoryLedger("CABINET", date(2026, 1, 1))
    days = [date(2026, 1, 5) + timedelta(days=place) for place in range(3)]

    report = Checker(book).check(sheet(1, [line(day) for day in days]), today=TODAY)
    book.close()

    assert ["2027-01-01"] == [finding.params["reopens"] for finding in report.findings]


def test_the_sheet_checked_again_after_it_was_reserved_is_still_accepted():
    """A held sheet never counts against itself; the next one sees it."""
    book = MemoryLedger("CABINET", date(2026, 1, 1))
    book.cover(authoring.MK, date(2026, 1, 1), None, TODAY)
    checker = Checker(book)
    both = sheet(1, [line(TODAY), line(TODAY)])

    verdicts = [checker.reserve(both, today=TODAY)[0].report.verdict for _ in range(3)]
    verdicts.append(checker.check(sheet(2, [line(TODAY)]), today=TODAY).verdict)
    book.close()

    assert ["accept", "accept", "accept", "reject"] == verdicts
