"""How fast the counter is: sent by a till, shown to the owner."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.journeys.measures import BOUNDS_MS, pace
from functions.web import schemas
from tests.builders import at
from tests.shop import Phone, Shop

TODAY = "2026-02-02"


def counts(**by_bound: int) -> list[int]:
    """Buckets; ``ms_200=3`` are three scans of more than 100 ms and at most 200."""
    found = [by_bound.pop(f"ms_{bound}", 0) for bound in BOUNDS_MS]
    return [*found, by_bound.pop("longer", 0)]


def send(till: Phone, day: str = TODAY, errors: int = 0, **by_bound: int) -> TestResponse:
    """A till's day so far."""
    milliseconds = counts(**by_bound)
    body = {"day": day, "scans": sum(milliseconds) + errors, "errors": errors}
    return post(till, body | {"milliseconds": milliseconds})


def post(till: Phone, body: dict[str, Any]) -> TestResponse:
    return till.shop.web.post("/v1/till/measures", json=body, headers=till.bearer)


def shown(shop: Shop, till: Phone) -> dict[str, Any]:
    """What the owner sees of that till."""
    seen = shop.pair("owner").get("overview").json["measures"]
    (one,) = [measure for measure in seen if measure["device"] == till.tokens["device"]]
    return {name: value for name, value in one.items() if name != "device"}


def test_the_owner_sees_each_till_by_how_many_scans_were_confirmed_within_what_time(
    shop: Shop,
) -> None:
    counter, terrace = shop.pair(), shop.pair()

    assert send(counter, ms_300=60, ms_500=35, ms_5000=4, errors=1).status_code == 201
    assert send(terrace, ms_700=1).json == {}

    assert shown(shop, counter) == {
        "scans": 100,
        "confirmed": 99,
        "errors_per_hundred": 1.0,
        "median_ms": 300,
        "p90_ms": 500,
    }
    assert shown(shop, terrace)["p90_ms"] == 700


def test_the_time_is_that_of_confirmed_scans_and_errors_are_said_beside_it(shop: Shop) -> None:
    till = shop.pair()
    send(till, ms_100=78, longer=2, errors=20)

    assert shown(shop, till) == {
        "scans": 100,
        "confirmed": 80,
        "errors_per_hundred": 20.0,
        "median_ms": 100,
        "p90_ms": 100,
    }


def test_what_took_longer_than_any_bound_has_none(shop: Shop) -> None:
    slow, mute = shop.pair(), shop.pair()
    send(slow, ms_100=80, longer=9)
    send(mute, errors=30)

    assert (shown(shop, slow)["confirmed"], shown(shop, slow)["p90_ms"]) == (89, None)
    assert (shown(shop, mute)["confirmed"], shown(shop, mute)["p90_ms"]) == (0, None)


def test_a_till_that_scanned_nothing_is_not_listed_and_no_scans_have_no_pace(shop: Shop) -> None:
    till = shop.pair()
    before = shop.pair("owner").get("overview").json["measures"]
    send(till)

    assert before == []
    assert shown(shop, till) == {
        "scans": 0,
        "confirmed": 0,
        "errors_per_hundred": None,
        "median_ms": None,
        "p90_ms": None,
    }


def test_a_day_only_grows_whatever_order_its_counts_come_in(shop: Shop) -> None:
    till = shop.pair()
    send(till, ms_200=3, errors=1)
    send(till, ms_200=5, errors=2)

    for _ in range(2):
        assert send(till, ms_200=4).status_code == 201

    assert shown(shop, till)["scans"] == 7
    assert shown(shop, till)["errors_per_hundred"] == 28.6


def test_seven_days_count_today_among_them(shop: Shop) -> None:
    till = shop.pair()
    for day in range(1, 10):
        shop.at(f"2026-02-{day:02} 12:00")
        till = Phone(shop, "till", till.tokens)
        send(_renewed(till), f"2026-02-{day:02}", ms_100=10 ** (day > 2))

    assert shown(shop, till)["scans"] == 70


def test_a_day_that_no_phone_could_mean_is_refused_by_its_field(shop: Shop) -> None:
    shop.at("2026-03-14 00:30")
    till = shop.pair()
    answers = {
        day: send(till, day, ms_100=1)
        for day in ("2026-03-03", "2026-03-04", "2026-03-15", "2026-03-16", "2026-02-31")
    }

    assert {day: answer.status_code for day, answer in answers.items()} == {
        "2026-03-03": 422,
        "2026-03-04": 201,
        "2026-03-15": 201,
        "2026-03-16": 422,
        "2026-02-31": 422,
    }
    assert answers["2026-03-16"].json["errors"] == [
        {"pointer": "/day", "detail": "Au plus 2026-03-15."}
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"scans": 2}, "/scans"),
        ({"scans": -1}, "/scans"),
        ({"scans": 10**9}, "/scans"),
        ({"errors": True}, "/errors"),
        ({"milliseconds": [1] * 12}, "/milliseconds"),
        ({"milliseconds": [1.5, *[0] * 12]}, "/milliseconds/0"),
        ({"day": "today"}, "/day"),
        ({"card": "ABC"}, "/card"),
    ],
)
def test_counts_that_cannot_be_are_refused_by_their_field(
    shop: Shop, wrong: dict[str, Any], field: str
) -> None:
    till = shop.pair()
    right = {"day": TODAY, "scans": 1, "errors": 0, "milliseconds": counts(ms_100=1)}

    assert [e["pointer"] for e in post(till, right | wrong).json["errors"]] == [field]
    assert post(till, right).status_code == 201


def test_an_owners_phone_measures_no_counter(shop: Shop) -> None:
    owner = shop.pair("owner")

    assert send(owner, ms_100=1).status_code == 401


def test_the_schema_has_as_many_buckets_as_there_are() -> None:
    buckets = schemas.MEASURES["properties"]["milliseconds"]

    assert buckets["minItems"] == buckets["maxItems"] == len(BOUNDS_MS) + 1


def test_no_days_have_no_pace() -> None:
    assert pace([]).p90_ms is None


def test_what_was_measured_is_swept_away_by_itself_ninety_days_later(shop: Shop) -> None:
    till = shop.pair()
    send(till, ms_100=1)
    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    (item,) = engine.query(f"P#{shop.program.id}#MEASURES").items

    assert item["ttl"] == at("2026-05-03 02:00").timestamp()


def _renewed(till: Phone) -> Phone:
    body = {"refresh_token": till.tokens["refresh_token"]}
    till.tokens.update(till.shop.web.post("/v1/till/tokens", json=body).json)
    return till
