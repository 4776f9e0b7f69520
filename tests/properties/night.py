"""One task of the night's work: a practice of lawful sheets, or some thousands of broken documents."""

import resource
from collections import Counter
from random import Random
from typing import Final, NamedTuple

from fsecheck.checker import Checker
from tests.practice.faults import FAULTS
from tests.practice.generator import practice
from tests.practice.play import ledger, planted, play, settings, staff
from tests.properties.hostile import look, seeds
from tests.properties.mutating import broken_bytes

_MEMORY: Final = 1 << 30
"""Bytes of address space that a worker may take."""
_ACTS: Final = 4_000
"""Act lines of one practice: some fifteen hundred sheets."""
_OPINION: Final = 20
"""Of so many documents, one is also given to the other engine."""


class Done(NamedTuple):
    """What came of one task."""

    counts: Counter[str]
    wrong: list[tuple[str, bytes]]
    """What was wrong, with the document that showed it."""


def lawful(seed: int) -> Done:
    """A whole practice through its ledger, each fault planted in it once."""
    sheets = practice(_ACTS, seed)
    book = ledger(staff(sheets))
    try:
        played = play(sheets, book, Checker(book, settings=settings(staff(sheets))), planted(sheets, seed))
    finally:
        book.close()
    also = {fault.name: fault.also for fault in FAULTS}
    wrong = [(f"practice {seed}: {words}", b"") for words in played.wrong]
    wrong += [
        (f"practice {seed}: {name}: {rule} expected, found {sorted(said)}", b"")
        for name, (rule, said) in played.found.items()
        if rule not in said or said - {rule} - also[name]
    ]
    counts = Counter({"lawful sheets": played.sheets, "acts": played.acts, "planted faults": len(played.found)})
    return Done(counts, wrong)


def broken(seed: int, first: int, number: int) -> Done:
    """So many broken documents; now and then one stands beside a broken context."""
    made_of = seeds(Random(seed))
    checker = Checker()
    counts: Counter[str] = Counter()
    wrong = []
    for place in range(first, first + number):
        rng = Random((seed << 32) + place)
        data = broken_bytes(made_of, rng)
        context = broken_bytes(made_of, rng) if rng.random() < 0.1 else None
        seen = look(data, context, checker, rng, opinion=place % _OPINION == 0)
        counts["broken documents"] += 1
        counts[f"  of them {seen.verdict or 'nothing'}"] += 1
        if seen.wrong is not None:
            wrong.append((f"input {place}: {seen.wrong}", data))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if peak > _MEMORY:
        wrong.append((f"inputs from {first}: {peak >> 20} MiB", b""))
    return Done(counts, wrong)


def bounded() -> None:
    """Bound the memory of a worker: what needs more fails, and a failed check is told of."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
