"""``fsecheck hook``: a child process that a billing software of any language keeps, and asks line by line."""

import os
import sys
from typing import BinaryIO

from fsecheck.cli.exits import DONE
from fsecheck.cli.hosting import add_hosting, hosted
from fsecheck.cli.options import Parser
from fsecheck.cli.streams import Streams

_EXAMPLES = """\
  fsecheck hook --ledger cabinet.db --key cabinet.key
  {"jsonrpc":"2.0","id":1,"method":"check","params":{"sheet":{"base64":"..."},"lang":"fr"}}
"""


def run(words: list[str], streams: Streams) -> int:
    """Answer calls on standard input until it ends."""
    parser = Parser(
        streams,
        "hook",
        "Processus fils : un appel JSON-RPC 2.0 par ligne sur l'entrée, une réponse par ligne sur la sortie.\n"
        "La fin de l'entrée, ou l'appel shutdown, l'arrête. Les appels : docs/embedding-calls.md.",
        _EXAMPLES,
    )
    add_hosting(parser)
    options = parser.parse_args(words)
    with hosted(options, streams) as service:
        from fsecheck.service.hook import serve  # noqa: PLC0415 - after the extra was looked for

        serve(service, streams.source.buffer, _own_output(streams))
    return DONE


def _own_output(streams: Streams) -> BinaryIO:
    """
    Standard output as bytes, for the answers alone.

    What anything else in the process writes there (a library, another thread) goes to standard error
    from now on: one stray line would be taken for an answer.
    """
    if streams.out is not sys.__stdout__:
        return streams.out.buffer
    number = streams.out.fileno()
    own = os.dup(number)
    # A host with windows may have given us no standard error.
    other = os.open(os.devnull, os.O_WRONLY) if sys.__stderr__ is None else sys.__stderr__.fileno()
    os.dup2(other, number)
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - of that system only

        msvcrt.setmode(own, os.O_BINARY)
    return open(own, "wb")
