"""How often a person's PIN was tried, till by till, and when there are too many wrong ones.

Whoever guesses is stopped at the till where they do; at the others the person goes on, or one phone
could keep a whole shop from giving a reward. A try counts as a miss until it is right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from functions.failures import PinBlocked, TooManyPins
from functions.store.engine import Item
from functions.store.hours import seconds_until
from functions.store.items import Attributes
from loyalty.entry import instant, instant_text

AT_ONCE = 5
WITHIN = timedelta(minutes=15)
MOST_MISSES = 20
"""Wrong PINs at one till, beyond those that right ones made good: of ten thousand, that finds one
PIN in five hundred."""
MOST_EVERYWHERE = 60
"""At all tills together; who has one phone, or two, cannot shut the others with it."""
MADE_GOOD = 1
"""Wrong PINs that a right one makes good at its till. Somebody who guesses between two sign-ins of
the PIN's holder has one guess each time, not four."""
MOST_MADE_GOOD = 200
"""Of one PIN in all: who guesses for months finds one PIN in fifty, and who mistypes once a day has
a new PIN to ask for after two thirds of a year."""

_BEFORE = ""
"""The till of the misses that were counted before tills were told apart."""

Try = tuple[datetime, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """The ``recent`` tries with their tills, each till's misses, and how many were made good."""

    recent: tuple[Try, ...] = ()
    misses: Mapping[str, int]
    made_good: int = 0

    def with_one_more(self, till: str, now: datetime) -> "Tries":
        """Raises ``PinBlocked`` or ``TooManyPins`` where there may be none."""
        if self.is_blocked(till):
            raise PinBlocked()
        recent = [(at, where) for at, where in self.recent if at > now - WITHIN]
        here = [at for at, where in recent if where == till]
        if len(here) >= AT_ONCE:
            over = min(here) + WITHIN
            raise TooManyPins(retry_at=over, retry_seconds=seconds_until(over, now))
        misses = {**self.misses, till: self.misses.get(till, 0) + 1}
        return replace(self, recent=(*recent, (now, till)), misses=misses)

    def with_a_right_one(self, till: str) -> "Tries":
        """It was no miss, and makes one good."""
        wrong = self.misses.get(till, 0) - 1
        good = max(0, min(wrong, MADE_GOOD, MOST_MADE_GOOD - self.made_good))
        return replace(
            self,
            recent=tuple(one for one in self.recent if one[1] != till),
            misses={**self.misses, till: max(0, wrong - good)},
            made_good=self.made_good + good,
        )

    def left(self, till: str) -> int:
        """How many more may be tried there."""
        here = sum(where == till for _, where in self.recent)
        everywhere = MOST_EVERYWHERE - sum(self.misses.values())
        return max(0, min(AT_ONCE - here, MOST_MISSES - self.misses.get(till, 0), everywhere))

    def resumes_at(self, till: str) -> datetime | None:
        """From when on there may be more, where there are no more at once."""
        here = [at for at, where in self.recent if where == till]
        return min(here) + WITHIN if len(here) >= AT_ONCE and not self.is_blocked(till) else None

    def is_blocked(self, till: str) -> bool:
        """Whether only the owner helps there."""
        most = max(self.misses.get(till, 0), self.misses.get(_BEFORE, 0))
        return most >= MOST_MISSES or sum(self.misses.values()) >= MOST_EVERYWHERE

    @property
    def is_blocked_anywhere(self) -> bool:
        """At one till at least."""
        return any(self.is_blocked(till) for till in self.misses)

    @property
    def kept(self) -> Attributes:
        """As the store has it."""
        recent = [f"{instant_text(at)}/{till}" for at, till in self.recent]
        misses = [f"{till}/{count}" for till, count in self.misses.items() if count]
        return {
            "tries": " ".join(recent) or None,
            "misses": " ".join(misses) or None,
            "made_good": self.made_good or None,
        }


NONE_YET = Tries(misses={})


def tries_of(item: Item) -> Tries:
    """What an item says; one of an earlier version has a number of misses, and names no till."""
    recent = [one.partition("/") for one in cast(str, item.get("tries", "")).split()]
    return Tries(
        recent=tuple((instant(at), till) for at, _, till in recent),
        misses=_misses(item.get("misses", "")),
        made_good=cast(int, item.get("made_good", 0)),
    )


def _misses(kept: object) -> dict[str, int]:
    if isinstance(kept, int):
        return {_BEFORE: kept}
    parts = [one.rpartition("/") for one in cast(str, kept).split()]
    return {till: int(count) for till, _, count in parts}
