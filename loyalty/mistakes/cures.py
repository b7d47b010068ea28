"""The smallest changes that bring a cost back into the band: where, and what, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from loyalty.mistakes import rates
from loyalty.mistakes.price import Price, priced
from loyalty.mistakes.voice import Voice
from loyalty.program import Assumptions, Program
from loyalty.rewards import DISCOUNTS, Reward
from loyalty.viability.cost import LEAST
from loyalty.viability.path import Path
from loyalty.viability.plan import plan

Cure: TypeAlias = tuple[str, str]
"""A path of the program file, and a sentence."""


@dataclass(frozen=True, slots=True)
class Curing:
    """A program with its assumptions, and the voice in which cures are told."""

    program: Program
    assumed: Assumptions
    voice: Voice

    def cheaper(self, path: Path, allowed: Fraction) -> Cure:
        """``path`` takes no more than that share of what is spent."""
        where, ways = {
            "cashback": self._cashback,
            "tier": self._tier,
            "donation": self._donation,
            "club": self._fee,
        }.get(path.way, self._collected)(path, max(allowed, Fraction(0)))
        return where, self._any_of(ways)

    def dearer(self, path: Path) -> Cure:
        """``path`` gives the least share that is sound."""
        if path.way == "club":
            return self._better_club(path)
        price, reward = priced(self.program, path), self._reward(path)
        least = -(-(path.spend_minor * LEAST - self._beside(path, reward)) // 1)
        is_possible = reward.kind not in DISCOUNTS or least <= self.assumed.basket_minor
        ways = [self._choose(reward, least, is_most=False)] if is_possible else []
        if (units := price.at_most(path.cost_minor / LEAST)) is not None:
            ways.append(self._ask(price, units))
        return price.path, self._any_of(ways)

    def slower(self, allowed: Fraction) -> Cure:
        """Points come so slowly that the dearest reward takes no more than that share."""
        shares = [path.cost_rate or Fraction(0) for path in plan(self.program) if path.reward]
        rule = self.program.points
        if not allowed or rule is None:
            return "points", self._any_of([])
        now = rates.points_for_one(self.program)
        plain = rates.not_above(now * allowed / max(shares))
        told = rates.told(self.program, self.voice, *plain)
        return "points", self.voice(fr=f"Donnez {told} au plus.", en=f"Give {told} at most.")

    def costing(self, reward: Reward, minor: int, *, is_most: bool) -> str:
        """A reward of that kind that costs so much at most, or at least."""
        voice = self.voice
        bound = (
            voice(fr="au plus", en="at most") if is_most else voice(fr="au moins", en="at least")
        )
        amount = voice.money(minor)
        if reward.kind == "percent":
            share = Fraction(minor * 100, self.assumed.basket_minor)
            whole = share // 1 if is_most else -(-share // 1)
            amount = voice(fr=f"{whole} %", en=f"{whole}%")
        if reward.kind in DISCOUNTS:
            return voice(fr=f"une remise de {amount} {bound}", en=f"a discount of {amount} {bound}")
        return voice(
            fr=f"une récompense qui vous coûte {amount} {bound}",
            en=f"a reward that costs you {amount} {bound}",
        )

    def _collected(self, path: Path, allowed: Fraction) -> tuple[str, list[str]]:
        price, reward = priced(self.program, path), self._reward(path)
        most = (path.spend_minor * allowed - self._beside(path, reward)) // 1
        ways = [self._choose(reward, most, is_most=True)] if most > 0 else []
        if allowed and (units := price.at_least(path.cost_minor / allowed)) is not None:
            ways.append(self._ask(price, units))
        return price.path, ways

    def _cashback(self, path: Path, allowed: Fraction) -> tuple[str, list[str]]:
        whole = allowed * 100 // 1
        given = self.voice(fr=f"rendez {whole} % au plus", en=f"give back {whole}% at most")
        return "cashback.percent", [given] if whole else []

    def _tier(self, path: Path, allowed: Fraction) -> tuple[str, list[str]]:
        levels = self.program.tiers.tiers if self.program.tiers else ()
        place = next(n for n, tier in enumerate(levels) if tier.id == path.key)
        whole = allowed * 100 // 1
        given = self.voice(
            fr=f"limitez la remise à {whole} %", en=f"limit the discount to {whole}%"
        )
        return f"tiers.levels[{place}].perks", [given] if whole else []

    def _donation(self, path: Path, allowed: Fraction) -> tuple[str, list[str]]:
        rule, whole = self.program.donation, allowed * 100 // 1
        where, amount = "donation.percent", self.voice(fr=f"{whole} %", en=f"{whole}%")
        if rule and rule.fixed_minor:
            whole = path.spend_minor * allowed // 1
            where, amount = "donation.fixed_minor", self.voice.money(whole)
        given = self.voice(
            fr=f"donnez {amount} au plus à la cause", en=f"give the cause {amount} at most"
        )
        return where, [given] if whole else []

    def _fee(self, path: Path, allowed: Fraction) -> tuple[str, list[str]]:
        fee = self.voice.money(-(-(self._discounts(path) - path.spend_minor * allowed) // 1))
        asked = self.voice(fr=f"demandez {fee} au moins", en=f"ask for {fee} at least")
        return "club.fee_minor", [asked]

    def _better_club(self, path: Path) -> Cure:
        """A lower fee, or where there is none low enough, a larger percentage."""
        fee = (self._discounts(path) - path.spend_minor * LEAST) // 1
        if fee > 0:
            most = self.voice.money(fee)
            way = self.voice(fr=f"demandez {most} au plus", en=f"ask for {most} at most")
            return "club.fee_minor", self._any_of([way])
        paid = self._discounts(path) - path.cost_minor
        whole = -(-(paid / path.spend_minor + LEAST) * 100 // 1)
        way = self.voice(fr=f"donnez {whole} % au moins", en=f"give {whole}% at least")
        return "club.perks", self._any_of([way])

    def _discounts(self, path: Path) -> Fraction:
        """What the club takes off in a period, before its fee."""
        fee = self.program.club.fee_minor if self.program.club else 0
        return path.cost_minor + fee

    def _reward(self, path: Path) -> Reward:
        return self.program.reward(path.key)

    def _beside(self, path: Path, reward: Reward) -> Fraction:
        """What the steps of a round cost beside its last reward."""
        return path.cost_minor - reward.true_cost_minor(self.assumed.basket_minor)

    def _choose(self, reward: Reward, minor: int, *, is_most: bool) -> str:
        what = self.costing(reward, minor, is_most=is_most)
        return self.voice(fr=f"choisissez {what}", en=f"choose {what}")

    def _ask(self, price: Price, units: int) -> str:
        asked = self.voice.count_of(units, price.unit)
        before = self.voice.number(price.units)
        return self.voice(
            fr=f"demandez {asked} au lieu de {before}",
            en=f"ask for {asked} instead of {before}",
        )

    def _any_of(self, ways: Iterable[str]) -> str:
        told = self.voice(fr=" ou ", en=" or ").join(ways)
        told = told or self.voice(
            fr="renoncez à une partie de ce qui est donné", en="give up a part of what is given"
        )
        return f"{told[0].upper()}{told[1:]}."
