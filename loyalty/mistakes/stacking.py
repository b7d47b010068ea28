"""Discounts on top of each other: what one member can have on one purchase (M12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from loyalty.gifts.segments import EVERYONE
from loyalty.mistakes.mistake import Finding
from loyalty.mistakes.voice import Voice
from loyalty.program import Program
from loyalty.rewards import DISCOUNTS, Perk

_ONE_OF = ("new", "regular", "lapsed")
"""Segments of which a card is in one at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A share of a purchase, on which days and for whom it is given, and where that is said."""

    path: str
    name: str
    share: Fraction
    first: date = date.min
    last: date = date.max
    segment: str = EVERYONE

    def meets(self, day: date, segment: str) -> bool:
        """Whether a card of that segment can use it that day."""
        return self.first <= day <= self.last and self.segment not in {*_ONE_OF} - {segment}


def stacked(program: Program, voice: Voice) -> Iterator[Finding]:
    """Two discounts or more can fall on one purchase of one member; the worst case is named.

    The largest of the tiers', the club's, a window that multiplies credit, and every coupon of
    a discount that can be held on the same day. Windows of stamps and points take nothing off.
    """
    worst = _worst(_discounts(program, voice))
    if len(worst) < 2:
        return
    told = " + ".join(f"{discount.name} {_percent(voice, discount.share)}" for discount in worst)
    total = _percent(voice, sum((discount.share for discount in worst), Fraction(0)))
    kept, *others = worst
    names = voice.list([discount.name for discount in others])
    yield Finding(
        path=others[0].path,
        figure=voice(
            fr=f"{told} = {total} sur un même achat.", en=f"{told} = {total} on one purchase."
        ),
        cure=voice(
            fr=f"Gardez {kept.name}, et donnez autre chose qu’une remise au lieu de {names}.",
            en=f"Keep {kept.name}, and give something other than a discount instead of {names}.",
        ),
    )


def _worst(discounts: list[Discount]) -> list[Discount]:
    """The discounts that come to most together, lasting ones first."""
    together = [
        [discount for discount in discounts if discount.meets(day, segment)]
        for day in sorted({discount.first for discount in discounts})
        for segment in _ONE_OF
    ]
    several = [group for group in together if len(group) > 1]
    return max(several, key=lambda group: sum(d.share for d in group), default=[])


def _discounts(program: Program, voice: Voice) -> list[Discount]:
    return [
        *_of_tiers(program, voice),
        *_of_club(program, voice),
        *_of_windows(program, voice),
        *_of_coupons(program, voice),
    ]


def _of_tiers(program: Program, voice: Voice) -> Iterator[Discount]:
    """The tier with the largest discount: a card has one tier."""
    levels = list(enumerate(program.tiers.tiers if program.tiers else ()))
    found = [(_largest(tier.perks), place, tier) for place, tier in levels]
    share, place, tier = max(found, key=lambda each: each[0], default=(0, 0, None))
    if tier and share:
        yield Discount(
            path=f"tiers.levels[{place}].perks",
            name=voice.quote(tier.name[voice.spoken(program)]),
            share=Fraction(share, 100),
        )


def _of_club(program: Program, voice: Voice) -> Iterator[Discount]:
    if program.club and (share := _largest(program.club.perks)):
        name = voice(fr="le club", en="the club")
        yield Discount(path="club.perks", name=name, share=Fraction(share, 100))


def _of_windows(program: Program, voice: Voice) -> Iterator[Discount]:
    """Credit beyond the usual; windows do not add up among themselves."""
    if program.cashback and program.windows:
        place, best = max(enumerate(program.windows), key=lambda each: each[1].multiplier)
        yield Discount(
            path=f"windows[{place}]",
            name=voice.quote(best.name[voice.spoken(program)]),
            share=Fraction(program.cashback.percent * (best.multiplier - 100), 10_000),
            first=best.first_day or date.min,
            last=best.last_day or date.max,
        )


def _of_coupons(program: Program, voice: Voice) -> Iterator[Discount]:
    """By the average basket, or the least purchase that the coupon asks for."""
    basket = program.assumptions.basket_minor if program.assumptions else 0
    for place, coupon in enumerate(program.coupons):
        reward = program.reward(coupon.reward)
        purchase = max(basket, coupon.minimum_minor)
        share = Fraction(reward.percent, 100)
        if reward.kind == "discount" and purchase:
            share = Fraction(reward.true_cost_minor(purchase), purchase)
        if reward.kind in DISCOUNTS and share:
            yield Discount(
                path=f"coupons[{place}].reward",
                name=voice.quote(coupon.id),
                share=share,
                first=coupon.first_day or date.min,
                last=coupon.last_day or date.max,
                segment=coupon.segment,
            )


def _largest(perks: tuple[Perk, ...]) -> int:
    return max((perk.percent for perk in perks), default=0)


def _percent(voice: Voice, share: Fraction) -> str:
    return voice.percent(share, most=Fraction(1))
