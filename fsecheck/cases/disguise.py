"""
Replaces who stands in a sheet, its context and its history by somebody invented, everywhere alike.

Care dates, amounts and codes stay. What is not known to be harmless is text: its letters and digits are covered, its
shape stays, so that a document that cannot be read is refused for the same reason as before. Lengths stay wherever
they can.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from lxml import etree

from fsecheck.cases.names import Birth, DisguiseError, Names, calendar, covered, spelt
from fsecheck.intake import gate
from fsecheck.intake.schema import CONTEXTE, FSE, directory, path
from fsecheck.law.lawset import Law

_TOKEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<!.*?(?:>|\Z)|</?[^<>]*(?:>|\Z)|[^<]+", re.DOTALL
)
_TAG: Final = re.compile(r"(</?)([^\s/>=]*)(.*?)(/?>|\Z)", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"([^\s=]+)(\s*=\s*)(\"[^\"]*\"|'[^']*')|([^\s\"'=]+|.)", re.DOTALL)
_REFERENCE: Final = re.compile(r"&(#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]*);")
_DECLARED: Final = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})")
_DECLARATION: Final = re.compile(
    r"<\?xml[ \t\r\n](?:[a-z]+[ \t\r\n]*=[ \t\r\n]*[\"'][A-Za-z0-9._-]{1,20}[\"'][ \t\r\n]*){1,3}\?>"
)
_BOM: Final = b"\xef\xbb\xbf"
#: Where in Unicode the signs of a reference wait that leads nowhere: no letter and no digit stands there.
_ASIDE: Final = 0xF0000
_COMPRESSED: Final = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_PREDEFINED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
#: Prefixes and attributes that say nothing but how a document is written.
_PREFIXES: Final = frozenset({"", "xmlns", "xsi", "xml", "xi", "fse", "f", "c"})
_ATTRIBUTES: Final = frozenset({"version", "rang", "href", "xmlns", "xml", "xsi", "xi", "fse", "f", "c"})
#: Names that standards give, whatever their prefix.
_STANDARD: Final = frozenset({
    "schemaLocation", "noNamespaceSchemaLocation", "type", "nil", "id", "lang", "space", "base", "include", "fallback",
    "parse",
})  # fmt: skip
_NAMESPACE: Final = re.compile(r"urn:fsecheck:[a-z]+:[0-9.]{1,5}|http://www\.w3\.org/[0-9A-Za-z/-]{1,40}")

#: Values that tell nothing of a person, by shape: a number, a day, an hour, a short code.
_HARMLESS: Final = re.compile(
    r"-?[0-9]{1,6}(?:[.,][0-9]{0,6})?|[0-9]{4}-[0-9]{2}-[0-9]{2}[Z+:0-9-]{0,7}|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
)
_CODE: Final = re.compile(r"[A-Z0-9]{1,4}")
_CODES: Final = frozenset({"code", "qualificatif", "majoration", "parcoursSoins", "typeContrat"})
_IDENTITIES: Final = frozenset({"nir", "cle", "nom", "prenom", "numero", "dateNaissance", "numeroAdherent", "numeroOC"})
_NIRS: Final = frozenset({"assure", "nirIndividuel"})
_Replace = Callable[[Names, str], str]
_AS_NUMBER: Final[dict[str, _Replace]] = {
    **dict.fromkeys(
        (
            "numeroAM", "rpps", "numeroPrescripteur", "rppsPrescripteur", "numeroMK", "membre", "dernierePresencePar",
            "requis/numero",
        ),
        Names.professional,
    ),
    **dict.fromkeys(("facture/numero", "numeroFactureRectifiee", "numeroFacture"), Names.invoice),
    **dict.fromkeys(("numeroLot", "accidentTravail/numero", "amc/numeroOC", "amc/numeroAdherent"), Names.other),
    **dict.fromkeys(("nom", "prenom"), Names.name),
    "structure/numero": Names.structure,
    "droits/caisse": lambda _, value: "999" if re.fullmatch("[0-9]{3}", value) else covered(value),
    "droits/centre": lambda _, value: "0000" if re.fullmatch("[0-9]{4}", value) else covered(value),
}  # fmt: skip
_WORDS: Final = frozenset({"seance", "visite", "serie", "region", "tournee", "etablissement", "reference"})


class Leaf(NamedTuple):
    """One value of a document."""

    parent: str
    name: str
    value: str


class Document:
    """A document of a sheet, a lot, a context or an envelope, as text; whatever is wrong with it."""

    def __init__(self, data: bytes) -> None:
        """Raises DisguiseError where its text cannot be had at all."""
        mark = _BOM if data.startswith(_BOM) else b""
        self._mark = mark
        self._codec, text = _decoded(data.removeprefix(mark))
        self._tokens: list[str] = _TOKEN.findall(text)

    def leaves(self) -> Iterator[Leaf]:
        """Every value, in order, without its markup."""
        found: list[Leaf] = []

        def take(leaf: Leaf) -> str:
            found.append(leaf)
            return leaf.value

        self._walk(take)
        yield from found

    def meet(self, names: Names) -> None:
        """Tell *names* who stands in the document, and which days count for each."""
        sheet: list[Leaf] = []
        for leaf in self.leaves():
            if Names.invoice in {_AS_NUMBER.get(leaf.name), _AS_NUMBER.get(f"{leaf.parent}/{leaf.name}")}:
                names.number(leaf.value)
            if (leaf.parent, leaf.name) == ("facture", "numero"):
                _meet_sheet(sheet, names)
                sheet = []
            sheet.append(leaf)
        _meet_sheet(sheet, names)

    def disguised(self, names: Names) -> bytes:
        """The document with everybody replaced. Raises DisguiseError."""
        state = {"nir": ""}

        def replace(leaf: Leaf) -> str:
            if leaf.name == "nir":
                if leaf.parent == "assure":
                    state["nir"] = leaf.value
                state["last"] = leaf.value
            return _replaced(leaf, names, state)

        return self._mark + self._walk(replace).encode(self._codec, "surrogateescape")

    def _walk(self, replace: Callable[[Leaf], str]) -> str:
        """The text with each value replaced; a value may stand in several pieces, between comments."""
        out: list[str] = []
        opened: list[str] = []
        markup = _Markup()
        pieces: list[tuple[int, str, str, str]] = []

        def flush() -> None:
            whole = "".join(piece[2] for piece in pieces)
            if whole.strip():
                core = whole.strip(" \t\r\n")
                lead = whole.index(core)
                leaf = Leaf(opened[-2] if len(opened) > 1 else "", opened[-1] if opened else "", core)
                new = whole[:lead] + replace(leaf) + whole[lead + len(core) :]
                _spread(out, pieces, new)
            pieces.clear()

        for token in self._tokens:
            if token.startswith("<![CDATA["):
                end = "]]>" if token.endswith("]]>") else ""
                pieces.append((len(out), "<![CDATA[", token[9 : len(token) - len(end)], end))
                out.append(token)
            elif token.startswith("<!--"):
                out.append(covered(token))
            elif token.startswith("<?"):
                out.append(token if _DECLARATION.fullmatch(token) else _instruction(token))
            elif token.startswith("<!"):
                out.append(_declared(token))
            elif token.startswith("<"):
                flush()
                out.append(markup.tag(token, opened))
            else:
                pieces.append((len(out), "", _unescaped(token), ""))
                out.append(token)
        flush()
        return "".join(out)


def _meet_sheet(leaves: list[Leaf], names: Names) -> None:
    """Tell *names* of the patient of one sheet, and of the days of his acts."""
    found = {f"{leaf.parent}/{leaf.name}": leaf.value for leaf in leaves}
    birth = found.get("beneficiaire/dateNaissance")
    if birth is None:
        return
    nir = found.get("assure/nir", "")
    own = found.get("nirIndividuel/nir") or (nir if found.get("beneficiaire/qualite") == "assure" else None)
    days = (calendar(leaf.value.replace("-", "")) for leaf in leaves if (leaf.parent, leaf.name) == ("acte", "date"))
    names.meet(Birth(nir, birth, own), {day for day in days if day is not None})


def _decoded(data: bytes) -> tuple[str, str]:
    """How to write it again, and its text; bytes that the encoding does not know stay as they are."""
    if data.startswith(_COMPRESSED):
        raise DisguiseError("compressed")
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        codec = "utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be"
        try:
            return codec, data.decode(codec)
        except UnicodeDecodeError:
            raise DisguiseError("encoding") from None
    passed = gate.check(data)
    declared = _DECLARED.search(data[:200])
    codec = "utf-8"
    if isinstance(passed, gate.Gate):
        codec = passed.encoding
    elif declared is not None and declared[1].lower() in {b"iso-8859-1", b"iso-8859-15", b"windows-1252"}:
        codec = declared[1].decode().lower()
    try:
        return codec, data.decode(codec, "surrogateescape")
    except (LookupError, UnicodeDecodeError):
        raise DisguiseError("encoding") from None


def _unescaped(text: str) -> str:
    """A text without its references; one that leads nowhere becomes a sign of its own, which nothing covers."""

    def one(match: "re.Match[str]") -> str:
        name = match[1]
        if not name.startswith("#"):
            return _PREDEFINED.get(name, "".join(chr(_ASIDE + ord(sign)) for sign in f"&{covered(name)};"))
        number = int(name[2:], 16) if name.startswith("#x") else int(name[1:])
        if 0 < number < 0xD800 or 0xDFFF < number < 0x110000:
            return chr(number)
        return "".join(chr(_ASIDE + ord(sign)) for sign in match[0])

    return _REFERENCE.sub(one, text)


def _escaped(text: str) -> str:
    """A text as XML writes it, and what was put aside as it stood."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return "".join(chr(ord(sign) - _ASIDE) if _ASIDE <= ord(sign) < _ASIDE + 128 else sign for sign in plain)


def _spread(out: list[str], pieces: list[tuple[int, str, str, str]], new: str) -> None:
    """Write a new value over the pieces of the old one: each as long as it was, the last takes the rest."""
    at = 0
    for place, (token, start, old, end) in enumerate(pieces):
        part = new[at:] if place == len(pieces) - 1 else new[at : at + len(old)]
        at += len(old)
        if part == old:
            continue  # as it was written, references included
        out[token] = start + (part if start else _escaped(part)) + end


class _Markup:
    """Tags with what no schema knows replaced: the same name by the same, all of their lengths."""

    def __init__(self) -> None:
        self._made: dict[str, str] = {}

    def tag(self, token: str, opened: list[str]) -> str:
        """One tag; *opened* are the elements that it closes or adds to."""
        match = _TAG.fullmatch(token)
        if match is None:
            return covered(token)
        start, name, rest, end = match.groups()
        local = name.rpartition(":")[2]
        if start == "</":
            if opened and opened[-1] == local:
                opened.pop()
        elif not end.startswith("/"):
            opened.append(local)
        return start + self._named(name, _names()) + _ATTRIBUTE.sub(self._attribute, rest) + end

    def _named(self, name: str, known: Container[str]) -> str:
        prefix, colon, local = name.rpartition(":")
        local = local if local in known or local in _STANDARD else self._other(local)
        return (prefix if prefix in _PREFIXES else self._other(prefix)) + colon + local

    def _other(self, name: str) -> str:
        if name and name not in self._made:
            self._made[name] = spelt(len(self._made) + 1).rjust(len(name), "_")
        return self._made.get(name, name)

    def _attribute(self, match: "re.Match[str]") -> str:
        if match[1] is None:
            return match[0] if match[0].isspace() else covered(match[0])
        name, value = match[1], match[3][1:-1]
        space = name == "xmlns" or name.startswith("xmlns:")
        kept = (
            (space and _NAMESPACE.fullmatch(value))
            or (name == "version" and re.fullmatch("[0-9.]{1,5}", value))
            or (name == "rang" and re.fullmatch("[0-9]{1,3}", value))
            or value in {"true", "false"}
        )
        return self._named(name, _ATTRIBUTES) + match[2] + (match[3] if kept else covered(match[3]))


def _instruction(token: str) -> str:
    head = re.match(r"<\?(?:xml-stylesheet|php|xml)?", token)
    assert head is not None  # noqa: S101 - it begins so
    return head[0] + covered(token[head.end() :])


def _declared(token: str) -> str:
    """A DOCTYPE or an entity: its keywords stay."""
    return re.sub(
        r"[^\W_]+",
        lambda word: word[0] if word[0] in {"DOCTYPE", "ENTITY", "SYSTEM", "PUBLIC"} else covered(word[0]),
        token,
    )


def _replaced(leaf: Leaf, names: Names, state: Mapping[str, str]) -> str:
    """A value as it is written instead."""
    parent, name, value = leaf
    if name == "nir" and parent in _NIRS:
        return names.nir(value)
    if name == "cle" and parent in _NIRS:
        return names.key(state.get("last", ""), value)
    if name == "dateNaissance":
        return names.birth(state["nir"], value)
    if name in _WORDS:
        return names.word(value, name)
    number = _AS_NUMBER.get(f"{parent}/{name}") or _AS_NUMBER.get(name)
    if number is not None:
        return number(names, value)
    return value if _harmless(parent, name, value) else covered(value)


def _harmless(parent: str, name: str, value: str) -> bool:
    """Whether a value tells nothing of anybody: a word of a closed list, a number, a day, a code where codes stand."""
    if value in _enumerated() or (name in _CODES and _CODE.fullmatch(value)):
        return True
    if name == "acte" and parent == "ligne":
        return _is_act(value)
    if name == "territoire":
        return re.fullmatch("[A-Za-z]{1,20}", value) is not None  # a place, which the amounts depend on
    if name in {"preuveDiagnostic", "commune", "departement"}:
        return value in _said() or re.fullmatch("[0-9]{2,3}|2[AB]|[0-9][0-9AB][0-9]{3}", value) is not None
    return name in _names() - _IDENTITIES and _HARMLESS.fullmatch(value) is not None


@cache
def _schemas() -> tuple["etree._Element", ...]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    files = (path(FSE), path(FSE).replace("fse.xsd", "types.xsd"), path(CONTEXTE))
    return tuple(etree.parse(one, parser).getroot() for one in files if one.startswith(directory()))


@cache
def _names() -> frozenset[str]:
    """Names of the elements of the schemas."""
    named = {str(one.get("name")) for root in _schemas() for one in root.iter("{*}element") if one.get("name")}
    return frozenset(named | {"enveloppe", "include"})


@cache
def _enumerated() -> frozenset[str]:
    """Words of the closed lists of the schemas."""
    return frozenset(str(one.get("value")) for root in _schemas() for one in root.iter("{*}enumeration"))


def _is_act(word: str) -> bool:
    """Whether a word is the id of an act of the nomenclature."""
    try:
        Law().nomenclature_table.by_id(word)
    except LookupError:
        return False
    return True


@cache
def _said() -> frozenset[str]:
    """Proofs of a diagnosis that the law lists, and none."""
    return frozenset({"aucune", *(word for entry in Law().direct_access.proofs.entries for word in entry.value)})


def record(told: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """A record of ``schemas/import/1.json`` with everybody replaced. Raises DisguiseError."""
    new = dict(told)
    patient = dict(told["patient"])
    new["mk"] = {key: names.professional(value) for key, value in told["mk"].items()}
    patient["birth"] = names.birth(patient["nir"][:13], patient["birth"])
    for key in ("nir", "own_nir"):
        if key in patient:
            patient[key] = names.nir(patient[key][:13])
    new["patient"] = patient
    for key in ("number", "corrects"):
        if key in told:
            new[key] = names.invoice(told[key])
    if "series" in told:
        new["series"] = names.word(told["series"], "serie")
    new["acts"] = [_record_act(one, names) for one in told["acts"]]
    return new


def meet_record(told: Mapping[str, Any], names: Names) -> None:
    """Tell *names* who stands in a record, and which days count for him."""
    patient = told["patient"]
    nir = patient["nir"][:13]
    own = patient.get("own_nir", "")[:13] or None
    names.meet(Birth(nir, patient["birth"], own), {date.fromisoformat(act["day"]) for act in told["acts"]})
    for key in ("number", "corrects"):
        if key in told:
            names.number(told[key])


def _record_act(act: Mapping[str, Any], names: Names) -> dict[str, Any]:
    new = dict(act)
    for key, kind in (("region", "region"), ("session", "seance"), ("visit", "visite")):
        if key in act:
            new[key] = names.word(act[key], kind)
    if "prescription" in act:
        prescriber = names.professional(act["prescription"]["prescriber"])
        new["prescription"] = {**act["prescription"], "prescriber": prescriber}
    if "executing" in act:
        new["executing"] = {key: names.professional(value) for key, value in act["executing"].items()}
    return new
