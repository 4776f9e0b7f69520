"""``fsecheck check``: may these sheets be sent, and if not, why and what to do."""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Self

import fsecheck
from fsecheck.checker import Checker
from fsecheck.cli import inputs
from fsecheck.cli.exits import INTERRUPTED, OF_VERDICT, USE, UseError, worst
from fsecheck.cli.options import (
    Parser,
    add_context,
    add_judgement,
    add_language,
    add_ledger,
    add_today,
    as_of,
    ledger,
    read_context,
    settings,
    today,
)
from fsecheck.cli.streams import Answer, Streams
from fsecheck.model.report import Identity
from fsecheck.render import FORMATS, Run

_EXAMPLES = """\
  fsecheck check feuille.xml
  fsecheck check feuille.xml --context contexte.xml --ledger cabinet.db --key cabinet.key
  fsecheck check dossier/ --format json --output rapport.json
  fsecheck check dossier/ --format text --format sarif:rapport.sarif --format html:rapport.html
  cat feuille.xml | fsecheck check -
"""


def run(words: list[str], streams: Streams) -> int:
    """Check every input; the worst of their exit codes."""
    options = parser(streams).parse_args(words)
    asked = Asked(read_context(options), today(options), options.lang)
    other = as_of(options)
    found = inputs.find(options.paths)
    stated = settings(options)
    book = ledger(options, write=False)
    try:
        checker = Checker(
            book, settings=stated, reference=options.reference, as_of=other, second_opinion=options.second_opinion
        )
        with Answers(options, streams) as answers:
            formats = [one for one, _ in answers.each]
            documents = inputs.read(found, streams)
            return told((judged(checker, one, asked, formats) for one in documents), len(found), asked, answers)
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
    made.add_argument("paths", nargs="+", metavar="FICHIER|DOSSIER|-", help="feuille, lot, enveloppe ; - : entrée")
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
    return made


class Asked:
    """What a call says beside its documents."""

    __slots__ = ("context", "language", "today")

    def __init__(self, context: bytes | None, today: date, language: str) -> None:
        self.context = context
        self.today = today
        self.language = language


class Answers:
    """Every format asked for, each with where it goes."""

    def __init__(self, options: Namespace, streams: Streams) -> None:
        """Open every file now. Raises UseError, also where two answers would go to one place."""
        self.each: list[tuple[Any, Answer]] = []
        self.streams = streams
        asked = [_format(text) for text in options.format or FORMATS[:1]]
        places = [path or options.output for _, path in asked]
        if len(set(places)) < len(places):
            raise UseError("--format : plusieurs réponses iraient au même endroit (--format FORME:FICHIER)")
        if options.output is not None and options.output not in places:
            raise UseError("--output : chaque --format nomme déjà son fichier")
        try:
            for (name, path), place in zip(asked, places, strict=True):
                answer = Answer(streams, place, "--output" if path is None else "--format")
                self.each.append((_made(name, options.lang), answer))
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
        """Every file takes its name, or none does where the run could not be told to its end."""
        for _, answer in self.each:
            answer.__exit__(kind, None, None)


class Judged:
    """What came of one document: a piece of each answer, and the exit codes of its sheets."""

    __slots__ = ("codes", "identity", "pieces")

    def __init__(self, pieces: list[Any], codes: list[int], identity: Identity | None) -> None:
        self.pieces = pieces
        self.codes = codes
        self.identity = identity


def judged(checker: Checker, document: inputs.Input, asked: Asked, formats: Iterable[Any]) -> Judged:
    """Check one document and put it in every format."""
    if document.error is not None:
        return Judged([form.piece(document, ()) for form in formats], [USE], None)
    reports = checker.check_sheets(document.data, asked.context, today=asked.today)
    codes = [OF_VERDICT[report.verdict] for report in reports]
    return Judged([form.piece(document, reports) for form in formats], codes, reports[-1].identity)


def told(outcomes: Iterator[Judged], total: int, asked: Asked, answers: Answers) -> int:
    """
    Write the answers, document by document; the exit code.

    An interruption ends them where they are: what was done is told, and that it is not all.
    """
    codes: set[int] = set()
    identity: Identity | None = None
    interrupted = None
    done = 0
    progress = inputs.Progress(answers.streams, total)
    try:
        for one in outcomes:
            answers.add(one.pieces)
            codes.update(one.codes)
            identity = one.identity or identity
            done += 1
            progress.at(done)
    except KeyboardInterrupt:
        interrupted = (done, total)
    progress.end()
    code = worst(codes) if interrupted is None else INTERRUPTED
    answers.end(Run(fsecheck.__version__, asked.today, code, identity, interrupted))
    return code


def _format(text: str) -> tuple[str, str | None]:
    """Name and file of a ``--format``. Raises UseError."""
    name, _, path = text.partition(":")
    if name not in FORMATS:
        raise UseError(f"--format : forme inconnue « {name} » ; connues : {', '.join(FORMATS)}")
    return name, path or None


def _made(name: str, language: str) -> Any:  # noqa: ANN401 - a Format, which a plain check does not load
    if name == "text":
        from fsecheck.render.text import Writer  # noqa: PLC0415 - the one format of a plain check

        return Writer(language)
    from fsecheck.render.formats import of  # noqa: PLC0415 - only for the formats of others

    return of(name, language)
