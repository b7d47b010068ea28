"""Whether a body surely fits its schema, by those rules of JSON Schema that most of ours have.

What does not, or is not known to, is for ``jsonschema`` to judge and to name: importing it takes
longer than a whole scan, and no till should wait for it that has sent nothing wrong.
"""

import re
from collections.abc import Callable, Mapping
from types import NoneType
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
_Rule: TypeAlias = Callable[[Any, Any, Schema], bool]
"""Whether a value keeps the rule: its limit, the value, and the schema that has the rule."""


def fits(schema: Schema | bool, value: Any) -> bool:
    """Whether every rule is known here and kept."""
    if isinstance(schema, bool):
        return schema
    return all(
        rule in _RULES and _RULES[rule](limit, value, schema) for rule, limit in schema.items()
    )


_KINDS = {
    "array": list,
    "boolean": bool,
    "integer": int,
    "null": NoneType,
    "object": dict,
    "string": str,
}


def _is_kind(named: str | list[str], value: Any, _: Schema) -> bool:
    """By the very type: a truth is no number, as in JSON."""
    names = [named] if isinstance(named, str) else named
    return type(value) in [_KINDS.get(name) for name in names]


def _is(wanted: Any, value: Any, *_: Any) -> bool:
    return type(value) is type(wanted) and bool(value == wanted)


def _have_all_others(schema: Schema | bool, value: dict[str, Any], whole: Schema) -> bool:
    known = whole.get("properties", {})
    return all(fits(schema, given) for name, given in value.items() if name not in known)


def _of(kind: type | tuple[type, ...], keeps: _Rule) -> _Rule:
    """A rule about one kind of value: whatever else there is keeps it."""
    return lambda limit, value, schema: not isinstance(value, kind) or keeps(limit, value, schema)


_RULES: Mapping[str, _Rule] = {
    "type": _is_kind,
    "const": _is,
    "enum": lambda known, value, _: any(_is(one, value) for one in known),
    "minLength": _of(str, lambda least, text, _: len(text) >= least),
    "maxLength": _of(str, lambda most, text, _: len(text) <= most),
    "pattern": _of(str, lambda pattern, text, _: bool(re.search(pattern, text))),
    "minimum": _of((int, float), lambda least, number, _: bool(number >= least)),
    "maximum": _of((int, float), lambda most, number, _: bool(number <= most)),
    "minItems": _of(list, lambda least, items, _: len(items) >= least),
    "maxItems": _of(list, lambda most, items, _: len(items) <= most),
    "items": _of(list, lambda schema, items, _: all(fits(schema, item) for item in items)),
    "maxProperties": _of(dict, lambda most, fields, _: len(fields) <= most),
    "required": _of(dict, lambda names, fields, _: all(name in fields for name in names)),
    "properties": _of(
        dict,
        lambda known, fields, _: all(
            fits(schema, fields[name]) for name, schema in known.items() if name in fields
        ),
    ),
    "propertyNames": _of(
        dict, lambda schema, fields, _: all(fits(schema, name) for name in fields)
    ),
    "additionalProperties": _of(dict, _have_all_others),
    "dependentRequired": _of(
        dict,
        lambda wants, fields, _: all(
            name in fields for had, names in wants.items() if had in fields for name in names
        ),
    ),
}
