"""What tills did that is in no entry: given without network and refused, cards replaced, PINs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Protocol

from loyalty.calendar import Week
from loyalty.card import standing
from loyalty.entry import CardId, Entry, Kind, OperationId
from loyalty.program import Program
from loyalty.signals import thresholds as least
from loyalty.signals.signal import Key, Signal

REPLACED = "card-replaced"
"""A replacement's code; a reward that was refused because of one has it too."""
PIN_REFUSED, PIN_BLOCKED = "pin-refused", "pin-blocked"
"""A wrong PIN; and one after which its till is shut for that person."""


class Notice(Protocol):
    """A reward that was refused when it was sent; without ``reward``: a card replaced, or a PIN."""

    @property
    def at(self) -> datetime:
        """When it was given or replaced."""
        ...

    @property
    def recorded_at(self) -> datetime | None:
        """When it was noted; older notices do not say."""
        ...

    @property
    def code(self) -> str:
        """Why it was refused, ``REPLACED``, ``PIN_REFUSED`` or ``PIN_BLOCKED``."""
        ...

    @property
    def operation(self) -> OperationId:
        """Under which it was sent: refused once, it may have been accepted later."""
        ...

    @property
    def card(self) -> CardId:
        """Which card; empty for a code that is none, and for a PIN."""
        ...

    @property
    def till(self) -> str:
        """By which till."""
        ...

    @property
    def staff(self) -> str | None:
        """Who had signed in there; of a PIN, who did not."""
        ...

    @property
    def reward(self) -> str | None:
        """What was given."""
        ...


Histories = Mapping[CardId, Sequence[Entry]]
"""All entries of the cards that notices are about; of one that cannot be read, none."""


def of_week(program: Program, week: Week, notices: Sequence[Notice]) -> list[Notice]:
    """Those that were noted in it, in the order in which they happened.

    By when it happened, what comes on Monday from Saturday would be in no mail at all.
    """
    begins, ends = week.bounds(program.time_zone)
    noted = (one for one in notices if begins <= noted_at(one) < ends)
    return sorted(noted, key=lambda one: one.at)


def noted_at(notice: Notice) -> datetime:
    """When the owner could first hear of it."""
    return notice.recorded_at or notice.at


def noticed(notices: Sequence[Notice], histories: Histories) -> Iterator[Signal]:
    """What of a week's notices is remarkable. One lost card alone is not."""
    replaced = [one for one in notices if one.code == REPLACED and not one.reward]
    wrong = [one for one in notices if one.code in (PIN_REFUSED, PIN_BLOCKED)]
    others = [one for one in notices if one not in replaced and one not in wrong]
    given = [one for one in others if not _is_in(one, histories)]
    for _, together in _by(lambda one: one.till, given):
        yield _signal("given", together)
    for card, together in _by(lambda one: one.card, replaced):
        yield from _used(together, histories.get(CardId(card), ()))
    yield from _often(replaced)
    yield from _guessed(wrong)


def _is_in(notice: Notice, histories: Histories) -> bool:
    """Whether it was accepted after all."""
    entries = histories.get(notice.card, ())
    return any(entry.operation == notice.operation for entry in entries)


def _used(replaced: Sequence[Notice], entries: Sequence[Entry]) -> Iterator[Signal]:
    rewards = [
        entry
        for entry in standing(entries)
        if entry.kind is Kind.REDEEM
        and any(one.at <= entry.happened_at < one.at + least.USED_WITHIN for one in replaced)
    ]
    if rewards:
        yield _signal("replaced", [*replaced, *rewards], count=len(rewards))


def _often(replaced: Sequence[Notice]) -> Iterator[Signal]:
    """On one till; or by one person on several, of which none is told."""
    told = set[str]()
    for till, together in _by(lambda one: one.till, replaced):
        if len(together) >= least.REPLACEMENTS:
            told.add(till)
            yield _signal("replacements", together)
    signed = [one for one in replaced if one.staff]
    for _, together in _by(lambda one: one.staff or "", signed):
        if len(together) >= least.REPLACEMENTS and not told & {one.till for one in together}:
            yield _signal("replacements", together)


def _guessed(wrong: Sequence[Notice]) -> Iterator[Signal]:
    """Of one person: many, or a till that is shut for them."""
    for _, together in _by(lambda one: one.staff or "", wrong):
        is_shut = any(one.code == PIN_BLOCKED for one in together)
        if is_shut or len(together) >= least.WRONG_PINS:
            yield _signal("pins", together)


def _by(
    part: Callable[[Notice], str], notices: Sequence[Notice]
) -> Iterator[tuple[str, list[Notice]]]:
    for key, together in groupby(sorted(notices, key=part), key=part):
        yield key, list(together)


def _signal(key: Key, done: Sequence[Notice | Entry], count: int | None = None) -> Signal:
    at = [one.happened_at if isinstance(one, Entry) else one.at for one in done]
    return Signal(
        key=key,
        count=len(done) if count is None else count,
        first=min(at),
        last=max(at),
        tills=tuple(sorted({one.till for one in done})),
        staff=tuple(sorted({one.staff for one in done if one.staff})),
        cards=tuple(dict.fromkeys(one.card for one in done if one.card))[: least.MOST_NAMED],
    )
