"""A street of shops with everything that goes on in it, played from one seed."""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from functions.journeys import pair
from functions.store.sqlite import SqliteEngine
from tests.builders import at
from tests.simulation.chance import Seeded, ruled
from tests.simulation.engine import LATEST_SECONDS, Simulated
from tests.simulation.house import House, Wallet
from tests.simulation.journal import Request
from tests.simulation.scheduler import Scheduler
from tests.simulation.shops import SHOPS, Shop
from tests.simulation.till import Till
from tests.simulation.weather import Storm, calm
from tests.simulation.wired import services_on

OPENED = "2026-02-02 08:00"
TILLS_OF_A_SHOP = 3
CARDS_OF_A_SHOP = 4
OPERATIONS_OF_A_RUSH = (2, 7)
GAPS = (
    timedelta(minutes=20),
    timedelta(hours=3),
    timedelta(hours=30),
    timedelta(days=1),
    timedelta(days=9),
    timedelta(days=25),
)


@dataclass(slots=True, kw_only=True)
class Revocation:
    """A phone that was shut out, and how many commits there were when that was acknowledged."""

    device: str
    commits: int


@dataclass(slots=True)
class Joined:
    """A form's key, and the cards that its answers named."""

    program: str
    key: str
    cards: list[str] = field(default_factory=list)


class World:
    """Four shops, their tills, cards and wallets, and a house; ``play`` runs it to its end."""

    def __init__(
        self, seed: int, operations: int = 500, memory: SqliteEngine | None = None
    ) -> None:
        self.seed = seed
        self.operations = operations
        self.random = random.Random(seed)
        self.memory = memory or SqliteEngine(None)
        self.scheduler = Scheduler(Seeded(self.random), at(OPENED))
        self.engine = Simulated(self.memory, self.scheduler)
        self.engine.lateness = lambda: self.random.uniform(0, LATEST_SECONDS)
        self.wallet = Wallet(lambda: self.random.random() < 0.2)
        self.services = services_on(self.engine, self.scheduler, self.wallet)
        self.house = House(self.services, self.scheduler)
        self.requests: list[Request] = []
        self.cards: dict[str, list[tuple[str, str]]] = {shop.id: [] for shop in SHOPS}
        self.seen: dict[str, dict[str, int]] = {}
        self.tills: list[Till] = []
        self.joined: list[Joined] = []
        self.revoked: list[Revocation] = []
        self.misused: list[str] = []
        """Operations whose id was taken for something else as well."""

    def play(self) -> "World":
        """Open, rush after rush in a storm, and a calm evening on which everything is sent."""
        with ruled(lambda: self.scheduler.now, self.random, self.scheduler.sleep):
            self._open()
            self.engine.weather = Storm(self.random)
            while len(self.requests) < self.operations:
                self._rush()
                self.scheduler.now += self.random.choice(GAPS)
            self.engine.weather = calm
            self.wallet.is_busy = lambda: False
            self._evening()
        return self

    def _open(self) -> None:
        for shop in SHOPS:
            self.services.programs.publish(shop.data(), self.scheduler.now)
            for number in range(CARDS_OF_A_SHOP):
                self._join(shop, number)
            for _ in range(TILLS_OF_A_SHOP):
                offer = pair.offer(self.services, shop.id, "till", "orfevres")
                device = pair.pair(self.services, "till", offer.code, "Till").device
                self.tills.append(Till(self, shop, device))

    def _join(self, shop: Shop, number: int) -> None:
        joined = Joined(shop.id, f"{shop.id}-{number:020d}")
        self.joined.append(joined)
        joined.cards += self.house.join(shop.id, joined.key, f"Ada {number}")
        for card in joined.cards[:1]:
            self.cards[shop.id].append((card, self.house.code(shop.id, card)))

    def _rush(self) -> None:
        """Everybody at once, half of the time over the turn of an hour."""
        now = self.scheduler.now
        if self.random.random() < 0.5:
            self.scheduler.now = now.replace(minute=59, second=59) + timedelta(
                milliseconds=self.random.randrange(900)
            )
        spawn = self.scheduler.spawn
        for till in self.tills:
            for hand in self.random.choice([("left",), ("left", "right")]):
                operations = self.random.randrange(*OPERATIONS_OF_A_RUSH)
                spawn(f"{till.device.id}, {hand}", partial(till.rush, operations))
        for name, job in self._jobs():
            spawn(name, partial(self._at_some_time, job))
        self.scheduler.run()
        self.scheduler.now += timedelta(hours=self.random.uniform(0, 20))
        for till in self.tills:
            spawn(till.device.id, till.flush)
        self.scheduler.run()

    def _jobs(self) -> list[tuple[str, Any]]:
        """What the house does during a rush."""
        house, dice = self.house, self.random
        shop = dice.choice(SHOPS)
        card = dice.choice(self.cards[shop.id])[0]
        phone = f"phone-{dice.randrange(3)}"
        jobs: list[tuple[float, str, Any]] = [
            (0.4, "night", house.night),
            (0.2, "second night", house.night),
            (1.0, "sweep", house.sweep),
            (1.0, "wallet", partial(house.register, shop.id, card, phone)),
            (0.4, "wallet off", partial(house.unregister, shop.id, card, phone)),
            (0.5, "join", partial(self._join, shop, len(self.joined) + 100)),
            (0.15, "owner", partial(self._revoke, dice.choice(self.tills))),
        ]
        return [(name, job) for chance, name, job in jobs if dice.random() < chance]

    def _at_some_time(self, job: Any) -> None:
        self.scheduler.sleep(self.random.uniform(0, 1.0))
        job()

    def _revoke(self, till: Till) -> None:
        if len([t for t in self.tills if t.shop is till.shop and not t.is_shut]) < 2:
            return
        if self.house.revoke(till.shop.id, till.device.id):
            self.revoked.append(Revocation(device=till.device.id, commits=len(self.engine.commits)))

    def _evening(self) -> None:
        """The network is back: all is sent, every wallet told, the last night played."""
        for _ in range(6):
            for till in self.tills:
                self.scheduler.spawn(till.device.id, till.flush)
            self.scheduler.run()
            self.scheduler.now += timedelta(hours=1)
        house = self.house
        for job in (house.night, house.sweep, house.sweep_of_the_given_up, house.sweep):
            self.scheduler.spawn("evening", job)
            self.scheduler.run()
            self.scheduler.now += timedelta(hours=26)
