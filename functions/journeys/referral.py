"""A friend has come back: at night, whoever brought them is thanked, once, on their own card.

At night, because by then nothing can be undone any more at the till, and no scan has to wait.
1. The friend really is a customer: goods that came back do not count, nor a phone that holds both
   cards.
2. The thanks are named after the friend's card, so that trying again changes nothing.
3. The friend's card notes that it is done; a refusal (the month's cap) is final as well, but for
   that of a card which an audit has frozen: the thanks wait for it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from functions.journeys.writing import write
from functions.ports import Services
from functions.records import HeldCard
from loyalty.card import Card, standing
from loyalty.entry import CardId, Entry, Kind, OperationId
from loyalty.errors import CardFrozen, NotFound, RuleRefused
from loyalty.granting import decide_thanked, decide_thanks, thanks_due
from loyalty.program import Program
from loyalty.scan import Scan


def thank(services: Services, program: Program, friend: HeldCard, night: Scan) -> bool:
    """Thank whoever brought this friend, where it is time; gives whether they were thanked."""
    if friend.referred_by is None or program.referral is None or not thanks_due(friend.card):
        return False
    history = services.cards.history(program.id, friend.card.id)
    if _visits_kept(history) < program.referral.after_visits:
        return False
    try:
        thanked = not _one_phone(services, program, friend) and _give(
            services, program, friend.referred_by, friend.card.id, night
        )
    except CardFrozen:
        return False
    _note(services, program, friend, night)
    return thanked


def _visits_kept(history: Sequence[Entry]) -> int:
    """Purchases of which something was kept."""
    stands = standing(history)
    minor: Counter[str] = Counter()
    items: Counter[str] = Counter()
    for entry in stands:
        if back := entry.facts.get("refunds"):
            minor[str(back)] += entry.amount.minor if entry.amount else 0
            items[str(back)] += entry.units
    return sum(
        minor[entry.operation] < entry.amount.minor
        if entry.amount
        else items[entry.operation] < max(1, entry.units)
        for entry in stands
        if entry.kind is Kind.EARN
    )


def _one_phone(services: Services, program: Program, friend: HeldCard) -> bool:
    """Whether one iPhone holds the friend's card and the referrer's."""
    cards = (friend.card.id, friend.referred_by)
    phones = [
        {registration.device for registration in services.registrations.of_card(program.id, card)}
        for card in cards
        if card is not None
    ]
    return bool(set.intersection(*phones))


def _give(
    services: Services, program: Program, referrer: CardId, friend: CardId, night: Scan
) -> bool:
    scan = replace(night, operation=OperationId(f"thanks:{friend}"))

    def decide(program: Program, held: HeldCard, scan: Scan) -> tuple[Entry, Card]:
        entry = decide_thanks(program, held.card, scan, friend=friend)
        return entry, held.card.after(entry)

    try:
        write(services, program, referrer, scan, decide)
    except CardFrozen:
        raise
    except (RuleRefused, NotFound):
        return False
    return True


def _note(services: Services, program: Program, friend: HeldCard, night: Scan) -> None:
    scan = replace(night, operation=OperationId(f"thanked:{friend.card.id}"))

    def decide(program: Program, held: HeldCard, scan: Scan) -> tuple[Entry, Card]:
        entry = decide_thanked(program, held.card, scan)
        return entry, held.card.after(entry)

    write(services, program, friend.card.id, scan, decide)
