"""What the till is told: rendered from the entry's decision and today's profile.

The same entry always gives the same answer, so a repeat says what the first try would have.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from functions.journeys.progress import progress
from functions.journeys.writing import Outcome
from functions.records import HeldCard
from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.entry import Entry, Kind, instant_text
from loyalty.granting import grants
from loyalty.language import Language
from loyalty.offers import Offer, offers
from loyalty.program import Program
from loyalty.wording import standing, till


def till_answer(outcome: Outcome, language: Language, now: datetime) -> dict[str, Any]:
    """The answer to a scan, a redemption, an undo, a refund, a grant or a look."""
    program, held, entry = outcome.program, outcome.held, outcome.entry
    at = entry.happened_at if entry else now
    day = local_date(at, program.time_zone)
    card = outcome.card.on(day)
    return {
        "operation": entry.operation if entry else None,
        "kind": entry.kind.value if entry else "look",
        "happened_at": instant_text(entry.happened_at) if entry else None,
        "recorded_at": instant_text(entry.recorded_at) if entry else None,
        "card": _card(program, held, card, language, day),
        "headline": till.till_headline(program, card, _name(held), language),
        "say": till.till_says(program, card, entry, language),
        "undo_until": _undo_until(program, entry),
    }


def _card(
    program: Program, held: HeldCard, card: Card, language: Language, day: date
) -> dict[str, Any]:
    last = card.last_visit_at
    return {
        "id": card.id,
        "first_name": _name(held),
        "visit": card.visits,
        "balance": {
            "label": standing.label(program, language),
            "text": standing.balance(program, card, language),
        },
        "ready": _ready(program, offers(program, card), language),
        "grants": _grants(program, card, language),
        "advantages": till.advantages(program, card, language),
        "image": image_path(program, progress(program, card).image),
        "last_visit_at": instant_text(last) if last else None,
        "birthday": held.member is not None and held.member.birthday == (day.day, day.month),
    }


def image_path(program: Program, image: str) -> str:
    """Where that drawing is served: nothing personal in the address."""
    return f"/i/{program.id}/{program.version}/{image}.svg"


def _ready(program: Program, found: Sequence[Offer], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "reward": offer.key,
            "name": till.offer_name(program, offer, language),
            "count": offer.count,
            "offer": till.offer_label(program, offer, language),
            "earned": offer.earned,
        }
        for offer in found
    ]


def _grants(program: Program, card: Card, language: Language) -> list[dict[str, Any]]:
    coded = {f"mission:{mission.id}" for mission in program.missions if mission.proof == "code"}
    return [
        {
            "what": what,
            "label": till.action_label(program, what, language),
            "asks_code": what in coded,
        }
        for what in grants(program, card)
    ]


def _name(held: HeldCard) -> str | None:
    return held.member.first_name if held.member else None


def _undo_until(program: Program, entry: Entry | None) -> str | None:
    if entry is None or entry.kind in (Kind.REVERSE, Kind.EXPIRE):
        return None
    return instant_text(entry.recorded_at + timedelta(minutes=program.limits.undo_minutes))
