"""Program files for tests: read one, see what is refused, change one place."""

from typing import Any

import pytest

from loyalty.errors import BadConfiguration
from loyalty.program import Program
from loyalty.program_file import parse
from tests.builders import at, program_data

MISSING = object()
COFFEE = {
    "id": "coffee",
    "kind": "free_item",
    "item": {"fr": "un café", "en": "a coffee"},
    "cost_minor": 60,
}
TEN = {"id": "ten", "kind": "percent", "item": {"fr": "10 %", "en": "10%"}, "percent": 10}
COUPON = {"id": "merci", "reward": "coffee"}
LEVEL = {"id": "bronze", "name": {"fr": "Bronze", "en": "Bronze"}, "at": 0}
PERK = {"kind": "convenience", "words": {"fr": "livraison offerte", "en": "free delivery"}}
CLUB = {"fee_minor": 3000, "months": 12, "perks": [PERK]}


def read(data: Any) -> Program:
    return parse(data, version=1, valid_from=at("2026-01-01 00:00"))


def refused(data: Any) -> list[dict[str, str]]:
    with pytest.raises(BadConfiguration) as wrong:
        read(data)
    errors: list[dict[str, str]] = wrong.value.facts["errors"]
    return errors


def paths(data: Any) -> list[str]:
    return sorted(error["path"] for error in refused(data))


def put(data: Any, path: str, value: object) -> Any:
    """The data with that value there: ``shops.0.id``; ``MISSING`` takes it out."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place = data
    for step in steps:
        place = place[step]
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    return data


def shop_data(**tables: Any) -> dict[str, Any]:
    """A shop with these tables and nothing else: no model, no reward, no coupon."""
    shop = {"schema", "id", "name", "languages", "owner_email", "contact", "currency"}
    kept = shop | {"brand", "shops"}
    return {key: value for key, value in program_data().items() if key in kept} | tables


def stamps_data(**tables: Any) -> dict[str, Any]:
    """Nine coffees and the tenth free, and these tables; nothing else."""
    item = {"fr": "un café", "en": "a coffee"}
    stamps = {"threshold": 9, "item": item, "reward": "coffee"}
    return shop_data(stamps=stamps, rewards=[dict(COFFEE)]) | tables
