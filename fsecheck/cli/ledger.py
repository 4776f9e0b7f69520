"""``fsecheck ledger``: the register of a practice's invoices, written on purpose and never by a check."""

import os
import re
from argparse import Namespace
from collections.abc import Callable, Iterator
from typing import cast

import fsecheck
from fsecheck.checker import Checker, Held
from fsecheck.cli import inputs
from fsecheck.cli.check import Asked
from fsecheck.cli.exits import DIFFERENT, DONE, FAULT, OF_VERDICT, USE, UseError, worst
from fsecheck.cli.failures import told
from fsecheck.cli.options import (
    KEY,
    LEDGER,
    Parser,
    add_answer,
    add_context,
    add_judgement,
    add_ledger,
    add_today,
    day,
    invoice_number,
    kind_of,
    ledger,
    mk_number,
    read_context,
    settings,
    today,
)
from fsecheck.cli.streams import Answer, Streams
from fsecheck.ledger import keys, sqlite
from fsecheck.ledger.book import Ledger
from fsecheck.ledger.keeping import Entry, Written
from fsecheck.ledger.port import ANSWERS, LedgerRefusedError, LedgerUseError
from fsecheck.ledger.reading import LedgerHistory
from fsecheck.model.report import FAILED, Identity
from fsecheck.render import Run, public
from fsecheck.render.sentences import locale
from fsecheck.render.text import block, closing, unreadable

_HELP = """\
Usage : fsecheck ledger ACTION --ledger REGISTRE --key CLÉ ...

REGISTRE : un fichier, ou l'adresse d'un cabinet sur PostgreSQL, postgresql://RÔLE@MACHINE/BASE?practice=ID,
sans mot de passe (PGPASSFILE, PGPASSWORD ou un fichier de service le donnent).
Le registre garde les factures du cabinet ; les patients n'y sont que des empreintes à clé.

Actions :
  init      --practice ID            créer un registre et sa clé
  coverage  [--mk M --from D [--to D]]  dire depuis quand il est complet ; sans option : la liste
  reserve   FICHIER ...              contrôler et retenir, AVANT l'envoi ; sort comme check
  confirm   --mk M --number N        la facture est partie
  release   --mk M --number N        elle n'est pas partie : ses séances sont rendues
  record    FICHIER ...              inscrire une facture déjà envoyée
  settle    --mk M --number N --outcome acknowledged|paid|rejected   la réponse du payeur
  settle    --file FICHIER|-         toutes ses réponses, CSV ou JSON Lines (docs/settle.md)
  cancel    --mk M --number N        la facture est annulée après l'envoi
  pending                            ce qui est retenu et n'est ni confirmé ni rendu
  import    FICHIER|DOSSIER|- ...    reprendre l'historique : FSE antérieures, JSON Lines, CSV
  migrate   [--role RÔLE]            mettre à jour les tables ; sur un serveur, les créer
  copy      SOURCE CIBLE             copier un registre d'une base à l'autre
  backup    FICHIER                  sauvegarder un registre, même en cours d'usage
  restore   FICHIER                  refaire un registre d'une sauvegarde ; sa couverture s'arrête à ce jour
  verify    [--head TÊTE]            le registre est-il ce que ses événements disent ?
  recount                            refaire les compteurs
  forget    FICHIER|- ou --mk --number   oublier une personne ; les comptes restent
  retain    --before D               ne plus garder les factures élaborées avant un jour
  link      ANCIENNE NOUVELLE        deux identités d'une personne dont le NIR a changé
  key       renew | retire VERSION   ajouter une version à la clé, en ôter une ancienne

Exemples :
  fsecheck ledger init --practice CABINET-1 --ledger cabinet.db --key cabinet.key
  fsecheck ledger coverage --mk 99900064140 --from 2026-01-01 --ledger cabinet.db --key cabinet.key
  fsecheck ledger reserve feuille.xml --ledger cabinet.db --key cabinet.key

Variables : FSECHECK_LEDGER, FSECHECK_KEY. Sortie : 0 fait · 1 refusé · 2 usage, clé ou registre faux · 4 panne.
"""


def run(words: list[str], streams: Streams) -> int:
    """One action of the ledger."""
    if not words or words[0] in {"-h", "--help", "--aide"}:
        (streams.out if words else streams.err).write(streams.said(_HELP))
        return DONE if words else USE
    action = ACTIONS.get(words[0])
    if action is None:
        raise UseError(f"ledger : action inconnue « {words[0]} » ; connues : {', '.join(ACTIONS)}")
    return action(words[0], words[1:], streams)


def _parser(streams: Streams, action: str, description: str) -> Parser:
    parser = Parser(streams, f"ledger {action}", description)
    add_ledger(parser)
    add_today(parser)
    add_answer(parser)
    return parser


def _open(options: Namespace) -> Ledger:
    """The ledger, open to be written."""
    return cast("Ledger", ledger(options, write=True, needed=True))


def _look(options: Namespace) -> LedgerHistory:
    """The ledger, open to be read only."""
    return cast("LedgerHistory", ledger(options, write=False, needed=True))


def _init(action: str, words: list[str], streams: Streams) -> int:
    parser = _parser(streams, action, "Créer un registre et sa clé ; rien d'existant n'est écrasé.")
    parser.add_argument("--practice", required=True, metavar="ID", help="identifiant du cabinet")
    options = parser.parse_args(words)
    on = today(options)
    path = options.ledger or os.environ.get(LEDGER)
    key = options.key or os.environ.get(KEY)
    if not path or not key:
        raise UseError("ledger init : il faut --ledger REGISTRE et --key FICHIER")
    kind = kind_of(path)
    if kind is sqlite and os.path.lexists(path):
        raise LedgerUseError("the file exists already and is never overwritten")
    literal = options.key is None and key.lstrip().startswith("fsecheck-key ")
    secret = keys.parse(key) if literal else keys.create(key)
    try:
        kind.init(path, secret, options.practice, on).close()
    except BaseException:
        if not literal:
            os.unlink(key)
        raise
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            made = {"practice": options.practice, "ledger": path, "key": None if literal else key}
            answer.write(public.dumps(made | {"made_on": on.isoformat()}))
        else:
            answer.write(streams.said(f"Registre de {options.practice} créé : {path}") + "\n")
            if not literal:
                keep = f"Clé : {key}. Gardez-en une copie en lieu sûr : sans elle le registre est illisible."
                answer.write(streams.said(keep) + "\n")
    return DONE


def _coverage(action: str, words: list[str], streams: Streams) -> int:
    description = "Dire que le registre contient toutes les factures d'un kinésithérapeute élaborées depuis une date."
    parser = _parser(streams, action, description)
    parser.add_argument("--mk", metavar="NUMÉRO", help="RPPS ou numéro AM")
    parser.add_argument("--from", dest="since", metavar="AAAA-MM-JJ", help="premier jour complet")
    parser.add_argument("--to", dest="until", metavar="AAAA-MM-JJ", help="dernier jour complet (et désormais)")
    options = parser.parse_args(words)
    on = today(options)
    if (options.mk is None) != (options.since is None) or (options.until is not None and options.since is None):
        raise UseError("ledger coverage : --mk et --from vont ensemble")
    claim = options.mk is not None
    if claim:
        mk_number(options.mk)
    since = day(options.since, "--from") if claim else None
    until = day(options.until, "--to") if options.until is not None else None
    if since is not None and max(since, until or since) > on:
        raise LedgerUseError("a coverage of days to come cannot be claimed")
    book = _look(options) if since is None else _open(options)
    try:
        if isinstance(book, Ledger) and since is not None:
            book.cover(options.mk, since, until, on)
        intervals = book.coverage()
    finally:
        book.close()
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            claims = [
                {"mk": mk, "from": first.isoformat(), "to": None if end is None else end.isoformat()}
                for mk, first, end in intervals
            ]
            answer.write(public.dumps({"coverage": claims}))
        else:
            words_of = locale(options.lang)
            for mk, first, end in intervals:
                start = words_of.day(first.isoformat())
                span = (
                    words_of.LABELS["since"].format(since=start)
                    if end is None
                    else words_of.LABELS["span"].format(since=start, until=words_of.day(end.isoformat()))
                )
                answer.write(f"MK {mk} : {span}\n")
            if not intervals:
                answer.write(streams.said("Aucune couverture déclarée.") + "\n")
    return DONE


def _pending(action: str, words: list[str], streams: Streams) -> int:
    parser = _parser(streams, action, "Ce qui est retenu et n'est ni confirmé ni rendu, le plus ancien d'abord.")
    options = parser.parse_args(words)
    today(options)
    book = _look(options)
    try:
        entries = book.pending()
    finally:
        book.close()
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            answer.write(public.dumps({"pending": [_entry(entry) for entry in entries]}))
        else:
            for entry in entries:
                answer.write(_line(entry, options.lang) + "\n")
            if not entries:
                answer.write(streams.said("Rien en attente.") + "\n")
    return DONE


def _move(action: str, words: list[str], streams: Streams) -> int:
    parser = _parser(streams, action, _MOVES[action])
    settles = action == "settle"
    parser.add_argument("--mk", required=not settles, metavar="NUMÉRO", help="RPPS ou numéro AM")
    parser.add_argument("--number", required=not settles, metavar="NUMÉRO", help="numéro de la facture")
    parser.add_argument("--attempt", type=int, metavar="N", help="tentative ; sans elle : la dernière")
    if settles:
        parser.add_argument("--outcome", choices=ANSWERS, help="réponse du payeur")
        parser.add_argument("--code", default="", metavar="CODE", help="code que le payeur donne")
        parser.add_argument("--file", metavar="FICHIER|-", help="les réponses du payeur, CSV ou JSON Lines")
    options = parser.parse_args(words)
    if settles and _of_file(options):
        from fsecheck.cli.settle import run as settle  # noqa: PLC0415 - a single answer needs none of it

        return settle(options, streams)
    on = today(options)
    mk_number(options.mk)
    invoice_number(options.number)
    book = _open(options)
    try:
        if action == "settle":
            written = book.settle(options.mk, options.number, options.outcome, on, options.attempt, code=options.code)
        else:
            call: Callable[..., Written] = getattr(book, action)
            written = call(options.mk, options.number, on, options.attempt)
    except LedgerRefusedError as error:
        if options.format == "json":
            with Answer(streams, options.output) as answer:
                answer.write(public.dumps({"mk": options.mk, "number": options.number, "refused": error.code}))
        return told(error, streams)
    finally:
        book.close()
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            answer.write(public.dumps(_entry(written.entry) | {"changed": written.changed, "refused": None}))
        else:
            before = "" if written.changed else f"{streams.said('Déjà fait.')} "
            answer.write(f"{before}{_line(written.entry, options.lang)}\n")
    return DONE


def _of_file(options: Namespace) -> bool:
    """Whether answers come by a file; one alone has its practitioner, its number and its outcome. Raises UseError."""
    one = (options.mk, options.number, options.outcome)
    if options.file is not None and any(one):
        raise UseError("ledger settle : --file, ou bien --mk, --number et --outcome")
    if options.file is None and None in one:
        raise UseError("ledger settle : il manque --mk, --number ou --outcome (ou bien --file)")
    if not re.fullmatch("[0-9A-Z]{0,12}", options.code):
        raise UseError("--code : douze capitales ou chiffres au plus")
    return options.file is not None


def _write(action: str, words: list[str], streams: Streams) -> int:
    parser = _parser(streams, action, _WRITES[action])
    parser.add_argument("paths", nargs="+", metavar="FICHIER|DOSSIER|-", help="feuille, lot ou enveloppe")
    add_context(parser)
    add_judgement(parser)
    options = parser.parse_args(words)
    if options.as_of is not None:
        raise UseError(f"ledger {action} : --as-of est refusé, le registre ne s'écrit pas d'après un autre jour")
    on = today(options)
    context = read_context(options)
    found = inputs.find(options.paths, streams)
    stated = settings(options)
    book = _open(options)
    try:
        checker = Checker(book, settings=stated, reference=options.reference, second_opinion=options.second_opinion)
        with Answer(streams, options.output) as answer:
            asked = Asked(context, on, options.lang)
            documents = inputs.read(found, streams)
            return _each(action, checker, documents, asked, answer, text=options.format == "text")
    finally:
        book.close()


def _each(
    action: str, checker: Checker, documents: Iterator[inputs.Input], asked: Asked, answer: Answer, *, text: bool
) -> int:
    """Write each document, and tell of each sheet: what the check says, and what the ledger did."""
    codes: list[int] = []
    entries: list[dict[str, object]] = []
    identity: Identity | None = None
    language = asked.language
    for document in documents:
        if document.error is not None:
            codes.append(USE)
            entries.append({"path": document.path, "bytes_sha256": None, "error": document.why(language)})
            if text:
                answer.write(unreadable(document.path, document.why(language), language) + "\n")
            continue
        held = (checker.record if action == "record" else checker.reserve)(
            document.data, asked.context, today=asked.today
        )
        reports: list[dict[str, object]] = []
        for one in held:
            identity = one.report.identity
            codes.append(_code(action, one))
            if text:
                answer.write(block(document.path, one.report, language, _told(action, one, language)) + "\n")
            else:
                reports.append(public.entry(one.report, language) | _held(action, one))
        if not text:
            entries.append({"path": document.path, "bytes_sha256": document.sha256(), "reports": reports})
    answer.write(
        closing(Run(fsecheck.__version__, asked.today, DONE, identity), language) if text else public.inputs(entries)
    )
    return worst(codes)


def _code(action: str, held: Held) -> int:
    """``reserve`` exits like check; ``record`` is done once it is written, whatever the check says."""
    if held.refused is not None:
        return DIFFERENT
    if action == "record":
        if held.written is not None:
            return DONE
        return FAULT if held.report.verdict == FAILED else DIFFERENT
    return OF_VERDICT[held.report.verdict]


def _held(action: str, held: Held) -> dict[str, object]:
    """What the ledger did with a sheet."""
    written = held.written
    answer: dict[str, object] = {
        "held": {
            "held": written is not None,
            "changed": written is not None and written.changed,
            "refused": held.refused,
            "entry": None if written is None else _entry(written.entry),
        }
    }
    return answer | {"conflict": held.conflict} if action == "record" else answer


def _told(action: str, held: Held, language: str) -> tuple[str, ...]:
    words = locale(language)
    labels = words.LABELS
    if held.refused is not None:
        return (labels["held_refused"].format(refused=words.REFUSALS.get(held.refused, held.refused)),)
    if held.written is None:
        return (labels["not_held"],)
    entry = held.written.entry
    label = labels["held" if held.written.changed else "held_before"]
    told = label.format(attempt=entry.attempt, state=words.STATES.get(entry.state, entry.state))
    return (told, labels["conflict"]) if action == "record" and held.conflict else (told,)


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "mk": entry.mk,
        "number": entry.number,
        "attempt": entry.attempt,
        "state": entry.state,
        "drawn_up": entry.drawn_up.isoformat(),
        "since": entry.since.isoformat(),
        "former": entry.former or None,
    }


def _line(entry: Entry, language: str) -> str:
    words = locale(language)
    labels = words.LABELS
    state = words.STATES[entry.state]
    if entry.former:
        state += f" : {words.STATES[entry.former]}"
    return " · ".join(
        (
            labels["invoice"].format(number=entry.number),
            labels["mk"].format(mk=entry.mk),
            f"{state} ({entry.state})",
            labels["since"].format(since=words.day(entry.since.isoformat())),
            f"tentative {entry.attempt}" if language == "fr" else f"attempt {entry.attempt}",
        )
    )


def _upkeep(action: str, words: list[str], streams: Streams) -> int:
    from fsecheck.cli.upkeep import run as keep  # noqa: PLC0415 - one command, one import

    return keep(action, words, streams)


def _import(action: str, words: list[str], streams: Streams) -> int:  # noqa: ARG001 - the one action of its module
    from fsecheck.cli.imports import run as take  # noqa: PLC0415 - one command, one import

    return take(words, streams)


def _moved(action: str, words: list[str], streams: Streams) -> int:
    from fsecheck.cli.moving import run as move  # noqa: PLC0415 - what most calls never need

    return move(action, words, streams)


_MOVES = {
    "confirm": "La facture retenue a été envoyée.",
    "release": "La facture retenue n'a pas été envoyée : ses séances sont rendues.",
    "cancel": "La facture est annulée après l'envoi : ses séances sont rendues.",
    "settle": "La réponse du payeur : payée ou rejetée.",
}
_WRITES = {
    "reserve": "Contrôler, et retenir dans le registre ce qui peut être envoyé. À appeler avant l'envoi.\n"
    "Sortie : comme check.",
    "record": "Inscrire des feuilles déjà envoyées ; « conflict » dit si le contrôle les refuserait.",
}
ACTIONS: dict[str, Callable[[str, list[str], Streams], int]] = {
    "init": _init,
    "coverage": _coverage,
    "pending": _pending,
    "reserve": _write,
    "confirm": _move,
    "release": _move,
    "record": _write,
    "settle": _move,
    "cancel": _move,
    "import": _import,
    "migrate": _moved,
    "copy": _moved,
    "backup": _moved,
    "restore": _moved,
    **dict.fromkeys(("verify", "recount", "forget", "retain", "link", "key"), _upkeep),
}
