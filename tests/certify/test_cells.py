"""
Every cell of the table of series, against the situations of the shipped pack.

The table is written here by hand, from the memo's chart and its three readings, so that it does not come from the law
data by which the pack's own check reads it.
"""

from decimal import Decimal

import pytest
from lxml import etree

from fsecheck.certify import adapter as adapters
from fsecheck.certify import cells, judge, manifest, pack, run
from tests.certify.desk import SHIPPED, VENDORS, small

RIGHT = adapters.read(str(VENDORS / "right.toml"))
NS = "{urn:fsecheck:fse:1.0}"
MODES = {"SV": "securise", "SSV": "sesamSansVitale", "DEG": "degrade"}
#: Situation: what becomes of the sheet in SV, SSV and DEG. A rule in capitals refuses it.
SHEETS = {
    "P04": ("ok", "SER001", "ok"),
    "P14": ("ok", "SER001", "ok"),
    "P16": ("ok", "SER001", "ok"),
    "P01": ("ok", "ok", "SER004"),
    "P13": ("ok", "ok", "SER004"),
    "P03": ("ok", "SER005", "SER004"),
    "P02": ("ok", "SER003", "ok"),
    "P05": ("ok", "SER001", "SER004"),
    "P06": ("ok", "ok", "SER004"),
    "P07": ("ok", "SER003", "ok"),
    "P50": ("ok", "SER003", "ok"),
    "P08": ("ok", "ok", "SER004"),
    "P09": ("ok", "SER005", "SER004"),
    "P10": ("ok", "SER003", "ok"),
    "P49": ("ok", "SER003", "ok"),
}
#: The same of the remote half of a series in two invoices; the on-site half never leaves in SSV.
HALVES = {
    "P05": ("ok", "ok", "SER004"),
    "P06": ("ok", "ok", "SER004"),
    "P07": ("ok", "SER003", "ok"),
    "P50": ("ok", "SER003", "ok"),
    "P08": ("ok", "ok", "SER004"),
    "P09": ("ok", "ok", "SER004"),
    "P10": ("ok", "SER003", "ok"),
    "P49": ("ok", "SER003", "ok"),
}
ON_SITE = ("ok", "SER001", "ok")


def whole(own: str) -> dict[str, etree._Element]:
    """The recorded answer to a situation, by name of file; one in two invoices is made one again."""
    files = {path.name: etree.fromstring(path.read_bytes()) for path in sorted((VENDORS / "right" / own).iterdir())}
    if "fse-1.xml" not in files:
        return files
    first, last = files["fse-1.xml"], files["fse-2.xml"]
    for act in last.iter(f"{NS}acte"):
        first.find(f"{NS}actes").append(act)
    first.find(f"{NS}facture/{NS}dateElaboration").text = last.findtext(f"{NS}facture/{NS}dateElaboration")
    context = files["contexte-1.xml"]
    for line in files["contexte-2.xml"].findall("{*}ligne"):
        line.set("rang", str(len(first.findall(f".//{NS}acte"))))
        context.append(line)
    for name in ("serie", "serieFinieADistance", "serieMixte"):
        context.remove(context.find(f"{{*}}{name}"))
    return {"fse.xml": totalled(first), "contexte.xml": context}


def totalled(sheet: etree._Element) -> etree._Element:
    """The sheet, its totals those of its acts; no overcharge, all of it by the payers."""
    for name in ("honoraires", "montantAMO", "montantAMC"):
        total = sum((Decimal(one.text) for one in sheet.findall(f".//{NS}acte/{NS}{name}")), Decimal())
        sheet.find(f"{NS}totaux/{NS}{name}").text = str(total)
    return sheet


def halves(own: str) -> dict[str, etree._Element]:
    """The answer in two invoices: the on-site acts, then the remote one, each stating the series."""
    found = {}
    for place, kept in ((1, "VIM"), (2, "TMK")):
        files = whole(own)
        sheet, context = files["fse.xml"], files["contexte.xml"]
        for act in sheet.findall(f".//{NS}acte"):
            if act.findtext(f"{NS}code") != kept:
                act.getparent().remove(act)
        sheet.find(f"{NS}facture/{NS}numero").text = f"10000000{place}"
        context.find("{*}identification/{*}numeroFacture").text = f"10000000{place}"
        # The context describes the remote act alone: the only line of its half.
        [line] = context.findall("{*}ligne")
        line.set("rang", "1")
        ends_remote = own in {"P08", "P09", "P10", "P49"}
        for name, text in (
            ("serie", "S1"),
            ("serieFinieADistance", "oui" if ends_remote else "non"),
            ("serieMixte", "oui"),
        ):
            stated = etree.Element(etree.QName(context, name))
            stated.text = text
            line.addprevious(stated)
        if kept == "VIM":
            context.remove(line)
        found |= {f"fse-{place}.xml": totalled(sheet), f"contexte-{place}.xml": context}
    return found


def moded(sheet: etree._Element, family: str) -> None:
    sheet.find(f"{NS}facture/{NS}modeSecurisation").text = MODES[family]


def result(own: str, files: dict[str, etree._Element], folder) -> judge.Result:
    """What the runner says of an answer to one situation."""
    answers = folder / "answers" / own
    answers.mkdir(parents=True)
    for name, root in files.items():
        (answers / name).write_bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
    target = adapters.Target((), str(answers.parent), 1, 1, (0,), stdout=False, environment={})
    how = RIGHT._replace(targets={"producer": target})
    run.run(SHIPPED, how, str(VENDORS), str(folder / "run"), chosen=lambda one: one.id == own)
    [scenario] = [one for one in SHIPPED.scenarios if one.id == own]
    small = SHIPPED._replace(scenarios=(scenario,), requirements=())
    return judge.judge(small, str(folder / "run")).results[0]


def told(one: judge.Result) -> str:
    """``ok`` for a pass, else the one rule of series that refuses it."""
    if one.status == "pass":
        return "ok"
    rules = {params["rule"] for code, params in one.differences if code == "finding"}
    return " ".join(sorted(rules)) or f"{one.status} {one.reason} {one.differences}"


@pytest.mark.parametrize(("own", "family"), [(own, family) for own in SHEETS for family in MODES])
def test_a_sheet_in_each_mode_passes_or_is_refused_as_the_table_says(own, family, tmp_path):
    """The right answer of a situation, in one invoice, its mode another."""
    files = whole(own)
    moded(files["fse.xml"], family)

    assert dict(zip(MODES, SHEETS[own], strict=True))[family] == told(result(own, files, tmp_path))


@pytest.mark.parametrize(
    ("own", "on_site", "remote"), [(own, one, other) for own in HALVES for one in MODES for other in MODES]
)
def test_two_invoices_in_each_pair_of_modes_pass_or_are_refused_as_the_table_says(own, on_site, remote, tmp_path):
    """The same series on two sheets: each half has its own cell."""
    files = halves(own)
    moded(files["fse-1.xml"], on_site)
    moded(files["fse-2.xml"], remote)
    expected = {dict(zip(MODES, ON_SITE, strict=True))[on_site], dict(zip(MODES, HALVES[own], strict=True))[remote]}

    assert (" ".join(sorted(expected - {"ok"})) or "ok") == told(result(own, files, tmp_path))


def test_every_cell_is_shown_and_no_form_is_against_the_table():
    assert [] == list(cells.faults(SHIPPED))


def test_a_cell_that_no_situation_shows_fails_the_check_of_the_pack(tmp_path):
    """The only situation of its line is gone: each of its modes is told."""
    kept = [one.id for one in SHIPPED.scenarios if one.kind == pack.PRODUCER and one.id != "P49"]

    told = list(cells.faults(small(tmp_path / "pack", *kept)))

    assert [("cell-without-situation", f"whole, remote, no, yes, {family}") for family in MODES] == told


def test_a_form_that_the_table_refuses_fails_the_check_of_the_pack(tmp_path):
    """On-site sessions alone in SESAM sans Vitale."""
    folder = tmp_path / "pack"
    small(folder, *[one.id for one in SHIPPED.scenarios if one.kind == pack.PRODUCER])
    text = (folder / "telecare.toml").read_text(encoding="utf-8")
    before, after = text.split('id = "P04"')
    (folder / "telecare.toml").write_text(
        before + 'id = "P04"' + after.replace('modes = ["securise"', 'modes = ["sesamSansVitale", "securise"', 1),
        encoding="utf-8",
    )

    told = list(cells.faults(manifest.read(str(folder))))

    assert [("form-against-table", "P04 (on-site, any, any, any, SSV : SER001)")] == told
