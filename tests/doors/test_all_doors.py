"""One sheet, one verdict: command line, API, child process, HTTP and pytest plugin, over every fixture."""

import pytest

from fsecheck import Checker
from fsecheck.service.calls import Service
from tests.doors.doors import Child, Home, api, command, hook, ids, plugin, service, told
from tests.fixtures import cases
from tests.service.desk import TODAY
from tests.service.serving import serving


@pytest.fixture(scope="module")
def child():
    """A real child process, for the cases that need neither ledger nor options."""
    found = Child()
    yield found
    assert found.end() == 0


@pytest.fixture(scope="module")
def http():
    """A real HTTP door; each case puts its own checker behind it."""
    own = Service(Checker(), lambda: TODAY)
    with serving(own) as client:

        def say(service, name, params):
            own.checker = service.checker
            reply = client.call(name, **params)
            return reply.json if reply.status == 200 else {"refused": reply.code}

        yield say


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_every_door_says_the_same(case, tmp_path, child, http):
    """
    The same reports to the last field, and the same done to the ledger.

    Each write has a secret of its own: copies of a ledger that were written alike still have other heads, which then
    tell their number alone. So has the ledger of the plugin, whose verdicts and ids are compared.
    """
    home = Home(case, tmp_path)
    expected = told(case, api(home))
    plain = (
        case.practice is None and case.settings is None and not (case.reference or case.second_opinion or case.as_of)
    )
    doors = {
        "command": told(case, command(home)),
        "loop": told(case, service(home, hook, "loop")),
        "http": told(case, service(home, http, "http")),
        **({"child": service(home, child.say, "child")} if plain else {}),
    }

    assert {door: found for door, found in doors.items() if found != expected} == {}
    assert plugin(home) == [ids(step.reports) for step in expected]


def test_the_doors_are_compared_on_what_matters():
    """Every verdict and every call of a journey stand in the fixtures; most cases go through the real child too."""
    actions = {step.action for case in cases() for step in case.steps}
    verdicts = {step.expected.verdict for case in cases() for step in case.steps}
    plain = sum(case.practice is None and case.settings is None for case in cases())

    assert {"check", "reserve", "record", "confirm", "release", "cancel", "settle", "uncover"} <= actions
    assert {"accept", "warn", "undecided", "reject"} <= verdicts
    assert len(cases()) / 2 < plain
