"""What an engine must do, and nothing of what is kept in it.

Items are flat mappings with a partition key ``pk``, a sort key ``sk`` and, where something
is due, a sparse index on ``due`` (partition) and ``due_at`` (sort). Values are strings,
integers, booleans, lists and mappings: no floats, and never ``None`` (an attribute that is
not known is not there).

Two engines fulfil this protocol, ``sqlite.py`` and ``dynamodb.py``; one suite
(``tests/contracts``) proves that they answer alike, to the last refusal.
What only one of them could keep is refused by both (``fitness.py``), so that a shop can move from
one to the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

Value: TypeAlias = str | int | bool | list["Value"] | dict[str, "Value"]
Item: TypeAlias = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Key:
    """Where an item lives."""

    pk: str
    sk: str

    def __post_init__(self) -> None:
        for part in (self.pk, self.sk):
            if not (isinstance(part, str) and part):
                raise ValueError("a key is two strings that are not empty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What must be true of the stored item for a write to happen; all of it at once.

    ``absent``: there is no item. ``present``: there is one. ``equals``: each attribute has
    that value, ``None`` meaning that the attribute is not there. ``below``: each attribute
    is there and is less than that number.
    """

    absent: bool = False
    present: bool = False
    equals: Mapping[str, Value | None] = field(default_factory=dict)
    below: Mapping[str, int] = field(default_factory=dict)


ANYTHING = Expect()


@dataclass(frozen=True, slots=True)
class Put:
    """Write a whole item, in place of what may be there."""

    item: Item
    expect: Expect = ANYTHING


@dataclass(frozen=True, slots=True)
class Update:
    """Change some attributes. ``None`` removes one; ``add`` counts from 0 where there is none.

    An item that is not there is created, unless ``expect`` says otherwise; an update that only
    removes would have nothing to create, and must expect the item to be there.
    """

    key: Key
    set: Mapping[str, Value | None] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    expect: Expect = ANYTHING


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove an item; one that is not there is no error, unless ``expect`` says otherwise."""

    key: Key
    expect: Expect = ANYTHING


@dataclass(frozen=True, slots=True)
class Check:
    """Write nothing, but cancel the transaction unless the item is as expected."""

    key: Key
    expect: Expect


Operation: TypeAlias = Put | Update | Delete | Check


@dataclass(frozen=True, slots=True)
class Page:
    """Some items in key order, and where to go on (``None``: that was all)."""

    items: Sequence[Item]
    cursor: str | None


class Cancelled(Exception):
    """A write did not happen, because at least one operation found what it did not expect.

    ``found`` has one place per operation: ``False`` where the operation was content, else
    the item that stood in its way (``None``: there was no item).
    """

    def __init__(self, found: Sequence["Item | bool | None"]) -> None:
        super().__init__("a condition was not met")
        self.found = tuple(found)


class EngineUnavailable(Exception):
    """The engine could not answer. ``unknown`` says that the write may have happened."""

    def __init__(self, reason: str, *, unknown: bool) -> None:
        super().__init__(reason)
        self.unknown = unknown


class Contended(Exception):
    """Another transaction held the same item at that moment; nothing was written."""


class Engine(Protocol):
    """Where items are kept. Reads are consistent: they see every write that was answered."""

    def get(self, key: Key) -> Item | None:
        """The item at that key, or ``None``."""
        ...

    def query(
        self,
        pk: str,
        *,
        low: str = "",
        high: str | None = None,
        backwards: bool = False,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page:
        """Items of one partition with ``low <= sk < high``, in order of their sort key.

        ``high=None`` is no upper bound. Without a limit the engine chooses the page's size.
        """
        ...

    def due(self, partition: str, *, until: str, limit: int) -> Sequence[Key]:
        """Keys under the index partition with ``due_at <= until``, the earliest first.

        The index may lag behind the table: the caller reads the item before it acts.
        """
        ...

    def scan(self, *, segment: int = 0, segments: int = 1, cursor: str | None = None) -> Page:
        """A page of one segment of the whole table; a partition's items come together."""
        ...

    def write(self, operation: Operation) -> None:
        """Do one operation; raises ``Cancelled``, ``Contended``, ``EngineUnavailable``."""
        ...

    def transact(self, operations: Sequence[Operation]) -> None:
        """Do all of them or none (at most 100, each on another item); raises as ``write``."""
        ...


def key_of(operation: Operation) -> Key:
    """The key of the item that an operation is about."""
    return item_key(operation.item) if isinstance(operation, Put) else operation.key


def item_key(item: Mapping[str, object]) -> Key:
    """The key of a whole item."""
    pk, sk = item.get("pk"), item.get("sk")
    if not (isinstance(pk, str) and isinstance(sk, str)):
        raise ValueError("an item has a pk and an sk")
    return Key(pk, sk)
