"""Five verdicts, in order of weight, and the exit code of each."""

import itertools
from datetime import date

import pytest

from fsecheck.cli.exits import OF_VERDICT, worst
from fsecheck.model.finding import ERROR, INFORMATION, WARNING, Finding, Place, Unknown
from fsecheck.model.report import VERDICTS, Fault, Identity, Report

IDENTITY = Identity("0", "law", date(2026, 12, 31), "2", date(2026, 3, 2), reference=False)
HEAVIEST_FIRST = ("failed", "reject", "undecided", "warn", "accept")


def finding(severity):
    return Finding("TST001", severity, "wrong", Place(), {})


def unknown(*, stops):
    return Unknown("TST002", stops, "context.video", {}, Place())


MAKES = {
    "failed": {"faults": (Fault("ZeroDivisionError", "TST003"),)},
    "reject": {"findings": (finding(ERROR),)},
    "undecided": {"unknowns": (unknown(stops=True),)},
    "warn": {"findings": (finding(WARNING),)},
    "accept": {"findings": (finding(INFORMATION),), "unknowns": (unknown(stops=False),)},
}


def report(*verdicts):
    parts = {"findings": (), "unknowns": (), "faults": ()}
    for verdict in verdicts:
        for name, values in MAKES[verdict].items():
            parts[name] += values
    return Report(IDENTITY, **parts)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_what_makes_each_verdict(verdict):
    """A fault fails, an E rejects, a stop leaves undecided, a W warns; an I or a note leaves accept."""
    assert verdict == report(verdict).verdict


@pytest.mark.parametrize("together", [pair for n in (2, 3, 4, 5) for pair in itertools.combinations(VERDICTS, n)])
def test_the_heaviest_wins(together):
    """Failed, reject, undecided, warn, accept, whatever stands beside it."""
    heaviest = next(verdict for verdict in HEAVIEST_FIRST if verdict in together)

    assert heaviest == report(*together).verdict
    assert heaviest == Report(IDENTITY, sheets=tuple(report(verdict) for verdict in together)).verdict


@pytest.mark.parametrize(("verdict", "may"), [("accept", True), ("warn", True), ("undecided", False),
                                             ("reject", False), ("failed", False)])  # fmt: skip
def test_may_send_is_for_accept_and_warn_alone(verdict, may):
    """``may_send`` is True for two of the five."""
    assert may is report(verdict).may_send
    assert may is report(verdict).to_dict()["may_send"]


def test_the_exit_code_of_each_verdict():
    """A closed set, and 0 for what may be sent alone."""
    assert {"accept": 0, "warn": 0, "reject": 1, "undecided": 3, "failed": 4} == OF_VERDICT
    assert set(VERDICTS) == set(OF_VERDICT)


@pytest.mark.parametrize("codes", [c for n in range(1, 6) for c in itertools.combinations((4, 2, 1, 3, 0), n)])
def test_the_exit_code_of_several_inputs_is_the_worst(codes):
    """4, 2, 1, 3, 0 in that order, however many there are: never a count."""
    assert codes[0] == worst(codes) == worst([*reversed(codes)] * 100)
