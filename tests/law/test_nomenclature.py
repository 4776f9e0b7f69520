"""The acts of titre XIV: against the text read, through time, and as listed."""

import tomllib
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fsecheck.law.lawset import Law
from fsecheck.law.nomenclature import VALUE, Nomenclature
from fsecheck.law.timeline import NotInForceError
from fsecheck.model.money import price

FACTS = Path(__file__).resolve().parents[2] / "fixtures" / "nomenclature" / "ngap-2026-06-21.toml"
DAY = timedelta(days=1)
FIRST = date(2024, 2, 22)
FIVE = {
    "peripherique-plusieurs-membres": ("10.01", "11.01"),
    "paraplegie": ("11.01", "12.01"),
    "neurologique-deux-membres": ("10", "11"),
    "myopathie": ("10.99", "11.99"),
    "encephalopathie-infantile": ("11", "12"),
}


def table(as_of: date | None = None) -> Nomenclature:
    return Law(as_of).nomenclature_table


def couples(day: date) -> Counter[tuple[str, str]]:
    return Counter((str(row["letter"]), str(row["coefficient"])) for row in table().listing(day))


def ids(letter: str, coefficient: str, day: date) -> set[str]:
    return {version.act.id for version in table().find(letter, Decimal(coefficient), day)}


def test_the_table_is_the_text_read() -> None:
    """Every couple of the NGAP of 21/06/2026, its place and its agreement, and nothing else."""
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    read = Counter(
        (
            row["letter"],
            row["coefficient"],
            row["chapter"],
            row.get("article"),
            row.get("paragraph"),
            row.get("agreement_from"),
        )
        for row in facts["couple"]
    )
    ours = Counter(
        (
            row["letter"],
            row["coefficient"],
            row["chapter"],
            row["article"],
            row["paragraph"],
            row["agreement_from_session"],
        )
        for row in table().listing(facts["day"])
    )

    assert sum(read.values()) == 94
    assert ours - read == Counter()
    assert read - ours == Counter()


@pytest.mark.parametrize(
    ("day", "acts", "couples_", "disputed"),
    [
        ("2024-03-01", 98, 96, 3),
        ("2024-07-01", 98, 96, 3),
        ("2025-08-01", 98, 96, 4),
        ("2026-01-15", 94, 92, 0),
        ("2026-06-01", 94, 92, 0),
        ("2026-09-15", 100, 95, 10),
        ("2027-08-01", 100, 95, 10),
    ],
)
def test_counts_of_a_day(day: str, acts: int, couples_: int, disputed: int) -> None:
    listing = table().listing(date.fromisoformat(day))

    assert len(listing) == acts
    assert len(couples(date.fromisoformat(day))) == couples_
    assert sum(bool(row["disputed"]) for row in listing) == disputed


def test_a_couple_names_one_act_but_for_the_bilans() -> None:
    """AMK 5 and AMK 10 name two bilans each (AMK 10 a third from 2026-09-01); a disputed NMI may name two acts."""
    for day in (FIRST, date(2025, 8, 1), date(2026, 1, 1), date(2026, 6, 21)):
        assert {couple: number for couple, number in couples(day).items() if number > 1} == {
            ("AMK", "5"): 2,
            ("AMK", "10"): 2,
        }
    assert {couple: number for couple, number in couples(date(2026, 9, 1)).items() if number > 1} == {
        ("AMK", "5"): 2,
        ("AMK", "10"): 3,
        ("NMI", "11"): 2,
        ("NMI", "11.01"): 2,
    }


@pytest.mark.parametrize(
    ("coefficient", "unit", "expected"),
    [
        ("8.5", "2.21", "18.79"),
        ("15.5", "2.43", "37.67"),
        ("9.5", "2.43", "23.09"),
        ("8.5", "2.43", "20.66"),
        ("7.5", "2.21", "16.58"),
        ("2.5", "2.21", "5.53"),
        ("3.5", "2.43", "8.51"),
    ],
)
def test_published_prices(coefficient: str, unit: str, expected: str) -> None:
    assert price(Decimal(unit), Decimal(coefficient)) == Decimal(expected)


@pytest.mark.parametrize(
    ("letter", "coefficient", "day", "mainland", "overseas"),
    [
        ("NMI", "8.5", "2026-06-01", "18.79", "20.66"),
        ("RAV", "15.5", "2026-06-01", "34.26", "37.67"),
        ("APM", "9.5", "2026-05-27", "21.00", "23.09"),
        ("RAM", "8.1", "2026-06-01", "17.90", "19.68"),
        ("AMK", "2.5", "2026-01-01", "5.53", "6.08"),
        ("TER", "9.79", "2026-05-28", "21.64", "23.79"),
        ("RPE", "6", "2025-12-31", "13.26", "14.58"),
    ],
)
def test_listed_prices(letter: str, coefficient: str, day: str, mainland: str, overseas: str) -> None:
    row = next(
        row
        for row in table().listing(date.fromisoformat(day))
        if (row["letter"], row["coefficient"]) == (letter, coefficient)
    )

    assert (row["price_mainland"], row["price_overseas"]) == (mainland, overseas)


@pytest.mark.parametrize(
    ("act", "steps"),
    [
        ("lombalgie-commune", [("2024-02-22", "7.49"), ("2026-01-01", "8.09"), ("2027-07-01", "8.39")]),
        ("rachis-dorsal-sans-chirurgie", [("2024-02-22", "7.5"), ("2026-01-01", "8.1"), ("2027-07-01", "8.4")]),
        ("territoires-sans-chirurgie", [("2024-02-22", "9.49"), ("2026-05-28", "9.79")]),
        ("amputation-deux-membres", [("2024-02-22", "9.5"), ("2026-05-28", "9.8")]),
        ("balneotherapie-bassin", [("2024-02-22", "1.2"), ("2026-01-01", "2.5")]),
        ("balneotherapie-piscine", [("2024-02-22", "2.2"), ("2026-01-01", "3.5")]),
        ("hemiplegie", [("2024-02-22", "9")]),
    ],
)
def test_an_act_on_both_sides_of_each_date(act: str, steps: list[tuple[str, str]]) -> None:
    of = table()
    before: str | None = None
    for since, coefficient in steps:
        day = date.fromisoformat(since)
        assert [version.coefficient for version in of.versions_of(act, day)] == [Decimal(coefficient)]
        earlier = [format(version.coefficient, "f") for version in of.versions_of(act, day - DAY)]
        assert earlier == ([] if before is None else [before])
        before = coefficient


def test_planned_dates_stay_as_planned() -> None:
    raised = table().find("RAM", Decimal("8.09"), date(2026, 6, 1))[0]

    assert raised.planned is not None
    assert raised.planned.since == date(2025, 7, 1)
    assert table().find("RAM", Decimal("8.09"), date(2025, 7, 1)) == ()
    assert table().find("TER", Decimal("9.79"), date(2026, 5, 27)) == ()


@pytest.mark.parametrize(("act", "old_and_new"), FIVE.items())
def test_the_five_disputed_acts(act: str, old_and_new: tuple[str, str]) -> None:
    """Certain until 31 August 2026; then both couples pass and both say so."""
    of = table()
    old, new = (Decimal(text) for text in old_and_new)
    (before,) = of.versions_of(act, date(2026, 8, 31))
    after = of.versions_of(act, date(2026, 9, 1))

    assert (before.coefficient, before.disputed) == (old, False)
    assert {version.coefficient for version in after} == {old, new}
    assert all(version.disputed and len(version.notes) == 2 for version in after)
    assert before.since == FIRST
    assert {(version.since, version.until) for version in after} == {(FIRST, None), (date(2026, 9, 1), None)}
    assert act not in ids("NMI", str(new), date(2026, 8, 31))


def test_a_couple_moves_from_one_act_to_another() -> None:
    assert ids("NMI", "11.01", date(2026, 8, 31)) == {"paraplegie"}
    assert ids("NMI", "11.01", date(2026, 9, 1)) == {"paraplegie", "peripherique-plusieurs-membres"}
    assert ids("NMI", "12.5", date(2026, 9, 1)) == set()


def test_the_act_that_was_removed() -> None:
    of = table()
    six = Decimal(6)

    assert not of.find("RPE", six, date(2025, 6, 30))[0].disputed
    assert of.find("RPE", six, date(2025, 7, 1))[0].disputed
    assert of.find("RPE", six, date(2025, 12, 31))[0].disputed
    assert of.find("RPE", six, date(2026, 1, 1)) == ()
    assert of.when("RPE", six) == ((FIRST, date(2025, 12, 31)),)


def test_the_couples_of_the_memo_alone() -> None:
    of = table()
    for letter, coefficient in (("VIC", "9.5"), ("VIC", "9.49"), ("TER", "9.5")):
        (found,) = of.find(letter, Decimal(coefficient), date(2025, 12, 31))
        assert found.disputed
        assert found.act.memo_only
        assert of.find(letter, Decimal(coefficient), date(2026, 1, 1)) == ()


def test_the_frailty_screening_begins() -> None:
    assert "reperage-fragilite" not in ids("AMK", "10", date(2026, 8, 31))
    assert "reperage-fragilite" in ids("AMK", "10", date(2026, 9, 1))
    assert table().by_id("reperage-fragilite").age_from == 70


def test_disputed_acts_are_those_of_the_chapter() -> None:
    law = Law()
    for day in (
        FIRST,
        date(2025, 6, 30),
        date(2025, 7, 1),
        date(2025, 12, 31),
        date(2026, 1, 1),
        date(2026, 8, 31),
        date(2026, 9, 1),
    ):
        found = {version.act.id for version in law.nomenclature_table.acts_on(day) if version.disputed}
        assert found == set(law.nomenclature.disputed_acts.at(day))


def test_letters_are_those_of_the_chapter() -> None:
    law = Law()
    for day in (FIRST, date(2026, 6, 21), date(2027, 7, 1)):
        assert {version.letter for version in law.nomenclature_table.acts_on(day)} == set(
            law.nomenclature.letters.at(day)
        )
        assert set(law.nomenclature.letters.at(day)) <= set(law.tariff.letter_values.at(day))
    assert set(law.nomenclature.new_letters.at(FIRST)) == set(law.nomenclature.letters.at(FIRST)) - {"AMK"} | {
        "RQD",
        "TMK",
    }


def test_what_chapters_say_of_acts_is_what_the_table_says() -> None:
    law = Law()
    of = law.nomenclature_table
    for day in (FIRST, date(2026, 1, 1), date(2026, 9, 1)):
        versions = of.acts_on(day)
        closed = {version.coefficient for version in versions if version.act.remote == "closed"}
        doubtful = {version.coefficient for version in versions if version.act.remote == "doubtful"}
        several = {
            version.act.id: version.act.number_a_day for version in versions if (version.act.number_a_day or 0) > 1
        }
        assert closed == set(law.telecare.closed_coefficients.at(day))
        assert doubtful == set(law.telecare.doubtful_coefficients.at(day))
        assert several == law.cumulation.own_number_a_day.at(day)
    named = {
        *law.travel.specific_acts.at(date(2026, 1, 1)),
        *law.travel.specific_after_discharge.at(date(2026, 1, 1)),
    }
    for version in of.acts_on(date(2026, 6, 21)):
        if version.act.chapter == "II":
            assert (of.ifs(version.act, date(2026, 6, 21)) != "no") == bool(
                {version.act.id, version.act.numbered} & named
            )
    assert {
        act for value in ("walking_of_elderly", "elderly_alone") for act in law.value(f"nomenclature.{value}").at(FIRST)
    } <= {version.act.id for version in of.acts_on(FIRST)}


def test_the_walking_acts_open_the_allowance_with_the_single_regime() -> None:
    of = table()
    act = of.by_id("deambulation-sujet-age")

    assert of.ifs(act, date(2025, 6, 30)) == "no"
    assert of.ifs(act, date(2025, 7, 1)) == "yes"
    assert table(date(2026, 6, 1)).ifs(act, date(2024, 3, 1)) == "yes"


def test_former_couples() -> None:
    of = table()

    assert of.former("AMS", Decimal("9.5"))
    assert {act.id for act in of.former("AMK", Decimal(6))} == {"deambulation-autonomie"}
    assert of.former("AMC", Decimal("10.7")) == ()
    assert of.former("AMS", Decimal("7.50")) == of.former("AMS", Decimal("7.5"))
    assert {letter for letter, _ in {couple for rank in of.acts_on(FIRST) for couple in rank.act.former}} == {
        "AMC",
        "AMK",
        "AMS",
    }


def test_when_a_couple_passes() -> None:
    of = table()

    assert of.when("RAM", Decimal("8.1")) == ((date(2026, 1, 1), date(2027, 6, 30)),)
    assert of.when("NMI", Decimal("10.01")) == ((FIRST, None),)
    assert of.when("AMK", Decimal(10)) == ((FIRST, None),)
    assert of.when("RAM", Decimal("8.5")) == ()
    assert of.when("XYZ", Decimal(1)) == ()


def test_coefficients_of_a_letter() -> None:
    of = table()

    assert of.coefficients("TER", date(2026, 5, 27)) == tuple(map(Decimal, ("9.49", "9.51", "16")))
    assert of.coefficients("TER", date(2026, 5, 28)) == tuple(map(Decimal, ("9.79", "9.81", "16")))
    assert {version.since for version in of.versions("TER", date(2026, 5, 28))} == {FIRST, date(2026, 5, 28)}
    assert of.coefficients("AMS", date(2026, 5, 28)) == ()


def test_what_a_remote_act_may_stand_for() -> None:
    of = table()
    day = date(2026, 6, 1)

    assert {version.letter for version in of.remote_candidates(Decimal("8.51"), day)} == {"ARL", "NMI"}
    assert of.remote_candidates(Decimal("8.49"), day) == ()
    assert [version.act.id for version in of.remote_closed(Decimal("8.49"), day)] == ["desencombrement-urgent"]
    assert of.remote_candidates(Decimal("7.49"), day) == ()
    assert of.remote_candidates(Decimal("7.49"), None)
    assert of.remote_candidates(Decimal("99"), None) == ()


def test_decimals_are_compared_by_value() -> None:
    of = table()
    day = date(2026, 6, 1)

    assert of.find("RAM", Decimal("8.10"), day) == of.find("RAM", Decimal("8.1"), day) != ()


def test_as_of_judges_every_act_by_one_day() -> None:
    of = table(date(2027, 7, 1))

    assert {version.act.id for version in of.find("RAM", Decimal("8.39"), date(2024, 3, 1))} == {"lombalgie-commune"}
    assert of.find("RAM", Decimal("7.49"), date(2024, 3, 1)) == ()
    assert of.listing(date(2024, 3, 1)) == table().listing(date(2027, 7, 1))


def test_before_the_first_day_nothing_is_listed() -> None:
    of = table()

    with pytest.raises(NotInForceError) as raised:
        of.listing(FIRST - DAY)
    assert raised.value.first == of.first_day == FIRST
    assert of.find("RAM", Decimal("7.49"), FIRST - DAY) == ()
    with pytest.raises(NotInForceError):
        table(FIRST - DAY).listing(date(2026, 6, 1))


def test_a_row_of_the_listing() -> None:
    row = next(
        row for row in table().listing(date(2026, 6, 1)) if row["letter"] == "RAM" and row["coefficient"] == "8.09"
    )

    assert row == {
        "letter": "RAM",
        "coefficient": "8.09",
        "label": "Lombalgie commune (référentiel)",
        "chapter": "II",
        "article": "1",
        "paragraph": "A",
        "price_mainland": "17.88",
        "price_overseas": "19.66",
        "agreement_from_session": 16,
        "ifs": "conditional",
        "disputed": False,
        "from": "2026-01-01",
        "to": "2027-06-30",
    }
    assert list(row) == [
        "letter", "coefficient", "label", "chapter", "article", "paragraph", "price_mainland", "price_overseas",
        "agreement_from_session", "ifs", "disputed", "from", "to",
    ]  # fmt: skip


def test_the_listing_has_no_other_code() -> None:
    for day in (FIRST, date(2024, 5, 31), date(2026, 9, 1)):
        letters = {row["letter"] for row in table().listing(day)}
        assert not letters & {"AMS", "AMC", "TMK", "RQD", "IFD", "IFS", "IK"}


def test_every_version_has_its_sources() -> None:
    of = table()
    for day in (FIRST, date(2025, 8, 1), date(2026, 1, 1), date(2026, 6, 21), date(2026, 9, 1), date(2027, 7, 1)):
        for version in of.acts_on(day):
            citation = of.citation(version)
            assert citation.value == VALUE
            assert citation.sources
            assert all(source.text and "{" not in source.article for source in citation.sources)
            assert version.starts <= day <= version.ends
            assert version.since <= version.starts


def test_an_unknown_couple_is_not_kept() -> None:
    of = table()
    for number in range(100):
        assert of.find("RAM", Decimal(number) + 100, date(2026, 6, 1)) == ()
    assert len(of._found) == 0


def test_an_unknown_act_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        table().by_id("inconnu")
