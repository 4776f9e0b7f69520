"""How a command that takes many lines tells of those it did not take: one by one in text, or in one JSON document."""

import tempfile
from collections.abc import Iterable, Mapping
from typing import IO, Final, Self

from fsecheck.cli.streams import Answer
from fsecheck.imports.entry import Wrong
from fsecheck.imports.messages import sentence
from fsecheck.model.finding import Finding, Place, plain
from fsecheck.render import public
from fsecheck.render.sentences import clean, locale, of_finding
from fsecheck.rules.catalogue import BY_ID

_KEPT: Final = 1024 * 1024


def _sentence(wrong: Wrong, language: str) -> str:
    rule, point, message = wrong.code.partition(".")
    params = {name: plain(value) for name, value in wrong.params.items()}
    if not point:
        if "today" in params:
            params["today"] = locale(language).day(f"{params['today']}")
        return sentence(wrong.code, params, language)
    place = Place(wrong.where.line, None, wrong.where.xpath or None)
    finding = Finding(rule, BY_ID[rule].severity, message, place, params)
    return of_finding(finding, language).sentence


class Text:
    """The answer in plain text: a line for each thing refused, as it comes, and the summary."""

    def __init__(self, answer: Answer, language: str) -> None:
        self._answer = answer
        self._language = language

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is kept."""

    def refused(self, wrong: Wrong) -> None:
        """One line."""
        where = wrong.where
        place = clean(where.path) if where.line is None else f"{clean(where.path)}:{where.line}"
        inside = f" ({where.xpath})" if where.xpath else ""
        self._answer.write(f"{place}{inside} : {_sentence(wrong, self._language)} [{wrong.code}]\n")

    def end(self, _: Mapping[str, object], lines: Iterable[str]) -> None:
        """The summary, in words."""
        for line in lines:
            self._answer.write(f"{line}\n")


class Json:
    """The answer as one JSON document, written when everything is known; what is refused waits outside memory."""

    def __init__(self, answer: Answer, language: str) -> None:
        self._answer = answer
        self._language = language
        self._first = True
        self._lines: IO[str] = tempfile.SpooledTemporaryFile(_KEPT, "w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - closed with us

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of what waited."""
        self._lines.close()

    def refused(self, wrong: Wrong) -> None:
        """One object."""
        entry: dict[str, object] = {
            "path": wrong.where.path,
            "line": wrong.where.line,
            "xpath": wrong.where.xpath or None,
            "code": wrong.code,
            "text": _sentence(wrong, self._language),
        }
        self._lines.write(("" if self._first else ",") + public.dumps(entry).rstrip("\n"))
        self._first = False

    def end(self, said: Mapping[str, object], _: Iterable[str]) -> None:
        """The whole document: what is said, language, refused; names in their order."""
        head = {**said, "language": self._language}
        self._answer.write(public.dumps(head).removesuffix("}\n") + ',"refused":[')
        self._lines.seek(0)
        while part := self._lines.read(_KEPT):
            self._answer.write(part)
        self._answer.write("]}\n")
