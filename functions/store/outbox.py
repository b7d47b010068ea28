"""What the wallets must be told: a mark on each card, claimed, tried, postponed, given up.

The mark (``want`` against ``done``) is under the sparse index ``due`` until every wallet that
holds the card knows. Whoever tells claims it first: ``due_at`` moves on by a minute, so a claim
whose holder died runs out by itself. A scan makes the claim for whom it wakes, in its own write.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial, reduce
from itertools import islice

from functions.failures import Damaged
from functions.records import LEASE, NO_MARK, HeldCard, Mark, Wallet
from functions.store import keys
from functions.store.cards import CardStore
from functions.store.engine import Cancelled, Engine, Expect, Key, Update
from functions.store.items import (
    UNTOLD,
    Attributes,
    due_as_read,
    mark_attributes,
    untold,
    wallets_text,
)
from functions.store.retrying import retrying
from loyalty.entry import CardId, instant_text
from loyalty.errors import UnknownCard

ENOUGH = LEASE / 2
"""What must be left of a claim for whoever begins to tell under it."""

PUT_OFF = timedelta(hours=1)
"""When a card that cannot be read is looked at again."""


class OutboxStore:
    """Fulfils ``ports.Outbox``."""

    def __init__(self, engine: Engine, cards: CardStore) -> None:
        self.engine = engine
        self.cards = cards

    def due(self, now: datetime, limit: int) -> Iterator[HeldCard]:
        """Cards that wait to be told, read afresh: the index may lag."""
        for shard in keys.due_shards():
            yield from islice(self._waiting(shard, now, limit), limit)

    def dead(self, program: str, until: datetime, limit: int) -> Iterator[HeldCard]:
        """Cards that were given up, read afresh."""
        waiting = self._waiting(keys.dead_letters(program), until, limit)
        yield from islice((held for held in waiting if held.mark.dead), limit)

    def claim(self, held: HeldCard, now: datetime) -> HeldCard | None:
        """Move ``due_at`` on by the lease; only one of two who read it the same can.

        An answer that was lost keeps nobody waiting for a claim of their own.
        """
        claimed = replace(held, mark=replace(held.mark, due_at=now + LEASE))
        return claimed if self._mark(held, claimed.mark) else None

    def woken(
        self, program: str, card: CardId, until: datetime | None, now: datetime
    ) -> HeldCard | None:
        """The claim is known by its end, which nobody else has made the same."""
        try:
            held = self.cards.head(program, card)
        except UnknownCard:
            return None
        except Damaged as damaged:
            self.cards.note(program, damaged)
            return None
        mark = held.mark
        if mark.due_at is None or mark.dead or not held.behind:
            return None
        is_theirs = until is not None and due_as_read(held) == {"due_at": instant_text(until)}
        if is_theirs and now + ENOUGH <= mark.due_at:
            return held
        return self.claim(held, now) if mark.due_at <= now else None

    def told(self, held: HeldCard, *wallets: Wallet, later: Mark | None = None) -> HeldCard:
        """Note what wallets know; the mark goes when all know and nothing new came.

        Whoever's claim is over may have been overtaken by what is newer, and their own message may
        have arrived last: then the wallets are told once more.
        """
        told = replace(held, done={**held.done, **dict.fromkeys(wallets, held.want)})
        told = replace(told, mark=later or _left(told, wallets))
        noted = {f"done_{wallet}": held.want for wallet in wallets} | _attributes(told)
        if self.cards.mark(held, noted, due_as_read(held)):
            return told
        now = self.cards.head(held.card.program, held.card.id)
        if now.want > held.want and due_as_read(now) == due_as_read(held):
            return now
        for wallet in wallets:
            self._tell_anew(held, wallet)
        return told

    def postpone(self, held: HeldCard, mark: Mark) -> None:
        """Try again later; a change that comes meanwhile is told at once."""
        self._mark(held, mark)

    def revive(self, program: str, now: datetime, limit: int) -> tuple[int, bool]:
        """Give up no longer: the next sweep tells them."""
        every = now + timedelta(days=366)
        done = [self._mark(held, held.mark.anew(now)) for held in self.dead(program, every, limit)]
        return sum(done), len(done) == limit

    def arrive(self, held: HeldCard, wallet: Wallet) -> None:
        """Note that the card is in such a wallet; whatever it shows there, it is told anew.

        Whoever is telling that wallet now has perhaps not seen the newcomer: their claim is over.
        """
        while True:
            now = self.cards.head(held.card.program, held.card.id)
            if self._move(now, now.wallets | {wallet}, wallet, UNTOLD):
                return

    def tell_later(self, held: HeldCard, at: datetime) -> bool:
        """Set the mark to that time; whatever changes before is told at once, and with it this."""
        later = _attributes(replace(held, mark=held.mark.anew(at)))
        return self.cards.mark(held, untold(held.wallets) | later, due_as_read(held))

    def attach(self, held: HeldCard, wallet: Wallet, *, attached: bool) -> None:
        """Note that the card is (or is no longer) in such a wallet, with what it has there.

        A wallet that has the card already keeps its mark: another phone may be behind. What
        changed since it was read is told at once, for it may have been overtaken on the way.
        """
        while True:
            now = self.cards.head(held.card.program, held.card.id)
            has = held.want if now.modified_at == held.modified_at else UNTOLD
            at_google = held.generation if attached else held.google_generation
            is_same = wallet != "google" or now.google_generation == at_google
            if not (attached or is_same):
                return  # a newer card was saved there meanwhile
            if (wallet in now.wallets) == attached and is_same and not (attached and has == UNTOLD):
                return
            now_in = now.wallets | {wallet} if attached else now.wallets - {wallet}
            if self._move(now, now_in, wallet, has, at_google):
                return

    def _tell_anew(self, held: HeldCard, wallet: Wallet) -> None:
        while True:
            now = self.cards.head(held.card.program, held.card.id)
            if wallet not in now.wallets or self._move(now, now.wallets, wallet, UNTOLD):
                return

    def _move(
        self,
        now: HeldCard,
        now_in: frozenset[Wallet],
        wallet: Wallet,
        has: int,
        at_google: int | None = None,
    ) -> bool:
        """``False`` where the card has moved on meanwhile.

        ``at_google`` is the generation that Google Wallet has from now on, if it is another one.
        """
        then = replace(now, wallets=now_in, done={**now.done, wallet: has})
        left = now.mark.without(wallet).anew(now.modified_at) if then.behind else NO_MARK
        changed: Attributes = {"wallets": wallets_text(now_in), f"done_{wallet}": has}
        changed |= _attributes(replace(now, mark=left))
        as_read: Attributes = {"seq": now.card.seq, **due_as_read(now)}
        if wallet == "google" and at_google is not None:
            changed["google_generation"] = at_google or None
            as_read["google_generation"] = now.google_generation or None
        return self.cards.mark(now, changed, as_read)

    def _waiting(self, partition: str, until: datetime, page: int) -> Iterator[HeldCard]:
        for key in self._listed(partition, until, page):
            held = self._readable(key, until)
            if held is None:
                continue
            if not held.behind:
                self._mark(held, NO_MARK)
            elif held.mark.due_at and held.mark.due_at <= until:
                yield held

    def _readable(self, key: Key, until: datetime) -> HeldCard | None:
        """The card; one that cannot be read is put off, so that it holds up no other."""
        program, card = keys.card_of(key.pk)
        try:
            return self.cards.head(program, card)
        except UnknownCard:
            return None  # the index lags behind a store that was mended by hand
        except Damaged as damaged:
            self.cards.note(program, damaged)
            self._put_off(key, until)
            return None

    def _put_off(self, key: Key, until: datetime) -> None:
        """Of a card that was given up the daily try says enough."""
        found = retrying(lambda: self.engine.get(key)) or {}
        if str(found.get("due", "")).startswith(keys.DEAD):
            return
        later: Attributes = {"due_at": instant_text(until + PUT_OFF)}
        as_read = Expect(present=True, equals={"due_at": found.get("due_at")})
        try:
            retrying(lambda: self.engine.write(Update(key, set=later, expect=as_read)))
        except Cancelled:
            return  # somebody has put it off, or mended it

    def _listed(self, partition: str, until: datetime, page: int) -> Iterator[Key]:
        """Each key once, a page after the other: what was done may be listed for a while yet."""
        seen: set[Key] = set()
        while True:
            asked = partial(self.engine.due, partition, until=instant_text(until))
            found = retrying(partial(asked, limit=len(seen) + page))
            new = [key for key in found if key not in seen]
            yield from new
            if len(new) < page:
                return
            seen.update(new)

    def _mark(self, held: HeldCard, mark: Mark) -> bool:
        return self.cards.mark(held, _attributes(replace(held, mark=mark)), due_as_read(held))


def _attributes(held: HeldCard) -> Attributes:
    return mark_attributes(held.card.program, held.card.id, held.mark)


def _left(told: HeldCard, wallets: Iterable[Wallet]) -> Mark:
    """The mark without what is known to be well, as long as anybody is behind."""
    if not told.behind:
        return NO_MARK
    return reduce(Mark.without, wallets, told.mark)
