"""``fsecheck serve``: what it refuses to start with, and how it ends."""

import http.client
import io
import json
import os
import shutil
import signal
import ssl
import stat
import subprocess
import sys
from contextlib import contextmanager

import pytest

from fsecheck.cli import run
from fsecheck.cli.serve import _names
from tests.authoring import lot, sheet
from tests.service.desk import ACCEPTED, encoded
from tests.service.serving import TOKEN, Client

HUNDREDS = encoded(lot(*(sheet(facture={"numero": str(number)}) for number in range(1, 501))))


def serve(*words):
    """Exit code and errors of a call that ends at once."""
    err = io.StringIO()
    return run(["serve", *map(str, words)], io.StringIO(), err), err.getvalue()


@contextmanager
def started(*words):
    """A real process on a free port, with its client."""
    command = [
        sys.executable,
        "-m",
        "fsecheck.cli",
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--today",
        "2026-03-02",
        *words,
    ]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"FSECHECK_TOKEN": TOKEN},
        # Whoever runs the tests in the background may have Ctrl-C ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no thread runs here
    ) as process:
        try:
            address = process.stdout.readline().strip()
            yield process, address, Client(int(address.rpartition(":")[2]))
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "il manque le jeton"),
        (["--token", "none"], "ne peut pas être lu"),
        (["--listen", "127.0.0.1"], "n'est pas ADRESSE:PORT"),
        (["--listen", "localhost:80"], "n'est pas ADRESSE:PORT"),
        (["--listen", "127.0.0.1:65536"], "n'est pas un port"),
        (["--listen", "127.0.0.1:²"], "n'est pas un port"),
        (["--listen", "192.0.2.1:8733"], "en clair"),
        (["--listen", "192.0.2.1:8733", "--plain"], "impossible d'écouter"),
        (["--listen", "0.0.0.0:0", "--plain"], "--host"),
        (["--certificate", "c.pem"], "vont ensemble"),
        (["--listen", "127.0.0.1:0", "--certificate", "c.pem", "--private-key", "k.pem"], "certificat inutilisable"),
        (["--make-token", "none/here"], "ne peut pas être créé"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_service_that_must_not_start_says_why(words, said, tmp_path, monkeypatch):
    """Bad use and configuration exit 2, in one line; other machines are never served in clear by accident."""
    monkeypatch.chdir(tmp_path)
    if words and words[0] != "--token":
        monkeypatch.setenv("FSECHECK_TOKEN", TOKEN)

    code, err = serve(*words)

    assert (code, err.count("\n")) == (2, 1)
    assert said in err


def test_a_token_is_made_for_its_owner_alone(tmp_path, monkeypatch):
    """A file of 256 bits, never overwritten; one that others may read is refused."""
    path = tmp_path / "cabinet.token"

    assert serve("--make-token", path) == (0, "")
    assert len(path.read_text().strip()) == 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert serve("--make-token", path)[0] == 2
    path.chmod(0o640)
    assert "propriétaire" in serve("--token", path)[1]


def test_no_word_of_the_command_can_be_a_token():
    """Other users of the machine read the arguments of a process."""
    code, err = serve("--token", TOKEN)

    assert code == 2
    assert TOKEN not in err


@pytest.mark.parametrize(
    ("address", "others", "names"),
    [
        ("127.0.0.1", [], {"127.0.0.1:80", "localhost:80", "[::1]:80"}),
        ("::1", [], {"127.0.0.1:80", "localhost:80", "[::1]:80"}),
        ("192.0.2.1", ["Serveur.example"], {"192.0.2.1:80", "serveur.example:80"}),
        (
            "2001:db8::1",
            ["[2001:db8::2]", "proxy.example:443"],
            {"[2001:db8::1]:80", "[2001:db8::2]:80", "proxy.example:443"},
        ),
    ],
    ids=["loopback", "loopback 6", "address", "address 6"],
)
def test_the_names_of_a_host_have_their_port(address, others, names):
    """This machine's own names, or the address, and those given."""
    assert _names(address, 80, others) == names


def test_a_service_finishes_what_runs_before_it_stops():
    """SIGTERM while a lot of 500 sheets is checked: its answer arrives whole, exit 0, nothing on standard error."""
    with started() as (process, address, client):
        connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=60)
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        assert client.call("check", sheet=encoded(ACCEPTED)).status == 200
        connection.request("POST", "/v1/check_sheets", json.dumps({"sheet": HUNDREDS}), headers)
        assert client.call("check", sheet=encoded(ACCEPTED)).status == 200
        process.send_signal(signal.SIGTERM)
        reply = connection.getresponse()
        sheets = json.loads(reply.read())["sheets"]
        connection.close()
        code = process.wait(30)
        with pytest.raises(OSError, match="refused"):
            client.call("version")
        err = process.stderr.read()

    assert address == f"http://127.0.0.1:{client.port}"
    assert (reply.status, len(sheets), code, err) == (200, 500, 0, "")


def test_ctrl_c_stops_a_service_cleanly():
    """130, as every command; nothing on standard error."""
    with started() as (process, _, client):
        assert client.ask("version")["today"] == "2026-03-02"
        process.send_signal(signal.SIGINT)

        assert (process.wait(30), process.stderr.read()) == (130, "")


def test_a_port_that_is_taken_is_told():
    """The second service on a port does not start."""
    with started() as (_, _, client):
        done = subprocess.run(
            [sys.executable, "-m", "fsecheck.cli", "serve", "--listen", client.host],
            env=os.environ | {"FSECHECK_TOKEN": TOKEN},
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 2
    assert "impossible d'écouter" in done.stderr


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_other_workstations_are_served_over_https(tmp_path):
    """With the practice's own certificate; a name that is not the service's is refused there too."""
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", certificate, "-keyout", key],
        check=True,
        capture_output=True,
    )  # fmt: skip
    trusted = ssl.create_default_context(cafile=str(certificate))
    with started("--certificate", str(certificate), "--private-key", str(key)) as (_, address, client):
        statuses = []
        for host in (f"localhost:{client.port}", "evil.example"):
            connection = http.client.HTTPSConnection("localhost", client.port, context=trusted, timeout=30)
            headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", "Host": host}
            connection.request("POST", "/v1/version", b"{}", headers)
            statuses.append(connection.getresponse().status)
            connection.close()

    assert address == f"https://127.0.0.1:{client.port}"
    assert statuses == [200, 421]
