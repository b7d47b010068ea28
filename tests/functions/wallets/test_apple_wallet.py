"""Telling iPhones of a stamp: the sweep, against a push service that asks for the certificate."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.test import Client

from functions.failures import OutsideError, WalletNotReady, WalletRefused
from functions.journeys import face, hold_pass, tell_wallets
from functions.journeys.tell_wallets import Swept
from functions.local.origin import origin
from functions.ports import Services
from functions.ports.outside import REFUSED
from functions.publishing.images import FolderImages
from functions.records import HeldCard, Registration
from functions.tour.bundle import Bundle
from functions.wallets.apple import AppleWallet
from functions.wallets.apple_identity import Refused
from functions.wallets.apple_phones import BUDGET_SECONDS, Phones
from loyalty.entry import CardId
from passes.apple.development import DevelopmentChain
from passes.apple.push import Outcome, PushClient
from passes.keyring import Keyring
from tests.functions.wallets.certificate import PASS_TYPE, identity_of, real_looking_chain
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
    identity = identity_of(chain)
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
        identity_of(chain),
        push,
        clock=services.clock,
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
        register(shop, held(shop).card.id, token, when)
    return card


def register(shop: Shop, card: CardId, token: str, when: datetime | None = None) -> None:
    known = Registration(device=f"device-{token[:2]}", push_token=token, at=when or shop.now)
    hold_pass.register(shop.services, face.serial(CAFE, card), known)


def stamp(shop: Shop, card: Card) -> None:
    assert shop.pair().earn(card.code).status_code == 201


class Slow:
    """A push service that takes four seconds over each push."""

    each = 4.0

    def __init__(self) -> None:
        self.seconds = 0.0
        self.tokens: list[str] = []

    def clock(self) -> float:
        return self.seconds

    def push(self, token: str) -> Outcome:
        self.tokens.append(token)
        self.seconds += self.each
        return Outcome(result="delivered")


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


@pytest.mark.parametrize(
    ("status", "reason"), [(403, "BadCertificate"), (400, "DeviceTokenNotForTopic")]
)
def test_a_certificate_that_apple_refuses_is_named_and_asked_again_in_an_hour(
    shop: Shop, services: Services, apns: Apns, status: int, reason: str
) -> None:
    stamp(shop, install(shop, PHONE))
    apns.answers.append(Answer(status, {"reason": reason}))

    swept = tell_wallets.sweep(services)

    assert swept.reasons == (reason,)
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
    identity = identity_of(chain)
    nowhere = PushClient(identity, host="127.0.0.1", port=9)
    services = with_apple(shop, chain, nowhere, shop.services.keys)
    stamp(shop, install(shop, PHONE))

    swept = tell_wallets.sweep(services)

    nowhere.close()
    assert swept == Swept(waiting=1, reasons=("ConnectError",))
    assert is_due(shop.later(seconds=60))


def test_a_service_that_never_answers_holds_up_no_scan(shop: Shop, chain: DevelopmentChain) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent_port = silent.getsockname()[1]
        push = PushClient(identity_of(chain), host="127.0.0.1", port=silent_port)
        services = with_apple(shop, chain, push, shop.services.keys)
        card, till = install(shop, PHONE, TABLET), shop.pair()
        code = card.code
        sweeping = threading.Thread(target=tell_wallets.sweep, args=(services,))
        sweeping.start()
        taken, _ = silent.accept()
        began = time.monotonic()
        scanned = till.earn(code)
        took = time.monotonic() - began
        still_at_it = sweeping.is_alive()
        taken.close()
    sweeping.join()
    push.close()

    assert (scanned.status_code, still_at_it) == (201, True)
    assert took < 1
    assert held(shop).behind == ("apple",)


def test_a_phone_that_registers_again_while_apple_says_it_is_gone_is_kept(
    shop: Shop, services: Services, apns: Apns, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp(shop, install(shop, PHONE))
    gone = int(shop.now.timestamp() * 1000)
    apns.answers.append(Answer(410, {"reason": "Unregistered", "timestamp": gone}))
    forget = shop.services.registrations.gone

    def meanwhile(program: str, card: CardId, registration: Registration) -> int:
        again = replace(registration, push_token=TABLET)
        hold_pass.register(shop.services, face.serial(CAFE, card), again)
        return forget(program, card, registration)

    monkeypatch.setattr(shop.services.registrations, "gone", meanwhile)
    tell_wallets.sweep(services)
    monkeypatch.undo()
    shop.later(seconds=1)
    tell_wallets.sweep(services)

    assert tokens(shop) == [TABLET]
    assert [seen.path[-64:] for seen in apns.seen] == [PHONE, TABLET]


@pytest.mark.parametrize(
    ("later", "kept"), [({"minutes": 30}, [PHONE]), ({"hours": 2}, [])], ids=["soon", "for good"]
)
def test_clocks_that_differ_keep_no_phone_that_is_gone_for_good(
    shop: Shop, services: Services, apns: Apns, later: dict[str, int], kept: list[str]
) -> None:
    """It went a minute after it registered, by a clock of ours that was early by two."""
    card = install(shop, PHONE)
    tell_wallets.sweep(services)
    gone = int((shop.now - timedelta(minutes=1)).timestamp() * 1000)
    stamp(shop.later(**later), card)
    apns.answers.append(Answer(410, {"reason": "Unregistered", "timestamp": gone}))

    tell_wallets.sweep(services)

    assert tokens(shop) == kept


def test_phones_that_were_reached_wait_for_no_other_and_are_not_pushed_to_again(
    shop: Shop, services: Services, apns: Apns
) -> None:
    names = [f"{number:02x}" * 32 for number in range(20)]
    card = install(shop, *names)
    tell_wallets.sweep(services)
    apns.seen.clear()
    stamp(shop, card)
    apns.answers.extend(Answer(503) if number in (3, 7) else Answer() for number in range(20))

    first = tell_wallets.sweep(services)
    shop.later(minutes=2)
    second = tell_wallets.sweep(services)

    pushed = [seen.path[-64:] for seen in apns.seen]
    assert (first, second) == (Swept(waiting=1, reasons=("status-503",)), Swept(told=1))
    assert pushed == [*names, names[3], names[7]]


def test_one_card_takes_so_much_time_and_no_more(shop: Shop) -> None:
    """Twenty phones of one card, and a service that takes four seconds for each."""
    names = [f"{number:02x}" * 32 for number in range(20)]
    install(shop, *names)
    slow = Slow()
    phones = Phones(shop.services.registrations, lambda: slow.seconds)

    rounds = []
    for _ in range(11):
        before, began = len(slow.tokens), slow.seconds
        told = phones.tell(slow, held(shop))  # type: ignore[arg-type]
        rounds.append((told.done, len(slow.tokens) - before))
        assert slow.seconds - began <= BUDGET_SECONDS + slow.each

    assert rounds == [(False, 2)] * 9 + [(True, 2)] + [(False, 2)]
    assert sorted(slow.tokens[:20]) == names


def test_cards_with_many_phones_hold_up_the_others_for_seconds_and_then_wait(
    shop: Shop, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, last = Slow(), "ff" * 32
    for name in "abcd":
        shop.join(name)
    *crowded, alone = (one.card.id for one in services.cards.every(CAFE))
    for card in crowded:
        for number in range(20):
            register(shop, card, f"{number:02x}" * 32)
    register(shop, alone, last)
    monkeypatch.setattr(services.apple, "_push", slow)
    monkeypatch.setattr(services.apple, "_phones", Phones(services.registrations, slow.clock))

    swept = tell_wallets.sweep(services)
    too_early = list(services.outbox.due(shop.later(seconds=59).now, 10))

    assert (swept.told, swept.waiting) == (1, 3)
    assert last in slow.tokens
    assert slow.seconds < 30
    assert too_early == []


def test_phones_that_are_gone_are_forgotten_without_reading_the_others_again(
    shop: Shop, services: Services, apns: Apns, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{number:02x}" * 32 for number in range(5)]
    stamp(shop, install(shop, *names))
    apns.answers.extend([Answer(400, {"reason": "BadDeviceToken"})] * 4)
    read, reading = [], services.registrations.of_card

    def noted(program: str, card: CardId) -> Sequence[Registration]:
        read.append(card)
        return reading(program, card)

    monkeypatch.setattr(services.registrations, "of_card", noted)
    swept = tell_wallets.sweep(services)

    assert (swept, tokens(shop)) == (Swept(told=1), names[4:])
    assert len(read) == 2  # the sweep's, and this test's


def test_without_a_certificate_the_outbox_says_what_is_missing(shop: Shop) -> None:
    stamp(shop, install(shop, PHONE))

    swept = tell_wallets.sweep(shop.services)

    assert swept == Swept(waiting=1, reasons=("apple-certificate-missing",))
    assert held(shop).behind == ("apple",)
    assert is_due(shop.later(hours=1))


def test_with_a_certificate_nothing_is_missing(services: Services) -> None:
    assert services.apple.waiting_for is None
    assert services.apple.pass_type == "pass.fr.cafe-poincon"


def ending_now(shop: Shop, chain: DevelopmentChain, push: PushClient) -> Services:
    """The clock stands at the second in which the certificate ends."""
    services = with_apple(shop, chain, push, shop.services.keys)
    shop.now = services.apple.expires_at or shop.now
    return services


def test_a_certificate_that_ends_while_the_process_lives_is_noticed_to_the_second(
    shop: Shop, chain: DevelopmentChain, push: PushClient
) -> None:
    services = ending_now(shop, chain, push)

    assert services.apple.waiting_for == "apple-certificate-expired"
    shop.later(seconds=-1)
    assert services.apple.waiting_for is None


def test_after_the_end_no_pass_is_signed_and_no_phone_is_told(
    shop: Shop, chain: DevelopmentChain, push: PushClient, apns: Apns
) -> None:
    stamp(shop, install(shop, PHONE))
    services = ending_now(shop, chain, push)
    content = face.content(shop.services, shop.program, held(shop))

    with pytest.raises(WalletNotReady, match="apple-certificate-expired"):
        services.apple.build([content])
    swept = tell_wallets.sweep(services)

    assert swept == Swept(waiting=1, reasons=("apple-certificate-expired",))
    assert apns.seen == []
    assert is_due(shop.later(hours=1))


def test_a_refused_certificate_keeps_the_passes_tokens_known(shop: Shop) -> None:
    shop.join()
    content = face.content(shop.services, shop.program, held(shop))
    token = Bundle(shop.services.apple.build([content])).document["authenticationToken"]

    wallet = refused(shop).apple

    assert wallet.knows(content.serial, token)
    assert (wallet.pass_type, wallet.waiting_for) == (PASS_TYPE, "apple-certificate-refused")
    with pytest.raises(WalletNotReady, match="apple-certificate-refused"):
        wallet.build([content])


def test_with_a_refused_certificate_a_member_reads_a_sentence_and_the_rest_goes_on(
    shop: Shop,
) -> None:
    card, till = shop.join(), shop.pair()
    code = card.code
    shop.services = refused(shop)
    shop.web = Client(origin(replace(shop.house, services=shop.services)))

    page, asked = card.page(), shop.web.get(f"{card.url}/card.pkpass")

    assert "ne peut pas être ajoutée à l’iPhone en ce moment" in page
    assert "card.pkpass" not in page
    assert (asked.status_code, asked.json["code"]) == (503, "wallet-not-ready")
    assert asked.headers["Retry-After"] == "3600"
    assert "se scanne comme avant" in asked.json["detail"]
    assert till.earn(code).status_code == 201


def refused(shop: Shop) -> Services:
    """The shop with a certificate of which nothing can be read."""
    of_no_use = Refused(
        pass_type_id=PASS_TYPE,
        code=REFUSED,
        reasons=("apple.key: cannot be read",),
    )
    wallet = AppleWallet(
        of_no_use,
        None,
        clock=shop.services.clock,
        keys=shop.services.keys,
        images=shop.services.images,
        registrations=shop.services.registrations,
        url=shop.services.url,
    )
    return replace(shop.services, apple=wallet)


def test_a_passes_token_stays_the_same_under_a_new_secret_until_the_old_one_goes(
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

    third = Bundle(after.build([content])).document["authenticationToken"]
    assert (first, first[:2], third[:2]) == (second, "1-", "2-")
    assert both.knows(content.serial, first) and both.knows(content.serial, third)
    assert after.knows(content.serial, third) and not after.knows(content.serial, first)


def test_a_pass_whose_pictures_are_on_their_way_is_refused_for_now_and_made_when_they_are_there(
    shop: Shop, chain: DevelopmentChain, tmp_path: Path
) -> None:
    shop.join()
    content = face.content(shop.services, shop.program, held(shop))
    badge, strip = content.picture("badge/"), content.picture(f"strip/{content.progress.image}/")
    there, here = shop.services.images, FolderImages(tmp_path)
    shop.services = replace(shop.services, images=here)
    apple = with_apple(shop, chain, None, shop.services.keys).apple

    refused = []
    for prefix in (badge, strip):
        with pytest.raises(WalletRefused, match="pictures-missing") as refusal:
            apple.build([content])
        refused.append(refusal.value)
        for name, data in there.read_all(CAFE, content.design, prefix).items():
            here.write(CAFE, content.design, prefix + name, data)

    assert {"icon.png", "strip.png"} <= Bundle(apple.build([content])).files.keys()
    assert all(isinstance(one, OutsideError) for one in refused)


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
