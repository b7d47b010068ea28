"""At the till, over HTTP: earn, redeem, undo, look; and everything that is refused."""

from datetime import timedelta
from pathlib import Path

import pytest

from functions.journeys import pair
from loyalty.entry import CardId, Entry
from passes.card_code import seal
from tests.builders import program_data
from tests.functions.store.faults import Faulty, after
from tests.shop import Card, Phone, Shop

KEY = "operation-0000000001"


def stamped(shop: Shop, till: Phone, card: Card, times: int) -> None:
    """Stamp a card so many times, a day apart."""
    for _ in range(times):
        shop.later(days=1)
        till.tokens = shop.pair().tokens
        assert till.earn(card.code).status_code == 201


def held(shop: Shop) -> dict[str, int]:
    """What the only card holds."""
    (ledger,) = shop.services.cards.ledgers("cafe-poincon")
    return dict(ledger.entries[-1].balance_after)


def entries(shop: Shop) -> int:
    return sum(len(ledger.entries) for ledger in shop.services.cards.ledgers("cafe-poincon"))


def test_a_scan_stamps_and_says_what_to_say(shop: Shop) -> None:
    card, till = shop.join("Paul"), shop.pair()

    answer = till.earn(card.code)

    assert answer.status_code == 201
    assert answer.json["headline"] == "Paul · 1re visite · 1 sur 9"
    assert answer.json["say"] == "Bienvenue, Paul\u202f! Encore 8 et le café est offert."
    assert answer.json["card"]["image"] == "/i/cafe-poincon/1/stamps-9-01.svg"


def test_the_till_speaks_english_when_asked(shop: Shop) -> None:
    card, till = shop.join("Paul"), shop.pair()

    seen = shop.web.get(
        f"/v1/till/cards/{card.code}", headers={**till.bearer, "Accept-Language": "en-GB"}
    )

    assert seen.json["headline"] == "Paul · 0 of 9"


def test_a_repeat_gives_the_first_answer_again(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    made_at = shop.now

    first = till.earn(card.code, key=KEY)
    again = till.earn(card.code, key=KEY, made_at=made_at)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert entries(shop) == 1


def test_a_repeat_long_after_and_behind_other_scans_gives_the_first_answer(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    made_at = shop.now
    first = till.earn(card.code, key=KEY)
    stamped(shop, till, card, 2)

    again = till.earn(card.code, key=KEY, made_at=made_at)

    assert again.status_code == 200
    assert again.json["headline"] == first.json["headline"]
    assert entries(shop) == 3


def test_a_repeated_operation_with_another_body_is_refused(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    till.earn(card.code, key=KEY)

    response = till.earn(card.code, key=KEY, units=2)

    assert response.status_code == 422
    assert response.json["code"] == "key-reused"
    assert entries(shop) == 1


def test_an_id_is_good_for_the_scan_of_one_time(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    till.earn(card.code, key=KEY)

    response = till.earn(card.code, key=KEY, made_at=shop.now - timedelta(minutes=1))

    assert (response.status_code, response.json["code"]) == (422, "key-reused")
    assert entries(shop) == 1


def test_the_id_of_a_refund_is_none_for_an_undo_of_the_same(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    operation = till.earn(card.code).json["operation"]
    till.refund(card.code, operation, key=KEY)

    response = till.undo(card.code, operation, key=KEY)

    assert (response.status_code, response.json["code"]) == (422, "key-reused")
    assert entries(shop) == 2


def test_a_scan_that_another_one_overtakes_is_decided_anew(shared: Path) -> None:
    shop = Shop(shared, data=program_data(limits__cooldown_minutes=0))
    card, till = shop.join(), shop.pair()
    code = card.code
    shop.services.cards.engine = faulty = Faulty(shop.services.cards.engine)  # type: ignore[attr-defined]
    faulty.next(after(lambda: till.earn(code)))

    response = till.earn(code)

    assert (response.status_code, response.json["card"]["visit"]) == (201, 2)
    assert entries(shop) == 2


def test_goods_come_back_from_a_sale_that_was_on_its_way(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, till = shop.join(), shop.pair()
    code, history = card.code, shop.services.cards.history

    def after_the_sale(program: str, of: CardId) -> list[Entry]:
        monkeypatch.undo()
        assert till.earn(code, key=KEY).status_code == 201
        return history(program, of)

    monkeypatch.setattr(shop.services.cards, "history", after_the_sale)
    response = till.refund(code, KEY)

    assert response.status_code == 201, response.text
    assert held(shop) == {}


def test_the_same_id_on_another_card_is_another_operation(shop: Shop) -> None:
    till, ada, ben = shop.pair(), shop.join("Ada"), shop.join("Ben")

    till.earn(ada.code, key=KEY)
    response = till.earn(ben.code, key=KEY)

    assert response.status_code == 201


def test_a_second_scan_within_the_cooldown_is_refused_with_both_times(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    shop.at("2026-02-02 10:32")
    till.tokens = shop.pair().tokens
    till.earn(card.code)

    refused = shop.later(minutes=10) and till.earn(card.code)

    assert refused.status_code == 422
    assert refused.json["code"] == "too-soon"
    assert refused.json["detail"] == (
        "Déjà tamponnée à 10:32. La prochaine fois à partir de 11:02."
    )
    assert refused.json["retry_at"] == "2026-02-02T10:02:00.000Z"
    assert entries(shop) == 1


def test_a_refusal_says_whose_card_it_is(shop: Shop) -> None:
    card, till = shop.join("Ada"), shop.pair()
    sale = till.earn(card.code).json["operation"]

    for refused in (till.earn(card.code), till.redeem(card.code), till.undo(card.code, sale[::-1])):
        told = refused.json.get("answer", {"headline": "", "kind": ""})
        is_rule = refused.json["code"] != "unknown-entry"
        assert told["headline"].startswith("Ada · ") == is_rule
        assert (told["kind"] == "look") == is_rule


def test_whose_card_a_late_scan_was_is_not_told_with_a_code_that_is_void_by_now(
    shop: Shop,
) -> None:
    card, till = shop.join("Ada"), shop.pair()
    code, made = card.code, shop.now
    till.earn(code)
    shop.later(minutes=5)
    assert till.post("replacements", code=code).status_code == 201

    refused = till.earn(code, made_at=made)

    assert refused.json["code"] == "too-soon"
    assert "answer" not in refused.json


@pytest.mark.parametrize(("seconds", "status", "written"), [(60, 201, 1), (61, 503, 0)])
def test_no_entry_is_written_later_than_a_minute_after_its_date(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, seconds: int, status: int, written: int
) -> None:
    code, till, cards = shop.join().code, shop.pair(), shop.services.cards
    head, made_at = cards.head, shop.now

    with monkeypatch.context() as slow:
        slow.setattr(cards, "head", lambda *of: shop.later(seconds=seconds) and head(*of))
        late = till.earn(code, key=KEY, made_at=made_at)
    found = entries(shop)
    again = till.earn(code, key=KEY, made_at=made_at)

    assert (late.status_code, found) == (status, written)
    assert again.status_code in (200, 201)
    assert entries(shop) == 1


def test_a_scan_that_arrives_late_counts_when_it_was_made(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    made_at = shop.now
    shop.later(days=2)
    till.tokens = shop.pair().tokens

    answer = till.earn(card.code, made_at=made_at)

    assert answer.json["happened_at"] == "2026-02-02T06:00:00.000Z"


def test_a_scan_that_arrives_after_a_change_of_rules_is_decided_by_those_of_its_time(
    shop: Shop,
) -> None:
    card, till, made_at = shop.join(), shop.pair(), shop.now
    code = card.code
    shop.later(minutes=10)
    shop.services.programs.publish(program_data(stamps__threshold=5), shop.now)
    shop.later(minutes=1)

    late = till.earn(code, made_at=made_at)

    (ledger,) = shop.services.cards.ledgers("cafe-poincon")
    assert late.status_code == 201
    assert ledger.entries[0].rule_version == 1


def test_a_scan_that_was_undone_holds_up_no_other_and_was_no_visit(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    wrong = till.earn(card.code, units=3).json["operation"]
    till.undo(card.code, wrong)

    right = till.earn(card.code)

    assert (right.status_code, right.json["card"]["visit"]) == (201, 1)
    assert held(shop) == {"stamps": 1}


def test_a_ready_reward_is_offered_and_not_stamped_over(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    stamped(shop, till, card, 9)
    shop.later(days=1)
    till.tokens = shop.pair().tokens

    refused = till.earn(card.code)
    over = till.earn(card.code, over_ready=True)

    assert refused.json["code"] == "reward-ready"
    assert refused.json["answer"]["card"]["ready"][0]["offer"] == "Offrir le café"
    assert over.status_code == 201
    assert held(shop) == {"stamps": 1, "reward:coffee": 1}


def test_a_stamp_that_waited_in_a_phone_is_not_lost_when_a_reward_came_meanwhile(
    shop: Shop,
) -> None:
    card, till = shop.join(), shop.pair()
    stamped(shop, till, card, 8)
    offline_at = shop.later(days=1).now
    shop.later(hours=2)
    till.tokens = shop.pair().tokens
    till.earn(card.code)
    shop.later(hours=6)
    till.tokens = shop.pair().tokens

    late = till.earn(card.code, made_at=offline_at)

    assert late.status_code == 201
    assert held(shop) == {"stamps": 1, "reward:coffee": 1}


def test_redeeming_undoing_and_redeeming_again(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    stamped(shop, till, card, 9)

    given = till.redeem(card.code)
    undone = till.undo(card.code, given.json["operation"])
    again = till.redeem(card.code)

    assert given.json["say"] == "Café offert."
    assert undone.json["card"]["ready"][0]["count"] == 1
    assert again.json["card"]["ready"] == []


def test_a_reward_that_is_not_there_cannot_be_given(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()

    empty = till.redeem(card.code)
    unknown = till.redeem(card.code, reward="car")

    assert (empty.status_code, empty.json["code"]) == (422, "not-enough-balance")
    assert (unknown.status_code, unknown.json["code"]) == (404, "unknown-reward")
    assert entries(shop) == 0


def test_only_the_latest_operation_can_be_undone(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    first = till.earn(card.code).json["operation"]
    stamped(shop, till, card, 1)

    refused = till.undo(card.code, first)
    unknown = till.undo(card.code, "operation-that-never-was")

    assert refused.json["code"] == "undo-refused"
    assert unknown.json["code"] == "unknown-entry"


@pytest.mark.parametrize(("minutes", "until"), [(0, None), (1, "2026-02-10T08:01:00.000Z")])
def test_where_nothing_can_be_undone_no_undo_is_offered(
    shared: Path, minutes: int, until: str | None
) -> None:
    shop = Shop(shared, data=program_data(limits__undo_minutes=minutes)).at("2026-02-10 09:00")
    card, till = shop.join(), shop.pair()

    answer = till.earn(card.code).json
    shop.later(seconds=1)
    undone = till.undo(card.code, answer["operation"])

    assert answer["undo_until"] == until
    assert (undone.status_code == 201) == (until is not None)


def test_undoing_after_the_window_is_refused(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    operation = till.earn(card.code).json["operation"]
    shop.later(minutes=16)
    till.tokens = shop.pair().tokens

    refused = till.undo(card.code, operation)

    assert refused.json["code"] == "undo-too-late"


def test_the_short_code_works_as_typed(shop: Shop) -> None:
    card, till = shop.join("Ada"), shop.pair()
    short = next(iter(shop.services.cards.every("cafe-poincon"))).short_code

    answer = till.earn(f"{short[:4]}-{short[4:]}".lower())

    assert answer.json["card"]["first_name"] == "Ada"
    assert card.url


@pytest.mark.parametrize("code", ["HELLO-WORLD", "A" * 39, "0" * 8, "é" * 39, "A" * 64])
def test_a_malformed_or_foreign_code_is_not_a_card(shop: Shop, code: str) -> None:
    till = shop.pair()

    response = till.earn(code)

    assert response.status_code == 404
    assert response.json["code"] == "unknown-card"


def test_a_code_of_another_shop_is_not_a_card_here(shop: Shop) -> None:
    shop.services.programs.publish(program_data(id="chez-mallory"), shop.now)
    body = {"first_name": "Mallory", "language": "fr", "accepts_terms": True}
    shop.web.post("/v1/programs/chez-mallory/members", json=body)
    foreign = next(iter(shop.services.cards.every("chez-mallory"))).card.id

    response = shop.pair().earn(seal(shop.services.keys, "scan", "chez-mallory", foreign))

    assert response.status_code == 404
    assert response.json["code"] == "unknown-card"


def test_a_code_with_one_character_changed_is_not_a_card(shop: Shop) -> None:
    code, till = shop.join().code, shop.pair()
    flipped = code[:-1] + ("A" if code[-1] != "A" else "I")

    response = till.earn(flipped)

    assert response.json["code"] == "unknown-card"


def test_a_write_without_an_operation_id_is_refused(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()

    response = till.earn(card.code, key="short")

    assert response.status_code == 400
    assert response.json["code"] == "missing-key"


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x.y.z", "Basic abc"])
def test_without_a_good_token_nothing_is_answered(shop: Shop, token: str) -> None:
    response = shop.web.get("/v1/till/program", headers={"Authorization": token})

    assert response.status_code == 401
    assert response.json["code"] == "not-allowed"


def test_an_owners_token_is_no_tills_token(shop: Shop) -> None:
    owner = shop.pair("owner")

    response = shop.web.get("/v1/till/program", headers=owner.bearer)

    assert response.status_code == 401


def test_a_token_is_good_for_minutes_and_then_renewed(shop: Shop) -> None:
    till = shop.pair()
    shop.later(minutes=16)

    expired = till.get("program")
    body = {"refresh_token": till.tokens["refresh_token"]}
    till.tokens = shop.web.post("/v1/till/tokens", json=body).json

    assert expired.status_code == 401
    assert till.get("program").status_code == 200


def test_a_refresh_token_that_was_never_given_shuts_nobody_out(shop: Shop) -> None:
    till = shop.pair()
    forged = f"cafe-poincon.{till.tokens['device']}.junk.1.junk"

    refused = shop.web.post("/v1/till/tokens", json={"refresh_token": forged})
    body = {"refresh_token": till.tokens["refresh_token"]}

    assert refused.json["code"] == "not-allowed"
    assert shop.web.post("/v1/till/tokens", json=body).status_code == 200


def test_a_phone_that_was_away_for_a_month_is_paired_anew(shop: Shop) -> None:
    till = shop.pair()
    shop.later(days=31)

    body = {"refresh_token": till.tokens["refresh_token"]}
    response = shop.web.post("/v1/till/tokens", json=body)

    assert response.status_code == 401


@pytest.mark.parametrize(("day", "said"), [(10, True), (11, False)])
def test_the_till_is_told_of_a_birthday_on_the_day(shop: Shop, day: int, said: bool) -> None:
    card, till = shop.join(birthday_day=day, birthday_month=2), shop.at("2026-02-10 09:00").pair()

    seen = till.get(f"cards/{card.code}").json
    stamped_now = till.earn(card.code).json

    assert (seen["card"]["birthday"], stamped_now["card"]["birthday"]) == (said, said)


def test_a_stamp_tells_the_visit_before_it_and_so_does_its_repeat(shop: Shop) -> None:
    card = shop.join("Paul")
    first = shop.at("2026-02-02 09:00").pair().earn(card.code).json
    back = shop.at("2026-03-05 09:00").pair().earn(card.code, key=KEY).json
    made_at = shop.now
    till = shop.later(days=1).pair()
    till.earn(card.code)

    again = till.earn(card.code, key=KEY, made_at=made_at)

    assert first["card"]["last_visit_at"] is None
    assert back["card"]["last_visit_at"] == first["happened_at"]
    assert back["say"].startswith("Quel plaisir de vous revoir, Paul\u202f! ")
    assert (again.status_code, again.json) == (200, back)
    assert till.get(f"cards/{card.code}").json["card"]["last_visit_at"] > back["happened_at"]


def test_what_comes_late_does_not_tell_of_a_visit_that_came_after_it(shop: Shop) -> None:
    card, till = shop.join("Paul"), shop.at("2026-02-04 09:00").pair()
    till.earn(card.code)

    late = till.earn(card.code, made_at=shop.now - timedelta(days=1))

    assert (late.status_code, late.json["card"]["visit"]) == (201, 2)
    assert late.json["card"]["last_visit_at"] is None
    assert "revoir" not in late.json["say"]


def test_a_refresh_token_used_twice_long_after_shuts_the_phone_out(shop: Shop) -> None:
    till = shop.pair()
    stolen = {"refresh_token": till.tokens["refresh_token"]}
    for _ in range(2):
        body = {"refresh_token": till.tokens["refresh_token"]}
        till.tokens = shop.web.post("/v1/till/tokens", json=body).json

    response = shop.web.post("/v1/till/tokens", json=stolen)

    assert response.json["code"] == "device-revoked"
    assert till.earn(shop.join().code).json["code"] == "device-revoked"


def test_a_revoked_phone_cannot_write_although_its_token_still_lives(shop: Shop) -> None:
    till, card = shop.pair(), shop.join()
    shop.services.devices.revoke("cafe-poincon", till.tokens["device"])

    response = till.earn(card.code)

    assert response.status_code == 401
    assert response.json["code"] == "device-revoked"
    assert entries(shop) == 0


def test_a_pairing_code_works_once(shop: Shop) -> None:
    code = pair.offer(shop.services, "cafe-poincon", "till", "orfevres").code

    first = shop.web.post("/v1/till/pairings", json={"code": code})
    second = shop.web.post("/v1/till/pairings", json={"code": code})

    assert (first.status_code, second.status_code) == (201, 401)
    assert second.json["code"] == "pairing-refused"


def test_a_pairing_code_for_a_till_opens_no_owners_page(shop: Shop) -> None:
    code = pair.offer(shop.services, "cafe-poincon", "till", "orfevres").code

    owner = shop.web.post("/v1/owner/pairings", json={"code": code})
    till = shop.web.post("/v1/till/pairings", json={"code": code})

    assert (owner.status_code, till.status_code) == (401, 201)


def test_a_phones_name_is_one_line_whatever_was_typed(shop: Shop) -> None:
    shop.pair(name="Comptoir\u202e\n\x1b[31m du  fond")

    names = [device.name for device in shop.services.devices.every("cafe-poincon")]

    assert names == ["Comptoir [31m du fond"]


def test_an_old_pairing_code_is_refused(shop: Shop) -> None:
    code = pair.offer(shop.services, "cafe-poincon", "till", "orfevres").code

    response = shop.later(minutes=11).web.post("/v1/till/pairings", json={"code": code})

    assert response.json["code"] == "pairing-refused"


def test_a_till_over_its_hourly_limit_waits_for_the_next_hour(shared: Path) -> None:
    shop = Shop(shared, data=program_data(limits__scans_per_till_hour=2))
    till = shop.pair()
    for _ in range(2):
        assert till.earn(shop.join().code).status_code == 201

    refused = till.earn(shop.join().code)
    shop.later(hours=1)
    till.tokens = shop.web.post(
        "/v1/till/tokens", json={"refresh_token": till.tokens["refresh_token"]}
    ).json

    assert (refused.status_code, refused.json["code"]) == (429, "too-many-scans")
    assert till.earn(shop.join().code).status_code == 201


@pytest.mark.parametrize(("waiting", "taken"), [(6, 6), (9, 8)])
def test_a_backlog_shuts_out_nobody_who_stands_there(
    shared: Path, waiting: int, taken: int
) -> None:
    shop = Shop(shared, data=program_data(limits__scans_per_till_hour=2)).at("2026-02-03 09:00")
    till, codes = shop.pair(), [shop.join().code for _ in range(waiting + 2)]
    shop.at("2026-02-03 09:10")
    made_at = shop.now - timedelta(minutes=5)

    late = [till.earn(code, made_at=made_at) for code in codes[2:]]
    live = [till.earn(code) for code in codes[:2]]

    assert [answer.status_code for answer in late] == [201] * taken + [429] * (waiting - taken)
    assert {one.json["code"] for one in late[taken:]} <= {"too-many-late-scans"}
    assert [answer.status_code for answer in live] == [201, 201]


def test_what_is_scanned_now_is_counted_apart_from_what_waited(shared: Path) -> None:
    shop = Shop(shared, data=program_data(limits__scans_per_till_hour=1)).at("2026-02-03 09:00")
    till, codes = shop.pair(), [shop.join().code for _ in range(3)]
    shop.at("2026-02-03 09:10")

    told = [till.earn(codes[0]), till.earn(codes[1], made_at=shop.now - timedelta(seconds=59))]
    late = till.earn(codes[2], made_at=shop.now - timedelta(minutes=1))

    assert [answer.status_code for answer in told] == [201, 429]
    assert late.status_code == 201
