"""What the till is told: rendered from the entry's decision and today's profile.

The same entry always gives the same answer, so a repeat says what the first try would have.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
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
from loyalty.wording.welcome import Guest


def till_answer(outcome: Outcome, language: Language, now: datetime) -> dict[str, Any]:
    """The answer to a scan, a redemption, an undo, a refund, a grant or a look."""
    program, held, entry = outcome.program, outcome.held, outcome.entry
    at = entry.happened_at if entry else now
    day = local_date(at, program.time_zone)
    card = outcome.card.on(day)
    seen = _seen_before(outcome)
    guest = Guest(
        name=_name(held),
        birthday=held.member is not None and held.member.birthday == (day.day, day.month),
        away_days=(day - local_date(seen, program.time_zone)).days if seen else None,
    )
    return {
        "operation": entry.operation if entry else None,
        "kind": entry.kind.value if entry else "look",
        "happened_at": instant_text(entry.happened_at) if entry else None,
        "recorded_at": instant_text(entry.recorded_at) if entry else None,
        "card": _card(program, guest, card, language, seen),
        "headline": till.till_headline(program, card, guest.name, language),
        "say": till.till_says(program, card, entry, language, guest),
        "undo_until": _undo_until(program, entry),
    }


def _card(
    program: Program, guest: Guest, card: Card, language: Language, seen: datetime | None
) -> dict[str, Any]:
    return {
        "id": card.id,
        "first_name": guest.name,
        "visit": card.visits,
        "balance": {
            "label": standing.label(program, language),
            "text": standing.balance(program, card, language),
        },
        "ready": _ready(program, offers(program, card), language),
        "grants": _grants(program, card, language),
        "advantages": till.advantages(program, card, language),
        "image": image_path(program, progress(program, card).image),
        "last_visit_at": instant_text(seen) if seen else None,
        "birthday": guest.birthday,
    }


def _seen_before(outcome: Outcome) -> datetime | None:
    """The visit before this one; unknown where what comes late was overtaken by a later one."""
    seen, entry = outcome.before.last_visit_at, outcome.entry
    return seen if seen and (entry is None or seen < entry.happened_at) else None


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
    if program.limits.undo_minutes == 0:
        return None
    return instant_text(entry.recorded_at + timedelta(minutes=program.limits.undo_minutes))
