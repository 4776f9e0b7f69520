"""``fsecheck practice``: the report on a ledger, in each of its forms."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from fsecheck.checker import Checker
from fsecheck.cli.exits import DONE, FAULT, USE
from fsecheck.ledger import keys, sqlite
from tests.cli.test_check import fsecheck
from tests.house.test_privacy import leaked, personal
from tests.practice.generator import practice
from tests.practice.kept import fill
from tests.practice.play import staff

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "schemas" / "practice" / "1.json").read_text(encoding="utf-8"))
TODAY = ["--today", "2025-11-20"]
SHEETS = [sheet for sheet in practice(1_500, 9) if sheet.drawn_up <= date(2025, 11, 20)]
MK = staff(SHEETS)[0]


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch):
    for name in ("LEDGER", "KEY", "SETTINGS", "TODAY"):
        monkeypatch.delenv(f"FSECHECK_{name}", raising=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with the ledger of a practice, complete for one of its physiotherapists since 2025."""
    folder = tmp_path_factory.mktemp("practice")
    key = keys.create(str(folder / "l.key"))
    book = sqlite.init(str(folder / "l.db"), key, "CABINET-1", SHEETS[0].drawn_up, Checker().classify)
    fill(book, SHEETS)
    book.cover(MK.rpps, date(2025, 1, 1), None, SHEETS[-1].drawn_up)
    book.close()
    return folder


@pytest.fixture
def flags(home):
    return ["--ledger", home / "l.db", "--key", home / "l.key", *TODAY]


def answer(*words):
    """Exit code and JSON."""
    code, out, _ = fsecheck("practice", *words, "--format", "json")
    return code, json.loads(out)


def test_the_json_is_what_its_schema_says(flags):
    """The schema is a schema, closed, and the report of a whole practice is valid by it."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    code, made = answer(*flags)

    assert code == DONE
    assert len(made["practitioners"]) == len(staff(SHEETS))
    jsonschema.validate(made, SCHEMA, jsonschema.Draft202012Validator)


def test_the_schema_is_closed(flags):
    """Nothing stands in a report that the schema does not name, and nothing that it names is left out."""
    _, made = answer(*flags)

    for spoilt in ({**made, "more": 1}, {key: value for key, value in made.items() if key != "on"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(spoilt, SCHEMA, jsonschema.Draft202012Validator)


@pytest.mark.parametrize("form", ["text", "json", "html"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_form_says_who_a_patient_is(flags, form, language):
    """No NIR, name or birth date of any sheet, whatever separates its signs."""
    code, out, err = fsecheck("practice", *flags, "--format", form, "--lang", language)
    secrets = set().union(*[personal(sheet.xml()) for sheet in SHEETS])
    days = {day for day in secrets if day.replace("-", "") in out.replace("-", "") and len(day) < 11}

    assert code == DONE
    assert len(secrets) > 100
    # A birth date that is the day of an invoice tells nothing of anybody.
    assert leaked({secret for secret in secrets - days if len(secret) > 9}, out + err) == set()
    assert not any(sheet.person.nir in out + err for sheet in SHEETS)


def test_the_same_call_gives_the_same_bytes_and_writes_nothing(home, flags):
    before = (home / "l.db").read_bytes()

    first, second = (fsecheck("practice", *flags, "--format", "html")[1] for _ in range(2))

    assert first == second
    assert (home / "l.db").read_bytes() == before


def test_the_year_is_that_of_the_day_where_none_is_given(flags):
    assert [answer(*flags)[1][key] for key in ("since", "until", "on")] == ["2025-01-01", "2025-12-31", "2025-11-20"]
    assert answer(*flags) == answer("--year", "2025", *flags)


@pytest.mark.parametrize(
    ("asked", "period"),
    [
        (["--year", "2024"], ["2024-01-01", "2024-12-31", "2024-12-31"]),
        (["--from", "2025-10-01"], ["2025-10-01", "2025-11-20", "2025-11-20"]),
        (["--from", "2025-10-01", "--to", "2025-10-31"], ["2025-10-01", "2025-10-31", "2025-10-31"]),
    ],
)
def test_another_period_may_be_asked_for(flags, asked, period):
    assert [answer(*asked, *flags)[1][key] for key in ("since", "until", "on")] == period


@pytest.mark.parametrize(
    "asked",
    [
        ["--year", "25"],
        ["--year", "20x5"],
        ["--year", "2026"],
        ["--year", "2023"],
        ["--to", "2025-10-31"],
        ["--from", "2025-10-01", "--to", "2025-09-30"],
        ["--from", "2025-10-01", "--year", "2025"],
        ["--from", "2025-13-01"],
        ["--mk", "10003456799"],
        ["--format", "pdf"],
    ],
    ids=" ".join,
)
def test_a_call_without_sense_is_told_and_exits_2(flags, asked):
    code, out, err = fsecheck("practice", *flags, *asked)

    assert (code, out) == (USE, "")
    assert err.startswith("fsecheck : ")
    assert "Traceback" not in err


def test_one_mk_alone_by_either_number(flags):
    for number in (MK.rpps, MK.am):
        _, made = answer("--mk", number, *flags)
        assert [part["mk"] for part in made["practitioners"]] == [MK.rpps]


def test_the_settings_of_the_practice_are_heard(flags, tmp_path):
    """A declared volume is a reference; the level of overcharges is told."""
    (tmp_path / "fsecheck.toml").write_text("[practice]\nannual_volume = 4000\n[overcharge]\nlevel = 3\n")

    _, made = answer("--mk", MK.rpps, "--settings", tmp_path / "fsecheck.toml", *flags)

    assert made["practitioners"][0]["telecare"]["reference"] == 4000
    assert made["practitioners"][0]["overcharge"]["level"] == 3


def test_the_page_is_written_where_it_is_asked_for(flags, tmp_path):
    code, out, err = fsecheck("practice", *flags, "--format", "html", "--output", tmp_path / "bilan.html")

    assert (code, out, err) == (DONE, "", "")
    assert (tmp_path / "bilan.html").read_text(encoding="utf-8").startswith('<!DOCTYPE html>\n<html lang="fr">')


def test_without_a_ledger_or_with_another_key_it_exits_2(home, flags, tmp_path):
    keys.create(str(tmp_path / "other.key"))

    assert fsecheck("practice", *TODAY)[0] == USE
    assert fsecheck("practice", "--ledger", home / "l.db", "--key", tmp_path / "other.key", *TODAY)[0] == USE


def test_a_damaged_ledger_is_a_fault(home, flags, tmp_path):
    """What SQLite reports stops the call."""
    data = bytearray((home / "l.db").read_bytes())
    data[8192:] = bytes(len(data) - 8192)
    (tmp_path / "broken.db").write_bytes(data)

    code, out, err = fsecheck("practice", "--ledger", tmp_path / "broken.db", "--key", home / "l.key", *TODAY)

    assert code in {FAULT, USE}
    assert out == ""
    assert err.startswith("fsecheck : registre : ")


def test_help_tells_the_exit_codes(flags):
    code, out, _ = fsecheck("practice", "--help")

    assert code == DONE
    assert "0 fait · 2 usage" in out
