"""A case that holds is silent; a case that does not says what was expected and what was found."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
import referencing

from fsecheck.cases.play import play
from fsecheck.cases.read import CaseError, read
from tests.authoring import MK, act, context, lot, sheet
from tests.cli.test_check import REQUEST, fsecheck

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = {
    f"urn:fsecheck:{name}:1": json.loads((ROOT / "schemas" / name / "1.json").read_text(encoding="utf-8"))
    for name in ("case", "settings")
}
HEAD = 'title = "Un cas"\ntoday = 2026-03-02\n'
ACCEPT = HEAD + '[expect]\nverdict = "accept"\n'
EARLIER = """
[ledger]
[[ledger.coverage]]
from = 2026-01-01
[[ledger.invoice]]
number = "101"
drawn_up = 2026-02-12
acts = [{day = 2026-02-12, code = "RQD"}]
[[ledger.invoice]]
number = "102"
drawn_up = 2026-02-20
acts = [{day = 2026-02-20, code = "RQD"}]
"""
THIRD = (
    HEAD
    + EARLIER
    + """
[expect]
verdict = "reject"
[[expect.finding]]
rule = "TEX001"
message = "too-many-requests"
act = 2
severity = "error"
evidence = ["101", "102"]
params = {counted = 3, reopens = 2027-01-01}
"""
)
JOURNEY = (
    HEAD
    + f"""
[ledger]
[[ledger.coverage]]
mk = "{MK}"
from = 2026-01-01
[[step]]
action = "reserve"
sheet = "fse.xml"
expect = {{verdict = "accept", held = true, state = "reserved", changed = true}}
[[step]]
action = "reserve"
sheet = "fse.xml"
expect = {{verdict = "accept", changed = false}}
[[step]]
action = "confirm"
number = "100000001"
expect = {{state = "confirmed"}}
[[step]]
action = "release"
number = "100000001"
expect = {{refused = "wrong-state"}}
[[step]]
action = "settle"
number = "100000001"
outcome = "rejected"
today = 2026-03-09
expect = {{state = "rejected"}}
[[step]]
action = "check"
sheet = "fse.xml"
expect = {{verdict = "accept"}}
"""
)


@pytest.fixture
def case(tmp_path):
    """Writes a case and gives its path."""

    def put(toml, name="case", **files):
        folder = tmp_path / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "case.toml").write_text(toml, encoding="utf-8")
        for stem, data in ({"fse": sheet()} | files).items():
            if data is not None:
                (folder / f"{stem}.xml").write_bytes(data)
        return str(folder / "case.toml")

    return put


def differences(path):
    """What a case is not."""
    return list(play(read(path)).differences)


def test_a_case_that_holds_says_nothing(case):
    """Expected and found are equal."""
    assert differences(case(ACCEPT)) == []


def test_the_third_request_of_the_year(case):
    """Short records fill the ledger; finding, place, parameters and evidence are compared."""
    assert differences(case(THIRD, fse=sheet(actes=[act(), REQUEST]))) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("reject", "accept"), "verdict : attendu accept, trouvé reject"),
        (("act = 2", "act = 1"), "constat attendu, non trouvé"),
        (("counted = 3", "counted = 4"), "constat trouvé, non attendu : TEX001 too-many-requests"),
        (('"101", "102"', '"102"'), "constat attendu, non trouvé"),
        (('severity = "error"', 'severity = "warning"'), "constat attendu, non trouvé"),
    ],
    ids=["verdict", "act", "params", "evidence", "severity"],
)
def test_a_wrong_expectation_is_told(case, change, said):
    """Each thing that differs is said, by id and place."""
    found = differences(case(THIRD.replace(*change), fse=sheet(actes=[act(), REQUEST])))

    assert any(said in text for text in found), found


def test_a_finding_that_is_not_listed_fails_the_case(case):
    """The world of a case is closed."""
    toml = HEAD + '[expect]\nverdict = "reject"\n'

    found = differences(case(toml, fse=sheet(facture={"dateElaboration": "2026-03-09"})))

    assert any("non attendu : IDN008" in text for text in found)


def test_what_stops_is_a_closed_world_and_notes_are_not(case):
    """A stop that is not listed fails; a note is compared only where it is listed."""
    asks = sheet(actes=[act(), REQUEST])
    head = HEAD + '[expect]\nverdict = "undecided"\n'
    listed = head + '[[expect.undecided]]\nrule = "TEX001"\nmissing = "ledger.requests_of_year"\n'
    note = listed + '[[expect.undecided]]\nrule = "TEX004"\nmissing = "context.consent"\nnote = true\n'

    assert any("TEX001" in text for text in differences(case(head, "a", fse=asks)))
    assert differences(case(listed, "b", fse=asks)) == []
    assert differences(case(note, "c", fse=asks)) == []
    assert differences(case(note.replace("context.consent", "context.video"), "d", fse=asks)) != []


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ("paid", "reject"),
        ("rejected", "accept"),
        ("released", "accept"),
        ("reserved", "reject"),
        ("confirmed", "reject"),
        ("cancelled", "accept"),
    ],
)
def test_states_of_earlier_invoices_count_or_give_back(case, state, verdict):
    """What is rejected, released or cancelled gives its place back."""
    toml = THIRD.replace('number = "102"', f'number = "102"\nstate = "{state}"')
    if verdict == "accept":
        toml = toml[: toml.index("[expect]")] + '[expect]\nverdict = "accept"\n'

    assert differences(case(toml, fse=sheet(actes=[act(), REQUEST]))) == []


def test_an_earlier_sheet_and_another_patient(case):
    """An earlier invoice may be a sheet; a short record may be another patient's."""
    other = '\npatient = {nir = "2850699999001", birth = "19850614"}'
    toml = THIRD.replace('number = "102"', f'number = "102"{other}')
    toml = toml[: toml.index("[expect]")] + '[expect]\nverdict = "accept"\n'
    toml = toml.replace("[expect]", '[[ledger.invoice]]\nsheet = "earlier.xml"\nstate = "paid"\n[expect]')
    earlier = sheet(actes=[act(date="2026-02-27")], facture={"numero": "55"})

    assert differences(case(toml, fse=sheet(actes=[act(), REQUEST]), earlier=earlier)) == []


def test_the_context_beside_the_sheet_is_taken(case):
    """``contexte.xml`` is used where it exists."""
    asks = sheet(actes=[act(), REQUEST])

    assert differences(case(ACCEPT, fse=asks, contexte=context(demandesAilleurs=1))) == []


def test_a_lot_is_expected_sheet_by_sheet(case):
    """Each sheet of a lot has its own expectation, or findings name their sheet."""
    two = lot(sheet(), sheet(actes=[act(date="2026-03-03")], facture={"numero": "2", "dateElaboration": "2026-03-09"}))
    blocks = HEAD + (
        '[expect]\nverdict = "reject"\n[[expect.sheet]]\nverdict = "accept"\n'
        '[[expect.sheet]]\nverdict = "reject"\nfinding = [{rule = "IDN008"}]\n'
    )
    flat = HEAD + '[expect]\nverdict = "reject"\nfinding = [{rule = "IDN008", sheet = 2}]\n'

    assert differences(case(blocks, "a", fse=two)) == []
    assert differences(case(flat, "b", fse=two)) == []
    assert differences(case(flat.replace("sheet = 2", "sheet = 1"), "c", fse=two)) != []


def test_a_journey_plays_its_steps_on_one_ledger(case):
    """Steps see what the earlier ones wrote; each has its own expectation."""
    assert differences(case(JOURNEY)) == []


def test_a_step_that_differs_is_named(case):
    """The step, what was expected and what was found."""
    found = differences(case(JOURNEY.replace('state = "confirmed"', 'state = "paid"')))

    assert found == ["étape 3 (confirm) : registre : state : attendu paid, trouvé confirmed"]


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("TEX001-third-of-the-year-reject", True),
        ("TEX001-third-of-the-year-accept", False),
        ("TEX002-third-of-the-year-reject", False),
        ("ZZZ999-third-of-the-year-reject", False),
        ("anything", True),
    ],
)
def test_the_name_of_the_folder_does_not_lie(case, name, holds):
    """Rule and verdict in the name are those of the case."""
    path = case(THIRD, name, fse=sheet(actes=[act(), REQUEST]))

    assert (differences(path) == []) == holds


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("title = ", "TOML"),
        ('title = "x"\n[expect]\nverdict = "accept"', "today"),
        (HEAD, "expect"),
        (HEAD + "[expect]\n", "expect.verdict"),
        (HEAD + '[expect]\nverdict = "perhaps"\n', "perhaps"),
        (ACCEPT + 'colour = "blue"\n', "expect.colour"),
        ('sheet = "none.xml"\n' + ACCEPT, "none.xml"),
        (ACCEPT + '[[expect.finding]]\nrule = "ZZZ999"\n', "ZZZ999"),
        (ACCEPT + '[[expect.finding]]\nrule = "TEX001"\nsentence = "x"\n', "finding[1].sentence"),
        ("reference = true\nas_of = 2026-09-01\n" + ACCEPT, "as_of"),
        (ACCEPT + "[settings.practice]\ncolour = 1\n", "practice.colour"),
        (ACCEPT + "[ledger]\n[[ledger.invoice]]\nnumber = '1'\n", "acts"),
        (ACCEPT + "[ledger]\n[[ledger.invoice]]\nsheet = 'fse.xml'\nstate = 'lost'\n", "lost"),
        (ACCEPT + "[ledger]\n[[ledger.coverage]]\n", "from"),
        (HEAD + '[[step]]\naction = "burn"\n', "burn"),
        (HEAD + '[[step]]\naction = "confirm"\nnumber = "1"\n', "ledger"),
        (HEAD + '[[step]]\naction = "check"\nsheet = "fse.xml"\n', "verdict"),
        ('today = "2026-03-02"\n[expect]\nverdict = "accept"', "date attendu"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_played_says_why(case, toml, said):
    """File, key and reason stand in the error."""
    with pytest.raises(CaseError) as caught:
        read(case(toml))

    assert "case.toml : " in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "act_of",
    ['{day = 2026-02-12}', '{code = "RQD"}', '{day = 2026-02-12, code = "RQD", colour = "x"}',
     '{day = 2026-02-12, code = "RAM", coefficient = 8.08}', '{day = 2026-02-12, code = "RAM", coefficient = "x"}'],
)  # fmt: skip
def test_a_short_record_that_cannot_be_read_says_why(case, act_of):
    """Missing, unknown and inexact fields of a short record are refused."""
    toml = HEAD + EARLIER.replace('{day = 2026-02-12, code = "RQD"}', act_of) + '[expect]\nverdict = "accept"\n'

    with pytest.raises(CaseError, match=r"ledger\.invoice\[1\]"):
        play(read(case(toml)))


def test_the_command_exits_as_its_cases(case, tmp_path):
    """0 all equal, 1 one differs, 2 one cannot be read."""
    case(ACCEPT, "good")
    assert fsecheck("cases", tmp_path) == (0, "1 cas : 1 égaux, 0 différents, 0 illisibles\n", "")
    case(HEAD + '[expect]\nverdict = "reject"\n', "bad")
    code, out, _ = fsecheck("cases", tmp_path)
    assert code == 1
    assert "attendu reject, trouvé accept" in out
    case(HEAD, "broken")
    assert fsecheck("cases", tmp_path)[0] == 2
    found = json.loads(fsecheck("cases", tmp_path, "--format", "json")[1])["cases"]
    assert [one.get("equal") for one in found] == [False, None, True]


def test_a_folder_without_cases_is_bad_use(tmp_path):
    """No case played never reads as success."""
    assert fsecheck("cases", tmp_path)[0] == 2


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures").rglob("case.toml")), ids=lambda path: path.parent.name)
def test_every_fixture_holds_to_the_schema_of_cases(path):
    """What vendors are told of ``case.toml`` is what ours look like."""
    registry = referencing.Registry().with_resources(
        [(urn, referencing.Resource.from_contents(schema)) for urn, schema in SCHEMAS.items()]
    )
    validator = jsonschema.Draft202012Validator(SCHEMAS["urn:fsecheck:case:1"], registry=registry)
    document = json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str))

    assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize("toml", [ACCEPT, THIRD, JOURNEY], ids=["plain", "ledger", "journey"])
def test_the_examples_hold_to_the_schema_of_cases(toml):
    """The shapes that these tests play are described too."""
    registry = referencing.Registry().with_resources(
        [(urn, referencing.Resource.from_contents(schema)) for urn, schema in SCHEMAS.items()]
    )
    validator = jsonschema.Draft202012Validator(SCHEMAS["urn:fsecheck:case:1"], registry=registry)

    assert [e.message for e in validator.iter_errors(json.loads(json.dumps(tomllib.loads(toml), default=str)))] == []
