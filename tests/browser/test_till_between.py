"""What stands between a till and its server may answer in its place: that decides nothing."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import answer, kept, open_till, problem, server, stamp

pytestmark = pytest.mark.browser

HTML = "<!doctype html><title>Wi-Fi</title><h1>Bienvenue</h1>"
STRANGERS = {
    "a proxy's 403": (403, "text/html", HTML),
    "a network's 404": (404, "text/html", HTML),
    "a gateway's 404": (404, "application/json", '{"message": "Not Found"}'),
    "a gateway's 401": (401, "application/json", '{"message": "Unauthorized"}'),
    "somebody else's problem": (
        422,
        "application/problem+json",
        '{"type": "about:blank", "code": "too-soon", "detail": "no"}',
    ),
    "a hotspot's page": (200, "text/html", HTML),
    "a hotspot's JSON": (200, "application/json", '{"status": "ok"}'),
    "nothing at all": (200, "application/json", "null"),
}
AT_ONCE = ("a proxy's 403", "a hotspot's page", "a hotspot's JSON")
AT_A_RENEWAL = ("a proxy's 403", "a gateway's 401", "somebody else's problem", "a hotspot's JSON")
CODES = ("7K3M9QXT", "8K3M9QXT", "9K3M9QXT")


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    return open_till(open_page)


def stranger(page: Page, path: str, reply: tuple[int, str, str]) -> list[str]:
    """From now on somebody else answers there; whom it was asked for is noted."""
    asked: list[str] = []

    def answer_instead(route: Route) -> None:
        asked.append(route.request.headers.get("idempotency-key", ""))
        status, kind, body = reply
        route.fulfill(status=status, content_type=kind, body=body)

    page.route(path, answer_instead)
    return asked


def again(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")


@pytest.mark.parametrize("reply", STRANGERS.values(), ids=STRANGERS)
def test_what_somebody_else_says_crosses_nothing_out(
    till: Page, reply: tuple[int, str, str]
) -> None:
    server(till).earn = lambda request: None
    for code in CODES:
        stamp(till, code)
    sent = {key for _, key, _ in server(till).sent}

    asked = stranger(till, "**/v1/till/earns", reply)
    again(till)
    till.wait_for_timeout(400)
    assert len(asked) == 1
    assert len(kept(till)) == 3
    assert till.locator("[data-recent-list] li").count() == 0
    assert till.locator("[data-lost]").is_hidden()

    server(till).earn = lambda request: (201, answer("earn", request))
    till.unroute("**/v1/till/earns")
    again(till)
    till.locator("[data-recent-list] li").nth(2).wait_for()
    assert {key for _, key, _ in server(till).sent} == sent
    expect(till.locator("[data-waiting]")).to_be_hidden()


@pytest.mark.parametrize("who", AT_ONCE)
def test_a_scan_that_somebody_else_answers_is_noted(till: Page, who: str) -> None:
    stranger(till, "**/v1/till/earns", STRANGERS[who])

    stamp(till, "7K3M9QXT")

    assert "Noté" in till.inner_text("[data-said]")
    assert "1 en attente" in till.inner_text("[data-waiting]")


@pytest.mark.parametrize("who", AT_A_RENEWAL)
def test_nobody_else_signs_a_phone_out(till: Page, who: str) -> None:
    server(till).earn = lambda request: (
        (401, problem("not-allowed", request))
        if request.headers["authorization"] == "Bearer first"
        else (201, answer("earn", request))
    )
    asked = stranger(till, "**/v1/till/tokens", STRANGERS[who])
    stamp(till, "7K3M9QXT")
    assert asked
    assert "Noté" in till.inner_text("[data-said]")

    till.unroute("**/v1/till/tokens")
    till.reload()
    till.locator("[data-recent-list] li").wait_for()
    assert (server(till).renewals, kept(till)) == (1, [])
    assert till.locator("[data-lost]").is_hidden()


def test_the_server_s_own_no_to_a_token_signs_it_out_and_keeps_the_scan(till: Page) -> None:
    server(till).earn = lambda request: (401, problem("not-allowed", request))
    gone = json.dumps({"type": "/problems/#not-allowed", "code": "not-allowed", "detail": "x"})
    stranger(till, "**/v1/till/tokens", (401, "application/problem+json", gone))

    till.fill("#typed", "7K3M9QXT")
    till.click("button[value=stamp]")
    till.wait_for_selector("[data-lost]:visible")

    assert len(kept(till)) == 1


@pytest.mark.parametrize("code", ["unknown-program", "not-found"])
def test_a_server_that_is_set_up_wrongly_is_waited_for(till: Page, code: str) -> None:
    server(till).earn = lambda request: (404, problem(code, request))
    stamp(till, "7K3M9QXT")
    assert f"Détail de {code}." in till.inner_text("[data-said]")
    again(till)
    till.wait_for_timeout(300)
    assert len(kept(till)) == 1

    server(till).earn = lambda request: (201, answer("earn", request))
    again(till)
    till.locator("[data-recent-list] li").wait_for()
    assert len({key for _, key, _ in server(till).sent}) == 1


def test_a_look_that_somebody_else_answers_is_no_refusal(till: Page) -> None:
    till.route("**/v1/till/cards/**", lambda route: route.fulfill(status=404, body=HTML))

    till.fill("#typed", "7K3M9QXT")
    till.click("button[value=look]")
    till.wait_for_selector('[data-result][data-tone="wait"]')

    assert "Le réseau ne répond pas" in till.inner_text("[data-said]")


def test_what_waited_and_is_too_much_for_an_hour_stops_no_scan(till: Page) -> None:
    resumes = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    late: Any = lambda request: (429, problem("too-many-late-scans", request, retry_at=resumes))  # noqa: E731
    server(till).earn = lambda request: None
    for code in CODES[:2]:
        stamp(till, code)
    server(till).sent.clear()
    server(till).earn = late
    again(till)
    expect(till.locator("[data-why-waiting]")).to_have_text("Détail de too-many-late-scans.")

    server(till).earn = lambda request: (201, answer("earn", request))
    stamp(till, CODES[2])
    again(till)
    till.wait_for_timeout(300)

    assert till.get_attribute("[data-result]", "data-tone") == "done"
    assert [body["code"] for _, _, body in server(till).sent] == [CODES[0], CODES[2]]
    assert till.inner_text("[data-why-waiting]") == "Détail de too-many-late-scans."
    assert len(kept(till)) == 2
