"""Every ledger passes the one suite of facts."""

from tests.ledger.contract import *  # noqa: F403 - the suite, collected here for each kind of ledger
