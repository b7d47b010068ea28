"""One shop prepared once, and set up anew for each way in which something may happen in it."""

import random
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from functions.journeys import pair
from functions.ports import Programs, Services
from functions.store.cards import CardStore
from functions.store.engine import Item, Put
from functions.store.programs import ProgramStore
from functions.store.sqlite import SqliteEngine
from loyalty.entry import CardId
from tests.builders import at
from tests.simulation.chance import ruled
from tests.simulation.engine import Commit, Simulated
from tests.simulation.holders import Forgotten
from tests.simulation.house import House
from tests.simulation.journal import Request, ShutOut, Wait, deliver
from tests.simulation.paths import Path
from tests.simulation.scheduler import Scheduler, Worker
from tests.simulation.shops import BY_ID
from tests.simulation.till import Till
from tests.simulation.verdict import judge
from tests.simulation.wallets import Google, Phones, Shown
from tests.simulation.weather import Weather, calm
from tests.simulation.wired import Mail, services_on
from tests.simulation.world import Joined, Revocation

ANSWERS = 12
"""So often an operation is sent until somebody wonders."""


class Stage:
    """A shop with two cards and three tills. ``prepare`` once, then ``set_up`` for each path."""

    def __init__(self, shop: str, opened: str = "2026-02-02 10:00") -> None:
        self.seed = 0
        self.shop = BY_ID[shop]
        self.random = random.Random(7)
        self._programs: Programs | None = None
        self._kept: list[Item] = []
        self._asked: list[Request] = []
        self._commits: list[Commit] = []
        self.requests: list[Request] = []
        self.cards: dict[str, list[tuple[str, str]]] = {shop: []}
        self.seen: dict[str, dict[str, int]] = {}
        self.tills: list[Till] = []
        self.joined: list[Joined] = []
        self.misused: list[str] = []
        self.names: dict[str, str] = {}
        self.forgotten: list[Forgotten] = []
        self._opened = at(opened)
        self.set_up(Path([]))
        self.services.programs.publish(self.shop.data(), self.now)
        self._programs = ProgramStore(self.memory)
        self._open()
        self.keep()

    @property
    def now(self) -> datetime:
        return self.scheduler.now

    @contextmanager
    def ruled(self) -> Iterator[None]:
        """No chance, no time but the stage's: a pause before a new try is a turn given away."""
        with ruled(lambda: self.now, self.random, lambda _: self.scheduler.pause()):
            yield

    def set_up(self, path: Path, weather: Weather = calm) -> None:
        """As it was when it was kept, with nobody on it."""
        self.scheduler = Scheduler(path, self._opened)
        self.memory = SqliteEngine(None)
        for item in self._kept:
            self.memory.write(Put(item))
        self.engine = Simulated(self.memory, self.scheduler, weather, pauses_after=False)
        self.engine.lateness = lambda: 0.0
        self.engine.commits += self._commits
        self.mail = Mail()
        self.google, self.phones = Google(), Phones(lambda: self.now, self._looks)
        self.services: Services = services_on(
            self.engine, self.scheduler, self.google, self.phones, self.mail
        )
        if self._programs:
            self.services = replace(self.services, programs=self._programs)
        self.house = House(self.services, self.scheduler)
        self.requests = [
            replace(asked, answers=[*asked.answers], refusals=[*asked.refusals])
            for asked in self._asked
        ]
        self.revoked: list[Revocation] = []
        for till in self.tills:
            till.is_shut = False

    def merges(self, path: Path) -> None:
        """Have the path end where an earlier one was, but for the order of what changes nothing.

        A turn sees what was written and answered until it begins; which of two comes first that
        only read makes no difference. Until the fault has struck each call counts, too.
        """
        turns: dict[str, tuple[Hashable, ...]] = {}

        def begins(worker: Worker) -> None:
            turns[worker.name] = (*turns.get(worker.name, ()), self._moment())

        self.scheduler.begins = begins
        path.reached = lambda: frozenset(turns.items())

    def _moment(self) -> Hashable:
        """It is another one after each commit, and after whatever the requests' own book tells."""
        told = [(r.deliveries, len(r.answers), len(r.refusals), r.faults) for r in self.requests]
        before_the_fault = max(0, getattr(self.engine.weather, "left", 0))
        return len(self.engine.commits), tuple(told), before_the_fault

    def keep(self, at_time: str = "") -> None:
        """What is there now is what ``set_up`` brings back, perhaps at another time."""
        self._kept = list(self.memory.scan().items)
        self._asked, self._commits = self.requests, self.engine.commits
        self._opened = at(at_time) if at_time else self.now

    def asks(
        self, till: int, kind: str, card: int = 0, about: Request | None = None, **body: Any
    ) -> Request:
        """A till makes an operation, and does not send it yet."""
        name, code = self.cards[self.shop.id][card]
        request = Request(
            id=f"operation-{len(self.requests):012d}",
            kind=kind,
            program=self.shop.id,
            card=name,
            code=code,
            till=self.tills[till].device.id,
            made_at=self.now,
            body=body | ({"operation": about.id} if about else {}),
        )
        self.requests.append(request)
        return request

    def sends(self, request: Request) -> Callable[[], None]:
        """Send it until it is answered for good."""
        till = next(known for known in self.tills if known.device.id == request.till)

        def send() -> None:
            for _ in range(ANSWERS):
                try:
                    return deliver(self.services, till.device, request, self.engine, timedelta(0))
                except Wait:
                    self.scheduler.pause()
                except ShutOut:
                    till.is_shut = True
                    return None
            raise AssertionError(f"{request.kind} is never answered: {request.broke}")

        return send

    def done(self, request: Request) -> Request:
        """Send it while nobody else does anything."""
        self.together(self.sends(request))
        assert request.answers, request.refused
        return request

    def together(self, *actions: Callable[[], None]) -> None:
        """Everybody at once, in the order that the path says."""
        for number, action in enumerate(actions):
            self.scheduler.spawn(f"{number}", action)
        self.scheduler.run()

    def revokes(self, till: int) -> Callable[[], None]:
        """The owner shuts a phone out, and knows that it is."""
        device = self.tills[till].device

        def revoke() -> None:
            revoked = Revocation(device=device.id, began=len(self.engine.commits))
            self.revoked.append(revoked)
            assert self.house.revoke(self.shop.id, device.id)
            revoked.commits = len(self.engine.commits)

        return revoke

    def proved(self) -> None:
        """Nothing at all is wrong with what is kept and what was said."""
        score = judge(self)
        assert score.is_clean, "\n".join([*score.stories, *self.engine.log])

    def _looks(self, program: str, card: str) -> Shown:
        held = CardStore(self.memory).head(program, CardId(card))
        return Shown.of(held, held.member.first_name if held.member else None)

    def _open(self) -> None:
        for number in range(2):
            joined = Joined(self.shop.id, f"form-{number:020d}")
            joined.cards += self.house.join(self.shop.id, joined.key, f"Ada {number}")
            self.joined.append(joined)
            card = joined.cards[0]
            self.cards[self.shop.id].append((card, self.house.code(self.shop.id, card)))
        for _ in range(3):
            offer = pair.offer(self.services, self.shop.id, "till", "orfevres")
            device = pair.pair(self.services, "till", offer.code, "Till").device
            self.tills.append(Till(self, self.shop, device))
