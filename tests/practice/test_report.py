"""What the report says of a small ledger, and what it says where the ledger does not know."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsecheck.law.lawset import Law
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.ledger.port import LIVE, RECORDED, RESERVED
from fsecheck.model.context import Context, LineContext
from fsecheck.model.facts import YEAR_VOLUME, Fact, Facts, Volume
from fsecheck.model.invoice import Act, Invoice, Patient, Prescription
from fsecheck.practice.gather import Period, PeriodError, UnknownMkError, practice
from fsecheck.practice.report import QUOTED, Document, document
from fsecheck.rules.acts import counted
from fsecheck.rules.catalogue import CATALOGUE
from fsecheck.rules.telecare import Share
from fsecheck.settings import Settings
from tests.ledger.sheets import AM, CHILD, RPPS, act, mk, sheet

LAW = Law()
TODAY = date(2026, 11, 20)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ONE = timedelta(days=1)
DOCTOR = "751000017"
WRITTEN = date(2026, 8, 24)
START = date(2026, 9, 1)


@pytest.fixture
def book() -> MemoryLedger:
    """An empty ledger that counts as the checker does."""
    return MemoryLedger("CABINET-1", TODAY, classify=lambda line: counted(LAW, line))


@pytest.fixture
def whole(book: MemoryLedger) -> MemoryLedger:
    """The same, complete since 2024."""
    book.cover(RPPS, date(2024, 1, 1), None, TODAY)
    return book


def put(book: MemoryLedger, invoice: Invoice, state: str = RECORDED, **known: Any) -> None:
    book.write(invoice, Context(**known), state, TODAY)


def said(book: MemoryLedger, period: Period = YEAR, today: date = TODAY, **asked: Any) -> Document:
    return document(practice(book, period, today, **asked))


def of(book: MemoryLedger, figure: str, **asked: Any) -> Any:
    """A figure of the one MK of the ledger."""
    [part] = said(book, **asked)["practitioners"]
    return part[figure]


def session(day: date, code: str = "RAM", coefficient: str = "8.68", **fields: Any) -> Act:
    """A session of lombalgie, by default."""
    return act(1, day, code, coefficient=Decimal(coefficient), prescription=1, **fields)


def bill(number: int, *lines: Act, written: date = WRITTEN, **fields: Any) -> Invoice:
    """A sheet of these lines under a doctor's prescription."""
    acts = tuple(line._replace(rank=rank) for rank, line in enumerate(lines, 1))
    fields.setdefault("prescriptions", (Prescription(1, DOCTOR, written),))
    return sheet(str(number), acts=acts, **fields)


def care(number: int, start: date = START, **fields: Any) -> list[Act]:
    """So many sessions, one a day."""
    return [session(start + place * ONE, **fields) for place in range(number)]


def couple(act_id: str, day: date = TODAY) -> dict[str, str]:
    """Letter and coefficient of an act."""
    [version] = LAW.nomenclature_table.versions_of(act_id, day)
    return {"code": version.letter, "coefficient": f"{version.coefficient:f}"}


# Telecare


def test_the_share_of_the_civil_year_and_what_it_can_still_absorb(whole):
    put(whole, bill(1, *care(17), session(START, "TMK"), session(START, "TMK", quantity=2)))
    put(whole, bill(2, session(date(2025, 12, 31), "TMK"), written=date(2025, 12, 1)))

    found = of(whole, "telecare")

    assert found["remote"] == {"value": 3, "at_least": 3}
    assert found["total"] == {"value": 20, "at_least": 20}
    assert (found["share"], found["cap"], found["over"], found["room"]) == ("15.00", 20, False, 1)
    assert found["known"] == {"complete": True, "since": "2024-01-01", "needed": "2026-01-01"}


def test_exactly_the_cap_is_not_over_it_and_absorbs_nothing(whole):
    put(whole, bill(1, *care(8), session(START, "TMK", quantity=2)))

    assert {key: of(whole, "telecare")[key] for key in ("share", "over", "room", "back")} == {
        "share": "20.00", "over": False, "room": 0, "back": None,
    }  # fmt: skip


def test_over_the_cap_it_says_how_many_acts_on_site_bring_it_back(whole):
    put(whole, bill(1, *care(8), session(START, "TMK", quantity=3)))

    found = of(whole, "telecare")
    put(whole, bill(2, *care(found["back"], START + 20 * ONE)))

    assert (found["over"], found["room"], found["back"]) == (True, 0, 4)
    assert of(whole, "telecare")["share"] == "20.00"


def test_the_share_is_unknown_where_the_ledger_claims_nothing(book):
    put(book, bill(1, *care(8), session(START, "TMK")))

    found = of(book, "telecare")

    assert found["remote"] == {"value": None, "at_least": 1}
    assert {found[key] for key in ("share", "over", "room", "back", "reference", "room_before_refusal")} == {None}
    assert found["known"] == {"complete": False, "since": None, "needed": "2026-01-01"}


@pytest.mark.parametrize(("since", "complete"), [(date(2026, 1, 1), True), (date(2026, 1, 2), False)])
def test_a_share_is_known_from_the_first_day_of_its_year_on(book, since, complete):
    put(book, bill(1, *care(8)))
    book.cover(RPPS, since, None, TODAY)

    found = of(book, "telecare")

    assert found["known"]["complete"] is complete
    assert (found["share"] is None) is not complete
    assert found["known"]["since"] == since.isoformat()


@pytest.mark.parametrize(
    ("enforcement", "volume", "refused"),
    [("annual", 100, 19), ("annual", None, None), ("running", 100, 1), ("running", None, 1), ("never", 100, None)],
)
def test_when_a_sheet_will_be_refused_follows_the_settings(book, enforcement, volume, refused):
    book.cover(RPPS, date(2026, 1, 1), None, TODAY)
    put(book, bill(1, *care(8), session(START, "TMK")))

    found = of(book, "telecare", settings=Settings(cap_enforcement=enforcement, annual_volume=volume))

    assert found["reference"] == volume
    assert found["room_before_refusal"] == refused


@given(st.integers(0, 400), st.integers(0, 4000))
def test_the_room_of_a_share_is_exact_on_both_sides(remote, others):
    def over(more: int) -> bool:
        volume = Volume(2026, remote + more, remote + more + others)
        facts = Facts(TODAY, Context(), {YEAR_VOLUME: Fact((), date(2020, 1, 1), (volume,))})
        return Share(TODAY, (), facts, LAW).over

    room = Share(
        TODAY,
        (),
        Facts(TODAY, Context(), {YEAR_VOLUME: Fact((), date(2020, 1, 1), (Volume(2026, remote, remote + others),))}),
        LAW,
    ).room

    assert over(room + 1)
    assert over(0) or not over(room)
    assert room == 0 or not over(0)


# Secured rate


@pytest.mark.parametrize(("degraded", "reached", "missing"), [(3, True, 0), (4, False, 3)])
def test_the_secured_rate_is_reached_at_exactly_its_goal(whole, degraded, reached, missing):
    modes = ["securise", "enVisite", "desynchronise", "securise", "securise", "securise"] + ["degrade"] * degraded
    for number, mode in enumerate(modes, 1):
        put(whole, bill(number, session(START), mode=mode))
    put(whole, bill(90, session(START, "TMK"), mode="sesamSansVitale"))

    found = of(whole, "secured_rate")

    assert (found["secured"]["value"], found["telehealth"]["value"], found["sent"]["value"]) == (6, 1, 7 + degraded)
    assert (found["goal"], found["reached"], found["to_goal"]) == (70, reached, missing)
    assert found["rate"] == ("70.00" if reached else "63.64")


def test_so_many_secured_sheets_more_reach_the_goal_and_one_less_does_not(whole):
    for number in range(1, 8):
        put(whole, bill(number, session(START), mode="degrade" if number > 2 else "securise"))
    missing = of(whole, "secured_rate")["to_goal"]
    for number in range(missing):
        assert of(whole, "secured_rate")["reached"] is False
        put(whole, bill(100 + number, session(START), mode="securise"))

    assert missing
    assert of(whole, "secured_rate")["reached"] is True


@pytest.mark.parametrize(
    ("code", "mode", "added"),
    [
        ("TMK", "sesamSansVitale", 1),
        ("RQD", "sesamSansVitale", 1),
        ("RAM", "sesamSansVitale", 0),
        ("TMK", "degrade", 0),
    ],
)
def test_only_telehealth_without_the_card_is_added_to_the_secured_sheets(whole, code, mode, added):
    put(whole, bill(1, session(START, code), mode=mode))

    assert of(whole, "secured_rate")["telehealth"]["value"] == added
    assert of(whole, "secured_rate")["secured"]["value"] == 0


def test_a_sheet_that_was_not_sent_or_that_was_turned_down_is_not_counted(whole):
    put(whole, bill(1, session(START)))
    put(whole, bill(2, session(START)), RESERVED)
    put(whole, bill(3, session(START)))
    whole.settle(RPPS, "3", "rejected", TODAY)
    put(whole, bill(4, session(START)))
    put(whole, bill(5, session(START), corrects="4"))

    assert of(whole, "secured_rate")["sent"]["value"] == 2


def test_the_rate_is_unknown_with_a_sheet_of_unknown_mode(whole):
    put(whole, bill(1, session(START)))
    put(whole, bill(2, session(START), mode=""))

    found = of(whole, "secured_rate")

    assert (found["without_mode"], found["rate"], found["reached"], found["to_goal"]) == (1, None, None, None)
    assert found["sent"]["value"] == 2


@pytest.mark.parametrize(("until", "complete"), [(TODAY, True), (TODAY - ONE, False), (None, True)])
def test_what_goes_by_elaboration_is_known_when_every_day_of_it_is_claimed(book, until, complete):
    put(book, bill(1, session(START)))
    book.cover(RPPS, date(2026, 1, 1), until, TODAY)

    found = of(book, "secured_rate")

    assert found["known"]["complete"] is complete
    assert (found["rate"] is None) is not complete
    assert of(book, "invoices")["known"]["complete"] is complete


def test_without_any_sheet_there_is_no_rate_and_no_goal_is_missed(whole):
    found = of(whole, "secured_rate")

    assert (found["sent"]["value"], found["rate"], found["reached"]) == (0, None, None)


# Overcharge


def test_overcharged_acts_of_the_period_and_their_amount(whole):
    dear = {"qualifier": "DE", "fees": Decimal("25.00")}
    put(
        whole,
        bill(1, *care(3), session(START + 5 * ONE, **dear), session(START + 6 * ONE, qualifier="E", fees=Decimal(20))),
    )
    put(whole, bill(2, session(date(2026, 6, 30), **dear), written=date(2026, 6, 1)))
    period = Period(date(2026, 7, 1), date(2026, 12, 31))

    found = of(whole, "overcharge", period=period)

    assert (found["acts"]["value"], found["total"]["value"], found["share"]) == (2, 5, "40.00")
    assert found["amount"] == {"value": "7.42", "at_least": "7.42"}
    assert found["fees"]["value"] == "101.37"
    assert found["level"] is None
    assert of(whole, "overcharge")["acts"]["value"] == 3


def test_a_qualifier_that_is_no_demand_of_the_patient_is_no_overcharge(whole):
    put(whole, bill(1, session(START, qualifier="DP", fees=Decimal("25.00")), session(START, qualifier="DE")))

    assert of(whole, "overcharge")["acts"]["value"] == 0


def test_the_level_of_the_practice_is_told_where_it_has_set_one(whole):
    assert of(whole, "overcharge", settings=Settings(overcharge_level=3))["level"] == 3


def test_overcharges_are_unknown_where_the_ledger_claims_nothing(book):
    put(book, bill(1, session(START, qualifier="DE", fees=Decimal("25.00"))))

    found = of(book, "overcharge")

    assert found["share"] is None
    assert found["acts"] == {"value": None, "at_least": 1}
    assert found["amount"] == {"value": None, "at_least": "6.21"}


# Requests


def ask(number: int, day: date, **fields: Any) -> Invoice:
    return bill(number, session(day, "RQD", "1"), **fields)


@pytest.mark.parametrize(("days", "left"), [([START], 1), ([START, START + ONE], 0), ([date(2025, 12, 31)], None)])
def test_requests_left_of_the_civil_year(whole, days, left):
    for number, day in enumerate(days, 1):
        put(whole, ask(number, day))

    rows = of(whole, "requests")["rows"]

    assert [row["left"]["value"] for row in rows] == ([] if left is None else [left])


def test_requests_left_are_unknown_where_the_ledger_claims_nothing_but_none_is_none(book):
    put(book, ask(1, START))
    put(book, ask(2, START, patient=TWIN))
    put(book, ask(3, START + ONE, patient=TWIN))

    none, some = of(book, "requests")["rows"]

    assert (some["left"], some["used"]) == ({"value": None, "at_most": 1}, {"value": None, "at_least": 1})
    assert (none["left"], none["used"]) == ({"value": 0, "at_most": 0}, {"value": None, "at_least": 2})


TWIN = Patient(nir=CHILD.nir, nir_key=CHILD.nir_key, birth=CHILD.birth, rank="2")


# Direct access


def direct(
    number: int, *days: date, diagnosis: bool | None = False, region: str | None = None
) -> tuple[Invoice, Context]:
    invoice = bill(number, *[session(day) for day in days], direct_access=True, prescriptions=())
    line = LineContext(diagnosis=diagnosis, region=region)
    return invoice, Context(lines={line_.rank: line for line_ in invoice.acts})


def see(book: MemoryLedger, number: int, *days: date, **about: Any) -> None:
    book.write(*direct(number, *days, **about), RECORDED, TODAY)


@pytest.mark.parametrize(
    ("day", "under_way"), [(date(2026, 8, 21), True), (date(2026, 8, 20), False), (date(2026, 8, 19), False)]
)
def test_a_run_is_over_three_months_after_its_last_session(whole, day, under_way):
    see(whole, 1, day)

    rows = of(whole, "direct_access")["rows"]

    assert [row["left"]["value"] for row in rows] == ([7] if under_way else [])


def test_two_regions_are_two_runs(whole):
    see(whole, 1, *[START + place * ONE for place in range(8)], region="epaule")
    see(whole, 2, START + 30 * ONE, region="genou")

    rows = of(whole, "direct_access")["rows"]

    assert [(row["left"]["value"], row["patient"]["invoices"][0]["number"]) for row in rows] == [(0, "1"), (7, "2")]


def test_sessions_with_a_diagnosis_have_no_limit(whole):
    see(whole, 1, *[START + place * ONE for place in range(12)], diagnosis=True)

    assert of(whole, "direct_access")["rows"] == []


def test_an_unknown_diagnosis_leaves_what_is_left_unknown(whole):
    see(whole, 1, START, START + ONE)
    see(whole, 2, START + 2 * ONE, diagnosis=None)

    [row] = of(whole, "direct_access")["rows"]

    assert (row["used"], row["left"]) == ({"value": None, "at_least": 2}, {"value": None, "at_most": 6})
    assert row["lacks"] == ["ledger.diagnosis"]


def test_sessions_left_are_unknown_where_the_ledger_claims_nothing_but_none_is_none(book):
    see(book, 1, START)
    [row] = of(book, "direct_access")["rows"]
    assert (row["left"], row["lacks"]) == ({"value": None, "at_most": 7}, ["ledger.direct_sessions"])

    see(book, 2, *[START + place * ONE for place in range(1, 8)])
    [row] = of(book, "direct_access")["rows"]
    assert (row["left"], row["lacks"]) == ({"value": 0, "at_most": 0}, [])


# Agreements and assessments

KNEE = couple("meniscectomie", START)


@pytest.mark.parametrize(("done", "left"), [(11, []), (12, [3]), (14, [1]), (15, [0]), (17, [0])])
def test_an_agreement_is_soon_due_within_three_sessions_of_the_threshold(whole, done, left):
    put(whole, bill(1, *care(done, **KNEE)))

    rows = of(whole, "agreements")["rows"]

    assert [row["left"]["value"] for row in rows] == left
    assert {(row["limit"], row["certain"], row["later"], row["done"]["value"]) for row in rows} <= {
        (16, True, None, done)
    }


def test_a_series_that_bears_an_agreement_is_left_alone(whole):
    put(whole, bill(1, *care(14, **KNEE), session(START + 20 * ONE, agreement="favorable", **KNEE)))

    assert of(whole, "agreements")["rows"] == []


def test_a_refused_agreement_is_none(whole):
    put(whole, bill(1, *care(14, **KNEE), session(START + 20 * ONE, agreement="refus", **KNEE)))

    assert [row["left"]["value"] for row in of(whole, "agreements")["rows"]] == [0]


def test_two_thresholds_of_one_sentence_are_both_told(whole):
    put(whole, bill(1, *care(15, **couple("lombalgie-commune", START))))

    [row] = of(whole, "agreements")["rows"]

    assert (row["limit"], row["later"], row["left"]["value"], row["certain"]) == (16, 31, 0, False)


def test_a_renewal_continues_the_series(whole):
    renewal = LAW.prescription.renewal_number.at(START)
    put(whole, bill(1, *care(10, **KNEE)))
    put(
        whole,
        bill(
            2,
            *care(4, START + 20 * ONE, **KNEE),
            prescriptions=(Prescription(1, renewal, WRITTEN, renewed_by="masseurKinesitherapeute"),),
        ),
    )

    [row] = of(whole, "agreements")["rows"]

    assert (row["done"]["value"], row["left"]["value"]) == (14, 1)
    assert [one["number"] for one in row["patient"]["invoices"]] == ["2", "1"]


@pytest.mark.parametrize(("since", "unknown"), [(WRITTEN, 0), (WRITTEN + ONE, 1)])
def test_sessions_cannot_be_numbered_before_the_ledger_is_complete(book, since, unknown):
    book.cover(RPPS, since, None, TODAY)
    put(book, bill(1, *care(12, **KNEE)))

    [part] = said(book)["practitioners"]

    assert part["agreements"]["unknown"] == part["assessments"]["unknown"] == unknown
    assert len(part["agreements"]["rows"]) == len(part["assessments"]["rows"]) == 1 - unknown


def test_what_is_counted_at_least_needs_an_agreement_whatever_is_not_known(book):
    put(book, bill(1, *care(15, **KNEE)))

    [row] = of(book, "agreements")["rows"]

    assert (row["done"], row["left"]["value"]) == ({"value": None, "at_least": 15}, 0)


@pytest.mark.parametrize(("last", "rows"), [(date(2026, 8, 21), 1), (date(2026, 8, 20), 0)])
def test_a_treatment_is_under_way_for_three_months_after_its_last_session(whole, last, rows):
    put(whole, bill(1, *care(13, last - 12 * ONE, **KNEE), written=date(2026, 7, 1)))

    [part] = said(whole)["practitioners"]

    assert len(part["agreements"]["rows"]) == len(part["assessments"]["rows"]) == rows


BILAN = {"code": "AMK", "coefficient": "10.7"}
PLAIN = couple("rachis-lombosacre-sans-chirurgie", START)


@pytest.mark.parametrize(
    ("done", "due"),
    [
        (28, []),
        (29, [("due", 30, True)]),
        (30, [("due", 30, False)]),
        (45, [("due", 30, False)]),
        (50, [("due", 50, False)]),
    ],
)
def test_a_bilan_stays_due_until_it_is_billed(whole, done, due):
    put(whole, bill(1, session(START, **BILAN), *care(done, **PLAIN)))

    rows = of(whole, "assessments")["rows"]
    put(whole, bill(2, session(START + (done - 1) * ONE, **BILAN)))

    assert [(row["why"], row["rank"], row["reached"] is None) for row in rows] == due
    assert [row for row in of(whole, "assessments")["rows"] if row["reached"]] == []


@pytest.mark.parametrize(("done", "due"), [(8, []), (9, [(10, None)]), (10, [(10, "2026-09-10")])])
def test_the_initial_bilan_is_due_at_the_tenth_session(whole, done, due):
    put(whole, bill(1, *care(done, **PLAIN)))

    rows = of(whole, "assessments")["rows"]

    assert [(row["rank"], row["reached"]) for row in rows] == due
    assert {row["why"] for row in rows} <= {"initial"}


def test_a_session_beyond_ten_of_the_lymphoedema_needs_a_bilan(whole):
    put(whole, bill(1, session(START, **BILAN), *care(11, **couple("lymphoedeme-cancer-sein", START))))

    assert [(row["why"], row["rank"]) for row in of(whole, "assessments")["rows"]] == [("before-more", 10)]


def test_two_prescriptions_of_a_patient_are_two_treatments(whole):
    put(whole, bill(1, *care(12, **KNEE)))
    put(whole, bill(2, *care(13, **couple("arthroplastie-hanche", START)), written=WRITTEN - ONE))

    assert [row["act"] for row in of(whole, "agreements")["rows"]] == ["arthroplastie-hanche", "meniscectomie"]


# Series


@pytest.mark.parametrize(
    ("code", "last_remote", "missing"),
    [("RAM", True, ["remote"]), ("TMK", False, ["on-site"]), ("RAM", False, []), ("TMK", True, []), ("RAM", None, [])],
)
def test_a_half_is_missing_where_the_last_act_is_of_the_other_kind(whole, code, last_remote, missing):
    put(whole, bill(1, session(START, code)), series="S1", series_last_remote=last_remote)

    assert [row["missing"] for row in of(whole, "series")["rows"]] == missing


def test_a_series_whose_two_halves_are_there_is_whole(whole):
    put(whole, bill(1, session(START)), series="S1", series_last_remote=True)
    put(whole, bill(2, session(START + ONE, "TMK")), series="S1", series_last_remote=True)

    assert of(whole, "series")["rows"] == []


def test_a_half_that_is_taken_back_is_missing_again(whole):
    put(whole, bill(1, session(START)), series="S1", series_last_remote=True)
    put(whole, bill(2, session(START + ONE, "TMK")), series="S1", series_last_remote=True)
    whole.cancel(RPPS, "2", TODAY)

    assert [row["missing"] for row in of(whole, "series")["rows"]] == ["remote"]


# Invoices, years, practitioners


def test_after_an_erasure_a_new_patient_is_unknown_and_the_others_are_as_they_were(whole):
    put(whole, ask(1, START, patient=TWIN))
    see(whole, 2, START)
    whole.forget(CHILD, TODAY)
    put(whole, ask(3, START))
    see(whole, 4, START)

    [part] = said(whole)["practitioners"]

    rows = {row["patient"]["invoices"][0]["number"]: row["left"] for row in part["requests"]["rows"]}
    assert rows == {"1": {"value": 1, "at_most": 1}, "3": {"value": None, "at_most": 1}}
    assert [row["left"] for row in part["direct_access"]["rows"]] == [{"value": None, "at_most": 7}]


def test_what_was_erased_is_told_beside_what_no_longer_counts_it(whole):
    put(whole, bill(1, *care(4), session(START, "TMK")))
    put(whole, bill(2, *care(3), patient=TWIN))
    before = of(whole, "telecare")
    whole.forget(CHILD, TODAY)

    [part] = said(whole)["practitioners"]

    assert part["telecare"] == before
    assert (part["secured_rate"]["sent"]["value"], part["secured_rate"]["erased"]) == (1, 5)
    assert (part["overcharge"]["total"]["value"], part["overcharge"]["erased"]) == (3, 5)


def test_every_state_is_told_with_whether_it_counts(whole):
    for number, call in enumerate(("confirm", "release", "cancel", "settle", None), 1):
        put(whole, bill(number, session(START)), RESERVED)
        if call in {"cancel", "settle"}:
            whole.confirm(RPPS, str(number), TODAY)
        if call == "settle":
            whole.settle(RPPS, str(number), "paid", TODAY)
        elif call:
            getattr(whole, call)(RPPS, str(number), TODAY)

    states = {row["state"]: row for row in of(whole, "invoices")["states"]}

    assert set(states) == {"confirmed", "released", "cancelled", "paid", "reserved"}
    assert {name for name, row in states.items() if row["counts"]} == set(states) & LIVE
    assert all(row["number"]["value"] == 1 and row["fees"]["value"] == "18.79" for row in states.values())


def test_acts_of_each_year_are_known_from_its_first_day_on(book):
    book.cover(RPPS, date(2025, 6, 1), None, TODAY)
    for number, day in enumerate((date(2025, 3, 3), date(2026, 3, 3)), 1):
        put(book, bill(number, session(day), written=date(2025, 1, 1)))

    assert [(row["year"], row["total"], row["known"]["complete"]) for row in of(book, "years")] == [
        (2025, {"value": None, "at_least": 1}, False),
        (2026, {"value": 1, "at_least": 1}, True),
    ]


def test_one_mk_may_be_asked_for_by_any_of_his_numbers(book):
    put(book, bill(1, session(START), practitioner=mk(RPPS, AM)))
    put(book, bill(2, session(START), practitioner=mk("10003456790")))

    assert [part["mk"] for part in said(book)["practitioners"]] == [RPPS, "10003456790"]
    for number in (RPPS, AM):
        [part] = said(book, mk=number)["practitioners"]
        assert part["numbers"] == [RPPS, AM]
    with pytest.raises(UnknownMkError):
        said(book, mk="10003456799")


def test_an_empty_ledger_speaks_of_nobody(book):
    assert said(book)["practitioners"] == []


# Periods


@pytest.mark.parametrize(
    ("period", "today", "on"),
    [
        (YEAR, TODAY, "2026-11-20"),
        (Period(date(2025, 1, 1), date(2025, 12, 31)), TODAY, "2025-12-31"),
        (Period(TODAY, TODAY), TODAY, "2026-11-20"),
        (Period(date(2024, 1, 1), date(2024, 2, 22)), TODAY, "2024-02-22"),
    ],
)
def test_what_is_left_is_said_of_today_or_of_the_end_of_a_period_that_is_over(book, period, today, on):
    assert said(book, period, today)["on"] == on


@pytest.mark.parametrize(
    "period", [Period(TODAY + ONE, TODAY + ONE), Period(date(2024, 1, 1), date(2024, 2, 21))], ids=["future", "before"]
)
def test_a_period_of_which_nothing_can_be_said_is_refused(book, period):
    with pytest.raises(PeriodError):
        said(book, period)


def test_the_report_writes_nothing(whole):
    put(whole, bill(1, *care(3)))
    before = whole.head()

    said(whole)

    assert whole.head() == before


def test_the_same_ledger_gives_the_same_report(whole):
    put(whole, bill(1, *care(12, **KNEE)))

    assert said(whole) == said(whole)


def test_every_value_that_a_figure_quotes_is_told_with_its_texts(book):
    values = {value["id"]: value for value in said(book)["values"]}

    assert set(values) == {value for some in QUOTED.values() for value in some}
    assert all(value["sources"] for value in values.values())
    assert "lecture" in LAW.value("practice.secured_rate").decided.why


def test_values_of_the_report_alone_are_no_rule_s():
    rules = {value for entry in CATALOGUE if entry.rule for value in entry.rule.values}

    assert {value for value in LAW.ids() if value.startswith("practice.")}.isdisjoint(rules)
