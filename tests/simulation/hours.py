"""How often each till had written in its hour, after each commit: now, and of what had waited."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.store.engine import Item, Put
from tests.simulation.engine import Commit
from tests.simulation.journal import Refusal

WAITED = timedelta(minutes=1)
LATE_TIMES = 4
"""So many times as much may come in an hour of what had waited."""


@dataclass(frozen=True, slots=True)
class Stand:
    """After that commit the till's counter must say so much, of that hour."""

    commit: int
    hour: str
    count: int


class Hours:
    """An hour that is over stays over: what is dated in it and comes later counts in the next."""

    def __init__(self, commits: Sequence[Commit]) -> None:
        self.stands: dict[tuple[str, bool], list[Stand]] = defaultdict(list)
        for number, commit in enumerate(commits):
            for op in commit.operations:
                if isinstance(op, Put) and str(op.item["sk"]).startswith("E#"):
                    place = str(op.item["till"]), had_waited(op.item)
                    self._count(number, place, str(op.item["recorded_at"])[:13])

    def fullest(self, till: str, *, late: bool) -> Stand | None:
        """When it had written most in one hour."""
        return max(self.stands[till, late], key=lambda stand: stand.count, default=None)

    def latest(self, till: str, *, late: bool) -> int:
        """What its counter must say in the end."""
        return self.stands[till, late][-1].count if self.stands[till, late] else 0

    def was_full(self, till: str, per_hour: int, refusal: Refusal) -> bool:
        """Whether it had written all it may, at some moment while that was made up."""
        late = refusal.code == "too-many-late-scans"
        per_hour = per_hour * LATE_TIMES if late else per_hour
        stands = self.stands[till, late]
        meanwhile = [stand for stand in stands if refusal.since <= stand.commit < refusal.until]
        before = [stand for stand in stands if stand.commit < refusal.since][-1:]
        hour = f"{refusal.asked_at:%Y-%m-%dT%H}"
        return any(s.count >= per_hour and s.hour >= hour for s in [*before, *meanwhile])

    def _count(self, number: int, place: tuple[str, bool], hour: str) -> None:
        if not place[0]:
            return
        last = self.stands[place][-1] if self.stands[place] else Stand(0, "", 0)
        hour = max(hour, last.hour)
        count = last.count + 1 if hour == last.hour else 1
        self.stands[place].append(Stand(number, hour, count))


def had_waited(entry: Item) -> bool:
    """Whether it came a minute after it was made or later; what takes back counts as made now."""
    made, came = (datetime.fromisoformat(str(entry[at])) for at in ("happened_at", "recorded_at"))
    return entry["kind"] != "reverse" and came - made >= WAITED
