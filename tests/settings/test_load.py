"""``fsecheck.toml``: what it may say, and what is said of what it may not."""

import json
from pathlib import Path

import jsonschema
import pytest

from fsecheck.settings import Settings, SettingsError
from fsecheck.settings.load import KEYS, WAIVER, from_tables, load

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "settings" / "1.json").read_text(encoding="utf-8"))
WHOLE = {
    "practice": {
        "software_approved": True,
        "structure": "msp",
        "department": "2A",
        "territory": "metropole",
        "alsace_moselle": False,
        "commune": "2A004",
        "annual_volume": 4200,
        "group": ["99900064140", "991130634"],
    },
    "cap": {"enforcement": "running"},
    "overcharge": {"level": 10},
    "series": {"reading": "C"},
}
WRONG = [
    ({"practise": {}}, "practise", "practice, cap, overcharge, series"),
    ({"practice": {"colour": "blue"}}, "practice.colour", "clé inconnue"),
    ({"practice": {"software_approved": "oui"}}, "practice.software_approved", "true ou false"),
    ({"practice": {"annual_volume": True}}, "practice.annual_volume", "un nombre entier"),
    ({"practice": {"annual_volume": -1}}, "practice.annual_volume", "de 0 à"),
    ({"practice": {"group": "99900064140"}}, "practice.group", "une liste de textes"),
    ({"practice": {"group": [1]}}, "practice.group", "un nombre entier dans la liste"),
    ({"practice": {"group": ["123"]}}, "practice.group", "'123'"),
    ({"practice": {"department": "999x"}}, "practice.department", "'999x'"),
    ({"practice": 3}, "practice", "une table"),
    ({"cap": {"enforcement": "strict"}}, "cap.enforcement", "annual, running, never"),
    ({"overcharge": {"level": 101}}, "overcharge.level", "de 0 à 100"),
    ({"overcharge": {"level": 0.1}}, "overcharge.level", "un nombre entier"),
    ({"series": {"reading": "D"}}, "series.reading", "A, B, C"),
]


def test_every_key_fills_its_setting(tmp_path):
    """A file that says everything gives settings that say everything."""
    lines = [
        f"[{table}]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in keys.items())
        for table, keys in WHOLE.items()
    ]
    path = tmp_path / "fsecheck.toml"
    path.write_text("\n".join(lines), encoding="utf-8")

    assert load(str(path)) == Settings(
        True, "msp", "2A", "metropole", False, "2A004", 4200, ("99900064140", "991130634"), "running", "C", 10
    )


def test_an_empty_file_states_nothing(tmp_path):
    """Absent is not stated, never "no"."""
    path = tmp_path / "fsecheck.toml"
    path.write_bytes(b"")

    assert load(str(path)) == Settings()


@pytest.mark.parametrize(("tables", "key", "said"), WRONG, ids=lambda value: str(value)[:40])
def test_what_cannot_be_used_is_named(tables, key, said):
    """File, key, what was expected and what was found stand in the error."""
    with pytest.raises(SettingsError) as caught:
        from_tables(tables, "fsecheck.toml")

    assert str(caught.value).startswith(f"fsecheck.toml : {key} : attendu ")
    assert said in str(caught.value)


@pytest.mark.parametrize("content", [b"[practice", b"\xff\xfe"])
def test_a_file_that_is_not_toml_is_refused(tmp_path, content):
    """Broken TOML and other encodings are refused with the file's name."""
    path = tmp_path / "fsecheck.toml"
    path.write_bytes(content)

    with pytest.raises(SettingsError, match=r"fsecheck\.toml"):
        load(str(path))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    """A missing settings file is never taken for an empty one."""
    with pytest.raises(SettingsError, match="illisible"):
        load(str(tmp_path / "none.toml"))


def test_the_schema_says_the_same_keys():
    """The JSON Schema and the reader know the same keys, words, forms and bounds."""
    kinds = {bool: "boolean", str: "string", int: "integer", list: "array"}
    described = {
        table: {
            key: (
                spec["type"],
                tuple(spec.get("enum", ())),
                spec.get("pattern", spec.get("items", {}).get("pattern", "")),
                spec.get("maximum", 0),
            )
            for key, spec in body["properties"].items()
        }
        for table, body in SCHEMA["properties"].items()
        if table != "waiver"
    }
    known = {
        table: {
            key: (kinds[spec.kind], spec.words, f"^({spec.pattern})$" if spec.pattern else "", spec.largest)
            for key, spec in keys.items()
        }
        for table, keys in KEYS.items()
    }

    assert described == known


def test_the_schema_says_the_same_of_a_waiver():
    """Its keys, their forms and which may be left out."""
    body = SCHEMA["properties"]["waiver"]["items"]
    forms = {name: spec.get("pattern", "").replace("(?!SEC|XSD)", "") for name, spec in body["properties"].items()}

    assert forms == {name: f"^({form})$" if form else "" for name, (_, form, _) in WAIVER.items()}
    assert body["required"] == [name for name, (*_, optional) in WAIVER.items() if not optional]


@pytest.mark.parametrize("tables", [WHOLE, *(wrong for wrong, _, _ in WRONG)], ids=lambda tables: str(tables)[:40])
def test_the_schema_accepts_what_the_reader_accepts(tables):
    """Reader and schema agree on every example."""
    try:
        from_tables(tables, "here")
        read = True
    except SettingsError:
        read = False

    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(tables) == read
