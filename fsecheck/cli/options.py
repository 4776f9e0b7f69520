"""The options that commands share, their variables, and a parser that speaks the language of the call."""

import argparse
import os
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NoReturn, TextIO, cast

from fsecheck.cli.exits import UseError
from fsecheck.cli.streams import Streams
from fsecheck.model.identifiers import luhn_holds

if TYPE_CHECKING:
    from fsecheck.law.lawset import Law
    from fsecheck.ledger.keys import Key
    from fsecheck.ledger.reading import LedgerHistory
    from fsecheck.rules.catalogue import Entry
    from fsecheck.settings import Settings

LEDGER: Final = "FSECHECK_LEDGER"
KEY: Final = "FSECHECK_KEY"
SETTINGS: Final = "FSECHECK_SETTINGS"
TODAY: Final = "FSECHECK_TODAY"
LANG: Final = "FSECHECK_LANG"

# argparse asks gettext for the titles that we replace: at every start that loads locale and looks for catalogues.
argparse._ = str  # type: ignore[attr-defined] # a name of argparse that its stubs leave out

# argparse says these in English; what is not listed stays so.
_FRENCH: Final = (
    ("the following arguments are required: ", "il manque : "),
    ("unrecognized arguments: ", "argument inconnu : "),
    ("expected one argument", "une valeur est attendue"),
    ("expected at least one argument", "au moins une valeur est attendue"),
    ("invalid choice: ", "choix inconnu : "),
    ("choose from", "choix possibles :"),
    ("invalid int value: ", "un nombre entier est attendu, et non "),
)


_WIDTH: Final = 100


class _Format(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        # Without a width argparse loads shutil to ask the terminal, at every call.
        super().__init__(prog, width=_WIDTH)

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:  # noqa: ANN401 - as the parent
        """*prefix* is ours."""
        super().add_usage(usage, actions, groups, "Usage : " if prefix is None else prefix)


class _EnglishFormat(_Format):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:  # noqa: ANN401 - as the parent
        """*prefix* is ours."""
        super().add_usage(usage, actions, groups, "Usage: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser that raises UseError, writes where it is told, and speaks the language of the call."""

    def __init__(self, streams: Streams, prog: str, description: str, examples: str = "") -> None:
        french = streams.language == "fr"
        super().__init__(
            prog=f"fsecheck {prog}",
            description=streams.said(description),
            epilog=f"{'exemples :' if french else 'examples:'}\n{examples}" if examples else None,
            formatter_class=_Format if french else _EnglishFormat,
            allow_abbrev=False,
            add_help=False,
        )
        self._streams = streams
        self.language = streams.language
        for group, title in zip(self._action_groups, ("arguments", "options"), strict=True):
            group.title = title
        self.add_argument("-h", "--help", "--aide", action="help", help="montrer cette aide")

    def add_argument(self, *names: Any, **how: Any) -> Any:  # noqa: ANN401 - as the parent has it
        """One more argument; its help and the name of its place are French in the source."""
        if self.language != "fr":
            from fsecheck.cli.english import places, said  # noqa: PLC0415 - French is the language of the source

            how["help"] = said(how.get("help", ""))
            if isinstance(how.get("metavar"), str):
                how["metavar"] = places(how["metavar"])
        return super().add_argument(*names, **how)

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 - as the parent has it
        """The options of the call."""
        self._streams.described(self)
        return super().parse_args(args, namespace)

    def print_help(self, file: Any = None) -> None:  # noqa: ANN401 - as the parent has it
        """Write the help on the command's own output."""
        stream: TextIO = file or self._streams.out
        stream.write(self.format_help())

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the call."""
        if message.startswith("argument "):
            message = f"option {message.removeprefix('argument ')}"
        if self.language == "fr":
            for english, french in _FRENCH:
                message = message.replace(english, french)
        else:
            # A type of ours says in French what it expects, after the name of the option.
            option, colon, said = message.partition(": ")
            message = f"{option}{colon}{self._streams.said(said)}"
        raise UseError(f"{self.prog.removeprefix('fsecheck ')} : {message} ({self.prog} --help)")


def add_language(parser: Parser) -> None:
    """``--lang``."""
    parser.add_argument(
        "--lang", choices=("fr", "en"), default=parser.language, help=f"langue des phrases (${LANG}, sinon fr)"
    )


def add_answer(parser: Parser, *forms: str) -> None:
    """``--lang``, ``--format`` (one of *forms*, the first by default; text and json) and ``--output``."""
    add_language(parser)
    known = forms or ("text", "json")
    parser.add_argument("--format", choices=known, default=known[0], help=f"forme de la réponse ({known[0]})")
    parser.add_argument("--output", metavar="FICHIER", help="écrire la réponse dans FICHIER")


def add_log(parser: Parser) -> None:
    """``--log`` and ``--correlation-id``."""
    parser.add_argument("--log", choices=("text", "json"), help="journal sur la sortie d'erreur (sinon aucun)")
    parser.add_argument("--correlation-id", metavar="ID", help="identifiant de l'appelant, repris dans le journal")


def add_today(parser: Parser) -> None:
    """``--today``."""
    parser.add_argument("--today", metavar="AAAA-MM-JJ", help=f"jour du contrôle (${TODAY}, sinon le jour local)")


def add_ledger(parser: Parser) -> None:
    """``--ledger`` and ``--key``."""
    parser.add_argument("--ledger", metavar="REGISTRE", help=f"fichier ou adresse postgresql:// (${LEDGER})")
    parser.add_argument("--key", metavar="FICHIER", help=f"clé du registre (${KEY} : un fichier, ou la clé elle-même)")


def add_context(parser: Parser) -> None:
    """``--context``."""
    parser.add_argument("--context", metavar="FICHIER", help="ce que le logiciel sait et que la feuille ne porte pas")


def add_settings(parser: Parser) -> None:
    """``--settings``."""
    parser.add_argument("--settings", metavar="FICHIER", help=f"réglages du cabinet, fsecheck.toml (${SETTINGS})")


def add_judgement(parser: Parser) -> None:
    """What else shapes a judgement."""
    add_settings(parser)
    parser.add_argument("--as-of", metavar="AAAA-MM-JJ", help="juger tous les actes par les textes de ce jour")
    parser.add_argument("--reference", action="store_true", help="mode référence : aucun réglage ne change le verdict")
    parser.add_argument("--second-opinion", action="store_true", help="demander aussi un second moteur de schéma")
    parser.add_argument(
        "--reveal",
        action="store_true",
        help="ne plus masquer les données personnelles ; les rapports n'en contiennent aujourd'hui aucune",
    )


def day(text: str, what: str) -> date:
    """A day written AAAA-MM-JJ. Raises UseError, naming *what* it is."""
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii():
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise UseError(f"{what} : « {text} » n'est pas un jour du calendrier écrit AAAA-MM-JJ")


def mk_number(text: str) -> str:
    """A number that a practitioner may have: RPPS or numéro AM, whose key holds. Raises UseError."""
    if len(text) in {9, 11} and text.isascii() and text.isdigit() and luhn_holds(text):
        return text
    raise UseError("--mk : ce n'est ni un RPPS (11 chiffres) ni un numéro AM (9 chiffres), clé comprise")


def invoice_number(text: str) -> str:
    """A number that an invoice may have. Raises UseError."""
    if 1 <= len(text) <= 9 and text.isascii() and text.isdigit():
        return text
    raise UseError("--number : un numéro de facture a un à neuf chiffres")


def today(options: argparse.Namespace) -> date:
    """The day of the call: option, variable, else the local date."""
    if options.today is not None:
        return day(options.today, "--today")
    stated = os.environ.get(TODAY)
    return day(stated, TODAY) if stated else date.today()  # noqa: DTZ011 - a door defaults to the local date


def as_of(options: argparse.Namespace) -> date | None:
    """The day of ``--as-of``. Raises UseError, also where reference mode refuses it."""
    if options.as_of is None:
        return None
    if options.reference:
        raise UseError("--as-of est refusé en mode référence : chaque acte y est jugé par les textes de sa date")
    return day(options.as_of, "--as-of")


def settings(options: argparse.Namespace) -> "Settings | None":
    """The settings file that option or variable names, read; None where there is none. Raises SettingsError."""
    path = options.settings or os.environ.get(SETTINGS)
    if not path:
        return None
    from fsecheck.settings.load import load  # noqa: PLC0415 - only where settings are given

    return load(path)


def known(options: argparse.Namespace) -> "tuple[Law, tuple[Entry, ...]]":
    """The law and the rules, with the values and the packs that the settings name. Raises SettingsError."""
    from fsecheck.settings.packs import known as of_settings  # noqa: PLC0415 - a check loads packs by itself

    return of_settings(settings(options))


def ledger(options: argparse.Namespace, *, write: bool, needed: bool = False) -> "LedgerHistory | None":
    """
    The ledger that option or variable names, open; None where there is none and none is *needed*.

    A Ledger with *write*; a check loads nothing of what only writes need.

    Raises UseError, LedgerError.
    """
    path = options.ledger or os.environ.get(LEDGER)
    if not path:
        if needed:
            raise UseError(f"il manque le registre : --ledger FICHIER, ou la variable {LEDGER}")
        if options.key is not None:
            raise UseError("--key est donné sans registre : --ledger FICHIER, ou la variable FSECHECK_LEDGER")
        return None
    key = os.environ.get(KEY) if options.key is None else options.key
    if not key:
        raise UseError(f"il manque la clé du registre : --key FICHIER, ou la variable {KEY}")
    kind = kind_of(path)
    secret = secret_of(options.key, key)
    if not write:
        return cast("LedgerHistory", kind.open(path, secret, write=False))
    from fsecheck.law.lawset import Law  # noqa: PLC0415 - only a write counts acts
    from fsecheck.rules.acts import counted  # noqa: PLC0415 - only a write counts acts

    law = Law()
    return cast("LedgerHistory", kind.open(path, secret, classify=lambda act: counted(law, act)))


def kind_of(path: str) -> Any:  # noqa: ANN401 - one of two modules that open a ledger alike
    """The module that opens the ledger at *path*. Raises LedgerUseError for an address that cannot be used."""
    from fsecheck.ledger.port import on_server  # noqa: PLC0415 - only where a ledger is given

    if not on_server(path):
        from fsecheck.ledger import sqlite  # noqa: PLC0415 - only where a ledger is given

        return sqlite
    from fsecheck.ledger import postgres  # noqa: PLC0415 - only where the ledger is on a server
    from fsecheck.ledger.postgres import address  # noqa: PLC0415 - only where the ledger is on a server

    address.parse(path)
    return postgres


def secret_of(option: str | None, key: str) -> "Key":
    """The key that ``--key`` or the variable gives. Raises LedgerError."""
    from fsecheck.ledger import keys  # noqa: PLC0415 - only where a ledger is given

    # A key is never taken from the command line itself, which other users of the machine can read.
    return keys.load(key) if option is None else keys.read(key)


def read_context(options: argparse.Namespace) -> bytes | None:
    """The bytes of ``--context``. Raises UseError."""
    if options.context is None:
        return None
    from fsecheck.intake.limits import LOT_BYTES  # noqa: PLC0415 - only where a context is given

    try:
        with open(options.context, "rb") as stream:
            data: bytes = stream.read(LOT_BYTES + 1)
    except OSError as error:
        from fsecheck.model.reasons import reason  # noqa: PLC0415 - only when something went wrong

        raise UseError(f"--context : {options.context} ne peut pas être ouvert ({reason(error.errno)})") from None
    return data
