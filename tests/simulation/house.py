"""What the house does meanwhile: nights, wallets, new cards, a phone that is shut out."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from functions.failures import OutsideError
from functions.journeys import hold_pass, join, tell_wallets
from functions.journeys.face import content, serial
from functions.journeys.forget import forget
from functions.journeys.night import night
from functions.ports import Services
from functions.records import Member, Registration
from loyalty.entry import CardId
from loyalty.errors import LoyaltyError
from passes import short_code
from passes.card_code import seal
from tests.simulation.scheduler import Killed, Scheduler
from tests.simulation.wallets import Google

PERSISTENCE = 6


class House:
    """Jobs of the house over the same services; each is tried again until it went through."""

    def __init__(self, services: Services, scheduler: Scheduler) -> None:
        self.services = services
        self.scheduler = scheduler

    def until_done(self, job: Callable[[], Any], tries: int = PERSISTENCE) -> bool:
        """Do it, again after a crash or a store that was away; gives whether it went through."""
        for _ in range(tries):
            try:
                job()
                return True
            except Killed:
                worker = self.scheduler.worker
                assert worker
                worker.is_gone = False
            except OutsideError:
                pass
            self.scheduler.sleep(0.5)
        return False

    def night(self) -> None:
        self.until_done(lambda: night(self.services))

    def sweep(self) -> None:
        self.until_done(lambda: tell_wallets.sweep(self.services))

    def tell(self, program: str, card: CardId, until: datetime | None) -> None:
        """Somebody was woken; who dies is woken anew, as by AWS: twice, and later each time."""
        job = partial(tell_wallets.tell, self.services, program, card, until)
        self.until_done(job, tries=3)

    def sweep_of_the_given_up(self) -> None:
        self.until_done(lambda: tell_wallets.retry_dead(self.services))

    def join(self, program: str, key: str, name: str) -> list[str]:
        """Somebody fills in the form, and sends it until it is answered: cards that came back."""
        member = Member(first_name=name, language="en")
        form = join.Application(member=member, accepts_terms=True, accepts_messages=False)
        cards: list[str] = []

        def job() -> None:
            of = self.services.programs.current(program)
            cards.append(join.join(self.services, of, form, key))

        self.until_done(job)
        return cards

    def register(self, program: str, card: str, phone: str, token: str = "f" * 8) -> bool:
        """A phone takes the card into its wallet; gives whether it was told that it has."""
        taken = Registration(device=phone, push_token=token, at=self.services.clock())
        name = serial(program, CardId(card))
        return self.until_done(lambda: hold_pass.register(self.services, name, taken))

    def unregister(self, program: str, card: str, phone: str) -> None:
        """A phone drops it."""
        name = serial(program, CardId(card))
        self.until_done(lambda: hold_pass.unregister(self.services, name, phone))

    def save(self, program: str, card: str, google: Google) -> bool:
        """Somebody saves the card at Google, as the card's page does it."""

        def job() -> None:
            services = self.services
            held = services.cards.head(program, CardId(card))
            google.save(content(services, services.programs.current(program), held), held)
            services.outbox.attach(held, "google", attached=True)

        return self.until_done(job)

    def forget(self, program: str, card: str) -> bool:
        """The person behind a card asks to be forgotten; gives whether they were told so."""

        def job() -> None:
            code = self.services.cards.head(program, CardId(card)).short_code
            forget(self.services, program, short_code.shown(code))

        return self.until_done(job, tries=20)

    def revoke(self, program: str, device: str) -> bool:
        """Shut a phone out; gives whether that was acknowledged."""

        def job() -> None:
            try:
                self.services.devices.revoke(program, device)
            except LoyaltyError:
                raise AssertionError("a paired phone is not known") from None

        return self.until_done(job, tries=20)

    def code(self, program: str, card: str) -> str:
        """What the card's picture says."""
        return seal(self.services.keys, "scan", program, CardId(card))
