"""Where the till was opened: inside an app before it is paired, and how to come back to it."""

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.counter import CAMERA, Server
from tests.browser.look import overflow, violations
from tests.browser.test_till_camera import ANDROID, IPHONE, SAFARI, called

pytestmark = pytest.mark.browser

STANDALONE = "Object.defineProperty(navigator, 'standalone', {value: true});"


@pytest.mark.parametrize(
    ("agent", "app", "leads_to"),
    [
        (f"{IPHONE}Mobile/15E148 Instagram 390.0.0", "Instagram", "Safari"),
        (f"{IPHONE}[FBAN/MessengerForiOS;FBAV/1]", "Messenger", "Safari"),
        (f"{ANDROID}Chrome/140 Mobile [FB_IAB/FB4A;FBAV/1]", "Facebook", "Chrome"),
    ],
)
def test_inside_an_app_the_till_says_where_to_go_before_it_is_paired(
    open_page: OpenPage, agent: str, app: str, leads_to: str
) -> None:
    page = open_page(320, script=called(agent))
    page.goto("/till/")
    page.wait_for_selector("[data-in-app]:visible")

    text = page.inner_text("[data-in-app]")
    assert app in text
    assert f"ouvrez-la dans {leads_to}" in text
    assert (violations(page), overflow(page)) == ([], 0)


def test_in_a_browser_nothing_is_said_about_apps(open_page: OpenPage) -> None:
    page = open_page(script=called(SAFARI))
    page.goto("/till/")
    page.wait_for_selector("[data-sign-in]:visible")

    assert page.locator("[data-in-app]").is_hidden()


@pytest.mark.parametrize(
    ("script", "hint"),
    [(called(SAFARI), "Partager"), ("", "Installer"), (called(SAFARI) + STANDALONE, "")],
    ids=["iphone", "elsewhere", "installed"],
)
def test_the_settings_say_how_to_keep_the_till_at_hand_until_it_is(
    open_page: OpenPage, script: str, hint: str
) -> None:
    page = open_page(script=CAMERA + script)
    Server(page)
    page.goto("/till/#code=7K3M-9QXT")
    page.click(".sign-in-send")
    page.wait_for_selector("[data-video]:visible")

    shown = page.locator("[data-home-screen]")
    assert shown.is_visible() is bool(hint)
    assert hint in shown.inner_text()
