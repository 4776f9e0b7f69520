"""An import that is broken off and begun again gives the ledger of one run, to the last event."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.authoring import MK
from tests.imports.history import TODAY, dump, json_lines, practice, table, written

BREAKS = 10


def command(source, ledger):
    """The words of an import that claims coverage."""
    where = ["--ledger", ledger, "--key", ledger.parent / "practice.key", "--today", TODAY]
    words = ["ledger", "import", source, "--mk", MK, "--from", "2023-01-01", *where]
    return [sys.executable, "-m", "fsecheck.cli", *map(str, words)]


def held(ledger):
    """How many invoices are committed."""
    connection = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    try:
        return connection.execute("SELECT count(*) FROM invoice").fetchone()[0]
    finally:
        connection.close()


def broken(source, ledger, sign):
    """Begin an import and end it by *sign*, at a random moment or once a batch is there; its exit code."""
    start, patience = held(ledger), random.choice((0.0, 5.0))
    child = subprocess.Popen(command(source, ledger), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    end = time.monotonic() + patience
    while child.poll() is None and held(ledger) == start and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(random.uniform(0, 0.05 if patience else 0.5))
    if child.poll() is None:
        child.send_signal(sign)
    said = b"".join(child.communicate())
    # Ctrl-C before our first line runs is the interpreter's own.
    assert child.returncode != 130 or b"Traceback" not in said
    return child.returncode


def compare(new_ledger, source, count):
    """Break an import ten times, finish it, and compare with an import in one run."""
    whole, parts = new_ledger("whole.db"), new_ledger("parts.db")
    signs = [signal.SIGKILL] * (BREAKS - 1) + [signal.SIGINT]
    codes = [broken(source, parts, sign) for sign in random.sample(signs, BREAKS)]
    for ledger in (parts, whole):
        subprocess.run(command(source, ledger), check=True, capture_output=True)

    # A child that was quicker than its break is done, which is no harm.
    assert {-signal.SIGKILL, -signal.SIGINT, 130, 0, 1} >= set(codes)
    assert -signal.SIGKILL in codes
    assert dump(whole) == dump(parts)
    assert count == held(parts)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_five_thousand_invoices_broken_off_ten_times(new_ledger, put, kind):
    """Killed nine times and stopped once by Ctrl-C, at random: every table and every event as in one run."""
    records = practice(5_000)
    data = json_lines(records) if kind == "jsonl" else written(table(records))
    compare(new_ledger, put(f"history.{kind}", data), 5_000)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_a_hundred_thousand_invoices_broken_off_ten_times(new_ledger, put):
    """The same of a large practice."""
    compare(new_ledger, put("history.jsonl", json_lines(practice(100_000))), 100_000)
