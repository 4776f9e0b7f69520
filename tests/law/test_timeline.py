"""Values through time: both sides of each date, nothing guessed before the first."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fsecheck.law import loader
from fsecheck.law.lawset import Law
from fsecheck.law.timeline import NotInForceError, timeline

DAY = timedelta(days=1)
SOURCE = ("Un texte", "", "", "")


def line(*values: tuple[object, ...]) -> object:
    """A timeline made of (from, value, repealed)."""
    return (
        "Étiquette",
        "actes",
        "2026-01-01",
        tuple((since, value, (SOURCE,), repealed, False, ()) for since, value, repealed in values),
        None,
        (),
    )


def test_both_sides_of_each_date() -> None:
    of = timeline("x.y", line(("2024-02-22", 1, False), ("2026-01-01", ("d", "2.50"), False)))

    assert of.at(date(2024, 2, 22)) == 1
    assert of.at(date(2025, 12, 31)) == 1
    assert of.at(date(2026, 1, 1)) == Decimal("2.50")
    assert [(entry.since, entry.until) for entry in of.entries] == [
        (date(2024, 2, 22), date(2025, 12, 31)),
        (date(2026, 1, 1), None),
    ]


def test_nothing_is_guessed_before_the_first_value() -> None:
    of = timeline("x.y", line(("2024-02-22", 1, False)))

    with pytest.raises(NotInForceError) as raised:
        of.at(date(2024, 2, 21))
    assert (raised.value.value, raised.value.day, raised.value.first) == ("x.y", date(2024, 2, 21), date(2024, 2, 22))
    assert not of.in_force(date(2024, 2, 21))
    assert of.in_force(date(2024, 2, 22))


def test_a_repealed_value_is_not_in_force() -> None:
    of = timeline("x.y", line(("2024-02-22", 1, False), ("2025-01-01", None, True)))

    assert of.at(date(2024, 12, 31)) == 1
    assert not of.in_force(date(2025, 1, 1))
    with pytest.raises(NotInForceError):
        of.at(date(2025, 1, 1))
    assert of.entry(date(2025, 1, 1)).repealed


def test_as_of_judges_every_day_by_one() -> None:
    of = timeline("x.y", line(("2024-02-22", 1, False), ("2026-01-01", 2, False)), date(2026, 5, 1))

    assert of.at(date(2024, 3, 1)) == 2
    assert of.at(date(2020, 1, 1)) == 2
    with pytest.raises(NotInForceError):
        timeline("x.y", line(("2024-02-22", 1, False)), date(2024, 2, 21)).at(date(2026, 1, 1))


def test_lists_and_mappings_are_decoded_whole() -> None:
    raw = ("m", ("N", ("d", "9.15")), ("days", ("l", 7, ("t", "2024-02-22"))), ("yes", True))
    of = timeline("x.y", line(("2024-02-22", raw, False)))

    assert of.at(date(2024, 2, 22)) == {"N": Decimal("9.15"), "days": (7, date(2024, 2, 22)), "yes": True}


@pytest.mark.parametrize("value_id", list(Law().ids()))
def test_every_value_is_complete_and_holds_both_sides_of_its_dates(value_id: str) -> None:
    of = Law().value(value_id)

    assert of.id == value_id
    assert of.label
    assert of.unit
    assert of.entries
    with pytest.raises(NotInForceError):
        of.at(of.first - DAY)
    for before, entry in zip((None, *of.entries), of.entries, strict=False):
        assert of.entry(entry.since) is entry
        if before is not None:
            assert of.entry(entry.since - DAY) is before
            assert before.until == entry.since - DAY
        assert entry.sources
        for source in (*entry.sources, *(reading.source for reading in entry.readings)):
            assert source.text
            assert not source.url or source.url.startswith(("https://", "http://"))
            assert not source.published or date.fromisoformat(source.published)
            assert "{" not in source.article
    if of.decided is not None:
        assert of.decided.question.endswith("?")
        assert of.decided.others


def test_no_value_is_a_float() -> None:
    def floats(of: object) -> bool:
        if isinstance(of, dict):
            return any(floats(item) for item in of.values())
        if isinstance(of, tuple):
            return any(floats(item) for item in of)
        return isinstance(of, float)

    law = Law()
    assert not [value for value in law.ids() for entry in law.value(value).entries if floats(entry.value)]


def test_every_text_of_the_sources_is_quoted() -> None:
    folder = Path(loader.__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*.toml") if path.name != "sources.toml"]
    keys = tomllib.loads((folder / "tables" / "sources.toml").read_text(encoding="utf-8"))

    assert [key for key in keys if not any(f'"{key}"' in text for text in texts)] == []


def test_an_unknown_value_is_a_lookup_error() -> None:
    for odd in ("x.y", "tariff", "tariff.x", "fingerprint.y", ""):
        with pytest.raises(LookupError):
            Law().value(odd)


def test_a_law_names_its_content_and_its_horizon() -> None:
    assert Law().fingerprint == Law(date(2026, 1, 1)).fingerprint
    assert len(Law().fingerprint) == 64
    assert Law().horizon == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("letter", "territory", "before", "after"),
    [("AMK", "metropole", "2.15", "2.21"), ("AMK", "outremer", "2.36", "2.43"), ("AMS", "metropole", "2.15", "2.21")],
)
def test_the_value_of_a_letter_on_both_sides_of_its_date(letter: str, territory: str, before: str, after: str) -> None:
    values = Law().tariff.letter_values

    assert values.at(date(2024, 2, 21))[letter][territory] == Decimal(before)
    assert values.at(date(2024, 2, 22))[letter][territory] == Decimal(after)


def test_what_no_source_gives_is_absent() -> None:
    tariff = Law().tariff

    assert "outremer" not in tariff.letter_values.at(date(2026, 6, 1))["TMK"]
    assert "outremer" not in tariff.flat_amounts.at(date(2026, 6, 1))["RQD"]
    assert "AMS" in tariff.letter_values.at(date(2024, 5, 31))
    assert "AMS" not in tariff.letter_values.at(date(2024, 6, 1))
    assert "IFV" in tariff.flat_amounts.at(date(2025, 12, 31))
    assert "IFV" not in tariff.flat_amounts.at(date(2026, 1, 1))
    assert tariff.flat_amounts.entry(date(2025, 7, 1)).disputed
    assert not tariff.flat_amounts.entry(date(2025, 6, 30)).disputed


def test_each_reading_has_its_own_source() -> None:
    """Beside that of the value."""
    raw = (
        "",
        "",
        "2026-01-01",
        (("2024-02-22", 1, (SOURCE,), False, False, ((2, ("Un autre", "", "", ""), "n"),)),),
        None,
        (),
    )
    [reading] = timeline("x.y", raw).entries[0].readings

    assert (reading.value, reading.source.text, reading.note) == (2, "Un autre", "n")


def test_from_its_last_value_on_a_parameter_is_settled() -> None:
    """The latest of several; judged by one day, every day is like another."""
    values = ("assessment.rhythm", "tariff.letter_values")
    last = max(Law().value(value).last.since for value in values)

    assert Law().settled(values) == last > Law().settled(values[:1])
    assert Law(last).settled(values) == date.min
