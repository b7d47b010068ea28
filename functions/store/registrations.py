"""Which Apple devices hold which cards: written twice, found from either side."""

from collections.abc import Sequence
from typing import cast

from functions.records import OnDevice, Registration
from functions.store import keys
from functions.store.engine import Cancelled, Delete, Engine, Expect, Item, Put
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

        Where there are too many, the oldest ones make room.
        """
        here = keys.card_registration(program, card, registration.device)
        there = keys.device_registration(registration.device, program, card)
        known = retrying(lambda: self.engine.get(here))
        retrying(
            lambda: self.engine.transact(
                [
                    Put({"pk": here.pk, "sk": here.sk, **_attributes(registration)}),
                    Put(
                        {
                            "pk": there.pk,
                            "sk": there.sk,
                            "program": program,
                            "card": card,
                            "at": instant_text(registration.at),
                        }
                    ),
                ]
            )
        )
        if known is None:
            self._make_room(program, card, registration)
        return known is None

    def unregister(self, program: str, card: CardId, device: str) -> int:
        """Forget it on both sides; gives how many devices are left."""
        here = keys.card_registration(program, card, device)
        there = keys.device_registration(device, program, card)
        retrying(lambda: self.engine.transact([Delete(here), Delete(there)]))
        return len(self.of_card(program, card))

    def gone(self, program: str, card: CardId, registration: Registration) -> bool:
        """Forget what was read, and not what the phone has registered since."""
        here = keys.card_registration(program, card, registration.device)
        there = keys.device_registration(registration.device, program, card)
        as_read = Expect(equals=_attributes(registration))
        try:
            retrying(lambda: self.engine.transact([Delete(here, as_read), Delete(there)]))
        except Cancelled:  # it has registered again, or has left by itself
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
            )
            for item in items
        ]

    def of_device(self, device: str) -> Sequence[OnDevice]:
        """Each card on the device; of what was kept before that was noted, since ever."""
        items = whole_query(self.engine, keys.apple_device(device))
        return [
            OnDevice(
                program=cast(str, item["program"]),
                card=CardId(cast(str, item["card"])),
                at=instant(cast(str, item["at"])) if "at" in item else None,
            )
            for item in items
        ]

    def _make_room(self, program: str, card: CardId, newest: Registration) -> None:
        others = [one for one in self.of_card(program, card) if one.device != newest.device]
        others.sort(key=lambda one: one.at, reverse=True)
        for too_old in others[MOST_PHONES - 1 :]:
            self.gone(program, card, too_old)


def _attributes(registration: Registration) -> Item:
    return {"push_token": registration.push_token, "at": instant_text(registration.at)}
