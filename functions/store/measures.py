"""What the tills measure of themselves: one item for a till and a day, swept away by the TTL."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from functions.records import Measure
from functions.store import keys
from functions.store.engine import Cancelled, Engine, Expect, Item, Put
from functions.store.retrying import retrying
from functions.store.walking import whole_query

LIFE = timedelta(days=90)


class MeasureStore:
    """Fulfils ``ports.Measures``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def keep(self, program: str, measure: Measure) -> None:
        """A day's counts only grow: whatever has no more scans than are here is old, or here."""
        item = _item(program, measure)
        with suppress(Cancelled):
            try:
                self._put(item, Expect(below={"scans": measure.scans}))
            except Cancelled as refused:
                if refused.found[0] is None:
                    self._put(item, Expect(absent=True))

    def since(self, program: str, day: date) -> Sequence[Measure]:
        """From the first till of that day on."""
        items = whole_query(self.engine, keys.measures(program), low=keys.measures_from(day))
        return [_measure(item) for item in items]

    def _put(self, item: Item, expect: Expect) -> None:
        retrying(lambda: self.engine.write(Put(item, expect)))


def _item(program: str, measure: Measure) -> Item:
    key = keys.measure(program, measure.day, measure.till)
    ends = datetime.combine(measure.day, time(), UTC) + LIFE
    return {
        "pk": key.pk,
        "sk": key.sk,
        "scans": measure.scans,
        "errors": measure.errors,
        "milliseconds": [*measure.milliseconds],
        "ttl": int(ends.timestamp()),
    }


def _measure(item: Item) -> Measure:
    day, _, till = cast(str, item["sk"]).partition("#")
    return Measure(
        day=date.fromisoformat(day),
        till=till,
        scans=cast(int, item["scans"]),
        errors=cast(int, item["errors"]),
        milliseconds=tuple(cast("list[int]", item["milliseconds"])),
    )
