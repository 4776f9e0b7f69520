"""
The log of a call, on standard error and only where it was asked for.

It says what was done and with what verdict, never on whom or on what file: a path can be named after a patient. A
document is its rank among those of the call, a sheet its rank in the document.
"""

from typing import Any, Final, Protocol

from fsecheck.cli.exits import UseError
from fsecheck.cli.streams import Streams

_LONGEST: Final = 128


class Log(Protocol):
    """What an event is told to; its values are words and numbers of ours."""

    def __call__(self, event: str, **values: object) -> None:
        """Write one event."""


def of(options: Any, streams: Streams) -> Log | None:  # noqa: ANN401 - the options of any command
    """The log that the options ask for, None where they ask for none. Raises UseError."""
    own = options.correlation_id
    if own is not None and not (own.isascii() and own.isprintable() and 0 < len(own) <= _LONGEST):
        raise UseError(f"--correlation-id : 1 à {_LONGEST} caractères ASCII imprimables")
    if options.log is None:
        return None
    import structlog  # noqa: PLC0415 - only where a log was asked for

    render = (
        structlog.processors.JSONRenderer(sort_keys=True)
        if options.log == "json"
        else structlog.processors.LogfmtRenderer(key_order=("timestamp", "level", "event"), drop_missing=True)
    )
    # Nothing is configured for the process: a host that embeds us has its own logs.
    logger = structlog.wrap_logger(
        structlog.PrintLogger(streams.err),
        processors=[structlog.processors.TimeStamper(fmt="iso", utc=True), render],
        wrapper_class=structlog.BoundLogger,
        cache_logger_on_first_use=False,
    ).bind(level="info", **({} if own is None else {"correlation_id": own}))
    told: Log = logger.info
    return told
