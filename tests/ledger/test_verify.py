"""What was altered, removed or reordered behind a ledger's back is found, and its event named."""

from datetime import date, timedelta

import pytest
from attrs import evolve

from fsecheck.ledger.port import (
    ACKNOWLEDGED,
    PAID,
    RECORDED,
    REJECTED,
    RESERVED,
    Judged,
    LedgerRefusedError,
    LedgerUseError,
)
from tests.ledger.sheets import AM, CHILD, RPPS, TODAY, context, mk, sheet

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
    put(book, "4")
    put(book, "5", corrects="4")
    book.settle(RPPS, "4", PAID, TODAY)
    book.cancel(RPPS, "5", TODAY)
    book.cover(RPPS, date(2025, 1, 1), None, TODAY)
    book.uncover(AM, date(2025, 2, 1), date(2025, 2, 3), TODAY)
    with pytest.raises(LedgerRefusedError):
        book.settle(RPPS, "77", PAID, TODAY)
    book.recount(TODAY)
    put(book, "6")
    return KINDS


KINDS = [
    "reserved", "reserved", "confirmed", "released", "practitioner", "recorded", "acknowledged", "paid", "rejected",
    "recorded", "recorded", "corrected", "former", "cancelled", "paid", "cover", "uncover", "gap", "recount",
    "recorded",
]  # fmt: skip
EVENTS = [pytest.param(seq, id=f"{seq}-{kind}") for seq, kind in enumerate(KINDS, 1)]


def found(book, head=None):
    """Code and event of the first thing that does not hold."""
    broken = book.verify(head).broken
    return None if broken is None else (broken.code, broken.seq)


def test_a_ledger_that_nobody_altered_is_sound(book):
    assert book.verify().sound
    live(book)
    checked = book.verify()
    assert checked.sound
    assert (checked.events, checked.erased, checked.head) == (len(KINDS), 0, book.head())


@pytest.mark.parametrize("seq", EVENTS)
@pytest.mark.parametrize(
    "change",
    ["day = '2026-01-01'", "kind = 'other'", "invoice = coalesce(invoice, 0) + 1", "commitment = digest",
     "key_version = 2", "digest = commitment"],
)  # fmt: skip
def test_an_altered_event_is_named(book, alter, seq, change):
    live(book)
    alter(book, f"UPDATE event SET {change} WHERE seq = {seq}")
    assert found(book) == ("altered-event", seq)


@pytest.mark.parametrize("seq", EVENTS)
def test_an_altered_or_missing_payload_is_named(book, alter, seq):
    live(book)
    alter(book, f"UPDATE payload SET said = '{{\"x\":1}}' WHERE seq = {seq}")
    assert found(book) == ("altered-payload", seq)
    alter(book, f"DELETE FROM payload WHERE seq = {seq}")
    assert found(book) == ("missing-payload", seq)


@pytest.mark.parametrize("seq", EVENTS[:-1])
def test_a_removed_event_is_named(book, alter, seq):
    live(book)
    alter(book, f"DELETE FROM payload WHERE seq = {seq}", f"DELETE FROM event WHERE seq = {seq}")
    assert found(book) == ("missing-event", seq)


@pytest.mark.parametrize("seq", EVENTS[:-1])
def test_a_removed_event_whose_place_is_filled_is_named(book, alter, seq):
    live(book)
    alter(book, f"DELETE FROM payload WHERE seq = {seq}", f"DELETE FROM event WHERE seq = {seq}")
    for after in range(seq + 1, len(KINDS) + 1):
        alter(book, *[f"UPDATE {table} SET seq = seq - 1 WHERE seq = {after}" for table in ("event", "payload")])
    assert found(book) == ("altered-event", seq)


@pytest.mark.parametrize("seq", EVENTS[:-1])
def test_reordered_events_are_named(book, alter, seq):
    live(book)
    moves = [(seq, 0), (seq + 1, seq), (0, seq + 1)]
    alter(book, *[f"UPDATE {t} SET seq = {to} WHERE seq = {at}" for at, to in moves for t in ("event", "payload")])
    assert found(book) == ("altered-event", seq)


@pytest.mark.parametrize("kept", range(len(KINDS)))
def test_a_removed_end_shows_against_a_head_noted_elsewhere(book, alter, kept):
    live(book)
    head = book.head()
    alter(book, *[f"DELETE FROM {table} WHERE seq > {kept}" for table in ("payload", "event")])
    assert found(book, head) == ("missing-end", kept + 1)


def test_a_head_noted_earlier_holds_while_the_chain_grows_on_it(book):
    heads = [book.head()]
    for number in "123":
        put(book, number)
        heads.append(book.head())
    assert [found(book, head) for head in heads] == [None] * 4
    assert found(book, "2:" + "0" * 32) == ("other-head", 2)
    for wrong in ("", "2", "x:00", "2:zz", "-1:00"):
        with pytest.raises(LedgerUseError):
            book.verify(wrong)


def test_a_removed_end_leaves_rows_that_no_event_wrote(book, alter):
    live(book)
    alter(book, *[f"DELETE FROM {table} WHERE seq = {len(KINDS)}" for table in ("payload", "event")])
    assert found(book) == ("unwritten-rows", len(KINDS) - 1)
    alter(book, "DELETE FROM acts WHERE invoice = 6", "DELETE FROM invoice WHERE id = 6")
    assert found(book) is None
    assert not book.verify().counters


WRITTEN = {1: 1, 3: 6, 4: 10, 5: 11}
"""By invoice the event that wrote it."""


@pytest.mark.parametrize("invoice", WRITTEN)
@pytest.mark.parametrize(
    "change",
    ["number = '9' || number", "attempt = 7", "content = x'00'", "drawn_up = '2026-03-30'", "nature = 'maternite'",
     "series_last_remote = 0", "card_readable = 1", "corrects = '99'", "corrects_drawn_up = '2026-01-01'", "lot = '1'",
     "verdict = 'accept'", "rules = ''", "total_fees = total_fees + 1", "total_amo = 1", "total_amc = 1",
     "total_insured = 1", "mk = 2"],
)  # fmt: skip
def test_an_altered_row_of_an_invoice_is_named_by_what_wrote_it(book, alter, invoice, change):
    live(book)
    alter(book, f"UPDATE invoice SET {change} WHERE id = {invoice}")
    assert found(book) == ("altered-rows", WRITTEN[invoice])


@pytest.mark.parametrize(
    "change",
    ["lines = lines || 'x'", "said = 'x'", "mk = 2", "quantity = 2", "remote = 0", "counted = 0", "times = 1",
     "fees = 0", "base = base + 1", "series = 'x'", "direct = 1", "rate = 100", "id = id + 5"],
)  # fmt: skip
def test_altered_acts_are_named_by_what_wrote_them(book, alter, change):
    live(book)
    alter(book, f"UPDATE acts SET {change} WHERE invoice = 4")
    assert found(book) == ("altered-rows", WRITTEN[4])


def test_missing_and_moved_rows_are_named(book, alter):
    live(book)
    alter(book, "DELETE FROM acts WHERE invoice = 3")
    assert found(book) == ("altered-rows", WRITTEN[3])
    alter(book, "DELETE FROM invoice WHERE id = 1")
    assert found(book) == ("missing-rows", WRITTEN[1])


@pytest.mark.parametrize(
    ("change", "invoice", "last"),
    [("state = 'paid'", 1, 9), ("since = '2026-01-01'", 1, 9), ("answer = ''", 1, 9), ("state = 'confirmed'", 2, 4),
     ("former = 'paid'", 3, 8), ("answer = 'R1'", 4, 15), ("replaces = 3", 5, 6)],
)  # fmt: skip
def test_an_altered_state_is_named_by_the_last_event_of_the_invoice(book, alter, change, invoice, last):
    live(book)
    told = 3 if "replaces" in change else invoice
    alter(book, f"UPDATE invoice SET {change} WHERE id = {invoice}")
    broken = book.verify().broken
    assert (broken.code, broken.invoice[1]) == ("altered-state", str(told))
    assert broken.seq == (8 if told == 3 else last)


@pytest.mark.parametrize(
    ("statement", "code"),
    [("UPDATE coverage SET since = '2020-01-01' WHERE since < '2025-01-31'", "altered-coverage"),
     ("DELETE FROM coverage", "altered-coverage"),
     ("UPDATE practitioner SET linked = NULL", "altered-practitioner"),
     ("UPDATE person SET digest = x'00' WHERE id = 1", "altered-person"),
     ("UPDATE person SET linked = NULL", "altered-person"), ("UPDATE person SET seal = x'00'", "altered-person"),
     ("DELETE FROM person WHERE id = 1", "unwritten-rows"), ("DELETE FROM practitioner WHERE id = 1", "unwritten-rows"),
     ("UPDATE event SET digest = 7 WHERE seq = 3", "altered-event"), ("UPDATE payload SET salt = 1", "unreadable-rows"),
     ("INSERT INTO erasure (seq, persons, until) VALUES (3, 0, '2026-01-01')", "altered-erasure"),
     ("INSERT INTO forgotten (mk, year, remote, total, overcharged) VALUES (1, 2026, 0, 1, 0)", "altered-erasure"),
     ("UPDATE invoice SET patient = 1.5 WHERE id = 5", "unreadable-rows")],
)  # fmt: skip
def test_what_stands_beside_the_invoices_is_looked_at_too(book, alter, statement, code):
    live(book)
    alter(book, statement)
    assert book.verify().broken.code == code


def test_the_chain_is_of_one_practice(book):
    live(book)
    book.practice = "another"
    assert found(book) == ("altered-event", 1)


def test_wrong_counters_are_a_fault_of_the_cache_that_a_recount_mends(book, alter):
    live(book)
    for change in ("UPDATE volume SET total = total + 1", "DELETE FROM volume", "UPDATE acts SET live = 1 - live",
                   "INSERT INTO volume (mk, year, remote, total, overcharged) VALUES (1, 1999, 0, 1, 0)",
                   "UPDATE practitioner SET invoices = 0"):  # fmt: skip
        alter(book, change)
        checked = book.verify()
        assert (checked.broken, checked.counters, checked.sound) == (None, False, False)
        book.recount(TODAY)
        assert book.verify().sound
