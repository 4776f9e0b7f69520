"""The codes and ids that rules look for are those of the law."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from fsecheck.intake import read_1_0
from fsecheck.intake.document import open_document
from fsecheck.law.lawset import Law
from fsecheck.law.nomenclature import Act
from fsecheck.ledger.lines import by_codes, events_of
from fsecheck.model.context import Context
from fsecheck.model.facts import Facts
from fsecheck.rules.acts import FLAT_TRAVEL, KILOMETRIC
from fsecheck.rules.catalogue import BY_ID
from fsecheck.rules.lines import FRAILTY, candidates
from fsecheck.rules.nomenclature import conditions
from tests.authoring import act, sheet
from tests.rules.care import line

LAW = Law()
DAYS = (date(2024, 3, 1), date(2025, 8, 1), date(2026, 3, 2), date(2026, 9, 15), date(2027, 8, 1))


def acts() -> Iterator[Act]:
    seen = {version.act.id: version.act for day in DAYS for version in LAW.nomenclature_table.acts_on(day)}
    return iter(seen.values())


def letters(of: set[str]) -> set[str]:
    """The letters of these acts, at any date."""
    table = LAW.nomenclature_table
    return {version.letter for act_id in of for day in DAYS for version in table.versions_of(act_id, day)}


def concerns(rule: str, codes: set[str]) -> bool:
    """Whether a rule looks at a sheet of each of these codes."""
    entry = BY_ID[rule].rule
    assert entry is not None
    sheets = [read_1_0.invoice(open_document(sheet([act(code=code)])).sheets[0].element, "/fse") for code in codes]
    return all(entry.applies(invoice) for invoice in sheets)


def test_travel_codes_are_those_of_the_law() -> None:
    """Every exclusive allowance, every disputed code and every kilometric rate is a code that rules look for."""
    day = date(2026, 3, 2)

    assert set(LAW.cumulation.exclusive_travel.at(day)) <= FLAT_TRAVEL
    assert set(LAW.nomenclature.disputed_codes.at(date(2025, 8, 1))) <= FLAT_TRAVEL
    assert set(LAW.tariff.travel_rates.at(day)) == KILOMETRIC
    assert {code for code in LAW.nomenclature.other_codes.at(date(2025, 8, 1)) if code.startswith("IF")} == FLAT_TRAVEL
    assert {code for code in LAW.nomenclature.other_codes.at(day) if code.startswith("IK")} == KILOMETRIC


@pytest.mark.parametrize("act_id", [FRAILTY, *conditions._COPD, conditions._CHILD])
def test_acts_that_rules_name_exist(act_id: str) -> None:
    assert LAW.nomenclature_table.by_id(act_id).id == act_id


def test_acts_that_the_law_names_exist() -> None:
    """Every id in a list of the law is an act of the nomenclature."""
    day = date(2025, 8, 1)
    values = LAW.nomenclature
    named = {
        *values.walking_of_elderly.at(day),
        *values.elderly_alone.at(day),
        *values.disputed_acts.at(day),
        *values.disputed_acts.at(date(2026, 9, 15)),
        *LAW.cumulation.own_number_a_day.at(day),
        *LAW.cumulation.bandage_included.at(day),
    }

    assert named <= {entry.id for entry in acts()}


def test_disputed_acts_are_those_of_the_table() -> None:
    """The list of NOM010 and the table say the same at each date."""
    for day in DAYS:
        table = {version.act.id for version in LAW.nomenclature_table.acts_on(day) if version.disputed}

        assert set(LAW.nomenclature.disputed_acts.at(day)) == table


def test_own_numbers_are_those_of_the_table() -> None:
    """What CUM002 does not count is what the wording of the act admits."""
    own = {entry.id: entry.number_a_day for entry in acts() if entry.number_a_day not in {None, 1}}

    assert dict(LAW.cumulation.own_number_a_day.at(date(2026, 3, 2))) == own


@pytest.mark.parametrize(("rule", "strict"), [("NOM006", True), ("NOM009", False)])
def test_ages_are_looked_at_where_the_table_has_one(rule: str, strict: bool) -> None:
    """The letters a rule looks for are those of the acts that have such an age; the ages are the law's."""
    aged = [entry for entry in acts() if (entry.age_from or entry.age_under) and entry.age_strict is strict]
    values = BY_ID[rule].rule
    assert values is not None
    ages = {LAW.value(value).at(date(2026, 9, 15)) for value in values.values if value.endswith("_age")}

    assert concerns(rule, letters({entry.id for entry in aged}))
    assert ages == {entry.age_from or entry.age_under for entry in aged}


def test_disputes_are_looked_at_where_the_table_has_one() -> None:
    table = LAW.nomenclature_table
    disputed = {version.letter for day in DAYS for version in table.acts_on(day) if version.disputed}

    assert concerns("NOM010", disputed)


def test_the_list_of_the_specific_allowance_is_that_of_the_table() -> None:
    """Article 13 E, as a list and as a mark of each act."""
    day = date(2026, 3, 2)
    listed = set(LAW.travel.specific_acts.at(day))
    conditional = set(LAW.travel.specific_after_discharge.at(day))
    for entry in (version.act for version in LAW.nomenclature_table.acts_on(day)):
        of = {entry.id, entry.article, entry.numbered} if entry.chapter == "II" and entry.kind == "session" else set()
        expected = "yes" if of & listed else "conditional" if of & conditional else "no"

        assert expected == LAW.nomenclature_table.ifs(entry, day), entry.id


def test_groups_and_supplements_are_of_the_articles_that_the_law_names() -> None:
    day = date(2026, 3, 2)
    by_id = {entry.id: entry for entry in acts()}

    assert by_id["bandage-un-membre"].article == LAW.cumulation.bandage_article.at(day)
    assert by_id["balneotherapie-bassin"].chapter == "IV"
    assert set(LAW.nomenclature.group_articles.at(day)) <= {entry.article for entry in acts()}


def test_the_context_narrows_what_a_line_may_be() -> None:
    """AMK 5 is one of two bilans; the context says which."""
    [line] = read_1_0.invoice(open_document(sheet([act(code="AMK", coefficient="5")])).sheets[0].element, "/fse").acts

    assert {"bilan-osteoarticulaire-un-membre", "bilan-musculaire-un-membre"} == {
        entry.id for entry in candidates(LAW, Facts(line.day, Context(), {}), line)
    }
    known = Context(lines={1: Context().line(1)._replace(act="bilan-musculaire-un-membre")})
    assert ["bilan-musculaire-un-membre"] == [entry.id for entry in candidates(LAW, Facts(line.day, known, {}), line)]
    assert line.coefficient == Decimal(5)


def test_a_history_names_a_prescription_as_the_sheet_does() -> None:
    """A rule compares the word of its line with that of an event."""
    invoice = read_1_0.invoice(open_document(sheet()).sheets[0].element, "/fse")
    [event] = events_of(invoice, Context(), str.upper, by_codes())

    assert event.prescription == invoice.prescription_word(invoice.acts[0]).upper()


@pytest.mark.parametrize(("day", "acts"), [(date(2024, 5, 31), {"deambulation-autonomie"}), (date(2024, 6, 1), set())])
def test_a_former_couple_may_be_its_acts_while_it_passes(day: date, acts: set[str]) -> None:
    """AMK 6, which no act has had since."""
    one = line(1, day, "AMK", "6")

    assert {entry.id for entry in candidates(LAW, Facts(day, Context(), {}), one)} == acts


@pytest.mark.parametrize(("day", "acts"), [(date(2025, 12, 31), {"deambulation-autonomie"}), (date(2026, 1, 1), set())])
def test_a_remote_line_is_of_an_act_of_its_day(day: date, acts: set[str]) -> None:
    """RPE 6 is of no act since 2026."""
    one = line(1, day, "TMK", "6", remote=True)

    assert {entry.id for entry in candidates(LAW, Facts(day, Context(), {}), one)} == acts
