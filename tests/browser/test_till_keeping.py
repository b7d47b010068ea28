"""A till on a phone that keeps nothing: full, in a private window, or with a broken store."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import (
    CAMERA,
    CODE,
    Server,
    answer,
    hold,
    pair,
    problem,
    server,
    stamp,
)
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

FULL = """
window.full = true;
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (record) {
  if (window.full) throw new DOMException('full', 'QuotaExceededError');
  return put.call(this, record);
};
"""
FULL_AT_THE_END = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (record) {
  const request = put.call(this, record);
  this.transaction.abort();
  return request;
};
"""
SHUT = """
IDBFactory.prototype.open = function () {
  const request = new EventTarget();
  request.error = new DOMException('private', 'InvalidStateError');
  setTimeout(() => request.onerror?.());
  return request;
};
"""
REFUSED = """
for (const name of ['getItem', 'setItem', 'removeItem']) {
  Storage.prototype[name] = () => { throw new DOMException('no', 'QuotaExceededError'); };
}
"""
DENIED = """
for (const name of ['localStorage', 'sessionStorage']) {
  const get = () => { throw new DOMException('no', 'SecurityError'); };
  Object.defineProperty(window, name, { get });
}
"""
GONE = "Object.defineProperty(window, 'indexedDB', {value: undefined});"
TROUBLES = {"full": FULL, "full at the end": FULL_AT_THE_END, "shut": SHUT, "gone": GONE}


def paired(
    open_page: OpenPage,
    script: str,
    width: int = 390,
    scheme: str = "light",
    language: str = "",
    **program: Any,
) -> Page:
    """A till on such a phone, just paired."""
    page = open_page(width, scheme, script=CAMERA + script)
    page.server = Server(page, **program)  # type: ignore[attr-defined]
    page.goto(f"/till/{language}#code=7K3M-9QXT")
    pair(page)
    return page


@pytest.mark.parametrize("script", TROUBLES.values(), ids=TROUBLES)
def test_a_phone_that_keeps_nothing_stamps_all_the_same_and_says_so(
    open_page: OpenPage, script: str
) -> None:
    page = paired(open_page, script)
    page.wait_for_selector("[data-storage]:not(:empty)")
    assert "ne peut rien garder" in page.inner_text("[data-storage]")

    stamp(page, "7K3M9QXT")

    assert page.get_attribute("[data-result]", "data-tone") == "done"
    assert len(server(page).sent) == 1


def test_what_is_neither_answered_nor_kept_is_said_to_be_lost_and_sent_anew_counts_once(
    open_page: OpenPage,
) -> None:
    page = paired(open_page, FULL)
    server(page).earn = lambda request: None
    stamp(page, "7K3M9QXT")
    assert "c’est à refaire" in page.inner_text("[data-said]")
    assert page.locator("[data-waiting]").is_hidden()

    server(page).earn = lambda request: (201, answer("earn", request))
    page.click(".result >> text=Renvoyer")
    page.wait_for_selector('[data-result][data-tone="done"]')

    (first, again) = server(page).sent
    assert first[1] == again[1]
    assert first[2]["made_at"] == again[2]["made_at"]


def test_what_the_server_refused_for_good_is_not_to_be_done_again(open_page: OpenPage) -> None:
    page = paired(open_page, FULL)
    server(page).earn = lambda request: (422, problem("too-soon", request))

    stamp(page, "7K3M9QXT")

    assert "Détail de too-soon." in page.inner_text("[data-said]")
    assert page.locator(".result >> text=Renvoyer").count() == 0


def test_once_there_is_room_again_the_till_keeps_as_before(open_page: OpenPage) -> None:
    page = paired(open_page, FULL)
    page.wait_for_selector("[data-storage]:not(:empty)")

    page.evaluate("window.full = false")
    server(page).earn = lambda request: None
    stamp(page, "7K3M9QXT")

    assert "Noté" in page.inner_text("[data-said]")
    assert "1 en attente" in page.inner_text("[data-waiting]")
    assert page.inner_text("[data-storage]") == ""


def test_a_token_is_renewed_without_a_place_to_keep_it(open_page: OpenPage) -> None:
    page = paired(open_page, FULL)
    server(page).earn = lambda request: (
        (401, problem("not-allowed", request))
        if request.headers["authorization"] == "Bearer first"
        else (201, answer("earn", request))
    )

    stamp(page, "7K3M9QXT")
    page.wait_for_selector('[data-result][data-tone="done"]')
    stamp(page, "8K3M9QXT")

    assert server(page).renewals == 1
    assert page.locator("[data-lost]").is_hidden()


def test_nothing_is_given_that_could_not_be_counted(open_page: OpenPage) -> None:
    coffee = {"reward": "coffee", "offer": {"fr": "Offrir le café", "en": "Give the coffee"}}
    offline = {"per_card_day": 1, "rewards": [coffee]}
    page = paired(open_page, FULL.replace("full = true", "full = false"), offline=offline)
    server(page).earn = lambda request: None
    hold(page, CODE)
    page.wait_for_selector('[data-result][data-tone="wait"]')

    page.evaluate("window.full = true")
    page.click(".result >> text=Offrir le café")
    page.wait_for_selector("text=ce téléphone ne peut pas le noter")

    assert [what for what, _, _ in server(page).sent] == ["earns"]


@pytest.mark.parametrize("script", [REFUSED, DENIED], ids=["refused", "denied"])
def test_what_a_phone_will_not_remember_holds_until_the_page_is_closed(
    open_page: OpenPage, script: str
) -> None:
    page = paired(open_page, script, staff=[{"id": "lea", "name": "Léa"}])
    page.click("[data-hand]")
    page.click("[data-sound]")
    stamp(page, "7K3M9QXT")
    page.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=1))
    page.click(".recent >> text=Annuler")
    page.get_by_role("radio", name="Léa").check()
    page.keyboard.type("4071")
    page.wait_for_selector("dialog", state="hidden")
    page.wait_for_selector("text=Annulé")

    assert [what for what, _, _ in server(page).sent] == ["earns", "reversals"]
    assert page.locator("[data-recent-list] li").count() == 2
    assert page.get_attribute("[data-hand]", "aria-checked") == "true"
    assert page.get_attribute("[data-sound]", "aria-pressed") == "false"
    assert page.inner_text("[data-staff-name]") == "Léa"


def test_a_phone_without_memory_changes_its_camera(open_page: OpenPage) -> None:
    two = """
    navigator.mediaDevices.enumerateDevices = async () => [
      { kind: 'videoinput', deviceId: 'back' }, { kind: 'videoinput', deviceId: 'front' },
    ];
    """
    page = paired(open_page, REFUSED + two)

    page.click("[data-change-camera]")
    stamp(page, "7K3M9QXT")

    page.wait_for_function("() => document.querySelector('video').srcObject?.active")
    expect(page.locator("[data-camera-trouble]")).to_be_hidden()


@pytest.mark.parametrize(("language", "scheme"), [("", "light"), ("en/", "dark")])
def test_what_is_said_about_keeping_is_open_to_everybody(
    open_page: OpenPage, language: str, scheme: str
) -> None:
    page = paired(open_page, SHUT, 320, scheme, language)
    page.wait_for_selector("[data-storage]:not(:empty)")
    server(page).earn = lambda request: None
    stamp(page, "7K3M9QXT")

    assert (violations(page), overflow(page)) == ([], 0)
