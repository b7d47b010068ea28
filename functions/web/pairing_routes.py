"""Pairing and renewal, the same for the till's and the owner's function; a till that leaves."""

from typing import Any

from flask.typing import ResponseReturnValue

from functions.journeys import pair
from functions.records import Role
from functions.web import schemas, tokens
from functions.web.operations import Call, Operations
from functions.web.validation import one_line


def declare(operations: Operations, role: Role) -> None:
    """Add both operations for that role."""

    @operations.add(
        method="POST",
        path=f"/v1/{role}/pairings",
        name=f"pair-{role}",
        summary="Use a single-use code to pair this phone",
        body=schemas.PAIRING,
        answers={201: ("Paired", schemas.TOKENS)},
    )
    def paired(call: Call) -> ResponseReturnValue:
        name = one_line(call.body.get("name", ""))
        return _answer(call, pair.pair(call.services, role, call.body["code"], name)), 201

    @operations.add(
        method="POST",
        path=f"/v1/{role}/tokens",
        name=f"renew-{role}",
        summary="A fresh access token for a refresh token, which turns over",
        body=schemas.RENEWAL,
        answers={200: ("Renewed", schemas.TOKENS)},
    )
    def renewed(call: Call) -> ResponseReturnValue:
        return _answer(call, pair.renew(call.services, role, call.body["refresh_token"]))


def declare_leaving(till: Operations) -> None:
    """Give the till's function the operation."""

    @till.add(
        method="POST",
        path="/v1/till/departures",
        name="leave",
        summary="Take this phone itself off the list, from its very next write on",
        role="till",
        answers={201: ("It is no till any more", schemas.NOTHING)},
    )
    def left(call: Call) -> ResponseReturnValue:
        pair.leave(call.services, call.who)
        return {}, 201


def _answer(call: Call, done: pair.Paired) -> dict[str, Any]:
    device = done.device
    program = call.services.programs.current(device.program)
    shop = next((shop for shop in program.shops if shop.id == device.shop), None)
    return {
        "device": device.id,
        "name": device.name,
        "program": {"id": program.id, "name": program.name, "version": program.version},
        "shop": {"id": device.shop, "name": shop.name if shop else ""},
        "access_token": tokens.issue(call.services.keys, device, call.services.clock()),
        "expires_in": int(tokens.LIFE.total_seconds()),
        "refresh_token": done.refresh_token,
    }
