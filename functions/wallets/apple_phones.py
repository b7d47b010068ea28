"""Pushing to every phone that holds a card, in bounded time."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from functions.ports import Registrations
from functions.records import HeldCard, Registration, Told
from loyalty.entry import CardId
from passes.apple.push import Outcome, PushClient

ASK_AGAIN_SECONDS = 3600
BUDGET_SECONDS = 5.0
"""Of one card in one sweep: the others wait meanwhile. One push may take 16 seconds beyond it."""

REMEMBERED_CARDS = 1000
CLOCKS_DIFFER = timedelta(minutes=2)
AN_HOUR = timedelta(hours=1)

_NO_TIME = Outcome(result="retry", reason="apple-unreachable")


@dataclass(slots=True)
class _Reached:
    """The phones that have heard of a change already, of a card not all of whose phones have."""

    modified_at: datetime
    phones: set[Registration] = field(default_factory=set)


class Phones:
    """The phones of each card. Who was reached is not pushed to again because of another one."""

    def __init__(
        self, registrations: Registrations, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._registrations = registrations
        self._seconds = seconds
        self._begun: OrderedDict[tuple[str, CardId], _Reached] = OrderedDict()

    def tell(self, push: PushClient, held: HeldCard) -> Told:
        """Push to each of them; whoever is gone is forgotten, whom there is no time for waits.

        A phone whose pass was replaced is pushed to once more, and never again.
        """
        program, card = held.card.program, held.card.id
        reached = self._reached(held)
        known = [one for one in self._registrations.of_card(program, card) if not one.retired]
        left, waits = len(known), list[Outcome]()
        end = self._seconds() + BUDGET_SECONDS
        for phone in known:
            if phone in reached.phones:
                continue
            outcome = push.push(phone.push_token) if self._seconds() < end else _NO_TIME
            if _is_gone(outcome, phone, held.modified_at):
                left -= self._registrations.gone(program, card, phone)
            elif outcome.result in ("retry", "misconfigured"):
                waits.append(outcome)
            elif phone.generation < held.generation:
                left -= self._registrations.retire(program, card, phone)
            else:
                reached.phones.add(phone)
        if left and waits:
            self._keep(held, reached)
            return _waiting(waits)
        return Told(done=True, nobody=not left)

    def _reached(self, held: HeldCard) -> _Reached:
        begun = self._begun.pop((held.card.program, held.card.id), None)
        if begun and begun.modified_at == held.modified_at:
            return begun
        return _Reached(held.modified_at)

    def _keep(self, held: HeldCard, reached: _Reached) -> None:
        """A process that has forgotten it pushes once more, which costs the phone one request."""
        self._begun[held.card.program, held.card.id] = reached
        while len(self._begun) > REMEMBERED_CARDS:
            self._begun.popitem(last=False)


def _is_gone(outcome: Outcome, phone: Registration, modified_at: datetime) -> bool:
    """Gone for good, unless the phone registered again after it went.

    Where only two clocks may make it look so, a change an hour later shows that it did not.
    """
    if outcome.result != "gone" or outcome.since_ms is None:
        return outcome.result in ("gone", "bad-token")
    since = datetime.fromtimestamp(outcome.since_ms / 1000, UTC)
    if phone.at <= since:
        return True
    return phone.at <= since + CLOCKS_DIFFER and modified_at > phone.at + AN_HOUR


def _waiting(waits: list[Outcome]) -> Told:
    wrong = next((wait for wait in waits if wait.result == "misconfigured"), None)
    if wrong:
        return Told(done=False, reason=wrong.reason, retry_seconds=ASK_AGAIN_SECONDS)
    return Told(
        done=False,
        reason=waits[0].reason or "apple-unreachable",
        retry_seconds=max(60, *(wait.retry_after or 0 for wait in waits)),
    )
