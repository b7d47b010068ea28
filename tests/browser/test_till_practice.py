"""Practising at the till: the same counter, three cards that do not exist, nothing sent or kept."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import Page, expect

from functions.web import schemas
from functions.web.refusal_texts import REFUSALS
from loyalty.language import LANGUAGES
from loyalty.program import Model
from tests.browser.conftest import OpenPage
from tests.browser.counter import CAMERA, CODE, STAMPS, Server, answer, hold, pair, server, stamp
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

SITE = Path(__file__).parents[2] / "site"
COUNTED = (
    CAMERA
    + """
window.films = 0;
const film = navigator.mediaDevices.getUserMedia;
navigator.mediaDevices.getUserMedia = async () => { window.films += 1; return film(); };
"""
)
ASKING = (
    CAMERA
    + """
const given = navigator.mediaDevices.getUserMedia;
const asked = new Promise((go) => { window.allow = go; });
navigator.mediaDevices.getUserMedia = async () => { await asked; return given(); };
"""
)
WAITING = """async () => {
  const opened = await new Promise((resolve) => {
    const request = indexedDB.open('poincon');
    request.onsuccess = () => resolve(request.result);
  });
  const kept = opened.transaction('operations').objectStore('operations').getAll();
  await new Promise((resolve) => { kept.onsuccess = resolve; });
  opened.close();
  return kept.result.map(({ body }) => body.code);
}"""

# Everything that can be done with each of the three cards, and again, in the server's own form.
EVERYTHING = """async (program) => {
  const page = document.querySelector('script[type=module]').src;
  const { PracticeDesk } = await import(page.replace('till.js', 'practice-desk.js'));
  const answers = [];
  const refusals = new Set();
  const keep = (answer) => { answers.push(answer); return answer; };
  for (const number of [1, 2, 3]) {
    const desk = new PracticeDesk(program);
    const code = `test000${number}`;
    const act = async (kind, body) => {
      const { answer, problem } = await desk.carryOut(kind, { code, ...body });
      if (problem) refusals.add(problem.code);
      if (problem?.body.answer) keep(problem.body.answer);
      return answer && keep(answer);
    };
    keep(await desk.ask(`/v1/till/cards/${code}`));
    const bought = { units: 4, amount_minor: 1250 };
    const earned = await act('earns', bought);
    await act('earns', { ...bought, over_ready: true });
    const given = await act('redemptions', { reward: 'any', amount_minor: 50 });
    await act('refunds', { operation: earned?.operation });
    const again = await act('redemptions', { reward: 'any' });
    await act('reversals', { operation: again.operation });
    await act('reversals', { operation: 'another' });
    await act('grants', { what: 'club-fee' });
  }
  return { answers, refusals: [...refusals] };
}"""

OpenTill = Callable[..., Page]


@pytest.fixture(name="open_practice")
def _open_practice(open_page: OpenPage) -> OpenTill:
    """A till that was just paired, at which somebody now practises."""

    def open_practice(
        language: str = "", width: int = 390, scheme: str = "light", **program: Any
    ) -> Page:
        page = open_page(width, scheme, script=COUNTED)
        page.server = Server(page, **program)  # type: ignore[attr-defined]
        page.goto(f"/till/{language}#code=7K3M-9QXT")
        pair(page)
        page.wait_for_function("() => decoded.pictures > 0")
        page.click("[data-practise]")
        return page

    return open_practice


@pytest.fixture(name="till")
def _till(open_practice: OpenTill) -> Page:
    return open_practice()


def scan(till: Page, name: str) -> None:
    """Press a customer, as if the card was held before the camera."""
    till.locator(".practice-card", has_text=name).click()


def said(till: Page, text: str) -> None:
    expect(till.locator("[data-said]")).to_contain_text(text)


def press(till: Page, text: str) -> None:
    till.locator("[data-actions]").get_by_role("button", name=text).click()


def test_a_card_is_stamped_and_then_too_soon_until_that_is_undone(till: Page) -> None:
    scan(till, "Alma")
    said(till, "7 sur 9")
    scan(till, "Alma")
    said(till, "Trop tôt")

    till.locator("[data-recent-list]").get_by_role("button", name="Annuler").click()
    said(till, "6 sur 9")
    scan(till, "Alma")

    said(till, "7 sur 9")


def test_a_reward_is_offered_first_and_the_card_stamped_anyway_or_afterwards(till: Page) -> None:
    scan(till, "Hugo")
    said(till, "Récompense prête")
    press(till, "Tamponner quand même")
    said(till, "9 sur 9")
    press(till, "Annuler")
    said(till, "Annulé")

    scan(till, "Hugo")
    press(till, "Offrir la récompense")
    said(till, "0 sur 9")
    scan(till, "Hugo")
    said(till, "1 sur 9")


def test_a_card_that_was_here_a_moment_ago_is_too_soon_and_can_be_looked_at(till: Page) -> None:
    scan(till, "Nora")
    said(till, "Trop tôt")
    assert till.get_attribute("[data-result]", "data-tone") == "wait"

    till.fill("#typed", "test-0003")
    till.click("button[value=look]")
    said(till, "3 sur 9")


def test_the_offer_has_the_words_of_the_shop_where_they_are_known(open_practice: OpenTill) -> None:
    reward = {"reward": "coffee", "offer": {"fr": "Offrir le café", "en": "Give the coffee"}}
    till = open_practice("en/", offline={"per_card_day": 0, "rewards": [reward]})

    scan(till, "Hugo")

    expect(till.locator("[data-actions]")).to_contain_text("Give the coffee")


def test_an_amount_is_typed_where_the_program_asks_for_it(open_practice: OpenTill) -> None:
    till = open_practice(model="points", asks_amount=True, counts_items=False)

    scan(till, "Hugo")
    said(till, "Carte lue")
    till.fill("#amount", "12,50")
    till.keyboard.press("Enter")

    said(till, "132\u202fpoints")
    press(till, "Offrir la récompense (100\u202fpoints)")
    said(till, "32\u202fpoints")


def test_a_practice_card_shows_the_reward_in_its_last_place(till: Page) -> None:
    def drawn() -> str:
        return till.evaluate(
            "decodeURIComponent(document.querySelector('.result-stamps').src.split(',')[1])"
        )

    scan(till, "Alma")
    said(till, "7 sur 9")
    assert (drawn().count("<circle"), drawn().count('r="24" fill="none"')) == (10, 3)
    scan(till, "Hugo")
    press(till, "Tamponner quand même")
    said(till, "9 sur 9")
    assert drawn().count('r="24" fill="none"') == 0
    assert drawn().count("<path") == 1


def test_a_lost_card_is_not_replaced_while_practising(till: Page) -> None:
    till.fill("#typed", "test-0001")
    till.click("button[value=look]")
    said(till, "Alma")

    assert till.locator("text=Téléphone perdu").count() == 0


def test_the_answer_takes_the_place_of_what_was_pressed(till: Page) -> None:
    scan(till, "Hugo")
    till.get_by_role("button", name="Offrir la récompense").focus()
    till.keyboard.press("Enter")
    said(till, "C’est fait")

    expect(till.locator("[data-result]")).to_be_focused()


def test_a_real_card_is_refused_and_sent_nowhere(till: Page) -> None:
    stamp(till, "7K3M9QXT")

    said(till, "Terminez-le pour servir un vrai client.")
    assert server(till).sent == []


def test_nothing_leaves_the_page_and_nothing_is_kept_on_the_phone(till: Page) -> None:
    before = till.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    asked: list[str] = []
    till.on("request", lambda request: asked.append(request.url))
    till.context.set_offline(True)

    for name in ("Alma", "Hugo", "Nora"):
        scan(till, name)
    scan(till, "Hugo")
    press(till, "Offrir la récompense")
    said(till, "C’est fait.")
    expect(till.locator("[data-recent-list] li")).to_have_count(2)

    assert [url for url in asked if not re.search(r"^data:|/assets/", url)] == []
    assert till.evaluate(WAITING) == []
    assert till.evaluate("JSON.stringify({...localStorage, ...sessionStorage})") == before
    assert till.locator("[data-waiting]").is_hidden()
    till.context.set_offline(False)
    till.click("[data-practice-end]")
    assert till.locator("[data-recent]").is_hidden()


def test_the_camera_is_off_until_practice_ends(till: Page) -> None:
    assert till.evaluate("document.querySelector('[data-video]').srcObject") is None
    hold(till, CODE)
    till.wait_for_timeout(700)
    assert till.get_attribute("[data-result]", "data-tone") is None

    till.click("[data-practice-end]")
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert [what for what, _, _ in server(till).sent] == ["earns"]
    assert till.evaluate("films") == 2
    assert till.locator("[data-practice]").is_hidden()
    assert till.locator("[data-practise]").is_visible()


def test_what_was_chosen_while_practising_is_not_for_the_next_customer(
    open_practice: OpenTill,
) -> None:
    till = open_practice(asks_amount=True)
    till.click("[data-more]")
    till.fill("#amount", "99")

    till.click("[data-practice-end]")

    assert till.inner_text("[data-units-count]") == "1"
    assert till.input_value("#amount") == ""


def test_what_really_waits_is_sent_meanwhile_and_listed_afterwards(open_page: OpenPage) -> None:
    till = open_page(script=CAMERA)
    till.server = Server(till)  # type: ignore[attr-defined]
    server(till).earn = lambda request: None
    till.goto("/till/#code=7K3M-9QXT")
    pair(till)
    stamp(till, "7K3M9QXT")
    till.click("[data-practise]")
    scan(till, "Alma")
    said(till, "7 sur 9")

    server(till).earn = lambda request: (201, answer("earn", request))
    till.evaluate("dispatchEvent(new Event('online'))")
    expect(till.locator("[data-waiting]")).to_be_hidden()
    expect(till.locator("[data-recent-list] li")).to_have_count(1)
    expect(till.locator("[data-recent-list]")).to_contain_text("Alma")
    said(till, "7 sur 9")

    till.click("[data-practice-end]")
    expect(till.locator("[data-recent-list] li")).to_have_count(1)
    expect(till.locator("[data-recent-list]")).to_contain_text("Paul")
    assert {body["code"] for _, _, body in server(till).sent} == {"7K3M9QXT"}


def test_an_answer_that_was_under_way_is_not_shown_over_the_practice(till: Page) -> None:
    till.click("[data-practice-end]")
    till.evaluate(
        """() => {
          const slow = window.fetch;
          const later = () => new Promise((go) => setTimeout(go, 800));
          window.fetch = (...asked) => later().then(() => slow(...asked));
        }"""
    )
    till.fill("#typed", "7K3M9QXT")
    till.click("button[value=stamp]")
    till.click("[data-practise]")
    till.wait_for_function("() => sessionStorage.getItem('till-done')?.includes('Paul')")

    assert len(server(till).sent) == 1
    assert till.get_attribute("[data-result]", "data-tone") is None
    assert till.locator("[data-recent]").is_hidden()
    till.click("[data-practice-end]")
    expect(till.locator("[data-recent-list]")).to_contain_text("Paul")


def test_it_ends_by_itself_ten_minutes_after_the_last_press(open_page: OpenPage) -> None:
    till = open_page(script=CAMERA)
    till.clock.install()
    till.server = Server(till)  # type: ignore[attr-defined]
    till.goto("/till/#code=7K3M-9QXT")
    till.click(".sign-in-send")
    till.click("[data-practise]")
    till.clock.run_for("09:00")
    scan(till, "Alma")

    till.clock.run_for("09:50")
    expect(till.locator("[data-practice]")).to_be_visible()
    till.clock.run_for("00:15")

    expect(till.locator("[data-practice]")).to_be_hidden()
    expect(till.locator("[data-practice-said]")).to_contain_text("Entraînement terminé")
    expect(till.locator("[data-finder]")).to_be_visible()


def test_it_ends_when_the_phone_is_taken_off_the_list(till: Page) -> None:
    till.on("dialog", lambda dialog: dialog.accept())
    till.click("[data-leave]")

    expect(till.locator("[data-sign-in]")).to_be_visible()
    assert till.locator("[data-practice-end]").is_hidden()
    till.fill("#code", "7K3M-9QXT")
    till.click(".sign-in-send")
    till.wait_for_selector("[data-finder]:visible")
    hold(till, CODE)
    till.wait_for_selector('[data-result][data-tone="done"]')
    assert len(server(till).sent) == 1


def test_it_is_said_all_the_time_and_read_out_once(open_practice: OpenTill) -> None:
    till = open_practice(width=320)
    till.evaluate(
        """() => {
          window.told = 0;
          const options = { childList: true, characterData: true, subtree: true };
          const bar = document.querySelector('[data-practice-said]');
          new MutationObserver(() => { window.told += 1; }).observe(bar, options);
        }"""
    )
    assert till.get_attribute("[data-practice-said]", "role") == "status"
    assert "rien n’est enregistré" in till.inner_text("[data-practice-said]")

    scan(till, "Alma")
    scan(till, "Hugo")
    till.evaluate("scrollTo(0, document.body.scrollHeight)")

    box = till.locator("[data-practice-end]").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["height"] >= 48
    assert till.evaluate("told") == 0


def test_it_works_from_the_keyboard(till: Page) -> None:
    till.click("[data-practice-end]")

    till.focus("[data-practise]")
    till.keyboard.press("Enter")
    till.keyboard.press("Tab")
    till.keyboard.press("Enter")
    said(till, "Alma")
    till.focus("[data-practice-end]")
    till.keyboard.press("Enter")

    assert till.evaluate("document.activeElement.matches('[data-finder]')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "en/"])
def test_it_can_be_used_by_everybody_on_a_narrow_phone(
    open_practice: OpenTill, language: str, scheme: str
) -> None:
    till = open_practice(language, 320, scheme)

    assert (violations(till), overflow(till)) == ([], 0)
    for name in ("Alma", "Hugo", "Nora"):
        scan(till, name)
        till.wait_for_selector('[data-result][data-tone]:not([data-tone="calm"])')
        assert (violations(till), overflow(till)) == ([], 0)
    till.click("[data-practice-end]")
    assert (violations(till), overflow(till)) == ([], 0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", get_args(Model))
def test_every_answer_has_the_form_of_the_servers(
    open_page: OpenPage, model: str, language: str
) -> None:
    page = open_page()
    page.goto("/till/" if language == "fr" else f"/till/{language}/")

    told = page.evaluate(EVERYTHING, {**STAMPS, "model": model})

    form = Draft202012Validator(schemas.ANSWER)
    assert [error.message for each in told["answers"] for error in form.iter_errors(each)] == []
    kinds = {each["kind"] for each in told["answers"]}
    assert kinds == {"look", "earn", "redeem", "reverse", "refund"}
    assert all(" · " in each["headline"] for each in told["answers"])
    assert {"too-soon", "not-in-practice"} <= set(told["refusals"])
    assert ("reward-ready" in told["refusals"]) == (model == "stamps")


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_refusals_have_the_words_of_the_servers(language: str) -> None:
    words = json.loads((SITE / "i18n" / f"{language}.json").read_text("utf-8"))["till"]["script"]

    for code, key in (("too-soon", "practice_too_soon"), ("reward-ready", "practice_first")):
        problem = REFUSALS[code]
        assert words[key] == problem.title[language]  # type: ignore[index]
        assert words[f"{key}_why"] == problem.detail[language]  # type: ignore[index]


def test_visits_of_the_cards_are_counted_as_english_counts_them(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/till/en/")

    told = page.evaluate(EVERYTHING, STAMPS)

    visits = {int(re.findall(r"(\d+)th visit", each["headline"])[0]) for each in told["answers"]}
    assert visits == {n for n in visits if n % 10 not in (1, 2, 3) or n in (11, 12, 13)}


def test_what_it_needs_is_kept_for_where_there_is_no_network(folder: Path) -> None:
    kept = (folder / "till" / "offline.js").read_text("utf-8")

    for module in SITE.glob("modules/practice*.js"):
        assert f"/modules/{module.name}" in kept


def test_what_waits_is_sent_and_nothing_filmed_where_practice_began_before_the_camera_did(
    open_page: OpenPage,
) -> None:
    till = open_page(script=ASKING)
    till.server = Server(till)  # type: ignore[attr-defined]
    till.goto("/till/#code=7K3M-9QXT")
    till.click(".sign-in-send")
    server(till).earn = lambda request: None
    stamp(till, "7K3M9QXT")
    till.click("[data-practise]")

    server(till).earn = lambda request: (201, answer("earn", request))
    till.evaluate("dispatchEvent(new Event('online'))")
    expect(till.locator("[data-waiting]")).to_be_hidden()
    till.evaluate("allow()")
    till.wait_for_timeout(300)

    assert till.evaluate("document.querySelector('[data-video]').srcObject") is None
