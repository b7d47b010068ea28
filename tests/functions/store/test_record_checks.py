"""What an import takes is what a shop can go on with."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.journeys.face import card_url
from functions.records import HeldCard
from functions.store import keys
from functions.store.engine import Put
from functions.store.kinds import CARDS, KINDS
from functions.store.record_checks import mistake
from loyalty.entry import instant_text
from passes.card_code import LATEST_GENERATION, seal, unseal
from tests.builders import at, program_data
from tests.shop import Phone, Shop

NOW = at("2026-02-02 10:00")
EARLIER = instant_text(NOW - timedelta(days=3))
REPLACED = {
    "generation": 1,
    "replaced_at": EARLIER,
    "replaced_by": "replacement-0001",
    "replaced_hash": "0" * 64,
}
PERSON = {
    "program": "cafe-poincon",
    "staff": "lea",
    "name": "Léa",
    "status": "active",
    "added_at": EARLIER,
}
NOTICE = {
    "program": "cafe-poincon",
    "at": EARLIER,
    "operation": "operation-000001",
    "code": "offline-cap-reached",
    "card": "A" * 16,
    "till": "till-1",
    "shop": "orfevres",
    "reward": "coffee",
    "ttl": int((NOW + timedelta(days=397)).timestamp()),
}
PHONE = {
    "program": "cafe-poincon",
    "card": "A" * 16,
    "device": "d" * 32,
    "push_token": "aa" * 32,
    "at": EARLIER,
}


@pytest.fixture(name="house", scope="module")
def _house(shared: Path) -> tuple[Shop, Phone]:
    """A shop in which a till may write as often as it likes."""
    limits = {"limits__scans_per_till_hour": 10_000, "limits__cooldown_minutes": 0}
    shop = Shop(shared, data=program_data(**limits)).at("2026-02-02 10:00")
    return shop, shop.pair()


def card(shop: Shop) -> dict[str, Any]:
    """The record of a new card."""
    sealed = shop.join().url.rpartition("/")[2]
    made = unseal(shop.services.keys, "card-page", shop.program.id, sealed).card
    item = shop.services.cards.engine.get(keys.card(shop.program.id, made))  # type: ignore[attr-defined]
    return dict(CARDS.record(item) or {})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"generation": LATEST_GENERATION + 1}, "of a generation that is none"),
        ({"generation": 0}, "of a generation that is none"),
        ({"generation": -1}, "of a generation that is none"),
        ({"google_generation": 0}, "of a generation that is none"),
        ({"google_generation": 2}, "a later generation in Google Wallet"),
        ({"replaced_hash": "00"}, "'replaced_hash' that is no hash"),
        ({"replaced_at": "2026-02-05T09:00:00.000Z"}, "replaced after it last changed"),
        ({}, None),
        ({"google_generation": 1, "generation": LATEST_GENERATION}, None),
    ],
)
def test_a_card_was_replaced_as_a_till_replaces_it(
    house: tuple[Shop, Phone], changed: dict[str, Any], said: str | None
) -> None:
    found = mistake(CARDS, card(house[0]) | REPLACED | changed)

    assert found is said is None or (said and found and said in found)


@pytest.mark.parametrize("name", [*REPLACED])
def test_a_replacement_is_there_whole_or_not_at_all(house: tuple[Shop, Phone], name: str) -> None:
    record = card(house[0]) | REPLACED
    del record[name]

    assert mistake(CARDS, record) == "was replaced in part"


def test_a_generation_of_google_wallet_alone_is_none(house: tuple[Shop, Phone]) -> None:
    said = mistake(CARDS, card(house[0]) | {"google_generation": 1})

    assert said == "has a later generation in Google Wallet than of its own"


@pytest.mark.parametrize(
    ("kind", "record", "said"),
    [
        ("staff", PERSON | {"status": "boss"}, "has a status that is not known here"),
        ("staff", PERSON | {"name": " "}, "has a name that is none"),
        ("staff", PERSON | {"name": "é" * 121}, "has a name that is none"),
        ("staff", PERSON | {"status": "removed"}, None),
        ("notices", NOTICE, None),
        ("notices", NOTICE | {"code": "Given twice"}, "has a code that is none"),
        ("notices", NOTICE | {"ttl": 2**40}, "has a 'ttl' that is out of range"),
        ("notices", NOTICE | {"ttl": 0}, "has a 'ttl' that is out of range"),
        ("wallets", PHONE | {"generation": 1, "retired": True}, None),
        ("wallets", PHONE | {"generation": 0}, "is a pass of a generation that is none"),
        ("wallets", PHONE | {"generation": 64}, "is a pass of a generation that is none"),
        ("wallets", PHONE | {"retired": False}, "is retired, or says nothing of it"),
    ],
)
def test_what_comes_with_the_cards_is_looked_at_too(
    kind: str, record: dict[str, Any], said: str | None
) -> None:
    assert mistake(KINDS[kind], record) == said


def test_only_a_replacement_or_a_wrong_pin_is_noted_without_a_reward() -> None:
    gift = {name: value for name, value in NOTICE.items() if name != "reward"}

    assert mistake(KINDS["notices"], gift) == "has no 'reward'"
    for code in ("card-replaced", "pin-refused", "pin-blocked"):
        assert mistake(KINDS["notices"], gift | {"code": code}) is None


NUMBERS = st.sampled_from([-1, 0, 1, 2, LATEST_GENERATION - 1, LATEST_GENERATION, 64])
MOMENTS = st.sampled_from([EARLIER, instant_text(NOW), "2900-01-01T00:00:00.000Z"])
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "generation": NUMBERS,
        "google_generation": NUMBERS,
        "replaced_at": MOMENTS,
        "replaced_hash": st.sampled_from(["0" * 64, ""]),
        "wallets": st.sampled_from(["", "google", "apple,google"]),
    },
)


@settings(max_examples=40, deadline=None)
@given(base=st.sampled_from([{}, REPLACED]), changes=CHANGES)
def test_a_card_that_is_taken_is_shown_and_stamped_and_replaced(
    house: tuple[Shop, Phone], base: dict[str, Any], changes: dict[str, Any]
) -> None:
    shop, till = house
    record = card(shop) | base | changes
    if mistake(CARDS, record):
        return

    shop.services.cards.engine.write(Put(CARDS.item(record)))  # type: ignore[attr-defined]

    held = shop.services.cards.head(shop.program.id, record["card"])
    page = card_url(shop.services, held)
    assert shop.web.get(page).status_code == 200
    assert shop.web.get(f"{page}/card.pkpass").status_code == 200
    code = seal(shop.services.keys, "scan", shop.program.id, held.card.id, held.generation)
    assert till.earn(code).status_code == 201
    replaced = till.post("replacements", code=code)
    assert (replaced.status_code, replaced.json.get("code")) == _expected(held)


def _expected(held: HeldCard) -> tuple[int, str | None]:
    if held.replaced_at == NOW:
        return 422, "replaced-today"
    if held.generation == LATEST_GENERATION:
        return 422, "cap-reached"
    return 201, None
