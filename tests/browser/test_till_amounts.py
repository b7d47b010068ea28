"""What a card is given for, amounts and numbers: it counts once, and for one card only."""

from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import (
    CODE,
    Reply,
    answer,
    hold,
    open_till,
    problem,
    server,
    stamp,
    stop_clock,
    take_away,
)

pytestmark = pytest.mark.browser

POINTS = {"model": "points", "asks_amount": True, "counts_items": False}
OTHER = "8K3M9QXT"
OTHER_CODE = CODE[::-1]
TYPED = [
    ("12,50", 2, 1250),
    ("12.50", 2, 1250),
    (" 12,5 €", 2, 1250),
    ("1\u202f234,50", 2, 123450),
    ("0,29", 2, 29),
    ("4", 2, 400),
    ("1500", 0, 1500),
    ("1,250", 3, 1250),
    ("", 2, None),
    ("12,", 2, None),
    ("1,234", 2, None),
    ("1.234,50", 2, None),
    ("-3", 2, None),
    ("1e3", 2, None),
    ("12,5", 0, None),
    ("123456,00", 2, None),
]


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    return open_till(open_page, **POINTS)


def bodies(till: Page) -> list[dict[str, Any]]:
    return [body for _, _, body in server(till).sent]


def test_an_amount_is_read_as_people_write_it_and_never_guessed(till: Page) -> None:
    address = till.locator("script[src*='till.js']").get_attribute("src")
    assert address is not None
    read = """([address, typed]) => import(address).then(
        ({ minorOf }) => typed.map(([text, decimals]) => minorOf(text, decimals)))"""

    found = till.evaluate(read, [address.replace("till.js", "money.js"), TYPED])

    assert found == [minor for _, _, minor in TYPED]


def test_a_server_that_does_not_say_decimals_counts_in_cents(till: Page) -> None:
    del server(till).program["decimals"]
    server(till).program["currency"] = "JPY"
    till.reload()
    till.wait_for_selector("[data-video]:visible")

    expect(till.locator("#amount")).to_have_attribute("placeholder", "0,00")


def test_the_amount_comes_before_the_card_and_is_for_one_card_only(till: Page) -> None:
    till.fill("#amount", "12,50")
    till.press("#amount", "Enter")
    hold(till, CODE)
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert bodies(till)[0]["amount_minor"] == 1250
    assert till.input_value("#amount") == ""
    till.fill("#typed", OTHER)
    till.click("[data-count]")
    till.wait_for_selector("[data-amount][data-waits]")
    assert len(bodies(till)) == 1


def test_the_card_comes_before_the_amount_and_is_not_lost_with_a_wrong_one(till: Page) -> None:
    hold(till, CODE)
    till.wait_for_selector("[data-amount][data-waits]")
    assert till.evaluate("document.activeElement.id") == "amount"
    till.wait_for_selector(".result-name")

    till.keyboard.type("12,")
    till.click("[data-amount-send]")
    assert "12,50" in till.inner_text("#amount-error")
    assert till.get_attribute("#amount", "aria-invalid") == "true"
    assert bodies(till) == []

    till.keyboard.type("5")
    assert till.inner_text("#amount-error") == ""
    till.keyboard.press("Enter")
    till.wait_for_selector('[data-result][data-tone="done"]')
    assert [(body["code"], body["amount_minor"]) for body in bodies(till)] == [(CODE, 1250)]


def test_what_was_typed_for_a_card_that_waits_is_not_for_the_next_one(till: Page) -> None:
    hold(till, CODE)
    till.wait_for_selector("[data-amount][data-waits]")
    till.fill("#amount", "12,50")

    till.fill("#typed", OTHER)
    till.click("[data-count]")
    assert till.input_value("#amount") == ""
    till.fill("#amount", "3")
    till.click("[data-amount-send]")
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert [(body["code"], body["amount_minor"]) for body in bodies(till)] == [(OTHER, 300)]


def test_without_network_the_amount_waits_with_its_scan(till: Page) -> None:
    server(till).earn = lambda request: None
    till.fill("#amount", "12,50")
    stamp(till, OTHER)
    assert till.input_value("#amount") == ""

    server(till).earn = lambda request: (201, answer("earn", request))
    till.reload()
    till.wait_for_selector("[data-recent-list] li")

    assert [body["amount_minor"] for body in bodies(till)] == [1250, 1250]
    assert len({key for _, key, _ in server(till).sent}) == 1


def test_an_amount_that_is_refused_comes_back_to_be_corrected(till: Page) -> None:
    server(till).earn = lambda request: (422, problem("amount-too-large", request))
    till.fill("#amount", "1250")
    stamp(till, OTHER)

    assert till.input_value("#amount") == "1250,00"
    server(till).earn = lambda request: (201, answer("earn", request))
    till.fill("#amount", "12,50")
    till.click("[data-amount-send]")
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert [body["amount_minor"] for body in bodies(till)] == [125000, 1250]


def test_after_a_refusal_of_the_card_the_amount_counts_for_nobody(till: Page) -> None:
    server(till).earn = lambda request: (422, problem("too-soon", request))
    till.fill("#amount", "12,50")
    stamp(till, OTHER)

    assert till.input_value("#amount") == ""


def test_what_earns_nothing_is_told_apart(open_page: OpenPage) -> None:
    till = open_till(open_page, **POINTS, excluded=["tabac", "timbres"])
    till.fill("#amount", "12,50")
    till.click("[data-parts] summary")
    till.get_by_label("dont tabac").fill("13")
    till.fill("#typed", OTHER)
    till.click("[data-count]")
    assert "plus que le montant" in till.inner_text("#amount-error")
    assert bodies(till) == []

    till.get_by_label("dont tabac").fill("9,90")
    till.click("[data-amount-send]")
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert bodies(till)[0]["parts"] == {"tabac": 990}
    assert till.locator("[data-parts]").get_attribute("open") is None


def test_a_card_that_is_seen_in_the_middle_of_an_amount_waits_for_all_of_it(till: Page) -> None:
    till.focus("#amount")
    till.keyboard.type("1")
    hold(till, CODE)
    till.wait_for_selector(".result-name")
    assert bodies(till) == []

    till.keyboard.type("2,50")
    till.keyboard.press("Enter")
    till.keyboard.type("7")
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert [(body["code"], body["amount_minor"]) for body in bodies(till)] == [(CODE, 1250)]
    assert till.input_value("#amount") == ""
    assert till.evaluate("document.activeElement.id") != "amount"


def test_a_card_that_comes_back_into_view_confirms_nothing(till: Page) -> None:
    hold(till, CODE)
    till.wait_for_selector(".result-name")
    till.keyboard.type("1")
    take_away(till)
    with till.expect_response("**/v1/till/cards/**"):
        hold(till, CODE)

    assert bodies(till) == []
    till.keyboard.type("2,50")
    till.keyboard.press("Enter")
    till.wait_for_selector('[data-result][data-tone="done"]')
    assert [(body["code"], body["amount_minor"]) for body in bodies(till)] == [(CODE, 1250)]


def test_the_end_of_an_amount_does_not_go_to_the_card_that_comes_in_between(till: Page) -> None:
    hold(till, CODE)
    till.wait_for_selector(".result-name")
    till.keyboard.type("1")
    with till.expect_response("**/v1/till/cards/**"):
        hold(till, OTHER_CODE)
    till.keyboard.type("2,50")
    assert till.input_value("#amount") == ""

    till.fill("#amount", "3")
    till.keyboard.press("Enter")
    till.wait_for_selector('[data-result][data-tone="done"]')
    assert [(body["code"], body["amount_minor"]) for body in bodies(till)] == [(OTHER_CODE, 300)]


def test_to_leave_the_field_is_to_confirm_unless_something_else_is_pressed(till: Page) -> None:
    gift = {"reward": "tea", "name": "thé", "count": 1, "offer": "Offrir le thé", "earned": True}
    server(till).card = {"ready": [gift]}
    hold(till, CODE)
    till.wait_for_selector("text=Offrir le thé")
    till.keyboard.type("12,50")
    till.click("text=Offrir le thé")
    till.wait_for_selector("text=Offert")
    assert [what for what, _, _ in server(till).sent] == ["redemptions"]

    till.fill("#amount", "9,")
    till.click("[data-amount-hint]")
    expect(till.locator("#amount-error")).to_contain_text("12,50")
    till.keyboard.type("90")
    till.click("[data-amount-hint]")
    till.wait_for_selector("text=Passage enregistré")
    assert [body["amount_minor"] for body in bodies(till)] == [1250, 990]


def test_an_amount_typed_while_another_is_refused_is_for_the_next_card(till: Page) -> None:
    def earn(request: Request) -> Reply:
        till.fill("#amount", "3")
        return 422, problem("amount-too-large", request)

    server(till).earn = earn
    till.fill("#amount", "1250")
    stamp(till, OTHER)

    assert till.input_value("#amount") == "3"
    assert till.locator("[data-amount-send]").is_hidden()


@pytest.mark.parametrize(
    ("currency", "decimals", "typed", "minor", "empty"),
    [
        ("HUF", 2, "1500", 150000, "0,00"),
        ("ISK", 0, "1500", 1500, "0"),
        ("IQD", 3, "1,25", 1250, "0,000"),
    ],
)
def test_the_server_says_how_many_decimals_a_currency_has(
    open_page: OpenPage, currency: str, decimals: int, typed: str, minor: int, empty: str
) -> None:
    till = open_till(open_page, **POINTS, currency=currency, decimals=decimals)
    expect(till.locator("#amount")).to_have_attribute("placeholder", empty)
    till.fill("#amount", typed)
    stamp(till, OTHER)

    assert bodies(till)[0]["amount_minor"] == minor


def chosen(till: Page) -> tuple[list[str], str]:
    """The chip that is pressed, if one is, and the number in words."""
    pressed = till.locator("[data-units] input:checked")
    return [each.input_value() for each in pressed.all()], till.inner_text("[data-units-count]")


def test_a_number_takes_one_press_and_beyond_the_chips_one_more_each(open_page: OpenPage) -> None:
    till = open_till(open_page)
    chips = till.locator("[data-units] label:visible")
    assert chips.all_inner_texts() == ["1", "2", "3", "4", "5"]

    chips.nth(4).click()
    assert chosen(till) == (["5"], "5")
    for _ in range(9):
        if till.locator("[data-more]").is_enabled():
            till.click("[data-more]")
    assert chosen(till) == ([], "10")
    chips.nth(1).click()
    stamp(till, OTHER)

    assert [body["units"] for body in bodies(till)] == [2]
    assert chosen(till) == (["1"], "1")


def test_the_number_is_chosen_by_keyboard_as_one_of_several(open_page: OpenPage) -> None:
    till = open_till(open_page)
    group = till.get_by_role("group", name="Tampons à donner")

    till.focus("[data-units] input")
    till.keyboard.press("ArrowRight")
    till.keyboard.press("ArrowRight")
    till.keyboard.press("ArrowRight")

    assert group.get_by_role("radio", name="4").is_checked()
    assert chosen(till) == (["4"], "4")


@pytest.mark.parametrize(("most", "texts"), [(1, []), (3, ["1", "2", "3"]), (5, list("12345"))])
def test_there_are_no_more_chips_than_the_program_allows(
    open_page: OpenPage, most: int, texts: list[str]
) -> None:
    till = open_till(open_page, max_units=most)

    assert till.locator("[data-units] label:visible").all_inner_texts() == texts
    assert till.locator("[data-more]").is_hidden()


@pytest.mark.parametrize("path", ["/till/", "/till/en/"])
def test_camera_and_chips_fit_the_smallest_phone_without_scrolling(
    open_page: OpenPage, path: str
) -> None:
    till = open_till(open_page, 320, path=path)
    till.set_viewport_size({"width": 320, "height": 568})
    till.evaluate("scrollTo(0, 0)")

    for chip in till.locator(".units-chip").all():
        box = chip.bounding_box()
        assert box is not None
        assert box["width"] >= 48 and box["height"] >= 48
        assert box["y"] + box["height"] <= 568 and box["x"] + box["width"] <= 320


def test_what_was_chosen_for_somebody_without_a_card_is_for_nobody_in_the_end(
    open_page: OpenPage,
) -> None:
    till = open_till(open_page)
    stop_clock(till)
    till.click("[data-units] label:has-text('3')")
    till.clock.fast_forward(299_000)
    assert chosen(till) == (["3"], "3")

    till.clock.fast_forward(2_000)
    assert chosen(till) == (["1"], "1")
    stamp(till, OTHER)

    assert [body["units"] for body in bodies(till)] == [1]


def test_an_amount_without_a_card_is_for_nobody_in_the_end(till: Page) -> None:
    stop_clock(till)
    till.fill("#amount", "12,50")
    till.press("#amount", "Enter")
    till.clock.fast_forward(299_000)
    assert till.input_value("#amount") == "12,50"

    till.clock.fast_forward(2_000)

    assert till.input_value("#amount") == ""


def test_a_phone_that_slept_keeps_nothing_of_what_was_chosen_before(open_page: OpenPage) -> None:
    till = open_till(open_page)
    till.click("[data-units] label:has-text('3')")
    later = "Date.now = (now => () => now() + 400000)(Date.now)"

    till.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert chosen(till) == (["3"], "3")
    till.evaluate(later)
    till.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    assert chosen(till) == (["1"], "1")
