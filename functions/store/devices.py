"""Paired phones: the single-use code, the device, its refresh token turning over."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from functions.failures import (
    DeviceRevoked,
    NotAllowed,
    PairingRefused,
    StoreUnavailable,
    TooManyTries,
    TooManyTypedCodes,
)
from functions.records import Device, Pairing, Role
from functions.store import keys
from functions.store.counting import Counter, Full, count_one
from functions.store.engine import Cancelled, Delete, Engine, Expect, Item, Put, Update
from functions.store.hours import hour_of, next_hour, seconds_until
from functions.store.items import Attributes
from functions.store.retrying import retrying
from functions.store.walking import whole_query
from loyalty.entry import instant, instant_text
from loyalty.errors import NotFound

REFRESH_LIFE = timedelta(days=30)
"""A phone that has not been used for so long is paired anew."""
MOST_FOLLOWING = 4
"""Tokens that follow one: a phone that hears no answer asks again, and its tries may come late."""
TRIES_AT_A_RENEWAL = 8

MINUTE = timedelta(minutes=1)
TRIES_A_MINUTE = 10
"""Pairing codes tried in one minute that begin with the same two characters, right or wrong.

A code has 40 random bits and lives for ten minutes; its beginning is one of 1024. So a guesser has
some 10 * 1024 * 10 = 102,400 tries at it, of 2 ** 40: about one in ten million. The count is kept
by beginnings so that nobody can shut out a code that they do not know: it takes 170 tries a second,
all the time, to fill every count, and one that is full is empty again with the next minute. A code
that ``poincon run`` prints lives for twelve hours: one in 150,000.
"""


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

    def count_try(self, code: str, now: datetime) -> None:
        """One more try, before the code is looked up: a right one says no more than a wrong one."""
        minute = now.replace(second=0, microsecond=0)
        counter = Counter(key=keys.pairing_tries(code), period="minute", count="count")
        try:
            count_one(self.engine, counter, instant_text(minute), TRIES_A_MINUTE)
        except Full:
            raise TooManyTries(retry_seconds=seconds_until(minute + MINUTE, now)) from None

    def count_typed(self, program: str, device: str, at_most: int, now: datetime) -> None:
        """One more of the till's hour, on the till's own item."""
        counter = Counter(
            key=keys.device(program, device),
            period="typed_hour",
            count="typed_count",
            if_equal={"status": "active"},
        )
        try:
            count_one(self.engine, counter, hour_of(now), at_most)
        except Full:
            over = next_hour(now)
            wait = seconds_until(over, now)
            raise TooManyTypedCodes(retry_at=over, retry_seconds=wait) from None
        except Cancelled as refused:
            raise (DeviceRevoked if refused.found[0] else NotAllowed)() from None

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
        """Turn the refresh token over; a stolen, older one shuts the device out.

        The one before is taken too, for the answer to it may be lost, or the phone's first try may
        come after its second. Which of the tokens that follow it the phone has, is known when one
        of them is used: then the others are good no more.
        """
        for _ in range(TRIES_AT_A_RENEWAL):
            item = self._active(program, device)
            if now - instant(cast(str, item.get("renewed_at", item["paired_at"]))) > REFRESH_LIFE:
                raise NotAllowed()
            good = _refreshing(item)
            if presented not in (*good, item.get("refresh_before")):
                self.revoke(program, device)
                raise DeviceRevoked()
            beside = [] if presented in good else good[: MOST_FOLLOWING - 1]
            turned: Attributes = {
                "refresh": following,
                "refresh_before": presented,
                "refresh_beside": " ".join(beside) or None,
                "renewed_at": instant_text(now),
            }
            as_read = {name: item.get(name) for name in ("status", *turned)}
            update = Update(keys.device(program, device), set=turned, expect=Expect(equals=as_read))
            try:
                retrying(partial(self.engine.write, update))
            except Cancelled as lost:
                stands = lost.found[0]
                if not (isinstance(stands, dict) and following in _refreshing(stands)):
                    continue
            return _device(program, item)
        raise StoreUnavailable()

    def _active(self, program: str, device: str) -> Item:
        item = retrying(lambda: self.engine.get(keys.device(program, device)))
        if item is None:
            raise NotAllowed()
        if item["status"] != "active":
            raise DeviceRevoked()
        return item

    def revoke(self, program: str, device: str) -> None:
        """Shut it out; a device that is not there raises ``NotFound``."""
        update = Update(
            keys.device(program, device), set={"status": "revoked"}, expect=Expect(present=True)
        )
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled:
            raise NotFound() from None


def _refreshing(item: Item) -> list[str]:
    """The hashes of the tokens that follow the one before, the latest first."""
    return [cast(str, item["refresh"]), *cast(str, item.get("refresh_beside", "")).split()]


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
