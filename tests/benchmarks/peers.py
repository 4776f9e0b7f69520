"""
Seventeen rules that need nothing but the sheet, written for the engines one would use instead of ours.

Each assertion is true where its rule has nothing to say. One text serves two dialects where it can:
XPath 1.0 (ISO Schematron by lxml, and the XSLT made of it run by SaxonC) and XPath 2.0 (assertions
of XSD 1.1 by xmlschema). Amounts are counted in whole cents: both dialects would add floats.
"""

import os
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from lxml import etree

FSE: Final = "urn:fsecheck:fse:1.0"
_XS: Final = "http://www.w3.org/2001/XMLSchema"
_SCH: Final = "http://purl.oclc.org/dsdl/schematron"
_SVRL: Final = "{http://purl.oclc.org/dsdl/svrl}"
_ELEMENTS: Final = {
    "Feuille": "f:fse",
    "Professionnel": "f:professionnel",
    "Remplacant": "f:remplacant",
    "Structure": "f:structure",
    "Assure": "f:assure",
    "NirIndividuel": "f:nirIndividuel",
    "Prescription": "f:prescription",
    "Acte": "f:acte",
}
_UNPAID: Final = "(f:qualificatif='G' or f:qualificatif='GR' or f:qualificatif='N' or f:qualificatif='NR')"
_DEMANDED: Final = "(f:qualificatif='E' or f:qualificatif='DE')"
_DAY: Final = "number(translate(f:date,'-',''))"


class Assertion(NamedTuple):
    """One test of one rule, on the sheet, or on a line or a person of it."""

    rule: str
    where: str
    """Complex type of the element it speaks of."""
    test: str
    """XPath 1.0."""
    later: str | None = None
    """XPath 2.0, where the other does not serve."""


def _cents(name: str) -> str:
    return f"round(number({name}) * 100)"


def _luhn(name: str, length: int) -> str:
    """That *name* has so many characters, digits that satisfy Luhn's formula."""
    doubled = f"translate({name},'0123456789','0246813579')"
    digits = [
        f"number(substring({doubled if (length - place) % 2 else name},{place},1))" for place in range(1, length + 1)
    ]
    return f"(string-length({name}) = {length} and ({' + '.join(digits)}) mod 10 = 0)"


def _optional(name: str, length: int) -> str:
    return f"not({name}) or {_luhn(name, length)}"


def _finess() -> str:
    corsican = [
        f"(starts-with(f:numero,'{letters}') and {_luhn(f'concat({begins!r},substring(f:numero,5))', 9)})"
        for letters, begins in (("2A", "2001"), ("2B", "2002"))
    ]
    return " or ".join(["not(f:type = 'finess')", _luhn("f:numero", 9), *corsican])


def _prescriber(name: str) -> str:
    return f"(not({name}) or string-length({name}) = 9 or {_luhn(name, 11)})"


def _total(name: str) -> Assertion:
    found = _cents(f"f:totaux/f:{name}")
    return Assertion(
        "TAR006",
        "Feuille",
        f"{found} = round(sum(f:actes/f:acte/f:{name}) * 100)",
        f"{found} = sum(for $line in f:actes/f:acte return round(number($line/f:{name}) * 100))",
    )


# The letters of Corsica count for 19 and 18: of 29 and 28, ten millions less.
_CORSICA: Final = "10000000 * number(contains(f:nir,'A') or contains(f:nir,'B'))"
_NIR: Final = f"number(f:cle) = 97 - (number(translate(f:nir,'AB','98')) - {_CORSICA}) mod 97"
_COEFFICIENT: Final = "round(number(concat(f:coefficient,substring('1',1 + count(f:coefficient)))) * 100)"
_PRODUCT: Final = f"floor(({_cents('f:prixUnitaire')} * number(f:quantite) * {_COEFFICIENT} + 50) div 100)"
_DUE: Final = f"{_PRODUCT} + 915 * number(f:majoration = 'N') + 762 * number(f:majoration = 'F')"
_SHARE: Final = f"floor(({_cents('f:base')} * number(f:taux) + 50) div 100)"
_OVER: Final = f"f:actes/f:acte[number(f:honoraires) > number(f:base) and not({_UNPAID}) and not({_DEMANDED})]"

ASSERTIONS: Final = (
    Assertion("LAW001", "Acte", f"{_DAY} <= 20261231"),
    Assertion("IDN001", "Assure", _NIR),
    Assertion("IDN001", "NirIndividuel", _NIR),
    Assertion("IDN002", "Professionnel", _optional("f:rpps", 11)),
    Assertion("IDN002", "Remplacant", _optional("f:rpps", 11)),
    Assertion("IDN002", "Acte", _optional("f:executant/f:rpps", 11)),
    Assertion("IDN003", "Professionnel", _luhn("f:numeroAM", 9)),
    Assertion("IDN003", "Remplacant", _luhn("f:numeroAM", 9)),
    Assertion("IDN003", "Acte", _optional("f:executant/f:numeroAM", 9)),
    Assertion(
        "IDN004", "Prescription", f"{_prescriber('f:numeroPrescripteur')} and {_prescriber('f:rppsPrescripteur')}"
    ),
    Assertion("IDN004", "Acte", _prescriber("f:requis/f:numero")),
    Assertion("IDN005", "Structure", _finess()),
    Assertion("IDN006", "Professionnel", "f:specialite = '26'"),
    Assertion("TAR002", "Acte", f"{_UNPAID} or f:majoration = 'U' or {_cents('f:base')} = {_DUE}"),
    Assertion("TAR004", "Acte", f"{_UNPAID} or f:forcageAMO = 'oui' or {_cents('f:montantAMO')} = {_SHARE}"),
    Assertion(
        "TAR005",
        "Acte",
        f"{_UNPAID} or ({_cents('f:honoraires')} >= {_cents('f:base')} and "
        f"{_cents('f:montantAMO')} + {_cents('f:montantAMC')} <= {_cents('f:honoraires')})",
    ),
    Assertion(
        "TAR005",
        "Feuille",
        f"{_cents('f:totaux/f:montantAMO')} + {_cents('f:totaux/f:montantAMC')} + {_cents('f:totaux/f:partAssure')}"
        f" = {_cents('f:totaux/f:honoraires')}",
    ),
    _total("honoraires"),
    _total("montantAMO"),
    _total("montantAMC"),
    Assertion("DEP001", "Feuille", f"f:professionnel/f:codeConventionnel = 'nonConventionne' or not({_OVER})"),
    Assertion(
        "DEP003",
        "Acte",
        f"not({_DEMANDED}) or ({_cents('f:base')} <= {_DUE} and {_cents('f:montantAMO')} <= {_SHARE})",
    ),
    Assertion("DEP005", "Acte", f"not({_UNPAID}) or (number(f:montantAMO) = 0 and number(f:montantAMC) = 0)"),
    Assertion("TEX002", "Acte", f"{_UNPAID} or not(f:code = 'RQD') or f:requis"),
    Assertion(
        "TEX007",
        "Acte",
        f"{_UNPAID} or not(f:code = 'RQD') or "
        "(number(f:quantite) = 1 and (not(f:coefficient) or number(f:coefficient) = 1))",
    ),
    Assertion("DAP002", "Acte", f"{_UNPAID} or not(f:accordPrealable/f:code = 'refus')"),
)
RULES: Final = tuple(dict.fromkeys(one.rule for one in ASSERTIONS))

Judge = Callable[[bytes], frozenset[str]]
"""Bytes of a sheet -> the rules that it violates."""
Verdict = Callable[[bytes], bool]
"""The same, where one only wants to know if there is one: what is timed."""


def schematron(*, one_pattern: bool) -> etree._Element:
    """
    The rules as an ISO Schematron: a pattern for each rule, as one usually writes them, or one for all.

    An engine walks the whole tree once a pattern: one for all is the fastest form there is.
    """
    patterns: dict[str, dict[str, list[Assertion]]] = defaultdict(lambda: defaultdict(list))
    for one in ASSERTIONS:
        patterns["" if one_pattern else one.rule][one.where].append(one)
    root = etree.Element(f"{{{_SCH}}}schema", nsmap={None: _SCH})
    etree.SubElement(root, f"{{{_SCH}}}ns", prefix="f", uri=FSE)
    for by_type in patterns.values():
        pattern = etree.SubElement(root, f"{{{_SCH}}}pattern")
        for where, assertions in by_type.items():
            rule = etree.SubElement(pattern, f"{{{_SCH}}}rule", context=_ELEMENTS[where])
            for one in assertions:
                etree.SubElement(rule, f"{{{_SCH}}}assert", test=one.test).text = one.rule
    return root


def isoschematron(*, one_pattern: bool) -> tuple[Judge, Verdict]:
    """The Schematron engine of lxml: XSLT 1.0 in C."""
    from lxml.isoschematron import Schematron

    parser = _parser()
    source = schematron(one_pattern=one_pattern)
    engine, told = Schematron(source), Schematron(source, store_report=True)

    def judge(data: bytes) -> frozenset[str]:
        told.validate(etree.fromstring(data, parser))
        report = told.validation_report
        return frozenset(
            f"{failed.findtext(f'{_SVRL}text')}".strip() for failed in report.iter(f"{_SVRL}failed-assert")
        )

    def verdict(data: bytes) -> bool:
        return bool(engine.validate(etree.fromstring(data, parser)))

    return judge, verdict


def saxon() -> tuple[Judge, Verdict]:
    """The XSLT that lxml makes of the fastest form, run by SaxonC. Raises ImportError where it is not installed."""
    from lxml.isoschematron import Schematron
    from saxonche import PySaxonProcessor

    processor = PySaxonProcessor(license=False)
    xslt = processor.new_xslt30_processor()
    text = etree.tostring(Schematron(schematron(one_pattern=True), store_xslt=True).validator_xslt, encoding="unicode")
    executable = xslt.compile_stylesheet(stylesheet_text=text)

    def report(data: bytes) -> str:
        node = processor.parse_xml(xml_text=_text(data))
        return str(executable.transform_to_string(xdm_node=node))

    def judge(data: bytes) -> frozenset[str]:
        root = etree.fromstring(report(data).encode())
        return frozenset(f"{failed.findtext(f'{_SVRL}text')}".strip() for failed in root.iter(f"{_SVRL}failed-assert"))

    def verdict(data: bytes) -> bool:
        return "failed-assert" not in report(data)

    return judge, verdict


def xsd_1_1(path: str) -> tuple[Judge, Verdict]:
    """Our schema, at *path*, with the rules as assertions of its types, by xmlschema."""
    import xmlschema

    tree = etree.parse(path)
    types = {one.get("name"): one for one in tree.getroot().iter(f"{{{_XS}}}complexType")}
    by_test = {}
    for one in ASSERTIONS:
        test = one.later or one.test
        etree.SubElement(types[one.where], f"{{{_XS}}}assert", test=test)
        by_test[test] = one.rule
    engine = xmlschema.XMLSchema11(etree.tostring(tree, encoding="unicode"), base_url=os.path.dirname(path))

    def judge(data: bytes) -> frozenset[str]:
        return frozenset(by_test[error.validator.path] for error in engine.iter_errors(data) if _asserts(error))

    return judge, engine.is_valid


def _text(data: bytes) -> str:
    """A sheet as text, which is all that SaxonC takes, without its declaration."""
    declared = re.match(rb"<\?xml[^>]*encoding=[\"']([^\"']+)[\"'][^>]*\?>", data)
    return data.decode(declared[1].decode() if declared else "utf-8-sig").split("?>", 1)[-1]


def _asserts(error: Any) -> bool:
    return type(error.validator).__name__ == "XsdAssert"


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
