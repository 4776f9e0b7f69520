"""Ctrl-C between two documents: what is being written is written whole first."""

import signal
from types import FrameType, TracebackType
from typing import Self


class Interruption:
    """Within it Ctrl-C raises KeyboardInterrupt, but not while :meth:`hold` has it wait for :meth:`release`."""

    def __init__(self) -> None:
        self._held = False
        self._came = False
        self._usual: signal._HANDLER = None

    def hold(self) -> None:
        """From here on Ctrl-C waits."""
        self._held = True

    def release(self) -> None:
        """Raises KeyboardInterrupt where one waited."""
        self._held = False
        if self._came:
            self._came = False
            raise KeyboardInterrupt

    def __enter__(self) -> Self:
        try:
            self._usual = signal.signal(signal.SIGINT, self._come)
        except ValueError:
            # Not the main thread: no signal comes here.
            self._usual = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._usual is not None:
            signal.signal(signal.SIGINT, self._usual)

    def _come(self, _number: int, _frame: FrameType | None) -> None:
        if not self._held:
            raise KeyboardInterrupt
        self._came = True
