"""How far away a first reward may be (A21), and from where on nobody believes in it (M3).

A season, or five visits where visits are rare: a salon's fifth cut is near for its customers
though it is half a year away. Twice as much is out of reach.
"""

from loyalty.program import Assumptions

REACH_DAYS = 13 * 7
REACH_VISITS = 5
FAR_DAYS = 2 * REACH_DAYS
FAR_VISITS = 2 * REACH_VISITS


def within_reach(assumed: Assumptions, days: int) -> bool:
    """Whether a regular waits no longer than that for a first reward (A21)."""
    return days <= max(REACH_DAYS, REACH_VISITS * assumed.rhythm_days)


def out_of_reach(assumed: Assumptions, days: int) -> bool:
    """Whether it is so far away that it seems impossible to get (M3)."""
    return days > max(FAR_DAYS, FAR_VISITS * assumed.rhythm_days)


def visits_within_reach(assumed: Assumptions) -> int:
    """The most visits that a first reward may take to be within reach, at least five."""
    return max(REACH_DAYS // assumed.rhythm_days, REACH_VISITS)
