"""``fsecheck case``: a problem sheet becomes a case that can be shared, nobody left in it."""

import os
import sys
import tomllib
from argparse import Namespace
from datetime import date
from typing import Any, Final

from fsecheck.cases import history
from fsecheck.cases.names import DisguiseError
from fsecheck.cases.share import CONTEXT, SHEET, Problem, share, write
from fsecheck.cli.exits import DIFFERENT, DONE, UseError
from fsecheck.cli.inputs import shown
from fsecheck.cli.options import SETTINGS, Parser, add_language, add_today, day, read_context, today
from fsecheck.cli.streams import Streams
from fsecheck.imports import sources
from fsecheck.imports.entry import Refused
from fsecheck.intake.limits import LOT_BYTES
from fsecheck.model.reasons import reason
from fsecheck.render.sentences import clean
from fsecheck.settings.load import load

_DESCRIPTION: Final = """\
Faire d'une feuille qui pose problème un cas partageable : identités, numéros et textes libres remplacés partout de la
même façon ; clés justes ou fausses comme avant, âges à chaque acte, dates de soins et montants gardés. Rien n'est
écrit si le contrôle n'en disait pas la même chose.
Sortie : 0 écrit · 1 refusé, avec son motif · 2 usage ou fichier illisible."""
_EXAMPLES: Final = """\
  fsecheck case feuille.xml --folder cas-1
  fsecheck case feuille.xml --context contexte.xml --history export.jsonl --mk 99900064140 --from 2025-01-01 \\
      --folder cas-2
"""
_OURS: Final = ("practice", "cap", "overcharge", "series")
#: French, English.
_REASONS: Final = {
    "compressed": ("le document est compressé", "the document is compressed"),
    "encoding": ("le texte du document ne peut pas être lu", "the text of the document cannot be read"),
    "birth-date-cannot-move": (
        "aucune autre date de naissance ne garde l'âge à chaque acte",
        "no other birth date keeps the age at each act",
    ),
    "no-other-value": ("il ne reste pas d'autre valeur possible", "no other value is left"),
    "history": ("l'historique ne peut pas être repris", "the history cannot be taken"),
    "failed": ("fsecheck lui-même n'a pas pu finir", "fsecheck itself could not finish"),
    "other-findings": ("le contrôle n'en dirait pas la même chose", "the check would not say the same of it"),
    "identity-left": ("une identité resterait dans le cas", "an identity would be left in the case"),
}
_WRITTEN: Final = (
    "Cas écrit dans {folder} : {count} fichiers. Relisez-le avant de le partager.",
    "Case written in {folder}: {count} files. Read it before you share it.",
)
_REFUSED: Final = ("refusé : {reason} ({code})", "refused: {reason} ({code})")


def run(words: list[str], streams: Streams) -> int:
    """Disguise a sheet, check that the same is found, write the case."""
    parser = Parser(streams, "case", _DESCRIPTION, _EXAMPLES)
    parser.add_argument("sheet", metavar="FEUILLE", help="feuille, lot ou enveloppe")
    parser.add_argument("--context", metavar="FICHIER", help="ce que le logiciel sait et que la feuille ne porte pas")
    parser.add_argument(
        "--history",
        action="append",
        default=[],
        metavar="FICHIER|DOSSIER",
        help="factures antérieures, comme ledger import",
    )
    parser.add_argument("--mk", metavar="NUMÉRO", help="RPPS ou numéro AM dont l'historique est complet")
    parser.add_argument("--from", dest="since", metavar="AAAA-MM-JJ", help="premier jour complet")
    parser.add_argument("--settings", metavar="FICHIER", help=f"réglages du cabinet, fsecheck.toml (${SETTINGS})")
    parser.add_argument(
        "--folder", "--dossier", metavar="DOSSIER", required=True, help="dossier à écrire, vide ou absent"
    )
    parser.add_argument("--title", metavar="TEXTE", help="titre du cas")
    add_language(parser)
    add_today(parser)
    options = parser.parse_args(words)
    english = options.lang == "en"
    problem = _problem(options, today(options))
    title = options.title or ("A shared case" if english else "Un cas partagé")
    try:
        files = share(problem, title)
    except DisguiseError as error:
        why = _REASONS[error.code][english]
        streams.err.write(
            f"fsecheck case{'' if english else ' '}: {_REFUSED[english].format(reason=why, code=error.code)}\n"
        )
        return DIFFERENT
    try:
        write(files, options.folder)
    except OSError as error:
        raise UseError(f"case : {shown(options.folder)} ne peut pas être écrit ({reason(error.errno)})") from None
    streams.out.write(_WRITTEN[english].format(folder=clean(shown(options.folder)), count=len(files)) + "\n")
    return DONE


def _problem(options: Namespace, on: date) -> Problem:
    files = {SHEET: _read(options.sheet)}
    context = read_context(options)
    if context is not None:
        files[CONTEXT] = context
    if (options.mk is None) != (options.since is None):
        raise UseError("case : --mk et --from vont ensemble")
    if options.history or options.mk is not None:
        files |= _history(options, on)
    return Problem(files, on, _settings(options))


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read(LOT_BYTES + 1)
    except OSError as error:
        raise UseError(f"case : {shown(path)} ne peut pas être ouvert ({reason(error.errno)})") from None


def _history(options: Namespace, on: date) -> dict[str, bytes]:
    """Earlier invoices from wherever ``ledger import`` takes them, as ``history.json``."""
    book = history.ledger(on)
    held = []
    try:
        found = sources.find(options.history, shown) if options.history else []
        for item in sources.items(found, sys.stdin.buffer):
            if isinstance(item, Refused):
                where = item.wrongs[0].where
                place = shown(where.path) if where.line is None else f"{shown(where.path)}:{where.line}"
                raise UseError(f"case : --history : {place} ne peut pas être repris ({item.wrongs[0].code})")
            entry = history.enter(book, item.invoice, item.context, item.state, item.invoice.drawn_up)
            if entry is not None:
                held.append(history.Held(item.invoice, item.context, entry.state, item.invoice.drawn_up))
        if options.mk is not None:
            book.cover(options.mk, day(options.since, "--from"), None, on)
        return history.documents(held, book)
    except sources.FolderError as error:
        raise UseError(f"case : --history : {shown(error.folder)} : aucun fichier à reprendre") from None
    finally:
        book.close()


def _settings(options: Namespace) -> dict[str, Any]:
    """
    The practice and how strictly it judges itself, as the settings file says them; the case will hold them.

    Waivers, values put over the law's and rules of others stay with the practice: a case is judged without them.
    """
    path = options.settings or os.environ.get(SETTINGS)
    if not path:
        return {}
    load(path)  # says what is wrong with them
    with open(path, "rb") as stream:
        tables = tomllib.load(stream)
    return {name: tables[name] for name in _OURS if name in tables}
