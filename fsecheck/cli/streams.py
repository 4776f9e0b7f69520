"""Where a command reads and writes."""

from types import TracebackType
from typing import Self, TextIO

from fsecheck.cli.exits import UseError


class Streams:
    """The three streams of a command."""

    def __init__(self, out: TextIO, err: TextIO, source: TextIO) -> None:
        self.out = out
        self.err = err
        self.source = source


class Answer:
    """Where the answer goes: ``--output FILE``, else standard output. UTF-8 and one kind of end of line everywhere."""

    def __init__(self, streams: Streams, path: str | None) -> None:
        """Open the file now: a wrong path is told before any work. Raises UseError."""
        self._file: TextIO | None = None
        if path is not None:
            try:
                self._file = open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n")  # noqa: SIM115 - closed with us
            except OSError as error:
                raise UseError(f"--output : {path} ne peut pas être écrit ({error.strerror})") from None
        self._stream = self._file or streams.out

    def write(self, text: str) -> None:
        """Add *text* to the answer."""
        self._stream.write(text)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
