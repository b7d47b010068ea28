"""What the till is told: rendered from the entry's decision and today's profile.

The same entry always gives the same answer, so a repeat says what the first try would have.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from functions.journeys.face import progress
from functions.journeys.scan import Outcome
from functions.records import (
    HeldCard,
)
from loyalty import wording
from loyalty.calendar import local_date
from loyalty.card import Card, Lot
from loyalty.entry import Entry, Kind, instant_text
from loyalty.nouns import Noun
from loyalty.program import Language, Program


def till_answer(outcome: Outcome, language: Language, now: datetime) -> dict[str, Any]:
    """The answer to a scan, a redemption, an undo or a look."""
    program, held, entry = outcome.program, outcome.held, outcome.entry
    card = as_of(entry, held.card) if entry else held.card
    return {
        "operation": entry.operation if entry else None,
        "kind": entry.kind.value if entry else "look",
        "happened_at": instant_text(entry.happened_at) if entry else None,
        "recorded_at": instant_text(entry.recorded_at) if entry else None,
        "card": _card(program, held, card, language, entry.happened_at if entry else now),
        "headline": wording.till_headline(program, card, _name(held), language),
        "say": wording.till_says(program, card, entry, language),
        "undo_until": _undo_until(program, entry),
    }


def as_of(entry: Entry, card: Card) -> Card:
    """The card as the entry left it, for showing."""
    lots = tuple(Lot(account=name, units=units) for name, units in entry.balance_after.items())
    return replace(card, lots=lots, visits=entry.visit)


def _card(
    program: Program, held: HeldCard, card: Card, language: Language, at: datetime
) -> dict[str, Any]:
    last = held.card.last_visit_at
    return {
        "first_name": _name(held),
        "visit": card.visits,
        "stamps": wording.stamps_towards(program, card),
        "threshold": program.stamps.threshold,
        "ready": [
            {
                "reward": reward.id,
                "name": Noun.of(reward.item[language], language).name,
                "count": count,
                "offer": wording.offer(reward, language),
            }
            for reward, count in wording.ready_rewards(program, card)
        ],
        "image": image_path(program, progress(program, card).image),
        "last_visit_at": instant_text(last) if last else None,
        "birthday": _is_birthday(program, held, at),
    }


def image_path(program: Program, image: str) -> str:
    """Where the drawing of so many stamps is served: nothing personal in the address."""
    return f"/i/{program.id}/{program.version}/stamps-{image}.svg"


def _name(held: HeldCard) -> str | None:
    return held.member.first_name if held.member else None


def _is_birthday(program: Program, held: HeldCard, at: datetime) -> bool:
    day = local_date(at, program.time_zone)
    return held.member is not None and held.member.birthday == (day.day, day.month)


def _undo_until(program: Program, entry: Entry | None) -> str | None:
    if entry is None or entry.kind is Kind.REVERSE:
        return None
    return instant_text(entry.recorded_at + timedelta(minutes=program.limits.undo_minutes))
