"""Units of a card's accounts in words."""

from collections.abc import Mapping

from loyalty.collecting import counted_account
from loyalty.entry import CLUB, CREDIT, POINTS, STAMPS, Account
from loyalty.language import Language
from loyalty.models.tiers import Tier
from loyalty.nouns import Noun
from loyalty.program import Program
from loyalty.rewards import Gift
from loyalty.wording import rewards, stamps
from loyalty.wording.money import counted, money
from loyalty.wording.sentences import joined


def point(language: Language) -> Noun:
    """What one of them is called."""
    return Noun("point", False, language)


def points(count: int, language: Language) -> str:
    """As in "340 points"."""
    return counted(count, point(language))


def credit(program: Program, minor: int, language: Language) -> str:
    """As in "4,20 € d’avoir"."""
    amount = money(minor, program.currency, language)
    return f"{amount} d’avoir" if language == "fr" else f"{amount} of credit"


def said(program: Program, account: Account, units: int, language: Language) -> str:
    """So many units of an account; nothing for accounts that are no customer's business."""
    kind, _, name = account.partition(":")
    if account == STAMPS:
        return counted(units, stamps.stamp(language))
    if account == POINTS:
        return points(units, language)
    if account == CREDIT:
        return credit(program, units, language)
    if account == CLUB:
        return "le club" if language == "fr" else "the club"
    named = _NAMED.get(kind)
    return named(program, name, units, language) if named else ""


def listed(program: Program, moves: Mapping[Account, int], sign: int, language: Language) -> str:
    """What was added (``sign`` 1) or taken (-1), counts first; empty where nothing was."""
    parts = (
        said(program, account, units * sign, language)
        for account, units in sorted(moves.items(), key=lambda move: ":" in move[0])
        if units * sign > 0
    )
    return joined([part for part in parts if part], language)


def status(tier: Tier, language: Language) -> str:
    """As in "statut Or"."""
    name = tier.name[language]
    return f"statut {name}" if language == "fr" else f"{name} status"


def risen(tier: Tier, language: Language) -> str:
    """It opened: "vous voilà au statut Or"."""
    opened = status(tier, language)
    return f"vous voilà au {opened}" if language == "fr" else f"{opened} is yours"


def gift_words(program: Program, gift: Gift, language: Language) -> str:
    """As in "2 tampons et un bon pour un café"."""
    account = counted_account(program)
    counts = said(program, account, gift.units, language) if account and gift.units else ""
    coupon = rewards.voucher(program, gift.coupon, language) if gift.coupon else ""
    return joined([part for part in (counts, coupon) if part], language)


def _rewards(program: Program, name: str, count: int, language: Language) -> str:
    reward = program.reward(name)
    if count == 1:
        return rewards.named(reward, language)
    return counted(count, rewards.noun(reward, language))


def _voucher(program: Program, name: str, _count: int, language: Language) -> str:
    return rewards.voucher(program, name, language)


def _tier(program: Program, name: str, _count: int, language: Language) -> str:
    known = program.tiers.tiers if program.tiers else ()
    return next((status(tier, language) for tier in known if tier.id == name), "")


_NAMED = {"reward": _rewards, "coupon": _voucher, "tier": _tier}
