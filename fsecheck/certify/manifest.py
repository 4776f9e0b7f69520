"""
Reads a pack: the manifest and the scenarios, each told with its file and key where something is wrong.

The format is ``schemas/pack/1.json``.
"""

import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, Final

from fsecheck.cases.coverage import coverage
from fsecheck.certify.pack import (
    HOOK,
    KINDS,
    MANIFEST,
    PRODUCER,
    Answer,
    Attestation,
    Code,
    ExpectedInvoice,
    Form,
    Hook,
    Pack,
    Producer,
    Requirement,
    Scenario,
    Words,
    cases_of,
    files,
    plain,
    shown,
)
from fsecheck.certify.reading import Table, load
from fsecheck.model.invoice import Act
from fsecheck.model.report import VERDICTS
from fsecheck.rules.catalogue import BY_ID

FORMAT: Final = 1
#: Ids name folders: letters, digits and dashes, on every system.
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")
_CODE: Final = re.compile(r"([A-Z]{3}[0-9]{3})(?:@([0-9]{1,2}))?")
_CASE: Final = re.compile(r"([A-Z]{3}[0-9]{3})-(.+)-[a-z]+")
_ACT: Final = frozenset(Act.__annotations__) - {"rank", "line"}


def read(folder: str) -> Pack:
    """The pack of a folder. Raises FormatError."""
    manifest = load(os.path.join(folder, MANIFEST))
    if manifest.need("format", int) != FORMAT:
        raise manifest.wrong("format", f"cette version de fsecheck lit le format {FORMAT}")
    sets = {name: _set(manifest, name) for name in (manifest.get("sets", dict) or {})}
    requirements = tuple(_requirements(manifest))
    named = manifest.texts("files")
    if not named:
        raise manifest.wrong("files", "il manque les fichiers de scénarios")
    scenarios: list[Scenario] = []
    for name in named:
        if not name.endswith(".toml") or "/" in name or "\\" in name:
            raise manifest.wrong("files", f"{name!r} n'est pas le nom d'un fichier .toml du dossier")
        document = load(os.path.join(folder, name))
        for table in document.tables("scenario"):
            scenarios.append(_Scenarios(folder, requirements, sets).read(table, len(scenarios) + 1))
        document.done()
    _unique("requirement", [one.id for one in requirements], manifest)
    _unique("scenario", [one.id for one in scenarios], manifest)
    pack = Pack(
        folder=folder,
        id=_named(manifest),
        version=manifest.need("version", str),
        title=manifest.words("title"),
        reference_date=manifest.need("reference_date", date),
        law=manifest.need("law", str),
        requirements=requirements,
        scenarios=tuple(scenarios),
        sha256="",
    )
    manifest.done()
    return pack._replace(sha256=_digest(pack))


def _digest(pack: Pack) -> str:
    whole = sha256()
    for name, path in files(pack):
        with open(path, "rb") as stream:
            whole.update(f"{name}\0{sha256(stream.read()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _set(manifest: Table, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = manifest.table("sets").table(name).values
    return found


def _requirements(manifest: Table) -> Iterator[Requirement]:
    """Each as written; where it is one of our statements, its French words and its rules are those of the table."""
    statements = {one.id: one for one in coverage()}
    for table in manifest.tables("requirement"):
        own: str = table.need("id", str)
        statement = statements.get(own)
        rules = table.texts("rules")
        if statement is not None and "fr" not in table:
            says = {"fr": statement.says, "en": table.need("en", str)}
            rules = rules or statement.rules
        else:
            says = {"fr": table.need("fr", str), "en": table.need("en", str)}
        for rule in rules:
            if rule not in BY_ID:
                raise table.wrong("rules", f"{rule!r} n'est pas une règle du catalogue")
        table.done()
        yield Requirement(own, says, rules)


def _named(table: Table) -> str:
    value: str = table.need("id", str)
    if _ID.fullmatch(value) is None:
        raise table.wrong("id", "attendu des lettres, des chiffres et des tirets")
    return value


def _unique(what: str, ids: list[str], manifest: Table) -> None:
    folded = [one.lower() for one in ids]
    for one in ids:
        if folded.count(one.lower()) > 1:
            raise manifest.wrong(what, f"{one} est deux fois")


class _Scenarios:
    """Reads scenarios, with what the manifest says that they may name."""

    def __init__(
        self, folder: str, requirements: tuple[Requirement, ...], sets: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.folder = folder
        self.requirements = {one.id for one in requirements}
        self.sets = sets

    def read(self, table: Table, number: int) -> Scenario:
        own = _named(table)
        kind = table.word("kind", KINDS)
        rules = table.texts("rules")
        for rule in rules:
            if rule not in BY_ID:
                raise table.wrong("rules", f"{rule!r} n'est pas une règle du catalogue")
        requirements = table.texts("requirements")
        for one in requirements:
            if one not in self.requirements:
                raise table.wrong("requirements", f"{one!r} n'est pas une exigence du jeu")
        play: Producer | Hook | Attestation
        if kind == HOOK:
            play = self.hook(table)
        else:
            play = self.producer(table) if kind == PRODUCER else Attestation(table.words("asks"))
        title = table.words("title") if kind != HOOK or "title" in table else self.title(play)
        tags = (kind, *table.texts("tags"))
        today = table.need("today", date) if kind == PRODUCER else None
        table.done()
        return Scenario(
            own, number, kind, title, tags, requirements, rules, today, f"{table.file} : {table.where}", play
        )

    def hook(self, table: Table) -> Hook:
        case: str = table.need("case", str)
        parts = case.split("/")
        if any(part in {"", ".", ".."} or "\\" in part for part in parts):
            raise table.wrong("case", "attendu un chemin sous le dossier des cas, avec des /")
        if not os.path.isfile(os.path.join(cases_of(self.folder), *parts, "case.toml")):
            raise table.wrong("case", f"{case} : ce dossier n'a pas de case.toml")
        answers = tuple(_answer(one) for one in table.tables("answers"))
        if not answers:
            raise table.wrong("answers", "il manque les réponses attendues")
        return Hook(case, answers)

    def title(self, play: Producer | Hook | Attestation) -> Words:
        """A hook without a title bears that of its case; its English one is the name of the folder."""
        assert isinstance(play, Hook)  # noqa: S101 - the only kind that may do without
        case = load(os.path.join(cases_of(self.folder), *play.case.split("/"), "case.toml"))
        match = _CASE.fullmatch(play.case.rpartition("/")[2])
        rule, words = ("", play.case.rpartition("/")[2]) if match is None else (match[1] + ": ", match[2])
        spoken = words.replace("-", " ")
        return {"fr": case.need("title", str), "en": rule + spoken if rule else spoken.capitalize()}

    def producer(self, table: Table) -> Producer:
        data: dict[str, Any] = {}
        history: list[Mapping[str, Any]] = []
        for name in table.texts("with"):
            if name not in self.sets:
                raise table.wrong("with", f"{name!r} n'est pas une table de [sets]")
            data = merged(data, self.sets[name])
            history += data.pop("history", [])
        data = merged(data, table.get("data", dict) or {})
        history += data.pop("history", [])
        covered = data.pop("covered_from", None)
        if not (covered is None or type(covered) is date):
            raise table.wrong("data.covered_from", "attendu une date AAAA-MM-JJ")
        settings = data.pop("settings", {})
        forms = tuple(_form(one) for one in table.tables("form"))
        if not forms:
            raise table.wrong("form", "il manque ce que la situation demande ([[scenario.form]])")
        mk = data.get("practitioner", {}).get("rpps")
        if not isinstance(mk, str):
            raise table.wrong("data.practitioner.rpps", "il manque le numéro de qui facture")
        play = Producer(table.words("situation"), data, settings, tuple(history), covered, mk, forms)
        _check_history(table, play)
        return play


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Two tables in one: where both hold a table under a key these are merged too, else *above* has its way."""
    both = dict(below)
    for key, value in above.items():
        known = both.get(key)
        both[key] = merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return both


def code(text: str) -> Code | None:
    """A code as packs write it: ``TEX001@2``, or ``TEX001`` for the sheet as a whole; None where it is none."""
    match = _CODE.fullmatch(text)
    return None if match is None else (match[1], None if match[2] is None else int(match[2]))


def _answer(table: Table) -> Answer:
    verdict = table.word("verdict", VERDICTS)
    found = [code(one) for one in table.texts("codes")]
    if any(one is None or one[0] not in BY_ID for one in found):
        raise table.wrong("codes", "attendu des règles du catalogue, et l'acte après @ : TEX001@2")
    stops = table.texts("stops")
    table.done()
    return Answer(verdict, tuple(one for one in found if one is not None), stops)


def _form(table: Table) -> Form:
    findings = table.texts("findings")
    if odd := [rule for rule in findings if rule not in BY_ID]:
        raise table.wrong("findings", f"{odd[0]!r} n'est pas une règle du catalogue")
    invoices = tuple(_invoice(one) for one in table.tables("invoice"))
    if not invoices:
        raise table.wrong("invoice", "il manque les factures attendues")
    tolerated = table.words("tolerated") if "tolerated" in table else None
    table.done()
    return Form(invoices, frozenset(findings), tolerated)


def _invoice(table: Table) -> ExpectedInvoice:
    acts = tuple(_act(one) for one in table.tables("acts"))
    if not acts:
        raise table.wrong("acts", "il manque les actes attendus")
    texts = {key: table.get(key, str) for key in ("renewed_by", "fees", "amo")}
    found = ExpectedInvoice(
        acts, table.texts("modes"), table.texts("prescribers"), table.get("direct_access", bool), **texts
    )
    table.done()
    return found


def _act(table: Table) -> Mapping[str, str]:
    if odd := sorted(set(table.values) - _ACT):
        raise table.wrong(odd[0], f"champ inconnu d'un acte ; connus : {', '.join(sorted(_ACT))}")
    if not {"day", "code"} <= set(table.values):
        raise table.wrong("day", "un acte attendu dit day et code")
    for key, value in table.values.items():
        if isinstance(value, float):
            raise table.wrong(key, "un nombre à virgule s'écrit entre guillemets")
    return {key: shown(value) for key, value in table.values.items()}


def _check_history(table: Table, play: Producer) -> None:
    from fsecheck.imports.record import RecordError  # noqa: PLC0415 - only for a history
    from fsecheck.imports.record import read as record  # noqa: PLC0415 - only for a history

    for place, one in enumerate(play.history, 1):
        try:
            record(plain(one))
        except RecordError as error:
            field = f"history[{place}].{error.field}".rstrip(".")
            raise table.wrong(field, f"n'est pas un enregistrement de schemas/import/1.json ({error})") from None
