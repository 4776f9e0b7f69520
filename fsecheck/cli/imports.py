"""``fsecheck ledger import``: history taken into the register, so that rules know it on the first day."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, cast

from fsecheck.cli.exits import DIFFERENT, DONE, USE, UseError
from fsecheck.cli.inputs import shown
from fsecheck.cli.options import Parser, add_answer, add_ledger, add_today, day, ledger, mk_number, today
from fsecheck.cli.streams import Answer, Streams
from fsecheck.cli.taking import Json, Text
from fsecheck.imports import sources
from fsecheck.imports.entry import Item
from fsecheck.imports.take import BATCH, Tally, take
from fsecheck.ledger.keeping import Book
from fsecheck.model.finding import Param
from fsecheck.model.reasons import reason
from fsecheck.render.sentences import clean, counted, locale

_DESCRIPTION: Final = """\
Reprendre l'historique du cabinet : FSE antérieures (XML, dossiers), JSON Lines, CSV. Voir docs/import.md.
Reprendre deux fois la même chose ne change rien ; après une interruption, relancer la même commande suffit.
Ce qui ne peut pas être pris est dit ligne par ligne, le reste est pris.
Sortie : 0 tout est pris · 1 une partie est refusée · 2 usage ou fichier illisible · 4 panne."""
_EXAMPLES: Final = """\
  fsecheck ledger import historique.csv --ledger cabinet.db --key cabinet.key
  fsecheck ledger import feuilles/ --mk 99900064140 --from 2025-01-01 --ledger cabinet.db --key cabinet.key
  exporter | fsecheck ledger import - --ledger cabinet.db --key cabinet.key"""

#: French, English.
_TOLD: Final = {
    "summary": (
        (
            "{read:facture lue|factures lues} : {taken:inscrite|inscrites}, {moved:mise à jour|mises à jour}, "
            "{known} déjà au registre, {refused:refusée|refusées}."
        ),
        (
            "{read:invoice|invoices} read: {taken} written, {moved} brought up to date, {known} already there, "
            "{refused} refused."
        ),
    ),
    "withdrawn": (
        "Le registre connaît comme rejetées, annulées ou rendues, et qui le restent : {withdrawn} d'entre elles.",
        "Known to the ledger as rejected, cancelled or released, and staying so: {withdrawn} of these.",
    ),
    "claimed": ("Couverture déclarée : MK {mk}, {span}.", "Coverage claimed: MK {mk}, {span}."),
    "not-all-taken": (
        "Couverture non déclarée : tout n'a pas été pris.",
        "Coverage not claimed: not everything was taken.",
    ),
    "mk-not-seen": (
        "Couverture non déclarée : aucune facture reprise n'est du MK {mk}.",
        "Coverage not claimed: no invoice taken is of MK {mk}.",
    ),
    "progress": ("{read:facture|factures}, {refused:refusée|refusées}", "{read:invoice|invoices}, {refused} refused"),
}


def run(words: list[str], streams: Streams) -> int:
    """Take the sources, tell what is refused, claim the coverage that was asked for."""
    parser = Parser(streams, "ledger import", _DESCRIPTION, _EXAMPLES)
    parser.add_argument("paths", nargs="+", metavar="FICHIER|DOSSIER|-", help="XML, JSON Lines ou CSV ; - : entrée")
    parser.add_argument("--mk", metavar="NUMÉRO", help="RPPS ou numéro AM dont l'historique est complet")
    parser.add_argument("--from", dest="since", metavar="AAAA-MM-JJ", help="premier jour complet")
    parser.add_argument("--to", dest="until", metavar="AAAA-MM-JJ", help="dernier jour complet (sinon : et désormais)")
    add_ledger(parser)
    add_today(parser)
    add_answer(parser)
    options = parser.parse_args(words)
    on = today(options)
    claim = _claim(options)
    if options.paths.count("-") > 1:
        raise UseError("ledger import : l'entrée standard (-) ne se lit qu'une fois")
    try:
        found = sources.find(options.paths, shown)
    except sources.FolderError as error:
        why = "aucun fichier .xml, .jsonl ou .csv"
        if error.errno is not None:
            why = f"dossier illisible ({reason(error.errno)})"
        raise UseError(f"{shown(error.folder)} : {why}") from None
    book = cast("Book", ledger(options, write=True, needed=True))
    tally = Tally()
    try:
        with Answer(streams, options.output) as answer:
            told = Text(answer, options.lang) if options.format == "text" else Json(answer, options.lang)
            progress = _Progress(streams, tally, options.lang)
            standard_input: Any = getattr(streams.source, "buffer", streams.source)
            with told:
                for refused in take(book, progress.over(sources.items(found, standard_input)), on, tally):
                    progress.clear()
                    for wrong in refused.wrongs:
                        told.refused(wrong)
                progress.clear()
                told.end(*_end(tally, claim, _covered(book, claim, tally, on), options.lang))
    finally:
        book.close()
    if tally.unread:
        return USE
    return DONE if tally.whole and (claim is None or claim.mk in tally.mks) else DIFFERENT


_Said = dict[str, object]


class _Claim:
    """The coverage that was asked for."""

    def __init__(self, mk: str, since: date, until: date | None) -> None:
        self.mk = mk
        self.since = since
        self.until = until


def _claim(options: Namespace) -> _Claim | None:
    if (options.mk is None) != (options.since is None) or (options.until is not None and options.since is None):
        raise UseError("ledger import : --mk et --from vont ensemble")
    if options.mk is None:
        return None
    mk_number(options.mk)
    since = day(options.since, "--from")
    until = day(options.until, "--to") if options.until is not None else None
    if until is not None and until < since:
        raise UseError("ledger import : --to est avant --from")
    return _Claim(options.mk, since, until)


def _covered(book: Book, claim: _Claim | None, tally: Tally, on: date) -> str | None:
    """Claim the coverage where everything was taken; why it is not claimed, None where it is or was not asked for."""
    if claim is None:
        return None
    if not tally.whole:
        return "not-all-taken"
    if claim.mk not in tally.mks:
        return "mk-not-seen"
    book.cover(claim.mk, claim.since, claim.until, on)
    return None


def _say(name: str, language: str, **params: Param) -> str:
    return counted(_TOLD[name][language == "en"], params, language)


def _end(tally: Tally, claim: _Claim | None, unclaimed: str | None, language: str) -> tuple[_Said, list[str]]:
    """The summary, as JSON has it (names in their order) and in words."""
    counts = _counts(tally)
    lines = [_say("summary", language, **counts)]
    if tally.withdrawn:
        lines.append(_say("withdrawn", language, **counts))
    coverage = None
    if claim is not None:
        words = locale(language)
        since = words.day(claim.since.isoformat())
        span = words.LABELS["since"].format(since=since)
        if claim.until is not None:
            span = words.LABELS["span"].format(since=since, until=words.day(claim.until.isoformat()))
        lines.append(_say(unclaimed or "claimed", language, mk=clean(claim.mk), span=span))
        coverage = {
            "mk": claim.mk,
            "from": claim.since.isoformat(),
            "to": None if claim.until is None else claim.until.isoformat(),
            "claimed": unclaimed is None,
            "why_not": unclaimed,
        }
    return {"counts": counts, "coverage": coverage}, lines


def _counts(tally: Tally) -> dict[str, Param]:
    return {
        "read": tally.read,
        "taken": tally.taken,
        "moved": tally.moved,
        "known": tally.known,
        "withdrawn": tally.withdrawn,
        "refused": tally.refused,
    }


class _Progress:
    """How far the import is, on a terminal only."""

    def __init__(self, streams: Streams, tally: Tally, language: str) -> None:
        self._stream = streams.err if streams.err.isatty() else None
        self._tally = tally
        self._language = language
        self._shown = False

    def over(self, items: Iterator[Item]) -> Iterator[Item]:
        """The same items; every batch says how far it is."""
        for place, item in enumerate(items):
            if self._stream is not None and place % BATCH == 0:
                counts = _counts(self._tally)
                self._stream.write("\r" + _say("progress", self._language, **counts) + " ")
                self._stream.flush()
                self._shown = True
            yield item

    def clear(self) -> None:
        """Take the line away before anything else is written."""
        if self._stream is not None and self._shown:
            self._stream.write("\r" + " " * 60 + "\r")
            self._stream.flush()
            self._shown = False
