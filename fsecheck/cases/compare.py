"""Expected against found: by ids, places and parameters, never by sentence; what is not listed must not be there."""

import re
from collections.abc import Container, Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from fsecheck.cases.read import Expected
from fsecheck.checker import Held
from fsecheck.model.finding import Finding, Unknown
from fsecheck.model.report import REJECT, UNDECIDED, VERDICTS, WARN, Report

_NAMED: Final = re.compile(r"([A-Z]{3}[0-9]{3})-(.+)-([a-z]+)")
_INTAKE: Final = frozenset({"SEC", "XSD"})


def verdict_of(reports: Sequence[Report]) -> str:
    """The verdict of a document: the heaviest of its sheets."""
    return max((report.verdict for report in reports), key=VERDICTS.index)


def name(folder: str, expected: Expected, rules: Container[str]) -> list[str]:
    """What the folder's name says and the case does not hold: it must not lie. *rules*: those that may speak."""
    match = _NAMED.fullmatch(folder)
    if match is None:
        return []
    rule, _, verdict = match.groups()
    wrong = []
    if rule not in rules:
        wrong.append(f"le nom du dossier : {rule} n'est pas une règle du catalogue")
    if verdict != expected.verdict:
        wrong.append(f"le nom du dossier dit {verdict}, le cas attend {expected.verdict}")
    parts = (expected, *expected.sheets)
    found = {one["rule"] for part in parts for one in part.findings or ()}
    unknown = {one["rule"] for part in parts for one in part.undecided}
    intake = rule[:3] in _INTAKE
    if expected.verdict in {REJECT, WARN} and rule not in found and not intake:
        wrong.append(f"le nom du dossier dit {rule}, qui n'est pas parmi les constats attendus")
    if expected.verdict == UNDECIDED and rule not in unknown:
        wrong.append(f"le nom du dossier dit {rule}, qui n'est pas parmi les règles non décidées attendues")
    return wrong


def document(expected: Expected, reports: Sequence[Report]) -> list[str]:
    """The differences between what was expected of a document and its reports, sheet by sheet."""
    differences = []
    found = verdict_of(reports) if reports else "aucun"
    if expected.verdict is not None and expected.verdict != found:
        differences.append(f"verdict : attendu {expected.verdict}, trouvé {found}")
    faults = [f"{fault.kind} {fault.where}" for report in reports for fault in report.faults]
    differences += [f"échec : {fault}" for fault in faults]
    if expected.sheets:
        if len(expected.sheets) != len(reports):
            differences.append(f"feuilles : attendu {len(expected.sheets)}, trouvé {len(reports)}")
        for place, (one, report) in enumerate(zip(expected.sheets, reports, strict=False), 1):
            differences += [f"feuille {place} : {text}" for text in document(one, (report,))]
        return differences
    if expected.findings is None:
        return differences
    findings = [(place, finding) for place, report in enumerate(reports, 1) for finding in report.findings]
    differences += _matched(expected.findings, findings)
    unknowns = [(place, unknown) for place, report in enumerate(reports, 1) for unknown in report.unknowns]
    differences += _lacking(expected.undecided, unknowns)
    outcomes = {rule: outcome for report in reports for rule, outcome in report.outcomes.items()}
    for rule, outcome in expected.outcomes.items():
        if outcomes.get(rule) != outcome:
            differences.append(f"issue de {rule} : attendu {outcome}, trouvé {outcomes.get(rule)}")
    if expected.not_evaluated is not None:
        unread = tuple(dict.fromkeys(family for report in reports for family in report.not_evaluated))
        if set(unread) != set(expected.not_evaluated):
            differences.append(
                f"familles non évaluées : attendu {', '.join(expected.not_evaluated)}, trouvé {', '.join(unread)}"
            )
    return differences


def written(expected: Expected, held: Sequence[Held]) -> list[str]:
    """The differences between what was expected of the ledger and what it did."""
    if expected.sheets:
        differences = []
        for place, (part, one) in enumerate(zip(expected.sheets, held, strict=False), 1):
            differences += [f"feuille {place} : {text}" for text in written(part, (one,))]
        return differences
    if not expected.written:
        return []
    if len(held) != 1:
        return ["un lot : dites dans [[step.expect.sheet]] ce que le registre fait de chaque feuille"]
    return _keys(expected.written, outcome(held[0]))


def outcome(held: Held) -> dict[str, object]:
    """What the ledger did with one sheet, as a case says it."""
    entry = None if held.written is None else held.written.entry
    return {
        "held": entry is not None,
        "state": None if entry is None else entry.state,
        "attempt": None if entry is None else entry.attempt,
        "changed": held.written is not None and held.written.changed,
        "refused": held.refused,
        "conflict": held.conflict,
    }


def _keys(expected: Mapping[str, Any], found: Mapping[str, object]) -> list[str]:
    return [
        f"registre : {key} : attendu {value}, trouvé {found.get(key)}"
        for key, value in expected.items()
        if found.get(key) != value
    ]


def move(expected: Expected, found: Mapping[str, object]) -> list[str]:
    """The differences between what was expected of a call by number and what the ledger answered."""
    # A call that nobody expected to be refused must not be.
    return _keys({"refused": None, **expected.written}, found)


def _matched(expected: Sequence[Mapping[str, Any]], found: list[tuple[int, Finding]]) -> list[str]:
    """Each expectation takes the first finding that fits; the most precise choose first."""
    left = list(found)
    missing = []
    for one in sorted(expected, key=len, reverse=True):
        place = next((place for place, (sheet, finding) in enumerate(left) if _fits(one, sheet, finding)), None)
        if place is None:
            missing.append(f"constat attendu, non trouvé : {_shown(one)}")
        else:
            del left[place]
    return missing + [f"constat trouvé, non attendu : {told(finding, sheet)}" for sheet, finding in left]


def _fits(expected: Mapping[str, Any], sheet: int, finding: Finding) -> bool:
    found: dict[str, object] = {
        "rule": finding.rule,
        "message": finding.message,
        "severity": finding.severity,
        "act": finding.place.act,
        "line": finding.place.line,
        "reference": finding.place.reference,
        "sheet": sheet,
        "evidence": [number for number, _ in finding.evidence],
    }
    for key, value in expected.items():
        if key == "params":
            if not _within(value, finding.params):
                return False
        elif key == "suggested":
            if finding.suggested is None or not _within(value, finding.suggested):
                return False
        elif found[key] != value:
            return False
    return True


def _lacking(expected: Sequence[Mapping[str, Any]], found: list[tuple[int, Unknown]]) -> list[str]:
    """What stops is a closed world; notes are looked at only where they are listed."""
    left = list(found)
    missing = []
    for one in sorted(expected, key=len, reverse=True):
        note = bool(one.get("note", False))
        place = next(
            (
                place
                for place, (sheet, unknown) in enumerate(left)
                if unknown.stops != note and _fits_unknown(one, sheet, unknown)
            ),
            None,
        )
        if place is None:
            missing.append(f"non décidé attendu, non trouvé : {_shown(one)}")
        else:
            del left[place]
    stray = [f"{unknown.rule} {unknown.what} acte {unknown.place.act}" for _, unknown in left if unknown.stops]
    return missing + [f"non décidé trouvé, non attendu : {text}" for text in stray]


def _fits_unknown(expected: Mapping[str, Any], sheet: int, unknown: Unknown) -> bool:
    found: dict[str, object] = {"rule": unknown.rule, "missing": unknown.what, "act": unknown.place.act, "sheet": sheet}
    for key, value in expected.items():
        if key == "params":
            if not _within(value, unknown.params):
                return False
        elif key != "note" and found[key] != value:
            return False
    return True


def _within(expected: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether every parameter expected is there with that value; others may be."""
    return all(key in found and _plain(value) == found[key] for key, value in expected.items())


def _plain(value: object) -> object:
    """A value of TOML as a report writes it."""
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _shown(expected: Mapping[str, Any]) -> str:
    return " ".join(f"{key}={_plain(value)}" for key, value in expected.items())


def told(finding: Finding, sheet: int = 1) -> str:
    """A finding in one line, as a case would expect it."""
    parts = [finding.rule, finding.message, finding.severity]
    if sheet > 1:
        parts.append(f"sheet={sheet}")
    if finding.place.act is not None:
        parts.append(f"act={finding.place.act}")
    if finding.place.line is not None:
        parts.append(f"line={finding.place.line}")
    if finding.params:
        parts.append(f"params={dict(finding.params)}")
    if finding.evidence:
        parts.append(f"evidence={[number for number, _ in finding.evidence]}")
    return " ".join(parts)
