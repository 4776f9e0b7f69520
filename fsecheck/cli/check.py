"""``fsecheck check``: may these sheets be sent, and if not, why and what to do."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, Self

import fsecheck
from fsecheck.checker import Checker
from fsecheck.cli import inputs
from fsecheck.cli.exits import DIFFERENT, DONE, INTERRUPTED, OF_VERDICT, USE, UseError, worst
from fsecheck.cli.options import (
    Parser,
    add_context,
    add_judgement,
    add_language,
    add_ledger,
    add_log,
    add_today,
    as_of,
    ledger,
    read_context,
    settings,
    today,
)
from fsecheck.cli.streams import Answer, Streams, coloured
from fsecheck.model.report import WARN, Identity, Report
from fsecheck.render import FORMATS, Run

_EXAMPLES = """\
  fsecheck check feuille.xml
  fsecheck check feuille.xml --context contexte.xml --ledger cabinet.db --key cabinet.key
  fsecheck check dossier/ --format json --output rapport.json
  fsecheck check dossier/ --format text --format sarif:rapport.sarif --format html:rapport.html
  fsecheck check @liste.txt --quiet --fail-on warn
  cat feuille.xml | fsecheck check -
"""


def run(words: list[str], streams: Streams) -> int:
    """Check every input; the worst of their exit codes."""
    options = parser(streams).parse_args(words)
    asked = Asked(read_context(options), today(options), options.lang, options.fail_on)
    log = _log(options, streams)
    other = as_of(options)
    found = inputs.find(options.paths, streams)
    stated = settings(options)
    book = ledger(options, write=False)
    try:
        checker = Checker(
            book, settings=stated, reference=options.reference, as_of=other, second_opinion=options.second_opinion
        )
        with Answers(options, asked, streams) as answers:
            formats = [one for one, _ in answers.each]
            documents = inputs.read(found, streams)
            outcomes = (judged(checker, one, asked, formats) for one in documents)
            progress = inputs.Progress(streams, len(found), quiet=options.quiet)
            return told(outcomes, progress, asked, answers, log)
    finally:
        if book is not None:
            book.close()


def parser(streams: Streams) -> Parser:
    """What the command takes."""
    made = Parser(
        streams,
        "check",
        "Contrôle des feuilles de soins électroniques avant leur envoi. N'écrit jamais dans le registre.\n"
        "Sortie : 0 acceptée · 1 rejetée · 2 usage ou fichier illisible · 3 non décidée · 4 échec de fsecheck.",
        _EXAMPLES,
    )
    made.add_argument(
        "paths",
        nargs="+",
        metavar="FICHIER|DOSSIER|@LISTE|-",
        help="feuille, lot, enveloppe ; @LISTE : un nom par ligne ; - : l'entrée",
    )
    add_context(made)
    add_judgement(made)
    add_ledger(made)
    add_today(made)
    add_language(made)
    made.add_argument(
        "--format",
        action="append",
        metavar="FORME[:FICHIER]",
        help=f"forme de la réponse (text), plusieurs fois si besoin : {', '.join(FORMATS)} ; FICHIER : où l'écrire",
    )
    made.add_argument("--output", metavar="FICHIER", help="écrire dans FICHIER la réponse qui n'en nomme pas")
    made.add_argument(
        "--fail-on",
        choices=("warn", "information"),
        help="sortir 1 aussi pour un avertissement (warn), ou pour tout constat (information)",
    )
    made.add_argument("--quiet", action="store_true", help="en texte, ne dire que ce qui ne peut pas être envoyé")
    made.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="couleurs du texte (auto : un terminal)"
    )
    add_log(made)
    return made


class Asked:
    """What a call says beside its documents."""

    __slots__ = ("context", "fail_on", "language", "today")

    def __init__(self, context: bytes | None, today: date, language: str, fail_on: str | None = None) -> None:
        self.context = context
        self.today = today
        self.language = language
        self.fail_on = fail_on

    def code(self, report: Report) -> int:
        """The exit code of one sheet: never lighter than its verdict."""
        code = OF_VERDICT[report.verdict]
        if code == DONE and (
            (self.fail_on is not None and report.verdict == WARN) or (self.fail_on == "information" and report.findings)
        ):
            return DIFFERENT
        return code

    def passes(self, report: Report) -> bool:
        """Whether a sheet has nothing that the call is about."""
        return self.code(report) == DONE


class Answers:
    """Every format asked for, each with where it goes."""

    def __init__(self, options: Namespace, asked: Asked, streams: Streams) -> None:
        """Open every file now. Raises UseError, also where two answers would go to one place."""
        self.each: list[tuple[Any, Answer]] = []
        forms = [_format(text) for text in options.format or FORMATS[:1]]
        places = [path or options.output for _, path in forms]
        if len(set(places)) < len(places):
            raise UseError("--format : plusieurs réponses iraient au même endroit (--format FORME:FICHIER)")
        if options.output is not None and options.output not in places:
            raise UseError("--output : chaque --format nomme déjà son fichier")
        try:
            for (name, path), place in zip(forms, places, strict=True):
                answer = Answer(streams, place, "--output" if path is None else "--format")
                colour = place is None and coloured(streams.out, options.color)
                self.each.append((_made(name, asked, colour=colour, quiet=options.quiet), answer))
        except BaseException as error:
            self.__exit__(type(error))
            raise

    def add(self, pieces: Iterable[Any]) -> None:
        """Write what one document gives."""
        for (form, answer), piece in zip(self.each, pieces, strict=True):
            text = form.add(piece)
            if text:
                answer.write(text)
                answer.flush()

    def end(self, run: Run) -> None:
        """Write what comes at the end."""
        for form, answer in self.each:
            answer.write(form.end(run))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Every file takes its name; none does once the run could not be told to its end, or one of them written."""
        failed: OSError | None = None
        for _, answer in self.each:
            try:
                answer.__exit__(kind, None, None)
            except OSError as error:
                kind, failed = type(error), failed or error
        if failed is not None:
            raise failed


class Judged:
    """What came of one document: a piece of each answer, and the code, verdict and rules of each of its sheets."""

    __slots__ = ("identity", "pieces", "sheets")

    def __init__(
        self, pieces: list[Any], sheets: list[tuple[int, str, tuple[str, ...]]], identity: Identity | None
    ) -> None:
        self.pieces = pieces
        self.sheets = sheets
        self.identity = identity


def judged(checker: Checker, document: inputs.Input, asked: Asked, formats: Iterable[Any]) -> Judged:
    """Check one document and put it in every format."""
    if document.error is not None:
        return Judged([form.piece(document, ()) for form in formats], [(USE, "unreadable", ())], None)
    reports = checker.check_sheets(document.data, asked.context, today=asked.today)
    sheets = [
        (asked.code(report), report.verdict, tuple([finding.rule for finding in report.findings])) for report in reports
    ]
    return Judged([form.piece(document, reports) for form in formats], sheets, reports[-1].identity)


def told(
    outcomes: Iterator[Judged],
    progress: inputs.Progress,
    asked: Asked,
    answers: Answers,
    log: Callable[..., None] | None = None,
) -> int:
    """
    Write the answers, document by document; the exit code.

    An interruption ends them where they are: what was done is told, and that it is not all.
    """
    codes: set[int] = set()
    identity: Identity | None = None
    interrupted = None
    done = 0
    try:
        for one in outcomes:
            answers.add(one.pieces)
            identity = one.identity or identity
            done += 1
            for sheet, (code, verdict, rules) in enumerate(one.sheets, 1):
                codes.add(code)
                if log is not None:
                    log("checked", document=done, sheet=sheet, verdict=verdict, rules=",".join(dict.fromkeys(rules)))
            progress.at(done)
    except KeyboardInterrupt:
        interrupted = (done, progress.total)
    progress.end()
    code = worst(codes) if interrupted is None else INTERRUPTED
    answers.end(Run(fsecheck.__version__, asked.today, code, identity, interrupted))
    if log is not None:
        log("ended", documents=done, of=progress.total, code=code, version=fsecheck.__version__)
    return code


def _log(options: Namespace, streams: Streams) -> Callable[..., None] | None:
    if options.log is None and options.correlation_id is None:
        return None
    from fsecheck.cli import logs  # noqa: PLC0415 - silent by default

    return logs.of(options, streams)


def _format(text: str) -> tuple[str, str | None]:
    """Name and file of a ``--format``. Raises UseError."""
    name, _, path = text.partition(":")
    if name not in FORMATS:
        raise UseError(f"--format : forme inconnue « {name} » ; connues : {', '.join(FORMATS)}")
    return name, path or None


def _made(name: str, asked: Asked, *, colour: bool, quiet: bool) -> Any:  # noqa: ANN401 - a Format, which a plain check does not load
    if name == "text":
        from fsecheck.render.text import Writer  # noqa: PLC0415 - the one format of a plain check

        return Writer(asked.language, colour=colour, hides=asked.passes if quiet else None)
    from fsecheck.render.formats import of  # noqa: PLC0415 - only for the formats of others

    return of(name, asked.language)
