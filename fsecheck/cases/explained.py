"""All that is known of one rule, as the doors write it in JSON; which cases show it at rest and speaking."""

import contextlib
import os

from fsecheck.cases._examples import EXAMPLES
from fsecheck.cases.read import CaseError, find, read
from fsecheck.law.lawset import Law
from fsecheck.model.report import ACCEPT
from fsecheck.render import values
from fsecheck.render.sentences import messages_of, title_of
from fsecheck.rules.catalogue import Entry


def rule(entry: Entry, law: Law, language: str) -> dict[str, object]:
    """A rule of the catalogue: what it says and reads, its messages, two examples, the values it quotes."""
    quoted = [law.value(value) for value in entry.rule.values] if entry.rule else []
    return {
        "id": entry.id,
        "title": title_of(entry, language),
        "severity": entry.severity,
        "family": entry.family,
        "undecided": entry.undecided,
        "status": entry.status,
        "reads": list(entry.reads),
        "needs": sorted(entry.rule.needs) if entry.rule else [],
        "anomaly": list(entry.anomaly),
        "in_force_from": max(value.first for value in quoted).isoformat() if quoted else None,
        "messages": {
            name: {"sentence": texts[0], "remedy": texts[1], "technical": texts[2]}
            for name, texts in messages_of(entry, language).items()
        },
        "examples": {kind: _example(case, about) for kind, case, about in examples(entry)},
        "values": [values.document(value) for value in quoted],
    }


def examples(entry: Entry) -> tuple[tuple[str, str | None, str | None], ...]:
    """The case that the rule leaves alone and the one where it speaks, each with its French title."""
    if entry.words:
        return _of_pack(entry.id, entry.words.cases)
    passing, passing_title, failing, failing_title = EXAMPLES[entry.id]
    return ("passing", passing, passing_title), ("failing", failing, failing_title)


def _of_pack(rule: str, cases: str) -> tuple[tuple[str, str | None, str | None], ...]:
    """The first case of a pack that is accepted, and the first that is not, by their names; none that is not sound."""
    shown: dict[bool, tuple[str, str]] = {}
    with contextlib.suppress(CaseError):  # fsecheck rules --check-pack says what is wrong with them
        for path in find([cases] if cases else []):
            name = os.path.basename(os.path.dirname(path))
            if name.startswith(f"{rule}-"):
                shown.setdefault(verdict(name) == ACCEPT, (name, read(path).title))
    none = (None, None)
    return ("passing", *shown.get(True, none)), ("failing", *shown.get(False, none))


def verdict(case: str) -> str:
    """The verdict that the name of a case ends with."""
    return case.rpartition("-")[2]


def _example(case: str | None, about: str | None) -> dict[str, object] | None:
    return None if case is None else {"case": case, "verdict": verdict(case), "title": about, "title_language": "fr"}
