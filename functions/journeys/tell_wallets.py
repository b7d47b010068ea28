"""Telling the wallets that a card has changed, from what the card is now.

A mark on each card says what its wallets should show; it stays until they know. Telling
twice does no harm: a push says "come and fetch", an object carries the whole state.
"""

from dataclasses import dataclass
from datetime import timedelta

from functions.journeys import face
from functions.ports import Services, WalletChannel
from functions.records import (
    HeldCard,
    Told,
    Wallet,
)

BATCH = 200


@dataclass(slots=True, kw_only=True)
class Swept:
    """How many marks one sweep cleared and how many wait, and for what."""

    told: int = 0
    waiting: int = 0
    reasons: tuple[str, ...] = ()


def sweep(services: Services) -> Swept:
    """Tell the wallets of every card that is due."""
    swept = Swept()
    for held in services.cards.due(services.clock(), BATCH):
        _tell_all(services, held, swept)
    return swept


def channels(services: Services) -> dict[Wallet, WalletChannel]:
    """Both wallets by name."""
    return {"apple": services.apple, "google": services.google}


def _tell_all(services: Services, held: HeldCard, swept: Swept) -> None:
    """Tell each wallet that is behind; what could not be told is tried at the earliest wish."""
    program = services.programs.current(held.card.program)
    content = face.content(services, program, held)
    waits: list[Told] = []
    for wallet in held.behind:
        told = channels(services)[wallet].tell(content, held)
        if told.done:
            held = services.cards.told(held, wallet)
            swept.told += 1
        else:
            waits.append(told)
        if told.nobody:
            services.cards.attach(held, wallet, attached=False)
    if waits:
        earliest = timedelta(seconds=min(told.retry_seconds for told in waits))
        services.cards.postpone(held, services.clock() + earliest)
        swept.waiting += len(waits)
        swept.reasons = tuple(sorted({*swept.reasons, *(told.reason for told in waits)}))
