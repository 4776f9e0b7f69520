"""
Run by the measured environment: seventeen rules of ours beside the same rules in other engines.

Before anything is timed, every engine must say of every sheet of the fixtures that our schema
accepts which of the seventeen rules it violates, and say what we say. Where an engine knows no XSD,
ours leaves it out too: both parse the bytes and judge them by the rules.
"""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from fsecheck.engine.run import Plan, run
from fsecheck.intake import read_1_0
from fsecheck.intake.document import open_document, sheet_refusals
from fsecheck.intake.schema import FSE, path
from fsecheck.law.lawset import Law
from fsecheck.model.context import Context
from fsecheck.model.report import VIOLATED
from fsecheck.rules.catalogue import BY_ID
from tests.benchmarks import peers
from tests.benchmarks.sheets import SIZES, series
from tests.benchmarks.warm import paired, tell

_FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
_TODAY = date(2030, 12, 31)
"""None of the rules looks at it."""
_NOTHING = Context()
_SCHEMA = True
_LEAST_VIOLATIONS = 60


class Ours:
    """The seventeen rules by our engine, with or without the schema before them."""

    def __init__(self) -> None:
        self._plan = Plan(Law(), tuple(BY_ID[rule] for rule in peers.RULES))

    def __call__(self, data: bytes, *, schema: bool = False) -> frozenset[str]:
        """The rules that a sheet violates."""
        part = open_document(data).sheets[0]
        if schema and sheet_refusals(part).refusals:
            return frozenset()
        result = run(read_1_0.invoice(part.element, part.xpath), _NOTHING, None, self._plan, _TODAY)
        if result.faults:
            raise SystemExit(f"a rule failed: {result.faults}")
        return frozenset(rule for rule, outcome in result.outcomes.items() if outcome == VIOLATED)


def main(pairs: int) -> None:
    """Compare the verdicts, then the times."""
    ours = Ours()
    engines = {
        "lxml.isoschematron, a pattern a rule": (*peers.isoschematron(one_pattern=False), not _SCHEMA),
        "lxml.isoschematron, one pattern": (*peers.isoschematron(one_pattern=True), not _SCHEMA),
        "XSD 1.1 assertions, xmlschema": (*peers.xsd_1_1(path(FSE)), _SCHEMA),
    }
    try:
        engines["SaxonC, one pattern"] = (*peers.saxon(), not _SCHEMA)
    except ImportError:
        sys.stderr.write("saxonche does not install here\n")
    agreed = violations = 0
    for name, data in _sheets():
        expected = ours(data)
        violations += len(expected)
        for engine, (judge, verdict, _) in engines.items():
            found = judge(data)
            if found != expected or verdict(data) is bool(expected):
                raise SystemExit(f"{engine} differs from ours on {name}: {sorted(found ^ expected)}")
        agreed += 1
    if violations < _LEAST_VIOLATIONS:
        raise SystemExit(f"the fixtures violate these rules {violations} times only")
    sys.stderr.write(f"every engine says the same of {agreed} sheets, {violations} violations\n")
    data = series(SIZES["medium"])
    for engine, (_, verdict, schema) in engines.items():
        ratios = paired(lambda: verdict(data), lambda: ours(data, schema=schema), pairs)  # noqa: B023 - called at once
        tell(f"{len(peers.RULES)} rules warm, 15 acts, {engine} / ours", ratios)


def _sheets() -> Iterator[tuple[str, bytes]]:
    """Every sheet of the fixtures that the schema accepts, with its place."""
    for file in sorted(_FIXTURES.rglob("*.xml")):
        data = file.read_bytes()
        document = open_document(data)
        if document.kind == "fse" and not document.refusals and not sheet_refusals(document.sheets[0]).refusals:
            yield str(file.relative_to(_FIXTURES)), data


if __name__ == "__main__":
    main(int(sys.argv[1]))
