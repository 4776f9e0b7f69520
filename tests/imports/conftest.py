"""An empty ledger on disk, and the command that imports into it."""

import json
import shutil

import pytest

from fsecheck.ledger import keys, sqlite
from tests.cli.test_check import fsecheck
from tests.imports.history import KEY, TODAY


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch):
    for name in ("LEDGER", "KEY", "SETTINGS", "TODAY"):
        monkeypatch.delenv(f"FSECHECK_{name}", raising=False)


@pytest.fixture
def new_ledger(tmp_path):
    """Makes empty ledgers of one key; gives their paths."""

    def new(name="practice.db"):
        path = tmp_path / "ledgers" / name
        path.parent.mkdir(exist_ok=True)
        key = path.parent / "practice.key"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(KEY + "\n")
        # The words of a ledger are its own: two of them can be compared where they are copies of one empty ledger.
        empty = tmp_path / "empty.db"
        if not empty.exists():
            sqlite.init(str(empty), keys.parse(KEY), "CABINET", TODAY).close()
        shutil.copy(empty, path)
        return path

    return new


@pytest.fixture
def path(new_ledger):
    """An empty ledger."""
    return new_ledger()


@pytest.fixture
def call(path):
    """Imports into the ledger: exit code, JSON."""

    def run(*words, stdin=b"", ledger=None, text=False):
        where = ["--ledger", ledger or path, "--key", path.parent / "practice.key", "--today", TODAY]
        answer = [] if text else ["--format", "json"]
        code, out, err = fsecheck("ledger", "import", *words, *where, *answer, stdin=stdin)
        return code, (out if text or not out else json.loads(out)), err

    return run


@pytest.fixture
def put(tmp_path):
    """Writes a source and gives its path."""

    def write(name, data):
        path = tmp_path / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    return write
