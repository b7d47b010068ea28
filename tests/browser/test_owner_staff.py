"""The owner's staff: who is on the list, their PINs, and the cards that are their own."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.book import OVERVIEW, Server, open_book
from tests.browser.conftest import OpenPage
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

LEA: dict[str, Any] = {"id": "lea", "name": "Léa", "card": None, "blocked": False}
ADA: dict[str, Any] = {
    "id": "ada",
    "name": "Marie-Antoinette de La Rochefoucauld",
    "card": "7K3M-9QXT",
    "blocked": True,
}


@pytest.fixture(name="sent")
def _sent() -> list[dict[str, Any]]:
    return []


def listen(page: Page, sent: list[dict[str, Any]]) -> None:
    page.on("request", lambda r: r.method == "POST" and sent.append(r.post_data_json))


def lines(page: Page) -> list[str]:
    return page.locator("[data-staff-list] li > p").all_inner_texts()


def test_without_staff_the_book_says_who_may_give_and_undo(open_page: OpenPage) -> None:
    page, _ = open_book(open_page)

    assert "tout le monde peut offrir et annuler" in page.inner_text("[data-staff-none]")
    assert lines(page) == []


def test_somebody_new_gets_a_pin_that_is_shown_once(
    open_page: OpenPage, sent: list[dict[str, Any]]
) -> None:
    page, server = open_book(open_page)
    listen(page, sent)
    server.answers["staff"] = {"id": "lea", "name": "Léa", "pin": "4071"}
    server.answers["overview"] = OVERVIEW | {"staff": [LEA]}

    page.fill("#staff-name", " Léa ")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-staff-list] li")

    assert sent == [{"name": "Léa"}]
    assert lines(page) == ["Léa"]
    assert page.inner_text("[data-staff-pin-digits]") == "4071"
    assert "il ne sera plus affiché" in page.inner_text("[data-staff-pin]")
    assert page.locator("[data-staff-none]").is_hidden()
    expect(page.locator("#staff-name")).to_have_value("")
    page.click("[data-staff-noted]")
    assert "4071" not in page.content()


@pytest.mark.parametrize("name", ["léa", " Le\u0301a ", "LÉA"])
def test_a_name_that_is_there_gets_another_pin_once_the_owner_means_that_person(
    open_page: OpenPage, sent: list[dict[str, Any]], name: str
) -> None:
    page, server = open_book(open_page, staff=[LEA])
    listen(page, sent)
    asked: list[str] = []
    page.once("dialog", lambda d: (asked.append(d.message), d.accept()))
    server.answers["staff-pins"] = {"id": "lea", "pin": "9350"}

    page.fill("#staff-name", name)
    page.keyboard.press("Enter")
    expect(page.locator("#staff-name")).to_have_value("")

    assert asked[0].startswith("Léa est déjà dans l’équipe")
    assert sent == [{"staff": "lea"}]
    assert page.inner_text("[data-staff-pin]").startswith("Le code de Léa\n\n9350")


def test_somebody_else_of_that_name_is_written_otherwise_and_the_first_keeps_the_pin(
    open_page: OpenPage, sent: list[dict[str, Any]]
) -> None:
    page, _ = open_book(open_page, staff=[LEA])
    listen(page, sent)
    page.once("dialog", lambda d: d.dismiss())

    page.fill("#staff-name", "Léa")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-staff-trouble]:visible")

    assert sent == []
    assert "Léa B." in page.inner_text("[data-staff-trouble]")
    assert page.input_value("#staff-name") == "Léa"
    assert page.locator("#staff-name").evaluate("f => f === document.activeElement")


def test_who_was_added_by_an_answer_that_was_lost_is_there_when_it_is_tried_again(
    open_page: OpenPage,
) -> None:
    page, server = open_book(open_page)
    refusal = {
        "type": "/problems/#staff-named",
        "code": "staff-named",
        "title": "Déjà",
        "detail": "Léa est déjà dans l’équipe.",
    }
    page.route("**/v1/owner/staff", lambda route: route.fulfill(status=422, json=refusal))
    server.answers["overview"] = OVERVIEW | {"staff": [LEA]}

    page.fill("#staff-name", "Léa")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-staff-list] li")

    assert lines(page) == ["Léa"]
    assert page.inner_text("[data-staff-trouble]") == "Léa est déjà dans l’équipe."


def test_a_pin_is_not_left_for_whoever_opens_the_book_next(open_page: OpenPage) -> None:
    page, server = open_book(open_page, staff=[LEA])
    server.answers["staff-pins"] = {"id": "lea", "pin": "4071"}
    page.click("text=Nouveau code")
    page.wait_for_selector("[data-staff-pin]:visible")
    page.click("[data-leave]")

    assert "4071" not in page.content()


def test_whoever_is_blocked_says_so_and_gets_another_pin(
    open_page: OpenPage, sent: list[dict[str, Any]]
) -> None:
    page, server = open_book(open_page, staff=[LEA | {"blocked": True}])
    listen(page, sent)
    server.answers["staff-pins"] = {"id": "lea", "pin": "9350"}
    assert lines(page) == ["Léa\nCode bloqué\u202f: donnez-en un nouveau."]
    server.answers["overview"] = OVERVIEW | {"staff": [LEA]}

    page.get_by_role("button", name="Nouveau code pour Léa").click()
    page.wait_for_selector("[data-staff-pin]:visible")

    assert sent == [{"staff": "lea"}]
    assert page.inner_text("[data-staff-pin]").startswith("Le code de Léa\n\n9350")
    page.wait_for_selector(".state-waiting", state="detached")


@pytest.mark.parametrize("sure", [True, False])
def test_somebody_is_taken_off_once_the_owner_is_sure(
    open_page: OpenPage, sent: list[dict[str, Any]], sure: bool
) -> None:
    page, server = open_book(open_page, staff=[LEA])
    listen(page, sent)
    asked: list[str] = []
    page.once("dialog", lambda d: (asked.append(d.message), d.accept() if sure else d.dismiss()))
    server.answers["staff-removals"] = {"id": "lea"}
    server.answers["overview"] = OVERVIEW

    page.get_by_role("button", name="Retirer Léa").click()
    page.wait_for_timeout(400)

    expect(page.locator("[data-staff-none]")).to_be_visible(visible=sure)
    assert "Retirer Léa de l’équipe" in asked[0]
    assert sent == ([{"staff": "lea"}] if sure else [])


def test_an_own_card_is_typed_as_people_group_it_and_taken_off_by_leaving_it_empty(
    open_page: OpenPage, sent: list[dict[str, Any]]
) -> None:
    page, server = open_book(open_page, staff=[LEA])
    listen(page, sent)
    server.answers["staff-cards"] = {"id": "lea", "card": "7K3M-9QXT"}
    page.click(".own-card summary")
    field = page.get_by_label("Le code de la carte de Léa")

    server.answers["overview"] = OVERVIEW | {"staff": [LEA | {"card": "7K3M-9QXT"}]}
    field.fill("7k3m-9qxt")
    page.click("text=Enregistrer")
    page.wait_for_selector("text=Sa carte")
    page.wait_for_selector("[data-staff-title]:focus")
    page.click(".own-card summary")
    field.fill("")
    page.click("text=Enregistrer")
    page.wait_for_selector("[data-staff-title]:focus")

    assert sent == [{"staff": "lea", "code": "7k3m9qxt"}, {"staff": "lea", "code": ""}]


@pytest.mark.parametrize("typed", ["7K3M", "7K3M-9QXT"], ids=["half", "nobodys"])
def test_what_is_wrong_with_an_own_card_is_said_in_its_own_form(
    open_page: OpenPage, typed: str
) -> None:
    sam = LEA | {"id": "sam", "name": "Sam"}
    page, _ = open_book(open_page, staff=[LEA, sam])
    refusal = {
        "type": "/problems/#unknown-card",
        "code": "unknown-card",
        "title": "?",
        "detail": "Ce n’est pas une carte d’ici.",
    }
    page.route("**/v1/owner/staff-cards", lambda route: route.fulfill(status=404, json=refusal))
    page.locator(".own-card summary").first.click()
    field = page.get_by_label("Le code de la carte de Léa")

    field.fill(typed)
    page.locator(".own-card button").first.click()
    error = page.locator(".own-card").first.get_by_role("alert")
    error.wait_for()

    said = "Il faut huit caractères" if len(typed) < 8 else "Ce n’est pas une carte d’ici."
    assert said in error.inner_text()
    assert field.get_attribute("aria-invalid") == "true"
    assert field.get_attribute("aria-describedby") == error.get_attribute("id")
    assert field.evaluate("f => f === document.activeElement")
    assert page.locator("[data-staff-trouble]").is_hidden()
    field.press_sequentially("X")
    assert error.is_hidden()
    assert field.get_attribute("aria-invalid") is None


def test_what_the_server_refuses_is_said_beside_what_was_pressed(open_page: OpenPage) -> None:
    page, _ = open_book(open_page, staff=[LEA])
    refusal = {
        "type": "/problems/#too-many-staff",
        "code": "too-many-staff",
        "title": "Trop",
        "detail": "Pas plus de 50 personnes.",
    }
    page.route("**/v1/owner/staff", lambda route: route.fulfill(status=422, json=refusal))

    page.fill("#staff-name", "Sam")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-staff-trouble]:visible")

    assert page.inner_text("[data-staff-trouble]") == "Pas plus de 50 personnes."
    assert page.locator("[data-trouble]").is_hidden()
    assert page.input_value("#staff-name") == "Sam"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", ["/owner/", "/owner/en/"])
def test_the_staff_fits_the_smallest_phone_and_axe_finds_nothing(
    open_page: OpenPage, scheme: str, place: str
) -> None:
    page = open_page(320, scheme)
    server = Server(page)
    server.answers["overview"] = OVERVIEW | {"staff": [LEA, ADA]}
    server.answers["staff-pins"] = {"id": "ada", "pin": "4071"}
    page.goto(place)
    page.fill("#code", "7K3M-9QXT")
    page.click(".sign-in-send")
    page.wait_for_selector("[data-members-rows] tr:visible")
    with page.expect_response("**/v1/owner/overview"):
        page.locator("[data-staff-list] .small-press").first.click()
    page.wait_for_selector("[data-staff-pin]:visible")
    page.locator(".own-card summary").nth(1).click()
    page.locator("[data-new-staff] button").click()

    assert page.locator("[data-staff-trouble]").is_visible()
    assert overflow(page) <= 0
    assert violations(page) == []
