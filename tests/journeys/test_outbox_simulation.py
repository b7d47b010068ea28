"""A bad afternoon of the outbox: two sweepers at once, a wallet that refuses, processes that die.

The clock is the simulation's; every refusal, death and overlap comes from one seed. ``PUSHES`` in
the environment makes it longer (10000 take half a minute).
"""

import os
import random
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.journeys import tell_wallets
from functions.records import HeldCard, Told
from functions.store.engine import Engine, Item, Key, Operation, Page
from loyalty.entry import CardId, Entry, Kind, OperationId
from passes.content import PassContent
from tests.shop import Shop

pytestmark = pytest.mark.long

CAFE = "cafe-poincon"
CHANGES = int(os.environ.get("PUSHES", "1200"))
CARDS = CHANGES // 25
MINUTES = CHANGES // 80
REFUSED, DIES_BEFORE, DIES_AFTER = 0.16, 0.02, 0.02


class Died(BaseException):
    """The process ended."""


@dataclass
class Wallet:
    """Takes most of what it is told; ``got`` has the newest state of each card."""

    chance: random.Random
    shop: Shop
    waiting_for: str | None = None
    sends: Counter[tuple[CardId, int]] = field(default_factory=Counter)
    taken: Counter[tuple[CardId, int]] = field(default_factory=Counter)
    died: Counter[tuple[CardId, int]] = field(default_factory=Counter)
    got: dict[CardId, int] = field(default_factory=dict)
    is_calm: bool = False

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        self.shop.later(milliseconds=20)
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
    """An engine in whose every write another sweeper may come in between."""

    def __init__(self, engine: Engine, chance: random.Random) -> None:
        self.engine = engine
        self.chance = chance
        self.other: Any = None
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
        self._let_the_other_in()
        self.engine.write(operation)
        self._let_the_other_in()

    def transact(self, operations: Any) -> None:
        self.engine.transact(operations)

    def _let_the_other_in(self) -> None:
        if self.other and not self.is_within and self.chance.random() < 0.05:
            self.is_within = True
            try:
                self.other()
            finally:
                self.is_within = False


def test_two_sweepers_lose_nothing_and_hardly_tell_anything_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(20260202)
    monkeypatch.setattr(random, "uniform", chance.uniform)
    wallet = Wallet(chance, shop)
    shop.services = replace(shop.services, apple=wallet)  # type: ignore[arg-type]
    cards = _issue(shop)
    engine = _overlap(shop, chance)
    for minute in range(MINUTES):
        for _ in range(CHANGES // MINUTES + (minute < CHANGES % MINUTES)):
            _change(shop, chance.choice(cards))
        _minute(shop, engine)

    wallet.is_calm = True
    while _behind(shop):
        shop.later(minutes=10)
        tell_wallets.sweep(shop.services)

    wanted = {held.card.id: held.want for held in shop.services.cards.every(CAFE)}
    twice = {what for what, count in wallet.taken.items() if count > 1 + wallet.died[what]}
    sends = sum(wallet.sends.values())
    sys.stdout.write(f"{sends} sends for {CHANGES} changes, {sum(wallet.died.values())} deaths\n")
    assert sum(wanted.values()) == CHANGES
    assert wallet.got == {card: want for card, want in wanted.items() if want}
    assert twice == set()
    assert sends <= 1.2 * CHANGES


def _minute(shop: Shop, engine: Overlapping) -> None:
    """Both sweepers run, the one in the midst of the other."""
    began = shop.now
    engine.other = lambda: _sweep(shop)
    _sweep(shop)
    engine.other = None
    shop.now = max(shop.now, began + timedelta(minutes=1))


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


def _change(shop: Shop, card: CardId) -> None:
    """Something happens on the card."""
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
    shop.services.cards.append(held, entry, after, scans_per_hour=None)


def _behind(shop: Shop) -> list[HeldCard]:
    return [held for held in shop.services.cards.every(CAFE) if held.behind]
