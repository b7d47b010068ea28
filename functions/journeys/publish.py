"""Publishing a program: its pictures, then the version, then its pages; then the wallets hear.

Pictures first, so that no pass and no page ever shows a drawing that is not there yet.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from functions.ports import Services
from functions.ports.outside import LOGOS
from loyalty.entry import digest, instant_text
from loyalty.program import Program

DRAWN = "drawn.txt"
"""Written after the last picture, with the digest of what was drawn: else it is drawn again."""

DRAWINGS = 3
"""The version of how pictures are drawn and named: another one draws published programs anew."""

TOLD = "told.txt"
"""Written after the last card in a wallet was made due, with the date of the version."""

BEGINS = timedelta(minutes=2)
"""When the first card is told: later than any instance remembers the version before."""

BETWEEN = timedelta(seconds=1)
"""Between two cards: a sweep tells them faster, so that whoever is stamped need not wait."""

Draw = Callable[[Program, bytes | None], Mapping[str, bytes]]
"""Every picture of a program; with the master of its logo, where there is one."""

Build = Callable[[Sequence[Program]], object]

log = logging.getLogger("poincon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The version in force; ``told`` cards in wallets will be told of it, ``within`` that time."""

    program: Program
    told: int

    @property
    def within(self) -> timedelta:
        """Until the last of them is due, and a sweep has come."""
        return BEGINS + self.told * BETWEEN + timedelta(minutes=1)


def publish(
    services: Services,
    data: Mapping[str, Any],
    draw: Draw,
    build: Build,
    logo: bytes | None = None,
) -> Published:
    """Publish; the same data again draws nothing anew, and tells nobody.

    ``logo`` is the master that the data names; without it, the one that is kept already. Raises
    ``BadConfiguration``.
    """
    draft = services.programs.draft(data, services.clock())
    if logo and draft.brand.logo:
        services.images.write(draft.id, LOGOS, draft.brand.logo, logo)
    master = _master(services, draft)
    drawn = f"{digest(data)} {DRAWINGS} {_stands_in(draft, master)}".rstrip()
    _draw(services, draft, drawn, draw, master)
    program = services.programs.publish(data, services.clock())
    build(services.programs.every())
    return Published(program=program, told=_tell_wallets(services, program))


def _draw(services: Services, draft: Program, drawn: str, draw: Draw, master: bytes | None) -> None:
    design = str(draft.version)
    if services.images.read(draft.id, design, DRAWN) == drawn.encode():
        return
    if _stands_in(draft, master):
        log.warning(
            "logo-missing", extra={"facts": {"program": draft.id, "logo": draft.brand.logo}}
        )
    for name, picture in draw(draft, master).items():
        services.images.write(draft.id, design, name, picture)
    services.images.write(draft.id, design, DRAWN, drawn.encode())


def _tell_wallets(services: Services, program: Program) -> int:
    """Make every card in a wallet due, one after the other; whoever waits already is told anyway.

    What a card says changes by itself once its holder is not active any more, and a phone would
    show that as news: those hear of the version with their next stamp. Broken off, it goes on when
    the same is published again.
    """
    design, version = str(program.version), instant_text(program.valid_from).encode()
    if program.version == 1 or services.images.read(program.id, design, TOLD) == version:
        return 0
    now, told = services.clock(), 0
    active_from = now - timedelta(days=program.active_days)
    for held in services.cards.every(program.id):
        if held.wallets and not held.behind and held.modified_at > active_from:
            told += services.outbox.tell_later(held, now + BEGINS + told * BETWEEN)
    services.images.write(program.id, design, TOLD, version)
    return told


def _master(services: Services, draft: Program) -> bytes | None:
    """Of a program that came in by an import the master may be elsewhere."""
    name = draft.brand.logo
    return services.images.read(draft.id, LOGOS, name) if name else None


def _stands_in(draft: Program, master: bytes | None) -> str:
    return "mark" if draft.brand.logo and master is None else ""
