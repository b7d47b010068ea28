"""What is not done behind anybody's back, and what was noted and is not to count."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import Reply, answer, kept, open_till, problem, server, stamp
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

TEAM = [{"id": "lea", "name": "Léa"}, {"id": "sam", "name": "Sam"}]
CODE, NEXT = "7K3M9QXT", "8K3M9QXT"


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    page = open_till(open_page)
    server(page).card = {"gift": True}
    return page


def press_reward(till: Page) -> None:
    """Look at a card with a reward, and press what gives it; nothing is answered."""
    server(till).also = "redemptions"
    server(till).earn = lambda request: None
    till.fill("#typed", CODE)
    till.click("button[value=look]")
    till.click(".result >> text=Offrir le café")
    till.wait_for_selector('[data-result][data-tone="wait"]')


def sign_in(till: Page, name: str = "Léa") -> None:
    till.click("[data-staff-change]")
    till.get_by_role("radio", name=name).check()
    till.keyboard.type("4071")
    till.wait_for_selector("[data-staff-end]:visible")


def again(till: Page) -> None:
    till.evaluate("dispatchEvent(new Event('online'))")


def sent(till: Page) -> list[str]:
    return [what for what, _, _ in server(till).sent]


def test_a_reward_without_an_answer_is_not_sent_again_by_itself(till: Page) -> None:
    press_reward(till)
    assert "N’offrez rien encore" in till.inner_text("[data-said]")
    assert kept(till) == []
    expect(till.locator("[data-waiting]")).to_be_hidden()

    server(till).earn = lambda request: (201, answer("redeem", request))
    again(till)
    till.reload()
    till.wait_for_selector("[data-video]:visible")
    till.wait_for_timeout(300)

    assert sent(till) == ["redemptions"]


def test_trying_again_is_the_same_operation_and_tells_what_became_of_it(till: Page) -> None:
    press_reward(till)
    server(till).earn = lambda request: (200, answer("redeem", request))

    till.click(".result button:text('Réessayer')")
    till.wait_for_selector('[data-result][data-tone="done"]')

    (_, first, body), (_, second, repeated) = server(till).sent
    assert (first, body["made_at"]) == (second, repeated["made_at"])
    expect(till.locator("[data-recent-list] li")).to_have_count(1)
    assert "Offert" in till.inner_text("[data-recent-list]")


def test_it_stays_within_reach_when_the_next_card_has_come(till: Page) -> None:
    press_reward(till)
    server(till).earn = lambda request: (201, answer("earn", request))
    stamp(till, NEXT)
    till.click("[data-recent-list] li:has-text('Récompense sans réponse') button")
    till.wait_for_selector('[data-result][data-tone="wait"]')

    server(till).earn = lambda request: (422, problem("not-enough-balance", request))
    till.click(".result button:text('Réessayer')")
    till.wait_for_selector('[data-result][data-tone="stop"]')

    keys = [key for what, key, _ in server(till).sent if what == "redemptions"]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert "sans réponse" not in till.inner_text("[data-recent-list]")


def over_the_hour(request: Request) -> Reply:
    resumes = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    return 429, problem("too-many-acts", request, retry_at=resumes), {"Retry-After": "3600"}


def test_one_person_s_limit_is_for_a_colleague_to_solve_and_holds_up_nobody(
    open_page: OpenPage,
) -> None:
    till = open_till(open_page, staff=TEAM)
    server(till).card = {"gift": True}
    sign_in(till)
    press_reward(till)
    server(till).earn = lambda request: (
        over_the_hour(request)
        if request.headers["staff"] == "token-lea"
        else (201, answer("redeem", request))
    )
    till.click(".result button:text('Réessayer')")
    till.wait_for_selector("text=Détail de too-many-acts.")
    assert kept(till) == []

    till.click(".result >> text=Code d’un collègue")
    till.get_by_role("radio", name="Sam").check()
    till.keyboard.type("2580")
    till.wait_for_selector('[data-result][data-tone="done"]')
    server(till).earn = lambda request: (201, answer("earn", request))
    stamp(till, NEXT)

    assert sent(till) == ["redemptions"] * 3 + ["earns"]
    assert till.get_attribute("[data-result]", "data-tone") == "done"


WAITS = """
(records) => new Promise((resolve) => {
  indexedDB.open('poincon').onsuccess = ({ target }) => {
    const writing = target.result.transaction('operations', 'readwrite');
    for (const record of records) writing.objectStore('operations').put(record);
    writing.oncomplete = resolve;
  };
})
"""


def test_what_a_customer_has_already_is_told_until_it_is_taken_and_holds_up_nobody(
    till: Page,
) -> None:
    made = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    gift = {"code": CODE, "reward": "coffee", "offline": True, "made_at": made}
    stamps = {"code": NEXT, "units": 1, "made_at": made}
    waiting = [
        {"id": "waits-00000000000000001", "kind": "redemptions", "body": gift},
        {"id": "waits-00000000000000002", "kind": "earns", "body": stamps},
    ]
    server(till).also = "redemptions"
    server(till).earn = lambda request: (
        over_the_hour(request) if "redemptions" in request.url else (201, answer("earn", request))
    )
    till.evaluate(WAITS, waiting)
    again(till)
    till.locator("[data-recent-list] li").wait_for()
    till.wait_for_timeout(300)

    assert [operation["kind"] for operation in kept(till)] == ["redemptions"]
    assert till.locator(".recent-refused").count() == 0


def undo_noted(till: Page) -> None:
    """Stamp without an answer, and think better of it."""
    server(till).also = "reversals"
    server(till).earn = lambda request: None
    stamp(till, CODE)
    till.click(".result >> text=Annuler")
    till.wait_for_selector('[data-result][data-tone="calm"]')


def test_a_noted_stamp_that_was_never_heard_of_is_undone_without_a_word(till: Page) -> None:
    undo_noted(till)
    ((_, stamped, _), *_) = server(till).sent
    (waiting,) = kept(till)
    assert (waiting["kind"], waiting["body"]["operation"]) == ("reversals", stamped)
    assert "ne comptera pas" in till.inner_text("[data-said]")
    assert "1 en attente" in till.inner_text("[data-waiting]")

    server(till).sent.clear()
    server(till).earn = lambda request: (404, problem("unknown-entry", request))
    again(till)
    expect(till.locator("[data-waiting]")).to_be_hidden()

    assert sent(till) == ["reversals"]
    assert kept(till) == []
    assert till.locator("[data-recent-list] li").count() == 0


def test_a_noted_stamp_whose_answer_was_lost_is_taken_back(till: Page) -> None:
    undo_noted(till)
    server(till).earn = lambda request: (201, answer("reverse", request))
    again(till)
    till.locator("[data-recent-list] li").wait_for()

    assert "Annulé" in till.inner_text("[data-recent-list]")
    assert till.locator("[data-recent-list] button").count() == 0
    assert sent(till).count("earns") == 1
    assert kept(till) == []


def test_only_that_there_is_nothing_to_take_back_goes_without_a_word(till: Page) -> None:
    undo_noted(till)
    server(till).earn = lambda request: (422, problem("undo-refused", request))
    again(till)

    expect(till.locator(".recent-refused")).to_contain_text("Détail de undo-refused.")


def test_two_presses_undo_once(till: Page) -> None:
    server(till).also = "reversals"
    server(till).earn = lambda request: None
    stamp(till, CODE)
    undo = till.locator(".result").get_by_role("button", name="Annuler")
    undo.evaluate("button => { button.click(); button.click(); }")
    till.wait_for_selector('[data-result][data-tone="calm"]')

    assert [operation["kind"] for operation in kept(till)] == ["reversals"]


def test_one_that_was_sent_while_the_screen_still_said_noted_is_undone_all_the_same(
    till: Page,
) -> None:
    server(till).also = "reversals"
    server(till).earn = lambda request: None
    stamp(till, CODE)
    server(till).earn = lambda request: (
        (201, answer("earn", request)) if "earns" in request.url else None
    )
    again(till)
    till.locator("[data-recent-list] li").wait_for()

    till.click(".result >> text=Annuler")
    till.wait_for_selector('[data-result][data-tone="calm"]')
    assert till.locator("[data-recent-list] button").count() == 0

    (waiting,) = kept(till)
    assert waiting["body"]["operation"] == server(till).sent[0][1]


def test_whoever_was_here_last_answers_for_the_undo(open_page: OpenPage) -> None:
    till = open_till(open_page, staff=TEAM)
    sign_in(till)

    undo_noted(till)

    assert [operation.get("staff") for operation in kept(till)] == ["token-lea"]


def test_where_nobody_can_answer_for_the_undo_that_is_said_instead(open_page: OpenPage) -> None:
    till = open_till(open_page, staff=TEAM)
    server(till).earn = lambda request: None

    stamp(till, CODE)

    assert "il faut le code d’une personne de l’équipe" in till.inner_text("[data-said]")
    assert till.locator(".result").get_by_role("button", name="Annuler").count() == 0


@pytest.mark.parametrize(("path", "scheme"), [("/till/", "light"), ("/till/en/", "dark")])
def test_what_is_unanswered_is_open_to_everybody(
    open_page: OpenPage, path: str, scheme: str
) -> None:
    till = open_till(open_page, 320, scheme, path)
    server(till).card = {"gift": True}
    server(till).also = "redemptions"
    server(till).earn = lambda request: None
    till.fill("#typed", CODE)
    till.click("button[value=look]")
    till.click(".result >> text=Offrir le café")
    till.wait_for_selector('[data-result][data-tone="wait"]')
    till.get_by_role("button", name=re.compile("Réessayer|Try again")).wait_for()
    assert (violations(till), overflow(till)) == ([], 0)

    stamp(till, NEXT)
    assert (violations(till), overflow(till)) == ([], 0)
    till.locator(".result").get_by_role("button", name=re.compile("Annuler|Undo")).click()
    till.wait_for_selector('[data-result][data-tone="calm"]')
    assert (violations(till), overflow(till)) == ([], 0)
