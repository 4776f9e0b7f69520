"""A program that is missing skips a test, and fails it where it is required."""

import pytest

from tests.needs import need


@pytest.mark.parametrize("required", ["", "chromium", "other,chromium"])
def test_a_missing_program_skips(required, monkeypatch):
    """Nobody asked for it."""
    monkeypatch.setenv("FSECHECK_REQUIRE", required)
    with pytest.raises(pytest.skip.Exception):
        need("postgresql", None)


@pytest.mark.parametrize("required", ["all", "postgresql", "chromium,postgresql"])
def test_a_missing_program_that_is_required_fails(required, monkeypatch):
    """A skip would hide it."""
    monkeypatch.setenv("FSECHECK_REQUIRE", required)
    with pytest.raises(pytest.fail.Exception):
        need("postgresql", None)
    need("postgresql", "/usr/bin/postgres")
