"""Cards at Google: saved by the link, kept up to date by the sweep, never in a scan's way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from werkzeug.test import Client, TestResponse

from functions.journeys import tell_wallets
from functions.journeys.tell_wallets import Swept
from functions.local.origin import origin
from functions.ports import Services
from functions.records import HeldCard
from functions.wallets.apple import AppleWallet
from functions.wallets.google import GoogleWallet
from passes.apple.push import PushClient
from passes.google.account import Account, development_account
from passes.google.rest import WalletApi
from tests.functions.wallets.certificate import identity_of, real_looking_chain
from tests.passes.google.sample import ISSUER
from tests.passes.google.wallet_server import WalletServer, refusal
from tests.shop import Card, Shop

pytestmark = pytest.mark.server

CAFE = "cafe-poincon"


@pytest.fixture(name="account", scope="module")
def _account() -> Account:
    """As Google's file would describe it."""
    email = "poincon-cartes@cafe-poincon-481516.iam.gserviceaccount.com"
    made = development_account()
    return replace(made, issuer_id=ISSUER, client_email=email, development=False)


@pytest.fixture(name="server")
def _server(shop: Shop, account: Account) -> Iterator[WalletServer]:
    server = WalletServer(account, lambda: shop.now).start()
    yield server
    server.stop()


@pytest.fixture(name="open_shop")
def _open_shop(shop: Shop, account: Account, server: WalletServer) -> Iterator[Shop]:
    """The shop with its issuer account in place."""
    at_server = replace(account, token_uri=server.token_uri)
    # Plain HTTP on this machine: reading the certificate authorities would take longest.
    with httpx.Client(trust_env=False, verify=False) as client:
        api = WalletApi(
            at_server, client=client, clock=shop.services.clock, base_url=server.base_url
        )
        google = GoogleWallet(at_server, api, url=shop.services.url)
        shop.services = replace(shop.services, google=google)
        shop.house = replace(shop.house, services=shop.services)
        shop.web = Client(origin(shop.house))
        yield shop


def held(shop: Shop) -> HeldCard:
    return next(iter(shop.services.cards.every(CAFE)))


def save(card: Card) -> TestResponse:
    """Press "Add to Google Wallet"."""
    return card.shop.web.get(f"{card.url}/google")


def stamp(shop: Shop, card: Card) -> None:
    assert shop.pair().earn(card.code).status_code == 201


def test_the_link_is_given_once_google_holds_class_and_object(
    open_shop: Shop, server: WalletServer
) -> None:
    card = open_shop.join()

    response = save(card)

    assert response.status_code == 303
    assert response.headers["Location"].startswith("https://pay.google.com/gp/v/save/")
    assert list(server.held["loyaltyClass"]) == [f"{ISSUER}.{CAFE}"]
    assert list(server.held["loyaltyObject"]) == [f"{ISSUER}.{CAFE}.{held(open_shop).card.id}"]
    assert held(open_shop).wallets == {"google"}


def test_a_stamp_changes_the_object_by_the_next_sweep(
    open_shop: Shop, server: WalletServer
) -> None:
    card = open_shop.join()
    save(card)
    server.calls.clear()
    stamp(open_shop, card)

    swept = tell_wallets.sweep(open_shop.services)

    method, path, body = server.calls[0]
    assert (method, path.rpartition(".")[2]) == ("PATCH", held(open_shop).card.id)
    assert body["loyaltyPoints"]["balance"] == {"string": "1/9"}
    assert (swept, tell_wallets.sweep(open_shop.services)) == (Swept(told=1), Swept())


def test_a_refusal_is_a_problem_in_words_and_the_page_still_works(
    open_shop: Shop, server: WalletServer
) -> None:
    card = open_shop.join()
    server.refusals.append(refusal(403, "permissionDenied"))

    response = save(card)

    assert (response.status_code, response.json["code"]) == (503, "wallet-refused")
    assert "permissionDenied" not in response.text
    assert held(open_shop).wallets == frozenset()
    assert "Le 10e café est offert." in card.page()


@pytest.mark.parametrize(
    ("refused", "wait"),
    [
        (refusal(503, "backendError", Retry_After="120"), timedelta(minutes=2)),
        (refusal(429, "rateLimitExceeded"), timedelta(minutes=1)),
        (refusal(403, "permissionDenied"), timedelta(hours=1)),
    ],
)
def test_an_update_that_is_refused_is_sent_again_later(
    open_shop: Shop, server: WalletServer, refused: object, wait: timedelta
) -> None:
    card = open_shop.join()
    save(card)
    stamp(open_shop, card)
    server.refusals.append(refused)  # type: ignore[arg-type]

    swept = tell_wallets.sweep(open_shop.services)
    open_shop.later(seconds=wait.total_seconds() - 1)
    too_early = tell_wallets.sweep(open_shop.services)
    open_shop.later(seconds=1)

    assert (swept.told, swept.waiting, too_early) == (0, 1, Swept())
    assert tell_wallets.sweep(open_shop.services).told == 1


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        (refusal(403, "permissionDenied"), "permissionDenied"),
        (refusal(503, ""), "status-503"),
        (refusal(401, "authError"), "google-refused"),
    ],
)
def test_a_refusal_is_known_by_its_code(
    open_shop: Shop, server: WalletServer, refused: object, code: str
) -> None:
    card = open_shop.join()
    save(card)
    stamp(open_shop, card)
    server.refusals.append(refused)  # type: ignore[arg-type]

    assert tell_wallets.sweep(open_shop.services).reasons == (code,)


def test_a_card_in_both_wallets_waits_for_one_of_them_only(
    open_shop: Shop, server: WalletServer
) -> None:
    card = open_shop.join()
    save(card)
    open_shop.services.outbox.attach(held(open_shop), "apple", attached=True)
    stamp(open_shop, card)

    swept = tell_wallets.sweep(open_shop.services)

    assert (swept.told, swept.waiting) == (1, 1)
    assert held(open_shop).done == {"apple": 0, "google": 1}


def test_when_both_wallets_know_no_mark_is_left(open_shop: Shop, server: WalletServer) -> None:
    card = open_shop.join()
    save(card)
    open_shop.services.outbox.attach(held(open_shop), "apple", attached=True)
    stamp(open_shop, card)

    with apple(open_shop) as services:
        swept = tell_wallets.sweep(services)

    engine = services.cards.engine  # type: ignore[attr-defined]
    assert swept == Swept(told=2)
    assert [item for item in engine.scan().items if "due" in item] == []


@contextmanager
def apple(shop: Shop) -> Iterator[Services]:
    """With a certificate, and no phone to push to."""
    now = datetime.now(UTC)
    identity = identity_of(real_looking_chain(now))
    push = PushClient(identity, host="127.0.0.1", port=9)
    services = shop.services
    wallet = AppleWallet(
        identity,
        push,
        clock=services.clock,
        keys=services.keys,
        images=services.images,
        registrations=services.registrations,
        url=services.url,
    )
    yield replace(services, apple=wallet)
    push.close()


def test_without_an_account_nothing_is_sent_and_the_outbox_says_so(shop: Shop) -> None:
    card = shop.join()
    save(card)
    alone = held(shop).wallets
    shop.services.outbox.attach(held(shop), "google", attached=True)
    stamp(shop, card)

    swept = tell_wallets.sweep(shop.services)

    assert alone == frozenset()
    assert swept == Swept(waiting=1, reasons=("google-account-missing",))
    assert shop.services.google.waiting_for == "google-account-missing"


def test_with_an_account_nothing_is_missing(open_shop: Shop) -> None:
    assert open_shop.services.google.waiting_for is None
