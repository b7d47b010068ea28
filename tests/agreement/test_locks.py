"""Lock files: all that is installed is pinned by its hash, and the runtime's is what is needed."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.agreement.documents import ROOT

LOCKS = sorted(ROOT.glob("*.lock"))
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}(?= |$)")
INTEGRITY = re.compile(r"sha512-[A-Za-z0-9+/]{86}==")
STUBS = ("mypy-boto3-", "boto3-stubs", "types-", "poincon")
"""What types are read from, and ourselves."""

ENTRIES = ("public", "till", "owner", "jobs")

NEEDED = {
    "boto3": "DynamoDB, S3, SES, Parameter Store and Lambda",
    "cryptography": "signs Apple's passes and Google's links",
    "flask": "answers requests",
    "httpx": "pushes to Apple and writes to Google; the two of HTTP/2 come with it",
    "jsonschema": "checks what is sent",
    "pyjwt": "tokens of phones, and Google's",
    "segno": "QR codes on web cards",
}
"""What the code of the four functions imports, and what for."""

FOUND_BY_PYTHON = {"tzdata": "the shops' time zones, where a system brings none"}
"""What no line imports: zoneinfo does."""

BROUGHT = {"botocore": "boto3", "jinja2": "flask", "markupsafe": "flask", "werkzeug": "flask"}
"""What is imported as well and comes with one of those."""

UNLOCKED = {"zappa": "is packed around the functions by whoever deploys"}

BESIDE = {
    "pillow": "draws pictures when a program is published, from a terminal",
    "resvg-py": "the same",
    "waitress": "the server on one machine",
}
"""What is locked, and imported by no function: none of it belongs into what runs on AWS."""


def entries(lock: Path) -> list[str]:
    """Each requirement with its hashes, on one line."""
    joined = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip() and line[0] != "#"]


def unpinned(lines: list[str]) -> list[str]:
    """Those that are no exact version, or have no hash."""
    exact = re.compile(r"[A-Za-z0-9._-]+(\[[a-z0-9,-]+\])?==[^\s;]+( ;[^-]*[^\\]*)? +--hash=")
    return [line for line in lines if not (exact.match(line) and HASH.search(line))]


def test_there_are_locks() -> None:
    assert {lock.name for lock in LOCKS} >= {"requirements.lock", "requirements-dev.lock"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_by_its_hash(lock: Path) -> None:
    assert len(entries(lock)) > 1
    assert unpinned(entries(lock)) == []


@pytest.mark.parametrize(
    "line",
    [
        "flask==3.1.3",
        "flask>=3.1 --hash=sha256:" + "0" * 64,
        "flask --hash=sha256:" + "0" * 64,
        "flask==3.1.3 --hash=md5:" + "0" * 32,
        "flask==3.1.3 --hash=sha256:" + "0" * 63,
        "-e git+https://example.org/flask",
        "--index-url https://example.org",
    ],
)
def test_a_package_that_is_not_pinned_is_seen(line: str) -> None:
    sound = "flask==3.1.3 ; python_full_version >= '3.11' --hash=sha256:" + "0" * 64

    assert unpinned([sound, line]) == [line]


def test_every_install_of_a_lock_asks_for_hashes() -> None:
    """In the Makefile; zappa packs what was installed by it."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    installs = [line for line in lines if "pip install" in line and re.search(r"\s-r\s", line)]

    assert installs
    assert [line for line in installs if "--require-hashes" not in line] == []


def test_every_npm_package_is_pinned_by_its_hash() -> None:
    packages = _npm_packages()

    assert packages
    assert [n for n, one in packages.items() if not INTEGRITY.fullmatch(one["integrity"])] == []


def test_the_page_takes_one_package_from_npm() -> None:
    """Whatever is no tool: the decoder, of which the site publishes three files."""
    shipped = {name for name, one in _npm_packages().items() if not _is_a_tool(one)}

    assert shipped == {"node_modules/zxing-wasm"} | _below("zxing-wasm")


def test_the_functions_import_what_is_declared_and_nothing_else() -> None:
    declared = {_name(one) for one in _project()["dependencies"]}
    found = {name for name in imported(*ENTRIES) if not name.startswith(STUBS)}

    assert found - set(UNLOCKED) == {*NEEDED, *BROUGHT}
    assert declared == {*NEEDED, *FOUND_BY_PYTHON}
    assert set(BROUGHT.values()) <= declared


def test_what_is_beside_is_imported_elsewhere() -> None:
    extras = _project()["optional-dependencies"]
    declared = {_name(one) for extra in ("local", "artwork") for one in extras[extra]}

    assert declared == set(BESIDE)
    assert set(imported(*ENTRIES, "cli")) >= set(BESIDE)


def test_the_runtimes_lock_is_what_is_needed_and_what_that_needs() -> None:
    assert _locked() - closure({*NEEDED, *FOUND_BY_PYTHON, *BESIDE}) == set()
    assert _locked() - closure({*NEEDED, *FOUND_BY_PYTHON, *BESIDE} - {"flask"}) >= {
        "werkzeug",
        "jinja2",
    }


def imported(*modules: str) -> Iterator[str]:
    """The distributions that these modules of ``functions`` import, by whatever way."""
    seen: set[Path] = set()
    waiting = [ROOT / "functions" / f"{module}.py" for module in modules]
    known = packages_distributions()
    while waiting:
        path = waiting.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        for name in _imports(path):
            waiting += [ROOT.joinpath(*name.split(".")).with_suffix(".py")]
            waiting += [ROOT.joinpath(*name.split("."), "__init__.py")]
            yield from (canonicalize_name(one) for one in known.get(name.partition(".")[0], []))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def closure(names: set[str]) -> set[str]:
    """These, and all that they say they need, wherever they run."""
    found: set[str] = set()
    waiting = {*names}
    extras = {"httpx": {"http2"}}
    while waiting:
        name = waiting.pop()
        found.add(name)
        for text in _requires(name):
            needed = Requirement(text)
            chosen = {"", *extras.get(name, ())}
            if not needed.marker or _may_be(needed, chosen):
                waiting |= {canonicalize_name(needed.name)} - found
    return found


def _requires(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:  # of another system or Python, or of an older one
        return []


def _may_be(needed: Requirement, extras: set[str]) -> bool:
    """Of an extra only if it was asked for; of another system or Python in any case."""
    said = re.search(r"extra == ['\"]([^'\"]+)", str(needed.marker))
    return said is None or said[1] in extras


def _locked() -> set[str]:
    lock = ROOT / "requirements.lock"
    return {canonicalize_name(re.split(r"[\[=; ]", line)[0]) for line in entries(lock)}


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return project


def _name(requirement: str) -> str:
    return canonicalize_name(Requirement(requirement).name)


def _npm_packages() -> dict[str, dict[str, Any]]:
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {name: {"integrity": "", **one} for name, one in locked.items() if name}


def _is_a_tool(package: dict[str, Any]) -> bool:
    return any(package.get(kind) for kind in ("dev", "optional", "devOptional", "peer"))


def _below(name: str) -> set[str]:
    """What that package needs, by its own word, and what that needs."""
    needed = _npm_packages()[f"node_modules/{name}"].get("dependencies", {})
    return {f"node_modules/{one}" for one in needed}.union(*map(_below, needed))
