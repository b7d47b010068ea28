"""The owner's first minutes with the book: what to do first, and a phone that is paired."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.book import OVERVIEW, Server
from tests.browser.conftest import OpenPage
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

OWN: dict[str, Any] = OVERVIEW["tills"][1]
COUNTER: dict[str, Any] = OVERVIEW["tills"][0]
BAR = COUNTER | {"device": "c", "name": "Bar", "paired_at": "2026-11-22T09:05:00Z"}
NOBODY = {"members": [], "next_cursor": None}
PAIRED = "Le téléphone «\u202fBar\u202f» est associé."
NEW = {"members": 0, "members_page": NOBODY, "tills": [OWN]}


def begin(
    open_page: OpenPage, width: int = 390, scheme: str = "light", language: str = "", **seen: Any
) -> tuple[Page, Server]:
    """The book of a shop that was opened just now, where the test holds the clock."""
    page = open_page(width, scheme)
    page.clock.install()
    server = Server(page)
    server.answers["overview"] = OVERVIEW | NEW | seen
    server.answers["tills"] = {"tills": server.answers["overview"]["tills"]}
    page.goto(f"/owner/{language}")
    page.fill("#code", "7K3M-9QXT")
    page.click(".sign-in-send")
    page.wait_for_selector("[data-new-till] button:visible")
    return page, server


def ask_for_a_code(page: Page) -> None:
    page.click("[data-new-till] button")
    page.wait_for_selector(".pairing-code")


def hide(page: Page, hidden: bool) -> None:
    page.evaluate(
        "hidden => Object.defineProperty(document, 'hidden', {get: () => hidden, configurable: 1})",
        hidden,
    )


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_new_shop_reads_what_to_do_first_and_no_figures_of_nothing(
    open_page: OpenPage, scheme: str, language: str
) -> None:
    page, _ = begin(open_page, 320, scheme, language)

    headings = page.locator("[data-view=book] h2:visible").all_inner_texts()
    steps = page.locator(".steps li")

    assert headings[0] == ("To begin with" if language else "Pour commencer")
    assert len(headings) > 1 and steps.count() == 3
    assert page.locator(".step-done:visible").count() == 0
    assert (
        page.locator(".steps a[hreflang]").get_attribute("href")
        == (OVERVIEW["program"]["join_urls"]["fr"])
    )
    for figures in ("#week", "[data-chart]", "#signals", "#costs"):
        assert page.locator(figures).is_hidden()
    assert page.locator("#tills").is_visible()
    assert overflow(page) <= 0
    assert violations(page) == []


def test_a_step_leads_to_its_place_and_the_focus_with_it(open_page: OpenPage) -> None:
    page, _ = begin(open_page)

    for step, place in (("Associez le téléphone", "tills"), ("Nommez l’équipe", "staff")):
        page.get_by_role("link", name=step).press("Enter")
        expect(page.locator(f"#{place}")).to_be_focused()


@pytest.mark.parametrize(
    ("seen", "done", "begins", "counts"),
    [
        ({"tills": [COUNTER]}, ["till"], True, False),
        ({"tills": [COUNTER | {"active": False}]}, [], True, False),
        ({"staff": [{"id": "1", "name": "Léa", "card": None, "blocked": False}]}, ["staff"], 1, 0),
        ({"members": 3}, ["card"], True, True),
        ({"members": 3, "tills": [COUNTER]}, [], False, True),
        ({"members": 3, "tills": [COUNTER | {"active": False}]}, [], False, True),
    ],
)
def test_each_step_is_marked_as_it_is_done_and_figures_come_with_the_first_card(
    open_page: OpenPage, seen: dict[str, Any], done: list[str], begins: bool, counts: bool
) -> None:
    page, _ = begin(open_page, **seen)

    steps = ("till", "staff", "card")
    marked = [step for step in steps if page.locator(f"[data-step-{step}-done]").is_visible()]

    assert marked == done
    assert page.locator("[data-beginning]").is_visible() == begins
    for figures in ("#week", "#signals", "#costs"):
        assert page.locator(figures).is_visible() == counts


def test_a_phone_that_was_paired_is_told_in_the_place_of_its_code(open_page: OpenPage) -> None:
    page, server = begin(open_page, tills=[OWN, COUNTER])
    ask_for_a_code(page)
    page.clock.run_for(7000)
    before = page.inner_text("[data-pairing]")
    read = server.asked.count("overview")

    server.answers["tills"] = {"tills": [BAR, OWN, COUNTER]}
    page.clock.run_for(3500)
    expect(page.locator("[data-pairing]")).to_have_text(PAIRED)

    assert "7K3M-9QXT" in before
    assert page.locator("[data-pairing][role=status]").count() == 1
    assert "Bar\nRue des Orfèvres" in page.locator("[data-tills-list] li").first.inner_text()
    assert page.locator("[data-step-till-done]").is_visible()
    assert server.asked.count("overview") == read
    asked = server.asked.count("tills")
    page.clock.run_for(30_000)
    assert server.asked.count("tills") == asked


def test_neither_a_phone_shut_out_nor_an_owners_is_taken_for_the_new_till(
    open_page: OpenPage,
) -> None:
    page, server = begin(open_page)
    ask_for_a_code(page)

    server.answers["tills"] = {"tills": [BAR | {"active": False}, OWN, OWN | {"device": "d"}]}
    page.clock.run_for(10_000)

    assert "7K3M-9QXT" in page.inner_text("[data-pairing]")


def test_a_page_that_is_hidden_asks_nothing_and_hears_of_it_when_it_is_seen_again(
    open_page: OpenPage,
) -> None:
    page, server = begin(open_page)
    ask_for_a_code(page)
    server.answers["tills"] = {"tills": [BAR, OWN]}
    hide(page, True)
    asked = server.asked.count("tills")

    page.clock.run_for(700_000)
    quiet = server.asked.count("tills")
    hide(page, False)
    page.clock.run_for(3500)
    expect(page.locator("[data-pairing]")).to_have_text(PAIRED)

    assert quiet == asked


def test_a_code_that_nobody_used_goes_after_its_ten_minutes(open_page: OpenPage) -> None:
    page, server = begin(open_page)
    ask_for_a_code(page)

    page.clock.run_for(597_000)
    before = page.inner_text("[data-pairing]")
    page.clock.run_for(9000)
    expect(page.locator("[data-pairing]")).to_contain_text("ne vaut plus rien")

    assert "7K3M-9QXT" in before
    asked = server.asked.count("tills")
    page.clock.run_for(30_000)
    assert server.asked.count("tills") == asked


def test_no_answer_in_between_is_asked_again_and_said_nowhere(open_page: OpenPage) -> None:
    page, server = begin(open_page)
    ask_for_a_code(page)
    server.down = {"tills"}
    page.clock.run_for(10_000)
    trouble = page.locator("[data-trouble]").is_visible()

    server.down = set()
    server.answers["tills"] = {"tills": [BAR, OWN]}
    page.clock.run_for(3500)
    expect(page.locator("[data-pairing]")).to_have_text(PAIRED)

    assert not trouble


def test_a_book_that_is_closed_waits_for_nobody_and_shows_no_code_to_the_next(
    open_page: OpenPage,
) -> None:
    page, server = begin(open_page)
    ask_for_a_code(page)
    page.click("[data-leave]")
    page.wait_for_selector(".sign-in-send:visible")
    left, asked = page.text_content("[data-pairing]"), server.asked.count("tills")

    page.clock.run_for(30_000)

    assert left == ""
    assert server.asked.count("tills") == asked


def test_the_focus_goes_to_the_phones_where_what_had_it_is_gone(open_page: OpenPage) -> None:
    page, server = begin(open_page)
    ask_for_a_code(page)
    page.focus(".pairing a")

    server.answers["tills"] = {"tills": [BAR, OWN]}
    page.clock.run_for(3500)
    expect(page.locator("[data-pairing]")).to_have_text(PAIRED)

    expect(page.locator("#tills")).to_be_focused()


def test_a_name_that_is_being_typed_is_left_alone_when_a_phone_is_paired(
    open_page: OpenPage,
) -> None:
    page, server = begin(open_page)
    ask_for_a_code(page)
    page.locator("#staff-name").press_sequentially("Lé")

    server.answers["tills"] = {"tills": [BAR, OWN]}
    page.clock.run_for(3500)
    expect(page.locator("[data-pairing]")).to_have_text(PAIRED)
    page.keyboard.type("a")

    assert page.input_value("#staff-name") == "Léa"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "en/"])
def test_the_code_opens_the_till_on_this_phone_too_or_is_typed_at_an_address_in_full(
    open_page: OpenPage, language: str, scheme: str
) -> None:
    page, server = begin(open_page, 320, scheme, language)
    ask_for_a_code(page)
    link = page.locator(".pairing a")

    made = server.answers["pairing-codes"]
    assert link.get_attribute("href") == made["url"]
    assert link.inner_text() == (
        "Open the till on this phone" if language else "Ouvrir la caisse sur ce téléphone"
    )
    assert link.bounding_box()["height"] >= 48  # type: ignore[index]
    assert page.inner_text(".pairing p:has(.pairing-address)") == (
        "Scan this code with the till’s phone. Or open http://127.0.0.1:8000/till/ there and type "
        "the code."
        if language
        else "Scannez ce code avec le téléphone de la caisse. Ou ouvrez-y "
        "http://127.0.0.1:8000/till/ et tapez le code."
    )
    assert overflow(page) <= 0
    assert violations(page) == []


def test_two_phones_of_one_name_are_told_apart_by_when_they_were_paired(
    open_page: OpenPage,
) -> None:
    second = COUNTER | {"device": "z", "paired_at": "2026-05-03T16:05:00Z"}
    page, _ = begin(open_page, tills=[second, COUNTER])
    times = page.evaluate(
        """instants => instants.map((instant) => new Intl.DateTimeFormat('fr-FR',
             {hour: '2-digit', minute: '2-digit'}).format(new Date(instant)))""",
        [second["paired_at"], COUNTER["paired_at"]],
    )

    lines = page.locator("[data-tills-list] small").all_inner_texts()
    for line, time in zip(lines, times, strict=True):
        assert line.endswith(f"depuis le 3 mai à {time}")
        name = f"Retirer Comptoir, associé le 3 mai à {time}"
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(1)


def test_the_shop_that_was_chosen_for_a_phone_stays_chosen_for_the_next(
    open_page: OpenPage,
) -> None:
    shops = [{"id": "a", "name": "Nord"}, {"id": "b", "name": "Sud"}]
    page, server = begin(open_page, program=OVERVIEW["program"] | {"shops": shops})
    page.select_option("#shop", "b")
    ask_for_a_code(page)

    server.answers["tills"] = {"tills": [BAR, OWN]}
    page.clock.run_for(3500)
    expect(page.locator("[data-pairing]")).to_have_text(PAIRED)

    assert page.input_value("#shop") == "b"
