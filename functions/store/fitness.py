"""What both engines refuse, because one of them could not keep it or would keep it otherwise."""

from collections.abc import Mapping, Sequence

from functions.store.engine import ANYTHING, Check, Item, Operation, Put, Update, Value, key_of

MOST_OPERATIONS = 100
TOO_BIG = 10**38


def refuse_unfit(operations: Sequence[Operation]) -> None:
    """Raise ``ValueError`` for operations that not every engine could carry out."""
    keys = [key_of(operation) for operation in operations]
    if not 1 <= len(keys) <= MOST_OPERATIONS or len(set(keys)) < len(keys):
        raise ValueError("a transaction holds 1 to 100 operations, each on another item")
    for operation in operations:
        _refuse_values(_known(operation.expect.equals))
        match operation:
            case Put(item=item):
                _refuse_values(item)
            case Update():
                _refuse_update(operation)
            case Check(expect=expect) if expect == ANYTHING:
                raise ValueError("a check expects something")


def _refuse_update(update: Update) -> None:
    changed = [*update.set, *update.add]
    if len(set(changed)) < len(changed) or not {"pk", "sk"}.isdisjoint(changed):
        raise ValueError("an update changes each attribute once, and never the key")
    expect = update.expect
    is_there = expect.present or expect.below or _known(expect.equals)
    if not (_known(update.set) or update.add or (changed and is_there)):
        raise ValueError("an update that sets nothing must remove something that is there")
    _refuse_values(_known(update.set))
    _refuse_values(update.add)


def _known(values: Mapping[str, Value | None]) -> Item:
    return {name: value for name, value in values.items() if value is not None}


def _refuse_values(values: Mapping[str, Value]) -> None:
    for name in {"due", "due_at"} & values.keys():
        if not (isinstance(values[name], str) and values[name]):
            raise ValueError(f"{name} is a string that is not empty, or is not there")
    for name, value in values.items():
        if not name:
            raise ValueError("an attribute has a name")
        _refuse(name, value)


def _refuse(name: str, value: object) -> None:
    match value:
        case bool():
            return
        case str():
            value.encode()  # half a surrogate pair raises a ValueError of its own
        case int() if abs(value) < TOO_BIG:
            return
        case list():
            for member in value:
                _refuse(name, member)
        case dict() if all(isinstance(key, str) and key for key in value):
            for member in value.values():
                _refuse(name, member)
        case _:
            raise ValueError(f"{name} cannot hold this {type(value).__name__}")
