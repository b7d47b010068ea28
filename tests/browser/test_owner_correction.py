"""The owner puts a card right: what is filled in, what is shown before, what is sent and said."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.book import OVERVIEW, Server, open_book
from tests.browser.conftest import OpenPage
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

STAMPS: dict[str, Any] = {"name": "tampons", "minor": 1}
ADA: dict[str, Any] = {
    "code": "7K3M-9QXT",
    "first_name": "Ada",
    "change": "+ 7 tampons",
    "before": {"balance": "4 tampons", "units": 4, "ready": []},
    "after": {"balance": "2 tampons", "units": 2, "ready": ["1 café"]},
}
MEMBER: dict[str, Any] = OVERVIEW["members_page"]["members"][0]
PAGE = {"members": [MEMBER | {"first_name": "Ada", "code": "7K3M-9QXT"}], "next_cursor": None}
PREVIEW, WRITE = "correction-previews", "corrections"


def book(
    open_page: OpenPage, width: int = 390, scheme: str = "light", **overview: Any
) -> tuple[Page, Server, list[Any]]:
    """A book whose program counts stamps, and what it sends of corrections: body and key."""
    known: dict[str, Any] = {"counts": STAMPS, "members_page": PAGE, **overview}
    page, server = open_book(open_page, width, scheme, **known)
    server.answers |= {PREVIEW: ADA, WRITE: ADA}
    sent: list[Any] = []

    def note(request: Any) -> None:
        if "correction" in request.url:
            what = request.url.rpartition("/")[2]
            sent.append((what, request.post_data_json, request.headers.get("idempotency-key")))

    page.on("request", note)
    return page, server, sent


def fill(page: Page, units: str = "7", reason: str = "Carte papier reprise") -> None:
    page.fill("#correction-code", "7k3m 9qxt")
    page.fill("#correction-units", units)
    page.get_by_label(reason).check()


def look(page: Page) -> None:
    page.click("text=Voir ce que cela change")


def refusal(code: str, detail: str, **facts: Any) -> Any:
    said = {"title": "Non", "detail": detail, **facts}
    body = {"code": code, "type": f"/problems/#{code}", **said}
    return lambda route: route.fulfill(
        status=422, json=body, headers={"Content-Type": "application/problem+json"}
    )


def test_whose_card_and_what_becomes_of_it_are_shown_before_it_is_written(
    open_page: OpenPage,
) -> None:
    page, _, sent = book(open_page)
    fill(page)
    look(page)
    page.wait_for_selector("[data-correction-sure]:visible")

    assert page.inner_text("#correction-whose") == "Ada (7K3M-9QXT)"
    assert page.inner_text("[data-correction-change]") == "+ 7 tampons"
    assert page.inner_text("[data-correction-before]") == "4 tampons"
    assert page.inner_text("[data-correction-after]") == "2 tampons · 1 café"
    expect(page.locator("[data-correction-write]")).to_be_focused()
    asked = {"code": "7k3m9qxt", "units": 7, "reason": "paper-card"}
    assert [(what, body) for what, body, _ in sent] == [(PREVIEW, asked)]

    page.click("[data-correction-write]")
    page.wait_for_selector("[data-correction-done]:has-text('corrigé')")
    assert [(what, body) for what, body, _ in sent[1:]] == [(WRITE, asked)]
    assert sent[1][2]
    said = page.inner_text("[data-correction-done]")
    assert said == (
        "C’est corrigé. Ada (7K3M-9QXT)\u202f: + 7 tampons, ce qui fait 2 tampons · 1 café."
    )
    expect(page.locator("#correction")).to_be_focused()
    assert page.input_value("#correction-code") == ""


def test_the_whole_goes_by_keyboard(open_page: OpenPage) -> None:
    page, _, sent = book(open_page)
    page.focus("#correction-code")
    for keys in ("7K3M9QXT", "Tab", "ArrowRight", "Tab", "2", "Tab", "Space"):
        page.keyboard.press(keys) if keys in ("Tab", "ArrowRight", "Space") else page.keyboard.type(
            keys
        )
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-correction-sure]:visible")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-correction-done]:has-text('corrigé')")

    assert sent[1][1] == {"code": "7K3M9QXT", "units": -2, "reason": "till-mistake"}


def test_a_member_of_the_list_is_picked_by_their_button(open_page: OpenPage) -> None:
    page, _, _ = book(open_page)

    page.get_by_role("button", name="Corriger la carte de Ada (7K3M-9QXT)").click()

    assert page.input_value("#correction-code") == "7K3M-9QXT"
    expect(page.locator("#correction-units")).to_be_focused()


def test_reasons_that_only_add_are_not_there_where_something_is_taken_away(
    open_page: OpenPage,
) -> None:
    page, _, _ = book(open_page)

    def offered() -> list[str]:
        return page.locator(".reasons label:visible").all_inner_texts()

    assert offered() == ["Carte papier reprise", "Erreur à la caisse", "Geste commercial"]
    page.get_by_label("Geste commercial").check()
    page.get_by_label("− Retirer").check()
    assert offered() == ["Erreur à la caisse", "Compté de trop"]
    assert page.locator(".reasons input:checked").count() == 0


def test_what_is_missing_is_said_at_each_field_and_nothing_is_asked(open_page: OpenPage) -> None:
    page, _, sent = book(open_page, 320)
    page.fill("#correction-units", "0")
    look(page)

    assert "huit caractères" in page.inner_text("#correction-code-wrong")
    assert "plus grand que zéro" in page.inner_text("#correction-units-wrong")
    assert page.inner_text("#correction-reason-wrong") == "Choisissez une raison."
    expect(page.locator("#correction-code")).to_be_focused()
    assert sent == []
    assert overflow(page) <= 0
    assert violations(page) == []


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("unknown-card", "code"),
        ("card-replaced", "code"),
        ("correction-too-large", "units"),
        ("correction-below-zero", "units"),
    ],
)
def test_what_the_server_refuses_is_said_at_its_field(
    open_page: OpenPage, code: str, field: str
) -> None:
    page, _, _ = book(open_page)
    page.route(f"**/{PREVIEW}", refusal(code, "Ce n’est pas possible."))
    fill(page)
    look(page)

    expect(page.locator(f"#correction-{field}-wrong")).to_have_text("Ce n’est pas possible.")
    expect(page.locator(f"#correction-{field}")).to_be_focused()
    assert page.locator(f"#correction-{field}").get_attribute("aria-invalid") == "true"
    page.fill(f"#correction-{field}", "7")
    expect(page.locator(f"#correction-{field}-wrong")).to_be_hidden()


def test_a_limit_that_is_no_fields_is_said_below(open_page: OpenPage) -> None:
    page, _, _ = book(open_page)
    page.route(f"**/{WRITE}", refusal("too-many-corrections", "Demain."))
    fill(page)
    look(page)
    page.click("[data-correction-write]")

    expect(page.locator("[data-correction-form-wrong]")).to_have_text("Demain.")
    assert page.input_value("#correction-units") == "7"


def test_an_answer_that_was_lost_is_asked_for_again_under_the_same_key(
    open_page: OpenPage,
) -> None:
    page, server, sent = book(open_page)
    fill(page)
    look(page)
    page.wait_for_selector("[data-correction-sure]:visible")
    server.down = {WRITE}
    page.click("[data-correction-write]")
    expect(page.locator("[data-correction-form-wrong]")).to_contain_text("une fois")
    server.down = set()
    page.click("[data-correction-write]")
    page.wait_for_selector("[data-correction-done]:has-text('corrigé')")

    (first, second) = [(body, key) for what, body, key in sent if what == WRITE]
    assert first == second
    assert page.locator("[data-correction-form-wrong]").is_hidden()


def test_credit_is_typed_as_an_amount(open_page: OpenPage) -> None:
    page, _, sent = book(open_page, counts={"name": "EUR", "minor": 100})
    assert page.inner_text("[data-correction-unit]") == "Montant (EUR)"
    fill(page, "2,45", "Geste commercial")
    look(page)
    page.wait_for_selector("[data-correction-sure]:visible")

    assert sent[0][1]["units"] == 245


def test_going_back_keeps_what_was_filled_in(open_page: OpenPage) -> None:
    page, _, sent = book(open_page)
    fill(page)
    look(page)
    page.click("text=Revenir")

    assert page.input_value("#correction-units") == "7"
    look(page)
    page.wait_for_selector("[data-correction-sure]:visible")
    assert [what for what, _, _ in sent] == [PREVIEW, PREVIEW]


def test_where_nothing_is_counted_nothing_is_offered(open_page: OpenPage) -> None:
    page, _, _ = book(open_page, counts=None)

    assert page.locator("[data-correction]").is_hidden()
    assert page.locator("[data-members-rows] button").count() == 0


def test_the_weeks_corrections_are_in_the_book(open_page: OpenPage) -> None:
    told = "3 corrections à la main\u202f: carte papier reprise (3)."
    page, _, _ = book(open_page, corrections=told)

    assert page.inner_text("[data-corrections]") == told


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_fits_a_small_phone_and_has_no_violation(
    open_page: OpenPage, scheme: str
) -> None:
    page, _, _ = book(open_page, 320, scheme)
    fill(page)
    assert overflow(page) <= 0
    assert violations(page) == []
    look(page)
    page.wait_for_selector("[data-correction-sure]:visible")
    assert overflow(page) <= 0
    assert violations(page) == []
    page.click("[data-correction-write]")
    page.wait_for_selector("[data-correction-done]:has-text('corrigé')")
    assert overflow(page) <= 0
    assert violations(page) == []
