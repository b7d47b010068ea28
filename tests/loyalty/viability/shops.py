"""Programs of other kinds than stamps, with what their shops assume."""

from typing import Any

from loyalty.program import Program
from loyalty.program_file import parse
from tests.builders import at, program_data

WEEKLY = {"basket_minor": 500, "margin_percent": 65, "rhythm_days": 7}
"""Baskets of 5.00 at a margin of 65 %, a visit a week."""


def reward(key: str, cost: int = 60, **more: Any) -> dict[str, Any]:
    """A free item, or any other kind: then without ``cost_minor`` where ``cost`` is 0."""
    row = {"id": key, "kind": "free_item", "item": {"fr": "un café", "en": "a coffee"}}
    return row | ({"cost_minor": cost} if cost else {}) | more


PERCENT = reward("ten-percent", 0, kind="percent", percent=10)
DISCOUNT = reward("two-off", 0, kind="discount", value_minor=200)


def shop(**tables: Any) -> Program:
    """The demo shop without its stamps; ``tables`` say what it has instead, or not (``None``)."""
    data = {name: table for name, table in program_data().items() if name != "stamps"}
    data |= {"assumptions": WEEKLY, "limits": {"cooldown_minutes": 0, "daily_cap": 50}}
    data = {name: table for name, table in (data | tables).items() if table is not None}
    return parse(data, version=1, valid_from=at("2026-01-01 00:00"))


def stamps(threshold: int = 9, **more: Any) -> dict[str, Any]:
    """``[stamps]`` of coffees."""
    item = {"fr": "un café", "en": "a coffee"}
    return {"threshold": threshold, "item": item, "reward": "coffee"} | more
