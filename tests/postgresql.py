"""
A PostgreSQL server for the tests: made in a folder of its own, reached through a socket in it, never run as root.

``initdb`` and the start take half a second, so that each process of a test run has its own.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from fsecheck.ledger.postgres import tables
from fsecheck.ledger.postgres.address import parse
from tests.ledger.sheets import TODAY

OWNER, APPLICATION, LOCKED = "fsecheck_owner", "fsecheck_app", "fsecheck_locked"
PASSWORD = "not a secret of anyone"  # noqa: S105 - of the one role that must give one
_HBA = f"""\
local all {LOCKED} scram-sha-256
local all all trust
"""
#: The server ends with whoever started it: when nobody holds the other end of standard input any more.
_WATCHED = '"$0" "$@" </dev/null & read -r _; kill -QUIT $!; wait $!'
_PATIENCE = 30.0
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "16MB",
    # What a commit has written outlives the server, not the machine: no test pulls the plug.
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    # Ours must hold whatever the server's are.
    "synchronous_commit": "off",
    "default_transaction_isolation": "serializable",
    "lc_messages": "C",
}


def programs() -> Path | None:
    """Where the newest server of this machine is, from version 15 on."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin/postgres") if int(path.parts[-3]) >= 15]
    path = max(found, key=lambda path: int(path.parts[-3]), default=None)
    beside = path or shutil.which("postgres")
    return None if beside is None else Path(beside).parent


class Server:
    """A running server with one database, ``fsecheck``, in which :data:`APPLICATION` has its rights."""

    def __init__(self, folder: Path, own: Path) -> None:
        self.folder = folder
        self._own = own
        self._practices = 0
        # A server refuses to run as root: it is given to someone who may do nothing else here.
        nobody = pwd.getpwnam("nobody")
        root = os.geteuid() == 0
        self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if root else {}
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make the cluster."""
        if self._as:
            os.chown(self.folder, self._as["user"], self._as["group"])
        words = ["-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [self._own / "initdb", *words, "--wal-segsize=1"],
            cwd=self.folder, check=True, stdout=subprocess.DEVNULL, **self._as,
        )  # fmt: skip
        (self.folder / "data" / "pg_hba.conf").write_text(_HBA, encoding="ascii")

    def start(self) -> None:
        """Start it and wait until it answers. What it has to say stands in the file ``log``."""
        settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["sh", "-c", _WATCHED, self._own / "postgres", "-D", "data", "-k", self.folder, *settings],
                cwd=self.folder, stdin=subprocess.PIPE, stdout=log, stderr=log, **self._as,
            )  # fmt: skip
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                psycopg.connect(self.url("postgres", database="postgres")).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """End it at once, as a crash would: it finishes nothing, and recovers when it is started again."""
        if self._process is not None:
            self._process.communicate(timeout=60)
            self._process = None

    def url(self, role: str = APPLICATION, practice: str | None = None, database: str = "fsecheck") -> str:
        """The address of a practice's ledger."""
        asked = "" if practice is None else f"&practice={practice}"
        return f"postgresql://{role}@/{database}?host={self.folder}{asked}"

    def practice(self) -> str:
        """A practice that has no ledger yet."""
        self._practices += 1
        return f"cabinet-{self._practices}"

    def run(self, *statements: str, role: str = "postgres", database: str = "fsecheck") -> list[tuple]:
        """Run statements as a role; the rows of the last."""
        with psycopg.connect(self.url(role, database=database), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def alter(self, practice: str, *statements: str) -> None:
        """Change the rows of a practice as who owns the tables could, past every trigger and key."""
        self.run(
            "SET session_replication_role = replica",
            "SET search_path = fsecheck",
            f"SET fsecheck.practice = '{practice}'",
            *[statement.replace("x'00'", "'\\x00'::bytea") for statement in statements],
            role=OWNER,
        )

    def dump(self) -> str:
        """The whole database as text."""
        words = [self._own / "pg_dump", "-h", self.folder, "-U", "postgres", "--inserts", "fsecheck"]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout


@contextmanager
def server(own: Path) -> Iterator[Server]:
    """A server for as long as it is wanted."""
    folder = Path(tempfile.mkdtemp(prefix="fsecheck-postgresql-"))
    made = Server(folder, own)
    try:
        made.make()
        made.start()
        made.run(
            f"CREATE ROLE {OWNER} LOGIN", f"CREATE ROLE {APPLICATION} LOGIN",
            f"CREATE ROLE {LOCKED} LOGIN PASSWORD '{PASSWORD}'",
            f"CREATE DATABASE fsecheck OWNER {OWNER}",
            f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}", database="postgres",
        )  # fmt: skip
        tables.bring_up(parse(made.url(OWNER)), APPLICATION, TODAY)
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
