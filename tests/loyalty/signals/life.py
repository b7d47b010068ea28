"""An honest month in a café: several hundred cards, three people at two tills, an outage."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from loyalty.bringing import decide_count
from loyalty.calendar import Week
from loyalty.card import Card, replay
from loyalty.earning import decide_earn
from loyalty.entry import CardId, Entry, Kind, OperationId, reward_account
from loyalty.errors import LoyaltyError
from loyalty.figures import Ledger
from loyalty.granting import decide_grant
from loyalty.holder import Holder
from loyalty.program import Limits, Program, Shop, ShopId
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem, decide_undo
from loyalty.refund import decide_refund
from loyalty.scan import Scan
from tests.builders import at
from tests.programs import stamps

OPEN = {day: ((time(7, 30), time(19, 0)),) for day in range(6)}
CAFE: Program = replace(
    stamps(), limits=Limits(), shops=(Shop(id=ShopId("orfevres"), name="Café", hours=OPEN),)
)
WEEKS = tuple(Week.named(f"2026-W{number:02d}") for number in range(10, 14))
"""Monday 2 March to Sunday 29 March 2026, the day on which clocks are put forward."""
STAFF = ("zoe", "max", "lea")
TILLS = ("counter", "terrace")


@dataclass
class Person:
    """A card, and every entry that it gets by the rules themselves."""

    card: CardId
    program: Program = CAFE
    joined_at: datetime = field(default_factory=lambda: at("2026-02-20 09:00"))
    entries: list[Entry] = field(default_factory=list)
    state: Card = field(init=False)

    def __post_init__(self) -> None:
        self.state = Card(program=self.program.id, id=self.card)

    @property
    def ledger(self) -> Ledger:
        return Ledger(card=self.card, joined_at=self.joined_at, entries=self.entries)

    def buys(self, scan: Scan, units: int = 1) -> Entry:
        """Nobody signs a purchase."""
        bought, unsigned = Purchase(units=units), replace(scan, staff=None)
        return self._does(decide_earn, unsigned, bought, holder=Holder(), over_ready=True)

    def uses(self, scan: Scan, what: str = "coffee") -> Entry:
        return self._does(decide_redeem, scan, reward=what)

    def is_given(self, scan: Scan, what: str = "coupon:present") -> Entry:
        return self._does(decide_grant, scan, what=what)

    def brings(self, units: int) -> Entry:
        """What a paper card had."""
        asked = replace(scan(self.joined_at), till="", shop="")
        return self._writes(decide_count(self.program, self.state, asked, units))

    def undoes(self, scan: Scan) -> Entry:
        latest = self.entries[-1].operation
        return self._writes(decide_undo(self.program, self.entries, scan, operation=latest))

    def returns(self, scan: Scan) -> Entry:
        sale = next(e.operation for e in reversed(self.entries) if e.kind is Kind.EARN)
        return self._writes(
            decide_refund(self.program, self.program, self.entries, scan, operation=sale)
        )

    def _does(self, decide: Callable[..., Entry], scan: Scan, *args: Any, **asked: Any) -> Entry:
        return self._writes(decide(self.program, self.state, scan, *args, **asked))

    def _writes(self, entry: Entry) -> Entry:
        self.entries.append(entry)
        if entry.kind in (Kind.REVERSE, Kind.REFUND):
            self.state = replay(self.program.id, self.card, self.entries)
        else:
            self.state = self.state.after(entry)
        return entry


_count = iter(range(10**9))


def scan(
    when: str | datetime,
    till: str = "counter",
    staff: str | None = None,
    *,
    sent: str | datetime = "",
) -> Scan:
    """A scan made then, and sent at once unless it says when."""
    made = at(when) if isinstance(when, str) else when
    recorded = at(sent) if isinstance(sent, str) and sent else sent or made
    assert isinstance(recorded, datetime)
    return Scan(
        operation=OperationId(f"operation-{next(_count):012d}"),
        happened_at=made,
        recorded_at=recorded,
        shop="orfevres",
        till=till,
        staff=staff,
        body_hash="0" * 64,
    )


@dataclass
class Town:
    """Everybody who has a card at this café."""

    chance: Random
    people: list[Person] = field(default_factory=list)
    outage: tuple[datetime, datetime] = (at("2026-03-19 10:00"), at("2026-03-19 16:00"))
    """On the terrace: what is scanned there is sent when it is over."""

    def somebody(self, name: str = "") -> Person:
        card = name or f"HONEST{len(self.people):010d}"
        self.people.append(Person(CardId(card)))
        return self.people[-1]

    def live(self, cards: int) -> "Town":
        """Regulars, a few daily guests, one who comes twice a day, one who buys for an office."""
        for _ in range(cards):
            rhythm = self.chance.choices([0.3, 1, 2, 3.5, 5.5], [30, 30, 22, 14, 4])[0]
            self._month(self.somebody(), rhythm)
        enthusiast = self.somebody("HONEST-TWICE-A-DAY")
        for day in _days():
            for hour in (8.2, 13.4):
                self._visit(enthusiast, day, day + timedelta(hours=hour))
        self.somebody("HONEST-OFFICE").buys(scan("2026-03-11 09:12", staff="lea"), 10)
        return self

    def _month(self, person: Person, rhythm: float) -> None:
        for day in _days():
            busy = 2.5 if day == at("2026-03-14 00:00") else 1
            if self.chance.random() < min(rhythm * busy / 6, 0.95):
                hour = self.chance.choice([8, 9, 10, 12, 13, 16, 17, 18]) + self.chance.random()
                self._visit(person, day, day + timedelta(hours=hour))

    def _visit(self, person: Person, day: datetime, made: datetime) -> None:
        till = self.chance.choices(TILLS, [3, 1])[0]
        begins, ends = self.outage
        is_out = till == "terrace" and begins <= made < ends
        sent = ends + timedelta(seconds=self.chance.randrange(300)) if is_out else made
        asked = scan(made, till, self._on_duty(till, made), sent=sent)
        with suppress(LoyaltyError):
            person.buys(asked, self.chance.choices([1, 2, 3], [85, 12, 3])[0])
            self._sometimes(person, asked)

    def _on_duty(self, till: str, at: datetime) -> str:
        """Zoé in the morning, Max in the afternoon, Léa on the terrace; now and then another."""
        if self.chance.random() < 0.1:
            return self.chance.choice(STAFF)
        return "lea" if till == "terrace" else "zoe" if at.hour < 13 else "max"

    def _sometimes(self, person: Person, asked: Scan) -> None:
        """A slip, goods that come back, a gesture, a reward that is used once it is there."""
        fate, signed = self.chance.random(), asked.staff
        then = asked.recorded_at + timedelta(seconds=self.chance.randrange(8, 60))
        after = scan(then, asked.till, signed)
        if fate < 0.015:
            person.undoes(after)
        elif fate < 0.02:
            person.returns(after)
        elif fate < 0.025:
            person.is_given(after)
        elif fate < 0.9 and person.state.balance(_COFFEE):
            person.uses(after)


def _days() -> Iterator[datetime]:
    """Every opening day at midnight."""
    for week in WEEKS:
        for day in week.days[:6]:
            yield at(f"{day} 00:00")


_COFFEE = reward_account("coffee")
