"""Who works at the tills, and their PINs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from functions.records import PinTry, StaffMember
from loyalty.entry import CardId


class Staff(Protocol):
    """Who works at a program's tills, as the owner has them. Nobody knows a PIN but its holder."""

    def add(self, program: str, member: StaffMember, kept: str) -> bool:
        """Write somebody new; ``kept`` is what is kept of their PIN. ``False``: the id is taken."""
        ...

    def every(self, program: str) -> Sequence[StaffMember]:
        """Everybody who works there or did, in the order in which they came."""
        ...

    def get(self, program: str, staff: str) -> StaffMember:
        """One of them; raises ``NotFound``."""
        ...

    def count_try(self, program: str, staff: str, till: str, now: datetime) -> PinTry:
        """One more try at their PIN at that till, counted before anything is compared.

        Raises ``TooManyPins`` or ``PinBlocked``, and then nothing may be compared.
        """
        ...

    def right(self, program: str, tried: PinTry, kept: str) -> bool:
        """The PIN was right: forget the tries and a miss, and keep this of it from now on.

        ``False`` where the person was removed meanwhile, or has another PIN.
        """
        ...

    def new_pin(self, program: str, staff: str, kept: str, now: datetime) -> None:
        """Another PIN in place of the one before; raises ``NotFound`` unless they work there."""
        ...

    def remove(self, program: str, staff: str, now: datetime) -> None:
        """From the next write on they answer for nothing; raises ``NotFound``."""
        ...

    def own_card(self, program: str, staff: str, card: CardId | None) -> None:
        """Note which card is theirs, or none; raises ``NotFound`` unless they work there.

        Or unless there is such a card, and somebody whose it is.
        """
        ...
