"""Each value file of the law, spoiled in each of its keys in turn, is refused; as it stands it is read."""

import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fsecheck.law import loader
from fsecheck.law.loader import LawError

FILES = {
    **loader.chapters(),
    **{f"tables/{path.stem}": str(path) for path in Path(loader.__file__).parent.glob("tables/*.toml")},
}
#: Keys whose value is of any type: what the law says, not how it is written down.
FREE = frozenset({"value", "others"})

Where = tuple[str | int, ...]


def document(name: str) -> dict[str, Any]:
    """A file as it stands."""
    with open(FILES[name], "rb") as stream:
        return tomllib.load(stream, parse_float=Decimal)


def tables(table: Any, where: Where = ()) -> Iterator[tuple[Where, dict[str, Any]]]:
    """Every table that has keys of ours, with where it stands: not those that are themselves a value."""
    if isinstance(table, list):
        for place, item in enumerate(table):
            yield from tables(item, (*where, place))
    elif isinstance(table, dict):
        yield where, table
        for key, item in table.items():
            entries = isinstance(item, list) and all(isinstance(one, dict) and "from" in one for one in item)
            if key not in FREE or entries:
                yield from tables(item, (*where, key))


def at(whole: dict[str, Any], where: Where) -> Any:
    """What stands there."""
    found: Any = whole
    for step in where:
        found = found[step]
    return found


def spoiled(name: str, whole: dict[str, Any], change: Callable[[dict[str, Any]], None], where: Where) -> dict[str, Any]:
    """A copy of the part of a file that is read apart, changed in one table."""
    apart = name.startswith("tables/") or not where
    part = deepcopy(whole) if apart else {where[0]: deepcopy(whole[where[0]])}
    change(at(part, where))
    return part


def read(name: str, whole: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a file whose content is that. Raises LawError."""
    sources = loader.load_sources()
    monkeypatch.setattr(loader, "_read", lambda *_: whole)
    try:
        if name == "tables/sources":
            loader.load_sources()
        elif name.startswith("tables/"):
            {"tables/holidays": loader._holidays, "tables/nomenclature": loader._nomenclature}[name](whole, sources)
        else:
            loader._chapter(name, "", sources)
    finally:
        monkeypatch.undo()


def kinds(name: str, whole: dict[str, Any]) -> dict[tuple[str, ...], list[Where]]:
    """The tables of a file, like with like: for each path of names and each set of keys, the first and the last."""
    found: dict[tuple[str, ...], list[Where]] = {}
    for where, table in tables(whole):
        named = [step for step in where if isinstance(step, str)]
        like = (*named[0 if name.startswith("tables/") else 1 :], "|", *sorted(table))
        found[like] = [*found.get(like, [])[:1], where]
    return found


def places(name: str) -> list[Where]:
    """One or two places of each kind of table; not the outermost, whose keys are names, but in tables."""
    every = [where for some in kinds(name, document(name)).values() for where in some]
    return [where for where in every if where or name in {"tables/holidays", "tables/nomenclature"}]


PLACES = [(name, where) for name in sorted(FILES) for where in places(name)]


def refused(
    name: str, where: Where, change: Callable[[dict[str, Any]], Any], monkeypatch: pytest.MonkeyPatch, odd: str = "."
) -> None:
    """A file changed in that place is refused, and the refusal names the file and the place."""
    whole = document(name)
    with pytest.raises(LawError, match=odd) as caught:
        read(name, spoiled(name, whole, change, where), monkeypatch)
    said = str(caught.value)
    if name == "tables/sources":
        assert said.startswith(f"sources.{where[0]}")
    elif not name.startswith("tables/"):
        assert said.startswith(f"{name}.{where[0]}")
    else:
        # An act and a holiday are named once they are known by their id or their name.
        row = at(whole, where[:2]) if len(where) > 2 else {}
        assert said.startswith(f"{name}{'.' if row else ''}{row.get('id', '')}")


def label(one: object) -> str:
    return ".".join(map(str, one)) if isinstance(one, tuple) else str(one)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_as_it_stands_is_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read(name, document(name), monkeypatch)


@pytest.mark.parametrize(("name", "where"), PLACES, ids=label)
def test_an_unknown_key_is_refused(name: str, where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(
        name, where, lambda table: table.update(inconnue=1), monkeypatch, "unknown key inconnue|a table is expected"
    )


@pytest.mark.parametrize(("name", "where"), PLACES, ids=label)
def test_a_key_of_a_wrong_type_is_refused(name: str, where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each key in turn becomes what nothing in the law is: a list of a type."""
    for key in at(document(name), where):
        refused(name, where, lambda table, key=key: table.update({key: [timedelta]}), monkeypatch)


@pytest.mark.parametrize(
    ("name", "where"),
    [(name, where) for name, where in PLACES if "from" in at(document(name), where)],
    ids=label,
)
def test_a_missing_or_repeated_date_is_refused(name: str, where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a dated value: without its date, with a text for a date, with the date of the value before it or an older."""
    whole = document(name)
    changes: list[Callable[[dict[str, Any]], Any]] = [
        lambda table: table.pop("from"),
        lambda table: table.update({"from": table["from"].isoformat()}),
    ]
    assert isinstance(where[-1], int)
    before = at(whole, (*where[:-1], where[-1] - 1))["from"] if where[-1] else None
    if before is not None:
        changes += [
            lambda table: table.update({"from": before}),
            lambda table: table.update({"from": before - timedelta(days=1)}),
        ]
    for change in changes:
        refused(name, where, change, monkeypatch)


def test_every_kind_of_dated_value_is_among_them() -> None:
    """Values in force, repealed, planned, read in several ways; in chapters and in the nomenclature."""
    dated = [at(document(name), where) for name, where in PLACES if "from" in at(document(name), where)]

    assert all(isinstance(one["from"], date) for one in dated)
    assert {"value", "repealed", "reading", "letter", "coefficient"} <= {key for one in dated for key in one}
    assert {name for name, _ in PLACES} == FILES.keys()
