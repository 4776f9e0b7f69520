"""
Runs one call of a vendor's software, within limits of time and of what it may write.

Whatever it does, the run goes on: one that hangs is ended with all that it started, one that floods its streams or its
folder is ended too. What it says on its streams is kept for whoever looks for a fault, up to the limit.
"""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import IO, Any, Final, NamedTuple

from fsecheck.certify.folders import size

EXITED: Final = "exited"
TIMEOUT: Final = "timeout"
TOO_MUCH: Final = "too-much"
NOT_STARTED: Final = "not-started"

_STEP: Final = 0.02
_PART: Final = 64 * 1024
#: Seconds for what a stream still holds once its process has ended.
_LAST_WORDS: Final = 2.0
#: A variable by which what a call started is known, wherever it went.
_MARK: Final = "FSECHECK_CALL"
_PROCESSES: Final = "/proc"
_SWEEPS: Final = 50


class Ended(NamedTuple):
    """How a call ended."""

    how: str
    """``exited``, ``timeout``, ``too-much`` or ``not-started``."""
    status: int | None
    """Exit status of one that exited, negative for a signal."""
    stdout: bytes
    stderr: bytes


def launch(
    command: Sequence[str], folder: str, out: str, *, seconds: int, limit: int, environment: Mapping[str, str]
) -> Ended:
    """
    Run *command* in *folder*; it writes its answer in *out*.

    At most *seconds* of time, *limit* bytes on each stream and in *out*. What it started ends with it.
    """
    mark = secrets.token_hex(16)
    try:
        process = subprocess.Popen(  # noqa: S603 - the vendor's own command, which the adapter names
            command,
            cwd=folder,
            env={**os.environ, **environment, _MARK: mark},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **_own_group(),
        )
    except (OSError, ValueError):  # there is no such program, or its name cannot be one
        return Ended(NOT_STARTED, None, b"", b"")
    assert process.stdout is not None and process.stderr is not None  # noqa: S101, PT018 - they are pipes
    streams = [_Stream(process.stdout, limit), _Stream(process.stderr, limit)]
    try:
        how = _watch(process, streams, out, time.monotonic() + seconds, limit)
    finally:
        _end(process)
        _end_marked(f"{_MARK}={mark}".encode())
    for stream in streams:
        stream.finish()
    if how == EXITED and (size(out) > limit or any(stream.flooded for stream in streams)):
        how = TOO_MUCH
    return Ended(how, process.returncode if how == EXITED else None, streams[0].kept(), streams[1].kept())


class _Stream:
    """Reads a stream of the process to its end, keeps what the limit lets it keep."""

    def __init__(self, source: IO[bytes], limit: int) -> None:
        self._source = source
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0
        self.flooded = False
        # It may be held open by a process that left the group: nobody waits for this thread.
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while part := os.read(self._source.fileno(), _PART):
                self._parts.append(part[: self._limit - self._size])
                self._size += len(part)
                if self._size > self._limit:
                    self.flooded = True
                    return

    def finish(self) -> None:
        """Wait a little for what is still on its way."""
        self._thread.join(_LAST_WORDS)
        if not self._thread.is_alive():
            self._source.close()

    def kept(self) -> bytes:
        """What was kept."""
        return b"".join(self._parts)


def _watch(process: "subprocess.Popen[bytes]", streams: Sequence[_Stream], out: str, until: float, limit: int) -> str:
    while True:
        try:
            process.wait(_STEP)
        except subprocess.TimeoutExpired:
            pass
        else:
            return EXITED
        if any(stream.flooded for stream in streams) or size(out) > limit:
            return TOO_MUCH
        if time.monotonic() > until:
            return TIMEOUT


if sys.platform == "win32":

    def _own_group() -> dict[str, Any]:
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}

    def _end(process: "subprocess.Popen[bytes]") -> None:
        """End a process and all that it started."""
        if process.poll() is None:
            tree = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
            subprocess.run(tree, check=False, capture_output=True)  # noqa: S603 - a program of the system
            process.kill()
        process.wait()

else:

    def _own_group() -> dict[str, Any]:
        return {"start_new_session": True}

    def _end(process: "subprocess.Popen[bytes]") -> None:
        """End a process and all that it started, also what outlives it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _end_marked(mark: bytes) -> None:
    """End what left the group of its call but kept its variables, where the system tells them (Linux)."""
    if not os.path.isdir(_PROCESSES):
        return
    for _ in range(_SWEEPS):
        found = False
        for name in os.listdir(_PROCESSES):
            with contextlib.suppress(OSError):  # it is no process, nor ours, or it went meanwhile
                with open(os.path.join(_PROCESSES, name, "environ"), "rb") as stream:
                    told = stream.read()
                if mark in told.split(b"\0"):
                    os.kill(int(name), signal.SIGKILL)
                    found = True
        if not found:
            return
        time.sleep(_STEP)  # one that was being born has its variables by now
