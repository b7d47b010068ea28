"""The audit: every card derived anew from its entries, and the ledger as the weekly mails saw it.

1. Each card's story is read as it is found; where something differs it is read again, since a scan
   may have been under way.
2. In the same walk, the anchor of each mail's instant is worked out again and compared.
3. Nothing is mended. A card that differs is named, with the entry at which it shows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from functions.ports import Services
from loyalty.anchors import Anchors
from loyalty.audit import (
    REPORT_DIFFERS,
    Difference,
    Story,
    differences,
    doubts,
    rebuilt,
)
from loyalty.card import Card
from loyalty.entry import CardId, instant_text
from loyalty.errors import CardChanged, UnknownCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """What a mail said of the ledger: at that instant, so many entries with that digest."""

    week: str
    anchored_at: datetime
    digest: str
    entries: int | None = None


@dataclass(slots=True, kw_only=True)
class Walk:
    """What was found on the cards so far."""

    anchors: Anchors
    cards: int = 0
    entries: int = 0
    differences: list[Difference] = field(default_factory=list)

    def __add__(self, other: "Walk") -> "Walk":
        """What was found on two disjoint sets of cards."""
        return Walk(
            anchors=self.anchors + other.anchors,
            cards=self.cards + other.cards,
            entries=self.entries + other.entries,
            differences=self.differences + other.differences,
        )


class NotFromEntries(Exception):
    """The card cannot be written anew from its entries: they differ themselves, by these codes."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__("the entries are not sound")
        self.codes = codes


def mailed(services: Services, program: str) -> list[Mailed]:
    """What every weekly mail said that has an instant, the newest first."""
    return [
        Mailed(
            week=report.week,
            anchored_at=report.anchored_at,
            entries=report.entries,
            digest=report.digest,
        )
        for report in services.reports.every(program)
        if report.sent_at and report.anchored_at
    ]


def instants(mails: Iterable[Mailed]) -> list[str]:
    """When to take anchors, so that these mails can be compared."""
    return [instant_text(mail.anchored_at) for mail in mails]


def walk(
    services: Services,
    program: str,
    at: Iterable[str],
    *,
    segment: int = 0,
    segments: int = 1,
    step: Callable[[], None] = lambda: None,
) -> Walk:
    """Audit the cards of one segment of the store."""
    seen = Walk(anchors=Anchors.of(at))
    for story in services.audits.stories(program, segment=segment, segments=segments):
        found, differing = settled(services, story)
        seen.cards += 1
        seen.entries += len(found.records)
        seen.anchors.add(found.card, found.marks)
        seen.differences += differing
        step()
    return seen


def settled(services: Services, story: Story) -> tuple[Story, list[Difference]]:
    """The story with what differs in it, read again while nobody wrote it if anything does."""
    found = differences(story)
    if not found:
        return story, found
    again = services.audits.story(story.program, story.card)
    return again, differences(again)


def against_mails(mails: Sequence[Mailed], anchors: Anchors) -> list[Difference]:
    """The mails that saw another ledger than the one that is here."""
    return [
        Difference(code=REPORT_DIFFERS, card="", detail=detail)
        for mail in mails
        if (detail := _against(mail, anchors))
    ]


def _against(mail: Mailed, anchors: Anchors) -> str:
    here = anchors.at(instant_text(mail.anchored_at))
    said = here.entries if mail.entries is None else mail.entries
    if (said, mail.digest) == (here.entries, here.digest):
        return ""
    return (
        f"{mail.week}: {said} entries {mail.digest[:16]}… in the mail, "
        f"{here.entries} entries {here.digest[:16]}… here"
    )


def rebuild(services: Services, program: str, card: CardId) -> tuple[Card, list[Difference]]:
    """Write the stored card anew from its entries, where these are sound, and audit it again.

    Its rewards are given free at once, unless something differs still: that is given as well.
    Raises ``UnknownCard``, ``NotFromEntries``, or ``CardChanged`` if a scan came between.
    """
    story = services.audits.story(program, card)
    if story.stored is None and not story.records:
        raise UnknownCard()
    if codes := doubts(story):
        raise NotFromEntries(codes)
    anew = rebuilt(story)
    if not services.audits.rebuild(story, anew, services.clock()):
        raise CardChanged()
    again, found = settled(services, services.audits.story(program, card))
    if found:
        services.audits.freeze(again, found[0].code)
    return anew, found
