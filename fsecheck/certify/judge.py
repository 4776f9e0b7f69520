"""
Judges the folder of a run: from the answers that stand there alone, the same folder gives the same results.

A result is ``pass``, ``fail``, ``undecided`` (a fact or an attestation was not given), ``error`` (the software gave no
answer that could be judged) or ``skipped``; all but a pass say why.
"""

import json
import os
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

from fsecheck.certify import hook, launch, produce
from fsecheck.certify.pack import Attestation, Form, Hook, Pack, Requirement, Scenario
from fsecheck.certify.produce import Difference, Opinion, Sheet
from fsecheck.certify.reading import FormatError
from fsecheck.certify.run import RECORD, RUN, SCENARIOS, step_folder

PASS: Final = "pass"  # noqa: S105 - no secret: a result
FAIL: Final = "fail"
UNDECIDED: Final = "undecided"
ERROR: Final = "error"
SKIPPED: Final = "skipped"
PARTIAL: Final = "partial"
#: Of a scenario, in the order of a summary.
STATUSES: Final = (PASS, FAIL, UNDECIDED, ERROR, SKIPPED)

NOTHING: Final = "nothing"
RUBBISH: Final = "rubbish"
NOT_ATTESTED: Final = "not-attested"
STOPPED: Final = "stopped"
OUR_FAULT: Final = "our-fault"
NOT_RUN: Final = "not-run"


class File(NamedTuple):
    """One file of the run."""

    name: str
    """Below the folder of its scenario, with /."""
    size: int
    sha256: str


class Result(NamedTuple):
    """What came of one scenario."""

    scenario: Scenario
    status: str
    reason: Difference | None = None
    """Why it is undecided, an error or skipped."""
    differences: tuple[Difference, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    """The sheets of a producer scenario, judged."""
    opinions: tuple[Opinion, ...] = ()
    """What two schema engines say of them."""
    form: Form | None = None
    """The form that was billed."""
    attested: Mapping[str, str] | None = None
    """Who vouched: by, on, file."""
    files: tuple[File, ...] = ()


class Results(NamedTuple):
    """What came of a run."""

    pack: Pack
    vendor: Mapping[str, str]
    results: tuple[Result, ...]
    run: File
    """The file that says whose software it was."""

    def count(self, status: str) -> int:
        """How many scenarios ended so."""
        return sum(one.status == status for one in self.results)

    def opinions(self) -> Iterator[tuple[Scenario, Opinion]]:
        """What two schema engines say of every sheet and context that the software wrote."""
        for one in self.results:
            for opinion in one.opinions:
                yield one.scenario, opinion

    def of(self, requirement: Requirement) -> tuple[Result, ...]:
        """The results of the scenarios that show a requirement, in the order of the pack."""
        return tuple(one for one in self.results if shows(one.scenario, requirement))

    def status(self, requirement: Requirement) -> str:
        """The result of a requirement: the worst of its scenarios; ``partial`` where some were skipped."""
        found = {one.status for one in self.of(requirement)}
        for status in (FAIL, ERROR, UNDECIDED):
            if status in found:
                return status
        return PARTIAL if len(found) > 1 else (found or {SKIPPED}).pop()


def shows(scenario: Scenario, requirement: Requirement) -> bool:
    """Whether a scenario shows a requirement: it names it, or it is a case of one of its rules."""
    return requirement.id in scenario.requirements or (
        isinstance(scenario.play, Hook) and not set(requirement.rules).isdisjoint(scenario.rules)
    )


def judge(pack: Pack, folder: str) -> Results:
    """The results of a run. Raises FormatError where *folder* is none."""
    about, file = _json(folder, RUN)
    try:
        vendor, codes = dict(about["vendor"]), dict(about["codes"])
    except (TypeError, KeyError, ValueError):
        raise FormatError(f"{folder} : {RUN} n'est pas celui d'un passage") from None
    results = tuple(
        _result(scenario, os.path.join(folder, SCENARIOS, scenario.id), codes) for scenario in pack.scenarios
    )
    return Results(pack, vendor, results, file)


def content(path: str) -> bytes:
    """The bytes of a file."""
    with open(path, "rb") as stream:
        return stream.read()


def below(folder: str) -> Iterator[str]:
    """Every file below a folder, named from there with /, sorted."""
    found = [
        os.path.relpath(os.path.join(base, name), folder).replace(os.sep, "/")
        for base, _, names in os.walk(folder)
        for name in names
    ]
    yield from sorted(found)


def _json(folder: str, name: str) -> tuple[Any, File]:
    try:
        data = content(os.path.join(folder, name))
        return json.loads(data), File(name, len(data), sha256(data).hexdigest())
    except (OSError, ValueError, RecursionError):
        raise FormatError(f"{folder} : {name} manque ou est illisible : ce n'est pas le dossier d'un passage") from None


def _result(scenario: Scenario, own: str, codes: Mapping[str, str]) -> Result:
    if not os.path.isfile(os.path.join(own, RECORD)):
        return Result(scenario, ERROR, (NOT_RUN, {}))
    record, _ = _json(own, RECORD)
    try:
        found = _judged(scenario, own, record, codes)
    except (TypeError, KeyError, AttributeError, ValueError):
        raise FormatError(f"{scenario.id} : {RECORD} n'est pas celui d'un passage") from None
    return found._replace(files=tuple(_files(own)))


def _files(own: str) -> Iterator[File]:
    for name in below(own):
        path = os.path.join(own, *name.split("/"))
        # A run holds plain files alone: what was put in the place of one has no bytes of its own.
        data = content(path) if _plain(path) else b""
        yield File(name, len(data), sha256(data).hexdigest())


def _plain(path: str) -> bool:
    return os.path.isfile(path) and not os.path.islink(path)


def _judged(scenario: Scenario, own: str, record: Mapping[str, Any], codes: Mapping[str, str]) -> Result:
    if "skipped" in record:
        return Result(scenario, SKIPPED, (record["skipped"], {"why": record.get("why", "")}))
    if isinstance(scenario.play, Attestation):
        given = record["attestation"]
        if given is None:
            return Result(scenario, UNDECIDED, (NOT_ATTESTED, {}))
        return Result(scenario, PASS, attested={key: str(given[key]) for key in ("by", "on", "file")})
    for step in record["steps"]:
        accident = _accident(step)
        if accident is not None:
            return Result(scenario, ERROR, accident)
    if isinstance(scenario.play, Hook):
        return _hook(scenario, scenario.play, own, record["steps"], codes)
    return _producer(scenario, own)


def _accident(step: Mapping[str, Any]) -> Difference | None:
    """Why a call gave nothing that can be judged; None where it ended well."""
    at = {"step": str(step["step"])}
    if step["ended"] != launch.EXITED:
        return step["ended"], at
    if step.get("reason") is not None:
        return step["reason"], {**at, "status": str(step["status"])}
    return None


def _hook(scenario: Scenario, play: Hook, own: str, steps: list[Mapping[str, Any]], codes: Mapping[str, str]) -> Result:
    differences: list[Difference] = []
    for step, expected in zip(steps, play.answers, strict=True):
        at = {"step": str(step["step"])}
        path = os.path.join(own, step_folder(step["step"]), "out", hook.ANSWER)
        if not _plain(path):
            return Result(scenario, ERROR, (NOTHING, at))
        try:
            answer = hook.parse(content(path), codes)
        except ValueError as error:
            return Result(scenario, ERROR, (RUBBISH, {**at, "what": str(error)}))
        differences += [(code, {**at, **params}) for code, params in hook.differences(expected, answer)]
    return Result(scenario, FAIL if differences else PASS, differences=tuple(differences))


def _producer(scenario: Scenario, own: str) -> Result:
    out = os.path.join(own, step_folder(1), "out")
    paths = {name: os.path.join(out, *name.split("/")) for name in below(out) if name.lower().endswith(".xml")}
    answer = {name: content(path) for name, path in paths.items() if _plain(path)}
    if not answer:
        return Result(scenario, ERROR, (NOTHING, {"step": "1"}))
    found = produce.judge(scenario, answer)
    result = Result(scenario, PASS, None, found.differences, found.sheets, found.opinions, found.form)
    if produce.failed(found):
        return result._replace(status=ERROR, reason=(OUR_FAULT, {}))
    if not found.sheets or produce.rubbish(found):
        return result._replace(status=ERROR, reason=(RUBBISH, {"step": "1", "what": ""}), differences=())
    if found.differences:
        return result._replace(status=FAIL)
    if found.stops:
        return result._replace(status=UNDECIDED, reason=(STOPPED, {"rules": ", ".join(found.stops)}))
    return result
