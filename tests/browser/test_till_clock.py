"""A phone whose clock is ten years off, and one that is put right while a scan waits."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import answer, open_till, server, stamp

pytestmark = pytest.mark.browser

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TEN_YEARS = timedelta(days=3653)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    return open_till(open_page)


@pytest.mark.parametrize("off", [-TEN_YEARS, TEN_YEARS], ids=["behind", "ahead"])
def test_a_clock_ten_years_off_sends_the_same_age_and_can_undo_as_long(
    till: Page, off: timedelta
) -> None:
    till.clock.set_fixed_time(NOW + off)
    server(till).earn = lambda request: None
    stamp(till, "7K3M9QXT")
    assert "1 en attente" in till.inner_text("[data-waiting]")
    assert till.locator("[data-why-waiting]").is_hidden()

    till.clock.set_fixed_time(NOW + off + timedelta(hours=3))
    server(till).earn = lambda request: (201, answer("earn", request))
    till.evaluate("dispatchEvent(new Event('online'))")
    till.locator("[data-recent-list] li").wait_for()

    *_, (_, _, body) = server(till).sent
    assert instant(body["sent_at"]) - instant(body["made_at"]) == timedelta(hours=3)
    assert till.locator("[data-recent-list]").get_by_role("button", name="Annuler").count() == 1


@pytest.mark.parametrize("jump", [-TEN_YEARS, TEN_YEARS], ids=["back", "on"])
def test_a_clock_that_is_put_right_while_a_scan_waits_loses_nothing(
    till: Page, jump: timedelta
) -> None:
    till.clock.set_fixed_time(NOW)
    server(till).earn = lambda request: None
    stamp(till, "7K3M9QXT")

    till.clock.set_fixed_time(NOW + jump)
    stamp(till, "8K3M9QXT")
    assert "2 en attente" in till.inner_text("[data-waiting]")
    server(till).sent.clear()
    server(till).earn = lambda request: (201, answer("earn", request))
    till.evaluate("dispatchEvent(new Event('online'))")
    till.locator("[data-recent-list] li").nth(1).wait_for()

    assert sorted(body["code"] for _, _, body in server(till).sent) == ["7K3M9QXT", "8K3M9QXT"]
    expect(till.locator("[data-waiting]")).to_be_hidden()


def ages(till: Page) -> list[timedelta]:
    """Of what was sent, by its code: the last word on each."""
    sent = sorted((body for _, _, body in server(till).sent), key=lambda body: str(body["code"]))
    last = {body["code"]: instant(body["sent_at"]) - instant(body["made_at"]) for body in sent}
    return list(last.values())


@pytest.mark.parametrize("jump", [-TEN_YEARS, TEN_YEARS], ids=["back", "on"])
def test_a_clock_that_is_put_right_makes_nothing_older_nor_younger(
    till: Page, jump: timedelta
) -> None:
    till.clock.set_fixed_time(NOW)
    server(till).earn = lambda request: None
    stamp(till, "7K3M9QXT")
    till.wait_for_timeout(1000)

    till.clock.set_fixed_time(NOW + jump)
    stamp(till, "8K3M9QXT")
    hour = (NOW + jump).astimezone()
    assert f"2 en attente depuis {hour - timedelta(minutes=1):%H:}" in till.inner_text(
        "[data-waiting]"
    )
    assert till.locator("[data-why-waiting]").is_hidden()
    server(till).earn = lambda request: (201, answer("earn", request))
    till.evaluate("dispatchEvent(new Event('online'))")
    till.locator("[data-recent-list] li").nth(1).wait_for()

    first, second = ages(till)
    assert timedelta(seconds=1) <= first < timedelta(minutes=1)
    assert timedelta(0) <= second < timedelta(minutes=1)
    made = [body["made_at"] for _, _, body in server(till).sent if body["code"] == "7K3M9QXT"]
    assert len(set(made)) == 1


def test_after_a_reload_the_clock_is_all_there_is(till: Page) -> None:
    till.clock.set_fixed_time(NOW)
    server(till).earn = lambda request: None
    stamp(till, "7K3M9QXT")
    server(till).earn = lambda request: (201, answer("earn", request))
    till.clock.set_fixed_time(NOW + timedelta(days=9))

    till.reload()
    till.locator("[data-recent-list] li").wait_for()

    assert ages(till)[-1] == timedelta(days=9)
