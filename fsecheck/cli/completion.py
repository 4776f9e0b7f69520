"""``fsecheck completion``: the words that a shell can offer, from what the commands really take."""

import argparse
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType
from typing import Final, NoReturn

from fsecheck.cli import COMMANDS
from fsecheck.cli.exits import DONE, UseError
from fsecheck.cli.options import Parser, add_language
from fsecheck.cli.streams import Answer, Streams

_SHELLS: Final = ("bash", "zsh", "fish", "tcsh")
#: What may be a file, in both languages.
_FILES: Final = ("FICHIER", "DOSSIER", "REGISTRE", "SOURCE", "CIBLE", "JEU", "FILE", "DIR", "LEDGER", "TARGET", "PACK")


def run(words: list[str], streams: Streams) -> int:
    """Write the completion script of a shell."""
    parser = Parser(
        streams,
        "completion",
        "Écrire le script qui fait compléter fsecheck par un shell. Supplément : fsecheck[completion].",
        "  fsecheck completion bash > ~/.local/share/bash-completion/completions/fsecheck\n"
        "  fsecheck completion zsh > ~/.zfunc/_fsecheck\n",
    )
    parser.add_argument("shell", choices=_SHELLS, help="le shell")
    add_language(parser)
    options = parser.parse_args(words)
    try:
        import shtab  # noqa: PLC0415 - an extra, told where it is not installed
    except ModuleNotFoundError:
        raise UseError("il manque shtab : pip install 'fsecheck[completion]'") from None
    whole = _whole(streams)
    for each in _every(whole):
        for action in each._actions:  # noqa: SLF001 - argparse has no other way to ask
            if any(word in str(action.metavar) for word in _FILES):
                action.complete = shtab.FILE  # type: ignore[attr-defined] # what shtab looks for
    with Answer(streams, None) as answer:
        answer.write(shtab.complete(whole, shell=options.shell) + "\n")
    return DONE


class _FoundError(Exception):
    """Carries the parser of a command out of it, before anything is done."""

    def __init__(self, parser: Parser) -> None:
        super().__init__()
        self.parser = parser


class _Asking(Streams):
    """The streams of a call that only asks what a command takes."""

    def described(self, parser: object) -> NoReturn:
        """Stop there. Raises _FoundError."""
        assert isinstance(parser, Parser)  # noqa: S101 - the only caller
        raise _FoundError(parser)


def _whole(streams: Streams) -> argparse.ArgumentParser:
    """One parser of every command, for the library that writes the scripts."""
    asking = _Asking(streams.out, streams.err, streams.source, streams.language)
    top = argparse.ArgumentParser("fsecheck", add_help=False)
    commands = top.add_subparsers()
    for name in COMMANDS:
        module = import_module(f"fsecheck.cli.{name}")
        actions: Iterable[str] = getattr(module, "ACTIONS", ())
        if not actions:
            _add(commands, name, _asked(module, [], asking))
            continue
        below = commands.add_parser(name, add_help=False, help=name).add_subparsers()
        for action in actions:
            _add(below, action, _asked(module, [action], asking))
    return top


def _asked(module: ModuleType, words: list[str], asking: Streams) -> Parser:
    """What a command takes after these words."""
    try:
        module.run(words, asking)
    except _FoundError as found:
        return found.parser
    raise AssertionError("a command that takes nothing")


def _add(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, parser: Parser) -> None:
    first = (parser.description or "").partition("\n")[0]
    parsers.add_parser(name, parents=[parser], add_help=False, help=first)


def _every(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """A parser and those below it."""
    found = [parser]
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to ask
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - argparse has no other way to ask
            found += [one for below in action.choices.values() for one in _every(below)]
    return found
