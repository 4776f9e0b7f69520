"""The built wheel works from an empty environment, outside the checkout, schemas and law included."""

import json
import os
import shutil
import zipfile
from datetime import date

import pytest

from fsecheck import Checker
from fsecheck.ledger import keys, sqlite
from tests import authoring
from tests.fixtures import FIXTURES, ROOT

pytestmark = pytest.mark.slow
IDENTITY = FIXTURES / "identity"
TODAY = ("--today", "2026-03-02")


@pytest.fixture
def sheets(tmp_path):
    """An accepted sheet and a refused one, far from the fixtures."""
    for name in ("accept", "reject"):
        folder = {"accept": "IDN001-ordinary-sheet-accept", "reject": "IDN001-wrong-key-reject"}[name]
        shutil.copy(IDENTITY / folder / "fse.xml", tmp_path / f"{name}.xml")
    return tmp_path


@pytest.mark.parametrize(("name", "code", "said"), [("accept", 0, "(accept)"), ("reject", 1, "[IDN001]")])
def test_a_check_from_the_wheel(installed, sheets, name, code, said):
    """An accepted and a refused sheet: exit code, verdict and sentence."""
    done = installed.run("fsecheck", "check", f"{name}.xml", *TODAY, cwd=sheets)

    assert (code, "") == (done.code, done.err)
    assert said in done.text


def test_the_law_is_in_the_wheel(installed):
    """``law`` and ``explain`` answer from the installed package alone."""
    law = installed.run("fsecheck", "law", "teleexpertise.requests_per_year")
    explained = installed.run("fsecheck", "explain", "TEX001")

    assert (0, 0) == (law.code, explained.code), law.err + explained.err
    assert "NGAP" in law.text
    assert "TEX001" in explained.text


def test_the_rules_are_those_of_the_checkout(installed):
    """The catalogue of the wheel is the one that the tests know."""
    from fsecheck.rules.catalogue import CATALOGUE

    text = installed.run("fsecheck", "rules").text

    assert [] == [entry.id for entry in CATALOGUE if entry.id not in text]


def test_the_coverage_table_is_in_the_wheel(installed):
    """The statements of the documents are found, and the missing fixtures are said."""
    done = installed.run("fsecheck", "rules", "--coverage")

    assert (0, "") == (done.code, done.err)
    assert "003-50" in done.text
    assert "la colonne des cas est vide" in done.text


def test_the_certification_pack_is_in_the_wheel(installed, tmp_path):
    """It is found, its cases are unpacked, our own answers are those it holds; nothing is left behind."""
    listed = installed.run("fsecheck", "certify", "list", "--tag", "journey", env={"TMPDIR": str(tmp_path)})
    checked = installed.run("fsecheck", "certify", "check", env={"TMPDIR": str(tmp_path)})

    assert (0, "") == (checked.code, checked.err), checked.text
    assert "J28-twins" in listed.text
    assert [] == list(tmp_path.iterdir())


def test_a_run_from_the_wheel(installed, tmp_path):
    """A vendor's software is called, judged, and the evidence verified, far from the checkout."""
    vendors = ROOT / "tests" / "certify" / "vendors"
    choice = ("--id", "P0*", "--id", "H-IDN001-*")
    run = installed.run(
        "fsecheck",
        "certify",
        "run",
        "--adapter",
        str(vendors / "wrong.toml"),
        "--folder",
        str(tmp_path / "run"),
        *choice,
    )
    verified = installed.run("fsecheck", "certify", "verify", str(tmp_path / "run"))

    assert (1, "") == (run.code, run.err)
    assert "5 réussi, 4 échoué" in run.text
    assert (0, "") == (verified.code, verified.err), verified.text


def test_a_case_is_shared_from_the_wheel(installed, sheets):
    """A problem sheet becomes a case that the installed package plays."""
    made = installed.run("fsecheck", "case", "reject.xml", "--folder", "cas", *TODAY, cwd=sheets)
    played = installed.run("fsecheck", "cases", "cas", cwd=sheets)

    assert (0, 0) == (made.code, played.code), made.err + played.text


def test_a_ledger_from_the_wheel(installed, tmp_path):
    """Its migrations are in the wheel: init, reserve, pending, confirm."""
    (tmp_path / "feuille.xml").write_bytes(authoring.sheet())
    book = ("--ledger", "cabinet.db", "--key", "cabinet.key")
    run = lambda *words: installed.run("fsecheck", "ledger", *words, *book, *TODAY, cwd=tmp_path)  # noqa: E731 - the flags of this test
    calls = [
        run("init", "--practice", "CABINET"),
        run("coverage", "--mk", authoring.MK, "--from", "2026-01-01"),
        run("reserve", "feuille.xml"),
        run("pending"),
        run("confirm", "--mk", authoring.MK, "--number", "100000001"),
    ]

    assert [0] * 5 == [done.code for done in calls], [done.err for done in calls]
    assert "100000001" in calls[3].text


def test_the_service_is_an_extra(installed):
    """Without it a check works, and the commands of the service say what to install."""
    for command in ("hook", "serve"):
        done = installed.run("fsecheck", command)

        assert (2, "") == (done.code, done.text)
        assert "pip install 'fsecheck[service]'" in done.err


def test_the_ledger_on_a_server_is_an_extra_and_its_tables_are_in_the_wheel(installed, wheel):
    """Without psycopg it says what to install; what the owner of a server runs is shipped."""
    done = installed.run(
        "fsecheck", "ledger", "pending", "--ledger", "postgresql://app@h/b?practice=c", "--key", "none"
    )
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if "/sql/" in name}

    assert 2 == done.code
    assert "fsecheck[postgresql]" in done.err
    server = {
        f"fsecheck/ledger/sql/postgres/{name}" for name in ("0001_init.sql", "grants.sql", "shape.sql", "shape.tsv")
    }
    assert server <= shipped


def test_the_wheel_holds_what_a_check_needs_and_no_more(wheel):
    """Schemas, law, migrations, licence; neither tests nor fixtures."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith("METADATA"))).decode()
    schemas = {path.relative_to(ROOT).as_posix() for path in (ROOT / "schemas").rglob("*") if path.is_file()}

    assert {f"fsecheck/_data/{name}" for name in schemas} <= set(names)
    assert "fsecheck/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.startswith("fsecheck/ledger/sql/") for name in names)
    assert [] == [name for name in names if name.startswith(("tests/", "fixtures/", "docs/")) or "__pycache__" in name]
    assert "fsecheck/certify/packs/avenant-7/pack.toml" in names
    assert {"fsecheck/_data/cases.tar.xz"} == {name for name in names if name.endswith((".xz", ".zip", ".gz"))}
    assert "License-Expression: MIT" in metadata


def test_the_cases_of_the_wheel_are_a_small_part_of_it(wheel):
    """What the pack asks is packed as one: the wheel does not swell with the fixtures."""
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.getinfo("fsecheck/_data/cases.tar.xz").compress_size

    assert 0 < packed < wheel.stat().st_size / 6


def test_the_environment_holds_the_declared_dependencies_alone(installed):
    """Nothing of the tests' own tools could have helped."""
    names = {path.name.split("-")[0].lower() for path in installed.site.glob("*.dist-info")}

    assert {"fsecheck", "attrs", "lxml", "structlog", "xmlschema"} <= names
    assert {"pytest", "hypothesis", "jsonschema", "packaging"}.isdisjoint(names)
    assert not (installed.home / "fsecheck").exists()


def test_the_wheel_checks_and_plays_the_fixtures(installed):
    """The shipped cases hold for the installed package too."""
    done = installed.run("fsecheck", "cases", str(IDENTITY))

    assert 0 == done.code, done.text


def test_the_second_opinion_works_from_the_wheel(installed, sheets):
    """The second engine reads the schemas where the wheel put them."""
    done = installed.run("fsecheck", "check", "accept.xml", "--second-opinion", *TODAY, cwd=sheets)

    assert 0 == done.code
    assert "XSD003" not in done.text


_SCRIPT = """
import sys
from datetime import date
from fsecheck import Checker
from fsecheck.ledger import keys, sqlite
book = sqlite.open("cabinet.db", keys.read("cabinet.key"), write=False)
data = open(sys.argv[1], "rb").read()
sys.stdout.buffer.write(Checker(book).check(data, today=date(2026, 3, 2)).to_bytes())
"""


@pytest.mark.parametrize(
    "around",
    [
        {},
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"},
        {"LANG": "fr_FR.ISO-8859-1", "PYTHONUTF8": "0", "PYTHONHASHSEED": "42"},
    ],
    ids=["bare", "time-zone", "turkish", "latin"],
)
def test_the_wheel_gives_the_bytes_of_the_checkout(installed, tmp_path, around):
    """Command line and API, elsewhere, another time zone, locale and hash seed: the same report, ledger included."""
    elsewhere = tmp_path / "Ünterlagen du cabinet"
    elsewhere.mkdir()
    line = authoring.act(code="RQD", coefficient=None, prixUnitaire="10.00", seance=None, refPrescription=None)
    (elsewhere / "feuille.xml").write_bytes(authoring.sheet([line], prescriptions=[]))
    key = keys.create(str(elsewhere / "cabinet.key"))
    book = sqlite.init(str(elsewhere / "cabinet.db"), key, "CABINET", date(2026, 1, 1))
    expected = Checker(book).check((elsewhere / "feuille.xml").read_bytes(), today=date(2026, 3, 2)).to_bytes()
    book.close()

    api = installed.run("python", "-c", _SCRIPT, "feuille.xml", env=around, cwd=elsewhere)
    cli = installed.run(
        "fsecheck", "check", "feuille.xml", *TODAY, "--ledger", "cabinet.db", "--key", "cabinet.key",
        "--format", "json", env=around, cwd=elsewhere,
    )  # fmt: skip
    written = json.dumps(
        json.loads(cli.out)["inputs"][0]["reports"][0]["report"],
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    ).encode()  # fmt: skip

    assert (0, 1) == (api.code, cli.code), api.err + cli.err
    assert expected == api.out
    assert expected == written
    assert expected in cli.out


def test_the_wheel_writes_nothing_beside_its_answer(installed, sheets):
    """A check leaves neither file nor folder behind, at home or where it ran."""
    before = sorted(os.listdir(sheets))
    installed.run("fsecheck", "check", ".", *TODAY, cwd=sheets)

    assert before == sorted(os.listdir(sheets))
    assert [] == os.listdir(installed.home)
