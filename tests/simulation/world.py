"""A street of shops with everything that goes on in it, played from one seed."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from functions.journeys import pair
from functions.store.cards import CardStore
from functions.store.sqlite import SqliteEngine
from loyalty.entry import CardId
from tests.builders import at
from tests.simulation.chance import Seeded, ruled
from tests.simulation.engine import LATEST_SECONDS, Simulated
from tests.simulation.holders import Forgotten
from tests.simulation.house import House
from tests.simulation.journal import Request
from tests.simulation.scheduler import Scheduler
from tests.simulation.shops import SHOPS, Shop
from tests.simulation.till import Till
from tests.simulation.wallets import Google, Phones, Shown
from tests.simulation.weather import Storm, calm
from tests.simulation.wired import services_on

OPENED = "2026-02-02 08:00"
TILLS_OF_A_SHOP = 3
CARDS_OF_A_SHOP = 4
OPERATIONS_OF_A_RUSH = (2, 7)
SWEEPS_WHILE_LEAVING = 5
CALLERS = (0, 1, 1, 1, 1, 1, 1, 2)
CALLERS_WAIT = (0.2, 0.2, 0.2, 90.0)
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
    """A phone that is shut out: how many commits there were when that began, and when it was
    acknowledged.
    """

    device: str
    began: int
    commits: int | None = None


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
        self.google = Google()
        self.phones = Phones(lambda: self.scheduler.now, self._looks)
        self.services = services_on(
            self.engine, self.scheduler, self.google, self.phones, nudge=self._wakes
        )
        self.house = House(self.services, self.scheduler)
        self.requests: list[Request] = []
        self.cards: dict[str, list[tuple[str, str]]] = {shop.id: [] for shop in SHOPS}
        self.seen: dict[str, dict[str, int]] = {}
        self.tills: list[Till] = []
        self.joined: list[Joined] = []
        self.revoked: list[Revocation] = []
        self.names: dict[str, str] = {}
        self.forgotten: list[Forgotten] = []
        self.misused: list[str] = []
        """Operations whose id was taken for something else as well."""

    def play(self) -> "World":
        """Open, rush after rush in a storm, and a calm evening on which everything is sent."""
        with ruled(lambda: self.scheduler.now, self.random, self.scheduler.sleep):
            self._open()
            self.engine.weather = Storm(self.random)
            self._wallets_are(lambda: self.random.random() < 0.2)
            while len(self.requests) < self.operations:
                self._rush()
                self.scheduler.now += self.random.choice(GAPS)
            self.engine.weather = calm
            self._wallets_are(lambda: False)
            self._evening()
        return self

    def _open(self) -> None:
        for shop in SHOPS:
            self.services.programs.publish(shop.data(), self.scheduler.now)
            for number in range(CARDS_OF_A_SHOP):
                self._join(shop, number)
            for card, _ in self.cards[shop.id][::2]:
                self._save(shop, card)
            for _ in range(TILLS_OF_A_SHOP):
                offer = pair.offer(self.services, shop.id, "till", "orfevres")
                device = pair.pair(self.services, "till", offer.code, "Till").device
                self.tills.append(Till(self, shop, device))

    def _join(self, shop: Shop, number: int) -> None:
        joined = Joined(shop.id, f"{shop.id}-{number:020d}")
        self.joined.append(joined)
        name = f"Ada {shop.id} {number:04d}"
        joined.cards += self.house.join(shop.id, joined.key, name)
        for card in joined.cards[:1]:
            self.names[card] = name
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
            (0.5, "second sweep", house.sweep),
            (1.0, "wallet", partial(self._register, shop, card, phone)),
            (0.4, "wallet off", partial(self._unregister, shop, card, phone)),
            (0.3, "wallet gone", partial(self._throw_away, shop, card, phone)),
            (0.5, "save", partial(self._save, shop, card)),
            (0.15, "leaving", partial(self._leaving, shop, card)),
            (0.5, "join", partial(self._join, shop, len(self.joined) + 100)),
            (0.15, "owner", partial(self._revoke, dice.choice(self.tills))),
        ]
        return [(name, job) for chance, name, job in jobs if dice.random() < chance]

    def _at_some_time(self, job: Any) -> None:
        self.scheduler.sleep(self.random.uniform(0, 1.0))
        job()

    def _register(self, shop: Shop, card: str, name: str) -> None:
        """A phone takes the pass: it registers, and fetches it as it is then."""
        phone = self.phones.of(shop.id, card, name)
        if phone.is_busy:
            return
        phone.is_busy, phone.holds, phone.left_at = True, False, None
        phone.began = len(self.engine.commits)
        is_told = self.house.register(shop.id, card, name, phone.token)
        self.phones.fetch(phone)
        self.scheduler.sleep(LATEST_SECONDS * 2)
        phone.is_busy, phone.holds = False, is_told and phone.left_at is None

    def _unregister(self, shop: Shop, card: str, name: str) -> None:
        phone = self.phones.of(shop.id, card, name)
        if phone.is_busy:
            return
        phone.is_busy, phone.holds = True, False
        self.house.unregister(shop.id, card, name)
        self.scheduler.sleep(LATEST_SECONDS * 2)
        phone.is_busy = False

    def _throw_away(self, shop: Shop, card: str, name: str) -> None:
        self.phones.throw_away(self.phones.of(shop.id, card, name))

    def _save(self, shop: Shop, card: str) -> None:
        if self.house.save(shop.id, card, self.google):
            self.google.saved.add(card)

    def _forget(self, shop: Shop, card: str) -> None:
        forgotten = Forgotten(program=shop.id, card=card, began=len(self.engine.commits))
        self.forgotten.append(forgotten)
        if self.house.forget(shop.id, card):
            forgotten.done = len(self.engine.commits)

    def _leaving(self, shop: Shop, card: str) -> None:
        """Somebody asks to be forgotten while their wallets are being told of something."""
        for number in range(SWEEPS_WHILE_LEAVING):
            self.scheduler.spawn(f"sweep {number}", partial(self._at_some_time, self.house.sweep))
        self._forget(shop, card)

    def _wakes(self, program: str, card: CardId, until: datetime | None) -> None:
        """Somebody comes for that card: soon or late, sometimes two of them, sometimes nobody."""
        for number in range(self.random.choice(CALLERS)):
            wait = self.random.choice(CALLERS_WAIT)
            self.scheduler.spawn(
                f"woken {number}", partial(self._tells, wait, program, card, until)
            )

    def _tells(self, wait: float, program: str, card: CardId, until: datetime | None) -> None:
        self.scheduler.sleep(self.random.uniform(0, wait))
        self.house.tell(program, card, until)

    def _looks(self, program: str, card: str) -> Shown:
        held = CardStore(self.memory).head(program, CardId(card))
        return Shown.of(held, held.member.first_name if held.member else None)

    def _wallets_are(self, is_busy: Callable[[], bool]) -> None:
        self.google.is_busy = self.phones.is_busy = is_busy
        self.google.takes_time = self.phones.takes_time = self._takes_time

    def _takes_time(self) -> None:
        self.scheduler.sleep(self.random.uniform(0, 0.6))

    def _revoke(self, till: Till) -> None:
        if len([t for t in self.tills if t.shop is till.shop and not t.is_shut]) < 2:
            return
        revoked = Revocation(device=till.device.id, began=len(self.engine.commits))
        self.revoked.append(revoked)
        if self.house.revoke(till.shop.id, till.device.id):
            revoked.commits = len(self.engine.commits)

    def _evening(self) -> None:
        """The network is back: all is sent, some ask to be forgotten, every wallet is told."""
        self._flushed(4)
        self._last_orders()
        self._flushed(2)
        house = self.house
        for job in (house.night, house.sweep, house.sweep_of_the_given_up, house.sweep):
            self.scheduler.spawn("evening", job)
            self.scheduler.run()
            self.scheduler.now += timedelta(hours=26)

    def _flushed(self, hours: int) -> None:
        for _ in range(hours):
            for till in self.tills:
                self.scheduler.spawn(till.device.id, till.flush)
            self.scheduler.run()
            self.scheduler.now += timedelta(hours=1)

    def _last_orders(self) -> None:
        """A last stamp for everybody, and somebody leaves: no later change tells their wallet."""
        for till in self.tills:
            self.scheduler.spawn(till.device.id, partial(till.rush, 2))
        for shop in SHOPS:
            saved = [card for card, _ in self.cards[shop.id] if card in self.google.saved]
            for card in saved[:1]:
                leaving = partial(self._leaving, shop, card)
                self.scheduler.spawn("leaving", partial(self._at_some_time, leaving))
        self.scheduler.run()
