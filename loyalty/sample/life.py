"""One life of a card: purchases in a regular's rhythm, each decided by the rules."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from loyalty.card import Card
from loyalty.earning import decide_earn
from loyalty.entry import CardId, Entry, OperationId
from loyalty.holder import Holder
from loyalty.program import Program
from loyalty.purchase import Purchase
from loyalty.scan import Scan

SAMPLE = CardId("POINCONSAMPLE234")
"""The card whose lives these are."""

LONGEST = timedelta(days=300)
"""Less than a year: what counts for a year is still there at the end."""

_AGO = timedelta(hours=2)
_BASKET_MINOR = 1_500
_RHYTHM_DAYS = 14

Decide = Callable[[Program, Card, Scan], Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A card and how it came to be what it is; ``amount_minor`` is what each purchase costs."""

    program: Program
    amount_minor: int
    began_at: datetime
    card: Card
    entries: tuple[Entry, ...] = ()

    @classmethod
    def begun(cls, program: Program, amount_minor: int, at: datetime) -> "Life":
        """A card that was just issued."""
        card = Card(program=program.id, id=SAMPLE)
        return cls(program=program, amount_minor=amount_minor, began_at=at, card=card)

    @classmethod
    def of(cls, program: Program, amount_minor: int, visits: int, now: datetime) -> "Life":
        """So many purchases, the last of them a little before now."""
        known = program.assumptions
        rhythm = timedelta(days=known.rhythm_days if known else _RHYTHM_DAYS)
        apart = min(rhythm, LONGEST / max(visits, 1))
        first = now - _AGO - apart * max(visits - 1, 0)
        life = cls.begun(program, amount_minor, first if visits else now - _AGO)
        for visit in range(visits):
            life = life.buying(first + apart * visit)
        return life

    def buying(self, at: datetime) -> "Life":
        """One purchase on."""
        amount = self.amount_minor if self.program.earns_by_amount else None
        holder = Holder(joined_at=self.began_at)
        bought = Purchase(amount_minor=amount)

        def decide(program: Program, card: Card, scan: Scan) -> Entry:
            return decide_earn(program, card, scan, bought, holder=holder, over_ready=True)

        return self.living(decide, at)

    def living(self, decide: Decide, at: datetime) -> "Life":
        """One entry on; raises as the decision does."""
        entry = decide(self.program, self.card, self._scan(at))
        return replace(self, card=self.card.after(entry), entries=(*self.entries, entry))

    def _scan(self, at: datetime) -> Scan:
        return Scan(
            operation=OperationId(f"sample-{len(self.entries):09d}"),
            happened_at=at,
            recorded_at=at,
            shop=self.program.shops[0].id,
            till="sample",
            staff=None,
            body_hash="0" * 64,
        )


def usual_minor(program: Program) -> int:
    """A purchase as usual, and of no less than earns something."""
    rule = program.stamps or program.points or program.cashback
    least = rule.minimum_minor if rule else 0
    for_a_stamp = program.stamps.spend_minor or 0 if program.stamps else 0
    usual = program.assumptions.basket_minor if program.assumptions else _BASKET_MINOR
    return min(max(usual, least, for_a_stamp, 1), program.limits.max_amount_minor)
