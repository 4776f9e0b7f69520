"""What is the file's own: made whole, recognised, shared between processes, silent about persons."""

import errno
import os
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, nullcontext
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from attrs import evolve

from fsecheck.ledger import chain, database, keys, making, sqlite
from fsecheck.ledger.book import year_before
from fsecheck.ledger.port import LedgerDamagedError, LedgerFaultError, LedgerRefusedError, LedgerUseError
from fsecheck.model.facts import PATIENT_ACTS
from tests.ledger.sheets import CHILD, RPPS, TODAY, act, context, query, sheet

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 3, 2)
KEY_TEXT = "fsecheck-key 1 " + "ab" * 32


def fill(book, number="1", **fields):
    own = sheet(number, DAY, **fields)
    return book.write(own, context(own), "recorded", TODAY)


def seen(book):
    return [e.number for e in book.answer(query(sheet("9", DAY)), TODAY).events[PATIENT_ACTS]]


def test_made_whole_owner_only_and_never_over_a_file(file_book, path, key):
    assert file_book.practice == "cabinet"
    if os.name == "posix":
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    with pytest.raises(LedgerUseError):
        sqlite.init(path, key, "other", TODAY)
    file_book.close()
    assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]


def test_a_failed_making_leaves_nothing(path, key, monkeypatch):
    def fail(*_):
        raise sqlite3.OperationalError("disk")

    monkeypatch.setattr(making, "migrate", fail)
    with pytest.raises(LedgerFaultError):
        sqlite.init(path, key, "cabinet", TODAY)
    assert os.listdir(os.path.dirname(path)) == []
    with pytest.raises(LedgerUseError):
        sqlite.init(path, key, "", TODAY)
    with pytest.raises(LedgerUseError):
        sqlite.init(path + "/no/folder", key, "cabinet", TODAY)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [(errno.ENOTDIR, LedgerUseError), (errno.ENAMETOOLONG, LedgerUseError), (errno.ENOSPC, LedgerFaultError),
     (errno.EACCES, LedgerFaultError)],
)  # fmt: skip
@pytest.mark.parametrize("make", [keys.create, lambda path: sqlite.init(path, keys.fresh(), "cabinet", TODAY)])
def test_where_no_file_can_be_made_it_is_the_path_or_the_disk(path, monkeypatch, make, reason, kind):
    def fail(*_):
        raise OSError(reason, "no file")

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", fail)
        with pytest.raises(kind) as told:
            make(path)
    assert (type(told.value), told.value.errno) == (kind, reason)


def test_opened_again_it_knows(file_book, path, key):
    fill(file_book)
    file_book.close()
    again = sqlite.open(path, key)
    assert seen(again) == ["1"]
    again.close()


def test_the_settings_of_the_writing_connection(file_book):
    ask = lambda name: file_book._writer.execute(f"PRAGMA {name}").fetchone()[0]  # noqa: E731 - asked twice, here only
    assert (ask("journal_mode"), ask("synchronous"), ask("foreign_keys")) == ("wal", 2, 1)


def test_a_wrong_key_is_use(file_book, path):
    for write in (True, False):
        with pytest.raises(LedgerUseError, match="key"):
            sqlite.open(path, keys.fresh(), write=write)


def alter(path, *statements):
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_foreign_newer_and_missing_files_are_refused(file_book, path, key, tmp_path):
    fill(file_book)
    file_book.close()
    text, empty, foreign = (str(tmp_path / name) for name in ("text", "empty", "foreign"))
    Path(text).write_text("not a database, but long enough to look at: " * 40, encoding="ascii")
    Path(empty).touch()
    alter(foreign, "CREATE TABLE ledger (practice)")
    for name in (text, empty, foreign):
        with pytest.raises(LedgerUseError, match="not a ledger"):
            sqlite.open(name, key)
    for name in ("none", "no/folder/none", "."):
        for write in (True, False):
            with pytest.raises(LedgerUseError):
                sqlite.open(str(tmp_path / name), key, write=write)
    alter(path, f"PRAGMA user_version = {database.NEWEST + 1}")
    with pytest.raises(LedgerUseError, match="newer"):
        sqlite.open(path, key)
    alter(path, f"PRAGMA user_version = {database.NEWEST - 1}")
    with pytest.raises(LedgerUseError, match="older"):
        sqlite.open(path, key)


def run(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


READING = """
import sys
from fsecheck.ledger import keys, sqlite
from tests.ledger.sheets import query, sheet, TODAY
book = sqlite.open(sys.argv[1], keys.parse(sys.argv[2]), write=False)
print(len(book.answer(query(sheet("9", TODAY)), TODAY).events["patient_acts"]), *sorted(set(sys.modules)), sep="\\n")
"""


def test_a_check_loads_nothing_of_what_writes(file_book, path):
    fill(file_book)
    found, *loaded = run(READING, path, KEY_TEXT).communicate(timeout=60)[0].split()
    assert found == "1"
    rooms = {name.removeprefix("fsecheck.ledger.") for name in loaded if name.startswith("fsecheck.ledger.")}
    assert rooms == {"database", "keys", "port", "reading", "snapshot", "sqlite", "windows"}


def test_the_sessions_of_a_treatment_are_one_row(file_book):
    own = sheet("1", *[date(2025, 12, day) for day in (29, 30, 31)], date(2026, 1, 2))
    file_book.write(own, context(own), "recorded", TODAY)
    rows = file_book._writer.execute("SELECT first, last, times, live FROM acts ORDER BY first").fetchall()
    assert rows == [("2025-12-29", "2025-12-31", 3, 1), ("2026-01-02", "2026-01-02", 1, 1)]


def test_what_is_kept_twice_can_be_rebuilt(file_book):
    fill(file_book)
    file_book.write(own := sheet("2", DAY), context(own), "reserved", TODAY)
    file_book.release(RPPS, "2", TODAY)
    asked = query(sheet("9", DAY))
    before = file_book.answer(asked, TODAY)
    file_book._writer.execute("UPDATE acts SET live = 1 - live")
    file_book._writer.execute("UPDATE volume SET total = total + 7")
    file_book.recount(TODAY)
    after = file_book.answer(asked, TODAY)
    assert (after.events, after.volumes) == (before.events, before.volumes)


def test_a_field_that_would_break_the_row_is_refused(file_book):
    own = sheet("1", acts=(act(1, DAY, "RIM\x1fTMK"),))
    with pytest.raises(LedgerUseError):
        file_book.write(own, context(own), "recorded", TODAY)
    assert seen(file_book) == []


def test_a_damaged_file_is_a_fault(file_book, path, key):
    for number in range(60):
        fill(file_book, str(number))
    file_book.close()
    raw = Path(path).read_bytes()
    Path(path).write_bytes(raw[:4096] + b"\x55" * (len(raw) - 4096))
    with pytest.raises(LedgerFaultError, match="damaged"):
        seen(sqlite.open(path, key))


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_of_a_damaged_file_is_told_how_far_it_can_be_read(file_book, path, key, kept):
    for number in range(200):
        fill(file_book, str(number))
    head = file_book.head()
    file_book.close()
    raw = Path(path).read_bytes()
    pages = [raw[at : at + 4096] for at in range(0, len(raw), 4096)]
    payloads = [place for place, page in enumerate(pages) if page.count(b'"rows":') > 5]
    pages[payloads[int(len(payloads) * kept)]] = b"\x55" * 4096
    Path(path).write_bytes(b"".join(pages))
    reading = sqlite.open(path, key, write=False)
    checked = reading.verify()
    assert (checked.sound, checked.damaged, checked.broken.code) == (False, True, "damaged-file")
    assert abs(checked.events / 201 - kept) < 0.2
    assert checked.head != head
    reading.close()


@pytest.mark.parametrize(
    ("statement", "told"),
    [("DROP TRIGGER event_never_changes", "trigger event_never_changes"),
     ("DROP INDEX acts_series", "index acts_series"),
     ("CREATE TRIGGER mine AFTER INSERT ON invoice BEGIN DELETE FROM acts; END", "trigger mine"),
     ("CREATE VIEW mine AS SELECT 1", "view mine"), ("ALTER TABLE acts ADD COLUMN mine TEXT", "table acts"),
     ("CREATE TABLE mine (x)", "table mine"), ("UPDATE migration SET digest = ''", "migration 1"),
     ("DELETE FROM migration", "migration 1"), ("INSERT INTO migration SELECT 2, digest, applied FROM migration",
                                                "migration 2")],
)  # fmt: skip
def test_altered_tables_are_told(file_book, statement, told):
    fill(file_book)
    file_book._execute("ANALYZE")
    assert file_book.verify().sound
    file_book._execute(statement)
    checked = file_book.verify()
    assert (checked.sound, checked.broken, checked.tables) == (False, None, (told,))


@pytest.mark.parametrize(
    "table",
    ["migration", "practitioner", "person", "invoice", "acts", "trip", "volume", "coverage", "event", "payload",
     "erasure", "forgotten"],
)  # fmt: skip
def test_a_table_that_is_gone_is_told(file_book, path, key, table):
    fill(file_book)
    file_book.close()
    alter(path, f"DROP TABLE {table}")
    reading = sqlite.open(path, key, write=False)
    checked = reading.verify()
    assert f"table {table}" in checked.tables
    assert (checked.broken is None) is (table == "migration")
    reading.close()


@pytest.mark.parametrize("table", ["ledger", "key_check"])
def test_without_its_first_tables_it_is_refused(file_book, path, key, table):
    file_book.close()
    alter(path, f"DROP TABLE {table}")
    with pytest.raises(LedgerRefusedError, match="tables of the ledger"):
        sqlite.open(path, key, write=False)


@pytest.mark.parametrize(
    ("column", "seq"),
    [("event.digest", 1), ("event.commitment", 1), ("payload.salt", 1), ("invoice.content", 3), ("person.digest", 3)],
)  # fmt: skip
def test_bytes_made_text_are_told_and_no_fault(file_book, path, key, column, seq):
    table, _, column = column.partition(".")
    fill(file_book)
    fill(file_book, "2")
    file_book.close()
    where = "" if table in {"invoice", "person"} else "WHERE seq = 2"
    alter(path, "DROP TRIGGER event_never_changes",
          f"UPDATE {table} SET {column} = CAST(x'ff' || substr({column}, 2) AS TEXT) {where}")  # fmt: skip
    reading = sqlite.open(path, key, write=False)
    broken = reading.verify().broken
    assert (broken.code, broken.seq) == ("unreadable-rows", seq)
    reading.close()


def test_migrations_are_numbered_without_a_gap_and_recorded(file_book):
    numbers = [number for number, _ in making.migrations()]
    assert numbers == list(range(1, database.NEWEST + 1))
    rows = file_book._writer.execute("SELECT number, applied FROM migration").fetchall()
    assert rows == [(number, TODAY.isoformat()) for number in numbers]


def test_opened_to_read_it_has_nothing_that_writes(file_book, path, key):
    fill(file_book)
    reading = sqlite.open(path, key, write=False)
    assert not hasattr(reading, "write")
    assert not hasattr(reading, "cover")
    assert seen(reading) == ["1"]
    fill(file_book, "2")
    assert seen(reading) == ["1", "2"]
    reading.close()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_enough_to_check(file_book, path, key):
    fill(file_book)
    file_book.close()
    os.chmod(path, 0o400)
    os.chmod(os.path.dirname(path), 0o500)
    try:
        reading = sqlite.open(path, key, write=False)
        assert seen(reading) == ["1"]
        reading.close()
        with pytest.raises(LedgerFaultError):
            fill(sqlite.open(path, key), "2")
    finally:
        os.chmod(os.path.dirname(path), 0o700)


def test_a_locked_ledger_is_a_fault(file_book, path, key, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    other = sqlite.open(path, key)
    with file_book.transaction(), pytest.raises(LedgerFaultError, match="locked"):
        fill(other)
    fill(other)
    other.close()


def test_a_full_disk_undoes_the_call_and_is_a_fault(file_book):
    fill(file_book)
    writer = file_book._writer
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count = {pages}")

    def overfill():
        for number in range(2, 400):
            fill(file_book, str(number))

    with pytest.raises(LedgerFaultError, match="room"):
        overfill()
    writer.execute("PRAGMA max_page_count = 100000")
    done = len(seen(file_book))
    fill(file_book, "999")
    assert len(seen(file_book)) == done + 1


def test_network_shares_are_recognised():
    mounts = "/dev/sda1 / ext4 rw 0 0\nsrv:/x /mnt/data nfs4 rw 0 0\n//pc/c /mnt/my\\040disk cifs rw 0 0\n"
    assert not database.share_of("/home/a/ledger", mounts)
    assert database.share_of("/mnt/data/ledger", mounts)
    assert database.share_of("/mnt/my disk/ledger", mounts)
    assert not database.share_of("/mnt/data2/ledger", mounts)
    assert not database.share_of("/mnt/data/ledger", mounts + "/dev/sdb1 /mnt/data ext4 rw 0 0\n")


@pytest.mark.parametrize(
    ("mount", "refused"), [("srv:/x {} nfs4 rw 0 0", True), ("srv:/x {}/other nfs4 rw 0 0", False), ("", False)]
)
def test_no_ledger_is_made_on_a_network_share(path, key, monkeypatch, mount, refused):
    mounts = mount.format(os.path.dirname(path)).encode()
    monkeypatch.setattr(database, "open", lambda *_: BytesIO(mounts), raising=False)
    with pytest.raises(LedgerFaultError, match="network share") if refused else nullcontext():
        sqlite.init(path, key, "cabinet", TODAY).close()
    assert os.path.exists(path) is not refused


@pytest.mark.parametrize(
    ("where", "refused"),
    [(r"\\server\part\practice.ledger", True), (r"\\?\C:\practice.ledger", False), (r"C:\practice.ledger", False)],
)
def test_on_windows_a_network_share_is_a_path_of_a_server(monkeypatch, where, refused):
    monkeypatch.setattr(database, "os", SimpleNamespace(name="nt", path=SimpleNamespace(realpath=str)))
    with pytest.raises(LedgerFaultError, match="network share") if refused else nullcontext():
        database.refuse_share(where)


@pytest.mark.parametrize(
    ("code", "kind", "text"),
    [
        (sqlite3.SQLITE_NOTADB, LedgerUseError, "not a ledger"),
        (sqlite3.SQLITE_CORRUPT, LedgerDamagedError, "damaged"),
        (sqlite3.SQLITE_ERROR, LedgerRefusedError, "tables"),
        (sqlite3.SQLITE_BUSY, LedgerFaultError, "locked by another"),
        (sqlite3.SQLITE_IOERR | 6 << 8, LedgerFaultError, "by the system"),
        (sqlite3.SQLITE_NOLFS, LedgerFaultError, r"code 22\)"),
        (None, LedgerFaultError, r"code 0\)"),
    ],
)
def test_what_fails_in_the_database_is_told_in_our_words(code, kind, text):
    error = sqlite3.OperationalError("what SQLite says")
    if code is not None:
        error.sqlite_errorcode = code
    told = database.fault(error)
    assert type(told) is kind
    assert re.search(text, str(told))


@pytest.mark.parametrize("name", ["a#b", "a?b=c", "a%20b", "a b", "é"])
def test_a_ledger_may_have_any_name(tmp_path, key, name):
    path = str(tmp_path / name)
    sqlite.init(path, key, "cabinet", TODAY).close()
    for write in (True, False):
        with closing(sqlite.open(path, key, write=write)) as book:
            assert book.answer(query(sheet("1", TODAY)), TODAY).events
    assert {one.removesuffix("-wal").removesuffix("-shm") for one in os.listdir(tmp_path)} == {name}


@pytest.mark.parametrize(("day", "before"), [("2028-02-29", "2027-02-28"), ("2027-02-28", "2026-02-28")])
def test_a_leap_day_has_a_day_of_the_year_before(day, before):
    assert year_before(date.fromisoformat(day)) == date.fromisoformat(before)


def test_the_events_are_append_only_and_chained(file_book, key):
    fill(file_book)
    file_book.cancel(RPPS, "1", TODAY)
    writer = file_book._writer
    for statement in ("UPDATE event SET day = ''", "DELETE FROM event"):
        with pytest.raises(sqlite3.IntegrityError):
            writer.execute(statement)
    previous = chain.start("cabinet", TODAY.isoformat())
    rows = writer.execute(
        "SELECT e.seq, day, kind, invoice, commitment, key_version, digest, salt, said "
        "FROM event e JOIN payload p ON p.seq = e.seq ORDER BY e.seq"
    ).fetchall()
    assert [row[2] for row in rows] == ["person", "recorded", "cancelled"]
    for *fields, digest, salt, said in rows:
        link = chain.Link(*fields)
        assert link.commitment == chain.commitment(salt, said)
        assert digest == chain.digest(key, previous, link)
        previous = digest


@pytest.mark.parametrize(
    ("statement", "code"),
    [("UPDATE event SET digest = 7 WHERE seq = 1", "altered-event"), ("UPDATE payload SET salt = 1", "unreadable-rows"),
     ("UPDATE invoice SET patient = 1.5", "unreadable-rows")],
)  # fmt: skip
def test_values_of_another_type_are_found(file_book, altered, statement, code):
    fill(file_book)
    with altered(file_book, statement):
        assert file_book.verify().broken.code == code


def test_what_sqlite_says_of_its_file_is_found_by_verify(file_book, path, key):
    fill(file_book)
    file_book.close()
    alter(path, "PRAGMA writable_schema=ON",
          "UPDATE sqlite_master SET sql = replace(sql, '(invoice)', '(day)') WHERE name = 'event_invoice'")  # fmt: skip
    reading = sqlite.open(path, key, write=False)
    checked = reading.verify()
    assert (checked.sound, checked.faults > 0) == (False, True)
    reading.close()


def test_the_file_holds_no_person_and_no_word(file_book, path):
    patient = evolve(CHILD, own_nir="1180375123456")
    line = act(1, DAY, session="sessionDURAND", visit="visiteDURAND", prescription=1)
    own = sheet("1", acts=(line,), patient=patient)
    file_book.write(own, context(own), "recorded", TODAY)
    file_book.settle(RPPS, "1", "paid", TODAY)
    file_book.close()
    dump = "\n".join(sqlite3.connect(path).iterdump())
    raw = Path(path).read_bytes().decode("latin-1")
    secrets = (patient.nir, patient.own_nir, patient.birth, "2018-03-05", "DURAND", "ELOISE", "MARTIN", "epaule")
    for secret in (*secrets, own.prescriptions[0].prescriber):
        assert secret not in dump
        assert secret not in raw
        assert secret.encode().hex() not in dump.lower()
