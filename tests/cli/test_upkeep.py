"""The register verified, forgotten, linked, settled from the command line."""

import json
import re
import sqlite3
from pathlib import Path

import pytest

from fsecheck.cli.failures import french
from fsecheck.cli.upkeep import BROKEN
from fsecheck.ledger import port
from tests.authoring import MK, NIR, sheet
from tests.cli.test_check import fsecheck
from tests.cli.test_ledger import THREE, TODAY, _no_variables, answer, flags, home

__all__ = ["_no_variables", "flags", "home"]

ROOM = Path(port.__file__).parent


@pytest.fixture
def held(home, flags):
    """A ledger with two sheets of one patient; its flags."""
    for place in (1, 2):
        assert fsecheck("ledger", "record", home / f"{place}.xml", *flags, *TODAY)[0] == 0
    return flags


def change(home, statement):
    connection = sqlite3.connect(home / "l.db")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    for _, again in triggers:
        connection.execute(again)
    connection.commit()
    connection.close()


def test_a_sound_ledger_says_its_head(held):
    code, said = answer("verify", *held)
    assert (code, said["sound"], said["events"], said["broken"]) == (0, True, 5, None)
    assert answer("verify", "--head", said["head"], *held)[0] == 0
    assert said["head"] in fsecheck("ledger", "verify", *held, *TODAY)[1]
    assert fsecheck("ledger", "verify", "--head", "x", *held, *TODAY)[0] == 2


@pytest.mark.parametrize(("language", "words"), [("fr", "événement n° 4, « recorded »"), ("en", "event no. 4")])
def test_an_altered_event_is_named(home, held, language, words):
    change(home, "UPDATE event SET day = '2020-01-01' WHERE seq = 4")
    code, said = answer("verify", "--lang", language, *held)
    assert (code, said["sound"]) == (1, False)
    assert (said["broken"]["code"], said["broken"]["event"]) == ("altered-event", 4)
    assert said["broken"]["invoice"] == {"mk": MK, "number": "101", "attempt": 1}
    code, text, _ = fsecheck("ledger", "verify", "--lang", language, *held, *TODAY)
    assert code == 1
    assert words in text


def test_a_head_that_is_gone_is_told(home, held):
    head = answer("verify", *held)[1]["head"]
    change(home, "DELETE FROM payload WHERE seq = 5")
    change(home, "DELETE FROM event WHERE seq = 5")
    assert answer("verify", "--head", head, *held)[1]["broken"]["code"] == "missing-end"


def test_wrong_counters_are_told_and_made_again(home, held):
    change(home, "UPDATE volume SET total = 99")
    code, said = answer("verify", *held)
    assert (code, said["broken"], said["counters"]) == (1, None, False)
    assert "recount" in fsecheck("ledger", "verify", *held, *TODAY)[1]
    assert answer("recount", *held)[0] == 0
    assert answer("verify", *held)[0] == 0


def test_of_a_file_that_is_damaged_is_told_what_can_be_read_and_what_to_do(home, held):
    raw = (home / "l.db").read_bytes()
    pages = [raw[at : at + 4096] for at in range(0, len(raw), 4096)]
    (page,) = [place for place, one in enumerate(pages) if one.count(b'"persons":') == 1]
    (home / "l.db").write_bytes(b"".join([b"\x55" * 4096 if place == page else one for place, one in enumerate(pages)]))
    code, said = answer("verify", *held)
    assert (code, said["sound"], said["damaged"], said["broken"]["code"]) == (4, False, True, "damaged-file")
    code, text, _ = fsecheck("ledger", "verify", *held, *TODAY)
    assert code == 4
    assert "Restaurez une sauvegarde" in text
    assert "ledger verify" not in text


def test_altered_tables_are_told_by_their_names(home, held):
    change(home, "DROP INDEX acts_series")
    for number in range(7):
        change(home, f'CREATE TABLE "a\x1b{number}" (x)')
    code, said = answer("verify", *held)
    assert (code, said["broken"], len(said["tables"]), said["tables"][0]) == (1, None, 8, "index acts_series")
    for language, more in (("fr", "et 3 autres"), ("en", "and 3 more")):
        _, text, _ = fsecheck("ledger", "verify", "--lang", language, *held, *TODAY)
        assert "index acts_series, table a?0" in text
        assert more in text
    change(home, "DROP TABLE trip")
    assert answer("verify", *held)[1]["broken"]["code"] == "altered-tables"
    change(home, "DROP TABLE key_check")
    code, _, told = fsecheck("ledger", "verify", *held, *TODAY)
    assert code == 1
    assert "altered-tables" in told


def test_every_thing_amiss_has_its_sentences():
    """Each code that verify raises is told in both languages, and no other is."""
    raised = set(re.findall(r'"([a-z]+-[a-z-]+)"', (ROOM / "verify.py").read_text(encoding="utf-8")))
    assert raised == set(BROKEN)
    assert all(french != english for french, english in BROKEN.values())


def test_every_sentence_of_the_ledger_is_known_in_french():
    said = set()
    for path in ROOM.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        said |= set(re.findall(r'(?:Ledger(?:Use|Fault|Refused)Error|kind)\(\s*f?"([^"{]+)', text))
        if path.name == "database.py":
            said |= set(re.findall(r'SQLITE_[A-Z]+: "([^"]+)"', text))
    assert len(said) > 30
    untold = {one for one in said if french(port.LedgerUseError(one)) == one}
    assert untold == set()


def test_a_person_named_by_a_sheet_is_forgotten(home, held):
    code, said = answer("forget", home / "3.xml", *held)
    assert (code, said["invoices"]) == (0, 2)
    assert answer("forget", home / "3.xml", *held) == (0, {"invoices": 0, "events": 0, "event": None})
    assert answer("verify", *held)[1]["erased"] == 3
    assert "Rien à effacer" in fsecheck("ledger", "forget", "-", *held, *TODAY, stdin=THREE[0])[1]


def test_a_person_named_by_an_invoice_is_forgotten(held):
    words = ["forget", "--mk", MK, "--number", "101"]
    assert answer(*words, *held)[1]["invoices"] == 2
    assert fsecheck("ledger", *words, *held, *TODAY)[0] == 1


def test_old_invoices_are_no_longer_kept(home, held):
    (home / "old.xml").write_bytes(sheet(facture={"numero": "7", "dateElaboration": "2026-02-27"}))
    assert fsecheck("ledger", "record", home / "old.xml", *held, *TODAY)[0] == 0
    assert answer("retain", "--before", "2026-02-28", *held)[1]["invoices"] == 1
    assert answer("coverage", *held)[1]["coverage"] == [{"mk": MK, "from": "2026-02-28", "to": None}]
    assert fsecheck("ledger", "retain", "--before", "2027-01-01", *held, *TODAY)[0] == 2


def test_two_sheets_link_their_identities(home, held):
    (home / "new.xml").write_bytes(sheet(assure={"nir": "1850699999002"}))
    assert answer("link", home / "1.xml", home / "new.xml", *held) == (0, {"linked": True, "changed": True})
    assert answer("link", home / "1.xml", home / "new.xml", *held) == (0, {"linked": True, "changed": False})
    assert answer("forget", home / "new.xml", *held)[1]["invoices"] == 2


def test_a_key_is_renewed_and_its_old_version_retired(home, held):
    assert answer("key", "renew", *held) == (0, {"newest": 2})
    assert fsecheck("ledger", "key", "retire", "1", *held, *TODAY)[0] == 1
    assert fsecheck("ledger", "record", home / "3.xml", *held, *TODAY)[0] == 0
    code, said = answer("key", "retire", "1", *held)
    assert (code, said) == (0, {"version": 1, "changed": True, "key_file_changed": True})
    assert "fsecheck-key 1 " not in (home / "l.key").read_text()
    assert answer("verify", *held)[0] == 0
    assert fsecheck("ledger", "key", "retire", "2", *held, *TODAY)[0] == 2


@pytest.mark.parametrize(
    "words",
    [
        ["forget"],
        ["forget", "none.xml"],
        ["forget", "--mk", MK],
        ["forget", "x.xml", "--mk", MK, "--number", "1"],
        ["link", "a.xml"],
        ["link", "-", "-"],
        ["key"],
        ["key", "burn"],
        ["key", "retire"],
        ["key", "renew", "2"],
        ["retain"],
        ["retain", "--before", "hier"],
        ["confirm", "--mk", "abc", "--number", "1"],
        ["confirm", "--mk", "99900064141", "--number", "1"],
        ["confirm", "--mk", MK, "--number", "n1"],
        ["coverage", "--mk", "123", "--from", "2026-01-01"],
        ["settle", "--file", "none.csv"],
        ["settle", "--file", "x", "--mk", MK],
        ["settle", "--mk", MK, "--number", "1", "--outcome", "paid", "--code", "trop long !"],
        ["import", "x.csv", "--mk", "abc", "--from", "2026-01-01"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_exits_two(held, words):
    assert fsecheck("ledger", *words, *held, *TODAY)[0] == 2


def test_no_nir_is_ever_given_on_the_command_line(held):
    """Who is to be forgotten is named by a sheet or an invoice: no option takes a NIR."""
    help_ = "".join(fsecheck("ledger", action, "--help")[1] for action in ("forget", "link"))
    assert "--nir" not in help_
    assert fsecheck("ledger", "forget", NIR, *held, *TODAY)[0] == 2
    assert NIR not in "".join(str(one) for one in fsecheck("ledger", "forget", home, *held, *TODAY)[1:])


@pytest.mark.parametrize("place", ["none.db", "no/folder/l.db", "."])
@pytest.mark.parametrize("action", ["pending", "verify", "recount"])
def test_a_place_where_no_ledger_can_be_exits_two_in_french(home, flags, place, action):
    code, _, said = fsecheck("ledger", action, "--ledger", home / place, *flags[2:], *TODAY)
    assert code == 2
    assert "le registre ne peut pas être ouvert (" in said
    assert not re.search(r"directory|file|No such", said)


@pytest.mark.parametrize(
    ("place", "says", "of_key"),
    [("no/folder/l.db", "le dossier où serait le fichier n'existe pas", "le dossier où serait le fichier n'existe pas"),
     ("fse.xml/l.db", "le registre ne peut pas être créé", "la clé ne peut pas être écrit")],
)  # fmt: skip
def test_a_ledger_cannot_be_made_where_there_is_no_folder(home, place, says, of_key):
    words = ["--ledger", home / place, "--key", home / "new.key", "--practice", "C"]
    code, _, said = fsecheck("ledger", "init", *words, *TODAY)
    assert (code, says in said) == (2, True)
    assert not (home / "new.key").exists()
    words = ["--ledger", home / "new.db", "--key", home / place, "--practice", "C"]
    code, _, said = fsecheck("ledger", "init", *words, *TODAY)
    assert (code, of_key in said) == (2, True)


def test_days_to_come_are_not_claimed(held):
    claim = ("ledger", "coverage", "--mk", MK, *held, *TODAY)
    for span in (("--from", "2026-03-03"), ("--from", "2026-03-01", "--to", "2026-03-03")):
        code, _, said = fsecheck(*claim, *span)
        assert (code, "des jours à venir" in said) == (2, True)
    for span in (("--from", TODAY[1]), ("--from", "2026-03-01", "--to", TODAY[1])):
        assert fsecheck(*claim, *span)[0] == 0


def test_what_is_no_number_is_told_in_the_language_of_the_call(held):
    for words in (("key", "retire", "x"), ("confirm", "--mk", MK, "--number", "1", "--attempt", "x")):
        assert "un nombre entier est attendu, et non 'x'" in fsecheck("ledger", *words, *held)[2]
        assert "invalid int value" in fsecheck("ledger", *words, *held, "--lang", "en")[2]


def test_days_stand_as_the_language_writes_them(home, held):
    told = fsecheck("ledger", "backup", home / "b.db", *held, *TODAY)[1]
    assert "Sauvegardé au " in told
    assert "2026" in told
    assert "-" not in told
    late = f"mk;facture;statut;date\n{MK};101;payée;2027-01-01\n".encode()
    out = fsecheck("ledger", "settle", "--file", "-", *held, *TODAY, stdin=late)[1]
    assert "postérieure au" in out
    assert TODAY[1] not in out


def test_an_unknown_invoice_says_how_to_restore_the_coverage(held):
    code, _, said = fsecheck("ledger", "settle", "--mk", MK, "--number", "77", "--outcome", "paid", *held, *TODAY)
    assert code == 1
    assert "ledger coverage --mk" in said


def test_an_answer_about_a_corrected_invoice_says_what_it_changed(home, held):
    (home / "correction.xml").write_bytes(
        sheet(facture={"numero": "200", "dateElaboration": "2026-02-25", "numeroFactureRectifiee": "101"})
    )
    assert fsecheck("ledger", "record", home / "correction.xml", *held, *TODAY)[0] == 0
    words = ["settle", "--mk", MK, "--number", "101", "--outcome", "paid"]
    said = answer(*words, *held)[1]
    assert (said["state"], said["former"], said["changed"]) == ("corrected", "paid", True)
    said = answer(*words, *held)[1]
    assert (said["state"], said["former"], said["changed"]) == ("corrected", "paid", False)
    assert "rectifiée : payée (corrected)" in fsecheck("ledger", *words, *held, *TODAY)[1]


# The payer's answers


CSV = f"""mk;facture;tentative;lot;statut;code;libelle;date
{MK};101;;;payée;;;02/03/2026
{MK};102;1;;rejetée;R0602;Double paiement de M. DUPONT;2026-03-02
{MK};999;;;payée;;;
{MK};x;;;payée;;;
{MK};101;;;perdue;;;
{MK};101;;;payée;;;2027-01-01
{MK};101;;;rejetée;R1;;
"""
JSON_LINES = "".join(
    json.dumps(one) + "\n"
    for one in (
        {"mk": MK, "invoice": "101", "status": "paid", "date": "2026-03-02"},
        {"mk": MK, "invoice": "102", "attempt": 1, "status": "rejected", "code": "R0602", "label": "DUPONT"},
        {"mk": MK, "invoice": "999", "status": "paid"},
        {"mk": MK, "invoice": "x", "status": "paid"},
        {"mk": MK, "invoice": "101", "status": "lost"},
        {"mk": MK, "invoice": "101", "status": "paid", "date": "2027-01-01"},
        {"mk": MK, "invoice": "101", "status": "rejected", "code": "R1"},
    )
)


@pytest.mark.parametrize("form", [CSV, JSON_LINES], ids=["csv", "jsonl"])
def test_the_answers_of_a_file_are_taken_line_by_line(home, held, form):
    (home / "answers").write_text(form, encoding="utf-8")
    code, said = answer("settle", "--file", home / "answers", *held)
    again = answer("settle", "--file", home / "answers", *held)[1]
    assert code == 1
    assert said["counts"] == {"read": 7, "changed": 2, "known": 0, "refused": 5, "repeated": 0}
    assert again["counts"] == {"read": 7, "changed": 0, "known": 2, "refused": 5, "repeated": 0}
    assert [one["code"] for one in said["refused"]] == [
        "unknown-invoice", "value", "value", "answer-future", "wrong-state",
    ]  # fmt: skip
    assert again["predicted"] == said["predicted"]
    assert answer("verify", *held)[0] == 0
    assert b"DUPONT" not in (home / "l.db").read_bytes()
    assert "DUPONT" not in json.dumps(said)


def test_what_was_predicted_stands_against_what_was_paid(home, held):
    """Of three sheets of the year the third was recorded though the check refused it."""
    assert fsecheck("ledger", "record", home / "3.xml", *held, *TODAY)[0] == 0
    lines = [f"{MK};101;payée;", f"{MK};102;rejetée;R0602", f"{MK};103;rejetée;R1070"]
    answers = "\n".join(["mk;facture;statut;code", *lines]).encode()
    code, out, _ = fsecheck("ledger", "settle", "--file", "-", *held, *TODAY, "--format", "json", stdin=answers)
    said = json.loads(out)
    assert code == 0
    assert said["predicted"] == {
        "refused_rejected": 1, "refused_paid": 0, "let_through_rejected": 1, "let_through_paid": 1, "unjudged": 0,
    }  # fmt: skip
    assert {"rule": "TEX001", "paid": 0, "rejected": 1} in said["rules"]
    assert [(one["code"], one["rejected"], one["predicted"]) for one in said["codes"]] == [
        ("R0602", 1, 0), ("R1070", 1, 1),
    ]  # fmt: skip
    assert said["codes"][1]["rules"]["TEX001"] == 1
    text = fsecheck("ledger", "settle", "--file", "-", *held, *TODAY, stdin=answers)[1]
    assert "TEX001 : avait parlé de 1 rejetée et de 0 payée" in text
    assert (
        "1 reject; the check refused 1"
        in fsecheck("ledger", "settle", "--file", "-", *held, *TODAY, "--lang", "en", stdin=answers)[1]
    )


def test_an_answer_that_stands_twice_in_a_file_is_counted_once_and_told(held):
    lines = [f"{MK};101;payée;", f"{MK};102;rejetée;R1", f"{MK};101;payée;", f"{MK};102;rejetée;R1", f"{MK};101;reçue;"]
    answers = "\n".join(["mk;facture;statut;code", *lines]).encode()
    code, out, _ = fsecheck("ledger", "settle", "--file", "-", *held, *TODAY, "--format", "json", stdin=answers)
    said = json.loads(out)
    assert (code, said["counts"], said["repeated"]) == (
        0, {"read": 5, "changed": 2, "known": 1, "refused": 0, "repeated": 2}, [4, 5],
    )  # fmt: skip
    assert (said["predicted"]["let_through_paid"], said["predicted"]["let_through_rejected"]) == (1, 1)
    assert said["codes"][0]["rejected"] == 1
    for language, words in (("fr", "lignes 4, 5."), ("en", "lines 4, 5.")):
        found = fsecheck("ledger", "settle", "--file", "-", *held, *TODAY, "--lang", language, stdin=answers)[1]
        assert words in found


def test_a_lot_chooses_the_attempt(home, flags):
    def sent(lot):
        (home / "lot.xml").write_bytes(sheet(facture={"numeroLot": lot}))
        return fsecheck("ledger", "reserve", home / "lot.xml", *flags, *TODAY)[0]

    assert sent("11") == 0
    assert answer("settle", "--mk", MK, "--number", "100000001", "--outcome", "rejected", *flags)[0] == 0
    assert sent("12") == 0
    late = f"mk;facture;lot;statut\n{MK};100000001;11;rejetée\n{MK};100000001;12;reçue\n{MK};100000001;13;payée\n"
    code, out, _ = fsecheck("ledger", "settle", "--file", "-", *flags, *TODAY, "--format", "json", stdin=late.encode())
    said = json.loads(out)
    assert (code, said["counts"]) == (1, {"read": 3, "changed": 1, "known": 1, "refused": 1, "repeated": 0})
    assert said["refused"][0]["code"] == "unknown-invoice"


@pytest.mark.parametrize(
    ("header", "code"),
    [("mk;facture", "header-missing"), ("mk;facture;statut;nir", "header-unknown"), ("mk;mk;facture", "header-twice"),
     ("", "empty")],
)  # fmt: skip
def test_a_header_that_is_not_ours_refuses_the_file(held, header, code):
    out = fsecheck("ledger", "settle", "--file", "-", *held, *TODAY, "--format", "json", stdin=header.encode())[1]
    assert [one["code"] for one in json.loads(out)["refused"]] == [code]
