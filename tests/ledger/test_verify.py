"""What was altered, removed or reordered behind a ledger's back is found, and its event named."""

from datetime import date, timedelta

import pytest
from attrs import evolve

from fsecheck.ledger.keeping import Judged
from fsecheck.ledger.port import (
    ACKNOWLEDGED,
    PAID,
    RECORDED,
    REJECTED,
    RESERVED,
    LedgerError,
    LedgerRefusedError,
    LedgerUseError,
)
from tests.ledger.sheets import ADULT, AM, CHILD, RPPS, TODAY, context, mk, sheet

# Files and servers differ from memory in nothing that is looked at here; test_postgresql.py says so of a server.
pytestmark = pytest.mark.parametrize("new_book", ["memory"], indirect=True)
DAY = date(2026, 3, 2)
ONE = timedelta(days=1)


def put(book, number, state=RECORDED, **fields):
    invoice = sheet(number, DAY, DAY + ONE, code="TMK", **fields)
    return book.write(invoice, context(invoice), state, TODAY, judged=Judged("warn", ("TAR002",)))


def live(book):
    """Something of every kind of event happens; the kind of each, in order."""
    own = evolve(CHILD, own_nir="1180375123456")
    put(book, "1", RESERVED)
    put(book, "2", RESERVED)
    book.confirm(RPPS, "1", TODAY)
    book.release(RPPS, "2", TODAY)
    put(book, "3", patient=own, by=mk(RPPS, AM))
    book.settle(RPPS, "3", ACKNOWLEDGED, TODAY)
    book.settle(RPPS, "3", PAID, TODAY, code="")
    book.settle(RPPS, "1", REJECTED, TODAY, code="R1090")
    put(book, "4", patient=evolve(CHILD, rank="2"))
    put(book, "5", corrects="4", patient=evolve(CHILD, rank="2"))
    book.settle(RPPS, "4", PAID, TODAY)
    book.cancel(RPPS, "5", TODAY)
    book.cover(RPPS, date(2025, 1, 1), None, TODAY)
    book.uncover(AM, date(2025, 2, 1), date(2025, 2, 3), TODAY)
    with pytest.raises(LedgerRefusedError):
        book.settle(RPPS, "77", PAID, TODAY)
    book.recount(TODAY)
    book.link(evolve(CHILD, rank="2"), evolve(CHILD, rank="3"), TODAY)
    put(book, "6")


KINDS = [
    "person", "reserved", "reserved", "confirmed", "released", "practitioner", "person", "recorded", "acknowledged",
    "paid", "rejected", "person", "recorded", "recorded", "corrected", "former", "cancelled", "paid", "cover",
    "uncover", "gap", "recount", "person", "link", "recorded",
]  # fmt: skip


@pytest.fixture
def lived(book):
    """A book in which something of every kind has happened."""
    live(book)
    return book


def found(book, head=None):
    """Code and event of the first thing that does not hold."""
    broken = book.verify(head).broken
    return None if broken is None else (broken.code, broken.seq)


def numbered():
    """Every event, in order: a test looks at each kind."""
    return range(1, len(KINDS) + 1)


def test_a_ledger_that_nobody_altered_is_sound(book):
    assert book.verify().sound
    live(book)
    checked = book.verify()
    assert checked.sound
    assert (checked.events, checked.erased, checked.head) == (len(KINDS), 0, book.head())


def test_a_claim_goes_with_the_mk_who_made_it_under_his_other_number(book):
    book.cover(AM, DAY, DAY, TODAY)
    put(book, "1", by=mk(RPPS, AM))
    assert book.coverage() == ((RPPS, DAY, DAY),)
    assert book.verify().sound


def test_every_kind_of_event_is_there(lived):
    rows = lived._execute("SELECT kind FROM event ORDER BY seq").fetchall()
    assert [kind for (kind,) in rows] == KINDS


@pytest.mark.parametrize(
    "change",
    ["day = '2026-01-01'", "kind = 'other'", "invoice = coalesce(invoice, 0) + 1", "commitment = digest",
     "key_version = 2", "digest = commitment"],
)  # fmt: skip
def test_an_altered_event_is_named(lived, altered, change):
    for seq in numbered():
        with altered(lived, f"UPDATE event SET {change} WHERE seq = {seq}"):
            assert found(lived) == ("altered-event", seq), KINDS[seq - 1]


def test_an_altered_or_missing_payload_is_named(lived, altered):
    for seq in numbered():
        with altered(lived, f"UPDATE payload SET said = '{{\"x\":1}}' WHERE seq = {seq}"):
            assert found(lived) == ("altered-payload", seq), KINDS[seq - 1]
        with altered(lived, f"DELETE FROM payload WHERE seq = {seq}"):
            assert found(lived) == ("missing-payload", seq), KINDS[seq - 1]


def without(*seqs):
    """Statements that take events away."""
    return [f"DELETE FROM {table} WHERE seq = {seq}" for seq in seqs for table in ("payload", "event")]


def test_a_removed_event_is_named(lived, altered):
    for seq in numbered()[:-1]:
        with altered(lived, *without(seq)):
            assert found(lived) == ("missing-event", seq), KINDS[seq - 1]
        later = numbered()[seq:]
        moves = [f"UPDATE {table} SET seq = {one - 1} WHERE seq = {one}" for one in later for table in TABLES]
        with altered(lived, *without(seq), *moves):  # and its place filled
            assert found(lived) == ("altered-event", seq), KINDS[seq - 1]


TABLES = ("event", "payload")


def test_reordered_events_are_named(lived, altered):
    for seq in numbered()[:-1]:
        moves = [(seq, 999), (seq + 1, seq), (999, seq + 1)]
        with altered(lived, *[f"UPDATE {t} SET seq = {to} WHERE seq = {at}" for at, to in moves for t in TABLES]):
            assert found(lived) == ("altered-event", seq), KINDS[seq - 1]


@pytest.mark.parametrize("last", [2**43 - 1, 2**63 - 1])
def test_an_event_at_the_end_of_all_numbers_stops_every_write_and_is_told(lived, altered, last):
    put_in = f"INSERT INTO event SELECT {last}, day, kind, invoice, commitment, key_version, digest FROM event"
    with altered(lived, "PRAGMA ignore_check_constraints=ON", f"{put_in} WHERE seq = 1"):
        for write in (lambda: put(lived, "9"), lambda: lived.cancel(RPPS, "6", TODAY), lambda: lived.recount(TODAY)):
            with pytest.raises(LedgerRefusedError) as refused:
                write()
            assert refused.value.code == "broken"
        assert found(lived) == ("missing-event", len(KINDS) + 1)
    lived._execute("PRAGMA ignore_check_constraints=OFF")
    put(lived, "9")
    assert lived.verify().sound


@pytest.mark.parametrize("change", [f"UPDATE event SET invoice = {2**43 - 1} WHERE seq = 2",
                                    f"UPDATE person SET id = {2**43 - 1} WHERE id = 1"])  # fmt: skip
def test_no_number_follows_the_last(lived, altered, change):
    with altered(lived, change):
        with pytest.raises(LedgerRefusedError) as refused:
            put(lived, "9", patient=evolve(CHILD, rank="9"))
        assert refused.value.code == "broken"
        assert found(lived) is not None


def test_numbers_that_no_ledger_reaches_are_not_taken(lived, altered):
    for change in (f"UPDATE event SET seq = {2**43}", f"UPDATE event SET invoice = {2**43}", "UPDATE person SET id = 0",
                   f"UPDATE person SET id = {2**43}"):  # fmt: skip
        with altered(lived), pytest.raises(LedgerError):
            lived._execute(f"{change} WHERE {change.split()[3]} = 1")


def test_a_removed_end_shows_against_a_head_noted_elsewhere(lived, altered):
    head = lived.head()
    for kept in range(len(KINDS)):
        with altered(lived, *without(*numbered()[kept:])):
            assert found(lived, head) == ("missing-end", kept + 1)


def test_a_head_noted_earlier_holds_while_the_chain_grows_on_it(book):
    heads = [book.head()]
    for number in "123":
        put(book, number)
        heads.append(book.head())
    assert [found(book, head) for head in heads] == [None] * 4
    assert found(book, "2:" + "0" * 32) == ("other-head", 2)
    for wrong in ("", "2", "x:00", "2:zz", "-1:00", "2:", f"2:{heads[2][2:18]}", "0:abcd", "0:" + "0" * 32):
        with pytest.raises(LedgerUseError):
            book.verify(wrong)


@pytest.mark.parametrize("column", ["number", "drawn_up", "lot", "corrects", "verdict", "rules"])
def test_text_kept_as_bytes_is_an_altered_row(lived, altered, column):
    """The database would no longer find the row under its text: a second invoice could take its number."""
    with altered(lived, f"UPDATE invoice SET {column} = CAST({column} AS BLOB) WHERE id = 3"):
        assert found(lived) is not None


@pytest.mark.parametrize("columns", [("said",), ("lines",), ("first", "last"), ("series",)])
def test_text_of_acts_kept_as_bytes_is_an_altered_row(lived, altered, columns):
    changes = ", ".join([f"{column} = CAST({column} AS BLOB)" for column in columns])
    with altered(lived, f"UPDATE acts SET {changes} WHERE invoice = 3"):
        assert found(lived) is not None


def test_nobody_is_linked_to_who_is_not_there(lived, altered):
    with altered(lived, "DELETE FROM person WHERE id IN (SELECT linked FROM person) AND kind = 'own'"):
        assert found(lived) is not None


@pytest.mark.parametrize(
    "change", ["linked = NULL", "linked = 1", "kind = 'own'", "digest = x'00'", "key_version = 2", "id = 77"]
)
def test_an_altered_person_is_told_with_the_last_event_about_them(lived, altered, change):
    """A link that is undone makes two persons of one: each would have its own limits again."""
    link = KINDS.index("link") + 1
    (linked,) = lived._execute("SELECT max(id) FROM person WHERE linked IS NOT NULL").fetchone()
    with altered(lived, f"UPDATE person SET {change} WHERE id = {linked}"):
        assert found(lived) == (("unwritten-rows", len(KINDS)) if "id =" in change else ("altered-person", link))


def test_a_removed_or_added_person_is_told(lived, altered):
    """Who was known under an identity that no invoice names, and the link that joins two."""
    (idle,) = lived._execute(
        "SELECT id FROM person WHERE linked IS NOT NULL AND id NOT IN (SELECT patient FROM invoice) ORDER BY id LIMIT 1"
    ).fetchone()
    with altered(lived, f"DELETE FROM person WHERE id = {idle}"):
        broken = lived.verify().broken
        assert (broken.code, broken.kind) == ("missing-person", KINDS[broken.seq - 1])
    for id_ in (-5, 0, 99):
        with altered(
            lived,
            "PRAGMA ignore_check_constraints=ON",
            f"INSERT INTO person (digest, id, kind, key_version) VALUES (x'00', {id_}, 'composite', 1)",
        ):
            assert found(lived) == ("unwritten-rows", len(KINDS))


def test_an_earlier_row_of_a_person_is_no_longer_good(book, altered):
    """Each row was once what an event said: that another came later shows."""
    put(book, "1")
    second, third = evolve(CHILD, rank="2"), evolve(CHILD, rank="3")
    put(book, "2", patient=third)
    book.link(CHILD, second, TODAY)
    book.link(third, evolve(ADULT, own_nir="1850699999001"), TODAY)
    rows = "SELECT id, linked FROM person ORDER BY id"
    before = book._execute(rows).fetchall()
    book.link(second, third, TODAY)
    changed = sorted(set(before) - set(book._execute(rows).fetchall()))
    assert len(changed) == 3
    assert book.verify().sound
    for some in (changed, changed[:1], changed[-1:]):
        undone = [f"UPDATE person SET linked = {linked or 'NULL'} WHERE id = {id_}" for id_, linked in some]
        with altered(book, *undone):
            assert book.verify().broken.code == "altered-person"


def test_a_removed_end_leaves_rows_that_no_event_wrote(lived, altered):
    last = len(KINDS)
    with altered(lived, *without(last)):
        assert found(lived) == ("unwritten-rows", last - 1)
    with altered(lived, *without(last), "DELETE FROM acts WHERE invoice = 6", "DELETE FROM invoice WHERE id = 6"):
        checked = lived.verify()
        assert (checked.broken, checked.counters, checked.events) == (None, False, last - 1)


WRITTEN = {1: 2, 3: 8, 4: 13, 5: 14}
"""By invoice the event that wrote it."""


@pytest.mark.parametrize(
    "change",
    ["number = '9' || number", "attempt = 7", "content = x'00'", "drawn_up = '2026-03-30'", "nature = 'maternite'",
     "series_last_remote = 0", "card_readable = 1", "corrects = '99'", "corrects_drawn_up = '2026-01-01'", "lot = '1'",
     "verdict = 'accept'", "rules = ''", "total_fees = total_fees + 1", "total_amo = 1", "total_amc = 1",
     "total_insured = 1", "mk = 2"],
)  # fmt: skip
def test_an_altered_row_of_an_invoice_is_named_by_what_wrote_it(lived, altered, change):
    for invoice, seq in WRITTEN.items():
        with altered(lived, f"UPDATE invoice SET {change} WHERE id = {invoice}"):
            assert found(lived) == ("altered-rows", seq)


@pytest.mark.parametrize(
    "change",
    ["lines = lines || 'x'", "said = 'x'", "mk = 2", "quantity = 2", "remote = 0", "counted = 0", "times = 1",
     "fees = 0", "base = base + 1", "series = 'x'", "direct = 1", "rate = 100", "overcharged = 1", "id = id + 5"],
)  # fmt: skip
def test_altered_acts_are_named_by_what_wrote_them(lived, altered, change):
    with altered(lived, f"UPDATE acts SET {change} WHERE invoice = 4"):
        assert found(lived) == ("altered-rows", WRITTEN[4])


def test_missing_and_added_rows_are_named(lived, altered):
    with altered(lived, "DELETE FROM acts WHERE invoice = 3"):
        assert found(lived) == ("altered-rows", WRITTEN[3])
    with altered(lived, "DELETE FROM invoice WHERE id = 1"):
        assert found(lived) == ("missing-rows", WRITTEN[1])
    with altered(lived, "INSERT INTO trip (word, act, line) SELECT 'w', id, 1 FROM acts WHERE invoice = 3"):
        assert found(lived) == ("altered-rows", WRITTEN[3])


@pytest.mark.parametrize(
    ("change", "told", "last"),
    [("state = 'paid' WHERE id = 1", "1", 11), ("since = '2026-01-01' WHERE id = 1", "1", 11),
     ("answer = '' WHERE id = 1", "1", 11), ("state = 'confirmed' WHERE id = 2", "2", 5),
     ("former = 'paid' WHERE id = 3", "3", 10), ("answer = 'R1' WHERE id = 4", "4", 18),
     ("replaces = 3 WHERE id = 5", "3", 10)],
)  # fmt: skip
def test_an_altered_state_is_named_by_the_last_event_of_the_invoice(lived, altered, change, told, last):
    with altered(lived, f"UPDATE invoice SET {change}"):
        broken = lived.verify().broken
        assert (broken.code, broken.seq, broken.invoice) == ("altered-state", last, (RPPS, told, 1))


def test_an_altered_event_is_told_with_its_day_and_its_invoice(lived, altered):
    events = lived._execute("SELECT seq, day, invoice FROM event ORDER BY seq").fetchall()
    numbers = dict(lived._execute("SELECT id, number FROM invoice").fetchall())
    assert {invoice is None for _, _, invoice in events} == {True, False}
    for seq, day, invoice in events:
        with altered(lived, f"UPDATE event SET digest = commitment WHERE seq = {seq}"):
            broken = lived.verify().broken
            assert broken.day == day
            assert (broken.invoice and broken.invoice[1]) == numbers.get(invoice)


def test_an_invoice_replaces_none_that_is_not_there(lived, altered):
    with altered(lived, "UPDATE invoice SET replaces = 999 WHERE id = 5"):
        assert found(lived) == ("altered-state", len(KINDS))
        assert lived.verify().broken.invoice is None


@pytest.mark.parametrize(
    ("statement", "code"),
    [("UPDATE coverage SET since = '2020-01-01' WHERE since < '2025-01-31'", "altered-coverage"),
     ("DELETE FROM coverage", "altered-coverage"),
     ("UPDATE practitioner SET linked = NULL", "altered-practitioner"),
     ("UPDATE person SET digest = x'00' WHERE id = 1", "altered-person"),
     ("UPDATE person SET linked = NULL", "altered-person"),
     ("DELETE FROM person WHERE id = 1", "unwritten-rows"), ("DELETE FROM practitioner WHERE id = 1", "unwritten-rows"),
     ("INSERT INTO erasure (seq, persons, until) VALUES (3, 0, '2026-01-01')", "altered-erasure"),
     ("INSERT INTO forgotten (mk, year, remote, total, overcharged) VALUES (1, 2026, 0, 1, 0)", "altered-erasure")],
)  # fmt: skip
def test_what_stands_beside_the_invoices_is_looked_at_too(lived, altered, statement, code):
    with altered(lived, statement):
        assert lived.verify().broken.code == code


def test_the_chain_is_of_one_practice_and_of_the_day_it_was_begun(lived, altered):
    with altered(lived, "UPDATE ledger SET made = '2026-01-01'"):
        assert found(lived) == ("altered-event", 1)
    with altered(lived, "UPDATE ledger SET practice = 'another'"):
        assert found(lived) == ("altered-ledger", None)
        lived.practice = "another"
        assert found(lived) == ("altered-event", 1)


def test_wrong_counters_are_a_fault_of_the_cache_that_a_recount_mends(lived, altered):
    for change in ("UPDATE volume SET total = total + 1", "DELETE FROM volume", "UPDATE acts SET live = 1 - live",
                   "INSERT INTO volume (mk, year, remote, total, overcharged) VALUES (1, 1999, 0, 1, 0)",
                   "UPDATE practitioner SET invoices = 0"):  # fmt: skip
        with altered(lived, change):
            checked = lived.verify()
            assert (checked.broken, checked.counters, checked.sound) == (None, False, False)
            lived.recount(TODAY)
            assert lived.verify().sound
