"""The owner puts a card right over HTTP: what is asked, what is refused, what is seen then."""

import json
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.journeys import tell_wallets
from functions.journeys.correct import Correction, correct
from functions.records import HeldCard
from functions.tour.bundle import Bundle
from functions.web.problem_texts import FIELD_WORDS
from loyalty.audit import doubts, rebuilt
from loyalty.card import replay
from loyalty.entry import STAMPS, OperationId
from passes import short_code
from tests.builders import program_data
from tests.shop import Card, Phone, Shop

PAPER = {"units": 7, "reason": "paper-card"}


def held(shop: Shop) -> HeldCard:
    (one,) = shop.services.cards.every(shop.program.id)
    return one


def code(shop: Shop) -> str:
    return short_code.shown(held(shop).short_code)


def ask(
    owner: Phone, what: str = "corrections", *, key: str = "", language: str = "fr", **body: Any
) -> TestResponse:
    headers = {
        **owner.bearer,
        "Idempotency-Key": key or secrets.token_hex(16),
        "Accept-Language": language,
    }
    return owner.shop.web.post(f"/v1/owner/{what}", json=body, headers=headers)


def test_the_stamps_of_a_paper_card_are_on_the_card_and_nobody_came(shop: Shop) -> None:
    ada, owner = shop.join("Ada"), shop.pair("owner")

    answer = ask(owner, code=code(shop).lower(), **PAPER)

    assert answer.status_code == 201
    assert answer.json == {
        "code": code(shop),
        "first_name": "Ada",
        "change": "+ 7 tampons",
        "before": {"balance": "0 tampon", "units": 0, "ready": []},
        "after": {"balance": "7 tampons", "units": 7, "ready": []},
    }
    (entry,) = shop.services.cards.history(shop.program.id, held(shop).card.id)
    assert (entry.kind, entry.reason, entry.till) == (
        "adjust",
        "paper-card",
        owner.tokens["device"],
    )
    assert held(shop).card == replay(shop.program.id, held(shop).card.id, [entry])
    figures = {one["key"]: one["value"] for one in owner.get("overview").json["figures"]}
    assert (figures["visits"], figures["active"]) == ("0", "0")
    assert "correction de la boutique\u202f: + 7 tampons" in ada.page().replace("\xa0", " ")


def test_a_look_ahead_says_whose_card_it_is_and_writes_nothing(shop: Shop) -> None:
    shop.join("Ada")
    owner = shop.pair("owner")

    seen = ask(owner, "correction-previews", code=code(shop), units=10, reason="gesture").json

    assert (seen["first_name"], seen["change"]) == ("Ada", "+ 10 tampons")
    assert seen["before"] == {"balance": "0 tampon", "units": 0, "ready": []}
    assert seen["after"] == {"balance": "1 tampon", "units": 1, "ready": ["1 café"]}
    assert shop.services.cards.history(shop.program.id, held(shop).card.id) == []


def test_it_needs_no_cooldown_and_leaves_the_till_its_own(shop: Shop) -> None:
    ada, owner, till = shop.join(), shop.pair("owner"), shop.pair()
    assert till.earn(ada.code).status_code == 201

    assert ask(owner, code=code(shop), **PAPER).status_code == 201
    assert till.earn(ada.code).json["code"] == "too-soon"

    assert till.get(f"cards/{held(shop).short_code}").json["card"]["visit"] == 1


def test_the_same_operation_again_is_answered_again_and_counts_once(shop: Shop) -> None:
    shop.join()
    owner, key = shop.pair("owner"), secrets.token_hex(16)

    first, second = (ask(owner, key=key, code=code(shop), **PAPER) for _ in range(2))
    other = ask(owner, key=key, code=code(shop), units=6, reason="paper-card")

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert (other.status_code, other.json["code"]) == (422, "key-reused")
    assert held(shop).card.balance(STAMPS) == 7


def test_the_opposite_takes_it_back_and_no_till_can(shop: Shop) -> None:
    ada, owner, till = shop.join(), shop.pair("owner"), shop.pair()
    ask(owner, code=code(shop), **PAPER)
    (entry,) = shop.services.cards.history(shop.program.id, held(shop).card.id)

    refused = till.undo(ada.code, entry.operation)
    taken = ask(owner, code=code(shop), units=-7, reason="till-mistake")

    assert refused.json["code"] == "undo-refused"
    assert taken.status_code == 201
    assert held(shop).card.balances == {}


@pytest.mark.parametrize(
    ("body", "problem", "says"),
    [
        ({"units": -1, "reason": "miscounted"}, "correction-below-zero", "0 au plus"),
        ({"units": 11, "reason": "gesture"}, "correction-too-large", "10 au plus"),
        ({"code": "ZZZZ-ZZZZ"}, "unknown-card", ""),
        ({"code": "?"}, "unknown-card", ""),
    ],
)
@pytest.mark.parametrize("what", ["corrections", "correction-previews"])
def test_what_cannot_be_is_refused_in_words_and_written_nowhere(
    shop: Shop, what: str, body: dict[str, Any], problem: str, says: str
) -> None:
    shop.join()
    owner = shop.pair("owner")

    answers = [
        ask(owner, what, language=language, **{"code": code(shop), **PAPER, **body})
        for language in ("fr", "en")
    ]

    for answer in answers:
        assert answer.json["code"] == problem
        assert answer.content_type == "application/problem+json"
    assert says in answers[0].json["detail"]
    assert answers[0].json["detail"] != answers[1].json["detail"]
    assert shop.services.cards.history(shop.program.id, held(shop).card.id) == []


@pytest.mark.parametrize(
    ("body", "pointer", "rule"),
    [
        ({"units": 0}, "/units", "zero"),
        ({"units": 1.5}, "/units", "type"),
        ({"units": "7"}, "/units", "type"),
        ({"units": 10**9}, "/units", "maximum"),
        ({"reason": "because"}, "/reason", "enum"),
        ({"reason": "miscounted"}, "/reason", "takes_away"),
        ({"units": -7}, "/reason", "adds"),
        ({"code": ""}, "/code", "minLength"),
        ({"note": "for Ada"}, "/note", "additionalProperties"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_field_that_is_wrong_is_named(
    shop: Shop, body: dict[str, Any], pointer: str, rule: str, language: str
) -> None:
    shop.join()

    answer = ask(shop.pair("owner"), language=language, **{"code": code(shop), **PAPER, **body})

    (error,) = answer.json["errors"]
    assert (answer.status_code, error["pointer"]) == (422, pointer)
    assert error["detail"].startswith(FIELD_WORDS[rule][language].partition("{")[0])


def test_without_a_key_nothing_is_written(shop: Shop) -> None:
    shop.join()
    owner = shop.pair("owner")
    body = {"code": code(shop), **PAPER}

    answer = shop.web.post("/v1/owner/corrections", json=body, headers=owner.bearer)

    assert (answer.status_code, answer.json["code"]) == (400, "missing-key")


@pytest.mark.parametrize("path", ["corrections", "correction-previews"])
def test_no_till_no_member_of_staff_and_nobody_else_may(shop: Shop, path: str) -> None:
    shop.join()
    owner, till = shop.pair("owner"), shop.pair()
    added = shop.web.post("/v1/owner/staff", json={"name": "Léa"}, headers=owner.bearer).json
    till.sign_in(added["id"], added["pin"])
    key, body = {"Idempotency-Key": secrets.token_hex(16)}, {"code": code(shop), **PAPER}

    answers = [
        shop.web.post(f"/v1/owner/{path}", json=body, headers=headers | key)
        for headers in ({}, till.bearer, till.bearer | {"Staff": till.staff})
    ]
    on_the_till = till.post(path, **body)

    assert {answer.status_code for answer in answers} == {401}
    assert on_the_till.status_code == 404
    assert held(shop).card.seq == 0


def test_an_owners_phone_that_is_shut_out_while_it_writes_writes_nothing(shop: Shop) -> None:
    shop.join()
    owner = shop.pair("owner")
    phone = shop.services.devices.get(shop.program.id, owner.tokens["device"])
    shop.services.devices.revoke(shop.program.id, phone.id)

    asked = Correction(code=code(shop), units=7, reason="gesture")
    with pytest.raises(Exception, match="device-revoked"):
        correct(shop.services, phone, OperationId(secrets.token_hex(16)), asked)
    assert ask(owner, code=code(shop), **PAPER).status_code == 401
    assert held(shop).card.seq == 0


def test_so_many_a_day_on_all_phones_together_until_the_shops_midnight(shared: Path) -> None:
    shop = Shop(shared, data=program_data(limits__corrections_per_day=2))
    shop.join()
    shop.at("2026-02-02 09:00")
    one, other = shop.pair("owner"), shop.pair("owner")
    gesture = {"units": 1, "reason": "gesture"}
    assert ask(one, code=code(shop), units=-5, reason="miscounted").status_code == 422

    answers = [ask(phone, code=code(shop), **gesture) for phone in (one, other, one)]
    shop.at("2026-02-02 23:59")
    still = ask(shop.pair("owner"), code=code(shop), **gesture)
    shop.at("2026-02-03 00:01")
    again = ask(shop.pair("owner"), code=code(shop), **gesture)

    assert [answer.status_code for answer in answers] == [201, 201, 429]
    refused = answers[2]
    assert (refused.json["code"], refused.json["allowed"]) == ("too-many-corrections", 2)
    assert refused.headers["Retry-After"] == str(15 * 3600 + 1)
    assert (still.status_code, again.status_code) == (429, 201)


def test_a_wallet_that_has_the_card_is_told_what_it_was(shared: Path) -> None:
    shop = Shop(shared, wakes=True)
    card, owner = shop.join(), shop.pair("owner")
    shop.services.outbox.attach(held(shop), "google", attached=True)
    tell_wallets.sweep(shop.services)
    shop.later(minutes=5)
    shop.woken.clear()

    ask(owner, code=code(shop), **PAPER)

    assert [errand.card for errand in shop.woken] == [held(shop).card.id]
    assert held(shop).behind
    assert "Correction de la boutique\u202f: + 7 tampons." in back_of(card)


def back_of(card: Card) -> str:
    """All that the pass says."""
    document = Bundle(card.pass_bytes()).document
    return json.dumps(document, ensure_ascii=False).replace("\xa0", " ")


def test_the_code_of_a_card_that_was_replaced_is_good_no_more(shop: Shop) -> None:
    ada, owner, till = shop.join(), shop.pair("owner"), shop.pair()
    old = code(shop)
    assert till.post("replacements", code=ada.code).status_code == 201
    shop.later(minutes=1)

    assert ask(owner, code=old, **PAPER).json["code"] == "card-replaced"
    assert ask(owner, code=code(shop), **PAPER).status_code == 201


def test_a_frozen_card_is_not_corrected_by_hand(shop: Shop) -> None:
    ada, owner = shop.join(), shop.pair("owner")
    shop.pair().earn(ada.code)
    shop.services.audits.freeze(
        next(iter(shop.services.audits.stories(shop.program.id))), "hash-differs"
    )

    assert ask(owner, code=code(shop), **PAPER).json["code"] == "card-frozen"


def test_the_members_list_says_the_code_by_which_a_card_is_put_right(shop: Shop) -> None:
    shop.join("Ada")
    owner = shop.pair("owner")

    (member,) = owner.get("members").json["members"]
    seen = owner.get("overview").json

    assert member["code"] == code(shop)
    assert seen["counts"] == {"name": "tampons", "minor": 1}
    assert seen["corrections"] is None


def test_the_week_tells_its_corrections_with_their_reasons(shop: Shop) -> None:
    shop.join()
    owner = shop.pair("owner")
    for units, reason in ((7, "paper-card"), (1, "gesture"), (-1, "miscounted"), (1, "gesture")):
        ask(owner, code=code(shop), units=units, reason=reason)

    told = owner.get("overview").json["corrections"]
    week = shop.web.get("/v1/owner/reports/2026-W06/html", headers=owner.bearer).text
    rows = shop.web.get("/v1/owner/reports/2026-W06/csv", headers=owner.bearer).text

    said = (
        "4 corrections à la main\u202f: carte papier reprise (1), geste commercial (2), "
        "compté de trop (1)."
    )
    assert told == said
    assert said in week
    assert "corrections gesture,2" in rows
    assert shop.later(days=7) and shop.pair("owner").get("overview").json["corrections"] is None


def test_the_audit_finds_nothing_wrong_with_a_corrected_card(shop: Shop) -> None:
    shop.join()
    owner = shop.pair("owner")
    for units, reason in ((9, "paper-card"), (-3, "till-mistake")):
        ask(owner, code=code(shop), units=units, reason=reason)
        shop.later(minutes=1)

    (story,) = shop.services.audits.stories(shop.program.id)

    assert not doubts(story)
    assert rebuilt(story) == story.stored
    assert held(shop).card.balances == {STAMPS: 6}
    assert shop.now - held(shop).modified_at == timedelta(minutes=1)
