"""The till in a browser: one card, one stamp, whatever the network does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import (
    CAMERA,
    CODE,
    Reply,
    Server,
    answer,
    hold,
    kept,
    open_till,
    problem,
    server,
    stamp,
    stop_clock,
    take_away,
)

pytestmark = pytest.mark.browser


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    return open_till(open_page)


def test_pairing_takes_the_code_from_the_address_and_hides_it(till: Page) -> None:
    assert till.input_value("#code") == "7K3M-9QXT"
    assert "7K3M" not in till.url
    assert till.inner_text("[data-shop]") == "Rue des Orfèvres"
    till.click("text=À dire au client")
    assert till.inner_text("[data-script-text]") == "Le 10e café est offert."


def test_a_card_that_stays_in_view_is_stamped_once(till: Page) -> None:
    hold(till, CODE)
    till.wait_for_selector('[data-result][data-tone="done"]')
    till.wait_for_timeout(1500)

    assert [what for what, _, _ in server(till).sent] == ["earns"]
    body = server(till).sent[0][2]
    assert (body["code"], body["units"], body["over_ready"]) == (CODE, 1, False)
    assert "Paul" in till.inner_text("[data-said]")
    assert till.get_attribute("[data-said]", "role") == "status"


def test_a_card_that_comes_back_is_sent_again(till: Page) -> None:
    hold(till, CODE)
    till.wait_for_selector('[data-result][data-tone="done"]')
    take_away(till)
    hold(till, CODE)
    till.locator("[data-recent-list] li").nth(1).wait_for()

    keys = [key for _, key, _ in server(till).sent]
    assert len(set(keys)) == 2


def test_a_code_that_is_no_card_is_sent_nowhere(till: Page) -> None:
    hold(till, "WIFI:T:WPA;S=shop;P=secret;;")
    till.wait_for_selector('[data-result][data-tone="stop"]')

    assert server(till).sent == []


def test_without_network_a_scan_is_kept_and_sent_once_after_a_reload(till: Page) -> None:
    server(till).earn = lambda request: None
    till.fill("#typed", "7k3m-9qxt")
    till.click("button[value=stamp]")
    till.wait_for_selector('[data-result][data-tone="wait"]')
    assert "1 en attente" in till.inner_text("[data-waiting]")

    server(till).earn = lambda request: (201, answer("earn", request))
    till.reload()
    till.wait_for_selector("[data-recent-list] li")

    expect(till.locator("[data-waiting]")).to_be_hidden()
    assert kept(till) == []
    assert len({key for _, key, _ in server(till).sent}) == 1
    assert len({body["made_at"] for _, _, body in server(till).sent}) == 1
    till.reload()
    till.wait_for_timeout(500)
    assert len(server(till).sent) == 2


def test_a_late_refusal_is_shown_and_not_sent_again(till: Page) -> None:
    server(till).earn = lambda request: (503, {})
    till.fill("#typed", "7K3M9QXT")
    till.click("button[value=stamp]")
    till.wait_for_selector('[data-result][data-tone="wait"]')

    server(till).earn = lambda request: (422, problem("too-soon", request))
    till.evaluate("dispatchEvent(new Event('online'))")
    till.wait_for_selector(".recent-refused")

    assert "Détail de too-soon." in till.inner_text(".recent-refused")
    expect(till.locator("[data-waiting]")).to_be_hidden()


def test_a_till_over_its_limit_says_so_and_keeps_all_its_scans_until_then(till: Page) -> None:
    resumes = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    server(till).earn = lambda request: (
        429,
        problem("too-many-scans", request, retry_at=resumes),
        {"Retry-After": "0"},
    )
    stamp(till, "7K3M9QXT")
    assert "Détail de too-many-scans." in till.inner_text("[data-said]")
    assert "réseau" not in till.inner_text("[data-said]")

    stamp(till, "8K3M9QXT")
    till.evaluate("dispatchEvent(new Event('online'))")
    till.wait_for_timeout(500)

    assert len(server(till).sent) == 1
    assert "2 en attente" in till.inner_text("[data-waiting]")
    assert till.inner_text("[data-why-waiting]") == "Détail de too-many-scans."
    assert len(kept(till)) == 2


def test_too_many_typed_codes_hold_up_no_scan(till: Page) -> None:
    resumes = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    server(till).earn = lambda request: (
        429,
        problem("too-many-typed-codes", request, retry_at=resumes),
        {"Retry-After": "3600"},
    )
    stamp(till, "7K3M9QXT")
    assert "Détail de too-many-typed-codes." in till.inner_text("[data-said]")
    assert "1 en attente" in till.inner_text("[data-waiting]")

    server(till).earn = lambda request: (201, answer("earn", request))
    stamp(till, "8K3M9QXT")

    assert [body["code"] for _, _, body in server(till).sent][:2] == ["7K3M9QXT", "8K3M9QXT"]


def test_when_the_service_is_busy_all_is_sent_once_after_the_time_it_asked_for(till: Page) -> None:
    server(till).earn = lambda request: (
        503,
        problem("store-unavailable", request),
        {"Retry-After": "2"},
    )
    stop_clock(till)
    stamp(till, "7K3M9QXT")
    assert "Détail de store-unavailable." in till.inner_text("[data-said]")
    stamp(till, "8K3M9QXT")
    assert len(server(till).sent) == 1

    server(till).earn = lambda request: (201, answer("earn", request))
    till.clock.run_for(2000)
    till.locator("[data-recent-list] li").nth(1).wait_for()

    first, *again = [body["code"] for _, _, body in server(till).sent]
    assert (first, sorted(again)) == ("7K3M9QXT", ["7K3M9QXT", "8K3M9QXT"])
    assert len({key for _, key, _ in server(till).sent}) == 2
    expect(till.locator("[data-waiting]")).to_be_hidden()
    expect(till.locator("[data-why-waiting]")).to_be_hidden()


def test_a_scan_that_the_service_stumbles_over_does_not_hold_back_the_others(till: Page) -> None:
    server(till).earn = lambda request: None
    stamp(till, "7K3M9QXT")
    stamp(till, "8K3M9QXT")

    def earn(request: Request) -> Reply:
        if request.post_data_json["code"] == "7K3M9QXT":
            return 500, problem("internal-error", request)
        return 201, answer("earn", request)

    server(till).earn = earn
    till.evaluate("dispatchEvent(new Event('online'))")
    till.locator("[data-recent-list] li").wait_for()

    expect(till.locator("[data-waiting]")).to_contain_text("1 en attente")


def test_a_late_scan_can_be_undone_as_long_as_any_other_and_no_longer(till: Page) -> None:
    server(till).earn = lambda request: (
        201,
        answer("earn", request)
        | {"happened_at": "2026-11-22T05:00:00Z", "undo_until": "2026-11-22T09:00:01Z"},
    )
    stop_clock(till)
    stamp(till, "7K3M9QXT")
    assert till.locator("[data-recent-list] button").count() == 1

    till.clock.run_for(1200)
    server(till).earn = lambda request: (201, answer("earn", request))
    stamp(till, "8K3M9QXT")
    till.locator("[data-recent-list] li").nth(1).wait_for()

    lines = till.locator("[data-recent-list] li")
    assert lines.nth(0).get_by_role("button", name="Annuler").count() == 1
    assert lines.nth(1).get_by_role("button", name="Annuler").count() == 0
    assert lines.nth(1).locator("summary").inner_text() == "Retour"


def test_a_reward_is_offered_before_anything_is_stamped(till: Page) -> None:
    server(till).earn = lambda request: (
        422,
        problem("reward-ready", request, answer=answer("look", request, gift=True)),
    )
    hold(till, CODE)
    till.click("text=Offrir le café")
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert [what for what, _, _ in server(till).sent] == ["earns", "redemptions"]
    assert server(till).sent[1][2]["reward"] == "coffee"


def test_a_reward_can_wait_while_the_card_is_stamped(till: Page) -> None:
    def earn(request: Request) -> tuple[int, dict[str, Any]]:
        if request.post_data_json["over_ready"]:
            return 201, answer("earn", request)
        return 422, problem("reward-ready", request, answer=answer("look", request, gift=True))

    server(till).earn = earn
    hold(till, CODE)
    till.click("text=Tamponner quand même")
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert len({key for _, key, _ in server(till).sent}) == 2


def test_only_the_latest_of_a_card_can_be_undone_however_it_came(till: Page) -> None:
    server(till).earn = lambda request: (201, answer("earn", request, id="JZFHAMLFGA2TENRX"))
    hold(till, CODE)
    till.wait_for_selector('[data-result][data-tone="done"]')
    stamp(till, "7K3M9QXT")
    till.locator("[data-recent-list] li").nth(1).wait_for()

    lines = till.locator("[data-recent-list] li")
    assert lines.nth(0).get_by_role("button", name="Annuler").count() == 1
    assert lines.nth(1).get_by_role("button", name="Annuler").count() == 0


def test_undo_takes_back_that_operation(till: Page) -> None:
    hold(till, CODE)
    till.click(".result >> text=Annuler")
    till.wait_for_selector('[data-result][data-tone="calm"] .result-name')

    (_, stamped, _), (what, _, body) = server(till).sent
    assert (what, body["operation"]) == ("reversals", stamped)
    assert till.locator("[data-recent-list] li").nth(1).locator("button").count() == 0


def test_more_stamps_are_for_one_card_only(till: Page) -> None:
    till.click("[data-units] label:has-text('3')")
    assert till.inner_text("[data-units-count]") == "3"
    for _ in range(2):
        till.fill("#typed", "7K3M9QXT")
        till.click("button[value=stamp]")
        till.wait_for_selector('[data-result][data-tone="done"]')

    assert [body["units"] for _, _, body in server(till).sent] == [3, 1]


def test_an_old_token_is_renewed_and_the_scan_goes_through(till: Page) -> None:
    def earn(request: Request) -> tuple[int, dict[str, Any]]:
        if request.headers["authorization"] == "Bearer first":
            return 401, problem("not-allowed", request)
        return 201, answer("earn", request)

    server(till).earn = earn
    hold(till, CODE)
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert server(till).renewals == 1
    assert len({key for _, key, _ in server(till).sent}) == 1


def test_a_phone_that_was_taken_off_the_list_says_so_and_keeps_its_scan(till: Page) -> None:
    server(till).earn = lambda request: (401, problem("device-revoked", request))
    hold(till, CODE)
    till.wait_for_selector("[data-lost]:visible")

    assert "n’est plus associé" in till.inner_text("[data-lost]")
    assert len(kept(till)) == 1


KEPT_FILES = """
async () => {
  await navigator.serviceWorker.ready;
  const [name] = await caches.keys();
  const requests = await (await caches.open(name)).keys();
  return requests.map(({ url }) => new URL(url).pathname);
}
"""


def test_a_camera_that_is_refused_leaves_the_code_to_type(open_page: OpenPage) -> None:
    refuse = """navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException('no', 'NotAllowedError');
    };"""
    page = open_page(script=refuse)
    Server(page)
    page.goto("/till/en/#code=7K3M-9QXT")
    page.click(".sign-in-send")
    page.wait_for_selector("[data-camera-trouble]:visible")

    assert "may not use the camera" in page.inner_text("[data-camera-text]")
    page.fill("#typed", "7K3M9QXT")
    page.click("button[value=stamp]")
    page.wait_for_selector('[data-result][data-tone="done"]')


def test_the_till_keeps_itself_for_where_there_is_no_network(open_page: OpenPage) -> None:
    page = open_page(script=CAMERA, workers="allow")
    page.goto("/till/")
    page.wait_for_selector("[data-sign-in]:visible")
    kept = page.evaluate(KEPT_FILES)

    assert "/till/" in kept
    assert any(path.endswith("/decoder/zxing_reader.wasm") for path in kept)
