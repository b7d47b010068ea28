"""Joining, with JavaScript (JSON) and without (a form that answers with a page)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, g, redirect, request
from flask.typing import ResponseReturnValue

from functions.failures import TooManyJoins
from functions.journeys.face import card_path
from functions.journeys.join import Application, join, referrer
from functions.records import Member
from functions.web import schemas
from functions.web.operations import Call, Operations
from functions.web.problems import InvalidRequest, detail
from functions.web.validation import check_body, field_words, one_line
from loyalty.entry import CardId
from loyalty.last_four import last_four
from loyalty.program import Program

JOIN = Operations("Joining")


@JOIN.add(
    method="POST",
    path="/v1/programs/{program}/members",
    name="join",
    summary="Join a program and get a card",
    body=schemas.JOIN,
    takes_form=True,
    may_have_key=True,
    answers={
        201: ("Joined", schemas.JOINED),
        303: ("Joined by form: see the card", None),
        422: ("The form again, with what to correct", "text/html"),
        429: ("The form again, and when to send it", "text/html"),
    },
)
def joined(call: Call) -> ResponseReturnValue:
    program = call.services.programs.current(call.path["program"])
    g.zone = program.time_zone
    if request.mimetype == "application/x-www-form-urlencoded":
        return _by_form(call, program)
    path = card_path(call.services, program.id, _join(call, program, call.body))
    return {"card_url": path}, 201


@JOIN.add(
    method="GET",
    path="/r/{program}/{invitation}",
    name="invitation",
    summary="The page where a friend takes a card, with the invitation in its form",
    answers={200: ("The page", "text/html"), 303: ("Nobody's invitation: the plain page", None)},
)
def invited(call: Call) -> ResponseReturnValue:
    program = call.services.programs.current(call.path["program"])
    language = program.speaks(call.language)
    if referrer(call.services, program, call.path["invitation"]) is None:
        return redirect(f"/{program.id}/{language}/", 303)
    page = call.pages.join(program, language, values={"invitation": call.path["invitation"]})
    return Response(page, content_type="text/html; charset=utf-8")


def _by_form(call: Call, program: Program) -> ResponseReturnValue:
    fields = _from_form(call.body)
    g.language = program.speaks(str(fields.get("language", "")))
    try:
        check_body(schemas.JOIN, fields)
        card = _join(call, program, fields)
    except InvalidRequest as wrong:
        page = call.pages.join(program, g.language, values=call.body, errors=_field_errors(wrong))
        return Response(page, 422, content_type="text/html; charset=utf-8")
    except TooManyJoins as full:
        errors = [{"field": "", "text": detail(full.code, full.facts)}]
        page = call.pages.join(program, g.language, values=call.body, errors=errors)
        later = {"Retry-After": str(full.facts["retry_seconds"])}
        return Response(page, 429, later, content_type="text/html; charset=utf-8")
    return redirect(f"{card_path(call.services, program.id, card)}?new=1", 303)


def _join(call: Call, program: Program, fields: Mapping[str, Any]) -> CardId:
    application = Application(
        member=Member(
            first_name=_first_name(fields["first_name"]),
            language=program.speaks(fields["language"]),
            birthday=_birthday(fields),
            phone_last4=_phone_last4(fields),
        ),
        accepts_terms=fields["accepts_terms"],
        accepts_messages=fields.get("accepts_messages", False),
        invitation=fields.get("invitation", ""),
    )
    return join(call.services, program, application, call.key)


def _from_form(form: Mapping[str, str]) -> dict[str, Any]:
    """A form's texts as the JSON that the same page would send."""
    fields: dict[str, Any] = {
        name: value
        for name, value in form.items()
        if value.strip() and name in schemas.JOIN["properties"]
    }
    for name in ("birthday_day", "birthday_month"):
        if name in fields and fields[name].isdecimal() and len(fields[name]) <= 2:
            fields[name] = int(fields[name])
    for name in ("accepts_terms", "accepts_messages"):
        fields[name] = name in fields
    return fields


def _field_errors(wrong: InvalidRequest) -> list[dict[str, str]]:
    return [
        {"field": error["pointer"].lstrip("/"), "text": error["detail"]}
        for error in wrong.facts["errors"]
    ]


def _birthday(fields: Mapping[str, Any]) -> tuple[int, int] | None:
    day, month = fields.get("birthday_day"), fields.get("birthday_month")
    if day is None or month is None:
        return None
    try:
        date(2000, month, day)  # a leap year: the 29th of February is somebody's birthday
    except ValueError:
        error = {"pointer": "/birthday_day", "detail": field_words("format")}
        raise InvalidRequest(errors=[error]) from None
    return day, month


def _phone_last4(fields: Mapping[str, Any]) -> str | None:
    """Four digits or none: a whole number is refused, not cut."""
    typed = one_line(fields.get("phone_last4", ""))
    digits = last_four(typed)
    if typed and digits is None:
        error = {"pointer": "/phone_last4", "detail": field_words("last_four")}
        raise InvalidRequest(errors=[error])
    return digits


def _first_name(typed: str) -> str:
    name = one_line(typed)
    if not name:
        error = {"pointer": "/first_name", "detail": field_words("minLength")}
        raise InvalidRequest(errors=[error])
    return name
