"""Where the HTTP door's calls run: on threads beside the one that talks to clients, so many at once and no more."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Any, TypeVar

from fsecheck.service.faults import BUSY, CallError

_Result = TypeVar("_Result")


class Lane:
    """*threads* calls at once, each to its end; of *room* that run or wait, one more is refused."""

    def __init__(self, name: str, threads: int, room: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = BoundedSemaphore(room)

    async def run(self, call: Callable[[], _Result], seconds: float) -> _Result:
        """
        The answer of *call*. Raises CallError where there is no room, TimeoutError after *seconds*.

        A call that has not begun by then never will; one that has begun keeps its place until it ends.
        """
        if not self._room.acquire(blocking=False):
            raise CallError(BUSY)
        running = self._pool.submit(call)
        running.add_done_callback(self._left)
        async with asyncio.timeout(seconds):
            return await asyncio.wrap_future(running)

    def close(self) -> None:
        """Wait for what runs and what waits."""
        self._pool.shutdown()

    def _left(self, call: "Future[Any]") -> None:  # noqa: ARG002 - what a future tells of itself
        self._room.release()
