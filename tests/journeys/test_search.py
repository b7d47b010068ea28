"""Over HTTP: a card is found at the till by a first name or four digits, and by nobody else."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate
from werkzeug.test import TestResponse

from functions.journeys.archive import Export, bring_back
from functions.journeys.forget import forget, forget_again, forget_inactive
from functions.journeys.search import MOST_READ
from functions.records import HeldCard, Member
from functions.store.engine import Delete, Item, Key, Put
from functions.web import schemas, tokens
from loyalty.card import Card
from loyalty.entry import CardId
from passes.card_code import new_card_id
from tests.builders import program_data
from tests.functions.store.shelf import fresh
from tests.shop import Phone, Shop


def search(till: Phone, name: str, **birthday: int) -> TestResponse:
    body = {"name": name, **birthday}
    return till.shop.web.post("/v1/till/searches", json=body, headers=till.bearer)


def names(response: TestResponse) -> list[str]:
    assert response.status_code == 200, response.text
    return [one["first_name"] for one in response.json["found"]]


def pointers(shop: Shop) -> list[Item]:
    """What leads from a name to a card, as it is stored."""
    return [item for item in _items(shop) if "#F#" in str(item["pk"])]


def _items(shop: Shop) -> Iterator[Item]:
    page = shop.services.cards.engine.scan()
    yield from page.items
    while page.cursor:
        page = shop.services.cards.engine.scan(cursor=page.cursor)
        yield from page.items


def held(shop: Shop, name: str) -> HeldCard:
    (one,) = [
        one
        for one in shop.services.cards.every(shop.program.id)
        if one.member and one.member.first_name == name
    ]
    return one


@pytest.fixture(name="till")
def _till(shop: Shop) -> Phone:
    return shop.pair()


# Who is found


def test_the_beginning_of_a_name_finds_it_however_it_is_written(shop: Shop, till: Phone) -> None:
    for name in ("Marie", "Mariama", "Marie-Lou", "Marc", "Zoé"):
        shop.join(name)

    assert sorted(names(search(till, "mari"))) == ["Mariama", "Marie", "Marie-Lou"]
    assert names(search(till, "MARIE LOU")) == ["Marie-Lou"]
    assert names(search(till, "zoe")) == names(search(till, "Zoé")) == ["Zoé"]
    assert names(search(till, "Zoel")) == []


def test_what_is_told_is_what_the_till_needs_to_choose_and_nothing_more(
    shop: Shop, till: Phone
) -> None:
    card = shop.join("Ada", birthday_day=14, birthday_month=3)
    shop.later(days=1)
    till = shop.pair()
    till.earn(card.code)

    (found,) = search(till, "ada").json["found"]

    assert found.pop("code") != card.code
    assert found == {
        "first_name": "Ada",
        "balance": {"label": "TAMPONS", "text": "1/9"},
        "visits": 1,
        "last_visit_at": "2026-02-03T06:00:00.000Z",
        "joined_at": "2026-02-02T06:00:00.000Z",
    }


def test_an_answer_is_as_it_is_declared(shop: Shop, till: Phone) -> None:
    shop.join("Ada")

    answered = search(till, "ada").json

    assert answered["found"]
    validate(answered, schemas.FINDINGS)


def test_who_was_here_last_comes_first(shop: Shop) -> None:
    early, late, _never = shop.join("Marie"), shop.join("Marie-Lou"), shop.join("Mariama")
    for card in (early, late):
        shop.later(hours=3)
        shop.pair().earn(card.code)

    assert names(search(shop.pair(), "mari")) == ["Marie-Lou", "Marie", "Mariama"]


def test_a_birthday_finds_one_of_many_of_a_name(shop: Shop, till: Phone) -> None:
    for day in range(1, 31):
        shop.join("Marie", birthday_day=day, birthday_month=6)
    shop.join("Marie")

    crowd, one = search(till, "marie"), search(till, "marie", birthday_day=30, birthday_month=6)

    assert (len(names(crowd)), crowd.json["more"]) == (8, True)
    assert (names(one), one.json["more"]) == (["Marie"], False)
    code = one.json["found"][0]["code"]
    assert till.get(f"cards/{code}").json["card"]["first_name"] == "Marie"
    assert names(search(till, "marie", birthday_day=30, birthday_month=7)) == []


def test_exactly_eight_are_all_there_are(shop: Shop, till: Phone) -> None:
    for _ in range(8):
        shop.join("Marie")
    assert (len(names(answer := search(till, "marie"))), answer.json["more"]) == (8, False)

    shop.join("Marie")
    assert (len(names(answer := search(till, "marie"))), answer.json["more"]) == (8, True)


def test_the_cards_of_another_shop_are_not_found(shop: Shop) -> None:
    shop.join("Ada")
    bakery = shop.services.programs.publish(
        json.loads(json.dumps(program_data()).replace("cafe-poincon", "bakery-poincon")), shop.now
    )
    there = replace(fresh(new_card_id()), card=Card(program=bakery.id, id=new_card_id()))
    shop.services.cards.create(there, [], None)

    found = search(shop.pair(), "ada").json["found"]

    assert [one["joined_at"] for one in found] == ["2026-02-02T06:00:00.000Z"]


@pytest.mark.parametrize("name", ["m", "é", "-", "  ", "❤️", ""])
def test_fewer_than_two_letters_are_an_error_of_the_field(
    shop: Shop, till: Phone, name: str
) -> None:
    refused = search(till, name)

    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/name")


@pytest.mark.parametrize("half", ["birthday_day", "birthday_month"])
def test_half_a_birthday_is_an_error_of_the_other_half(shop: Shop, till: Phone, half: str) -> None:
    refused = search(till, "marie", **{half: 3})

    (other,) = {"birthday_day", "birthday_month"} - {half}
    assert refused.json["errors"][0]["pointer"] == f"/{other}"


# By the last four digits of a mobile


def test_four_digits_find_whoever_gave_them_and_nobody_else(shop: Shop, till: Phone) -> None:
    shop.join("Ada", phone_last4="5678")
    shop.join("Ben", phone_last4="5679")
    shop.join("Cléo")

    assert names(search(till, "5678")) == ["Ada"]
    assert names(search(till, " 56 78 ")) == names(search(till, "٥٦٧٨")) == ["Ada"]
    assert names(search(till, "0000")) == []
    assert names(search(till, "ada")) == ["Ada"]


def test_a_birthday_tells_two_of_the_same_digits_apart(shop: Shop, till: Phone) -> None:
    shop.join("Ada", phone_last4="5678", birthday_day=14, birthday_month=3)
    shop.join("Ben", phone_last4="5678")

    assert sorted(names(search(till, "5678"))) == ["Ada", "Ben"]
    assert names(search(till, "5678", birthday_day=14, birthday_month=3)) == ["Ada"]


def test_digits_are_found_whole_and_no_longer_name_is_theirs(shop: Shop, till: Phone) -> None:
    shop.join("56789")
    shop.join("5678", phone_last4="5678")

    assert names(search(till, "5678")) == ["5678"]


@pytest.mark.parametrize("typed", ["5", "56", "567", "56789", "0612345678", "ada5678", "5678a"])
def test_other_digits_are_an_error_of_the_field_that_says_how_many(
    shop: Shop, till: Phone, typed: str
) -> None:
    refused = search(till, typed)

    assert refused.status_code == 422
    assert refused.json["errors"] == [
        {"pointer": "/name", "detail": "Quatre chiffres, ou seulement des lettres."}
    ]


def test_digits_count_as_a_typed_code_as_a_name_does(shared: Path) -> None:
    shop = Shop(shared, data=program_data(limits__typed_codes_per_till_hour=2))
    shop.join("Ada", phone_last4="5678")
    till = shop.pair()
    assert [search(till, digits).status_code for digits in ("0000", "5678")] == [200, 200]

    assert search(till, "5678").json["code"] == "too-many-typed-codes"


def test_who_is_forgotten_leaves_no_digits_behind(shop: Shop, till: Phone) -> None:
    for name in ("Ada", "Ben"):
        shop.join(name, phone_last4="5678")
    card = held(shop, "Ben").card.id
    _damage(shop, card)

    forget(shop.services, shop.program.id, held(shop, "Ada").short_code)
    forget_again(shop.services, shop.program.id, card, shop.now)

    assert pointers(shop) == []
    assert not any("5678" in json.dumps(item) for item in _items(shop))


def test_whoever_stays_away_for_years_is_found_by_no_digits(shop: Shop) -> None:
    shop.join("Ada", phone_last4="5678")

    assert forget_inactive(shop.later(days=365 * 3 + 10).services) == 1

    assert pointers(shop) == []


def test_a_card_from_before_there_were_digits_is_read_and_has_none(shop: Shop, till: Phone) -> None:
    card = shop.join("Ada")
    member = held(shop, "Ada").member

    assert member is not None
    assert member.phone_last4 is None
    assert till.earn(card.code).status_code == 201


# Using what was found


def test_what_was_found_is_a_card_on_that_till_and_on_no_other(shop: Shop, till: Phone) -> None:
    shop.join("Ada")
    code = search(till, "ada").json["found"][0]["code"]

    assert till.earn(code).status_code == 201
    assert till.get(f"cards/{code}").json["card"]["first_name"] == "Ada"
    other = shop.pair()
    assert other.earn(code).json["code"] == "unknown-card"
    assert other.get(f"cards/{code}").json["code"] == "unknown-card"


def test_what_was_found_is_good_that_day_and_the_next_and_then_it_is_looked_for_again(
    shop: Shop, till: Phone
) -> None:
    shop.join("Ada")
    code = search(till, "ada").json["found"][0]["code"]
    _still(shop.at("2026-02-03 23:00"), till)
    assert till.get(f"cards/{code}").status_code == 200
    assert till.earn(code).status_code == 201

    _still(shop.at("2026-02-04 12:00"), till)

    assert till.get(f"cards/{code}").json["code"] == "unknown-card"
    for act in (till.earn, till.redeem):
        assert act(code).json["code"] == "unknown-card"
    assert till.post("replacements", code=code).json["code"] == "unknown-card"
    again = search(till, "ada").json["found"][0]["code"]
    assert till.earn(again).status_code == 201


def test_a_stamp_that_waited_is_good_by_what_was_found_when_it_was_made(
    shop: Shop, till: Phone
) -> None:
    shop.join("Ada")
    code, made_at = search(till, "ada").json["found"][0]["code"], shop.now + timedelta(minutes=1)
    _still(shop.later(days=6), till)

    first = till.earn(code, made_at=made_at, key="stamp-that-waited-0001")
    _still(shop.later(hours=20), till)
    again = till.earn(code, made_at=made_at, key="stamp-that-waited-0001")
    late = till.earn(code, made_at=made_at + timedelta(days=3))

    assert [answer.status_code for answer in (first, again, late)] == [201, 200, 404]


def _still(shop: Shop, till: Phone) -> None:
    """The same till, with a token of that hour."""
    device = shop.services.devices.get(shop.program.id, till.tokens["device"])
    till.tokens["access_token"] = tokens.issue(shop.services.keys, device, shop.now)


def test_what_was_found_is_no_link_to_the_customers_page(shop: Shop, till: Phone) -> None:
    card = shop.join("Ada")
    code = search(till, "ada").json["found"][0]["code"]

    page = shop.web.get(f"{card.url.rpartition('/')[0]}/{code}")

    assert page.status_code == 404


def test_what_was_found_can_be_replaced_and_what_was_told_before_is_void(
    shop: Shop, till: Phone
) -> None:
    shop.join("Ada")
    before = search(till, "ada").json["found"][0]["code"]

    replaced = till.post("replacements", code=before)

    assert (replaced.status_code, replaced.json["first_name"]) == (201, "Ada")
    shop.later(minutes=1)
    assert till.earn(before).json["code"] == "card-replaced"
    after = search(till, "ada").json["found"][0]["code"]
    assert after != before
    assert till.earn(after).status_code == 201


def test_nobody_searches_but_a_till(shop: Shop, till: Phone) -> None:
    shop.join("Ada")
    nobody = shop.web.post("/v1/till/searches", json={"name": "ada"})
    owner = shop.pair("owner")

    assert nobody.status_code == 401
    assert shop.web.post(
        "/v1/till/searches", json={"name": "ada"}, headers=owner.bearer
    ).status_code in (401, 403)
    assert shop.web.get("/v1/till/searches?name=ada", headers=till.bearer).status_code in (404, 405)


def test_a_search_counts_as_a_typed_code_before_anything_is_looked_up(shared: Path) -> None:
    shop = Shop(shared, data=program_data(limits__typed_codes_per_till_hour=3))
    shop.join("Ada")
    till = shop.pair()
    assert [search(till, name).status_code for name in ("ada", "nobody", "ada")] == [200] * 3

    right, wrong = search(till, "ada"), search(till, "nobody")

    for refused in (right, wrong):
        assert (refused.status_code, refused.json["code"]) == (429, "too-many-typed-codes")
        assert refused.headers["Retry-After"] == "3601"
    assert till.earn("7K3M9QXT").json["code"] == "too-many-typed-codes"
    assert names(search(shop.pair(), "ada")) == ["Ada"]
    assert names(search(_renewed(shop.later(hours=1), till), "ada")) == ["Ada"]


def _renewed(shop: Shop, till: Phone) -> Phone:
    token = {"refresh_token": till.tokens["refresh_token"]}
    till.tokens.update(shop.web.post("/v1/till/tokens", json=token).json)
    return till


def test_a_till_that_was_shut_out_finds_nobody(shop: Shop, till: Phone) -> None:
    shop.join("Ada")
    shop.services.devices.revoke(shop.program.id, till.tokens["device"])

    assert search(till, "ada").json["code"] == "device-revoked"


def test_a_name_that_is_looked_for_is_in_no_log(
    shop: Shop, till: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    shop.join("Ada")
    with caplog.at_level(logging.DEBUG):
        search(till, "adamantine")
        search(till, "ada")

    told = " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records).lower()
    assert "adamantine" not in told


# Who is no longer there


def test_whoever_is_forgotten_is_found_no_more_and_nothing_of_the_name_is_left(
    shop: Shop, till: Phone
) -> None:
    shop.join("Ada", birthday_day=14, birthday_month=3)
    assert [item["sk"] for item in pointers(shop)] == [f"ada#{held(shop, 'Ada').card.id}"]

    forget(shop.services, shop.program.id, held(shop, "Ada").short_code)

    assert names(search(till, "ada")) == []
    assert pointers(shop) == []


def test_so_is_whoever_has_a_card_that_cannot_be_read(shop: Shop, till: Phone) -> None:
    shop.join("Ada")
    card = held(shop, "Ada").card.id
    _damage(shop, card)

    forget_again(shop.services, shop.program.id, card, shop.now)

    assert pointers(shop) == []


def test_a_damaged_card_is_left_out_and_holds_up_no_other(shop: Shop, till: Phone) -> None:
    shop.join("Ada")
    shop.join("Adam")
    _damage(shop, held(shop, "Ada").card.id)

    assert names(search(till, "ada")) == ["Adam"]


def _damage(shop: Shop, card: CardId) -> None:
    (head,) = [i for i in _items(shop) if i["sk"] == "A#CARD" and str(i["pk"]).endswith(card)]
    shop.services.cards.engine.write(Put(head | {"joined_at": "yesterday"}))


def test_a_name_without_a_letter_can_be_forgotten_as_any_other(shop: Shop) -> None:
    shop.join("❤️")
    assert pointers(shop) == []

    forget(shop.services, shop.program.id, held(shop, "❤️").short_code)

    assert not any(one.member for one in shop.services.cards.every(shop.program.id))


# Moving


def test_an_export_has_no_pointer_and_an_import_makes_each_anew(shop: Shop, shared: Path) -> None:
    shop.join("Zoé", birthday_day=1, birthday_month=2, phone_last4="5678")
    shop.join("Ben")
    walk = Export(services=shop.services, program=shop.program.id)
    *cards, (whole, _) = walk.records()
    assert "#F#" not in json.dumps([records for records, _ in cards])

    there = Shop(shared)
    _empty(there)
    sound = [records for _, records in cards]
    bring_back(there.services, whole, sound, walk.anchor.digest, lambda _: None)

    assert pointers(there) == pointers(shop)
    assert len(pointers(there)) == 3
    assert {item.get("birthday") for item in pointers(there)} == {"0201", None}


def _empty(shop: Shop) -> None:
    for item in list(_items(shop)):
        shop.services.cards.engine.write(Delete(Key(str(item["pk"]), str(item["sk"]))))


# What it costs


class Counting:
    """An engine that counts what it is asked."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self.queries: list[str] = []
        self.others: list[str] = []

    def query(self, pk: str, **terms: Any) -> Any:
        self.queries.append(pk)
        return self.engine.query(pk, **terms)

    def __getattr__(self, name: str) -> Any:
        self.others.append(name)
        return getattr(self.engine, name)


CROWD = [
    "Marie",
    "Mariama",
    "Marine",
    "Camille",
    "Léa",
    "Paul",
    "Jean-Marie",
    "Nour",
    "Inès",
    "Tom",
]


def test_among_five_thousand_members_a_search_reads_one_page_of_names_and_24_cards(
    shop: Shop, till: Phone
) -> None:
    for number in range(5_000):
        person = Member(first_name=CROWD[number % 10], language="fr", birthday=(1 + number % 28, 5))
        shop.services.cards.create(fresh(new_card_id(), member=person), [], None)
    counting = Counting(shop.services.cards.engine)
    shop.services.cards.engine = counting  # type: ignore[attr-defined]

    for body in ({"name": "mari"}, {"name": "mari", "birthday_day": 3, "birthday_month": 5}):
        counting.queries.clear()
        found = search(till, **body)  # type: ignore[arg-type]

        assert (len(names(found)), found.json["more"]) == (8, True)
        by_name = [pk for pk in counting.queries if "#F#" in pk]
        assert (len(by_name), len(counting.queries)) == (1, 1 + MOST_READ)
        assert counting.others == []
