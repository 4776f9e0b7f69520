"""A waiver answers for one finding of one invoice until a day; it is always told, and never reaches further."""

import io
import json
from datetime import date

import jsonschema
import pytest

from fsecheck import Checker
from fsecheck.cli import run
from fsecheck.law.lawset import Law
from fsecheck.ledger.memory import MemoryLedger
from fsecheck.model.finding import Finding, Place
from fsecheck.model.report import Fault, Report
from fsecheck.model.waiver import Waiver
from fsecheck.rules.acts import counted
from fsecheck.settings import Settings, SettingsError
from fsecheck.settings.load import from_tables
from fsecheck.settings.waivers import applied
from tests.authoring import AM, MK, act, lot, sheet
from tests.render.answers import Given, answer
from tests.render.test_formats import JUNIT, RUN, SARIF
from tests.render.test_public import SCHEMA
from tests.render.test_text import IDENTITY

TODAY = date(2026, 3, 2)
WRONG = sheet(actes=[act(prixUnitaire="3.00")])
WAIVER = Waiver("TAR001", "100000001", "M. Exemple", "essai convenu avec la caisse", TODAY, act=1, mk=MK)
TABLE = {
    "rule": "TAR001",
    "invoice": "100000001",
    "author": "M. Exemple",
    "reason": "essai convenu avec la caisse",
    "expires": TODAY,
    "act": 1,
    "mk": MK,
}


def judged(*waivers, data=WRONG, today=TODAY, **options):
    """The report with these waivers."""
    return Checker(settings=Settings(waivers=waivers), **options).check(data, today=today)


def states(report):
    """What came of each waiver."""
    return [one.state for one in report.waivers]


def test_the_sheet_is_refused_by_that_rule_alone():
    """What the tests waive is the one thing wrong."""
    assert [finding.rule for finding in judged().findings] == ["TAR001"]


def test_a_waived_finding_is_told_and_left_out_of_the_verdict():
    """The finding stays, marked; the waiver says who answers for it, why and until when."""
    report = judged(WAIVER)

    assert (report.verdict, report.may_send) == ("accept", True)
    assert [(finding.rule, finding.waived) for finding in report.findings] == [("TAR001", True)]
    assert json.loads(report.to_bytes())["waivers"] == [
        {
            "rule": "TAR001",
            "act": 1,
            "author": "M. Exemple",
            "reason": "essai convenu avec la caisse",
            "expires": "2026-03-02",
            "state": "honoured",
        }
    ]


@pytest.mark.parametrize(
    ("change", "verdict", "state"),
    [
        ({}, "accept", ["honoured"]),
        ({"expires": date(2026, 3, 1)}, "reject", ["expired"]),
        ({"expires": date(2026, 3, 3)}, "accept", ["honoured"]),
        ({"rule": "TAR002"}, "reject", ["idle"]),
        ({"act": 2}, "reject", ["idle"]),
        ({"act": None}, "reject", ["idle"]),
        ({"invoice": "100000002"}, "reject", []),
        ({"mk": AM}, "accept", ["honoured"]),
        ({"mk": None}, "accept", ["honoured"]),
        ({"mk": "99900000000"}, "reject", []),
    ],
    ids=str,
)
def test_a_waiver_reaches_one_occurrence_and_no_further(change, verdict, state):
    """Rule, invoice, act and MK all have to be those it names, and its last day not past."""
    report = judged(WAIVER._replace(**change))

    assert (report.verdict, states(report)) == (verdict, state)


def test_reference_mode_honours_none_and_says_so():
    """The waiver is told with its state, and among what was left aside."""
    report = judged(WAIVER, reference=True)

    assert (report.verdict, states(report), report.identity.ignored) == ("reject", ["ignored"], ("waivers",))


def test_one_waiver_does_not_excuse_another_error():
    """What is left decides."""
    data = sheet(actes=[act(prixUnitaire="3.00"), act(date="2026-02-27", seance="2", prixUnitaire="3.00")])

    report = judged(WAIVER, data=data)

    assert report.verdict == "reject"
    assert [finding.waived for finding in report.findings if finding.rule == "TAR001"] == [True, False]


def test_a_warning_can_be_waived_too():
    """A warning that the practice answers for leaves an accepted sheet."""
    warned = Finding("TAR001", "warning", "other-value", Place(act=1), {})
    findings, _ = applied([WAIVER], [warned], ("100000001", frozenset({MK})), TODAY, reference=False)

    assert Report(IDENTITY, (warned,)).verdict == "warn"
    assert Report(IDENTITY, findings).verdict == "accept"


def test_a_failure_is_never_waived():
    """What fsecheck could not finish stays failed, whatever was waived."""
    findings, told = applied(
        [WAIVER],
        [Finding("TAR001", "error", "other-value", Place(act=1), {})],
        ("100000001", frozenset({MK})),
        TODAY,
        reference=False,
    )

    assert Report(IDENTITY, findings, faults=(Fault("KeyError", "TEX001"),), waivers=told).verdict == "failed"


def test_each_sheet_of_a_lot_has_its_own():
    """The waiver of one invoice leaves the others of a lot as they are."""
    other = sheet(actes=[act(prixUnitaire="3.00")], facture={"numero": "100000002"})

    found = Checker(settings=Settings(waivers=(WAIVER,))).check_sheets(lot(WRONG, other), today=TODAY)

    assert [(report.verdict, states(report)) for report in found] == [("accept", ["honoured"]), ("reject", [])]


def test_a_waived_sheet_may_be_held():
    """What the practice answers for may be sent, so it is reserved before."""
    law = Law()
    book = MemoryLedger("CABINET", TODAY, classify=lambda line: counted(law, line))
    checker = Checker(book, settings=Settings(waivers=(WAIVER,)))

    (held,) = checker.reserve(WRONG, today=TODAY)
    book.close()

    assert held.written is not None


@pytest.mark.parametrize("waiver", [WAIVER, WAIVER._replace(expires=date(2026, 3, 1))], ids=["honoured", "expired"])
def test_every_format_tells_of_a_waiver(waiver):
    """Text and page in words, SARIF as a suppression, JUnit passing or failing, GitHub as a notice or an error."""
    report = judged(waiver)
    honoured = report.may_send
    told = {
        form: answer(form, [(Given("fse.xml", WRONG), (report,))], RUN)
        for form in ("text", "html", "sarif", "junit", "github")
    }

    for form in ("text", "html", "junit"):
        assert "M. Exemple, jusqu'au" in told[form].replace("&#x27;", "'")
        assert "essai convenu avec la caisse" in told[form]
    log = json.loads(told["sarif"])
    assert [error.message for error in SARIF.iter_errors(log)] == []
    (suppression,) = log["runs"][0]["results"][0]["suppressions"]
    assert (suppression["status"], suppression["justification"]) == (
        "accepted" if honoured else "rejected",
        "essai convenu avec la caisse",
    )
    from lxml import etree

    suite = etree.fromstring(told["junit"].encode())
    assert JUNIT.validate(suite), JUNIT.error_log
    assert ("<failure" in told["junit"]) != honoured
    assert told["github"].startswith("::notice" if honoured else "::error")


def test_the_report_with_waivers_holds_to_its_schema():
    """Honoured, ignored, idle: all as described."""
    for options in ({}, {"reference": True}):
        report = json.loads(judged(WAIVER, WAIVER._replace(rule="TAR002"), **options).to_bytes())
        assert [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(report)] == []


def test_a_settings_file_holds_waivers(tmp_path):
    """``[[waiver]]`` in the file of the command line."""
    path = tmp_path / "fsecheck.toml"
    path.write_text(
        '[[waiver]]\nrule = "TAR001"\ninvoice = "100000001"\nact = 1\nauthor = "M. Exemple"\nreason = "essai"\n'
        "expires = 2026-03-02\n",
        encoding="utf-8",
    )
    (tmp_path / "fse.xml").write_bytes(WRONG)
    out = io.StringIO()

    code = run(
        ["check", str(tmp_path / "fse.xml"), "--settings", str(path), "--today", "2026-03-02"], out, io.StringIO()
    )

    assert code == 0
    assert "[TAR001] erreur · acte 1" in out.getvalue()
    assert "    TAR001, acte 1 : honorée. M. Exemple, jusqu'au 02/03/2026 : essai" in out.getvalue()


def test_every_field_of_a_waiver_is_read():
    """The table gives the waiver."""
    assert from_tables({"waiver": [TABLE]}, "here").waivers == (WAIVER,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rule": "XSD001"}, "ne se lève pas"),
        ({"rule": "SEC003"}, "ne se lève pas"),
        ({"rule": "TAR1"}, "la forme"),
        ({"invoice": ""}, "la forme"),
        ({"author": ""}, "la forme"),
        ({"author": "a\nb"}, "la forme"),
        ({"reason": 3}, "un texte"),
        ({"expires": "2026-03-02"}, "une date"),
        ({"act": 0}, "à partir de 1"),
        ({"act": True}, "un nombre entier"),
        ({"mk": "1"}, "la forme"),
        ({"colour": "red"}, "clé inconnue"),
        ({"expires": None}, "il manque expires"),
        ({"author": None}, "il manque author"),
    ],
    ids=str,
)
def test_a_waiver_that_says_too_little_is_refused(change, said):
    """Who, why and until when are never left out, and what cannot be waived is told."""
    table = {name: value for name, value in (TABLE | change).items() if value is not None}

    with pytest.raises(SettingsError, match=said) as caught:
        from_tables({"waiver": [table]}, "fsecheck.toml")

    assert str(caught.value).startswith("fsecheck.toml : waiver[1]")


@pytest.mark.parametrize("tables", [TABLE, [3]], ids=["table", "number"])
def test_waivers_are_a_list_of_tables(tables):
    """``[[waiver]]``, not ``[waiver]``."""
    with pytest.raises(SettingsError, match="waiver"):
        from_tables({"waiver": tables}, "fsecheck.toml")
