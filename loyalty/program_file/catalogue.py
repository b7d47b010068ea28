"""What a shop gives, in a program file: rewards, advantages, coupons, and who gets them."""

import re

from loyalty.gifts.coupons import Coupon
from loyalty.gifts.segments import EVERYONE
from loyalty.language import Words
from loyalty.offers import CREDIT_KEY
from loyalty.program_file.clock import first_and_last
from loyalty.program_file.reader import Table
from loyalty.program_file.sizes import MOST_DAYS, MOST_MINOR, MOST_UNITS
from loyalty.rewards import DISCOUNTS, REWARD_KINDS, Gift, Perk, Reward, RewardId, RewardKind


def reward(table: Table) -> Reward:
    """``[[rewards]]``: what it costs is written for all but what gives up revenue (B8)."""
    kind = table.choice("kind", REWARD_KINDS)
    return Reward(
        id=RewardId(table.id(reserved=(CREDIT_KEY,))),
        kind=kind,
        item=thing(table) if kind == "free_item" else table.words("item"),
        cost_minor=_cost_minor(table, kind),
        value_minor=table.whole("value_minor", 1, MOST_MINOR, None if kind == "discount" else 0),
        percent=_percent(table, kind),
        perceived_minor=table.maybe_whole("perceived_minor", 0, MOST_MINOR),
        points=table.maybe_whole("points", 1, MOST_UNITS),
        expires_days=table.maybe_whole("expires_days", 1, MOST_DAYS),
        partner=_partner(table, kind),
    )


_BENT = re.compile(
    r"(le|la|les|l['’]|des|du|de|votre|vos|deux|trois|the|some|your|two|three|\d+)\b", re.IGNORECASE
)
"""How a thing cannot be named: sentences need its article, "un" or "une", to bend it."""


def thing(table: Table) -> Words:
    """``item`` of what is counted or given: with its article, or with none."""
    named = table.words("item")
    for language, words in named.items():
        if found := _BENT.match(words):
            hint = 'as in "un café", "une coupe"' if language == "fr" else 'as in "a coffee"'
            table.wrong(f"item.{language}", f"cannot begin with {found[0]!r}", hint)
    return named


def perk(table: Table) -> Perk:
    """A row of ``perks``: a lasting advantage of a tier or a club."""
    kind = table.choice("kind", REWARD_KINDS)
    return Perk(kind=kind, words=table.words("words", 80), percent=_percent(table, kind))


def coupon(table: Table) -> Coupon:
    """``[[coupons]]``: a reward with a time and perhaps a least purchase."""
    first, last = first_and_last(table)
    return Coupon(
        id=table.id(),
        reward=RewardId(table.text("reward")),
        days=table.maybe_whole("days", 1, MOST_DAYS),
        minimum_minor=table.whole("minimum_minor", 0, MOST_MINOR, 0),
        first_day=first,
        last_day=last,
        segment=table.text("segment", default=EVERYONE),
    )


def gift(table: Table) -> Gift:
    """``units``, ``coupon`` or both, among the keys of what gives it."""
    read = Gift(
        units=table.whole("units", 1, MOST_UNITS) if table.has("units") else 0,
        coupon=table.text("coupon") if table.has("coupon") else None,
    )
    if not table.has("units") and not table.has("coupon"):
        table.wrong("units", "is missing", "units, a coupon, or both")
    return read


def _cost_minor(table: Table, kind: RewardKind) -> int:
    if kind not in DISCOUNTS:
        return table.whole("cost_minor", 0, MOST_MINOR)
    table.refuse("cost_minor", f"is not written for a {kind}: it costs the revenue given up")
    return 0


def _percent(table: Table, kind: RewardKind) -> int:
    if kind == "percent":
        return table.whole("percent", 1, 100)
    table.refuse("percent", f"does not belong to the kind {kind}", 'kind = "percent"')
    return 0


def _partner(table: Table, kind: RewardKind) -> str:
    if kind == "partner":
        return table.text("partner")
    table.refuse("partner", f"does not belong to the kind {kind}", 'kind = "partner"')
    return ""
