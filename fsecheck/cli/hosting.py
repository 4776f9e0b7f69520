"""What ``hook`` and ``serve`` share: the options of a service that lives long, and the service itself."""

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from fsecheck.checker import Checker
from fsecheck.cli.exits import UseError
from fsecheck.cli.options import (
    TODAY,
    Parser,
    add_judgement,
    add_language,
    add_ledger,
    add_log,
    add_today,
    as_of,
    ledger,
    settings,
    today,
)
from fsecheck.cli.streams import Streams

if TYPE_CHECKING:
    from fsecheck.service.calls import Service


def add_hosting(parser: Parser) -> None:
    """The options of a service."""
    add_judgement(parser)
    add_ledger(parser)
    add_today(parser)
    add_log(parser)
    add_language(parser)


@contextmanager
def hosted(options: Namespace, streams: Streams) -> Iterator["Service"]:
    """The service that the options ask for; its ledger is closed in the end. Raises UseError, LedgerError."""
    try:
        from fsecheck.service.calls import Service  # noqa: PLC0415 - an extra, told where it is not installed
    except ModuleNotFoundError as missing:
        raise UseError(f"il manque {missing.name} : pip install 'fsecheck[service]'") from None
    log = None
    if options.log is not None or options.correlation_id is not None:
        from fsecheck.cli import logs  # noqa: PLC0415 - silent by default

        log = logs.of(options, streams)
    other = as_of(options)
    stated = settings(options)
    # The day of a call is that of the clock when it comes, unless the service was given one for good.
    fixed = today(options) if options.today is not None or os.environ.get(TODAY) else None
    book = ledger(options, write=other is None)
    try:
        checker = Checker(
            book, settings=stated, reference=options.reference, as_of=other, second_opinion=options.second_opinion
        )
        yield Service(checker, lambda: fixed or date.today(), log)  # noqa: DTZ011 - a door defaults to the local date
    finally:
        if book is not None:
            book.close()
