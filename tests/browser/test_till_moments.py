"""When a till sends what waits: each moment of it, and a scan in front of it always first."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import answer, kept, open_till, server, stamp, stop_clock
from tests.browser.test_till_without_network import HELD_UP

pytestmark = pytest.mark.browser

SHOW = """
(state) => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
  document.dispatchEvent(new Event('visibilitychange'));
}
"""
FILMS = "() => Boolean(document.querySelector('video').srcObject?.active)"
A_MOMENT = 300


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    return open_till(open_page)


def wait_there(till: Page, *codes: str) -> None:
    """These wait, and from now on the server answers."""
    server(till).earn = lambda request: None
    for code in codes:
        stamp(till, code)
    server(till).sent.clear()
    server(till).earn = lambda request: (201, answer("earn", request))


def sent(till: Page) -> list[str]:
    return [body["code"] for _, _, body in server(till).sent]


def test_what_waits_is_sent_again_every_fifteen_seconds(till: Page) -> None:
    till.clock.install()
    till.reload()
    till.wait_for_function("() => window.decoded")
    till.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    wait_there(till, "7K3M9QXT")

    till.clock.run_for(15_000)
    till.locator("[data-recent-list] li").wait_for()

    assert sent(till) == ["7K3M9QXT"]


def test_a_page_that_nobody_sees_sends_nothing_until_it_is_seen_again(till: Page) -> None:
    wait_there(till, "7K3M9QXT")
    till.evaluate(SHOW, "hidden")
    till.evaluate("dispatchEvent(new Event('online'))")
    till.wait_for_timeout(A_MOMENT)
    assert sent(till) == []

    till.evaluate(SHOW, "visible")
    till.locator("[data-recent-list] li").wait_for()

    assert sent(till) == ["7K3M9QXT"]


def test_a_page_that_nobody_sees_films_nothing_until_it_is_seen_again(till: Page) -> None:
    till.wait_for_function(FILMS)
    track = till.evaluate_handle("document.querySelector('video').srcObject.getTracks()[0]")

    till.evaluate(SHOW, "hidden")
    till.wait_for_function(f"() => !({FILMS})()")
    assert track.evaluate("track => track.readyState") == "ended"

    till.evaluate(SHOW, "visible")
    till.wait_for_function(FILMS)


def test_an_answered_scan_sends_what_waits_at_once(till: Page) -> None:
    wait_there(till, "7K3M9QXT", "8K3M9QXT")
    stop_clock(till)

    stamp(till, "9K3M9QXT")
    till.locator("[data-recent-list] li").nth(2).wait_for()

    assert sent(till) == ["9K3M9QXT", "7K3M9QXT", "8K3M9QXT"]
    expect(till.locator("[data-waiting]")).to_be_hidden()
    assert "9K3M9QXT" in str(server(till).sent[0])
    assert kept(till) == []


def test_a_scan_goes_before_what_waits_while_that_is_being_sent(till: Page) -> None:
    wait_there(till, "7K3M9QXT", "8K3M9QXT")
    till.evaluate(HELD_UP)
    till.evaluate("dispatchEvent(new Event('online'))")
    till.wait_for_selector("[data-held='7K3M9QXT']")

    till.fill("#typed", "9K3M9QXT")
    till.click("button[value=stamp]")
    till.wait_for_selector("[data-held='9K3M9QXT']")
    till.evaluate("go['7K3M9QXT']()")
    till.locator("[data-recent-list] li").wait_for()
    till.wait_for_timeout(A_MOMENT)
    assert till.get_attribute("body", "data-held") == "9K3M9QXT"

    till.evaluate("go['9K3M9QXT']()")
    till.wait_for_selector('[data-result][data-tone="done"]')
    till.wait_for_selector("[data-held='8K3M9QXT']")
    till.evaluate("go['8K3M9QXT']()")
    till.locator("[data-recent-list] li").nth(2).wait_for()
    assert sent(till) == ["7K3M9QXT", "9K3M9QXT", "8K3M9QXT"]
