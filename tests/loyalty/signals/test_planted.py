"""Frauds planted in an honest month: all but one at least are seen, and hardly anybody else."""

from collections.abc import Iterator, Sequence
from random import Random

import pytest

from loyalty.signals.rules import signals
from loyalty.signals.signal import Signal
from loyalty.signals.watch import Watch
from tests.loyalty.signals.frauds import FRAUDS, Fraud, Noted
from tests.loyalty.signals.life import CAFE, WEEKS, Person, Town

pytestmark = pytest.mark.long

HONEST = 500
SEEDS = (1, 2, 3)


def seen(people: Sequence[Person], notices: Sequence[Noted] = ()) -> Iterator[Signal]:
    """Every signal of the month, week by week."""
    histories = {person.card: person.entries for person in people}
    for week in WEEKS:
        watch = Watch(week=week)
        for person in people:
            watch.fold(CAFE, person.ledger)
        yield from signals(CAFE, watch, notices, histories)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_planted_frauds_but_one_are_seen_and_one_honest_card_in_a_hundred_at_most(
    seed: int,
) -> None:
    town = Town(Random(seed)).live(HONEST)
    frauds = [plant(town) for plant in FRAUDS]

    found = list(seen(town.people, [one for fraud in frauds for one in fraud.notices]))

    missed = [fraud.name for fraud in frauds if not fraud.is_seen(found)]
    assert len(missed) <= 1, missed
    honest = {card for one in found for card in one.cards if card.startswith("HONEST")}
    assert len(honest) <= HONEST // 100, honest


@pytest.mark.parametrize("seed", SEEDS)
def test_an_honest_month_is_a_list_that_is_almost_empty(seed: int) -> None:
    town = Town(Random(seed)).live(HONEST)

    found = list(seen(town.people))

    assert len(found) <= 2, found
    assert "HONEST-TWICE-A-DAY" not in {card for one in found for card in one.cards}


@pytest.mark.parametrize("plant", FRAUDS, ids=lambda plant: plant.__name__)
def test_each_fraud_is_seen_for_what_it_is(plant: object, town: Town) -> None:
    before = len(town.people)
    fraud: Fraud = plant(town)  # type: ignore[operator]

    found = list(seen(town.people, fraud.notices))

    assert fraud.is_seen(found), fraud.name
    del town.people[before:]


@pytest.fixture(name="town", scope="module")
def _town() -> Town:
    """Its honest people outlive each fraud; whoever a fraud adds is taken away again."""
    return Town(Random(7)).live(HONEST // 2)
