"""``fsecheck check``: may these sheets be sent, and if not, why and what to do."""

from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeAlias

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

if TYPE_CHECKING:
    from fsecheck.cli.interruption import Interruption
    from fsecheck.ledger.reading import LedgerHistory

_EXAMPLES = """\
  fsecheck check feuille.xml
  fsecheck check feuille.xml --context contexte.xml --ledger cabinet.db --key cabinet.key
  fsecheck check dossier/ --format json --output rapport.json
  fsecheck check dossier/ --format text --format sarif:rapport.sarif --format html:rapport.html
  fsecheck check @liste.txt --quiet --fail-on warn
  cat feuille.xml | fsecheck check -
"""
#: Files from which starting processes costs less than they bring, and the most that Windows can wait for.
_MANY = 400
_MOST = 61
#: A format as a process can be told of it: its name, and whether its text is coloured and quiet.
Spec: TypeAlias = tuple[str, bool, bool]


def run(words: list[str], streams: Streams) -> int:
    """Check every input; the worst of their exit codes."""
    options = parser(streams).parse_args(words)
    asked = Asked(read_context(options), today(options), options.lang, options.fail_on)
    log = _log(options, streams)
    found = inputs.find(options.paths, streams)
    checker, book = checker_of(options)
    try:
        with Answers(options, asked, streams) as answers:
            each: Generator[Judged, None, None]
            jobs = _jobs(options, found)
            if jobs > 1:
                from fsecheck.cli.workers import outcomes  # noqa: PLC0415 - for many files only

                each = outcomes(found, jobs, options, asked, answers.specs)
            else:
                forms = [form for form, _ in answers.each]
                each = (judged(checker, one, asked, forms) for one in inputs.read(found, streams))
            try:
                progress = inputs.Progress(streams, len(found), shown=_progress(options))
                return tell(each, progress, asked, answers, log)
            finally:
                each.close()
    finally:
        if book is not None:
            book.close()


def checker_of(options: Namespace) -> "tuple[Checker, LedgerHistory | None]":
    """The checker that the options ask for, and the ledger it reads. Raises UseError, SettingsError, LedgerError."""
    other = as_of(options)
    stated = settings(options)
    book = ledger(options, write=False)
    try:
        return Checker(
            book, settings=stated, reference=options.reference, as_of=other, second_opinion=options.second_opinion
        ), book
    except BaseException:
        if book is not None:
            book.close()
        raise


def _jobs(options: Namespace, found: Sequence[tuple[str, bool]]) -> int:
    """How many processes check: those asked for, else the cores where there are files enough for it."""
    if any(path == "-" for path, _ in found):
        return 1
    asked: int | None = options.jobs
    if asked is not None:
        return min(asked, len(found))
    if len(found) < _MANY:
        return 1
    from fsecheck.cli.workers import cores  # noqa: PLC0415 - for many files only

    return cores()


def _progress(options: Namespace) -> bool | None:
    return False if options.quiet else True if options.progress else None


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
    made.add_argument(
        "--jobs", type=_number, metavar="N", help=f"processus à la fois (les cœurs, à partir de {_MANY} fichiers)"
    )
    made.add_argument("--progress", action="store_true", help="dire où en est le contrôle, même hors d'un terminal")
    add_log(made)
    return made


def _number(text: str) -> int:
    """A ``--jobs``. Raises ArgumentTypeError."""
    if text.isascii() and text.isdigit() and 0 < int(text) <= _MOST:
        return int(text)
    raise ArgumentTypeError(f"un nombre de 1 à {_MOST} est attendu")


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
        self.specs: list[Spec] = []
        forms = [_format(text) for text in options.format or FORMATS[:1]]
        places = [path or options.output for _, path in forms]
        if len(set(places)) < len(places):
            raise UseError("--format : plusieurs réponses iraient au même endroit (--format FORME:FICHIER)")
        if options.output is not None and options.output not in places:
            raise UseError("--output : chaque --format nomme déjà son fichier")
        try:
            for (name, path), place in zip(forms, places, strict=True):
                answer = Answer(streams, place, "--output" if path is None else "--format")
                self.specs.append((name, place is None and coloured(streams.out, options.color), options.quiet))
                self.each.append((made(self.specs[-1], asked), answer))
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


#: What came of one document: a piece of each answer; code, verdict and rules of each of its sheets; what made its
#: reports. A plain tuple, since many of them go from process to process.
Judged: TypeAlias = tuple[list[Any], list[tuple[int, str, tuple[str, ...]]], Identity | None]


def judged(checker: Checker, document: inputs.Input, asked: Asked, formats: Iterable[Any]) -> Judged:
    """Check one document and put it in every format."""
    if document.error is not None:
        document.why(asked.language)
        return [form.piece(document, ()) for form in formats], [(USE, "unreadable", ())], None
    reports = checker.check_sheets(document.data, asked.context, today=asked.today)
    sheets = [
        (asked.code(report), report.verdict, tuple([finding.rule for finding in report.findings])) for report in reports
    ]
    return [form.piece(document, reports) for form in formats], sheets, reports[-1].identity


def tell(
    outcomes: Iterable[Judged],
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
        with _interruption(progress.total) as interruption:
            for pieces, sheets, made_with in outcomes:
                interruption.hold()
                answers.add(pieces)
                identity = made_with or identity
                done += 1
                for sheet, (code, verdict, rules) in enumerate(sheets, 1):
                    codes.add(code)
                    if log is not None:
                        told = ",".join(dict.fromkeys(rules))
                        log("checked", document=done, sheet=sheet, verdict=verdict, rules=told)
                progress.at(done)
                interruption.release()
    except KeyboardInterrupt:
        interrupted = (done, progress.total)
    progress.end()
    code = worst(codes) if interrupted is None else INTERRUPTED
    answers.end(Run(fsecheck.__version__, asked.today, code, identity, interrupted))
    if log is not None:
        log("ended", documents=done, of=progress.total, code=code, version=fsecheck.__version__)
    return code


class _Single:
    """One document needs no care: where it is interrupted, nothing was done."""

    def hold(self) -> None:
        """Nothing waits."""

    release = hold

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was changed."""


def _interruption(total: int) -> "Interruption | _Single":
    if total == 1:
        return _Single()
    from fsecheck.cli.interruption import Interruption  # noqa: PLC0415 - for several files only

    return Interruption()


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


def made(spec: Spec, asked: Asked) -> Any:  # noqa: ANN401 - a Format, which a plain check does not load
    """The format of a specification."""
    name, colour, quiet = spec
    if name == "text":
        from fsecheck.render.text import Writer  # noqa: PLC0415 - the one format of a plain check

        return Writer(asked.language, colour=colour, hides=asked.passes if quiet else None)
    from fsecheck.render.formats import of  # noqa: PLC0415 - only for the formats of others

    return of(name, asked.language)
