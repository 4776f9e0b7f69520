"""``fsecheck ledger``: from an empty file to a settled invoice."""

import json

import pytest

from tests.authoring import MK, act, sheet
from tests.cli.test_check import REFUSED, REQUEST, fsecheck

TODAY = ["--today", "2026-03-02"]
ORDINARY = sheet()
THREE = [
    sheet(actes=[act(date=f"2026-02-2{place + 3}"), REQUEST], facture={"numero": f"10{place}"}) for place in (1, 2, 3)
]  # fmt: skip


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch):
    for name in ("LEDGER", "KEY", "SETTINGS", "TODAY"):
        monkeypatch.delenv(f"FSECHECK_{name}", raising=False)


@pytest.fixture
def home(tmp_path):
    """A folder with sheets."""
    (tmp_path / "fse.xml").write_bytes(ORDINARY)
    (tmp_path / "refused.xml").write_bytes(REFUSED)
    for place, data in enumerate(THREE, 1):
        (tmp_path / f"{place}.xml").write_bytes(data)
    return tmp_path


@pytest.fixture
def flags(home):
    """A ledger that is complete since the first of January, as flags."""
    where = ["--ledger", home / "l.db", "--key", home / "l.key"]
    assert fsecheck("ledger", "init", "--practice", "CABINET-1", *where, *TODAY)[0] == 0
    assert fsecheck("ledger", "coverage", "--mk", MK, "--from", "2026-01-01", *where, *TODAY)[0] == 0
    return where


def answer(*words):
    """Exit code and JSON of an action."""
    code, out, _ = fsecheck("ledger", *words, *TODAY, "--format", "json")
    return code, json.loads(out)


def test_init_makes_a_ledger_and_a_key_of_its_owner_alone(home, flags):
    """Both files are there, the key owner-only, and neither is ever overwritten."""
    assert (home / "l.key").stat().st_mode & 0o077 == 0
    assert fsecheck("ledger", "init", "--practice", "X", *flags, *TODAY)[0] == 2
    other = ["--ledger", home / "other.db", "--key", home / "l.key"]
    assert fsecheck("ledger", "init", "--practice", "X", *other, *TODAY)[0] == 2
    assert not (home / "other.db").exists()


def test_coverage_is_listed(flags):
    """Without options the claims are listed."""
    assert answer("coverage", *flags) == (0, {"coverage": [{"mk": MK, "from": "2026-01-01", "to": None}]})


def test_an_invoice_from_reservation_to_payment(home, flags):
    """Reserve holds, pending lists, confirm and settle move on; each twice is the same as once."""
    code, held = answer("reserve", home / "fse.xml", *flags)
    again = answer("reserve", home / "fse.xml", *flags)[1]
    name = ["--mk", MK, "--number", "100000001"]

    assert code == 0
    assert held["inputs"][0]["reports"][0]["held"]["entry"]["state"] == "reserved"
    assert held["inputs"][0]["reports"][0]["held"]["changed"] is True
    assert again["inputs"][0]["reports"][0]["held"]["changed"] is False
    assert [entry["number"] for entry in answer("pending", *flags)[1]["pending"]] == ["100000001"]
    assert answer("confirm", *name, *flags)[1]["state"] == "confirmed"
    assert answer("confirm", *name, *flags)[1]["changed"] is False
    assert answer("pending", *flags)[1] == {"pending": []}
    assert answer("settle", *name, "--outcome", "paid", *flags)[1]["state"] == "paid"
    assert answer("release", *name, *flags) == (1, {"mk": MK, "number": "100000001", "refused": "wrong-state"})


def test_the_third_request_is_refused_with_the_two_before(home, flags):
    """Two are held; the third exits 1, is not held, and cites both."""
    assert [fsecheck("ledger", "reserve", home / f"{n}.xml", *flags, *TODAY)[0] for n in (1, 2, 3)] == [0, 0, 1]
    code, out, _ = fsecheck("check", home / "3.xml", *flags, *TODAY, "--format", "json")
    finding = json.loads(out)["inputs"][0]["reports"][0]["report"]["findings"][0]

    assert code == 1
    assert [event["invoice"] for event in finding["evidence"]] == ["101", "102"]
    assert fsecheck("ledger", "release", "--mk", MK, "--number", "102", *flags, *TODAY)[0] == 0
    assert fsecheck("ledger", "reserve", home / "3.xml", *flags, *TODAY)[0] == 0


def test_record_says_where_the_check_would_refuse(home, flags):
    """``record`` writes what was sent, exits 0 and tells of the conflict."""
    code, said = answer("record", home / "refused.xml", *flags)
    one = said["inputs"][0]["reports"][0]

    assert (code, one["conflict"], one["held"]["entry"]["state"]) == (0, True, "recorded")


def test_reserve_holds_nothing_that_may_not_be_sent(home, flags):
    """A refused sheet exits 1 and is not held."""
    code, said = answer("reserve", home / "refused.xml", *flags)

    assert (code, said["inputs"][0]["reports"][0]["held"]["held"]) == (1, False)


def test_another_content_under_a_live_number_is_refused(home, flags):
    """The rule on invoice numbers refuses it, and nothing is held."""
    answer("reserve", home / "fse.xml", *flags)
    (home / "fse.xml").write_bytes(sheet(facture={"exoneration": "ald"}))

    code, said = answer("reserve", home / "fse.xml", *flags)

    one = said["inputs"][0]["reports"][0]
    assert (code, one["held"]["held"]) == (1, False)
    assert "DUP001" in {finding["rule"] for finding in one["report"]["findings"]}


def test_an_unknown_invoice_is_refused(flags):
    """A call about an invoice that the ledger does not know exits 1."""
    assert answer("cancel", "--mk", MK, "--number", "7", *flags)[1]["refused"] == "unknown-invoice"


@pytest.mark.parametrize("action", ["reserve", "record"])
def test_a_write_as_of_another_day_is_bad_use(home, flags, action):
    """``--as-of`` with a write exits 2 and writes nothing."""
    code, _, err = fsecheck("ledger", action, home / "fse.xml", "--as-of", "2026-09-01", *flags, *TODAY)

    assert code == 2
    assert "--as-of" in err
    assert answer("pending", *flags)[1] == {"pending": []}


def test_check_never_writes(home, flags):
    """Checking changes not one byte of what the ledger holds."""
    head = [answer("pending", *flags)[1], answer("coverage", *flags)[1]]
    fsecheck("check", home / "fse.xml", *flags, *TODAY)

    assert [answer("pending", *flags)[1], answer("coverage", *flags)[1]] == head


def test_as_of_with_a_ledger_reads_it(home, flags):
    """``check --as-of`` may read the ledger."""
    assert fsecheck("check", home / "fse.xml", *flags, "--as-of", "2026-09-01", *TODAY)[0] == 0


@pytest.mark.parametrize(
    "words",
    [["check", "fse.xml"], ["ledger", "pending"], ["ledger", "reserve", "fse.xml"]],
    ids=" ".join,
)
def test_a_wrong_key_or_a_foreign_file_is_bad_use_everywhere(home, flags, words, monkeypatch):
    """A wrong key, a file that is not ours, a missing ledger: exit 2 at every command."""
    monkeypatch.chdir(home)
    assert fsecheck("ledger", "init", "--practice", "B", "--ledger", "b.db", "--key", "b.key", *TODAY)[0] == 0

    assert fsecheck(*words, "--ledger", home / "l.db", "--key", home / "b.key", *TODAY)[0] == 2
    assert fsecheck(*words, "--ledger", home / "fse.xml", "--key", home / "b.key", *TODAY)[0] == 2
    assert fsecheck(*words, "--ledger", home / "l.db", "--key", home / "none.key", *TODAY)[0] == 2


def test_the_key_may_stand_in_the_environment(home, flags, monkeypatch):
    """FSECHECK_LEDGER and FSECHECK_KEY serve every command; the key may be the key itself."""
    monkeypatch.setenv("FSECHECK_LEDGER", str(home / "l.db"))
    monkeypatch.setenv("FSECHECK_KEY", (home / "l.key").read_text())

    assert fsecheck("ledger", "pending", *TODAY)[0] == 0
    assert fsecheck("check", home / "1.xml", *TODAY)[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ["ledger"],
        ["ledger", "burn"],
        ["ledger", "coverage", "--mk", MK],
        ["ledger", "coverage", "--to", "2026-01-01"],
        ["ledger", "settle", "--mk", MK, "--number", "1"],
        ["ledger", "settle", "--mk", MK, "--number", "1", "--outcome", "lost"],
        ["ledger", "reserve"],
        ["ledger", "confirm", "--number", "1"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_of_the_ledger_exits_two(flags, words):
    """Bad use exits 2."""
    given = flags if len(words) > 1 and words[1] != "burn" else []

    assert fsecheck(*words, *given)[0] == 2


def test_the_text_of_each_action_says_what_was_done(home, flags):
    """Without JSON, one line says what the ledger did."""
    out = fsecheck("ledger", "reserve", home / "fse.xml", *flags, *TODAY)[1]

    assert "Retenue dans le registre (tentative 1, réservée)." in out
    assert "réservée (reserved)" in fsecheck("ledger", "pending", *flags, *TODAY)[1]
    assert "depuis le 01/01/2026" in fsecheck("ledger", "coverage", *flags, *TODAY)[1]
