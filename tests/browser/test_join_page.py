"""Taking a card with JavaScript: one card, whatever the network does."""

import json

import pytest
from playwright.sync_api import Page, Request, Route

from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

MEMBERS = "**/v1/programs/cafe-poincon/members"


def fill(page: Page) -> None:
    page.goto("/cafe-poincon/fr/")
    page.fill("#first_name", "  Ada ")
    page.check("#accepts_terms")


def test_joining_leads_to_the_card(open_page: OpenPage) -> None:
    page, sent = open_page(), []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(status=201, json={"card_url": "/cafe-poincon/en/"})

    page.route(MEMBERS, answer)
    fill(page)
    page.select_option("#birthday_day", "29")
    page.select_option("#birthday_month", "2")
    page.click("[data-send]")
    page.wait_for_url("**/cafe-poincon/en/")

    assert sent == [
        {
            "first_name": "Ada",
            "language": "fr",
            "accepts_terms": True,
            "accepts_messages": False,
            "birthday_day": 29,
            "birthday_month": 2,
        }
    ]


def test_four_digits_of_a_mobile_go_along_and_a_whole_number_does_not_fit(
    open_page: OpenPage,
) -> None:
    page, sent = open_page(), []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(status=201, json={"card_url": "/cafe-poincon/en/"})

    page.route(MEMBERS, answer)
    fill(page)
    field = page.get_by_label("Les 4 derniers chiffres de votre mobile (facultatif)")
    field.press_sequentially("567")
    page.click("[data-send]")
    page.click("[data-summary] a >> text=Quatre chiffres seulement")
    assert page.get_attribute("#phone_last4", "aria-describedby") == (
        "phone_last4-hint phone_last4-error"
    )
    assert sent == []

    field.press_sequentially("89123")
    assert (field.get_attribute("inputmode"), field.get_attribute("autocomplete")) == (
        "numeric",
        "off",
    )
    page.click("[data-send]")
    page.wait_for_url("**/cafe-poincon/en/")

    assert [body["phone_last4"] for body in sent] == ["5678"]


def test_an_invitation_goes_along_to_the_other_language_and_to_the_server(
    open_page: OpenPage,
) -> None:
    page, sent = open_page(), []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data_json["invitation"])
        route.fulfill(status=201, json={"card_url": "/cafe-poincon/en/"})

    page.route(MEMBERS, answer)
    page.goto("/cafe-poincon/en/#invitation=SEALED")
    page.click("a[hreflang=fr]")
    page.wait_for_url("**/cafe-poincon/fr/**")
    assert page.locator("[data-invited]").is_visible()
    page.fill("#first_name", "Ada")
    page.check("#accepts_terms")
    page.click("[data-send]")
    page.wait_for_url("**/cafe-poincon/en/")

    assert sent == ["SEALED"]


def test_sending_again_uses_the_same_key(open_page: OpenPage) -> None:
    page, keys = open_page(), []

    def answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.abort()
        else:
            route.fulfill(status=201, json={"card_url": "/cafe-poincon/en/"})

    page.route(MEMBERS, answer)
    fill(page)
    page.click("[data-send]")
    page.wait_for_selector("[data-summary]:visible")
    assert page.input_value("#first_name").strip() == "Ada"
    page.click("[data-send]")
    page.wait_for_url("**/cafe-poincon/en/")

    assert len(keys) == 2
    assert keys[0] == keys[1]


def test_a_second_press_is_ignored(open_page: OpenPage) -> None:
    page = open_page()
    sent: list[Request] = []
    page.route(MEMBERS, lambda route: sent.append(route.request))
    fill(page)

    with page.expect_request(MEMBERS):
        page.dblclick("[data-send]")
    page.wait_for_timeout(200)

    assert len(sent) == 1


def test_what_the_server_refuses_stands_beside_its_field(open_page: OpenPage) -> None:
    page = open_page()
    problem = {
        "type": "/problems/#x",
        "code": "x",
        "detail": "x",
        "errors": [{"pointer": "/first_name", "detail": "Trop long."}],
    }
    page.route(
        MEMBERS,
        lambda route: route.fulfill(
            status=422, content_type="application/problem+json", body=json.dumps(problem)
        ),
    )
    fill(page)

    page.click("[data-send]")
    page.click("[data-summary] a")

    assert page.inner_text("#first_name-error") == "Trop long."
    assert page.evaluate("document.activeElement.id") == "first_name"
    assert page.get_attribute("#first_name", "aria-describedby") == (
        "first_name-hint first_name-error"
    )
    page.fill("#first_name", "Ad")
    assert page.locator("#first_name-error").count() == 0
