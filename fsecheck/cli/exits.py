"""The exit codes, a closed set: anything but 0 is not sendable."""

from collections.abc import Iterable
from typing import Final

DONE: Final = 0
DIFFERENT: Final = 1
"""Rejected, refused, or different from what was expected."""
USE: Final = 2
"""Bad use or configuration; also a file that cannot be opened."""
UNDECIDED: Final = 3
FAULT: Final = 4
"""Our own failure, the environment, or damage."""
INTERRUPTED: Final = 130

#: Exit code of each verdict.
OF_VERDICT: Final = {"accept": DONE, "warn": DONE, "reject": DIFFERENT, "undecided": UNDECIDED, "failed": FAULT}
_WORST_FIRST: Final = (FAULT, USE, DIFFERENT, UNDECIDED, DONE)


class UseError(Exception):
    """A call that cannot be understood or served: exit code 2. Its text is for the user."""


def worst(codes: Iterable[int]) -> int:
    """The exit code of several inputs."""
    found = set(codes)
    return next((code for code in _WORST_FIRST if code in found), DONE)
