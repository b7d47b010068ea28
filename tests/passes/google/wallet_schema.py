"""Google's own description of its resources, made strict enough to find mistakes.

The discovery document (in google-api-python-client, no network) says which properties exist;
its prose says what else Google refuses. Both become JSON Schema 2020-12. What is deprecated,
or only ever sent by Google, is not allowed in what we send.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from googleapiclient.discovery_cache import get_static_doc
from jsonschema import Draft202012Validator

Json = dict[str, Any]

_ID = r"^[0-9]+\.[A-Za-z0-9._-]+$"
_OUTPUT_ONLY = re.compile(r"set by the platform|retrieved during a GET|Output only")
_ROOTS = ("LoyaltyClass", "LoyaltyObject")

_FROM_PROSE: dict[str, Json] = {
    "LoyaltyClass": {
        "properties": {
            "id": {"pattern": _ID},
            "hexBackgroundColor": {"pattern": "^#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})$"},
            "reviewStatus": {"enum": ["UNDER_REVIEW", "DRAFT"]},
            "merchantLocations": {"maxItems": 10},
            "messages": {"maxItems": 10},
        }
    },
    "LoyaltyObject": {
        "properties": {
            "id": {"pattern": _ID},
            "classId": {"pattern": _ID},
            "merchantLocations": {"maxItems": 10},
            "messages": {"maxItems": 10},
        }
    },
    "LoyaltyPoints": {"required": ["balance"]},
    "LoyaltyPointsBalance": {"minProperties": 1, "maxProperties": 1},
    "CardRowTemplateInfo": {"minProperties": 1, "maxProperties": 1},
    "CardTemplateOverride": {"properties": {"cardRowTemplateInfos": {"maxItems": 3}}},
    "Image": {"oneOf": [{"required": ["sourceUri"]}, {"required": ["privateImageId"]}]},
    "ImageUri": {"required": ["uri"], "properties": {"uri": {"pattern": "^https://[^/]+/"}}},
    "Uri": {"required": ["uri"], "properties": {"uri": {"pattern": "^[a-z][a-z0-9+.-]*:."}}},
    "TextModuleData": {"properties": {"id": {"pattern": "^[A-Za-z0-9_-]+$"}}},
    "TranslatedString": {
        "required": ["language", "value"],
        "properties": {"language": {"pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}},
    },
    "Barcode": {"required": ["type"]},
    "FieldReference": {
        "properties": {"fieldPath": {"pattern": r"^(object|class)\.[A-Za-z.]+(\['[\w-]+'\])?$"}}
    },
}


def mistakes(name: str, body: Any, *, partial: bool = False) -> list[str]:
    """What Google would refuse in the body; ``partial`` as in a PATCH, where little is due."""
    found = _validator(name, partial).iter_errors(body)
    return [f"{error.json_path}: {error.message}" for error in found]


@cache
def discovery() -> Json:
    document: Json = json.loads(get_static_doc("walletobjects", "v1"))
    return document


@cache
def _validator(name: str, partial: bool) -> Draft202012Validator:
    definitions = {each: _definition(each) for each in sorted(_closure())}
    root = dict(definitions[name])
    if partial:
        root.pop("required", None)
    schema = {**root, "$defs": definitions}
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _closure() -> set[str]:
    known: set[str] = set()
    waiting = list(_ROOTS)
    while waiting:
        name = waiting.pop()
        if name not in known:
            known.add(name)
            waiting.extend(_references(_definition(name)))
    return known


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].removeprefix("#/$defs/")
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _references(item)


def _definition(name: str) -> Json:
    described = discovery()["schemas"][name]["properties"]
    ours = {each: value for each, value in described.items() if _is_ours(value)}
    prose = _FROM_PROSE.get(name, {})
    extra = prose.get("properties", {})
    # A rule for a property that Google renamed would silently check nothing.
    assert set(extra) <= set(ours), name
    stated = [each for each, value in ours.items() if _text(value).startswith("Required")]
    return {
        **prose,
        "type": "object",
        "additionalProperties": False,
        "properties": {each: {**_typed(v), **extra.get(each, {})} for each, v in ours.items()},
        "required": sorted({*stated, *prose.get("required", [])}),
    }


def _is_ours(described: Json) -> bool:
    output_only = described.get("readOnly") or _OUTPUT_ONLY.search(_text(described))
    return not (described.get("deprecated") or output_only)


def _text(described: Json) -> str:
    return str(described.get("description", ""))


def _typed(described: Json) -> Json:
    if "$ref" in described:
        return {"$ref": f"#/$defs/{described['$ref']}"}
    if described["type"] == "array":
        return {"type": "array", "items": _typed(described["items"])}
    if described.get("format") == "int64":
        return {"type": "string", "pattern": "^-?[0-9]+$"}
    if described.get("format") == "int32":
        return {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}
    if "enum" in described:
        return {"enum": _usable(described)}
    return {"type": described["type"]}


def _usable(described: Json) -> list[str]:
    old = described.get("enumDeprecated", [False] * len(described["enum"]))
    pairs = zip(described["enum"], old, strict=True)
    return [value for value, is_old in pairs if not is_old and not value.endswith("_UNSPECIFIED")]
