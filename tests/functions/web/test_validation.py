"""Bodies: every field that is wrong is named, whatever somebody thinks of sending."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from functions.web import schemas
from functions.web.problems import InvalidRequest
from functions.web.validation import check_body
from tests.shop import Shop

JOIN = "/v1/programs/cafe-poincon/members"
ADA: dict[str, Any] = {"first_name": "Ada", "language": "fr", "accepts_terms": True}
NOON = "2026-02-02T11:00:00.000Z"


def errors(schema: Any, body: Any, language: str = "en") -> dict[str, str]:
    """The fields in error, each with its sentence."""
    app = Flask("validation")
    with app.test_request_context(headers={"Accept-Language": language}):
        try:
            check_body(schema, body)
        except InvalidRequest as wrong:
            return {error["pointer"]: error["detail"] for error in wrong.facts["errors"]}
    return {}


def pointers(response: TestResponse) -> list[str]:
    assert (response.status_code, response.json["code"]) == (422, "invalid-request"), response.text
    return [error["pointer"] for error in response.json["errors"]]


def test_a_good_body_has_no_errors() -> None:
    assert errors(schemas.JOIN, ADA) == {}
    assert errors(schemas.JOIN, {**ADA, "birthday_day": 29, "birthday_month": 2}) == {}


@pytest.mark.parametrize(
    ("change", "pointer", "sentence"),
    [
        ({"first_name": "x" * 41}, "/first_name", "At most 40 characters."),
        ({"first_name": ""}, "/first_name", "Please fill this in."),
        ({"first_name": "  "}, "/first_name", "The form is not right."),
        ({"first_name": 7}, "/first_name", "This is the wrong kind of value."),
        ({"first_name": None}, "/first_name", "This is the wrong kind of value."),
        ({"language": "de"}, "/language", "There is no such choice."),
        ({"accepts_terms": False}, "/accepts_terms", "Tick this box to have a card."),
        ({"birthday_day": 0, "birthday_month": 1}, "/birthday_day", "At least 1."),
        ({"birthday_day": 32, "birthday_month": 1}, "/birthday_day", "At most 31."),
        ({"birthday_day": 3}, "/birthday_month", "Day and month go together."),
        ({"a/b~c": 1}, "/a~1b~0c", "Unknown field."),
    ],
)
def test_a_broken_rule_has_its_sentence(
    change: dict[str, Any], pointer: str, sentence: str
) -> None:
    assert errors(schemas.JOIN, ADA | change) == {pointer: sentence}


def test_every_error_is_named_at_once_and_each_field_once() -> None:
    found = errors(schemas.JOIN, {"first_name": "", "language": 3, "x": 1, "y" * 100: 2}, "fr")

    assert list(found) == ["/accepts_terms", "/first_name", "/language", "/x", "/" + "y" * 60]
    assert found["/accepts_terms"] == "À remplir."


def test_a_place_within_a_list_is_pointed_at() -> None:
    lines = {"properties": {"lines": {"type": "array", "items": {"type": "string"}}}}

    assert list(errors(lines, {"lines": ["fine", 3]})) == ["/lines/1"]


@pytest.mark.parametrize("body", [None, [], "text", 7, True])
def test_what_is_no_object_is_wrong_as_a_whole(body: Any) -> None:
    assert errors(schemas.JOIN, body) == {"": "This is the wrong kind of value."}


@pytest.mark.parametrize("units", [1.0, 2.5, "2", True, 10**400])
def test_stamps_are_counted_in_whole_numbers(shop: Shop, units: Any) -> None:
    card, till = shop.join(), shop.pair()

    assert pointers(till.earn(card.code, units=units)) == ["/units"]


def test_a_birthday_that_is_no_whole_number_is_refused(shop: Shop) -> None:
    response = shop.web.post(JOIN, json={**ADA, "birthday_day": 3.0, "birthday_month": 2})

    assert pointers(response) == ["/birthday_day"]


@pytest.mark.parametrize("day", ["9" * 5000, "²", "three", "1.5", "-1"])
def test_a_form_with_a_day_that_is_none_comes_back(shop: Shop, day: str) -> None:
    form = {"first_name": "Ada", "language": "fr", "accepts_terms": "1", "birthday_month": "2"}

    assert shop.web.post(JOIN, data={**form, "birthday_day": day}).status_code == 422


@pytest.mark.parametrize("name", ["\u200b", "\u202e\u2066", "\x07", "\ufeff"])
def test_a_name_of_which_nothing_is_seen_is_none(shop: Shop, name: str) -> None:
    form = {"first_name": name, "language": "fr", "accepts_terms": "1"}

    assert pointers(shop.web.post(JOIN, json={**ADA, "first_name": name})) == ["/first_name"]
    assert shop.web.post(JOIN, data=form).status_code == 422


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Ada\n Lovelace ", "Ada Lovelace"),
        ("E\u0301lodie", "Élodie"),
        ("Ada\u202eadA", "Ada adA"),
        ("李小龙", "李小龙"),
        ("👩‍🍳", "👩 🍳"),
    ],
)
def test_a_name_is_kept_as_one_visible_line(shop: Shop, name: str, kept: str) -> None:
    shop.join(name)

    held = next(iter(shop.services.cards.every("cafe-poincon")))
    assert held.member is not None
    assert held.member.first_name == kept


@pytest.mark.parametrize(
    "moment", ["2026-02-31T11:00:00Z", "2026-13-01T00:00:00Z", "2026-02-02T24:61:00Z", NOON + "\n"]
)
@pytest.mark.parametrize("name", ["made_at", "sent_at"])
def test_a_moment_that_never_was_is_pointed_at(shop: Shop, moment: str, name: str) -> None:
    card, till = shop.join(), shop.pair()
    times = {"made_at": NOON, "sent_at": NOON, name: moment}
    headers = {**till.bearer, "Idempotency-Key": "operation-0000000001"}

    response = shop.web.post("/v1/till/earns", json={"code": card.code, **times}, headers=headers)

    assert pointers(response) == [f"/{name}"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[" * 9000,
        b'{"first_name": "\xff"}',
        b'{"first_name": "\\ud800", "language": "fr", "accepts_terms": true}',
        b'{"units": ' + b"1" * 5000 + b"}",
    ],
)
def test_what_is_no_json_or_no_text_is_a_refusal_and_never_a_failure(
    shop: Shop, body: bytes
) -> None:
    response = shop.web.post(JOIN, data=body, content_type="application/json")

    assert response.json["code"] in ("bad-request", "invalid-request")
