"""The loader refuses whatever is odd in a value file."""

from pathlib import Path

import pytest

from fsecheck.law import _image, loader
from fsecheck.law.loader import LawError

PARAMETER = """
[limit]
label = "Une limite"
unit = "actes"
verified_on = 2026-01-01

[[limit.value]]
from = 2024-02-22
value = 2
source = [{ text = "Un texte" }]

[[limit.value]]
from = 2026-01-01
value = 2.5
source = [{ of = "texte", article = "art. 2" }]
"""

SOURCES = """
[texte]
text = "Un autre texte"
article = "art. 1"
url = "https://example.org/texte"
"""

ACTS = """
verified_on = 2026-01-01
first_day = 2024-02-22

[plan.hausse]
planned = 2025-07-01
replaced_by = "Reportée"
source = ["texte"]

[[act]]
id = "un-acte"
label = "Un acte"
kind = "session"
chapter = "II"
article = "1"
agreement_from = 16
former = ["AMS 7.5"]
value = [
    { from = 2024-02-22, letter = "RAM", coefficient = 7.49, source = ["texte"] },
    { from = 2026-01-01, letter = "RAM", coefficient = 8.09, plan = "hausse", source = ["texte"], reading = [
        { coefficient = 8.09, source = "texte", note = "a" },
        { repealed = true, source = "texte", note = "b" },
    ] },
    { from = 2027-01-01, repealed = true, source = ["texte"] },
]
"""

HOLIDAYS = """
verified_on = 2026-01-01
first_day = 2024-01-01
last_day = 2025-12-31

[[holiday]]
name = "Noël"
place = "national"
days = [2024-12-25, 2025-12-25]
source = "texte"
"""


def folder(
    path: Path, parameter: str = PARAMETER, acts: str = ACTS, holidays: str = HOLIDAYS, sources: str = SOURCES
) -> str:
    """A law folder made of these files."""
    (path / "tables").mkdir()
    (path / "chapter.toml").write_text(parameter, encoding="utf-8")
    (path / "tables" / "nomenclature.toml").write_text(acts, encoding="utf-8")
    (path / "tables" / "holidays.toml").write_text(holidays, encoding="utf-8")
    (path / "tables" / "sources.toml").write_text(sources, encoding="utf-8")
    return str(path)


def load_all(path: str) -> None:
    loader.load(path)
    loader.load_tables(path)


def test_a_sound_folder_is_read(tmp_path: Path) -> None:
    path = folder(tmp_path)
    values = loader.load(path)["chapter"]["limit"][3]

    assert [value[1] for value in values] == [2, ("d", "2.5")]
    assert values[1][2] == (("Un autre texte", "https://example.org/texte", "art. 2", ""),)
    assert loader.load_tables(path)["nomenclature"]["couples"]["RAM 8.09"] == [
        (0, "2026-01-01", "2026-12-31", "2026-01-01", "2026-12-31", 1)
    ]


@pytest.mark.parametrize(
    ("old", "new", "odd"),
    [
        ("from = 2024-02-22\n", "", "from is missing"),
        ("from = 2024-02-22\n", 'from = "2024-02-22"\n', "from is a date"),
        ("from = 2024-02-22\n", "from = 2024-02-22T00:00:00\n", "from is a date"),
        ("from = 2026-01-01", "from = 2024-02-22", "dates ascend"),
        ("from = 2026-01-01", "from = 2023-01-01", "dates ascend"),
        ("value = 2.5", 'value = "2.5"', "changes its type"),
        ("value = 2.5", "value = true", "changes its type"),
        ("value = 2.5\n", "", "a value, or repealed"),
        ("value = 2.5", "value = 2.5\nrepealed = true", "a value, or repealed"),
        ("value = 2.5", "repealed = 1", "true or false"),
        ("value = 2\n", "value = 10:00:00\n", "cannot be a time"),
        ("value = 2\n", "value = nan\n", "a finite number"),
        ("value = 2.5", "valeur = 2.5", "unknown key valeur"),
        ('source = [{ text = "Un texte" }]\n', "", "source is missing"),
        ('source = [{ text = "Un texte" }]', "source = []", "its own source"),
        ('source = [{ text = "Un texte" }]', 'source = "Un texte"', "an array is expected"),
        ('source = [{ text = "Un texte" }]', 'source = ["Un texte"]', "a table is expected"),
        ('source = [{ text = "Un texte" }]', 'source = [{ article = "art. 1" }]', "text is missing"),
        ('source = [{ text = "Un texte" }]', 'source = [{ text = "" }]', "made of texts"),
        ('source = [{ text = "Un texte" }]', 'source = [{ text = "Un texte", page = 1 }]', "unknown key page"),
        ('of = "texte"', 'of = "autre"', "unknown source autre"),
        ('of = "texte", article', 'of = "texte", text', "unknown key text"),
        ('label = "Une limite"\n', "", "label is missing"),
        ('label = "Une limite"', 'label = ""', "label is a text"),
        ('unit = "actes"', "unit = 1", "unit is a text"),
        ("verified_on = 2026-01-01", 'verified_on = "hier"', "verified_on is a date"),
        ("[limit]", "[Limit]", "lower case"),
        ("[limit]", "[limit", "at the end of a table"),
        ('unit = "actes"', 'unit = "actes"\nnote = "x"', "unknown key note"),
        (
            'unit = "actes"',
            'unit = "actes"\ndecided = { question = "q", choice = "c", why = "w" }',
            "others is missing",
        ),
        (
            'unit = "actes"',
            'unit = "actes"\ndecided = { question = "q", choice = "c", why = "w", others = [1] }',
            "others are texts",
        ),
        (
            'unit = "actes"',
            'unit = "actes"\ndecided = { question = "q", choice = "c", why = "w", others = 1 }',
            "decided: an array is expected",
        ),
        ("value = 2\n", 'value = 2\nderived = "oui"\n', "derived is true or false"),
        ("value = 2\n", "value = 2\nreading = [{ value = 3 }]\n", "source is missing"),
    ],
)
def test_an_odd_parameter_is_refused(tmp_path: Path, old: str, new: str, odd: str) -> None:
    assert old in PARAMETER
    text = PARAMETER.replace(old, new).replace("[[limit.", "[[Limit." if new == "[Limit]" else "[[limit.")

    with pytest.raises(LawError, match=rf"^chapter\.(limit|Limit|toml).*{odd}"):
        load_all(folder(tmp_path, parameter=text))


def test_a_parameter_without_a_value_is_refused(tmp_path: Path) -> None:
    text = PARAMETER[: PARAMETER.index("[[limit.value]]")] + "value = []\n"

    with pytest.raises(LawError, match="at least one value"):
        load_all(folder(tmp_path, parameter=text))


@pytest.mark.parametrize(
    ("old", "new", "odd"),
    [
        ("coefficient = 7.49", 'coefficient = "7.49"', "a coefficient is"),
        ("coefficient = 7.49", "coefficient = true", "a coefficient is"),
        ("coefficient = 7.49", "coefficient = 7.495", "a coefficient is"),
        ("coefficient = 7.49", "coefficient = 0", "a coefficient is"),
        ("coefficient = 7.49", "coefficient = nan", "a coefficient is"),
        ("coefficient = 7.49, ", "", "a letter and a coefficient"),
        ('letter = "RAM", coefficient = 7.49', 'letter = "ram", coefficient = 7.49', "three capitals"),
        ('letter = "RAM", coefficient = 7.49', 'letter = "RA", coefficient = 7.49', "three capitals"),
        ("from = 2024-02-22, letter", "from = 2024-02-21, letter", "before the first day"),
        ("from = 2026-01-01, letter", "from = 2024-02-22, letter", "dates ascend"),
        ('plan = "hausse"', 'plan = "baisse"', "unknown plan baisse"),
        ('plan = "hausse", ', "", "no act quotes the plan hausse"),
        ('7.49, source = ["texte"]', '7.49, source = ["autre"]', "unknown source autre"),
        ('7.49, source = ["texte"]', "7.49, source = []", "its own source"),
        ('7.49, source = ["texte"]', '7.49, source = "texte"', "un-acte from 2024-02-22: an array is expected"),
        (', source = ["texte"] },\n]', " },\n]", "source is missing"),
        ("repealed = true, source = [", 'repealed = true, letter = "RAM", source = [', "has no value"),
        ("repealed = true, source = [", "repealed = true, coefficient = 8.09, source = [", "has no value"),
        ("repealed = true, source = [", "repealed = true, derived = true, source = [", "has no value"),
        ("repealed = true, source = [", "repealed = true, reading = [], source = [", "has no value"),
        ("{ coefficient = 8.09, source", "{ coefficient = 9.09, source", "the one decided among them"),
        ("{ repealed = true, source", "{ repealed = true, coefficient = 8.09, source", "a reading has"),
        ('kind = "session"', 'kind = "séance"', "kind is one of"),
        ('kind = "session"\n', "", "kind is missing"),
        ('chapter = "II"', 'chapter = "V"', "chapter is one of"),
        ('chapter = "II"', 'chapter = "II"\nifs = "oui"', "ifs is one of"),
        ('chapter = "II"', 'chapter = "II"\nremote = "oui"', "remote is one of"),
        ('chapter = "II"', 'chapter = "II"\nage_from = 18.5', "age_from is a number"),
        ('chapter = "II"', "chapter = 'II'\nnumber_a_day = 0", "number_a_day is a number"),
        ('chapter = "II"', 'chapter = "II"\nneurological = 1', "neurological is true or false"),
        ('chapter = "II"', 'chapter = "II"\nregion = "dos"', "unknown key region"),
        ('chapter = "II"', "chapter = 'II'\nmemo_only = 1", "memo_only is true or false"),
        ('chapter = "II"', "chapter = 'II'\nage_strict = 1", "age_strict is true or false"),
        ('chapter = "II"', "chapter = 'II'\nage_under = 0", "age_under is a number"),
        ('chapter = "II"', "chapter = 'II'\nusual = 0", "usual is a number"),
        ('chapter = "II"', "chapter = 'II'\nagreement_later = 0", "agreement_later is a number"),
        ('chapter = "II"', "chapter = 'II'\nagreement_disputed = 1", "agreement_disputed is true or false"),
        ('chapter = "II"', "chapter = 'II'\nifs_from = 1", "ifs_from is a date"),
        ('chapter = "II"', "chapter = 'II'\nparagraph = 1", "paragraph is a text"),
        ('article = "1"', "article = 1", "article is a text"),
        ('label = "Un acte"', "label = 1", "label is a text"),
        ("agreement_from = 16", "agreement_from = 0", "agreement_from is a number"),
        ("planned = 2025-07-01", "planned = 1", "hausse: planned is a date"),
        ('replaced_by = "Reportée"', "replaced_by = 1", "hausse: replaced_by is a text"),
        (
            "repealed = true, source = [",
            "repealed = 1, source = [",
            "un-acte from 2027-01-01: repealed is true or false",
        ),
        ('plan = "hausse"', "plan = 1", "un-acte from 2026-01-01: plan is a text"),
        ('plan = "hausse"', 'plan = "hausse", derived = 1', "un-acte from 2026-01-01: derived is true or false"),
        ('note = "a"', 'note = "a", page = 1', r"un-acte from 2026-01-01\.reading: unknown key page"),
        ('note = "a"', "note = 1", "un-acte from 2026-01-01: note is a text"),
        ("{ repealed = true, source", "{ repealed = 1, source", "un-acte from 2026-01-01: repealed is true or false"),
        ('coefficient = 8.09, source = "texte"', 'coefficient = 8.09, source = "autre"', "unknown source autre"),
        ('former = ["AMS 7.5"]', 'former = "AMS 7.5"', "un-acte: an array is expected"),
        ("agreement_from = 16", "usual = 15", "agreement_from is missing"),
        ("agreement_from = 16", "agreement_later = 30", "agreement_from is missing"),
        ('id = "un-acte"', 'id = "Un-acte"', "an id is made of"),
        ('former = ["AMS 7.5"]', 'former = ["AMS"]', "a former couple is"),
        ('former = ["AMS 7.5"]', 'former = ["AMS 7.5.5"]', "a former couple is"),
        ('former = ["AMS 7.5"]', 'former = ["AMS 7.5", "AMS 7.50"]', "a former couple stands twice"),
        ("first_day = 2024-02-22\n", "", "first_day is missing"),
        ("[[act]]", "[act]", "an array is expected"),
    ],
)
def test_an_odd_act_is_refused(tmp_path: Path, old: str, new: str, odd: str) -> None:
    assert old in ACTS

    with pytest.raises(LawError, match=rf"^tables/nomenclature.*{odd}"):
        loader.source_of_image(folder(tmp_path, acts=ACTS.replace(old, new)))


def test_an_act_stands_once(tmp_path: Path) -> None:
    acts = ACTS + ACTS[ACTS.index("[[act]]") :]

    with pytest.raises(LawError, match="un-acte stands twice"):
        load_all(folder(tmp_path, acts=acts))


def test_a_couple_does_not_come_back_for_the_same_act(tmp_path: Path) -> None:
    acts = ACTS.replace(
        'repealed = true, source = ["texte"] },\n]', 'letter = "RAM", coefficient = 7.49, source = ["texte"] },\n]'
    )

    with pytest.raises(LawError, match="comes back"):
        load_all(folder(tmp_path, acts=acts))


@pytest.mark.parametrize(
    ("old", "new", "odd"),
    [
        ("2025-12-25]", "2024-12-25]", "days ascend"),
        ("2025-12-25]", "2026-12-25]", "days ascend"),
        ("2025-12-25]", '"2025-12-25"]', r"Noël \(national\): days is a date"),
        ("days = [2024-12-25, 2025-12-25]", "days = 2024-12-25", r"Noël \(national\): an array is expected"),
        ("[[holiday]]", "[holiday]", "an array is expected"),
        ("[[holiday]]", "holiday = [1]\n[other]", "unknown key other"),
        ("days = [2024-12-25, 2025-12-25]", "days = []", "days ascend"),
        ('place = "national"', 'place = "Lyon"', "place is one of"),
        ('source = "texte"', 'source = "autre"', "unknown source autre"),
        ('name = "Noël"\n', "", "name is missing"),
        ("last_day = 2025-12-31\n", "", "last_day is missing"),
    ],
)
def test_an_odd_holiday_is_refused(tmp_path: Path, old: str, new: str, odd: str) -> None:
    assert old in HOLIDAYS

    with pytest.raises(LawError, match=rf"^tables/holidays.*{odd}"):
        load_all(folder(tmp_path, holidays=HOLIDAYS.replace(old, new)))


def test_a_holiday_of_one_year_is_read(tmp_path: Path) -> None:
    holidays = HOLIDAYS.replace("[2024-12-25, 2025-12-25]", "[2025-12-31]")
    days = loader.load_tables(folder(tmp_path, holidays=holidays))["holidays"]["days"]

    assert [row[3] for row in days.values()] == [("2025-12-31",)]


def test_an_unknown_table_is_refused(tmp_path: Path) -> None:
    path = folder(tmp_path)
    (tmp_path / "tables" / "autre.toml").write_text("", encoding="utf-8")

    with pytest.raises(LawError, match="unknown table"):
        load_all(path)


def test_a_source_without_a_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawError, match=r"^sources\.texte\.source: text is missing"):
        load_all(folder(tmp_path, sources=SOURCES.replace('text = "Un autre texte"\n', "")))


def test_a_file_of_sources_that_is_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(LawError, match=r"^sources\.toml: "):
        load_all(folder(tmp_path, sources="[texte"))


def test_a_reading_may_have_a_note_and_a_source_of_its_own(tmp_path: Path) -> None:
    reading = '{ value = 3, source = { text = "a" } }, { value = 4, source = { text = "b" }, note = "c" }'
    text = PARAMETER.replace("value = 2\n", f"value = 2\nreading = [{reading}]\n")
    value = loader.load(folder(tmp_path, parameter=text))["chapter"]["limit"][3][0]

    assert value[5] == ((3, ("a", "", "", ""), ""), (4, ("b", "", "", ""), "c"))


def test_the_identity_changes_with_any_value(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "c").mkdir()
    one = loader.source_of_image(folder(tmp_path / "a"))
    other = loader.source_of_image(folder(tmp_path / "b", parameter=PARAMETER.replace("2.5", "2.6")))
    table = loader.source_of_image(folder(tmp_path / "c", acts=ACTS.replace("7.49", "7.48")))

    identities = {text[text.index("IDENTITY") :].split("\n")[0] for text in (one, other, table)}
    assert len(identities) == 3


def test_the_image_is_written_the_same_twice(tmp_path: Path) -> None:
    path = folder(tmp_path)

    assert loader.source_of_image(path) == loader.source_of_image(path)


def test_the_image_is_written_beside_the_toml(tmp_path: Path) -> None:
    path = folder(tmp_path)
    loader.write(path)

    assert (tmp_path / "_image.py").read_bytes() == loader.source_of_image(path).encode()


def test_the_image_is_the_toml() -> None:
    """Run ``python -m fsecheck.law.loader`` after a change of value."""
    with open(_image.__file__, encoding="utf-8") as stream:
        assert stream.read() == loader.source_of_image()
