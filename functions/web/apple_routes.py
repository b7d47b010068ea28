"""Apple's web service: five routes, with the statuses that Apple documents.

https://developer.apple.com/documentation/walletpasses/adding-a-web-service-to-update-passes.
One place checks the token, against that very serial, before anything is read.
"""

import logging
from typing import Any

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.http import http_date

from functions.journeys import hold_pass
from functions.records import (
    NotAllowed,
    Registration,
)
from functions.web import schemas
from functions.web.card_routes import PKPASS
from functions.web.operations import Call, Operations
from loyalty.errors import UnknownCard

log = logging.getLogger("poincon")

_SERIALS = "/apple/v1/devices/{device}/registrations/{pass_type}"
_REGISTRATION = _SERIALS + "/{serial}"
_SCHEME = "ApplePass "
LOGGED_LINES = 20
LOGGED_CHARACTERS = 500


APPLE = Operations("Apple Wallet's web service")


@APPLE.add(
    method="POST",
    path=_REGISTRATION,
    name="apple-register",
    summary="A device has the pass and wants to hear of changes",
    body=schemas.PUSH_TOKEN,
    answers={201: ("Registered", None), 200: ("Was registered already", None)},
)
def register(call: Call) -> ResponseReturnValue:
    serial = _authorized(call)
    wanted = Registration(
        device=call.path["device"],
        push_token=call.body["pushToken"],
        at=call.services.clock(),
    )
    new = _found(lambda: hold_pass.register(call.services, serial, wanted))
    return "", 201 if new else 200


@APPLE.add(
    method="DELETE",
    path=_REGISTRATION,
    name="apple-unregister",
    summary="A device has removed the pass",
    answers={200: ("Unregistered", None)},
)
def unregister(call: Call) -> ResponseReturnValue:
    serial = _authorized(call)
    _found(lambda: hold_pass.unregister(call.services, serial, call.path["device"]))
    return "", 200


@APPLE.add(
    method="GET",
    path=_SERIALS,
    name="apple-serials",
    summary="Which passes of this device changed since a tag",
    answers={200: ("Their serial numbers", {"type": "object"}), 204: ("None", None)},
)
def serials(call: Call) -> ResponseReturnValue:
    if call.path["pass_type"] != call.services.apple.pass_type:
        return "", 204
    tag = request.args.get("passesUpdatedSince")
    changed = hold_pass.changed_since(call.services, call.path["device"], tag)
    if changed is None:
        return "", 204
    return {"serialNumbers": list(changed.serials), "lastUpdated": changed.tag}


@APPLE.add(
    method="GET",
    path="/apple/v1/passes/{pass_type}/{serial}",
    name="apple-pass",
    summary="The pass as the card is now",
    answers={200: ("The signed pass", PKPASS), 304: ("Not changed", None)},
)
def fetch(call: Call) -> ResponseReturnValue:
    serial = _authorized(call)
    modified = _found(lambda: hold_pass.modified_at(call.services, serial))
    since = request.if_modified_since
    if since and modified <= since:
        return Response(status=304, headers={"Last-Modified": http_date(modified)})
    data = hold_pass.fetch(call.services, serial)
    return Response(data, content_type=PKPASS, headers={"Last-Modified": http_date(modified)})


@APPLE.add(
    method="POST",
    path="/apple/v1/log",
    name="apple-log",
    summary="What a device has to say about its errors",
    body=schemas.LOGS,
    answers={200: ("Noted", None)},
)
def logs(call: Call) -> ResponseReturnValue:
    for line in call.body["logs"][:LOGGED_LINES]:
        facts = {"request_id": g.get("request_id", ""), "line": line[:LOGGED_CHARACTERS]}
        log.info("apple-log", extra={"facts": facts})
    return "", 200


def _authorized(call: Call) -> str:
    """The serial, once the token is known to be this very pass's; else 401."""
    serial, header = call.path["serial"], request.headers.get("Authorization", "")
    right_type = call.path["pass_type"] == call.services.apple.pass_type
    token = header.removeprefix(_SCHEME) if header.startswith(_SCHEME) else ""
    if not call.services.apple.knows(serial, token) or not right_type:
        raise NotAllowed()
    return serial


def _found(ask: Any) -> Any:
    """An authentic token for a card that is no longer there is a 401 to Apple."""
    try:
        return ask()
    except UnknownCard:
        raise NotAllowed() from None
