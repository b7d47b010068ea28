"""Rounds of stamps that became rewards, and opening them again when goods come back."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from loyalty.calendar import local_date
from loyalty.entry import STAMPS, Account, Entry, reward_account
from loyalty.errors import AlreadyUsed, NotEnoughBalance
from loyalty.models.stamps import StampRule
from loyalty.posting import Posting

_Lots = list[tuple[date | None, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Stamps, by the day on which they end, that became a reward.

    ``waits_until`` is the last day of that reward, ``since`` the version that the round was
    begun under.
    """

    reward: Account
    waits_until: date | None
    goal: int
    stamps: _Lots
    since: int

    def reopen(self, posting: Posting) -> None:
        """The reward is stamps again, with their own dates; raises ``AlreadyUsed``."""
        if not posting.balance(self.reward):
            raise AlreadyUsed(balance=0, needed=1, account=self.reward)
        posting.take(self.reward, 1, first=[self.waits_until])
        for ends, units in self.stamps:
            if ends is None or ends >= posting.day:
                posting.add(STAMPS, units, ends)
        posting.count("reopened", 1)
        posting.facts |= {"goal": self.goal, "since": self.since}


def completed_rounds(standing: Iterable[Entry], zone: ZoneInfo) -> list[Round]:
    """Rounds that these entries completed and that were not opened again, oldest first."""
    rounds: list[Round] = []
    for entry in standing:
        rounds += _completed_by(entry, zone)
        del rounds[len(rounds) - int(entry.facts.get("reopened", 0)) :]
    return rounds


def take_stamps(
    posting: Posting,
    rule: StampRule,
    units: int,
    standing: Collection[Entry],
    zone: ZoneInfo,
    first: Iterable[date | None] = (),
) -> None:
    """Take stamps, those that end on the days of ``first`` first, with the rewards on the way.

    Rounds that ``standing`` completed open again as far as needed, the latest first. Raises
    ``AlreadyUsed``.
    """
    held = there = posting.balance(STAMPS)
    rounds, opened = completed_rounds(standing, zone), 0
    while there < units and rounds:
        there += rounds[-1].goal
        rounds.pop().reopen(posting)
        opened += 1
    if there < units:
        raise AlreadyUsed(balance=there, needed=units, account=STAMPS)
    _take(posting, STAMPS, min(units, posting.balance(STAMPS)), first)
    left = posting.balance(STAMPS)
    for step in rule.ladder:
        account = reward_account(step.reward)
        if any(entry.deltas.get(account, 0) > 0 for entry in standing):
            _take(posting, account, step.passed(left, opened, held), (None,))


def _take(posting: Posting, account: Account, units: int, first: Iterable[date | None]) -> None:
    try:
        posting.take(account, units, first=first)
    except NotEnoughBalance as short:
        raise AlreadyUsed(**short.facts, account=account) from None


def _completed_by(entry: Entry, zone: ZoneInfo) -> Iterator[Round]:
    if "rounds" not in entry.facts:
        return
    goal = int(entry.facts["goal"])
    reward = reward_account(str(entry.facts["reward"]))
    waits = [c.expires_on for c in entry.changes if c.account == reward and c.units > 0]
    stamps = _taken(entry, zone)
    for _ in range(int(entry.facts["rounds"])):
        yield Round(
            reward=reward,
            waits_until=waits[0],
            goal=goal,
            stamps=_first(stamps, goal),
            since=int(entry.facts.get("since", entry.rule_version)),
        )


def _taken(entry: Entry, zone: ZoneInfo) -> _Lots:
    """The stamps that it used up, soonest end first: those of before, the rest its own."""
    needed = int(entry.facts["goal"]) * int(entry.facts["rounds"])
    day = local_date(entry.happened_at, zone)
    before = [
        (change.expires_on, -change.units)
        for change in entry.changes
        if change.account == STAMPS and change.units < 0 and (change.expires_on or day) >= day
    ]
    until = entry.facts.get("until")
    own_end = date.fromisoformat(str(until)) if until else None
    own = needed - sum(units for _, units in before)
    return sorted([*before, (own_end, max(0, own))], key=lambda lot: lot[0] or date.max)


def _first(stamps: _Lots, units: int) -> _Lots:
    """Take so many off the front."""
    taken: _Lots = []
    while units:
        ends, there = stamps.pop(0)
        part = min(there, units)
        taken.append((ends, part))
        if there > part:
            stamps.insert(0, (ends, there - part))
        units -= part
    return taken
