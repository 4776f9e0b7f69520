"""What holds the room together: fixtures, hashes, sentences, imports."""

import hashlib
import os
import re
import string
import subprocess
import sys
import tomllib

import pytest

from fsecheck.intake import schema
from fsecheck.intake.document import open_document, sheet_refusals
from fsecheck.intake.messages import MESSAGES
from fsecheck.intake.messages_en import MESSAGES_EN

ROOM = os.path.dirname(os.path.abspath(schema.__file__))
FIXTURES = os.path.join(os.path.dirname(schema.directory()), "fixtures", "intake")
CASES = sorted(os.listdir(FIXTURES))


@pytest.mark.parametrize("name", CASES)
def test_fixture(name: str):
    """A fixture of the intake is refused for what its case says, and its name does not lie."""
    with open(os.path.join(FIXTURES, name, "case.toml"), "rb") as stream:
        case = tomllib.load(stream)
    with open(os.path.join(FIXTURES, name, "fse.xml"), "rb") as stream:
        opened = open_document(stream.read())
    found = [*opened.refusals, *(r for part in opened.sheets for r in sheet_refusals(part).refusals)]
    expected = case["expect"].get("finding", [])
    assert [(one["rule"], one["message"]) for one in expected] == [(one.rule, one.message) for one in found]
    for wanted, refusal in zip(expected, found, strict=True):
        assert wanted.get("line", refusal.place.line) == refusal.place.line
        assert wanted.get("act", refusal.place.act) == refusal.place.act
        assert wanted.get("params", {}) == {key: refusal.params.get(key) for key in wanted.get("params", {})}
    assert name.endswith("-" + case["expect"]["verdict"])
    assert ("reject" if found else "accept") == case["expect"]["verdict"]


def test_every_id_has_a_fixture():
    """SEC001 to SEC006, XSD001 and XSD002 each have one; XSD003 is asked for and lives in its tests."""
    spoken = {name.split("-")[0] for name in CASES}
    assert {rule.split(".")[0] for rule in MESSAGES} - {"XSD003"} <= spoken


def test_hashes_of_the_schemas():
    """SOURCES.toml names every schema of a sheet and holds the hash of its bytes."""
    root = schema.directory()
    with open(os.path.join(root, "SOURCES.toml"), "rb") as stream:
        sources = {one["file"]: one["sha256"] for one in tomllib.load(stream)["schema"]}
    files = {
        os.path.relpath(os.path.join(directory, name), root).replace(os.sep, "/")
        for directory, _, names in os.walk(root)
        for name in names
        if name.endswith(".xsd")
    }
    assert files == {name for name in sources if name.endswith(".xsd")}
    for name, expected in sources.items():
        with open(os.path.join(root, name), "rb") as stream:
            assert expected == hashlib.sha256(stream.read()).hexdigest(), name


def test_every_message_is_told_in_both_languages():
    """French and English tell the same messages with the same parameters."""
    assert MESSAGES.keys() == MESSAGES_EN.keys()
    for key, texts in MESSAGES.items():
        assert 3 == len(texts)
        assert all(texts)
        assert all(MESSAGES_EN[key])
        fields = [
            [{f for _, f, _, _ in string.Formatter().parse(text) if f} for text in one[key]]
            for one in (MESSAGES, MESSAGES_EN)
        ]
        assert fields[0] == fields[1], key


def test_every_message_that_is_given_is_told_and_the_other_way_round():
    """No message is without its sentences, and no sentence without its message."""
    source = ""
    for name in sorted(os.listdir(ROOM)):
        if name.endswith(".py") and not name.startswith("messages"):
            with open(os.path.join(ROOM, name), encoding="utf-8") as stream:
                source += stream.read()
    words = set(re.findall(r'"([a-z][a-z0-9-]*)"', source))
    assert {key.partition(".")[2] for key in MESSAGES} - words == set()


def test_sentences_fill_with_the_parameters_of_the_fixtures():
    """Every refusal of a fixture fills the sentences of its message."""
    for name in CASES:
        with open(os.path.join(FIXTURES, name, "fse.xml"), "rb") as stream:
            opened = open_document(stream.read())
        for refusal in [*opened.refusals, *(r for part in opened.sheets for r in sheet_refusals(part).refusals)]:
            for texts in (MESSAGES, MESSAGES_EN):
                for text in texts[f"{refusal.rule}.{refusal.message}"]:
                    text.format(**refusal.params)


def test_the_intake_is_light():
    """Reading a sheet imports neither the second engine, nor a logger, nor paths, nor the explanations."""
    code = (
        "import sys; from fsecheck.intake import document, read_1_0; from fsecheck.intake.document import *\n"
        "d = open_document(open(sys.argv[1], 'rb').read()); assert not sheet_refusals(d.sheets[0]).total\n"
        "read_1_0.invoice(d.sheets[0].element)\n"
        "print(*sorted(sys.modules))"
    )
    sheet = os.path.join(FIXTURES, "XSD001-ordinary-sheet-accept", "fse.xml")
    done = subprocess.run([sys.executable, "-c", code, sheet], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    heavy = {"xmlschema", "logging", "subprocess", "importlib.resources", "hashlib", "tomllib", "json"}
    lazy = {f"fsecheck.intake.{name}" for name in ("expected", "oversize", "messages", "second_opinion")}
    assert set() == loaded & (heavy | lazy)
