"""Sample cards of a program, as if somebody held them: to see a pass before the first customer."""

from dataclasses import dataclass
from datetime import datetime

from functions.ports import Clock
from functions.records import HeldCard, Member
from loyalty.entry import Entry
from loyalty.language import Language, Words
from loyalty.program import Program
from loyalty.sample import Life, lives
from passes.keyring import Keyring

_NAMES: dict[str, Words] = {
    "new": {"fr": "Neuve", "en": "New"},
    "begun": {"fr": "En cours", "en": "Under way"},
    "almost": {"fr": "Presque au but", "en": "Almost there"},
    "step": {"fr": "Première étape", "en": "First step"},
    "ready": {"fr": "Récompense prête", "en": "Reward ready"},
    "all": {"fr": "Tout le catalogue", "en": "The whole catalogue"},
    "trial": {"fr": "À l’essai", "en": "On trial"},
    "member": {"fr": "Membre", "en": "Member"},
}
_TIER: Words = {"fr": "Statut {name}", "en": "{name} tier"}
_COUPON: Words = {"fr": "Bon pour {name}", "en": "Voucher for {name}"}

_FIRST_NAME = "Camille"
_SHORT_CODE = "7K3M9QXT"
_NOT_A_SECRET = Keyring(1, {1: b"a sample card opens no door at all"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A card in one state, with all its entries; ``name`` says the state to people."""

    key: str
    name: Words
    held: HeldCard
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Showcase:
    """What a card's face needs besides the card: no store, and keys that nobody trusts."""

    clock: Clock
    url: str = "https://cards.example"
    keys: Keyring = _NOT_A_SECRET


def showcase(now: datetime) -> Showcase:
    """One whose clock stands still."""
    return Showcase(clock=lambda: now)


def samples(
    program: Program, now: datetime, language: Language | None = None
) -> tuple[Sample, ...]:
    """Every state of its cards that looks different, a new card first (``loyalty.sample``).

    The member speaks ``language``, else the shop's. The same moment gives the same cards.
    """
    return tuple(
        Sample(
            key=key,
            name=_name(program, key),
            held=_held(life, language or program.language),
            entries=life.entries,
        )
        for key, life in lives(program, now).items()
    )


def _held(life: Life, language: Language) -> HeldCard:
    return HeldCard(
        card=life.card,
        member=Member(first_name=_FIRST_NAME, language=language),
        short_code=_SHORT_CODE,
        joined_at=life.began_at,
        modified_at=life.card.latest_at or life.began_at,
        want=life.card.seq,
        done={},
        wallets=frozenset(),
    )


def _name(program: Program, key: str) -> Words:
    kind, _, of = key.partition("-")
    if kind == "tier" and program.tiers:
        named = next(tier.name for tier in program.tiers.tiers if tier.id == of)
        return {code: _TIER[code].format(name=text) for code, text in named.items()}
    if coupon := program.coupon(of) if kind == "coupon" else None:
        item = program.reward(coupon.reward).item
        return {code: _COUPON[code].format(name=text) for code, text in item.items()}
    return _NAMES[key]
