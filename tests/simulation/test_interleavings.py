"""Every order in which the calls of several workers can reach the store, not a sample of them.

A worker's turn ends before each of its calls: what it does between two of them touches nothing
that another one could see, so that these are all the orders there are. Those that differ in nothing
but which of two calls that only read came first are one, and are played once.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from tests.simulation.journal import Request
from tests.simulation.paths import Merged, Path, every_path
from tests.simulation.stage import Stage
from tests.simulation.weather import AtCall, Fault, calm, killed_after, lost_answer

pytestmark = pytest.mark.simulation

Act = Callable[[], list[Callable[[], None]]]


def every_order(
    stage: Stage,
    act: Act,
    ended: Callable[[], object],
    fault: tuple[int, Fault] | None = None,
    *,
    merges: bool = True,
) -> tuple[int, Counter[object]]:
    """How many orders there are, and how often each end was reached; every one is proved."""
    ends: Counter[object] = Counter()

    def play(path: Path) -> None:
        stage.set_up(path, AtCall(*fault) if fault else calm)
        if merges:
            stage.merges(path)
        with suppress(Merged):
            stage.together(*act())
            stage.proved()
            ends[ended()] += 1

    with stage.ruled():
        every_path(play)
    return ends.total(), ends


def prepared(shop: str, *first: tuple[int, int]) -> Stage:
    """A stage on which these (till, units) were stamped on the first card, a till each."""
    stage = Stage(shop)
    with stage.ruled():
        for till in range(3):
            stage.done(stage.asks(till, "earn", card=1, **_bought(stage, 1)))
        for till, units in first:
            stage.done(stage.asks(till, "earn", **_bought(stage, units)))
    stage.keep()
    return stage


def _bought(stage: Stage, units: int) -> dict[str, Any]:
    size = {"amount_minor": units * 100} if stage.shop.asks_amount else {"units": units}
    return size | {"over_ready": True}


def answers(stage: Stage, count: int) -> tuple[str, ...]:
    """How the last so many operations were answered."""
    return tuple(_answer(request) for request in stage.requests[-count:])


def _answer(request: Request) -> str:
    return "done" if request.answers else request.refused or "nothing"


def test_an_order_that_is_not_played_ends_as_one_that_is() -> None:
    stage = prepared("stamps", (0, 3))
    last = stage.requests[-1]

    def act() -> list[Callable[[], None]]:
        return [
            stage.sends(stage.asks(0, "reverse", about=last)),
            stage.sends(stage.asks(1, "redeem", reward="coffee")),
        ]

    def ended() -> str:
        return repr([stage.requests[-2:], stage.engine.commits])

    played, ends = every_order(stage, act, ended)
    all_of_them, all_ends = every_order(stage, act, ended, merges=False)

    assert played < all_of_them
    assert set(ends) == set(all_ends)


def test_tills_that_stamp_one_card_at_once_all_do() -> None:
    stage = prepared("stamps", (0, 2))

    def act() -> list[Callable[[], None]]:
        return [stage.sends(stage.asks(till, "earn", units=1, over_ready=True)) for till in (0, 1)]

    schedules, ends = every_order(stage, act, lambda: answers(stage, 2))

    assert schedules >= 12
    assert set(ends) == {("done", "done")}


def test_goods_that_come_back_while_the_card_is_stamped_are_never_refused() -> None:
    stage = prepared("points")
    with stage.ruled():
        bought = stage.done(stage.asks(0, "earn", amount_minor=110, over_ready=True))
    stage.keep()

    def act() -> list[Callable[[], None]]:
        return [
            stage.sends(stage.asks(0, "refund", about=bought, amount_minor=50)),
            stage.sends(stage.asks(1, "earn", amount_minor=180, over_ready=True)),
        ]

    schedules, ends = every_order(stage, act, lambda: answers(stage, 2))

    assert schedules >= 12
    assert set(ends) == {("done", "done")}


def test_of_two_that_give_the_same_reward_one_is_refused() -> None:
    stage = prepared("stamps", (0, 3))

    def act() -> list[Callable[[], None]]:
        return [stage.sends(stage.asks(till, "redeem", reward="coffee")) for till in (0, 1)]

    schedules, ends = every_order(stage, act, lambda: answers(stage, 2))

    assert schedules >= 12
    assert set(ends) == {("done", "not-enough-balance"), ("not-enough-balance", "done")}


def test_a_reward_is_given_or_the_stamp_that_earned_it_undone() -> None:
    stage = prepared("stamps", (0, 3))
    last = stage.requests[-1]

    def act() -> list[Callable[[], None]]:
        return [
            stage.sends(stage.asks(0, "reverse", about=last)),
            stage.sends(stage.asks(1, "redeem", reward="coffee")),
        ]

    schedules, ends = every_order(stage, act, lambda: answers(stage, 2))

    assert schedules >= 30
    assert set(ends) == {("done", "not-enough-balance"), ("undo-refused", "done")}


def test_goods_come_back_or_the_reward_that_they_earned_is_given() -> None:
    stage = prepared("stamps", (0, 3))
    last = stage.requests[-1]

    def act() -> list[Callable[[], None]]:
        return [
            stage.sends(stage.asks(0, "refund", about=last)),
            stage.sends(stage.asks(1, "redeem", reward="coffee")),
        ]

    schedules, ends = every_order(stage, act, lambda: answers(stage, 2))

    assert schedules >= 30
    assert set(ends) == {("done", "not-enough-balance"), ("already-used", "done")}


@pytest.mark.parametrize("kind", ["earn", "redeem", "reverse", "refund"])
def test_one_operation_that_arrives_twice_is_done_once(kind: str) -> None:
    stage = prepared("stamps", (0, 3))
    last = stage.requests[-1]
    asked = {
        "earn": lambda: stage.asks(0, "earn", units=1, over_ready=True),
        "redeem": lambda: stage.asks(0, "redeem", reward="coffee"),
        "reverse": lambda: stage.asks(0, "reverse", about=last),
        "refund": lambda: stage.asks(0, "refund", about=last),
    }

    def act() -> list[Callable[[], None]]:
        request = asked[kind]()
        return [stage.sends(request), stage.sends(request)]

    def ended() -> int:
        return len({answer.hash for answer in stage.requests[-1].answers})

    schedules, ends = every_order(stage, act, ended)

    assert schedules >= 12
    assert set(ends) == {1}
    assert all(len(request.answers) == 2 for request in stage.requests[-1:])


@pytest.mark.parametrize("fault", [lost_answer, killed_after])
@pytest.mark.parametrize("call", [3, 4])
def test_one_operation_that_arrives_twice_is_done_once_though_an_answer_is_lost(
    call: int, fault: Fault
) -> None:
    stage = prepared("stamps", (0, 3))

    def act() -> list[Callable[[], None]]:
        request = stage.asks(0, "redeem", reward="coffee")
        return [stage.sends(request), stage.sends(request)]

    def ended() -> int:
        return len({answer.hash for answer in stage.requests[-1].answers})

    schedules, ends = every_order(stage, act, ended, (call, fault))

    assert schedules >= 12
    assert set(ends) == {1}


def test_what_has_ended_goes_once_by_the_night_or_by_a_purchase() -> None:
    stage = prepared("credit", (0, 30))
    stage.keep("2026-04-02 10:00")

    def act() -> list[Callable[[], None]]:
        earn = stage.asks(0, "earn", amount_minor=500, over_ready=True)
        return [stage.sends(earn), stage.house.night]

    schedules, ends = every_order(stage, act, lambda: answers(stage, 1))

    assert schedules >= 50
    assert set(ends) == {("done",)}


def test_a_till_writes_nothing_once_it_is_shut_out() -> None:
    stage = prepared("stamps")

    def act() -> list[Callable[[], None]]:
        earn = stage.asks(0, "earn", units=1, over_ready=True)
        return [stage.sends(earn), stage.revokes(0)]

    schedules, ends = every_order(stage, act, lambda: answers(stage, 1))

    assert schedules >= 3
    assert set(ends) == {("done",), ("nothing",)}
