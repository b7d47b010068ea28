"""Over HTTP: who works at the tills, what their PIN opens, and what stays shut without it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.failures import StaffNamed
from functions.journeys import pins
from functions.journeys import staff as taking_on
from functions.records import SignedIn
from functions.web import staff_tokens, tokens
from passes import short_code
from passes.card_code import unseal
from passes.keyring import Keyring
from tests.builders import at, program_data
from tests.functions.web.test_request_log import logged
from tests.journeys.at_once import at_once, clients
from tests.shop import OPENED, Card, Phone, Shop

_CUP = {"id": "cup", "proof": "staff", "units": 1, "name": {"fr": "Un gobelet", "en": "A cup"}}
QUICK = "4,8,1"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a guess costs is not what these are about."""
    monkeypatch.setattr(pins, "_COST", QUICK)


@pytest.fixture(name="shop")
def _shop(shared: Any) -> Shop:
    """A shop with a mission, whose cards are stamped as often as one likes."""
    limits = {"limits__cooldown_minutes": 0, "limits__daily_cap": 50}
    return Shop(shared, data=program_data(**limits) | {"missions": [_CUP]})


class Staff:
    """The owner's phone, with everybody's PIN."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.owner = shop.pair("owner")
        self.lea = self.asked("staff", name="Léa")
        self.tom = self.asked("staff", name="Tom")

    def asked(self, path: str, **body: Any) -> dict[str, Any]:
        response = self.ask(path, **body)
        assert response.status_code == 201, response.text
        return dict(response.json)

    def ask(self, path: str, **body: Any) -> TestResponse:
        self.renew(self.owner)
        return self.shop.web.post(f"/v1/owner/{path}", json=body, headers=self.owner.bearer)

    def seen(self) -> dict[str, dict[str, Any]]:
        """Each by name, as the owner's page shows them."""
        self.renew(self.owner)
        return {one["name"]: one for one in self.owner.get("overview").json["staff"]}

    def renew(self, phone: Phone) -> None:
        device = self.shop.services.devices.get(self.shop.program.id, phone.tokens["device"])
        keys, now = self.shop.services.keys, self.shop.now
        phone.tokens["access_token"] = tokens.issue(keys, device, now)


@pytest.fixture(name="staff")
def _staff(shop: Shop) -> Staff:
    return Staff(shop)


def refusal(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.json["code"]


def written(shop: Shop) -> int:
    return sum(len(one.entries) for one in shop.services.cards.ledgers(shop.program.id))


def entries(shop: Shop) -> list[Any]:
    (ledger,) = shop.services.cards.ledgers(shop.program.id)
    return list(ledger.entries)


def full_card(shop: Shop, till: Phone) -> Card:
    """A card with a reward on it."""
    card = shop.join()
    for _ in range(shop.program.stamps.threshold):
        shop.later(minutes=1)
        assert till.earn(card.code).status_code == 201
    return card


Act = Callable[[Phone, Card, str], TestResponse]
ACTS: dict[str, Act] = {
    "redeem": lambda till, card, _: till.redeem(card.code),
    "undo": lambda till, card, sale: till.undo(card.code, sale),
    "refund": lambda till, card, sale: till.refund(card.code, sale),
    "grant": lambda till, card, _: till.grant(card.code, "mission:cup"),
}
"""What somebody answers for."""


def prepared(shop: Shop, till: Phone, act: str) -> tuple[Card, str]:
    """A card with which that can be done, and its latest sale."""
    if act == "redeem":
        return full_card(shop, till), ""
    card = shop.join()
    sale = till.earn(card.code).json["operation"]
    shop.later(seconds=31)
    return card, sale


# --- What is shut without a PIN, and opens with one.


@pytest.mark.parametrize("act", ACTS)
def test_a_shop_without_staff_is_asked_for_nothing(shop: Shop, act: str) -> None:
    till = shop.pair()
    card, sale = prepared(shop, till, act)

    assert ACTS[act](till, card, sale).status_code == 201
    assert entries(shop)[-1].staff is None
    assert till.get("program").json["staff"] == []


@pytest.mark.parametrize("act", ACTS)
def test_what_gives_or_takes_back_needs_a_pin_and_says_whose(
    shop: Shop, staff: Staff, act: str
) -> None:
    till = shop.pair()
    card, sale = prepared(shop, till, act)
    before = written(shop)

    assert refusal(ACTS[act](till, card, sale)) == (422, "staff-needed")
    assert written(shop) == before
    assert till.sign_in(staff.lea["id"], staff.lea["pin"]).status_code == 201
    done = ACTS[act](till, card, sale)

    assert done.status_code == 201
    assert entries(shop)[-1].staff == staff.lea["id"]


def test_a_till_takes_back_the_stamp_that_it_has_just_made_without_a_pin(
    shop: Shop, staff: Staff
) -> None:
    till, card = shop.pair(), shop.join()
    sale = till.earn(card.code).json["operation"]
    shop.later(seconds=30)

    assert till.undo(card.code, sale).status_code == 201
    assert [(one.kind.value, one.staff) for one in entries(shop)] == [
        ("earn", None),
        ("reverse", None),
    ]


def test_a_pin_is_asked_for_a_stamp_that_was_made_longer_ago_however_late_it_came(
    shop: Shop, staff: Staff
) -> None:
    till, card, late = shop.pair(), shop.join(), shop.join("Ben")
    sale = till.earn(card.code).json["operation"]
    made = shop.now
    shop.later(seconds=31)
    waited = till.earn(late.code, made_at=made).json["operation"]
    before = written(shop)

    assert refusal(till.undo(card.code, sale)) == (422, "staff-needed")
    assert refusal(till.undo(card.code, sale, made_at=made)) == (422, "staff-needed")
    assert refusal(till.undo(late.code, waited)) == (422, "staff-needed")
    assert written(shop) == before


def test_a_pin_is_asked_at_another_till_and_for_a_reward_or_a_gift(
    shop: Shop, staff: Staff
) -> None:
    till, beside = shop.pair(), shop.pair()
    card = full_card(shop, till)
    stamped = shop.join("Ben")
    sale = till.earn(stamped.code).json["operation"]
    assert refusal(beside.undo(stamped.code, sale)) == (422, "staff-needed")
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    given = till.redeem(card.code).json["operation"]
    cup = till.grant(stamped.code, "mission:cup").json["operation"]
    till.staff = ""

    assert refusal(till.undo(card.code, given)) == (422, "staff-needed")
    assert refusal(till.undo(stamped.code, cup)) == (422, "staff-needed")


def test_a_stamp_that_is_not_the_latest_entry_is_not_taken_back_either(
    shop: Shop, staff: Staff
) -> None:
    till, card = shop.pair(), shop.join()
    first = till.earn(card.code).json["operation"]
    assert till.earn(card.code).status_code == 201

    assert refusal(till.undo(card.code, first)) == (422, "undo-refused")


def test_a_stamp_goes_through_without_a_pin_and_names_nobody_with_one(
    shop: Shop, staff: Staff
) -> None:
    till, card = shop.pair(), shop.join()
    assert till.earn(card.code).status_code == 201
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    shop.later(minutes=1)
    assert till.earn(card.code).status_code == 201
    till.staff = "no token at all"
    shop.later(minutes=1)
    assert till.earn(card.code).status_code == 201

    assert [one.staff for one in entries(shop)] == [None, None, None]


def test_once_there_is_no_staff_nobody_is_named_by_a_token_of_before(
    shop: Shop, staff: Staff
) -> None:
    till, card = shop.pair(), shop.join()
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    for one in (staff.lea, staff.tom):
        staff.asked("staff-removals", staff=one["id"])

    assert till.grant(card.code, "mission:cup").status_code == 201
    assert [one.staff for one in entries(shop)] == [None]


def test_looking_needs_nobody(shop: Shop, staff: Staff) -> None:
    till, card = shop.pair(), shop.join()

    assert till.get(f"cards/{card.code}").status_code == 200


def none_at_all(shop: Shop, staff: Staff, till: Phone) -> str:
    return ""


def another_tills(shop: Shop, staff: Staff, till: Phone) -> str:
    other = shop.pair(name="Terrasse")
    other.sign_in(staff.lea["id"], staff.lea["pin"])
    return other.staff


def another_programs(shop: Shop, staff: Staff, till: Phone) -> str:
    device = shop.services.devices.get(shop.program.id, till.tokens["device"])
    elsewhere = replace(device, program="bakery-poincon")
    return staff_tokens.issue(shop.services.keys, elsewhere, lea_as_she_is(shop, staff), shop.now)


def lea_as_she_is(shop: Shop, staff: Staff) -> SignedIn:
    """With the PIN that she has."""
    pin_at = shop.services.staff.get(shop.program.id, staff.lea["id"]).pin_at
    assert pin_at
    return SignedIn(staff=staff.lea["id"], pin_at=pin_at)


def of_a_removed_one(shop: Shop, staff: Staff, till: Phone) -> str:
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    staff.asked("staff-removals", staff=staff.lea["id"])
    return till.staff


def of_a_pin_before(shop: Shop, staff: Staff, till: Phone) -> str:
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    shop.later(seconds=1)
    staff.asked("staff-pins", staff=staff.lea["id"])
    return till.staff


def of_a_pin_of_the_same_second(shop: Shop, staff: Staff, till: Phone) -> str:
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    shop.later(seconds=0.25)
    staff.asked("staff-pins", staff=staff.lea["id"])
    return till.staff


def of_a_name_that_left_and_came_back(shop: Shop, staff: Staff, till: Phone) -> str:
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    staff.asked("staff-removals", staff=staff.lea["id"])
    staff.asked("staff", name="Léa")
    return till.staff


def expired(shop: Shop, staff: Staff, till: Phone) -> str:
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    shop.later(hours=12)
    staff.renew(till)
    return till.staff


def the_tills_own(shop: Shop, staff: Staff, till: Phone) -> str:
    return str(till.tokens["access_token"])


def under_another_secret(shop: Shop, staff: Staff, till: Phone) -> str:
    device = shop.services.devices.get(shop.program.id, till.tokens["device"])
    lea = lea_as_she_is(shop, staff)
    return staff_tokens.issue(Keyring(1, {1: b"x" * 32}), device, lea, shop.now)


def of_somebody_unknown(shop: Shop, staff: Staff, till: Phone) -> str:
    device = shop.services.devices.get(shop.program.id, till.tokens["device"])
    nobody = SignedIn(staff="0" * 16, pin_at=shop.now)
    return staff_tokens.issue(shop.services.keys, device, nobody, shop.now)


NO_GOOD = [
    none_at_all,
    another_tills,
    another_programs,
    of_a_removed_one,
    of_a_pin_before,
    of_a_pin_of_the_same_second,
    of_a_name_that_left_and_came_back,
    expired,
    the_tills_own,
    under_another_secret,
    of_somebody_unknown,
]


@pytest.mark.parametrize("no_good", NO_GOOD)
@pytest.mark.parametrize("act", ACTS)
def test_a_token_that_is_no_good_opens_nothing(
    shop: Shop, staff: Staff, act: str, no_good: Callable[[Shop, Staff, Phone], str]
) -> None:
    till = shop.pair()
    card, sale = prepared(shop, till, act)
    before = written(shop)
    till.staff = no_good(shop, staff, till)

    assert refusal(ACTS[act](till, card, sale)) == (422, "staff-needed")
    assert written(shop) == before


@pytest.mark.parametrize("no_good", NO_GOOD)
def test_a_stamp_goes_through_whatever_the_token_is(
    shop: Shop, staff: Staff, no_good: Callable[[Shop, Staff, Phone], str]
) -> None:
    till, card = shop.pair(), shop.join()
    till.staff = no_good(shop, staff, till)

    assert till.earn(card.code).status_code == 201


def test_a_token_is_good_until_its_last_second(shop: Shop, staff: Staff) -> None:
    till, card = shop.pair(), shop.join()
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    shop.later(hours=11, minutes=59, seconds=59)
    staff.renew(till)

    assert till.grant(card.code, "mission:cup").status_code == 201


def test_a_staff_token_is_no_access_token(shop: Shop, staff: Staff) -> None:
    till, card = shop.pair(), shop.join()
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    till.tokens["access_token"] = till.staff

    assert refusal(till.earn(card.code)) == (401, "not-allowed")


def test_what_waited_is_judged_by_the_token_that_it_brings(shop: Shop, staff: Staff) -> None:
    till, card = shop.pair(), shop.join()
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    made_at = shop.now
    shop.later(hours=11)
    staff.renew(till)

    given = till.grant(card.code, "mission:cup", made_at=made_at)

    assert given.status_code == 201
    assert entries(shop)[-1].happened_at == made_at


def test_a_repeat_is_a_repeat_with_or_without_a_token(shop: Shop, staff: Staff) -> None:
    till, card = shop.pair(), shop.join()
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    sent = {"key": "given-at-the-till-1", "made_at": shop.now}
    first = till.grant(card.code, "mission:cup", **sent)
    assert first.status_code == 201

    for token in ("", another_tills(shop, staff, till)):
        till.staff = token
        again = till.grant(card.code, "mission:cup", **sent)
        assert (again.status_code, again.json["operation"]) == (200, first.json["operation"])
    till.sign_in(staff.tom["id"], staff.tom["pin"])
    assert till.grant(card.code, "mission:cup", **sent).status_code == 200

    assert [one.staff for one in entries(shop)] == [staff.lea["id"]]


def test_nobody_does_more_in_an_hour_than_the_program_says(shared: Any) -> None:
    limits = {"limits__cooldown_minutes": 0, "limits__staff_acts_per_hour": 2}
    shop = Shop(shared, data=program_data(**limits) | {"missions": [_CUP]})
    staff, till = Staff(shop), shop.pair()
    cards = [shop.join() for _ in range(4)]
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    for card in cards[:2]:
        assert till.grant(card.code, "mission:cup").status_code == 201

    over = till.grant(cards[2].code, "mission:cup")

    assert refusal(over) == (429, "too-many-acts")
    assert over.headers["Retry-After"] == "3601"
    assert "De nouveau possible à 08:00" in over.json["detail"]
    assert till.earn(cards[2].code).status_code == 201
    till.sign_in(staff.tom["id"], staff.tom["pin"])
    assert till.grant(cards[2].code, "mission:cup").status_code == 201
    shop.later(hours=1)
    staff.renew(till)
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    assert till.grant(cards[3].code, "mission:cup").status_code == 201


def test_replacing_a_card_needs_a_pin_and_a_repeat_does_not(shop: Shop, staff: Staff) -> None:
    till, code = shop.pair(), shop.join().code
    sent = {"key": "replaced-at-the-till", "made_at": shop.now}
    assert refusal(till.post("replacements", code=code, **sent)) == (422, "staff-needed")
    till.sign_in(staff.lea["id"], staff.lea["pin"])

    first = till.post("replacements", code=code, **sent)
    till.staff = ""
    again = till.post("replacements", code=code, **sent)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["short_code"] == again.json["short_code"]


def test_who_was_removed_meanwhile_replaces_no_card(shop: Shop, staff: Staff) -> None:
    till, card = shop.pair(), shop.join()
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    as_it_was = shop.services.staff.every(shop.program.id)
    staff.asked("staff-removals", staff=staff.lea["id"])
    shop.services.staff.every = lambda _: as_it_was  # type: ignore[method-assign]

    assert refusal(till.post("replacements", code=card.code)) == (422, "staff-needed")
    assert till.earn(card.code).status_code == 201


# --- PINs.


def test_a_wrong_pin_says_how_many_tries_are_left_and_then_until_when(
    shop: Shop, staff: Staff
) -> None:
    till, lea, wrong = shop.pair(), staff.lea["id"], other_than(staff.lea["pin"])

    told = [till.sign_in(lea, wrong) for _ in range(6)]

    assert [refusal(one) for one in told] == [(422, "pin-refused")] * 5 + [(429, "too-many-pins")]
    assert [one.json["tries_left"] for one in told[:5]] == [4, 3, 2, 1, 0]
    assert ["retry_at" in one.json for one in told] == [False] * 4 + [True] * 2
    assert told[4].json["retry_at"] == told[5].json["retry_at"]
    assert told[-1].headers["Retry-After"] == "901"
    assert "à 07:15." in told[-1].json["detail"]
    assert refusal(till.sign_in(lea, staff.lea["pin"])) == (429, "too-many-pins")
    assert till.sign_in(staff.tom["id"], staff.tom["pin"]).status_code == 201
    shop.later(minutes=15)
    staff.renew(till)
    assert till.sign_in(lea, staff.lea["pin"]).status_code == 201


def other_than(pin: str) -> str:
    return f"{(int(pin) + 1) % 10_000:04}"


def test_whoever_guesses_at_one_till_keeps_nobody_from_another(shop: Shop, staff: Staff) -> None:
    till, terrace = shop.pair(), shop.pair(name="Terrasse")
    both = (staff.lea, staff.tom)
    for number in range(20):
        if number % 5 == 0:
            shop.later(minutes=15)
            staff.renew(till)
        for one in both:
            assert till.sign_in(one["id"], other_than(one["pin"])).status_code == 422
    staff.renew(terrace)

    assert [refusal(till.sign_in(one["id"], one["pin"])) for one in both] == [
        (422, "pin-blocked")
    ] * 2
    assert [terrace.sign_in(one["id"], one["pin"]).status_code for one in both] == [201, 201]


# --- What the owner is told of wrong ones.


def told_of_pins(shop: Shop, staff: Staff) -> list[dict[str, Any]]:
    staff.renew(staff.owner)
    signals = staff.owner.get("overview").json["signals"]
    return [one for one in signals if one["key"] == "pins"]


def test_a_till_that_is_shut_for_somebody_is_told_the_first_time(shop: Shop, staff: Staff) -> None:
    till = shop.pair()
    for number in range(5):
        assert told_of_pins(shop, staff) == []
        till.sign_in(staff.lea["id"], other_than(staff.lea["pin"]))
        shop.later(seconds=number)

    (told,) = told_of_pins(shop, staff)

    assert told["title"] == "Codes faux à la caisse"
    evidence = ["5 codes faux", "lun. 2, 07:00", "caisse\u202f: Comptoir", "code de\u202f: Léa"]
    assert told["evidence"] == evidence
    assert "donnez-lui-en un nouveau" in told["advice"]


def test_so_is_whoever_guesses_slowly_before_each_right_one(shop: Shop, staff: Staff) -> None:
    till, terrace = shop.pair(), shop.pair(name="Terrasse")
    for number in range(10):
        assert told_of_pins(shop, staff) == []
        at_one = (till, terrace)[number % 2]
        staff.renew(at_one)
        at_one.sign_in(staff.lea["id"], other_than(staff.lea["pin"]))
        assert at_one.sign_in(staff.lea["id"], staff.lea["pin"]).status_code == 201
        shop.later(hours=5)

    (told,) = told_of_pins(shop, staff)

    assert told["evidence"][0] == "10 codes faux"
    assert "Comptoir" in told["evidence"][2]
    assert "Terrasse" in told["evidence"][2]


def test_a_few_wrong_ones_a_week_and_those_of_nobody_are_nothing_to_tell(
    shop: Shop, staff: Staff
) -> None:
    till = shop.pair()
    for one in (staff.lea, staff.tom):
        for _ in range(4):
            till.sign_in(one["id"], other_than(one["pin"]))
    for _ in range(5):
        till.sign_in("nobody-at-all", "4071")

    assert told_of_pins(shop, staff) == []
    assert len(shop.services.notices.since(shop.program.id, at(OPENED))) == 8


def test_after_twenty_wrong_ones_the_owner_gives_a_new_pin(shop: Shop, staff: Staff) -> None:
    till, lea, wrong = shop.pair(), staff.lea["id"], other_than(staff.lea["pin"])
    for number in range(20):
        if number % 5 == 0:
            shop.later(minutes=15)
            staff.renew(till)
        assert refusal(till.sign_in(lea, wrong)) == (422, "pin-refused")
    shop.later(hours=1)
    staff.renew(till)

    assert refusal(till.sign_in(lea, staff.lea["pin"])) == (422, "pin-blocked")
    assert staff.seen()["Léa"]["blocked"]
    fresh = staff.asked("staff-pins", staff=lea)

    assert not staff.seen()["Léa"]["blocked"]
    assert refusal(till.sign_in(lea, staff.lea["pin"])) == (422, "pin-refused")
    assert till.sign_in(lea, fresh["pin"]).status_code == 201


def told(response: TestResponse) -> dict[str, object]:
    return {name: value for name, value in response.json.items() if name != "instance"}


def test_who_was_removed_and_who_never_was_are_answered_as_a_wrong_pin_is(
    shop: Shop, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = shop.pair()
    staff.asked("staff-removals", staff=staff.tom["id"])
    hashed = []
    scrypt = pins.hashlib.scrypt
    monkeypatch.setattr(
        pins.hashlib,
        "scrypt",
        lambda *given, **more: hashed.append(more["n"]) or scrypt(*given, **more),
    )

    answers = [
        till.sign_in(staff.lea["id"], other_than(staff.lea["pin"])),
        till.sign_in(staff.tom["id"], staff.tom["pin"]),
        till.sign_in("nobody-at-all", "4071"),
    ]

    assert told(answers[0]) == told(answers[1]) == told(answers[2])
    assert len(hashed) == 3
    assert len(set(hashed)) == 1


def test_a_phone_that_was_shut_out_tries_no_pin(shop: Shop, staff: Staff) -> None:
    till = shop.pair()
    staff.asked("revocations", device=till.tokens["device"])

    answer = till.sign_in(staff.lea["id"], staff.lea["pin"])

    assert refusal(answer) == (401, "device-revoked")


@pytest.mark.parametrize("pin", ["", "123", "12345", "12a4", "١٢٣٤", 1234])
def test_what_is_no_pin_is_no_try(shop: Shop, staff: Staff, pin: Any) -> None:
    till = shop.pair()
    for _ in range(7):
        assert refusal(till.sign_in(staff.lea["id"], pin)) == (422, "invalid-request")

    assert till.sign_in(staff.lea["id"], staff.lea["pin"]).status_code == 201


def test_a_pin_outlives_the_secret_under_which_it_was_made(
    shop: Shop, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    till, lea = shop.pair(), staff.lea["id"]
    old = shop.services.keys
    both = Keyring(2, {**old.secrets, 2: b"n" * 32})
    object.__setattr__(shop.services, "keys", both)

    assert till.sign_in(lea, staff.lea["pin"]).status_code == 201
    kept = shop.services.staff.count_try(shop.program.id, lea, "till-1", shop.now).kept

    assert kept.startswith("2$")
    object.__setattr__(shop.services, "keys", Keyring(2, {2: b"n" * 32}))
    assert pins.is_right(shop.services.keys, staff.lea["pin"], kept)


# --- The owner's side.


def test_the_owner_sees_who_works_there_and_the_till_who_may_sign_in(
    shop: Shop, staff: Staff
) -> None:
    till = shop.pair()

    assert staff.seen() == {
        "Léa": {"id": staff.lea["id"], "name": "Léa", "card": None, "blocked": False},
        "Tom": {"id": staff.tom["id"], "name": "Tom", "card": None, "blocked": False},
    }
    assert till.get("program").json["staff"] == [
        {"id": staff.lea["id"], "name": "Léa"},
        {"id": staff.tom["id"], "name": "Tom"},
    ]
    assert staff.asked("staff-removals", staff=staff.tom["id"]) == {"id": staff.tom["id"]}
    assert [*staff.seen()] == ["Léa"]
    assert till.get("program").json["staff"] == [{"id": staff.lea["id"], "name": "Léa"}]


def test_a_name_is_one_line_and_not_empty(staff: Staff) -> None:
    assert staff.asked("staff", name=" Anne\u202e\n Marie ")["name"] == "Anne Marie"
    for name in ("", "   ", "\u200b", "x" * 41):
        assert refusal(staff.ask("staff", name=name)) == (422, "invalid-request")


@pytest.mark.parametrize("name", ["Léa", "LÉA", "Le\u0301a"])
def test_a_second_lea_is_told_apart_and_the_first_keeps_her_pin(
    shop: Shop, staff: Staff, name: str
) -> None:
    refused = staff.ask("staff", name=name)

    assert refusal(refused) == (422, "staff-named")
    assert refused.json["name"] == "Léa"
    assert "Léa" in refused.json["detail"]
    assert [*staff.seen()] == ["Léa", "Tom"]
    assert shop.pair().sign_in(staff.lea["id"], staff.lea["pin"]).status_code == 201
    assert staff.ask("staff", name="Léa B.").status_code == 201


def test_who_comes_back_is_somebody_new(shop: Shop, staff: Staff) -> None:
    staff.asked("staff-removals", staff=staff.lea["id"])

    assert staff.asked("staff", name="Léa")["id"] != staff.lea["id"]


def test_who_is_taken_on_twice_at_once_is_one_person(shop: Shop, staff: Staff) -> None:
    before_both = shop.services.staff.every(shop.program.id)
    shop.services.staff.every = lambda _: before_both  # type: ignore[method-assign]
    zoe = taking_on.take_on(shop.services, shop.program.id, "Zoé")
    with pytest.raises(StaffNamed):
        taking_on.take_on(shop.services, shop.program.id, "ZOÉ")
    del shop.services.staff.every

    assert len(staff.seen()) == 3
    assert shop.pair().sign_in(zoe.id, zoe.pin).status_code == 201


def test_there_are_no_more_than_fifty(staff: Staff) -> None:
    for number in range(48):
        staff.asked("staff", name=f"N{number}")

    full = staff.ask("staff", name="Une de trop")
    assert refusal(full) == (422, "too-many-staff")
    staff.asked("staff-removals", staff=staff.tom["id"])
    assert staff.ask("staff", name="Une de trop").status_code == 201


@pytest.mark.parametrize("path", ["staff-pins", "staff-removals", "staff-cards"])
def test_nobody_is_not_found(staff: Staff, path: str) -> None:
    body = {"code": ""} if path == "staff-cards" else {}

    assert refusal(staff.ask(path, staff="nobody", **body)) == (404, "not-found")


@pytest.mark.parametrize("path", ["staff", "staff-pins", "staff-removals", "staff-cards"])
def test_a_till_is_no_owner(shop: Shop, path: str) -> None:
    till = shop.pair()
    response = shop.web.post(f"/v1/owner/{path}", json={}, headers=till.bearer)

    assert refusal(response) == (401, "not-allowed")


# --- Their own card.


def short_of(shop: Shop, card: Card) -> str:
    keys, program = shop.services.keys, shop.program.id
    held = shop.services.cards.head(program, unseal(keys, "scan", program, card.code).card)
    return short_code.shown(held.short_code)


@pytest.fixture(name="own")
def _own(shop: Shop, staff: Staff) -> Card:
    """Léa's card, with a stamp on it."""
    card = shop.join("Léa")
    assert shop.pair(name="Avant").earn(card.code).status_code == 201
    told = staff.asked("staff-cards", staff=staff.lea["id"], code=short_of(shop, card).lower())
    assert told == {"id": staff.lea["id"], "card": short_of(shop, card)}
    return card


def test_nobody_stamps_their_own_card(shop: Shop, staff: Staff, own: Card) -> None:
    till = shop.pair()
    assert refusal(till.earn(own.code)) == (422, "own-card")
    assert refusal(till.grant(own.code, "mission:cup")) == (422, "staff-needed")
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    for refused in (
        till.earn(own.code),
        till.redeem(own.code),
        till.grant(own.code, "mission:cup"),
    ):
        assert refusal(refused) == (422, "own-card")
        assert "un collègue doit taper son code" in refused.json["detail"]
    assert written(shop) == 1


def test_a_colleague_does(shop: Shop, staff: Staff, own: Card) -> None:
    till = shop.pair()
    till.sign_in(staff.tom["id"], staff.tom["pin"])

    assert till.earn(own.code).status_code == 201
    assert till.grant(own.code, "mission:cup").status_code == 201
    assert [one.staff for one in entries(shop)[-2:]] == [staff.tom["id"]] * 2


def test_a_colleague_who_was_removed_does_not(shop: Shop, staff: Staff, own: Card) -> None:
    till = shop.pair()
    till.sign_in(staff.tom["id"], staff.tom["pin"])
    staff.asked("staff-removals", staff=staff.tom["id"])

    assert refusal(till.earn(own.code)) == (422, "own-card")


def test_looking_at_ones_own_card_is_free_and_a_mistake_on_it_is_undone(
    shop: Shop, staff: Staff, own: Card
) -> None:
    till = shop.pair()
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    (first,) = entries(shop)

    assert till.get(f"cards/{own.code}").status_code == 200
    assert till.undo(own.code, first.operation).status_code == 201


@pytest.mark.parametrize("take_back", [Phone.undo, Phone.refund])
def test_nobody_gives_themselves_back_a_reward_that_they_had(
    shop: Shop, staff: Staff, own: Card, take_back: Callable[..., TestResponse]
) -> None:
    till = shop.pair()
    till.sign_in(staff.tom["id"], staff.tom["pin"])
    for _ in range(shop.program.stamps.threshold - 1):
        shop.later(minutes=1)
        assert till.earn(own.code).status_code == 201
    had = till.redeem(own.code).json["operation"]
    till.sign_in(staff.lea["id"], staff.lea["pin"])

    assert refusal(take_back(till, own.code, had)) == (422, "own-card")
    till.sign_in(staff.tom["id"], staff.tom["pin"])
    assert take_back(till, own.code, had).status_code == 201


def test_a_card_is_anybodys_again_once_it_is_nobodys_there(
    shop: Shop, staff: Staff, own: Card
) -> None:
    till = shop.pair()
    assert staff.seen()["Léa"]["card"] == short_of(shop, own)

    nothing = staff.asked("staff-cards", staff=staff.lea["id"], code="")

    assert nothing == {"id": staff.lea["id"], "card": None}
    assert staff.seen()["Léa"]["card"] is None
    assert till.earn(own.code).status_code == 201


def test_who_leaves_takes_their_card_along(shop: Shop, staff: Staff, own: Card) -> None:
    staff.asked("staff-removals", staff=staff.lea["id"])

    assert shop.pair().earn(own.code).status_code == 201


def test_a_code_of_no_card_is_nobodys(staff: Staff) -> None:
    for code in ("ZZZZ-ZZZZ", "no code"):
        answer = staff.ask("staff-cards", staff=staff.lea["id"], code=code)
        assert refusal(answer) == (404, "unknown-card")


# --- What is never seen.


def test_no_pin_is_stored_or_logged_and_no_token_either(shop: Shop, staff: Staff) -> None:
    till, card = shop.pair(), shop.join()
    with logged() as lines:
        taken_on = staff.asked("staff", name="Zoé")
        wrong = till.sign_in(taken_on["id"], other_than(taken_on["pin"]))
        signed = till.sign_in(taken_on["id"], taken_on["pin"])
        till.grant(card.code, "mission:cup")
        token, till.staff = till.staff, till.staff + "x"
        refused = till.grant(card.code, "mission:cup")
    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    items = [item for item in engine.scan().items if "STAFF" in str(item["pk"])]

    pin = taken_on["pin"]
    (zoe,) = [item for item in items if item["sk"] == taken_on["id"]]
    assert pin not in json.dumps({name: zoe[name] for name in ("name", "status", "added_at")})
    assert str(zoe["pin"]).startswith(f"1${QUICK}$")
    assert pins.is_right(shop.services.keys, pin, str(zoe["pin"]))
    assert signed.status_code == 201
    log = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert len(log) >= 5
    assert not [line for line in log if pin in line.values() or token in str(line)]
    assert {name for line in log for name in line} & {"pin", "body", "headers", "staff"} == set()
    for answer in (wrong, refused):
        assert pin not in answer.json.values()
        assert token not in answer.text


# --- All at once.


@pytest.mark.server
def test_of_forty_guesses_at_once_five_are_looked_at(shared: Any, tmp_path: Any) -> None:
    shop = Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")
    staff, till = Staff(shop), shop.pair()
    body = {"staff": staff.lea["id"], "pin": other_than(staff.lea["pin"])}

    def guess(web: Any) -> str:
        answer = web.post("/v1/till/staff-tokens", json=body, headers=till.bearer)
        return str(answer.json["code"])

    answers = at_once(guess, clients(shop, 40))

    assert sorted(answers) == ["pin-refused"] * 5 + ["too-many-pins"] * 35


@pytest.mark.server
def test_once_somebody_is_removed_none_of_fifty_that_are_under_way_is_written(
    shared: Any, tmp_path: Any
) -> None:
    store = f"sqlite:{tmp_path / 'poincon.db'}"
    limits = {"limits__staff_acts_per_hour": 1000, "limits__cooldown_minutes": 0}
    shop = Shop(shared, store=store, data=program_data(**limits) | {"missions": [_CUP]})
    staff, till = Staff(shop), shop.pair()
    cards = [shop.join().code for _ in range(50)]
    till.sign_in(staff.lea["id"], staff.lea["pin"])
    as_all_have_seen = shop.services.staff.every(shop.program.id)
    shop.services.staff.every = lambda _: as_all_have_seen  # type: ignore[method-assign]
    shop.services.staff.remove(shop.program.id, staff.lea["id"], shop.now)

    def give(pair: Any) -> tuple[int, str]:
        web, code = pair
        times = {"made_at": "2026-02-02T06:00:00Z", "sent_at": "2026-02-02T06:00:00Z"}
        key = {"Idempotency-Key": f"given-to-{code}", "Staff": till.staff}
        body = {"code": code, "what": "mission:cup", **times}
        answer = web.post("/v1/till/grants", json=body, headers={**till.bearer, **key})
        return refusal(answer)

    answers = at_once(give, list(zip(clients(shop, 50), cards, strict=True)))

    assert set(answers) == {(422, "staff-needed")}
    assert written(shop) == 0
