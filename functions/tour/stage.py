"""Where the tour plays: its own server on a fresh store, with a clock that it can set."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from functions import wiring
from functions.journeys import pair
from functions.local import development
from functions.local.origin import StartResponse, Wsgi, origin
from functions.local.run import publish_file
from functions.local.server import Server
from loyalty.program import Program


@dataclass(slots=True)
class SetClock:
    """A clock that stands still until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        """The time it was set to."""
        return self.now

    def forward(self, **time: float) -> datetime:
        """Move on by ``timedelta(**time)``."""
        self.now += timedelta(**time)
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A running house, someone to ask it over HTTP, and its clock."""

    house: wiring.House
    program: Program
    clock: SetClock
    http: httpx.Client
    folder: Path

    def pairing_code(self) -> str:
        """A code as the terminal prints it."""
        shop = self.program.shops[0].id
        return pair.offer(self.house.services, self.program.id, "till", shop).code


@contextmanager
def stage(begin: datetime, file: Path = development.DEMO_PROGRAM) -> Iterator[Stage]:
    """Start a server on an empty folder, its clock at ``begin``; stop it afterwards."""
    with TemporaryDirectory(prefix="poincon-tour-") as name:
        folder = Path(name)
        clock = SetClock(begin)
        late = _Late()
        server = Server(late, port=0)
        settings = development.local_settings(
            folder, server.url, {"POINCON_SECRETS": f"1:{secrets.token_hex(32)}"}
        )
        house = wiring.build(settings, clock=clock)
        wiring.install(house)
        program = publish_file(house, file).program
        late.app = origin(house)
        server.start()
        try:
            with httpx.Client(base_url=server.url, timeout=10) as http:
                yield Stage(house=house, program=program, clock=clock, http=http, folder=folder)
        finally:
            server.stop()


class _Late:
    """An app that is known only once the server's address is."""

    app: Wsgi

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        return self.app(environ, start_response)
