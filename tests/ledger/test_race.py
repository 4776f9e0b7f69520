"""Several processes, one ledger, one place left; and one that is killed at any moment. On each kind of database."""

import multiprocessing
import os
import random
import re
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from fsecheck import Checker
from fsecheck.cli.options import kind_of
from fsecheck.ledger import keys
from fsecheck.model.identifiers import nir_key
from tests import authoring
from tests.ledger import racer

ROOT = Path(__file__).resolve().parents[2]
JOURNEY = ROOT / "fixtures" / "journeys" / "direct-access-to-the-ninth"
NIGHTLY = bool(os.environ.get("FSECHECK_NIGHTLY"))
ROUNDS = 500 if NIGHTLY else 20
RACERS = 8
#: The eighth session is raced for, on this day by all.
LAST = date(2026, 3, 23)
TODAY = date(2026, 4, 30)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Address and key file of an empty ledger, complete since long."""
    key = str(tmp_path / "cabinet.key")
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        practice = server.practice()
        kind_of(server.url()).init(server.url(), keys.create(key), practice, TODAY).close()
        address = server.url(practice=practice)
    else:
        address = str(tmp_path / "cabinet.db")
        kind_of(address).init(address, keys.create(key), "CABINET", TODAY).close()
    book = racer.opened(address, key)
    book.cover(authoring.MK, date(2023, 1, 1), None, TODAY)
    book.close()
    return address, key


def session(rank, nir, number, day):
    """The *rank*-th direct-access session of a patient, under another number and on another day; its context."""
    sheet = (JOURNEY / f"{rank:02d}-fse.xml").read_text(encoding="utf-8")
    context = (JOURNEY / f"{rank:02d}-contexte.xml").read_text(encoding="utf-8")
    was = re.search(r"<dateElaboration>(.*)</dateElaboration>", sheet)[1]
    for old, new in (
        (was, day.isoformat()),
        ("<nir>1850699999001</nir>", f"<nir>{nir}</nir>"),
        ("<cle>97</cle>", f"<cle>{nir_key(nir):02d}</cle>"),
        (f"1{rank:08d}", f"{number}"),
    ):
        assert new == old or old in sheet
        sheet, context = sheet.replace(old, new), context.replace(old, new)
    return sheet.encode(), context.encode()


@pytest.fixture
def field(place):
    """Seven sessions of as many patients as there are rounds, and by racer the sheet of an eighth of each."""
    book = racer.opened(*place)
    checker = Checker(book)
    sheets = [[] for _ in range(RACERS)]
    for turn in range(ROUNDS):
        nir = f"1850699{turn:06d}"
        for rank in range(1, 8):
            day = date(2026, 3, 2) + (rank - 1) * timedelta(days=3)
            sheet, context = session(rank, nir, 1_000 + turn * 10 + rank, day)
            checker.record(sheet, context, today=TODAY)
        for runner in range(RACERS):
            sheets[runner].append(session(8, nir, 100_000 + turn * 10 + runner, LAST))
    book.close()
    return sheets


def run(task, place, sheets):
    """What each racer came to, by round."""
    spawn = multiprocessing.get_context("spawn")
    barrier, answers = spawn.Barrier(len(sheets)), spawn.Queue()
    runners = [spawn.Process(target=task, args=(place, own, TODAY, barrier, answers), daemon=True) for own in sheets]
    for runner in runners:
        runner.start()
    found = []
    while len(found) < len(sheets) * len(sheets[0]) and not (found and found[-1][0] < 0):
        found.append(answers.get(timeout=racer.PATIENCE))
    for runner in runners:
        runner.join(racer.PATIENCE)
    assert [answer for answer in found if answer[0] < 0] == []
    return [[answer[1:] for answer in found if answer[0] == turn] for turn in range(len(sheets[0]))]


def held(place):
    """Number, attempt and state of each invoice of a ledger that verify finds sound."""
    book = racer.opened(*place)
    try:
        checked = book.verify()
        assert checked.sound, checked
        return book._read(
            lambda cursor: cursor.execute("SELECT number, attempt, state FROM invoice ORDER BY id").fetchall()
        )
    finally:
        book.close()


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_of_eight_long_lived_processes_exactly_one_reserves_the_last_session(place, field):
    """Each round one holds it; the seven others are refused with ADI003, which cites eight; nothing is lost."""
    for turn, answers in enumerate(run(racer.race, place, field)):
        assert sorted(one for one, _, _ in answers) == [False] * 7 + [True], turn
        assert all("ADI003" in rules for one, rules, _ in answers if not one), turn
        assert all(len(set(cited)) == 8 for one, _, cited in answers if not one), turn
    invoices = held(place)
    assert len(invoices) == 8 * ROUNDS
    assert sum(state == "reserved" for _, _, state in invoices) == ROUNDS
    assert len({number for number, _, _ in invoices}) == 8 * ROUNDS


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_of_two_commands_exactly_one_reserves_the_last_session(place, field, tmp_path):
    """The same through the command, which opens the ledger at each call."""
    written = []
    for runner in range(2):
        own = []
        for turn, (sheet, context) in enumerate(field[runner][:20]):
            paths = [tmp_path / f"{runner}-{turn}-{what}.xml" for what in ("fse", "contexte")]
            paths[0].write_bytes(sheet)
            paths[1].write_bytes(context)
            own.append(tuple(map(str, paths)))
        written.append(own)
    for turn, answers in enumerate(run(racer.commanded, place, written)):
        assert sorted(one for one, _, _ in answers) == [False, True], turn
    assert sum(state == "reserved" for _, _, state in held(place)) == len(written[0])


def killed(place, first):
    """Calls that a process told it had done before it was killed at a random moment."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.racer", *place, f"{first}"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    told = [child.stdout.readline() for _ in range(random.randrange(1, 41))]
    child.send_signal(signal.SIGKILL)
    told += child.communicate()[0].splitlines()
    assert child.returncode == -signal.SIGKILL
    return [tuple(line.split()) for line in told if len(line.split()) == 2 and line.split()[1].isdigit()]


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_what_was_acknowledged_is_there_once_however_the_process_is_killed(place):
    """A process reserves and confirms in a loop; it is killed at random, again and again."""
    acknowledged = {}
    for turn in range(500 if NIGHTLY else 20):
        acknowledged |= {number: call for call, number in killed(place, 1_000_000 + turn * 10_000)}
        if turn % 20 == 19:
            found = held(place)
            numbers = [number for number, attempt, _ in found if attempt == 1]
            assert len(numbers) == len(found) == len(set(numbers))
            states = {number: state for number, _, state in found}
            assert [number for number in acknowledged if number not in states] == []
            sent = [number for number, call in acknowledged.items() if call == "sent"]
            assert len(sent) > 20
            assert {states[number] for number in sent} == {"confirmed"}
            # What was cut off in the middle was done whole or not at all: one call at most for each process.
            assert len(found) - len(acknowledged) <= turn + 1
