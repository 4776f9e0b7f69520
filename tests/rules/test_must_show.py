"""What a refusal carries: the rule, a sentence, a remedy, its sources and the earlier invoices that count."""

from pathlib import Path

import pytest

from fsecheck.cases.play import play
from fsecheck.cases.read import read
from fsecheck.cli.exits import DIFFERENT, OF_VERDICT
from fsecheck.model.finding import Finding
from fsecheck.render import sentences

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"

SHOWN = {
    "telecare/TEL004-unknown-patient-reject": ("TEL004", 1),
    "telecare/TEL004-colleague-outside-the-group-reject": ("TEL004", 1),
    "telecare/TEL003-initial-assessment-reject": ("TEL003", 0),
    "telecare/TEL006-minor-alone-reject": ("TEL006", 0),
    "telecare/TEL002-urgent-respiratory-reject": ("TEL002", 0),
    "telecare/TEL011-over-the-year-and-the-reference-reject": ("TEL011", 0),
    "direct_access/ADI003-ninth-session-reject": ("ADI003", 8),
    "direct_access/ADI002-plain-practice-reject": ("ADI002", 0),
    "direct_access/ADI003-lot-eighth-and-ninth-reject": ("ADI003", 8),
    "series/SER003-remote-acts-reject": ("SER003", 0),
    "series/SER001-on-site-alone-reject": ("SER001", 0),
}


def refusals(case: str) -> tuple[int, list[Finding]]:
    """The exit code of the case's document, and its errors."""
    [step] = play(read(str(FIXTURES / case / "case.toml"))).steps
    assert step.verdict is not None
    return OF_VERDICT[step.verdict], [
        finding for report in step.reports for finding in report.findings if finding.severity == "error"
    ]


@pytest.mark.parametrize("case", SHOWN)
def test_a_refusal_can_be_believed_and_acted_on(case: str) -> None:
    """Exit 1, and in both languages sentences whose every value is filled in; a source with its article and address."""
    rule, evidence = SHOWN[case]
    code, errors = refusals(case)
    finding = next(finding for finding in errors if finding.rule == rule)

    assert DIFFERENT == code
    assert evidence == len(finding.evidence)
    assert any(source.text and source.url for citation in finding.citations for source in citation.sources)
    for language in sentences.LANGUAGES:
        text = sentences.of_finding(finding, language)
        assert all((text.title, text.sentence, text.remedy, text.technical))
        assert "{" not in "".join(text)


def test_the_ninth_session_names_the_eight_before() -> None:
    """Each earlier invoice is cited by its number and its day, in order."""
    _, [finding] = refusals("direct_access/ADI003-ninth-session-reject")
    days = [day for _, day in finding.evidence]

    assert [str(100000060 + place) for place in range(8)] == [number for number, _ in finding.evidence]
    assert sorted(days) == days


@pytest.mark.parametrize(
    ("case", "split"),
    [
        ("series/SER003-whole-series-reject", [([3], "degrade"), ([1, 2], "securise")]),
        ("series/SER001-on-site-alone-reject", [([1, 2], "degrade")]),
        ("series/SER001-reading-A-refuses-C-reject", [([3], "sesamSansVitale"), ([1, 2], "degrade")]),
    ],
)
def test_a_refused_form_says_how_to_bill_instead(case: str, split: list[tuple[list[int], str]]) -> None:
    """Each line of the sheet stands on exactly one of the invoices that are proposed."""
    _, [finding] = refusals(case)
    assert finding.suggested is not None

    assert [{"acts": acts, "mode": mode} for acts, mode in split] == finding.suggested["split"]
