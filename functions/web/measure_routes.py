"""What the tills measure of themselves: sent by a till, shown to the owner."""

from datetime import date
from typing import Any

from flask.typing import ResponseReturnValue

from functions.journeys import measures
from functions.journeys.measures import Pace
from functions.ports import Services
from functions.records import Measure
from functions.web import schemas
from functions.web.operations import Call, Operations
from functions.web.problems import InvalidRequest
from functions.web.validation import field_words
from loyalty.program import Program


def declare(till: Operations) -> None:
    """Give the till's function the operation."""
    till.add(
        method="POST",
        path="/v1/till/measures",
        name="measure",
        summary="How fast this till was on a day so far: counts alone, the highest stand",
        role="till",
        body=schemas.MEASURES,
        answers={201: ("Noted", schemas.NOTHING)},
    )(_keep)


def measures_answer(services: Services, program: Program) -> list[dict[str, Any]]:
    """Each till's last seven days."""
    return [
        {
            "device": till,
            "scans": pace.scans,
            "confirmed": pace.confirmed,
            "errors_per_hundred": _per_hundred(pace),
            "median_ms": pace.median_ms,
            "p90_ms": pace.p90_ms,
        }
        for till, pace in measures.paces(services, program).items()
    ]


def _keep(call: Call) -> ResponseReturnValue:
    measure = Measure(
        day=_day(call),
        till=call.who.id,
        scans=call.body["scans"],
        errors=call.body["errors"],
        milliseconds=tuple(call.body["milliseconds"]),
    )
    if measure.scans != measure.errors + sum(measure.milliseconds):
        raise _wrong("scans", "type")
    measures.keep(call.services, call.who, measure)
    return {}, 201


def _day(call: Call) -> date:
    first, last = measures.accepted_days(call.services, call.who.program)
    try:
        day = date.fromisoformat(call.body["day"])
    except ValueError:
        raise _wrong("day", "format") from None
    if day < first:
        raise _wrong("day", "minimum", first)
    if day > last:
        raise _wrong("day", "maximum", last)
    return day


def _wrong(field: str, rule: str, limit: object = "") -> InvalidRequest:
    error = {"pointer": f"/{field}", "detail": field_words(rule, limit)}
    return InvalidRequest(errors=[error])


def _per_hundred(pace: Pace) -> float | None:
    return round(100 * pace.errors / pace.scans, 1) if pace.scans else None
