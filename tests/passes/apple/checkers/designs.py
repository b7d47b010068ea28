"""The pass of every card worth seeing: each preset, each state, each language first."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import cast

from functions.journeys import face
from functions.journeys.samples import samples, showcase
from functions.ports import Registrations
from functions.wallets.apple import AppleWallet
from loyalty.brand import Brand
from loyalty.program import Program
from passes.apple.identity import Identity
from passes.content import PassContent, Progress
from passes.raster import badge_images, strip_images

Contents = tuple[PassContent, ...]


class Drawn:
    """The pictures of one card, drawn when they are asked for; ``logo`` is the shop's own."""

    def __init__(self, content: PassContent, logo: bytes | None) -> None:
        self._content = content
        self._logo = logo

    def read(self, program: str, design: str, name: str) -> bytes | None:
        """One of them."""
        folder, _, file = name.rpartition("/")
        return self.read_all(program, design, f"{folder}/").get(file)

    def read_all(self, program: str, design: str, prefix: str) -> Mapping[str, bytes]:
        """Icon and logo, or the strip."""
        if "badge/" in prefix:
            return _badge(self._content.brand, self._logo)
        assert f"strip/{self._content.progress.image}/" in prefix
        return _strip(self._content.progress, self._content.brand)

    def write(self, program: str, design: str, name: str, data: bytes) -> None:
        """Nobody draws here."""
        raise AssertionError(f"{name} is written")


def every(programs: Mapping[str, Program], now: datetime) -> Iterator[tuple[str, Contents]]:
    """``cafe-ready-fr`` and what that card's pass says: the holder's language first."""
    for name, program in programs.items():
        for language in program.languages:
            for one in samples(program, now, language):
                contents = face.faces(showcase(now), program, one.held, one.entries)
                yield f"{name}-{one.key}-{language}", contents


def signed(
    contents: Contents, identity: Identity, now: datetime, logo: bytes | None = None
) -> bytes:
    """That pass, as a phone fetches it."""
    nobody = cast(Registrations, SimpleNamespace())
    wallet = AppleWallet(
        identity,
        None,
        clock=lambda: now,
        keys=showcase(now).keys,
        images=Drawn(contents[0], logo),
        registrations=nobody,
        url="https://cards.example",
    )
    return wallet.build(contents)


@cache
def _badge(brand: Brand, logo: bytes | None) -> Mapping[str, bytes]:
    return badge_images(brand, logo)


@cache
def _strip(progress: Progress, brand: Brand) -> Mapping[str, bytes]:
    return strip_images(progress, brand)
