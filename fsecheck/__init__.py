"""
fsecheck: checks an electronic care sheet (FSE) of a physiotherapist before it is transmitted.

    from fsecheck import Checker

    report = Checker().check(data, today=date.today())
    if report.may_send: ...

The public names are loaded on first use: importing the package costs nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fsecheck.checker import Checker as Checker
    from fsecheck.model.report import Report as Report

__version__ = "0.1.0"
__all__ = ["Checker", "Report", "__version__"]


def __getattr__(name: str) -> object:
    if name == "Checker":
        from fsecheck.checker import Checker  # noqa: PLC0415 - loaded on first use

        return Checker
    if name == "Report":
        from fsecheck.model.report import Report  # noqa: PLC0415 - loaded on first use

        return Report
    raise AttributeError(f"module 'fsecheck' has no attribute {name!r}")
