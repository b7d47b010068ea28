"""Insert, PATCH, tokens and refusals, over real HTTP."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from passes.google.account import Account, development_account
from passes.google.resources import Resource, loyalty_class, loyalty_object
from passes.google.rest import Delivered, Misconfigured, Retry, WalletApi
from tests.passes.google.conftest import Clock
from tests.passes.google.sample import CARD, HOMEPAGE, ISSUER, card, public_image
from tests.passes.google.wallet_server import Answer, WalletServer, refusal

pytestmark = pytest.mark.server

CLASS = loyalty_class(CARD, issuer_id=ISSUER, image_url=public_image, homepage=HOMEPAGE)


def an_object(**changes: Any) -> Resource:
    return loyalty_object(card(**changes), issuer_id=ISSUER, image_url=public_image)


@pytest.fixture(name="published")
def _published(api: WalletApi, server: WalletServer) -> WalletApi:
    assert api.upsert_class(CLASS) == Delivered()
    server.calls.clear()
    return api


def test_a_class_is_inserted_and_then_patched(api: WalletApi, server: WalletServer) -> None:
    assert api.upsert_class(CLASS) == Delivered()
    assert api.upsert_class({**CLASS, "hexBackgroundColor": "#123456"}) == Delivered()

    assert server.methods == ["PATCH", "POST", "PATCH"]
    assert server.held["loyaltyClass"][CLASS["id"]]["hexBackgroundColor"] == "#123456"


def test_a_class_always_asks_for_review(published: WalletApi, server: WalletServer) -> None:
    approved = server.held["loyaltyClass"][CLASS["id"]]
    assert approved["reviewStatus"] == "APPROVED"

    assert published.upsert_class(approved) == Delivered()
    assert server.calls[-1][2]["reviewStatus"] == "UNDER_REVIEW"


def test_an_object_is_inserted_and_then_patched(published: WalletApi, server: WalletServer) -> None:
    assert published.upsert_object(an_object()) == Delivered()
    assert published.upsert_object(an_object(member_name=None)) == Delivered()

    assert server.methods == ["PATCH", "POST", "PATCH"]
    assert server.held["loyaltyObject"][an_object()["id"]]["accountName"] == CARD.short_code


def test_an_object_that_someone_else_inserted_meanwhile_is_patched(
    published: WalletApi, server: WalletServer
) -> None:
    server.someone_else_inserts = {**an_object(), "accountName": "Ben"}

    assert published.upsert_object(an_object()) == Delivered()

    assert server.methods == ["PATCH", "POST", "PATCH"]
    assert server.held["loyaltyObject"][an_object()["id"]] == an_object()


def test_a_wish_to_notify_is_said_in_the_update_only(
    published: WalletApi, server: WalletServer
) -> None:
    published.upsert_object(an_object(), notify=True)
    published.upsert_object(an_object(), notify=True)
    published.upsert_object(an_object())

    wishes = [(method, body.get("notifyPreference")) for method, _, body in server.calls]
    assert wishes == [
        ("PATCH", "NOTIFY_ON_UPDATE"),
        ("POST", None),
        ("PATCH", "NOTIFY_ON_UPDATE"),
        ("PATCH", None),
    ]


def test_an_object_without_its_class_waits_for_someone(api: WalletApi) -> None:
    assert api.upsert_object(an_object()) == Misconfigured(
        "Google Wallet answered 404 (classNotFound)"
    )


def test_a_body_that_google_refuses_is_not_sent_again(
    published: WalletApi, server: WalletServer
) -> None:
    spoiled = {**an_object(), "state": "active"}

    assert published.upsert_object(spoiled) == Misconfigured(
        "Google Wallet answered 400 (badRequest)"
    )


def test_the_token_is_kept_and_renewed_shortly_before_it_expires(
    published: WalletApi, server: WalletServer, clock: Clock
) -> None:
    clock.pass_minutes(54)
    published.upsert_object(an_object())
    assert list(server.tokens) == ["token-1"]

    clock.pass_minutes(1)
    assert published.upsert_object(an_object()) == Delivered()
    assert list(server.tokens) == ["token-1", "token-2"]


def test_a_token_that_google_no_longer_takes_is_replaced(
    published: WalletApi, server: WalletServer, clock: Clock
) -> None:
    server.tokens["token-1"] = clock() - timedelta(seconds=1)

    assert published.upsert_object(an_object()) == Retry(
        "Google Wallet no longer takes the access token"
    )
    assert published.upsert_object(an_object()) == Delivered()


def test_an_assertion_by_another_key_is_refused(
    account: Account, server: WalletServer, client: httpx.Client, clock: Clock
) -> None:
    stranger = replace(account, key=development_account().key, token_uri=server.token_uri)
    api = WalletApi(stranger, client=client, clock=clock, base_url=server.base_url)

    outcome = api.upsert_class(CLASS)

    assert outcome == Misconfigured("Google's token service answered 400 (invalid_grant)")
    assert server.calls == []


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (
            refusal(429, "rateLimitExceeded"),
            Retry("Google Wallet answered 429 (rateLimitExceeded)"),
        ),
        (
            refusal(503, "backendError", Retry_After="120"),
            Retry("Google Wallet answered 503 (backendError)", 120),
        ),
        (refusal(500, Retry_After="999999999"), Retry("Google Wallet answered 500", 3600)),
        (refusal(500, Retry_After="-1"), Retry("Google Wallet answered 500")),
        (refusal(403, "quotaExceeded"), Retry("Google Wallet answered 403 (quotaExceeded)")),
        (
            refusal(403, "permissionDenied"),
            Misconfigured("Google Wallet answered 403 (permissionDenied)"),
        ),
        (
            Answer(403, {"error": {"status": "PERMISSION_DENIED"}}),
            Misconfigured("Google Wallet answered 403 (PERMISSION_DENIED)"),
        ),
        (Answer(502, page="<h1>Bad gateway</h1>"), Retry("Google Wallet answered 502")),
        (Answer(302, headers={"Location": "/"}), Misconfigured("Google Wallet answered 302")),
    ],
)
def test_a_refusal_says_whether_to_try_again(
    published: WalletApi, server: WalletServer, answer: Answer, outcome: Retry | Misconfigured
) -> None:
    server.refusals.append(answer)

    assert published.upsert_object(an_object()) == outcome


def test_a_reason_never_repeats_a_sentence_of_googles(
    published: WalletApi, server: WalletServer
) -> None:
    told = f"Invalid value {CARD.member_name} for token-1"
    server.refusals.append(refusal(400, told))

    assert published.upsert_object(an_object()) == Misconfigured("Google Wallet answered 400")


def test_a_server_that_does_not_answer_in_time_is_tried_again(
    account: Account, server: WalletServer, client: httpx.Client, clock: Clock
) -> None:
    server.token_refusals.append(Answer(200, delay_seconds=0.5))
    hurried = WalletApi(
        replace(account, token_uri=server.token_uri),
        client=client,
        clock=clock,
        base_url=server.base_url,
        timeout_seconds=0.2,
    )

    assert hurried.upsert_class(CLASS) == Retry("no answer from Google Wallet (ReadTimeout)")


def test_a_server_that_is_not_there_is_tried_again(
    account: Account, client: httpx.Client, clock: Clock
) -> None:
    nowhere = replace(account, token_uri="http://127.0.0.1:9/token")
    api = WalletApi(nowhere, client=client, clock=clock, base_url="http://127.0.0.1:9")

    assert api.upsert_class(CLASS) == Retry("no answer from Google Wallet (ConnectError)")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(503), Retry("Google's token service answered 503")),
        (Answer(200), Retry("Google's token service gave no token")),
        (
            Answer(401, {"error": "invalid_client"}),
            Misconfigured("Google's token service answered 401 (invalid_client)"),
        ),
    ],
)
def test_a_token_that_is_not_given_is_an_answer_too(
    api: WalletApi, server: WalletServer, answer: Answer, outcome: Retry | Misconfigured
) -> None:
    server.token_refusals.append(answer)

    assert api.upsert_class(CLASS) == outcome


def test_a_class_is_found_or_not_and_nothing_is_written(
    published: WalletApi, server: WalletServer
) -> None:
    written = len(server.calls)

    assert published.find_class(str(CLASS["id"])) == Delivered()
    assert published.find_class(f"{ISSUER}.another") is None
    assert server.methods[written:] == ["GET", "GET"]


def test_a_class_that_may_not_be_asked_for_is_no_missing_one(
    published: WalletApi, server: WalletServer
) -> None:
    server.refusals += [refusal(403, "permissionDenied"), refusal(401, "authError")]

    refused, stale = (published.find_class(str(CLASS["id"])) for _ in range(2))

    assert refused == Misconfigured("Google Wallet answered 403 (permissionDenied)")
    assert isinstance(stale, Retry)


def test_signing_in_asks_for_a_token_once(api: WalletApi, server: WalletServer) -> None:
    server.token_refusals.append(Answer(503))

    assert api.sign_in() == Retry("Google's token service answered 503")
    assert (api.sign_in(), api.sign_in()) == (Delivered(), Delivered())
    assert len(server.tokens) == 1 and server.calls == []
