"""Who stands at a till, and what the owner is told of."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.entry import CardId, OperationId


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """Somebody who works at the tills. ``card`` is their own, which only a colleague stamps.

    ``blocked``: no PIN of theirs is good until the owner gives them a new one, of ``pin_at``.
    Not ``active``: they did work there, until ``removed_at``.
    """

    id: str
    name: str
    active: bool
    added_at: datetime
    card: CardId | None = None
    blocked: bool = False
    pin_at: datetime | None = None
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who has entered a PIN at the till that asks, and which: the one that was given at ``pin_at``.

    They may have another one by now, or have been removed.
    """

    staff: str
    pin_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PinTry:
    """A try at a PIN, counted already: what is kept of the right one, and how many are left.

    Of nobody, and of who was removed, nothing is kept; nobody has no name. ``tries_left`` at that
    ``till``: after a wrong one without any, it is shut for them, until ``retry_at`` or for good.
    """

    staff: str
    name: str
    kept: str
    till: str
    at: datetime
    pin_at: datetime
    tries_left: int
    retry_at: datetime | None = None


UNNAMED = OperationId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the owner should hear of: ``code`` says what, or why.

    A ``reward`` that a till gave without network and the rules refused then; or, without one, a
    card that was replaced there (``card-replaced``), or a PIN of ``staff`` that was tried there and
    was wrong (``pin-refused``; ``pin-blocked``: and no other may be tried for now).
    """

    at: datetime
    code: str
    card: CardId
    till: str
    shop: str
    reward: str | None = None
    staff: str | None = None
    operation: OperationId = UNNAMED
    recorded_at: datetime | None = None
