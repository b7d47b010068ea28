"""The weekly report, and how its mail fares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Handing: TypeAlias = Literal["", "sending", "waiting", "dead", "uncertain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a report's mail fares until it is sent.

    ``sending``: handed over, not yet answered. ``waiting``: refused, and tried again at ``try_at``.
    ``dead``: refused for a day, tried once a day. ``uncertain``: nobody knows whether it arrived,
    so only the owner has it sent again. ``unanswered`` counts hand-overs that got no answer.
    """

    state: Handing = ""
    tries: int = 0
    reason: str = ""
    failing_since: datetime | None = None
    try_at: datetime | None = None
    unanswered: int = 0


NOTHING_WRONG = Delivery()


GIVEN_UP: tuple[Handing, ...] = ("dead", "uncertain")
"""What the owner is shown: it is not tried again soon, or not by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A weekly report: claimed by one job, then sent; ``sent_at`` is ``None`` until then.

    ``entries`` and ``digest`` are the ledger's anchor at ``anchored_at``.
    """

    week: str
    claimed_at: datetime
    sent_at: datetime | None
    subject: str
    visits: int
    entries: int
    digest: str
    anchored_at: datetime | None = None
    delivery: Delivery = NOTHING_WRONG


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message to one person, as text and HTML, with attachments by file name.

    ``id`` is the same whenever the same message is handed over again; without one, it never is.
    """

    to: str
    sender_name: str
    subject: str
    text: str
    html: str
    attachments: Mapping[str, bytes]
    id: str = ""
