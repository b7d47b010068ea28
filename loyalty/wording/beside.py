"""What belongs beside a card's balance: its tier, its advantages, what ends soon."""

from dataclasses import dataclass
from datetime import date

from loyalty.card import Card
from loyalty.entry import tier_account
from loyalty.expiry import Ending, ending
from loyalty.gifts.badges import badges
from loyalty.language import Language, Words
from loyalty.program import Program
from loyalty.wording import goals, holds
from loyalty.wording.gift_terms import least
from loyalty.wording.level_terms import measured
from loyalty.wording.rewards import named, until
from loyalty.wording.sentences import capital, listed, said_of
from loyalty.wording.units import points, said, status

_LABELS: dict[str, Words] = {
    "tier": {"fr": "VOTRE STATUT", "en": "YOUR STATUS"},
    "club": {"fr": "LE CLUB", "en": "THE CLUB"},
    "donated": {"fr": "GRÂCE À VOUS", "en": "THANKS TO YOU"},
    "perks": {"fr": "VOS AVANTAGES", "en": "YOUR ADVANTAGES"},
    "choice": {"fr": "À VOTRE CHOIX", "en": "YOURS TO CHOOSE"},
    "coupons": {"fr": "VOS BONS", "en": "YOUR VOUCHERS"},
    "ending": {"fr": "BIENTÔT FINI", "en": "ENDING SOON"},
    "badges": {"fr": "VOS BADGES", "en": "YOUR BADGES"},
}


_TOLD_APART = ("coupon:", "tier:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something to show under a label. Several things are several lines of ``value``."""

    key: str
    label: str
    value: str


def more(
    program: Program, card: Card, language: Language, *, day: date, joined_on: date | None = None
) -> tuple[Line, ...]:
    """Everything that the balance does not say, in the order in which it matters.

    ``day`` is the local day: what ends within a month of it is told. ``joined_on`` is when the
    card was issued, for badges by years; ``None``: it is not known.
    """
    worn = badges(program.badges, card, joined_on, day)
    told = {
        "tier": [_tier(program, card, language)],
        "club": [_club(program, card, language)],
        "donated": [_donated(program, card, language)],
        "perks": holds.advantages(program, card, language),
        "choice": _choice(program, card, language),
        "coupons": _coupons(program, card, language),
        "ending": _ending(program, card, language, day),
        "badges": [badge.name[language] for badge in worn],
    }
    values = {key: "\n".join(part for part in parts if part) for key, parts in told.items()}
    return tuple(
        Line(key=key, label=_LABELS[key][language], value=value)
        for key, value in values.items()
        if value
    )


def _tier(program: Program, card: Card, language: Language) -> str:
    """As in "Or · encore 120 € pour Platine"."""
    rule = program.tiers
    if rule is None:
        return ""
    parts = [holds.tier_name(program, card, language)]
    if above := rule.next(card):
        tier, missing = above
        left = measured(program, rule.measure, missing, language)
        parts.append(
            f"encore {left} pour {tier.name[language]}"
            if language == "fr"
            else f"{left} more for {tier.name[language]}"
        )
    return capital(listed(parts))


def _club(program: Program, card: Card, language: Language) -> str:
    if program.club is None or program.model == "club":
        return ""
    return capital(holds.membership(card, language))


def _donated(program: Program, card: Card, language: Language) -> str:
    rule = program.donation
    if rule is None or program.model == "donation" or not goals.donated(program, card):
        return ""
    return said_of(holds.given(program, card, language), rule.cause[language], language)


def _choice(program: Program, card: Card, language: Language) -> list[str]:
    """What its points can buy now, with the price."""
    return [
        said_of(capital(named(reward, language)), points(price, language), language)
        for reward, price in goals.affordable(program, card)
    ]


def _coupons(program: Program, card: Card, language: Language) -> list[str]:
    told = []
    for ready in goals.vouchers(program, card):
        conditions = least(program, ready.coupon, language) if ready.coupon else ""
        parts = (named(ready.reward, language), until(ready.ends, language), conditions)
        told.append(capital(", ".join(part for part in parts if part)))
    return told


def _ending(program: Program, card: Card, language: Language, day: date) -> list[str]:
    """What ends within a month, soonest first; coupons have said so already."""
    ends = [
        (end, said(program, end.account, end.units, language))
        for end in ending(card, day)
        if not end.account.startswith(_TOLD_APART)
    ]
    ends += _tier_ending(program, card, language, day)
    return [
        f"{capital(what)} {until(end.last_day, language)}"
        for end, what in sorted(ends, key=lambda pair: pair[0].last_day)
    ]


def _tier_ending(
    program: Program, card: Card, language: Language, day: date
) -> list[tuple[Ending, str]]:
    """The tier that is held, as long beforehand as the program says."""
    held = program.tiers.held(card) if program.tiers else None
    if program.tiers is None or held is None:
        return []
    soon = ending(card, day, program.tiers.notice_days)
    name = status(held, language)
    return [(end, name) for end in soon if end.account == tier_account(held.id)]
