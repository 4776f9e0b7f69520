"""``fsecheck certify``: its answers, its exit codes, both languages."""

import io
import json

import pytest

from fsecheck.cli import run
from tests.certify.desk import VENDORS, small


def call(*words: str) -> tuple[int, str, str]:
    """Exit code, output and error of a command."""
    out, err = io.StringIO(), io.StringIO()
    code = run(["certify", *words], out, err)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def pack(tmp_path):
    """A small pack, as the option names it."""
    small(tmp_path / "pack", "P04", "P42", "A01")
    return ("--pack", str(tmp_path / "pack"))


def played(pack, tmp_path, vendor: str, *more: str) -> tuple[int, str, str]:
    return call("run", *pack, "--adapter", str(VENDORS / f"{vendor}.toml"), "--folder", str(tmp_path / vendor), *more)


def test_a_run_that_passes_and_one_that_fails(pack, tmp_path):
    """0 and 1; the failures are told with their differences, the evidence with its hash."""
    right, wrong = played(pack, tmp_path, "right"), played(pack, tmp_path, "wrong", "--lang", "en")

    assert (0, "") == (right[0], right[2])
    assert right[1].startswith("3 réussi, 0 échoué")
    assert 1 == wrong[0]
    assert "fail  P42  Overcharge not justified: the tariff holds\n    - fse.xml, act 1: DEP001 speaks\n" in wrong[1]
    assert "evidence.json (sha256 " in wrong[1]


def test_what_nobody_attested_leaves_the_run_undecided(pack, tmp_path):
    text = (VENDORS / "right.toml").read_text(encoding="utf-8")
    (tmp_path / "adapter.toml").write_text(
        text[: text.index("[attestation]")].replace("{here}", str(VENDORS)), encoding="utf-8"
    )

    code, out, _ = call("run", *pack, "--adapter", str(tmp_path / "adapter.toml"), "--folder", str(tmp_path / "run"))

    assert 3 == code
    assert "personne ne l'a attesté" in out


def test_a_choice_is_made_by_id_and_by_tag(pack, tmp_path):
    code, out, _ = played(pack, tmp_path, "right", "--id", "P*", "--tag", "telecare", "--format", "json")

    told = json.loads(out)
    assert 0 == code
    assert {"P04": "pass", "P42": "skipped", "A01": "skipped"} == told["scenarios"]
    assert {"pass": 1, "fail": 0, "undecided": 0, "error": 0, "skipped": 2} == told["counts"]


@pytest.mark.parametrize("words", [("--id", "P99"), ("--tag", "nothing"), ("--id", "P04", "--tag", "overcharge")])
def test_a_choice_of_nothing_is_bad_use(pack, tmp_path, words):
    """A run of no scenario would read as a run that passed."""
    for code, out, err in (played(pack, tmp_path, "right", *words), call("list", *pack, *words)):
        assert (2, "") == (code, out)
        assert "aucun scénario du jeu n'est de ce choix" in err
    assert not (tmp_path / "right").exists()


def test_a_dry_run_shows_the_commands(pack, tmp_path):
    code, out, _ = played(pack, tmp_path, "right", "--dry-run")

    assert 0 == code
    assert ["P04 01", "P42 01"] == [line[:6] for line in out.splitlines()]
    assert not (tmp_path / "right" / "evidence.json").exists()


def test_the_evidence_is_verified_and_compared(pack, tmp_path):
    played(pack, tmp_path, "right")
    played(pack, tmp_path, "wrong")
    first, last = str(tmp_path / "wrong"), str(tmp_path / "right")

    assert (0, "Les preuves refaites sont les mêmes, octet par octet.\n", "") == call("verify", last, *pack)
    assert 0 == call("verify", f"{last}/evidence.json", *pack)[0]
    better = "".join(f"+ {own} : échoué -> réussi\n" for own in ("P04", "P42"))
    worse = "".join(f"- {own} : pass -> fail\n" for own in ("P04", "P42"))
    assert (0, better) == call("compare", first, last)[:2]
    assert (1, worse) == call("compare", last, first, "--lang", "en")[:2]
    assert (0, "No result has changed.\n") == call("compare", last, last, "--lang", "en")[:2]
    (tmp_path / "right" / "dossier.html").write_text("x")
    code, out, _ = call("verify", last, *pack, "--format", "json")
    assert (1, [{"about": "dossier.html", "code": "changed"}]) == (code, json.loads(out)["differences"])


def test_the_check_of_a_pack_tells_what_it_lacks(pack):
    code, out, _ = call("check", *pack, "--lang", "en")

    assert 1 == code
    assert "rule without a scenario: TEX001\n" in out
    assert "requirement without a scenario: 000-01\n" in out


def test_the_shipped_pack_is_listed():
    code, out, _ = call("list", "--tag", "minor", "--lang", "en")
    everything = json.loads(call("list", "--format", "json")[1])

    assert (0, 1) == (code, len(out.splitlines()))
    assert "P11  A minor at a distance" in out
    assert 300 < len(everything["scenarios"])


@pytest.mark.parametrize(
    "words",
    [(), ("other",), ("list", "--pack", "none"), ("run",), ("run", "--adapter", "none.toml", "--folder", "x"),
     ("verify", "none"), ("compare", "none", "none")],
    ids=["nothing", "no-such-action", "no-such-pack", "no-adapter", "no-such-adapter", "no-evidence", "no-runs"],
)  # fmt: skip
def test_bad_use_is_told(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    code, out, err = call(*words)

    assert (2, "") == (code, out)
    assert err
    assert [] == list(tmp_path.iterdir())


def test_a_folder_that_is_not_empty_is_never_written_over(pack, tmp_path):
    played(pack, tmp_path, "right")

    code, _, err = played(pack, tmp_path, "right")

    assert 2 == code
    assert "--resume" in err
    assert 0 == played(pack, tmp_path, "right", "--resume")[0]


def test_the_help_claims_no_conformity():
    code, out, _ = call("--help")

    assert 0 == code
    assert "Ne vaut ni agrément ni conformité" in out
