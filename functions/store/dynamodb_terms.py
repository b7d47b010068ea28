"""Operations and items in DynamoDB's own terms: expressions, placeholders, typed attributes."""

from collections.abc import Mapping
from typing import Any, cast

from functions.store.engine import (
    ANYTHING,
    Check,
    Delete,
    Expect,
    Item,
    Key,
    Operation,
    Put,
    Update,
    Value,
)


def as_request(table: str, operation: Operation) -> dict[str, Any]:
    """One operation as a member of ``TransactItems``; what it names is a plain request as well."""
    terms = _Terms()
    request: dict[str, Any] = {"TableName": table}
    match operation:
        case Put(item=item):
            request["Item"] = {name: _attribute(value) for name, value in item.items()}
        case Update(key=key):
            request |= {"Key": key_attributes(key), "UpdateExpression": terms.update(operation)}
        case Delete(key=key) | Check(key=key):
            request["Key"] = key_attributes(key)
    if operation.expect != ANYTHING:
        request["ConditionExpression"] = terms.condition(operation.expect)
        request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    kind = "ConditionCheck" if isinstance(operation, Check) else type(operation).__name__
    return {kind: request | terms.placeholders()}


class _Terms:
    """An expression's names and values, as placeholders: any name might be a reserved word."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: dict[str, Any] = {}

    def condition(self, expect: Expect) -> str:
        here = self._name("pk") if expect.absent or expect.present else ""
        terms = [f"attribute_not_exists({here})"] * expect.absent
        terms += [f"attribute_exists({here})"] * expect.present
        for name, value in expect.equals.items():
            if value is None:
                terms.append(f"attribute_not_exists({self._name(name)})")
            else:
                terms.append(f"{self._name(name)} = {self._value(value)}")
        terms += [f"{self._name(n)} < {self._value(bound)}" for n, bound in expect.below.items()]
        return " AND ".join(terms)

    def update(self, update: Update) -> str:
        changes = update.set.items()
        clauses = {
            "SET": [f"{self._name(n)} = {self._value(v)}" for n, v in changes if v is not None],
            "REMOVE": [self._name(n) for n, v in changes if v is None],
            "ADD": [f"{self._name(n)} {self._value(v)}" for n, v in update.add.items()],
        }
        return " ".join(f"{verb} {', '.join(terms)}" for verb, terms in clauses.items() if terms)

    def placeholders(self) -> dict[str, Any]:
        names = {placeholder: name for name, placeholder in self._names.items()}
        both = {"ExpressionAttributeNames": names, "ExpressionAttributeValues": self._values}
        return {field: terms for field, terms in both.items() if terms}

    def _name(self, attribute: str) -> str:
        return self._names.setdefault(attribute, f"#{len(self._names)}")

    def _value(self, value: Value) -> str:
        placeholder = f":{len(self._values)}"
        self._values[placeholder] = _attribute(value)
        return placeholder


def key_attributes(key: Key) -> dict[str, Any]:
    """A key with its types."""
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def item_of(attributes: Mapping[str, Any]) -> Item:
    """An item without its types; numbers come back as integers."""
    return {name: _value(attribute) for name, attribute in attributes.items()}


def _attribute(value: Value) -> dict[str, Any]:
    match value:
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case str():
            return {"S": value}
        case list():
            return {"L": [_attribute(member) for member in value]}
        case dict():
            return {"M": {name: _attribute(member) for name, member in value.items()}}


def _value(attribute: Mapping[str, Any]) -> Value:
    ((kind, value),) = attribute.items()
    match kind:
        case "S" | "BOOL":
            return cast(Value, value)
        case "N":
            return int(value)
        case "L":
            return [_value(member) for member in value]
        case "M":
            return item_of(value)
    raise ValueError(f"an item holds what was never put in it: {kind}")
