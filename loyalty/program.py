"""A loyalty program as frozen values: the shop's rules as data.

``program_file.parse`` makes one from a mapping (TOML or JSON) and names everything that is
wrong with it at once. A program is versioned: an entry in the ledger names the version that
decided it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType, TypeAlias
from zoneinfo import ZoneInfo

from loyalty.brand import Brand
from loyalty.errors import UnknownReward

ProgramId = NewType("ProgramId", str)
ShopId = NewType("ShopId", str)
RewardId = NewType("RewardId", str)

Language: TypeAlias = Literal["fr", "en"]
Words: TypeAlias = Mapping[Language, str]
"""The same thing said in each language of the program."""

LANGUAGES: tuple[Language, ...] = ("fr", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A place where the program's cards are stamped."""

    id: ShopId
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampRule:
    """So many stamps earn one reward; counting then starts again (A3, A4).

    ``item`` is what one stamp stands for, with its article: "un café", "a coffee".
    """

    threshold: int
    item: Words
    reward: RewardId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """What the shop gives, and what it truly costs the shop (B8), in minor units."""

    id: RewardId
    kind: Literal["free_item"]
    item: Words
    cost_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What keeps a card honest; every one is enforced here and not in a page."""

    cooldown_minutes: int = 30
    daily_cap: int = 3
    max_units_per_scan: int = 10
    undo_minutes: int = 15
    scans_per_till_hour: int = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One shop's program (or a chain's, or a street's), in one version."""

    id: ProgramId
    version: int
    valid_from: datetime
    name: str
    time_zone: ZoneInfo
    currency: str
    languages: tuple[Language, ...]
    brand: Brand
    shops: tuple[Shop, ...]
    stamps: StampRule
    rewards: tuple[Reward, ...]
    limits: Limits
    active_days: int
    owner_email: str
    contact: str

    @property
    def language(self) -> Language:
        """The shop's own language, the first that its file names."""
        return self.languages[0]

    def reward(self, reward: str) -> Reward:
        """The reward of that id; raises ``UnknownReward``."""
        for candidate in self.rewards:
            if candidate.id == reward:
                return candidate
        raise UnknownReward(reward=reward)

    def speaks(self, wanted: str | None) -> Language:
        """The program's language nearest to what someone asked for (``en-GB`` is ``en``)."""
        asked = (wanted or "")[:2].lower()
        return next((known for known in self.languages if known == asked), self.language)
