"""What a reward costs beside the spending that earns it: exact, and within 1 to 5 % (B9, B10).

The rate is of the true cost, never of the price on the board (trap 5): see ``loyalty.rewards``.
Amounts are minor units. Visits are whole where a customer makes them, fractions where they are
an average.
"""

from fractions import Fraction
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["too_mean", "sound", "too_dear"]

LEAST = Fraction(1, 100)
"""Below this share of the spending a reward seems cheap; the share itself is sound (O3)."""
MOST = Fraction(5, 100)
"""Above this share of the spending a reward loses money; the share itself is sound (O3)."""


def cost_rate(cost_minor: int | Fraction, spend_minor: int | Fraction) -> Fraction | None:
    """The cost as a share of the spending that earns it (O2); ``None`` without spending."""
    return Fraction(cost_minor) / Fraction(spend_minor) if spend_minor else None


def verdict(rate: Fraction) -> Verdict:
    """How a cost rate lies to the band, both of whose ends are sound (B9, O3)."""
    if rate < LEAST:
        return "too_mean"
    return "sound" if rate <= MOST else "too_dear"


def spend_for(cost_minor: int) -> tuple[int, int]:
    """The least and the most spending for which that cost is sound (B10): 20 to 100 times it."""
    return int(cost_minor / MOST), int(cost_minor / LEAST)


def allowed_cost(spend_minor: int) -> tuple[int, int] | None:
    """The least and the most that a reward for that spending may cost (O3), in whole cents.

    Rounded inward, so that both ends are sound; ``None`` where no whole cent is.
    """
    least, most = _rounded_inward(spend_minor * LEAST, spend_minor * MOST)
    return (least, most) if least <= most and most else None


def visits_for(spend_minor: int | Fraction, basket_minor: int) -> int | None:
    """Whole visits until so much is spent (B10); ``None`` where a visit spends nothing."""
    return -(-Fraction(spend_minor) // basket_minor) if basket_minor else None


def sound_visits(cost_minor: int, basket_minor: int) -> tuple[int, int] | None:
    """After how many visits, at least and at most, that cost is sound (B10).

    Rounded inward; ``None`` where no whole number of visits is.
    """
    if not basket_minor:
        return None
    first, last = (Fraction(spend, basket_minor) for spend in spend_for(cost_minor))
    least, most = _rounded_inward(first, last)
    return (least, most) if 1 <= most >= least else None


def break_even_visits(
    cost_minor: int | Fraction, basket_minor: int, margin_percent: int
) -> Fraction | None:
    """Extra visits whose margin pays for the reward (B11): a mean over many cards.

    4/13 for a cost of 1 with baskets of 5 at 65 %. ``None`` where nothing is earned on a visit.
    """
    earned = Fraction(basket_minor * margin_percent, 100)
    return cost_minor / earned if earned > 0 else None


def _rounded_inward(least: Fraction, most: Fraction) -> tuple[int, int]:
    return -(-least // 1), most // 1
