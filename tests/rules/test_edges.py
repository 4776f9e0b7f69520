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
from tests.ledger.sheets import ADULT, RPPS, mk
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


# Amounts


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


# What goes together


def test_a_remote_session_of_another_invoice_is_a_session_of_the_day() -> None:
    """Two sessions and a remote one of an earlier invoice make three."""
    before = history(tmk(START))
    sheet = invoice(line(1, START, session="a"), line(2, START, session="b", coefficient="8.12"))

    assert [(what, act) for what, act, _ in said(cumulation.cum007, sheet, knowing(*before))] == [("third", 2)]


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
