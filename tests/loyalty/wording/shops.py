"""Shops of every model, as their owners would write them, and cards to look at."""

from collections.abc import Callable
from typing import Any

from loyalty.card import Card, Lot
from loyalty.earning import decide_earn
from loyalty.entry import Account, Entry
from loyalty.program import Program
from loyalty.program_file import parse
from loyalty.purchase import Purchase
from tests.builders import at, program_data, scan
from tests.builders import card as fresh

_WHO_IT_IS = {"schema", "id", "name", "brand", "shops", "languages", "time_zone", "currency"}
_WHO_IT_IS |= {"owner_email", "contact"}
Decide = Callable[[Program, Card], Entry]

COFFEE = {
    "id": "coffee",
    "kind": "free_item",
    "item": {"fr": "un café", "en": "a coffee"},
    "cost_minor": 60,
}
COOKIE = {
    "id": "cookie",
    "kind": "free_item",
    "item": {"fr": "un cookie", "en": "a cookie"},
    "cost_minor": 40,
}
OFF = {
    "id": "off",
    "kind": "discount",
    "item": {"fr": "une remise de 5 €", "en": "€5 off"},
    "value_minor": 500,
}
TEN = {
    "id": "ten",
    "kind": "percent",
    "item": {"fr": "10 % sur votre achat", "en": "10% off"},
    "percent": 10,
}
TASTING = {
    "id": "tasting",
    "kind": "experience",
    "item": {"fr": "une dégustation", "en": "a tasting"},
    "cost_minor": 300,
}
FLOWERS = {
    "id": "flowers",
    "kind": "partner",
    "item": {"fr": "un bouquet", "en": "a bunch of flowers"},
    "cost_minor": 400,
    "partner": "Fleurs Odette",
}
BOOKS = {
    "kind": "percent",
    "percent": 10,
    "words": {"fr": "10 % sur tous les livres", "en": "10% off every book"},
}
EVENINGS = {
    "kind": "access",
    "words": {"fr": "Soirées d’auteurs", "en": "Author evenings"},
}
CLUB = {"fee_minor": 3000, "months": 12, "perks": [BOOKS, EVENINGS], "trial_days": 30}
REFUGE = {
    "id": "refuge",
    "cause": {"fr": "Refuge de Nantes", "en": "Nantes animal shelter"},
    "percent": 2,
}
STAMPS = {
    "threshold": 9,
    "item": {"fr": "un café", "en": "a coffee"},
    "reward": "coffee",
}
LADDER = STAMPS | {"ladder": [{"at": 5, "reward": "cookie"}]}
TIERS = {
    "measure": "spend",
    "levels": [
        {"id": "bronze", "name": {"fr": "Bronze", "en": "Bronze"}, "at": 0},
        {
            "id": "gold",
            "name": {"fr": "Or", "en": "Gold"},
            "at": 30000,
            "multiplier_percent": 150,
            "perks": [EVENINGS],
        },
    ],
}
TEN_COUPON = {"id": "welcome-ten", "reward": "ten", "days": 30, "minimum_minor": 2000}
FREE_COUPON = {"id": "a-coffee", "reward": "coffee"}


def shop(rewards: Any = (COFFEE,), **tables: Any) -> Program:
    """A shop with these tables in its file, and nothing else that could be said of it."""
    named = {key: value for key, value in program_data().items() if key in _WHO_IT_IS}
    data = named | {"rewards": list(rewards)} | tables
    return parse(data, version=1, valid_from=at("2026-01-01 00:00"))


CAFE = shop(stamps=STAMPS)
ON_THE_WAY = shop([COFFEE, COOKIE], stamps=LADDER)
BY_SPEND = shop([COFFEE, COOKIE], stamps=LADDER | {"spend_minor": 5000})
POINTS = shop([COFFEE | {"points": 100}, OFF | {"points": 250}], points={})
CASHBACK = shop(cashback={"percent": 5})
BOOKSHOP = shop(club=CLUB)
PET_SHOP = shop(donation=REFUGE)
EVERY_MODEL = {
    "stamps": CAFE,
    "ladder": ON_THE_WAY,
    "spend": BY_SPEND,
    "points": POINTS,
    "cashback": CASHBACK,
    "club": BOOKSHOP,
    "donation": PET_SHOP,
}


def holding(of: Program, *lots: Lot, visits: int = 1, **accounts: int) -> Card:
    """A card with these units and lots; ``visits`` is how often it was seen."""
    units = tuple(Lot(account=Account(name), units=n) for name, n in accounts.items() if n)
    return Card(program=of.id, id=fresh(of).id, lots=(*units, *lots), visits=visits)


def after(of: Program, *steps: Decide) -> tuple[Card, list[Entry]]:
    """The card and its entries after these decisions, one after the other."""
    entries: list[Entry] = []
    for decide in steps:
        entries.append(decide(of, fresh(of, entries)))
    return fresh(of, entries), entries


def bought(minor: int | None = None, when: str = "2026-02-03 10:00", units: int = 1) -> Decide:
    """A purchase."""
    return lambda of, card: decide_earn(
        of, card, scan(when), Purchase(units=units, amount_minor=minor), over_ready=True
    )
