"""The thresholds of every référentiel, session by session."""

from datetime import date

import pytest

from fsecheck.model.context import Context
from fsecheck.model.finding import Missing
from fsecheck.rules import prior_agreement
from tests.rules.care import DAY, LAW, START, days, facts, history, invoice, line, messages, prescription, said

DATES = (date(2024, 7, 1), date(2026, 1, 5), date(2026, 6, 1))
SUBJECT = [version for day in DATES for version in LAW.nomenclature_table.acts_on(day) if version.act.has_referential]
RULES = [getattr(prior_agreement, f"dap00{number}") for number in range(1, 7)]


def found(version, rank, since, **fields):
    """What the rules say of session *rank* of that act, the earlier ones in the history."""
    dates = days(rank, since)
    couple = {"code": version.letter, "coefficient": str(version.coefficient)}
    written = [prescription(written=since - DAY)]
    earlier = [line(0, day, **couple) for day in dates[:-1]]
    known = facts(*history(invoice(*earlier, number="1", prescriptions=written))) if earlier else facts()
    of = invoice(line(1, dates[-1], **couple, **fields), prescriptions=written)
    return {rule.id: messages(rule, of, known) for rule in RULES if messages(rule, of, known)}


def expected(act, rank):
    """What they should say, by the act's thresholds."""
    said = {}
    sure = None if act.agreement_disputed else act.agreement_later or act.agreement_from
    if sure is not None and rank >= sure:
        said["DAP001"] = ["before-first" if sure == 1 else "beyond"]
    elif rank >= act.agreement_from:
        said["DAP005"] = ["two-acts" if sure is None else "two-thresholds"]
    elif act.usual is not None and rank > act.usual:
        said["DAP006"] = ["beyond-usual"]
    if act.agreement_from - 3 <= rank < act.agreement_from:
        said["DAP004"] = ["near"]
    return said


@pytest.mark.parametrize("version", SUBJECT, ids=lambda version: f"{version.act.id}-{version.coefficient}")
def test_both_sides_of_each_threshold(version):
    """Three before it, just before, on it, and on the later one of the same sentence."""
    act, since = version.act, max(version.starts, DATES[0])
    ranks = {1, 10, 11, 15, 16, act.agreement_from - 4, act.agreement_from - 3, act.agreement_from - 1}
    ranks |= {act.agreement_from, (act.agreement_later or 31) - 1, act.agreement_later or 31}
    for rank in sorted(rank for rank in ranks if rank > 0):
        assert (rank, expected(act, rank)) == (rank, found(version, rank, since))


@pytest.mark.parametrize("agreement", ["favorable", "urgence"])
@pytest.mark.parametrize("version", SUBJECT, ids=lambda version: f"{version.act.id}-{version.coefficient}")
def test_an_agreement_silences_every_threshold(version, agreement):
    """At any rank of the series."""
    for rank in (1, version.act.agreement_from, 60):
        assert {} == found(version, rank, max(version.starts, DATES[0]), agreement=agreement)


def test_every_other_act_is_left_alone():
    """An act without a référentiel never needs an agreement, whatever its rank."""
    others = [one for one in LAW.nomenclature_table.acts_on(DATES[2]) if not one.act.has_referential]
    for version in others:
        if version.act.kind == "session":
            assert (version.act.id, {}) == (version.act.id, found(version, 60, DATES[2]))


@pytest.mark.parametrize("number", [1, 10, 14, 15, 16, 30, 31, 40])
@pytest.mark.parametrize(
    "couple", [("RAM", "8.08"), ("RAM", "8.09"), ("RIC", "8.11"), ("RSC", "8.09"), ("VIM", "8.11")]
)
def test_without_a_history_nothing_is_announced(couple, number):
    """The sheet alone is a count from below: a refusal where it reaches the threshold, a note before."""
    of = invoice(*[line(0, day, *couple) for day in days(number)])
    nothing = facts(since=None)
    announced = [
        item for rule in (RULES[3], RULES[5]) for item in said(rule, of, nothing) if not isinstance(item, Missing)
    ]
    refused = [item.act for item in said(prior_agreement.dap001, of, nothing) if not isinstance(item, Missing)]
    entry = LAW.nomenclature_table.find(couple[0], of.acts[0].coefficient, of.first_day)[0].act
    sure = None if entry.agreement_disputed else entry.agreement_later or entry.agreement_from

    assert [] == announced
    assert ([] if sure is None else list(range(sure, number + 1))) == refused


@pytest.mark.parametrize(("elapsed", "expected"), [(0, ["too-soon"]), (14, ["too-soon"]), (15, []), (16, [])])
def test_silence_means_agreement_on_the_fifteenth_day(elapsed, expected):
    """Counted from the request to the drawing up of the invoice."""
    asked = date(2026, 5, 4)
    of = invoice(line(1, asked, agreement="sansReponse", agreement_asked=asked), drawn_up=asked + elapsed * DAY)

    assert expected == messages(prior_agreement.dap003, of, facts())


def test_an_act_named_by_the_context_is_counted_with_the_others():
    """TMK of that act is the sixteenth session of the series; unnamed, it is not judged."""
    earlier = invoice(*[line(0, day, "RSM", "8.09") for day in days(25)], number="1")
    day = days(26)[-1]
    of = invoice(line(1, day, "TMK", "8.09", remote=True))
    lines = {1: Context().line(1)._replace(act="coiffe-tendinopathie")}
    named = facts(*history(earlier), context=Context(lines=lines))

    assert ["beyond"] == messages(prior_agreement.dap001, of, named)
    assert ["context.act"] == messages(prior_agreement.dap001, of, facts(*history(earlier)))


def test_another_act_of_the_treatment_leaves_a_series_its_count():
    """It is surely not of the series."""
    earlier = invoice(*[line(0, day, "RSM", "8.09") for day in days(24)], line(0, START, "NMI", "9"), number="1")
    of = invoice(line(1, days(25)[-1], "RSM", "8.09"))

    assert ["near"] == messages(prior_agreement.dap004, of, facts(*history(earlier)))


def test_each_session_at_a_distance_that_may_need_an_agreement_is_asked():
    """After a line that needs no question, too."""
    of = invoice(line(1, START), line(2, START + DAY, "TMK", "8.09", remote=True))
    found = said(prior_agreement.dap001, of, facts(*history(invoice(line(1, START - DAY), number="1"))))

    assert [("context.act", 2)] == [(one.what, one.act) for one in found]


def test_without_a_history_each_couple_is_asked():
    """Once, wherever it stands."""
    couples = [("RAM", "8.08"), ("RSC", "8.09"), ("RAM", "8.08")]
    of = invoice(*[line(0, START, *couple) for couple in couples])

    assert {1, 2} == {one.act for one in said(prior_agreement.dap001, of, facts(since=None))}


def test_a_former_couple_is_not_asked_which_act_it_is():
    """A remote bilan beside it is none of its series."""
    day = date(2024, 3, 1)
    of = invoice(
        line(1, day, "TMK", "10.7", remote=True), line(2, day, "AMS", "7.5"), prescriptions=[prescription(written=day)]
    )

    assert [] == messages(prior_agreement.dap001, of, facts())
