"""How often each till had written in its hour, after each commit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from functions.store.engine import Put
from tests.simulation.engine import Commit
from tests.simulation.journal import Refusal


@dataclass(frozen=True, slots=True)
class Stand:
    """After that commit the till's counter must say so much, of that hour."""

    commit: int
    hour: str
    count: int


class Hours:
    """An hour that is over stays over: what is dated in it and comes later counts in the next."""

    def __init__(self, commits: Sequence[Commit]) -> None:
        self.stands: dict[str, list[Stand]] = defaultdict(list)
        for number, commit in enumerate(commits):
            for op in commit.operations:
                if isinstance(op, Put) and str(op.item["sk"]).startswith("E#"):
                    self._count(number, str(op.item["till"]), str(op.item["recorded_at"])[:13])

    def fullest(self, till: str) -> Stand | None:
        """When it had written most in one hour."""
        return max(self.stands[till], key=lambda stand: stand.count, default=None)

    def latest(self, till: str) -> int:
        """What its counter must say in the end."""
        return self.stands[till][-1].count if self.stands[till] else 0

    def was_full(self, till: str, per_hour: int, refusal: Refusal) -> bool:
        """Whether it had written all it may, at some moment while that was made up."""
        stands = self.stands[till]
        meanwhile = [stand for stand in stands if refusal.since <= stand.commit < refusal.until]
        before = [stand for stand in stands if stand.commit < refusal.since][-1:]
        hour = f"{refusal.asked_at:%Y-%m-%dT%H}"
        return any(s.count >= per_hour and s.hour >= hour for s in [*before, *meanwhile])

    def _count(self, number: int, till: str, hour: str) -> None:
        if not till:
            return
        last = self.stands[till][-1] if self.stands[till] else Stand(0, "", 0)
        hour = max(hour, last.hour)
        count = last.count + 1 if hour == last.hour else 1
        self.stands[till].append(Stand(number, hour, count))
