"""A card's face, before any wallet: the one form that every pass is made from.

A wallet's module translates these values and decides nothing. What a field says is decided
by ``loyalty.wording``; what the stamps look like by ``artwork``.
"""

from dataclasses import dataclass

from loyalty.brand import Brand
from loyalty.program import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One labelled value. ``change`` is what a lock screen says when it changes.

    ``change`` holds ``%@`` where the new value goes, as Apple's ``changeMessage`` does; at
    most one field of a pass has one, or the phone shows a generic sentence.
    """

    key: str
    label: str
    value: str | int
    change: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the card is: what the stamps draw. ``filled`` is 0 to ``places``.

    ``places`` are the paid stamps; the reward's own place comes after them and is lit while
    ``ready`` is at least 1, with every stamp then shown full.
    """

    filled: int
    places: int
    ready: int

    @property
    def image(self) -> str:
        """The name under which this drawing is kept: nothing of a person is in it."""
        return "ready" if self.ready else f"{self.filled:02d}"

    @classmethod
    def every(cls, places: int) -> "tuple[Progress, ...]":
        """All drawings that a program of so many stamps can need."""
        partial = tuple(cls(filled=n, places=places, ready=0) for n in range(places))
        return (*partial, cls(filled=places, places=places, ready=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class PassContent:
    """Everything that a pass shows, in the member's language."""

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
