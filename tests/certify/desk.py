"""What the tests of the certification share: a small pack, adapters, and answers a vendor would give."""

import json
import shutil
import sys
from datetime import date
from pathlib import Path

from fsecheck import Checker
from fsecheck.cases import history
from fsecheck.certify import adapter as adapters
from fsecheck.certify import judge, manifest, pack, run
from fsecheck.settings import Settings
from fsecheck.settings.load import KEYS

VENDORS = Path(__file__).parent / "vendors"
SHIPPED = manifest.read(pack.find(None))

#: A pack of three scenarios, cut out of the shipped one.
SMALL = ("P04", "H-IDN001-speaks", "J28-twins")


def small(folder: Path, *ids: str) -> pack.Pack:
    """A pack with these scenarios of the shipped one, and no requirement that they do not show."""
    chosen = set(ids or SMALL)
    shutil.copytree(SHIPPED.folder, folder)
    for path in folder.glob("*.toml"):
        head, *scenarios = path.read_text(encoding="utf-8").split("[[scenario]]\n")
        if path.name != "pack.toml":
            kept = [one for one in scenarios if one.split('"')[1] in chosen]
            path.write_text(head + "".join("[[scenario]]\n" + one for one in kept), encoding="utf-8")
    return manifest.read(str(folder))


def adapter(folder: Path, *command: str, kind: str = "producer", more: str = "") -> adapters.Adapter:
    """An adapter in a file of its own: one command for one kind of scenarios."""
    folder.mkdir(exist_ok=True)
    path = folder / "adapter.toml"
    words = ", ".join(json.dumps(word) for word in command)
    vendor = '[vendor]\nname = "Essai"\nsoftware = "Essai"\nversion = "1"\n'
    path.write_text(f"{vendor}[{kind}]\ncommand = [{words}]\n{more}\n", encoding="utf-8")
    return adapters.read(str(path))


def python(code: str) -> tuple[str, ...]:
    """A command that runs *code*; braces of a placeholder stand for themselves."""
    return (sys.executable, "-I", "-c", code.replace("{", "{{").replace("}", "}}"), "{in}", "{out}")


def played(own: pack.Pack, how: adapters.Adapter, folder: Path, here: Path = VENDORS) -> judge.Results:
    """Every scenario of a pack, run and judged."""
    run.run(own, how, str(here), str(folder), chosen=lambda _: True)
    return judge.judge(own, str(folder))


def honest(question: dict[str, bytes]) -> bytes:
    """What a vendor answers whose software asks fsecheck, from what the question gives and nothing else."""
    call = json.loads(question["call.json"])
    today = date.fromisoformat(call["today"])
    practice = {key.attribute for key in KEYS["practice"].values()}
    assert set(call["settings"]) <= practice
    stated = {name: tuple(value) if isinstance(value, list) else value for name, value in call["settings"].items()}
    book = None if call["history"] is None else history.rebuild(question.__getitem__, today)
    try:
        beside = None if call["context"] is None else question[call["context"]]
        return Checker(book, settings=Settings(**stated)).check(question[call["sheet"]], beside, today=today).to_bytes()
    finally:
        if book is not None:
            book.close()


def answers(own: pack.Pack, folder: Path) -> None:
    """The honest answers to every hook scenario of a pack, as a folder of answers."""
    for scenario in own.scenarios:
        if scenario.kind == pack.HOOK:
            for question in run.questions(own, scenario):
                place = folder / scenario.id / run.step_folder(question.step)
                place.mkdir(parents=True)
                (place / "answer.json").write_bytes(honest(dict(question.files)))
