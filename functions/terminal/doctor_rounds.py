"""``poincon doctor``: everything that concerns this house, one group after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from functions.ports import Clock
from functions.settings import Settings
from functions.terminal import (
    doctor_apple,
    doctor_aws,
    doctor_clock,
    doctor_exports,
    doctor_google,
    doctor_jobs,
    doctor_mail,
    doctor_pages,
    doctor_store,
)
from functions.terminal.doctor_apple import Outside
from functions.terminal.doctor_google import Api
from functions.terminal.doctor_store import Kept
from functions.terminal.findings import Finding, Heading, unless_it_fails
from passes.google.account import Account
from passes.google.rest import WalletApi


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """One visit: what the house is told, and who is asked outside."""

    settings: Settings
    environment: Mapping[str, str]
    around: Outside
    clock: Clock
    google: Api | None = None

    def examine(self) -> Iterator[Finding | Heading]:
        """What cannot be looked at is said where it stands, and the others have their turn."""
        settings = self.settings
        if doctor_aws.is_used(settings):
            yield Heading("AWS")
            yield from unless_it_fails("account", self._of_aws())
        yield Heading("Store")
        kept = yield from doctor_store.examine(settings, self.clock)
        yield Heading("Clock")
        yield doctor_clock.examine(settings, self.around.web, self.clock)
        yield Heading("Mail")
        yield from unless_it_fails("mail", doctor_mail.examine(settings, kept.programs))
        yield Heading("Pages and pictures")
        yield from unless_it_fails("pages", doctor_pages.examine(settings, kept.programs))
        yield Heading("Apple Wallet")
        yield from unless_it_fails("settings", self._of_apple())
        yield Heading("Google Wallet")
        api = self.google or self._google
        google = doctor_google.examine(settings, kept.programs, api)
        yield from unless_it_fails("account", google)
        yield from self._of_days(kept)

    def _of_aws(self) -> Iterator[Finding]:
        from functions.terminal import doctor_account, doctor_domain  # noqa: PLC0415 (boto)

        found = list(doctor_account.examine(self.settings, self.environment))
        yield from found
        if found[0].verdict != "wrong":
            yield from doctor_domain.examine(self.settings, self.clock())

    def _of_apple(self) -> Iterator[Finding]:
        """A shop without a certificate works: its cards are pages."""
        if self.settings.apple:
            yield from doctor_apple.examine(self.settings, self.around)
            return
        seen = "no certificate from Apple is set: iPhones refuse the card"
        yield Finding("warning", "settings", seen, doctor_apple.FIRST_STEP)

    def _of_days(self, kept: Kept) -> Iterator[Finding | Heading]:
        """What happens each minute, night and week, as the store knows it."""
        yield Heading("Exports")
        if kept.services is None:
            seen = "neither exports nor jobs: the store cannot be read"
            yield Finding("warning", "not seen", seen, "mend the store, then look again")
            return
        yield from unless_it_fails("exports", doctor_exports.examine(kept.services))
        yield Heading("Jobs")
        jobs = doctor_jobs.examine(self.settings, kept.services, kept.programs)
        yield from unless_it_fails("jobs", jobs)

    def _google(self, account: Account) -> WalletApi:
        return WalletApi(account, client=self.around.web, clock=self.clock)
