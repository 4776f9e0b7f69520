"""
Reads ``case.toml``, and says clearly what is wrong with one that cannot be played.

The format is described by ``schemas/case/1.json``. A key that is not known is an error: an
expectation that nobody compares would be a lie.
"""

import os
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import frozen

from fsecheck.model.report import OUTCOMES, VERDICTS
from fsecheck.rules.catalogue import BY_ID, FAMILIES
from fsecheck.settings import Settings, SettingsError

NAME: Final = "case.toml"
#: What a payer answers.
ANSWERS: Final = ("acknowledged", "paid", "rejected")
STATES: Final = ("recorded", "reserved", "confirmed", "released", "acknowledged", "paid", "rejected", "cancelled")
ACTIONS: Final = ("check", "reserve", "record", "confirm", "release", "cancel", "settle", "cover", "uncover")
_LONGEST: Final = 1_048_576

_CASE: Final = {
    "title", "today", "sheet", "context", "as_of", "reference", "second_opinion", "settings", "ledger", "step",
    "expect",
}  # fmt: skip
_LEDGER: Final = {"practice", "coverage", "invoice", "history"}
_INVOICE: Final = {
    "sheet", "context", "state", "number", "drawn_up", "mk", "patient", "acts", "direct_access", "mode", "corrects",
    "today",
}  # fmt: skip
_EXPECT: Final = {"verdict", "finding", "undecided", "not_evaluated", "outcomes"}
_FINDING: Final = {
    "rule", "message", "act", "line", "severity", "params", "evidence", "sheet", "suggested", "reference",
}  # fmt: skip
_UNDECIDED: Final = {"rule", "missing", "note", "act", "sheet", "params"}
_STEP: Final = {
    "title", "action", "sheet", "context", "today", "number", "mk", "attempt", "outcome", "from", "to", "expect",
}  # fmt: skip
_WRITTEN: Final = {"held", "state", "changed", "refused", "conflict", "attempt"}


class CaseError(ValueError):
    """A case that cannot be played: the file, the key and what is wrong."""


@frozen(slots=False, eq=False, repr=False)
class Expected:
    """What is expected of one sheet, or of a whole document."""

    verdict: str | None
    findings: tuple[Mapping[str, Any], ...] | None
    """None where only what was written is expected."""
    undecided: tuple[Mapping[str, Any], ...] = ()
    not_evaluated: tuple[str, ...] | None = None
    outcomes: Mapping[str, str] = {}
    sheets: tuple["Expected", ...] = ()
    """Of a lot: what is expected of each of its sheets."""
    written: Mapping[str, Any] = {}
    """Of a step that writes: held, state, changed, refused, conflict, attempt."""


@frozen(slots=False, eq=False, repr=False)
class Step:
    """One call of a journey."""

    title: str
    action: str
    today: date
    expected: Expected
    sheet: str | None = None
    context: str | None = None
    number: str | None = None
    mk: str | None = None
    attempt: int | None = None
    outcome: str | None = None
    since: date | None = None
    until: date | None = None


@frozen(slots=False, eq=False, repr=False)
class Case:
    """One case, or one journey, as its file says it."""

    folder: str
    title: str
    today: date
    steps: tuple[Step, ...]
    """A plain case is one step: check."""
    journey: bool
    as_of: date | None = None
    reference: bool = False
    second_opinion: bool = False
    settings: Settings | None = None
    practice: str | None = None
    """Identifier of the practice; None: the case has no ledger."""
    coverage: tuple[Mapping[str, Any], ...] = ()
    invoices: tuple[Mapping[str, Any], ...] = ()
    history: str | None = None
    """File of a whole history, beside the case; before the invoices and the coverage listed."""
    rules: frozenset[str] = frozenset(BY_ID)
    """Every rule that may speak: ours, and those of the packs that its settings name."""

    @property
    def name(self) -> str:
        """Name of the case's folder."""
        return os.path.basename(self.folder)


def find(paths: Sequence[str]) -> list[str]:
    """Path of every ``case.toml`` in *paths* (files or folders), sorted. Raises CaseError where there is none."""
    found: list[str] = []
    for path in paths:
        if os.path.isfile(path):
            found.append(path)
            continue
        inside = [os.path.join(base, NAME) for base, _, files in os.walk(path) if NAME in files]
        if not inside:
            raise CaseError(f"{path} : aucun {NAME} dans ce dossier")
        found += sorted(inside)
    return found


def read(path: str) -> Case:
    """The case of a file. Raises CaseError."""
    try:
        with open(path, "rb") as stream:
            raw = stream.read(_LONGEST + 1)
        if len(raw) > _LONGEST:
            raise CaseError(f"{path} : plus de {_LONGEST} octets")
        document = tomllib.loads(raw.decode("utf-8"))
    except OSError as error:
        from fsecheck.model.reasons import reason  # noqa: PLC0415 - only when something went wrong

        raise CaseError(f"{path} : illisible ({reason(error.errno)})") from None
    except UnicodeDecodeError:
        raise CaseError(f"{path} : n'est pas un texte UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise CaseError(f"{path} : n'est pas du TOML ({error})") from None
    return _Reader(path).case(document)


class _Reader:
    """Reads one file; every complaint names it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.folder = os.path.dirname(os.path.abspath(path))
        self.rules = frozenset(BY_ID)

    def wrong(self, key: str, said: str) -> CaseError:
        return CaseError(f"{self.path} : {key} : {said}")

    def case(self, document: dict[str, Any]) -> Case:
        self.table("case", document, _CASE)
        today = self.get("today", document, date)
        if today is None:
            raise self.wrong("today", "il manque le jour du contrôle")
        settings = self.settings(document)
        journey = "step" in document
        if journey == ("expect" in document):
            raise self.wrong("expect", "un cas a [expect], un parcours a des [[step]] : l'un ou l'autre")
        if journey:
            for key in ("sheet", "context"):
                if key in document:
                    raise self.wrong(key, "un parcours le dit dans ses étapes")
            steps = tuple(
                self.step(f"step[{place}]", item, today) for place, item in enumerate(self.array("step", document), 1)
            )
        else:
            sheet = self.file("sheet", document, "fse.xml")
            context = self.file("context", document, None)
            if context is None and os.path.isfile(os.path.join(self.folder, "contexte.xml")):
                context = "contexte.xml"
            expected = self.expected("expect", self.get("expect", document, dict))
            if expected.verdict is None:
                raise self.wrong("expect.verdict", "il manque le verdict attendu")
            steps = (Step("", "check", today, expected, sheet, context),)
        ledger = self.get("ledger", document, dict)
        case = Case(
            folder=self.folder,
            title=self.get("title", document, str) or "",
            today=today,
            steps=steps,
            journey=journey,
            as_of=self.get("as_of", document, date),
            reference=self.get("reference", document, bool) or False,
            second_opinion=self.get("second_opinion", document, bool) or False,
            settings=settings,
            rules=self.rules,
            **({} if ledger is None else self.ledger(ledger)),
        )
        if not case.title:
            raise self.wrong("title", "il manque un titre")
        if case.as_of is not None and case.reference:
            raise self.wrong("as_of", "refusé en mode référence")
        if case.practice is None and any(step.action != "check" for step in steps):
            raise self.wrong("ledger", "un parcours qui écrit a un registre : [ledger]")
        return case

    def settings(self, document: Mapping[str, Any]) -> Settings | None:
        tables = self.get("settings", document, dict)
        if tables is None:
            return None
        from fsecheck.settings.load import from_tables  # noqa: PLC0415 - only for a case with settings

        try:
            settings = from_tables(tables, f"{self.path} : settings", self.folder)
            if settings.packs:
                from fsecheck.settings.packs import load  # noqa: PLC0415 - only for a case that names a pack

                self.rules |= {entry.id for pack in load(settings.packs) for entry in pack.rules}
        except SettingsError as error:
            raise CaseError(str(error)) from None
        return settings

    def ledger(self, table: dict[str, Any]) -> dict[str, Any]:
        self.table("ledger", table, _LEDGER)
        for place, claim in enumerate(self.array("ledger.coverage", table), 1):
            where = f"ledger.coverage[{place}]"
            self.table(where, claim, {"mk", "from", "to"})
            if self.get("from", claim, date, where) is None:
                raise self.wrong(where, "il manque from")
            self.get("to", claim, date, where)
            self.get("mk", claim, str, where)
        for place, invoice in enumerate(self.array("ledger.invoice", table), 1):
            where = f"ledger.invoice[{place}]"
            self.table(where, invoice, _INVOICE)
            state = invoice.get("state", "recorded")
            if state not in STATES:
                raise self.wrong(f"{where}.state", f"{state!r} n'est pas un de {', '.join(STATES)}")
            if "sheet" in invoice:
                self.file("sheet", invoice, None, where)
                if odd := sorted(set(invoice) - {"sheet", "context", "state", "today"}):
                    raise self.wrong(f"{where}.{odd[0]}", "une facture est une feuille, ou un enregistrement court")
            elif lacking := sorted({"number", "drawn_up", "acts"} - set(invoice)):
                raise self.wrong(where, f"il manque {lacking[0]}")
        return {
            "practice": self.get("practice", table, str, "ledger") or "CABINET",
            "coverage": tuple(self.array("ledger.coverage", table)),
            "invoices": tuple(self.array("ledger.invoice", table)),
            "history": self.file("history", table, None, "ledger"),
        }

    def step(self, where: str, item: dict[str, Any], default: date) -> Step:
        self.table(where, item, _STEP)
        action = self.get("action", item, str, where)
        if action not in ACTIONS:
            raise self.wrong(f"{where}.action", f"{action!r} n'est pas une de {', '.join(ACTIONS)}")
        takes_sheet = action in {"check", "reserve", "record"}
        if takes_sheet and "sheet" not in item:
            raise self.wrong(where, f"{action} veut sheet")
        if action in {"confirm", "release", "cancel", "settle"} and "number" not in item:
            raise self.wrong(where, f"{action} veut number")
        if action == "settle" and item.get("outcome") not in ANSWERS:
            raise self.wrong(f"{where}.outcome", "acknowledged, paid ou rejected")
        if action in {"cover", "uncover"} and ("from" not in item or "mk" not in item):
            raise self.wrong(where, f"{action} veut mk et from")
        expect = self.get("expect", item, dict, where)
        expected = Expected(None, None) if expect is None else self.expected(f"{where}.expect", expect, step=True)
        if takes_sheet and expected.verdict is None:
            raise self.wrong(f"{where}.expect.verdict", "il manque le verdict attendu")
        return Step(
            title=self.get("title", item, str, where) or "",
            action=action,
            today=self.get("today", item, date, where) or default,
            expected=expected,
            sheet=self.file("sheet", item, None, where),
            context=self.file("context", item, None, where),
            number=self.get("number", item, str, where),
            mk=self.get("mk", item, str, where),
            attempt=self.get("attempt", item, int, where),
            outcome=self.get("outcome", item, str, where),
            since=self.get("from", item, date, where),
            until=self.get("to", item, date, where),
        )

    def expected(self, where: str, table: dict[str, Any], *, step: bool = False, in_lot: bool = False) -> Expected:
        known = _EXPECT | (_WRITTEN if step or in_lot else set()) | (set() if in_lot else {"sheet"})
        self.table(where, table, known)
        verdict = self.get("verdict", table, str, where)
        if verdict is not None and verdict not in VERDICTS:
            raise self.wrong(f"{where}.verdict", f"{verdict!r} n'est pas un de {', '.join(VERDICTS)}")
        sheets = tuple(
            self.expected(f"{where}.sheet[{place}]", one, in_lot=True)
            for place, one in enumerate(self.array(f"{where}.sheet", table), 1)
        )
        if in_lot and verdict is None:
            raise self.wrong(f"{where}.verdict", "il manque le verdict attendu")
        findings = self.array(f"{where}.finding", table)
        if sheets and findings:
            raise self.wrong(f"{where}.finding", "dans un lot décrit par [[expect.sheet]], chaque feuille a les siens")
        for place, finding in enumerate(findings, 1):
            self.rule(f"{where}.finding[{place}]", finding, _FINDING)
        undecided = self.array(f"{where}.undecided", table)
        for place, unknown in enumerate(undecided, 1):
            self.rule(f"{where}.undecided[{place}]", unknown, _UNDECIDED)
        outcomes = self.get("outcomes", table, dict, where) or {}
        for rule, outcome in outcomes.items():
            if rule not in self.rules or outcome not in OUTCOMES:
                raise self.wrong(f"{where}.outcomes.{rule}", f"une règle connue, et un de {', '.join(OUTCOMES)}")
        families = table.get("not_evaluated")
        if families is not None and not (isinstance(families, list) and all(f in FAMILIES for f in families)):
            raise self.wrong(f"{where}.not_evaluated", f"une liste de familles : {', '.join(FAMILIES)}")
        return Expected(
            verdict,
            tuple(findings) if verdict is not None else None,
            tuple(undecided),
            None if families is None else tuple(families),
            outcomes,
            sheets,
            {key: table[key] for key in _WRITTEN if key in table},
        )

    def rule(self, where: str, item: dict[str, Any], known: set[str]) -> None:
        self.table(where, item, known)
        if item.get("rule") not in self.rules:
            raise self.wrong(f"{where}.rule", f"{item.get('rule')!r} n'est pas une règle du catalogue")
        for key in ("act", "line", "sheet"):
            self.get(key, item, int, where)
        for key in ("params", "suggested"):
            self.get(key, item, dict, where)

    def file(self, key: str, table: Mapping[str, Any], default: str | None, where: str = "") -> str | None:
        """A file beside the case; it must exist."""
        name = self.get(key, table, str, where) or default
        if name is not None and not os.path.isfile(os.path.join(self.folder, name)):
            raise self.wrong(f"{where}.{key}".strip("."), f"{name} n'existe pas à côté du cas")
        return name

    def table(self, where: str, table: object, known: set[str]) -> None:
        if not isinstance(table, dict):
            raise self.wrong(where, "une table est attendue")
        if odd := sorted(set(table) - known):
            raise self.wrong(f"{where}.{odd[0]}", f"clé inconnue ; connues : {', '.join(sorted(known))}")

    def array(self, where: str, table: Mapping[str, Any]) -> list[dict[str, Any]]:
        array = table.get(where.rpartition(".")[2], [])
        if not isinstance(array, list) or not all(isinstance(item, dict) for item in array):
            raise self.wrong(where, "une suite de tables est attendue ([[...]])")
        return array

    def get(self, key: str, table: Mapping[str, Any], kind: type, where: str = "") -> Any:  # noqa: ANN401 - the type asked for
        value = table.get(key)
        if value is not None and type(value) is not kind:
            raise self.wrong(f"{where}.{key}".strip("."), f"{kind.__name__} attendu, {type(value).__name__} trouvé")
        return value
