"""The product as ``wiring`` puts it together, over an engine and a clock of the simulation."""

from typing import Any
from unittest.mock import patch

from functions import settings, wiring
from functions.ports import Services
from functions.store.engine import Engine
from tests.simulation.scheduler import Scheduler

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
    engine: Engine, scheduler: Scheduler, wallet: Any = None, mail: Mail | None = None
) -> Services:
    """Every store is the product's own; wallets, mail and pictures are the test's."""
    parts: dict[str, Any] = {
        "_engine": lambda _: engine,
        "_images": lambda _: None,
        "_mailer": lambda *_: mail or Mail(),
        "_apple": lambda *_: wallet,
        "_google": lambda *_: wallet,
        "Pages": _NoPages,
    }
    with patch.multiple(wiring, **parts):
        return wiring.build(_SETTINGS, clock=lambda: scheduler.now, nudge=lambda: None).services


class _NoPages:
    @staticmethod
    def load(*_: Any, **__: Any) -> None:
        """Nobody opens a page here."""
