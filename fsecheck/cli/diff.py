"""``fsecheck diff``: what changes for a folder between two days of the law, or two settings."""

import os
from argparse import Namespace
from datetime import date
from decimal import Decimal

from fsecheck.changes import Change, between, total
from fsecheck.checker import Checker
from fsecheck.cli import inputs
from fsecheck.cli.exits import DIFFERENT, DONE, FAULT, USE, UseError, worst
from fsecheck.cli.options import (
    SETTINGS,
    Parser,
    add_answer,
    add_context,
    add_ledger,
    add_today,
    day,
    ledger,
    read_context,
    today,
)
from fsecheck.cli.streams import Answer, Streams
from fsecheck.model.money import ZERO
from fsecheck.model.report import FAILED
from fsecheck.render import public
from fsecheck.render.sentences import Locale, clean, locale, title
from fsecheck.settings import Settings

_EXAMPLES = """\
  fsecheck diff dossier/ --as-of 2026-06-30 --as-of 2026-09-01
  fsecheck diff dossier/ --as-of 2027-01-01
  fsecheck diff dossier/ --settings actuels.toml --settings essai.toml --format json
"""
_WORDS = {
    "fr": {
        "own": "chaque acte par les textes de sa date",
        "as_of": "textes du {day}",
        "settings": "réglages {path}",
        "sides": "Avant : {before}. Après : {after}.",
        "silent": "ne dit rien",
        "violated": "parle",
        "undecided": "non vérifiée",
        "crashed": "en échec",
        "act": "acte {act} : {before} → {after}",
        "more": "différence : {euros}",
        "rule": "{rule} : {sheets} feuille(s), {euros} · {title}",
        "summary": "{changed} feuille(s) sur {total} changent, {euros}.",
    },
    "en": {
        "own": "each act by the texts of its date",
        "as_of": "texts of {day}",
        "settings": "settings {path}",
        "sides": "Before: {before}. After: {after}.",
        "silent": "silent",
        "violated": "speaks",
        "undecided": "not verified",
        "crashed": "failed",
        "act": "act {act}: {before} → {after}",
        "more": "difference: {euros}",
        "rule": "{rule}: {sheets} sheet(s), {euros} · {title}",
        "summary": "{changed} sheet(s) of {total} change, {euros}.",
    },
}


def run(words: list[str], streams: Streams) -> int:
    """Compare two judgements of every sheet; 0 where nothing changes, 1 where something does."""
    parser = Parser(
        streams,
        "diff",
        "Ce qui change pour des feuilles entre deux dates des textes, ou entre deux réglages : quelles factures,\n"
        "par quelle règle, pour combien d'euros. Une option donnée une fois se compare à l'ordinaire ; à côté d'une\n"
        "autre différence, elle vaut des deux côtés. N'écrit jamais dans le registre.\n"
        "Sortie : 0 rien ne change · 1 une feuille change · 2 usage ou fichier illisible · 4 échec de fsecheck.",
        _EXAMPLES,
    )
    parser.add_argument("paths", nargs="+", metavar="FICHIER|DOSSIER|@LISTE|-", help="feuilles à comparer")
    parser.add_argument(
        "--as-of",
        action="append",
        default=[],
        metavar="AAAA-MM-JJ",
        help="textes de ce jour ; deux fois : avant, après",
    )
    parser.add_argument(
        "--settings", action="append", default=[], metavar="FICHIER", help="réglages ; deux fois : avant, après"
    )
    add_context(parser)
    add_ledger(parser)
    add_today(parser)
    add_answer(parser)
    options = parser.parse_args(words)
    on, context = today(options), read_context(options)
    stated = _sides(options)
    found = inputs.find(options.paths, streams)
    book = ledger(options, write=False)
    try:
        before, after = (Checker(book, settings=settings, as_of=as_of) for as_of, settings, _ in stated)
        with Answer(streams, options.output) as answer:
            told = _Told(answer, options, tuple(path for *_, path in stated), on)
            for document in inputs.read(found, streams):
                if document.error is not None:
                    told.unreadable(document)
                else:
                    told.document(document.path, list(between(document.data, context, (before, after), on)))
            told.end((stated[0][0], stated[1][0]))
        return worst(told.codes)
    finally:
        if book is not None:
            book.close()


_Side = tuple[date | None, Settings | None, str | None]


def _sides(options: Namespace) -> tuple[_Side, _Side]:
    """Both sides: day, settings and the name of their file. Raises UseError where they would be the same."""
    days: list[date | None] = [day(text, "--as-of") for text in options.as_of]
    files: list[str | None] = list(options.settings)
    usual = os.environ.get(SETTINGS) or None
    if len(days) > 2 or len(files) > 2:
        raise UseError("diff : --as-of et --settings se donnent deux fois au plus")
    if not days and not files:
        raise UseError("diff : il manque ce qui diffère : --as-of ou --settings")
    if len(files) == 1:
        # Beside another difference a file holds for both sides; alone it is the second one.
        files = files * 2 if days else [usual, *files]
    if len(days) == 1:
        days = days * 2 if files and files[0] != files[1] else [None, *days]
    days, files = days or [None, None], files or [usual, usual]
    from fsecheck.settings.load import load  # noqa: PLC0415 - only where settings are given

    read = [None if path is None else load(path) for path in files]
    return (days[0], read[0], files[0]), (days[1], read[1], files[1])


class _Told:
    """The answer as it comes: the sheets that change, then the sums."""

    def __init__(self, answer: Answer, options: Namespace, files: tuple[str | None, ...], on: date) -> None:
        self.codes: list[int] = []
        self._answer = answer
        self._language = options.lang
        self._text = options.format == "text"
        self._files = files
        self._today = on
        self._inputs: list[dict[str, object]] = []
        self._sheets = 0
        self._changed: list[Change] = []
        self._titles: dict[str, str] = {}

    def unreadable(self, document: inputs.Input) -> None:
        """A document that could not be opened."""
        self.codes.append(USE)
        self._inputs.append({"path": document.path, "error": document.why(self._language)})
        if self._text:
            from fsecheck.render.text import unreadable  # noqa: PLC0415 - only for text

            self._answer.write(unreadable(document.path, document.why(self._language), self._language) + "\n")

    def document(self, path: str, changes: list[Change]) -> None:
        """The sheets of one document."""
        self._sheets += len(changes)
        changed = [change for change in changes if change.differs]
        self._changed += changed
        failed = any(FAILED in {change.before.verdict, change.after.verdict} for change in changes)
        self.codes.append(FAULT if failed else DIFFERENT if changed else DONE)
        if changed:
            self._inputs.append({"path": path, "sheets": [_document(change) for change in changed]})
            if self._text:
                lines = (line for change in changed for line in self._lines(change))
                self._answer.write("\n".join((clean(path), *lines)) + "\n\n")

    def end(self, days: tuple[date | None, date | None]) -> None:
        """The sums, over all and by rule."""
        rules: dict[str, tuple[int, Decimal]] = {}
        for change in self._changed:
            for one in change.rules:
                sheets, euros = rules.get(one.rule, (0, ZERO))
                rules[one.rule] = sheets + 1, euros + one.difference
                self._titles[one.rule] = (one.words.title if one.words else title)(one.rule, self._language)
        if self._text:
            self._answer.write("".join(f"{line}\n" for line in self._sums(days, rules)))
            return
        sides = [
            {"as_of": None if on is None else on.isoformat(), "settings": path}
            for on, path in zip(days, self._files, strict=True)
        ]
        self._answer.write(
            public.dumps(
                {
                    "today": self._today.isoformat(),
                    "before": sides[0],
                    "after": sides[1],
                    "inputs": self._inputs,
                    "sheets": self._sheets,
                    "changed": len(self._changed),
                    "euros": str(total(self._changed)),
                    "rules": {
                        rule: {"sheets": sheets, "euros": str(euros)} for rule, (sheets, euros) in sorted(rules.items())
                    },
                }
            )
        )

    def _lines(self, change: Change) -> list[str]:
        words, own = locale(self._language), _WORDS[self._language]
        before, after = change.before, change.after
        about = [
            text
            for label, value in (("invoice", before.number), ("mk", before.mk))
            if value is not None
            for text in (clean(words.LABELS[label].format(number=value, mk=value)),)
        ]
        verdicts = dict.fromkeys(words.VERDICTS[report.verdict][0] for report in (before, after))
        lines = [f"  {' · '.join((*about, ' → '.join(verdicts)))}"]
        for one in change.rules:
            outcomes = dict.fromkeys(own.get(outcome or "", own["silent"]) for outcome in (one.before, one.after))
            lines.append(f"    [{one.rule}] {' → '.join(outcomes)}")
        for amount in change.amounts:
            euros = {"before": words.amount(str(amount.before)), "after": words.amount(str(amount.after))}
            lines.append(f"    {own['act'].format(act=amount.act, **euros)}")
        if change.amounts:
            lines.append(f"    {own['more'].format(euros=_signed(change.difference, words))}")
        return lines

    def _sums(self, days: tuple[date | None, date | None], rules: dict[str, tuple[int, Decimal]]) -> list[str]:
        words, own = locale(self._language), _WORDS[self._language]
        sides = []
        for on, path in zip(days, self._files, strict=True):
            parts = [own["own"] if on is None else own["as_of"].format(day=words.day(on.isoformat()))]
            if path is not None:
                parts.append(own["settings"].format(path=clean(path)))
            sides.append(", ".join(parts))
        counts = {"changed": len(self._changed), "total": self._sheets}
        return [
            own["sides"].format(before=sides[0], after=sides[1]),
            own["summary"].format(euros=_signed(total(self._changed), words), **counts),
            *(
                "  "
                + own["rule"].format(rule=rule, sheets=sheets, euros=_signed(euros, words), title=self._titles[rule])
                for rule, (sheets, euros) in sorted(rules.items())
            ),
        ]


def _signed(euros: Decimal, words: Locale) -> str:
    return ("+" if euros > 0 else "-" if euros < 0 else "") + words.amount(str(abs(euros)))


def _document(change: Change) -> dict[str, object]:
    return {
        "sheet": change.sheet,
        "number": change.before.number,
        "mk": change.before.mk,
        "verdicts": [change.before.verdict, change.after.verdict],
        "euros": str(change.difference),
        "rules": [
            {"rule": one.rule, "before": one.before, "after": one.after, "euros": str(one.difference)}
            for one in change.rules
        ],
        "acts": [
            {"act": amount.act, "before": str(amount.before), "after": str(amount.after)} for amount in change.amounts
        ],
    }
