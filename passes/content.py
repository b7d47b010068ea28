"""A card's face, before any wallet: the one form that every pass is made from.

A wallet's module translates these values and decides nothing. What a field says is decided
by ``loyalty.wording``; what the stamps look like by ``artwork``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from loyalty.brand import Brand
from loyalty.language import Language
from loyalty.wallet_options import NO_OPTIONS, Place, WalletOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One labelled value. ``change`` is what a lock screen says when it changes.

    ``change`` holds ``%@`` where the new value goes, as Apple's ``changeMessage`` does; at
    most one field of a pass has one, or the phone shows a generic sentence. ``link`` is what
    is read and pressed instead of a value that is an address.
    """

    key: str
    label: str
    value: str | int
    change: str | None = None
    link: str = ""


Style: TypeAlias = Literal["stamps", "gauge", "mark"]
"""Stamps one by one; a gauge towards the next reward; the shop's mark, lit or not."""

GAUGE_STEPS = 20

NO_CODE = "-"
"""What stands for the codes of a card that was replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the card is: what is drawn. ``filled`` is 0 to ``places``.

    Of stamps, ``places`` are the paid ones; the reward's own place comes after them and is lit
    while ``ready`` is at least 1, with every stamp then shown full. A gauge has
    ``GAUGE_STEPS`` places, a mark has one.
    """

    filled: int
    places: int
    ready: int
    style: Style = "stamps"

    @property
    def image(self) -> str:
        """The name under which this drawing is kept: nothing of a person is in it."""
        return f"{self.style}-{self.places}-{'ready' if self.ready else f'{self.filled:02d}'}"

    @classmethod
    def every(cls, places: int, style: Style = "stamps") -> "tuple[Progress, ...]":
        """All drawings of so many places that a program can need."""
        if style == "mark":
            return tuple(cls(filled=n, places=1, ready=0, style=style) for n in (0, 1))
        partial = (cls(filled=n, places=places, ready=0, style=style) for n in range(places))
        return (*partial, cls(filled=places, places=places, ready=1, style=style))


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """A shop near which the phone brings the card up, and what it says there."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassContent:
    """Everything that a pass shows, in one language.

    ``look`` names whose colours the card wears (a tier's id), empty for the shop's own; its
    pictures have names of their own: see ``picture``. ``shared_background`` is then the shop's own
    colour, for what all of its cards share. ``voided``: the card is no longer good.
    ``NO_CODE`` for its codes: it was replaced by another one.
    """

    program_id: str
    program_name: str
    design: str
    description: str
    language: Language
    brand: Brand
    serial: str
    scan_code: str
    short_code: str
    member_name: str | None
    progress: Progress
    header: Field
    secondary: tuple[Field, ...]
    auxiliary: tuple[Field, ...]
    back: tuple[Field, ...]
    card_url: str
    look: str = ""
    nearby: tuple[Nearby, ...] = ()
    expires_at: datetime | None = None
    voided: bool = False
    options: WalletOptions = NO_OPTIONS
    shared_background: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, as it is read: from the top of the front to the end of the back."""
        return (self.header, *self.secondary, *self.auxiliary, *self.back)

    @property
    def is_replaced(self) -> bool:
        """Whether it is what an old pass shows once there is a newer one."""
        return self.scan_code == NO_CODE

    def picture(self, name: str) -> str:
        """The name under which that picture is kept for this card's look."""
        return picture_name(self.look, name)


def picture_name(look: str, name: str) -> str:
    """As in ``strip/stamps-9-00/strip.png``; another look's is in a folder of its own."""
    return f"look-{look}/{name}" if look else name
