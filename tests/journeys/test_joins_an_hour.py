"""Joining, over HTTP: so many cards an hour, with and without JavaScript."""

from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.builders import program_data
from tests.shop import Shop

MOST = 3
ADA = {"first_name": "Ada", "language": "fr", "accepts_terms": True}


@pytest.fixture(name="shop")
def _shop(shared: Path) -> Shop:
    """A shop where three may join in one hour."""
    return Shop(shared, data=program_data(limits__joins_per_hour=MOST))


def join(shop: Shop, key: str = "") -> TestResponse:
    headers = {"Idempotency-Key": key} if key else {}
    return shop.web.post(f"/v1/programs/{shop.program.id}/members", json=ADA, headers=headers)


def cards(shop: Shop) -> int:
    return len(list(shop.services.cards.every(shop.program.id)))


def test_so_many_join_and_the_next_one_in_the_next_hour(shop: Shop) -> None:
    shop.at("2026-02-02 10:59:30")
    assert [join(shop).status_code for _ in range(MOST)] == [201] * MOST

    refused = join(shop)

    assert (refused.status_code, refused.json["code"]) == (429, "too-many-joins")
    assert refused.headers["Retry-After"] == "31"
    assert "Réessayez à partir de 11:00." in refused.json["detail"]
    assert cards(shop) == MOST
    shop.at("2026-02-02 11:00:00")
    assert [join(shop).status_code for _ in range(MOST + 1)] == [201] * MOST + [429]


def test_a_form_sent_again_gives_its_card_and_is_not_counted(shop: Shop) -> None:
    first = join(shop, "form-of-one-visitor")

    again = [join(shop, "form-of-one-visitor") for _ in range(MOST + 1)]

    assert {one.json["card_url"] for one in again} == {first.json["card_url"]}
    assert [join(shop).status_code for _ in range(MOST)] == [201] * (MOST - 1) + [429]
    assert join(shop, "form-of-one-visitor").json == first.json
    shop.later(hours=1)
    assert join(shop, "form-of-one-visitor").json == first.json
    assert cards(shop) == MOST


def test_a_form_that_was_refused_makes_its_card_in_the_next_hour(shop: Shop) -> None:
    for _ in range(MOST):
        join(shop)
    assert join(shop, "form-of-one-visitor").status_code == 429

    joined = join(shop.later(hours=1), "form-of-one-visitor")

    assert joined.status_code == 201
    assert cards(shop) == MOST + 1


def test_without_javascript_the_form_comes_back_filled_in_with_the_sentence(shop: Shop) -> None:
    for _ in range(MOST):
        join(shop)

    page = shop.web.post(
        f"/v1/programs/{shop.program.id}/members",
        data={"first_name": "Grace", "language": "en", "accepts_terms": "on"},
    )

    assert (page.status_code, page.mimetype) == (429, "text/html")
    assert int(page.headers["Retry-After"]) > 0
    assert "Too many cards were asked for in one hour. Try again from 08:00 on." in page.text
    assert 'value="Grace"' in page.text
    assert 'role="alert" hidden' not in page.text
