"""A source file as the rules read it: its lines, its syntax tree, and what a name stands for."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parents[2]
T = TypeVar("T", bound=ast.AST)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Source:
    """A file's text, and where it lies below the project's folder."""

    path: str
    text: str

    @cached_property
    def _nodes(self) -> dict[type, list[Any]]:
        found: dict[type, list[Any]] = {}
        for node in ast.walk(ast.parse(self.text)):
            found.setdefault(type(node), []).append(node)
        return found

    def every(self, *kinds: type[T]) -> list[T]:
        """All nodes of these kinds."""
        return [node for kind in kinds for node in self._nodes.get(kind, [])]

    @cached_property
    def _imported(self) -> dict[str, str]:
        """What a name stands for: ``uniform`` is ``random.uniform`` where it was imported so."""
        found: dict[str, str] = {}
        for node in self.every(ast.Import, ast.ImportFrom):
            if isinstance(node, ast.Import):
                for name in node.names:
                    found |= {name.asname: name.name} if name.asname else {}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {n.asname or n.name: f"{node.module}.{n.name}" for n in node.names}
        return found

    def dotted(self, node: ast.AST) -> str:
        """``os.environ.get`` of an expression, whatever it was imported as; of no name ``?``."""
        match node:
            case ast.Name(id=name):
                return self._imported.get(name, name)
            case ast.Attribute(value=value, attr=attr):
                return f"{self.dotted(value)}.{attr}"
            case ast.Call(func=func):
                return f"{self.dotted(func)}()"
        return "?"

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call, with the dotted name of what is called."""
        for node in self.every(ast.Call):
            yield self.dotted(node.func), node

    def modules(self) -> Iterator[tuple[str, int]]:
        """Every module that is imported, and ``module.name`` of what comes from one; by line."""
        for node in self.every(ast.Import, ast.ImportFrom):
            if isinstance(node, ast.Import):
                yield from ((name.name, node.lineno) for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module, node.lineno
                yield from ((f"{node.module}.{name.name}", node.lineno) for name in node.names)

    def uses(self, names: Sequence[str]) -> Iterator[int]:
        """The lines that say one of these dotted names, or import one of these modules."""
        for node in self.every(ast.Name, ast.Attribute):
            if self.dotted(node) in names:
                yield node.lineno
        yield from (line for module, line in self.modules() if module in names)

    def place(self, line: int) -> str:
        """The path, and the innermost function or class around that line of Python."""
        if not self.path.endswith(".py"):
            return self.path
        around = [
            node for node in self.every(*_SCOPES) if node.lineno <= line <= (node.end_lineno or 0)
        ]
        around.sort(key=lambda node: node.lineno)
        return " ".join([self.path, ".".join(node.name for node in around)]).strip()


@cache
def sources(rooms: tuple[str, ...], endings: tuple[str, ...] = (".py",)) -> list[Source]:
    """Every file of these folders (or the file of that name) that ends so."""
    found = []
    for room in rooms:
        below = ROOT / room
        files = [below] if below.is_file() else sorted(below.rglob("*"))
        found += [path for path in files if path.suffix in endings and path.is_file()]
    return [_source(path) for path in found]


@cache
def _source(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def given(call: ast.Call, name: str) -> ast.expr | None:
    """The argument of that keyword."""
    return next((one.value for one in call.keywords if one.arg == name), None)


def is_false(node: ast.AST | None) -> bool:
    """Whether that is written ``False``."""
    return isinstance(node, ast.Constant) and node.value is False


def is_none(node: ast.AST | None) -> bool:
    """Whether that is written ``None``."""
    return isinstance(node, ast.Constant) and node.value is None
