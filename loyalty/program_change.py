"""What a new version of a program may not take away from cards that are out (fact 6, U7)."""

from collections.abc import Sequence

from loyalty.errors import BadConfiguration
from loyalty.program import Program


def check_change(versions: Sequence[Program], after: Program) -> None:
    """Raise ``BadConfiguration`` when somebody who holds a card would lose by the change.

    A reward that was ever offered may be waiting on a card or stand in its history, so it stays
    in the file. The threshold may be lowered, never raised: a card in progress keeps its promise.
    """
    kept = {reward.id for reward in after.rewards}
    offered = {reward.id for version in versions for reward in version.rewards}
    errors = [
        {
            "path": "rewards",
            "reason": f"no longer has {name!r}, which cards may hold",
            "hint": "leave it in the file; only [stamps] says what is earned",
        }
        for name in sorted(offered - kept)
    ]
    promised = versions[-1].stamps.threshold if versions else after.stamps.threshold
    if after.stamps.threshold > promised:
        errors.append(
            {
                "path": "stamps.threshold",
                "reason": f"is raised from {promised} to {after.stamps.threshold}",
                "hint": f"cards in progress were promised {promised}: lower it or leave it",
            }
        )
    if errors:
        raise BadConfiguration(errors=errors)
