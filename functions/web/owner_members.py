"""A page of members as the owner's page shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from functions.journeys.overview import MEMBERS, member_cursor
from functions.records import HeldCard
from loyalty.calendar import local_date
from loyalty.entry import instant_text
from loyalty.language import Language
from loyalty.nouns import Noun
from loyalty.program import Program
from loyalty.wording import standing
from loyalty.wording.stamps import ready_rewards
from passes import short_code


def members_answer(
    program: Program, found: Sequence[HeldCard], now: datetime, language: Language, *, more: bool
) -> dict[str, Any]:
    """At most a page of ``found``, and where the next one begins if there are ``more``."""
    page = found[:MEMBERS]
    return {
        "members": [_member(program, held, now, language) for held in page],
        "next_cursor": member_cursor(page[-1]) if page and more else None,
    }


def _member(program: Program, held: HeldCard, now: datetime, language: Language) -> dict[str, Any]:
    last = held.card.last_visit_at
    card = held.card.on(local_date(now, program.time_zone))
    return {
        "first_name": held.member.first_name if held.member else "",
        "code": short_code.shown(held.short_code),
        "joined_at": instant_text(held.joined_at),
        "balance": standing.balance(program, card, language),
        "ready": [
            Noun.of(reward.item[language], language).counted(count)
            for reward, count in ready_rewards(program, card)
        ],
        "visits": held.card.visits,
        "last_visit_at": instant_text(last) if last else None,
    }
