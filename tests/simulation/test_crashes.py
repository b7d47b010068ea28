"""At every call of every journey, before and after it: the process dies, or its answer is lost.

Whoever asked asks again, with the same id; in the end it was done once, and all is as proved.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from functions.journeys.forget import forget
from functions.store.reports import LEASE
from loyalty.entry import CardId
from passes import short_code
from tests.simulation.books import Books
from tests.simulation.journal import Request
from tests.simulation.paths import Path
from tests.simulation.stage import Stage
from tests.simulation.weather import (
    AtCall,
    Fault,
    calm,
    conflicted,
    killed_after,
    killed_before,
    late,
    lost_answer,
    lost_request,
    throttled,
)
from tests.simulation.world import Joined

pytestmark = pytest.mark.simulation

FAULTS: tuple[Fault, ...] = (
    killed_before,
    killed_after,
    lost_answer,
    lost_request,
    late,
    throttled,
    conflicted,
)


def everywhere(stage: Stage, journey: Callable[[], None], proved: Callable[[], None]) -> int:
    """Play it with each fault at each of its calls; gives how many times that was."""
    played = 0
    with stage.ruled():
        for fault in FAULTS:
            number = 0
            while True:
                number += 1
                weather = AtCall(number, fault)
                stage.set_up(Path([]), weather)
                journey()
                stage.proved()
                proved()
                if weather.left > 0:
                    break
                played += 1
    return played


def stage_of(shop: str, opened: str = "2026-02-02 10:00") -> Stage:
    """A shop whose first card was stamped three times, by two tills."""
    stage = Stage(shop, opened)
    bought = {"amount_minor": 3000} if stage.shop.asks_amount else {"units": 3}
    with stage.ruled():
        for till in (1, 0):
            stage.done(stage.asks(till, "earn", card=till, over_ready=True, **bought))
    stage.keep()
    return stage


def written(stage: Stage, card: int = 0) -> list[str]:
    """Kinds of the card's entries, in order."""
    name = stage.cards[stage.shop.id][card][0]
    book = Books.read(stage.memory).cards[stage.shop.id, name]
    return [entry["kind"] for entry in book.entries]


ASKED: dict[str, Callable[[Stage, Request], Request]] = {
    "earn": lambda stage, last: stage.asks(0, "earn", units=2, over_ready=True),
    "redeem": lambda stage, last: stage.asks(0, "redeem", reward="coffee"),
    "reverse": lambda stage, last: stage.asks(0, "reverse", about=last),
    "refund": lambda stage, last: stage.asks(0, "refund", about=last, units=2),
}


@pytest.mark.parametrize("kind", list(ASKED))
def test_a_scan_that_breaks_off_anywhere_is_done_once(kind: str) -> None:
    stage = stage_of("stamps")
    last = stage.requests[-1]

    def journey() -> None:
        stage.together(stage.sends(ASKED[kind](stage, last)))

    def proved() -> None:
        assert written(stage) == ["earn", kind]
        assert stage.requests[-1].answers

    assert everywhere(stage, journey, proved) >= len(FAULTS) * 2


@pytest.mark.parametrize("what", ["mission:cup", "coupon:present"])
def test_a_gift_that_breaks_off_anywhere_is_given_once(what: str) -> None:
    stage = stage_of("ladder")

    def journey() -> None:
        stage.together(stage.sends(stage.asks(0, "grant", what=what)))

    def proved() -> None:
        assert written(stage) == ["earn", "grant"]

    assert everywhere(stage, journey, proved) >= len(FAULTS) * 2


def test_the_first_scan_of_an_hour_is_counted_once_wherever_it_breaks_off() -> None:
    stage = stage_of("stamps")
    stage.keep("2026-02-02 11:00")

    def journey() -> None:
        stage.together(stage.sends(stage.asks(0, "earn", units=1, over_ready=True)))

    def proved() -> None:
        assert written(stage) == ["earn", "earn"]

    assert everywhere(stage, journey, proved) >= len(FAULTS) * 3


def test_a_night_that_breaks_off_anywhere_takes_off_what_has_ended_once() -> None:
    stage = stage_of("points")
    stage.keep("2026-04-02 03:00")

    def journey() -> None:
        stage.together(stage.house.night)

    def proved() -> None:
        assert [written(stage, card) for card in (0, 1)] == [["earn", "expire"]] * 2

    assert everywhere(stage, journey, proved) >= len(FAULTS) * 4


def test_a_form_that_is_sent_again_makes_one_card() -> None:
    stage = stage_of("stamps")
    before, forms = len(Books.read(stage.memory).cards), list(stage.joined)

    def journey() -> None:
        stage.joined = [*forms, Joined("stamps", "form-of-somebody-else")]

        def join() -> None:
            stage.joined[-1].cards += stage.house.join("stamps", "form-of-somebody-else", "Ben")

        stage.together(join)

    def proved() -> None:
        assert len(stage.joined[-1].cards) == 1
        assert len(Books.read(stage.memory).cards) == before + 1

    assert everywhere(stage, journey, proved) >= len(FAULTS)


def test_a_person_is_forgotten_wherever_it_breaks_off() -> None:
    stage = stage_of("stamps")
    card = CardId(stage.cards["stamps"][0][0])
    with stage.ruled():
        stage.house.register("stamps", card, "phone-1")
    code = short_code.shown(stage.services.cards.head("stamps", card).short_code)
    stage.keep()

    def journey() -> None:
        def job() -> None:
            forget(stage.services, "stamps", code)

        stage.together(lambda: _surely(stage, job))

    def proved() -> None:
        held = stage.services.cards.head("stamps", card)
        assert (held.member, held.wallets) == (None, frozenset())
        assert not stage.services.registrations.of_card("stamps", card)
        assert written(stage) == ["earn"]

    assert everywhere(stage, journey, proved) >= len(FAULTS) * 4


def test_a_weeks_report_is_claimed_by_one_wherever_the_claim_breaks_off() -> None:
    stage = stage_of("stamps")
    stage.keep("2026-02-09 08:00")
    claims: list[bool] = []

    def claim() -> None:
        claims.append(bool(stage.services.reports.claim("stamps", "2026-W06", stage.now)))

    def journey() -> None:
        claims.clear()
        stage.together(lambda: stage.house.until_done(claim, tries=1))
        stage.engine.weather = calm
        stage.together(lambda: _surely(stage, claim), lambda: _surely(stage, claim))
        assert sum(claims) <= 1
        stage.scheduler.now += LEASE + timedelta(minutes=1)
        stage.together(lambda: _surely(stage, claim), lambda: _surely(stage, claim))

    def proved() -> None:
        assert claims[-2:] in ([True, False], [False, True])

    assert everywhere(stage, journey, proved) >= len(FAULTS) * 2


def _surely(stage: Stage, job: Callable[[], None]) -> None:
    assert stage.house.until_done(job)
