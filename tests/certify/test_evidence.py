"""The evidence can be made again, and shows every byte that was changed."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import etree, html

from fsecheck.certify import adapter as adapters
from fsecheck.certify import evidence, words
from fsecheck.certify.compare import compare
from fsecheck.certify.reading import FormatError
from tests.certify.desk import VENDORS, played, small
from tests.fixtures import ROOT

RIGHT, WRONG = (adapters.read(str(VENDORS / f"{name}.toml")) for name in ("right", "wrong"))
IDS = ("P01", "P04", "P05", "A01", "H-IDN001-speaks")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A run of a small pack on the wrong vendor, with its evidence."""
    base = tmp_path_factory.mktemp("evidence")
    own = small(base / "pack", *IDS)
    results = played(own, WRONG, base / "run")
    evidence.write(results, str(base / "run"), "fr")
    return own, results, base / "run"


@pytest.fixture
def copy(made, tmp_path):
    """The same run in a folder that may be changed."""
    own, _, folder = made
    shutil.copytree(folder, tmp_path / "run")
    return own, tmp_path / "run"


def test_the_evidence_is_made_again_the_same(made):
    own, _, folder = made

    assert [] == evidence.verify(own, str(folder))


def test_a_changed_byte_in_any_file_is_found(copy):
    """Every file of the run, one after the other: its last byte, or one in the middle, is another."""
    own, folder = copy
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    unseen = []
    for path in files:
        before = path.read_bytes()
        for place in (len(before) // 2, len(before) - 1):
            path.write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
            try:
                if not evidence.verify(own, str(folder)):
                    unseen.append((path.name, place))
            except FormatError:
                pass  # what cannot be read any more is found too
        path.write_bytes(before)

    assert 15 < len(files)
    assert [] == unseen
    assert [] == evidence.verify(own, str(folder))


def test_a_missing_and_an_added_file_are_found(copy):
    own, folder = copy
    (folder / "junit.xml").unlink()
    sheet = folder / "scenarios" / "P04" / "01" / "out" / "fse.xml"
    shutil.copy(sheet, sheet.with_name("autre.xml"))
    (folder / "note.txt").write_text("x")
    (folder / "console").mkdir(exist_ok=True)
    (folder / "console" / "P04-01-stderr.txt").write_text("of no matter")

    wrong = evidence.verify(own, str(folder))

    assert {("missing", "junit.xml"), ("added", "note.txt"), ("added", "scenarios/P04/01/out/autre.xml")} <= set(wrong)
    assert [] == [name for _, name in wrong if name.startswith("console")]


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are those of POSIX")
@pytest.mark.parametrize(
    "put", [os.mkfifo, lambda path: path.symlink_to("/dev/zero"), lambda path: path.symlink_to("no")]
)
def test_what_stands_in_the_place_of_a_file_is_found(put, copy):
    """A pipe is not waited for, a device is not read, a link to nothing is no fault."""
    own, folder = copy
    sheet = folder / "scenarios" / "P04" / "01" / "out" / "fse.xml"
    sheet.unlink()
    put(sheet)

    assert ("changed", "scenarios/P04/01/out/fse.xml") in evidence.verify(own, str(folder))


def test_a_link_to_the_same_bytes_is_no_file_of_the_run(copy, tmp_path):
    own, folder = copy
    sheet = folder / "scenarios" / "P04" / "01" / "out" / "fse.xml"
    sheet.rename(tmp_path / "fse.xml")
    sheet.symlink_to(tmp_path / "fse.xml")

    assert ("changed", "scenarios/P04/01/out/fse.xml") in evidence.verify(own, str(folder))


def test_another_pack_than_that_of_the_run_is_told(made, tmp_path):
    _, _, folder = made
    other = small(tmp_path / "pack", *IDS[:-1])

    assert ("made-with", "pack") in evidence.verify(other, str(folder))


def test_what_is_no_evidence_is_told(tmp_path):
    (tmp_path / "evidence.json").write_text("[]")

    with pytest.raises(FormatError, match=r"schemas/evidence/1\.json"):
        evidence.read(str(tmp_path / "evidence.json"))


def test_the_evidence_holds_to_its_schema(made):
    _, results, _ = made
    schema = json.loads((ROOT / "schemas" / "evidence" / "1.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)

    document = json.loads(evidence.made(results, "fr")["evidence.json"])

    assert [] == [error.message for error in Draft202012Validator(schema).iter_errors(document)]


def test_junit_counts_what_the_results_say(made):
    """Failures with their differences; what was skipped and what is undecided with its reason."""
    _, results, _ = made
    root = etree.fromstring(evidence.made(results, "en")["junit.xml"])

    assert ("5", "2", "1") == (root.get("tests"), root.get("failures"), root.get("skipped"))
    assert 2 == len(root.findall(".//failure"))
    assert ["the adapter does not say how to run it"] == [one.get("message") for one in root.iter("skipped")]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_dossier_tells_each_failure_with_its_sheet_finding_and_remedy(made, language):
    _, results, _ = made
    page = html.fromstring(evidence.made(results, language)["dossier.html"])
    texts = {section.get("id"): section.text_content() for section in page.iter("section")}

    assert {"P01", "P04"} == set(texts)
    assert {"#P01", "#P04"} == {link.get("href") for link in page.iter("a")}
    assert "fse.xml" in texts["P04"]
    assert "[IDN001]" in texts["P04"]
    assert {"fr": "Que faire", "en": "What to do"}[language] in texts["P04"]
    assert {"fr": "Camille Essai", "en": "Camille Essai"}[language] in page.text_content()
    assert {"fr": "ni un agrément", "en": "neither an agrément"}[language] in page.text_content()
    assert len(results.pack.requirements) <= len(page.findall(".//tbody/tr"))


def test_the_dossier_escapes_what_the_vendor_says(tmp_path):
    """A name is text: it never becomes markup, nor do its control characters reach the page."""
    own = small(tmp_path / "pack", "P04")
    bold = RIGHT._replace(vendor={**RIGHT.vendor, "software": "<script>alert(1)</script>\x07"})

    page = evidence.made(played(own, bold, tmp_path / "run"), "fr")["dossier.html"]

    assert b"<script" not in page
    assert b"&lt;script&gt;" in page
    assert b"\x07" not in page


def test_a_later_run_is_compared_with_an_earlier_one(made, tmp_path):
    """What was mended is better, what broke is worse, what did not change is not told."""
    own, results, _ = made
    better = played(own, RIGHT, tmp_path / "run")
    first, last = (evidence.document(one, "fr") for one in (results, better))

    mended = list(compare(first, last))
    broken = list(compare(last, first))

    assert [("P01", "fail", "pass", False), ("P04", "fail", "pass", False)] == [tuple(one) for one in mended]
    assert [True, True] == [one.worse for one in broken]
    assert [] == list(compare(last, last))


def test_every_word_stands_in_both_languages():
    """No sentence of the runner lacks a language, and both take the same parameters."""
    for table in (words.STATUSES, words.KINDS, words._REASONS, words._DIFFERENCES, words._FIELDS):
        for french, english in table.values():
            assert french
            assert english
            assert set(_holes(french)) == set(_holes(english))


def _holes(text: str) -> list[str]:
    from string import Formatter

    return [name for _, name, _, _ in Formatter().parse(text) if name]


def test_the_evidence_names_no_path_and_no_machine(made):
    _, results, folder = made
    whole = b"".join(evidence.made(results, "fr").values())

    assert str(folder).encode() not in whole
    assert str(Path.home()).encode() not in whole
