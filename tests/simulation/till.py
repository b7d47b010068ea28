"""A till of a simulated world: does what the till page does, with a network as bad as it gets."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

from functions.ports import Services
from functions.records import Device
from tests.simulation.engine import Simulated
from tests.simulation.journal import Request, ShutOut, Wait, deliver
from tests.simulation.scheduler import Scheduler
from tests.simulation.shops import Shop

PATIENCE = 3
"""So many times it sends at once; then the operation waits in the phone."""
KINDS = ("earn", "redeem", "reverse", "refund", "grant")
WEIGHTS = {
    "stamps": (58, 20, 10, 7, 5),
    "points": (60, 18, 10, 12, 0),
    "credit": (60, 18, 10, 12, 0),
}


class Counter(Protocol):
    """What a till knows of the world around it."""

    services: Services
    scheduler: Scheduler
    engine: Simulated
    random: random.Random
    requests: list[Request]
    cards: dict[str, list[tuple[str, str]]]
    seen: dict[str, dict[str, int]]
    misused: list[str]


class Till:
    """Makes operations, sends each until it is answered, keeps what is not."""

    def __init__(self, world: Counter, shop: Shop, device: Device) -> None:
        self.world, self.shop, self.device = world, shop, device
        self.waiting: list[Request] = []
        self.is_shut = False
        self._last: Request | None = None
        self._skew = timedelta(minutes=world.random.randrange(-90, 90))

    def rush(self, operations: int) -> None:
        """A busy hour: some of it without a network."""
        dice, sleep = self.world.random, self.world.scheduler.sleep
        sleep(dice.uniform(0, 0.2))
        is_offline = dice.random() < 0.12
        for _ in range(operations):
            if self.is_shut:
                return
            request = self._invent()
            if is_offline:
                request.oddities += 1
                self.waiting.append(request)
            else:
                self._send(request)
            sleep(dice.uniform(0, 0.15))

    def flush(self) -> None:
        """Send all that waits, not always in order."""
        waiting, self.waiting = self.waiting, []
        if self.world.random.random() < 0.5:
            self.world.random.shuffle(waiting)
        for request in waiting:
            self._send(request)

    def _send(self, request: Request) -> None:
        if self.world.random.random() < 0.06:
            self._copy(request, self.world.random.choice([0.0, 0.01, 0.3, 1800.0]))
        for _ in range(PATIENCE):
            if self.is_shut:
                break
            try:
                self._deliver(request)
            except Wait as wait:
                request.oddities += 1
                if wait.seconds > 10:
                    break
                self.world.scheduler.sleep(wait.seconds)
            except ShutOut:
                self.is_shut = True
            else:
                self._answered(request)
                return
        self.waiting.append(request)

    def _deliver(self, request: Request) -> None:
        world = self.world
        deliver(world.services, self.device, request, world.engine, self._skew)

    def _copy(self, request: Request, seconds: float) -> None:
        """The network delivers it twice."""
        request.oddities += 1
        request.under_way += 1

        def arrive() -> None:
            self.world.scheduler.sleep(seconds)
            try:
                self._deliver(request)
            except (Wait, ShutOut):
                pass
            finally:
                request.under_way -= 1

        self.world.scheduler.spawn(f"{self.device.id}, copy", arrive)

    def _answered(self, request: Request) -> None:
        if not request.answers:
            return
        self._last = request
        self.world.seen[request.card] = dict(request.answers[-1].balance)
        if self.world.random.random() < 0.03:
            self._misuse(request)

    def _misuse(self, request: Request) -> None:
        """The same id for something else, which nobody may get away with."""
        body = request.body | {"units": 2, "amount_minor": 77}
        other = replace(request, body=body, answers=[], refused="", refusals=[])
        try:
            self._deliver(other)
        except (Wait, ShutOut):
            return
        if other.answers or other.refused != "key-reused":
            self.world.misused.append(f"{request.card} {request.id}: {other.refused or 'taken'}")

    def _invent(self) -> Request:
        dice, shop = self.world.random, self.shop
        kind = dice.choices(KINDS, WEIGHTS[shop.counts])[0]
        card, code = dice.choice(self.world.cards[shop.id])
        target: Request | None = None
        if kind == "reverse":
            target = self._last
        elif kind == "refund":
            sold = (r for r in reversed(self.world.requests) if self._is_sale(r))
            target = dice.choice([r for r, _ in zip(sold, range(6), strict=False)] or [None])
        if kind in ("reverse", "refund") and target is None:
            kind = "earn"
        if target:
            card, code = target.card, target.code
        request = Request(
            id=f"{dice.getrandbits(128):032x}",
            kind=kind,
            program=shop.id,
            card=card,
            code=code,
            till=self.device.id,
            made_at=self.world.services.clock() + self._skew,
            body=self._body(kind, card, target),
        )
        self.world.requests.append(request)
        return request

    def _is_sale(self, request: Request) -> bool:
        is_sale = request.kind in ("earn", "redeem") and bool(request.answers)
        return is_sale and request.program == self.shop.id

    def _body(self, kind: str, card: str, target: Request | None) -> dict[str, Any]:
        makers: dict[str, Callable[[], dict[str, Any]]] = {
            "earn": self._earn,
            "redeem": partial(self._redeem, card),
            "grant": self._grant,
        }
        if target is None:
            return makers[kind]()
        body: dict[str, Any] = {"operation": target.id}
        return body | (self._part(target) if kind == "refund" else {})

    def _earn(self) -> dict[str, Any]:
        dice, asked = self.world.random, {"over_ready": self.world.random.random() < 0.9}
        if self.shop.asks_amount:
            return asked | {"amount_minor": dice.randrange(50, 3000)}
        return asked | {"units": dice.choice([1, 1, 1, 2, 3, 11])}

    def _redeem(self, card: str) -> dict[str, Any]:
        dice, held = self.world.random, self.world.seen.get(card, {})
        if self.shop.counts == "credit":
            return {"reward": "credit"} | (
                {"amount_minor": dice.randrange(1, 200)} if dice.random() < 0.7 else {}
            )
        keys = [name.removeprefix("reward:") for name in held if name.startswith("reward:")]
        keys += [name for name in held if name.startswith("coupon:")]
        return {"reward": dice.choice(keys or ["coffee"])}

    def _grant(self) -> dict[str, Any]:
        return {"what": self.world.random.choice(["mission:cup", "coupon:present"])}

    def _part(self, target: Request) -> dict[str, Any]:
        """Some of a sale, or all of it."""
        dice = self.world.random
        if target.kind != "earn" or dice.random() < 0.5:
            return {}
        if self.shop.asks_amount:
            return {"amount_minor": dice.randrange(1, target.body["amount_minor"] + 1)}
        return {"units": dice.randrange(1, target.body["units"] + 1)}
