"""Telling the wallets: who is told, who waits, who is given up, and what the owner reads of it."""

from dataclasses import replace

import pytest

from functions.journeys import face, hold_pass, tell_wallets, undelivered
from functions.journeys.tell_wallets import Swept
from functions.ports import Services
from functions.records import HeldCard, Registration, Told, Wallet
from passes.content import PassContent
from tests.shop import Card, Shop

CAFE = "cafe-poincon"
BAD = Told(done=False, reason="BadCertificate", retry_seconds=3600)
BUSY = Told(done=False, reason="TooManyRequests", retry_seconds=60)


class Phones:
    """A wallet that answers as the test says; what it was told is in ``seen``."""

    def __init__(self, waiting_for: str | None = None) -> None:
        self.waiting_for = waiting_for
        self.answer = Told(done=True)
        self.seen: list[int] = []

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        if self.waiting_for:
            return Told(done=False, reason=self.waiting_for, retry_seconds=3600)
        self.seen.append(held.want)
        return self.answer


@pytest.fixture(name="apple")
def _apple(shop: Shop) -> Phones:
    apple = Phones()
    use(shop, apple=apple)
    return apple


def use(shop: Shop, **wallets: Phones) -> Services:
    shop.services = replace(shop.services, **wallets)  # type: ignore[arg-type]
    return shop.services


def held(shop: Shop) -> HeldCard:
    return next(iter(shop.services.cards.every(CAFE)))


def stamped(shop: Shop, *wallets: Wallet) -> Card:
    """A card in these wallets, stamped now."""
    card = shop.join()
    for wallet in wallets:
        shop.services.outbox.attach(held(shop), wallet, attached=True)
    assert shop.pair().earn(card.code).status_code == 201
    return card


def fail_for_a_day(shop: Shop) -> Swept:
    """Sweeps every hour until the last one gives up."""
    for _ in range(24):
        tell_wallets.sweep(shop.services)
        shop.later(hours=1, seconds=1)
    return tell_wallets.sweep(shop.services)


def test_a_refusal_is_tried_again_later_and_the_success_forgets_it(
    shop: Shop, apple: Phones
) -> None:
    stamped(shop, "apple")
    apple.answer = BUSY

    first = tell_wallets.sweep(shop.services)
    failed = held(shop).mark
    early = tell_wallets.sweep(shop.later(seconds=59).services)
    apple.answer = Told(done=True)
    second = tell_wallets.sweep(shop.later(seconds=1).services)

    assert (first, early) == (Swept(waiting=1, reasons=("TooManyRequests",)), Swept())
    (failure,) = failed.failing.values()
    assert (failed.tries, failure.reason) == (1, "TooManyRequests")
    assert second == Swept(told=1)
    assert held(shop).mark.failing == {}


def test_after_a_day_it_is_given_up_and_tried_once_a_day_for_ever(
    shop: Shop, apple: Phones
) -> None:
    stamped(shop, "apple")
    apple.answer = BAD

    given_up = fail_for_a_day(shop)
    told = len(apple.seen)
    quiet = [tell_wallets.sweep(shop.services), tell_wallets.retry_dead(shop.services)]
    days = [tell_wallets.retry_dead(shop.later(days=1).services).dead for _ in range(10)]
    apple.answer = Told(done=True)
    at_last = tell_wallets.retry_dead(shop.later(days=1).services)

    assert given_up == Swept(dead=1, reasons=("BadCertificate",))
    assert told == 25
    assert quiet == [Swept(), Swept()]
    assert days == [1] * 10
    assert (at_last, held(shop).behind) == (Swept(told=1), ())


def test_a_card_that_was_given_up_is_told_at_once_when_it_changes(
    shop: Shop, apple: Phones
) -> None:
    card = shop.join()
    shop.services.outbox.attach(held(shop), "apple", attached=True)
    shop.pair().earn(card.code)
    apple.answer = BAD
    fail_for_a_day(shop)

    shop.pair().earn(card.code)
    again = tell_wallets.sweep(shop.services)
    apple.answer = Told(done=True)
    shop.later(hours=2).pair().earn(card.code)

    assert again == Swept(dead=1, reasons=("BadCertificate",))
    assert tell_wallets.sweep(shop.services) == Swept(told=1)


def test_a_wallet_without_an_account_waits_and_is_never_given_up(shop: Shop) -> None:
    use(shop, apple=Phones("apple-certificate-missing"))
    stamped(shop, "apple")

    last = fail_for_a_day(shop)

    assert last == Swept(waiting=1, reasons=("apple-certificate-missing",))
    assert held(shop).mark.failing == {}
    assert undelivered.waiting(shop.services, CAFE) == {("apple", "apple-certificate-missing"): 1}
    assert undelivered.by_reason(shop.services.cards.every(CAFE)) == []


def test_only_the_wallet_that_fails_is_told_again(shop: Shop, apple: Phones) -> None:
    google = Phones()
    use(shop, google=google)
    stamped(shop, "apple", "google")
    apple.answer = BAD

    fail_for_a_day(shop)

    assert (len(google.seen), len(apple.seen)) == (1, 25)
    assert [(one.wallet, one.reason, one.cards) for one in _given_up(shop)] == [
        ("apple", "BadCertificate", 1)
    ]


def test_one_hiccup_is_tried_again_soon_though_the_other_wallet_was_given_up(
    shop: Shop, apple: Phones
) -> None:
    google = Phones()
    use(shop, google=google)
    card = stamped(shop, "apple", "google")
    apple.answer = BAD
    fail_for_a_day(shop)
    since = held(shop).mark.failing["apple"].since
    shop.pair().earn(card.code)
    google.answer = BUSY

    hiccup = tell_wallets.sweep(shop.services)
    google.answer = Told(done=True)
    again = tell_wallets.sweep(shop.later(minutes=1).services)

    assert hiccup == Swept(waiting=2, reasons=("BadCertificate", "TooManyRequests"))
    assert again == Swept(told=1, dead=1, reasons=("BadCertificate",))
    assert [(one.wallet, one.since) for one in _given_up(shop)] == [("apple", since)]


def test_a_day_of_failures_is_counted_from_each_wallets_own_first(
    shop: Shop, apple: Phones
) -> None:
    google = Phones()
    use(shop, google=google)
    card = stamped(shop, "apple", "google")
    apple.answer = BAD
    tell_wallets.sweep(shop.services)
    assert shop.later(hours=13).pair().earn(card.code).status_code == 201
    google.answer = BAD

    is_dead = []
    for _ in range(26):
        tell_wallets.sweep(shop.services)
        is_dead.append(held(shop).mark.dead)
        shop.later(hours=1, seconds=1)

    assert is_dead.index(True) == 24


def test_a_wallet_whose_last_phone_is_gone_has_the_other_one_told_once(
    shop: Shop, apple: Phones
) -> None:
    google = Phones()
    use(shop, google=google)
    stamped(shop, "apple", "google")
    apple.answer = Told(done=True, nobody=True)

    first = tell_wallets.sweep(shop.services)

    assert first == Swept(told=2)
    assert (held(shop).wallets, held(shop).behind) == ({"google"}, ())


def test_a_phone_that_registers_while_the_old_one_is_reported_gone_is_kept(
    shop: Shop, apple: Phones
) -> None:
    card = shop.join()
    register(shop, "old")
    assert shop.pair().earn(card.code).status_code == 201
    use(shop, apple=Replaced(shop))

    tell_wallets.sweep(shop.services)

    assert held(shop).wallets == {"apple"}


def test_all_that_was_given_up_is_tried_in_one_run(
    shop: Shop, apple: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    _give_up(shop, apple, cards=5)
    monkeypatch.setattr(tell_wallets, "BATCH", 2)

    assert tell_wallets.retry_dead(shop.later(days=1).services) == Swept(told=5)


def test_a_run_ends_with_its_time_and_the_next_one_goes_on(
    shop: Shop, apple: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    _give_up(shop, apple, cards=5)
    monkeypatch.setattr(tell_wallets, "BATCH", 2)
    use(shop, apple=Slow(shop))
    shop.later(days=1)

    runs = [tell_wallets.retry_dead(shop.services).told for _ in range(3)]

    assert runs == [3, 2, 0]


def test_a_sweeper_that_dies_leaves_the_card_to_the_next_one(shop: Shop, apple: Phones) -> None:
    stamped(shop, "apple")
    dying = replace(shop.services, apple=Dying())  # type: ignore[arg-type]

    with pytest.raises(MemoryError):
        tell_wallets.sweep(dying)
    meanwhile = tell_wallets.sweep(shop.services)
    shop.later(seconds=60)

    assert meanwhile == Swept()
    assert tell_wallets.sweep(shop.services) == Swept(told=1)


def test_pressing_try_again_makes_all_of_it_due_at_once(shop: Shop, apple: Phones) -> None:
    stamped(shop, "apple")
    apple.answer = BAD
    fail_for_a_day(shop)
    owner = shop.pair("owner")
    before = owner.get("overview").json
    apple.answer = Told(done=True)

    pressed = [shop.web.post("/v1/owner/retries", headers={**owner.bearer}).json for _ in range(2)]
    swept = tell_wallets.sweep(shop.services)

    (line,) = before["undelivered"]
    assert line["text"] == "1 carte n’est plus à jour dans Apple Wallet depuis le 2 février."
    assert line["code"] == "BadCertificate" and "certificat" in line["cure"]
    assert before["waiting"] == 0
    assert pressed == [
        {"cards": 1, "reports": 0, "more": False},
        {"cards": 0, "reports": 0, "more": False},
    ]
    assert swept == Swept(told=1)
    assert owner.get("overview").json["undelivered"] == []


def test_a_till_may_not_press_try_again(shop: Shop) -> None:
    till = shop.pair("till")

    assert shop.web.post("/v1/owner/retries", headers=till.bearer).status_code == 401


class Dying(Phones):
    """A wallet in whose middle the process ends."""

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        raise MemoryError()


class Slow(Phones):
    """A wallet that takes four minutes over each card."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        self.shop.later(minutes=4)
        return super().tell(content, held)


class Replaced(Phones):
    """The old phone is gone, and its owner's new one registers before anybody has noted it."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        self.shop.services.registrations.unregister(CAFE, held.card.id, "old")
        register(self.shop, "new")
        return Told(done=True, nobody=True)


def register(shop: Shop, device: str) -> None:
    phone = Registration(device=device, push_token="ab" * 32, at=shop.now)
    hold_pass.register(shop.services, face.serial(CAFE, held(shop).card.id), phone)


def _give_up(shop: Shop, apple: Phones, cards: int) -> None:
    """So many cards that Apple Wallet could not be told of for a day, and now could."""
    joined = [shop.join(f"Ada {number}") for number in range(cards)]
    for one in list(shop.services.cards.every(CAFE)):
        shop.services.outbox.attach(one, "apple", attached=True)
    for card in joined:
        assert shop.pair().earn(card.code).status_code == 201
    apple.answer = BAD
    fail_for_a_day(shop)
    apple.answer = Told(done=True)


def _given_up(shop: Shop) -> list[undelivered.Undelivered]:
    return undelivered.by_reason(shop.services.cards.every(CAFE))
