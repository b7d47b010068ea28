"""What a till's process brings along for its first scan, and what it does without."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.shop import environment

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.server

WITHOUT = "import sys; sys.modules['cryptography'] = None"
PLAY = "from tests.functions.first_scan import main; main()"
NEVER = ("jsonschema", "cryptography", "segno", "httpx", "functions.journeys.face")


def first_scan(folder: Path, units: str) -> Any:
    """The statuses of a pairing and of a scan where ``cryptography`` is not installed; modules."""
    done = subprocess.run(
        [sys.executable, "-c", f"{WITHOUT}; {PLAY}", units],
        cwd=ROOT,
        env=environment(folder, "sqlite:"),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_a_scan_needs_neither_jsonschema_nor_what_signs_draws_or_pushes(tmp_path: Path) -> None:
    said = first_scan(tmp_path, "1")

    assert said["statuses"] == [201, 201]
    assert [name for name in said["modules"] if name in NEVER] == []


def test_a_scan_that_is_wrong_is_named_by_jsonschema(tmp_path: Path) -> None:
    said = first_scan(tmp_path, '"many"')

    assert said["statuses"] == [201, 422]
    assert "jsonschema" in said["modules"]
