"""``fsecheck ledger settle --file``: the payer's answers, taken as they come, against what the checks had said."""

import io
from argparse import Namespace
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, cast

from fsecheck.cli.exits import DIFFERENT, DONE, UseError
from fsecheck.cli.inputs import shown
from fsecheck.cli.options import ledger, today
from fsecheck.cli.streams import Answer, Streams
from fsecheck.cli.taking import Json, Text
from fsecheck.imports.answers import Reply, replies
from fsecheck.imports.entry import Refused
from fsecheck.imports.settle import Settled, settle
from fsecheck.ledger.keeping import Book
from fsecheck.model.finding import Param
from fsecheck.model.reasons import reason
from fsecheck.render.sentences import counted

_PEEK: Final = 512
#: How many repeated lines the text names.
_NAMED: Final = 20
#: French, English.
_TOLD: Final = {
    "summary": (("{read:réponse lue|réponses lues} : {changed:prise|prises}, {known:déjà connue|déjà connues}, "
                "{refused:refusée|refusées}."),
                "{read:answer|answers} read: {changed} taken, {known} known before, {refused} refused."),
    "repeated": ("Déjà dites plus haut, comptées une fois : lignes {lines}.",
                 "Said before in the same file, counted once: lines {lines}."),
    "refused": (("Feuilles que le contrôle refusait : {refused_rejected:rejetée|rejetées}, "
                "{refused_paid:payée|payées}."),
                "Sheets that the check refused: {refused_rejected} rejected, {refused_paid} paid."),
    "let_through": (("Feuilles qu'il laissait partir : {let_through_rejected:rejetée|rejetées}, "
                    "{let_through_paid:payée|payées}."),
                    "Sheets that it let through: {let_through_rejected} rejected, {let_through_paid} paid."),
    "unjudged": ("Sans verdict : {unjudged}.", "Without a verdict: {unjudged}."),
    "code": (("  code {code} : {rejected:rejet|rejets} ; le contrôle en refusait {predicted}, "
             "avertissait de {warned}{rules}"),
             "  code {code}: {rejected:reject|rejects}; the check refused {predicted} and warned of {warned}{rules}"),
    "rule": ("  {rule} : avait parlé de {rejected:rejetée|rejetées} et de {paid:payée|payées}",
             "  {rule}: had spoken of {rejected} rejected and {paid} paid"),
    "none": ("sans code", "none"),
}  # fmt: skip


def run(options: Namespace, streams: Streams) -> int:
    """Take the answers of a file, tell what could not be taken, and how right the checks were."""
    on = today(options)
    stream = _open(options.file, streams)
    book = cast("Book", ledger(options, write=True, needed=True))
    settled = Settled()
    try:
        with stream, Answer(streams, options.output) as answer:
            told = Text(answer, options.lang) if options.format == "text" else Json(answer, options.lang)
            with told:
                for refused in settle(book, _replies(stream, shown(options.file)), on, settled):
                    for wrong in refused.wrongs:
                        told.refused(wrong)
                told.end(_said(settled), _lines(settled, options.lang))
    finally:
        book.close()
    return DIFFERENT if settled.refused else DONE


def _open(path: str, streams: Streams) -> io.BufferedReader:
    if path == "-":
        source: Any = getattr(streams.source, "buffer", streams.source)
        return source if isinstance(source, io.BufferedReader) else io.BufferedReader(source)
    try:
        return open(path, "rb")
    except OSError as error:
        raise UseError(f"{shown(path)} : ne peut pas être ouvert ({reason(error.errno)})") from None


def _replies(stream: io.BufferedReader, path: str) -> Iterator[Reply | Refused]:
    head = stream.peek(_PEEK)[:_PEEK].removeprefix(b"\xef\xbb\xbf").lstrip()
    return replies(cast("BinaryIO", stream), path, json=head.startswith(b"{"))


def _said(settled: Settled) -> dict[str, object]:
    return {
        "counts": {
            "read": settled.read,
            "changed": settled.changed,
            "known": settled.known,
            "refused": settled.refused,
            "repeated": len(settled.repeated),
        },
        "repeated": settled.repeated,
        "predicted": {
            "refused_rejected": settled.refused_rejected,
            "refused_paid": settled.refused_paid,
            "let_through_rejected": settled.let_through_rejected,
            "let_through_paid": settled.let_through_paid,
            "unjudged": settled.unjudged,
        },
        "rules": [
            {"rule": rule, "paid": paid, "rejected": rejected}
            for rule, (paid, rejected) in sorted(settled.rules.items())
        ],
        "codes": [
            {
                "code": code or None,
                "rejected": rejected,
                "predicted": predicted,
                "warned": warned,
                "rules": _rules_of(settled, code),
            }
            for code, (rejected, predicted, warned) in sorted(settled.codes.items())
        ],
    }


def _rules_of(settled: Settled, code: str) -> dict[str, int]:
    return {rule: count for (its, rule), count in sorted(settled.pairs.items()) if its == code}


def _lines(settled: Settled, language: str) -> Iterator[str]:
    def say(name: str, **params: Param) -> str:
        return counted(_TOLD[name][language == "en"], params, language)

    counts = {**vars(settled), "read": settled.read}
    yield say("summary", **counts)
    if settled.repeated:
        lines = ", ".join(map(str, settled.repeated[:_NAMED]))
        yield say("repeated", lines=lines + (" ..." if len(settled.repeated) > _NAMED else ""))
    yield say("refused", **counts)
    yield say("let_through", **counts)
    if settled.unjudged:
        yield say("unjudged", **counts)
    for code, (rejected, predicted, warned) in sorted(settled.codes.items()):
        rules = ", ".join(f"{rule} {count}" for rule, count in _rules_of(settled, code).items())
        yield say(
            "code",
            code=code or say("none"),
            rejected=rejected,
            predicted=predicted,
            warned=warned,
            rules=f" ({rules})" if rules else "",
        )
    for rule, (paid, rejected) in sorted(settled.rules.items()):
        yield say("rule", rule=rule, paid=paid, rejected=rejected)
