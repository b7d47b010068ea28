"""A new version and the cards that are out: a phone shows it within minutes, and says nothing."""

import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from functions.journeys import tell_wallets
from functions.journeys.publish import Published, publish
from functions.local.run import told
from functions.records import HeldCard, Told
from functions.store.outbox import OutboxStore
from functions.wallets.apple import AppleWallet
from loyalty.program import Program
from passes.content import PassContent
from tests.builders import program_data
from tests.functions.wallets.certificate import identity_of, real_looking_chain
from tests.iphone import Iphone
from tests.month import with_phones
from tests.shop import Card, Shop

CAFE = "cafe-poincon"
BLUE = {"background": "#10204a", "foreground": "#ffffff", "label": "#ffd27a", "icon": "cup"}


class Pushing(AppleWallet):
    """Apple Wallet whose pushes arrive at once."""

    phones: list[Iphone]

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        for phone in self.phones:
            phone.pushed()
        return Told(done=True)


@pytest.fixture(name="shop")
def _shop(tmp_path: Path, shared: Path) -> Shop:
    """A shop with a folder of its own for its versions."""
    for folder in ("development", f"published/i/{CAFE}/1"):
        shutil.copytree(shared / folder, tmp_path / folder)
    return Shop(tmp_path)


@pytest.fixture(name="apple")
def _apple(shop: Shop, tmp_path: Path) -> Pushing:
    chain = real_looking_chain(shop.now)
    (tmp_path / "root.pem").write_bytes(chain.root)
    known = shop.services
    wallet = Pushing(
        identity_of(chain),
        None,
        clock=known.clock,
        keys=known.keys,
        images=known.images,
        registrations=known.registrations,
        url=known.url,
    )
    wallet.phones = []
    with_phones(shop, wallet)
    return wallet


def installed(apple: Pushing, shop: Shop, root: Path, card: Card, language: str = "fr") -> Iphone:
    phone = Iphone(shop.web, lambda: shop.now, root / "root.pem", language)
    apple.phones.append(phone)
    phone.install(card.pass_bytes())
    return phone


def republished(shop: Shop, **changes: Any) -> Published:
    """With the pictures of the first version."""

    def draw(program: Program, logo: bytes | None) -> Mapping[str, bytes]:
        return shop.services.images.read_all(CAFE, "1", "")

    return publish(shop.services, program_data(**changes), draw, lambda programs: None)


def in_apple(shop: Shop, number: int) -> list[Card]:
    """Cards in an iPhone each, which knows them as they are."""
    cards = [shop.join(f"Ada {n}") for n in range(number)]
    for held in list(shop.services.cards.every(CAFE)):
        shop.services.outbox.attach(held, "apple", attached=True)
    return cards


def due(shop: Shop, **time: float) -> list[HeldCard]:
    return list(shop.services.outbox.due(shop.now + timedelta(**time), 100))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_other_colours_reach_a_phone_within_minutes_and_its_lock_screen_stays_dark(
    shop: Shop, apple: Pushing, tmp_path: Path, language: str
) -> None:
    card, till = shop.join(), shop.pair()
    phone = installed(apple, shop, tmp_path, card, language)
    till.earn(card.code)
    tell_wallets.sweep(shop.services)
    (stamped,) = phone.notices
    (before,) = phone.passes.values()
    was = before.document

    published = republished(shop.later(days=1), brand=BLUE)
    at_once = tell_wallets.sweep(shop.services)
    shop.now += published.within
    tell_wallets.sweep(shop.services)

    (now,) = phone.passes.values()
    assert (published.program.version, published.told, at_once.told) == (2, 1, 0)
    assert now.document["backgroundColor"] == "rgb(16, 32, 74)" != was["backgroundColor"]
    assert phone.notices == [stamped]
    assert due(shop, days=1) == []


def test_cards_are_told_one_after_the_other_and_those_in_no_wallet_are_not(shop: Shop) -> None:
    in_apple(shop, 3)
    shop.join("Nobody's phone")

    published = republished(shop.later(days=1), brand=BLUE)

    times = sorted(held.mark.due_at - shop.now for held in due(shop, days=1) if held.mark.due_at)
    assert times == [timedelta(minutes=2, seconds=n) for n in range(3)]
    assert published.told == 3 and times[-1] < published.within
    assert told(published) == "3 cards in wallets will be told of it within 4 minutes.\n"


def test_a_stamp_waits_for_no_card_that_is_told_of_a_new_version(shop: Shop) -> None:
    *_, ben = in_apple(shop, 3)
    republished(shop.later(days=1), brand=BLUE)

    shop.later(seconds=30).pair().earn(ben.code)

    assert [(held.card.seq, held.mark.due_at) for held in due(shop)] == [(1, shop.now)]


def test_a_stamp_in_the_first_moments_of_a_version_leaves_the_card_to_be_told_of_it(
    shop: Shop, apple: Pushing, tmp_path: Path
) -> None:
    """Whoever tells it then remembers the version before, and so does whoever serves the phone."""
    card, till = shop.join(), shop.pair()
    phone = installed(apple, shop, tmp_path, card)
    tell_wallets.sweep(shop.services)
    republished(shop.later(days=1), brand=BLUE)
    known: Any = shop.services.programs
    old = known.at(CAFE, shop.now - timedelta(days=1))

    till.tokens.update(shop.later(seconds=10).pair().tokens)
    till.earn(card.code)
    known._remembered[CAFE] = (float("inf"), [old])
    assert tell_wallets.sweep(shop.services).told == 1
    stamped = [one.document["backgroundColor"] for one in phone.passes.values()]
    told = tell_wallets.sweep(shop.later(seconds=110).services).told

    (now,) = phone.passes.values()
    assert stamped != ["rgb(16, 32, 74)"]
    assert (told, now.document["backgroundColor"]) == (1, "rgb(16, 32, 74)")
    assert due(shop, days=1) == []


def test_who_has_not_come_for_long_is_left_in_peace(
    shop: Shop, apple: Pushing, tmp_path: Path
) -> None:
    card = shop.join()
    phone = installed(apple, shop, tmp_path, card)
    shop.pair().earn(card.code)
    tell_wallets.sweep(shop.services)
    noticed = len(phone.notices)

    published = republished(shop.later(days=61), brand=BLUE)
    tell_wallets.sweep(shop.later(days=1).services)

    assert (published.told, len(phone.notices)) == (0, noticed)


def test_the_same_again_tells_nobody_and_neither_does_the_first_version(shop: Shop) -> None:
    in_apple(shop, 2)
    told = [
        republished(shop.later(days=1), **changes).told
        for changes in ({}, {"brand": BLUE}, {"brand": BLUE}, {})
    ]

    assert told == [0, 2, 0, 0]
    assert len(due(shop, days=1)) == 2


def test_a_publication_that_was_broken_off_tells_the_others_when_it_is_made_again(
    shop: Shop,
) -> None:
    in_apple(shop, 5)
    shop.later(days=1)
    one_by_one = OutboxStore.tell_later

    def interrupted(self: OutboxStore, held: HeldCard, at: Any) -> bool:
        if len(due(shop, days=1)) == 2:
            raise KeyboardInterrupt
        return one_by_one(self, held, at)

    with patch.object(OutboxStore, "tell_later", interrupted), pytest.raises(KeyboardInterrupt):
        republished(shop, brand=BLUE)

    assert republished(shop, brand=BLUE).told == 3
    assert len(due(shop, days=1)) == 5
