"""The overview as the owner's page reads it: figures already in words."""

from dataclasses import asdict
from datetime import date
from typing import Any

from functions.journeys.overview import Overview
from functions.journeys.tell_wallets import channels
from functions.journeys.wallet_words import state, troubles
from functions.ports import Services
from functions.records import Device, Report
from functions.web import undelivered_words
from functions.web.measure_routes import measures_answer
from functions.web.staff_routes import staff_answer
from loyalty.calendar import local_date
from loyalty.entry import instant_text
from loyalty.language import Language
from loyalty.program import Program
from loyalty.report_words import chart_sentence, day_label, lines, subject
from loyalty.wording import signals
from loyalty.wording.rules import rule_sentence


def overview_answer(
    services: Services, seen: Overview, language: Language, asking: str
) -> dict[str, Any]:
    """Everything that the page shows, in the reader's language; ``asking`` is the page's phone."""
    program, week = seen.program, seen.figures.week
    days = week.week.days
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
        "week": {
            "name": week.week.name,
            "number": week.week.number,
            "first_day": days[0].isoformat(),
            "last_day": days[-1].isoformat(),
        },
        "figures": _figures(seen, language),
        "days": _days(seen, local_date(services.clock(), program.time_zone), language),
        "chart_sentence": chart_sentence(program, week, language),
        "members": week.members_total,
        "wallets": [
            state(name, channel, program, language) for name, channel in channels(services).items()
        ],
        "troubles": [asdict(one) for one in troubles(services, program, language)],
        "waiting": seen.waiting,
        "undelivered": [
            *(undelivered_words.report(report, language) for report in seen.unsent),
            *(undelivered_words.cards(program, one, language) for one in seen.undelivered),
        ],
        "tills": [_till(seen, device) for device in seen.devices if device.id != asking],
        "measures": measures_answer(services, program),
        "staff": staff_answer(services, program.id),
        "reports": [_so_far(program, seen, language), *map(_report, seen.reports)],
        "audit": _audit(seen),
        "signals": _signals(seen, language),
    }


def _figures(seen: Overview, language: Language) -> list[dict[str, Any]]:
    return [
        {
            "key": line.key,
            "label": line.label,
            "value": line.value,
            "previous": line.previous,
            "note": line.note or None,
        }
        for line in lines(seen.program, seen.figures, language)
    ]


def _days(seen: Overview, today: date, language: Language) -> list[dict[str, Any]]:
    """The week's seven beside those of the week before; the future is blank."""
    week, before = seen.figures.week, seen.figures.before
    return [
        {
            "date": day.isoformat(),
            "label": day_label(day, language),
            "visits": week.visits_by_day[day] if day <= today else None,
            "previous": before.visits_by_day[earlier],
        }
        for day, earlier in zip(week.week.days, before.week.days, strict=True)
    ]


def _audit(seen: Overview) -> dict[str, Any]:
    return {
        "at": instant_text(seen.audit.at) if seen.audit else None,
        "differences": seen.audit.differences if seen.audit else 0,
        "frozen": seen.frozen,
        "unreadable": seen.unreadable,
    }


def _signals(seen: Overview, language: Language) -> list[dict[str, Any]]:
    """What is worth a look, in this week so far and in the week before."""
    figures = seen.figures
    return [
        asdict(signals.said(seen.program, signal, figures.names, language)) | {"week": week.name}
        for week, found in (
            (figures.week.week, figures.signals),
            (figures.before.week, figures.signals_before),
        )
        for signal in found
    ]


def _till(seen: Overview, device: Device) -> dict[str, Any]:
    shop = next((s for s in seen.program.shops if s.id == device.shop), None)
    return {
        "device": device.id,
        "role": device.role,
        "name": device.name,
        "shop": shop.name if shop else device.shop,
        "paired_at": instant_text(device.paired_at),
        "active": device.active,
    }


def _so_far(program: Program, seen: Overview, language: Language) -> dict[str, Any]:
    """The week's report as it would go out now: ``sent_at`` is null."""
    week = seen.figures.week
    return _addressed(week.week.name, subject(program, week, language), None)


def _report(report: Report) -> dict[str, Any]:
    sent = instant_text(report.sent_at) if report.sent_at else None
    return _addressed(report.week, report.subject, sent)


def _addressed(week: str, title: str, sent_at: str | None) -> dict[str, Any]:
    return {
        "week": week,
        "subject": title,
        "sent_at": sent_at,
        "csv_url": f"/v1/owner/reports/{week}/csv",
        "html_url": f"/v1/owner/reports/{week}/html",
    }
