"""Several processes, one ledger: nothing is held twice, nothing is lost, whoever is killed and when."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from fsecheck import Checker
from fsecheck.ledger import sqlite
from fsecheck.ledger.port import CONFIRMED, RESERVED
from fsecheck.model.facts import PATIENT_ACTS
from tests import authoring
from tests.ledger import worker
from tests.ledger.conftest import CLASSIFY
from tests.ledger.sheets import RPPS, TODAY, query, sheet

ROOT = Path(__file__).resolve().parents[2]
TURNS = 500 if os.environ.get("FSECHECK_NIGHTLY") else 20
RACERS = 8


@pytest.fixture(params=["sqlite", "postgresql"])
def field(request, tmp_path, key):
    """A ledger and its address."""
    if request.param == "sqlite":
        address = str(tmp_path / "field.ledger")
        book = sqlite.init(address, key, "cabinet", TODAY, CLASSIFY)
    else:
        from fsecheck.ledger import postgres

        server = request.getfixturevalue("postgresql")
        practice = server.practice()
        address = server.url(practice=practice)
        book = postgres.init(address, key, practice, TODAY, CLASSIFY)
    yield book, address
    book.close()


@pytest.fixture
def start(field, key):
    """Starts a process that works on the ledger."""
    started = []

    def run(what, me):
        words = [sys.executable, "-m", "tests.ledger.worker", what, field[1], key.text(), me]
        started.append(
            subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        )
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


@pytest.mark.slow
@pytest.mark.timeout(60 + 5 * TURNS)
def test_of_eight_processes_that_reserve_the_last_session_exactly_one_wins(field, start):
    """Seven stand there of each patient, and eight processes want the eighth at once: the others are told of nine."""
    book, _ = field
    book.cover(authoring.MK, date(2023, 1, 1), None, worker.DAY)
    checker = Checker(book)
    for patient in range(TURNS):
        for sheet_, beside in worker.earlier(patient):
            checker.record(sheet_, beside, today=worker.DAY)
    racers = [start("race", f"{me}") for me in range(1, RACERS + 1)]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    for patient in range(TURNS):
        for racer in racers:
            racer.stdin.write(f"{patient}\n")
            racer.stdin.flush()
        said = sorted(racer.stdout.readline().split(" ") for racer in racers)
        # On one day: a second session of the day and a second invoice of it are refused as well.
        refused = ["0", "None", "CUM002,ADI003,DUP002", "10\n"]
        held = ["1", "None", "ADI004", "0\n"]  # told that it is the last
        assert said == [refused] * (RACERS - 1) + [held], patient
    assert [int(entry.number[1:]) for entry in book.pending()] == [*range(TURNS)]
    assert book.verify().sound


@pytest.mark.slow
@pytest.mark.timeout(60 + 5 * TURNS)
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_process_killed_at_any_moment_loses_nothing_that_it_said_and_writes_nothing_twice(field, start):
    """It reserves and confirms in a loop; what it said is there, and at most the one call more that it was at."""
    book, _ = field
    chance = random.Random(20)
    for turn in range(TURNS):
        me = f"{turn:03}"
        process = start("live", me)
        said = [process.stdout.readline()]
        time.sleep(chance.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
        process.wait()
        calls = [line.split() for line in said if line.endswith("\n")]
        with book.transaction():  # after the killed one's has been undone
            found = dict(book._execute("SELECT number, state FROM invoice WHERE number LIKE ?", (f"{me}%",)).fetchall())
            written = book._execute("SELECT count(*) FROM invoice WHERE number LIKE ?", (f"{me}%",)).fetchone()[0]
        states = {number: state for state, number in calls}
        later = {RESERVED: (RESERVED, CONFIRMED), CONFIRMED: (CONFIRMED,)}
        assert all(found[number] in later[state] for number, state in states.items())
        assert len(found) == written <= len(states) + 1
        more = sum(found[number] != state for number, state in states.items()) + len(found) - len(states)
        assert more <= 1
    assert book.verify().sound
    events = book.answer(query(sheet("9", TODAY)), TODAY).events[PATIENT_ACTS]
    lines = [(event.number, event.line) for event in events]
    assert len(lines) == len(set(lines)) == 2 * len({number for number, _ in lines})
    for entry in book.pending():
        assert book.confirm(RPPS, entry.number, TODAY).changed
    assert book.verify().sound
