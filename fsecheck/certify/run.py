"""
The run: each scenario in the order of the pack, asked of the vendor's software, its answer kept.

A run writes a folder and judges nothing; :mod:`fsecheck.certify.judge` judges a folder and writes nothing, as often as
one likes. In the folder: ``scenarios/ID/STEP/in`` and ``out``, ``scenarios/ID/record.json`` (how the calls ended;
written last, so that a scenario that has it is done), ``run.json`` (the vendor and his codes), ``console/`` (what the
software said on its streams: of use to whoever looks for a fault, no part of the evidence).
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

from fsecheck.cases import history
from fsecheck.cases.read import read as read_case
from fsecheck.certify import adapter as adapters
from fsecheck.certify import folders, hook, launch, produce
from fsecheck.certify.adapter import Adapter, Target
from fsecheck.certify.pack import HOOK, PRODUCER, Attestation, Hook, Pack, Scenario
from fsecheck.certify.reading import FormatError
from fsecheck.model.reasons import reason

SCENARIOS: Final = "scenarios"
CONSOLE: Final = "console"
RECORD: Final = "record.json"
RUN: Final = "run.json"
_NEW: Final = ".new"
NOT_CHOSEN: Final = "not-chosen"
SET_ASIDE: Final = "set-aside"
NO_TARGET: Final = "no-target"
NOT_ANSWERED: Final = "not-answered"
ODD_FILES: Final = "odd-files"


class Question(NamedTuple):
    """One call: the files given, and the day."""

    step: int
    today: str
    files: Mapping[str, bytes]


def questions(pack: Pack, scenario: Scenario) -> Iterator[Question]:
    """Every call of a scenario. Raises CaseError where its case cannot be played."""
    play = scenario.play
    if isinstance(play, Hook):
        case = read_case(os.path.join(pack.case_folder(play), "case.toml"))
        for call in hook.calls(case):
            told = hook.told(case, call, scenario.id, scenario.title)
            yield Question(call.step, call.today.isoformat(), {hook.CALL: told, **call.files})
    elif not isinstance(play, Attestation):
        yield Question(1, str(scenario.today), produce.question(scenario))


def run(
    pack: Pack,
    adapter: Adapter,
    here: str,
    folder: str,
    *,
    chosen: Callable[[Scenario], bool],
    resume: bool = False,
    told: Callable[[Scenario], None] = lambda _: None,
) -> None:
    """
    Ask every scenario that is *chosen*, and keep the answers in *folder*.

    *here* is the folder of the adapter. With *resume* what *folder* already holds of this pack is kept, but for what
    ended badly; else it must be empty. *told* hears of each scenario before it is asked. Raises FormatError, OSError.
    """
    _begin(pack, adapter, folder, resume=resume)
    for scenario in pack.scenarios:
        own = os.path.join(folder, SCENARIOS, scenario.id)
        asked = chosen(scenario)
        if resume and _done(pack, scenario, own, asked=asked):
            continue
        told(scenario)
        folders.empty(own)
        if not asked:
            record: dict[str, Any] = {"skipped": NOT_CHOSEN}
        elif scenario.id in adapter.aside:
            record = {"skipped": SET_ASIDE, "why": adapter.aside[scenario.id]}
        elif isinstance(scenario.play, Attestation):
            record = _attest(adapter, scenario, own)
        elif scenario.kind not in adapter.targets:
            record = {"skipped": NO_TARGET}
        else:
            record = _ask(pack, adapter, here, folder, scenario)
        # A scenario is done once this stands: a break before leaves nothing that looks finished.
        folders.ours(own)
        for name in (RECORD, RECORD + _NEW):
            folders.remove(os.path.join(own, name))
        _write_whole(os.path.join(own, RECORD), history.dumps(record))


def dry(pack: Pack, adapter: Adapter, here: str, folder: str, *, chosen: Callable[[Scenario], bool]) -> Iterator[str]:
    """Write the questions in *folder* and give the commands that would be called; nothing is called."""
    for scenario in pack.scenarios:
        if not chosen(scenario) or scenario.kind not in {PRODUCER, HOOK}:
            continue
        target = adapter.targets.get(scenario.kind)
        for question in questions(pack, scenario):
            place = _place(folder, scenario, question)
            _give(place, question)
            command = [] if target is None else adapters.words(target, _values(place, scenario, question), here)
            yield " ".join((scenario.id, f"{question.step:02}", *command))


def step_folder(step: int) -> str:
    """The name of the folder of a step."""
    return f"{step:02}"


def _begin(pack: Pack, adapter: Adapter, folder: str, *, resume: bool) -> None:
    about = history.dumps(
        {
            "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256},
            "vendor": dict(sorted(adapter.vendor.items())),
            "codes": dict(sorted(adapter.codes.items())),
        }
    )
    path = os.path.join(folder, RUN)
    if os.path.isdir(folder) and set(os.listdir(folder)) - {RUN + _NEW}:
        if not resume:
            raise FormatError(f"{folder} : ce dossier n'est pas vide (--resume reprend un passage interrompu)")
        if not os.path.isfile(path) or _read(path) != about:
            raise FormatError(f"{folder} : ce dossier est d'un autre passage (jeu, logiciel ou codes différents)")
        for name in ("evidence.json", "junit.xml", "dossier.html"):
            if os.path.isfile(os.path.join(folder, name)):
                os.remove(os.path.join(folder, name))
    try:
        os.makedirs(folder, exist_ok=True)
        _write_whole(path, about)
        os.makedirs(os.path.join(folder, SCENARIOS), exist_ok=True)
    except OSError as error:
        raise FormatError(f"{folder} : ne peut pas être écrit ({reason(error.errno)})") from None


def _done(pack: Pack, scenario: Scenario, own: str, *, asked: bool) -> bool:
    """Whether an earlier run has asked this scenario to its end, without an accident."""
    try:
        record = json.loads(_read(os.path.join(own, RECORD)))
    except (OSError, ValueError):
        return False
    if "skipped" in record or not asked:
        return False
    steps = record.get("steps", [])
    ended = all(one["ended"] == launch.EXITED and not one.get("reason") for one in steps)
    return bool(steps) and ended and record.get("asked") == _asked(questions(pack, scenario))


def _asked(given: Iterable[Question]) -> str:
    """What tells one question from another: an answer to another one is never kept."""
    whole = sha256()
    for question in given:
        for name, data in sorted(question.files.items()):
            whole.update(f"{question.step}\0{name}\0{sha256(data).hexdigest()}\n".encode())
    return whole.hexdigest()


def _attest(adapter: Adapter, scenario: Scenario, own: str) -> dict[str, Any]:
    given = adapter.attestations.get(scenario.id)
    if given is None:
        return {"attestation": None}
    name = os.path.basename(given.file)
    os.makedirs(os.path.join(own, step_folder(1), "out"))
    shutil.copyfile(given.file, os.path.join(own, step_folder(1), "out", name))
    return {"attestation": {"by": given.by, "on": given.on.isoformat(), "file": name}}


def _ask(pack: Pack, adapter: Adapter, here: str, folder: str, scenario: Scenario) -> dict[str, Any]:
    target = adapter.targets[scenario.kind]
    steps: list[dict[str, Any]] = []
    given = list(questions(pack, scenario))
    for question in given:
        place = _place(folder, scenario, question)
        _give(place, question)
        if target.answers is not None:
            if not _found(target.answers, scenario, question, os.path.join(place, "out")):
                return {"skipped": NOT_ANSWERED}
            ended = launch.Ended(launch.EXITED, None, b"", b"")
        else:
            ended = launch.launch(
                adapters.words(target, _values(place, scenario, question), here),
                place,
                os.path.join(place, "out"),
                seconds=target.seconds,
                limit=target.limit,
                environment=target.environment,
            )
            _console(folder, scenario, question, ended)
        steps.append(_tidy(target, ended, question, place))
        if ended.how != launch.EXITED:
            break  # what hung once would hang at each step
    return {"steps": steps, "asked": _asked(given)}


def _tidy(target: Target, ended: launch.Ended, question: Question, place: str) -> dict[str, Any]:
    """Make the folder of the answer one of plain files, the question what it was; how the call ended."""
    out = os.path.join(place, "out")
    record: dict[str, Any] = {"step": question.step, "ended": ended.how, "status": ended.status}
    folders.ours(os.path.dirname(place))
    folders.ours(place)
    _ask_in(place, question)
    if ended.how == launch.TOO_MUCH:
        folders.empty(out)
        return record
    if ended.how == launch.EXITED and ended.status is not None and ended.status not in target.statuses:
        record["reason"] = "status"
    if folders.tidy(out):
        record["reason"] = ODD_FILES
    elif target.stdout and ended.how == launch.EXITED:
        folders.remove(os.path.join(out, hook.ANSWER))
        _write(os.path.join(out, hook.ANSWER), ended.stdout)
    return record


def _found(answers: str, scenario: Scenario, question: Question, out: str) -> bool:
    """Copy an answer that is already there; whether there is one."""
    own = os.path.join(answers, scenario.id)
    step = os.path.join(own, step_folder(question.step))
    source = step if os.path.isdir(step) else own
    if not os.path.isdir(source):
        return False
    for name in sorted(os.listdir(source)):
        path = os.path.join(source, name)
        if os.path.isfile(path) and not name.startswith("."):
            shutil.copyfile(path, os.path.join(out, name))
    return True


def _values(place: str, scenario: Scenario, question: Question) -> dict[str, str]:
    return {
        "in": os.path.join(place, "in"),
        "out": os.path.join(place, "out"),
        "id": scenario.id,
        "step": step_folder(question.step),
        "today": question.today,
    }


def _place(folder: str, scenario: Scenario, question: Question) -> str:
    return os.path.join(os.path.abspath(folder), SCENARIOS, scenario.id, step_folder(question.step))


def _give(place: str, question: Question) -> None:
    folders.ours(os.path.dirname(place))
    folders.ours(place)
    folders.empty(os.path.join(place, "out"))
    _ask_in(place, question)


def _ask_in(place: str, question: Question) -> None:
    """The files of the question, and nothing else, in its folder."""
    folders.empty(os.path.join(place, "in"))
    for name, data in question.files.items():
        _write(os.path.join(place, "in", name), data)


def _console(folder: str, scenario: Scenario, question: Question, ended: launch.Ended) -> None:
    for name, said in (("stdout", ended.stdout), ("stderr", ended.stderr)):
        if said:
            os.makedirs(os.path.join(folder, CONSOLE), exist_ok=True)
            path = f"{scenario.id}-{step_folder(question.step)}-{name}.txt"
            _write(os.path.join(folder, CONSOLE, path), said)


def _write_whole(path: str, data: bytes) -> None:
    """Write a file that is there whole or not at all, whenever the run is killed."""
    _write(path + _NEW, data)
    os.replace(path + _NEW, path)


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as stream:
        stream.write(data)


def _read(path: str) -> bytes:
    with open(path, "rb") as stream:
        return stream.read()
