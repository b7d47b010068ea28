"""What is counted for the owner's page, in words."""

from dataclasses import asdict
from datetime import date
from typing import Any

from functions.journeys.overview import Counted
from functions.web import undelivered_words
from loyalty.language import Language
from loyalty.program import Program
from loyalty.report_words import chart_sentence, day_label, lines, subject
from loyalty.wording import signals
from loyalty.wording.corrections import corrections_sentence


def counted_answer(
    program: Program, counted: Counted, today: date, language: Language
) -> dict[str, Any]:
    """What is counted of it, which may be kept for a while."""
    week = counted.figures.week
    days = week.week.days
    return {
        "week": {
            "name": week.week.name,
            "number": week.week.number,
            "first_day": days[0].isoformat(),
            "last_day": days[-1].isoformat(),
        },
        "figures": _figures(program, counted, language),
        "days": _days(counted, today, language),
        "chart_sentence": chart_sentence(program, week, language),
        "members": week.members_total,
        "waiting": counted.waiting,
        "signals": _signals(program, counted, language),
        "undelivered": [
            undelivered_words.cards(program, one, language) for one in counted.undelivered
        ],
        "so_far": _so_far(program, counted, language),
        "corrections": corrections_sentence(counted.figures.corrections, language) or None,
        "frozen": counted.frozen,
        "unreadable": counted.unreadable,
    }


def _figures(program: Program, counted: Counted, language: Language) -> list[dict[str, Any]]:
    return [
        {
            "key": line.key,
            "label": line.label,
            "value": line.value,
            "previous": line.previous,
            "note": line.note or None,
        }
        for line in lines(program, counted.figures, language)
    ]


def _days(counted: Counted, today: date, language: Language) -> list[dict[str, Any]]:
    """The week's seven beside those of the week before; the future is blank."""
    week, before = counted.figures.week, counted.figures.before
    return [
        {
            "date": day.isoformat(),
            "label": day_label(day, language),
            "visits": week.visits_by_day[day] if day <= today else None,
            "previous": before.visits_by_day[earlier],
        }
        for day, earlier in zip(week.week.days, before.week.days, strict=True)
    ]


def _signals(program: Program, counted: Counted, language: Language) -> list[dict[str, Any]]:
    """What is worth a look, in this week so far and in the week before."""
    figures = counted.figures
    return [
        asdict(signals.said(program, signal, figures.names, language)) | {"week": week.name}
        for week, found in (
            (figures.week.week, figures.signals),
            (figures.before.week, figures.signals_before),
        )
        for signal in found
    ]


def _so_far(program: Program, counted: Counted, language: Language) -> dict[str, Any]:
    """The week's report as it would go out now: ``sent_at`` is null."""
    week = counted.figures.week
    return addressed(week.week.name, subject(program, week, language), None)


def addressed(week: str, title: str, sent_at: str | None) -> dict[str, Any]:
    """A report, and where to get it."""
    return {
        "week": week,
        "subject": title,
        "sent_at": sent_at,
        "csv_url": f"/v1/owner/reports/{week}/csv",
        "html_url": f"/v1/owner/reports/{week}/html",
    }
