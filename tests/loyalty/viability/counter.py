"""A card at the counter: what happens is decided by the rules, one entry after another."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from loyalty.card import Card, replay
from loyalty.earning import decide_earn
from loyalty.entry import CardId, Entry
from loyalty.expiry import decide_night
from loyalty.figures import Ledger
from loyalty.holder import Holder
from loyalty.program import Program
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem
from loyalty.refund import decide_refund
from loyalty.viability.live import LiveFigures
from tests.builders import at, card, scan

TODAY = date(2026, 12, 31)


@dataclass
class Story:
    """Its program, and its entries so far."""

    program: Program
    entries: list[Entry] = field(default_factory=list)

    @property
    def card(self) -> Card:
        return replay(self.program.id, card(self.program).id, self.entries)

    def buys(self, day: str, minor: int | None = None, units: int = 1) -> "Story":
        bought = Purchase(units=units, amount_minor=minor)
        made = decide_earn(self.program, self.card, scan(f"{day} 10:00"), bought, over_ready=True)
        return self.then(made)

    def uses(self, day: str, key: str, minor: int | None = None, **more: Any) -> "Story":
        asked = scan(f"{day} 10:05")
        made = decide_redeem(self.program, self.card, asked, reward=key, amount_minor=minor, **more)
        return self.then(made)

    def brings_back(self, day: str, number: int, back: Purchase | None = None) -> "Story":
        made = decide_refund(
            self.program,
            self.program,
            self.entries,
            scan(f"{day} 11:00"),
            operation=self.entries[number].operation,
            back=back,
        )
        return self.then(made)

    def sleeps(self, day: str) -> "Story":
        night = decide_night(self.program, self.card, scan(f"{day} 03:00"), Holder())
        assert night is not None
        return self.then(night)

    def then(self, entry: Entry) -> "Story":
        return Story(self.program, [*self.entries, entry])


def ledger(story: Story, name: str = "ada") -> Ledger:
    return Ledger(card=CardId(name), joined_at=at("2026-01-05 09:00"), entries=story.entries)


def live(*stories: Story, today: date = TODAY) -> LiveFigures:
    figures = LiveFigures(today=today)
    for number, story in enumerate(stories):
        figures.fold(story.program, ledger(story, f"card-{number}"))
    return figures
