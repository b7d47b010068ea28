"""Cards and their members: issuing, reading, and what their wallets must be told.

What the wallets must be told is a mark on the card (``want`` against ``done``), under the
sparse index ``due`` until every wallet that holds the card knows. The mark's writes leave
``seq``, the card's version, alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from functions.records import (
    Consent,
    HeldCard,
    ShortCodeTaken,
    Wallet,
)
from functions.store import keys
from functions.store.engine import (
    Cancelled,
    Delete,
    Engine,
    Expect,
    Item,
    Key,
    Operation,
    Put,
    Update,
)
from functions.store.items import (
    Attributes,
    entry_of,
    held_card,
    member_item,
    new_card,
    wallets_text,
)
from functions.store.retrying import retrying
from functions.store.walking import partitions
from loyalty.entry import CardId, instant_text
from loyalty.errors import KeyReused, UnknownCard
from loyalty.figures import Ledger

_NO_MARK: Attributes = {"due": None, "due_at": None}


class CardStore:
    """Fulfils ``ports.Cards``, but for the ledger (``ledger.LedgerStore``)."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def create(
        self, held: HeldCard, consents: Sequence[Consent], key: tuple[str, str] | None
    ) -> CardId:
        """Write a new card with its member, consents and pointers, all or nothing.

        ``key`` is an idempotency key with the hash of what was sent under it.
        """
        program, card = held.card.program, held.card.id
        operations: list[Operation] = [
            Put(new_card(held), Expect(absent=True)),
            Put(_pointer(keys.short_code(program, held.short_code), card), Expect(absent=True)),
        ]
        if held.member:
            person = member_item(program, card, held.member)
            operations.append(Put(person | ({"join_key": key[0]} if key else {})))
        operations += [Put(_consent_item(program, card, consent)) for consent in consents]
        if key:
            pointer = _pointer(keys.join(program, key[0]), card) | {"body_hash": key[1]}
            operations.append(Put(pointer, Expect(absent=True)))
        try:
            retrying(lambda: self.engine.transact(operations))
        except Cancelled as refused:
            return _made_before(refused, card, key)
        return card

    def head(self, program: str, card: CardId) -> HeldCard:
        """The card with its member: one short query."""
        partition = keys.card(program, card).pk
        page = retrying(
            lambda: self.engine.query(partition, low=keys.HEAD_LOW, high=keys.HEAD_HIGH)
        )
        found = {cast(str, item["sk"]): item for item in page.items}
        if "A#CARD" not in found:
            raise UnknownCard()
        return held_card(program, card, found["A#CARD"], found.get("A#MEMBER"))

    def by_short_code(self, program: str, code: str) -> CardId:
        """Follow the pointer from a short code."""
        item = retrying(lambda: self.engine.get(keys.short_code(program, code)))
        if item is None:
            raise UnknownCard()
        return CardId(cast(str, item["card"]))

    def told(self, held: HeldCard, wallet: Wallet) -> HeldCard:
        """Note what a wallet knows; the mark goes when all know and nothing new came."""
        told = replace(held, done={**held.done, wallet: held.want})
        gone = {} if told.behind else _NO_MARK
        self._mark(held, {f"done_{wallet}": held.want, **gone})
        return told

    def postpone(self, held: HeldCard, until: datetime) -> None:
        """Try again later; a change that comes meanwhile is told at once."""
        self._mark(held, {"due_at": instant_text(until)})

    def attach(self, held: HeldCard, wallet: Wallet, *, attached: bool) -> None:
        """Note that the card is (or is no longer) in such a wallet, with what it has there.

        A wallet that has the card already keeps its mark: another phone may be behind. A card
        that was stamped since it was read is marked at once.
        """
        program, card, has, now = held.card.program, held.card.id, held.want, held
        while (wallet in now.wallets) != attached:
            now_in = now.wallets | {wallet} if attached else now.wallets - {wallet}
            then = replace(now, wallets=now_in, done={**now.done, wallet: has})
            mark = _mark_of(then) if then.behind else _NO_MARK
            update = Update(
                keys.card(program, card),
                set={"wallets": wallets_text(now_in), f"done_{wallet}": has, **mark},
                expect=Expect(equals={"seq": now.card.seq, "wallets": wallets_text(now.wallets)}),
            )
            try:
                retrying(partial(self.engine.write, update))
                return
            except Cancelled:
                now = self.head(program, card)

    def forget(self, held: HeldCard, now: datetime) -> None:
        """Delete the person; the card stays, with its opaque id and its ledger."""
        program, card = held.card.program, held.card.id
        person = retrying(lambda: self.engine.get(keys.member(program, card))) or {}
        gone: list[Operation] = [Delete(keys.member(program, card))]
        if "join_key" in person:
            gone.append(Delete(keys.join(program, cast(str, person["join_key"]))))
        retrying(lambda: self.engine.transact(gone))
        if held.wallets:
            self._tell_again(held, now)

    def _tell_again(self, held: HeldCard, now: datetime) -> None:
        """Put the mark back, so that the wallets show what the card says without a name."""
        untold: Attributes = {f"done_{wallet}": -1 for wallet in held.wallets}
        modified = instant_text(next_modified(held.modified_at, now))
        self._mark(held, {**untold, **_mark_of(held), "modified_at": modified})

    def due(self, now: datetime, limit: int) -> Iterator[HeldCard]:
        """Cards that wait to be told, read afresh: the index may lag."""
        for shard in keys.due_shards():
            waiting = partial(self.engine.due, shard, until=instant_text(now), limit=limit)
            for key in retrying(waiting):
                program, card = keys.card_of(key.pk)
                held = self.head(program, card)
                if held.behind:
                    yield held
                else:
                    self._mark(held, _NO_MARK)

    def ledgers(self, program: str) -> Iterator[Ledger]:
        """Every card with its entries, one partition in memory at a time."""
        for partition, items in partitions(self.engine, keys.cards_prefix(program)):
            _, card = keys.card_of(partition)
            head = next((item for item in items if item["sk"] == "A#CARD"), None)
            if head is None:
                continue
            entries = [
                entry_of(program, card, item)
                for item in items
                if keys.is_entry(cast(str, item["sk"]))
            ]
            held = held_card(program, card, head, None)
            yield Ledger(
                card=card,
                joined_at=held.joined_at,
                entries=sorted(entries, key=lambda entry: entry.seq),
            )

    def every(self, program: str) -> Iterator[HeldCard]:
        """Every card with its member."""
        for partition, items in partitions(self.engine, keys.cards_prefix(program)):
            found = {cast(str, item["sk"]): item for item in items}
            if "A#CARD" in found:
                _, card = keys.card_of(partition)
                yield held_card(program, card, found["A#CARD"], found.get("A#MEMBER"))

    def _mark(self, held: HeldCard, attributes: Attributes) -> None:
        update = Update(
            keys.card(held.card.program, held.card.id),
            set=attributes,
            expect=Expect(equals={"want": held.want, "wallets": wallets_text(held.wallets)}),
        )
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled:
            return  # the card has moved on: its newer mark stands and will be told


def next_modified(before: datetime, now: datetime) -> datetime:
    """When a card changed, in whole seconds, later than any time it had before.

    HTTP dates have no fractions: two changes in one second must not look alike to a wallet
    that asks "since".
    """
    return max(now.replace(microsecond=0), before + timedelta(seconds=1))


def _mark_of(held: HeldCard) -> Attributes:
    """Due at once."""
    return {"due": keys.due_shard(held.card.id), "due_at": instant_text(held.modified_at)}


def _pointer(key: Key, card: CardId) -> Item:
    return {"pk": key.pk, "sk": key.sk, "card": card}


def _consent_item(program: str, card: CardId, consent: Consent) -> Item:
    key = keys.consent(program, card, consent.purpose, instant_text(consent.at))
    return {
        "pk": key.pk,
        "sk": key.sk,
        "granted": consent.granted,
        "text_version": consent.text_version,
    }


def _made_before(refused: Cancelled, card: CardId, key: tuple[str, str] | None) -> CardId:
    """Why a card was not created: made before under this key, or a short code is taken."""
    if key and isinstance(joined := refused.found[-1], dict):
        if joined["body_hash"] != key[1]:
            raise KeyReused() from None
        return CardId(cast(str, joined["card"]))
    if isinstance(taken := refused.found[1], dict) and taken["card"] != card:
        raise ShortCodeTaken() from None
    return card  # an earlier try of this very transaction went through
