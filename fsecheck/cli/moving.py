"""``fsecheck ledger migrate|copy|backup|restore``: a register brought up to date, or taken elsewhere."""

import os
from argparse import Namespace
from datetime import date

from fsecheck.cli.exits import DONE, UseError
from fsecheck.cli.options import KEY, LEDGER, Parser, add_answer, add_ledger, add_today, day, kind_of, secret_of, today
from fsecheck.cli.streams import Answer, Streams
from fsecheck.ledger import database, moving, sqlite
from fsecheck.ledger.keys import Key
from fsecheck.render import public
from fsecheck.render.sentences import locale

_DESCRIPTIONS = {
    "migrate": "Mettre à jour les tables d'un registre plus ancien. Sur un serveur PostgreSQL, en propriétaire :\n"
    "créer ou mettre à jour celles de tous les cabinets de la base, et donner ses droits au rôle de l'application.",
    "copy": "Copier un registre, tel quel, d'une base à l'autre. Rien d'existant n'est écrasé.",
    "backup": "Sauvegarder un registre dans un fichier, même pendant qu'on s'en sert. Gardez sa clé à part.",
    "restore": "Refaire un registre d'une sauvegarde. Sa couverture s'arrête au jour de la sauvegarde : ce qui a été\n"
    "élaboré depuis y manque. Sans FICHIER : dire d'un registre déjà rétabli (par pg_restore) de quel jour il est.",
}
#: French, English.
_TOLD = {
    "migrate": ("Tables à jour, version {migration}.", "Tables up to date, version {migration}."),
    "copy": ("Copié, tête {head}.", "Copied, head {head}."),
    "backup": ("Sauvegardé au {day}.", "Backed up as of {day}."),
    "restore": (
        "Rétabli, tête {head} ; la couverture s'arrête la veille du {day} : reprenez ce qui a été élaboré depuis.",
        "Restored, head {head}; coverage ends the day before {day}: take in what was drawn up since.",
    ),
}


def run(action: str, words: list[str], streams: Streams) -> int:
    """One action."""
    parser = Parser(streams, f"ledger {action}", _DESCRIPTIONS[action])
    if action == "copy":
        parser.add_argument("--key", metavar="FICHIER", help=f"clé des deux registres (${KEY})")
    else:
        add_ledger(parser)
    add_today(parser)
    add_answer(parser)
    if action == "migrate":
        parser.add_argument("--role", metavar="RÔLE", help="sur un serveur : rôle de l'application")
    elif action == "copy":
        parser.add_argument("source", metavar="SOURCE", help="fichier ou adresse postgresql://")
        parser.add_argument("target", metavar="CIBLE", help="fichier ou adresse postgresql://")
    else:
        parser.add_argument("file", metavar="FICHIER", nargs="?" if action == "restore" else None, help="sauvegarde")
    if action == "restore":
        parser.add_argument("--at", metavar="AAAA-MM-JJ", help="jour de la sauvegarde, si elle ne le dit pas")
    options = parser.parse_args(words)
    on = today(options)
    told = {"migrate": _migrate, "copy": _copy, "backup": _backup, "restore": _restore}[action](options, on)
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            answer.write(public.dumps(told))
        else:
            said = {name: locale(options.lang).day(f"{one}") if name == "day" else one for name, one in told.items()}
            answer.write(_TOLD[action][options.lang == "en"].format(**said) + "\n")
    return DONE


def _migrate(options: Namespace, on: date) -> dict[str, object]:
    path = _ledger(options)
    kind = kind_of(path)
    if kind is sqlite:
        kind.open(path, _key(options), migrate=on).close()
        return {"migration": database.NEWEST}
    if options.role is None:
        raise UseError("ledger migrate : --role RÔLE dit quel rôle du serveur est celui de l'application")
    return {"migration": kind.migrate(path, options.role, on)}


def _copy(options: Namespace, on: date) -> dict[str, object]:
    key = _key(options)
    for path in (options.source, options.target):
        kind_of(path)
    return {"head": moving.copy(options.source, options.target, key, on)}


def _backup(options: Namespace, on: date) -> dict[str, object]:
    path, key = _ledger(options), _key(options)
    kind_of(path)
    moving.backup(path, options.file, key, on)
    return {"day": on.isoformat()}


def _restore(options: Namespace, on: date) -> dict[str, object]:
    path, key = _ledger(options), _key(options)
    kind = kind_of(path)
    at = None if options.at is None else day(options.at, "--at")
    if options.file is not None:
        at, head = moving.restore(options.file, path, key, at, on)
        return {"head": head, "day": at.isoformat()}
    if at is None:
        raise UseError("ledger restore : il faut FICHIER, ou --at AAAA-MM-JJ pour un registre déjà rétabli")
    book = kind.open(path, key)
    try:
        book.close_coverage(at, on)
        return {"head": book.head(), "day": at.isoformat()}
    finally:
        book.close()


def _ledger(options: Namespace) -> str:
    path: str | None = options.ledger or os.environ.get(LEDGER)
    if not path:
        raise UseError(f"il manque le registre : --ledger REGISTRE, ou la variable {LEDGER}")
    return path


def _key(options: Namespace) -> Key:
    key = options.key or os.environ.get(KEY)
    if not key:
        raise UseError(f"il manque la clé du registre : --key FICHIER, ou la variable {KEY}")
    return secret_of(options.key, key)
