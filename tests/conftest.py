"""What tests of several rooms need."""

import pytest

from tests.needs import need


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL server of this test process, with the tables of a ledger."""
    from tests import postgresql

    need("postgresql", postgresql.programs())
    with postgresql.server(postgresql.programs()) as made:
        yield made
