"""The overview as the owner's page reads it: figures already in words."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from functions.journeys.overview import given_up, house
from functions.journeys.tell_wallets import channels
from functions.journeys.wallet_words import state, troubles
from functions.ports import Services
from functions.records import Device, Report
from functions.web import correction_routes, undelivered_words
from functions.web.counted_words import addressed
from functions.web.measure_routes import measures_answer
from functions.web.owner_counting import Seen
from functions.web.owner_members import members_answer
from functions.web.staff_routes import staff_answer
from loyalty.entry import instant_text
from loyalty.language import Language
from loyalty.program import Program
from loyalty.wording.rules import rule_sentence


def overview_answer(
    services: Services, program: Program, seen: Seen, language: Language, asking: str
) -> dict[str, Any]:
    """Everything that the page shows, in the reader's language; ``asking`` is the page's phone."""
    said, now = seen.said, house(services, program)
    return {
        "program": {
            "id": program.id,
            "name": program.name,
            "version": program.version,
            "languages": list(program.languages),
            "join_urls": {
                code: f"{services.url}/{program.id}/{code}/" for code in program.languages
            },
            "shops": [{"id": shop.id, "name": shop.name} for shop in program.shops],
        },
        "rule": rule_sentence(program, language),
        "counted_at": instant_text(seen.at) if seen.at else None,
        "counting": seen.stale,
        **{name: said[name] for name in _COUNTED},
        "members_page": members_answer(
            program, seen.first, services.clock(), language, more=seen.more
        ),
        "counts": correction_routes.counted(program, language),
        "corrections": said.get("corrections"),
        "wallets": [
            state(name, channel, program, language) for name, channel in channels(services).items()
        ],
        "troubles": [asdict(one) for one in troubles(services, program, language)],
        "undelivered": [
            *(undelivered_words.report(report, language) for report in now.unsent),
            *_given_up(services, program, seen, language),
        ],
        "tills": tills_answer(program, now.devices, asking),
        "measures": measures_answer(services, program),
        "staff": staff_answer(services, program.id),
        "reports": [*_so_far(said["so_far"], now.reports), *map(_report, now.reports)],
        "audit": {
            "at": instant_text(now.audit.at) if now.audit else None,
            "differences": now.audit.differences if now.audit else 0,
            "frozen": said["frozen"],
            "unreadable": said["unreadable"],
        },
    }


_COUNTED = ("week", "figures", "days", "chart_sentence", "members", "waiting", "signals")


def _given_up(
    services: Services, program: Program, seen: Seen, language: Language
) -> list[dict[str, Any]]:
    """As it is now: what was counted may have been delivered since."""
    counted: list[dict[str, Any]] = seen.said["undelivered"]
    now = given_up(services, program) if seen.at else None
    if now is None:
        return counted
    return [undelivered_words.cards(program, one, language) for one in now]


def _so_far(counted: dict[str, Any], sent: list[Report]) -> list[dict[str, Any]]:
    """Not a second time, where its mail has gone out since it was counted."""
    return [] if counted["week"] in {report.week for report in sent} else [counted]


def tills_answer(program: Program, devices: Iterable[Device], asking: str) -> list[dict[str, Any]]:
    """Every phone but the one that asks, the latest paired first."""
    return [_till(program, device) for device in devices if device.id != asking]


def _till(program: Program, device: Device) -> dict[str, Any]:
    shop = next((s for s in program.shops if s.id == device.shop), None)
    return {
        "device": device.id,
        "role": device.role,
        "name": device.name,
        "shop": shop.name if shop else device.shop,
        "paired_at": instant_text(device.paired_at),
        "active": device.active,
    }


def _report(report: Report) -> dict[str, Any]:
    sent = instant_text(report.sent_at) if report.sent_at else None
    return addressed(report.week, report.subject, sent)
