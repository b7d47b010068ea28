"""The till as an installed page: its real worker before a real server that goes and comes."""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from functions.journeys.join import Application, join
from functions.publishing import assets
from functions.publishing.pages import Pages
from functions.tour.stage import Stage, stage
from functions.wiring import system_clock
from passes.card_code import seal
from tests.browser.conftest import ARGUMENTS, CHROMIUM, SITE
from tests.browser.counter import CAMERA, KEPT, hold, kept, take_away
from tests.browser.wire import State, Wire, wire_to
from tests.functions.store.shelf import ADA

pytestmark = [pytest.mark.browser, pytest.mark.server]

OpenTill = Callable[..., Page]

CONTROLLED = "() => navigator.serviceWorker.controller !== null"
WAITS = """async () => {
  const { waiting } = await navigator.serviceWorker.getRegistration();
  return waiting !== null;
}"""
UPDATE = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  registration.addEventListener('updatefound', () => {
    const next = registration.installing;
    next.addEventListener('statechange', () => { window.next = next.state; });
  });
  await registration.update();
}"""
STATE = "() => window.next"
FILES = "() => document.querySelector('script[type=module]').src"
LONG_ENOUGH_MS = 700
"""To take over and begin anew, if it did."""
CACHES = "() => caches.keys()"


@pytest.fixture(name="shop", scope="module")
def _shop() -> Iterator[Stage]:
    """One for all: each test has a till and cards of its own, behind an address of its own."""
    with stage(system_clock()) as opened:
        yield opened


@pytest.fixture(name="wire")
def _wire(shop: Stage) -> Iterator[Wire]:
    with wire_to(str(shop.http.base_url)) as wire:
        yield wire


@pytest.fixture(name="context")
def _context(wire: Wire) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(base_url=wire.url, service_workers="allow")
        context.add_init_script(CAMERA)
        yield context
        browser.close()


@pytest.fixture(name="open_till")
def _open_till(shop: Stage, context: BrowserContext) -> OpenTill:
    """A till that is paired and has kept itself."""

    def open_till(path: str = "/till/", *, stopped: bool = False) -> Page:
        page = context.new_page()
        if stopped:
            page.clock.install()
        page.goto(f"{path}#code={shop.pairing_code()}")
        page.click(".sign-in-send")
        page.wait_for_selector("[data-video]:visible")
        page.wait_for_function(CONTROLLED)
        return page

    return open_till


def card(shop: Stage) -> str:
    person = Application(member=ADA, accepts_terms=True, accepts_messages=False)
    services, program = shop.house.services, shop.program
    return seal(services.keys, "scan", program.id, join(services, program, person))


def stamps(shop: Stage) -> Counter[str]:
    """How many entries each card has."""
    every = shop.house.services.cards.ledgers(shop.program.id)
    return Counter(entry.card for card in every for entry in card.entries)


def open_again(page: Page) -> None:
    """Later: what a browser may show for a minute without asking is gone."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.reload()
    page.wait_for_selector("[data-video]:visible")


def until(page: Page, script: str, wanted: Any) -> None:
    """Until that is so: a condition of Playwright's own does not wait for promises."""
    deadline = time.monotonic() + 30
    while (found := page.evaluate(script)) != wanted:
        assert time.monotonic() < deadline, found
        page.wait_for_timeout(50)


def publish(shop: Stage, folder: Path) -> str:
    """Another version of the site takes the first one's place; where its files lie."""
    site = shutil.copytree(SITE, folder / "site")
    shutil.copy(SITE.parent / "package-lock.json", folder)
    (folder / "node_modules").symlink_to(SITE.parent / "node_modules")
    with (site / "styles" / "till.css").open("a", encoding="utf-8") as sheet:
        sheet.write(f"\n/* {folder.name} */\n")
    Pages.load(site, origin=shop.house.settings.url).build(
        Path(shop.house.settings.published[1]), [shop.program]
    )
    return assets.base(site)


@pytest.mark.parametrize(
    ("path", "noted", "state"),
    [
        ("/till/", "Noté", "dead"),
        ("/till/", "Noté", "hotspot"),
        ("/till/", "Noté", "cut"),
        ("/till/en/", "Noted", "dead"),
    ],
)
def test_opened_anew_without_its_server_it_stamps_and_each_stamp_arrives_once(
    shop: Stage, wire: Wire, open_till: OpenTill, path: str, noted: str, state: State
) -> None:
    first, second, before = card(shop), card(shop), stamps(shop)
    page = open_till(path)

    wire.state = state
    hold(page, first)
    page.wait_for_selector('[data-result][data-tone="wait"]')
    open_again(page)
    assert page.evaluate("location.pathname") == path
    assert len(kept(page)) == 1
    hold(page, second)
    page.wait_for_selector('[data-result][data-tone="wait"]')
    assert noted in page.inner_text("[data-said]")
    take_away(page)
    wire.state = "up"
    open_again(page)
    until(page, KEPT, [])

    assert [*(stamps(shop) - before).values()] == [1, 1]
    expect(page.locator("[data-waiting]")).to_be_hidden()


def test_a_version_whose_files_do_not_come_leaves_the_one_that_is_there(
    shop: Stage, wire: Wire, open_till: OpenTill, tmp_path: Path
) -> None:
    page = open_till()
    files = page.evaluate(FILES)
    new = publish(shop, tmp_path)

    wire.lost = f"{new}/decoder/"
    page.evaluate(UPDATE)
    until(page, STATE, "redundant")
    wire.state = "cut"
    open_again(page)
    assert page.evaluate(FILES) == files
    hold(page, card(shop))
    page.wait_for_selector('[data-result][data-tone="wait"]')
    assert len(page.evaluate(CACHES)) == 1


def test_a_page_that_is_not_of_the_workers_own_version_is_never_kept(
    shop: Stage, wire: Wire, open_till: OpenTill, tmp_path: Path
) -> None:
    page = open_till()
    before = page.evaluate(CACHES)
    english = Path(shop.house.settings.published[1]) / "till" / "en" / "index.html"
    old = english.read_bytes()
    publish(shop, tmp_path)
    new = english.read_bytes()

    english.write_bytes(old)
    page.evaluate(UPDATE)
    until(page, STATE, "redundant")
    english.write_bytes(new)

    assert page.evaluate(CACHES) == before


def test_a_new_version_waits_until_nobody_needs_what_is_on_the_screen(
    shop: Stage, open_till: OpenTill, tmp_path: Path
) -> None:
    page = open_till(stopped=True)
    hold(page, card(shop))
    page.wait_for_selector('[data-result][data-tone="done"]')
    take_away(page)
    new = publish(shop, tmp_path)
    page.evaluate(UPDATE)
    until(page, STATE, "installed")

    page.clock.fast_forward("01:10")
    page.wait_for_timeout(LONG_ENOUGH_MS)
    assert page.evaluate(STATE) == "installed"
    page.fill("#typed", "7K3M")
    page.clock.fast_forward("20:00")
    page.wait_for_timeout(LONG_ENOUGH_MS)
    assert page.evaluate(STATE) == "installed"
    page.fill("#typed", "")
    for _ in range(11):
        page.clock.fast_forward("01:00")
    page.wait_for_selector(f"script[src^='{new}/']", state="attached")
    page.wait_for_selector("[data-video]:visible")

    assert len(page.evaluate(CACHES)) == 1
    assert page.evaluate(WAITS) is False


def test_a_till_that_stays_open_all_day_asks_for_a_new_version_each_hour(
    shop: Stage, open_till: OpenTill, tmp_path: Path
) -> None:
    page = open_till(stopped=True)
    new = publish(shop, tmp_path)

    page.clock.fast_forward("30:00")
    assert page.evaluate(WAITS) is False
    page.clock.fast_forward("31:00")
    page.wait_for_selector(f"script[src^='{new}/']", state="attached")

    page.wait_for_selector("[data-video]:visible")
