"""A lost card is replaced: the same balance behind another code, and the old one is void."""

import logging
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from functions.journeys import staff, tell_wallets
from functions.records import HeldCard, Notice, Told
from functions.tour.bundle import Bundle
from functions.web import tokens
from loyalty.errors import CardChanged
from passes.apple.push import Outcome
from passes.card_code import LATEST_GENERATION
from passes.content import PassContent
from tests.builders import at
from tests.iphone import Iphone
from tests.shop import Card, Phone, Shop

KEY = "replacement-0000000001"
CAFE = "cafe-poincon"


def held(shop: Shop) -> HeldCard:
    """The only card."""
    (found,) = shop.services.cards.every(CAFE)
    return found


def lost(shop: Shop, till: Phone, code: str, **more: Any) -> Card:
    """Somebody has lost that card: the new one."""
    answer = till.post("replacements", code=code, **more)
    assert answer.status_code == 201, answer.text
    return Card(shop, answer.json["card_url"])


def short(shop: Shop) -> str:
    return held(shop).short_code


def test_the_new_card_has_the_balance_of_the_old_one_and_another_code(shop: Shop) -> None:
    card, till = shop.join("Ada"), shop.pair()
    till.earn(card.code)
    old = (card.code, short(shop))

    answer = till.post("replacements", code=card.code)

    new = Card(shop, answer.json["card_url"])
    assert answer.status_code == 201
    assert answer.json["first_name"] == "Ada"
    assert answer.json["qr"].startswith("data:image/svg+xml")
    assert answer.json["short_code"].replace("-", "") == short(shop)
    assert {new.code, short(shop)}.isdisjoint(old)
    shop.later(hours=3)
    till.tokens = shop.pair().tokens
    assert till.get(f"cards/{new.code}").json["card"]["visit"] == 1
    assert till.earn(new.code).json["headline"] == "Ada · 2e visite · 2 sur 9"


def test_every_older_code_is_refused_and_says_since_when(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    code, typed = card.code, short(shop)
    lost(shop, till, code)

    shop.later(minutes=5)
    for void in (code, typed):
        refused = till.earn(void)
        assert (refused.status_code, refused.json["code"]) == (422, "card-replaced")
        assert "remplacée le 02/02/2026" in refused.json["detail"]
        assert till.get(f"cards/{void}").json["code"] == "card-replaced"
    assert held(shop).card.seq == 0


def test_a_scan_that_waited_in_a_till_since_before_is_good(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    code, made_at = card.code, shop.now
    shop.later(minutes=5)
    lost(shop, till, code)

    shop.later(minutes=5)

    assert till.earn(code, made_at=made_at).status_code == 201


def test_a_repeat_replaces_nothing_again(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    code, made_at = card.code, shop.now

    first = till.post("replacements", code=code, key=KEY)
    shop.later(seconds=20)
    again = till.post("replacements", code=code, key=KEY, made_at=made_at)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json == first.json
    assert held(shop).generation == 1


def test_the_key_of_a_replacement_is_good_for_no_other_one(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    till.post("replacements", code=card.code, key=KEY)

    shop.later(seconds=20)
    other = till.post("replacements", code=short(shop), key=KEY)

    assert (other.status_code, other.json["code"]) == (422, "key-reused")
    assert held(shop).generation == 1


def test_of_two_tills_that_replace_it_at_once_one_does(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    code, made_at = card.code, shop.now
    shop.later(seconds=2)
    lost(shop, till, code)

    shop.later(seconds=1)
    second = till.post("replacements", code=code, made_at=made_at)

    assert (second.status_code, second.json["code"]) == (422, "card-replaced")
    assert held(shop).generation == 1


def test_a_card_that_is_lost_again_is_replaced_again_by_its_newest_code(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    second = lost(shop, till, card.code)
    shop.later(days=1)
    till.tokens = shop.pair().tokens
    third = lost(shop, till, short(shop))

    shop.later(hours=1)
    till.tokens = shop.pair().tokens
    assert till.earn(third.code).status_code == 201
    assert shop.web.get(second.url).status_code == 410


def test_whoever_has_a_void_code_takes_the_card_from_nobody(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    void = (card.code, short(shop))
    new = lost(shop, till, card.code)
    shop.later(days=1)
    till.tokens = shop.pair().tokens

    for code, made_at in product(void, (shop.now, shop.now - timedelta(days=2))):
        refused = till.post("replacements", code=code, made_at=made_at)
        assert (refused.status_code, refused.json["code"]) == (422, "card-replaced")

    assert held(shop).generation == 1
    assert till.earn(new.code).status_code == 201


def test_a_card_is_replaced_once_in_a_local_day(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    new = lost(shop, till, card.code)
    shop.at("2026-02-02 23:59")
    till.tokens = shop.pair().tokens

    refused = till.post("replacements", code=new.code)

    assert (refused.status_code, refused.json["code"]) == (422, "replaced-today")
    assert refused.json["retry_at"] == "2026-02-02T23:00:00.000Z"
    assert "réessayez demain" in refused.json["detail"]
    assert held(shop).generation == 1
    shop.at("2026-02-03 00:00")
    assert till.post("replacements", code=new.code).status_code == 201


def told(shop: Shop) -> list[Notice]:
    """What the owner hears of."""
    return list(shop.services.notices.since(CAFE, at("2026-01-01 00:00")))


def test_the_owner_hears_of_it_and_of_who_did_it(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    card, till = shop.join(), shop.pair()
    lea = staff.take_on(shop.services, CAFE, "Léa")
    assert till.sign_in(lea.id, lea.pin).status_code == 201
    assert till.post("replacements", code="A" * 39).status_code == 404
    assert told(shop) == []

    code, made_at = card.code, shop.now
    with caplog.at_level(logging.WARNING, logger="poincon"):
        lost(shop, till, code, key=KEY)
        shop.later(minutes=1)
        again = till.post("replacements", code=code, key=KEY, made_at=made_at)
    assert again.status_code == 200

    assert told(shop) == [
        Notice(
            at=made_at,
            code="card-replaced",
            card=held(shop).card.id,
            till=till.tokens["device"],
            shop="orfevres",
            staff=lea.id,
            operation=KEY,  # type: ignore[arg-type]
        )
    ]
    (line,) = [one for one in caplog.records if one.message == "card-replaced"]
    assert line.facts["staff"] == lea.id  # type: ignore[attr-defined]


def test_a_gift_that_was_refused_under_the_same_id_hides_no_replacement(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    shop.later(minutes=5)
    refused = till.redeem(card.code, key=KEY, offline=True, made_at=shop.now - timedelta(minutes=4))
    assert refused.status_code == 422

    lost(shop, till, card.code, key=KEY)

    assert [(one.code, one.reward) for one in told(shop)] == [
        (refused.json["code"], "coffee"),
        ("card-replaced", None),
    ]


def test_of_a_replacement_that_was_not_written_nothing_is_told(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, till, other = shop.join(), shop.pair(), shop.pair()
    code, replace = card.code, shop.services.cards.replace
    calls = iter([lambda: other.earn(code)])

    def meanwhile(*asked: Any, **more: Any) -> HeldCard:
        for stamp in calls:
            stamp()
            with pytest.raises(CardChanged):
                replace(*asked, **more)
            assert told(shop) == []
            raise CardChanged
        return replace(*asked, **more)

    monkeypatch.setattr(shop.services.cards, "replace", meanwhile)
    lost(shop, till, code)

    assert len(told(shop)) == 1


def test_a_stamp_meanwhile_is_not_lost(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    card, till, other = shop.join(), shop.pair(), shop.pair()
    code = card.code
    replace = shop.services.cards.replace
    calls = iter([lambda: other.earn(code)])

    def meanwhile(*asked: Any, **more: Any) -> HeldCard:
        for stamp in calls:
            assert stamp().status_code == 201
        return replace(*asked, **more)

    monkeypatch.setattr(shop.services.cards, "replace", meanwhile)
    lost(shop, till, code)

    assert (held(shop).card.seq, held(shop).generation) == (1, 1)


def test_after_the_last_generation_there_is_no_other(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    for _ in range(LATEST_GENERATION):
        card = lost(shop, till, card.code)
        shop.later(days=1)
        till.tokens = shop.pair().tokens

    refused = till.post("replacements", code=card.code)

    assert (refused.status_code, refused.json["code"]) == (422, "cap-reached")
    assert till.earn(card.code).status_code == 201


def test_a_replacement_counts_among_the_writes_of_its_till(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    device = shop.services.devices.get(CAFE, till.tokens["device"])
    before = shop.services.cards.engine.get  # type: ignore[attr-defined]
    lost(shop, till, card.code)

    from functions.store import keys  # noqa: PLC0415

    assert before(keys.device(CAFE, device.id))["hour_count"] == 1
    shop.services.devices.revoke(CAFE, device.id)
    shop.later(hours=18)
    till.tokens["access_token"] = tokens.issue(shop.services.keys, device, shop.now)
    refused = till.post("replacements", code=short(shop))
    assert (refused.status_code, refused.json["code"]) == (401, "device-revoked")
    assert held(shop).generation == 1
    assert len(told(shop)) == 1


def test_it_is_known_without_a_name(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    card, till = shop.join("Ada"), shop.pair()

    with caplog.at_level(logging.WARNING, logger="poincon"):
        lost(shop, till, card.code)

    (line,) = [one for one in caplog.records if one.message == "card-replaced"]
    assert line.facts["generation"] == 1  # type: ignore[attr-defined]
    assert "Ada" not in str(line.facts)  # type: ignore[attr-defined]


def test_an_old_link_says_the_day_and_shows_nothing_of_the_card(shop: Shop) -> None:
    card, till = shop.join("Ada"), shop.pair()
    lost(shop, till, card.code)

    page = shop.web.get(card.url)

    assert page.status_code == 410
    assert "Café Poinçon" in page.text and "02/02/2026" in page.text
    for told in ("Ada", "<svg", short(shop)):
        assert told not in page.text
    for below in ("state", "card.pkpass", "google"):
        refused = shop.web.get(f"{card.url}/{below}")
        assert (refused.status_code, refused.json["code"]) == (410, "link-replaced")


def test_a_forgotten_persons_card_is_not_replaced(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    code = card.code
    shop.services.cards.forget(held(shop), shop.now)

    refused = till.post("replacements", code=code)

    assert (refused.status_code, refused.json["code"]) == (422, "not-offered")


class Push:
    """Apple's push service: each phone hears at once."""

    def __init__(self) -> None:
        self.phones: dict[str, Iphone] = {}
        self.pushed: list[str] = []

    def push(self, token: str) -> Outcome:
        self.pushed.append(token)
        self.phones[token].pushed()
        return Outcome(result="delivered")


@pytest.fixture(name="push")
def _push(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Push:
    push = Push()
    monkeypatch.setattr(shop.services.apple, "_push", push)
    monkeypatch.setattr("tests.iphone.assert_signed", lambda *_: None)
    return push


def iphone(shop: Shop, push: Push, tmp_path: Any, card: Card) -> Iphone:
    """A phone with that card's pass."""
    phone = Iphone(shop.web, lambda: shop.now, tmp_path)
    push.phones[phone.push_token] = phone
    phone.install(card.pass_bytes())
    return phone


def test_the_lost_phone_shows_a_void_pass_and_the_new_one_the_card(
    shop: Shop, push: Push, tmp_path: Any
) -> None:
    card, till = shop.join("Ada"), shop.pair()
    old = iphone(shop, push, tmp_path, card)
    tell_wallets.sweep(shop.services)
    shop.later(hours=1)
    till.tokens = shop.pair().tokens
    new_card = lost(shop, till, card.code)
    tell_wallets.sweep(shop.services)
    new = iphone(shop, push, tmp_path, new_card)
    tell_wallets.sweep(shop.services)

    (void,) = old.passes.values()
    (live,) = new.passes.values()
    assert void.document["voided"] is True
    assert "barcodes" not in void.document and "locations" not in void.document
    assert "Ada" not in str(void.document)
    assert "remplacée le 02/02/2026" in void.document["storeCard"]["backFields"][0]["value"]
    assert live.serial == f"{void.serial}.1"
    assert live.bundle.code == new_card.code

    kept, pushes = void.bundle.document, push.pushed.count(old.push_token)
    shop.later(days=1)
    till.tokens = shop.pair().tokens
    till.earn(new_card.code)
    tell_wallets.sweep(shop.services)
    old.pull()
    assert live.document["storeCard"]["headerFields"][0]["value"] == "1/9"
    assert push.pushed.count(old.push_token) == pushes
    assert void.bundle.document == kept
    answer = shop.web.get(
        f"{void.service}/passes/{void.kind}/{void.serial}",
        headers={**void.token, "If-Modified-Since": void.last_modified},
    )
    assert answer.status_code == 304


def test_a_token_of_the_lost_pass_fetches_no_other(shop: Shop, push: Push, tmp_path: Any) -> None:
    card, till = shop.join(), shop.pair()
    old = Bundle(card.pass_bytes()).document
    new = Bundle(lost(shop, till, card.code).pass_bytes()).document

    token = {"Authorization": f"ApplePass {old['authenticationToken']}"}
    path = f"/apple/v1/passes/{old['passTypeIdentifier']}"

    assert shop.web.get(f"{path}/{new['serialNumber']}", headers=token).status_code == 401
    assert shop.web.get(f"{path}/{old['serialNumber']}", headers=token).status_code == 200


def test_both_passes_on_one_phone_each_show_what_they_are(
    shop: Shop, push: Push, tmp_path: Any
) -> None:
    card, till = shop.join(), shop.pair()
    phone = iphone(shop, push, tmp_path, card)
    shop.later(hours=1)
    till.tokens = shop.pair().tokens
    old, new_card = next(iter(phone.passes)), lost(shop, till, card.code)
    phone.install(new_card.pass_bytes())
    tell_wallets.sweep(shop.services)
    assert phone.passes[old].document["voided"] is True

    phone.remove(old)
    shop.later(hours=3)
    till.tokens = shop.pair().tokens
    till.earn(new_card.code)
    tell_wallets.sweep(shop.services)

    (live,) = phone.passes.values()
    assert live.document["storeCard"]["headerFields"][0]["value"] == "1/9"


def test_a_card_whose_every_phone_was_lost_is_in_no_apple_wallet(
    shop: Shop, push: Push, tmp_path: Any
) -> None:
    card, till = shop.join(), shop.pair()
    old = iphone(shop, push, tmp_path, card)
    shop.later(hours=1)
    till.tokens = shop.pair().tokens
    lost(shop, till, card.code)
    tell_wallets.sweep(shop.services)

    assert held(shop).wallets == frozenset()
    assert held(shop).mark.due_at is None

    push.pushed.clear()
    again = old.restored()
    push.phones[again.push_token] = again
    again.wake()
    tell_wallets.sweep(shop.services)
    assert push.pushed == [again.push_token]


def test_a_void_pass_that_registers_over_and_over_costs_one_telling(
    shop: Shop, push: Push, tmp_path: Any
) -> None:
    card, till = shop.join(), shop.pair()
    old = iphone(shop, push, tmp_path, card)
    shop.later(hours=1)
    till.tokens = shop.pair().tokens
    new = iphone(shop, push, tmp_path, lost(shop, till, card.code))
    tell_wallets.sweep(shop.services)
    push.pushed.clear()

    for _ in range(3):
        old.renamed()
        push.phones[old.push_token] = old
        old.wake()
        assert held(shop).mark.due_at is None

    again = new.restored()
    push.phones[again.push_token] = again
    again.wake()
    tell_wallets.sweep(shop.services)
    assert sorted(push.pushed) == sorted([new.push_token, again.push_token])


class Google:
    """Google Wallet as its port has it: objects by serial."""

    waiting_for = expires_at = ends_first = None

    def __init__(self) -> None:
        self.objects: dict[str, PassContent] = {}
        self.is_down = False

    def save_link(self, content: PassContent, now: Any) -> str:
        self.objects[content.serial] = content
        return "https://pay.google.com/gp/v/save/x"

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        if self.is_down:
            return Told(done=False, reason="status-503")
        self.objects[content.serial] = content
        return Told(done=True, nobody=content.is_replaced)


@pytest.fixture(name="google")
def _google(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Google:
    google = Google()
    object.__setattr__(shop.services, "google", google)
    return google


def test_googles_old_object_is_retired_and_the_new_one_made_when_it_is_saved(
    shop: Shop, google: Google
) -> None:
    card, till = shop.join("Ada"), shop.pair()
    shop.web.get(f"{card.url}/google")
    (old,) = google.objects
    new_card = lost(shop, till, card.code)
    tell_wallets.sweep(shop.services)

    assert google.objects.keys() == {old}
    assert google.objects[old].is_replaced and google.objects[old].member_name is None
    assert held(shop).wallets == frozenset()

    google.objects.clear()
    assert shop.web.get(f"{new_card.url}/google").status_code == 303
    shop.later(hours=3)
    till.tokens = shop.pair().tokens
    till.earn(new_card.code)
    tell_wallets.sweep(shop.services)
    assert google.objects.keys() == {f"{old}.1"}
    assert google.objects[f"{old}.1"].header.value == "1/9"


def test_who_saves_the_new_card_while_google_is_behind_has_the_old_one_retired(
    shop: Shop, google: Google
) -> None:
    card, till = shop.join(), shop.pair()
    shop.web.get(f"{card.url}/google")
    (old,) = google.objects
    google.is_down = True
    new_card = lost(shop, till, card.code)
    tell_wallets.sweep(shop.services)
    assert shop.web.get(f"{new_card.url}/google").status_code == 503
    assert google.objects.keys() == {old}

    google.is_down = False
    assert shop.web.get(f"{new_card.url}/google").status_code == 303

    assert google.objects[old].is_replaced
    assert not google.objects[f"{old}.1"].is_replaced
    assert (held(shop).wallets, held(shop).google_generation) == ({"google"}, 1)
