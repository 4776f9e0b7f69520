"""The formats of others, judged by the schemas and readers of others."""

import json
import tomllib
from collections import Counter
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import junitparser
import pytest
from lxml import etree
from tinyhtml5.parser import HTMLParser

from fsecheck.model.finding import Finding, Place
from fsecheck.model.report import Fault, Report
from fsecheck.render import FORMATS, Run
from fsecheck.render.formats import of
from fsecheck.render.github import Writer as Github
from fsecheck.render.sarif import location
from tests.authoring import act, lot, sheet
from tests.render.answers import TODAY, Given, answer, checked, fixtures
from tests.render.test_public import SCHEMA as REPORT
from tests.render.test_text import CONSENT, IDENTITY, REQUESTS, THIRD

FOREIGN = Path(__file__).with_name("foreign")
SARIF = jsonschema.Draft7Validator(json.loads((FOREIGN / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")))
JUNIT = etree.XMLSchema(etree.parse(FOREIGN / "junit-10.xsd"))
RUN = Run("0.1.0", TODAY, 1, IDENTITY)
ACCEPTED = sheet()
REFUSED = sheet(facture={"dateElaboration": "2026-03-09"})
HOSTILE = """</td><script>alert(1)</script>&amp;"'<!--]]>"""
REPORTS = {
    "refused": Report(IDENTITY, (THIRD,), tuple(CONSENT), number="103", mk="99900064140"),
    "undecided": Report(IDENTITY, (), (*CONSENT, REQUESTS), number="103", mk="99900064140"),
    "failed": Report(IDENTITY, faults=(Fault("KeyError", "TEX001 fsecheck.rules.teleexpertise:12"),)),
    "accepted": Report(IDENTITY, number="103", mk="99900064140"),
}


def one(name: str, report: Report, run: Run = RUN) -> str:
    """The answer on one report."""
    return answer(name, [(Given("dossier/fse.xml", ACCEPTED), (report,))], run)


def hostile() -> Report:
    """A report of a sheet whose every word is markup."""
    finding = Finding(
        "NOM001",
        "error",
        "unknown-code",
        Place(3, 1, f"/fse/{HOSTILE}", 1, HOSTILE),
        {"code": HOSTILE, "found": HOSTILE},
        ((HOSTILE, "2026-01-01"),),
        {"code": HOSTILE},
    )
    return Report(IDENTITY, (finding,), number=HOSTILE, mk=HOSTILE, reference=HOSTILE)


def test_the_schemas_of_others_are_as_they_were_taken():
    """SOURCES.toml names each with its licence, and holds the hash of its bytes."""
    listed = tomllib.loads((FOREIGN / "SOURCES.toml").read_text(encoding="utf-8"))["schema"]

    assert {one["file"]: one["sha256"] for one in listed} == {
        path.name: sha256(path.read_bytes()).hexdigest() for path in FOREIGN.glob("*.[jx]s*")
    }
    assert all(one["origin"] and one["license"] for one in listed)


def test_every_format_can_be_made():
    """The names of the formats are those of what makes them."""
    assert [hasattr(of(name, "fr"), "piece") for name in FORMATS] == [True] * len(FORMATS)


# SARIF


def test_a_document_named_twice_is_one_artifact():
    """Artifacts are unique, results are not."""
    document, reports = checked(REFUSED)[0]
    run = json.loads(answer("sarif", [(document, reports)] * 2, RUN))

    assert [error.message for error in SARIF.iter_errors(run)] == []
    assert len(run["runs"][0]["artifacts"]) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sarif_of_every_fixture_holds_to_the_official_schema(language):
    """All the cases in one log."""
    log = json.loads(answer("sarif", fixtures(), RUN, language))

    assert [error.message for error in SARIF.iter_errors(log)] == []
    assert len(log["runs"][0]["results"]) > 100


def test_sarif_has_one_rule_for_each_rule_that_spoke():
    """Every result names a rule of the driver, each rule stands once, with what it says and its texts."""
    driver = (run := json.loads(answer("sarif", fixtures(), RUN))["runs"][0])["tool"]["driver"]
    rules = [rule["id"] for rule in driver["rules"]]

    assert len(set(rules)) == len(rules)
    assert {result["ruleId"] for result in run["results"]} == set(rules)
    assert all(rule["help"]["text"] and rule["help"]["markdown"] for rule in driver["rules"])
    assert [
        rule["id"] for rule in driver["rules"] if rule["id"].startswith("TEX") and not rule["properties"]["sources"]
    ] == []


def test_sarif_points_at_the_earlier_invoices():
    """Related locations name the invoices that were counted and their days."""
    (result,) = json.loads(one("sarif", REPORTS["refused"]))["runs"][0]["results"]

    assert result["level"] == "error"
    assert [related["message"]["text"] for related in result["relatedLocations"]] == [
        "n° 101 du 12/02/2026",
        "n° 102 du 20/02/2026",
    ]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 45}


def test_a_fingerprint_stays_when_the_sheet_is_laid_out_again():
    """Other lines give the same fingerprints."""
    prints = [
        [
            result["partialFingerprints"]["fsecheck/v1"]
            for result in json.loads(answer("sarif", checked(data), RUN))["runs"][0]["results"]
        ]
        for data in (REFUSED, REFUSED.replace(b"\n", b"\n\n"))
    ]
    assert prints[0] == prints[1] != []


def test_two_findings_of_one_rule_on_one_line_keep_apart():
    """A repeated finding has a fingerprint of its own."""
    results = json.loads(one("sarif", Report(IDENTITY, (THIRD, THIRD), number="1", mk="2")))["runs"][0]["results"]

    assert len({result["partialFingerprints"]["fsecheck/v1"] for result in results}) == 2


def test_what_is_missing_to_decide_is_an_open_result():
    """Kind ``open`` and no level: SARIF's word for "not enough to decide"."""
    (result,) = json.loads(one("sarif", REPORTS["undecided"]))["runs"][0]["results"]

    assert (result["ruleId"], result["kind"], result["level"]) == ("TEX001", "open", "none")


@pytest.mark.parametrize(
    ("run", "successful"),
    [
        (Run("0.1.0", TODAY, 0, IDENTITY), True),
        (Run("0.1.0", TODAY, 1, IDENTITY), True),
        (Run("0.1.0", TODAY, 3, IDENTITY), True),
        (Run("0.1.0", TODAY, 2, IDENTITY), False),
        (Run("0.1.0", TODAY, 4, IDENTITY), False),
        (Run("0.1.0", TODAY, 130, IDENTITY, (3, 9)), False),
    ],
    ids=lambda value: str(value.code) if isinstance(value, Run) else "",
)
def test_a_run_that_could_not_finish_is_not_successful(run, successful):
    """Findings do not make a run fail; a fault, a file that is gone or an interruption does."""
    (invocation,) = json.loads(one("sarif", REPORTS["failed"], run))["runs"][0]["invocations"]

    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (successful, run.code)
    assert "TEX001 fsecheck.rules" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_an_artifact_is_relative_to_the_current_directory(tmp_path, monkeypatch):
    """A file of the current directory has a relative reference with slashes, signs of other languages encoded."""
    monkeypatch.chdir(tmp_path)

    assert location("dossier/été 1.xml") == {"uri": "dossier/%C3%A9t%C3%A9%201.xml", "uriBaseId": "%SRCROOT%"}
    assert location(str(tmp_path / "a.xml")) == {"uri": "a.xml", "uriBaseId": "%SRCROOT%"}
    assert location("-") == {"uri": "stdin"}
    assert location(str(tmp_path.parent / "a.xml"))["uri"].startswith("file:///")


# JUnit


def test_junit_of_every_fixture_holds_to_its_schema():
    """All the cases in one file, by the schema of Jenkins."""
    tree = etree.fromstring(answer("junit", fixtures(), RUN).encode())

    assert JUNIT.validate(tree), JUNIT.error_log


@pytest.mark.parametrize(
    ("name", "result"),
    [("refused", "Failure"), ("undecided", "Failure"), ("failed", "Error"), ("accepted", None)],
)
def test_a_reader_of_junit_sees_what_may_not_be_sent(name, result, tmp_path):
    """Rejected and undecided sheets fail, a fault of ours is an error, an accepted sheet passes."""
    path = tmp_path / "junit.xml"
    path.write_text(one("junit", REPORTS[name]), encoding="utf-8")
    cases = [case for suite in junitparser.JUnitXml.fromfile(str(path)) for case in suite]
    ended = [type(found).__name__ for case in cases for found in case.result if type(found).__name__ != "Skipped"]

    assert ended == ([] if result is None else [result])
    assert any(case.is_passed for case in cases) == (result is None)


def test_junit_counts_what_it_holds(tmp_path):
    """The counts of a suite are those of its cases; every sheet of a lot has its suite."""
    path = tmp_path / "junit.xml"
    path.write_text(answer("junit", checked(lot(ACCEPTED, REFUSED)), RUN), encoding="utf-8")
    suites = list(junitparser.JUnitXml.fromfile(str(path)))

    assert [suite.name for suite in suites] == ["1.xml#1", "1.xml#2"]
    for suite in suites:
        found = Counter(type(found).__name__ for case in suite for found in case.result)
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (
            len(list(suite)),
            found["Failure"],
            found["Error"],
            found["Skipped"],
        )


def test_an_interrupted_run_never_reads_as_a_green_one():
    """JUnit has an error more; the other formats say it too."""
    run = Run("0.1.0", TODAY, 130, IDENTITY, (1, 9))
    answers = {name: one(name, REPORTS["accepted"], run) for name in FORMATS}

    assert "interrupted" in answers["junit"]
    assert json.loads(answers["json"])["interrupted"] == {"done": 1, "of": 9}
    assert json.loads(answers["jsonl"].splitlines()[-1]) == {"interrupted": {"done": 1, "of": 9}}
    assert json.loads(answers["sarif"])["runs"][0]["properties"]["interrupted"] == {"done": 1, "of": 9}
    assert all("1 documents contrôlés sur 9" in answers[name] for name in ("text", "github", "html", "junit"))


# GitHub


def test_an_annotation_names_file_line_and_rule():
    """A workflow command of the right severity, its signs escaped."""
    finding = THIRD._replace(place=Place(45, 7, None, 2))

    told = Github("fr").piece(Given("dossier,1/a:b.xml"), (Report(IDENTITY, (finding,)),))

    assert told.startswith("::error col=7,file=dossier%2C1/a%3Ab.xml,line=45,title=TEX001::C'est la demande")
    assert told.count("\n") == 1


def test_no_text_of_a_sheet_becomes_a_command():
    """A line break in a value cannot begin another command."""
    finding = Finding("NOM001", "warning", "unknown", Place(), {"code": "x\n::error::y%0A"})

    told = Github("fr").piece(Given("a\n::stop.xml"), (Report(IDENTITY, (finding,)),))

    assert told.count("\n") == 1
    assert [line for line in told.splitlines() if line.startswith(("::error", "::stop"))] == []


def test_what_may_not_be_sent_is_annotated_as_an_error():
    """Undecided, failed and unreadable are errors; an accepted sheet says nothing."""
    found = {name: one("github", report) for name, report in REPORTS.items()}

    assert [name for name, told in found.items() if told.startswith("::error ")] == ["refused", "undecided", "failed"]
    assert found["accepted"] == ""
    assert (
        answer("github", [(Given("-", error="parti"), ())], RUN)
        == "::error file=stdin,title=fsecheck::ILLISIBLE : parti\n"
    )


# JSON and JSON Lines


def test_every_line_of_json_lines_holds_a_report_of_the_schema():
    """One line a sheet, its place in the document, the report of the schema."""
    lines = [json.loads(line) for line in answer("jsonl", fixtures(), RUN).splitlines()]
    validator = jsonschema.Draft202012Validator(REPORT)
    sheets = [line for line in lines if "report" in line]

    assert len(sheets) == sum(len(reports) for _, reports in fixtures())
    assert [error.message for line in sheets for error in validator.iter_errors(line["report"])] == []
    assert [line["error"] for line in lines if "report" not in line] == ["ne peut pas être ouvert"]


def test_json_lines_and_json_say_the_same():
    """The same reports with the same texts, only laid out otherwise."""
    documents = checked(lot(ACCEPTED, REFUSED), REFUSED)
    lines = [json.loads(line) for line in answer("jsonl", documents, RUN).splitlines()]
    inputs = json.loads(answer("json", documents, RUN))["inputs"]

    assert [(line["path"], line["bytes_sha256"], line["report"], line["texts"]) for line in lines] == [
        (one["path"], one["bytes_sha256"], entry["report"], entry["texts"])
        for one in inputs
        for entry in one["reports"]
    ]


def test_an_answer_on_nothing_is_still_an_answer():
    """A run interrupted before its first document gives documents that can be read."""
    run = Run("0.1.0", TODAY, 130, None, (0, 9))

    assert json.loads(answer("json", [], run)) == {"inputs": [], "interrupted": {"done": 0, "of": 9}}
    assert [error.message for error in SARIF.iter_errors(json.loads(answer("sarif", [], run)))] == []
    assert JUNIT.validate(etree.fromstring(answer("junit", [], run).encode()))
    assert parsed(answer("html", [], run)).errors == []


# HTML


def parsed(page: str) -> SimpleNamespace:
    """The tree of a page by the parser of the HTML standard, with the errors it found."""
    parser = HTMLParser(namespace_html_elements=False)
    return SimpleNamespace(tree=parser.parse(page), errors=parser.errors)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_of_every_fixture_is_html_without_an_error(language):
    """All the cases on one page, by the parser of the HTML standard."""
    assert parsed(answer("html", fixtures(), RUN, language)).errors == []


def test_the_page_needs_nothing_else():
    """No script, no style but its own, no picture, no other file; its policy forbids them."""
    tree = parsed(answer("html", fixtures(), RUN)).tree

    assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "span", "br", "ul", "li", "a",
        "section", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert {name for element in tree.iter() for name in element.attrib} <= {
        "lang", "charset", "http-equiv", "content", "name", "class", "href", "rel",
    }  # fmt: skip
    assert all(link.get("href").startswith("https://") for link in tree.iter("a"))
    assert "default-src 'none'" in [meta.get("content") for meta in tree.iter("meta")][1]


def test_the_page_marks_the_lines_of_the_sheet():
    """Each act line with its date and amounts, that of a finding marked and naming the rule."""
    data = sheet(actes=[act(), act(date="2026-03-03", seance="2", prixUnitaire="3.00")])
    tree = parsed(answer("html", checked(data), RUN)).tree
    (table,) = [found for found in tree.iter("table") if found.find("thead") is not None]
    rows = [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]

    assert [row.get("class") for row in table.iter("tr")] == [None, None, "error"]
    assert rows[1][:7] == ["1", "02/03/2026", "RAM 8,08", "1", "17,86 €", "17,86 €", "10,72 €"]
    assert "TAR001" in rows[2][7]


def test_the_page_says_what_to_do_and_why():
    """Sentence, remedy, text with its address, and the invoices that were counted."""
    tree = parsed(one("html", REPORTS["refused"])).tree
    said = "\n".join(tree.itertext())

    assert "À faire : Retirez cette demande" in said
    assert "Factures comptées : n° 101 du 12/02/2026, n° 102 du 20/02/2026" in said
    assert [link.get("href") for link in tree.iter("a")] == ["https://example.invalid/ngap"]


@pytest.mark.parametrize("name", ["html", "junit", "sarif", "jsonl"])
def test_no_word_of_a_sheet_becomes_markup(name):
    """Values, numbers and references of the sheet are text wherever they stand."""
    told = one(name, hostile())

    if name == "html":
        page = parsed(told)
        assert page.errors == []
        assert [element.tag for element in page.tree.iter("script")] == []
        assert HOSTILE in "".join(page.tree.itertext())
    elif name == "junit":
        assert HOSTILE in "".join(etree.fromstring(told.encode()).itertext())
    else:
        assert HOSTILE in json.dumps(json.loads(told.splitlines()[0]), ensure_ascii=False).replace('\\"', '"')


def test_a_source_without_https_is_no_link():
    """An address of another scheme is written, never linked."""
    odd = THIRD.citations[0]._replace(sources=(THIRD.citations[0].sources[0]._replace(url="javascript:alert(1)"),))

    tree = parsed(one("html", Report(IDENTITY, (THIRD._replace(citations=(odd,)),)))).tree

    assert list(tree.iter("a")) == []
