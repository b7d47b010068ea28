"""Whatever goes wrong: one shape, in the reader's language, and nothing given away."""

import logging
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
from werkzeug.test import Client, TestResponse

from functions.failures import OutsideError, TooManyScans
from functions.store.retrying import TRIES
from functions.web.app import create_app
from functions.web.operations import Operations
from functions.web.problem_texts import PROBLEMS
from loyalty.errors import LoyaltyError
from tests.builders import at
from tests.functions.store.faults import Faulty, down
from tests.shop import Shop

FACTS = {
    "there": "2",
    "last_at": at("2026-02-02 10:32"),
    "retry_at": at("2026-02-02 11:02"),
    "until": at("2026-02-02 11:15"),
    "replaced_at": at("2026-02-01 09:00"),
    "tries_left": 4,
    "name": "Léa",
    "cap": 3,
    "allowed": 10,
    "allowed_minor": 50_000,
    "minimum_minor": 500,
}
MEMBERS = {"type", "title", "status", "detail", "instance", "code"}
KEY = "operation-0000000001"


def family(root: type[Exception]) -> Iterator[type[Exception]]:
    """Every error below a root that has words of its own."""
    for kind in root.__subclasses__():
        yield kind
        yield from family(kind)


ERRORS = sorted(
    {*family(LoyaltyError), OutsideError, *family(OutsideError)}, key=lambda e: e.__name__
)


def asked(shop: Shop, error: Exception, **headers: str) -> TestResponse:
    """The answer of a real app whose only view raises that error."""
    operations = Operations("A view that fails")

    @operations.add(method="GET", path="/v1/fails", name="fails", summary="It fails", answers={})
    def fails(call: Any) -> NoReturn:
        raise error

    app = create_app(operations, shop.services, shop.house.pages, prefix="/v1")
    return Client(app).get("/v1/fails", headers=headers)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_of_the_family_has_the_one_shape(shop: Shop, kind: type[Any]) -> None:
    error = kind(**FACTS) if issubclass(kind, LoyaltyError) else kind()

    response = asked(shop, error)

    assert response.content_type == "application/problem+json"
    assert set(response.json) >= MEMBERS
    assert response.status_code == response.json["status"] == PROBLEMS[kind.code].status
    assert response.json["type"] == f"/problems/#{kind.code}"
    assert "{" not in response.json["detail"]


def test_an_error_that_nobody_foresaw_says_nothing_of_itself(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    response = asked(shop, RuntimeError("the password is hunter2"))

    assert (response.status_code, response.json["code"]) == (500, "internal-error")
    assert "hunter2" not in response.text
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert record.facts["request_id"] == response.json["instance"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", [code for code, p in PROBLEMS.items() if p.status in (429, 503)])
def test_what_passes_says_when_to_ask_again(shop: Shop, code: str) -> None:
    kind: Any = next(kind for kind in ERRORS if kind.code == code)  # type: ignore[attr-defined]
    error = kind(**FACTS) if issubclass(kind, LoyaltyError) else kind()

    assert int(asked(shop, error).headers["Retry-After"]) > 0


def test_a_till_over_its_limit_is_told_how_long_to_wait(shop: Shop) -> None:
    response = asked(shop, TooManyScans(**FACTS, retry_seconds=61))

    assert response.headers["Retry-After"] == "61"


def test_a_refusal_for_good_never_says_when_to_ask_again(shop: Shop) -> None:
    assert "Retry-After" not in shop.web.get("/v1/nothing").headers


def test_the_words_are_in_the_readers_language(shop: Shop) -> None:
    path = "/v1/nothing"

    titles = {
        language: shop.web.get(path, headers={"Accept-Language": language}).json["title"]
        for language in ("fr-FR", "en-GB", "de", "en;q=0.1,fr", "")
    }

    assert titles == {
        "fr-FR": "Introuvable",
        "en-GB": "Not found",
        "de": "Introuvable",
        "en;q=0.1,fr": "Introuvable",
        "": "Introuvable",
    }


def test_an_unknown_path_is_not_found(shop: Shop) -> None:
    response = shop.web.get("/v1/till/nothing")

    assert (response.status_code, response.json["code"]) == (404, "not-found")


def test_another_method_is_refused_with_those_that_are_answered(shop: Shop) -> None:
    response = shop.web.delete("/v1/till/earns")

    assert (response.status_code, response.json["code"]) == (405, "method-not-allowed")
    assert response.headers["Allow"] == "POST"


def test_no_credential_asks_for_one(shop: Shop) -> None:
    response = shop.web.get("/v1/owner/overview")

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_problem_carries_the_headers_of_every_answer(shop: Shop) -> None:
    headers = shop.web.get("/v1/nothing").headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/till/tokens", {"refresh_token": ""}),
        ("/v1/till/tokens", {"refresh_token": "a.."}),
        ("/v1/till/tokens", {"refresh_token": ".b.c"}),
    ],
)
def test_a_broken_refresh_token_is_not_allowed(shop: Shop, path: str, body: dict[str, str]) -> None:
    response = shop.web.post(path, json=body)

    assert (response.status_code, response.json["code"]) == (401, "not-allowed")


def test_a_stamp_that_the_store_could_not_take_is_sent_again_and_written_once(shop: Shop) -> None:
    card, till, cards = shop.join(), shop.pair(), shop.services.cards
    engine = Faulty(cards.engine)  # type: ignore[attr-defined]
    cards.engine = engine  # type: ignore[attr-defined]
    engine.next(*[down] * TRIES)

    away = till.earn(card.code, key=KEY)
    again = till.earn(card.code, key=KEY)

    assert (away.status_code, away.json["code"]) == (503, "store-unavailable")
    assert (again.status_code, again.json["card"]["balance"]["text"]) == (201, "1/9")
