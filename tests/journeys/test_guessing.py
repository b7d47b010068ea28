"""Over HTTP: codes that are typed, and codes that pair, cannot be guessed at leisure."""

from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from functions.journeys import pair
from functions.store.devices import TRIES_A_MINUTE
from tests.builders import program_data
from tests.shop import Phone, Shop

MOST = 3
WRONG = "ZZZZ-ZZZZ"


@pytest.fixture(name="shop")
def _shop(shared: Path) -> Shop:
    """A shop whose tills may type three codes an hour."""
    limits = {"limits__typed_codes_per_till_hour": MOST, "limits__cooldown_minutes": 0}
    return Shop(shared, data=program_data(**limits, limits__daily_cap=50))


def typed_code(shop: Shop) -> str:
    """What is under the QR of the only card."""
    (held,) = shop.services.cards.every(shop.program.id)
    return held.short_code


def use_up(till: Phone, times: int = MOST) -> None:
    for _ in range(times):
        assert till.earn(WRONG).json["code"] == "unknown-card"


def answered(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.json["code"]


def told(response: TestResponse) -> dict[str, object]:
    """All that an answer says, but for its own number."""
    return {name: value for name, value in response.json.items() if name != "instance"}


def test_over_the_limit_a_right_code_is_answered_as_a_wrong_one_is(shop: Shop) -> None:
    shop.join()
    till = shop.pair()
    use_up(till)

    right, wrong = till.earn(typed_code(shop)), till.earn(WRONG)

    assert answered(right) == (429, "too-many-typed-codes")
    assert told(right) == told(wrong)
    assert right.headers["Retry-After"] == wrong.headers["Retry-After"] == "3601"
    assert "08:00" in right.json["detail"]
    looked, missed = (till.get(f"cards/{code}") for code in (typed_code(shop), WRONG))
    assert told(looked) == told(missed) == told(right)


def test_a_right_code_counts_as_a_wrong_one_does(shop: Shop) -> None:
    shop.join()
    till, code = shop.pair(), typed_code(shop)
    assert till.get(f"cards/{code}").status_code == 200
    assert till.earn(code).status_code == 201
    assert till.get(f"cards/{WRONG}").status_code == 404

    assert answered(till.earn(code)) == (429, "too-many-typed-codes")


def test_what_follows_a_typed_code_goes_by_another_one_and_is_no_try(shop: Shop) -> None:
    shop.join()
    till = shop.pair()
    use_up(till, MOST - 1)
    looked = till.get(f"cards/{typed_code(shop)}").json

    stamped = till.earn(looked["code"])
    undone = till.undo(looked["code"], stamped.json["operation"])
    shop.later(minutes=1)
    full = [till.earn(looked["code"], units=9), till.redeem(looked["code"])]

    assert [one.status_code for one in (stamped, undone, *full)] == [201] * 4
    assert till.get(f"cards/{looked['code']}").status_code == 200
    assert answered(till.earn(typed_code(shop))) == (429, "too-many-typed-codes")


def test_each_answer_to_a_typed_code_tells_the_other_one_and_no_scan_does(shop: Shop) -> None:
    card, till, key = shop.join(), shop.pair(), "typed-at-the-till-1"
    typed = typed_code(shop)
    stamped = till.earn(typed, key=key, units=9)
    again = till.earn(typed, key=key, units=9)
    waits = till.earn(typed).json["answer"]
    scanned = till.earn(card.code, over_ready=True)

    for told in (stamped.json, again.json, waits):
        assert till.get(f"cards/{told['code']}").json["card"]["id"] == stamped.json["card"]["id"]
    assert "code" not in scanned.json
    assert "code" not in till.get(f"cards/{stamped.json['code']}").json


def test_what_stands_for_a_typed_code_is_none_at_another_till_and_soon_none_here(
    shop: Shop,
) -> None:
    shop.join()
    till = shop.pair()
    code = till.earn(typed_code(shop)).json["code"]

    assert answered(shop.pair().earn(code)) == (404, "unknown-card")
    till.tokens = shop.later(days=2).pair().tokens | {"device": till.tokens["device"]}
    assert answered(till.earn(code)) == (404, "unknown-card")


def test_who_may_type_no_more_scans_all_the_same(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    use_up(till)

    assert till.earn(card.code).status_code == 201
    assert till.get(f"cards/{card.code}").status_code == 200


def test_with_the_next_hour_codes_are_typed_again_and_what_was_noted_gets_through(
    shop: Shop,
) -> None:
    shop.join()
    till, code, made_at = shop.pair(), typed_code(shop), shop.now
    use_up(till)
    assert till.earn(code, key="noted-at-the-till-1").status_code == 429

    shop.later(hours=1)
    refresh = {"refresh_token": till.tokens["refresh_token"]}
    till.tokens = shop.web.post("/v1/till/tokens", json=refresh).json

    assert till.earn(code, key="noted-at-the-till-1", made_at=made_at).status_code == 201


def test_an_operation_that_is_written_is_answered_again_without_being_counted(shop: Shop) -> None:
    shop.join()
    till, code, made_at = shop.pair(), typed_code(shop), shop.now
    first = till.earn(code, key="sent-by-the-till-01", made_at=made_at)
    for _ in range(MOST):
        again = till.earn(code, key="sent-by-the-till-01", made_at=made_at)
        assert (again.status_code, again.json["operation"]) == (200, first.json["operation"])
    use_up(till, MOST - 1)

    again = till.earn(code, key="sent-by-the-till-01", made_at=made_at)

    assert again.status_code == 200
    assert answered(till.earn(code)) == (429, "too-many-typed-codes")


def test_a_card_that_was_replaced_is_shown_again_without_being_counted(shop: Shop) -> None:
    shop.join()
    till, code = shop.pair(), typed_code(shop)
    sent = {"code": code, "key": "lost-at-the-till-01", "made_at": shop.now}
    first = till.post("replacements", **sent)
    assert first.status_code == 201
    for _ in range(MOST):
        again = till.post("replacements", **sent)
        assert (again.status_code, again.json["short_code"]) == (200, first.json["short_code"])
    use_up(till, MOST - 1)

    assert till.post("replacements", **sent).status_code == 200
    another = till.post("replacements", **sent | {"key": "lost-at-the-till-02"})
    assert answered(another) == (429, "too-many-typed-codes")


def test_a_reward_that_waits_is_shown_for_a_typed_code_and_counted_once(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    while till.earn(card.code).status_code == 201:
        pass
    use_up(till, MOST - 1)

    waits = till.earn(typed_code(shop))

    assert answered(waits) == (422, "reward-ready")
    assert waits.json["answer"]["card"]


def test_a_till_that_was_taken_off_the_list_learns_no_name(shop: Shop) -> None:
    shop.join()
    till, code = shop.pair(), typed_code(shop)
    shop.services.devices.revoke(shop.program.id, till.tokens["device"])

    assert answered(till.get(f"cards/{code}")) == (401, "device-revoked")


def try_code(shop: Shop, code: str, role: str = "till") -> TestResponse:
    return shop.web.post(f"/v1/{role}/pairings", json={"code": code})


def test_too_many_tries_are_refused_whatever_the_code_and_a_good_one_stays_good(shop: Shop) -> None:
    good = pair.offer(shop.services, shop.program.id, "till", "orfevres").code
    alike = f"{good[:2]}{'00-0000' if not good.endswith('00-0000') else '11-1111'}"
    for number in range(TRIES_A_MINUTE):
        role = ("till", "owner")[number % 2]
        assert answered(try_code(shop, alike, role)) == (401, "pairing-refused")

    right, wrong = try_code(shop, good), try_code(shop, alike)

    assert answered(right) == (429, "too-many-tries")
    assert told(right) == told(wrong)
    assert right.headers["Retry-After"] == "61"
    assert try_code(shop.later(minutes=1), good).status_code == 201


def test_who_floods_shuts_out_nobody_whose_code_begins_otherwise(shop: Shop) -> None:
    good = pair.offer(shop.services, shop.program.id, "till", "orfevres").code
    other = "ZZ" if not good.startswith("ZZ") else "YY"
    for _ in range(TRIES_A_MINUTE + 2):
        flooded = try_code(shop, f"{other}00-0000")

    assert answered(flooded) == (429, "too-many-tries")
    assert try_code(shop, good).status_code == 201


def test_what_is_no_code_at_all_is_no_try(shop: Shop) -> None:
    for _ in range(TRIES_A_MINUTE + 2):
        assert answered(try_code(shop, "UUUU-UUUU")) == (401, "pairing-refused")
