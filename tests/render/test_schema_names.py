"""The technical sentences quote elements that the schemas have."""

import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from fsecheck.intake.messages import MESSAGES as INTAKE
from fsecheck.intake.messages_en import MESSAGES_EN as INTAKE_EN
from fsecheck.render.locale.en_messages import MESSAGES as ENGLISH
from fsecheck.rules.catalogue import messages

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
XS = "{http://www.w3.org/2001/XMLSchema}"
TECHNICAL = {
    **{f"{key}-fr": message.technical for key, message in messages().items()},
    **{f"{key}-en": texts[2] for key, texts in ENGLISH.items()},
    **{f"{key}-fr": texts[2] for key, texts in INTAKE.items()},
    **{f"{key}-en": texts[2] for key, texts in INTAKE_EN.items()},
}


class Schemas:
    """Names of elements and attributes, what each element may hold, and the words of values."""

    def __init__(self, *names):
        self.holds = defaultdict(set)
        self.words = defaultdict(set)
        types = defaultdict(set)
        roots = [etree.parse(SCHEMAS / name).getroot() for name in names]
        for root in roots:
            for one in root.iter(f"{XS}element", f"{XS}attribute"):
                if one.get("name"):
                    types[one.get("name")].add(one.get("type", "").rpartition(":")[2])
        self.names = set(types)
        for root in roots:
            for kind in root.iter(f"{XS}complexType", f"{XS}simpleType"):
                children = {child.get("name") for child in kind.iter(f"{XS}element", f"{XS}attribute")}
                values = {value.get("value") for value in kind.iter(f"{XS}enumeration")}
                for name in (name for name, kinds in types.items() if kind.get("name") in kinds):
                    self.holds[name] |= children
                    self.words[name] |= values


KNOWN = Schemas("contexte/1.0.xsd", "fse/1.0/fse.xsd", "fse/1.0/types.xsd")
#: The context alone: what a path that begins with ``contexte/`` leads through.
CONTEXT = Schemas("contexte/1.0.xsd")


def fixed(text: str) -> str:
    """What stays of a sentence without its parameters."""
    return re.sub(r"\{[^}]*\}", "…", text)


def wrong(text: str) -> list[str]:
    """The paths, names and words of a sentence that no schema has."""
    found = []
    for path in re.findall(r"[A-Za-z]+(?:/[A-Za-z]+)+", text):
        steps = path.split("/")
        schemas = CONTEXT if steps[0] == "contexte" else KNOWN
        found += [path for parent, child in pairwise(steps) if child not in schemas.holds[parent]]
    every = KNOWN.names | {word for words in KNOWN.words.values() for word in words}
    found += [name for name in re.findall(r"(?<![A-Za-z])[a-z]+[A-Z][A-Za-z]*", text) if name not in every]
    for name, word in re.findall(r"([A-Za-z]+) = ([A-Za-z]+)", text):
        if name not in KNOWN.names or word not in KNOWN.words[name]:
            found.append(f"{name} = {word}")
    return found


@pytest.mark.parametrize("key", sorted(TECHNICAL))
def test_a_technical_sentence_names_what_the_schemas_have(key):
    """A path leads from element to element, a name is one of theirs, and a value is one of its words."""
    assert [] == wrong(fixed(TECHNICAL[key]))


@pytest.mark.parametrize(
    "text",
    [
        "contexte/ligne/trace = non.",
        "contexte/patientDuTerritoire = non.",
        "contexte/video = non.",
        "contexte/acte.",
        "aDistance = peut",
        "acte/prescription/date < …",
        "lignes = oui",
    ],
)
def test_a_wrong_name_is_found(text):
    """An element that does not exist, one that stands elsewhere, and a word that is none of its values."""
    assert wrong(text)
