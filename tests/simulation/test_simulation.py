"""Twenty thousand operations of many tills in every weather: nothing lost, nothing twice."""

import pytest

from tests.simulation.shards import play, seeds
from tests.simulation.verdict import Score, judge
from tests.simulation.world import World

SHARDS = 10
WORLDS = seeds(1, 20_000)
LEAST_FAULTY = 0.4
OFTEN = {
    *("too-soon", "too-many-units", "reward-ready", "too-many-scans"),
    *("not-enough-balance", "not-offered", "undo-refused", "undo-too-late"),
    *("unknown-entry", "refund-refused", "already-used", "device-revoked", "store-unavailable"),
}
"""What somebody is refused for in each two thousand operations, each time for a reason."""


def test_one_world_comes_out_clean() -> None:
    score = judge(World(3, operations=150).play())

    assert score.is_clean, "\n".join(score.stories)
    assert score.ops >= 140


def test_a_seed_is_one_run_and_no_other() -> None:
    first, again, other = (World(seed, operations=80).play() for seed in (1, 1, 2))

    assert first.scheduler.trace == again.scheduler.trace
    assert [r.answers for r in first.requests] == [r.answers for r in again.requests]
    assert first.scheduler.trace != other.scheduler.trace


@pytest.mark.simulation
@pytest.mark.parametrize("shard", range(SHARDS))
def test_two_thousand_operations_are_each_done_once(shard: int) -> None:
    total = Score()
    for seed in WORLDS[shard::SHARDS]:
        total.add(play(seed))

    assert total.is_clean, "\n".join([str(total), *total.stories[:10]])
    assert total.ops >= 20_000 // SHARDS * 0.97
    assert total.faulty_share >= LEAST_FAULTY
    assert total.kills > 0
    assert not total.too_seldom
    assert set(total.refusals) >= OFTEN
    assert min(total.wallets, total.forgotten) > 0
