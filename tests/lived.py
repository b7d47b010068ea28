"""A shop that has lived for a year and more: cards in every state that its rules know."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from functions import settings, wiring
from functions.journeys import join, pair, scan, weekly_report
from functions.journeys.forget import forget
from functions.journeys.night import night
from functions.journeys.writing import Outcome
from functions.mail import report
from functions.ports import Services
from functions.records import Device, HeldCard, Member, Registration, Wallet
from loyalty.calendar import Week
from loyalty.entry import CardId, Kind, OperationId
from loyalty.errors import LoyaltyError
from loyalty.granting import grants
from loyalty.offers import offers
from loyalty.program import Program
from loyalty.purchase import Purchase
from tests.builders import at
from tests.shop import environment

OPENED = at("2026-02-02 07:00")
NAMES = ("Ada", "Zoë", "=1+1", "Bjørk \u2028 O’Neil", "李")


@dataclass
class Lived:
    """A house with a program, a clock, and somebody at the till."""

    house: wiring.House
    program: Program
    data: dict[str, Any]
    now: list[datetime]
    chance: Random
    till: Device = field(init=False)
    issued: list[CardId] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.till = self.paired("till")
        self.paired("owner")

    @property
    def services(self) -> Services:
        return self.house.services

    @property
    def weeks(self) -> Iterator[Week]:
        """Every week since the opening, the current one included."""
        zone = self.program.time_zone
        week = Week.containing(OPENED, zone)
        while week.bounds(zone)[0] <= self.now[0]:
            yield week
            week = week.following()

    def cards(self) -> list[HeldCard]:
        """In the order in which they were issued: chance alone decides what happens."""
        return [self.services.cards.head(self.program.id, card) for card in self.issued]

    def join(
        self, member: Member | None = None, wallets: tuple[Wallet, ...] | None = None
    ) -> HeldCard:
        """Somebody new, in some wallets."""
        person = member or Member(
            first_name=self.chance.choice(NAMES),
            language=self.chance.choice(["fr", "en"]),
            birthday=self.chance.choice([None, (29, 2), (3, 3)]),
        )
        application = join.Application(member=person, accepts_terms=True, accepts_messages=False)
        card = join.join(self.services, self.program, application, secrets.token_hex(16))
        self.issued.append(card)
        ways: list[tuple[Wallet, ...]] = [(), ("google",), ("apple", "google")]
        for wallet in self.chance.choice(ways) if wallets is None else wallets:
            held = self.services.cards.head(self.program.id, card)
            self.services.outbox.attach(held, wallet, attached=True)
            if wallet == "apple":
                self._on_an_iphone(card)
        return self.services.cards.head(self.program.id, card)

    def live(self, steps: int) -> "Lived":
        """So many things happen, some of which the rules refuse."""
        for _ in range(steps):
            self.now[0] += timedelta(hours=self.chance.choice([1, 5, 20, 40, 90, 900]))
            self._something(self.chance.choice(self.cards()))
            if self.chance.random() < 0.1:
                night(self.services)
        return self

    def report(self) -> None:
        """Last week's mail, if it is due."""
        weekly_report.send_due_reports(
            self.services, lambda *of: report.write(*of, url=self.services.url)
        )

    def forget(self, held: HeldCard) -> None:
        forget(self.services, self.program.id, held.short_code)

    def publish(self, **changes: Any) -> None:
        """Another version of the rules."""
        self.data |= changes
        self.program = self.services.programs.publish(self.data, self.now[0])

    def paired(self, role: Any) -> Device:
        """A phone, paired with a fresh code."""
        code = pair.offer(self.services, self.program.id, role, self.program.shops[0].id).code
        return pair.pair(self.services, role, code, "Comptoir").device

    def _something(self, held: HeldCard) -> None:
        does = self.chance.choice([self._buys] * 4 + [self._uses, self._undoes, self._returns])
        try:
            self.chance.choice([does, does, does, self._is_given])(held)
        except LoyaltyError:
            return  # the rules say no: nothing is written

    def _buys(self, held: HeldCard) -> Outcome:
        amount = self.chance.choice([250, 1_299, 6_000, 25_000])
        bought = Purchase(units=self.chance.choice([1, 1, 2]), amount_minor=amount)
        return scan.earn(self.services, self.till, self._asked(held), bought, over_ready=True)

    def _uses(self, held: HeldCard) -> Outcome:
        keys = [offer.key for offer in offers(self.program, held.card)]
        key = self.chance.choice(keys or ["nothing"])
        return scan.redeem(
            self.services, self.till, self._asked(held), reward=key, amount_minor=200, donate=False
        )

    def _undoes(self, held: HeldCard) -> Outcome:
        sold = self._buys(held).held.card.latest
        latest = OperationId(sold or "nothing")
        return scan.undo(self.services, self.till, self._asked(held), operation=latest)

    def _returns(self, held: HeldCard) -> Outcome | None:
        history = self.services.cards.history(self.program.id, held.card.id)
        sales = [entry.operation for entry in history if entry.kind is Kind.EARN]
        if not sales:
            return None
        sale, asked = self.chance.choice(sales), self._asked(held)
        return scan.refund(self.services, self.till, asked, operation=sale, back=None)

    def _is_given(self, held: HeldCard) -> Outcome:
        coupons = [f"coupon:{coupon.id}" for coupon in self.program.coupons]
        what = self.chance.choice([*grants(self.program, held.card), *coupons, "nothing"])
        return scan.grant(self.services, self.till, self._asked(held), what=what, told="")

    def _asked(self, held: HeldCard) -> scan.Asked:
        return scan.Asked(
            operation=OperationId(secrets.token_hex(16)),
            code=held.short_code,
            made_at=self.now[0],
            sent_at=self.now[0],
            body={},
        )

    def _on_an_iphone(self, card: CardId) -> None:
        token = Registration(
            device=secrets.token_hex(8), push_token=secrets.token_hex(32), at=self.now[0]
        )
        self.services.registrations.register(self.program.id, card, token)


def empty(shared: Path, store: str = "sqlite:", now: list[datetime] | None = None) -> wiring.House:
    """A house on a store of its own, with nothing in it; it is built at the opening."""
    moment, built = now or [OPENED], [OPENED]
    house = wiring.build(
        settings.read(environment(shared, store)),
        clock=lambda: (built or moment)[0],
    )
    built.clear()
    return house


def lived_in(shared: Path, data: dict[str, Any], *, seed: int = 1, steps: int = 80) -> Lived:
    """Six customers, a year and more, two versions of the rules, a report, somebody forgotten."""
    now = [OPENED]
    house = empty(shared, now=now)
    program = house.services.programs.publish(data, OPENED)
    lived = Lived(house, program, dict(data), now, Random(seed))
    for _ in range(6):
        lived.join()
    lived.live(steps // 2).publish(owner_email="other@example.org")
    lived.till = lived.paired("till")
    lived.live(steps // 2)
    lived.join()
    lived.report()
    lived.forget(lived.cards()[0])
    return lived
