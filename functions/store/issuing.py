"""Issuing a card: it, its member, what leads to it, and the hour's count, all or nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from functions.failures import ShortCodeTaken, TooManyJoins
from functions.records import Consent, HeldCard
from functions.store import keys, names
from functions.store.counting import Counter, Full
from functions.store.engine import Cancelled, Engine, Expect, Item, Key, Operation, Put, Update
from functions.store.hours import hour_of, next_hour, seconds_until
from functions.store.items import member_item, new_card
from functions.store.retrying import retrying
from loyalty.entry import CardId, instant_text
from loyalty.errors import KeyReused

FormKey = tuple[str, str]
"""A form's idempotency key, and the hash of what was sent under it."""


def issue(
    engine: Engine,
    held: HeldCard,
    consents: Sequence[Consent],
    key: FormKey | None,
    joins_per_hour: int | None,
) -> CardId:
    """The card that was made, now or by the same form before; raises as ``ports.Cards.create``."""
    operations = _new(held, consents, key)
    if joins_per_hour is None:
        return _write(engine, held, key, operations)
    counter = Counter(key=keys.joins(held.card.program), period="hour", count="count")
    count = counter.one_more(hour_of(held.joined_at), joins_per_hour)
    while True:
        try:
            return _write(engine, held, key, [*operations[:2], count, *operations[2:]])
        except _OtherCount as other:
            count = _next_count(counter, other.found, held.joined_at, joins_per_hour)


def _write(
    engine: Engine, held: HeldCard, key: FormKey | None, operations: list[Operation]
) -> CardId:
    try:
        retrying(lambda: engine.transact(operations))
    except Cancelled as refused:
        return _made_before(refused, held.card.id, key)
    return held.card.id


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


class _OtherCount(Exception):
    """The hour's count stood in the way, as it was ``found``."""

    def __init__(self, found: Item) -> None:
        super().__init__()
        self.found = found


def _next_count(counter: Counter, found: Item, now: datetime, at_most: int) -> Update:
    try:
        return counter.next_try(found, hour_of(now), at_most)
    except Full:
        over = next_hour(now)
        wait = seconds_until(over, now)
        raise TooManyJoins(retry_at=over, retry_seconds=wait) from None


def _new(held: HeldCard, consents: Sequence[Consent], key: FormKey | None) -> list[Operation]:
    """The card first, its short code second, the form's key last."""
    program, card = held.card.program, held.card.id
    operations: list[Operation] = [
        Put(new_card(held), Expect(absent=True)),
        Put(_pointer(keys.short_code(program, held.short_code), card), Expect(absent=True)),
    ]
    if held.member:
        person = member_item(program, card, held.member)
        operations.append(Put(person | ({"join_key": key[0]} if key else {})))
        operations += [Put(named) for named in names.pointers(program, card, person)]
    operations += [Put(_consent_item(program, card, consent)) for consent in consents]
    if key:
        pointer = _pointer(keys.join(program, key[0]), card) | {"body_hash": key[1]}
        operations.append(Put(pointer, Expect(absent=True)))
    return operations


def _made_before(refused: Cancelled, card: CardId, key: FormKey | None) -> CardId:
    """Why it was not created: made before under this key, a short code is taken, or the count."""
    if key and isinstance(joined := refused.found[-1], dict):
        if joined["body_hash"] != key[1]:
            raise KeyReused() from None
        return CardId(cast(str, joined["card"]))
    if isinstance(taken := refused.found[1], dict) and taken["card"] != card:
        raise ShortCodeTaken() from None
    if refused.found[0] is False:
        counted = refused.found[2]
        raise _OtherCount(counted if isinstance(counted, dict) else {}) from None
    return card  # an earlier try of this very transaction went through
