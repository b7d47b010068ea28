"""The till while nobody can be asked: what it may give, what it counts by one press, what waits."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.counter import (
    CODE,
    GIFT,
    answer,
    hold,
    kept,
    open_search,
    open_till,
    problem,
    server,
    stamp,
    take_away,
)
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

OTHER = "BCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGA"
COFFEE = {"reward": "coffee", "offer": {"fr": "Offrir le café", "en": "Give the coffee"}}
ONE_A_DAY = {"per_card_day": 1, "rewards": [COFFEE]}
KEEP = """
(records) => new Promise((resolve) => {
  indexedDB.open('poincon').onsuccess = ({ target }) => {
    const writing = target.result.transaction('operations', 'readwrite');
    for (const record of records) writing.objectStore('operations').put(record);
    writing.oncomplete = resolve;
  };
})
"""

HELD_UP = """
() => {
  const { fetch } = window;
  window.go = {};
  window.fetch = async (...asked) => {
    const { code } = JSON.parse(asked[1].body);
    document.body.dataset.held = code;
    if (!go[code]) await new Promise((resolve) => { go[code] = resolve; });
    return fetch(...asked);
  };
}
"""


def lose(page: Page) -> None:
    """From now on nothing that is written or looked at is answered."""
    server(page).also = "redemptions"
    server(page).earn = lambda request: None
    page.route("**/v1/till/cards/**", lambda route: route.abort())


def noted(page: Page) -> None:
    """Hold the card out and wait until nothing was answered."""
    hold(page, CODE)
    page.wait_for_selector('[data-result][data-tone="wait"]')


def offered(page: Page) -> int:
    """How many rewards could be given."""
    return page.locator(".result details button").count()


def find(page: Page) -> None:
    """There is a network again."""
    server(page).earn = lambda request: (201, answer("earn", request))
    page.unroute("**/v1/till/cards/**")
    page.evaluate("dispatchEvent(new Event('online'))")


def waits(page: Page, made: datetime, number: int = 1) -> None:
    """Something has waited on this phone since then."""
    body = {"code": CODE, "units": 1, "made_at": made.isoformat().replace("+00:00", "Z")}
    page.evaluate(KEEP, [{"id": f"waits-{number:020d}", "kind": "earns", "body": body}])
    page.reload()
    page.wait_for_selector("[data-waiting]:visible")


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    page = open_till(open_page, offline=ONE_A_DAY)
    lose(page)
    return page


def test_a_reward_is_given_at_once_and_told_when_there_is_a_network(till: Page) -> None:
    hold(till, CODE)
    till.click(".result >> text=Offrir le café")
    till.wait_for_selector('[data-result][data-tone="reward"]')
    assert "Offrir le café" in till.inner_text("[data-said]")
    assert "2 en attente" in till.inner_text("[data-said]")
    assert [(o["kind"], o["body"].get("offline")) for o in kept(till)] == [
        ("earns", None),
        ("redemptions", True),
    ]

    server(till).sent.clear()
    find(till)
    till.locator("[data-recent-list] li").nth(1).wait_for()

    told = [(what, body.get("reward")) for what, _, body in server(till).sent]
    assert told == [("earns", None), ("redemptions", "coffee")]


def test_a_card_has_as_many_in_a_day_as_the_program_says_also_after_a_reload(till: Page) -> None:
    hold(till, CODE)
    till.click(".result >> text=Offrir le café")
    till.wait_for_selector('[data-result][data-tone="reward"]')
    till.reload()
    till.wait_for_selector("[data-video]:visible")
    lose(till)

    hold(till, CODE)
    till.wait_for_selector('[data-result][data-tone="wait"]')
    assert offered(till) == 0

    hold(till, OTHER)
    till.locator(".result >> text=Offrir le café").wait_for()


def test_two_presses_are_one_gift(till: Page) -> None:
    noted(till)
    gift = till.locator(".result >> text=Offrir le café")
    gift.evaluate("button => { button.click(); button.click(); }")
    till.wait_for_selector('[data-result][data-tone="reward"]')

    assert [o["kind"] for o in kept(till)] == ["earns", "redemptions"]


def sign_in(till: Page) -> None:
    till.click("[data-staff-change]")
    till.get_by_role("radio", name="Léa").check()
    till.keyboard.type("4071")
    till.wait_for_selector("[data-staff-end]:visible")


def test_whoever_was_here_last_answers_for_what_is_given(open_page: OpenPage) -> None:
    till = open_till(open_page, offline=ONE_A_DAY, staff=[{"id": "lea", "name": "Léa"}])
    sign_in(till)
    lose(till)
    till.evaluate("const now = Date.now; Date.now = () => now() + 3_600_000")
    noted(till)
    assert till.locator("[data-staff-end]").is_hidden()
    till.click(".result >> text=Offrir le café")
    till.wait_for_selector('[data-result][data-tone="reward"]')

    assert till.locator("dialog[open]").count() == 0
    assert [o.get("staff") for o in kept(till)] == [None, "token-lea"]


@pytest.mark.parametrize("left", ["never came", "handed over", "half a day ago", "removed"])
def test_where_nobody_can_answer_for_it_nothing_is_offered(open_page: OpenPage, left: str) -> None:
    till = open_till(open_page, offline=ONE_A_DAY, staff=[{"id": "lea", "name": "Léa"}])
    if left != "never came":
        sign_in(till)
    if left == "handed over":
        till.click("[data-staff-end]")
    if left == "half a day ago":
        till.evaluate("const now = Date.now; Date.now = () => now() + 43_200_000")
    if left == "removed":
        server(till).program["staff"] = [{"id": "sam", "name": "Sam"}]
        till.reload()
        till.wait_for_function("() => !sessionStorage.getItem('till-shift')")
    lose(till)
    noted(till)

    assert offered(till) == 0


@pytest.mark.parametrize("way", ["typed", "found"])
def test_a_card_that_the_camera_did_not_read_is_offered_nothing(till: Page, way: str) -> None:
    if way == "typed":
        stamp(till, "7K3M9QXT")
    else:
        card = {"code": OTHER, "first_name": "Paul", "visits": 8, "last_visit_at": None}
        more = {"balance": {"label": "T", "text": "8/9"}, "joined_at": "2026-01-01T09:00:00Z"}
        server(till).find = lambda request: (200, {"found": [card | more], "more": False})
        open_search(till)
        till.fill("#search-name", "paul")
        till.keyboard.press("Enter")
        till.click(".found")
    till.wait_for_selector('[data-result][data-tone="wait"]')

    assert offered(till) == 0


def test_a_look_that_is_not_answered_says_nothing_of_the_card_and_can_be_tried_again(
    till: Page,
) -> None:
    till.fill("#typed", "7K3M9QXT")
    till.click("button[value=look]")
    till.wait_for_selector('[data-result][data-tone="wait"]')
    assert "Le réseau ne répond pas" in till.inner_text("[data-said]")
    assert "introuvable" not in till.inner_text("[data-said]")

    find(till)
    till.click("text=Revoir la carte")
    till.wait_for_selector(".result-name")


def test_what_was_answered_while_others_were_sent_is_not_sent_again(open_page: OpenPage) -> None:
    till = open_till(open_page)
    till.evaluate(HELD_UP)
    till.fill("#typed", "7K3M9QXT")
    till.click("button[value=stamp]")
    till.wait_for_selector("[data-held='7K3M9QXT']")
    body = {"code": OTHER, "made_at": "2026-11-23T08:00:00.000Z"}
    till.evaluate(KEEP, [{"id": "0-older", "kind": "earns", "body": body}])
    till.evaluate("dispatchEvent(new Event('online'))")

    till.evaluate("go['7K3M9QXT']()")
    till.wait_for_selector('[data-result][data-tone="done"]')
    till.wait_for_selector(f"[data-held='{OTHER}']")
    till.evaluate("code => go[code]()", OTHER)
    till.locator("[data-recent-list] li").nth(1).wait_for()
    till.wait_for_timeout(300)

    assert [body["code"] for _, _, body in server(till).sent] == ["7K3M9QXT", OTHER]
    assert till.locator("[data-recent-list] li").count() == 2


def test_another_day_is_another_day(till: Page) -> None:
    noted(till)
    till.click(".result >> text=Offrir le café")
    till.wait_for_selector('[data-result][data-tone="reward"]')

    till.clock.set_system_time(datetime.now(UTC) + timedelta(days=1))
    take_away(till)
    noted(till)

    till.locator(".result >> text=Offrir le café").wait_for()


def test_a_card_that_is_only_looked_at_can_be_given_one_as_well(open_page: OpenPage) -> None:
    till = open_till(open_page, offline=ONE_A_DAY, asks_first=True)
    lose(till)
    noted(till)
    till.click(".result >> text=Offrir le café")
    till.wait_for_selector('[data-result][data-tone="reward"]')

    (given,) = kept(till)
    assert (given["kind"], given["body"]["code"]) == ("redemptions", CODE)


@pytest.mark.parametrize("offline", [{"per_card_day": 0, "rewards": []}, None])
def test_a_program_that_allows_none_offers_none(open_page: OpenPage, offline: Any) -> None:
    page = open_till(open_page, **({"offline": offline} if offline else {}))
    lose(page)

    stamp(page, "7K3M9QXT")

    assert "Noté" in page.inner_text("[data-said]")
    assert offered(page) == 0


def test_a_server_that_said_no_gives_nothing_away(till: Page) -> None:
    resumes = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    server(till).earn = lambda request: (
        429,
        problem("too-many-scans", request, retry_at=resumes),
    )

    stamp(till, "7K3M9QXT")

    assert offered(till) == 0


def test_what_was_given_and_then_refused_is_told_to_the_staff(till: Page) -> None:
    noted(till)
    till.click(".result >> text=Offrir le café")
    till.wait_for_selector('[data-result][data-tone="reward"]')

    server(till).earn = lambda request: (422, problem("offline-cap-reached", request))
    till.evaluate("dispatchEvent(new Event('online'))")
    till.locator(".recent-refused").nth(1).wait_for()

    assert "Récompense, " in till.inner_text("[data-recent-list]")
    assert "offline-cap-reached" in till.inner_text("[data-recent-list]")
    till.locator("[data-waiting]").wait_for(state="hidden")


@pytest.mark.parametrize(("code", "told"), [("card-replaced", True), ("unknown-card", False)])
def test_a_late_refusal_says_of_which_card_and_what_it_was(
    till: Page, code: str, told: bool
) -> None:
    hour = datetime.now().astimezone()
    stamp(till, "7k3m-9qxt")
    noted(till)
    till.click(".result >> text=Offrir le café")
    till.wait_for_selector('[data-result][data-tone="reward"]')
    refusal = {"earns": "too-late", "redemptions": code}
    server(till).earn = lambda request: (
        422,
        problem(refusal[request.url.rpartition("/")[2]], request),
    )
    till.evaluate("dispatchEvent(new Event('online'))")
    till.locator(".recent-refused").nth(2).wait_for()

    times = {f"{h:%H:%M}" for h in (hour, hour + timedelta(minutes=1))}
    given, *_, typed = till.locator(".recent-refused .recent-text").all_inner_texts()
    assert typed in {f"Refusé · Passage, {t} · 7K3M\u20119QXT · Détail de too-late." for t in times}
    more = " Le commerçant le verra." if told else ""
    assert given in {f"Refusé · Récompense, {t} · Détail de {code}.{more}" for t in times}


def test_where_the_program_asks_first_one_press_counts_and_nothing_is_written_before(
    open_page: OpenPage,
) -> None:
    page = open_till(open_page, asks_first=True)
    page.click("[data-more]")
    hold(page, CODE)
    page.wait_for_selector('[data-result][data-tone="calm"] .result-name')
    assert server(page).sent == []

    page.click(".result >> text=Tamponner × 2")
    page.wait_for_selector('[data-result][data-tone="done"]')

    ((what, _, body),) = server(page).sent
    assert (what, body["code"], body["units"]) == ("earns", CODE, 2)


def test_where_it_asks_first_a_reward_comes_before_the_stamp(open_page: OpenPage) -> None:
    page = open_till(open_page, asks_first=True)
    server(page).card = {"ready": [GIFT]}
    hold(page, CODE)
    page.locator(".result >> text=Offrir le café").wait_for()

    labels = page.locator(".result button").all_inner_texts()
    assert labels == ["Offrir le café", "Tamponner quand même"]
    page.click(".result >> text=Tamponner quand même")
    page.wait_for_selector('[data-result]:not([data-tone="calm"])')
    assert server(page).sent[0][2]["over_ready"] is True


def test_where_it_asks_first_a_card_is_counted_without_network_by_the_same_press(
    open_page: OpenPage,
) -> None:
    page = open_till(open_page, asks_first=True, offline=ONE_A_DAY)
    lose(page)
    hold(page, CODE)
    page.wait_for_selector('[data-result][data-tone="wait"]')
    assert kept(page) == []
    labels = page.locator(".result button").all_inner_texts()
    assert labels == ["Tamponner", "Offrir le café"]

    page.click(".result >> text=Tamponner")
    page.wait_for_selector("text=Noté")

    assert [o["kind"] for o in kept(page)] == ["earns"]


def test_what_waits_says_since_when(till: Page) -> None:
    hour = datetime.now().astimezone()
    stamp(till, "7K3M9QXT")

    said = till.inner_text("[data-waiting]")
    assert said in {f"1 en attente depuis {h:%H:%M}" for h in (hour, hour + timedelta(minutes=1))}


@pytest.mark.parametrize(("days", "warned"), [(2, False), (5.9, False), (6.1, True)])
def test_what_waits_for_days_names_the_day_and_warns_before_a_week(
    till: Page, days: float, warned: bool
) -> None:
    made = datetime.now(UTC) - timedelta(days=days)
    waits(till, made)

    weekdays = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
    day = made.astimezone()
    assert f"depuis {weekdays[day.weekday()]} {day.day}" in till.inner_text("[data-waiting]")
    assert till.locator("[data-why-waiting]").is_visible() is warned


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_offered_without_network_is_open_to_everybody(
    open_page: OpenPage, language: str, scheme: str
) -> None:
    page = open_till(open_page, 320, scheme, asks_first=True, offline=ONE_A_DAY)
    if language == "en":
        page.goto("/till/en/")
        page.wait_for_selector("[data-video]:visible")
    lose(page)
    waits(page, datetime.now(UTC) - timedelta(days=6.5))
    page.wait_for_selector("[data-video]:visible")

    hold(page, CODE)
    page.wait_for_selector('[data-result][data-tone="wait"]')
    assert (violations(page), overflow(page)) == ([], 0)

    page.click(".result details button")
    page.wait_for_selector('[data-result][data-tone="reward"]')
    assert (violations(page), overflow(page)) == ([], 0)
