"""What a finding says of its place, and what the engine asks of a history."""

from datetime import date, timedelta

import pytest

from fsecheck import Checker
from fsecheck.engine.history import ask, windows
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.ledger.port import Answer, Query
from fsecheck.model.context import Context
from fsecheck.model.facts import (
    CORRECTED,
    CORRECTED_OF_OTHERS,
    NEEDS,
    PATIENT_ACTS,
    PRACTICE_VOLUME,
    REQUESTS_OF_YEAR,
    TREATMENT,
    YEAR_VOLUME,
)
from fsecheck.model.finding import Place
from tests import authoring
from tests.ledger.sheets import TODAY, sheet

DAY = date(2026, 3, 2)
CONTEXT = b"""<contexte xmlns="urn:fsecheck:contexte:1.0" version="1.0">
  <identification><numeroMK>99900064140</numeroMK><numeroFacture>100000001</numeroFacture></identification>
  <reference>of the sheet</reference>
  <ligne rang="1"><reference>of the first</reference></ligne>
  <ligne rang="2"><reference>of the second</reference></ligne>
</contexte>"""


def test_a_finding_is_of_its_line() -> None:
    """Line of the file, rank, path, and the host's own reference of the second line."""
    wrong = authoring.act(date="2026-03-03", base="17.00", seance="s2")
    data = authoring.sheet(
        [authoring.act(date="2026-03-02", seance="s1"), wrong], facture={"dateElaboration": "2026-03-03"}
    )
    report = Checker().check(data, CONTEXT, today=DAY + timedelta(days=1))
    [place] = [finding.place for finding in report.findings if finding.rule == "TAR002"]
    second = data.decode().split("\n")[: (place.line or 0)]

    assert (place.act, place.reference) == (2, "of the second")
    assert place.xpath == "/fse/actes/acte[2]"
    assert sum("<acte>" in text for text in second) == 2
    assert second[-1].strip() == "<acte>"


def test_a_finding_of_the_whole_sheet_is_of_no_line() -> None:
    """Line and path of the sheet, and the host's own reference of it."""
    data = authoring.sheet(totaux={"honoraires": "17.87"})
    report = Checker().check(data, authoring.context(reference="of the sheet"), today=DAY)

    assert {finding.place for finding in report.findings} == {Place(2, None, "/fse", None, "of the sheet")}


def test_a_report_names_the_state_of_the_ledger_that_was_read() -> None:
    """The same as the ledger says of itself; none without one."""
    book = MemoryLedger("CABINET", TODAY)
    data = authoring.sheet()

    assert Checker(book).check(data, today=DAY).identity.ledger == book.head()
    assert Checker().check(data, today=DAY).identity.ledger is None
    book.close()


def test_requests_are_asked_of_whole_civil_years() -> None:
    """From the first of January of the first act to the last of December of the last."""
    of = sheet("9", date(2025, 12, 30), date(2026, 1, 2))
    [window] = windows(of, {REQUESTS_OF_YEAR})

    assert (window.since, window.until) == (date(2025, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("needs", "corrects", "asked"),
    [({CORRECTED}, "7", True), ({CORRECTED}, None, False), ({TREATMENT}, "7", False)],
)
def test_what_a_sheet_corrects_is_asked_where_it_corrects(needs: set[str], corrects: str | None, asked: bool) -> None:
    """And where a rule needs it."""
    heard: list[Query] = []

    class Listening:
        def answer(self, query: Query, _today: date) -> Answer:
            heard.append(query)
            return Answer({}, None, None)

        def word(self, text: str) -> str:
            return text

    ask(Listening(), sheet("9", DAY, corrects=corrects), Context(), needs, TODAY)

    assert [query.corrected for query in heard] == [asked]


def claims(own: date | None, practice: date | None, erased: date | None) -> dict[str, date | None]:
    """From when on each need is covered, where the MK, the practice and the patient are from these days."""

    class Known:
        def answer(self, _query: object, _today: date) -> Answer:
            return Answer({}, own, practice, patient_from=erased)

        def word(self, text: str) -> str:
            return text

    found, _ = ask(Known(), sheet("9", DAY), Context(), NEEDS, TODAY)
    return {need: found[need].covered_from for need in NEEDS}


OWN, PRACTICE, ERASED = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)


@pytest.mark.parametrize("need", [REQUESTS_OF_YEAR, YEAR_VOLUME, CORRECTED, CORRECTED_OF_OTHERS])
def test_what_the_mk_alone_can_have_written_is_covered_by_his_own_claim(need: str) -> None:
    """A colleague who claims nothing takes nothing from it."""
    assert claims(OWN, None, None)[need] == OWN
    assert claims(None, PRACTICE, None)[need] is None


@pytest.mark.parametrize("need", [PATIENT_ACTS, TREATMENT, PRACTICE_VOLUME])
def test_what_others_may_have_written_is_covered_by_the_claims_of_all(need: str) -> None:
    """The latest of the starts; none where one of them claims nothing."""
    assert claims(OWN, PRACTICE, None)[need] == PRACTICE
    assert claims(OWN, None, None)[need] is None


def test_an_erasure_ends_the_claims_about_a_patient() -> None:
    """What is counted of all patients keeps its own."""
    found = claims(OWN, PRACTICE, ERASED)

    assert found[PATIENT_ACTS] == found[REQUESTS_OF_YEAR] == ERASED
    assert (found[YEAR_VOLUME], found[PRACTICE_VOLUME]) == (OWN, PRACTICE)
