"""Amounts: every act of the nomenclature at its price passes, and one cent beside it does not."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from fsecheck.checker import Checker
from fsecheck.law.lawset import Law
from fsecheck.model.report import Report
from tests.authoring import act, context, euros, sheet

LAW = Law()
CENT = Decimal("0.01")
CHECKER = Checker()
DAYS = [date(2024, 2, 22), date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 27), date(2026, 5, 28), date(2026, 9, 1)]
TARIFF = {f"TAR00{place}" for place in range(1, 7)}


def judged(line: dict[str, object], territory: str = "metropole") -> set[str]:
    """The rules of amounts that speak of a line."""
    report: Report = CHECKER.check(sheet([line]), context(territoire=territory), today=date(2026, 12, 1))
    assert () == report.faults
    return {finding.rule for finding in report.findings} & TARIFF


def priced(day: date, row: dict[str, object], column: str) -> dict[str, object]:
    """A line at the published price, its obligatory part at 60 per cent."""
    base = Decimal(str(row[column]))
    unit = LAW.tariff.letter_values.at(day)[row["letter"]]
    part = (base * 60 / 100).quantize(CENT, ROUND_HALF_UP)
    return act(
        date=day.isoformat(), code=row["letter"], coefficient=row["coefficient"], base=euros(base),
        prixUnitaire=euros(unit["metropole" if column == "price_mainland" else "outremer"]), montantAMO=euros(part),
        montantAMC=euros(base - part), honoraires=euros(base),
    )  # fmt: skip


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize(("column", "territory"), [("price_mainland", "metropole"), ("price_overseas", "mayotte")])
def test_every_act_at_its_published_price_passes(day: date, column: str, territory: str) -> None:
    """No letter, coefficient or rounding of the day is refused, here or overseas."""
    rows = LAW.nomenclature_table.listing(day)
    refused = {(row["letter"], row["coefficient"]): judged(priced(day, row, column), territory) for row in rows}

    assert {} == {couple: rules for couple, rules in refused.items() if rules}


@pytest.mark.parametrize("cents", [-1, 1])
def test_a_cent_beside_the_base_is_refused(cents: int) -> None:
    """Every act of the day, a cent too little or too much: TAR002, whose suggestion is the price."""
    day = date(2026, 6, 1)
    for row in LAW.nomenclature_table.listing(day):
        line = priced(
            day, {**row, "price_mainland": Decimal(str(row["price_mainland"])) + cents * CENT}, "price_mainland"
        )
        report = CHECKER.check(sheet([line]), today=date(2026, 12, 1))
        [finding] = [finding for finding in report.findings if finding.rule == "TAR002"]

        assert finding.suggested is not None
        assert row["price_mainland"] == finding.suggested["base"]


@pytest.mark.parametrize("rate", [60, 80, 90, 100])
def test_the_obligatory_part_is_rounded_half_up(rate: int) -> None:
    """At every rate, on every price: the cent of half up passes, its neighbours do not."""
    facture = {
        60: {},
        80: {"exoneration": "aspa"},
        90: {"natureAssurance": "maladieAlsaceMoselle"},
        100: {"exoneration": "ald"},
    }
    for coefficient, letter in (("8.11", "VIM"), ("8.5", "RAB"), ("9.79", "TER"), ("15.5", "RAV"), ("12", "PLL")):
        base = (Decimal("2.21") * Decimal(coefficient)).quantize(CENT, ROUND_HALF_UP)
        part = (base * rate / 100).quantize(CENT, ROUND_HALF_UP)
        for cents in (-1, 0, 1):
            stated = euros(part + cents * CENT)
            line = act(
                date="2026-06-01", code=letter, coefficient=coefficient, taux=rate, montantAMO=stated, montantAMC="0.00"
            )  # fmt: skip
            report = CHECKER.check(sheet([line], facture=facture[rate]), today=date(2026, 12, 1))
            found = {finding.rule for finding in report.findings} & TARIFF
            over = {"TAR005"} if part + cents * CENT > base else set()
            assert ({"TAR004"} | over if cents else set()) == found
