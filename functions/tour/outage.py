"""A till that loses its network and finds it again: nothing is lost, nothing counts twice."""

import random
from collections.abc import Sequence

import httpx

from functions.tour.actors import Customer, Kept, Till, answered, expect
from functions.tour.stage import Stage
from functions.tour.week import a_purchase
from loyalty.entry import instant_text

NAMES = ("Gaël", "Hana", "Inès")
_MINUTES = 10
_AWAY_HOURS = 1


def outage(on: Stage, till: Till) -> str:
    """Three customers come while there is no network; what the till kept arrives later, twice.

    In no order, each a second time as when an answer was lost. Gives what is to be said of it.
    """
    codes = [Customer.join(on.http, on.program.id, name, "fr").download().code for name in NAMES]
    kept = [_held_out(on, till, code) for code in codes]
    on.clock.forward(hours=_AWAY_HOURS)
    first, second = _delivered(till, kept), _delivered(till, kept)
    expect({one.status_code for one in first} == {201}, "a scan that was kept was not taken")
    expect({one.status_code for one in second} == {200}, "a scan that was kept counted twice")
    expect(
        _happened(first) == [instant_text(one.made_at) for one in kept], "a scan changed its time"
    )
    minutes = int((on.clock() - kept[0].made_at).total_seconds()) // 60
    return (
        f"The till had no network for {minutes} minutes: {len(kept)} scans kept, sent, once each."
    )


def _held_out(on: Stage, till: Till, code: str) -> Kept:
    kept = till.keep(code, a_purchase(on.program))
    on.clock.forward(minutes=_MINUTES)
    return kept


def _delivered(till: Till, kept: Sequence[Kept]) -> list[httpx.Response]:
    """The answers in the order in which the cards were held out, whatever order they came in."""
    answers = {
        one.key: answered(till.deliver(one), 200, 201) for one in random.sample(kept, len(kept))
    }
    return [answers[one.key] for one in kept]


def _happened(answers: Sequence[httpx.Response]) -> list[str]:
    return [answer.json()["happened_at"] for answer in answers]
