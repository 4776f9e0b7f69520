"""Generates a lawful practice: the same seed gives the same sheets, in the order in which they are drawn up."""

from collections import Counter
from typing import Final

from tests.practice.desk import Desk
from tests.practice.sheets import Line, Sheet
from tests.practice.stories import STORIES

#: How often a story is told, against one for the others.
_COMMON: Final = {
    "ordinary_care": 14,
    "long_back": 4,
    "agreement_in_time": 5,
    "neurological_at_home": 2,
    "telecare": 2,
    "overcharged": 2,
}
#: Stories that only an hour, a place or a dispute makes: told in a few copies, whatever the size.
_RARE: Final = frozenset({"former_letters", "disputed"})
_AT_LEAST: Final = 3
"""How often every story is told."""
_SHARE: Final = 12
"""Per cent of remote acts, of a physiotherapist's year, that the practice allows itself."""


def practice(acts: int, seed: int = 1, territory: str = "metropole", department: str = "99") -> list[Sheet]:
    """The sheets of three years with at least so many act lines; every story is told some times."""
    desk = Desk(seed, territory, department)
    names = [name for name in STORIES for _ in range(_COMMON.get(name, 1))]
    for name in STORIES:
        for _ in range(_AT_LEAST):
            STORIES[name](desk)
    while desk.acts < acts:
        name = desk.rng.choice(names)
        if name not in _RARE or desk.rng.random() < 0.2:
            STORIES[name](desk)
    order = {id(sheet): place for place, sheet in enumerate(desk.sheets)}
    sheets = sorted(desk.sheets, key=lambda sheet: (sheet.drawn_up, order[id(sheet)]))
    _keep_to_the_share(sheets)
    for place, sheet in enumerate(sheets, 1):
        sheet.number = str(100000000 + place)
        sheet.finish()
    return sheets


def _keep_to_the_share(sheets: list[Sheet]) -> None:
    """Have the patient come where one more remote act would be too many of the year so far."""
    total: Counter[tuple[str, int]] = Counter()
    remote: Counter[tuple[str, int]] = Counter()
    for sheet in sheets:
        counted = [line for line in sheet.lines if line.act and line.fields.get("qualificatif") != "N"]
        years = {(sheet.mk.am, line.day.year) for line in counted}
        for year in years:
            own = [line for line in counted if line.day.year == year[1]]
            more = [line for line in own if line.remote]
            # Halves of a series say how it ended: they stay as they are, in months where the year is well begun.
            if "serie" not in sheet.stated and (remote[year] + len(more)) * 100 > _SHARE * (total[year] + len(own)):
                for line in more:
                    _in_presence(line, sheet)
                more = []
            total[year] += len(own)
            remote[year] += len(more)


def _in_presence(line: Line, sheet: Sheet) -> None:
    letter, _ = sheet.tariff.couple(line.act, line.day) or ("", None)
    line.fields.update(code=letter, aDistance=None, lieu="cabinet")
    line.known.pop("acte", None)
