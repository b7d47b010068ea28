"""The product as ``wiring`` puts it together, over an engine and a clock of the simulation."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from functions import settings, wiring
from functions.ports import Nudge, Services
from functions.settings import Settings
from functions.store.engine import Engine
from functions.wallets.apple import AppleWallet
from tests.simulation.scheduler import Scheduler
from tests.simulation.wallets import PASS_TYPE

_ENVIRONMENT = {
    "POINCON_SECRETS": "1:" + "5e" * 32,
    "POINCON_URL": "https://cards.example.org",
    "POINCON_STORE": "sqlite:",
    "POINCON_PUBLISHED": "folder:nowhere",
    "POINCON_MAIL": "folder:nowhere",
    "POINCON_SENDER": "poincon@example.org",
}
_SETTINGS = settings.read(_ENVIRONMENT)


class Mail:
    """Takes every mail, and counts."""

    once = True

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def send(self, mail: Any) -> None:
        self.sent.append(mail)


def services_on(
    engine: Engine,
    scheduler: Scheduler,
    google: Any = None,
    phones: Any = None,
    mail: Mail | None = None,
    nudge: Nudge | None = None,
) -> Services:
    """Every store is the product's own, and who pushes to phones; the outside is the test's."""

    def apple(settings_: Settings, clock: Any, images: Any, registrations: Any) -> AppleWallet:
        always = {
            "starts_at": datetime.min.replace(tzinfo=UTC),
            "expires_at": datetime.max.replace(tzinfo=UTC),
        }
        identity: Any = SimpleNamespace(development=False, pass_type_id=PASS_TYPE, **always)
        known = {
            "clock": clock,
            "keys": settings_.keys,
            "images": images,
            "registrations": registrations,
        }
        return AppleWallet(identity, phones, url=settings_.url, **known)

    parts: dict[str, Any] = {
        "_engine": lambda _: engine,
        "_images": lambda _: None,
        "_mailer": lambda *_: mail or Mail(),
        "_apple": apple,
        "_google": lambda *_: google,
    }
    with patch.multiple(wiring, **parts):
        return wiring.build(_SETTINGS, clock=lambda: scheduler.now, nudge=nudge).services
