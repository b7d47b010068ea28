"""Phones: those that scan, and those that hold a pass."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from functions.records import Device, OnDevice, Pairing, Registration
from loyalty.entry import CardId


class Devices(Protocol):
    """Paired phones and the permissions to pair one."""

    def offer(self, code: str, pairing: Pairing) -> None:
        """Keep a pairing code (only its hash) until it is used or too old."""
        ...

    def pair(self, code: str, device: Device, refresh_hash: str, now: datetime) -> Device:
        """Use the code up and write the device; raises ``PairingRefused``.

        Program, role and shop of the answer are the pairing's.
        """
        ...

    def count_try(self, code: str, now: datetime) -> None:
        """Note that a pairing code is tried; raises ``TooManyTries``."""
        ...

    def count_typed(self, program: str, device: str, at_most: int, now: datetime) -> None:
        """Note that a card's code was typed there.

        Raises ``TooManyTypedCodes`` after ``at_most`` in one hour, ``NotAllowed`` or
        ``DeviceRevoked``.
        """
        ...

    def get(self, program: str, device: str) -> Device:
        """A device; raises ``NotAllowed`` for one that is not known."""
        ...

    def every(self, program: str) -> Sequence[Device]:
        """All devices of a program, revoked ones included."""
        ...

    def renew(
        self, program: str, device: str, presented: str, following: str, now: datetime
    ) -> Device:
        """Turn the refresh token over (by hashes). Raises ``NotAllowed`` or ``DeviceRevoked``.

        The one before is taken too, as an answer may be lost and a first try may come after a
        second; of what followed it, what the phone uses next is good. An older one revokes it.
        """
        ...

    def revoke(self, program: str, device: str) -> None:
        """Shut a device out, from its very next write on."""
        ...


class Registrations(Protocol):
    """Which Apple devices hold which cards."""

    def register(self, program: str, card: CardId, registration: Registration) -> bool:
        """Keep it; ``True`` when it is new, ``False`` when only the token may have changed."""
        ...

    def unregister(self, program: str, card: CardId, device: str, generation: int = 0) -> int:
        """Forget that it has that pass, or an older one; gives how many devices are to be told.

        A newer pass of the card on the same phone stays.
        """
        ...

    def retire(self, program: str, card: CardId, registration: Registration) -> bool:
        """Note that it has heard that its pass was replaced; ``False`` as in ``gone``."""
        ...

    def gone(self, program: str, card: CardId, registration: Registration) -> bool:
        """Forget it; ``False`` where the phone has registered again, or left, since it was read."""
        ...

    def of_card(self, program: str, card: CardId) -> Sequence[Registration]:
        """Devices that hold the card."""
        ...

    def of_device(self, device: str) -> Sequence[OnDevice]:
        """Each pass that the device holds."""
        ...
