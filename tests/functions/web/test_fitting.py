"""What fits by our own few rules has no error for ``jsonschema``, and what it allows fits."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.web import schemas
from functions.web.fitting import _RULES, fits
from functions.web.operations import Operations
from functions.web.owner_routes import OWNER
from functions.web.till_routes import TILL
from functions.web.validation import _validator

NOON = "2026-02-02T11:00:00.000Z"
EARN = {"code": "A" * 39, "made_at": NOON, "sent_at": NOON}
ADA = {"first_name": "Ada", "language": "fr", "accepts_terms": True}
BODIES = {
    "earn": schemas.EARN,
    "join": schemas.JOIN,
    "measures": schemas.MEASURES,
    "card": schemas.CARD | {"required": []},
    "grant": schemas.GRANT,
    "staff": schemas.STAFF_PIN,
}
WHOLE: dict[str, dict[str, Any]] = {
    "earn": EARN,
    "join": ADA,
    "measures": {"day": "2026-02-02", "scans": 1, "errors": 0, "milliseconds": [0] * 13},
    "grant": {**EARN, "what": "fee"},
    "staff": {"id": "zoe", "name": "Zoé", "pin": "0000"},
}

VALUES: list[Any] = [
    *(None, True, False, {}, [], [1], {"coffee": 1}, {"coffee": "1"}, {"coffee": 0}),
    *({"x" * 60: 10_000_000}, {"x" * 61: 1}, {"coffee": 10_000_001}),
    *({str(number): 1 for number in range(many)} for many in (20, 21)),
    *(-1, 0, 1, 12, 13, 31, 32, 50, 51, 100_000, 100_001, 10_000_000, 10_000_001, 10**400),
    *(0.0, 1.0, 1.5, float("nan"), float("inf")),
    *("", " ", "fr", "de", "earn", "Ada", NOON, NOON + "\n", "2026-02-02", "2026-02-0"),
    *("x" * length for length in (7, 8, 12, 13, 40, 41, 60, 61, 64, 65, 200, 201)),
    *([0] * many for many in (12, 13, 14)),
    *([0] * 12 + [wrong] for wrong in (-1, 100_001, 1.0, True, "1", None)),
]
"""Within, on and beyond each limit, and of each kind."""


def errors(schema: Any, body: Any) -> list[str]:
    return [error.message for error in _validator(json.dumps(schema)).iter_errors(body)]


@pytest.mark.parametrize("name", BODIES)
def test_what_fits_is_what_jsonschema_finds_no_error_in(name: str) -> None:
    schema, whole = BODIES[name], WHOLE.get(name, {})
    changed = [
        whole | {field: value} for field in [*schema["properties"], "more"] for value in VALUES
    ]
    less = [{key: whole[key] for key in whole if key != left_out} for left_out in whole]

    judged = [(body, fits(schema, body), errors(schema, body)) for body in [whole, *less, *changed]]

    assert [(body, wrong) for body, fit, wrong in judged if fit == bool(wrong)] == []
    assert {fit for _, fit, _ in judged} == {True, False}


def test_what_has_a_rule_that_is_not_known_is_left_to_jsonschema() -> None:
    body = {"pushToken": "5e" * 16}

    assert (fits(schemas.PUSH_TOKEN, body), errors(schemas.PUSH_TOKEN, body)) == (False, [])


@pytest.mark.parametrize("body", [None, [], "text", 7, 7.5, True, [{}], {}])
def test_what_is_no_body_of_ours_does_not_fit(body: Any) -> None:
    assert not fits(schemas.EARN, body)


@pytest.mark.parametrize(
    "schema", [{"not": {}}, {"type": "number"}, {"patternProperties": {}}, {"$ref": "#"}]
)
def test_a_rule_that_is_not_known_is_not_taken_to_be_kept(schema: dict[str, Any]) -> None:
    assert not fits(schema, 7)


@pytest.mark.parametrize("value", [1, 0, False, "1", None])
def test_a_tick_is_neither_one_nor_anything_else(value: Any) -> None:
    assert not fits({"const": True}, value)
    assert fits({"const": True}, True)


@pytest.mark.parametrize("operations", [TILL, OWNER], ids=["till", "owner"])
def test_every_rule_of_what_a_till_or_an_owner_sends_is_known(operations: Operations) -> None:
    bodies = [one.body for one in operations.declared() if one.body is not None]

    used = {rule for body in bodies for rule in rules(body)}

    assert {"required", "maxLength", "additionalProperties"} <= used <= set(_RULES)


def rules(schema: Any) -> Iterator[str]:
    """Every rule in a schema, and in those within it."""
    if isinstance(schema, bool):
        return
    yield from schema
    within = [schema.get(rule, True) for rule in ("items", "additionalProperties", "propertyNames")]
    for inner in [*within, *schema.get("properties", {}).values()]:
        yield from rules(inner)
