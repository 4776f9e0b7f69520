"""
From ids and parameters to sentences, in French or English.

Sentences for the practice write values as the language does; the technical sentence keeps them as
the sheet does. In a message ``{name:eur}`` is an amount, ``{name:raw}`` is left as it stands and
``{name:and}`` joins a list by "and" instead of "or". ``{name:act|acts}`` is a number with the noun
that it counts, for one and for several.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

from fsecheck.model.citation import Citation
from fsecheck.model.finding import Finding, Param, Place, Unknown
from fsecheck.rules.catalogue import BY_ID, Entry, messages
from fsecheck.rules.kit import Message

if TYPE_CHECKING:
    from fsecheck.model.waiver import Waived

#: The languages of the renderers; the first is the default.
LANGUAGES: Final = ("fr", "en")

_INTAKE: Final = frozenset({"SEC", "XSD"})


class Locale(Protocol):
    """What a module of ``locale/`` offers."""

    OR: str
    AND: str
    YES: str
    NO: str
    VERDICTS: Mapping[str, tuple[str, str]]
    SEVERITIES: Mapping[str, str]
    LABELS: Mapping[str, str]
    COLUMNS: Sequence[str]
    WAIVERS: Mapping[str, str]
    REFUSALS: Mapping[str, str]
    STATES: Mapping[str, str]
    WORDS: Mapping[str, str]
    FIELDS: Mapping[str, str]
    AMOUNTS: frozenset[str]
    MISSING: Mapping[str, tuple[str, str]]

    def day(self, iso: str) -> str:
        """A day as the language writes it."""

    def number(self, text: str) -> str:
        """A decimal as the language writes it."""

    def amount(self, text: str) -> str:
        """An amount in euros as the language writes it."""

    def singular(self, count: Decimal) -> bool:
        """Whether that many of a thing are told in the singular."""

    def listed(self, items: Sequence[str], word: str) -> str:
        """A list whose last two items are joined by *word*."""


class Text(NamedTuple):
    """The sentences of one finding, or of one rule left undecided."""

    title: str
    """What the rule says."""
    sentence: str
    """What is wrong, or what is not known."""
    remedy: str
    """What to do."""
    technical: str
    """The same for the vendor's developer."""


def locale(language: str) -> Locale:
    """The words of a language of :data:`LANGUAGES`."""
    if language == "en":
        from fsecheck.render.locale import en  # noqa: PLC0415 - only the language asked for is loaded

        return cast("Locale", en)
    from fsecheck.render.locale import fr  # noqa: PLC0415 - only the language asked for is loaded

    return cast("Locale", fr)


def title(rule: str, language: str) -> str:
    """What a rule says, in one sentence."""
    entry = BY_ID[rule]
    if language == "en":
        from fsecheck.render.locale.en_messages import TITLES  # noqa: PLC0415 - only for English

        if rule in TITLES:
            return TITLES[rule]
    return entry.rule.title if entry.rule else entry.title


def title_of(entry: Entry, language: str) -> str:
    """What a rule says, ours or of a pack."""
    return (entry.words.title if entry.words else title)(entry.id, language)


def templates(rule: str, message: str, language: str) -> tuple[str, str, str] | None:
    """Sentence, remedy and technical sentence of a message, unfilled; None where there is none."""
    key = f"{rule}.{message}"
    if rule.rstrip("0123456789") in _INTAKE:
        return _intake(language).get(key)
    if language == "en":
        from fsecheck.render.locale.en_messages import MESSAGES as ENGLISH  # noqa: PLC0415 - only for English

        if key in ENGLISH:
            return ENGLISH[key]
    found = _of_chapter(rule).get(key)
    return None if found is None else (found.sentence, found.remedy, found.technical)


def _intake(language: str) -> Mapping[str, tuple[str, str, str]]:
    if language == "en":
        from fsecheck.intake.messages_en import MESSAGES_EN  # noqa: PLC0415 - only for English

        return MESSAGES_EN
    from fsecheck.intake.messages import MESSAGES  # noqa: PLC0415 - only for a sheet that cannot be read

    return MESSAGES


def messages_of(entry: Entry, language: str) -> dict[str, tuple[str, str, str]]:
    """Every message of a rule, unfilled: sentence, remedy and technical sentence by message id."""
    known: Iterable[str]
    if entry.words:
        known, said = entry.words.messages, entry.words.templates
    else:
        known, said = _intake(language) if entry.family in _INTAKE else _of_chapter(entry.id), templates
    found = {}
    for key in known:
        owner, _, message = key.partition(".")
        texts = said(owner, message, language) if owner == entry.id else None
        if texts is not None:
            found[message] = texts
    return found


def of_finding(finding: Finding, language: str) -> Text:
    """The sentences of a finding."""
    words = locale(language)
    found = (finding.words.templates if finding.words else templates)(finding.rule, finding.message, language)
    says = (finding.words.title if finding.words else title)(finding.rule, language)
    if found is None:
        # A rule that a host brought, or a message that lost its words: said, never hidden.
        plain = words.LABELS["unknown_message"].format(rule=finding.rule, message=finding.message)
        return Text(says, plain, "", plain)
    literal = finding.rule.rstrip("0123456789") in _INTAKE
    spoken = _Values(finding.params, words, raw=literal)
    return Text(
        says,
        found[0].format_map(spoken),
        found[1].format_map(spoken),
        found[2].format_map(_Values(finding.params, words, raw=True)),
    )


def of_unknown(unknown: Unknown, language: str) -> Text:
    """The sentences of a rule left undecided: what is not known, and how to give it."""
    words = locale(language)
    says = (unknown.words.title if unknown.words else title)(unknown.rule, language)
    what = words.MISSING.get(unknown.what)
    details = ", ".join(f"{name}={raw(value, words)}" for name, value in unknown.params.items())
    technical = f"{unknown.what} ({details})" if details else unknown.what
    if what is None:
        return Text(says, words.LABELS["unknown_missing"].format(missing=unknown.what), "", technical)
    values = _Values(unknown.params, words, raw=False)
    return Text(says, what[0].format_map(values), what[1].format_map(values), technical)


def counted(template: str, params: Mapping[str, Param], language: str) -> str:
    """A sentence beside the findings: its values as they stand, numbers with their nouns."""
    return template.format_map(_Values(params, locale(language), raw=True))


def spoken(value: Param, words: Locale, *, money: bool = False, word: str | None = None) -> str:
    """A parameter as the language writes it."""
    if value is None or isinstance(value, bool):
        return raw(value, words)
    if isinstance(value, int):
        return words.amount(f"{value}.00") if money else str(value)
    if isinstance(value, str):
        return _spoken_text(value, words, money=money)
    if isinstance(value, list):
        several = word or words.OR if not any(isinstance(item, dict) for item in value) else " ; "
        return words.listed([spoken(item, words, money=money) for item in value], several)
    if value.keys() == {"acts", "mode"}:
        acts = value["acts"]
        bill = words.LABELS["bill_one" if isinstance(acts, list) and len(acts) == 1 else "bill"]
        return bill.format(acts=spoken(acts, words, word=words.AND), mode=spoken(value["mode"], words))
    return ", ".join(
        f"{words.FIELDS.get(key, key)} {spoken(item, words, money=key in words.AMOUNTS)}" for key, item in value.items()
    )


def _spoken_text(text: str, words: Locale, *, money: bool) -> str:
    if _is_day(text):
        return words.day(text)
    if _is_decimal(text):
        return words.amount(text) if money else words.number(text)
    return words.WORDS.get(text, text)


def raw(value: Param, words: Locale) -> str:
    """A parameter as the sheet writes it."""
    if isinstance(value, bool):
        return words.YES if value else words.NO
    if value is None:
        return "-"
    if isinstance(value, list):
        return ", ".join(raw(item, words) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {raw(item, words)}" for key, item in value.items())
    return str(value)


def suggested(suggestion: Mapping[str, Param], language: str) -> str:
    """The one mechanical answer, field by field."""
    words = locale(language)
    return " ; ".join(
        f"{words.FIELDS.get(name, name)} {spoken(value, words, money=name in words.AMOUNTS)}"
        for name, value in suggestion.items()
    )


def where(place: Place, words: Locale) -> str:
    """Where a finding is, in words; "" for the sheet as a whole."""
    labels = words.LABELS
    parts = []
    if place.act is not None:
        parts.append(labels["act"].format(act=place.act))
    if place.line is not None:
        parts.append(labels["line"].format(line=place.line))
    if place.column is not None:
        parts.append(labels["column"].format(column=place.column))
    if place.reference is not None:
        parts.append(labels["reference"].format(reference=place.reference))
    return clean(", ".join(parts))


def quoted(citations: Iterable[Citation]) -> list[Citation]:
    """The citations of a finding, one for each span of days: values that share a text name it once."""
    spans: dict[tuple[date, date | None, date], Citation] = {}
    for citation in citations:
        span = (citation.since, citation.until, citation.verified_on)
        known = spans.setdefault(span, citation._replace(sources=()))
        told = {(source.text, source.url, source.article) for source in known.sources}
        new = [source for source in citation.sources if (source.text, source.url, source.article) not in told]
        spans[span] = known._replace(sources=(*known.sources, *new))
    return list(spans.values())


def cited(citation: Citation, words: Locale) -> str:
    """The texts of a value, with its dates."""
    texts = " ; ".join(
        ", ".join(part for part in (source.text, source.article) if part) + (f" <{source.url}>" if source.url else "")
        for source in citation.sources
    )
    since, labels = words.day(citation.since.isoformat()), words.LABELS
    if citation.until is None:
        dates = labels["since"].format(since=since)
    else:
        dates = labels["span"].format(since=since, until=words.day(citation.until.isoformat()))
    return f"{texts} ({dates}, {labels['verified'].format(day=words.day(citation.verified_on.isoformat()))})"


def earlier(number: str, day: str, words: Locale) -> str:
    """An earlier invoice that was counted."""
    return words.LABELS["evidence_one"].format(number=number, day=words.day(day))


def waived(of: "Waived", words: Locale) -> str:
    """A waiver of the practice and what came of it."""
    one, labels = of.waiver, words.LABELS
    return labels["waiver"].format(
        rule=one.rule,
        where=labels["sheet_itself"] if one.act is None else labels["act"].format(act=one.act),
        state=words.WAIVERS[of.state],
        author=one.author,
        expires=words.day(one.expires.isoformat()),
        reason=one.reason,
    )


def lacking(unknowns: Iterable[Unknown], language: str) -> Iterator[tuple[str, str, str, str]]:
    """
    Rules left undecided, grouped by rule and by what is missing.

    Rule, the acts in words ("" for the sheet as a whole), what is missing and how to give it.
    """
    words = locale(language)
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for unknown in unknowns:
        text = of_unknown(unknown, language)
        acts = grouped.setdefault((unknown.rule, text.sentence, text.remedy), [])
        if unknown.place.act is not None:
            acts.append(str(unknown.place.act))
    for (rule, sentence, remedy), acts in grouped.items():
        if len(acts) == 1:
            shown = words.LABELS["act"].format(act=acts[0])
        else:
            shown = words.LABELS["acts"].format(acts=words.listed(acts, words.AND)) if acts else ""
        yield rule, shown, sentence, remedy


class _Value:
    """A parameter on its way into a sentence."""

    __slots__ = ("_literal", "_value", "_words")

    def __init__(self, value: Param, words: Locale, *, literal: bool) -> None:
        self._value = value
        self._words = words
        self._literal = literal

    def __format__(self, how: str) -> str:
        words = self._words
        if "|" in how:
            one, _, several = how.partition("|")
            return f"{self} {one if words.singular(_count(self._value)) else several}"
        if self._literal or how == "raw":
            return raw(self._value, words)
        return spoken(self._value, words, money=how == "eur", word=words.AND if how == "and" else None)


class _Values(dict[str, _Value]):
    """The parameters of a sentence; one that is not there keeps its name, so that a sentence always comes out."""

    def __init__(self, params: Mapping[str, Param], words: Locale, *, raw: bool) -> None:
        super().__init__({name: _Value(value, words, literal=raw) for name, value in params.items()})
        self._words = words

    def __missing__(self, name: str) -> _Value:
        return _Value(f"{{{name}}}", self._words, literal=True)


def _of_chapter(rule: str) -> Mapping[str, Message]:
    """The messages of the chapter of a rule of ours: one finding is not worth the reading of them all."""
    entry = BY_ID.get(rule)
    return messages([entry.chapter]) if entry and entry.chapter else {}


def _count(value: Param) -> Decimal:
    """How many things a parameter counts; what is no number is told in the plural."""
    if isinstance(value, int) or (isinstance(value, str) and _is_decimal(value)):
        return Decimal(value)
    return Decimal("Infinity")


def _is_day(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-" and (text[:4] + text[5:7] + text[8:]).isdigit()


def _is_decimal(text: str) -> bool:
    whole, point, cents = text.removeprefix("-").partition(".")
    return bool(point) and whole.isdigit() and cents.isdigit()


def clean(text: str) -> str:
    """*text* with control characters, which a terminal would obey, turned into a sign."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
