"""
The mutants of some rooms, made by the operators of mutmut.

mutmut itself changes no decorated function, and every rule is one: its operators alone are used.
Bodies of functions are changed. Texts (docstrings, messages, what an exception says), annotations
and what runs when a module is imported are left alone.
"""

import ast
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT: Final = Path(__file__).resolve().parents[2]
_PACKAGE: Final = ROOT / "fsecheck"
#: Not mutated: the generated image, and what only a database server runs.
_LEFT: Final = frozenset({"_image.py", "postgres"})
#: Run while a module is imported, before a mutant can take their place: the catalogue's tests hold them.
_AT_IMPORT: Final = frozenset({"kit.rule", "kit.act_codes", "catalogue._intake", "catalogue._entry"})
_NEVER: Final = frozenset({"len", "isinstance", "cast"})
#: What stands about a name: that of a list, that of a run.
_PLAIN: Final = re.compile(r"^(\* |survived: )|`|( \(line \d+\))$")
_SQL: Final = re.compile(
    r"\W*(SELECT|INSERT|UPDATE|DELETE|PRAGMA|WITH|FROM|WHERE|AND|ORDER|UNION|BEGIN|ATTACH|ON|VALUES)\b"
)


class Mutant(NamedTuple):
    """One change of one function."""

    name: str
    """What names it in a list: the same as long as its line says the same."""
    module: str
    function: str
    """Its qualified name; that of the outermost where it stands within another."""
    line: int
    code: str
    """Source of the whole module with the change."""


class _Change(NamedTuple):
    module: str
    tree: cst.Module
    function: str
    line: int
    original: cst.CSTNode
    changed: cst.CSTNode

    @property
    def name(self) -> str:
        before, after = (_short(self.tree, node) for node in (self.original, self.changed))
        return f"{self.module.removeprefix('fsecheck.')} {self.function}: {before} -> {after}"


def sample(rooms: list[str], number: int, seed: int) -> list[Mutant]:
    """
    So many mutants of these rooms, chosen by the seed; all of them where there are no more.

    Each has its place in the order by its name, so a change of the code changes little of the sample.
    """
    changes = [change for room in rooms for path in _modules(room) for change in _changes(path)]
    order = sorted(changes, key=lambda change: Random(f"{seed} {change.name}").random())
    return list(islice(filter(None, map(_mutant, order)), number))


def named(rooms: list[str], text: str) -> list[Mutant]:
    """The mutants of these rooms whose names stand in a text."""
    known = names(text)
    changes = (change for room in rooms for path in _modules(room) for change in _changes(path))
    return [mutant for change in changes if change.name in known and (mutant := _mutant(change))]


def names(text: str) -> frozenset[str]:
    """What the lines of a text name: one name a line, as ``survivors.md`` and what a run prints have it."""
    return frozenset(_PLAIN.sub("", line.strip()) for line in text.splitlines())


def _modules(room: str) -> list[Path]:
    return [path for path in sorted((_PACKAGE / room).rglob("*.py")) if _LEFT.isdisjoint(path.parts)]


def _changes(path: Path) -> Iterator[_Change]:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")))
    visitor = _Visitor()
    wrapper.visit(visitor)
    for function, line, original, changed in visitor.found:
        if f"{path.stem}.{function}" not in _AT_IMPORT:
            yield _Change(name, wrapper.module, function, line, original, changed)


def _mutant(change: _Change) -> Mutant | None:
    """The mutant of a change; None where it is no Python, or says what was said before."""
    if _says_the_same(*(change.tree.code_for_node(node) for node in (change.original, change.changed))):
        return None
    text = change.tree.deep_replace(change.original, change.changed).code  # type: ignore[union-attr]
    try:
        if ast.unparse(ast.parse(text)) == ast.unparse(ast.parse(change.tree.code)):
            return None
        compile(text, change.module, "exec")
    except SyntaxError:
        return None
    return Mutant(change.name, change.module, change.function, change.line, text)


def _says_the_same(before: str, after: str) -> bool:
    """Whether two texts are one in SQL, which reads all but its own texts whatever their case."""
    return bool(_SQL.match(before)) and _folded(before) == _folded(after)


def _folded(text: str) -> str:
    return "'".join(part if place % 2 else part.lower() for place, part in enumerate(text.split("'")))


def _short(tree: cst.Module, node: cst.CSTNode) -> str:
    text = " ".join(tree.code_for_node(node).split())
    return text if len(text) <= 100 else f"{text[:60]} ... {text[-35:]}"


class _Visitor(cst.CSTVisitor):
    """Collects the changes of a module, with where each stands."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int, cst.CSTNode, cst.CSTNode]] = []
        self._names: list[str] = []
        self._depth = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._is_left(node):
            return False
        if self._depth:
            line = self.get_metadata(PositionProvider, node).start.line
            for kind, operator in mutation_operators:
                if isinstance(node, kind):
                    self.found += [(".".join(self._names), line, node, changed) for changed in operator(node)]
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            if not self._depth:
                self._names.append(node.name.value)
            self._depth += isinstance(node, cst.FunctionDef)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, (cst.FunctionDef, cst.ClassDef)):
            self._depth -= isinstance(original_node, cst.FunctionDef)
            if not self._depth:
                self._names.pop()

    def _is_left(self, node: cst.CSTNode) -> bool:
        if isinstance(node, (cst.Annotation, cst.Decorator, cst.Param, cst.Raise, cst.ImportFrom, cst.Import)):
            return True
        if isinstance(node, cst.Expr) and isinstance(node.value, (cst.SimpleString, cst.ConcatenatedString)):
            return True
        return isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in _NEVER
