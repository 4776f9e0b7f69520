"""
The pytest plugin: each ``case.toml`` is a test.

A case is collected when its file is named on the command line, or stands under a folder that the
ini option ``fsecheck_cases`` lists. Fixtures: ``fsecheck_checker`` (a checker without ledger),
``assert_accepts`` and ``assert_rejects``. Nothing heavy is loaded before the first of them runs.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from datetime import date

    from fsecheck import Checker, Report
    from fsecheck.cases.play import Result
    from fsecheck.model.finding import Finding

_NAME = "case.toml"


class CaseFailedError(Exception):
    """A case that is not as expected, or cannot be played; its text is the whole report."""


class CaseFile(pytest.File):
    """One ``case.toml``."""

    def collect(self) -> Iterable["CaseItem"]:
        """The one test of the file."""
        yield CaseItem.from_parent(self, name=self.path.parent.name)


class CaseItem(pytest.Item):
    """One case, or one journey."""

    def runtest(self) -> None:
        """Play it. Raises CaseFailedError where it is not as expected."""
        from fsecheck.cases.play import play  # noqa: PLC0415 - loaded by the first case
        from fsecheck.cases.read import CaseError, read  # noqa: PLC0415 - loaded by the first case

        try:
            result = play(read(str(self.path)))
        except CaseError as error:
            raise CaseFailedError(str(error)) from None
        if result.differences:
            raise CaseFailedError(_told(result))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:  # noqa: ARG002 - pytest's own signature
        """The report of the case alone; a fault of ours keeps its traceback."""
        if isinstance(excinfo.value, CaseFailedError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the test stands and what it is called."""
        return self.path, None, f"{self.path.parent.parent.name}/{self.path.parent.name}"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the ini option."""
    parser.addini("fsecheck_cases", "folders whose case.toml files are tests", type="paths", default=[])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    """Collect a case that was asked for."""
    if file_path.name != _NAME or not _asked_for(file_path, parent.config):
        return None
    return CaseFile.from_parent(parent, path=file_path)


def _asked_for(path: Path, config: pytest.Config) -> bool:
    folders = [Path(folder).resolve() for folder in config.getini("fsecheck_cases")]
    named = [(config.invocation_params.dir / argument.split("::")[0]).resolve() for argument in config.args]
    own = path.resolve()
    return own in named or any(own.is_relative_to(folder) for folder in folders)


def _told(result: "Result") -> str:
    lines = [result.case.title]
    for played in result.steps:
        if played.verdict is not None:
            title = played.step.title or played.step.action
            head = f"{title} : " if result.case.journey else ""
            lines.append(f"{head}attendu {played.step.expected.verdict}, trouvé {played.verdict}")
    return "\n".join((*lines, *(f"  - {difference}" for difference in result.differences)))


@pytest.fixture
def fsecheck_checker() -> "Checker":
    """A checker without ledger and with the default settings."""
    from fsecheck import Checker  # noqa: PLC0415 - loaded by the first test that asks for it

    return Checker()


@pytest.fixture
def assert_accepts(fsecheck_checker: "Checker") -> "Callable[..., Report]":
    """``assert_accepts(data, context=None, today=..., checker=None)``: may be sent; gives the report."""

    def check(
        data: bytes, context: bytes | None = None, *, today: "date", checker: "Checker | None" = None
    ) -> "Report":
        report = (checker or fsecheck_checker).check(data, context, today=today)
        if not report.may_send:
            pytest.fail(f"{report.verdict}\n{_findings(report)}", pytrace=False)
        return report

    return check


@pytest.fixture
def assert_rejects(fsecheck_checker: "Checker") -> "Callable[..., Report]":
    """``assert_rejects(data, "TEX001", ..., context=None, today=..., checker=None)``: refused by all of these rules."""

    def check(
        data: bytes,
        *rules: str,
        context: bytes | None = None,
        today: "date",
        checker: "Checker | None" = None,
    ) -> "Report":
        report = (checker or fsecheck_checker).check(data, context, today=today)
        found = {one.rule for one in _all(report)}
        if report.verdict != "reject" or not set(rules) <= found:
            wanted = f"reject {', '.join(rules)}".strip()
            pytest.fail(f"attendu {wanted}, trouvé {report.verdict}\n{_findings(report)}", pytrace=False)
        return report

    return check


def _all(report: "Report") -> "Iterator[Finding]":
    yield from report.findings
    for sheet in report.sheets:
        yield from sheet.findings


def _findings(report: "Report") -> str:
    from fsecheck.cases.compare import told  # noqa: PLC0415 - only for a failure

    return "\n".join(f"  {told(finding)}" for finding in _all(report))
