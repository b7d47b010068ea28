"""How the store lays out its items, and how an older layout is brought to the present one."""

from collections.abc import Callable
from typing import Protocol


class Design(Protocol):
    """The version of the store's item design. A store that says none is of the first."""

    @property
    def present(self) -> int:
        """The design that this Poinçon writes."""
        ...

    def version(self) -> int:
        """The store's; raises ``BadConfiguration`` for one that this Poinçon does not know."""
        ...

    def begin(self) -> int:
        """The same, once a store without a program is said to be of the present design."""
        ...

    def upgrade(self, *, dry: bool, step: Callable[[int], None]) -> int:
        """Bring what is older to the present design; how many items that took.

        Goes on where an earlier one was cut off. ``step`` hears of so many more cards that were
        looked at. With ``dry``, nothing is written: it is how many items it would take.
        """
        ...
