"""Counting what may happen so often in an hour or a minute, in one item that is used again.

One conditional update counts one; a period is a text that sorts as time does. Whoever counts in a
period that is over counts in the one that has begun meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from functions.store.engine import Cancelled, Engine, Expect, Item, Key, Update, Value
from functions.store.retrying import retrying


class Full(Exception):
    """There were so many in this period already; nothing was counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where it is counted: an item, two attributes of it, and what else must be true of it."""

    key: Key
    period: str
    count: str
    if_equal: Mapping[str, Value] = field(default_factory=dict)

    def one_more(self, period: str, at_most: int) -> Update:
        """One more of a period that has begun."""
        equals = {**self.if_equal, self.period: period}
        expect = Expect(equals=equals, below={self.count: at_most})
        return Update(self.key, add={self.count: 1}, expect=expect)

    def first(self, period: str, before: str | None) -> Update:
        """The first of a period; ``before`` is the one that the item has."""
        expect = Expect(equals={**self.if_equal, self.period: before})
        return Update(self.key, set={self.period: period, self.count: 1}, expect=expect)

    def next_try(self, found: Item, period: str, at_most: int) -> Update:
        """What to write instead, where this was found; raises ``Full``."""
        begun = cast("str | None", found.get(self.period))
        if begun is None or begun < period:
            return self.first(period, begun)
        if cast(int, found[self.count]) < at_most:
            return self.one_more(begun, at_most)
        raise Full()


def count_one(engine: Engine, counter: Counter, period: str, at_most: int) -> None:
    """Count one of ``at_most`` a period. Raises ``Full``, or ``Cancelled`` by ``if_equal``."""
    count = counter.one_more(period, at_most)
    while True:
        try:
            return retrying(partial(engine.write, count))
        except Cancelled as refused:
            found = refused.found[0]
            item = found if isinstance(found, dict) else {}
            if any(item.get(name) != value for name, value in counter.if_equal.items()):
                raise
            count = counter.next_try(item, period, at_most)
