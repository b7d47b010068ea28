"""What a till gave without network and is refused now: the customer has it, the owner is told.

The notice comes before the answer: a till that never hears the refusal sends it again. It is a
write of that till as any other: beyond its limit of the hour the till is told to come back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from functions.failures import StaffNeeded
from functions.ports import Services
from functions.records import Device, Notice
from loyalty.entry import CardId, OperationId
from loyalty.errors import NotFound, RuleRefused


@dataclass(slots=True, kw_only=True)
class Given:
    """What the till says that it gave, and what is known of it by the time it is refused.

    Of a code that is no card's nothing is noted: whoever made it up would write as they like.
    """

    operation: OperationId
    at: datetime
    reward: str
    card: CardId | None = None
    staff: str | None = None


@contextmanager
def noted_if_refused(services: Services, device: Device, given: Given | None) -> Iterator[None]:
    """What the rules refuse inside is noted for the owner; ``None``: it was not given yet."""
    try:
        yield
    except (RuleRefused, NotFound, StaffNeeded) as refused:
        if given and given.card:
            _note(
                services, device, given.operation, _notice(device, given, given.card, refused.code)
            )
        raise


def _note(services: Services, device: Device, operation: OperationId, notice: Notice) -> None:
    per_hour = services.programs.current(device.program).limits.scans_per_till_hour
    now = services.clock()
    services.notices.note(device.program, operation, notice, now, scans_per_hour=per_hour)


def _notice(device: Device, given: Given, card: CardId, code: str) -> Notice:
    return Notice(
        at=given.at,
        code=code,
        card=card,
        till=device.id,
        shop=device.shop,
        reward=given.reward,
        staff=given.staff,
    )
