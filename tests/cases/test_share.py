"""``fsecheck case``: on every fixture the same findings, or a refusal with its reason, and nobody left."""

import io
import json
import re

import pytest

from fsecheck.cases.compare import verdict_of
from fsecheck.cases.names import Birth, DisguiseError, Names
from fsecheck.cases.play import play
from fsecheck.cases.read import read
from fsecheck.cases.share import Problem, share, write
from fsecheck.certify import hook
from fsecheck.checker import Checker
from fsecheck.cli import run
from fsecheck.model.identifiers import finess_holds, luhn_holds, nir_holds
from fsecheck.settings.load import KEYS
from tests import authoring
from tests.fixtures import FIXTURES, cases
from tests.house.test_privacy import named

#: The fixtures that cannot be shared, and why: one is compressed, one has acts on the eve and on the day of a birthday,
#: the history of one is an invoice of more lines than an invoice may have.
REFUSED = {
    "SEC005-attributes-unknown-reject": "other-findings",
    "SEC001-gzip-reject": "compressed",
    "TEL006-birthday-between-two-acts-reject": "birth-date-cannot-move",
    "BDK003-neurological-hundred-and-tenth-accept": "history",
}
TAGS = (
    "nir", "nom", "prenom", "numeroAM", "rpps", "numeroPrescripteur", "rppsPrescripteur", "dateNaissance", "numeroMK",
    "membre", "dernierePresencePar", "numeroAdherent", "numero", "numeroFacture", "numeroFactureRectifiee",
)  # fmt: skip
MARKUP = re.compile(r"<!--.*?-->|<!\[CDATA\[|\]\]>", re.DOTALL)
FIELDS = ("nir", "own_nir", "birth", "rpps", "am", "number", "corrects", "prescriber", "mk")
ATTRIBUTES = {key.attribute: (table, name) for table, keys in KEYS.items() for name, key in keys.items()}


def identities(files: dict[str, bytes]) -> set[str]:
    """Whoever stands in a problem, looked for in its own words: what a search for them would type."""
    found = set()
    for name, data in files.items():
        if name.endswith(".json"):
            told = data.decode()
            for field in FIELDS:
                found |= set(re.findall(rf'"{field}": "([^"]+)"', told))
        else:
            text = data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")
            for tag in TAGS:
                values = re.findall(rf"<(?:\w+:)?{tag}(?: [^>]*)?>(.*?)</", text, re.DOTALL)
                found |= {
                    re.sub(r"<!--.*?-->|<!\[CDATA\[|\]\]>", "", value, flags=re.DOTALL).strip() for value in values
                }
    return {one for one in found if len(one) >= 6 and one != "291991123" and re.search("[0-9A-Za-z]", one)}


def problems(case):
    """Every sheet of a case that is checked, as a problem with its context, its history and its settings."""
    tables = {}
    for attribute, value in (case.settings.changed() if case.settings else {}).items():
        table, name = ATTRIBUTES[attribute]
        tables.setdefault(table, {})[name] = list(value) if isinstance(value, tuple) else value
    for call in hook.calls(case):
        files = {name: named(data) if name == "fse.xml" else data for name, data in call.files.items()}
        yield Problem(files, call.today, tables)


@pytest.mark.parametrize("chapter", sorted(path.name for path in FIXTURES.iterdir()))
def test_every_fixture_can_be_shared_or_says_why_not(chapter, tmp_path):
    """Same verdict, same findings when the written case is played, and none of the identities in any of its bytes."""
    shared, refused = 0, {}
    for case in cases():
        if f"/{chapter}/" not in f"{case.folder}/".replace("\\", "/"):
            continue
        for place, problem in enumerate(problems(case)):
            try:
                files = share(problem, case.title)
            except DisguiseError as error:
                refused[case.name] = error.code
                continue
            shared += 1
            folder = tmp_path / f"{case.name}-{place}"
            write(files, str(folder))
            result = play(read(str(folder / "case.toml")))
            assert () == result.differences, case.name
            whole = b"\0".join(files.values())
            left = {
                one for one in identities(problem.files) if one.encode() in whole or one.encode("utf-16-le") in whole
            }
            assert set() == left, case.name

    assert 5 < shared
    assert {name: code for name, code in REFUSED.items() if name in refused} == refused


def test_what_is_looked_for_is_there():
    """The search for identities finds them in the problems: it could fail."""
    [case] = [one for one in cases() if one.name == "twins"]
    found = [identities(problem.files) for problem in problems(case)]

    assert all({"1850699999001", "KERVADEC", authoring.MK, authoring.AM, authoring.DOCTOR} <= one for one in found[1:])


@pytest.mark.parametrize(
    ("old", "new"),
    [("<assure>", "<assure><KERVADEC>1</KERVADEC>"), ("<assure>", '<assure KERVADEC="1">'),
     ("<assure>", "<assure><fse:KERVADEC xmlns:fse='urn:fsecheck:fse:1.0'/>"),
     ("<assure>", "<assure xsi:KERVADEC='1' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>")],
    ids=["element", "attribute", "element with a prefix", "attribute with a prefix"],
)  # fmt: skip
def test_nobody_stands_in_the_name_of_an_element(old, new):
    """Broken software writes what it likes."""
    sheet = authoring.sheet([authoring.act(date="2026-03-02")]).replace(old.encode(), new.encode())
    assert b"KERVADEC" in sheet

    assert b"KERVADEC" not in share(Problem({"fse.xml": sheet}, authoring_today(), {}), "t")["fse.xml"]


def test_ages_keys_dates_and_amounts_stay():
    """A minor at the day, a wrong key, a FINESS of Corsica; care dates and amounts as they were."""
    sheet = authoring.sheet(
        [authoring.act(date="2026-03-02"), authoring.act(date="2026-03-09")],
        assure={"cle": "12", "nom": "DE LA TOUR", "prenom": "Anne-Lise"},
        beneficiaire={"dateNaissance": "20080401", "qualite": "enfant", "nom": "DE LA TOUR"},
        professionnel={"structure": {"type": "finess", "numero": "2A0002689", "nom": "Cabinet du Port"}},
    )
    problem = Problem({"fse.xml": sheet}, authoring_today(), {})

    new = share(problem, "t")["fse.xml"].decode()

    nir, key = re.search("<nir>(.*)</nir>", new)[1], re.search("<cle>(.*)</cle>", new)[1]
    assert not nir_holds(nir, key)
    assert finess_holds(re.search("<numero>(2A.*)</numero>", new)[1])
    assert luhn_holds(re.search("<rpps>(.*)</rpps>", new)[1])
    assert "20080309" < re.search("<dateNaissance>(.*)</dateNaissance>", new)[1] <= "20090302"
    old = sheet.decode()
    for tag in ("date", "base", "montantAMO", "honoraires", "code", "coefficient", "dateElaboration"):
        assert re.findall(f"<{tag}>(.*)</{tag}>", old) == re.findall(f"<{tag}>(.*)</{tag}>", new)
    assert "XX XX XXXX" in new
    assert "TOUR" not in new


def authoring_today():
    from datetime import date

    return date(2026, 3, 9)


def test_the_same_value_is_replaced_alike_everywhere():
    """Sheet, context and history speak of the same people afterwards."""
    [case] = [one for one in cases() if one.name == "known-through-a-colleague"]
    problem = list(problems(case))[-1]

    files = share(problem, "t")

    told = json.loads(files["history.json"])
    sheet = files["fse.xml"].decode()
    rpps = re.search("<rpps>(.*)</rpps>", sheet)[1]
    assert f"<numeroMK>{rpps}</numeroMK>" in files["contexte.xml"].decode()
    assert rpps in {claim["mk"] for claim in told["coverage"]}


def test_a_finding_that_would_change_stops_the_case(monkeypatch):
    """Nothing is given where the check would say something else of the disguised sheet."""
    sheet = authoring.sheet()
    monkeypatch.setattr(Names, "key", lambda *_: "98")

    with pytest.raises(DisguiseError) as error:
        share(Problem({"fse.xml": sheet}, authoring_today(), {}), "t")

    assert "other-findings" == error.value.code


def test_an_identity_that_would_be_left_stops_the_case(monkeypatch):
    """Free text that nobody expected is looked for once more before anything is given."""
    sheet = authoring.sheet(professionnel={"nom": "KERVADEC"})
    monkeypatch.setattr("fsecheck.cases.names.covered", lambda text: text)

    with pytest.raises(DisguiseError) as error:
        share(Problem({"fse.xml": sheet}, authoring_today(), {}), "t")

    assert "identity-left" == error.value.code


def test_a_birth_date_that_cannot_move_is_refused():
    from datetime import date

    names = Names()
    names.meet(Birth("1", "20080302", None), {date(2026, 3, 1), date(2026, 3, 2)})

    with pytest.raises(DisguiseError, match="birth-date-cannot-move"):
        names.birth("1", "20080302")


@pytest.mark.parametrize(
    "number", ["99900064140", "99900064141", "991130634", "991130635", "974130639", "A12", "1234567890"]
)
def test_a_number_of_a_professional_keeps_its_shape_and_its_key(number):
    new = Names().professional(number)

    assert new != number
    assert (len(number), luhn_holds(number)) == (len(new), luhn_holds(new)) or not number.isdigit() or len(number) == 10
    assert number[:2] == new[:2] or len(number) != 9


def test_the_command_writes_a_case_that_holds(tmp_path):
    """Sheet, context, history and settings in; a folder that ``fsecheck cases`` plays out."""
    line = authoring.act(code="RQD", coefficient=None, prixUnitaire="10.00", seance=None, refPrescription=None)
    (tmp_path / "fse.xml").write_bytes(authoring.sheet([line], prescriptions=[]))
    (tmp_path / "contexte.xml").write_bytes(authoring.context(demandesAilleurs="1"))
    (tmp_path / "fsecheck.toml").write_text("[practice]\nsoftware_approved = true\n[law]\noverlays = []\n")
    earlier = {
        "mk": {"rpps": authoring.MK},
        "number": "55",
        "drawn_up": "2026-01-12",
        "patient": {"nir": authoring.NIR, "birth": "19850614"},
        "acts": [{"day": "2026-01-12", "code": "RQD"}],
    }
    (tmp_path / "avant.jsonl").write_text(json.dumps(earlier) + "\n")
    call = [
        "case", str(tmp_path / "fse.xml"), "--context", str(tmp_path / "contexte.xml"), "--settings",
        str(tmp_path / "fsecheck.toml"), "--history", str(tmp_path / "avant.jsonl"), "--mk", authoring.MK, "--from",
        "2025-01-01", "--today", "2026-03-02", "--title", "La troisième de l'année", "--folder", str(tmp_path / "cas"),
    ]  # fmt: skip
    out = io.StringIO()

    assert 0 == run(call, out, io.StringIO())

    assert {"case.toml", "fse.xml", "contexte.xml", "history.json"} == {
        path.name for path in (tmp_path / "cas").iterdir()
    }
    assert 0 == run(["cases", str(tmp_path / "cas")], io.StringIO(), io.StringIO())
    case = read(str(tmp_path / "cas" / "case.toml"))
    assert {"TEX001", "TEX002"} <= {one["rule"] for one in case.steps[0].expected.findings}
    assert "Relisez-le" in out.getvalue()


def test_the_command_says_why_it_refuses_and_writes_nothing(tmp_path):
    (tmp_path / "fse.xml").write_bytes((FIXTURES / "intake" / "SEC001-gzip-reject" / "fse.xml").read_bytes())
    err = io.StringIO()

    code = run(
        ["case", str(tmp_path / "fse.xml"), "--folder", str(tmp_path / "cas"), "--today", "2026-03-02", "--lang", "en"],
        io.StringIO(), err,
    )  # fmt: skip

    assert (1, "fsecheck case: refused: the document is compressed (compressed)\n") == (code, err.getvalue())
    assert not (tmp_path / "cas").exists()


@pytest.mark.parametrize(
    "words",
    [["none.xml", "--folder", "x"], ["fse.xml"], ["fse.xml", "--folder", ".", "--mk", "1"],
     ["fse.xml", "--folder", ".", "--history", "none"], ["fse.xml", "--folder", "."]],
    ids=["no-sheet", "no-folder", "mk-alone", "no-history", "folder-not-empty"],
)  # fmt: skip
def test_a_call_that_cannot_be_served_is_bad_use(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fse.xml").write_bytes(authoring.sheet())

    assert 2 == run(["case", *words, "--today", "2026-03-02"], io.StringIO(), io.StringIO())
    assert ["fse.xml"] == [path.name for path in tmp_path.iterdir()]


def test_the_verdict_of_a_shared_lot_is_that_of_the_lot():
    """A lot stays a lot: each sheet its own findings."""
    lot = authoring.lot(authoring.sheet(), authoring.sheet(facture={"numero": "100000002"}, assure={"cle": "01"}))
    problem = Problem({"fse.xml": lot}, authoring_today(), {})

    files = share(problem, "t")

    reports = Checker().check_sheets(files["fse.xml"], today=authoring_today())
    assert ("reject", 2) == (verdict_of(reports), len(reports))
    assert "sheet = 2" in files["case.toml"].decode()
