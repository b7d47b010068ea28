"""What a wallet is told last is what it shows: also where messages overtake each other."""

from collections.abc import Callable
from datetime import timedelta

from tests.simulation.stage import Stage


def saved(stage: Stage) -> str:
    """A card at Google that was stamped since, which Google does not know yet."""
    card = stage.cards["stamps"][0][0]
    assert stage.house.save("stamps", card, stage.google)
    stage.done(stage.asks(0, "earn", units=1, over_ready=True))
    return card


def sweep_later(stage: Stage, times: int) -> None:
    for _ in range(times):
        stage.scheduler.now += timedelta(hours=2)
        stage.house.sweep()


def once(stage: Stage, action: Callable[[], object]) -> None:
    """While the next message is under way, that happens."""

    def happen() -> None:
        stage.google.takes_time = lambda: None
        action()

    stage.google.takes_time = happen


def test_a_stamp_is_told_to_whoever_saved_the_card() -> None:
    stage = Stage("stamps")
    with stage.ruled():
        card = saved(stage)
        sweep_later(stage, 1)

    assert stage.google.shown[card].seq == 1


def test_a_message_under_way_when_somebody_is_forgotten_does_not_bring_the_name_back() -> None:
    stage = Stage("stamps")
    with stage.ruled():
        card = saved(stage)
        once(stage, lambda: stage.house.forget("stamps", card))
        sweep_later(stage, 4)

    assert stage.google.shown[card].name is None


def test_a_message_that_arrives_after_a_newer_one_is_not_the_last() -> None:
    stage = Stage("stamps")

    def forgotten_and_told(card: str) -> None:
        assert stage.house.forget("stamps", card)
        stage.scheduler.now += timedelta(seconds=1)
        stage.house.sweep()

    with stage.ruled():
        card = saved(stage)
        once(stage, lambda: forgotten_and_told(card))
        sweep_later(stage, 4)

    assert stage.google.shown[card].name is None
