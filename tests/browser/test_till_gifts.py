"""Everything at the till that is no purchase: gifts, the cause, missions, vouchers, returns."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.counter import answer, open_till, problem, server, stamp
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

POINTS = {"model": "points", "asks_amount": True, "counts_items": False}
OTHER = "8K3M9QXT"
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


def bodies(till: Page) -> list[dict[str, Any]]:
    return [body for _, _, body in server(till).sent]


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
        "Enregistrer quand même",
    ]
    assert till.locator("[data-actions] > .press:not(.press-plain)").count() == 1
    assert till.locator(".result .drawer summary").all_inner_texts() == [
        "Autres récompenses",
        "Autres actions",
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
    till.click("text=Autres actions")
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


def test_goods_come_back_in_part_once_it_is_too_late_to_undo(
    open_page: OpenPage,
) -> None:
    till = open_till(open_page, **POINTS)
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
    till.click("text=Autres actions")
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
