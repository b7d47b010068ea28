"""A code that somebody types costs one try of the hour's: what follows goes by another one."""

import pytest
from playwright.sync_api import Page, Request, Route

from tests.browser.conftest import OpenPage
from tests.browser.counter import Reply, answer, asked_for, open_till, problem, server

pytestmark = pytest.mark.browser

TYPED = "7K3M9QXT"
COFFEE = {"reward": "coffee", "offer": {"fr": "Offrir le café", "en": "Give the coffee"}}
ONE_A_DAY = {"per_card_day": 1, "rewards": [COFFEE]}
SEALED = "2345672345672345672345672345672345672AB"


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    page = open_till(open_page, asks_amount=True, model="points", counts_items=False)
    page.sent = []  # type: ignore[attr-defined]

    def told(kind: str, request: Request) -> dict[str, object]:
        """The server answers a typed code with one that is good at this till."""
        shown = answer(kind, request)
        return shown | ({"code": SEALED} if asked_for(request).upper() == TYPED else {})

    def looked(route: Route) -> None:
        page.sent.append(asked_for(route.request))  # type: ignore[attr-defined]
        route.fulfill(json=told("look", route.request))

    def earned(request: Request) -> Reply:
        page.sent.append(asked_for(request))  # type: ignore[attr-defined]
        return 201, told("earn", request)

    page.route("**/v1/till/cards/*", looked)
    server(page).earn = earned
    return page


def tries(page: Page) -> list[str]:
    """The codes that were sent, in order; of all that a press sends."""
    return [*page.sent]  # type: ignore[attr-defined]


def typed(page: Page, code: str = "7k3m-9qxt") -> None:
    page.fill("#typed", code)
    page.click("[data-count]")


def paid(page: Page) -> None:
    page.wait_for_selector("[data-amount][data-waits]")
    page.wait_for_selector(".result-name")
    page.keyboard.type("12,50")
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-result][data-tone="done"]')


def test_a_typed_code_is_sent_once_and_then_what_the_server_gave_for_it(till: Page) -> None:
    typed(till)
    paid(till)
    till.get_by_role("button", name="Annuler", exact=True).first.click()
    till.wait_for_function("() => document.querySelectorAll('[data-recent-list] li').length > 1")

    assert tries(till) == [TYPED.lower(), SEALED]
    assert [(what, body["code"]) for what, _, body in server(till).sent] == [
        ("earns", SEALED),
        ("reversals", SEALED),
    ]


def test_the_same_code_typed_again_is_no_further_try(till: Page) -> None:
    for _ in range(2):
        typed(till)
        paid(till)

    assert tries(till) == [TYPED.lower(), SEALED, SEALED, SEALED]


def test_the_list_of_the_last_acts_keeps_the_code_as_it_was_typed(till: Page) -> None:
    """What stands for it is good until the next day; the list may be there for longer."""
    typed(till)
    paid(till)
    till.reload()
    till.wait_for_selector("[data-recent-list] li")

    till.locator("[data-recent-list]").get_by_role("button", name="Annuler").first.click()
    till.wait_for_function("() => document.querySelectorAll('[data-recent-list] li').length > 1")

    assert server(till).sent[-1][2]["code"] == TYPED


def test_a_reward_that_waits_is_given_for_a_typed_code_by_the_one_that_was_told(
    open_page: OpenPage,
) -> None:
    till = open_till(open_page)

    def waits(request: Request) -> Reply:
        seen = answer("look", request, gift=True) | {"code": SEALED}
        return 422, problem("reward-ready", request, answer=seen)

    server(till).earn = waits

    typed(till)
    till.get_by_role("button", name="Offrir le café").click()
    till.wait_for_selector("[data-recent-list] li")

    assert [(what, body["code"]) for what, _, body in server(till).sent] == [
        ("earns", TYPED.lower()),
        ("redemptions", SEALED),
    ]


def test_what_stands_for_a_typed_code_is_not_taken_for_a_card_held_out_without_network(
    open_page: OpenPage,
) -> None:
    """Its holder would have two cards on this phone, and so twice as many rewards."""
    till = open_till(open_page, offline=ONE_A_DAY)
    server(till).earn = lambda request: (201, answer("earn", request) | {"code": SEALED})
    typed(till)
    till.wait_for_selector('[data-result][data-tone="done"]')

    server(till).earn = lambda request: None
    typed(till)
    till.wait_for_selector('[data-result][data-tone="wait"]')

    assert server(till).sent[-1][2]["code"] == SEALED
    assert till.locator("[data-result] details").count() == 0
