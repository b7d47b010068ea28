"""A till that asks what was spent, and everything that is no stamp: gifts, missions, returns."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.counter import CODE, answer, hold, open_till, problem, server, stamp
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

POINTS = {"model": "points", "asks_amount": True, "counts_items": False}
OTHER = "8K3M9QXT"
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


def test_the_amount_comes_before_the_card_and_is_for_one_card_only(till: Page) -> None:
    till.fill("#amount", "12,50")
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


GIFTS = [
    {"reward": "tea", "name": "thé", "count": 1, "offer": "Offrir le thé", "earned": True},
    {"reward": "cake", "name": "gâteau", "count": 1, "offer": "Offrir le gâteau", "earned": False},
    {"reward": "coupon:hello", "name": "bon", "count": 1, "offer": "Bon", "earned": False},
    {
        "reward": "jam",
        "name": "confiture",
        "count": 1,
        "offer": "Offrir la confiture",
        "earned": False,
    },
]
MISSIONS = [
    {"what": "club-fee", "label": "Encaisser le club", "asks_code": False},
    {"what": "mission:cup", "label": "Rapporter un gobelet", "asks_code": True},
]


def test_what_was_earned_comes_first_and_can_go_to_the_cause(open_page: OpenPage) -> None:
    till = open_till(open_page, **POINTS, donates=True)
    server(till).card = {"ready": GIFTS, "grants": MISSIONS}
    till.fill("#typed", OTHER)
    till.click("button[value=look]")
    till.wait_for_selector(".result-name")

    labels = till.locator("[data-actions] > .press").all_inner_texts()
    assert labels == [
        "Offrir le thé",
        "Plutôt donner à la cause (thé)",
        "Offrir le gâteau",
        "Plutôt donner à la cause (gâteau)",
        "Bon",
    ]
    assert till.locator("[data-actions] > .press:not(.press-plain)").count() == 1
    assert till.locator(".result .drawer summary").all_inner_texts() == [
        "Autres récompenses",
        "Autres gestes",
    ]
    till.click("text=Plutôt donner à la cause (gâteau)")
    till.wait_for_selector('[data-result][data-tone="done"]')
    assert server(till).sent[0][0] == "redemptions"
    assert bodies(till)[0]["reward"] == "cake"
    assert bodies(till)[0]["donate"] is True
    assert "Donné à la cause" in till.inner_text("[data-said]")


def test_a_mission_asks_for_its_code_in_place(open_page: OpenPage) -> None:
    till = open_till(open_page)
    server(till).card = {"grants": MISSIONS}
    till.fill("#typed", OTHER)
    till.click("button[value=look]")
    till.click("text=Autres gestes")
    till.get_by_label("Rapporter un gobelet").fill("merci")
    till.keyboard.press("Enter")
    till.wait_for_selector('[data-result][data-tone="done"]')

    what, _, body = server(till).sent[0]
    assert (what, body["what"], body["told"]) == ("grants", "mission:cup", "merci")


def test_a_voucher_with_a_minimum_asks_for_the_amount_and_is_used(open_page: OpenPage) -> None:
    till = open_till(open_page)
    server(till).card = {"ready": GIFTS}
    server(till).also = "redemptions"
    server(till).earn = lambda request: (422, problem("below-minimum", request))
    assert till.locator("#amount").is_hidden()
    till.fill("#typed", OTHER)
    till.click("button[value=look]")
    till.click("text=Bon")
    till.wait_for_selector("#amount:visible")

    server(till).earn = lambda request: (201, answer("redeem", request))
    till.fill("#amount", "25")
    till.click("[data-amount-send]")
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert [body.get("amount_minor") for body in bodies(till)] == [None, 2500]
    assert till.locator("#amount").is_hidden()


def test_goods_come_back_in_part_once_it_is_too_late_to_undo(till: Page) -> None:
    late = {"undo_until": "2026-11-22T09:00:00Z"}
    server(till).earn = lambda request: (201, answer("earn", request) | late)
    till.fill("#amount", "12,50")
    stamp(till, OTHER)
    till.click(".returning summary")
    field = till.get_by_label(re.compile("Montant rendu"))
    field.fill("abc")
    till.click("text=Enregistrer le retour")
    assert "ne convient pas" in till.inner_text(".returning .field-error")

    field.fill("4,20")
    till.keyboard.press("Enter")
    till.wait_for_selector("text=Retour enregistré")

    (_, sold, _), (what, key, body) = server(till).sent
    assert (what, body["operation"], body["amount_minor"]) == ("refunds", sold, 420)
    assert key != sold


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_at_once_still_fits_and_axe_finds_nothing(
    open_page: OpenPage, scheme: str
) -> None:
    till = open_till(open_page, 320, scheme, **POINTS, donates=True, excluded=["tabac"])
    perks = ["10\u202f% sur tous les livres", "Invitation aux soirées d’auteurs"]
    server(till).card = {"ready": GIFTS, "grants": MISSIONS, "advantages": perks}
    till.fill("#typed", OTHER)
    till.click("[data-count]")
    till.wait_for_selector(".advantages")
    till.click("text=Autres gestes")
    till.click("[data-parts] summary")
    till.fill("#amount", "x")
    till.click("[data-amount-send]")
    till.wait_for_selector("#amount-error:not(:empty)")

    assert overflow(till) <= 0
    assert violations(till) == []
    small = "[...document.querySelectorAll('.counter :is(button, summary, input)')]"
    heights = till.evaluate(
        f"{small}.filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 48
