"""Every cell of the published decision table, played as a sheet, with every combination of what is not known."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import pytest

from fsecheck.checker import Checker
from fsecheck.model.report import Report
from fsecheck.settings import Settings
from tests.authoring import DOCTOR, act, context, prescription, sheet

TABLE = """
| kind | last act of the series | software approved | card read | SV | SSV | DEG |
|---|---|---|---|---|---|---|
| on-site (also with RQD), no mixed series | - | any | any | ok | E1 | ok |
| remote, or RQD alone, no mixed series | - | yes | no or unknown | ok | ok | W4 |
| | - | yes | yes | ok | W5 | W4 |
| | - | no | any | ok | E3 | ok |
| whole | on site | yes | yes | ok-C | E1 | W4 |
| | on site | yes | no | ok-C | SER008 | W4 |
| | on site | no | any | ok-C | E3 | SER008 |
| | remote | yes | no or unknown | SER008 | ok-C | W4 |
| | remote | yes | yes | ok | W5 | W4 |
| | remote | no | any | ok if the card was read, else SER008 | E3 | ok-B |
| remote half | on site | yes | any | ok | ok-B | W4 |
| | on site | no | any | ok | E3 | ok-B |
| | remote | yes | any | ok | ok-A | W4 |
| | remote | no | any | ok | E3 | ok-C |
| on-site half | on site | any | any | ok-B | E1 | ok |
| | remote | yes | any | ok-A | E1 | ok |
| | remote | no | any | ok-C | E1 | ok |
"""

TODAY = date(2026, 3, 16)
MODES = {
    "SV": ("securise", "enVisite", "desynchronise"),
    "SSV": ("sesamSansVitale",),
    "DEG": ("degrade", "nonSecurise"),
}
WORD = {"yes": "oui", "no": "non", "unknown": None}
SAID = {"E1": "SER001", "E3": "SER003", "W4": "SER004", "W5": "SER005", "SER008": "SER008"}
WATCHED = {"SER001", "SER003", "SER004", "SER005", "SER008"}


class Cell(NamedTuple):
    """One case of the table: where it is, what it says."""

    sheet: str
    """Which sheet stands for the kind."""
    last: str
    approved: str
    card: str
    mode: str
    says: str

    @property
    def mixed(self) -> bool:
        return self.sheet in {"whole", "remote half", "on-site half"}


def rows() -> Iterator[dict[str, str]]:
    """The rows of the table, an empty kind being the one above."""
    head, _, *lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.split("\n") if line]
    kind = ""
    for line in lines:
        kind = line[0] or kind
        yield {**dict(zip(head, line, strict=True)), "kind": kind}


def cells() -> Iterator[Cell]:
    """Every cell, its "any" spelled out; where two cards agree, a card that is not known is the same."""
    known = {cell[:5]: cell for cell in spelled_out()}
    yield from known.values()
    for cell in known.values():
        other, unknown = cell._replace(card="no"), cell._replace(card="unknown")
        if cell.card == "yes" and unknown[:5] not in known and known[other[:5]].says == cell.says:
            yield unknown


def spelled_out() -> Iterator[Cell]:
    sheets = {"on-site (also": ("on-site", "with a request"), "remote, or RQD": ("remote", "request alone")}
    for row in rows():
        kinds = next((found for start, found in sheets.items() if row["kind"].startswith(start)), (row["kind"],))
        approvals = ("yes", "no", "unknown") if row["software approved"] == "any" else (row["software approved"],)
        cards = {"any": ("yes", "no", "unknown"), "no or unknown": ("no", "unknown")}
        for kind in kinds:
            for approved in approvals:
                for card in cards.get(row["card read"], (row["card read"],)):
                    for mode in MODES:
                        says = row[mode]
                        if says.startswith("ok if the card was read"):
                            says = "ok" if card == "yes" else "SER008"
                        yield Cell(kind, row["last act of the series"], approved, card, mode, says)


CELLS = tuple(cells())


def forms(reading: str, last: str, approved: str) -> set[tuple[str, str]]:
    """The sheets of a mixed series that a reading of the chart asks for, each with its mode."""
    remote = "SSV" if approved == "yes" else "DEG"
    two = {("remote half", remote), ("on-site half", "SV")}
    if last == "on site":
        return two if reading == "B" else {("whole", "SV")}
    if reading == "B" or (reading == "C" and approved == "yes"):
        return {("whole", remote)}
    return two


def bytes_of(cell: Cell, mode: str) -> tuple[bytes, bytes]:
    """A sheet and its context that stand in the cell."""
    site = [act(date="2026-03-02", seance="1"), act(date="2026-03-09", seance="2")]
    far = [remote("2026-03-02", "1"), remote("2026-03-09", "2")]
    request = act(
        date="2026-03-09", code="RQD", coefficient=None, prixUnitaire="10.00", seance=None, refPrescription=None,
        requis={"numero": DOCTOR, "profession": "medecin"},
    )  # fmt: skip
    whole = [act(date="2026-03-02", seance="1"), remote("2026-03-09", "2"), act(date="2026-03-16", seance="3")]
    lines = {
        "on-site": site,
        "with a request": [*site, request],
        "remote": far,
        "request alone": [request],
        "remote half": far,
        "on-site half": site,
        "whole": whole if cell.last == "on site" else [*site, remote("2026-03-16", "3")],
    }[cell.sheet]
    known = {"logicielAgree": WORD[cell.approved], "carteLisible": WORD[cell.card]}
    if cell.sheet.endswith("half"):
        known |= {"serieFinieADistance": "oui" if cell.last == "remote" else "non", "serieMixte": "oui"}
    return (
        sheet(actes=lines, prescriptions=[prescription()], facture={"modeSecurisation": mode}),
        context(dernierePresence="2026-02-23", droitsVerifies="oui", demandesAilleurs=0, **known),
    )


def remote(day: str, session: str) -> dict[str, object]:
    return act(date=day, code="TMK", prixUnitaire="2.15", lieu=None, seance=session)


@cache
def checker(reading: str | None) -> Checker:
    return Checker(settings=Settings(series_reading=reading))


def judged(cell: Cell, mode: str, reading: str | None = None) -> Report:
    return checker(reading).check(*bytes_of(cell, mode), today=TODAY)


def found(report: Report) -> set[str]:
    """The rules of the table that speak."""
    assert () == report.faults
    return {finding.rule for finding in report.findings} & WATCHED


def undecided(report: Report) -> set[tuple[str, bool]]:
    return {(unknown.rule, unknown.stops) for unknown in report.unknowns if unknown.rule in WATCHED}


def rules_of(says: str) -> set[str]:
    """The rules that speak in a cell, with no reading chosen: those of readings A and B give an information."""
    if says in {"ok", "ok-C"}:
        return set()
    return {"SER008"} if says.startswith("ok-") else {SAID[says]}


def test_the_table_has_all_its_rows() -> None:
    """Seventeen rows, three modes, and every combination that they name."""
    assert 17 == len(list(rows()))
    assert len(CELLS) == len({cell[:5] for cell in CELLS})
    assert {"ok", "ok-A", "ok-B", "ok-C", *SAID} == {cell.says for cell in CELLS}


@pytest.mark.parametrize("cell", CELLS, ids="-".join)
def test_a_cell_ends_as_published(cell: Cell) -> None:
    """Each cell fires the rule it names and no other of the table, in every mode of its family."""
    for mode in MODES[cell.mode]:
        report = judged(cell, mode)

        assert rules_of(cell.says) == found(report)
        assert set() == undecided(report)


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell.approved != "unknown"], ids="-".join)
@pytest.mark.parametrize("reading", ["A", "B", "C"])
def test_with_a_reading_chosen_only_its_forms_pass(cell: Cell, reading: str) -> None:
    """SER001 also refuses what the reading does not admit, and the information of SER008 is gone."""
    admitted = not cell.mixed or cell.says in {"ok", "E3"} or (cell.sheet, cell.mode) in forms(*key(reading, cell))
    expected = rules_of(cell.says) - {"SER008"} | (set() if admitted else {"SER001"})

    assert expected == found(judged(cell, MODES[cell.mode][0], reading))


def key(reading: str, cell: Cell) -> tuple[str, str, str]:
    return reading, cell.last, cell.approved


@pytest.mark.parametrize("card", ["yes", "no", "unknown"])
@pytest.mark.parametrize("last", ["on site", "remote"])
@pytest.mark.parametrize("kind", ["remote", "request alone", "whole", "remote half", "on-site half"])
def test_approval_unknown_matters_for_two_modes(kind: str, last: str, card: str) -> None:
    """SESAM sans Vitale stops at SER003, dégradé leaves SER004 undecided, SESAM-Vitale is judged."""
    published = "-" if kind in {"remote", "request alone"} else last
    for mode in MODES:
        report = judged(Cell(kind, last, "unknown", card, mode, ""), MODES[mode][0])
        places = [(kind, published, approved, card, mode) for approved in ("yes", "no")]
        says = {cell.says for cell in CELLS if cell[:5] in places}
        if "E3" in says:
            assert {("SER003", True)} == undecided(report)
            assert set() == found(report)
        elif "W4" in says:
            assert {("SER004", False)} == undecided(report)
            assert set() == found(report)
        elif len(says) == 1:
            assert rules_of(says.pop()) == found(report)
        else:  # the on-site half of a series that ends remote: by A or by C, it may be sent
            assert ("on-site half", "SV") == (kind, mode)
            assert set() == found(report)


def test_card_unknown_leaves_the_form_undecided() -> None:
    """Whole, last act on site, SESAM sans Vitale, approved: E1 with the card, SER008 without; a note."""
    report = judged(Cell("whole", "on site", "yes", "unknown", "SSV", ""), "sesamSansVitale")

    assert {("SER001", False)} == undecided(report)
    assert set() == found(report)


@pytest.mark.parametrize(("reading", "expected"), [("A", set()), ("B", {"SER001"}), ("C", set())])
def test_with_a_reading_the_approval_may_decide(reading: str, expected: set[str]) -> None:
    """The on-site half of a series that ends remote is A's form with approved software, C's without."""
    report = judged(Cell("on-site half", "remote", "unknown", "yes", "SV", ""), "securise", reading)

    assert expected == found(report)
    assert (("SER001", False) in undecided(report)) == (reading == "C")
