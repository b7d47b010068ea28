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
    phone_last4={"type": "string", "maxLength": 20},
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
    offline={"type": "boolean"},
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
REPLACEMENT = _object(["code", "made_at", "sent_at"], **_ASKED)
REVERSAL = _object(["code", "operation", "made_at", "sent_at"], **_ASKED, operation=OPERATION)

SEARCH = _object(
    ["name"],
    name={"type": "string", "minLength": 1, "maxLength": 40},
    birthday_day={"type": "integer", "minimum": 1, "maximum": 31},
    birthday_month={"type": "integer", "minimum": 1, "maximum": 12},
) | {
    "dependentRequired": {
        "birthday_day": ["birthday_month"],
        "birthday_month": ["birthday_day"],
    }
}

_TALLY: Schema = {"type": "integer", "minimum": 0, "maximum": 100_000}
MEASURES = _object(
    ["day", "scans", "errors", "milliseconds"],
    day={"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
    scans=_TALLY,
    errors=_TALLY,
    milliseconds={"type": "array", "minItems": 13, "maxItems": 13, "items": _TALLY},
)
NOTHING = _object([])

_STAFF: Schema = {"type": "string", "minLength": 1, "maxLength": 60}
_PIN: Schema = {"type": "string", "pattern": "^[0-9]{4}$"}
SIGNING_IN = _object(["staff", "pin"], staff=_STAFF, pin=_PIN)
SIGNED_IN = _object(
    ["staff", "token", "expires_in"],
    staff=_object(["id", "name"], id={"type": "string"}, name={"type": "string"}),
    token={"type": "string"},
    expires_in={"type": "integer"},
)
STAFF = _object(["staff"], staff=_STAFF)
STAFF_NAME = _object(
    ["name"], name={"type": "string", "minLength": 1, "maxLength": 40, "pattern": r"\S"}
)
STAFF_PIN = _object(["id", "name", "pin"], id=_STAFF, name={"type": "string"}, pin=_PIN)
STAFF_CARD = _object(["staff", "code"], staff=_STAFF, code={"type": "string", "maxLength": 12})

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
        "id",
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
    id=_TEXT,
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
    code=CODE,
)
FINDINGS = _object(
    ["found", "more"],
    found={
        "type": "array",
        "maxItems": 8,
        "items": _object(
            ["code", "first_name", "balance", "visits", "last_visit_at", "joined_at"],
            code=CODE,
            first_name=_TEXT,
            balance=_object(["label", "text"], label=_TEXT, text=_TEXT),
            visits=_COUNT,
            last_visit_at=_MAYBE_TEXT,
            joined_at=_TEXT,
        ),
    },
    more={"type": "boolean"},
)
REPLACED = _object(
    ["first_name", "card_url", "qr", "short_code"],
    first_name=_TEXT,
    card_url=_TEXT,
    qr=_TEXT,
    short_code=_TEXT,
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
CORRECTION = _object(
    ["code", "units", "reason"],
    code={"type": "string", "minLength": 1, "maxLength": 20},
    units={"type": "integer", "minimum": -10_000_000, "maximum": 10_000_000},
    reason={"enum": ["paper-card", "till-mistake", "gesture", "miscounted"]},
)
_CORRECTED_CARD = _object(
    ["balance", "units", "ready"],
    balance=_TEXT,
    units=_COUNT,
    ready={"type": "array", "items": _TEXT},
)
CORRECTED = _object(
    ["code", "first_name", "change", "before", "after"],
    code=_TEXT,
    first_name=_MAYBE_TEXT,
    change=_TEXT,
    before=_CORRECTED_CARD,
    after=_CORRECTED_CARD,
)
PAIRING_CODE = _object(["shop"], shop={"type": "string", "maxLength": 60})
REVOCATION = _object(["device"], device={"type": "string", "minLength": 1, "maxLength": 60})
