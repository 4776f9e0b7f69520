"""Every couple of the nomenclature at seven dates, its neighbours a hundredth away, and the price of each."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from fsecheck.intake import read_1_0
from fsecheck.intake.document import open_document
from fsecheck.law.lawset import Law
from fsecheck.model.context import Context
from fsecheck.model.facts import Fact, Facts
from fsecheck.model.finding import Defect
from fsecheck.model.invoice import Invoice
from fsecheck.model.money import half_up, price, share
from fsecheck.rules.catalogue import BY_ID
from tests.authoring import sheet

DATES = ("2024-03-01", "2024-07-01", "2025-08-01", "2026-01-15", "2026-06-01", "2026-09-15", "2027-08-01")
HUNDREDTH = Decimal("0.01")
CENT = Decimal("0.01")
LAW = Law()
BASE = read_1_0.invoice(open_document(sheet()).sheets[0].element, "/fse")
PLACES = {"metropole": "prices of the mainland", "outremer": "prices of overseas"}


def line(letter: str, coefficient: Decimal, day: date, unit: Decimal = Decimal("2.21")) -> Invoice:
    """A sheet of one line, right in its arithmetic."""
    base = price(unit, coefficient)
    amo = share(base, 60)
    act = BASE.acts[0]._replace(
        code=letter, coefficient=coefficient, day=day, unit_price=unit, base=base, fees=base, amo=amo, amc=base - amo
    )
    return evolve(BASE, acts=(act,), total_fees=base, total_amo=amo, total_amc=base - amo)


def said(rule: str, invoice: Invoice, context: Context | None = None) -> list[str]:
    """The messages of a rule on a sheet, without any history."""
    entry = BY_ID[rule].rule
    assert entry is not None
    context = context or Context()
    facts = Facts(invoice.last_day, context, dict.fromkeys(entry.needs, Fact()))
    if not entry.applies(invoice):
        return []
    return [item.message for item in entry.check(invoice, facts, LAW) if isinstance(item, Defect)]


def couples(day: date) -> dict[tuple[str, Decimal], dict[str, object]]:
    return {(str(row["letter"]), Decimal(str(row["coefficient"]))): row for row in LAW.nomenclature_table.listing(day)}


def refused(letter: str, coefficient: Decimal, day: date) -> list[str]:
    """What says that a couple is none of that day."""
    invoice = line(letter, coefficient, day)
    return [rule for rule in ("NOM002", "NOM005") if said(rule, invoice)]


@pytest.mark.parametrize("text", DATES)
def test_every_couple_of_the_day_passes_at_its_price(text: str) -> None:
    """No couple is refused, on the mainland or overseas, and the base is the listed price."""
    day = date.fromisoformat(text)
    for (letter, coefficient), row in couples(day).items():
        for name, column in (("metropole", "price_mainland"), ("outremer", "price_overseas")):
            unit = LAW.nomenclature_table.unit_value(letter, name, day)
            assert unit is not None
            invoice = line(letter, coefficient, day, unit)

            assert str(row[column]) == str(invoice.acts[0].base)
            assert [] == refused(letter, coefficient, day)
            assert [] == said("TAR002", invoice), (letter, coefficient)
            assert [] == [rule for rule in ("NOM001", "NOM003", "NOM004", "NOM008") if said(rule, invoice)]


@pytest.mark.parametrize("text", DATES)
def test_one_hundredth_away_is_refused_unless_it_is_another_couple(text: str) -> None:
    """A coefficient is compared as a decimal: a hundredth more or less is another act, or none."""
    day = date.fromisoformat(text)
    known = couples(day)
    for letter, coefficient in known:
        for other in (coefficient - HUNDREDTH, coefficient + HUNDREDTH):
            expected = [] if (letter, other) in known else ["NOM002"]

            assert expected == refused(letter, other, day), (letter, other)


@pytest.mark.parametrize("text", DATES)
def test_one_cent_away_from_the_price_is_refused(text: str) -> None:
    """TAR002 is exact to the cent, both ways."""
    day = date.fromisoformat(text)
    for letter, coefficient in couples(day):
        invoice = line(letter, coefficient, day)
        for base in (invoice.acts[0].base - CENT, invoice.acts[0].base + CENT):
            wrong = evolve(invoice, acts=(invoice.acts[0]._replace(base=base),))

            assert ["other-base"] == said("TAR002", wrong), (letter, coefficient)


def test_the_disputed_couples_of_a_day_warn_and_no_other() -> None:
    """NOM010 warns where the listing says disputed, and there only."""
    for text in DATES:
        day = date.fromisoformat(text)
        of = {(row["letter"], row["coefficient"]) for row in LAW.nomenclature_table.listing(day) if row["disputed"]}
        found = {
            (letter, format(coefficient, "f"))
            for letter, coefficient in couples(day)
            if said("NOM010", line(letter, coefficient, day))
        }

        assert of == found


def former_couples() -> Iterator[tuple[str, Decimal]]:
    table = LAW.nomenclature_table
    return iter(sorted({couple for version in table.acts_on(date(2024, 3, 1)) for couple in version.act.former}))


@pytest.mark.parametrize(
    ("text", "rule"), [("2024-02-22", "NOM008"), ("2024-05-31", "NOM008"), ("2024-06-01", "NOM003")]
)
def test_every_former_couple_is_tolerated_then_refused(text: str, rule: str) -> None:
    """The former couples warn until 31 May 2024 and are refused from 1 June, but those that AMK kept."""
    day = date.fromisoformat(text)
    kept = {("AMK", coefficient) for letter, coefficient in couples(day) if letter == "AMK"}
    for letter, coefficient in former_couples():
        invoice = line(letter, coefficient, day)
        expected = [] if (letter, coefficient) in kept else [rule]

        assert expected == [one for one in ("NOM003", "NOM008") if said(one, invoice)], (letter, coefficient)
        assert [] == refused(letter, coefficient, day)


@pytest.mark.parametrize(
    ("coefficient", "unit", "expected"),
    [
        ("8.5", "2.21", "18.79"),
        ("15.5", "2.43", "37.67"),
        ("9.5", "2.43", "23.09"),
        ("8.5", "2.43", "20.66"),
    ],
)
def test_money_is_rounded_half_up(coefficient: str, unit: str, expected: str) -> None:
    """The four products whose half cent tells half-up from half-even or from a float."""
    assert Decimal(expected) == price(Decimal(unit), Decimal(coefficient))
    assert Decimal(expected) == half_up(Decimal(unit) * Decimal(coefficient))
