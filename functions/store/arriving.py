"""The table that a shop moves to: whose it is, what is brought there, and whether it is all there.

A mark in the table says whose move fills it, and whether the shop is there already: no server
starts on a table that is filled in part.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar, cast

from botocore.exceptions import BotoCoreError, ClientError

from functions.failures import StoreUnavailable
from functions.store import keys
from functions.store.dynamodb_table import READ_AT_ONCE, WRITTEN_AT_ONCE, DynamoTable
from functions.store.engine import Cancelled, Engine, Expect, Item, Key, Update, item_key
from functions.store.leaving import EMPTYING, FILLING, GIVEN_UP, LIVE, refusal
from functions.store.retrying import retrying
from functions.store.walking import partitions

T = TypeVar("T")
Wanted = Callable[[Item], bool]
AT_ONCE = 8
_WHOLE = 2**256


@dataclass(slots=True)
class Sum:
    """Some items, in whatever order: how many, and the sum of their hashes."""

    items: int = 0
    total: int = 0

    def add(self, item: Item) -> None:
        """One more."""
        text = json.dumps(item, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        self.items += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(text.encode()).digest())) % _WHOLE

    @property
    def digest(self) -> str:
        """The same for the same items, and for no others."""
        return f"{self.total:064x}"

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.items + other.items, (self.total + other.total) % _WHOLE)


@contextmanager
def answering() -> Iterator[None]:
    """Whatever AWS refuses, as credentials that have ended: it did not answer, and says why.

    Raises ``StoreUnavailable``.
    """
    try:
        yield
    except ClientError as refused:
        raise StoreUnavailable(str(refused.response["Error"]["Code"])) from refused
    except BotoCoreError as lost:
        raise StoreUnavailable(type(lost).__name__) from lost


class Arriving:
    """Fills the table, and reads it back."""

    def __init__(self, table: DynamoTable, name: str) -> None:
        self._table = table
        self._name = name

    def refuse_unfit(self) -> None:
        """Raise ``BadConfiguration`` for a table that is not there, or not made for a shop."""
        if wrong := self._table.mistake():
            hint = "make it with infra/template.yaml (docs/moving.md)"
            raise refusal(f"dynamodb:{self._name}", wrong, hint)

    def is_missing(self) -> bool:
        """Whether there is no such table, or none that can be a shop's."""
        return self._table.mistake() is not None

    def mark(self) -> Item | None:
        """Whose move fills it, and how far that is; ``None`` also where there is no such table."""
        try:
            return retrying(lambda: self._table.get(keys.moving()))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            return None

    def is_empty(self) -> bool:
        """Whether nothing at all is in it."""
        return next(partitions(self._table, ""), None) is None

    def claim(self, move: str) -> None:
        """It is this move's now, if it is nobody's."""
        self._note(move, FILLING, Expect(absent=True))

    def take_over(self, move: str, found: Item) -> None:
        """What a move has left there that was given up is taken out, and it is this one's now.

        Raises ``BadConfiguration`` where the mark is not as it was ``found`` any more.
        """
        as_found = {"move": found["move"], "state": found["state"]}
        self._note(move, EMPTYING, Expect(equals=as_found))
        self._empty()
        self._note(move, FILLING, Expect(equals={"move": move, "state": EMPTYING}))

    def go_live(self, move: str) -> None:
        """The shop is here now."""
        self._note(move, LIVE, Expect(equals={"move": move, "state": FILLING}))

    def give_up(self, move: str) -> None:
        """What is here is nobody's."""
        self._note(move, GIVEN_UP, Expect(equals={"move": move}))

    def _note(self, move: str, state: str, before: Expect) -> None:
        update = Update(keys.moving(), set={"move": move, "state": state}, expect=before)
        try:
            retrying(lambda: self._table.write(update))
        except Cancelled:
            found = self.mark() or {}
            if (found.get("move"), found.get("state")) != (move, state):
                path = f"dynamodb:{self._name}"
                raise refusal(path, "is claimed by another move", "name another table") from None

    def bring(self, states: Mapping[Key, Item | None]) -> None:
        """Write them, several batches at once."""
        parts = [dict(part) for part in batches(iter(states.items()), WRITTEN_AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._table.write_all, parts))

    def differing(self, states: Mapping[Key, Item | None]) -> list[Key]:
        """Those which are not there as they were to be."""
        parts = batches(iter(states), READ_AT_ONCE)
        found: dict[Key, Item] = {}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for some in pool.map(self._table.read_all, parts):
                found |= some
        return [key for key, item in states.items() if found.get(key) != item]

    def sum(self, wanted: Wanted, step: Callable[[int], None]) -> Sum:
        """What is in it of that kind, read in segments at once."""
        turn = threading.Lock()

        def stepped(number: int) -> None:
            with turn:
                step(number)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            parts = [pool.submit(summed, self._table, wanted, stepped, n) for n in range(AT_ONCE)]
        return sum((part.result() for part in parts), Sum())

    def _empty(self) -> None:
        """Take everything out, but whose it was."""
        everything = (item_key(i) for _, items in partitions(self._table, "") for i in items)
        there = (key for key in everything if key != keys.moving())
        for some in batches(there, WRITTEN_AT_ONCE * AT_ONCE):
            self.bring(dict.fromkeys(some))


def summed(engine: Engine, wanted: Wanted, step: Callable[[int], None], segment: int = 0) -> Sum:
    """One segment of eight."""
    found = Sum()
    for _, items in partitions(engine, "", segment=segment, segments=AT_ONCE):
        for item in filter(wanted, items):
            found.add(item)
        step(len(items))
    return found


def batches(things: Iterator[T], size: int) -> Iterator[Sequence[T]]:
    """So many at a time."""
    while some := list(islice(things, size)):
        yield some


def ends(item: Item) -> int | None:
    """When DynamoDB may remove it by itself, in seconds since 1970."""
    return cast("int | None", item.get("ttl"))
