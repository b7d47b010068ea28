"""Forgetting a person: nothing of them is left, and the figures stay the same."""

import json
from functools import partial

import pytest

from functions.failures import StoreUnavailable
from functions.journeys import face, hold_pass
from functions.journeys.forget import forget, forget_again, forget_inactive
from functions.journeys.weekly_report import compute
from functions.records import Registration
from functions.store import keys
from functions.store.engine import Update
from loyalty.calendar import Week
from loyalty.entry import CardId, instant_text
from loyalty.errors import UnknownCard
from tests.shop import Card, Shop


def short_code(shop: Shop) -> str:
    return next(iter(shop.services.cards.every("cafe-poincon"))).short_code


def _gone_away(*named: str) -> int:
    raise StoreUnavailable()


def everything(shop: Shop) -> str:
    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    return json.dumps(list(engine.scan().items), ensure_ascii=False)


def test_a_forgotten_member_is_nowhere_in_the_store_and_the_figures_stay(shop: Shop) -> None:
    body = {"first_name": "Ada", "language": "fr", "accepts_terms": True}
    more = {"birthday_day": 10, "birthday_month": 12}
    joined = shop.web.post(
        "/v1/programs/cafe-poincon/members",
        json=body | more,
        headers={"Idempotency-Key": "join-0123456789abcdef"},
    )
    card, till = Card(shop, joined.json["card_url"]), shop.pair()
    till.earn(card.code)
    week = Week.named("2026-W06")
    before = compute(shop.services, shop.program, week)

    forget(shop.services, "cafe-poincon", short_code(shop))

    assert "Ada" not in everything(shop)
    assert "#J#" not in everything(shop)
    assert "birthday" not in everything(shop)
    assert compute(shop.services, shop.program, week) == before


def test_who_was_forgotten_is_noted_with_the_card_and_the_date_alone(shop: Shop) -> None:
    shop.join("Ada")
    held = next(iter(shop.services.cards.every("cafe-poincon")))

    forget(shop.services, "cafe-poincon", held.short_code)

    (stone,) = shop.services.archive.shop("cafe-poincon")["forgotten"]
    assert stone == {
        "program": "cafe-poincon",
        "card": held.card.id,
        "forgotten_at": instant_text(shop.now),
    }


def test_whoever_comes_back_with_a_backup_is_forgotten_again_once(shop: Shop) -> None:
    shop.join("Ada")
    held = next(iter(shop.services.cards.every("cafe-poincon")))
    forgotten = partial(forget_again, shop.services, "cafe-poincon", held.card.id, shop.now)

    assert [forgotten(), forgotten()] == [True, False]

    assert "Ada" not in everything(shop)
    assert shop.services.archive.forgotten("cafe-poincon") == {held.card.id}


def test_whose_card_it_was_of_the_staff_is_forgotten_as_well(shop: Shop) -> None:
    shop.join("Ada")
    (held,) = shop.services.cards.every("cafe-poincon")
    forget(shop.services, "cafe-poincon", held.short_code)
    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    engine.write(Update(keys.card("cafe-poincon", held.card.id), set={"staff": "lea"}))

    assert forget(shop.services, "cafe-poincon", held.short_code) is None
    assert "lea" not in everything(shop)
    assert forget(shop.services, "cafe-poincon", held.short_code) is not None


def test_a_card_that_is_not_here_is_noted_all_the_same(shop: Shop) -> None:
    card = CardId("A" * 16)

    assert not forget_again(shop.services, "cafe-poincon", card, shop.now)

    assert shop.services.archive.forgotten("cafe-poincon") == {card}


def test_whoever_was_forgotten_keeps_the_first_date(shop: Shop) -> None:
    shop.join("Ada")
    code, first = short_code(shop), shop.now

    assert forget(shop.services, "cafe-poincon", code) is None
    shop.later(days=3)
    again = forget(shop.services, "cafe-poincon", code)

    (stone,) = shop.services.archive.shop("cafe-poincon")["forgotten"]
    assert (again, stone["forgotten_at"]) == (first, instant_text(first))


def test_a_phone_that_came_after_the_forgetting_goes_too_and_the_date_stays(shop: Shop) -> None:
    shop.join("Ada")
    held, first = next(iter(shop.services.cards.every("cafe-poincon"))), shop.now
    forget(shop.services, "cafe-poincon", held.short_code)
    shop.later(days=3)
    phone = Registration(device="0" * 32, push_token="ab" * 32, at=shop.now)
    hold_pass.register(shop.services, face.serial("cafe-poincon", held.card.id), phone)

    assert forget(shop.services, "cafe-poincon", held.short_code) is None

    (stone,) = shop.services.archive.shop("cafe-poincon")["forgotten"]
    assert stone["forgotten_at"] == instant_text(first)
    assert shop.services.registrations.of_card("cafe-poincon", held.card.id) == []


def test_the_card_of_a_forgotten_member_still_works_without_a_name(shop: Shop) -> None:
    card, till = shop.join("Ada"), shop.pair()
    forget(shop.services, "cafe-poincon", short_code(shop))

    answer = till.earn(card.code)

    assert answer.json["headline"] == "1re visite · 1 sur 9"
    assert "Ada" not in card.page()


def test_the_wallets_are_told_when_a_member_is_forgotten(shop: Shop) -> None:
    shop.join("Ada")
    held = next(iter(shop.services.cards.every("cafe-poincon")))
    shop.services.outbox.attach(held, "google", attached=True)

    forget(shop.services, "cafe-poincon", short_code(shop))

    assert [due.member for due in shop.services.outbox.due(shop.now, 10)] == [None]


def test_a_forgetting_that_was_cut_off_is_finished_the_next_time(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.join("Ada")
    held = next(iter(shop.services.cards.every("cafe-poincon")))
    phone = Registration(device="0" * 32, push_token="ab" * 32, at=shop.now)
    hold_pass.register(shop.services, face.serial("cafe-poincon", held.card.id), phone)
    shop.later(days=3 * 365 + 1)
    registrations = shop.services.registrations
    with monkeypatch.context() as cut:
        cut.setattr(registrations, "unregister", _gone_away)
        with pytest.raises(StoreUnavailable):
            forget_inactive(shop.services)

    again = forget_inactive(shop.services)

    held = next(iter(shop.services.cards.every("cafe-poincon")))
    assert again == 1
    assert (held.member, held.wallets) == (None, frozenset())
    assert registrations.of_card("cafe-poincon", held.card.id) == []


def test_members_are_forgotten_three_years_after_their_last_visit(shop: Shop) -> None:
    shop.join("Ben")
    ada, till = shop.join("Ada"), shop.later(days=30).pair()
    till.earn(ada.code)

    shop.later(days=3 * 365 - 10)
    forgotten = forget_inactive(shop.services)

    assert forgotten == 1
    names = [
        held.member.first_name for held in shop.services.cards.every("cafe-poincon") if held.member
    ]
    assert names == ["Ada"]
    assert forget_inactive(shop.services) == 0


def test_a_code_that_is_none_forgets_nobody(shop: Shop) -> None:
    shop.join("Ada")

    with pytest.raises(UnknownCard):
        forget(shop.services, "cafe-poincon", "not a code")
    with pytest.raises(UnknownCard):
        forget(shop.services, "cafe-poincon", "0000-0000")
