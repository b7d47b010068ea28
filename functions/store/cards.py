"""Cards and their members: issuing, reading, forgetting.

What a card's wallets must be told is a mark on the card, which ``outbox.py`` works off. The
mark's writes leave ``seq``, the card's version, alone.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import cast

from functions.failures import ShortCodeTaken
from functions.records import Consent, HeldCard
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
    due_at_once,
    entry_of,
    held_card,
    member_item,
    new_card,
    tombstone,
    wallets_text,
)
from functions.store.retrying import retrying
from functions.store.walking import partitions
from loyalty.entry import CardId, instant_text
from loyalty.errors import KeyReused, UnknownCard
from loyalty.figures import Ledger


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

    def forget(self, held: HeldCard, now: datetime) -> None:
        """Delete the person and say so; the card stays, with its opaque id and its ledger."""
        program, card = held.card.program, held.card.id
        person = retrying(lambda: self.engine.get(keys.member(program, card))) or {}
        gone: list[Operation] = [
            Delete(keys.member(program, card)),
            Put(tombstone(program, card, now)),
        ]
        if "join_key" in person:
            gone.append(Delete(keys.join(program, cast(str, person["join_key"]))))
        if held.reference:
            gone += _import_gone(held, held.reference)
        retrying(lambda: self.engine.transact(gone))
        if held.wallets:
            self._tell_again(held, now)

    def _tell_again(self, held: HeldCard, now: datetime) -> None:
        """Put the mark back, so that the wallets show what the card says without a name."""
        modified = next_modified(held.modified_at, now)
        untold: Attributes = {f"done_{wallet}": -1 for wallet in held.wallets}
        untold |= {"modified_at": instant_text(modified)}
        self.mark(held, untold | due_at_once(held.card.id, now))

    def mark(
        self, held: HeldCard, attributes: Attributes, expected: Attributes | None = None
    ) -> bool:
        """Note something about the card's wallets, unless the card has moved on.

        ``False`` where it has: its newer mark stands, and is told.
        """
        program, card = held.card.program, held.card.id
        as_read: Attributes = {"want": held.want, "wallets": wallets_text(held.wallets)}
        as_read |= expected or {}
        update = Update(keys.card(program, card), set=attributes, expect=Expect(equals=as_read))
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled:
            return False
        return True

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


def next_modified(before: datetime, now: datetime) -> datetime:
    """When a card changed, in whole seconds, later than any time it had before.

    HTTP dates have no fractions: two changes in one second must not look alike to a wallet
    that asks "since".
    """
    return max(now.replace(microsecond=0), before + timedelta(seconds=1))


def _pointer(key: Key, card: CardId) -> Item:
    return {"pk": key.pk, "sk": key.sk, "card": card}


def _import_gone(held: HeldCard, reference: str) -> list[Operation]:
    """Whose history was brought in: the next import of it does not find this card."""
    program, card = held.card.program, held.card.id
    nobody: Attributes = {"reference": None, "imported_at": None}
    return [
        Delete(keys.imported(program, reference)),
        Update(keys.card(program, card), set=nobody, expect=Expect(present=True)),
    ]


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
