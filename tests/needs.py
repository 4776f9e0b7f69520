"""Programs that some tests run and a developer's machine may lack."""

import os

import pytest


def need(program: str, found: object) -> None:
    """
    Skip the test where *program* was not *found*.

    ``FSECHECK_REQUIRE``, a list of programs or ``all``, makes that a failure.
    """
    if found:
        return
    required = os.environ.get("FSECHECK_REQUIRE", "").replace(",", " ").split()
    if {"all", program} & {*required}:
        pytest.fail(f"{program} is required and is not installed", pytrace=False)
    pytest.skip(f"{program} is not installed")
