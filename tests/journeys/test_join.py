"""Joining over HTTP, with JavaScript and without."""

import pytest

from tests.builders import at
from tests.shop import Shop

JOIN = "/v1/programs/cafe-poincon/members"
FORM = {"first_name": "Ada", "language": "fr", "accepts_terms": "yes"}


def members(shop: Shop) -> list[str]:
    return [
        held.member.first_name for held in shop.services.cards.every("cafe-poincon") if held.member
    ]


def test_a_form_without_javascript_leads_to_the_card(shop: Shop) -> None:
    response = shop.web.post(JOIN, data=FORM)

    assert response.status_code == 303
    page = shop.web.get(response.headers["Location"])
    assert "C’est fait" in page.text
    assert members(shop) == ["Ada"]


def test_a_form_without_consent_comes_back_with_what_was_typed(shop: Shop) -> None:
    response = shop.web.post(JOIN, data={"first_name": "Ada", "language": "fr"})

    assert response.status_code == 422
    assert 'value="Ada"' in response.text
    assert "Cochez cette case" in response.text
    assert members(shop) == []


def test_a_form_in_english_is_answered_in_english(shop: Shop) -> None:
    response = shop.web.post(JOIN, data={"first_name": "", "language": "en"})

    assert response.status_code == 422
    assert '<html lang="en"' in response.text
    assert "Please fill this in." in response.text


def test_json_names_every_field_in_error_at_once(shop: Shop) -> None:
    body = {"first_name": "x" * 10_000, "language": "klingon", "accepts_terms": False, "age": 7}

    response = shop.web.post(JOIN, json=body)

    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    pointers = [error["pointer"] for error in response.json["errors"]]
    assert pointers == ["/accepts_terms", "/age", "/first_name", "/language"]
    assert members(shop) == []


def test_a_missing_consent_is_refused(shop: Shop) -> None:
    response = shop.web.post(JOIN, json={"first_name": "Ada", "language": "fr"})

    assert response.status_code == 422
    assert response.json["errors"][0]["pointer"] == "/accepts_terms"
    assert members(shop) == []


def test_a_body_that_is_not_json_is_a_problem_in_words(shop: Shop) -> None:
    response = shop.web.post(JOIN, data="{", content_type="application/json")

    assert response.status_code == 400
    assert response.json["code"] == "bad-request"


def test_a_body_of_a_megabyte_is_refused_before_it_is_read(shop: Shop) -> None:
    response = shop.web.post(JOIN, data="x" * 1_000_000, content_type="application/json")

    assert response.status_code == 413


def test_an_unknown_program_is_not_found(shop: Shop) -> None:
    response = shop.web.post("/v1/programs/nowhere/members", json={**FORM, "accepts_terms": True})

    assert response.status_code == 404
    assert response.json["code"] == "unknown-program"


def test_the_same_form_twice_gives_the_same_card(shop: Shop) -> None:
    body = {"first_name": "Ada", "language": "fr", "accepts_terms": True}
    key = {"Idempotency-Key": "join-0123456789abcdef"}

    first = shop.web.post(JOIN, json=body, headers=key)
    second = shop.web.post(JOIN, json=body, headers=key)

    assert first.json == second.json
    assert members(shop) == ["Ada"]


def test_the_same_key_for_somebody_else_is_refused(shop: Shop) -> None:
    body = {"first_name": "Ada", "language": "fr", "accepts_terms": True}
    key = {"Idempotency-Key": "join-0123456789abcdef"}
    shop.web.post(JOIN, json=body, headers=key)

    response = shop.web.post(JOIN, json={**body, "first_name": "Ben"}, headers=key)

    assert response.status_code == 422
    assert response.json["code"] == "key-reused"
    assert members(shop) == ["Ada"]


def test_a_birthday_that_does_not_exist_is_refused(shop: Shop) -> None:
    body = {"first_name": "Ada", "language": "fr", "accepts_terms": True}

    refused = shop.web.post(JOIN, json={**body, "birthday_day": 31, "birthday_month": 2})
    leap = shop.web.post(JOIN, json={**body, "birthday_day": 29, "birthday_month": 2})

    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == "/birthday_day"
    assert leap.status_code == 201


def test_half_a_birthday_names_the_missing_half(shop: Shop) -> None:
    body = {"first_name": "Ada", "language": "fr", "accepts_terms": True, "birthday_day": 3}

    response = shop.web.post(JOIN, json=body)

    assert response.json["errors"][0]["pointer"] == "/birthday_month"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("5678", "5678"), (" 5678 ", "5678"), ("٥٦٧٨", "5678"), ("0012", "0012"), ("  ", None)],
)
@pytest.mark.parametrize("sent_as", ["json", "data"])
def test_four_digits_of_a_mobile_are_kept_as_four_digits(
    shop: Shop, sent_as: str, typed: str, kept: str | None
) -> None:
    body = {**FORM, "accepts_terms": True, "phone_last4": typed}

    response = shop.web.post(JOIN, **{sent_as: body})

    assert response.status_code in (201, 303)
    (held,) = shop.services.cards.every("cafe-poincon")
    assert held.member is not None
    assert held.member.phone_last4 == kept


@pytest.mark.parametrize("typed", ["567", "56789", "0612345678", "567a", "+33 6", "½678", "5.78"])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Quatre chiffres seulement\u202f: les derniers de votre mobile."),
        ("en", "Four digits only: the last ones of your mobile."),
    ],
)
def test_any_more_or_less_of_a_number_is_an_error_of_its_field_and_nothing_is_kept(
    shop: Shop, typed: str, language: str, said: str
) -> None:
    body = {**FORM, "accepts_terms": True, "language": language, "phone_last4": typed}

    by_json = shop.web.post(JOIN, json=body, headers={"Accept-Language": language})
    by_form = shop.web.post(JOIN, data=body)

    assert by_json.status_code == by_form.status_code == 422
    assert by_json.json["errors"] == [{"pointer": "/phone_last4", "detail": said}]
    assert f'<span class="field-error" id="phone_last4-error">{said}</span>' in by_form.text
    assert f'value="{typed}"' in by_form.text
    assert members(shop) == []


def test_other_digits_under_the_same_key_are_another_form(shop: Shop) -> None:
    body = {**FORM, "accepts_terms": True, "phone_last4": "5678"}
    key = {"Idempotency-Key": "join-0123456789abcdef"}

    first, again, other = (
        shop.web.post(JOIN, json={**body, "phone_last4": digits}, headers=key)
        for digits in ("5678", "٥٦٧٨", "5679")
    )

    assert first.json == again.json
    assert other.json["code"] == "key-reused"


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x>', "A\u202eda\x07"])
def test_a_hostile_name_is_shown_as_text(shop: Shop, name: str) -> None:
    page = shop.join(name).page()

    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "\u202e" not in page


def test_both_consents_are_kept_with_their_answers(shop: Shop) -> None:
    shop.join("Ada", accepts_messages=False)

    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    kept = {item["sk"]: item["granted"] for item in engine.scan().items if "granted" in item}
    when = "2026-02-02T06:00:00.000Z"
    assert at("2026-02-02 07:00").isoformat() == "2026-02-02T06:00:00+00:00"
    assert kept == {f"N#terms#{when}": True, f"N#messages#{when}": False}
