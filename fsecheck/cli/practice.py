"""``fsecheck practice``: what a ledger tells of a practice and a period; it reads and writes nothing."""

from argparse import Namespace
from datetime import date
from typing import cast

from fsecheck.cli.exits import DONE, UseError
from fsecheck.cli.options import SETTINGS, Parser, add_answer, add_ledger, add_today, day, ledger, settings, today
from fsecheck.cli.streams import Answer, Streams
from fsecheck.ledger.keeping import Survey
from fsecheck.practice.gather import Period, PeriodError, UnknownMkError, practice
from fsecheck.practice.report import Report, document
from fsecheck.render.sentences import locale

_DESCRIPTION = """\
Le bilan du cabinet sur une période : part du télésoin et ce qu'elle peut encore absorber, demandes de téléexpertise
et séances en accès direct qui restent, accords bientôt nécessaires, bilans dus, taux sécurisé (FAMI), dépassements,
actes par année, moitiés de séries, état des factures. Rien n'est écrit. Un patient n'y est que par ses factures.
Ce que le registre ne dit pas complet est inconnu, jamais zéro.
Sortie : 0 fait · 2 usage, clé ou registre faux · 4 panne."""
_EXAMPLES = """\
  fsecheck practice --ledger cabinet.db --key cabinet.key
  fsecheck practice --year 2025 --format html --output bilan.html --ledger cabinet.db --key cabinet.key
"""
_YEAR = 4


def run(words: list[str], streams: Streams) -> int:
    """Make the report and write it."""
    parser = Parser(streams, "practice", _DESCRIPTION, _EXAMPLES)
    parser.add_argument("--year", metavar="AAAA", help="année civile (sinon celle du jour)")
    parser.add_argument("--from", dest="since", metavar="AAAA-MM-JJ", help="premier jour de la période")
    parser.add_argument("--to", dest="until", metavar="AAAA-MM-JJ", help="dernier jour (sinon le jour du bilan)")
    parser.add_argument("--mk", metavar="NUMÉRO", help="un seul kinésithérapeute : RPPS ou numéro AM")
    parser.add_argument("--settings", metavar="FICHIER", help=f"réglages du cabinet, fsecheck.toml (${SETTINGS})")
    add_ledger(parser)
    add_today(parser)
    add_answer(parser, "text", "json", "html")
    options = parser.parse_args(words)
    on = today(options)
    period = _period(options, on)
    stated = settings(options)
    book = ledger(options, write=False, needed=True)
    with Answer(streams, options.output) as answer:
        try:
            report = practice(cast("Survey", book), period, on, options.mk, stated)
        except PeriodError as error:
            known = locale(options.lang).day(error.first.isoformat())
            raise UseError(f"practice : la période commence après ce jour, ou finit avant le {known}") from None
        except UnknownMkError:
            raise UseError("practice : --mk : le registre ne connaît pas ce kinésithérapeute") from None
        finally:
            cast("Survey", book).close()
        answer.write(_written(report, options))
    return DONE


def _period(options: Namespace, on: date) -> Period:
    """The period asked for; the civil year of the day where none is."""
    if options.year is not None and (options.since is not None or options.until is not None):
        raise UseError("practice : --year ne va pas avec --from et --to")
    if options.until is not None and options.since is None:
        raise UseError("practice : --to ne va pas sans --from")
    if options.since is not None:
        since = day(options.since, "--from")
        until = on if options.until is None else day(options.until, "--to")
        if until < since:
            raise UseError("practice : la période finit avant de commencer")
        return Period(since, until)
    year = f"{on.year}" if options.year is None else options.year
    if len(year) != _YEAR:
        raise UseError(f"--year : « {year} » n'est pas une année écrite AAAA")
    return Period(day(f"{year}-01-01", "--year"), day(f"{year}-12-31", "--year"))


def _written(report: Report, options: Namespace) -> str:
    """The report in the form asked for."""
    made = document(report)
    if options.format == "json":
        from fsecheck.render import public  # noqa: PLC0415 - only for JSON

        return public.dumps(made)
    from fsecheck.practice.told import told  # noqa: PLC0415 - not for JSON

    if options.format == "html":
        from fsecheck.practice.page import page  # noqa: PLC0415 - only for the page

        return page(told(made, options.lang))
    from fsecheck.practice.text import text  # noqa: PLC0415 - only for text

    return text(told(made, options.lang))
