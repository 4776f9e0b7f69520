"""What a value file says is what the image holds: every part of an entry, and where the image is written."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fsecheck.law import loader
from fsecheck.law.lawset import Law
from fsecheck.law.loader import LawError
from fsecheck.law.timeline import timeline
from tests.law.test_loader import HOLIDAYS, PARAMETER, folder

PLANNED = """
[[limit.planned]]
from = 2025-07-01
value = 3.5
replaced_by = "Reportée"
source = { of = "texte", article = "art. 9" }
"""


def test_a_planned_value_is_read_with_its_source(tmp_path: Path) -> None:
    """The date once announced, the value, what replaced it, and the text that announced it."""
    raw = loader.load(folder(tmp_path, parameter=PARAMETER + PLANNED))["chapter"]["limit"]
    [planned] = timeline("chapter.limit", raw).planned

    assert (planned.since, planned.value, planned.replaced_by) == (date(2025, 7, 1), Decimal("3.5"), "Reportée")
    assert (planned.source.text, planned.source.article) == ("Un autre texte", "art. 9")


@pytest.mark.parametrize(
    ("old", "new", "odd"),
    [
        ("value = 3.5", "valeur = 3.5", "chapter.limit.planned: unknown key valeur"),
        ("value = 3.5", "value = 10:00:00", "chapter.limit: a value cannot be a time"),
        ("from = 2025-07-01", 'from = "2025"', "chapter.limit: from is a date"),
        ('replaced_by = "Reportée"', 'replaced_by = ""', "chapter.limit: replaced_by is a text"),
        ('of = "texte"', 'of = "autre"', "chapter.limit: an unknown source autre"),
        ('source = { of = "texte", article = "art. 9" }', "", "chapter.limit.planned: source is missing"),
    ],
)
def test_an_odd_planned_value_is_refused(tmp_path: Path, old: str, new: str, odd: str) -> None:
    assert old in PLANNED

    with pytest.raises(LawError, match=odd):
        loader.load(folder(tmp_path, parameter=PARAMETER + PLANNED.replace(old, new)))


def test_a_planned_value_may_be_unknown(tmp_path: Path) -> None:
    """What was announced may have had no value."""
    raw = loader.load(folder(tmp_path, parameter=PARAMETER + PLANNED.replace("value = 3.5\n", "")))["chapter"]["limit"]

    assert [one.value for one in timeline("chapter.limit", raw).planned] == [None]


@pytest.mark.parametrize(
    ("first", "last", "within"),
    [
        ("2024-12-25", "2025-12-25", True),
        ("2024-12-26", "2025-12-25", False),
        ("2024-12-25", "2025-12-24", False),
    ],
)
def test_the_first_and_the_last_day_of_the_calendar_are_of_it(
    tmp_path: Path, first: str, last: str, within: bool
) -> None:
    text = HOLIDAYS.replace("first_day = 2024-01-01", f"first_day = {first}")
    path = folder(tmp_path, holidays=text.replace("last_day = 2025-12-31", f"last_day = {last}"))

    if within:
        assert loader.load_tables(path)["holidays"]["about"]["last_day"] == last
    else:
        with pytest.raises(
            LawError, match=rf"tables/holidays.Noël \(national\): days ascend, within {first} and {last}"
        ):
            loader.load_tables(path)


def test_the_image_is_written_in_the_folder_of_the_values(tmp_path: Path) -> None:
    path = folder(tmp_path)

    loader.write(path)

    assert (tmp_path / "_image.py").read_text(encoding="utf-8") == loader.source_of_image(path)


def test_a_folder_without_tables_has_none(tmp_path: Path) -> None:
    (tmp_path / "chapter.toml").write_text(PARAMETER.replace('{ of = "texte", article = "art. 2" }', '{ text = "a" }'))

    assert loader.load_sources(str(tmp_path)) == {}
    assert loader.load_tables(str(tmp_path)) == {}
    assert list(loader.load(str(tmp_path))) == ["chapter"]


@pytest.mark.parametrize(
    ("act", "place"),
    [
        ("bdk", "titre XIV, chapitre I, section 2"),
        ("lombalgie-commune", "titre XIV, chapitre II, article 1 A"),
        ("vestibulaire", "titre XIV, chapitre II, article 6"),
    ],
)
def test_an_act_says_where_it_stands_in_the_text(act: str, place: str) -> None:
    assert Law().nomenclature_table.by_id(act).place == place


def test_an_act_without_an_article_stands_in_its_chapter() -> None:
    table = Law().nomenclature_table
    bare = [version.act for version in table.acts_on(date(2026, 6, 21)) if version.act.article is None]

    assert [act.place for act in bare] == [f"titre XIV, chapitre {act.chapter}" for act in bare]
