"""
The command line: ``fsecheck COMMAND ...``, each command a module imported when it is called.

Exit codes are a closed set (:mod:`fsecheck.cli.exits`), never a count; a user never sees a traceback.
"""

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn, TextIO

if TYPE_CHECKING:
    from fsecheck.cli.streams import Streams

_OBJECTS = 50_000
#: What these calls throw away is looked for as often as Python does: they answer thousands of times.
_LIVE_LONG = frozenset({"hook", "serve"})
COMMANDS = (
    "check",
    "cases",
    "explain",
    "rules",
    "law",
    "ledger",
    "hook",
    "serve",
    "practice",
    "diff",
    "certify",
    "case",
    "completion",
)
_HELP = """\
fsecheck : contrôle une feuille de soins électronique (FSE) de kinésithérapeute avant son envoi.

Usage : fsecheck COMMANDE ...

Commandes :
  check     contrôler des feuilles : peut-on les envoyer, sinon pourquoi et que faire
  ledger    tenir le registre des factures (init, reserve, confirm, release, record, settle ...)
  practice  le bilan du cabinet : ce qui reste de chaque limite, ce qui est dû (texte, JSON, page HTML)
  explain   expliquer une règle ou une valeur des textes
  rules     la liste des règles
  law       les valeurs des textes et leurs dates
  cases     jouer des cas de test et comparer
  hook      processus fils d'un logiciel : JSON-RPC, une ligne par appel
  serve     service HTTP, pour un poste ou ceux du cabinet
  diff      ce qui change entre deux dates des textes, ou deux réglages
  completion  faire compléter ces commandes par un shell
  case      faire d'une feuille qui pose problème un cas partageable, sans personne dedans
  certify   jouer un jeu de scénarios sur un logiciel et en garder les preuves

Exemples :
  fsecheck check feuille.xml
  fsecheck check dossier/ --ledger cabinet.db --key cabinet.key --format json
  fsecheck explain TEX001
  fsecheck COMMANDE --help

Codes de sortie de check : 0 acceptée (ou avec avertissement) · 1 rejetée · 2 usage, réglage ou fichier
illisible · 3 non décidée · 4 échec de fsecheck. Seul 0 permet l'envoi.

fsecheck checks a physiotherapist's electronic care sheet before it is sent; --lang en or FSECHECK_LANG=en: English.
"""


def run(
    argv: Sequence[str] | None = None,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
    stdin: TextIO | None = None,
) -> int:
    """Run one command and return its exit code; the streams default to those of the process."""
    from fsecheck.cli.streams import Streams  # noqa: PLC0415 - the package itself costs nothing

    words = list(sys.argv[1:] if argv is None else argv)
    streams = Streams(stdout or sys.stdout, stderr or sys.stderr, stdin or sys.stdin, _language(words))
    try:
        code = _dispatch(words, streams)
        streams.out.flush()
    except KeyboardInterrupt:
        return 130
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 2
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user, and no value of a sheet
        return _failed(error, streams)
    return code


def _language(words: Sequence[str]) -> str:
    """The language of the call, before anything is read of it: option, variable, else French."""
    stated = os.environ.get("FSECHECK_LANG", "")
    for place, word in enumerate(words):
        if word == "--lang":
            stated = words[place + 1] if place + 1 < len(words) else ""
        elif word.startswith("--lang="):
            stated = word.removeprefix("--lang=")
    return "en" if stated == "en" else "fr"


def main() -> NoReturn:
    """The console script: run, flush, close, leave at once."""
    # Imports make many objects and no garbage: a short process need not look for it after each thousand.
    if _LIVE_LONG.isdisjoint(sys.argv[1:4]):
        gc.set_threshold(_OBJECTS)
    if None in {sys.stdin, sys.stdout, sys.stderr}:
        _stand_in()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            # The same bytes in every locale and on every system.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    code = run()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            # The reader has gone, or there is no room: what was to be said did not arrive.
            code = code if code not in {0, 1, 3} else 4
    os._exit(code)


def _stand_in() -> None:
    """Streams in the place of those that the caller closed: nothing is read, nobody is told, an answer fails."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - as long as the process
    if sys.stdout is None:
        reader, writer = os.pipe()
        os.close(reader)
        sys.stdout = open(writer, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process


def _failed(error: Exception, streams: "Streams") -> int:
    try:
        from fsecheck.cli.failures import told  # noqa: PLC0415 - only when something went wrong

        return told(error, streams)
    except Exception:  # noqa: BLE001 - an installation so broken that it cannot even say what is wrong
        streams.err.write(f"fsecheck : installation inutilisable ({type(error).__name__})\n")
        return 4


def _dispatch(words: list[str], streams: "Streams") -> int:
    if words[:1] == ["--lang"] and len(words) > 1:
        words = words[2:]
    if not words or words[0] in {"-h", "--help", "--aide", "help", "aide"}:
        (streams.out if words else streams.err).write(streams.said(_HELP))
        return 0 if words else 2
    if words[0] in {"-V", "--version", "version"}:
        import fsecheck  # noqa: PLC0415 - only for the version

        streams.out.write(f"fsecheck {fsecheck.__version__}\n")
        return 0
    command, rest = words[0], words[1:]
    if command == "check":
        from fsecheck.cli.check import run as check  # noqa: PLC0415 - one command, one import

        return check(rest, streams)
    if command not in COMMANDS:
        from fsecheck.cli.exits import UseError  # noqa: PLC0415 - only when something went wrong

        raise UseError(f"commande inconnue « {command} » ; connues : {', '.join(COMMANDS)}")
    from importlib import import_module  # noqa: PLC0415 - one command, one import

    code: int = import_module(f"fsecheck.cli.{command}").run(rest, streams)
    return code
