"""Many small worlds, one seed each: histories stay short, and every core has its share."""

import logging
from collections.abc import Iterator
from multiprocessing import get_context

from tests.simulation.verdict import Score, judge
from tests.simulation.world import World

OPERATIONS_OF_A_WORLD = 500
TRACED = 60
_SEEDS_APART = 1_000_000


def seeds(first: int, operations: int) -> list[int]:
    """Seeds of as many worlds as so many operations need; another ``first``, other worlds."""
    worlds = -(-operations // OPERATIONS_OF_A_WORLD)
    return [first * _SEEDS_APART + number for number in range(worlds)]


def play(seed: int) -> Score:
    """One world from its opening to its verdict; the first wrong card's story is traced."""
    logging.getLogger("poincon").setLevel(logging.CRITICAL)
    world = World(seed, OPERATIONS_OF_A_WORLD).play()
    score = judge(world)
    if score.stories:
        score.stories.insert(1, _trace(world, score.stories[0]))
    return score


def play_all(chosen: list[int], processes: int) -> Iterator[Score]:
    """Each world's score, as it comes in."""
    if processes == 1:
        yield from map(play, chosen)
        return
    with get_context("spawn").Pool(processes) as pool:
        yield from pool.imap_unordered(play, chosen)


def _trace(world: World, story: str) -> str:
    """The last calls of the store that were about the card of that story."""
    named = [word.strip(":,") for word in story.split()]
    lines = [line for line in world.engine.log if any(f"#C#{name} " in line for name in named)]
    return "\n".join(f"    {line}" for line in lines[-TRACED:])
