"""A service that runs for weeks keeps nothing of what it was asked."""

import http.client
import json
import os
import subprocess
import sys
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.fixtures import cases, documents
from tests.service.desk import encoded
from tests.service.serving import TOKEN

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the memory of a process is read from Linux"),
]
CHECKS = 50_000 if os.environ.get("FSECHECK_NIGHTLY") else 1_500
#: What it may hold more after them, in bytes.
MORE = 5 * 1024 * 1024
#: Larger documents take their time and are of one kind: what they leave is seen in the first round.
LARGEST = 20_000


def held(process):
    """Bytes of memory that a process holds."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def messages():
    """A call for each ordinary sheet of the fixtures, with its context."""
    found = []
    for case in cases():
        for data, context in documents(case):
            if len(data) < LARGEST:
                beside = {} if context is None else {"context": encoded(context)}
                found.append({"sheet": encoded(data), "lang": "fr", "today": case.today.isoformat(), **beside})
    return found


def test_a_child_keeps_nothing():
    """Every kind of sheet again and again, on the lines of one child process."""
    calls = [json.dumps({"jsonrpc": "2.0", "id": 1, "method": "check", "params": one}).encode() for one in messages()]
    command = [sys.executable, "-m", "fsecheck.cli", "hook"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def ask(line):
            process.stdin.write(line + b"\n")
            process.stdin.flush()
            assert b'"may_send"' in process.stdout.readline()

        before, after = run(process, ask, calls)
        process.stdin.close()

    assert after - before < MORE


def test_a_service_keeps_nothing():
    """The same over HTTP."""
    calls = [json.dumps(one).encode() for one in messages()]
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    command = [sys.executable, "-m", "fsecheck.cli", "serve", "--listen", "127.0.0.1:0"]
    around = os.environ | {"FSECHECK_TOKEN": TOKEN}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=around) as process:
        port = int(process.stdout.readline().strip().rpartition(b":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

        def ask(body):
            connection.request("POST", "/v1/check", body, headers)
            assert b'"may_send"' in connection.getresponse().read()

        before, after = run(process, ask, calls)
        connection.close()
        process.terminate()

    assert after - before < MORE


def run(process, ask, calls):
    """Memory after two rounds of every call, and after the checks that follow."""
    for call in calls * 2:
        ask(call)
    before = held(process)
    for call in islice(cycle(calls), CHECKS):
        ask(call)
    return before, held(process)
