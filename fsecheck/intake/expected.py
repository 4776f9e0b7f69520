"""
What our schemas expect: read from them when a sheet is wrong, to say it in our own words.

A found value is shown only for elements that never hold a person's data, when it is short and
is none of the personal values of the sheet.
"""

import os
import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from fsecheck.intake.schema import CONTEXTE, FSE, path
from fsecheck.intake.tree import local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_MANY: Final = 10**6
_TOP: Final = {FSE: "Feuille", CONTEXTE: "Contexte"}
_PERSONAL_TYPES: Final = frozenset(
    {"Nir", "Cle", "Nom", "DateNaissance", "RangNaissance", "Adherent", "NumeroAccident"}
)


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


_SHOWN: Final[dict[str, frozenset[str]]] = {
    "Acte": _names(
        "date code majoration quantite coefficient prixUnitaire base taux montantAMO montantAMC honoraires "
        "qualificatif exoneration lieu aDistance refPrescription referentiel prevention forcageAMO forcageAMC"
    ),
    "AccordPrealable": frozenset({"code", "dateDemande"}),
    "Totaux": frozenset({"honoraires", "montantAMO", "montantAMC", "partAssure"}),
    "Facture": _names(
        "dateElaboration modeSecurisation actesEnSerie natureAssurance parcoursSoins exoneration "
        "tiersPayantAMO tiersPayantAMC accesDirect"
    ),
    "Professionnel": _names("specialite codeConventionnel zoneTarifaire zoneIK conditionExercice"),
    "Prescription": frozenset({"date", "origine", "nombreSeances", "numeroOrdre", "conditionExercice"}),
}
_SHOWN_LENGTH: Final = 12
_RUN: Final = 5
_BLANKS: Final = " \t\r\n"

_KINDS: Final = {
    "SCHEMAV_CVC_ENUMERATION_VALID": "word",
    "SCHEMAV_CVC_PATTERN_VALID": "format",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": "text-between",
    "SCHEMAV_CVC_TYPE_3_1_2": "element-in-value",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": "unknown-attribute",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": "unknown-attribute",
    "SCHEMAV_CVC_TYPE_3_1_1": "unknown-attribute",
    "SCHEMAV_CVC_COMPLEX_TYPE_4": "missing-attribute",
}
_REQUIRED_ATTRIBUTES: Final = {"Feuille": ("version",), "Contexte": ("version",), "Ligne": ("rang",)}
_DUPLICATES: Final = {
    "Acte": "prescription-not-on-sheet",
    "Prescription": "prescription-number-twice",
    "Ligne": "rank-twice",
}
_Particle = tuple[tuple[str, ...], int, int]
Described = tuple[str, dict[str, object]]


class Catalogue:
    """What one schema expects, by type."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.top = _TOP[kind]
        self.sequences: dict[str, list[_Particle]] = {}
        self.children: dict[str, dict[str, str]] = {}
        self.words: dict[str, list[str]] = {}
        self.patterns: dict[str, list[str]] = {}  # any of a type's patterns will do
        file = path(kind)
        root = etree.parse(file).getroot()
        self._read(root)
        for include in root.iter(f"{_XS}include"):
            beside = os.path.join(os.path.dirname(file), include.get("schemaLocation") or "")
            self._read(etree.parse(beside).getroot())
        self.personal = [
            f"{{{root.get('targetNamespace')}}}{name}"
            for children in self.children.values()
            for name, kind_of_value in children.items()
            if kind_of_value in _PERSONAL_TYPES
        ]
        self.names = {name for children in self.children.values() for name in children}

    def _read(self, root: "etree._Element") -> None:
        for simple in root.iter(f"{_XS}simpleType"):
            name = simple.get("name") or ""
            words = [e.get("value") or "" for e in simple.iter(f"{_XS}enumeration")]
            if words:
                self.words[name] = words
            patterns = [e.get("value") or "" for e in simple.iter(f"{_XS}pattern")]
            if patterns:
                self.patterns[name] = patterns
        for kind in root.iter(f"{_XS}complexType"):
            sequence = kind.find(f"{_XS}sequence")
            owner = kind.get("name")
            if owner is None or sequence is None:
                continue
            elements = list(kind.iter(f"{_XS}element"))
            self.children[owner] = {e.get("name") or "": e.get("type") or "" for e in elements}
            self.sequences[owner] = [_particle(e) for e in sequence]

    def type_of(self, node: "etree._Element", top: "etree._Element") -> str | None:
        """The type that the schema gives to the element, None where it knows none."""
        if node is top:
            return self.top
        parent = node.getparent()
        above = None if parent is None else self.type_of(parent, top)
        return None if above is None else self.children.get(above, {}).get(local_name(node))

    def describe(
        self, node: "etree._Element", top: "etree._Element", error: str, personal: frozenset[str]
    ) -> Described | None:
        """The message and its parameters for one error of libxml2; None where it only follows from another."""
        params: dict[str, object] = {"element": self.shown_name(node, top), "document": self.kind}
        kind = self.type_of(node, top)
        if error == "SCHEMAV_ELEMENT_CONTENT":
            return self._content(node, top, params)
        if error == "SCHEMAV_CVC_IDC":
            lacking = kind == "Prescription" and not any(local_name(c) == "numeroOrdre" for c in node)
            if lacking or (kind == "Ligne" and not self.accepts("Rang", node.get("rang") or "")):
                return None  # the missing or wrong number is an error of its own
            return _DUPLICATES.get(kind or "", "other"), params
        message = _KINDS.get(error, "other")
        if message in {"word", "format"}:
            if kind in self.children:  # the value of an attribute: version is looked at before, rank remains
                return "attribute-value", {**params, "attribute": _REQUIRED_ATTRIBUTES.get(kind or "", ("",))[0]}
            return self._value(node, top, kind or "", params, personal)
        if message == "missing-attribute":
            params["attribute"] = next(
                (a for a in _REQUIRED_ATTRIBUTES.get(kind or "", ()) if a not in node.attrib), ""
            )
        if message == "other":
            params["kind"] = error
        return message, params

    def _content(self, node: "etree._Element", top: "etree._Element", params: dict[str, object]) -> Described:
        """An element that may not stand where it is, else one that lacks an element."""
        parent = node.getparent()
        if node is not top and parent is not None:
            above = self.type_of(parent, top)
            before = [local_name(c) for c in node.itersiblings(preceding=True)][::-1]
            wanted = self.next_elements(above, before)
            if (
                above is None
                or local_name(node) not in wanted
                or node.tag.partition("}")[0] != top.tag.partition("}")[0]
            ):
                return "unexpected-element", {**params, "expected": wanted}
        wanted = self.next_elements(self.type_of(node, top), [local_name(c) for c in node])
        return "missing-element", {**params, "expected": wanted}

    def next_elements(self, kind: str | None, before: "Iterable[str]") -> list[str]:
        """The elements that may follow *before* in a block of that type."""
        particles = self.sequences.get(kind or "", [])
        place = count = 0
        for name in before:
            while place < len(particles) and (name not in particles[place][0] or count >= particles[place][2]):
                place, count = place + 1, 0
            count += 1
        wanted: list[str] = []
        while place < len(particles):
            names, least, most = particles[place]
            if count < most:
                wanted += names
            if count < least:
                break
            place, count = place + 1, 0
        return wanted

    def _value(
        self,
        node: "etree._Element",
        top: "etree._Element",
        kind: str,
        params: dict[str, object],
        personal: frozenset[str],
    ) -> Described:
        text = node.text or ""
        params["expected"] = "AAAA-MM-JJ" if kind == "Date" else self.words.get(kind) or self.patterns.get(kind) or []
        if not text.strip(_BLANKS):
            return "empty", params
        if self.accepts(kind, text.strip(_BLANKS)):
            return "blanks-around", params
        parent = node.getparent()
        above = "" if parent is None else self.type_of(parent, top) or ""
        if local_name(node) in _SHOWN.get(above, ()) and _may_show(text, personal):
            params["found"] = text
        if kind in self.words:
            return "word", params
        if kind == "Date":
            return ("no-such-day" if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else "date-format"), params
        if kind == "Montant":
            return "amount-format", params
        return "format", params

    def accepts(self, kind: str, text: str) -> bool:
        """Whether the simple type accepts the text."""
        if kind in self.words:
            return text in self.words[kind]
        return any(re.fullmatch(pattern, text) for pattern in self.patterns.get(kind, ()))

    def shown_name(self, node: "etree._Element", top: "etree._Element") -> str:
        """The local name of the element, where the schema knows it or where it is a plain short word."""
        name = local_name(node)
        if node is top or name in self.names or (name.isascii() and name.isalpha() and len(name) <= 32):
            return name
        return "*"

    def xpath(self, node: "etree._Element", top: "etree._Element") -> str:
        """The path from *top*, itself not written, to *node*: local names, with a count where there are several."""
        steps: list[str] = []
        while node is not top:
            parent = node.getparent()
            if parent is None:
                break
            alike = [c for c in parent if local_name(c) == local_name(node)]
            count = f"[{alike.index(node) + 1}]" if len(alike) > 1 else ""
            steps.append(f"/{self.shown_name(node, top)}{count}")
            node = parent
        return "".join(reversed(steps))

    def act(self, node: "etree._Element", top: "etree._Element") -> int | None:
        """The rank of the act line that the element belongs to."""
        while node is not top:
            parent = node.getparent()
            if parent is None:
                return None
            name = local_name(node)
            if self.kind == FSE and name == "acte" and local_name(parent) == "actes":
                return [c for c in parent if local_name(c) == "acte"].index(node) + 1
            if self.kind == CONTEXTE and name == "ligne" and self.accepts("Rang", node.get("rang") or ""):
                return int(node.get("rang") or 0)
            node = parent
        return None

    def dangling(self, top: "etree._Element") -> "Iterator[etree._Element]":
        """The act lines that point at a prescription which is not on the sheet."""
        namespace = top.tag.partition("}")[0] + "}"
        orders = {e.text for e in top.findall(f"{namespace}prescription/{namespace}numeroOrdre")}
        for line in top.iterfind(f"{namespace}actes/{namespace}acte"):
            pointed = line.find(f"{namespace}refPrescription")
            if pointed is not None and pointed.text not in orders:
                yield line

    def personal_values(self, top: "etree._Element") -> frozenset[str]:
        """The runs of signs of the values that belong to a person, by which their echo is known."""
        texts = (e.text or "" for e in top.iter(*self.personal)) if self.personal else ()
        return frozenset(run for text in texts if len(text) > 2 for run in _runs(text))


_CATALOGUES: Final[dict[str, Catalogue]] = {}


def catalogue(kind: str) -> Catalogue:
    """The catalogue of the schema of that kind, read once."""
    found = _CATALOGUES.get(kind)
    if found is None:
        found = _CATALOGUES[kind] = Catalogue(kind)
    return found


def _particle(element: "etree._Element") -> _Particle:
    most = element.get("maxOccurs") or "1"
    names = tuple(e.get("name") or "" for e in element.iter(f"{_XS}element"))
    return names, int(element.get("minOccurs") or 1), _MANY if most == "unbounded" else int(most)


def _may_show(text: str, personal: frozenset[str]) -> bool:
    """Whether a value is short, plain, and shares no run of signs with a personal element of the sheet."""
    if len(text) > _SHOWN_LENGTH or not (text.isascii() and text.isprintable()):
        return False
    return personal.isdisjoint(_runs(text))


def _runs(text: str) -> "Iterator[str]":
    """Every run of a few letters and digits of a text, or the whole of a shorter one, in one case."""
    signs = "".join(filter(str.isalnum, text.casefold()))
    for start in range(max(len(signs) - _RUN + 1, 1)):
        yield signs[start : start + _RUN]
