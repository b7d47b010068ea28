"""A function as Lambda starts it: from its package and the runtime's own libraries, nothing else.

Run by an isolated Python (``-I -S``): takes the package, the runtime's folder and the function's
name; the environment it is to see, events and modules to import come as JSON on standard input.
"""

import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any


def main() -> None:
    """Answers and modules that could not be imported come last, behind a mark."""
    package, runtime, function = sys.argv[1:]
    sys.path[:0] = [package, runtime]
    asked = json.load(sys.stdin)
    os.environ.update(asked["environment"])
    entry = importlib.import_module("functions.entry")
    answers = [answer(entry, event) for event in asked["events"]]
    importlib.import_module(f"functions.{function}")
    missing = {name: lacking(name) for room in asked["rooms"] for name in modules(room)}
    told = {
        "answers": answers,
        "missing": {name: said for name, said in missing.items() if said},
        "imported": sorted(missing),
        "elsewhere": sorted(elsewhere(package, runtime)),
    }
    sys.stdout.write("\nTOLD " + json.dumps(told) + "\n")


def answer(entry: Any, event: dict[str, Any]) -> Any:
    """What Lambda would answer, or see raised."""
    try:
        return entry.handler(event, SimpleNamespace(aws_request_id="1"))
    except Exception as raised:
        return {"raised": f"{type(raised).__name__}: {raised}"}


def modules(room: str) -> Iterator[str]:
    """The names of a package's modules, as far as the package can be imported."""
    found = importlib.import_module(room)
    yield room
    for one in pkgutil.walk_packages(found.__path__, f"{room}."):
        yield one.name


def lacking(name: str) -> str:
    """What it could not find; nothing where it can be imported."""
    try:
        importlib.import_module(name)
    except ImportError as error:
        return str(error)
    return ""


def elsewhere(*places: str) -> Iterator[str]:
    """Modules that came neither from there nor from Python itself."""
    own = (*places, str(Path(os.__file__).parent))
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and file != __file__ and not file.startswith(own):
            yield name


if __name__ == "__main__":
    main()
