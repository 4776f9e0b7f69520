"""Two schema engines read every sheet that a software wrote; where they do not agree it is told, and fails nothing."""

import json

import pytest

from fsecheck.certify import adapter as adapters
from fsecheck.certify import evidence, judge, run, words
from fsecheck.intake import second_opinion
from tests.certify.desk import VENDORS, small

RIGHT = adapters.read(str(VENDORS / "right.toml"))
SHEET = (VENDORS / "right" / "P04" / "fse.xml").read_bytes()
CONTEXT = (VENDORS / "right" / "P04" / "contexte.xml").read_bytes()
#: Filler that both engines read over.
BLANKS = b" " * second_opinion.BYTES


@pytest.fixture
def own(tmp_path):
    return small(tmp_path / "pack", "P04")


def answered(own, tmp_path, **files: bytes) -> judge.Results:
    """A run of one scenario that is answered with these files."""
    answers = tmp_path / "answers" / "P04"
    answers.mkdir(parents=True)
    for name, data in files.items():
        (answers / f"{name}.xml").write_bytes(data)
    target = adapters.Target((), str(answers.parent), 1, 1, (0,), stdout=False, environment={})
    how = RIGHT._replace(targets={"producer": target})
    run.run(own, how, str(VENDORS), str(tmp_path / "run"), chosen=lambda _: True)
    return judge.judge(own, str(tmp_path / "run"))


def said(results: judge.Results) -> list[tuple[str, str, str]]:
    return [(one.file, one.libxml2, one.xmlschema) for _, one in results.opinions()]


def test_both_engines_accept_a_right_sheet_and_its_context(own, tmp_path):
    results = answered(own, tmp_path, contexte=CONTEXT, fse=SHEET)

    assert [("contexte.xml", "valid", "valid"), ("fse.xml", "valid", "valid")] == said(results)
    assert ["pass"] == [one.status for one in results.results]


def test_both_engines_refuse_a_wrong_sheet(own, tmp_path):
    results = answered(own, tmp_path, fse=SHEET.replace(b"<lieu>cabinet", b"<lieu>bureau"))

    assert [("fse.xml", "invalid", "invalid")] == said(results)


def test_where_they_differ_it_is_told_and_the_verdict_is_that_of_libxml2(own, tmp_path):
    """A no-break space between two elements: xmlschema strips it, libxml2 refuses it."""
    results = answered(own, tmp_path, fse=SHEET.replace(b"<actes>", "<actes>\u00a0".encode()))

    [one] = results.results
    assert [("fse.xml", "invalid", "valid")] == said(results)
    assert ("fail", {"XSD001"}) == (one.status, {of["rule"] for code, of in one.differences if code == "finding"})
    for language in ("fr", "en"):
        told = words.engines(results.opinions(), language)
        assert 2 == len(told)
        assert "P04, fse.xml, /fse" in told[1]
        assert told[1].encode() in evidence.made(results, language)["dossier.html"]


def test_an_answer_beyond_the_bound_is_told_as_not_asked(own, tmp_path):
    """The bound is on all that is asked of one answer; what still fits is asked."""
    large = SHEET.replace(b"<actes>", b"<actes>" + BLANKS)
    half = SHEET.replace(b"<actes>", b"<actes>" + BLANKS[: len(BLANKS) // 2])

    results = answered(own, tmp_path, a=large, b=half, c=half, d=SHEET)

    assert ["too-large", "valid", "too-large", "valid"] == [engine for _, _, engine in said(results)]
    assert {"valid"} == {engine for _, engine, _ in said(results)}


def test_what_is_refused_before_the_schema_is_asked_of_neither(own, tmp_path):
    results = answered(own, tmp_path, fse=SHEET.replace(b'fse:1.0" version="1.0"', b'fse:1.0" version="9.9"'))

    assert [] == said(results)
    assert ["XSD002"] == [one.rule for one in results.results[0].sheets[0].report.findings]


def test_a_fault_of_the_second_engine_is_told_as_such(own, tmp_path, monkeypatch):
    """It raises on values that it cannot hold; the result of the scenario is not touched."""

    class Broken:
        def is_valid(self, _):
            raise OverflowError

    monkeypatch.setattr(second_opinion, "_schema", lambda _: Broken())

    results = answered(own, tmp_path, contexte=CONTEXT, fse=SHEET)

    assert {"failed"} == {engine for _, _, engine in said(results)}
    assert ["pass"] == [one.status for one in results.results]


def test_the_evidence_names_both_engines_with_their_versions(own, tmp_path, monkeypatch):
    """Evidence made with another version of either is told by verify."""
    results = answered(own, tmp_path, contexte=CONTEXT, fse=SHEET)
    evidence.write(results, str(tmp_path / "run"), "fr")
    document = json.loads((tmp_path / "run" / "evidence.json").read_bytes())

    assert [{"valid"}] * 2 == [{one["libxml2"], one["xmlschema"]} for one in document["scenarios"][0]["schema_engines"]]
    assert [] == evidence.verify(own, str(tmp_path / "run"))
    monkeypatch.setattr(second_opinion, "version", lambda: "0")
    assert ("made-with", "xmlschema") in evidence.verify(own, str(tmp_path / "run"))
