"""Which Apple devices hold which cards: written twice, found from either side."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import cast

from functions.records import OnDevice, Registration
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
    Value,
)
from functions.store.retrying import retrying
from functions.store.walking import whole_query
from loyalty.entry import CardId, instant, instant_text

MOST_PHONES = 50
"""That hold one card: each of them costs a push for every stamp."""


class RegistrationStore:
    """Fulfils ``ports.Registrations``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def register(self, program: str, card: CardId, registration: Registration) -> bool:
        """Keep the device and its newest push token, seen from both sides.

        A phone that registers for a pass that was replaced keeps hearing of the newer one that it
        has, and of nothing where it was retired. Where there are too many, some make room.
        """
        here = keys.card_registration(program, card, registration.device)
        there = _there(program, card, registration)
        known = retrying(lambda: self.engine.get(here))
        is_new = known is None
        while True:
            told = Put(_item(here, _newest(registration, known or {})), _as_found(known))
            try:
                retrying(partial(self.engine.transact, [told, Put(there)]))
                break
            except Cancelled:  # another pass of the card, or an earlier try of this went through
                known = retrying(lambda: self.engine.get(here))
        if is_new:
            self._make_room(program, card, registration)
        return is_new

    def unregister(self, program: str, card: CardId, device: str, generation: int = 0) -> int:
        """Forget it on both sides; gives how many devices are left to be told."""
        here = keys.card_registration(program, card, device)
        theirs = _theirs(program, card, device, generation)
        of_that = Expect(equals={"generation": generation or None})
        try:
            retrying(partial(self.engine.transact, [Delete(here, of_that), *theirs]))
        except Cancelled:  # the phone has a newer one
            retrying(partial(self.engine.transact, theirs))
        return sum(not one.retired for one in self.of_card(program, card))

    def gone(self, program: str, card: CardId, registration: Registration) -> bool:
        """Forget what was read, and not what the phone has registered since."""
        here = keys.card_registration(program, card, registration.device)
        theirs = _theirs(program, card, registration.device, registration.generation)
        as_read = Expect(equals=_as_read(registration))
        try:
            retrying(lambda: self.engine.transact([Delete(here, as_read), *theirs]))
        except Cancelled:  # it has registered again, or has left by itself
            return False
        return True

    def retire(self, program: str, card: CardId, registration: Registration) -> bool:
        """It stays in the list of what the phone may ask for."""
        here = keys.card_registration(program, card, registration.device)
        as_read = Expect(present=True, equals=_as_read(registration))
        try:
            retrying(lambda: self.engine.write(Update(here, set={"retired": True}, expect=as_read)))
        except Cancelled:
            return False
        return True

    def of_card(self, program: str, card: CardId) -> Sequence[Registration]:
        """Devices that hold the card."""
        items = whole_query(self.engine, keys.card_registrations(program, card))
        return [
            Registration(
                device=cast(str, item["sk"]),
                push_token=cast(str, item["push_token"]),
                at=instant(cast(str, item["at"])),
                generation=_generation(item),
                retired=bool(item.get("retired", False)),
            )
            for item in items
        ]

    def of_device(self, device: str) -> Sequence[OnDevice]:
        """Each pass on the device; of what was kept before that was noted, since ever."""
        items = whole_query(self.engine, keys.apple_device(device))
        return [
            OnDevice(
                program=cast(str, item["program"]),
                card=CardId(cast(str, item["card"])),
                at=instant(cast(str, item["at"])) if "at" in item else None,
                generation=_generation(item),
            )
            for item in items
        ]

    def _make_room(self, program: str, card: CardId, latest: Registration) -> None:
        """The retired go first, then those with the oldest passes, then who registered first.

        Whoever has the token of a pass that was replaced pushes nobody out who has a newer one.
        """

        def worth(one: Registration) -> tuple[bool, int, bool, datetime]:
            return not one.retired, one.generation, one.device == latest.device, one.at

        held = sorted(self.of_card(program, card), key=worth, reverse=True)
        for least in held[MOST_PHONES:]:
            self.gone(program, card, least)


def _newest(registration: Registration, known: Item) -> Registration:
    """What is known of the phone from now on: the newest pass it has, and whether that is over."""
    if registration.generation > _generation(known):
        return registration
    is_over = bool(known.get("retired", False))
    return replace(registration, generation=_generation(known), retired=is_over)


def _item(key: Key, registration: Registration) -> Item:
    known = {name: value for name, value in _as_read(registration).items() if value is not None}
    return {"pk": key.pk, "sk": key.sk, **known}


def _as_read(registration: Registration) -> dict[str, Value | None]:
    return {
        "push_token": registration.push_token,
        "at": instant_text(registration.at),
        "generation": registration.generation or None,
        "retired": True if registration.retired else None,
    }


def _as_found(known: Item | None) -> Expect:
    if known is None:
        return Expect(absent=True)
    names = ("push_token", "at", "generation", "retired")
    return Expect(equals={name: known.get(name) for name in names})


def _there(program: str, card: CardId, registration: Registration) -> Item:
    key = keys.device_registration(registration.device, program, card, registration.generation)
    named: Item = {"program": program, "card": card, "at": instant_text(registration.at)}
    later: Item = {"generation": registration.generation} if registration.generation else {}
    return {"pk": key.pk, "sk": key.sk, **named, **later}


def _theirs(program: str, card: CardId, device: str, newest: int) -> list[Operation]:
    """That pass and the older ones, which have no more to hear."""
    each = (keys.device_registration(device, program, card, n) for n in range(newest + 1))
    return [Delete(key) for key in each]


def _generation(item: Item) -> int:
    return cast(int, item.get("generation", 0))
