"""Whoever operates a stage: types its commands, and sees what they say."""

import os
import subprocess
import sys
from pathlib import Path

from functions.tour.actors import expect
from infra.deploy.stages import ROOT
from tests.cloud.shop import STAGE, stage_file


class Operator:
    """Runs what an operator runs, and shows what it says."""

    def __init__(self, folder: Path) -> None:
        self._options = ["--stage", STAGE, "--stages", str(stage_file(folder))]
        self._options += ["--out", str(folder / "build")]

    def run(self, *words: str) -> str:
        """What it said; raises ``TourFailed`` where it did not end well."""
        say(f"$ python -m infra.deploy {' '.join(words)}")
        asked = [sys.executable, "-m", "infra.deploy", *self._options, *words]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        lines: list[str] = []
        with subprocess.Popen(
            asked, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=2, text=True
        ) as process:
            for line in process.stdout or ():
                lines.append(line)
                say(f"  {line.rstrip()}")
        expect(process.returncode == 0, f"{words[0]} left with {process.returncode}")
        return "".join(lines)


def pairing_code(said: str) -> str:
    """The pairing code, as the terminal prints it."""
    return said.rpartition("#code=")[2].split()[0]


def say(text: str) -> None:
    """Tell it at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
