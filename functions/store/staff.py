"""Who works at the tills: their PIN as a hash, how often it was tried, which card is their own.

That a card is theirs is said on both, in one transaction: a scan reads the card alone.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import cast

from functions.failures import PinBlocked, StoreUnavailable
from functions.records import PinTry, StaffMember
from functions.store import keys
from functions.store.engine import Cancelled, Check, Engine, Expect, Item, Operation, Put, Update
from functions.store.items import Attributes
from functions.store.pin_tries import AT_ONCE, NONE_YET, tries_of
from functions.store.retrying import retrying
from functions.store.walking import whole_query
from loyalty.entry import CardId, instant, instant_text
from loyalty.errors import NotFound

TRIES_AT_A_CARD = 8

_NO_PIN: Attributes = {"pin": None, **NONE_YET.kept}


class StaffStore:
    """Fulfils ``ports.Staff``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, program: str, member: StaffMember, kept: str) -> bool:
        """Under an id that nobody has."""
        key = keys.staff_member(program, member.id)
        at = instant_text(member.added_at)
        item: Item = {
            "pk": key.pk,
            "sk": key.sk,
            "name": member.name,
            "status": "active",
            "added_at": at,
            "pin": kept,
            "pin_at": at,
        }
        try:
            retrying(lambda: self.engine.write(Put(item, Expect(absent=True))))
        except Cancelled as refused:
            found = refused.found[0]
            return isinstance(found, dict) and _is_in(found, kept)  # our own lost answer
        return True

    def every(self, program: str) -> Sequence[StaffMember]:
        """By when they came, then by name."""
        found = [_member(item) for item in whole_query(self.engine, keys.staff(program))]
        return sorted(found, key=lambda member: (member.added_at, member.name))

    def get(self, program: str, staff: str) -> StaffMember:
        """One of them."""
        return _member(self._item(program, staff))

    def count_try(self, program: str, staff: str, till: str, now: datetime) -> PinTry:
        """In one conditional update of what the tries were, so that of many at once few are let by.

        The instants of the tries are kept, for at the end of a fixed quarter of an hour begins
        another one. A try counts as a miss until it is right. Of who was removed they are counted
        as before; of an id that nobody has, nothing is, and whoever asks has the list anyway.
        """
        try:
            item = self._item(program, staff)
        except NotFound:
            nobody = {"staff": staff, "name": "", "kept": "", "till": till}
            return PinTry(**nobody, at=now, pin_at=now, tries_left=AT_ONCE - 1, retry_at=None)
        while True:
            if "pin" not in item and item["status"] == "active":
                raise PinBlocked()
            tries = tries_of(item).with_one_more(till, now)
            count = Update(keys.staff_member(program, staff), set=tries.kept, expect=_as_read(item))
            try:
                retrying(partial(self.engine.write, count))
            except Cancelled as refused:
                item = cast(Item, refused.found[0])
                continue
            return PinTry(
                staff=staff,
                name=cast(str, item["name"]),
                kept=cast(str, item.get("pin", "")),
                till=till,
                at=now,
                pin_at=instant(cast(str, item["pin_at"])) if "pin_at" in item else now,
                tries_left=tries.left(till),
                retry_at=tries.resumes_at(till),
            )

    def right(self, program: str, tried: PinTry, kept: str) -> bool:
        """Unless the PIN is another one by now. This try was no miss, and makes one good."""
        while True:
            item = self._item(program, tried.staff)
            if item["status"] != "active" or item.get("pin") != tried.kept:
                return _is_in(item, kept)  # our own lost answer
            tries = tries_of(item)
            if (tried.at, tried.till) not in tries.recent:
                return True  # of what is kept as it was
            update = Update(
                keys.staff_member(program, tried.staff),
                set={"pin": kept, **tries.with_a_right_one(tried.till).kept},
                expect=_as_read(item),
            )
            try:
                retrying(partial(self.engine.write, update))
            except Cancelled:
                continue
            return True

    def new_pin(self, program: str, staff: str, kept: str, now: datetime) -> None:
        """With no tries at it."""
        fresh = {**_NO_PIN, "pin": kept, "pin_at": instant_text(now)}
        key = keys.staff_member(program, staff)
        update = Update(key, set=fresh, expect=Expect(present=True, equals={"status": "active"}))
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled:
            raise NotFound() from None

    def remove(self, program: str, staff: str, now: datetime) -> None:
        """The item stays, so that entries and signals have a name for whoever they name."""
        at = self.get(program, staff).removed_at or now
        gone: Attributes = {"status": "removed", "removed_at": instant_text(at), **_NO_PIN}
        self._take_card(program, staff, None, gone, {})

    def own_card(self, program: str, staff: str, card: CardId | None) -> None:
        """The card before it is anybody's again."""
        self._take_card(program, staff, card, {}, {"status": "active"})

    def _take_card(
        self, program: str, staff: str, card: CardId | None, changed: Attributes, status: Attributes
    ) -> None:
        """The person has this card and no other, and the card is nobody else's."""
        for _ in range(TRIES_AT_A_CARD):
            mine = _card(self._item(program, staff))
            writes: list[Operation] = [
                Update(
                    keys.staff_member(program, staff),
                    set={**changed, "card": card},
                    expect=Expect(present=True, equals={**status, "card": mine}),
                )
            ]
            if mine and mine != card:
                writes += self._given_back(program, mine, staff)
            if card:
                writes += self._taken(program, card, staff)
            try:
                return retrying(partial(self.engine.transact, writes))
            except Cancelled as refused:
                found = refused.found[0]
                if isinstance(found, dict) and any(found.get(n) != v for n, v in status.items()):
                    raise NotFound() from None
        raise StoreUnavailable("a member of staff and their card keep changing")

    def _given_back(self, program: str, card: CardId, staff: str) -> list[Operation]:
        """The card is nobody's; one that names somebody else, or is gone, is left alone."""
        item = retrying(lambda: self.engine.get(keys.card(program, card))) or {}
        return [_belongs(program, card, None, staff)] if item.get("staff") == staff else []

    def _taken(self, program: str, card: CardId, staff: str) -> list[Operation]:
        """The card is theirs, and not its former owner's, as long as it is anybody's at all."""
        item = retrying(lambda: self.engine.get(keys.card(program, card)))
        person = keys.member(program, card)
        if item is None or retrying(lambda: self.engine.get(person)) is None:
            raise NotFound()
        theirs = cast("str | None", item.get("staff"))
        others = nobodys(self.engine, program, card, theirs) if theirs != staff else []
        is_known = Check(person, Expect(present=True))
        return [_belongs(program, card, staff, theirs), is_known, *others]

    def _item(self, program: str, staff: str) -> Item:
        item = retrying(lambda: self.engine.get(keys.staff_member(program, staff)))
        if item is None:
            raise NotFound()
        return item


def nobodys(engine: Engine, program: str, card: CardId, staff: object) -> list[Operation]:
    """What else makes a card nobody's: the person, if they still have it."""
    if not (isinstance(staff, str) and staff):
        return []
    item = retrying(lambda: engine.get(keys.staff_member(program, staff)))
    return [without_card(program, staff, card)] if item and _card(item) == card else []


def without_card(program: str, staff: str, card: CardId) -> Update:
    """That person, once that card is nobody's any more."""
    key = keys.staff_member(program, staff)
    return Update(key, set={"card": None}, expect=Expect(present=True, equals={"card": card}))


def _belongs(program: str, card: CardId, staff: str | None, before: str | None) -> Update:
    expect = Expect(present=True, equals={"staff": before})
    return Update(keys.card(program, card), set={"staff": staff}, expect=expect)


def _as_read(item: Item) -> Expect:
    """Nobody has tried, removed them or given them another PIN meanwhile."""
    return Expect(equals={name: item.get(name) for name in ("status", *_NO_PIN)})


def _member(item: Item) -> StaffMember:
    is_active = item["status"] == "active"
    is_missed = tries_of(item).is_blocked_anywhere
    pin_at = cast("str | None", item.get("pin_at"))
    removed_at = cast("str | None", item.get("removed_at"))
    return StaffMember(
        id=cast(str, item["sk"]),
        name=cast(str, item["name"]),
        active=is_active,
        added_at=instant(cast(str, item["added_at"])),
        card=_card(item),
        blocked=is_active and (is_missed or "pin" not in item),
        pin_at=instant(pin_at) if pin_at else None,
        removed_at=instant(removed_at) if removed_at else None,
    )


def _card(item: Item) -> CardId | None:
    card = cast("str | None", item.get("card"))
    return CardId(card) if card else None


def _is_in(item: Item, kept: str) -> bool:
    return item["status"] == "active" and item.get("pin") == kept
