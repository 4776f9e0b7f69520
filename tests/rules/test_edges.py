"""Edges on which no shipped case stands: both sides of a limit, the second of two lines, what is asked and of whom."""

from datetime import date, time
from decimal import Decimal

import pytest
from attrs import evolve

from fsecheck.model.context import Context, LineContext
from fsecheck.model.facts import NEEDS, Event, Fact, Facts, Volume
from fsecheck.model.finding import Defect
from fsecheck.model.invoice import Invoice
from fsecheck.rules import (
    cumulation,
    direct_access,
    duplicates,
    nomenclature,
    overcharge,
    tariff,
    tariff_items,
    telecare,
    travel,
)
from fsecheck.rules.kit import Rule
from fsecheck.rules.lines import care_of_visit
from tests.ledger.sheets import ADULT, CHILD, RPPS, mk
from tests.rules.care import DAY, LAW, START, history, invoice, line, prescription

SINCE = date(2000, 1, 1)


def knowing(
    *events: Event, context: Context | None = None, since: date | None = SINCE, volumes: tuple[Volume, ...] = ()
) -> Facts:
    """A history that holds these events whatever is asked, complete from *since*."""
    whole = Fact(tuple(sorted(events)), since, volumes)
    return Facts(date(2026, 12, 31), context or Context(), dict.fromkeys(NEEDS, whole), ledger=True)


def said(rule: Rule, of: Invoice, facts: Facts | None = None) -> list[tuple[str, int | None, dict[str, object]]]:
    """Message or what is missing, line and parameters of all that a rule yields."""
    found = list(rule.check(of, facts or knowing(), LAW)) if rule.applies(of) else []
    return [(one.message if isinstance(one, Defect) else one.what, one.act, dict(one.params)) for one in found]


def beside(**fields: object) -> Context:
    """What is known beside the first line."""
    return Context(lines={1: LineContext(**fields)})


# Telecare


def tmk(*days: date, **fields: object) -> Invoice:
    """Remote sessions on these days."""
    return invoice(*(line(rank, day, "TMK", remote=True, **fields) for rank, day in enumerate(days, 1)), patient=ADULT)


def test_each_minor_line_is_accompanied() -> None:
    """An adult was beside the child at the first, not at the second."""
    sheet = evolve(tmk(START, START + DAY), patient=CHILD)
    known = Context(lines={1: LineContext(adult_present=True), 2: LineContext(adult_present=False)})

    assert [(what, act) for what, act, _ in said(telecare.tel006, sheet, knowing(context=known))] == [
        ("minor-alone", 2)
    ]


@pytest.mark.parametrize("days", [(0, 1, 0), (1, 0, 1)])
def test_of_the_remote_lines_of_the_first_day_one_is_told(days: tuple[int, ...]) -> None:
    """In whatever order the days stand on the sheet; on the second day the patient has been seen."""
    sheet = tmk(*(START + after * DAY for after in days))
    told = [act for _, act, _ in said(telecare.tel003, sheet)]

    assert told == [days.index(0) + 1]


def test_each_remote_act_has_its_own_year() -> None:
    """The patient was seen a year before the first remote act, more than a year before the second."""
    seen = Context(last_presence=date(2025, 3, 2))

    assert [(what, act) for what, act, _ in said(telecare.tel004, tmk(START, START + DAY), knowing(context=seen))] == [
        ("unknown-patient", 2)
    ]


def test_the_day_of_the_remote_act_counts_for_a_patient_seen_that_day() -> None:
    """An act in presence of the same day, on an earlier invoice, makes the first session not remote."""
    same_day = history(invoice(line(1, START), number="8"))

    assert said(telecare.tel003, tmk(START), knowing(*same_day)) == []
    assert said(telecare.tel003, tmk(START)) != []


def test_the_year_that_is_not_known_is_told_from_its_first_day() -> None:
    """An incomplete year is asked from the first of January."""
    assert said(telecare.tel009, tmk(START), knowing(since=date(2026, 1, 2))) == [
        ("ledger.year_volume", None, {"year": 2026, "since": date(2026, 1, 1)})
    ]


@pytest.mark.parametrize(("remote", "room"), [(0, 200), (199, 1), (200, 0), (250, 0)])
def test_what_a_year_can_still_absorb_by_its_reference(remote: int, room: int) -> None:
    """A fifth of the year before, less what was done; never below nothing, and unknown without a reference."""
    volumes = (Volume(2025, 0, 1000), Volume(2026, remote, 1000))

    assert telecare.Share(START, (), knowing(volumes=volumes), LAW).room_of_reference == room
    assert telecare.Share(START, (), knowing(volumes=volumes[1:]), LAW).room_of_reference is None


def test_a_year_over_its_cap_is_judged_by_the_law_of_its_own_days() -> None:
    """By that of its last remote act."""
    known = knowing(volumes=(Volume(2025, 0, 10), Volume(2026, 300, 1000)), context=Context(cap_enforcement="running"))
    [found] = telecare.tel011.check(tmk(START, START + DAY), known, LAW)

    assert isinstance(found, Defect)
    assert (found.message, found.at) == ("over-the-cap", START + DAY)


def test_what_a_year_can_still_absorb() -> None:
    """A remote act more is an act more of the year: of 1 000 with 100 remote, 125 more make 225 of 1 125."""
    assert telecare.Share(START, (), knowing(volumes=(Volume(2026, 100, 1000),)), LAW).room == 125
    assert telecare.Share(START, (), knowing(volumes=(Volume(2026, 300, 1000),)), LAW).room == 0


def test_each_line_of_a_sheet_is_of_its_year() -> None:
    """All that counts is of the total, what is remote of the remote acts too; a journey is of neither."""
    sheet = invoice(line(1, START), line(2, START, "TMK", remote=True, quantity=2), line(3, START, "IFD", "1"))
    share = telecare.Share(START, sheet.acts, knowing(volumes=(Volume(2026, 10, 100),)), LAW)

    assert (share.remote, share.total) == (12, 103)


@pytest.mark.parametrize(
    ("on_site", "remote", "known"),
    [
        (None, None, True),
        (time(9), None, True),
        (None, time(9), True),
        (time(9), time(8), False),
        (time(9), time(9), True),
    ],
)
def test_of_two_lines_of_a_day_the_hours_tell_which_was_first(
    on_site: time | None, remote: time | None, known: bool
) -> None:
    """Where one hour is not known, or both are the same, the place on the sheet tells."""
    lines = {1: LineContext(hour=on_site), 2: LineContext(hour=remote)}
    context = Context(lines=lines, last_presence=START - 800 * DAY, last_presence_by=RPPS)
    sheet = invoice(line(1, START), line(2, START, "TMK", remote=True), patient=ADULT)

    assert (said(telecare.tel004, sheet, knowing(context=context)) == []) is known


@pytest.mark.parametrize(
    ("by", "group", "refused"),
    [(None, (), True), (RPPS, (), True), (None, ("99900064157",), True), (RPPS, ("99900064157",), False)],
)
def test_a_last_presence_is_the_practices_where_nobody_is_named(
    by: str | None, group: tuple[str, ...], refused: bool
) -> None:
    """One that a member of a group attests says nothing of the others."""
    context = Context(last_presence=START - 800 * DAY, last_presence_by=by, group=group)
    found = [what for what, _, _ in said(telecare.tel004, tmk(START), knowing(context=context, since=None))]

    assert (found == ["unknown-patient"]) is refused


# Amounts


HELD = evolve(mk(), convention="conventionne")


@pytest.mark.parametrize(
    ("price", "base", "found"),
    [("0.38", "3.80", []), ("0.43", "3.80", ["other-amount"]), ("0.38", "3.81", ["other-amount"])],
)
def test_a_kilometric_allowance_has_its_price_and_its_base(price: str, base: str, found: list[str]) -> None:
    """Each is wrong by itself."""
    ten = line(2, START, "IK", "1", quantity=10, unit_price=Decimal(price), base=Decimal(base))
    sheet = invoice(line(1, START), ten, practitioner=HELD)

    assert [what for what, _, _ in said(tariff_items.tar008, sheet)] == found


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("unit_price", "prixUnitaire"),
        ("base", "base"),
        ("amo", "montantAMO"),
        ("amc", "montantAMC"),
        ("fees", "honoraires"),
    ],
)
def test_each_negative_amount_is_named(field: str, name: str) -> None:
    """One alone is enough, on every line that has one."""
    wrong = {field: Decimal("-0.01")}
    sheet = invoice(line(1, START, **wrong), line(2, START + DAY), line(3, START + 2 * DAY, **wrong))

    assert said(tariff_items.tar009, sheet) == [
        ("negative", rank, {"amounts": {name: Decimal("-0.01")}}) for rank in (1, 3)
    ]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("total_fees", "honoraires"),
        ("total_amo", "montantAMO"),
        ("total_amc", "montantAMC"),
        ("total_insured", "partAssure"),
    ],
)
def test_each_negative_total_is_named(field: str, name: str) -> None:
    """Of the sheet."""
    sheet = invoice(line(1, START), **{field: Decimal("-0.01")})

    assert said(tariff_items.tar009, sheet) == [("negative-total", None, {"total": name, "found": Decimal("-0.01")})]


@pytest.mark.parametrize(("am", "found"), [("974123456", []), ("751234563", ["ordinary-day"])])
def test_a_holiday_of_a_department_overseas_is_one_there(am: str, found: list[str]) -> None:
    """The abolition of slavery on Réunion: told by the MK's number where nothing else says where he is."""
    sheet = invoice(
        line(1, date(2025, 12, 20), majoration="F"), practitioner=evolve(mk(), am=am, convention="conventionne")
    )
    known = Context(lines={1: LineContext(emergency=True, daily_need=False)})

    assert [what for what, _, _ in said(tariff_items.tar010, sheet, knowing(context=known))] == found


@pytest.mark.parametrize(("qualifier", "found"), [(None, ["disputed-code"]), ("N", [])])
def test_of_a_line_that_is_not_reimbursed_no_dispute_is_told(qualifier: str | None, found: list[str]) -> None:
    """The texts differ on what is paid."""
    day = date(2025, 8, 1)
    code = min(LAW.nomenclature.disputed_codes.at(day))
    sheet = invoice(line(1, day, code, "1", qualifier=qualifier))

    assert [what for what, _, _ in said(nomenclature.nom010, sheet)] == found


def test_a_lawful_line_hides_no_other() -> None:
    """What is wrong after a line like a lawful one is told."""
    right, wrong = {"base": Decimal("17.92")}, {"base": Decimal("1.00")}
    of = {"unit_price": Decimal("2.21"), "fees": Decimal("17.92")}
    days = [START + place * DAY for place in range(4)]
    sheet = invoice(*[line(1, day, **of, **base) for day, base in zip(days, (right, right, wrong, right), strict=True)])

    assert [act for what, act, _ in said(tariff.tar002, sheet)] == [3]


def test_majorations_without_a_mark_may_be_of_several_visits() -> None:
    """Two by night on one day: of one visit they are refused, without a mark nothing is said."""
    known = Context(lines={rank: LineContext(emergency=False, daily_need=True, hour=time(23)) for rank in (1, 2)})

    def found(visit: str | None) -> list[str]:
        sheet = invoice(*(line(rank, START, majoration="N", session=None, visit=visit) for rank in (1, 2)))
        return [what for what, _, _ in said(tariff_items.tar010, sheet, knowing(context=known))]

    assert found(None) == []
    assert found("v1") == ["two-of-a-kind"]


def test_majorations_of_two_visits_are_of_two_visits() -> None:
    """Each by its mark."""
    known = Context(lines={rank: LineContext(emergency=False, daily_need=True, hour=time(23)) for rank in (1, 2)})
    sheet = invoice(*(line(rank, START, majoration="N", visit=f"v{rank}") for rank in (1, 2)))

    assert said(tariff_items.tar010, sheet, knowing(context=known)) == []


@pytest.mark.parametrize(("quantity", "found"), [(0, ["no-kilometre"]), (1, [])])
def test_one_kilometre_is_some(quantity: int, found: list[str]) -> None:
    """None is none."""
    sheet = invoice(line(1, START), line(2, START, "IK", "1", quantity=quantity))

    assert [what for what, _, _ in said(tariff_items.tar009, sheet)] == found


def test_a_flat_allowance_without_a_coefficient_is_counted_once() -> None:
    """At its price nothing is said."""
    flat = LAW.tariff.flat_amounts.at(START)["FRD"]["metropole"]
    allowance = line(2, START, "FRD", "1", unit_price=flat, base=flat)._replace(coefficient=None)

    assert said(tariff_items.tar007, invoice(line(1, START), allowance, practitioner=HELD)) == []


def test_a_flat_amount_of_before_its_first_day_has_no_value() -> None:
    """An allowance that was not yet in force on the day of the line has no amount to compare it with."""
    early = date(2018, 6, 29)
    sheet = invoice(line(1, early), line(2, early, "FRD", "1"), practitioner=HELD)

    assert said(tariff_items.tar007, sheet) == [("law.flat_amount", 2, {"code": "FRD", "territory": "metropole"})]


def test_overcharges_are_measured_in_each_year() -> None:
    """A year without any is passed over; the next one is measured."""
    de = {"qualifier": "DE", "fees": Decimal("50.00"), "base": Decimal("17.92")}
    sheet = invoice(line(1, date(2025, 12, 30)), line(2, START, **de))
    context = Context(overcharge_level=10)

    assert [(what, params["year"]) for what, _, params in said(overcharge.dep004, sheet, knowing(context=context))] == [
        ("over-the-level", 2026)
    ]


@pytest.mark.parametrize(
    ("emergency", "daily", "asked"),
    [
        (True, None, ["context.call_hour"]),
        (True, True, []),
        (False, True, []),
        (None, True, []),
        (False, None, ["context.daily_need"]),
        (None, None, ["context.emergency"]),
    ],
)
def test_the_hour_of_the_call_is_asked_of_an_emergency_alone(
    emergency: bool | None, daily: bool | None, asked: list[str]
) -> None:
    """A treatment that must be daily was foreseen: nobody called."""
    sheet = invoice(line(1, START, majoration="N"))
    known = beside(emergency=emergency, daily_need=daily, hour=time(23))

    assert [what for what, _, _ in said(tariff_items.tar010, sheet, knowing(context=known))] == asked


def test_a_holiday_beyond_the_calendar_is_asked_of_its_day() -> None:
    """The table of public holidays ends: a weekday after it is unknown, and the line says which."""
    after = date(2040, 3, 6)
    sheet = invoice(line(1, after, majoration="F"))

    assert said(tariff_items.tar010, sheet, knowing(context=beside(emergency=True)))[-1:] == [
        ("law.public_holidays", 1, {"day": after})
    ]


def test_a_flat_amount_without_a_source_is_asked_of_its_place() -> None:
    """No source gives the allowance of New Caledonia."""
    held = evolve(mk(), convention="conventionne")
    sheet = invoice(line(1, START), line(2, START, "IFD", coefficient="1"), practitioner=held)

    assert said(tariff_items.tar007, sheet, knowing(context=Context(territory="988"))) == [
        ("law.flat_amount", 2, {"code": "IFD", "territory": "988"})
    ]


def test_a_majoration_without_an_amount_is_asked_of_its_line() -> None:
    """No source gives what an emergency adds."""
    sheet = invoice(line(1, START), line(2, START, majoration="U"))

    assert [one for one in said(tariff.tar002, sheet) if one[0].startswith("law")] == [
        ("law.majoration", 2, {"majoration": "U"})
    ]


def test_an_amount_without_a_coefficient_is_counted_once() -> None:
    """A flat amount has no coefficient: its base is its price, and a demand of the patient stays outside."""
    flat = {"coefficient": "1", "qualifier": "DE", "unit_price": Decimal("2.50"), "fees": Decimal("9.00")}

    def charged(base: str) -> Invoice:
        amounts = {"base": Decimal(base), "amo": Decimal("1.50")}
        return invoice(line(1, START, "IFD", **flat, **amounts)._replace(coefficient=None))

    assert said(overcharge.dep003, charged("2.50")) == []
    assert [(what, params["expected"]) for what, _, params in said(overcharge.dep003, charged("2.51"))] == [
        ("in-base", Decimal("2.50"))
    ]


def test_the_part_of_the_insured_is_advised_down_to_nothing() -> None:
    """Where the funds are asked for the whole, the insured pays nothing; for more, no advice makes it right."""

    def advised(amo: str) -> dict[str, object] | None:
        sheet = invoice(line(1, START), total_fees=Decimal("18.79"), total_amo=Decimal(amo), total_insured=Decimal("9"))
        [one] = [
            one for one in tariff.tar005.check(sheet, knowing(), LAW) if isinstance(one, Defect) and one.act is None
        ]
        return one.suggested

    assert advised("18.79") == {"partAssure": Decimal("0.00")}
    assert advised("18.78") == {"partAssure": Decimal("0.01")}
    assert advised("18.80") is None


# Travel


@pytest.mark.parametrize(("after", "refused"), [(-1, ["before-discharge"]), (0, []), (1, [])])
def test_an_allowance_of_return_home_is_due_from_the_day_of_the_discharge(after: int, refused: list[str]) -> None:
    """Before it, it is refused; the day itself is lawful."""
    known = Context(hospital_discharge=START, surgery=True)
    sheet = invoice(line(1, START + after * DAY, "FRD", place="domicile"))

    assert [what for what, _, _ in said(travel.dpl007, sheet, knowing(context=known))] == refused


def test_the_history_that_an_allowance_lacks_is_asked_from_the_discharge() -> None:
    """Whether it was billed before is known from the discharge on."""
    known = Context(hospital_discharge=START, surgery=True)
    sheet = invoice(line(1, START + DAY, "FRD", place="domicile"))

    assert said(travel.dpl007, sheet, knowing(context=known, since=START + DAY)) == [
        ("ledger.patient_acts", 1, {"since": START})
    ]


@pytest.mark.parametrize(("after", "asked"), [(-1, ["context.hospital_discharge"]), (0, []), (1, [])])
def test_a_specific_allowance_is_due_from_the_day_of_the_discharge(after: int, asked: list[str]) -> None:
    """A discharge after the act is not the one that is meant."""
    known = Context(hospital_discharge=START, surgery=True)
    day = START + after * DAY
    sheet = invoice(line(1, day, place="domicile"), line(2, day, "IFS", place="domicile"))

    assert [what for what, _, _ in said(travel.dpl002, sheet, knowing(context=known))] == asked


def test_nothing_is_due_from_a_colleague_next_door() -> None:
    """Within the distance that is not paid, no kilometre is."""
    sheet = invoice(line(1, START, place="domicile"), line(2, START, "IK", "1", quantity=4, place="domicile"))
    known = Context(lines={2: LineContext(nearest_distance=Decimal(1), mountain=False)})

    [(what, _, params)] = said(travel.dpl006, sheet, knowing(context=known))
    assert (what, params["due"]) == ("nearer-colleague", Decimal(0))


def test_a_trip_that_is_not_known_is_asked_once() -> None:
    """Of the first line that needs it."""
    lines = [line(rank, START + rank * DAY, code, place="ehpad") for rank in (1, 2) for code in ("RAM", "IFD")]

    assert [(what, act) for what, act, _ in said(travel.dpl005, invoice(*lines))] == [("context.trip", 2)]


@pytest.mark.parametrize(
    "passed", [{"trip": None}, {"qualifier": "N"}, {"qualifier": "G"}], ids=["of no known journey", "outside", "free"]
)
def test_a_journey_billed_twice_is_told_after_a_line_that_is_not_judged(passed: dict[str, str | None]) -> None:
    """Each line of a care home has its own journey."""
    named = {"trip": "T1", "establishment": "E1"}
    first, qualifier = {**named, "trip": passed.get("trip", "T1")}, passed.get("qualifier")
    travels = [line(0, START, "IFD", "1", place="ehpad", qualifier=qualifier)]
    travels += [line(0, START, "IFD", "1", place="ehpad") for _ in range(2)]
    known = Context(lines={rank: LineContext(**(named if rank > 2 else first)) for rank in (2, 3, 4)})
    told = said(travel.dpl005, invoice(line(0, START, place="ehpad"), *travels), knowing(context=known))

    assert [act for what, act, _ in told if what not in {"context.trip", "ledger.trip"}] == [4]


def test_an_act_marked_at_a_distance_is_no_visit() -> None:
    """Whatever its code."""
    sheet = invoice(line(1, START, remote=True), line(2, START, "IFD", "1", place="domicile"))

    assert [what for what, _, _ in said(travel.dpl003, sheet)] == ["remote-alone"]


# Couples


def test_each_couple_of_no_act_is_told() -> None:
    """After one without a coefficient, one of a former letter and one of an act that is no more."""
    first = LAW.nomenclature_table.first_day
    lines = [
        line(rank, first, *couple) for rank, couple in enumerate([("AMS", "7.5"), ("RAM", "99"), ("AMS", "7.5")], 1)
    ]
    bare = line(1, first)._replace(coefficient=None)

    assert [
        (what, act) for what, act, _ in said(nomenclature.nom002, invoice(bare, *lines, line(5, first, "RAM", "98")))
    ] == [
        ("no-coefficient", 1),
        ("never", 3),
        ("never", 5),
    ]


def test_a_couple_of_no_act_is_told_after_one_whose_act_is_no_more() -> None:
    """RPE 6 has been of no act since 2026-01-01."""
    day = date(2026, 1, 1)
    sheet = invoice(line(1, day, "RPE", "6"), line(2, day, "RAM", "99"))

    assert [act for _, act, _ in said(nomenclature.nom005, sheet)] == [1]
    assert [(what, act) for what, act, _ in said(nomenclature.nom002, sheet)] == [("never", 2)]


# What goes together


@pytest.mark.parametrize(("quantity", "found"), [(1, ["two-in-a-session"]), (2, [])])
def test_one_line_may_be_two_sessions_of_a_day(quantity: int, found: list[str]) -> None:
    """Under one mark, each with its bandage."""
    bandages = [line(0, START, "RAV", "1", session="s1") for _ in range(2)]
    sheet = invoice(line(0, START, "RAV", "8", session="s1", quantity=quantity), *bandages)

    assert [what for what, _, _ in said(cumulation.cum010, sheet)] == found


def test_each_supplement_without_its_act_is_told() -> None:
    """One after the other."""
    lines = [line(1, START), line(2, START, "AMK", "3.5"), line(3, START, "AMK", "2.5"), line(4, START, "RAV", "1")]

    assert [act for _, act, _ in said(cumulation.cum004, invoice(*lines))][-1:] == [4]


def test_bilans_alone_are_visits_too() -> None:
    """Where a day has no session, each of its bilans may have been a visit."""
    travel_lines = [line(9, START, "IFD", "1", place="domicile") for _ in range(2)]
    bilans = [line(9, START, "AMK", coefficient, place="domicile") for coefficient in ("10.7", "10.8")]

    assert said(cumulation.cum006, invoice(*bilans, *travel_lines)) == []
    assert [what for what, _, _ in said(cumulation.cum006, invoice(bilans[0], *travel_lines))] == ["more-than-sessions"]


def test_a_remote_session_of_another_invoice_is_a_session_of_the_day() -> None:
    """Two sessions and a remote one of an earlier invoice make three."""
    before = history(tmk(START))
    sheet = invoice(line(1, START, session="a"), line(2, START, session="b", coefficient="8.12"))

    assert [(what, act) for what, act, _ in said(cumulation.cum007, sheet, knowing(*before))] == [("third", 2)]


def test_all_that_two_earlier_sessions_leave_unsaid_is_asked() -> None:
    """Of the first one the region is not known, of the second one neither mark nor hour."""
    context = Context(lines={2: LineContext(region="epaule"), 3: LineContext(region="genou")})
    couples = (("RAM", "8.11"), ("RAB", "8"), ("NMI", "9"))
    lines = [line(rank, START, *couple, prescription=rank) for rank, couple in enumerate(couples, 1)]
    marked = [one._replace(session=mark) for one, mark in zip(lines, ("s1", None, "s3"), strict=True)]
    sheet = invoice(*marked, prescriptions=[prescription(number) for number in (1, 2, 3)])

    assert [(what, act) for what, act, _ in said(cumulation.cum002, sheet, knowing(context=context)) if act == 3] == [
        ("context.region", 3),
        ("context.separate_sessions", 3),
    ]


def test_a_third_session_is_told_with_those_of_earlier_invoices() -> None:
    """Their numbers and days."""
    before = history(invoice(line(1, START), line(2, START, "VIM"), number="8"))
    sheet = invoice(line(1, START, "RSM"))
    [found] = cumulation.cum007.check(sheet, knowing(*before), LAW)

    assert isinstance(found, Defect)
    assert set(found.evidence) == {("8", START.isoformat())}


@pytest.mark.parametrize(("other", "failing"), [("genou", True), ("epaule", False)])
def test_two_sessions_of_a_sheet_are_of_two_regions(other: str, failing: bool) -> None:
    """Whatever a history makes of the words of the host: both are the words of this sheet."""
    context = Context(lines={1: LineContext(region="genou"), 2: LineContext(region=other)})
    known = evolve(knowing(context=context), words=lambda text: f"a print of {text}")
    sheet = invoice(line(1, START, session="s1"), line(2, START, "VIM", session="s2"))

    [(_, _, params)] = said(cumulation.cum002, sheet, known)
    assert ("regions" in params["failing"]) is failing


def test_palliative_care_is_asked_of_the_ledger_where_the_sheet_has_some() -> None:
    """A sheet without any asks nothing, whatever the history holds."""
    pll = line(1, START, "PLL", "20")
    others = history(invoice(line(1, START, "PLL", "20"), number="8"))

    assert said(cumulation.cum003, invoice(pll), knowing(since=None))[-1:] == [
        ("ledger.same_day", None, {"since": START})
    ]
    assert said(cumulation.cum003, invoice(pll)) == []
    assert [what for what, _, _ in said(cumulation.cum003, invoice(line(1, START)), knowing(*others, since=None))] == [
        "not-alone"
    ]


def test_only_sessions_that_count_stand_beside_palliative_care() -> None:
    """A bilan, a journey or a session that is not reimbursed of another invoice are no objection."""
    sheet = invoice(line(1, START, "PLL", "20"))
    for other, refused in (
        (line(1, START), True),
        (line(1, START, qualifier="N"), False),
        (line(1, START, "AMK", "10.7"), False),
        (line(1, START, "IFD", "1"), False),
    ):
        events = history(invoice(other, number="8"))
        assert bool(said(cumulation.cum003, sheet, knowing(*events))) == refused, (other.code, other.qualifier)


def test_walking_of_an_elderly_patient_is_asked_once() -> None:
    """Of the first line that may be it, where none is stated."""
    lines = [line(rank, START + rank * DAY, "NMI", "8.51") for rank in (1, 2, 3)]

    assert said(nomenclature.nom007, invoice(*lines)) == [("context.walking_of_elderly", 1, {})]
    stated = Context(lines={1: LineContext(walking_of_elderly=False)})
    assert said(nomenclature.nom007, invoice(*lines), knowing(context=stated)) == [
        ("context.walking_of_elderly", 2, {})
    ]


@pytest.mark.parametrize(
    ("days", "alone"), [((1, 3), True), ((2, 3), False), ((3, 3), False), ((5, 3), False), ((6, 3), True)]
)
def test_walking_of_the_elderly_goes_with_no_other_rehabilitation(days: tuple[int, int], alone: bool) -> None:
    """Another of its first or last day, or between, is one too many; before and after it is not."""
    other, _ = days
    walking = [line(1, START + place * DAY, "RPE", "8.5") for place in (2, 5)]
    sheet = invoice(*walking, line(3, START + other * DAY))

    assert ("elderly-not-alone" not in [what for what, _, _ in said(nomenclature.nom007, sheet)]) is alone


@pytest.mark.parametrize(("patients", "refused"), [(1, ["copd-group"]), (2, []), (4, []), (5, ["copd-group"])])
def test_respiratory_rehabilitation_has_two_to_four_patients(patients: int, refused: list[str]) -> None:
    """Both ends are lawful."""
    known = Context(lines={1: LineContext(patients_in_group=patients, minutes=400)}, copd_ald=True)
    sheet = invoice(line(1, START, "ARL", "20"))

    assert [
        what for what, _, _ in said(nomenclature.nom007, sheet, knowing(context=known)) if what == "copd-group"
    ] == refused


@pytest.mark.parametrize(("minutes", "refused"), [(89, ["group-minutes"]), (90, []), (91, [])])
def test_a_group_has_its_minutes_for_each_patient(minutes: int, refused: list[str]) -> None:
    """Three patients in a group make ninety minutes; ninety are enough."""
    known = beside(patients_in_group=3, minutes=minutes, parallel=False)

    assert [
        what for what, _, _ in said(nomenclature.nom007, invoice(line(1, START)), knowing(context=known))
    ] == refused


# Duplicates


def bilans(region: str | None, earlier: str | None) -> list[str]:
    """What is said of a bilan and a session of a region, after a bilan and a session of another invoice of the day."""

    def both(number: str) -> Invoice:
        return invoice(line(1, START, "AMK", "10.7"), line(2, START), number=number)

    known = Context(lines={2: LineContext(region=region)})
    events = tuple(
        event._replace(region=earlier or "") if event.code == "RAM" else event for event in history(both("8"))
    )
    return [what for what, act, _ in said(duplicates.dup002, both("9"), knowing(*events, context=known)) if act == 1]


def test_a_bilan_of_another_region_is_another() -> None:
    """Two prescriptions of a day have one name: the region of the sessions beside tells the bilans apart."""
    assert bilans("genou", "genou") == ["twice"]
    assert bilans("genou", "epaule") == ["context.region"]
    assert bilans(None, "epaule") == ["twice"]
    assert bilans("genou", None) == ["twice"]


def test_a_bilan_of_the_region_of_an_earlier_one_is_the_same() -> None:
    """Of another region it is another; where one of them is not said, they may be the same."""

    def found(region: str | None, earlier: str) -> list[str]:
        before = history(invoice(line(1, START, "AMK", "10.7"), number="8"))
        known = Context(lines={1: LineContext(region=region)})
        events = [event._replace(region=earlier) for event in before]
        sheet = invoice(line(1, START, "AMK", "10.7"))
        return [what for what, _, _ in said(duplicates.dup002, sheet, knowing(*events, context=known))]

    assert found("genou", "genou") == found(None, "genou") == found("genou", "") == ["twice"]
    assert found("genou", "epaule") == []


def test_what_the_sheet_holds_before_a_line_counts_with_the_history() -> None:
    """Two sessions a day are admitted: one of an earlier invoice and two of the sheet are three."""
    before = history(invoice(line(1, START, "ARL", "10"), number="8"))
    sheet = invoice(line(1, START, "ARL", "10"), line(2, START, "ARL", "10"))

    assert [(what, act) for what, act, _ in said(duplicates.dup002, sheet, knowing(*before))] == [("twice", 2)]


def test_of_acts_that_are_too_old_the_oldest_is_told() -> None:
    """Wherever it stands on the sheet."""
    sheet = invoice(line(1, date(2022, 3, 3)), line(2, date(2022, 3, 2)), drawn_up=START)

    assert [(what, act) for what, act, _ in said(duplicates.dup003, sheet)] == [("too-old", 2)]


@pytest.mark.parametrize(
    ("visit", "quantity", "ranks"), [("v1", 1, [1]), ("v2", 1, []), ("v2", 2, [1]), (None, 1, [1])]
)
def test_a_journey_goes_with_the_care_of_its_visit(visit: str | None, quantity: int, ranks: list[int]) -> None:
    """A line of several acts may stand for several visits and bear the mark of one."""
    care = line(1, START, visit="v1", quantity=quantity, place="domicile")
    sheet = invoice(care, line(2, START, "IFD", "1", visit=visit, place="domicile"))

    assert [act.rank for act in care_of_visit(LAW, sheet, sheet.acts[1])] == ranks


# Direct access


def direct(number: str, *days: date, diagnosis: bool | None = False) -> tuple[Invoice, Context]:
    """Sessions in direct access, with what is known of their diagnosis."""
    own = prescription(prescriber=RPPS, written=days[0])
    sheet = invoice(*(line(1, day) for day in days), number=number, prescriptions=[own], direct_access=True)
    return sheet, Context(lines={act.rank: LineContext(diagnosis=diagnosis) for act in sheet.acts})


def earlier(number: str, *days: date) -> tuple[Event, ...]:
    """Sessions in direct access without a diagnosis, of earlier invoices."""
    sheet, _ = direct(number, *days)
    return tuple(event._replace(direct=True, diagnosis=False) for event in history(sheet))


def test_the_last_sessions_are_announced_where_the_history_is_known() -> None:
    """Else what is counted so far is told, with the limit."""
    sheet, context = direct("9", START)
    before = earlier("8", *[START - place * DAY for place in range(1, 7)])

    assert said(direct_access.adi004, sheet, knowing(*before, context=context))[0][0] == "few-left"
    assert said(direct_access.adi004, sheet, knowing(*before, context=context, since=None)) == [
        ("ledger.direct_sessions", 1, {"counted": 7, "limit": 8})
    ]


def test_where_a_diagnosis_is_not_known_it_is_asked_of_who_knows_it() -> None:
    """Of the context for the sheet's own sessions, of the ledger for the others."""
    long_ago = [START - (200 + place) * DAY for place in range(8)]
    unknown = tuple(event._replace(diagnosis=None) for event in earlier("8", *long_ago))
    sheet, context = direct("9", START)
    _, unsaid = direct("9", START, diagnosis=None)

    def asked(*events: Event, known: Context) -> list[str]:
        return [what for what, _, _ in said(direct_access.adi007, sheet, knowing(*events, context=known))]

    assert asked(*earlier("8", *long_ago), known=context) == ["over-in-all"]
    assert asked(*unknown, known=context) == ["ledger.diagnosis"]
    assert asked(*earlier("8", *long_ago), known=unsaid) == ["context.diagnosis"]
