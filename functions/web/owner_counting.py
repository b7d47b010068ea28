"""What the owner's page counts: at once, or where that takes too long, as it was last counted.

What is kept is a cache. A look at one that is older than ``FRESH`` shows it, with its time, and
wakes the jobs, who count anew; late scans and what was taken back since are in it then.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from functions.failures import Damaged, StillCounting
from functions.journeys.overview import MEMBERS, Counted, TooManyItems, count
from functions.ports import Services
from functions.records import HeldCard, KeptOverview
from functions.web.counted_words import counted_answer
from loyalty.calendar import local_date
from loyalty.entry import CardId
from loyalty.errors import UnknownCard
from loyalty.language import LANGUAGES, Language
from loyalty.program import Program

AT_ONCE = 10_000
"""Items of the table that are walked through while somebody waits: under 3 of a function's 28 s."""
FRESH = timedelta(minutes=10)
MOST_SIGNALS = 40
"""So many of a week are kept, what tells most first: an item has room for 400 KB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was counted, in words, with the first members; ``at`` is ``None`` for now.

    ``more``: there are others, even if one of the first cannot be read by now.
    """

    said: Mapping[str, Any]
    first: Sequence[HeldCard]
    more: bool
    at: datetime | None = None
    stale: bool = False


def seen(services: Services, program: Program, language: Language) -> Seen:
    """What the page shows of it; raises ``StillCounting`` the first time that it is too much."""
    if services.recount is None:
        return _now(services, program, language, None)
    kept = services.overviews.last(program.id)
    if kept is None or language not in kept.said:
        try:
            return _now(services, program, language, AT_ONCE)
        except TooManyItems:
            services.recount(program.id)
            raise StillCounting() from None
    stale = services.clock() - kept.at >= FRESH
    if stale:
        services.recount(program.id)
    first = list(_heads(services, program, kept.first))
    more = len(kept.first) > MEMBERS
    return Seen(said=kept.said[language], first=first, more=more, at=kept.at, stale=stale)


def count_anew(services: Services, program: Program) -> bool:
    """Count and keep; ``False`` where somebody is at it.

    What fails lets go of its claim: whoever runs it again at once counts, or fails as well.
    """
    now = services.clock()
    claim = services.overviews.claim(program.id, now)
    if claim is None:
        return False
    try:
        services.overviews.keep(program.id, claim, _anew(services, program, now))
    except BaseException:
        services.overviews.release(program.id, claim)
        raise
    return True


def _anew(services: Services, program: Program, now: datetime) -> KeptOverview:
    counted = _to_be_kept(count(services, program))
    today = local_date(now, program.time_zone)
    said: dict[str, Any] = {
        language: counted_answer(program, counted, today, language) for language in LANGUAGES
    }
    first = [held.card.id for held in counted.first]
    return KeptOverview(at=now, said=said, first=first)


def _now(services: Services, program: Program, language: Language, at_most: int | None) -> Seen:
    counted = count(services, program, at_most)
    today = local_date(services.clock(), program.time_zone)
    said = counted_answer(program, counted, today, language)
    return Seen(said=said, first=counted.first, more=len(counted.first) > MEMBERS)


def _to_be_kept(counted: Counted) -> Counted:
    """Without anybody's name: whoever is forgotten is in no copy."""
    figures = counted.figures
    kept = replace(
        figures,
        names=figures.names.without_people,
        signals=figures.signals[:MOST_SIGNALS],
        signals_before=figures.signals_before[:MOST_SIGNALS],
    )
    return replace(counted, figures=kept)


def _heads(services: Services, program: Program, cards: Sequence[CardId]) -> Iterator[HeldCard]:
    for card in cards:
        with suppress(Damaged, UnknownCard):
            yield services.cards.head(program.id, card)
