"""What is the server's own: practices apart, rights, time limits, lost connections, no word on passwords or persons."""

import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from attrs import evolve

from fsecheck.ledger import keys, postgres, sqlite
from fsecheck.ledger.port import LedgerFaultError, LedgerUseError
from fsecheck.ledger.postgres import server as speaking
from fsecheck.ledger.postgres import tables
from fsecheck.ledger.postgres.address import parse
from fsecheck.ledger.reading import identify
from fsecheck.model.facts import PATIENT_ACTS
from tests.ledger.conftest import CLASSIFY
from tests.ledger.sheets import CHILD, RPPS, TODAY, act, context, query, sheet
from tests.ledger.test_verify import KINDS, live
from tests.postgresql import APPLICATION, LOCKED, OWNER, PASSWORD

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 3, 2)


def fill(book, number="1", **fields):
    own = sheet(number, DAY, **fields)
    return book.write(own, context(own), "recorded", TODAY)


def seen(book):
    return [e.number for e in book.answer(query(sheet("9", DAY)), TODAY).events[PATIENT_ACTS]]


@pytest.fixture
def practice(postgresql):
    return postgresql.practice()


@pytest.fixture
def address(postgresql, practice):
    return postgresql.url(practice=practice)


@pytest.fixture
def book(postgresql, key, practice, address):
    made = postgres.init(address, key, practice, TODAY, CLASSIFY)
    yield made
    made.close()


@pytest.fixture
def cut(postgresql, practice):
    """Ends the connections of a practice behind its back."""

    def end():
        # Another test's book is closed by now: what is connected as the application is ours.
        postgresql.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{APPLICATION}'",
        )
        while postgresql.run(f"SELECT 1 FROM pg_stat_activity WHERE usename = '{APPLICATION}'"):
            time.sleep(0.01)

    return end


@pytest.fixture
def raw(postgresql):
    """Statements as a role, for a practice; the rows of the last."""

    def run(practice, *statements, role=APPLICATION):
        speaks = [f"SET fsecheck.practice = '{practice}'"] if practice else []
        return postgresql.run("SET search_path = fsecheck", *speaks, *statements, role=role)

    return run


# The tables


def test_both_databases_keep_the_same(postgresql, file_book):
    ours = {
        table: [row[1] for row in file_book._writer.execute(f"PRAGMA table_info({table})")]
        for (table,) in file_book._writer.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    }
    theirs = {}
    for table, column in postgresql.run(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'fsecheck' "
        "ORDER BY table_name, ordinal_position"
    ):
        theirs.setdefault(table, []).append(column)
    assert theirs.pop("ledger") == ["practice", "id", "made", "turn"]
    assert ours.pop("ledger") == ["id", "practice", "made"]
    assert {table: ["practice", *columns] for table, columns in ours.items() if table != "migration"} == {
        table: columns for table, columns in theirs.items() if table != "migration"
    }


def test_the_practice_stands_first_in_every_key_and_guards_every_row(postgresql):
    keyed = postgresql.run(
        "SELECT c.relname, i.indexrelid::regclass::text, a.attname FROM pg_index i "
        "JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] "
        "WHERE c.relnamespace = 'fsecheck'::regnamespace AND c.relname <> 'migration'"
    )
    assert len(keyed) > 12
    assert [(table, index) for table, index, first in keyed if first != "practice"] == []
    guarded = postgresql.run(
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, p.polcmd = '*' AND p.polpermissive, "
        "pg_get_expr(p.polqual, c.oid) FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid "
        "WHERE c.relnamespace = 'fsecheck'::regnamespace AND c.relkind = 'r' AND c.relname <> 'migration'"
    )
    assert {tuple(row[1:]) for row in guarded} == {
        (True, True, "(practice = current_setting('fsecheck.practice'::text))")
    }


def test_one_practice_neither_reads_nor_writes_the_rows_of_another(postgresql, book, key, raw):
    other = postgres.init(postgresql.url(), key, postgresql.practice(), TODAY, CLASSIFY)
    fill(other, "7")
    other.close()
    assert seen(book) == []
    for role in (APPLICATION, OWNER):
        assert raw(book.practice, "SELECT count(*) FROM acts", role=role) == [(0,)]
        assert raw(other.practice, "SELECT count(*) FROM acts", role=role) == [(1,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw(book.practice, f"INSERT INTO coverage VALUES ('{other.practice}', 1, '', '')", role=role)
        with pytest.raises(psycopg.errors.UndefinedObject):  # who says no practice sees no row
            raw(None, "SELECT count(*) FROM acts", role=role)
    raw(book.practice, "DELETE FROM volume")
    assert raw(other.practice, "SELECT count(*) FROM volume") == [(1,)]


def test_nothing_of_the_practice_is_left_on_a_connection(book):
    fill(book)
    assert seen(book) == ["1"]
    for connection in (book._session._own, *book._idle):
        found = connection._own.execute("SELECT current_setting('fsecheck.practice', true)").fetchone()
        assert found == ("",)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE event SET day = ''", "DELETE FROM event", "TRUNCATE event CASCADE", "TRUNCATE invoice CASCADE",
     "UPDATE payload SET said = ''", "UPDATE key_check SET salt = ''", "DELETE FROM ledger",
     "UPDATE ledger SET made = ''", "ALTER TABLE event DISABLE TRIGGER ALL", "DROP TABLE event CASCADE",
     "ALTER TABLE event DISABLE ROW LEVEL SECURITY", "DROP POLICY own ON event", "UPDATE migration SET number = 9",
     "DELETE FROM person", "DELETE FROM invoice", "DELETE FROM acts", "DELETE FROM trip", "DELETE FROM payload",
     "DELETE FROM key_check", "DELETE FROM practitioner", "DELETE FROM erasure", "UPDATE person SET id = 5",
     "UPDATE person SET kind = 'own'", "UPDATE invoice SET total_fees = 1", "UPDATE invoice SET patient = 1",
     "UPDATE acts SET said = ''", "UPDATE practitioner SET number = '1'", "UPDATE coverage SET since = ''",
     "UPDATE forgotten SET total = 1", "UPDATE erasure SET persons = 1",
     "CREATE TABLE fsecheck.mine (x integer)", "SET session_replication_role = replica"],
)  # fmt: skip
def test_the_role_of_the_application_may_not_change_what_happened(book, raw, statement):
    fill(book)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw(book.practice, statement)


@pytest.fixture
def alterable(postgresql, practice, key):
    """A book in a database of its own, whose tables a test may alter, and how: statements as their owner."""
    postgresql.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'fsecheck'",
        "CREATE DATABASE altered TEMPLATE fsecheck",
        database="postgres",
    )
    book = postgres.init(postgresql.url(practice=practice, database="altered"), key, practice, TODAY, CLASSIFY)
    fill(book)
    yield (
        book,
        lambda one: postgresql.run("SET search_path = fsecheck", one, role=OWNER, database="altered"),
    )
    book.close()
    postgresql.run("DROP DATABASE altered WITH (FORCE)", database="postgres")


@pytest.mark.parametrize(
    ("statement", "told"),
    [("ALTER TABLE event DISABLE TRIGGER event_never_changes", "trigger event.event_never_changes"),
     ("DROP TRIGGER event_never_goes ON event", "trigger event.event_never_goes"),
     ("CREATE TRIGGER mine BEFORE INSERT ON acts FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
      "trigger acts.mine"),
     ("CREATE OR REPLACE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
      "function events_are_append_only"),
     ("DROP POLICY own ON trip", "policy trip.own"), ("CREATE POLICY all_of_them ON trip USING (true)",
                                                      "policy trip.all_of_them"),
     ("ALTER TABLE event NO FORCE ROW LEVEL SECURITY", "table event"),
     ("ALTER TABLE invoice DROP CONSTRAINT invoice_state_check", "constraint invoice.invoice_state_check"),
     ("ALTER TABLE invoice ALTER lot DROP NOT NULL", "column invoice.lot"),
     ("ALTER TABLE acts ADD mine text", "column acts.mine"), ("DROP INDEX acts_invoice", "index acts.acts_invoice"),
     ("CREATE RULE mine AS ON DELETE TO trip DO INSTEAD NOTHING", "rule trip.mine"),
     ("CREATE TABLE mine () INHERITS (event)", "child event.mine"), ("CREATE VIEW mine AS SELECT 1", "table mine"),
     (f"GRANT UPDATE ON event TO {APPLICATION}", "right event.UPDATE"),
     (f"GRANT UPDATE (id) ON person TO {APPLICATION}", "right person.id.UPDATE"),
     ("UPDATE migration SET digest = ''", "migration 1"), ("ALTER TABLE trip RENAME TO path", "table trip")],
)  # fmt: skip
def test_an_altered_schema_is_told(alterable, statement, told):
    book, alter = alterable
    assert book.verify().sound
    alter(statement)
    checked = book.verify()
    assert told in checked.tables
    assert not checked.sound
    assert checked.events == 2
    if told == "table trip":
        assert checked.broken.code == "altered-tables"


@pytest.mark.parametrize("table", ["person", "acts", "payload", "erasure", "coverage", "volume", "forgotten", "event"])
def test_a_table_that_is_gone_is_told(alterable, table):
    book, alter = alterable
    alter(f"DROP TABLE {table} CASCADE")
    checked = book.verify()
    assert (checked.broken.code, f"table {table}" in checked.tables) == ("altered-tables", True)


def test_the_role_of_the_application_erases_nothing(postgresql, book, practice, address, key):
    fill(book)
    head = book.head()
    both = keys.parse(f"{key.text()};fsecheck-key 2 {'cd' * 32}")
    renewed = postgres.open(address, both, classify=CLASSIFY)
    fill(renewed, "2")  # nobody stands under the first version any more
    for erase in (lambda: renewed.forget(CHILD, TODAY), lambda: renewed.forget_patient_of(RPPS, "1", TODAY),
                  lambda: renewed.retain(TODAY, TODAY), lambda: renewed.retire(1, TODAY)):  # fmt: skip
        with pytest.raises(LedgerUseError, match="owner of the tables erases"):
            erase()
    assert renewed.verify(head).sound
    assert seen(renewed) == ["1", "2"]
    renewed.close()
    with closing(postgres.open(postgresql.url(OWNER, practice), both)) as owner:
        assert owner.retire(1, TODAY) is True
        assert owner.forget(CHILD, TODAY).invoices == 2
        assert owner.verify(head).sound


def test_rights_that_were_given_besides_are_taken_back_when_the_tables_are_brought_up(postgresql, book, raw):
    postgresql.run(f"GRANT ALL ON ALL TABLES IN SCHEMA fsecheck TO {APPLICATION}")
    tables.bring_up(parse(postgresql.url(OWNER)), APPLICATION, TODAY)
    for statement in ("UPDATE event SET day = ''", "DELETE FROM person", "UPDATE person SET id = 5"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw(book.practice, statement)


def test_no_event_stands_at_the_end_of_all_numbers(book, raw):
    fill(book)
    for role in (APPLICATION, OWNER):
        with pytest.raises(psycopg.errors.CheckViolation):
            raw(
                book.practice,
                f"INSERT INTO event (seq, day, kind, commitment, key_version, digest) "
                f"SELECT {2**63 - 1}, day, kind, commitment, key_version, digest FROM event WHERE seq = 1",
                role=role,
            )


def test_the_head_row_may_be_held_and_not_changed(book, raw):
    assert raw(book.practice, "SELECT turn FROM ledger FOR UPDATE") == [(0,)]
    with pytest.raises(psycopg.errors.CheckViolation):
        raw(book.practice, "UPDATE ledger SET turn = 1")


@pytest.mark.parametrize("statement", ["UPDATE event SET day = ''", "DELETE FROM event", "TRUNCATE event CASCADE"])
def test_events_are_append_only_for_their_owner_too(book, raw, statement):
    fill(book)
    with pytest.raises(psycopg.errors.RestrictViolation):
        raw(book.practice, statement, role=OWNER)


def test_what_was_altered_removed_or_reordered_on_the_server_is_found(postgresql, book, practice):
    live(book)
    for seq, kind in enumerate(KINDS, 1):
        for table, column, code in (("event", "day", "altered-event"), ("payload", "said", "altered-payload")):
            postgresql.alter(practice, f"UPDATE {table} SET {column} = {column} || ' ' WHERE seq = {seq}")
            broken = book.verify().broken
            assert (broken.code, broken.seq, broken.kind) == (code, seq, kind)
            postgresql.alter(practice, f"UPDATE {table} SET {column} = rtrim({column}) WHERE seq = {seq}")
    assert book.verify().sound
    with book.transaction():
        (one,) = book._execute("SELECT max(id) FROM person WHERE linked IS NOT NULL").fetchone()
    postgresql.alter(practice, "CREATE TABLE public.held AS SELECT * FROM person")
    for change in ("UPDATE person SET linked = NULL", "UPDATE person SET digest = x'00'", "DELETE FROM person"):
        postgresql.alter(practice, f"{change} WHERE id = {one}")
        broken = book.verify().broken
        assert (broken.code, broken.kind) == ("missing-person" if "DELETE" in change else "altered-person", "link")
        postgresql.alter(
            practice,
            f"DELETE FROM person WHERE id = {one}",
            f"INSERT INTO person SELECT * FROM public.held WHERE id = {one}",
        )
        assert book.verify().sound
    postgresql.alter(practice, "DROP TABLE public.held")
    moves = [(3, 999), (4, 3), (999, 4)]
    swap = [f"UPDATE {t} SET seq = {to} WHERE seq = {at}" for at, to in moves for t in ("event", "payload")]
    postgresql.alter(practice, *swap)
    assert (book.verify().broken.code, book.verify().broken.seq) == ("altered-event", 3)
    postgresql.alter(practice, *swap, "DELETE FROM payload WHERE seq = 7", "DELETE FROM event WHERE seq = 7")
    assert (book.verify().broken.code, book.verify().broken.seq) == ("missing-event", 7)


def test_a_survey_keeps_no_more_than_a_part_in_memory(postgresql, book, monkeypatch):
    """What waits, waits on the server; whoever looks at a part of it only leaves nothing behind."""
    monkeypatch.setattr(speaking, "_AT_ONCE", 1)
    for number in range(3):
        fill(book, f"{number}", patient=evolve(CHILD, rank=f"{number + 1}"))
    asked = f"SELECT query FROM pg_stat_activity WHERE usename = '{APPLICATION}' AND query LIKE 'FETCH%'"

    def first(seen):
        one = next(iter(seen.files))
        return one.bills[0].number, postgresql.run(asked)

    for _ in range(2):
        number, (query,) = book.survey(DAY, DAY, TODAY, first)
        assert (number, query) == ("0", ('FETCH FORWARD 1 FROM "each"',))
    with pytest.raises(ZeroDivisionError):
        book.survey(DAY, DAY, TODAY, lambda seen: (next(iter(seen.files)), 1 / 0))
    assert book.survey(DAY, DAY, TODAY, lambda seen: len([*seen.files])) == 3


# What is refused


def test_a_practice_has_one_ledger(address, book, key, practice):
    with pytest.raises(LedgerUseError, match="has a ledger already"):
        postgres.init(address, key, practice, TODAY)
    with pytest.raises(LedgerUseError, match="another practice"):
        postgres.init(address, key, "other", TODAY)
    for wrong in ("", "a\0b"):
        with pytest.raises(LedgerUseError, match="belongs to a practice"):
            postgres.init(address, key, wrong, TODAY)


def test_it_is_known_again_and_nothing_else_is(postgresql, address, book, key):
    fill(book)
    for write in (True, False):
        again = postgres.open(address, key, write=write)
        assert seen(again) == ["1"]
        assert hasattr(again, "write") is write
        again.close()
        with pytest.raises(LedgerUseError, match="not the key"):
            postgres.open(address, keys.fresh(), write=write)
        with pytest.raises(LedgerUseError, match="names no practice"):
            postgres.open(postgresql.url(), key, write=write)
        with pytest.raises(LedgerUseError, match="no ledger of that practice"):
            postgres.open(postgresql.url(practice="nobody"), key, write=write)
        with pytest.raises(LedgerUseError, match="sees the rows of every practice"):
            postgres.open(postgresql.url("postgres", book.practice), key, write=write)


def test_a_later_version_of_the_key_is_learnt_by_who_writes(address, book, key):
    fill(book)
    later = keys.parse(key.text() + "fsecheck-key 2 " + "cd" * 32)
    reading = postgres.open(address, later, write=False)
    assert seen(reading) == ["1"]
    reading.close()
    postgres.open(address, later).close()
    with pytest.raises(LedgerUseError, match="not the key"):
        postgres.open(address, key)


@pytest.fixture
def elsewhere(postgresql):
    """A database beside the one with the ledgers."""
    postgresql.run(f"CREATE DATABASE elsewhere OWNER {OWNER}", database="postgres")
    yield lambda role=APPLICATION, practice=None: postgresql.url(role, practice, "elsewhere")
    postgresql.run("DROP DATABASE elsewhere WITH (FORCE)", database="postgres")


def test_foreign_older_and_newer_databases_are_refused(postgresql, elsewhere, key):
    def change(*statements):
        postgresql.run(*statements, role=OWNER, database="elsewhere")

    def refused(match):
        for call in (
            lambda: postgres.open(elsewhere(practice="cabinet"), key),
            lambda: postgres.init(elsewhere(), key, "another", TODAY),
        ):
            with pytest.raises(LedgerUseError, match=match):
                call()

    refused("holds no ledger of fsecheck")
    change("CREATE SCHEMA fsecheck")
    refused("lacks rights")
    with pytest.raises(LedgerUseError, match="schema fsecheck that is not a ledger's"):
        postgres.migrate(elsewhere(OWNER), APPLICATION, TODAY)
    change("DROP SCHEMA fsecheck")
    assert postgres.migrate(elsewhere(OWNER), APPLICATION, TODAY) == tables.NEWEST
    assert postgres.migrate(elsewhere(OWNER), APPLICATION, TODAY) == tables.NEWEST
    postgres.init(elsewhere(), key, "cabinet", TODAY).close()
    change(f"UPDATE fsecheck.migration SET number = {tables.NEWEST + 1}")
    refused("newer")
    with pytest.raises(LedgerUseError, match="newer"):
        postgres.migrate(elsewhere(OWNER), APPLICATION, TODAY)
    change(f"UPDATE fsecheck.migration SET number = {tables.NEWEST - 1}")
    refused("older")
    change("DELETE FROM fsecheck.migration")
    refused("holds no ledger of fsecheck")


def test_tables_are_made_whole_or_not_at_all(postgresql, elsewhere, monkeypatch):
    for role, match in (("nobody_at_all", "no such role"), (OWNER, "another than the owner")):
        with pytest.raises(LedgerUseError, match=match):
            postgres.migrate(elsewhere(OWNER), role, TODAY)
        assert postgresql.run("SELECT 1 FROM pg_namespace WHERE nspname = 'fsecheck'", database="elsewhere") == []
    with pytest.raises(LedgerUseError, match="only the owner"):
        postgres.migrate(elsewhere(APPLICATION), LOCKED, TODAY)


def test_migrations_are_numbered_without_a_gap_and_recorded(postgresql):
    numbers = [number for number, _ in tables.migrations(tables.FOLDER)]
    assert numbers == list(range(1, tables.NEWEST + 1))
    assert postgresql.run("SELECT number, applied FROM fsecheck.migration") == [(n, TODAY.isoformat()) for n in numbers]


# Passwords


TOLD = "Motdepasse-KERVADEC"


@pytest.mark.parametrize(
    "form",
    ["postgresql://app:{}@host/base?practice=c", "postgres://app:{}@/base?practice=c", "postgresql://:{}@host/base",
     "postgresql://app@host/base?practice=c&password={}", "postgresql://app@host/base?p%61ssword={}&practice=c",
     "postgresql://host/base?practice=c&sslpassword={}"],
)  # fmt: skip
def test_an_address_with_a_password_is_refused_and_not_repeated(form, capfd, monkeypatch, tmp_path):
    from fsecheck.cli import run

    address = form.format(TOLD)
    with pytest.raises(LedgerUseError, match="holds a password") as refused:
        parse(address)
    assert TOLD not in f"{refused.value!r} {refused.value.__context__!r}"
    key = tmp_path / "key"
    where = ["--key", str(key)]
    keys.create(str(key))
    calls = [
        ["check", str(ROOT / "pyproject.toml"), "--ledger", address, *where],
        ["ledger", "init", "--practice", "c", "--ledger", address, "--key", str(key) + "2"],
        ["ledger", "pending", "--ledger", address, *where],
        ["ledger", "migrate", "--ledger", address, "--role", "app"],
        ["ledger", "copy", address, str(tmp_path / "copy"), *where],
        ["ledger", "copy", str(tmp_path / "none"), address, *where],
        ["ledger", "backup", str(tmp_path / "copy"), "--ledger", address, *where],
        ["ledger", "restore", str(tmp_path / "none"), "--ledger", address, *where],
    ]
    for words in calls:
        assert run(words) == 2
        said = "".join(capfd.readouterr())
        assert "mot de passe" in said
        assert TOLD not in said
    assert run(["ledger", "pending", "--legder", "postgresql://app:" + TOLD + "@host/base", *where]) == 2
    assert "app:***@host" in "".join(capfd.readouterr())
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize(
    "address", ["postgresql://host/base?practice=c&colour=red", "postgresql://ho%st/b?practice=c",
                "postgresql://h/b?practice=c&practice=d", "postgresql://h/b?practice=a%00b"]
)  # fmt: skip
def test_an_address_that_cannot_be_read_is_refused(address):
    with pytest.raises(LedgerUseError, match="cannot be read"):
        parse(address)


def test_an_address_is_libpq_s_and_the_practice():
    found = parse("postgresql://app@h1:5433,h2/base?practice=Cabinet%20%C3%89&sslmode=require")
    assert found.practice == "Cabinet É"
    assert found.server == {
        "host": "h1,h2", "port": "5433,", "dbname": "base", "user": "app", "sslmode": "require",
    }  # fmt: skip
    assert repr(found) == "<Address>"


def test_the_password_comes_from_its_file_and_is_never_told(postgresql, key, monkeypatch, tmp_path):
    address = postgresql.url(LOCKED, "cabinet")
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    with pytest.raises(LedgerUseError, match="asks for a password"):
        postgres.open(address, key)
    monkeypatch.setenv("PGPASSWORD", TOLD)
    with pytest.raises(LedgerUseError, match="refuses this role, its password") as refused:
        postgres.open(address, key)
    assert TOLD not in f"{refused.value!r} {refused.value.__context__!r}"
    assert str(postgresql.folder) not in str(refused.value)
    monkeypatch.delenv("PGPASSWORD")
    file = tmp_path / "passwords"
    file.write_text(f"*:*:*:{LOCKED}:{PASSWORD}\n", encoding="ascii")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    with pytest.raises(LedgerUseError, match="lacks rights"):  # it got in, and may do nothing there
        postgres.open(address, key)


@pytest.mark.parametrize(
    ("role", "database", "match"),
    [("nobody_at_all", "fsecheck", "refuses this role"), (APPLICATION, "no_such_base", "refuses this role")],
)
def test_an_unknown_role_or_database_is_use(postgresql, key, role, database, match):
    with pytest.raises(LedgerUseError, match=match) as refused:
        postgres.open(postgresql.url(role, "cabinet", database), key)
    assert role not in str(refused.value)


def test_a_server_that_is_not_there_is_a_fault(key, tmp_path):
    with pytest.raises(LedgerFaultError, match="cannot be reached") as refused:
        postgres.open(f"postgresql://app@/base?host={tmp_path}&practice=c", key)
    assert str(tmp_path) not in str(refused.value)


MISSING = """
import sys
sys.modules["psycopg"] = None
from fsecheck.cli import run
raise SystemExit(run(["ledger", "pending", "--ledger", "postgresql://app@h/b?practice=c", "--key", "none"]))
"""


def test_without_psycopg_it_says_what_to_install():
    done = subprocess.run([sys.executable, "-c", MISSING], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "fsecheck[postgresql]" in done.stderr


# Time, and lost connections


def test_a_practice_that_is_held_is_a_fault_after_a_while(address, book, key, monkeypatch):
    monkeypatch.setattr(speaking, "PATIENCE", 0.05)
    other = postgres.open(address, key)
    with book.transaction(), pytest.raises(LedgerFaultError, match="locked"):
        fill(other)
    fill(other)
    assert seen(book) == ["1"]
    other.close()


def test_practices_do_not_wait_for_each_other(postgresql, book, key, monkeypatch):
    monkeypatch.setattr(speaking, "PATIENCE", 0.05)
    other = postgres.init(postgresql.url(), key, postgresql.practice(), TODAY, CLASSIFY)
    with book.transaction():
        fill(book)
        fill(other)
    assert seen(book) == seen(other) == ["1"]
    other.close()


def test_a_statement_that_takes_too_long_is_given_up(address, book, key, monkeypatch):
    monkeypatch.setattr(speaking, "STATEMENT", 0.05)
    hasty = postgres.open(address, key, classify=CLASSIFY)

    def call():
        with hasty.transaction():
            fill(hasty)
            hasty._execute("SELECT pg_sleep(5)")

    with pytest.raises(LedgerFaultError, match="in time"):
        call()
    assert seen(book) == []
    fill(hasty)
    hasty.close()


def test_who_begins_and_says_no_more_is_given_up(address, book, key, monkeypatch):
    monkeypatch.setattr(speaking, "SILENCE", 0.05)
    silent = postgres.open(address, key, classify=CLASSIFY)

    def call():
        with silent.transaction():
            fill(silent)
            time.sleep(0.3)
            fill(silent, "2")

    with pytest.raises(LedgerFaultError, match="nothing of the call was kept"):
        call()
    assert seen(book) == []
    fill(silent)
    silent.close()


def test_a_connection_that_was_cut_meanwhile_is_made_again(book, cut):
    fill(book)
    assert seen(book) == ["1"]
    cut()
    assert seen(book) == ["1"]
    cut()
    fill(book, "2")
    assert seen(book) == ["1", "2"]


def test_several_threads_survive_the_same_cut(book, cut):
    fill(book)
    found = []

    def read():
        found.append(seen(book))

    for _ in range(2):
        threads = [Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        cut()
    assert found == [["1"]] * 8


@pytest.mark.parametrize("when", ["before", "between", "after"])
def test_a_call_that_is_cut_in_two_is_not_written_at_all(book, cut, when):
    match = "make it again" if when == "after" else "nothing of the call was kept"

    def call():
        with book.transaction():
            if when == "before":
                cut()
            fill(book)
            if when == "between":
                cut()
                fill(book, "2")
            cut()

    with pytest.raises(LedgerFaultError, match=match):
        call()
    assert seen(book) == []
    assert book.verify().sound
    fill(book)
    assert seen(book) == ["1"]


def test_a_part_that_failed_takes_the_whole_call_with_it_unless_it_was_undone(book):
    def call(*, apart):
        with book.transaction():
            fill(book, "1" if apart else "2")
            try:
                if apart:
                    with book.transaction():
                        book._execute("SELECT 1 / 0")
                else:
                    book._execute("SELECT 1 / 0")
            except LedgerFaultError:
                pass

    call(apart=True)
    with pytest.raises(LedgerFaultError, match="nothing of it was kept"):
        call(apart=False)
    assert seen(book) == ["1"]


def test_what_was_said_to_be_written_outlives_the_server(postgresql, book):
    fill(book)
    postgresql.stop()
    try:
        for _ in range(2):
            with pytest.raises(LedgerFaultError, match=r"cannot be reached|was lost"):
                fill(book, "2")
            with pytest.raises(LedgerFaultError, match=r"cannot be reached|was lost"):
                seen(book)
    finally:
        postgresql.start()
    assert seen(book) == ["1"]
    fill(book, "2")
    assert seen(book) == ["1", "2"]
    assert book.verify().sound


def test_a_read_only_server_is_a_fault(postgresql, book):
    postgresql.run(f"ALTER ROLE {APPLICATION} SET default_transaction_read_only = on")
    try:
        book._session._own.close()
        with pytest.raises(LedgerFaultError, match="read-only"):
            fill(book)
        assert seen(book) == []
    finally:
        postgresql.run(f"ALTER ROLE {APPLICATION} RESET default_transaction_read_only")


def test_a_statement_that_comes_back_is_prepared(book):
    for _ in range(8):
        seen(book)
    (connection,) = book._idle
    assert connection._own.execute("SELECT count(*) > 0 FROM pg_prepared_statements").fetchone() == (True,)


# Persons


def test_a_dump_of_the_database_holds_no_person_and_no_word(postgresql, book):
    patient = evolve(CHILD, own_nir="1180375123456")
    line = act(1, DAY, session="sessionDURAND", visit="visiteDURAND", prescription=1)
    own = sheet("1", acts=(line,), patient=patient)
    book.write(own, context(own), "recorded", TODAY)
    book.settle(RPPS, "1", "paid", TODAY)
    dump = postgresql.dump()
    assert own.number in dump
    secrets = (patient.nir, patient.own_nir, patient.birth, "2018-03-05", "DURAND", "ELOISE", "MARTIN", "epaule")
    for secret in (*secrets, own.prescriptions[0].prescriber):
        assert secret not in dump
        assert secret.encode().hex() not in dump.lower()
    book.close()
    assert not any(secret in (postgresql.folder / "log").read_text("utf-8") for secret in secrets)


@pytest.mark.parametrize("erase", ["forget", "retain"])
def test_a_dump_holds_nothing_that_leads_to_who_was_forgotten(postgresql, book, practice, key, erase):
    patient, day = evolve(CHILD, own_nir="1180375123456"), date(2026, 1, 5)
    own = sheet("424242", patient=patient, acts=(act(1, day, session="s1", visit="v1", prescription=1),))
    fill(book, "7", patient=evolve(CHILD, rank="2"))
    book.write(own, context(own, series="serieELOISE"), "recorded", TODAY)
    with book.transaction():
        said = book._execute(
            "SELECT p.salt, p.said, i.content FROM payload p JOIN event e ON e.seq = p.seq "
            "JOIN invoice i ON i.id = e.invoice WHERE i.number = '424242'"
        ).fetchall()
    identities = [
        digest for one in identify(patient, key) for digest in (one.own, one.composite, one.insured) if digest
    ]
    words = [book.word(word) for word in ("serieELOISE", "s1", "v1")]
    kept = [one.hex() if isinstance(one, bytes) else one for row in said for one in row]
    secrets = ["424242", *words, *kept]
    mine = lambda: "\n".join([line for line in postgresql.dump().splitlines() if f"'{practice}'" in line])  # noqa: E731 - asked twice, here only
    before = mine()
    assert [secret for secret in secrets if secret not in before] == []
    assert sum(digest.hex() in before for digest in identities) >= 2
    with closing(postgres.open(postgresql.url(OWNER, practice), key)) as owner:
        if erase == "forget":
            owner.forget(patient, TODAY)
        else:
            owner.retain(date(2026, 2, 1), TODAY)
    after = mine()
    assert [secret for secret in (*secrets, *[digest.hex() for digest in identities]) if secret in after] == []
    assert seen(book) == []
    assert [e.number for e in book.answer(query(sheet("9", DAY, patient=evolve(CHILD, rank="2"))), TODAY).events[
        PATIENT_ACTS
    ]] == ["7"]  # fmt: skip
    assert book.verify().sound


def test_a_check_finds_on_a_server_what_it_finds_in_a_file(book, file_book):
    asked = query(sheet("9", DAY, patient=CHILD))
    for one in (book, file_book):
        live(one)
    mine, other = book.answer(asked, TODAY), file_book.answer(asked, TODAY)
    assert {need: [event._replace(region="", series="", prescription="", prescribed="") for event in events]
            for need, events in mine.events.items()} == {
        need: [event._replace(region="", series="", prescription="", prescribed="") for event in events]
        for need, events in other.events.items()}  # fmt: skip
    assert mine[1:4] == other[1:4]


def test_the_commands_take_an_address_as_they_take_a_file(postgresql, practice, tmp_path, capsys):
    from fsecheck.cli import run

    key = str(tmp_path / "cabinet.key")
    init = ["ledger", "init", "--practice", practice, "--ledger", postgresql.url(), "--key", key]
    assert run(init) == 0
    assert run([*init[:-1], key + "2"]) == 2  # and the key that was made for nothing is gone
    assert [path.name for path in tmp_path.iterdir()] == ["cabinet.key"]
    where = ["--ledger", postgresql.url(practice=practice), "--key", key, "--today", "2026-03-02"]
    paper = str(ROOT / "fixtures" / "identity" / "IDN001-ordinary-sheet-accept" / "fse.xml")
    assert run(["ledger", "reserve", paper, *where]) == 0
    assert run(["check", paper, *where]) == 0
    assert run(["ledger", "coverage", "--mk", "99900064140", "--from", "2026-01-01", *where]) == 0
    capsys.readouterr()
    assert run(["ledger", "pending", *where]) == 0
    assert "(reserved)" in capsys.readouterr().out


def test_sqlite_is_not_opened_for_an_address(address, book, tmp_path, key, monkeypatch):
    from fsecheck.cli import run

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sqlite, "open", None)
    (tmp_path / "key").write_text(key.text(), encoding="ascii")
    (tmp_path / "key").chmod(0o600)
    assert run(["ledger", "pending", "--ledger", address, "--key", "key"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
