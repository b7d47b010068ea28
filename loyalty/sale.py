"""A sale of which something comes back: what is left of it, and what a part of it had earned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.entry import Entry
from loyalty.errors import RefundRefused
from loyalty.program import Program
from loyalty.purchase import Purchase

IMPORT = "import"
"""The reason of a sale of before, brought in from somewhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What comes back at once: items, an amount where it is known, and how much of it counted.

    ``is_last`` says that nothing of the sale is left after it.
    """

    units: int
    amount_minor: int | None
    counted_minor: int
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A sale, the version that decided it, the card before it, and its refunds so far."""

    program: Program
    entry: Entry
    before: Card
    refunds: Sequence[Entry]

    @property
    def day(self) -> date:
        """The local day on which it happened."""
        return local_date(self.entry.happened_at, self.program.time_zone)

    @property
    def earned_nothing(self) -> bool:
        """Whether it was brought in as history alone: then nothing of it has to come back."""
        return self.entry.reason == IMPORT and self.entry.facts.get("counted") == 0

    @property
    def left(self) -> Purchase:
        """Items, and the amount where it is known, that can still come back."""
        units = self.entry.units - sum(refund.units for refund in self.refunds)
        if self.entry.amount is None:
            return Purchase(units=units)
        returned = sum(refund.amount.minor for refund in self.refunds if refund.amount)
        return Purchase(units=units, amount_minor=self.entry.amount.minor - returned)

    def part(self, back: Purchase | None) -> Part:
        """What comes back now, by default all that is left; raises ``RefundRefused`` beyond it."""
        left = self.left
        units, minor = self._units(left, back or left), self._minor(left, back or left)
        is_whole = back is None and not self.refunds
        is_there = 0 <= units <= left.units and _is_within(minor, left.amount_minor)
        if not is_there or not (units or minor or is_whole):
            raise _refused(left)
        return Part(
            units=units,
            amount_minor=minor,
            counted_minor=self._counted(back or left, minor or 0),
            is_last=(units, minor) == (left.units, left.amount_minor),
        )

    @property
    def _counts_items(self) -> bool:
        rule = self.program.stamps
        return rule is not None and not rule.spend_minor

    def _units(self, left: Purchase, back: Purchase) -> int:
        """With the last of the amount all items come back; before it none, if they do not count."""
        if back.amount_minor and back.amount_minor == left.amount_minor:
            return left.units
        return back.units if self._counts_items else 0

    def _minor(self, left: Purchase, back: Purchase) -> int | None:
        """Items come with their share of the amount where nobody says how much it was."""
        if left.amount_minor is None or back.amount_minor is not None or not self._counts_items:
            return None if left.amount_minor is None else back.amount_minor
        return left.amount_minor * back.units // left.units if left.units else 0

    def _counted(self, back: Purchase, minor: int) -> int:
        """How much of it had earned: what is not said to be left out, as far as it goes."""
        counted = _counted(self.entry) - sum(_counted(refund) for refund in self.refunds)
        left_out = (self.left.amount_minor or 0) - counted
        return min(counted, max(minor - left_out, back.counted_minor(self.program)))


def _refused(left: Purchase) -> RefundRefused:
    if left.amount_minor is None:
        return RefundRefused(left_units=left.units)
    return RefundRefused(left_minor=left.amount_minor)


def _is_within(minor: int | None, left_minor: int | None) -> bool:
    if minor is None or left_minor is None:
        return minor is left_minor
    return 0 <= minor <= left_minor


def _counted(entry: Entry) -> int:
    return int(entry.facts.get("counted", entry.amount.minor if entry.amount else 0))
