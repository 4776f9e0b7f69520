"""No output, log, representation, exception or ledger holds who the patient is."""

import io
import logging
import re
from datetime import date, timedelta

import pytest

from fsecheck import Checker
from fsecheck.cases.compare import told
from fsecheck.cases.read import CaseError
from fsecheck.cases.short import of_sheet
from fsecheck.cli import run
from fsecheck.ledger import keys, sqlite
from fsecheck.ledger.port import LedgerError, Query
from fsecheck.model.facts import Facts
from fsecheck.render import FORMATS, public
from fsecheck.render.text import block
from fsecheck.rules.acts import counted
from tests import authoring
from tests.fixtures import cases, checker, documents

_NAMES = (("LEBRETON-QUIMPERLÉ", "Maëlle"), ("KERVADEC", "Éloïse"))
_MONTHS = (
    ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
     "décembre"),
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"),
)  # fmt: skip
_NOISE = re.compile(r"[^0-9A-Za-zÀ-ÿ]")
_HASHES = re.compile(r'"(?:bytes_sha256|sha-256|fsecheck/v1)":"[0-9a-f]*"')
_DATES = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def named(data: bytes) -> bytes:
    """The same sheet with names of the insured and of the beneficiary, where it has none."""
    if b"<nom>" in data or (b"encoding=" in data[:100] and b"UTF-8" not in data[:100]):
        return data
    (one, first), (two, second) = _NAMES
    data = re.sub(rb"(<assure>.*?</cle>)", rf"\1<nom>{one}</nom><prenom>{first}</prenom>".encode(), data, flags=re.S)
    return re.sub(rb"(</qualite>)", rf"\1<nom>{two}</nom><prenom>{second}</prenom>".encode(), data)


def personal(data: bytes) -> set[str]:
    """What must not come out of a document: NIR, names and birth dates, as written and as a reader would write them."""
    text = data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")
    if "�" in text:
        text = data.decode("latin-1")
    values = {
        tag: {re.sub(r"<[^>]*>", "", found).strip() for found in re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S)}
        for tag in ("nir", "nom", "prenom", "dateNaissance")
    }
    births = {birth for birth in values["dateNaissance"] if len(birth) == 8}
    stated = {day.replace("-", "") for day in _DATES.findall(text)}
    forms = {form for birth in births - stated for form in written(birth)}
    # A word of a broken document with signs that no name has is a fragment that any text may hold.
    names = {one for one in values["nom"] | values["prenom"] if one.isprintable() and "&#" not in one}
    return {one for one in {*values["nir"], *names, *forms} if len(one) > 3}


def written(birth: str) -> set[str]:
    """A birth date as sheets, people and two languages write it."""
    year, month, day = birth[:4], birth[4:6], birth[6:]
    forms = {birth, f"{day}{month}{year}"}
    for months in _MONTHS:
        if 1 <= int(month) <= 12 and day.isdigit():
            word = months[int(month) - 1]
            forms |= {f"{int(day)} {word} {year}", f"{day} {word} {year}", f"{word} {int(day)}, {year}"}
    return forms


def leaked(secrets: set[str], output: str) -> set[str]:
    """Which of *secrets* stand in *output*, whatever blanks, points or dashes separate their characters."""
    lowered, bare = output.lower(), _NOISE.sub("", output).lower()
    return {secret for secret in secrets if secret.lower() in lowered or _NOISE.sub("", secret).lower() in bare}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_no_output_of_any_case_holds_its_patient(case, caplog, capfd):
    """Report, JSON and text in both languages, findings as told by ``cases``, and every log line."""
    caplog.set_level(logging.DEBUG)
    with checker(case) as own:
        for shipped, context in documents(case):
            data = named(shipped)
            reports = own.check_sheets(data, context, today=case.today)
            whole = own.check(data, context, today=case.today)
            outputs = [whole.to_bytes().decode(), repr(whole), repr(reports)]
            for report in (whole, *reports):
                for language in ("fr", "en"):
                    outputs += [
                        block("feuille.xml", report, language),
                        public.inputs([public.entry(report, language)]),
                    ]
                outputs += [f"{told(finding)} {finding!r}" for finding in report.findings]
            outputs += [caplog.text, *capfd.readouterr()]
            assert set() == leaked(personal(data), "\n".join(outputs))


def test_the_patient_is_looked_for():
    """What this test looks for is there: every fixture that names a patient gives something to search."""
    searched = [personal(named(data)) for case in cases() for data, _ in documents(case)]

    assert 100 < sum(len(secrets) > 5 for secrets in searched)
    assert {"1850699999001", "19850614", "14 juin 1985", "KERVADEC"} <= personal(named(authoring.sheet()))
    assert leaked({"1850699999001"}, "NIR 1 85 06 99 999 001 97")
    assert leaked({"19850614"}, "né le 1985-06-14")
    assert leaked({"14061985"}, "né le 14/06/1985")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("form", FORMATS)
def test_the_command_says_nothing_of_the_patients_of_a_folder(language, form, tmp_path):
    """All the sheets of the fixtures through the command line at once."""
    secrets, dates = set(), {"20260302"}
    for place, (data, _) in enumerate(document for case in cases() for document in documents(case)):
        (tmp_path / f"{place:04}.xml").write_bytes(named(data))
        secrets |= personal(named(data))
        dates |= {day.replace("-", "") for day in _DATES.findall(data.decode("latin-1"))}
    out, err = io.StringIO(), io.StringIO()

    code = run(["check", str(tmp_path), "--format", form, "--lang", language, "--today", "2026-10-05"], out, err)

    # A birth date that is the date of an act elsewhere in the folder tells nothing of anybody.
    dates |= {day.replace("-", "") for day in _DATES.findall(out.getvalue())}
    shown = {form for day in dates for form in written(day)}
    assert code in {0, 1, 3}
    assert set() == leaked(secrets - shown, _HASHES.sub("", out.getvalue()) + err.getvalue())


def readable():
    """Every sheet of the fixtures that can be read, with its case."""
    for case in cases():
        for data, _ in documents(case):
            try:
                yield case, named(data), *of_sheet(named(data))
            except CaseError:
                continue


def test_no_representation_holds_the_patient():
    """What a debugger, a log or an assertion would print of our objects names nobody."""
    for case, data, invoice, context in readable():
        facts = Facts(case.today, context, {})
        query = Query(invoice, ())
        shown = " ".join(
            form(one)
            for one in (invoice, invoice.patient, invoice.acts, invoice.practitioner, context, facts, query)
            for form in (repr, str)
        )
        assert set() == leaked(personal(data), shown), case.name


def test_a_crash_of_the_command_says_nothing_of_the_patient(tmp_path, monkeypatch):
    """The text of an exception could quote the sheet: it is never printed."""
    path = tmp_path / "feuille.xml"
    path.write_bytes(named(authoring.sheet()))
    secret = f"NIR {authoring.NIR}, {_NAMES[0][0]}"

    def breaks(*_args, **_kwargs):
        raise RuntimeError(secret)

    monkeypatch.setattr(Checker, "check_sheets", breaks)
    out, err = io.StringIO(), io.StringIO()

    assert 4 == run(["check", str(path), "--today", "2026-03-02"], out, err)
    assert set() == leaked({authoring.NIR, _NAMES[0][0]}, out.getvalue() + err.getvalue())


def test_a_ledger_built_from_the_fixtures_holds_no_patient(tmp_path):
    """The bytes of the file and of its side files, after every readable sheet was recorded in it."""
    path = tmp_path / "cabinet.db"
    key = keys.fresh()
    sqlite.init(str(path), key, "CABINET", date(2026, 1, 1)).close()
    own = Checker()
    book = sqlite.open(str(path), key, classify=lambda act: counted(own.law, act))
    secrets, words, entered = set(), set(), 0
    for case, data, invoice, context in readable():
        with book.transaction():
            book.write(invoice, context, "recorded", case.today)
        entered += 1
        secrets |= personal(data)
        words |= {line.region for line in context.lines.values() if line.region} | {context.series or ""}
    bytes_of = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    book.close()
    bytes_of += path.read_bytes()
    text = bytes_of.decode("latin-1")

    assert 100 < entered
    assert set() == {secret for secret in secrets if secret in text or secret.encode() in bytes_of}
    assert set() == {word for word in words if len(word) > 3 and word.encode() in bytes_of}


def test_a_refusal_of_the_ledger_says_nothing_of_the_patient(tmp_path):
    """A write that is refused, and its exception, name no person."""
    path = tmp_path / "cabinet.db"
    key = keys.fresh()
    book = sqlite.init(str(path), key, "CABINET", date(2026, 1, 1))
    invoice, context = of_sheet(named(authoring.sheet()))
    other, _ = of_sheet(named(authoring.sheet([authoring.act(coefficient="7.05")])))
    with book.transaction():
        book.write(invoice, context, "reserved", date(2026, 3, 2))

    with pytest.raises(LedgerError) as refused, book.transaction():
        book.write(other, context, "reserved", date(2026, 3, 2) + timedelta(days=1))
    book.close()

    assert set() == leaked(personal(named(authoring.sheet())), f"{refused.value!r} {refused.value}")
