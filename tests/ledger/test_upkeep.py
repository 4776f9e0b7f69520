"""What a practice erases is gone, to the last byte; what it counts and claims stays true, and the chain holds."""

import json
import os
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from attrs import evolve

from fsecheck.ledger import database, keys, sqlite
from fsecheck.ledger.port import PAID, RECORDED, RESERVED, LedgerFaultError, LedgerRefusedError, LedgerUseError
from fsecheck.ledger.reading import identify
from fsecheck.model.facts import PATIENT_ACTS
from tests.ledger.conftest import CLASSIFY
from tests.ledger.contract import ask, numbers, put, volumes
from tests.ledger.sheets import ADULT, AM, CHILD, RPPS, TODAY, act, context, mk, sheet

#: On a server, who owns the tables erases.
ROLE = "fsecheck_owner"
DAY = date(2026, 3, 2)
ONE = timedelta(days=1)
OWN = evolve(CHILD, own_nir="1180375123456")
INSURED = evolve(CHILD, nir="1180375123456", quality="assure")


@pytest.fixture
def peopled(book):
    """A book with invoices of a child under three identities, in every state, and of an adult."""
    put(book, sheet("1", DAY, DAY + ONE, code="TMK"))
    put(book, sheet("2", DAY, patient=OWN, by=mk(RPPS, AM)))
    put(book, sheet("3", DAY + 2 * ONE, patient=INSURED), RESERVED)
    book.confirm(RPPS, "3", TODAY)
    book.settle(RPPS, "1", PAID, TODAY)
    put(book, sheet("4", DAY, patient=INSURED))
    book.cancel(RPPS, "4", TODAY)
    put(book, sheet("5", date(2025, 7, 1), code="TMK", patient=ADULT))
    put(book, sheet("6", DAY, patient=ADULT))
    put(book, sheet("7", DAY, corrects="1"))
    book.cover(RPPS, date(2025, 1, 1), None, TODAY)
    return book


def test_who_is_forgotten_is_unknown_under_every_identity(peopled):
    erased = peopled.forget(OWN, TODAY)
    assert (erased.invoices, erased.events) == (5, 11)
    for patient in (CHILD, OWN, INSURED):
        answer = ask(peopled, sheet("9", TODAY, patient=patient))
        assert (answer.events[PATIENT_ACTS], answer.patient) == ((), frozenset())
    assert numbers(peopled, patient=ADULT) == ["5", "6"]
    assert peopled.verify().sound
    assert peopled.verify().erased == 11


def test_the_yearly_volumes_stay_right_and_a_recount_gives_them(peopled):
    before = volumes(ask(peopled, sheet("9", DAY)))
    assert before == ((2025, 1, 1), (2026, 0, 4))
    peopled.forget(CHILD, TODAY)
    assert volumes(ask(peopled, sheet("9", DAY))) == before
    peopled.recount(TODAY)
    assert volumes(ask(peopled, sheet("9", DAY))) == before
    assert peopled.verify().sound


def test_forgetting_twice_is_forgetting_once(peopled):
    peopled.forget(CHILD, TODAY)
    head = peopled.head()
    assert peopled.forget(CHILD, TODAY) == (0, 0, None)
    assert peopled.head() == head


def test_a_person_may_be_named_by_an_invoice(peopled):
    assert peopled.forget_patient_of(RPPS, "4", TODAY).invoices == 5
    assert numbers(peopled) == []
    with pytest.raises(LedgerRefusedError) as refused:
        peopled.forget_patient_of(RPPS, "4", TODAY)
    assert refused.value.code == "unknown-invoice"


def test_nobody_is_forgotten_while_an_invoice_hangs(peopled):
    put(peopled, sheet("8", DAY), RESERVED)
    for erase in (lambda: peopled.forget(CHILD, TODAY), lambda: peopled.retain(TODAY, TODAY)):
        with pytest.raises(LedgerRefusedError) as refused:
            erase()
        assert refused.value.code == "pending"
    assert numbers(peopled) != []
    peopled.release(RPPS, "8", TODAY)
    assert peopled.forget(CHILD, TODAY).invoices == 6


def test_nothing_is_erased_inside_a_transaction(peopled):
    with peopled.transaction(), pytest.raises(LedgerUseError):
        peopled.forget(CHILD, TODAY)
    assert numbers(peopled) != []


def test_who_may_have_been_forgotten_is_not_claimed_to_be_complete(peopled):
    asked = lambda patient: ask(peopled, sheet("9", TODAY, patient=patient))  # noqa: E731 - asked often, here only
    assert asked(CHILD).patient_from is None
    peopled.forget(CHILD, TODAY)
    # The newest invoice that went was drawn up on 4 March: from the day after on, all of theirs would be here.
    assert asked(CHILD).patient_from == asked(evolve(ADULT, rank="2")).patient_from == DAY + 3 * ONE
    assert asked(ADULT).patient_from is None  # known then, and still: not the one who was forgotten
    assert asked(CHILD).covered_from == date(2025, 1, 1)
    put(peopled, sheet("10", TODAY))
    assert numbers(peopled) == ["10"]
    assert asked(CHILD).patient_from == DAY + 3 * ONE


def test_numbers_of_what_was_erased_are_never_given_again(book):
    put(book, sheet("1", DAY))
    put(book, sheet("2", DAY, patient=ADULT))
    book.forget(ADULT, TODAY)
    put(book, sheet("3", DAY, patient=evolve(ADULT, rank="2")))
    assert ask(book, sheet("9", DAY, patient=evolve(ADULT, rank="2"))).patient_from == DAY + ONE
    with book.transaction():
        given = book._execute("SELECT DISTINCT invoice FROM event WHERE invoice > 0 ORDER BY 1").fetchall()
    assert given == [(1,), (2,), (3,)]
    assert book.verify().sound


def test_what_is_kept_begins_on_the_day_that_the_practice_says(peopled):
    first = date(2026, 3, 3)
    before = volumes(ask(peopled, sheet("9", DAY)))
    erased = peopled.retain(first, TODAY)
    assert numbers(peopled, patient=ADULT) == []
    assert numbers(peopled) == ["3"]
    assert peopled.coverage() == ((RPPS, first, None),)
    assert volumes(ask(peopled, sheet("9", DAY))) == before
    assert erased.invoices > 0
    assert peopled.retain(first, TODAY) == (0, 0, None)
    checked = peopled.verify()
    assert checked.sound
    assert checked.erased == erased.events
    peopled.recount(TODAY)
    assert volumes(ask(peopled, sheet("9", DAY))) == before
    put(peopled, sheet("20", date(2026, 1, 5)))  # a late one
    assert peopled.retain(first, TODAY).invoices == 1
    assert peopled.verify().sound


def test_a_claim_is_cut_where_no_invoice_is(book):
    book.cover(RPPS, DAY - 2 * ONE, None, TODAY)
    cut, again = book.retain(DAY, TODAY), book.retain(DAY, TODAY)
    assert book.coverage() == ((RPPS, DAY, None),)
    assert (cut.invoices, cut.seq is None) == (0, False)
    assert (again.invoices, again.seq) == (0, None)
    assert book.verify().sound


def test_what_is_kept_cannot_begin_tomorrow(peopled):
    with pytest.raises(LedgerUseError):
        peopled.retain(TODAY + ONE, TODAY)


def test_erasing_after_erasing_keeps_the_chain(peopled):
    peopled.forget(CHILD, TODAY)
    put(peopled, sheet("30", DAY, by=mk("10009999991")))
    peopled.link(CHILD, evolve(CHILD, rank="2"), TODAY)
    peopled.retain(DAY, TODAY)
    peopled.forget(evolve(CHILD, rank="2"), TODAY)
    assert peopled.verify().sound
    assert volumes(ask(peopled, sheet("9", DAY, by=mk("10009999991")))) == ((2026, 0, 1),)


@pytest.mark.parametrize("new_book", ["memory"], indirect=True)
@pytest.mark.parametrize("kind", ["forget", "retain"])
def test_an_altered_erasure_is_found(peopled, altered, kind):
    seq = peopled.forget(CHILD, TODAY).seq if kind == "forget" else peopled.retain(DAY + 5 * ONE, TODAY).seq
    (gone,) = peopled._execute("SELECT min(seq) FROM event WHERE invoice = 1").fetchone()
    put_back = f"INSERT INTO payload (seq, salt, said) VALUES ({gone}, x'00', '{{}}')"
    for statements, code in (
        (("UPDATE erasure SET persons = persons + 1",), "altered-erasure"),
        (("UPDATE erasure SET until = '2020-01-01'",), "altered-erasure"),
        (("DELETE FROM erasure",), "missing-payload"),
        (("UPDATE forgotten SET total = total + 1",), "altered-erasure"),
        (("DELETE FROM forgotten",), "altered-erasure"),
        ((put_back,), "payload-not-erased"),
        ((f"UPDATE payload SET said = '{{}}' WHERE seq = {seq}",), "missing-payload"),
    ):
        with altered(peopled, *statements):
            assert peopled.verify().broken.code == code, statements


def test_no_event_says_anything_of_who_was_forgotten(peopled):
    """Not even by their opaque numbers: an event about a link of theirs is one about them."""
    about = evolve(CHILD, rank="2")
    peopled.link(CHILD, about, TODAY)
    said = "SELECT e.kind, p.said FROM payload p JOIN event e ON e.seq = p.seq ORDER BY e.seq"
    with peopled.transaction():
        adults = {
            row[0] for row in peopled._execute("SELECT DISTINCT patient FROM invoice WHERE number = '5'").fetchall()
        }
    peopled.forget(about, TODAY)
    with peopled.transaction():
        left = [(kind, text) for kind, text in peopled._execute(said).fetchall() if '"persons":[' in text]
    assert [kind for kind, _ in left] == ["person"]
    assert {id_ for _, text in left for id_, _ in json.loads(text)["persons"]} == adults
    assert peopled.verify().sound


@pytest.mark.parametrize("versions", [1, 2])
def test_a_sheet_of_two_persons_is_forgotten_for_one_of_them(path, key, versions):
    """A second NIR individuel on a composite that is another's: what is said of the other stays."""
    twin = evolve(CHILD, own_nir="1180375123457")
    book = sqlite.init(path, key, "cabinet", TODAY, CLASSIFY)
    put(book, sheet("1", DAY, patient=OWN))
    book.close()
    both = keys.parse(f"{key.text()};fsecheck-key 2 {'cd' * 32}") if versions == 2 else key
    book = sqlite.open(path, both, classify=CLASSIFY)
    put(book, sheet("2", DAY, patient=twin))
    assert book.forget(twin, TODAY).invoices == 1
    assert numbers(book, patient=OWN) == ["1"]
    assert book.verify().sound
    book.close()


# The bytes


def bytes_of(path):
    """The file and its side files."""
    return b"".join(Path(path + end).read_bytes() for end in ("", "-wal") if os.path.exists(path + end))


@pytest.mark.parametrize("erase", ["forget", "retain"])
def test_no_byte_of_the_file_is_left_of_who_was_forgotten(file_book, path, key, erase):
    series, day = "serieELOISE", date(2026, 1, 5)
    line = act(1, day, session="s1", visit="v1", prescription=1)
    own = sheet("424242", patient=OWN, acts=(line,), mode="degrade")
    for number in range(30):
        one = sheet(f"{1000 + number}", TODAY, patient=evolve(ADULT, rank=str(number % 9 + 1)))
        file_book.write(one, context(one), RECORDED, TODAY)
    file_book.write(own, context(own, series=series), RESERVED, TODAY)
    file_book.confirm(RPPS, "424242", TODAY)
    file_book.link(OWN, evolve(INSURED, nir="2990175123456"), TODAY)
    said = file_book._execute(
        "SELECT salt, said, digest FROM payload p JOIN event e USING (seq) WHERE invoice = 31"
    ).fetchall()
    content = file_book._execute("SELECT content FROM invoice WHERE number = '424242'").fetchone()[0]
    digests = [
        digest
        for patient in (OWN, INSURED, evolve(INSURED, nir="2990175123456"))
        for one in identify(patient, key)
        for digest in (one.own, one.composite)
        if digest
    ]
    words = [file_book.word(word).encode() for word in (series, "s1", "v1")]
    secrets = [
        *digests,
        *words,
        content,
        b"424242",
        *[salt for salt, *_ in said],
        *[text.encode() for _, text, _ in said if len(text) > 2],
    ]
    before = bytes_of(path)
    assert [secret for secret in secrets if secret not in before] == []
    if erase == "forget":
        file_book.forget(OWN, TODAY)
    else:
        file_book.retain(TODAY, TODAY)
    assert [secret for secret in secrets if secret in bytes_of(path)] == []
    assert len(numbers(file_book, patient=ADULT)) > 0
    file_book.close()
    assert [secret for secret in secrets if secret in bytes_of(path)] == []
    assert sqlite3.connect(path).execute("PRAGMA secure_delete").fetchone() is not None


def test_what_is_erased_costs_no_more_for_each_invoice_the_more_there_are(tmp_path, key):
    """SQLite counts its own steps: four times the invoices, some four times the steps."""
    steps = []
    for many in (100, 400):
        book = sqlite.init(str(tmp_path / f"{many}.ledger"), key, "cabinet", TODAY, CLASSIFY)
        with book.transaction():
            for number in range(many):
                put(book, sheet(f"{number}", DAY, patient=evolve(CHILD, birth=f"{20180000 + number}")))
        steps.append(0)

        def count():
            steps[-1] += 1

        book._writer.set_progress_handler(count, 100)
        assert book.retain(TODAY, TODAY).invoices == many
        book._writer.set_progress_handler(None, 0)
        assert book.verify().sound
        book.close()
    assert 2 < steps[1] / steps[0] < 6


def test_nothing_is_erased_where_a_row_speaks_of_nobody(file_book):
    """What speaks of nobody was altered before: the ledger stays as it is, and each write is looked at again."""
    put(file_book, sheet("1", DAY))
    put(file_book, sheet("2", DAY, patient=ADULT))
    file_book._execute("PRAGMA foreign_keys=OFF")
    file_book._execute("UPDATE acts SET mk = 99 WHERE invoice = 2")
    with pytest.raises(LedgerRefusedError) as refused:
        file_book.forget(OWN, TODAY)
    assert refused.value.code == "broken"
    assert file_book._execute("SELECT count(*) FROM invoice").fetchone() == (2,)
    assert file_book._execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_what_a_reader_keeps_from_being_swept_is_said(file_book, path, key, monkeypatch):
    put(file_book, sheet("1", DAY))
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    book = sqlite.open(path, key)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM event").fetchone()
    with pytest.raises(LedgerFaultError, match="still stand"):
        book.forget(CHILD, TODAY)
    reader.close()
    assert book.forget(CHILD, TODAY) == (0, 0, None)
    assert numbers(book) == []
    book.close()


# Versions of the key


@pytest.fixture
def renewed(path, key):
    """A book of two versions of a key, with a person under each."""
    file_book = sqlite.init(path, key, "cabinet", TODAY, CLASSIFY)
    put(file_book, sheet("1", DAY), series="s")
    file_book.cover(RPPS, date(2025, 1, 1), None, TODAY)
    file_book.close()
    both = keys.parse(f"{key.text()};fsecheck-key 2 {'cd' * 32}")
    book = sqlite.open(path, both, classify=CLASSIFY)
    put(book, sheet("2", TODAY, patient=ADULT), series="s")
    yield book
    book.close()


def newest():
    return keys.parse("fsecheck-key 2 " + "cd" * 32)


def test_a_version_is_needed_while_a_person_stands_under_it(renewed):
    with pytest.raises(LedgerRefusedError) as refused:
        renewed.retire(1, TODAY)
    assert refused.value.code == "key-needed"
    with pytest.raises(LedgerUseError):
        renewed.retire(2, TODAY)


@pytest.mark.parametrize("way", ["retain", "forget", "seen"])
def test_a_version_that_nothing_needs_is_retired(renewed, path, way):
    word = renewed.word("s")
    if way == "retain":
        renewed.retain(TODAY, TODAY)
    elif way == "forget":
        renewed.forget(CHILD, TODAY)
    else:  # a new sheet of theirs puts them under the newest version
        put(renewed, sheet("3", TODAY))
    head = renewed.head()
    assert renewed.retire(1, TODAY) is True
    assert renewed.retire(1, TODAY) is False
    assert renewed.verify(head).sound
    book = sqlite.open(path, newest(), classify=CLASSIFY)
    assert book.word("s") == word
    assert book.verify(head).sound
    put(book, sheet("4", TODAY, patient=ADULT))
    assert numbers(book, patient=ADULT) == ["2", "4"]
    assert numbers(book) == (["1", "3"] if way == "seen" else [])
    assert book.verify().sound
    book.close()


def test_two_linked_persons_who_come_back_need_the_old_version_no_more(renewed, path):
    """What links them is no identity: it stands under no version."""
    old = evolve(CHILD, rank="2")
    put(renewed, sheet("3", DAY))
    renewed.close()
    book = sqlite.open(path, keys.parse("fsecheck-key 1 " + "ab" * 32 + ";fsecheck-key 2 " + "cd" * 32))
    book.link(CHILD, old, TODAY)
    assert book.retire(1, TODAY) is True
    book.close()
    book = sqlite.open(path, newest(), classify=CLASSIFY)
    assert numbers(book) == numbers(book, patient=old) == ["1", "3"]
    assert book.verify().sound
    book.close()


@pytest.mark.parametrize("versions", [1, 2])
def test_a_link_made_under_an_old_version_lets_it_go(path, key, versions):
    book = sqlite.init(path, key, "cabinet", TODAY, CLASSIFY)
    old = evolve(CHILD, rank="2")
    put(book, sheet("1", DAY))
    book.link(CHILD, old, TODAY)
    book.close()
    book = sqlite.open(path, keys.parse(f"{key.text()};fsecheck-key 2 {'cd' * 32}"), classify=CLASSIFY)
    for number, patient in (("2", CHILD), ("3", old))[:versions]:
        put(book, sheet(number, TODAY, patient=patient))
    if versions == 1:
        with pytest.raises(LedgerRefusedError) as refused:
            book.retire(1, TODAY)
        assert refused.value.code == "key-needed"
    else:
        assert book.retire(1, TODAY) is True
        assert numbers(book) == numbers(book, patient=old) == ["1", "2", "3"]
    assert book.verify().sound
    book.close()


def test_what_a_retired_version_signed_is_still_bound(renewed, path, altered):
    put(renewed, sheet("3", TODAY))
    renewed.retire(1, TODAY)
    renewed.close()
    book = sqlite.open(path, newest(), classify=CLASSIFY)
    for change in ("day = '2020-01-01'", "commitment = x'00'", "digest = x'00'", "kind = 'paid'"):
        for seq in (1, 2):
            with altered(book, f"UPDATE event SET {change} WHERE seq = {seq}"):
                assert book.verify().broken is not None
    with altered(book, "DELETE FROM payload WHERE seq = 5", "DELETE FROM event WHERE seq = 5"):
        assert book.verify().broken is not None
    book.close()


def test_a_second_retirement_binds_the_first(renewed, path, key):
    put(renewed, sheet("3", TODAY))
    renewed.retire(1, TODAY)
    renewed.close()
    third = f"fsecheck-key 3 {'ef' * 32}"
    book = sqlite.open(path, keys.parse(f"{newest().text()};{third}"), classify=CLASSIFY)
    for number, patient in (("5", CHILD), ("6", ADULT)):
        put(book, sheet(number, TODAY, patient=patient))
    assert book.retire(2, TODAY) is True
    book.close()
    book = sqlite.open(path, keys.parse(third), classify=CLASSIFY)
    assert book.verify().sound
    assert numbers(book) == ["1", "3", "5"]
    book.close()


def test_a_ledger_that_was_altered_is_not_bound_again(renewed, altered):
    put(renewed, sheet("3", TODAY))
    renewed._execute("UPDATE invoice SET total_fees = 1 WHERE id = 1")
    with pytest.raises(LedgerRefusedError) as refused:
        renewed.retire(1, TODAY)
    assert refused.value.code == "broken"


def test_without_its_version_the_key_is_not_that_of_the_ledger(renewed, path):
    with pytest.raises(LedgerUseError, match="key"):
        sqlite.open(path, newest())
