"""What each operation takes and gives, as JSON Schema (2020-12)."""

from typing import Any

Schema = dict[str, Any]

INSTANT: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$",
}
CODE: Schema = {"type": "string", "minLength": 8, "maxLength": 64}
OPERATION: Schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"}


def _object(required: list[str], **properties: Schema) -> Schema:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


JOIN = _object(
    ["first_name", "language", "accepts_terms"],
    first_name={"type": "string", "minLength": 1, "maxLength": 40, "pattern": r"\S"},
    birthday_day={"type": "integer", "minimum": 1, "maximum": 31},
    birthday_month={"type": "integer", "minimum": 1, "maximum": 12},
    language={"enum": ["fr", "en"]},
    accepts_terms={"const": True},
    accepts_messages={"type": "boolean"},
    invitation={"type": "string", "maxLength": 60},
) | {
    "dependentRequired": {
        "birthday_day": ["birthday_month"],
        "birthday_month": ["birthday_day"],
    }
}
JOINED = _object(["card_url"], card_url={"type": "string"})

PAIRING = _object(
    ["code"],
    code={"type": "string", "minLength": 8, "maxLength": 12},
    name={"type": "string", "maxLength": 40},
)
RENEWAL = _object(["refresh_token"], refresh_token={"type": "string", "maxLength": 200})

_ASKED: dict[str, Schema] = {"code": CODE, "made_at": INSTANT, "sent_at": INSTANT}
_UNITS: Schema = {"type": "integer", "minimum": 1, "maximum": 50}
_MINOR: Schema = {"type": "integer", "minimum": 1, "maximum": 10_000_000}
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 60}
EARN = _object(
    ["code", "made_at", "sent_at"],
    **_ASKED,
    units=_UNITS,
    amount_minor=_MINOR,
    parts={
        "type": "object",
        "maxProperties": 20,
        "propertyNames": {"maxLength": 60},
        "additionalProperties": _MINOR,
    },
    over_ready={"type": "boolean"},
)
REDEMPTION = _object(
    ["code", "reward", "made_at", "sent_at"],
    **_ASKED,
    reward=_NAME,
    amount_minor=_MINOR,
    donate={"type": "boolean"},
)
REFUND = _object(
    ["code", "operation", "made_at", "sent_at"],
    **_ASKED,
    operation=OPERATION,
    units=_UNITS,
    amount_minor=_MINOR,
)
GRANT = _object(
    ["code", "what", "made_at", "sent_at"],
    **_ASKED,
    what=_NAME,
    told={"type": "string", "maxLength": 60},
)
REVERSAL = _object(["code", "operation", "made_at", "sent_at"], **_ASKED, operation=OPERATION)

_TEXT: Schema = {"type": "string"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}

READY = _object(
    ["reward", "name", "count", "offer", "earned"],
    reward=_TEXT,
    name=_TEXT,
    count=_COUNT,
    offer=_TEXT,
    earned={"type": "boolean"},
)
CHOICE = _object(
    ["what", "label", "asks_code"], what=_TEXT, label=_TEXT, asks_code={"type": "boolean"}
)
CARD = _object(
    [
        "first_name",
        "visit",
        "balance",
        "ready",
        "grants",
        "advantages",
        "image",
        "last_visit_at",
        "birthday",
    ],
    first_name=_MAYBE_TEXT,
    visit=_COUNT,
    balance=_object(["label", "text"], label=_TEXT, text=_TEXT),
    ready={"type": "array", "items": READY},
    grants={"type": "array", "items": CHOICE},
    advantages={"type": "array", "items": _TEXT},
    image=_TEXT,
    last_visit_at=_MAYBE_TEXT,
    birthday={"type": "boolean"},
)
ANSWER = _object(
    ["operation", "kind", "happened_at", "recorded_at", "card", "headline", "say", "undo_until"],
    operation=_MAYBE_TEXT,
    kind={"enum": ["earn", "redeem", "reverse", "refund", "grant", "look"]},
    happened_at=_MAYBE_TEXT,
    recorded_at=_MAYBE_TEXT,
    card=CARD,
    headline=_TEXT,
    say=_TEXT,
    undo_until=_MAYBE_TEXT,
)
RETRIED = _object(
    ["cards", "reports", "more"], cards=_COUNT, reports=_COUNT, more={"type": "boolean"}
)
PREVIEW = _object(
    ["state", "language", "languages", "states", "svg", "told", "back", "cut"],
    state=_TEXT,
    language=_TEXT,
    languages={"type": "array", "items": _TEXT},
    states={"type": "array", "items": _object(["key", "label"], key=_TEXT, label=_TEXT)},
    svg=_TEXT,
    told=_TEXT,
    back={"type": "array", "items": _object(["label", "value"], label=_TEXT, value=_TEXT)},
    cut={"type": "array", "items": _TEXT},
)
TOKENS = {"type": "object", "required": ["access_token", "expires_in", "refresh_token"]}
OBJECT: Schema = {"type": "object"}

_HEX: Schema = {
    "type": "string",
    "minLength": 8,
    "maxLength": 200,
    "not": {"pattern": "[^0-9A-Fa-f]"},
}
PUSH_TOKEN = {
    "type": "object",
    "required": ["pushToken"],
    "properties": {"pushToken": _HEX},
}
PAIRING_CODE = _object(["shop"], shop={"type": "string", "maxLength": 60})
REVOCATION = _object(["device"], device={"type": "string", "minLength": 1, "maxLength": 60})
