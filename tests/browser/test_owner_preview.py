"""The owner's own card in the book: every state of it, seen, heard and chosen with a keyboard."""

import pytest
from playwright.sync_api import Page

from tests.browser.book import ANSWERS, Server, open_book
from tests.browser.conftest import OpenPage
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

SUMMARY = "[data-card-details] > summary"
READY = ANSWERS["preview"] | {"state": "ready", "told": "Café Poinçon, TAMPONS 9/9"}


def see(page: Page) -> None:
    page.click(SUMMARY)
    page.wait_for_selector("[data-card]:visible")


def drawn(page: Page) -> bool:
    """Whether the picture is there, as large as it says."""
    return bool(
        page.eval_on_selector(
            "[data-card-front]", "(image) => image.decode().then(() => image.naturalWidth === 375)"
        )
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_the_card_is_seen_on_every_screen_and_told_to_whoever_does_not_see_it(
    open_page: OpenPage, width: int, scheme: str
) -> None:
    page, _ = open_book(open_page, width, scheme)
    see(page)

    assert drawn(page)
    assert page.get_attribute("[data-card-front]", "alt") == ANSWERS["preview"]["told"]
    assert "le suivant est offert" in page.inner_text("[data-card-back]")
    assert page.locator("[data-card-cut]").is_hidden()
    assert overflow(page) <= 0
    assert violations(page) == []


def test_another_state_is_chosen_with_the_keyboard_and_keeps_the_focus(
    open_page: OpenPage,
) -> None:
    page, server = open_book(open_page)
    see(page)
    server.answers["preview"] = READY
    page.focus("[name=state]:checked")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector('[data-card-front][alt*="9/9"]')

    assert server.addresses[-1].endswith("/v1/owner/preview?state=begun&language=fr")
    assert page.evaluate("document.activeElement.value") == "begun"
    assert drawn(page)


def test_another_language_is_asked_for_with_the_state_that_is_shown(open_page: OpenPage) -> None:
    page, server = open_book(open_page)
    see(page)
    page.check("[value=ready]")
    server.answers["preview"] = READY
    with page.expect_response("**/v1/owner/preview?state=ready&language=en"):
        page.check("[name=language][value=en]")
    page.wait_for_selector('[data-card-front][alt*="9/9"]')

    assert server.addresses[-1].endswith("?state=ready&language=en")


def test_a_program_of_one_language_offers_no_choice_of_it(open_page: OpenPage) -> None:
    page, server = open_book(open_page)
    server.answers["preview"] = ANSWERS["preview"] | {"languages": ["fr"]}
    see(page)

    assert page.locator("[data-card-tongues]").is_hidden()


def test_what_a_phone_would_cut_is_said_quietly(open_page: OpenPage) -> None:
    page, server = open_book(open_page, 320)
    server.answers["preview"] = ANSWERS["preview"] | {
        "cut": ["VOTRE RÉCOMPENSE Un très grand café"]
    }
    see(page)

    said = page.inner_text("[data-card-cut]")
    assert said.startswith("Un iPhone couperait\u202f: VOTRE RÉCOMPENSE Un très grand café.")
    assert overflow(page) <= 0
    assert violations(page) == []


def test_it_is_asked_for_when_somebody_wants_to_see_it(open_page: OpenPage) -> None:
    page, server = open_book(open_page)
    before = list(server.asked)
    see(page)
    page.click(SUMMARY)
    page.click(SUMMARY)

    assert "preview" not in before
    assert server.asked.count("preview") == 1


def test_a_card_that_cannot_be_read_says_so_and_is_asked_for_again(open_page: OpenPage) -> None:
    page, server = open_book(open_page)
    server.down = {"preview"}
    page.click(SUMMARY)
    page.wait_for_selector("text=n’a pas pu être lue")
    server.down = set()
    page.click(SUMMARY)
    see(page)

    assert page.inner_text("[data-card-told]") == ""


def test_it_is_not_left_for_whoever_opens_the_book_next(open_page: OpenPage) -> None:
    page, server = open_book(open_page)
    see(page)
    page.click("[data-leave]")
    page.click(".sign-in-send")
    page.wait_for_selector("[data-tills-list] li:visible")

    assert page.locator("[data-card]").is_hidden()
    assert isinstance(server, Server)
