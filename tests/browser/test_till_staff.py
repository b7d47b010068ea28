"""Who is at the till: asked before something is given or taken back, and never before a stamp."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from functions.journeys import staff
from functions.local.development import DEMO_PROGRAM
from functions.tour.stage import stage
from functions.wiring import system_clock
from tests.browser.conftest import OpenPage
from tests.browser.counter import (
    CAMERA,
    CODE,
    Reply,
    Server,
    answer,
    hold,
    open_till,
    problem,
    server,
    shift,
    stamp,
    take_away,
)
from tests.browser.look import overflow, violations
from tests.browser.test_journey import entries, join

pytestmark = pytest.mark.browser

TEAM = [{"id": "lea", "name": "Léa"}, {"id": "sam", "name": "Sam"}]
ADA = {"id": "ada", "name": "Marie-Antoinette"}
SHEET = "dialog[open]"


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    page = open_till(open_page, staff=TEAM)
    server(page).card = {"gift": True}
    return page


def offer(till: Page) -> None:
    """Look at a card with a reward, and press what gives it."""
    till.fill("#typed", "7K3M9QXT")
    till.click("button[value=look]")
    till.click("text=Offrir le café")


def type_pin(till: Page, name: str = "Léa", pin: str = "4071") -> None:
    till.wait_for_selector(SHEET)
    till.get_by_role("radio", name=name, exact=True).check()
    till.keyboard.type(pin)


def given(till: Page) -> None:
    till.wait_for_selector('[data-result][data-tone="done"]:has-text("Offert")')


def refuse(code: str, **more: Any) -> Any:
    return lambda request: (403, problem(code, request, **more))


def acts(till: Page) -> list[tuple[str, str]]:
    """What was sent, and as whom."""
    whom = zip(server(till).sent, server(till).staff, strict=True)
    return [(what, who) for (what, _, _), who in whom]


def test_a_shop_without_staff_sees_nothing_of_it(open_page: OpenPage) -> None:
    till = open_till(open_page, staff=[])
    server(till).card = {"gift": True}

    assert till.locator("[data-staff]").is_hidden()
    offer(till)
    given(till)
    assert acts(till) == [("redemptions", "")]


def test_a_stamp_waits_for_nobody(till: Page) -> None:
    stamp(till, "7K3M9QXT")

    assert till.locator(SHEET).count() == 0
    assert acts(till) == [("earns", "")]
    assert till.inner_text("[data-staff-name]") == "Qui est à la caisse\u202f?"


def test_before_a_reward_somebody_says_who_they_are_and_it_is_given_at_once(till: Page) -> None:
    offer(till)
    type_pin(till)
    given(till)

    assert server(till).pins == [{"staff": "lea", "pin": "4071"}]
    assert acts(till) == [("redemptions", "token-lea")]
    assert till.inner_text("[data-staff-name]") == "Léa"
    offer(till)
    till.locator("[data-recent-list] li").nth(1).wait_for()
    stamp(till, "8K3M9QXT")
    assert acts(till)[1:] == [("redemptions", "token-lea"), ("earns", "token-lea")]
    assert len(server(till).pins) == 1


def test_the_keys_alone_are_enough(till: Page) -> None:
    offer(till)
    till.get_by_role("radio", name="Sam").check()
    for key in ("4", "9", "Effacer", "0", "7", "1"):
        till.get_by_role("button", name=key, exact=True).click()
    given(till)

    assert server(till).pins == [{"staff": "sam", "pin": "4071"}]


def test_a_keyboard_alone_is_enough(till: Page) -> None:
    till.focus("#typed")
    till.keyboard.type("7K3M9QXT")
    till.keyboard.press("Tab")
    till.keyboard.press("Tab")
    till.keyboard.press("Enter")
    till.wait_for_selector("text=Offrir le café")
    till.get_by_role("button", name="Offrir le café").focus()
    till.keyboard.press("Enter")
    till.wait_for_selector(SHEET)
    till.keyboard.type("40")
    till.keyboard.press("Backspace")
    till.keyboard.type("071")
    assert "Choisissez d’abord votre prénom" in till.inner_text("[data-pin-told]")
    assert till.get_attribute("[data-pin-dots]", "data-typed") == "0"

    till.keyboard.press("ArrowRight")
    till.keyboard.type("4071")
    given(till)

    assert server(till).pins == [{"staff": "sam", "pin": "4071"}]
    expect(till.locator("[data-result]")).to_be_focused()


def test_a_pin_is_shown_as_dots_and_kept_nowhere(till: Page) -> None:
    offer(till)
    type_pin(till, pin="907")

    assert till.locator(f"{SHEET} input:not([type=radio])").count() == 0
    assert "907" not in till.content()
    assert till.get_attribute("[data-pin-dots]", "aria-label") == "3 chiffres sur 4"
    till.keyboard.type("1")
    given(till)
    kept = till.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "9071" not in kept and "token-lea" in kept


@pytest.mark.parametrize("way", ["Escape", "Fermer"])
def test_whoever_closes_the_sheet_finds_what_was_there_and_can_still_do_it(
    till: Page, way: str
) -> None:
    offer(till)
    till.wait_for_selector(SHEET)
    assert till.inner_text(".result-name") == "Paul"
    why = "Offrir le café · Paul\u202f: votre prénom, puis votre code."
    assert till.inner_text("[data-pin-why]") == why
    till.keyboard.press("Escape") if way == "Escape" else till.click("text=Fermer")
    till.wait_for_selector('[data-result][data-tone="calm"] .result-name')

    assert server(till).sent == []
    assert till.locator(SHEET).count() == 0
    assert "8 tampons" in till.inner_text("[data-said]")
    expect(till.get_by_role("button", name="Offrir le café")).to_be_focused()
    till.click("text=Offrir le café")
    type_pin(till)
    given(till)


def needs_somebody(request: Request) -> Reply:
    if "staff" not in request.headers:
        return 403, problem("staff-needed", request)
    return 201, answer("reverse", request)


def test_a_stamp_of_this_moment_is_taken_back_with_one_press(till: Page) -> None:
    stamp(till, "7K3M9QXT")
    till.click(".result >> text=Annuler")
    till.wait_for_selector(".result-kind:has-text('Annulé')")

    assert till.locator(SHEET).count() == 0
    assert acts(till) == [("earns", ""), ("reversals", "")]


def test_where_the_server_wants_somebody_for_it_the_sheet_says_for_what(till: Page) -> None:
    stamp(till, "7K3M9QXT")
    server(till).also = "reversals"
    server(till).earn = needs_somebody
    till.click("[data-recent-list] >> text=Annuler")
    till.wait_for_selector(SHEET)
    assert till.inner_text("[data-pin-why]").startswith("Annuler · Paul\u202f:")
    type_pin(till)
    till.wait_for_selector(".result-kind:has-text('Annulé')")

    assert acts(till)[1:] == [("reversals", ""), ("reversals", "token-lea")]
    expect(till.locator("[data-result]")).to_be_focused()


def pass_time(till: Page) -> None:
    """So long that somebody has to answer for what is taken back."""
    till.evaluate("() => { const now = Date.now; Date.now = () => now() + 31_000; }")


def test_an_undo_that_nobody_answered_for_can_still_be_pressed(till: Page) -> None:
    stamp(till, "7K3M9QXT")
    pass_time(till)
    till.click("[data-recent-list] >> text=Annuler")
    till.wait_for_selector(SHEET)
    till.keyboard.press("Escape")
    till.click("[data-recent-list] >> text=Annuler")
    type_pin(till)
    till.wait_for_selector(".result-kind:has-text('Annulé')")

    assert acts(till) == [("earns", ""), ("reversals", "token-lea")]


def later(request: Request) -> Reply:
    at = datetime.now(UTC) + timedelta(minutes=15)
    return 429, problem("too-many-pins", request, retry_at=at.isoformat())


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (
            refuse("pin-refused", tries_left=4),
            "Ce n’est pas le bon code pour Léa. Encore 4 essais.",
        ),
        (
            refuse("pin-refused", tries_left=1),
            "Ce n’est pas le bon code pour Léa. Encore 1 essai.",
        ),
        (
            refuse("pin-refused", tries_left=0, retry_at="2026-11-22T10:00:00Z"),
            r"Ce n’est pas le bon code pour Léa. Nouvel essai à partir de \d\d:\d\d.",
        ),
        (
            refuse("pin-refused", tries_left=0),
            "Le code de Léa est bloqué. Demandez-en un nouveau au commerçant.",
        ),
        (later, r"Trop d’essais pour Léa. Nouvel essai à partir de \d\d:\d\d."),
        (refuse("pin-blocked"), "Le code de Léa est bloqué. Demandez-en un nouveau au commerçant."),
        (lambda request: None, "Sans réseau, un code ne peut pas être vérifié."),
    ],
)
def test_a_pin_that_does_not_do_says_why_and_the_next_one_does(
    till: Page, refusal: Any, said: str
) -> None:
    server(till).pin = refusal
    offer(till)
    type_pin(till, pin="1111")
    expect(till.locator("[data-pin-told]")).to_have_text(re.compile(f"^{said}$"))
    assert till.get_attribute("[data-pin-dots]", "data-typed") == "0"
    assert server(till).sent == []

    server(till).pin = lambda request: (201, shift(request))
    till.keyboard.type("4071")
    given(till)

    assert len(server(till).sent) == 1


def test_a_token_that_is_no_good_is_asked_for_anew_and_the_act_done_under_a_new_id(
    till: Page,
) -> None:
    offer(till)
    type_pin(till)
    given(till)
    server(till).also = "redemptions"
    server(till).earn = lambda request: (
        (403, problem("staff-needed", request))
        if request.headers["staff"] == "token-lea"
        else (201, answer("redeem", request))
    )
    server(till).program["staff"] = TEAM[1:]
    offer(till)
    till.wait_for_selector(SHEET)
    expect(till.locator("[data-pin-sheet]").get_by_role("radio")).to_have_count(1)
    till.keyboard.type("2580")
    till.wait_for_selector("[data-recent-list] li >> nth=1")

    assert acts(till)[1:] == [("redemptions", "token-lea"), ("redemptions", "token-sam")]
    assert len({key for _, key, _ in server(till).sent}) == 3


def test_a_till_that_did_not_know_of_any_staff_learns_it_from_the_refusal(
    open_page: OpenPage,
) -> None:
    till = open_till(open_page, staff=[])
    server(till).card = {"gift": True}
    server(till).program["staff"] = TEAM
    server(till).also = "redemptions"
    server(till).earn = lambda request: (
        (201, answer("redeem", request))
        if "staff" in request.headers
        else (403, problem("staff-needed", request))
    )
    offer(till)
    type_pin(till)
    given(till)

    assert acts(till) == [("redemptions", ""), ("redemptions", "token-lea")]


def test_what_waits_is_sent_as_whoever_did_it_and_a_late_refusal_is_told(till: Page) -> None:
    stamp(till, "7K3M9QXT")
    server(till).also = "reversals"
    server(till).earn = lambda request: None
    pass_time(till)
    till.click(".result >> text=Annuler")
    type_pin(till)
    till.wait_for_selector('[data-result][data-tone="wait"]')
    till.click("[data-staff-end]")
    assert till.inner_text("[data-staff-name]") == "Qui est à la caisse\u202f?"

    server(till).earn = lambda request: (403, problem("staff-needed", request))
    till.reload()
    till.wait_for_selector(".recent-refused")

    assert acts(till)[1:] == [("reversals", "token-lea")] * 2
    assert "Détail de staff-needed." in till.inner_text(".recent-refused")
    assert till.locator(SHEET).count() == 0


def test_whoever_is_here_stays_over_a_reload_and_hands_over_with_one_press(till: Page) -> None:
    offer(till)
    type_pin(till)
    given(till)
    till.reload()
    till.wait_for_selector("[data-staff-end]:visible")
    assert till.inner_text("[data-staff-name]") == "Léa"

    till.click("[data-staff-end]")

    assert till.inner_text("[data-staff-name]") == "Qui est à la caisse\u202f?"
    assert till.evaluate("JSON.stringify({...sessionStorage})").find("token-lea") == -1
    offer(till)
    till.wait_for_selector(SHEET)
    expect(till.get_by_role("radio", name="Léa")).to_be_checked()


def test_a_card_that_is_held_out_behind_the_open_sheet_is_not_stamped(till: Page) -> None:
    server(till).earn = lambda request: (
        422,
        problem("reward-ready", request, answer=answer("look", request, gift=True)),
    )
    hold(till, CODE)
    till.click("text=Offrir le café")
    till.wait_for_selector(SHEET)
    take_away(till)
    hold(till, CODE)
    till.wait_for_function("code => decoded.text === code", arg=CODE)
    type_pin(till)
    given(till)
    till.wait_for_timeout(300)
    assert acts(till) == [("earns", ""), ("redemptions", "token-lea")]

    take_away(till)
    hold(till, CODE)
    till.wait_for_selector("text=Offrir le café")


def test_another_card_that_is_held_out_behind_the_open_sheet_has_its_turn_after_it(
    till: Page,
) -> None:
    offer(till)
    till.wait_for_selector(SHEET)
    hold(till, CODE)
    till.wait_for_function("code => decoded.text === code", arg=CODE)
    till.wait_for_timeout(300)
    assert acts(till) == []

    till.click("[data-pin-close]")
    till.wait_for_selector('[data-result][data-tone="done"]')
    till.wait_for_timeout(500)

    assert acts(till) == [("earns", "")]


def test_a_card_that_is_held_out_keeps_nobody_here(open_page: OpenPage) -> None:
    till = open_till(open_page, staff=TEAM)
    till.click("[data-staff-change]")
    type_pin(till)
    till.wait_for_selector("[data-staff-end]:visible")
    for number, code in enumerate((CODE, CODE[::-1])):
        till.evaluate("const now = Date.now; Date.now = () => now() + 200_000")
        hold(till, code)
        till.locator("[data-recent-list] li").nth(number).wait_for()

    assert till.locator("[data-staff-end]").is_hidden()


HELD_UP = """
() => {
  const { fetch } = window;
  window.fetch = async (...asked) => {
    if (asked[0].endsWith('/program')) await new Promise((go) => { window.go = go; });
    return fetch(...asked);
  };
}
"""


def test_an_open_sheet_is_over_once_nobody_is_on_the_list(till: Page) -> None:
    till.evaluate(HELD_UP)
    offer(till)
    till.wait_for_selector(SHEET)
    server(till).program["staff"] = []
    till.evaluate("go()")
    given(till)

    assert till.locator(SHEET).count() == 0
    assert acts(till) == [("redemptions", "")]


def test_a_pin_is_for_the_name_that_was_chosen_before_it(till: Page) -> None:
    offer(till)
    type_pin(till, "Léa", "407")
    till.get_by_role("radio", name="Sam").check()
    assert till.get_attribute("[data-pin-dots]", "data-typed") == "0"
    till.keyboard.type("1")
    assert server(till).pins == []

    till.keyboard.type("258")
    given(till)
    assert server(till).pins == [{"staff": "sam", "pin": "1258"}]


def by_a_colleague(request: Request) -> Reply:
    if request.headers.get("staff") == "token-sam":
        return 201, answer("earn", request)
    return 422, problem("own-card", request)


def test_a_colleague_enters_their_pin_and_the_stamp_is_done_anew(till: Page) -> None:
    till.click("[data-staff-change]")
    type_pin(till)
    till.wait_for_selector("[data-staff-end]:visible")
    server(till).earn = by_a_colleague
    till.click("[data-more]")
    stamp(till, "7K3M9QXT")
    till.click("text=Code d’un collègue")
    till.wait_for_selector(SHEET)
    assert till.locator(f"{SHEET} input:checked").count() == 0
    till.keyboard.press("Escape")
    till.wait_for_selector("text=Détail de own-card.")

    till.click("text=Code d’un collègue")
    type_pin(till, "Sam")
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert acts(till) == [("earns", "token-lea"), ("earns", "token-sam")]
    assert [body["units"] for _, _, body in server(till).sent] == [2, 2]
    assert till.inner_text("[data-units-count]") == "1"
    assert till.inner_text("[data-staff-name]") == "Sam"


def test_somebody_else_takes_over_without_anything_being_done(till: Page) -> None:
    till.click("[data-staff-change]")
    type_pin(till, "Léa")
    till.wait_for_selector("text=Changer")
    till.click("[data-staff-change]")
    type_pin(till, "Sam")
    expect(till.locator("[data-staff-name]")).to_have_text("Sam")

    assert server(till).sent == []
    expect(till.locator("[data-staff-change]")).to_be_focused()


@pytest.mark.parametrize(("minutes", "asked"), [(4, False), (6, True)])
def test_after_five_minutes_without_a_press_the_pin_is_asked_again(
    till: Page, minutes: int, asked: bool
) -> None:
    offer(till)
    type_pin(till)
    given(till)
    till.evaluate(f"const now = Date.now; Date.now = () => now() + {minutes * 60_000}")
    offer(till)

    if asked:
        type_pin(till)
    till.locator("[data-recent-list] li").nth(1).wait_for()
    assert len(server(till).pins) == 1 + asked


def test_a_press_keeps_whoever_is_here(till: Page) -> None:
    offer(till)
    type_pin(till)
    given(till)
    for _ in range(2):
        till.evaluate("const now = Date.now; Date.now = () => now() + 240_000")
        till.click("text=À dire au client")
    offer(till)
    till.locator("[data-recent-list] li").nth(1).wait_for()

    assert len(server(till).pins) == 1


def test_a_phone_that_is_paired_anew_is_nobodys(till: Page) -> None:
    offer(till)
    type_pin(till)
    given(till)
    till.once("dialog", lambda dialog: dialog.accept())
    till.click("[data-leave]")
    till.wait_for_selector("[data-sign-in]:visible")

    assert "token-lea" not in till.evaluate("JSON.stringify({...sessionStorage})")


@pytest.mark.parametrize("size", [(375, 553), (320, 460), (667, 320), (568, 320)])
def test_every_key_is_in_sight_on_a_small_phone(open_page: OpenPage, size: tuple[int, int]) -> None:
    width, height = size
    names = ("Marie-Antoinette", "Jean-Baptiste", "Léa", "Sam", "Zoé", "Karim", "Quentin")
    till = open_till(open_page, width, staff=[{"id": name, "name": name} for name in names])
    server(till).pin = refuse("pin-refused", tries_left=3)
    till.set_viewport_size({"width": width, "height": height})
    till.click("[data-staff-change]")
    type_pin(till, pin="1111")
    expect(till.locator("[data-pin-told]")).to_contain_text("3")

    boxes = [key.bounding_box() for key in till.locator(".pin-key").all()]
    assert len(boxes) == 12
    assert all(box and box["height"] >= 48 and box["y"] >= 0 for box in boxes)
    assert max(box["y"] + box["height"] for box in boxes if box) <= height
    assert (
        till.evaluate("(d => d.scrollHeight - d.clientHeight)(document.querySelector('dialog'))")
        == 0
    )
    people = till.locator(".pin-people").bounding_box()
    assert people and people["height"] >= 48


@pytest.mark.parametrize("hand", ["left", "right"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", ["/till/", "/till/en/"])
def test_the_sheet_fits_the_smallest_phone_and_axe_finds_nothing(
    open_page: OpenPage, place: str, scheme: str, hand: str
) -> None:
    till = open_page(320, scheme, script=f"localStorage.setItem('till-hand', '{hand}');{CAMERA}")
    answers = Server(till, staff=[*TEAM, ADA])
    answers.pin = refuse("pin-refused", tries_left=3)
    till.goto(f"{place}#code=7K3M-9QXT")
    till.click(".sign-in-send")
    till.click("[data-staff-change]")
    type_pin(till, pin="1111")
    expect(till.locator("[data-pin-told]")).to_contain_text("3")

    assert overflow(till) <= 0
    assert violations(till) == []
    low = [key.bounding_box() for key in till.locator(".pin-key, .pin-people label").all()]
    assert min(box["height"] for box in low if box) >= 48
    erase, close = (till.locator(f"[data-pin-{key}]").bounding_box() for key in ("erase", "close"))
    assert erase and close and (erase["x"] < close["x"]) is (hand == "left")
    answers.pin = lambda request: (201, shift(request))
    type_pin(till, "Marie-Antoinette")
    till.wait_for_selector("[data-staff-end]:visible")
    assert overflow(till) <= 0
    assert violations(till) == []


@pytest.mark.server
def test_the_real_house_undoes_a_stamp_for_whoever_knows_their_pin(open_page: OpenPage) -> None:
    with stage(system_clock(), DEMO_PROGRAM) as shop:
        issued = join(open_page(), shop)
        lea = staff.take_on(shop.house.services, shop.program.id, "Léa")
        shop.clock.now = system_clock()
        till = open_page(script=CAMERA)
        till.goto(f"{shop.http.base_url}/till/#code={shop.pairing_code()}")
        till.click(".sign-in-send")
        till.wait_for_selector("[data-staff]:visible")
        hold(till, issued.code)
        till.wait_for_selector('[data-result][data-tone="done"]')
        pass_time(till)
        till.click(".result >> text=Annuler")
        type_pin(till, pin="0000")
        expect(till.locator("[data-pin-told]")).to_contain_text("Encore 4 essais")
        assert entries(shop) == ["earn"]
        till.keyboard.type(lea.pin)
        till.wait_for_selector(".result-kind:has-text('Annulé')")

        (ledger,) = shop.house.services.cards.ledgers(shop.program.id)
        assert [entry.staff for entry in ledger.entries] == [None, lea.id]


def test_the_real_house_undoes_the_stamp_of_this_moment_for_the_till_alone(
    open_page: OpenPage,
) -> None:
    with stage(system_clock(), DEMO_PROGRAM) as shop:
        issued = join(open_page(), shop)
        staff.take_on(shop.house.services, shop.program.id, "Léa")
        shop.clock.now = system_clock()
        till = open_page(script=CAMERA)
        till.goto(f"{shop.http.base_url}/till/#code={shop.pairing_code()}")
        till.click(".sign-in-send")
        till.wait_for_selector("[data-staff]:visible")
        hold(till, issued.code)
        till.wait_for_selector('[data-result][data-tone="done"]')
        till.click(".result >> text=Annuler")
        till.get_by_role("button", name="Remettre").click()
        till.wait_for_selector('[data-result][data-tone="done"]')

        (ledger,) = shop.house.services.cards.ledgers(shop.program.id)
        assert [(entry.kind.value, entry.staff) for entry in ledger.entries] == [
            ("earn", None),
            ("reverse", None),
            ("earn", None),
        ]
