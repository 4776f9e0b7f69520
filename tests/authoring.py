"""
Writes sheets, lots, contexts and envelopes for tests and fixtures.

Every function takes changes under the French names of the schema. What is not given is a lawful
ordinary on-site session; a value of None leaves an element out. Amounts, totals and keys are
computed unless they are given. People are invented: the numbers hold their keys and belong to
nobody (department 99, professionals in 999 and 991).
"""

import os
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from xml.sax.saxutils import escape

from lxml import etree

FSE: Final = "urn:fsecheck:fse:1.0"
CONTEXTE: Final = "urn:fsecheck:contexte:1.0"
MK: Final = "99900064140"
"""RPPS of the invented masseur-kinésithérapeute."""
AM: Final = "991130634"
"""His numéro d'identification de facturation."""

_SCHEMAS: Final = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "schemas")
_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_CENT: Final = Decimal("0.01")
_BLOCKS: Final = ("facture", "professionnel", "assure", "beneficiaire", "droits", "amc", "totaux")

Fields = Mapping[str, Any]


def nir_key(nir: str) -> str:
    """The key of a NIR of 13 characters."""
    digits = nir.replace("2A", "19").replace("2B", "18")
    return f"{97 - int(digits) % 97:02d}"


def luhn(body: str) -> str:
    """The digits of *body* with their Luhn key: a numéro AM from 8 digits, an RPPS from 10."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return body + str(-total % 10)


DOCTOR: Final = luhn("99104384")
"""Numéro AM of an invented doctor."""
NIR: Final = "1850699999001"
"""NIR of the invented patient, born in June 1985."""


def euros(amount: Decimal) -> str:
    """An amount as the sheet writes it, rounded half-up to the cent."""
    return f"{amount.quantize(_CENT, ROUND_HALF_UP)}"


def act(**fields: Any) -> dict[str, Any]:
    """One act line: a session RAM 8.08 of 2026-03-02 at the practice, amounts computed."""
    line: dict[str, Any] = {
        "date": "2026-03-02",
        "code": "RAM",
        "quantite": 1,
        "coefficient": "8.08",
        "prixUnitaire": "2.21",
        "taux": 60,
        "lieu": "cabinet",
        "seance": "1",
        "refPrescription": 1,
    }
    line.update(fields)
    try:
        value = Decimal(str(line["prixUnitaire"])) * int(line["quantite"]) * Decimal(str(line.get("coefficient") or 1))
        base = Decimal(str(line.setdefault("base", euros(value))))
        amo = Decimal(str(line.setdefault("montantAMO", euros(base * int(line["taux"]) / 100))))
        line.setdefault("montantAMC", euros(base - amo))
        line.setdefault("honoraires", euros(base))
    except (ArithmeticError, ValueError):  # a test of a broken value gives the amounts it wants, or gets these
        for name in ("base", "montantAMO", "montantAMC", "honoraires"):
            line.setdefault(name, "0.00")
    return line


def prescription(**fields: Any) -> dict[str, Any]:
    """One prescription, by an invented self-employed doctor."""
    return {
        "numeroOrdre": 1,
        "numeroPrescripteur": DOCTOR,
        "specialitePrescripteur": "01",
        "conditionExercice": "liberal",
        "date": "2026-02-23",
        "origine": "medecinTraitant",
        **fields,
    }


def content(
    actes: Sequence[Fields] | None = None, prescriptions: Sequence[Fields] | None = None, **changes: Fields | None
) -> dict[str, Any]:
    """The content of a sheet by block: *changes* are merged into the block of their name, None removes it."""
    lines = [act()] if actes is None else list(actes)
    days = sorted(str(line["date"]) for line in lines if line.get("date"))
    blocks: dict[str, Any] = {
        "facture": {
            "numero": "100000001",
            "dateElaboration": days[-1] if days else "2026-03-02",
            "modeSecurisation": "securise",
            "natureAssurance": "maladie",
            "parcoursSoins": "T",
            "exoneration": "aucune",
            "tiersPayantAMO": "oui",
            "tiersPayantAMC": "non",
        },
        "professionnel": {
            "numeroAM": AM,
            "rpps": MK,
            "specialite": "26",
            "codeConventionnel": "conventionne",
            "zoneTarifaire": "20",
            "conditionExercice": "liberal",
        },
        "assure": {"nir": NIR},
        "beneficiaire": {"dateNaissance": "19850614", "rangNaissance": 1, "qualite": "assure"},
        "droits": {"regime": "01", "caisse": "999", "centre": "0000"},
        "amc": None,
        "prescription": [prescription()] if prescriptions is None else list(prescriptions),
        "actes": {"acte": lines},
        "totaux": _totals(lines),
    }
    if changes.keys() - set(_BLOCKS):
        raise TypeError(f"no such block: {sorted(changes.keys() - set(_BLOCKS))}")
    for name, change in changes.items():
        blocks[name] = None if change is None else {**(blocks[name] or {}), **change}
    for holder in (blocks["assure"], (blocks["beneficiaire"] or {}).get("nirIndividuel")):
        if holder and holder.get("nir") and "cle" not in holder:
            try:
                holder["cle"] = nir_key(holder["nir"])
            except ValueError:
                holder["cle"] = "00"
    return blocks


def sheet(
    actes: Sequence[Fields] | None = None,
    prescriptions: Sequence[Fields] | None = None,
    version: str = "1.0",
    **changes: Fields | None,
) -> bytes:
    """
    A sheet, pretty-printed: a lawful ordinary one, with the changes asked for.

    ``sheet(actes=[act(code="TMK", aDistance="oui")], facture={"modeSecurisation": "degrade"})``
    """
    return _document(_fse(content(actes, prescriptions, **changes), version, declare=True))


def lot(*sheets: bytes) -> bytes:
    """A lot of sheets made by :func:`sheet`."""
    inner = "".join(_indent(_body(one)) for one in sheets)
    return _document(f'<lot xmlns="{FSE}">\n{inner}</lot>\n')


def context(mk: str = MK, number: str = "100000001", **fields: Any) -> bytes:
    """
    A context of the sheet *number*: fields under the names of the schema.

    ``context(carteLisible="oui", ligne={1: {"video": "oui"}}, groupe=["991130634"])``
    """
    lines = fields.pop("ligne", {})
    group = fields.pop("groupe", None)
    blocks = {"identification": {"numeroMK": mk, "numeroFacture": number}, **fields}
    if group is not None:
        blocks["groupe"] = {"membre": list(group)}
    inner = "".join(_elements("Contexte", blocks, 1, _ORDER_CONTEXTE))
    for rank, known in lines.items():
        children = "".join(_elements("Ligne", known, 2, _ORDER_CONTEXTE))
        inner += f'  <ligne rang="{rank}">\n{children}  </ligne>\n'
    return _document(f'<contexte xmlns="{CONTEXTE}" version="1.0">\n{inner}</contexte>\n')


def envelope(document: bytes, *contexts: bytes) -> bytes:
    """An envelope of a sheet or a lot and its contexts."""
    inner = "".join(_indent(_body(one)) for one in (document, *contexts))
    return _document(f'<enveloppe xmlns="{CONTEXTE}">\n{inner}</enveloppe>\n')


def _totals(lines: Sequence[Fields]) -> dict[str, str]:
    totals = {}
    for name in ("honoraires", "montantAMO", "montantAMC"):
        try:
            totals[name] = euros(sum((Decimal(str(line.get(name) or "0")) for line in lines), Decimal(0)))
        except ArithmeticError:
            totals[name] = "0.00"
    totals["partAssure"] = euros(
        Decimal(totals["honoraires"]) - Decimal(totals["montantAMO"]) - Decimal(totals["montantAMC"])
    )
    return totals


def _fse(blocks: Fields, version: str, *, declare: bool) -> str:
    namespace = f' xmlns="{FSE}"' if declare else ""
    return f'<fse{namespace} version="{version}">\n{"".join(_elements("Feuille", blocks, 1, _ORDER_FSE))}</fse>\n'


def _document(body: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode()


def _body(document: bytes) -> str:
    text = document.decode()
    return text.split("?>\n", 1)[1] if text.startswith("<?xml") else text


def _indent(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


def _elements(kind: str, values: Fields, depth: int, order: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The children of a complex type, in its order; names that it does not know come last."""
    known = order.get(kind, {})
    pad = "  " * depth
    written = []
    for name in [*(n for n in known if n in values), *(n for n in values if n not in known)]:
        value = values[name]
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is None:
                continue
            if isinstance(one, Mapping):
                inner = "".join(_elements(known.get(name, ""), one, depth + 1, order))
                written.append(f"{pad}<{name}>\n{inner}{pad}</{name}>\n")
            else:
                written.append(f"{pad}<{name}>{escape(str(one))}</{name}>\n")
    return written


def _order(path: str) -> dict[str, dict[str, str]]:
    """For each complex type of a schema, its element names in order, each with its type."""
    root = etree.parse(os.path.join(_SCHEMAS, path)).getroot()
    return {
        kind.get("name", ""): {e.get("name", ""): e.get("type", "") for e in kind.iter(f"{_XS}element")}
        for kind in root.iter(f"{_XS}complexType")
        if kind.get("name")
    }


_ORDER_FSE: Final = _order("fse/1.0/fse.xsd")
_ORDER_CONTEXTE: Final = _order("contexte/1.0.xsd")
