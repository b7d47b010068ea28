"""What a till asks: the operation that a request is for, and how it is answered."""

from datetime import datetime
from typing import Any

from functions.journeys import scan
from functions.web.operations import Call
from functions.web.problems import InvalidRequest
from functions.web.validation import field_words
from loyalty.entry import instant
from loyalty.scan import happened_at

WRITE: dict[str, Any] = {
    "method": "POST",
    "role": "till",
    "needs_key": True,
    "takes_staff": True,
}
"""What every declaration of a till's write has."""

_OF_EVERY_SCAN = ("code", "made_at", "sent_at")


def asked(call: Call, *, given: bool = False) -> scan.Asked:
    """``given``: the customer had it at once, so whoever had signed in by then answers for it.

    For anything else too: what waited in the till did so for longer than a PIN is good. A phone's
    clock that was set meanwhile takes it for older still, so that who is there now will do as well.
    """
    assert call.key is not None
    made_at, sent_at = _instant(call, "made_at"), _instant(call, "sent_at")
    now = call.services.clock()
    then = happened_at(now, made_at, sent_at)
    return scan.Asked(
        operation=call.key,
        code=call.body["code"],
        made_at=made_at,
        sent_at=sent_at,
        body={name: value for name, value in call.body.items() if name not in _OF_EVERY_SCAN},
        staff=call.staff_at(then) or (None if given else call.staff_at(now)),
    )


def _instant(call: Call, name: str) -> datetime:
    """A time of the right form may still be the 31st of February."""
    try:
        return instant(call.body[name])
    except ValueError:
        error = {"pointer": f"/{name}", "detail": field_words("format")}
        raise InvalidRequest(errors=[error]) from None


def status(*, replayed: bool) -> tuple[int, dict[str, str]]:
    """Written now, or before: the same answer, which says so."""
    return (200, {"Idempotency-Replayed": "true"}) if replayed else (201, {})
