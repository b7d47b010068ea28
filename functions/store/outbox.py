"""What the wallets must be told: a mark on each card, claimed, tried, postponed, given up.

The mark (``want`` against ``done``) is under the sparse index ``due`` until every wallet that
holds the card knows. Whoever tells claims it first: ``due_at`` moves on by a minute, so a claim
whose holder died runs out by itself.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from functions.records import NO_MARK, HeldCard, Mark, Wallet
from functions.store import keys
from functions.store.cards import CardStore
from functions.store.engine import Cancelled, Engine, Expect, Update
from functions.store.items import Attributes, mark_attributes, wallets_text
from functions.store.retrying import retrying
from loyalty.entry import instant_text

LEASE = timedelta(seconds=60)
"""How long a claim holds: longer than it takes to tell one card's wallets."""


class OutboxStore:
    """Fulfils ``ports.Outbox``."""

    def __init__(self, engine: Engine, cards: CardStore) -> None:
        self.engine = engine
        self.cards = cards

    def due(self, now: datetime, limit: int) -> Iterator[HeldCard]:
        """Cards that wait to be told, read afresh: the index may lag."""
        for shard in keys.due_shards():
            yield from self._waiting(shard, now, limit)

    def dead(self, program: str, until: datetime, limit: int) -> Iterator[HeldCard]:
        """Cards that were given up, read afresh."""
        waiting = self._waiting(keys.dead_letters(program), until, limit)
        yield from (held for held in waiting if held.mark.dead)

    def claim(self, held: HeldCard, now: datetime) -> HeldCard | None:
        """Move ``due_at`` on by the lease; only one of two who read it the same can."""
        claimed = replace(held, mark=replace(held.mark, due_at=now + LEASE))
        return claimed if self._mark(held, claimed.mark) else None

    def told(self, held: HeldCard, wallet: Wallet) -> HeldCard:
        """Note what a wallet knows; the mark goes when all know and nothing new came."""
        told = replace(held, done={**held.done, wallet: held.want})
        told = replace(told, mark=held.mark.without(wallet) if told.behind else NO_MARK)
        self.cards.mark(held, {f"done_{wallet}": held.want, **_attributes(told)})
        return told

    def postpone(self, held: HeldCard, mark: Mark) -> None:
        """Try again later; a change that comes meanwhile is told at once."""
        self._mark(held, mark)

    def revive(self, program: str, now: datetime, limit: int) -> int:
        """Give up no longer: the next sweep tells them."""
        every = now + timedelta(days=366)
        found = self.dead(program, every, limit)
        return sum(self._mark(held, held.mark.anew(now)) for held in found)

    def attach(self, held: HeldCard, wallet: Wallet, *, attached: bool) -> None:
        """Note that the card is (or is no longer) in such a wallet, with what it has there.

        A wallet that has the card already keeps its mark: another phone may be behind. A card
        that was stamped since it was read is marked at once.
        """
        program, card, has, now = held.card.program, held.card.id, held.want, held
        while (wallet in now.wallets) != attached:
            now_in = now.wallets | {wallet} if attached else now.wallets - {wallet}
            then = replace(now, wallets=now_in, done={**now.done, wallet: has})
            left = now.mark.without(wallet).anew(now.modified_at) if then.behind else NO_MARK
            update = Update(
                keys.card(program, card),
                set={
                    "wallets": wallets_text(now_in),
                    f"done_{wallet}": has,
                    **mark_attributes(program, card, left),
                },
                expect=Expect(
                    equals={
                        "seq": now.card.seq,
                        "wallets": wallets_text(now.wallets),
                        **_due_as_read(now),
                    }
                ),
            )
            try:
                retrying(partial(self.engine.write, update))
                return
            except Cancelled:
                now = self.cards.head(program, card)

    def _waiting(self, partition: str, until: datetime, limit: int) -> Iterator[HeldCard]:
        asked = partial(self.engine.due, partition, until=instant_text(until), limit=limit)
        for key in retrying(asked):
            held = self.cards.head(*keys.card_of(key.pk))
            if not held.behind:
                self._mark(held, NO_MARK)
            elif held.mark.due_at and held.mark.due_at <= until:
                yield held

    def _mark(self, held: HeldCard, mark: Mark) -> bool:
        return self.cards.mark(held, _attributes(replace(held, mark=mark)), _due_as_read(held))


def _attributes(held: HeldCard) -> Attributes:
    return mark_attributes(held.card.program, held.card.id, held.mark)


def _due_as_read(held: HeldCard) -> Attributes:
    return {"due_at": instant_text(held.mark.due_at) if held.mark.due_at else None}
