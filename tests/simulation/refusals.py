"""Whether whoever said no had a reason: each refusal against the ledger of that very moment.

A refusal was made up between two commits. It is justified if at any moment between them the card,
counted by the simulation's own arithmetic, was as the refusal says.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from tests.simulation.arithmetic import Holdings
from tests.simulation.books import Raw, local_day
from tests.simulation.journal import Refusal, Request

STILL_THERE = timedelta(minutes=1)
"""So long the customer stands at the till; who is stamped later is not offered a reward."""
TRIES = 8
"""So many others have to come in between before the house says that it is too busy."""


@dataclass(slots=True)
class Doubt:
    """A refusal that a card's state has to justify: after ``first`` to ``last`` of its entries."""

    request: Request
    refusal: Refusal
    first: int
    last: int

    @property
    def story(self) -> str:
        """What is wrong if nothing justifies it."""
        return (
            f"{self.request.id} ({self.request.kind}) was refused for nothing: {self.refusal.code}"
        )

    def is_settled(self, holdings: Holdings, seq: int) -> bool:
        """Whether the card, after so many entries, is a reason."""
        if self.refusal.code == "store-unavailable":
            return self.refusal.faults > 0 or self.last - self.first >= TRIES
        known = REASONS[self.request.kind].get(self.refusal.code)
        is_then = self.first <= seq <= self.last
        return bool(known and is_then and known(holdings, self.request, self.refusal))


class Doubts:
    """All of one card's that nothing has justified yet."""

    def __init__(self, asked: Iterable[tuple[Request, Refusal]], written: list[int]) -> None:
        """``written`` are the numbers of the commits that wrote the card's entries."""
        self.open = [
            Doubt(
                request,
                refusal,
                bisect_left(written, refusal.since),
                bisect_left(written, refusal.until),
            )
            for request, refusal in asked
        ]

    def settle(self, holdings: Holdings, seq: int) -> None:
        """Drop what the card, as it is after so many entries, justifies."""
        self.open = [doubt for doubt in self.open if not doubt.is_settled(holdings, seq)]

    def stories(self) -> Iterator[str]:
        """What is left."""
        return (doubt.story for doubt in self.open)


Reason = Callable[[Holdings, Request, Refusal], bool]


def _too_many_units(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    return int(request.body.get("units", 1)) > holdings.shop.most_units


def _too_soon(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    return holdings.is_too_soon(refusal.happened_at)


def _capped(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    return holdings.is_capped(refusal.happened_at)


def _ready(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    is_there = refusal.asked_at - refusal.happened_at < STILL_THERE
    lots = holdings.at(refusal.happened_at).lots
    waits = any(units and name.startswith("reward:") for (name, _), units in lots.items())
    return is_there and waits and not request.body["over_ready"]


def _not_enough(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    key, then = str(request.body["reward"]), holdings.at(refusal.happened_at)
    if holdings.shop.price and then.held("points") >= holdings.shop.price:
        return False
    is_account = key == "credit" or key.startswith("coupon:")
    return then.held(key if is_account else f"reward:{key}") < 1


def _used_up(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    return holdings.is_used_up(refusal.happened_at)


def _not_latest(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    latest = holdings.latest
    if latest is None:
        return False
    return bool(latest["operation"] != request.body["operation"] or latest["kind"] == "reverse")


def _over(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    target = holdings.before.get(request.body["operation"])
    if target is None:
        return False
    return holdings.is_over(target, request.till, refusal.happened_at, refusal.asked_at)


def _taken_back(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    return request.body["operation"] in holdings.undone


def _nothing_left(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    sold = holdings.before.get(request.body["operation"])
    if sold is None:
        return False
    if sold["kind"] == "redeem":
        return bool(holdings.refunds(sold))
    left, asked = holdings.left(sold), _part(request)
    return left < 1 if asked is None else asked > left


def _used(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    sold = holdings.before.get(request.body["operation"])
    if sold is None:
        return False
    part = _part(request)
    size = holdings.left(sold) if part is None else part
    back: Raw = {"units": size, "amount": {"minor": size}, "facts": {"refunds": sold["operation"]}}
    turn = holdings.at(refusal.happened_at)
    holdings.refund(turn, back)
    return min(turn.lots.values(), default=0) < 0


def _not_offered(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    return request.body["what"] not in holdings.shop.gives


def _had(holdings: Holdings, request: Request, refusal: Refusal) -> bool:
    what, at = str(request.body["what"]), refusal.happened_at
    if what.startswith("coupon:"):
        return holdings.at(at).held(what) > 0
    return holdings.is_done(local_day(at.isoformat()))


def _part(request: Request) -> int | None:
    """How much the till says comes back; ``None``: all that is left."""
    part: int | None = request.body.get("units", request.body.get("amount_minor"))
    return part


REASONS: dict[str, dict[str, Reason]] = {
    "earn": {
        "too-many-units": _too_many_units,
        "too-soon": _too_soon,
        "daily-cap-reached": _capped,
        "reward-ready": _ready,
    },
    "redeem": {"not-enough-balance": _not_enough, "redemption-cap-reached": _used_up},
    "reverse": {"undo-refused": _not_latest, "undo-too-late": _over},
    "refund": {
        "unknown-entry": _taken_back,
        "refund-refused": _nothing_left,
        "already-used": _used,
    },
    "grant": {"not-offered": _not_offered, "cap-reached": _had},
}
"""All that a till of these shops can be refused for, kind by kind, beside what its phone is."""
OF_THE_PHONE = ("too-many-scans", "too-many-late-scans", "device-revoked")
