"""Whatever is written anywhere in a file that has everything: it is read or refused."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.errors import BadConfiguration
from loyalty.program import Program
from tests.loyalty.program_file.files import CLUB, COFFEE, COUPON, LEVEL, read, shop_data

NAME = {"fr": "un nom", "en": "a name"}
UNIT = {"units": 1}
EVERYTHING = shop_data(
    points={"points": 1, "per_minor": 100, "excluded": ["tabac"], "expires_months": 12},
    club=CLUB,
    donation={"id": "refuge", "cause": NAME, "fixed_minor": 20},
    tiers={"measure": "points", "levels": [LEVEL], "months": 12},
    windows=[{"name": NAME, "multiplier_percent": 150, "days": ["tue"], "from": "14:00"}],
    rewards=[COFFEE | {"points": 100}],
    coupons=[COUPON | {"first_day": "2026-03-01", "segment": "tier:bronze"}],
    missions=[{"id": "m", "name": NAME, "proof": "code", "code": "X", "coupon": "merci"}],
    badges=[{"id": "ten", "name": NAME, "of": "visits", "at": 10}],
    welcome=UNIT,
    launch={"at": "2026-03-02 09:00", "announced": ["poster"]},
    birthday={"coupon": "merci"},
    referral={"friend": UNIT, "referrer": UNIT},
    messages=[{"on": "almost", "text": {"fr": "{prénom}", "en": "{left}"}}],
    limits={"daily_cap": 3},
    assumptions={"basket_minor": 450, "margin_percent": 65, "rhythm_days": 7},
    goal={"kpi": "frequency", "baseline": "1.5", "target": "2", "due": "2026-12-31"},
)
WORDS = ["fr", "coffee", "percent", "code", "24:00", "2026-02-30", "tier:or", "club", "{", ""]

plain = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.times()
anything = st.recursive(
    plain | st.text(max_size=9) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a file, tables and what they hold."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def outcome(data: Any) -> Program | None:
    try:
        return read(data)
    except BadConfiguration as refused:
        assert all(error["reason"] and error["hint"] for error in refused.facts["errors"])
        return None


def test_a_file_that_has_everything_is_read() -> None:
    assert outcome(deepcopy(EVERYTHING))


@given(st.sampled_from(list(places(EVERYTHING))), anything)
@settings(deadline=None, max_examples=200)
def test_a_file_with_anything_anywhere_is_read_or_refused(place: Any, value: Any) -> None:
    data = deepcopy(EVERYTHING)
    *path, key = place
    table = data
    for step in path:
        table = table[step]
    table[key] = value

    if cafe := outcome(data):
        assert cafe.model == "points"
        assert all(cafe.reward(coupon.reward) for coupon in cafe.coupons)
