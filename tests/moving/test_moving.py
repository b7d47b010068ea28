"""A small move of a real server with real tills; ``python -m tests.moving`` is the whole one."""

from pathlib import Path

import pytest

from tests.moving.campaign import Ordeal, campaign
from tests.torture.audit import Verdict

pytestmark = [pytest.mark.server, pytest.mark.cloud]


def test_a_shop_moves_while_its_tills_scan_and_nothing_is_lost(tmp_path: Path) -> None:
    ordeal = Ordeal(members=300, tills=4, before=1.0, after=1.5, rest=0.3, seed=7)

    outcome = campaign(tmp_path / "moving", ordeal, lambda said: None)

    assert outcome.verdict == Verdict() and outcome.serves_old_pass
    assert outcome.during and outcome.changes and outcome.operations > outcome.during
    assert 0 <= outcome.shut < outcome.without_writes < 60
