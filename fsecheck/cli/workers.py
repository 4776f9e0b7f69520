"""
A folder checked by several processes, told in the order of its files.

Each worker is a new process (``spawn``, the one way that every system has) with a checker and a connection to the
ledger of its own: nothing that is open is shared. It sends back what is to be written, not reports.
"""

import gc
import os
import signal
import sys
from argparse import Namespace
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import active_children, get_context
from typing import Final, TypeAlias

from fsecheck.cli import inputs
from fsecheck.cli.check import Asked, Judged, Spec, checker_of, judged, made
from fsecheck.cli.streams import Streams

#: Files that a worker takes at once, and how many times that may wait for it.
_TAKES: Final = 32
_WAITING: Final = 4
_OBJECTS: Final = 50_000

_Found: TypeAlias = Sequence[tuple[str, bool]]


def outcomes(
    found: _Found, jobs: int, options: Namespace, asked: Asked, specs: Sequence[Spec]
) -> Generator[Judged, None, None]:
    """What came of each document, in order. Closing it, like an interruption, ends the workers at once."""
    others = set(active_children())
    chunks = iter([found[start : start + _TAKES] for start in range(0, len(found), _TAKES)])
    executor = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(options, asked, tuple(specs))
    )
    running: deque[Future[list[Judged]]] = deque()
    whole = False
    try:
        with _uninterrupted():
            running.extend([executor.submit(_check, chunk) for chunk in islice(chunks, jobs * _WAITING)])
        while running:
            yield from running.popleft().result()
            running.extend([executor.submit(_check, chunk) for chunk in islice(chunks, 1)])
        whole = True
    finally:
        executor.shutdown(wait=whole, cancel_futures=True)
        if not whole:
            for child in set(active_children()) - others:
                child.terminate()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start processes that will not listen to Ctrl-C: it is for the one that tells what was done."""
    try:
        usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:
        # Not the main thread: no signal comes here.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


class _Worker:
    """What a worker keeps from one chunk to the next."""

    def __init__(self, options: Namespace, asked: Asked, specs: Sequence[Spec]) -> None:
        self._asked = asked
        self._formats = [made(spec, asked) for spec in specs]
        self._checker = checker_of(options)[0]
        self._streams = Streams(sys.stdout, sys.stderr, sys.stdin)

    def check(self, chunk: _Found) -> list[Judged]:
        """Each document of a chunk that is one."""
        documents = inputs.read(chunk, self._streams)
        found = [judged(self._checker, document, self._asked, self._formats) for document in documents]
        # Only the last identity of a run is told: one for each chunk is enough to find it.
        known = [identity for *_, identity in found if identity is not None]
        return [(pieces, sheets, None) for pieces, sheets, _ in found[:-1]] + [
            (pieces, sheets, known[-1] if known else None) for pieces, sheets, _ in found[-1:]
        ]


_workers: list[_Worker] = []


def _start(options: Namespace, asked: Asked, specs: Sequence[Spec]) -> None:
    """Begin a worker, in its own process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_OBJECTS)
    _workers.append(_Worker(options, asked, specs))


def _check(chunk: _Found) -> list[Judged]:
    """Check a chunk, in the process of a worker."""
    return _workers[0].check(chunk)


def cores() -> int:
    """How many processes may run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
