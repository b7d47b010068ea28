"""Plant each bug in a copy of the tree, and see which test finds it.

The tests that should find it are run first, then the wider selection; a run that hangs has found
it too, for no shop would wait.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.mutant import Mutant

ROOT = Path(__file__).parents[2]
ROOMS = ("functions", "loyalty", "passes", "site", "tests", "infra", "docs")
FILES = ("pyproject.toml", "zappa_settings.json", "package.json", "package-lock.json")
LINKED = ("node_modules",)
WIDER = (
    "tests/loyalty/test_*.py",
    "tests/loyalty/models",
    "tests/loyalty/gifts",
    "tests/loyalty/refunds",
    "tests/loyalty/properties",
    "tests/functions/store",
    "tests/journeys/test_scan.py",
    "tests/journeys/test_night.py",
    "tests/journeys/test_join.py",
    "tests/journeys/test_forget.py",
    "tests/journeys/test_every_model.py",
    "tests/simulation/test_*.py",
)
PYTEST = ("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=no")
CHOSEN = ("-m", "not server and not browser and not cloud and not simulation", "-k", "not dynamodb")
PATIENCE = 4
"""How many times as long as all tests without a bug a run may take until it is said to hang."""

NOTHING_RUN = 5

_FOUND = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)


class NotGreen(Exception):
    """The tests fail before any bug is planted, or there is none to run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a bug: ``found_by`` is the first test that failed, empty if none did."""

    mutant: Mutant
    found_by: str
    seconds: float

    @property
    def word(self) -> str:
        """One word for the table."""
        if self.found_by:
            return "killed"
        return "equivalent" if self.mutant.equivalent else "survived"


class Tree:
    """A copy of the project in which one bug is planted at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.longest_seconds: float | None = None
        self._written = time.time()
        for room in ROOMS:
            shutil.copytree(ROOT / room, folder / room)
        for file in FILES:
            shutil.copy(ROOT / file, folder / file)
        for linked in LINKED:
            (folder / linked).symlink_to(ROOT / linked)

    def fate(self, mutant: Mutant) -> Fate:
        """Plant it, look, take it out."""
        began, text = time.monotonic(), (self._folder / mutant.file).read_text(encoding="utf-8")
        self._write(mutant.file, mutant.planted(text))
        try:
            found_by = self.first_failure(mutant.near)
            if not (found_by or mutant.equivalent):
                found_by = self.first_failure(self.wider())
        finally:
            self._write(mutant.file, text)
        return Fate(mutant=mutant, found_by=found_by, seconds=time.monotonic() - began)

    def wider(self) -> list[str]:
        """The selection as paths of this tree."""
        found = [path for pattern in WIDER for path in sorted(self._folder.glob(pattern))]
        return [str(path.relative_to(self._folder)) for path in found]

    def first_failure(self, tests: Sequence[str]) -> str:
        """The first test that fails, ``timeout`` for a run that hangs, empty where all pass."""
        command = [sys.executable, *PYTEST, *CHOSEN, *tests]
        environment = {**os.environ, "PYTHONPATH": str(self._folder)}
        try:
            run = subprocess.run(
                command,
                cwd=self._folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=self.longest_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "timeout"
        if run.returncode == NOTHING_RUN:
            raise NotGreen(f"no test is chosen of {', '.join(tests)}")
        if run.returncode == 0:
            return ""
        found = _FOUND.search(run.stdout)
        return found[1] if found else f"pytest ended with {run.returncode}"

    def _write(self, file: str, text: str) -> None:
        """Each time with a time of its own: what was compiled before must not be taken for it."""
        path = self._folder / file
        path.write_text(text, encoding="utf-8")
        self._written += 2
        os.utime(path, (self._written, self._written))


def campaign(mutants: Sequence[Mutant], workers: int, say: Callable[[str], None]) -> list[Fate]:
    """What became of each, in their order; raises ``NotGreen``."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as pool:
        trees = [Tree(_made(Path(folder) / f"tree-{number}")) for number in range(workers)]
        longest = PATIENCE * _green_seconds(trees[0], mutants)
        idle: SimpleQueue[Tree] = SimpleQueue()
        for tree in trees:
            tree.longest_seconds = longest
            idle.put(tree)
        say(f"All tests pass without a bug; {len(mutants)} bugs are planted, {workers} at a time.")

        def fate(mutant: Mutant) -> Fate:
            tree = idle.get()
            try:
                return tree.fate(mutant)
            finally:
                idle.put(tree)

        fates = []
        for done in pool.map(fate, mutants):
            say(line(done))
            fates.append(done)
        return fates


def line(fate: Fate) -> str:
    """One row of the table."""
    by = fate.found_by.removeprefix("tests/") or fate.mutant.equivalent or fate.mutant.why
    return f"{fate.word:10} {fate.seconds:4.0f} s  {fate.mutant.name}: {by}"


def last_line(fates: Sequence[Fate]) -> str:
    """All of it in figures."""
    words = [fate.word for fate in fates]
    counts = " ".join(
        f"{word}={words.count(word)}" for word in ("killed", "equivalent", "survived")
    )
    return f"mutants planted={len(fates)} {counts}"


def _green_seconds(tree: Tree, mutants: Sequence[Mutant]) -> float:
    """How long all tests take without a bug; raises ``NotGreen``."""
    began, near = time.monotonic(), {test for mutant in mutants for test in mutant.near}
    if failed := tree.first_failure([*sorted(near), *tree.wider()]):
        raise NotGreen(f"{failed} fails without any bug: mend that first")
    return time.monotonic() - began


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
