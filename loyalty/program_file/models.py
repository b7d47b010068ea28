"""What a card counts, in a program file: stamps, points, credit, a club, a cause."""

from loyalty.models.cashback import CashbackRule
from loyalty.models.club import ClubRule
from loyalty.models.donation import DonationRule
from loyalty.models.points import PointRule
from loyalty.models.stamps import StampRule, Step
from loyalty.program_file.catalogue import perk, thing
from loyalty.program_file.reader import Table
from loyalty.program_file.sizes import MOST_MINOR, MOST_MONTHS
from loyalty.rewards import RewardId


def stamps(table: Table) -> StampRule:
    """``[stamps]``: the steps of a ladder rise, and lie before the threshold."""
    rule = StampRule(
        threshold=table.whole("threshold", 2, 50),
        item=thing(table),
        reward=RewardId(table.text("reward")),
        ladder=table.each("ladder", _step),
        carry_over=table.flag("carry_over", True),
        spend_minor=table.maybe_whole("spend_minor", 1, MOST_MINOR),
        minimum_minor=table.whole("minimum_minor", 0, MOST_MINOR, 0),
        expires_months=_expires_months(table),
    )
    before = 0
    for number, step in enumerate(rule.ladder):
        if not before < step.at < rule.threshold:
            table.wrong(
                f"ladder[{number}].at",
                f"cannot be {step.at} after {before} and before {rule.threshold}",
                "steps rise, and lie before the threshold",
            )
        before = step.at
    return rule


def points(table: Table) -> PointRule:
    """``[points]``: one point for one unit of the currency where nothing else is said."""
    return PointRule(
        points=table.whole("points", 1, 1000, 1),
        per_minor=table.whole("per_minor", 1, MOST_MINOR, 100),
        excluded=table.ids("excluded"),
        minimum_minor=table.whole("minimum_minor", 0, MOST_MINOR, 0),
        expires_months=_expires_months(table),
    )


def cashback(table: Table) -> CashbackRule:
    """``[cashback]``: a whole percentage up to a half."""
    return CashbackRule(
        percent=table.whole("percent", 1, 50),
        excluded=table.ids("excluded"),
        minimum_minor=table.whole("minimum_minor", 0, MOST_MINOR, 0),
        expires_months=_expires_months(table),
    )


def club(table: Table) -> ClubRule:
    """``[club]``: a fee buys at least one lasting advantage."""
    return ClubRule(
        fee_minor=table.whole("fee_minor", 1, MOST_MINOR),
        months=table.whole("months", 1, 24),
        perks=table.each("perks", perk, least=1),
        trial_days=table.whole("trial_days", 0, 90, 0),
        reminder_days=table.whole("reminder_days", 0, 90, 30),
    )


def donation(table: Table) -> DonationRule:
    """``[donation]``: a percentage of each purchase, or so much for each; one of both."""
    is_fixed = table.has("fixed_minor")
    if is_fixed:
        table.refuse("percent", "cannot stand beside fixed_minor", "leave one of both out")
    return DonationRule(
        cause_id=table.id(),
        cause=table.words("cause", 60),
        percent=0 if is_fixed else table.whole("percent", 1, 50),
        fixed_minor=table.whole("fixed_minor", 1, MOST_MINOR) if is_fixed else 0,
    )


def _step(table: Table) -> Step:
    return Step(at=table.whole("at", 1, 49), reward=RewardId(table.text("reward")))


def _expires_months(table: Table) -> int | None:
    return table.maybe_whole("expires_months", 1, MOST_MONTHS)
