"""Apple's web service: five routes, with the statuses that Apple documents.

https://developer.apple.com/documentation/walletpasses/adding-a-web-service-to-update-passes.
The token is checked against that very serial before anything is read (``tokens.check_pass``).
"""

import json
import re
from typing import Any

from flask import Response, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound, RequestEntityTooLarge
from werkzeug.http import http_date

from functions.failures import NotAllowed
from functions.journeys import hold_pass
from functions.records import Registration
from functions.web import schemas
from functions.web.card_routes import PKPASS
from functions.web.operations import Call, Operations
from functions.web.phone_log import PhoneLog
from loyalty.errors import UnknownCard

_SERIALS = "/apple/v1/devices/{device}/registrations/{pass_type}"
_REGISTRATION = _SERIALS + "/{serial}"
_DEVICE = re.compile(r"[!-~]{1,200}")
"""What may be a device's name. Apple's has 32 characters; a key of the store has an end."""


APPLE = Operations("Apple Wallet's web service")


@APPLE.add(
    method="POST",
    path=_REGISTRATION,
    name="apple-register",
    scheme="apple-pass",
    summary="A device has the pass and wants to hear of changes",
    body=schemas.PUSH_TOKEN,
    answers={201: ("Registered", None), 200: ("Was registered already", None)},
)
def register(call: Call) -> ResponseReturnValue:
    serial = call.path["serial"]
    wanted = Registration(
        device=_device(call),
        push_token=call.body["pushToken"],
        at=call.services.clock(),
    )
    new = _found(lambda: hold_pass.register(call.services, serial, wanted))
    return "", 201 if new else 200


@APPLE.add(
    method="DELETE",
    path=_REGISTRATION,
    name="apple-unregister",
    scheme="apple-pass",
    summary="A device has removed the pass",
    answers={200: ("Unregistered", None)},
)
def unregister(call: Call) -> ResponseReturnValue:
    serial, device = call.path["serial"], _device(call)
    _found(lambda: hold_pass.unregister(call.services, serial, device))
    return "", 200


@APPLE.add(
    method="GET",
    path=_SERIALS,
    name="apple-serials",
    query={"passesUpdatedSince": "the tag of the last answer"},
    summary="Which passes of this device changed since a tag",
    answers={200: ("Their serial numbers", {"type": "object"}), 204: ("None", None)},
)
def serials(call: Call) -> ResponseReturnValue:
    device = _device(call)
    if call.path["pass_type"] != call.services.apple.pass_type:
        return "", 204
    tag = request.args.get("passesUpdatedSince")
    changed = hold_pass.changed_since(call.services, device, tag)
    if changed is None:
        return "", 204
    return {"serialNumbers": list(changed.serials), "lastUpdated": changed.tag}


@APPLE.add(
    method="GET",
    path="/apple/v1/passes/{pass_type}/{serial}",
    name="apple-pass",
    scheme="apple-pass",
    summary="The pass as the card is now",
    answers={200: ("The signed pass", PKPASS), 304: ("Not changed", None)},
)
def fetch(call: Call) -> ResponseReturnValue:
    serial = call.path["serial"]
    latest = _found(lambda: hold_pass.latest(call.services, serial))
    headers = {"Last-Modified": http_date(latest.last_modified)}
    since = request.if_modified_since
    if since and latest.last_modified <= since:
        return Response(status=304, headers=headers)
    data = hold_pass.build_latest(call.services, latest)
    return Response(data, content_type=PKPASS, headers=headers)


@APPLE.add(
    method="POST",
    path="/apple/v1/log",
    name="apple-log",
    summary="What a device has to say about its errors",
    answers={200: ("Noted, as far as it can be read", None)},
)
def logs(call: Call) -> ResponseReturnValue:
    kept = current_app.extensions.setdefault("phone-log", PhoneLog())
    kept.take(_lines(), call.services.clock(), g.get("request_id", ""))
    return "", 200


def _lines() -> list[str]:
    """What can be read of what was sent: to Apple there is no other answer than 200 here."""
    try:
        lines = json.loads(request.get_data(cache=False))["logs"]
    except (RequestEntityTooLarge, ValueError, RecursionError, LookupError, TypeError):
        return []
    return [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []


def _device(call: Call) -> str:
    device = call.path["device"]
    if not _DEVICE.fullmatch(device):
        raise NotFound()
    return device


def _found(ask: Any) -> Any:
    """An authentic token for a card that is no longer there is a 401 to Apple."""
    try:
        return ask()
    except UnknownCard:
        raise NotAllowed() from None
