"""Finding a card at the till by a first name or four digits, which are in no address and no log."""

from typing import Any

from flask.typing import ResponseReturnValue

from functions.journeys.search import Findings, Found, search
from functions.web import schemas
from functions.web.operations import Call, Operations
from functions.web.problems import InvalidRequest
from functions.web.validation import field_words
from loyalty.calendar import local_date
from loyalty.entry import instant_text
from loyalty.first_name import is_enough
from loyalty.last_four import last_four
from loyalty.wording import standing


def declare(till: Operations) -> None:
    """Give the till's function the operation."""
    till.add(
        method="POST",
        path="/v1/till/searches",
        name="search",
        summary="Cards by a first name or the end of a mobile's number; nothing is written",
        role="till",
        body=schemas.SEARCH,
        answers={200: ("Who was here last comes first", schemas.FINDINGS)},
    )(_search)


def _search(call: Call) -> ResponseReturnValue:
    name, day = call.body["name"], call.body.get("birthday_day")
    if wrong := _wrong(name):
        raise InvalidRequest(errors=[{"pointer": "/name", "detail": field_words(wrong)}])
    birthday = (day, call.body["birthday_month"]) if day else None
    findings = search(call.services, call.who, name, birthday)
    found = [_shown(call, findings, one) for one in findings.found]
    return {"found": found, "more": findings.more}


def _wrong(typed: str) -> str | None:
    """Why nobody can be looked for by that, as one of ``FIELD_WORDS``."""
    if last_four(typed):
        return None
    if any(character.isdecimal() for character in typed):
        return "digits"
    return None if is_enough(typed) else "letters"


def _shown(call: Call, findings: Findings, found: Found) -> dict[str, Any]:
    program, held = findings.program, found.held
    card = held.card.on(local_date(call.services.clock(), program.time_zone))
    last = card.last_visit_at
    return {
        "code": found.code,
        "first_name": held.member.first_name if held.member else "",
        "balance": {
            "label": standing.label(program, call.language),
            "text": standing.balance(program, card, call.language),
        },
        "visits": card.visits,
        "last_visit_at": instant_text(last) if last else None,
        "joined_at": instant_text(held.joined_at),
    }
