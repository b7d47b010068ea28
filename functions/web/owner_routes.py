"""The owner's operations: the week, the members, the tills, the reports."""

from dataclasses import asdict

import segno
from flask import Response
from flask.typing import ResponseReturnValue

from functions.journeys import overview as looking
from functions.journeys import pair, undelivered, weekly_report
from functions.journeys.wallet_words import troubles
from functions.mail import report
from functions.routing import room_path
from functions.web import (
    correction_routes,
    owner_preview,
    pairing_routes,
    schemas,
    staff_routes,
)
from functions.web.operations import Call, Operations
from functions.web.owned import program_of
from functions.web.owner_answers import overview_answer, tills_answer
from functions.web.owner_counting import seen
from functions.web.owner_members import members_answer
from loyalty.calendar import Week
from loyalty.entry import instant_text
from loyalty.errors import NotFound
from loyalty.figures import Comparison
from loyalty.mistakes import check
from loyalty.program import Program
from loyalty.viability.sheet import sheet

OWNER = Operations("Poinçon: the owner")
pairing_routes.declare(OWNER, "owner")
owner_preview.declare(OWNER)
staff_routes.declare_owner(OWNER)
correction_routes.declare(OWNER)


@OWNER.add(
    method="GET",
    path="/v1/owner/overview",
    name="overview",
    summary="This week so far beside the week before, and the state of the house",
    role="owner",
    answers={200: ("The overview", schemas.OBJECT)},
)
def overview(call: Call) -> ResponseReturnValue:
    program = program_of(call)
    counted = seen(call.services, program, call.language)
    return overview_answer(call.services, program, counted, call.language, call.who.id)


@OWNER.add(
    method="GET",
    path="/v1/owner/costs",
    name="costs",
    summary="What the program costs: planned from assumptions, counted from the ledger",
    role="owner",
    answers={200: ("The lines", schemas.OBJECT)},
)
def costs(call: Call) -> ResponseReturnValue:
    program = program_of(call)
    lines = sheet(program, looking.costs(call.services, program), call.language)
    mistakes = check(program, call.language)
    return {
        "lines": [asdict(line) for line in lines],
        "advice": [asdict(mistake) for mistake in mistakes],
    }


@OWNER.add(
    method="GET",
    path="/v1/owner/members",
    name="members",
    query={"cursor": "where the last page ended"},
    summary="Members in the order in which they joined",
    role="owner",
    answers={200: ("A page of members", schemas.OBJECT)},
)
def members(call: Call) -> ResponseReturnValue:
    program = program_of(call)
    page = looking.members(call.services, program, call.query.get("cursor", ""))
    more = len(page) > looking.MEMBERS
    return members_answer(program, page, call.services.clock(), call.language, more=more)


@OWNER.add(
    method="GET",
    path="/v1/owner/tills",
    name="tills",
    summary="The paired phones alone: whether the one that was given a code is among them",
    role="owner",
    answers={200: ("The phones, the latest paired first", schemas.OBJECT)},
)
def tills(call: Call) -> ResponseReturnValue:
    program = program_of(call)
    devices = call.services.devices.every(program.id)
    return {"tills": tills_answer(program, devices, call.who.id)}


@OWNER.add(
    method="POST",
    path="/v1/owner/pairing-codes",
    name="offer-pairing",
    summary="A single-use code that pairs a till",
    role="owner",
    body=schemas.PAIRING_CODE,
    answers={201: ("The code, shown once", schemas.OBJECT)},
)
def offer(call: Call) -> ResponseReturnValue:
    program = program_of(call)
    offered = pair.offer(call.services, program.id, "till", call.body["shop"])
    url = f"{call.services.url}{room_path('till', call.language)}#code={offered.code}"
    return {
        "code": offered.code,
        "url": url,
        "qr": segno.make(url, error="m").svg_data_uri(border=4, scale=6, light="#fff"),
        "expires_at": instant_text(offered.expires_at),
    }, 201


@OWNER.add(
    method="POST",
    path="/v1/owner/revocations",
    name="revoke",
    summary="Shut a paired phone out, from its very next write on",
    role="owner",
    body=schemas.REVOCATION,
    answers={201: ("Revoked", schemas.OBJECT)},
)
def revoke(call: Call) -> ResponseReturnValue:
    program = program_of(call)
    call.services.devices.revoke(program.id, call.body["device"])
    return {"device": call.body["device"], "active": False}, 201


@OWNER.add(
    method="POST",
    path="/v1/owner/retries",
    name="retry",
    summary="Have everything tried again that could not be delivered",
    role="owner",
    answers={200: ("How much is tried again, and whether there may be more", schemas.RETRIED)},
)
def retry(call: Call) -> ResponseReturnValue:
    return asdict(undelivered.retry(call.services, program_of(call).id))


@OWNER.add(
    method="GET",
    path="/v1/owner/reports/{week}/csv",
    name="report-csv",
    summary="A week's figures as CSV, folded anew",
    role="owner",
    answers={200: ("The figures", "text/csv")},
)
def report_csv(call: Call) -> ResponseReturnValue:
    program, figures = _figures(call)
    name = f"{program.id}-{figures.week.week.name}.csv"
    return Response(
        report.as_csv(program, figures),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@OWNER.add(
    method="GET",
    path="/v1/owner/reports/{week}/html",
    name="report-html",
    summary="A week's report as its mail shows it, folded anew",
    role="owner",
    answers={200: ("The report", "text/html")},
)
def report_html(call: Call) -> ResponseReturnValue:
    program, figures = _figures(call)
    page = report.as_html(
        program, figures, url=call.services.url, wallets=_wallets(call, program, figures)
    )
    return Response(page, content_type="text/html; charset=utf-8")


def _wallets(call: Call, program: Program, figures: Comparison) -> list[str]:
    """What the mail of this week would say of the wallets; a week that is over said its own."""
    if figures.week.week != Week.containing(call.services.clock(), program.time_zone):
        return []
    return [one.text for one in troubles(call.services, program)]


def _figures(call: Call) -> tuple[Program, Comparison]:
    program = program_of(call)
    try:
        week = Week.named(call.path["week"])
    except ValueError:
        raise NotFound() from None
    return program, weekly_report.compute(call.services, program, week)
