"""Paired phones: the single-use code, the device, its refresh token turning over."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from functions.failures import DeviceRevoked, NotAllowed, PairingRefused
from functions.records import Device, Pairing, Role
from functions.store import keys
from functions.store.engine import Cancelled, Delete, Engine, Expect, Item, Put, Update
from functions.store.retrying import retrying
from functions.store.walking import whole_query
from loyalty.entry import instant, instant_text
from loyalty.errors import NotFound

REFRESH_LIFE = timedelta(days=30)
"""A phone that has not been used for so long is paired anew."""


class DeviceStore:
    """Fulfils ``ports.Devices``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def offer(self, code: str, pairing: Pairing) -> None:
        """Keep a code's hash with what it permits; the table's TTL sweeps it away."""
        key = keys.pairing(code)
        item: Item = {
            "pk": key.pk,
            "sk": key.sk,
            "program": pairing.program,
            "role": pairing.role,
            "shop": pairing.shop,
            "expires_at": instant_text(pairing.expires_at),
            "ttl": int(pairing.expires_at.timestamp()),
        }
        retrying(lambda: self.engine.write(Put(item)))

    def pair(self, code: str, device: Device, refresh_hash: str, now: datetime) -> Device:
        """Use the code up and write the device, in one transaction."""
        key = keys.pairing(code)
        offered = retrying(lambda: self.engine.get(key))
        if offered is None or offered["role"] != device.role or _expiry(offered) <= now:
            raise PairingRefused()
        paired = Device(
            id=device.id,
            program=cast(str, offered["program"]),
            role=device.role,
            shop=cast(str, offered["shop"]),
            name=device.name,
            active=True,
            paired_at=now,
        )
        try:
            retrying(
                lambda: self.engine.transact(
                    [
                        Delete(key, Expect(present=True)),
                        Put(_item(paired, refresh_hash), Expect(absent=True)),
                    ]
                )
            )
        except Cancelled as refused:
            if not isinstance(refused.found[1], dict):
                raise PairingRefused() from None
        return paired

    def get(self, program: str, device: str) -> Device:
        """One device by its id."""
        item = retrying(lambda: self.engine.get(keys.device(program, device)))
        if item is None:
            raise NotAllowed()
        return _device(program, item)

    def every(self, program: str) -> Sequence[Device]:
        """All devices of a program, the latest paired first."""
        items = whole_query(self.engine, keys.devices(program))
        found = [_device(program, item) for item in items]
        return sorted(found, key=lambda device: device.paired_at, reverse=True)

    def renew(
        self, program: str, device: str, presented: str, following: str, now: datetime
    ) -> Device:
        """Turn the refresh token over; a stolen, older one shuts the device out."""
        key = keys.device(program, device)
        item = retrying(lambda: self.engine.get(key))
        if item is None:
            raise NotAllowed()
        if item["status"] != "active":
            raise DeviceRevoked()
        if now - instant(cast(str, item.get("renewed_at", item["paired_at"]))) > REFRESH_LIFE:
            raise NotAllowed()
        if presented not in (item["refresh"], item.get("refresh_before")):
            self.revoke(program, device)
            raise DeviceRevoked()
        update = Update(
            key,
            set={
                "refresh": following,
                "refresh_before": presented,
                "renewed_at": instant_text(now),
            },
            expect=Expect(equals={"status": "active", "refresh": item["refresh"]}),
        )
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled as lost:
            stands = lost.found[0]
            if not (isinstance(stands, dict) and stands["refresh"] == following):
                raise NotAllowed() from None
        return _device(program, item)

    def revoke(self, program: str, device: str) -> None:
        """Shut it out; a device that is not there raises ``NotFound``."""
        update = Update(
            keys.device(program, device), set={"status": "revoked"}, expect=Expect(present=True)
        )
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled:
            raise NotFound() from None


def _item(device: Device, refresh_hash: str) -> Item:
    key = keys.device(device.program, device.id)
    return {
        "pk": key.pk,
        "sk": key.sk,
        "role": device.role,
        "shop": device.shop,
        "name": device.name,
        "status": "active",
        "paired_at": instant_text(device.paired_at),
        "refresh": refresh_hash,
    }


def _device(program: str, item: Item) -> Device:
    return Device(
        id=cast(str, item["sk"]),
        program=program,
        role=cast(Role, item["role"]),
        shop=cast(str, item["shop"]),
        name=cast(str, item["name"]),
        active=item["status"] == "active",
        paired_at=instant(cast(str, item["paired_at"])),
    )


def _expiry(offered: Item) -> datetime:
    return instant(cast(str, offered["expires_at"]))
