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
