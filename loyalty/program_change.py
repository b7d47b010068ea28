"""What a new version of a program may not do to cards that are out (fact 6, U7).

It may not take what they hold, nor make what happened unreadable. Whatever else changes costs
nobody anything: a card in progress keeps the terms under which it began (``promises``).
"""

from collections.abc import Iterator, Sequence

from loyalty.errors import BadConfiguration
from loyalty.program import MODELS, Program


def check_change(versions: Sequence[Program], after: Program) -> None:
    """Raise ``BadConfiguration`` where ``after`` lacks what an earlier version gave to cards.

    That is every reward, coupon, mission and tier that was ever offered, every model, what
    tiers measure, and the currency.
    """
    errors = [
        {"path": path, "reason": reason, "hint": hint}
        for taken in (_rows, _levels, _models, _units)
        for path, reason, hint in taken(versions, after)
    ]
    if errors:
        raise BadConfiguration(errors=errors)


def _rows(versions: Sequence[Program], after: Program) -> Iterator[tuple[str, str, str]]:
    for kind, why, hint in (
        ("rewards", "which cards may hold", "leave it in the file, even if nothing earns it"),
        ("coupons", "which cards may hold", "leave it in the file: a last_day closes it"),
        ("missions", "which cards have done", "leave it in the file"),
    ):
        kept = {row.id for row in getattr(after, kind)}
        offered = {row.id for version in versions for row in getattr(version, kind)}
        for name in sorted(offered - kept):
            yield kind, f"no longer has {name!r}, {why}", hint


def _levels(versions: Sequence[Program], after: Program) -> Iterator[tuple[str, str, str]]:
    kept = {level.id for level in after.tiers.tiers} if after.tiers else set()
    reached = {level.id for version in versions if version.tiers for level in version.tiers.tiers}
    for name in sorted(reached - kept):
        hint = "leave it in the file; it may be named and reached otherwise"
        yield "tiers.levels", f"no longer has {name!r}, which cards may have reached", hint


def _models(versions: Sequence[Program], after: Program) -> Iterator[tuple[str, str, str]]:
    for model in MODELS:
        was_there = any(getattr(version, model) is not None for version in versions)
        if was_there and getattr(after, model) is None:
            hint = f"leave [{model}] in the file; another model is a program with another id"
            yield model, "is gone, and cards hold what it gave them", hint


def _units(versions: Sequence[Program], after: Program) -> Iterator[tuple[str, str, str]]:
    """What the ledger's numbers are numbers of."""
    if not versions:
        return
    before = versions[-1]
    if after.currency != before.currency:
        reason = f"was {before.currency}, in which every amount so far is counted"
        yield "currency", reason, "leave it; another currency is a program with another id"
    if before.tiers and after.tiers and after.tiers.measure != before.tiers.measure:
        reason = f"was {before.tiers.measure!r}, in which cards have come as far as they are"
        yield "tiers.measure", reason, "leave it; levels may be reached by other numbers of it"
