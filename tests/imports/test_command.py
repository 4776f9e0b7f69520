"""The command: exit codes, states, idempotence, coverage, what is said."""

import io
import os

import pytest

from fsecheck.cli import run
from fsecheck.imports import lines
from fsecheck.imports.take import Tally, take
from fsecheck.ledger import keys, sqlite
from fsecheck.ledger.memory import MemoryLedger
from tests.authoring import MK, sheet
from tests.cli.test_check import fsecheck
from tests.imports.history import KEY, TODAY, act, dump, first, json_lines, numbers, practice, record

COVER = ("--mk", MK, "--from", "2025-01-01")


def coverage(path):
    """What a ledger claims."""
    book = sqlite.open(str(path), keys.parse(KEY), write=False)
    try:
        return [(mk, since.isoformat(), until and until.isoformat()) for mk, since, until in book.coverage()]
    finally:
        book.close()


def test_the_same_again_changes_nothing(call, put, path):
    """Every table and the chain of events stay as they are; the count says so."""
    source = put("h.jsonl", json_lines(practice(400)))
    call(source)
    before = dump(path)
    code, said, _ = call(source)

    assert (0, 400, 0, 0) == (code, *(said["counts"][name] for name in ("known", "taken", "moved")))
    assert before == dump(path)


@pytest.mark.parametrize("state", ["recorded", "paid", "rejected", "cancelled"])
def test_an_invoice_enters_in_its_state(call, put, path, state):
    """What is rejected or cancelled gives its sessions back."""
    call(put("h.jsonl", json_lines([record(state=state)])))

    assert [("100000001", 1, state)] == numbers(path)


def test_a_later_state_is_brought_in(call, put, path):
    """An export made again after the payer's answer moves what is known."""
    call(put("h.jsonl", json_lines([record()])))
    said = call(put("h.jsonl", json_lines([record(state="paid")])))[1]

    assert (1, [("100000001", 1, "paid")]) == (said["counts"]["moved"], numbers(path))


def test_a_state_that_the_ledger_excludes_is_refused(call, put, path):
    """A rejected invoice is not paid; the ledger stays as it was."""
    call(put("h.jsonl", json_lines([record(state="rejected")])))
    before = dump(path)
    code, said, _ = call(put("h.jsonl", json_lines([record(state="paid")])))

    assert (1, ["wrong-state"]) == (code, [one["code"] for one in said["refused"]])
    assert before == dump(path)


def test_what_was_withdrawn_since_stays_so(call, put, path):
    """An old export does not revive a rejected invoice, and the answer says how many there are."""
    call(put("h.jsonl", json_lines([record(state="rejected")])))
    code, said, _ = call(put("h.jsonl", json_lines([record()])))

    assert (0, 1, 1) == (code, said["counts"]["known"], said["counts"]["withdrawn"])
    assert [("100000001", 1, "rejected")] == numbers(path)


def test_an_invoice_sent_again_after_a_reject_is_a_second_attempt(call, put, path):
    """Other content under the number needs nothing; the same content names its attempt."""
    other = [record("1", state="rejected"), record("1", [act(session="2")])]
    same = [record("2", state="rejected"), record("2", attempt=2, state="paid")]

    assert 0 == call(put("h.jsonl", json_lines(other + same)))[0]
    assert [("1", 1, "rejected"), ("1", 2, "recorded"), ("2", 1, "rejected"), ("2", 2, "paid")] == numbers(path)


@pytest.mark.parametrize(
    ("drawn_up", "code"), [("2026-03-05", 1), ("2025-03-05", 1), ("2025-03-04", 0)], ids=["same", "a year", "more"]
)
def test_another_content_under_a_live_number_is_refused_within_a_year(call, put, path, drawn_up, code):
    """The same invoice from two exports is not counted twice; a number used again later is another invoice."""
    other = record(drawn_up=drawn_up, acts=[act(day="2025-03-03", session="9")])
    found, said, _ = call(put("h.jsonl", json_lines([record(), other])))

    assert (code, ["number-live"] * code, 2 - code) == (
        found, [one["code"] for one in said["refused"]], len(numbers(path))
    )  # fmt: skip


def test_a_sheet_and_its_line_of_json_are_not_counted_twice(call, put, path):
    """Another format of an invoice that is there is refused, and said."""
    call(put("1.xml", sheet()))
    code, said, _ = call(put("h.jsonl", json_lines([record()])))

    assert (1, ["number-live"], 1) == (code, [one["code"] for one in said["refused"]], len(numbers(path)))


@pytest.mark.parametrize("turned", [False, True])
def test_a_correction_replaces_whatever_the_order(call, put, path, turned):
    """The corrected invoice counts no more, whether it comes before or after the one that corrects it."""
    pair = [record("1", state="paid"), record("2", corrects="1", drawn_up="2026-03-06")]
    call(put("h.jsonl", json_lines(reversed(pair) if turned else pair)))

    assert {("1", 1, "corrected"), ("2", 1, "recorded")} == set(numbers(path))


def test_coverage_is_claimed_when_everything_was_taken(call, put, path):
    """An open interval, and a closed one."""
    source = put("h.jsonl", json_lines([record()]))
    code, said, _ = call(source, *COVER)

    assert (0, True, None) == (code, said["coverage"]["claimed"], said["coverage"]["why_not"])
    assert [(MK, "2025-01-01", None)] == coverage(path)


def test_coverage_may_end(call, put, path):
    """``--to`` closes the interval."""
    call(put("h.jsonl", json_lines([record()])), *COVER, "--to", "2026-10-31")

    assert [(MK, "2025-01-01", "2026-10-31")] == coverage(path)


def test_coverage_is_not_claimed_when_something_was_refused(call, put, path):
    """The rest is taken, and the answer says why nothing is claimed."""
    source = put("h.jsonl", json_lines([record(), record("x")]))
    code, said, _ = call(source, *COVER)
    text = call(source, *COVER, text=True)[1]

    assert (1, False, "not-all-taken") == (code, said["coverage"]["claimed"], said["coverage"]["why_not"])
    assert ([], 1) == (coverage(path), len(numbers(path)))
    assert "Couverture non déclarée : tout n'a pas été pris." in text


def test_coverage_of_an_mk_without_an_invoice_is_not_claimed(call, put, path):
    """A number that no invoice bears is a slip of the pen."""
    code, said, _ = call(put("h.jsonl", json_lines([record()])), "--mk", "99900064157", "--from", "2025-01-01")

    assert (1, "mk-not-seen", []) == (code, said["coverage"]["why_not"], coverage(path))


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("h.jsonl", "--mk", MK),
        ("h.jsonl", "--from", "2025-01-01"),
        ("h.jsonl", "--to", "2025-01-01"),
        ("h.jsonl", *COVER, "--to", "2024-12-31"),
        ("h.jsonl", "--mk", MK, "--from", "yesterday"),
        ("-", "-"),
        ("empty",),
        ("h.jsonl", "--format", "csv"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_exits_two_and_writes_nothing(call, put, path, monkeypatch, words):
    """Bad use is told before anything is read."""
    monkeypatch.chdir(put("h.jsonl", json_lines([record()])).parent)
    os.mkdir("empty")
    before = dump(path)

    assert (2, before) == (call(*words, stdin=json_lines([record()]))[0], dump(path))


def test_a_missing_ledger_and_a_wrong_key_exit_two(put, tmp_path, path):
    """As everywhere."""
    source = put("h.jsonl", json_lines([record()]))
    key = tmp_path / "other.key"
    keys.create(str(key))

    assert 2 == fsecheck("ledger", "import", source)[0]
    assert 2 == fsecheck("ledger", "import", source, "--ledger", path, "--key", key)[0]


def test_a_file_that_cannot_be_opened_exits_two_and_stops_nothing(call, put, path):
    """The others are taken; no coverage is claimed."""
    source = put("h.jsonl", json_lines([record()]))
    code, said, _ = call(source.parent / "none.jsonl", source, *COVER)

    assert (2, 1, []) == (code, len(numbers(path)), coverage(path))
    assert ["unreadable"] == [one["code"] for one in said["refused"]]


def test_a_ledger_held_by_another_program_exits_four(call, put, path, monkeypatch):
    """The environment's fault, in one line."""
    import sqlite3

    from fsecheck.ledger import database

    monkeypatch.setattr(database, "PATIENCE", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    code, _, err = call(put("h.jsonl", json_lines([record()])))
    other.close()

    assert (4, 1) == (code, err.count("\n"))


def test_the_text_names_file_line_and_reason(call, put):
    """One line for what is refused, one for the sum."""
    source = put("h.jsonl", json_lines([record(), record("2", [act(coefficient="8.080")])]))
    out = call(source, text=True)[1]
    english = call(source, "--lang", "en", text=True)[1]

    assert f"{source}:2 : acts[1].coefficient : attendu un coefficient, en texte, comme 8.08 [value]\n" in out
    assert "2 factures lues : 1 inscrite, 0 mise à jour, 0 déjà au registre, 1 refusée.\n" in out
    assert "acts[1].coefficient: expected a coefficient, as a text, like 8.08 [value]\n" in english


def test_progress_is_told_to_a_terminal_only(path, put):
    """A terminal sees how far it is, and a clean line at the end; a pipe sees nothing."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    words = ["ledger", "import", str(put("h.jsonl", json_lines(practice(1200))))]
    where = ["--ledger", str(path), "--key", str(path.parent / "practice.key"), "--today", TODAY.isoformat()]
    seen, unseen = Terminal(), io.StringIO()
    run([*words, *where], io.StringIO(), seen, io.StringIO())
    run([*words, *where], io.StringIO(), unseen, io.StringIO())

    assert ("", 3) == (unseen.getvalue(), seen.getvalue().count(" facture"))
    assert seen.getvalue().endswith("\r")


def test_what_is_read_waits_outside_a_transaction():
    """While a source is slow, other programs may write."""
    book = MemoryLedger("cabinet", TODAY, keys.parse(KEY))
    free = []

    def slow():
        for item in lines.items(io.BytesIO(json_lines(first(25, practice(25)))), "-"):
            free.append(not book._writer.in_transaction)
            yield item

    tally = Tally()
    list(take(book, slow(), TODAY, tally, batch=10))
    book.close()

    assert ([True] * 25, 25) == (free, tally.taken)
