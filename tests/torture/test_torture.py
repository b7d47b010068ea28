"""A small ordeal of the local server; ``make torture`` is the whole one."""

from pathlib import Path

import pytest

from tests.torture.audit import Verdict
from tests.torture.torture import Ordeal, torture

pytestmark = pytest.mark.server


def test_a_server_that_dies_again_and_again_keeps_its_word(tmp_path: Path) -> None:
    ordeal = Ordeal(scanners=4, kills=8, operations=150, seed=8)

    outcome = torture(tmp_path / "torture", ordeal, lambda said: None)

    assert outcome.verdict == Verdict()
    assert outcome.kills == outcome.restarts > ordeal.kills
    assert outcome.operations >= ordeal.operations and outcome.in_flight
    assert outcome.line.startswith("torture ops=")
