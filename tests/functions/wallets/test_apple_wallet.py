"""Telling iPhones of a stamp: the sweep, against a push service that asks for the certificate."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from functions.journeys import face, hold_pass, tell_wallets
from functions.journeys.tell_wallets import Swept
from functions.ports import Services
from functions.records import HeldCard, Registration
from functions.tour.bundle import Bundle
from functions.wallets.apple import AppleWallet
from loyalty.entry import CardId
from passes.apple.development import DevelopmentChain
from passes.apple.push import PushClient
from passes.keyring import Keyring
from tests.functions.wallets.certificate import identity_of, real_looking_chain
from tests.passes.apple.apns import Answer, Apns
from tests.shop import Card, Shop

pytestmark = [
    pytest.mark.server,
    # Hypercorn, when a client leaves in the middle of an answer.
    pytest.mark.filterwarnings("ignore:coroutine 'TCPServer._idle_timeout':RuntimeWarning"),
]

CAFE = "cafe-poincon"
PHONE, TABLET = "ab" * 32, "cd" * 32
OLD, NEW = b"\x01" * 32, b"\x02" * 32


@pytest.fixture(name="chain", scope="module")
def _chain() -> DevelopmentChain:
    """TLS looks at the real clock."""
    return real_looking_chain(datetime.now(UTC))


@pytest.fixture(name="apns")
def _apns(tmp_path: Path, chain: DevelopmentChain) -> Iterator[Apns]:
    server = Apns(tmp_path, chain.root).start()
    yield server
    server.stop()


@pytest.fixture(name="push")
def _push(apns: Apns, chain: DevelopmentChain) -> Iterator[PushClient]:
    identity = identity_of(chain, datetime.now(UTC))
    client = PushClient(identity, host="127.0.0.1", port=apns.port, ca_file=apns.certificate)
    yield client
    client.close()


@pytest.fixture(name="services")
def _services(shop: Shop, chain: DevelopmentChain, push: PushClient) -> Services:
    """The shop's services with Apple's certificate in place."""
    return with_apple(shop, chain, push, shop.services.keys)


def with_apple(
    shop: Shop, chain: DevelopmentChain, push: PushClient | None, keys: Keyring
) -> Services:
    services = shop.services
    wallet = AppleWallet(
        identity_of(chain, datetime.now(UTC)),
        push,
        keys=keys,
        images=services.images,
        registrations=services.registrations,
        url=services.url,
    )
    return replace(services, apple=wallet, keys=keys)


def held(shop: Shop) -> HeldCard:
    return next(iter(shop.services.cards.every(CAFE)))


def install(shop: Shop, *tokens: str, when: datetime | None = None) -> Card:
    """A card that these phones hold."""
    card = shop.join()
    for token in tokens:
        known = Registration(device=f"device-{token[:2]}", push_token=token, at=when or shop.now)
        hold_pass.register(shop.services, face.serial(CAFE, held(shop).card.id), known)
    return card


def stamp(shop: Shop, card: Card) -> None:
    assert shop.pair().earn(card.code).status_code == 201


def tokens(shop: Shop) -> list[str]:
    """The push tokens that are still registered."""
    found = shop.services.registrations.of_card(CAFE, held(shop).card.id)
    return [registration.push_token for registration in found]


def is_due(shop: Shop) -> bool:
    return list(shop.services.outbox.due(shop.now, 10)) != []


def test_a_stamp_is_pushed_once_and_its_mark_goes(
    shop: Shop, services: Services, apns: Apns
) -> None:
    stamp(shop, install(shop, PHONE))

    swept = tell_wallets.sweep(services)
    again = tell_wallets.sweep(services)

    assert [(seen.path, seen.body) for seen in apns.seen] == [(f"/3/device/{PHONE}", b"{}")]
    assert (swept, again) == (Swept(told=1), Swept())
    assert held(shop).done["apple"] == held(shop).want == 1


def test_every_phone_that_holds_the_card_is_told(
    shop: Shop, services: Services, apns: Apns
) -> None:
    stamp(shop, install(shop, PHONE, TABLET))

    tell_wallets.sweep(services)

    assert {seen.path[-4:] for seen in apns.seen} == {PHONE[-4:], TABLET[-4:]}


def test_a_phone_that_is_gone_is_forgotten(shop: Shop, services: Services, apns: Apns) -> None:
    stamp(shop, install(shop, PHONE, TABLET))
    gone = int(shop.now.timestamp() * 1000)
    apns.answers.append(Answer(410, {"reason": "Unregistered", "timestamp": gone}))

    swept = tell_wallets.sweep(services)

    assert swept == Swept(told=1)
    assert tokens(shop) == [TABLET]


def test_a_card_whose_last_phone_is_gone_is_in_no_apple_wallet(
    shop: Shop, services: Services, apns: Apns
) -> None:
    stamp(shop, install(shop, PHONE))
    gone = int(shop.now.timestamp() * 1000)
    apns.answers.append(Answer(410, {"reason": "Unregistered", "timestamp": gone}))

    tell_wallets.sweep(services)

    assert tokens(shop) == []
    assert next(iter(shop.services.cards.every("cafe-poincon"))).wallets == frozenset()


def test_a_phone_that_came_back_after_it_was_gone_is_kept(
    shop: Shop, services: Services, apns: Apns
) -> None:
    stamp(shop, install(shop, PHONE))
    gone = int((shop.now - timedelta(seconds=1)).timestamp() * 1000)
    apns.answers.append(Answer(410, {"reason": "Unregistered", "timestamp": gone}))

    tell_wallets.sweep(services)

    assert tokens(shop) == [PHONE]


def test_a_token_that_apple_does_not_know_is_forgotten(
    shop: Shop, services: Services, apns: Apns
) -> None:
    stamp(shop, install(shop, PHONE))
    apns.answers.append(Answer(400, {"reason": "BadDeviceToken"}))

    tell_wallets.sweep(services)

    assert tokens(shop) == []


def test_a_service_that_cannot_now_is_asked_again_later(
    shop: Shop, services: Services, apns: Apns
) -> None:
    stamp(shop, install(shop, PHONE))
    apns.answers.append(Answer(503, {"reason": "ServiceUnavailable"}, ((b"retry-after", b"90"),)))

    swept = tell_wallets.sweep(services)
    at_once = tell_wallets.sweep(services)
    shop.later(seconds=90)
    later = tell_wallets.sweep(services)

    assert swept == Swept(waiting=1, reasons=("ServiceUnavailable",))
    assert (at_once, later) == (Swept(), Swept(told=1))
    assert len(apns.seen) == 2


def test_a_certificate_that_apple_refuses_is_named_and_asked_again_in_an_hour(
    shop: Shop, services: Services, apns: Apns
) -> None:
    stamp(shop, install(shop, PHONE))
    apns.answers.append(Answer(403, {"reason": "BadCertificate"}))

    swept = tell_wallets.sweep(services)

    assert swept.reasons == ("BadCertificate",)
    assert not is_due(shop.later(minutes=59))
    assert is_due(shop.later(minutes=1))
    assert tokens(shop) == [PHONE]


def test_a_scan_during_a_push_is_told_by_the_next_sweep(
    shop: Shop, services: Services, apns: Apns
) -> None:
    card = install(shop, PHONE)
    stamp(shop, card)
    apns.answers.append(Answer(seconds=0.6))
    sweeping = threading.Thread(target=tell_wallets.sweep, args=(services,))

    sweeping.start()
    while not apns.seen:
        time.sleep(0.01)
    stamp(shop.later(hours=1), card)
    sweeping.join()

    assert (held(shop).want, held(shop).behind) == (2, ("apple",))
    assert tell_wallets.sweep(services) == Swept(told=1)
    assert len(apns.seen) == 2


def test_a_service_that_is_not_there_never_fails_a_scan(
    shop: Shop, chain: DevelopmentChain
) -> None:
    identity = identity_of(chain, datetime.now(UTC))
    nowhere = PushClient(identity, host="127.0.0.1", port=9)
    services = with_apple(shop, chain, nowhere, shop.services.keys)
    stamp(shop, install(shop, PHONE))

    swept = tell_wallets.sweep(services)

    nowhere.close()
    assert swept == Swept(waiting=1, reasons=("ConnectError",))
    assert is_due(shop.later(seconds=60))


def test_without_a_certificate_the_outbox_says_what_is_missing(shop: Shop) -> None:
    stamp(shop, install(shop, PHONE))

    swept = tell_wallets.sweep(shop.services)

    assert swept == Swept(waiting=1, reasons=("apple-certificate-missing",))
    assert (held(shop).want, held(shop).done["apple"]) == (1, 0)
    assert is_due(shop.later(hours=1))


def test_with_a_certificate_nothing_is_missing(services: Services) -> None:
    assert services.apple.waiting_for is None
    assert services.apple.pass_type == "pass.fr.cafe-poincon"


def test_a_passes_token_survives_a_new_secret_until_the_old_one_goes(
    shop: Shop, chain: DevelopmentChain
) -> None:
    shop.join()
    before, both, after = (
        with_apple(shop, chain, None, Keyring(current, secrets)).apple
        for current, secrets in ((1, {1: OLD}), (2, {1: OLD, 2: NEW}), (2, {2: NEW}))
    )
    content = face.content(shop.services, shop.program, held(shop))
    first, second = (
        Bundle(wallet.build([content])).document["authenticationToken"] for wallet in (before, both)
    )

    assert (first[:2], second[:2]) == ("1-", "2-")
    assert both.knows(content.serial, first) and both.knows(content.serial, second)
    assert after.knows(content.serial, second) and not after.knows(content.serial, first)


@pytest.mark.parametrize("token", ["", "1", "1-", "-", "999-x", "1234-x", "١-x", "1-é"])
def test_what_is_no_token_of_ours_is_not_known(services: Services, token: str) -> None:
    serial = face.serial(CAFE, CardId("A" * 16))

    assert not services.apple.knows(serial, token)


def test_a_token_opens_its_own_pass_only(shop: Shop, services: Services) -> None:
    shop.join()
    content = face.content(services, shop.program, held(shop))
    token = Bundle(services.apple.build([content])).document["authenticationToken"]

    assert services.apple.knows(content.serial, token)
    assert not services.apple.knows(face.serial(CAFE, CardId("A" * 16)), token)
