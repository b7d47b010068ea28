"""A bad afternoon of the outbox: sweepers and whoever was woken at once; a wallet that refuses,
processes that die, callers who are lost or come twice, scans in the midst of telling.

The clock is the simulation's; every refusal, death and overlap comes from one seed. ``PUSHES`` in
the environment makes it longer (10000 take half a minute).
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.journeys import tell_wallets
from functions.records import HeldCard, Told
from functions.store.engine import Engine, Item, Key, Operation, Page
from loyalty.entry import CardId, Entry, Kind, OperationId
from loyalty.errors import CardChanged
from passes.content import PassContent
from tests.shop import Shop

pytestmark = pytest.mark.long

CAFE = "cafe-poincon"
CHANGES = int(os.environ.get("PUSHES", "1200"))
CARDS = CHANGES // 25
MINUTES = CHANGES // 80
HOURS = 8
REFUSED, DIES_BEFORE, DIES_AFTER = 0.16, 0.02, 0.02
WOKEN, LOST, LATE, OVERLAPS, MEANWHILE = 0.8, 0.1, 0.4, 0.15, 6


class Died(BaseException):
    """The process ended."""


@dataclass
class Wallet:
    """Takes most of what it is told; ``got`` has the newest state of each card.

    ``at_once`` has the cards of which it was told something while it was told something else.
    """

    chance: random.Random
    shop: Shop
    waiting_for: str | None = None
    sends: Counter[tuple[CardId, int]] = field(default_factory=Counter)
    taken: Counter[tuple[CardId, int]] = field(default_factory=Counter)
    died: Counter[tuple[CardId, int]] = field(default_factory=Counter)
    got: dict[CardId, int] = field(default_factory=dict)
    telling: dict[CardId, int] = field(default_factory=dict)
    at_once: Counter[CardId] = field(default_factory=Counter)
    meanwhile: Callable[[], None] = lambda: None
    is_calm: bool = False

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        if self.telling.get(held.card.id, held.want) != held.want:
            self.at_once[held.card.id] += 1
        outer = self.telling.setdefault(held.card.id, held.want)
        try:
            return self._tell(held)
        finally:
            if outer == held.want:
                self.telling.pop(held.card.id, None)

    def _tell(self, held: HeldCard) -> Told:
        self.shop.later(milliseconds=20)
        for _ in range(MEANWHILE):
            self.meanwhile()
        what, fate = (held.card.id, held.want), 1.0 if self.is_calm else self.chance.random()
        if fate < DIES_BEFORE:
            raise Died()
        self.sends[what] += 1
        if fate < DIES_BEFORE + REFUSED:
            reason = self.chance.choice(["TooManyRequests", "InternalServerError"])
            return Told(done=False, reason=reason, retry_seconds=0)
        self.taken[what] += 1
        self.got[held.card.id] = held.want
        if fate < DIES_BEFORE + REFUSED + DIES_AFTER:
            self.died[what] += 1
            raise Died()
        return Told(done=True)


class Overlapping:
    """An engine in whose every write somebody else may come in between: ``others`` know who."""

    def __init__(self, engine: Engine, chance: random.Random) -> None:
        self.engine = engine
        self.chance = chance
        self.others: list[Callable[[], None]] = []
        self.is_within = False

    def get(self, key: Key) -> Item | None:
        return self.engine.get(key)

    def query(self, pk: str, **asked: Any) -> Page:
        return self.engine.query(pk, **asked)

    def due(self, partition: str, **asked: Any) -> Any:
        return self.engine.due(partition, **asked)

    def scan(self, **asked: Any) -> Page:
        return self.engine.scan(**asked)

    def write(self, operation: Operation) -> None:
        self.let_another_in()
        self.engine.write(operation)
        self.let_another_in()

    def transact(self, operations: Any) -> None:
        self.let_another_in()
        self.engine.transact(operations)

    def let_another_in(self) -> None:
        if self.others and not self.is_within and self.chance.random() < OVERLAPS:
            self.is_within = True
            try:
                self.chance.choice(self.others)()
            finally:
                self.is_within = False


@dataclass
class Callers:
    """What is said to whoever is woken: in any order, some of it never, late, or twice."""

    chance: random.Random
    twice: float
    waiting: list[tuple[CardId, datetime]] = field(default_factory=list)

    def __call__(self, card: CardId, until: datetime) -> None:
        if self.chance.random() >= LOST:
            times = 2 if self.chance.random() < self.twice else 1
            self.waiting += [(card, until)] * times

    def expected(self) -> list[CardId]:
        """Cards for which somebody is under way; mostly, nobody asks."""
        return [card for card, _ in self.waiting] if self.chance.random() < 0.3 else []

    def taken(self) -> tuple[CardId, datetime]:
        """Mostly the latest."""
        which = self.chance.randrange(len(self.waiting)) if self.chance.random() < 0.3 else -1
        return self.waiting.pop(which)


def test_whoever_tells_loses_nothing_and_never_two_tell_one_card_at_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    wallet, wanted = afternoon(shop, monkeypatch, twice=0.0)

    twice = {what for what, count in wallet.taken.items() if count > 1 + wallet.died[what]}
    sends = sum(wallet.sends.values())
    sys.stdout.write(f"{sends} sends for {CHANGES} changes, {sum(wallet.died.values())} deaths\n")
    assert sum(wanted.values()) >= CHANGES
    assert wallet.got == {card: want for card, want in wanted.items() if want}
    assert twice == set()
    assert wallet.at_once == {}
    assert sends <= 1.2 * sum(wanted.values())


def test_callers_that_come_twice_lose_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    wallet, wanted = afternoon(shop, monkeypatch, twice=0.3)

    assert wallet.got == {card: want for card, want in wanted.items() if want}
    assert sum(wallet.sends.values()) <= 1.4 * sum(wanted.values())


def afternoon(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, *, twice: float
) -> tuple[Wallet, dict[CardId, int]]:
    """What the wallet was told, and what it was to be told in the end."""
    chance = random.Random(20260202)
    monkeypatch.setattr(random, "uniform", chance.uniform)
    wallet, callers = Wallet(chance, shop), Callers(chance, twice)
    shop.services = replace(shop.services, apple=wallet)  # type: ignore[arg-type]
    cards = _issue(shop)
    engine = _overlap(shop, chance)
    wallet.meanwhile = engine.let_another_in

    def change() -> None:
        card = chance.choice(list(wallet.telling) or callers.expected() or cards)
        wake = callers if chance.random() < WOKEN else None
        while not _changed(shop, card, wake):
            pass

    engine.others = [lambda: _sweep(shop), lambda: _tell(shop, callers), change]
    for minute in range(MINUTES):
        began, late = shop.now, callers.waiting
        callers.waiting = []
        for _ in range(CHANGES // MINUTES + (minute < CHANGES % MINUTES)):
            change()
            if callers.waiting and chance.random() >= LATE:
                _tell(shop, callers)
        callers.waiting += late
        _sweep(shop)
        shop.now = max(shop.now, began + timedelta(minutes=1))

    wallet.is_calm, engine.others = True, []
    for _ in range(HOURS * 6):
        shop.later(minutes=10)
        tell_wallets.sweep(shop.services)
    assert _behind(shop) == []
    return wallet, {held.card.id: held.want for held in shop.services.cards.every(CAFE)}


def _tell(shop: Shop, callers: Callers) -> None:
    """One of those who were woken comes."""
    if not callers.waiting:
        return
    try:
        tell_wallets.tell(shop.services, CAFE, *callers.taken())
    except Died:
        return


def _sweep(shop: Shop) -> None:
    try:
        tell_wallets.sweep(shop.services)
    except Died:
        return


def _issue(shop: Shop) -> list[CardId]:
    for number in range(CARDS):
        shop.join(f"Ada {number}")
    cards = [held.card.id for held in shop.services.cards.every(CAFE)]
    for card in cards:
        held = shop.services.cards.head(CAFE, card)
        shop.services.outbox.attach(held, "apple", attached=True)
    return cards


def _overlap(shop: Shop, chance: random.Random) -> Overlapping:
    engine = Overlapping(shop.services.cards.engine, chance)  # type: ignore[attr-defined]
    for store in (shop.services.cards, shop.services.outbox):
        store.engine = engine  # type: ignore[attr-defined]
    return engine


def _changed(shop: Shop, card: CardId, wake: Callers | None) -> bool:
    """Something happens on the card, and perhaps somebody is woken; not if it was written since."""
    held = shop.services.cards.head(CAFE, card)
    entry = Entry(
        program=CAFE,
        card=card,
        operation=OperationId(f"operation-{held.want + 1:08d}"),
        seq=held.card.seq + 1,
        kind=Kind.EARN,
        happened_at=shop.now,
        recorded_at=shop.now,
        shop="orfevres",
        till="",
        staff=None,
        units=1,
        amount=None,
        changes=(),
        balance_after={},
        visit=1,
        rule_version=1,
        body_hash="0" * 64,
        previous_hash=held.card.head,
    )
    after = replace(held.card, seq=entry.seq, head=entry.hash)
    woken_at = shop.now if wake else None
    try:
        then = shop.services.cards.append(
            held, entry, after, scans_per_hour=None, woken_at=woken_at
        )
    except CardChanged:
        return False
    if wake and then.mark.due_at and then.mark.due_at != held.mark.due_at:
        wake(card, then.mark.due_at)
    return True


def _behind(shop: Shop) -> list[HeldCard]:
    return [held for held in shop.services.cards.every(CAFE) if held.behind]
