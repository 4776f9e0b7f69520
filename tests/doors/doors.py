"""
Plays a case through one door after another, each with its own copy of the case's ledger.

What a door says of a step is a list of reports as ``schemas/report/1.json`` has them, and what was
written: state and attempt of the invoice, whether the call changed it, the ledger's refusal.
"""

import base64
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from fsecheck import Checker
from fsecheck.cases.play import fill, load, own_invoice, play
from fsecheck.cases.read import Case, Step
from fsecheck.checker import Held
from fsecheck.cli import run
from fsecheck.law.lawset import Law
from fsecheck.ledger import keys, sqlite
from fsecheck.ledger.keeping import Entry, Written
from fsecheck.ledger.port import LedgerRefusedError
from fsecheck.rules.acts import counted
from fsecheck.service.calls import Service
from fsecheck.service.hook import Loop
from fsecheck.settings import Settings
from fsecheck.settings.load import KEYS

WRITES: Final = ("reserve", "record")
_LAW: Final = Law()


class Said(NamedTuple):
    """What a door says of a step."""

    reports: list[Any]
    written: list[Any]


class Home:
    """A case made ready: its ledger as it stands before the first step, and the key to it."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case = case
        self.folder = folder
        self.key = folder / "key"
        self._secret = keys.create(str(self.key)) if case.practice is not None else None
        if self._secret is not None:
            book = sqlite.init(str(folder / "first.db"), self._secret, case.practice or "", case.today, _classify)
            fill(book, case)
            book.close()

    def ledger(self, door: str) -> str | None:
        """A copy of the ledger for one door; None where the case has none."""
        if self._secret is None:
            return None
        copy = self.folder / f"{door}.db"
        shutil.copyfile(self.folder / "first.db", copy)
        return str(copy)

    @contextmanager
    def checker(self, door: str) -> Iterator[Checker]:
        """The checker that the case asks for, on a ledger of that door's own."""
        path, case = self.ledger(door), self.case
        book = None if path is None or self._secret is None else sqlite.open(path, self._secret, classify=_classify)
        asked = {"reference": case.reference, "second_opinion": case.second_opinion, "as_of": case.as_of}
        try:
            yield Checker(book, settings=case.settings, **asked)  # type: ignore[arg-type] # options of a case
        finally:
            if book is not None:
                book.close()


def api(home: Home) -> list[Said]:
    """The Python calls."""
    with home.checker("api") as checker:
        return [_api(home.case, step, checker) for step in home.case.steps]


def command(home: Home) -> list[Said]:
    """The command line; what it has no command for is done through the API."""
    ledger = home.ledger("command")
    return [_command(home, step, ledger) for step in home.case.steps]


def service(home: Home, say: Callable[[Service, str, dict[str, Any]], Any], door: str) -> list[Said]:
    """A door of the service: *say* makes one call and gives its result, or ``{"refused": code}``."""
    with home.checker(door) as checker:
        service = Service(checker, lambda: date.min)
        return [_service(home.case, step, lambda name, params: say(service, name, params)) for step in home.case.steps]


def hook(service: Service, name: str, params: dict[str, Any]) -> Any:
    """The loop of the child process, line by line."""
    reply = Loop(service).answer(_line(name, params))
    assert reply is not None
    return _result(json.loads(reply))


def plugin(home: Home) -> list[list[Any]]:
    """What the pytest plugin plays: for each step, verdict and ids of each sheet; its ledger is in memory."""
    return [ids([report.to_dict() for report in played.reports]) for played in play(home.case).steps]


class Child:
    """One real child process, kept for many sheets."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fsecheck.cli", "hook"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def say(self, _service: Service, name: str, params: dict[str, Any]) -> Any:
        """One call."""
        source, sink = self._process.stdout, self._process.stdin
        assert source is not None
        assert sink is not None
        sink.write(_line(name, params) + b"\n")
        sink.flush()
        return _result(json.loads(source.readline()))

    def end(self) -> int:
        """Its exit code once its input has ended."""
        self._process.communicate()
        return self._process.returncode


def ids(reports: list[Any]) -> list[Any]:
    """Verdict and ids of each report."""
    return [
        [
            report["verdict"],
            *([one["rule"], one["where"]] for kind in ("findings", "undecided") for one in report[kind]),
        ]
        for report in reports
    ]


def told(case: Case, said: list[Said]) -> list[Said]:
    """What a door says, each ledger that was written by it named by the number of its head alone."""
    if case.journey:
        for step in said:
            for report in step.reports:
                made = report["made_with"]
                made["ledger"] = made["ledger"] and made["ledger"].partition(":")[0]
    return said


def settings(case: Case) -> str:
    """The settings of a case as ``fsecheck.toml`` writes them."""
    stated = case.settings or Settings()
    return "\n".join(
        f"[{table}]\n"
        + "".join(
            f"{name} = {json.dumps(getattr(stated, key.attribute))}\n"
            for name, key in keys_.items()
            if getattr(stated, key.attribute) is not None
        )
        for table, keys_ in KEYS.items()
    )


def _api(case: Case, step: Step, checker: Checker) -> Said:
    if step.action not in {"check", *WRITES}:
        return _move(case, step, checker)
    data, context = load(case, step.sheet) or b"", load(case, step.context)
    if step.action == "check":
        reports = checker.check_sheets(data, context, today=step.today)
        return Said([report.to_dict() for report in reports], [])
    held = (checker.reserve if step.action == "reserve" else checker.record)(data, context, today=step.today)
    return Said([one.report.to_dict() for one in held], [_held(one) for one in held])


def _move(case: Case, step: Step, checker: Checker) -> Said:
    book: Any = checker.history
    if step.action in {"cover", "uncover"}:
        getattr(book, step.action)(step.mk, step.since, step.until, step.today)
        return Said([], [])
    more = [step.outcome] if step.action == "settle" else []
    try:
        done: Written = getattr(book, step.action)(_mk(case, step), step.number, *more, step.today, step.attempt)
    except LedgerRefusedError as error:
        return Said([], [error.code])
    return Said([], [_written(done.entry, changed=done.changed)])


def _command(home: Home, step: Step, ledger: str | None) -> Said:
    case = home.case
    book = ["--ledger", ledger, "--key", str(home.key)] if ledger else []
    words = ["--today", step.today.isoformat(), "--format", "json", *book]
    if step.action in {"cover", "uncover"}:
        return _at(home, step, ledger)
    if step.action in {"check", *WRITES}:
        path = home.folder / "fsecheck.toml"
        path.write_text(settings(case), encoding="utf-8")
        words += ["--settings", str(path)] if case.settings else []
        words += ["--reference"] * case.reference + ["--second-opinion"] * case.second_opinion
        words += ["--as-of", case.as_of.isoformat()] if case.as_of else []
        words += ["--context", os.path.join(case.folder, step.context)] if step.context else []
        words.append(os.path.join(case.folder, step.sheet or ""))
        (entry,) = _run([*(["check"] if step.action == "check" else ["ledger", step.action]), *words])["inputs"]
        found = entry["reports"]
        return Said([one["report"] for one in found], [_of_command(one) for one in found if "held" in one])
    words += ["--mk", _mk(case, step), "--number", step.number or ""]
    words += ["--attempt", str(step.attempt)] if step.attempt else []
    words += ["--outcome", step.outcome] if step.outcome else []
    found = _run(["ledger", step.action, *words])
    return Said([], [found["refused"] or [found["state"], found["attempt"], found["changed"]]])


def _at(home: Home, step: Step, ledger: str | None) -> Said:
    book = sqlite.open(ledger or "", keys.read(str(home.key)))
    try:
        return _move(home.case, step, Checker(book))
    finally:
        book.close()


def _service(case: Case, step: Step, say: Callable[[str, dict[str, Any]], Any]) -> Said:
    today = {"today": step.today.isoformat()}
    if step.action in {"check", *WRITES}:
        data, context = load(case, step.sheet) or b"", load(case, step.context)
        beside = {} if context is None else {"context": _encoded(context)}
        params = {"sheet": _encoded(data), **beside, **today}
        found = say("check_sheets" if step.action == "check" else step.action, params)["sheets"]
        return Said([one["report"] for one in found], [_of_service(one) for one in found if "held" in one])
    days = {"from": step.since, "to": step.until}
    params = {name: day.isoformat() for name, day in days.items() if day is not None}
    named = {"number": step.number, "attempt": step.attempt, "outcome": step.outcome}
    params |= {name: value for name, value in named.items() if value is not None}
    found = say(step.action, {"mk": _mk(case, step), **params, **today})
    if "invoice" not in found:
        return Said([], [found["refused"]] if "refused" in found else [])
    return Said([], [[found["invoice"]["state"], found["invoice"]["attempt"], found["changed"]]])


def _mk(case: Case, step: Step) -> str:
    own = own_invoice(case) if step.mk is None else None
    return step.mk or ("" if own is None else own.practitioner.key)


def _classify(act: Any) -> tuple[bool, bool]:
    return counted(_LAW, act)


def _written(entry: Entry, *, changed: bool) -> list[Any]:
    return [entry.state, entry.attempt, changed]


def _held(held: Held) -> list[Any]:
    written = held.written
    said = [None, None, False] if written is None else _written(written.entry, changed=written.changed)
    return [*said, held.refused]


def _of_command(one: Mapping[str, Any]) -> list[Any]:
    held = one["held"]
    entry = held["entry"] or {"state": None, "attempt": None}
    return [entry["state"], entry["attempt"], held["changed"], held["refused"]]


def _of_service(one: Mapping[str, Any]) -> list[Any]:
    invoice = one["invoice"] or {"state": None, "attempt": None}
    return [invoice["state"], invoice["attempt"], one["changed"], one["refused"]]


def _run(words: list[str]) -> Any:
    out, err = io.StringIO(), io.StringIO()
    code = run(words, out, err)
    assert code in {0, 1, 3}, err.getvalue()
    return json.loads(out.getvalue())


def _encoded(data: bytes) -> dict[str, str]:
    return {"base64": base64.b64encode(data).decode()}


def _line(name: str, params: dict[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": name, "params": params}).encode()


def _result(reply: Any) -> Any:
    return {"refused": reply["error"]["data"]["code"]} if "error" in reply else reply["result"]
