"""The list of the last acts: what is typed there stays, and whoever uses keys is not dropped."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import answer, open_till, problem, server, stamp, stop_clock

pytestmark = pytest.mark.browser

OLD = {"undo_until": "2026-11-22T09:00:00Z"}


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    """Where every undo has closed: goods can come back."""
    till = open_till(open_page)
    server(till).earn = lambda request: (201, answer("earn", request) | OLD)
    return till


def lines(till: Page) -> list[str]:
    """What the list says, in order."""
    return [text.split(" · ")[1] for text in till.locator(".recent-text").all_inner_texts()]


def named(name: str, **more: Any) -> Any:
    def earn(request: Request) -> tuple[int, dict[str, Any]]:
        return 201, answer("earn", request) | {"headline": f"{name} · 1 sur 9"} | OLD | more

    return earn


def scan(till: Page, code: str, name: str, **more: Any) -> None:
    """A card is read while the focus is somewhere else: nothing is typed for it."""
    server(till).earn = named(name, **more)
    till.evaluate(
        """code => {
          document.querySelector('#typed').value = code;
          document.querySelector('[data-manual]').requestSubmit(
            document.querySelector('button[value=stamp]'));
        }""",
        code,
    )
    expect(till.locator(".recent-text").first).to_contain_text(name)


def open_return(till: Page) -> Any:
    """Three coffees, one of which comes back: it is being typed."""
    till.click("[data-units] label:has-text('3')")
    scan(till, "7K3M9QXT", "Ada")
    till.click("text=Retour")
    field = till.locator(".returning input")
    field.fill("1")
    return field


def test_a_return_that_is_being_typed_survives_the_next_card(till: Page) -> None:
    field = open_return(till)

    scan(till, "8K3M9QXT", "Ben")

    assert lines(till) == ["Ben", "Ada"]
    expect(field).to_be_focused()
    till.keyboard.press("Enter")
    expect(till.locator("[data-result]")).to_contain_text("Retour enregistré")
    what, _, body = server(till).sent[-1]
    assert (what, body["code"], body["units"]) == ("refunds", "7K3M9QXT", 1)


def test_a_return_that_is_being_typed_outlasts_whatever_came_before_it(till: Page) -> None:
    field = open_return(till)

    for number in range(7):
        scan(till, f"{number + 2}K3M9QXA", f"Client {number}")

    assert lines(till) == ["Client 6", "Client 5", "Client 4", "Client 3", "Client 2", "Ada"]
    assert field.input_value() == "1"


def test_an_undo_elsewhere_that_closes_meanwhile_leaves_the_return_in_peace(till: Page) -> None:
    stop_clock(till)
    field = open_return(till)
    scan(till, "8K3M9QXT", "Ben", undo_until="2026-11-22T09:01:00Z")
    expect(till.locator(".recent li").first).to_contain_text("Annuler")

    till.clock.run_for(61_000)

    expect(till.locator(".recent li").first).to_contain_text("Retour")
    expect(field).to_be_focused()


def test_undo_in_the_list_moves_the_focus_to_its_answer(till: Page) -> None:
    scan(till, "7K3M9QXT", "Ada", undo_until="2026-11-22T09:15:00Z")
    till.focus("[data-recent-list] button")

    till.keyboard.press("Enter")

    expect(till.locator("[data-result]")).to_be_focused()
    expect(till.locator("[data-result]")).to_contain_text("Annulé")
    assert till.locator(".recent li").nth(1).locator("button").count() == 0


def test_a_card_that_is_scanned_takes_no_focus_from_the_list(till: Page) -> None:
    scan(till, "7K3M9QXT", "Ada", undo_until="2026-11-22T09:15:00Z")
    till.focus("[data-recent-list] button")

    scan(till, "8K3M9QXT", "Ben")

    assert till.evaluate("document.activeElement.closest('li').innerText").count("Ada") == 1


def test_an_undo_that_closes_under_the_finger_leaves_the_focus_in_its_line(till: Page) -> None:
    stop_clock(till)
    scan(till, "7K3M9QXT", "Ada", undo_until="2026-11-22T09:01:00Z")
    till.focus("[data-recent-list] button")

    till.clock.run_for(61_000)

    expect(till.locator("[data-recent-list] summary")).to_be_focused()


def test_a_press_in_the_list_says_of_which_line_it_is(till: Page) -> None:
    scan(till, "7K3M9QXT", "Ada", undo_until="2026-11-22T09:15:00Z")

    undo = till.locator("[data-recent-list] button")

    named = re.compile("^Annuler\u202f: Paul, [0-9]{2}:[0-9]{2}$")
    assert named.match(undo.get_attribute("aria-label") or "")


def test_a_stamp_that_was_undone_by_mistake_is_put_back_as_it_was(till: Page) -> None:
    till.locator("[data-units] label").nth(2).click()
    scan(till, "7K3M9QXT", "Ada", undo_until="2026-11-22T09:15:00Z")
    till.click("[data-recent-list] button")

    till.get_by_role("button", name="Remettre").click()
    till.locator("[data-recent-list] li").nth(2).wait_for()

    sent = [(what, body.get("units")) for what, _, body in server(till).sent]
    assert sent == [("earns", 3), ("reversals", None), ("earns", 3)]
    assert len({key for _, key, _ in server(till).sent}) == 3


def test_a_refusal_names_whom_it_is_about_and_leads_to_the_card(till: Page) -> None:
    server(till).earn = lambda request: (
        422,
        problem("too-soon", request, answer=answer("look", request)),
    )
    stamp(till, "7K3M9QXT")
    assert till.inner_text(".result-name") == "Paul"
    assert "Détail de too-soon." in till.inner_text("[data-said]")

    till.get_by_role("button", name="Revoir la carte").click()

    expect(till.locator("[data-actions] .press").first).to_have_text("Tamponner")


def test_a_late_refusal_names_its_holder_and_shows_the_card(till: Page) -> None:
    server(till).earn = lambda request: (503, {})
    stamp(till, "7K3M9QXT")
    server(till).earn = lambda request: (
        422,
        problem("too-soon", request, answer=answer("look", request)),
    )
    till.evaluate("dispatchEvent(new Event('online'))")
    expect(till.locator(".recent-refused")).to_contain_text("Paul")

    till.locator(".recent-refused button").click()

    expect(till.locator(".result-name")).to_have_text("Paul")
    assert "Paul" not in till.evaluate("JSON.stringify({...localStorage})")
