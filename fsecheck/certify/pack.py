"""
A pack: what is required, and the numbered scenarios that show it.

A folder with ``pack.toml`` (the manifest) and the files of scenarios it names; the format is
``schemas/pack/1.json``. Three kinds of scenarios:

* *producer*: a situation in words and data; the vendor's software writes the sheets;
* *hook*: a case of the fixtures, given step by step to the vendor's own check;
* *attestation*: what no sheet shows; someone vouches for it, by name, date and file.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from fsecheck.certify.reading import FormatError

if TYPE_CHECKING:
    import tempfile

MANIFEST: Final = "pack.toml"
DEFAULT: Final = "avenant-7"
PRODUCER: Final = "producer"
HOOK: Final = "hook"
ATTESTATION: Final = "attestation"
KINDS: Final = (PRODUCER, HOOK, ATTESTATION)

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_PACKS: Final = os.path.join(_PACKAGE, "certify", "packs")

Words = Mapping[str, str]
"""A text by language."""
Code = tuple[str, int | None]
"""A rule and the rank of the act it speaks of; None: of the sheet as a whole."""


class Answer(NamedTuple):
    """What a check says of one sheet or lot."""

    verdict: str
    codes: tuple[Code, ...]
    """One for each finding, sorted."""
    stops: tuple[str, ...]
    """Rules left undecided that stop, sorted."""


class Hook(NamedTuple):
    """A case given to the vendor's check."""

    case: str
    """Its folder, below the folder of cases."""
    answers: tuple[Answer, ...]
    """What the vendor's check must answer, one for each step that judges."""


class ExpectedInvoice(NamedTuple):
    """One invoice that the situation asks for."""

    acts: tuple[Mapping[str, str], ...]
    """By field of :class:`fsecheck.model.invoice.Act`, as text; a field that is not named may be anything."""
    modes: tuple[str, ...] = ()
    """Modes that pass; none: any."""
    prescribers: tuple[str, ...] = ()
    """Numbers of the prescriptions of the sheet; none: any."""
    direct_access: bool | None = None
    renewed_by: str | None = None
    fees: str | None = None
    """Total fees, euros."""
    amo: str | None = None
    """Total part of the assurance maladie obligatoire, euros."""


class Form(NamedTuple):
    """One way to bill the situation that passes."""

    invoices: tuple[ExpectedInvoice, ...]
    findings: frozenset[str]
    """Rules that must speak; no other error nor warning may."""
    tolerated: Words | None
    """Why it passes though another form is preferred; None for a preferred one."""


class Producer(NamedTuple):
    """A situation that the vendor's software bills."""

    situation: Words
    data: Mapping[str, Any]
    """What is given as ``situation.json``, beside the texts."""
    settings: Mapping[str, Any]
    """The practice, as the tables of ``fsecheck.toml``."""
    history: tuple[Mapping[str, Any], ...]
    """Earlier invoices, as records of ``schemas/import/1.json``."""
    covered_from: date | None
    """Since when the history claims to be complete; None: no history is known."""
    mk: str
    """Number of the MK whose history it is."""
    forms: tuple[Form, ...]


class Attestation(NamedTuple):
    """Something that someone vouches for."""

    asks: Words


class Requirement(NamedTuple):
    """One thing that the texts require."""

    id: str
    says: Words
    rules: tuple[str, ...]
    """Rules of the catalogue that hold it."""


class Scenario(NamedTuple):
    """One numbered scenario."""

    id: str
    number: int
    """Place in the pack, from 1."""
    kind: str
    title: Words
    tags: tuple[str, ...]
    requirements: tuple[str, ...]
    """Ids of the requirements that it shows."""
    rules: tuple[str, ...]
    """Rules of the catalogue that it is about."""
    today: date | None
    """Day of the checks of a producer scenario."""
    where: str
    """File and place where it is written."""
    play: Producer | Hook | Attestation


class Pack(NamedTuple):
    """A pack, read."""

    folder: str
    id: str
    version: str
    title: Words
    reference_date: date
    law: str
    """Identity of the law set that it was made with."""
    requirements: tuple[Requirement, ...]
    scenarios: tuple[Scenario, ...]
    sha256: str
    """Over every file of the pack and of the cases it names."""

    def case_folder(self, hook: Hook) -> str:
        """The folder of a case."""
        return os.path.join(cases_of(self.folder), *hook.case.split("/"))


def shipped() -> list[str]:
    """Ids of the packs that come with fsecheck."""
    return sorted(name for name in os.listdir(_PACKS) if os.path.isfile(os.path.join(_PACKS, name, MANIFEST)))


def find(name: str | None) -> str:
    """The folder of a pack: a shipped one by its id, or a folder. Raises FormatError."""
    own = os.path.join(_PACKS, name or DEFAULT)
    if name is None or (name in shipped() and not os.path.isdir(name)):
        return own
    if os.path.isfile(os.path.join(name, MANIFEST)):
        return name
    raise FormatError(f"{name} : ni un dossier avec {MANIFEST}, ni un jeu livré ({', '.join(shipped())})")


def cases_of(folder: str) -> str:
    """
    Where the cases of a pack are.

    Its own folder ``cases`` where it has one, else those that come with fsecheck: packed in the wheel, beside the
    package in a checkout.
    """
    own = os.path.join(folder, "cases")
    if os.path.isdir(own):
        return own
    packed = os.path.join(_PACKAGE, "_data", "cases.tar.xz")
    if os.path.isfile(packed):
        return _unpacked(packed).name
    return os.path.join(os.path.dirname(_PACKAGE), "fixtures")


def leave() -> None:
    """Take away what was unpacked for this process; a command that ends at once calls it."""
    if _unpacked.cache_info().currsize:
        _unpacked(os.path.join(_PACKAGE, "_data", "cases.tar.xz")).cleanup()
        _unpacked.cache_clear()


@cache
def _unpacked(archive: str) -> "tempfile.TemporaryDirectory[str]":
    """The cases of the wheel, in a folder of this process."""
    import tarfile  # noqa: PLC0415 - only from a wheel
    import tempfile  # noqa: PLC0415 - only from a wheel

    folder = tempfile.TemporaryDirectory(prefix="fsecheck-cases-")
    with tarfile.open(archive) as packed:
        for member in packed:
            content = packed.extractfile(member)
            if content is not None:
                path = os.path.join(folder.name, *member.name.split("/"))
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as stream:
                    stream.write(content.read())
    return folder


def files(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every file of a pack and of the cases it names: its name there, and its path; sorted by name."""
    found = {f"pack/{name}": os.path.join(pack.folder, name) for name in os.listdir(pack.folder)}
    for scenario in pack.scenarios:
        if isinstance(scenario.play, Hook):
            folder = pack.case_folder(scenario.play)
            found |= {f"cases/{scenario.play.case}/{name}": os.path.join(folder, name) for name in os.listdir(folder)}
    yield from sorted((name, path) for name, path in found.items() if os.path.isfile(path))


def shown(value: object) -> str:
    """A value of an act as texts that can be compared: none is "", yes and no are words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value)


def plain(value: object) -> Any:  # noqa: ANN401 - a value of JSON
    """A value of TOML as JSON has it: days are text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
