"""A shop moves from its SQLite file to a DynamoDB table while its tills scan.

1. From now on the file notes every change (``leaving.py``).
2. Everything is copied as it was at one moment, and the sums of both sides are compared.
3. What has changed since is brought, and each such item read back, until hardly any is left.
4. The file is shut; the rest is brought and read back; the table is marked as the shop's.

So the file is shut for as long as the last changes take, however large it is. Cut off anywhere, the
same goes on: what was copied stays, and what changed meanwhile is noted.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from functions.failures import StoreUnavailable
from functions.store import keys
from functions.store.arriving import Arriving, Sum, answering, batches, ends, summed
from functions.store.engine import Item, Key, item_key
from functions.store.leaving import (
    CLOSED,
    COPYING,
    EMPTYING,
    GIVEN_UP,
    LIVE,
    MOVED,
    Leaving,
    Move,
    Place,
    place_of,
    refusal,
)
from loyalty.entry import instant_text
from loyalty.errors import BadConfiguration

STRIDE = 2_000
FEW = 200
"""Changes that are left to the moment in which nobody can write."""
ROUNDS = 200
SOON = timedelta(days=1)
ITEM_BYTES, PK_BYTES, SK_BYTES = 400_000, 2048, 1024


class Counting(Protocol):
    """Somebody who is told of each step."""

    def step(self, number: int = 1) -> None: ...


class Watcher(Protocol):
    """Whoever waits for it at a terminal."""

    def say(self, text: str) -> None: ...

    def count(self, unit: str, total: int | None) -> AbstractContextManager[Counting]: ...


@dataclass(slots=True)
class Plan:
    """What there is to copy: DynamoDB's write units, and items that it would not take."""

    items: int = 0
    bytes: int = 0
    units: int = 0
    unfit: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Items as of one moment, with their digest, changes since, and how many seconds it was shut.

    No items and no digest where they were copied by an earlier call, which was cut off.
    """

    items: int
    digest: str
    changes: int
    shut: float


@dataclass(slots=True, kw_only=True)
class Moving:
    """One move; ``now`` is when it goes on."""

    source: Leaving
    target: Arriving
    name: str
    now: datetime
    watcher: Watcher
    timer: Callable[[], float] = time.monotonic
    _copied: Sum = field(default_factory=Sum)
    _followed: int = 0

    def plan(self) -> Plan:
        """Look at everything; raises ``BadConfiguration`` where it cannot be moved there."""
        self.target.refuse_unfit()
        self._refuse_occupied(self.source.move())
        plan = Plan()
        with self.source.as_it_is() as snapshot, self.watcher.count("items", None) as counted:
            for item in filter(self._goes, snapshot.items()):
                _reckon(plan, item)
                counted.step()
        if plan.unfit:
            hint = "DynamoDB takes 400 KB an item, 2048 bytes a pk and 1024 an sk"
            raise BadConfiguration(errors=[_too_big(path, hint) for path in plan.unfit])
        return plan

    def go(self, plan: Plan) -> Moved:
        """All of it, from where it was cut off; whatever it raises, the same call goes on."""
        move = self._begun()
        mark = self.target.mark() or {}
        if mark.get("state") != LIVE:
            if move.state == COPYING:
                self._copy(move.after, plan.items)
            self._follow_closely()
            return self._change_over(move)
        self.source.leave()
        return Moved(items=0, digest="", changes=0, shut=0.0)

    def open_again(self) -> None:
        """Stay in the file; raises ``BadConfiguration`` where something would be lost by it.

        A table that does not answer holds up nothing but what it may know better: whether the
        shop is there.
        """
        move = self.source.move()
        if move is None:
            raise refusal("the store", "is not moving", "nothing is to be opened again")
        if move.state in (CLOSED, MOVED):
            self._refuse_written(move)
            self._give_up(move)
        else:
            try:
                with answering():
                    self._give_up(move)
            except StoreUnavailable as silent:
                self.watcher.say(f"{move.target} did not answer ({silent}): empty it yourself.")
        self.source.stay()

    def _begun(self) -> Move:
        """The move, noted on both sides: first in the file, then in the table."""
        move = self.source.move()
        self._refuse_occupied(move)
        if move is None:
            self.source.begin(secrets.token_hex(16), self.name, instant_text(self.now))
        elif self.target.mark() is None:
            self.source.copied_to(None)  # the table was made anew
        move = self.source.move()
        assert move is not None
        mark = self.target.mark()
        if mark is None:
            self.target.claim(move.id)
        elif mark["state"] in (GIVEN_UP, EMPTYING):
            self.watcher.say("Taking out what a move that was given up has left there…")
            self.target.take_over(move.id, mark)
        return move

    def _refuse_occupied(self, move: Move | None) -> None:
        mark = self.target.mark()
        wrong = _occupied(mark, move, self.name)
        if wrong is None and mark is None and not self.target.is_empty():
            wrong = "is not empty", "name an empty one; functions are deployed after the move"
        if wrong:
            raise refusal(self.name, *wrong)

    def _copy(self, after: Place | None, total: int) -> None:
        self._copied = Sum()
        with self.source.as_it_is() as snapshot, self.watcher.count("items", total) as counted:
            items = (item for item in snapshot.items() if self._goes(item))
            for some in batches(items, STRIDE):
                states: dict[Key, Item | None] = {}
                for item in some:
                    self._add(item)
                    if after is None or place_of(item_key(item)) > after:
                        states[item_key(item)] = item
                if states:
                    self.target.bring(states)
                    self.source.copied_to(item_key(some[-1]))
                counted.step(len(some))
            for keys_ in batches(iter(snapshot.changes()), STRIDE):
                self.target.bring({key: self._goes_or_none(snapshot.get(key)) for key in keys_})
        self._compare()
        self.source.follow()

    def _compare(self) -> None:
        self.watcher.say("Reading it back…")
        with self.watcher.count("items", self._copied.items) as counted:
            there = self.target.sum(self._counts, counted.step)
        if there != self._copied:
            sides = f"{there.items:,} items of {self._copied.items:,}"
            hint = "has anything else written there? poincon move --open-again, then move anew"
            raise refusal(self.name, f"does not hold what was copied ({sides})", hint)

    def _follow_closely(self) -> None:
        """Until hardly any change is left; more than a till makes, and no move is possible now."""
        for _ in range(ROUNDS):
            if self.source.behind() <= FEW:
                return
            self._follow()
        hint = "give the command again at a quieter time: it goes on"
        raise refusal(self.name, "takes changes more slowly than they come", hint)

    def _follow(self) -> int:
        number, changed = self.source.changes(STRIDE)
        if not changed:
            return 0
        states = {key: self._goes_or_none(self.source.get(key)) for key in changed}
        states = {key: item for key, item in states.items() if key not in _NEVER}
        self.target.bring(states)
        stay = {key: item for key, item in states.items() if item is None or self._counts(item)}
        if wrong := self.target.differing(stay):
            hint = "give the command again: it goes on"
            raise refusal(self.name, f"does not hold what was brought ({len(wrong)} items)", hint)
        self.source.done_with(number)
        self._followed += len(changed)
        return len(changed)

    def _change_over(self, move: Move) -> Moved:
        self.watcher.say("The old store takes no more writes from now on…")
        began = self.timer()
        self.source.shut()
        try:
            while self._follow():
                pass
        except BaseException:
            self.source.follow()
            self.watcher.say("The old store takes writes again: nothing has moved.")
            raise
        self.target.go_live(move.id)
        self.source.leave()
        return Moved(
            items=self._copied.items,
            digest=self._copied.digest,
            changes=self._followed,
            shut=self.timer() - began,
        )

    def _refuse_written(self, move: Move) -> None:
        """Pairing codes and what audits note of themselves are no loss."""
        mark = self.target.mark() or {}
        if move.state == MOVED and not mark and self.target.is_missing():
            hint = (
                "are AWS_REGION and the credentials those of the shop? If it is gone for good, "
                "make an empty table of that name (docs/moving.md) and give the command again"
            )
            raise refusal(move.target, "is not there, and the shop was", hint)
        if (mark.get("move"), mark.get("state")) != (move.id, LIVE):
            return
        self.watcher.say("Looking for what was written there since…")
        with self.watcher.count("items", None) as counted:
            there = self.target.sum(self._weighs, counted.step)
        here = sum((summed(self.source, self._weighs, _nobody, n) for n in range(8)), Sum())
        if there != here:
            hint = (
                "the shop stays there; back by poincon export and poincon import (docs/moving.md)"
            )
            raise refusal(move.target, "was written to since: opening would lose that", hint)

    def _give_up(self, move: Move) -> None:
        mark = self.target.mark() or {}
        if mark.get("move") == move.id:
            self.target.give_up(move.id)

    def _add(self, item: Item) -> None:
        if self._counts(item):
            self._copied.add(item)

    def _goes(self, item: Item) -> bool:
        """What has ended stays behind, and how far a walk through the file had come."""
        end = ends(item)
        return item_key(item) not in _NEVER and (end is None or end > self.now.timestamp())

    def _goes_or_none(self, item: Item | None) -> Item | None:
        return item if item is not None and self._goes(item) else None

    def _counts(self, item: Item) -> bool:
        """Whether DynamoDB will not have removed it by itself before the end."""
        end = ends(item)
        return item_key(item) not in _NEVER and (end is None or end > (self.now + SOON).timestamp())

    def _weighs(self, item: Item) -> bool:
        pk, sk = str(item["pk"]), item["sk"]
        return self._counts(item) and not (
            pk.startswith(("PAIR#", "TRIES#")) or sk == "AUDIT" or item_key(item) == keys.design()
        )


_NEVER = (keys.audit_run(), keys.moving())
"""A walk's cursor is of the engine that walks; the mark is the table's own."""


def _nobody(number: int) -> None:
    """Nobody counts."""


def _occupied(
    mark: Mapping[str, object] | None, move: Move | None, name: str
) -> tuple[str, str] | None:
    """Why this move cannot go there, by the mark alone, and what to do."""
    if move and move.target != name:
        return "is not where the shop is moving", f"poincon move {move.target}, or --open-again"
    if mark is None:
        return None
    is_ours = move is not None and mark["move"] == move.id
    if mark["state"] == GIVEN_UP:
        given_up = "was given up by this very move", "poincon move --open-again once more"
        return given_up if is_ours else None
    if is_ours:
        return None
    if mark["state"] == LIVE:
        return "holds a shop that has moved there", "name an empty table"
    return "is being filled by another move", "name an empty table"


def _reckon(plan: Plan, item: Item) -> None:
    key, size = item_key(item), _size(item)
    plan.items += 1
    plan.bytes += size
    plan.units += -(-size // 1024) + ("due" in item)
    lengths = len(key.pk.encode()), len(key.sk.encode())
    if size > ITEM_BYTES or lengths[0] > PK_BYTES or lengths[1] > SK_BYTES:
        plan.unfit.append(f"{key.pk[:60]} {key.sk[:60]}")


def _size(value: object) -> int:
    """As DynamoDB counts it, rather more: names, texts, and some bytes for each thing in a list."""
    match value:
        case str():
            return len(value.encode())
        case dict():
            return 3 + sum(len(name.encode()) + _size(of) + 1 for name, of in value.items())
        case list():
            return 3 + sum(_size(of) + 1 for of in value)
        case bool():
            return 1
    return len(str(value)) // 2 + 2


def _too_big(path: str, hint: str) -> dict[str, str]:
    return {"path": path, "reason": "is too big for DynamoDB", "hint": hint}
