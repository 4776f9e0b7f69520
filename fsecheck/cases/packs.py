"""Judges a pack of rules as the house judges its own: words in both languages, and cases that hold."""

from collections.abc import Iterator
from string import Formatter
from typing import Final

from fsecheck.cases.play import Result, play
from fsecheck.cases.read import CaseError, find, read
from fsecheck.model.finding import Finding
from fsecheck.rules.pack import Pack
from fsecheck.settings.packs import load

_LANGUAGES: Final = ("fr", "en")


def judge(name: str) -> tuple[Pack, tuple[str, ...]]:
    """The pack of that name (``module:name``) and what is wrong with it. Raises SettingsError where it cannot load."""
    (pack,) = load((name,))
    return pack, (*_words(pack), *_cases(name, pack))


def _words(pack: Pack) -> Iterator[str]:
    """Each rule has its English title; each message belongs to a rule and names the same values in both languages."""
    ids = {entry.id for entry in pack.rules}
    for rule in sorted(ids - set(pack.titles)):
        yield f"{rule} : il manque le titre anglais"
    for key, texts in pack.messages.items():
        if key.partition(".")[0] not in ids:
            yield f"{key} : d'aucune règle du lot"
        lacking = [language for language in _LANGUAGES if language not in texts]
        if lacking:
            yield f"{key} : il manque la langue {', '.join(lacking)}"
            continue
        french, english = (texts[language] for language in _LANGUAGES)
        if _named(*french[:2]) != _named(*english[:2]) or _named(french[2]) != _named(english[2]):
            yield f"{key} : les deux langues ne nomment pas les mêmes valeurs"


def _named(*texts: str) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def _cases(name: str, pack: Pack) -> Iterator[str]:
    """Every case holds and names the pack; each rule speaks in one of its own and is silent in another."""
    try:
        results = [play(read(path)) for path in find([pack.cases] if pack.cases else [])]
    except CaseError as error:
        yield str(error)
        return
    for result in results:
        settings = result.case.settings
        if settings is None or name not in settings.packs:
            yield f"{result.case.name} : ne nomme pas le lot dans ses réglages"
        yield from (f"{result.case.name} : {difference}" for difference in result.differences)
    for entry in pack.rules:
        own = [result for result in results if result.case.name.startswith(f"{entry.id}-")]
        speaks = [any(finding.rule == entry.id for finding in _findings(result)) for result in own]
        if True not in speaks:
            yield f"{entry.id} : aucun cas où elle parle"
        if False not in speaks:
            yield f"{entry.id} : aucun cas où elle se tait"
    said = {f"{finding.rule}.{finding.message}" for result in results for finding in _findings(result)}
    for key in sorted(set(pack.messages) - said):
        yield f"{key} : aucun cas ne le fait dire"
    for key in sorted(key for key in said - set(pack.messages) if key.startswith(pack.prefix)):
        yield f"{key} : il manque ses phrases"


def _findings(result: Result) -> Iterator[Finding]:
    return (finding for step in result.steps for report in step.reports for finding in report.findings)
