"""A ledger taken elsewhere is the same ledger; a backup is none until it is restored, and says from when it lacks."""

import os
import shutil
import sqlite3
import stat
from datetime import date, timedelta
from threading import Event as Flag
from threading import Thread

import pytest

from fsecheck.cli import run
from fsecheck.ledger import database, keys, moving, sqlite
from fsecheck.ledger.port import LedgerFaultError, LedgerRefusedError, LedgerUseError, on_server
from fsecheck.model.facts import PATIENT_ACTS
from tests.ledger.conftest import CLASSIFY
from tests.ledger.sheets import RPPS, TODAY, context, query, sheet
from tests.ledger.test_verify import live

DAY = date(2026, 3, 2)
ONE = timedelta(days=1)
LATER = TODAY + 9 * ONE


def fill(book, number="1", **fields):
    own = sheet(number, DAY, **fields)
    return book.write(own, context(own), "recorded", TODAY)


def seen(book):
    return [e.number for e in book.answer(query(sheet("99", DAY)), TODAY).events[PATIENT_ACTS]]


def opened(address, key, *, write=True):
    if on_server(address):
        from fsecheck.ledger import postgres

        return postgres.open(address, key, write=write)
    return sqlite.open(address, key, write=write)


@pytest.fixture
def second(postgresql):
    """Addresses in a second database of the server."""
    from fsecheck.ledger import postgres
    from tests.postgresql import APPLICATION, OWNER

    postgresql.run(f"CREATE DATABASE second OWNER {OWNER}", database="postgres")
    postgres.migrate(postgresql.url(OWNER, database="second"), APPLICATION, TODAY)
    yield lambda practice: postgresql.url(APPLICATION, practice, "second")
    postgresql.run("DROP DATABASE second WITH (FORCE)", database="postgres")


def begun(address, key, practice):
    """A new book at an address, in which something of every kind of event happened."""
    if on_server(address):
        from fsecheck.ledger import postgres

        made = postgres.init(address, key, practice, TODAY, CLASSIFY)
    else:
        made = sqlite.init(address, key, practice, TODAY, CLASSIFY)
    live(made)
    made.cover(RPPS, date(2025, 1, 1), None, TODAY)
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def source(request, tmp_path, key):
    """A book in use, and its address."""
    address, practice = str(tmp_path / "source.ledger"), "cabinet"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        practice = server.practice()
        address = server.url(practice=practice)
    book = begun(address, key, practice)
    yield book, address
    book.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path, source):
    """Where there is no ledger yet."""
    if request.param == "sqlite":
        return str(tmp_path / "target.ledger")
    return request.getfixturevalue("second")(source[0].practice)


def answers(book):
    answer = book.answer(query(sheet("99", DAY)), TODAY)
    return dict(answer.events), answer._replace(events={}, mentions=None)


# Copies


def test_a_copy_is_the_same_ledger(source, target, key):
    book, address = source
    assert moving.copy(address, target, key, LATER) == book.head()
    copied = opened(target, key)
    assert copied.verify() == book.verify()
    assert copied.verify(book.head()).sound
    assert answers(copied) == answers(book)
    assert (copied.pending(), copied.coverage(), copied.practice) == (book.pending(), book.coverage(), book.practice)
    for one in (copied, book):  # and both go on alike
        fill(one, "8")
        one.cancel(RPPS, "3", TODAY)
        one.recount(TODAY)
    assert seen(copied) == seen(book)
    assert copied.verify().sound
    copied.close()


def test_a_copy_never_takes_the_place_of_a_ledger(source, target, key):
    _, address = source
    moving.copy(address, target, key, TODAY)
    with pytest.raises(LedgerUseError, match=r"exists already|has a ledger already"):
        moving.copy(address, target, key, TODAY)
    with pytest.raises(LedgerUseError, match="not the key"):
        moving.copy(address, target + ".2", keys.fresh(), TODAY)
    with pytest.raises(LedgerUseError, match=r"exists already|has a ledger already"):
        moving.copy(address, address, key, TODAY)


def test_a_copy_that_fails_leaves_nothing(source, target, key, monkeypatch, tmp_path):
    _, address = source
    before = sorted(os.listdir(tmp_path))
    monkeypatch.setattr(sqlite.SqliteHistory, "head", lambda _: 1 / 0)
    monkeypatch.setattr(moving, "TABLES", (*moving.TABLES, "nothing"))
    failed = (ZeroDivisionError, LedgerRefusedError)
    with pytest.raises(failed):
        moving.copy(address, target, key, TODAY)
    monkeypatch.undo()
    assert sorted(os.listdir(tmp_path)) == before
    moving.copy(address, target, key, TODAY)


def test_a_copy_is_of_one_moment(source, target, key):
    book, address = source
    stop, failures = Flag(), []

    def write():
        try:
            for number in range(1000, 2000):
                fill(book, str(number))
                if stop.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - told by the main thread
            failures.append(error)

    writer = Thread(target=write)
    writer.start()
    try:
        moving.copy(address, target, key, TODAY)
    finally:
        stop.set()
        writer.join()
    copied = opened(target, key, write=False)
    assert failures == []
    assert copied.verify().sound
    assert book.verify(copied.head()).sound
    copied.close()


def test_the_practice_of_a_copy_is_the_source_s(tmp_path, key, second):
    address = str(tmp_path / "source.ledger")
    begun(address, key, "cabinet").close()
    with pytest.raises(LedgerUseError, match="another practice"):
        moving.copy(address, second("another"), key, TODAY)
    moving.copy(address, second(None), key, TODAY)
    copied = opened(second("cabinet"), key)
    assert copied.verify().sound
    copied.close()


# Backups


def test_a_backup_is_a_file_of_its_own_that_opens_as_no_ledger(source, key, tmp_path):
    book, address = source
    path = str(tmp_path / "of-the-day")
    moving.backup(address, path, key, TODAY)
    if os.name == "posix":
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    for write in (True, False):
        with pytest.raises(LedgerUseError, match="is a backup"):
            sqlite.open(path, key, write=write)
    with pytest.raises(LedgerUseError, match="is a backup"):
        moving.copy(path, str(tmp_path / "copy"), key, TODAY)
    with pytest.raises(LedgerUseError, match="exists already"):
        moving.backup(address, path, key, TODAY)
    assert {name for name in os.listdir(tmp_path) if name.startswith("of-the-day")} == {"of-the-day"}
    fill(book, "8")
    assert "8" in seen(book)


def test_a_restored_backup_closes_its_coverage_at_its_day(source, target, key, tmp_path):
    book, address = source
    path = str(tmp_path / "of-the-day")
    book.cover("10009999991", date(2024, 1, 1), date(2024, 12, 31), TODAY)
    moving.backup(address, path, key, TODAY)
    head = book.head()
    fill(book, "8")
    day, new = moving.restore(path, target, key, None, LATER)
    restored = opened(target, key)
    assert (day, new) == (TODAY, restored.head())
    assert restored.coverage() == (
        (RPPS, date(2025, 1, 1), TODAY - ONE),
        ("10009999991", date(2024, 1, 1), date(2024, 12, 31)),
    )
    assert restored.verify(head).sound
    assert seen(restored) == [number for number in seen(book) if number != "8"] != seen(book)
    restored.cover(RPPS, TODAY, None, LATER)
    assert restored.answer(query(sheet("9", DAY)), LATER).covered_from == date(2025, 1, 1)
    restored.close()


def test_a_file_copied_by_other_means_must_be_said_to_be_of_a_day(tmp_path, key):
    address, target = str(tmp_path / "source.ledger"), str(tmp_path / "target.ledger")
    begun(address, key, "cabinet").close()
    shutil.copy(address, tmp_path / "copied")
    with pytest.raises(LedgerUseError, match="of which day"):
        moving.restore(str(tmp_path / "copied"), target, key, None, LATER)
    assert not os.path.exists(target)
    assert moving.restore(str(tmp_path / "copied"), target, key, DAY, LATER)[0] == DAY
    restored = opened(target, key)
    assert restored.coverage() == ((RPPS, date(2025, 1, 1), DAY - ONE),)
    restored.close()


def test_a_damaged_ledger_gives_no_backup(tmp_path, key):
    address, path = str(tmp_path / "source.ledger"), str(tmp_path / "of-the-day")
    book = begun(address, key, "cabinet")
    for number in range(100, 160):
        fill(book, str(number))
    book.close()
    with open(address, "r+b") as file:
        file.seek(4096 * 12)
        file.write(b"\x55" * 4096 * 20)
    with pytest.raises(LedgerFaultError, match="damaged"):
        moving.backup(address, path, key, TODAY)
    assert not os.path.exists(path)


def test_what_is_no_ledger_is_not_moved(tmp_path, key):
    text = tmp_path / "text"
    text.write_text("not a database, but long enough to look at: " * 40, encoding="ascii")
    for call in (moving.copy, moving.backup):
        with pytest.raises(LedgerUseError, match="not a ledger"):
            call(str(text), str(tmp_path / "target"), key, TODAY)
        with pytest.raises(LedgerUseError, match="cannot be opened"):
            call(str(tmp_path / "none"), str(tmp_path / "target"), key, TODAY)
    with pytest.raises(LedgerUseError, match="a backup is a file"):
        moving.backup(str(text), "postgresql://app@h/b?practice=c", key, TODAY)


# The commands


@pytest.fixture
def secret(tmp_path, key):
    path = tmp_path / "key"
    path.write_text(key.text(), encoding="ascii")
    path.chmod(0o600)
    return str(path)


def call(*words, secret):
    return run(["ledger", *words, "--key", secret, "--today", TODAY.isoformat()])


def test_the_commands_copy_back_up_and_restore(source, target, secret, tmp_path, capsys):
    book, address = source
    path = str(tmp_path / "of-the-day")
    assert call("backup", path, "--ledger", address, secret=secret) == 0
    assert "Sauvegardé au 31/03/2026" in capsys.readouterr().out
    assert call("copy", address, target, "--format", "json", secret=secret) == 0
    assert book.head() in capsys.readouterr().out
    assert call("copy", address, target, secret=secret) == 2
    assert "jamais écrasé" in capsys.readouterr().err
    assert call("restore", path, "--ledger", target + "x", "--lang", "en", secret=secret) == (
        2 if on_server(target) else 0
    )
    said = capsys.readouterr()
    assert (
        ("another practice" in said.err)
        if on_server(target)
        else ("coverage ends the day before 31 March 2026" in said.out)
    )


def test_the_command_closes_the_coverage_of_a_ledger_restored_by_other_means(source, secret, capsys):
    book, address = source
    assert call("restore", "--ledger", address, secret=secret) == 2
    assert "--at" in capsys.readouterr().err
    assert call("restore", "--ledger", address, "--at", DAY.isoformat(), secret=secret) == 0
    assert book.coverage() == ((RPPS, date(2025, 1, 1), DAY - ONE),)
    assert book.verify().sound


def test_the_command_brings_tables_up_to_date(postgresql, file_book, path, secret, capsys):
    from tests.postgresql import APPLICATION, OWNER

    assert call("migrate", "--ledger", path, secret=secret) == 0
    assert run(["ledger", "migrate", "--ledger", postgresql.url(OWNER), "--role", APPLICATION, "--lang", "en"]) == 0
    assert "up to date, version 1" in capsys.readouterr().out
    assert run(["ledger", "migrate", "--ledger", postgresql.url(OWNER)]) == 2
    assert "--role" in capsys.readouterr().err


def test_an_older_backup_is_brought_up_to_date_as_it_is_restored(tmp_path, key, monkeypatch):
    address, path, target = (str(tmp_path / name) for name in ("source.ledger", "of-the-day", "target.ledger"))
    begun(address, key, "cabinet").close()
    moving.backup(address, path, key, TODAY)
    monkeypatch.setattr(database, "NEWEST", 2)
    brought = []

    def migrate(connection, since, today):
        brought.append((since, today))
        connection.execute("PRAGMA user_version = 2")

    monkeypatch.setattr("fsecheck.ledger.making.NEWEST", 2)
    monkeypatch.setattr("fsecheck.ledger.making.migrate", migrate)
    moving.restore(path, target, key, None, LATER)
    assert brought == [(1, LATER)]
    connection = sqlite3.connect(target)
    assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'backup'").fetchall() == []
    connection.close()
