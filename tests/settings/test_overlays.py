"""Values of a practice or a vendor over those of the law: from their own days on, told in every report."""

import json
from datetime import date
from decimal import Decimal

import pytest

from fsecheck import Checker
from fsecheck.law.lawset import Law
from fsecheck.law.overlay import OverlayError, digest
from fsecheck.settings import Settings, SettingsError
from fsecheck.settings.load import load
from tests.authoring import act, sheet

TODAY = date(2026, 3, 2)
SOURCE = (("Essai du cabinet", "", "", ""),)
REQUESTS = "teleexpertise.requests_per_year"
FILE = """
[teleexpertise.requests_per_year]
verified_on = 2026-12-01

[[teleexpertise.requests_per_year.value]]
from = {since}
value = {value}
  [[teleexpertise.requests_per_year.value.source]]
  text = "Essai du cabinet"
"""


def overlay(since, value, value_id=REQUESTS):
    """One value from one day on."""
    return value_id, "2026-12-01", ((since, value, SOURCE, False, False, ()),)


@pytest.fixture
def write(tmp_path):
    """Writes the overlay and settings that name it; gives the path of the settings."""

    def put(text, names=("valeurs.toml",)):
        (tmp_path / "valeurs.toml").write_text(text, encoding="utf-8")
        path = tmp_path / "fsecheck.toml"
        path.write_text(f"[law]\noverlays = {json.dumps(list(names))}\n", encoding="utf-8")
        return str(path)

    return put


def at(law, day, value=REQUESTS):
    """The value in force on a day."""
    return law.value(value).at(date.fromisoformat(day))


def test_a_value_counts_from_its_own_day_on():
    """Both sides of the day."""
    law = Law(overlays=(overlay("2026-07-01", 3),))

    assert [at(law, day) for day in ("2024-02-22", "2026-06-30", "2026-07-01", "2027-01-01")] == [2, 2, 3, 3]
    assert law.value(REQUESTS).citation(date(2026, 7, 1)).sources[0].text == "Essai du cabinet"


def test_a_value_of_the_same_day_counts_instead():
    """Where both give a value for a day, the overlay's is taken."""
    assert at(Law(overlays=(overlay("2024-02-22", 5),)), "2024-02-22") == 5


def test_what_the_law_says_later_still_comes_into_force():
    """An overlay before a change of the law ends with it."""
    values = Law().value("tariff.letter_values")
    (later,) = [entry for entry in values.entries if entry.since == date(2024, 6, 1)]
    table = ("m", ("AMK", ("m", ("metropole", ("d", "9.99")))))
    law = Law(overlays=(overlay("2024-05-01", table, "tariff.letter_values"),))

    assert at(law, "2024-05-31", "tariff.letter_values") == {"AMK": {"metropole": Decimal("9.99")}}
    assert at(law, "2024-06-01", "tariff.letter_values") == later.value


def test_several_overlays_come_one_after_the_other():
    """A later file counts over an earlier one."""
    law = Law(overlays=(overlay("2026-07-01", 3), overlay("2026-07-01", 4)))

    assert at(law, "2026-07-01") == 4


def test_a_print_of_values_has_64_signs():
    """The same for the same values, another for others."""
    assert digest(("2026-07-01", 3)) == digest(("2026-07-01", 3)) != digest(("2026-07-01", 4))
    assert len(digest(())) == 64


def test_the_law_alone_is_untouched():
    """Another law set, and the one of every other checker, keep their values and their fingerprint."""
    changed = Law(overlays=(overlay("2026-07-01", 3),))

    assert at(Law(), "2026-07-01") == 2
    assert changed.fingerprint != Law().fingerprint
    assert changed.fingerprint == Law(overlays=(overlay("2026-07-01", 3),)).fingerprint
    assert changed.fingerprint != Law(overlays=(overlay("2026-07-01", 4),)).fingerprint


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (overlay("2026-07-01", 3, "teleexpertise.nothing"), "no such value"),
        (overlay("2026-07-01", 3, "nothing.at_all"), "no such value"),
        (overlay("2026-07-01", "trois"), "a text where the law has a number"),
        (overlay("2026-07-01", True), "a true or false where the law has a number"),
        (overlay("2026-07-01", ("l", 3)), "a list where the law has a number"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_overlay_that_does_not_fit_the_law_is_refused(one, said):
    """No value that the law does not have, and none of another type; decimals and whole numbers are one type."""
    with pytest.raises(OverlayError, match=said):
        Law(overlays=(one,))

    assert at(Law(overlays=(overlay("2026-07-01", ("d", "2.5")),)), "2026-07-01") == Decimal("2.5")


def test_a_file_changes_a_verdict_and_the_report_says_so(write):
    """The price of the overlay is the right one; its id and a print of it stand in the settings that differ."""
    stated = load(
        write(
            """
[tariff.letter_values]
verified_on = 2026-12-01
[[tariff.letter_values.value]]
from = 2026-01-01
value.RAM = { metropole = 3.00 }
source = [{ text = "Essai" }]
"""
        )
    )
    data = sheet(actes=[act(prixUnitaire="3.00")])
    plain, changed = (Checker(settings=one).check(data, today=TODAY) for one in (None, stated))
    made_with = changed.to_dict()["made_with"]

    assert (plain.verdict, changed.verdict) == ("reject", "accept")
    assert list(made_with["settings"]) == ["overlays"]
    assert list(made_with["settings"]["overlays"]) == ["tariff.letter_values"]
    assert made_with["law"] != plain.identity.law


def test_reference_mode_leaves_overlays_aside_and_says_so(write):
    """The law as it is."""
    own = Checker(settings=load(write(FILE.format(since="2026-01-01", value=9))), reference=True)
    report = own.check(sheet(), today=TODAY)

    assert (report.identity.law, report.identity.ignored) == (Law().fingerprint, ("overlays",))
    assert report.identity.settings == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FILE.format(since="2026-01-01", value='"trois"'), "a text where"),
        (FILE.format(since='"2026-01-01"', value=3), r"toml : teleexpertise\.requests_per_year: from is a date"),
        (
            FILE.replace("verified_on = 2026-12-01", "").format(since="2026-01-01", value=3),
            "year: verified_on is missing",
        ),
        (
            FILE.replace("verified_on = 2026-12-01", "verified_on = 1").format(since="2026-01-01", value=3),
            "year: verified_on is a",
        ),
        (FILE.replace("teleexpertise.req", "teleexpertise.unknown_req").format(since="2026-01-01", value=3), "no such"),
        ("[teleexpertise", "valeurs.toml : valeurs.toml: "),
        ("teleexpertise = 3", "a chapter is a table"),
        (FILE.format(since="2026-01-01", value=3) + "label = 'x'", "unknown key"),
        (FILE.partition("  [[")[0].format(since="2026-01-01", value=3), "source is missing"),
    ],
    ids=lambda value: value if len(value) < 40 else "",
)
def test_a_file_that_cannot_be_used_is_named(write, text, said):
    """The file and what is odd stand in the error."""
    with pytest.raises(SettingsError, match=said) as caught:
        load(write(text))

    assert "law.overlays : valeurs.toml" in str(caught.value)


def test_a_file_that_is_not_there_is_refused(write):
    """A missing overlay is never taken for an empty one."""
    with pytest.raises(SettingsError, match=r"rien\.toml : illisible"):
        load(write("", ("rien.toml",)))


def test_a_plain_setting_names_no_overlay():
    """Nothing differs where nothing is stated."""
    assert Settings().changed() == {}
    assert Settings().left_aside() == ()


def test_values_that_are_not_there_are_told_in_our_words(tmp_path):
    """The system's own sentence speaks the language of the machine."""
    (tmp_path / "fsecheck.toml").write_text("[law]\noverlays = ['nowhere.toml']\n", encoding="utf-8")

    with pytest.raises(SettingsError, match=r"law\.overlays : nowhere\.toml : illisible \(il n'existe pas\)"):
        load(str(tmp_path / "fsecheck.toml"))
