"""``fsecheck check``: may these sheets be sent, and if not, why and what to do."""

from collections.abc import Iterator
from datetime import date

import fsecheck
from fsecheck.checker import Checker
from fsecheck.cli import inputs
from fsecheck.cli.exits import OF_VERDICT, USE, worst
from fsecheck.cli.options import (
    Parser,
    add_answer,
    add_context,
    add_judgement,
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

_EXAMPLES = """\
  fsecheck check feuille.xml
  fsecheck check feuille.xml --context contexte.xml --ledger cabinet.db --key cabinet.key
  fsecheck check dossier/ --format json --output rapport.json
  cat feuille.xml | fsecheck check -
"""


def run(words: list[str], streams: Streams) -> int:
    """Check every input; the worst of their exit codes."""
    parser = Parser(
        streams,
        "check",
        "Contrôle des feuilles de soins électroniques avant leur envoi. N'écrit jamais dans le registre.\n"
        "Sortie : 0 acceptée · 1 rejetée · 2 usage ou fichier illisible · 3 non décidée · 4 échec de fsecheck.",
        _EXAMPLES,
    )
    parser.add_argument("paths", nargs="+", metavar="FICHIER|DOSSIER|-", help="feuille, lot, enveloppe ; - : entrée")
    add_context(parser)
    add_judgement(parser)
    add_ledger(parser)
    add_today(parser)
    add_answer(parser)
    options = parser.parse_args(words)
    on = today(options)
    other = as_of(options)
    context = read_context(options)
    found = inputs.find(options.paths)
    stated = settings(options)
    book = ledger(options, write=False)
    try:
        checker = Checker(
            book, settings=stated, reference=options.reference, as_of=other, second_opinion=options.second_opinion
        )
        with Answer(streams, options.output) as answer:
            asked = Asked(context, on, options.lang, text=options.format == "text")
            return (_text if asked.text else _json)(checker, inputs.read(found, streams), asked, answer)
    finally:
        if book is not None:
            book.close()


class Asked:
    """What a call says beside its documents."""

    __slots__ = ("context", "language", "text", "today")

    def __init__(self, context: bytes | None, today: date, language: str, *, text: bool) -> None:
        self.context = context
        self.today = today
        self.language = language
        self.text = text


def _text(checker: Checker, documents: Iterator[inputs.Input], asked: Asked, answer: Answer) -> int:
    from fsecheck.render.text import block, unreadable  # noqa: PLC0415 - only for text

    codes: list[int] = []
    identity: Identity | None = None
    for document in documents:
        if codes:
            answer.write("\n")
        if document.error is not None:
            codes.append(USE)
            answer.write(unreadable(document.path, document.error, asked.language))
            continue
        for place, report in enumerate(checker.check_sheets(document.data, asked.context, today=asked.today)):
            identity = report.identity
            codes.append(OF_VERDICT[report.verdict])
            answer.write(("\n" if place else "") + block(document.path, report, asked.language))
    answer.write(last(identity, asked.today, asked.language))
    return worst(codes)


def last(identity: Identity | None, on: date, language: str) -> str:
    """The last line of a text answer."""
    from fsecheck.render.text import last_line  # noqa: PLC0415 - only for text

    if identity is None:
        return f"\n{on.isoformat()} · fsecheck {fsecheck.__version__}\n"
    return "\n" + last_line(identity, language)


def _json(checker: Checker, documents: Iterator[inputs.Input], asked: Asked, answer: Answer) -> int:
    from fsecheck.render import public  # noqa: PLC0415 - only for JSON

    codes: list[int] = []
    entries: list[dict[str, object]] = []
    for document in documents:
        if document.error is not None:
            codes.append(USE)
            entries.append({"path": document.path, "bytes_sha256": None, "error": document.error})
            continue
        reports = checker.check_sheets(document.data, asked.context, today=asked.today)
        codes += [OF_VERDICT[report.verdict] for report in reports]
        entries.append(
            {
                "path": document.path,
                "bytes_sha256": document.sha256(),
                "reports": [public.entry(report, asked.language) for report in reports],
            }
        )
    answer.write(public.inputs(entries))
    return worst(codes)
