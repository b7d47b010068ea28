"""What makes a purchase worth more, in a program file: tiers and windows."""

from typing import get_args

from loyalty.models.tiers import Measure, Tier, TierRule
from loyalty.models.windows import Window
from loyalty.program_file.brand import colour
from loyalty.program_file.catalogue import perk
from loyalty.program_file.clock import first_and_last, from_and_to, weekdays
from loyalty.program_file.reader import Table
from loyalty.program_file.sizes import MOST_MINOR, MOST_MONTHS

MEASURES: tuple[Measure, ...] = get_args(Measure)


def tiers(table: Table) -> TierRule:
    """``[tiers]``: levels in rising order, by the last months or by a lifetime."""
    lifetime = table.flag("lifetime", False)
    if lifetime:
        table.refuse("months", "cannot stand beside lifetime = true", "leave one of both out")
    rule = TierRule(
        measure=table.choice("measure", MEASURES),
        tiers=table.each("levels", _level, least=1),
        months=None if lifetime else table.whole("months", 1, MOST_MONTHS, 12),
        grace_days=table.whole("grace_days", 0, 365, 30),
        notice_days=table.whole("notice_days", 0, 365, 30),
    )
    for number, (below, level) in enumerate(zip(rule.tiers, rule.tiers[1:], strict=False), 1):
        if level.at <= below.at:
            reason = f"cannot be {level.at} after {below.at}"
            table.wrong(f"levels[{number}].at", reason, "levels rise, the easiest first")
    return rule


def window(table: Table) -> Window:
    """``[[windows]]``: times at which a purchase earns more."""
    begins, ends = from_and_to(table)
    first, last = first_and_last(table)
    return Window(
        name=table.words("name"),
        multiplier=table.whole("multiplier_percent", 101, 1000),
        days=weekdays(table),
        begins=begins,
        ends=ends,
        first_day=first,
        last_day=last,
    )


def _level(table: Table) -> Tier:
    return Tier(
        id=table.id(),
        name=table.words("name", 30),
        at=table.whole("at", 0, MOST_MINOR),
        multiplier=table.whole("multiplier_percent", 100, 1000, 100),
        perks=table.each("perks", perk),
        colour=(colour(table, "colour") or None) if table.has("colour") else None,
    )
