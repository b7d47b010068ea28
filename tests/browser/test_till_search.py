"""A customer without their code: found by a first name or four digits, and given another card."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import segno
from jsonschema import validate
from playwright.sync_api import Page, Request, expect

from functions.web.problem_texts import FIELD_WORDS
from functions.web.schemas import FINDINGS
from tests.browser.conftest import OpenPage
from tests.browser.counter import (
    Reply,
    answer,
    open_search,
    open_till,
    problem,
    server,
    stamp,
    stop_clock,
)
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

PAUL, MARIE = ("FOUND" + letter * 34 for letter in "PM")
URL = "https://cards.example.org/c/cafe-poincon/" + "A" * 39
JOIN_URL = "https://cards.example.org/cafe-poincon/"
JOIN = {"url": JOIN_URL, "qr": segno.make(JOIN_URL, error="m").svg_data_uri(border=4, scale=6)}
SAID = re.compile(r"[.]$")
COUNT_PRESSES = """
() => {
  window.presses = 0;
  // The key that sends the form clicks its button as well.
  addEventListener('click', (e) => { presses += e.isTrusted && e.detail > 0; });
}
"""
KEPT = """
async () => {
  const bases = await indexedDB.databases();
  const rooms = await Promise.all(bases.map(({ name }) => new Promise((resolve) => {
    indexedDB.open(name).onsuccess = async ({ target: { result: base } }) => {
      const all = [...base.objectStoreNames].map((store) => new Promise((done) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      }));
      resolve(await Promise.all(all));
    };
  })));
  return JSON.stringify([rooms, { ...localStorage }, { ...sessionStorage }]);
}
"""


def card(name: str = "Marie-Lou", code: str = MARIE, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "first_name": name,
        "balance": {"label": "TAMPONS", "text": "8/9"},
        "visits": 8,
        "last_visit_at": ago(days=1),
        "joined_at": "2025-03-12T09:00:00Z",
        **more,
    }


def ago(**time: float) -> str:
    return (datetime.now(UTC) - timedelta(**time)).isoformat(timespec="seconds")[:19] + "Z"


def finds(till: Page, *cards: dict[str, Any], more: bool = False) -> None:
    server(till).find = lambda request: (200, {"found": list(cards), "more": more})


def search(till: Page, name: str = "mari") -> None:
    open_search(till)
    till.fill("#search-name", name)
    till.keyboard.press("Enter")
    expect(till.locator("[data-search-said]")).to_have_text(SAID)


def press_stamp(till: Page) -> None:
    till.locator("[data-actions]").get_by_role("button", name=re.compile("^Tamponner")).click()
    till.wait_for_selector('[data-result][data-tone="done"]')


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    return open_till(open_page)


def test_three_presses_from_the_counter_to_the_stamp(till: Page) -> None:
    finds(till, card(), card("Marie", PAUL))
    till.evaluate(COUNT_PRESSES)

    till.click("text=Retrouver une carte")
    till.wait_for_selector("[data-search-name]:focus")
    till.keyboard.type("mari")
    till.keyboard.press("Enter")
    till.click(".found >> text=Marie-Lou")
    assert server(till).sent == []
    press_stamp(till)

    assert till.evaluate("presses") == 3
    assert server(till).searched == [{"name": "mari"}]
    ((what, _, body),) = server(till).sent
    assert (what, body["code"], body["units"]) == ("earns", MARIE, 1)


def test_four_digits_are_three_presses_as_well(till: Page) -> None:
    finds(till, card())
    till.evaluate(COUNT_PRESSES)

    till.click("text=Retrouver une carte")
    till.get_by_label("Prénom ou 4 derniers chiffres du mobile").press_sequentially("5678")
    till.keyboard.press("Enter")
    till.click(".found >> text=Marie-Lou")
    press_stamp(till)

    assert till.evaluate("presses") == 3
    assert server(till).searched == [{"name": "5678"}]


def test_a_row_says_what_tells_two_of_a_name_apart(till: Page) -> None:
    never = {"last_visit_at": None, "joined_at": ago(minutes=1)}
    finds(till, card(), card("Marie", PAUL, **never))
    search(till)

    first, second = till.locator(".found").all_inner_texts()
    assert re.sub(r"\s+", " ", first) == (
        "Marie-Lou Tampons 8/9 · dernier passage : hier Carte depuis le 12 mars 2025"
    )
    assert "aucun passage" in second
    told = till.inner_text("[data-search-said]")
    assert told == "2 cartes trouvées. Touchez un nom pour voir sa carte."
    assert till.get_attribute("[data-search-said]", "role") == "status"


def test_a_name_that_is_touched_is_only_looked_at_and_the_first_press_there_counts(
    till: Page,
) -> None:
    finds(till, card())
    search(till)
    till.get_by_role("button", name="Marie-Lou").click()
    first = till.locator("[data-actions] button").first
    expect(first).to_have_text("Tamponner")
    assert server(till).sent == []

    till.locator("[data-units] label").nth(1).click()
    press_stamp(till)

    assert server(till).sent[0][2]["units"] == 2


def test_a_reward_that_waits_comes_before_the_stamp_on_a_card_that_is_looked_at(
    till: Page,
) -> None:
    server(till).card = {"gift": True}
    finds(till, card())
    search(till)
    till.click(".found")
    expect(till.locator("[data-actions] .press").first).to_have_text("Offrir le café")

    till.get_by_role("button", name="Tamponner quand même").click()
    till.locator(".recent li").first.wait_for()

    assert [(what, body["over_ready"]) for what, _, body in server(till).sent] == [("earns", True)]


def test_a_found_card_waits_for_its_amount_as_any_other_does(open_page: OpenPage) -> None:
    till = open_till(open_page, asks_amount=True, model="points", counts_items=False)
    finds(till, card())
    search(till)
    till.click(".found")
    till.get_by_role("button", name="Saisir le montant").click()
    till.wait_for_selector("text=Carte lue")
    expect(till.locator("#amount")).to_be_focused()
    till.fill("#amount", "12,50")
    till.click("[data-amount-send]")
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert server(till).sent[0][2]["amount_minor"] == 1250


def test_a_birthday_goes_along_and_too_many_ask_for_it(till: Page) -> None:
    finds(till, card(), more=True)
    search(till)
    assert "ajoutez le jour et le mois" in till.inner_text("[data-search-said]")

    till.get_by_label("Jour").fill("4")
    till.get_by_label("Mois").fill("11")
    with till.expect_response("**/v1/till/searches"):
        till.keyboard.press("Enter")

    assert server(till).searched[1] == {"name": "mari", "birthday_day": 4, "birthday_month": 11}


def test_nobody_of_that_name_says_what_to_do(till: Page) -> None:
    search(till, "zoe")

    told = till.inner_text("[data-search-said]")
    assert "autre orthographe" in told
    assert "nouvelle carte" in told


def test_whoever_has_no_card_is_offered_one_by_one_press(open_page: OpenPage) -> None:
    till = open_till(open_page, join=JOIN)
    search(till, "zoe")
    till.locator("[data-search]").get_by_role("button", name="Nouvelle carte").click()

    expect(till.locator("[data-new-card] summary")).to_be_focused()
    assert till.get_attribute("[data-search]", "open") is None
    till.wait_for_function("() => document.querySelector('[data-new-card-qr]').naturalWidth > 0")
    expect(till.get_by_role("img", name="Code de la page où l’on prend une carte")).to_be_visible()


def test_a_card_that_was_found_is_no_new_one(open_page: OpenPage) -> None:
    till = open_till(open_page, join=JOIN)
    finds(till, card())
    search(till)

    assert till.locator("[data-search-new]").is_hidden()
    till.fill("#search-name", "zoe")
    finds(till)
    till.keyboard.press("Enter")
    expect(till.locator("[data-search-new]")).to_be_visible()
    till.click("[data-search] summary")
    assert till.locator("[data-search-new]").is_hidden()


def test_a_till_that_knows_no_join_page_offers_none(till: Page) -> None:
    search(till, "zoe")

    assert till.locator("[data-new-card], [data-search-new]").filter(visible=True).count() == 0


def test_what_is_wrong_stands_beside_the_field(till: Page) -> None:
    errors = [{"pointer": "/name", "detail": "Ce prénom-là non."}]
    server(till).find = lambda request: (422, problem("invalid-request", request, errors=errors))
    open_search(till)
    till.click("text=Chercher")
    assert till.inner_text("[data-search-error]") == "Deux lettres au moins, ou quatre chiffres."
    assert server(till).searched == []

    till.fill("#search-name", "ma")
    assert till.inner_text("[data-search-error]") == ""
    till.keyboard.press("Enter")
    till.wait_for_selector("text=Ce prénom-là non.")
    assert till.get_attribute("#search-name", "aria-invalid") == "true"
    assert till.evaluate("document.activeElement.id") == "search-name"


@pytest.mark.parametrize(
    ("name", "day", "month", "rule", "field"),
    [
        ("m", "", "", "letters", "name"),
        ("é", "", "", "letters", "name"),
        ("- m", "", "", "letters", "name"),
        ("567", "", "", "digits", "name"),
        ("56789", "", "", "digits", "name"),
        ("ada5678", "", "", "digits", "name"),
        ("mari", "4", "", "dependentRequired", "month"),
        ("mari", "", "4", "dependentRequired", "day"),
        ("mari", "31", "4", "format", "day"),
        ("mari", "x", "4", "format", "day"),
    ],
)
def test_what_cannot_be_looked_for_is_said_in_the_servers_words_and_not_sent(
    till: Page, name: str, day: str, month: str, rule: str, field: str
) -> None:
    open_search(till)
    till.fill("#search-name", name)
    till.get_by_label("Jour").fill(day)
    till.get_by_label("Mois").fill(month)
    till.click("text=Chercher")

    assert till.inner_text("[data-search-error]") == FIELD_WORDS[rule]["fr"]
    assert till.locator(f"[data-search-{field}]").get_attribute("aria-invalid") == "true"
    assert server(till).searched == []


@pytest.mark.parametrize(
    ("name", "birthday"),
    [
        ("葵", ("29", "2")),
        ("Lo", ("31", "12")),
        ("5678", ("31", "12")),
        ("56 78", ("1", "1")),
        ("٥٦٧٨", ("1", "1")),
    ],
)
def test_what_may_be_looked_for_is_sent(till: Page, name: str, birthday: tuple[str, str]) -> None:
    open_search(till)
    till.get_by_label("Jour").fill(birthday[0])
    till.get_by_label("Mois").fill(birthday[1])
    till.fill("#search-name", name)
    till.keyboard.press("Enter")
    expect(till.locator("[data-search-said]")).to_have_text(SAID)

    assert [body["name"] for body in server(till).searched] == [name]


def test_the_pages_own_words_are_the_servers_in_both_languages(open_page: OpenPage) -> None:
    for language, path in (("fr", "/till/"), ("en", "/till/en/")):
        page = open_page()
        page.goto(path)
        words = json.loads(page.inner_text("[data-words]"))
        keys = {
            "letters": "short",
            "digits": "digits",
            "dependentRequired": "together",
            "format": "no_day",
        }
        for rule, key in keys.items():
            assert words[f"search_{key}"] == FIELD_WORDS[rule][language]  # type: ignore[index]


def test_too_many_searches_say_until_when(till: Page) -> None:
    server(till).find = lambda request: (429, problem("too-many-typed-codes", request))
    search(till)

    assert till.inner_text("[data-search-said]") == "Détail de too-many-typed-codes."


def test_without_network_it_says_so_and_the_typed_code_works(till: Page) -> None:
    server(till).find = lambda request: None
    server(till).earn = lambda request: None
    search(till)
    assert "Sans réseau" in till.inner_text("[data-search-said]")

    till.fill("#typed", "7K3M9QXT")
    till.click("[data-count]")
    till.wait_for_selector('[data-result][data-tone="wait"]')
    assert "1 en attente" in till.inner_text("[data-waiting]")


def test_the_list_is_gone_after_use_and_after_a_minute(open_page: OpenPage) -> None:
    till = open_till(open_page)
    finds(till, card())
    search(till)
    till.click(".found")
    assert till.locator(".found").count() == 0
    expect(till.locator("[data-result]")).to_be_focused()

    stop_clock(till)
    search(till)
    till.clock.run_for(59_000)
    assert till.locator(".found").count() == 1
    till.clock.run_for(2_000)
    assert_gone(till)


def assert_gone(till: Page) -> None:
    assert till.locator(".found").count() == 0
    assert till.get_attribute("[data-search]", "open") is None
    assert till.input_value("#search-name") == ""
    assert till.evaluate("document.activeElement.textContent").strip().startswith("Retrouver")


def test_a_name_is_in_no_address_and_nowhere_on_the_phone(till: Page) -> None:
    addresses: list[str] = []
    till.on("request", lambda request: addresses.append(request.url))
    finds(till, card("Zébulon"))
    search(till, "zébu")

    assert not any("bu" in address.rpartition("/v1/")[2] for address in addresses)
    kept = till.evaluate(KEPT)
    assert "till-1" in kept
    assert "bulon" not in kept
    assert "zébu" not in kept


def test_an_answer_that_comes_after_the_drawer_was_closed_shows_nothing(till: Page) -> None:
    finds(till, card())
    till.evaluate(
        "const real = window.fetch; window.fetch = async (...all) => {"
        " await new Promise((go) => setTimeout(go, 400)); return real(...all); }"
    )
    open_search(till)
    till.fill("#search-name", "mari")
    till.keyboard.press("Enter")
    till.click("[data-search] summary")
    till.wait_for_timeout(900)

    assert till.locator(".found").count() == 0


def test_it_works_with_the_keyboard_alone(till: Page) -> None:
    finds(till, card())
    till.focus("[data-search] summary")
    till.keyboard.press("Enter")
    expect(till.locator("#search-name")).to_be_focused()
    till.keyboard.type("mari")
    till.keyboard.press("Enter")
    till.wait_for_selector(".found")
    till.keyboard.press("Tab")
    till.keyboard.press("Enter")
    till.wait_for_selector("[data-actions] .press")
    till.keyboard.press("Tab")
    till.keyboard.press("Enter")
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert server(till).sent[0][2]["code"] == MARIE


# A lost phone


def replaced(request: Request) -> Reply:
    qr = segno.make(URL, error="m").svg_data_uri(scale=4, border=4)
    body = {"first_name": "Marie-Lou", "card_url": URL, "qr": qr, "short_code": "7K3M9QXT"}
    return 201, body


def ask_to_replace(till: Page) -> None:
    server(till).also = "replacements"
    finds(till, card())
    search(till)
    till.click(".found")
    till.click(".result .drawer summary")
    till.get_by_role("button", name=re.compile("Téléphone perdu|Phone lost")).click()


def test_a_lost_card_is_replaced_and_the_new_one_shown_big(till: Page) -> None:
    ask_to_replace(till)
    server(till).earn = replaced
    assert "cesse aussitôt de fonctionner" in till.inner_text("[data-said]")
    assert server(till).sent == []
    till.click("text=Remplacer la carte >> nth=-1")
    till.wait_for_selector(".replaced-qr")

    ((what, key, body),) = server(till).sent
    assert (what, body["code"], sorted(body)) == (
        "replacements",
        MARIE,
        ["code", "made_at", "sent_at"],
    )
    assert len(key) >= 16
    assert "7K3M-9QXT" in till.inner_text("[data-said]")
    size = till.locator(".replaced-qr").bounding_box()
    assert size
    assert size["width"] >= 200
    link = till.get_by_role("link", name="Ouvrir la carte et l’imprimer")
    assert link.get_attribute("href") == f"{URL}#print"
    assert link.get_attribute("rel") == "noopener"
    till.wait_for_function("() => document.querySelector('.replaced-qr').naturalWidth > 0")


def test_the_question_takes_the_place_of_what_was_pressed(till: Page) -> None:
    ask_to_replace(till)

    expect(till.locator("[data-result]")).to_be_focused()
    till.keyboard.press("Tab")
    expect(till.get_by_role("button", name="Remplacer la carte")).to_be_focused()


def test_whoever_closes_the_pin_sheet_is_asked_as_before(open_page: OpenPage) -> None:
    till = open_till(open_page, staff=[{"id": "lea", "name": "Léa"}])
    ask_to_replace(till)
    till.click("text=Remplacer la carte >> nth=-1")
    till.wait_for_selector("dialog[open]")
    till.keyboard.press("Escape")

    expect(till.locator("[data-said]")).to_contain_text("L’ancienne carte cesse")
    assert server(till).sent == []
    till.click("text=Garder l’ancienne")
    till.wait_for_selector(".result .drawer summary")


def test_who_thinks_again_keeps_the_old_card(till: Page) -> None:
    ask_to_replace(till)
    till.click("text=Garder l’ancienne")
    till.wait_for_selector(".result .drawer summary")

    assert server(till).sent == []


def test_an_answer_that_was_lost_is_asked_for_under_the_same_id_and_never_waits(
    till: Page,
) -> None:
    ask_to_replace(till)
    server(till).earn = lambda request: None
    till.click("text=Remplacer la carte >> nth=-1")
    till.wait_for_selector('[data-result][data-tone="wait"]')
    assert till.locator("[data-waiting]").is_hidden()

    server(till).earn = replaced
    till.click("text=Réessayer")
    till.wait_for_selector(".replaced-qr")

    assert len({key for _, key, _ in server(till).sent}) == 1
    assert len({body["made_at"] for _, _, body in server(till).sent}) == 1
    assert len(server(till).sent) == 2


HELD_UP = """
() => {
  const { fetch } = window;
  window.fetch = async (...asked) => {
    if (asked[0].includes('replacements')) {
      document.body.dataset.held = '';
      await new Promise((go) => { window.go = go; });
      delete document.body.dataset.held;
    }
    return fetch(...asked);
  };
}
"""


def replaces(till: Page, replacing: Callable[[Request], Reply | None]) -> None:
    """So a replacement is answered, and any stamp as ever."""

    def reply(request: Request) -> Reply | None:
        stamps = request.url.endswith("earns")
        return (201, answer("earn", request)) if stamps else replacing(request)

    server(till).earn = reply


def cut_short(till: Page) -> None:
    """Another card is stamped while the new one is on its way."""
    server(till).card = {"first_name": "Marie-Lou"}
    ask_to_replace(till)
    till.evaluate(HELD_UP)
    till.click("text=Remplacer la carte >> nth=-1")
    till.wait_for_selector("[data-held]")
    replaces(till, replaced)
    stamp(till, "8K3M9QXT")


def test_a_new_card_that_was_not_waited_for_is_one_press_away(till: Page) -> None:
    cut_short(till)
    till.evaluate("go()")
    line = till.locator("[data-recent-list] li", has_text="Carte remplacée · Marie-Lou")
    line.wait_for()
    assert till.locator(".replaced-qr").count() == 0

    line.get_by_role("button", name="Voir").click()
    till.wait_for_selector(".replaced-qr")
    stamp(till, "9K3M9QXT")
    line.get_by_role("button", name="Voir").click()
    till.wait_for_selector(".replaced-qr")

    assert [what for what, _, _ in server(till).sent].count("replacements") == 1


def test_a_replacement_without_an_answer_can_be_taken_up_again_under_its_id(till: Page) -> None:
    cut_short(till)
    replaces(till, lambda request: None)
    till.evaluate("go()")
    line = till.locator("[data-recent-list] li", has_text="Remplacement sans réponse · Marie-Lou")
    line.get_by_role("button", name="Voir").click()

    replaces(till, replaced)
    till.click("text=Réessayer")
    till.wait_for_selector("[data-held]")
    till.evaluate("go()")
    till.wait_for_selector(".replaced-qr")

    keys = [key for what, key, _ in server(till).sent if what == "replacements"]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert till.locator("text=Remplacement sans réponse").count() == 0
    assert till.locator("text=Carte remplacée · Marie-Lou").count() == 1


def test_a_refusal_that_comes_after_the_next_card_is_told_in_the_list(till: Page) -> None:
    cut_short(till)
    replaces(till, lambda request: (422, problem("card-replaced", request)))
    till.evaluate("go()")

    till.wait_for_selector(".recent-refused >> text=Détail de card-replaced.")


def test_a_refusal_is_said_and_the_card_can_be_seen_again(till: Page) -> None:
    ask_to_replace(till)
    server(till).earn = lambda request: (422, problem("card-replaced", request))
    till.click("text=Remplacer la carte >> nth=-1")
    till.wait_for_selector('[data-result][data-tone="stop"]')

    assert "Détail de card-replaced." in till.inner_text("[data-said]")
    till.click("text=Revoir la carte")
    till.wait_for_selector(".result-name")


def test_where_there_is_staff_somebody_says_who_they_are_first(open_page: OpenPage) -> None:
    till = open_till(open_page, staff=[{"id": "lea", "name": "Léa"}])
    ask_to_replace(till)
    server(till).earn = replaced
    till.click("text=Remplacer la carte >> nth=-1")
    till.wait_for_selector("dialog[open]")

    assert server(till).sent == []
    till.keyboard.type("4821")
    till.wait_for_selector(".replaced-qr")
    assert server(till).staff[-1] != ""


def test_a_card_that_is_held_out_is_not_lost(till: Page) -> None:
    till.fill("#typed", "7K3M9QXT")
    till.click("[data-count]")
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert till.locator("text=Téléphone perdu").count() == 0


def test_a_found_card_that_was_stamped_can_still_be_replaced(till: Page) -> None:
    finds(till, card())
    search(till)
    till.click(".found")
    press_stamp(till)

    assert till.locator(".result summary >> text=Autres actions").count() == 1


# How it looks


@pytest.mark.parametrize("path", ["/till/", "/till/en/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_fits_the_smallest_phone_and_axe_finds_nothing(
    open_page: OpenPage, scheme: str, path: str
) -> None:
    till = open_till(open_page, 320, scheme, path, join=JOIN)
    open_search(till)
    till.click(".search .press")
    assert (overflow(till), violations(till)) == (0, [])
    till.click("[data-search] summary")
    till.click("[data-new-card] summary")
    assert (overflow(till), violations(till)) == (0, [])
    assert smallest(till, ".new-card :is(a, summary)") >= 48
    till.click("[data-new-card] summary")

    finds(till, card("Marie-Antoinette de La Rochefoucauld"), card(), more=True)
    search(till)
    assert (overflow(till), violations(till)) == (0, [])
    assert smallest(till, ".search :is(button, summary, input)") >= 48

    till.click(".found >> nth=0")
    till.click(".result .drawer summary")
    till.get_by_role("button", name=re.compile("Téléphone perdu|Phone lost")).click()
    assert (overflow(till), violations(till)) == (0, [])
    server(till).also = "replacements"
    server(till).earn = replaced
    till.click(".result .press >> nth=0")
    till.wait_for_selector(".replaced-qr")
    assert (overflow(till), violations(till)) == (0, [])


def smallest(till: Page, selector: str) -> float:
    each = f"[...document.querySelectorAll('{selector}')].filter((e) => e.checkVisibility())"
    return float(till.evaluate(f"Math.min(...{each}.map((e) => e.getBoundingClientRect().height))"))


def test_the_answers_here_are_as_the_server_gives_them() -> None:
    validate({"found": [card(), card(last_visit_at=None)], "more": True}, FINDINGS)
