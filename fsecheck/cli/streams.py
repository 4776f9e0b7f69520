"""Where a command reads and writes."""

import os
from types import TracebackType
from typing import Self, TextIO, cast

from fsecheck.cli.exits import UseError


class Streams:
    """The three streams of a command, and the language it is called in."""

    def __init__(self, out: TextIO, err: TextIO, source: TextIO, language: str = "fr") -> None:
        self.out = out
        self.err = err
        self.source = source
        self.language = language

    def said(self, text: str) -> str:
        """A text of the command line, French in the source, in the language of the call."""
        if self.language == "fr":
            return text
        from fsecheck.cli.english import said  # noqa: PLC0415 - French is the language of the source

        return said(text)

    def tell(self, text: str) -> None:
        """One line on the error stream, under our name, in the language of the call."""
        self.err.write(f"fsecheck{' ' if self.language == 'fr' else ''}: {self.said(text)}\n")

    def described(self, parser: object) -> None:
        """What a command takes, before it looks at what it was given: nothing to do, but for a call that only asks."""


def coloured(stream: TextIO, when: str) -> bool:
    """Whether to write colours: as *when* says, and where it is ``auto`` on a terminal that wants and knows them."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR") or not stream.isatty():
        return False
    if os.name == "nt":
        # An old console shows the signs instead of obeying them.
        return any(name in os.environ for name in ("WT_SESSION", "ANSICON", "TERM"))
    return os.environ.get("TERM") != "dumb"


class Answer:
    """
    Where an answer goes: a file, else standard output. UTF-8 and one kind of end of line everywhere.

    A file is written beside its name and takes it at the end: it is there whole, or as it was before.
    """

    def __init__(self, streams: Streams, path: str | None, option: str = "--output") -> None:
        """Open the file now: a wrong path is told before any work. Raises UseError, naming *option*."""
        self._file: TextIO | None = None
        self._part: str | None = None
        self._path = path
        if path is not None:
            try:
                self._file = self._open(os.path.realpath(path))
            except OSError as error:
                from fsecheck.model.reasons import reason  # noqa: PLC0415 - only when something went wrong

                raise UseError(f"{option} : {path} ne peut pas être écrit ({reason(error.errno)})") from None
        self._stream = self._file or streams.out

    def _open(self, path: str) -> TextIO:
        mode = None
        if os.path.exists(path):
            if not os.path.isfile(path):
                # A pipe or a device has no name to take: it is written as it comes.
                return _writer(path, "w")
            with open(path, "ab"):
                mode = os.stat(path).st_mode & 0o7777
        self._path, self._part = path, f"{path}.{os.getpid()}.part"
        file = _writer(self._part, "x")
        if mode is not None:
            os.chmod(self._part, mode)
        return file

    def write(self, text: str) -> None:
        """Add *text* to the answer."""
        self._stream.write(text)

    def flush(self) -> None:
        """Let who reads along have what is written."""
        if self._file is None:
            self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is None:
            return
        whole = False
        try:
            self._file.close()
            whole = kind is None
        finally:
            if self._part is not None and self._path is not None:
                if whole:
                    os.replace(self._part, self._path)
                else:
                    os.unlink(self._part)


def _writer(path: str, mode: str) -> TextIO:
    return cast("TextIO", open(path, mode, encoding="utf-8", errors="backslashreplace", newline="\n"))
