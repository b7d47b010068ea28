"""A till that is paired, left, and open for weeks: where one stands, and what it knows."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import open_till, server

pytestmark = pytest.mark.browser

LEA = {"id": "lea", "name": "Léa"}
LATER = "minutes => { const now = Date.now; Date.now = () => now() + minutes * 60_000; }"
SHOWN = "document.dispatchEvent(new Event('visibilitychange'))"
FOCUSED = "() => document.activeElement.textContent"


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    return open_till(open_page)


def test_whoever_pairs_or_leaves_stands_at_the_head_of_what_comes_instead(till: Page) -> None:
    assert till.evaluate(FOCUSED) == "La caisse"
    till.on("dialog", lambda dialog: dialog.accept())

    till.click("[data-leave]")
    till.wait_for_selector("[data-sign-in]:visible")

    assert till.evaluate(FOCUSED) == "Associer ce téléphone à la caisse"


def test_a_till_that_is_opened_again_leaves_the_focus_where_the_browser_puts_it(
    till: Page,
) -> None:
    till.reload()
    till.wait_for_selector("[data-video]:visible")

    assert till.evaluate("document.activeElement === document.body")


def test_a_till_that_is_never_reloaded_hears_of_a_new_program_and_of_new_people(
    till: Page,
) -> None:
    server(till).program |= {"max_units": 1, "script": {"fr": "Deux pour un."}, "staff": [LEA]}
    till.evaluate(LATER, 59)
    till.evaluate(SHOWN)
    till.wait_for_timeout(300)
    expect(till.locator("[data-units]")).to_be_visible()

    till.evaluate(LATER, 2)
    till.evaluate(SHOWN)

    expect(till.locator("[data-units]")).to_be_hidden()
    expect(till.locator("[data-staff]")).to_be_visible()
    expect(till.locator("[data-script-text]")).to_have_text("Deux pour un.")


def test_it_hears_of_it_while_it_stays_in_sight_too_and_asks_once_an_hour(till: Page) -> None:
    asked: list[str] = []
    till.on("request", lambda request: asked.append(request.url))
    till.clock.install()
    till.reload()
    till.wait_for_selector("[data-video]:visible")
    till.wait_for_function("() => window.decoded?.pictures > 0")
    asked.clear()

    for _ in range(2):
        with till.expect_response("**/v1/till/program"):
            till.clock.fast_forward(71 * 60_000)
        till.wait_for_timeout(300)
        till.clock.fast_forward(40 * 60_000)

    assert sum(url.endswith("/program") for url in asked) == 2


def test_whoever_asks_for_the_list_of_people_brings_the_rest_of_the_program(
    open_page: OpenPage,
) -> None:
    till = open_till(open_page, staff=[LEA])
    server(till).program |= {"max_units": 1}

    till.click("[data-staff-change]")

    expect(till.locator("[data-units]")).to_be_hidden()
