"""A rule ends in one of six outcomes, and the engine stamps what it yields."""

from datetime import date
from decimal import Decimal

import pytest

from fsecheck.law.lawset import Law
from fsecheck.law.timeline import NotInForceError
from fsecheck.model.finding import INFORMATION, WARNING
from fsecheck.model.report import OUTCOMES
from fsecheck.rules.catalogue import STOP
from fsecheck.rules.kit import defect, missing, sheet_defect
from tests.engine.rules_of_tests import SINCE_2024, entry, invoice, judged


def silent(invoice, facts, law):
    yield from ()


def speaks(invoice, facts, law):
    yield defect(invoice.acts[0], "wrong", found=Decimal("1.50"))


def lacks(invoice, facts, law):
    yield missing("context.video", invoice.acts[0], since=date(2026, 1, 1))


def breaks(invoice, facts, law):
    yield from ()
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        (entry(silent), "passed"),
        (entry(speaks), "violated"),
        (entry(silent, applies=lambda _: False), "not_applicable"),
        (entry(silent, values=[SINCE_2024]), "not_in_force"),
        (entry(lacks), "undecided"),
        (entry(breaks), "crashed"),
    ],
    ids=OUTCOMES,
)
def test_each_outcome(line, outcome):
    """Passed, violated, not applicable, not in force, undecided, crashed: one of six, and no other."""
    result = judged(line, sheet=invoice("2024-02-21"))

    assert {"TST001": outcome} == result.outcomes
    assert outcome in OUTCOMES


def test_every_rule_ends_in_an_outcome():
    """The outcomes name each rule that was given, once, and a rule of the intake never."""
    lines = [entry(check, rule=f"TST00{place}") for place, check in enumerate((silent, speaks, lacks, breaks), 1)]

    assert {"TST001": "passed", "TST002": "violated", "TST003": "undecided", "TST004": "crashed"} == judged(
        *lines
    ).outcomes


def test_a_violation_outweighs_what_is_missing():
    """A rule that found something and lacked something is violated; both are told."""

    def both(invoice, facts, law):
        yield from lacks(invoice, facts, law)
        yield from speaks(invoice, facts, law)

    result = judged(entry(both))

    assert {"TST001": "violated"} == result.outcomes
    assert (1, 1) == (len(result.findings), len(result.unknowns))


@pytest.mark.parametrize("severity", [WARNING, INFORMATION])
def test_the_severity_is_the_catalogue_s(severity):
    """A rule knows no severity: the line of the catalogue stamps it."""
    assert [severity] == [finding.severity for finding in judged(entry(speaks, severity=severity)).findings]


@pytest.mark.parametrize(("undecided", "stops"), [(STOP, True), ("note", False)])
def test_what_undecided_does_is_the_catalogue_s(undecided, stops):
    """The line of the catalogue says whether an undecided rule stops."""
    assert [stops] == [unknown.stops for unknown in judged(entry(lacks, undecided=undecided)).unknowns]


def test_one_case_of_a_rule_may_stop_alone():
    """A rule that stops for one case says so with what it lacks."""

    def minor(invoice, facts, law):
        yield missing("context.adult_present", invoice.acts[0], stops=True)

    assert [True] == [unknown.stops for unknown in judged(entry(minor)).unknowns]


def test_a_finding_is_stamped_with_its_place_and_values():
    """Line, path, rank and the host's reference; parameters as JSON holds them."""
    (finding,) = judged(entry(speaks)).findings
    sheet = invoice()

    assert (sheet.acts[0].line, "/fse/actes/acte[1]", 1, None) == (
        finding.place.line,
        finding.place.xpath,
        finding.place.act,
        finding.place.reference,
    )
    assert {"found": "1.50"} == finding.params


def test_a_finding_of_the_sheet_has_no_act():
    """What concerns the sheet as a whole points at the sheet."""

    def whole(invoice, facts, law):
        yield sheet_defect("wrong")

    (finding,) = judged(entry(whole)).findings

    assert ("/fse", None) == (finding.place.xpath, finding.place.act)


def test_a_finding_cites_the_values_of_its_rule_on_the_day_of_the_act():
    """Each value quoted comes with its dates and its sources."""
    (finding,) = judged(entry(speaks, values=[SINCE_2024, "identity.specialty"])).findings

    assert [SINCE_2024, "identity.specialty"] == [citation.value for citation in finding.citations]
    assert date(2024, 2, 22) == finding.citations[0].since
    assert all(citation.sources and citation.verified_on for citation in finding.citations)


def test_a_value_not_yet_known_on_the_day_is_not_cited():
    """An act before a value's first day is never told to be judged by it."""

    def first(invoice, facts, law):
        yield defect(invoice.acts[0], "wrong")

    (finding,) = judged(
        entry(first, values=[SINCE_2024, "identity.specialty"]), sheet=invoice("2024-02-21", "2024-02-22")
    ).findings

    assert ["identity.specialty"] == [citation.value for citation in finding.citations]


@pytest.mark.parametrize(("day", "outcome"), [("2024-02-21", "not_in_force"), ("2024-02-22", "passed")])
def test_a_rule_is_in_force_once_all_its_values_are(day, outcome):
    """The first day of the latest of its values; the day before, it is not in force."""
    line = entry(silent, values=["general.horizon", SINCE_2024])

    assert {"TST001": outcome} == judged(line, sheet=invoice(day)).outcomes


def test_a_sheet_that_straddles_the_first_day_is_not_passed_silently():
    """Acts before the first day are told as not verified, by the value's absence."""
    result = judged(entry(silent, values=[SINCE_2024]), sheet=invoice("2024-02-20", "2024-02-23"))

    assert {"TST001": "undecided"} == result.outcomes
    assert [("law.value", {"day": "2024-02-20"})] == [(unknown.what, unknown.params) for unknown in result.unknowns]


def test_a_sheet_that_straddles_the_first_day_may_be_violated():
    """What is wrong after the first day is found all the same."""
    result = judged(entry(speaks, values=[SINCE_2024]), sheet=invoice("2024-02-20", "2024-02-23"))

    assert {"TST001": "violated"} == result.outcomes


def test_a_value_asked_before_its_first_day_leaves_the_rule_undecided():
    """``NotInForceError`` is no crash: value and day are told, and what was found before stays."""

    def asks(invoice, facts, law):
        for act in invoice.acts:
            law.teleexpertise.requests_per_year.at(act.day)
            yield defect(act, "wrong")

    result = judged(entry(asks, values=[SINCE_2024]), sheet=invoice("2024-02-23", "2024-02-20"))

    assert {"TST001": "violated"} == result.outcomes
    assert [("law.value", {"value": SINCE_2024, "day": "2024-02-20"})] == [
        (unknown.what, unknown.params) for unknown in result.unknowns
    ]
    assert () == result.faults


def test_a_repealed_value_leaves_the_rule_undecided():
    """A value that ended is never guessed."""

    def asks(invoice, facts, law):
        yield from ()
        raise NotInForceError("tariff.gone", invoice.first_day, date(2020, 1, 1))

    result = judged(entry(asks, undecided=STOP))

    assert {"TST001": "undecided"} == result.outcomes
    assert [True] == [unknown.stops for unknown in result.unknowns]


def test_as_of_judges_every_act_by_that_day():
    """The dates of the acts no longer say what is in force: the day asked does, both ways."""
    line = entry(silent, values=[SINCE_2024])

    assert {"TST001": "passed"} == judged(line, sheet=invoice("2024-02-20"), law=Law(date(2026, 3, 2))).outcomes
    assert {"TST001": "not_in_force"} == judged(line, law=Law(date(2024, 2, 21))).outcomes


def test_the_history_is_asked_once_for_the_rules_that_run():
    """One question holds the needs of the rules in force, and of no other."""
    asked = []

    class History:
        def word(self, text):
            return text

        def answer(self, query, today):
            asked.append({window.need for window in query.windows} | ({"volumes"} if query.years else set()))
            raise RuntimeError

    judged(
        entry(silent, rule="TST001", needs=["requests_of_year"]),
        entry(silent, rule="TST002", needs=["same_day", "requests_of_year"]),
        entry(silent, rule="TST003", needs=["year_volume"], applies=lambda _: False),
        entry(silent, rule="TST004", needs=["direct_sessions"], values=[SINCE_2024]),
        sheet=invoice("2024-02-20"),
        history=History(),
    )

    assert [{"requests_of_year", "same_day"}] == asked


def test_acts_older_than_a_rule_stop_nothing():
    """Where the rule judged all it speaks of, the older acts beside are a note, whatever the catalogue says."""
    result = judged(entry(silent, values=[SINCE_2024], undecided=STOP), sheet=invoice("2024-02-20", "2024-02-23"))

    assert [False] == [unknown.stops for unknown in result.unknowns]
