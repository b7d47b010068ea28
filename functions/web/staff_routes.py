"""Staff: the owner takes them on and gives them PINs, and at a till they say who they are."""

from typing import Any

from flask.typing import ResponseReturnValue

from functions.failures import Damaged
from functions.journeys import staff
from functions.journeys.staff import Known
from functions.ports import Services
from functions.records import StaffMember
from functions.web import schemas, staff_tokens
from functions.web.operations import Call, Operations
from functions.web.owned import program_of
from functions.web.problems import InvalidRequest
from functions.web.validation import field_words, one_line
from loyalty.errors import UnknownCard
from passes import short_code


def declare_till(till: Operations) -> None:
    """Give the till's function its operation."""
    till.add(
        method="POST",
        path="/v1/till/staff-tokens",
        name="sign-in",
        summary="Who is at this till, by their PIN",
        role="till",
        body=schemas.SIGNING_IN,
        answers={201: ("Signed in, at this till alone", schemas.SIGNED_IN)},
    )(_sign_in)


def declare_owner(owner: Operations) -> None:
    """Give the owner's function its operations."""
    owner.add(
        method="POST",
        path="/v1/owner/staff",
        name="take-on",
        summary="Somebody new at the tills, under a name that nobody there has",
        role="owner",
        body=schemas.STAFF_NAME,
        answers={201: ("Their PIN, shown once", schemas.STAFF_PIN)},
    )(_take_on)
    owner.add(
        method="POST",
        path="/v1/owner/staff-pins",
        name="new-pin",
        summary="Another PIN: the one before is good for nothing, where it is signed in as well",
        role="owner",
        body=schemas.STAFF,
        answers={201: ("The PIN, shown once", schemas.STAFF_PIN)},
    )(_new_pin)
    owner.add(
        method="POST",
        path="/v1/owner/staff-removals",
        name="remove-staff",
        summary="They answer for nothing any more, from their very next write on",
        role="owner",
        body=schemas.STAFF,
        answers={201: ("Removed", schemas.OBJECT)},
    )(_remove)
    owner.add(
        method="POST",
        path="/v1/owner/staff-cards",
        name="staff-card",
        summary="Which card is their own, so that only a colleague stamps it; empty: none",
        role="owner",
        body=schemas.STAFF_CARD,
        answers={201: ("Noted", schemas.OBJECT)},
    )(_own_card)


def at_the_till(services: Services, program: str) -> list[dict[str, Any]]:
    """Who may sign in: nobody is asked for a PIN where this is empty."""
    every = services.staff.every(program)
    return [{"id": one.id, "name": one.name} for one in every if one.active]


def staff_answer(services: Services, program: str) -> list[dict[str, Any]]:
    """Who works there, as the owner sees them."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "card": _shown_card(services, program, one),
            "blocked": one.blocked,
        }
        for one in services.staff.every(program)
        if one.active
    ]


def _shown_card(services: Services, program: str, member: StaffMember) -> str | None:
    if member.card is None:
        return None
    try:
        return short_code.shown(services.cards.head(program, member.card).short_code)
    except (Damaged, UnknownCard):
        return None


def _sign_in(call: Call) -> ResponseReturnValue:
    who, services = call.body["staff"], call.services
    name, known = staff.sign_in(services, call.who, who, call.body["pin"])
    return {
        "staff": {"id": who, "name": name},
        "token": staff_tokens.issue(services.keys, call.who, known, services.clock()),
        "expires_in": int(staff_tokens.LIFE.total_seconds()),
    }, 201


def _take_on(call: Call) -> ResponseReturnValue:
    program, name = program_of(call), one_line(call.body["name"])
    if not name:
        raise InvalidRequest(errors=[{"pointer": "/name", "detail": field_words("required")}])
    return _shown(staff.take_on(call.services, program.id, name)), 201


def _new_pin(call: Call) -> ResponseReturnValue:
    program = program_of(call)
    return _shown(staff.fresh_pin(call.services, program.id, call.body["staff"])), 201


def _remove(call: Call) -> ResponseReturnValue:
    program = program_of(call)
    call.services.staff.remove(program.id, call.body["staff"], call.services.clock())
    return {"id": call.body["staff"]}, 201


def _own_card(call: Call) -> ResponseReturnValue:
    program, who = program_of(call), call.body["staff"]
    card = staff.own_card(call.services, program.id, who, one_line(call.body["code"]))
    return {"id": who, "card": card}, 201


def _shown(known: Known) -> dict[str, str]:
    return {"id": known.id, "name": known.name, "pin": known.pin}
