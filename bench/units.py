"""What DynamoDB counts for a request: as an emulator says it, and by AWS's own rules.

A write takes a unit for each started KB of the larger of the item before and after it, two in a
transaction; an entry of the index ``due``, which holds keys alone, one to come and one to go.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from functions.store import keys
from functions.store.dynamodb import DynamoEngine
from functions.store.engine import Check, Item, Key, Operation, Value, key_of

WRITING = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems")


@dataclass
class Sheet:
    """What one scan wrote and read: as the emulator counted, and by AWS's rules."""

    counted: Counter[str] = field(default_factory=Counter)
    by_rule: Counter[str] = field(default_factory=Counter)
    bytes: Counter[str] = field(default_factory=Counter)

    def units(self, what: str) -> float:
        """All that was written or read, as the emulator counted."""
        return float(self.counted[what])

    def take(self, operation: str, consumed: Any) -> None:
        """Note the units of an answer."""
        what = "write" if operation in WRITING else "read"
        for one in consumed if isinstance(consumed, list) else [consumed]:
            self.counted[what] += one["CapacityUnits"]

    def write(self, key: Key, before: Item | None, after: Item | None, each: int) -> None:
        """Count what AWS counts for one item, and for its place in the index.

        ``each`` started KB: 2 in a transaction, and else 1.
        """
        size, name = max(_size(before or {}), _size(after or {})), _name(key)
        self.bytes[name] = max(size, self.bytes[name])
        self.by_rule[name] += each * max(1, ceil(size / 1024))
        left, came = _due(before), _due(after)
        if left != came:
            self.by_rule["index"] += (left is not None) + (came is not None)


Note = Callable[[Key, Item | None, Item | None, int], object]
"""Of one item that was written: its key, what it was and is, and what each started KB counts."""


def watch(engine: Any, beside: Any, note: Note) -> None:
    """From now on note every item that the engine writes; ``beside`` reads it.

    What is refused is paid for as well. A write that the engine itself makes a transaction of is
    still one write.
    """
    write, transact = engine.write, engine.transact
    writing = False

    def counted(operations: Sequence[Operation], send: Callable[[], None], each: int) -> None:
        nonlocal writing
        if writing:
            return send()
        touched = [key_of(operation) for operation in operations]
        before = after = [beside.get(key) for key in touched]
        writing = True
        try:
            send()
            after = [beside.get(key) for key in touched]
        finally:
            writing = False
            for key, old, new in zip(touched, before, after, strict=True):
                note(key, old, new, each)

    def written(operation: Operation) -> None:
        each = 2 if isinstance(operation, Check) else 1
        counted([operation], lambda: write(operation), each)

    def transacted(operations: Sequence[Operation]) -> None:
        counted(operations, lambda: transact(operations), 2)

    engine.write, engine.transact = written, transacted


class Meter:
    """Asks DynamoDB for the units of every request, and reads each item that is written."""

    def __init__(self, engine: Any, beside: DynamoEngine) -> None:
        self.sheet = Sheet()
        watch(engine, beside, self._written)
        events = engine._client.meta.events
        for name in (*WRITING, "GetItem", "Query"):
            events.register(f"provide-client-params.dynamodb.{name}", self._asking)
            events.register(f"after-call.dynamodb.{name}", self._answered)

    def of(self, action: Callable[[], object]) -> Sheet:
        """What this alone takes."""
        self.sheet = sheet = Sheet()
        action()
        self.sheet = Sheet()
        return sheet

    def _written(self, key: Key, before: Item | None, after: Item | None, each: int) -> None:
        self.sheet.write(key, before, after, each)

    def _asking(self, params: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**params, "ReturnConsumedCapacity": "INDEXES"}

    def _answered(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        if "ConsumedCapacity" in parsed:
            self.sheet.take(model.name, parsed["ConsumedCapacity"])


def _name(key: Key) -> str:
    if keys.is_entry(key.sk):
        return "entry"
    if key.pk.endswith("#STAFF"):
        return "staff"
    return "till" if key.pk.endswith("#DEVICES") else "card"


def _due(item: Item | None) -> tuple[Value, Value] | None:
    """Where an item stands in the index, which holds keys and nothing else."""
    return (item["due"], item["due_at"]) if item and "due" in item and "due_at" in item else None


def _size(value: Value) -> int:
    """Bytes, as AWS counts them.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    """
    match value:
        case bool():
            return 1
        case int():
            return 1 + ceil(len(str(abs(value))) / 2) + (value < 0)
        case str():
            return len(value.encode())
        case list():
            return 3 + sum(1 + _size(member) for member in value)
        case dict():
            return 3 + sum(1 + len(name.encode()) + _size(v) for name, v in value.items())
