"""Every kind of ledger, by one fixture."""

from contextlib import contextmanager

import pytest

from fsecheck.ledger import keys, sqlite
from fsecheck.ledger.lines import by_codes
from fsecheck.ledger.memory import MemoryLedger
from tests.ledger.sheets import TODAY

CLASSIFY = by_codes(remote={"TMK"}, uncounted={"IFD", "IFS", "IK"}, never_remote={"RQD"})


@pytest.fixture
def key():
    return keys.parse("fsecheck-key 1 " + "ab" * 32)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def new_book(request, tmp_path, key):
    """Makes empty books of one kind."""
    made = []
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None

    def new():
        if server is not None:
            from fsecheck.ledger import postgres

            # What is erased, the owner erases: a room of tests says by whom its books are opened.
            role = getattr(request.module, "ROLE", "fsecheck_app")
            book = postgres.init(server.url(role), key, server.practice(), TODAY, CLASSIFY)
        elif request.param == "memory":
            book = MemoryLedger("cabinet", TODAY, key, CLASSIFY)
        else:
            book = sqlite.init(str(tmp_path / f"{len(made)}.ledger"), key, "cabinet", TODAY, CLASSIFY)
        made.append(book)
        return book

    yield new
    for book in made:
        book.close()


@pytest.fixture
def book(new_book):
    return new_book()


@pytest.fixture
def altered():
    """
    Changes the rows of a book behind its back, as who holds the database but not the key could.

    What is read inside sees them; then they are undone.
    """

    @contextmanager
    def change(book, *statements):
        book.begin()
        try:
            book._execute("PRAGMA defer_foreign_keys=ON")
            triggers = book._execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                book._execute(f"DROP TRIGGER {name}")
            for statement in statements:
                book._execute(statement)
            for _, again in triggers:
                book._execute(again)
            yield
        finally:
            book.end(keep=False)

    return change


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "practice.ledger")


@pytest.fixture
def file_book(path, key):
    """A book in the file *path*."""
    made = sqlite.init(path, key, "cabinet", TODAY, CLASSIFY)
    yield made
    made.close()
