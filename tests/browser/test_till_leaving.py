"""A phone that is taken off the till, on that phone: the server hears of it, if it can."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import CODE, hold, open_till, problem, server, stamp

pytestmark = pytest.mark.browser


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    till = open_till(open_page)
    till.on("dialog", lambda dialog: dialog.accept())
    return till


def test_the_server_is_told_as_this_phone_and_only_once(till: Page) -> None:
    assert server(till).departed == []

    till.click("[data-leave]")

    expect(till.locator("[data-sign-in]")).to_be_visible()
    assert server(till).departed == ["Bearer first"]
    till.reload()
    expect(till.locator("[data-sign-in]")).to_be_visible()


@pytest.mark.parametrize("trouble", ["away", "revoked", "silent"])
def test_it_leaves_whatever_the_server_says_or_does_not(till: Page, trouble: str) -> None:
    answers = {
        "away": lambda route: route.abort(),
        "revoked": lambda route: route.fulfill(
            status=401,
            json=problem("device-revoked", route.request),
            content_type="application/problem+json",
        ),
        "silent": lambda route: None,
    }
    till.route("**/v1/till/departures", answers[trouble])

    till.click("[data-leave]")

    expect(till.locator("[data-sign-in]")).to_be_visible()
    expect(till.locator("[data-lost]")).to_be_hidden()
    till.reload()
    expect(till.locator("[data-sign-in]")).to_be_visible()


def test_who_was_taken_off_the_list_by_the_owner_tells_nobody(till: Page) -> None:
    server(till).earn = lambda request: (401, problem("device-revoked", request))

    hold(till, CODE)

    expect(till.locator("[data-lost]")).to_be_visible()
    assert server(till).departed == []


def test_what_was_not_sent_yet_is_named_and_asked_about_by_itself(open_page: OpenPage) -> None:
    till = open_till(open_page)
    server(till).earn = lambda request: None
    stamp(till, "7K3M9QXT")
    asked: list[str] = []

    def answered(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept() if len(asked) == 1 else dialog.dismiss()

    till.on("dialog", answered)

    till.click("[data-leave]")

    assert len(asked) == 2
    assert "Passages pas encore envoyés\u202f: 1." in asked[1]
    assert server(till).departed == []
    expect(till.locator("[data-sign-in]")).to_be_hidden()
