"""Missions (A15, E3): something to do besides buying, with a proof, and a cap."""

import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from loyalty.language import Words
from loyalty.models.lots import end_of_month
from loyalty.rewards import Gift

Proof: TypeAlias = Literal["staff", "code", "declared"]
PROOFS: tuple[Proof, ...] = ("staff", "code", "declared")
Period: TypeAlias = Literal["ever", "year", "month", "week", "day"]
PERIODS: tuple[Period, ...] = ("ever", "year", "month", "week", "day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """``name`` says what to do: "Rapporter un gobelet". The gift is given ``cap`` times a period.

    The staff has seen it, or the customer tells the ``code``, or simply declares it.
    """

    id: str
    name: Words
    proof: Proof
    gift: Gift
    code: str = ""
    cap: int = 1
    period: Period = "ever"

    def is_proved(self, told: str) -> bool:
        """Whether the code that was told is the mission's; capitals and spaces do not matter."""
        if self.proof != "code":
            return True
        return hmac.compare_digest(_plain(told), _plain(self.code))

    def counted_until(self, day: date) -> date | None:
        """The last day of the period in which that day lies; ``None``: for ever."""
        return {
            "ever": None,
            "year": date(day.year, 12, 31),
            "month": end_of_month(day, 0),
            "week": day + timedelta(days=6 - day.weekday()),
            "day": day,
        }[self.period]


def _plain(text: str) -> bytes:
    return "".join(text.split()).casefold().encode()
