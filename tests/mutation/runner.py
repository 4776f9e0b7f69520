"""
Runs mutants: everything is imported once, and each mutant lives in a fork of that process.

A mutant takes the place of the code of a live function. It is given the cases of the fixtures, then
the tests, that run its line (of the function, where none runs the line itself); the first that
says otherwise kills it. So a mutant costs some milliseconds where a start of pytest costs seconds.
"""

import gc
import os
import select
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import CodeType, FrameType, FunctionType
from typing import Final, NamedTuple, TypeVar

import pytest

from fsecheck.cases.play import play
from fsecheck.cases.read import Case
from fsecheck.rules.catalogue import CATALOGUE
from tests.fixtures import cases
from tests.mutation.mutants import ROOT, Mutant

SURVIVED: Final = "survived"
LOST: Final = "lost"
"""The mutant could not be put in its place: the runner is at fault."""
HANGS: Final = "hangs"
_SECONDS: Final = 90
"""A mutant that works longer, or waits ten times as long, is one that hangs: it is killed."""
_FEW: Final = 3, 60
"""How many of the tests that differ by their parameters alone a mutant is given, first and where it outlives these."""
_QUIET: Final = ["-q", "-x", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider", "--assert=plain"]

Lines = set[tuple[str, int]]
_Live = dict[tuple[str, str], list[FunctionType]]


class Fate(NamedTuple):
    """What became of a mutant."""

    mutant: Mutant
    by: str
    """What killed it: a case, ``tests``, HANGS; or SURVIVED."""


class Seen(NamedTuple):
    """Which lines of the rooms each case and each test runs."""

    cases: dict[tuple[str, int], list[int]]
    tests: dict[tuple[str, int], list[str]]
    seconds: dict[str, float]
    """How long each test takes."""
    amiss: list[str]
    """The cases that do not hold without a mutant, of which nothing can be learned."""


def observe(rooms: Iterable[str], tests: list[str], without: Sequence[str] = ()) -> Seen:
    """Play every case and every test once, watching the lines of the rooms."""
    for entry in CATALOGUE:
        _ = entry.rule
    folders = tuple(str(ROOT / "fsecheck" / room) for room in rooms)
    by_case: dict[tuple[str, int], list[int]] = defaultdict(list)
    amiss: list[str] = []
    for place, case in enumerate(cases()):
        with _watched(folders) as lines:
            holds = not _fails(case)
        if not holds:
            amiss.append(case.name)
        for line in lines if holds else ():
            by_case[line].append(place)
    watcher = _Watcher(folders)
    chosen = ["-k", " and ".join(f"not {one}" for one in without)] if without else []
    if tests and pytest.main([*_QUIET, *chosen, *tests], plugins=[watcher]) != pytest.ExitCode.OK:
        raise SystemExit("the tests do not pass without a mutant")
    return Seen(by_case, watcher.found, watcher.seconds, amiss)


def run(mutants: list[Mutant], seen: Seen, jobs: int, told: Callable[[Fate], None]) -> list[Fate]:
    """The fate of each mutant, so many at once."""
    live = _functions({mutant.module for mutant in mutants})
    gc.collect()
    gc.freeze()
    waiting = iter(mutants)
    running: dict[int, tuple[int, Mutant]] = {}
    fates: list[Fate] = []
    while True:
        while len(running) < jobs and (mutant := next(waiting, None)) is not None:
            reader, child = _fork(mutant, seen, live)
            running[reader] = child, mutant
        if not running:
            return fates
        for reader in select.select(list(running), [], [])[0]:
            child, mutant = running.pop(reader)
            with os.fdopen(reader, encoding="utf-8") as stream:
                by = stream.read()
            _, status = os.waitpid(child, 0)
            if os.WIFSIGNALED(status):
                by = HANGS if os.WTERMSIG(status) in {signal.SIGALRM, signal.SIGPROF} else "crash"
            fates.append(Fate(mutant, by or "crash"))
            told(fates[-1])


def _fork(mutant: Mutant, seen: Seen, live: _Live) -> tuple[int, int]:
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return reader, child
    try:
        os.close(reader)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        # By its own work, not by the clock: other work on the machine must kill no mutant.
        signal.setitimer(signal.ITIMER_PROF, _SECONDS)
        signal.alarm(10 * _SECONDS)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        by = _killer(mutant, seen, live)
        os.write(writer, by.encode())
    finally:
        os._exit(0)


def _killer(mutant: Mutant, seen: Seen, live: _Live) -> str:
    """What kills a mutant, in this process."""
    try:
        span = _put(mutant, live.get((mutant.module, mutant.function), []))
    except (LookupError, ValueError) as error:
        return f"{LOST}: {error}"
    chapter = mutant.module.removeprefix("fsecheck.rules.").partition(".")[0]
    known = cases()
    hit = [known[place] for place in _hits(seen.cases, mutant, span)]
    for case in sorted(hit, key=lambda case: not case.folder.endswith(f"{chapter}/{case.name}")):
        if _fails(case):
            return case.name
    names = _hits(seen.tests, mutant, span)
    for most in _FEW if names else ():
        if pytest.main([*_QUIET, *sorted(_few(names, most), key=seen.seconds.__getitem__)]) != pytest.ExitCode.OK:
            return "tests"
    return SURVIVED


def _fails(case: Case) -> bool:
    try:
        return bool(play(case).differences)
    except Exception:  # noqa: BLE001 - a case that cannot be played does not hold
        return True


_Found = TypeVar("_Found", int, str)


def _hits(found: dict[tuple[str, int], list[_Found]], mutant: Mutant, span: range) -> list[_Found]:
    """What runs the line of a mutant; where nothing does, what runs its function."""
    path = _file(mutant)
    exact = found.get((path, mutant.line))
    if exact:
        return exact
    return list(dict.fromkeys(one for line in span for one in found.get((path, line), [])))


def _few(names: list[str], most: int) -> list[str]:
    """Of the tests that differ by their parameters alone, so many from the first to the last."""
    alike: dict[str, list[str]] = defaultdict(list)
    for name in names:
        alike[name.partition("[")[0]].append(name)
    return [
        some[place]
        for some in alike.values()
        for place in sorted({step * (len(some) - 1) // (most - 1) for step in range(most)})
    ]


def _file(mutant: Mutant) -> str:
    path = ROOT / mutant.module.replace(".", "/")
    return str(path / "__init__.py" if path.is_dir() else path.with_suffix(".py"))


def _functions(modules: set[str]) -> _Live:
    """Every function that lives in these modules, by module and name: a frozen process no longer tells them."""
    found: _Live = defaultdict(list)
    for module in modules:
        import_module(module)
    for one in gc.get_objects():
        # What wraps a function bears its name too: its code tells them apart.
        if isinstance(one, FunctionType) and one.__module__ in modules and one.__code__.co_qualname == one.__qualname__:
            found[one.__module__, one.__qualname__].append(one)
    return found


def _put(mutant: Mutant, functions: list[FunctionType]) -> range:
    """
    Give the live functions of a mutant its code.

    Returns the lines of the function. Raises LookupError where there is none, ValueError where it does not fit.
    """
    code = _code(compile(mutant.code, _file(mutant), "exec"), mutant.function)
    if code is None or not functions:
        raise LookupError("no such function")
    lines = [line for each in _codes(functions[0].__code__) for _, _, line in each.co_lines() if line is not None]
    for one in functions:
        one.__code__ = code
    return range(min(lines), max(lines) + 1)


def _code(code: CodeType, function: str) -> CodeType | None:
    return next((one for one in _codes(code) if one.co_qualname == function), None)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


@contextmanager
def _watched(folders: tuple[str, ...]) -> Iterator[Lines]:
    """The lines of these folders that are run meanwhile."""
    lines: Lines = set()

    def enter(frame: FrameType, _: str, __: object) -> Callable[..., object] | None:
        return step if frame.f_code.co_filename.startswith(folders) else None

    def step(frame: FrameType, event: str, _: object) -> Callable[..., object]:
        if event == "line":
            lines.add((frame.f_code.co_filename, frame.f_lineno))
        return step

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        yield lines
    finally:
        sys.settrace(before)


class _Watcher:
    """A plugin of pytest: the lines that each test runs."""

    def __init__(self, folders: tuple[str, ...]) -> None:
        self.folders = folders
        self.found: dict[tuple[str, int], list[str]] = defaultdict(list)
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Watch one test."""
        start = time.monotonic()
        with _watched(self.folders) as lines:
            result = yield
        self.seconds[item.nodeid] = time.monotonic() - start
        for line in lines:
            self.found[line].append(item.nodeid)
        return result
