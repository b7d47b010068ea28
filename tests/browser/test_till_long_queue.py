"""A day without network in a real browser, and then all of it at once to a real server."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from functions.journeys.join import Application, join
from functions.local.development import DEMO_PROGRAM
from functions.tour.stage import Stage, stage
from functions.wiring import system_clock
from loyalty.entry import Entry, Kind, instant_text
from passes.card_code import seal
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.counter import CAMERA
from tests.functions.store.shelf import ADA

pytestmark = [pytest.mark.browser, pytest.mark.server]

CARDS = 200
TWICE = 60
MORE = 260
TODAY = system_clock().replace(minute=0, second=0, microsecond=0)
YESTERDAY = TODAY - timedelta(days=1)

OPERATIONS = """
async () => {
  const here = document.querySelector('script[type=module]').src;
  const [{ Operations }, { Session }, store] = await Promise.all(
    ['operations', 'session', 'store'].map((name) => import(new URL(`${name}.js`, here).href)),
  );
  const session = new Session('till');
  await session.resume();
  window.operations = new Operations(session, () => {}, () => {});
  window.kept = () => store.all('operations');
}
"""
EARN = "(code) => operations.carryOut('earns', {code, units: 1}).then(({ answer }) => !answer)"
DELIVER = """
async (order) => {
  const kept = await window.kept();
  const sent = order.map((at) => () => operations.again(kept[at]));
  const statuses = [];
  const lane = async () => {
    for (let next = sent.shift(); next; next = sent.shift()) {
      statuses.push(Boolean((await next()).answer));
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return statuses;
}
"""


@pytest.fixture(name="open_shop")
def _open_shop() -> Iterator[Stage]:
    with stage(YESTERDAY - timedelta(days=3), DEMO_PROGRAM) as opened:
        yield opened


@pytest.fixture(name="till")
def _till(open_shop: Stage) -> Iterator[Page]:
    """A till that was paired yesterday, just before its network went."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(base_url=str(open_shop.http.base_url), locale="fr-FR")
        context.add_init_script(CAMERA)
        open_shop.clock.now = YESTERDAY
        page = context.new_page()
        page.clock.set_fixed_time(YESTERDAY)
        page.goto(f"/till/#code={open_shop.pairing_code()}")
        page.click(".sign-in-send")
        page.wait_for_selector("[data-video]:visible")
        page.evaluate(OPERATIONS)
        yield page
        browser.close()


def codes(shop: Stage, number: int) -> list[str]:
    """So many cards, issued days ago."""
    services, program = shop.house.services, shop.program
    shop.clock.now = YESTERDAY - timedelta(days=3)
    given = []
    for made in range(number):
        if made % 100 == 0:
            shop.clock.forward(hours=1)
        person = Application(member=ADA, accepts_terms=True, accepts_messages=False)
        given.append(seal(services.keys, "scan", program.id, join(services, program, person)))
    return given


def earn(till: Page, code: str, at: datetime) -> None:
    """It is stamped then, and nobody answers."""
    till.clock.set_fixed_time(at)
    assert till.evaluate(EARN, code) is True


def ledger(shop: Stage) -> list[Entry]:
    every = shop.house.services.cards.ledgers(shop.program.id)
    return [entry for card in every for entry in card.entries]


@pytest.mark.long
def test_two_hundred_that_waited_for_a_day_are_there_once_on_the_day_they_happened(
    open_shop: Stage, till: Page
) -> None:
    held = codes(open_shop, CARDS)
    till.route("**/v1/till/**", lambda route: route.abort())
    made = [YESTERDAY + timedelta(seconds=number) for number in range(CARDS)]
    for code, at in zip(held, made, strict=True):
        earn(till, code, at)
    assert till.evaluate("kept().then((all) => all.length)") == CARDS

    chance = random.Random(9)
    order = [*range(CARDS), *chance.sample(range(CARDS), TWICE)]
    chance.shuffle(order)
    open_shop.clock.now = TODAY
    till.clock.set_fixed_time(TODAY)
    till.unroute("**/v1/till/**")
    statuses = till.evaluate(DELIVER, order)

    entries = ledger(open_shop)
    assert statuses == [True] * (CARDS + TWICE)
    assert len({entry.card for entry in entries}) == len(entries) == CARDS
    assert sorted(instant_text(entry.happened_at) for entry in entries) == [
        *map(instant_text, made)
    ]
    assert {entry.recorded_at for entry in entries} == {TODAY}
    assert till.evaluate("kept().then((all) => all.length)") == 0


@pytest.mark.long
def test_more_than_an_hour_s_scans_go_out_by_themselves_each_once_on_its_day(
    open_shop: Stage, till: Page
) -> None:
    held = codes(open_shop, MORE)
    till.route("**/v1/till/**", lambda route: route.abort())
    made = [YESTERDAY + timedelta(seconds=number) for number in range(MORE)]
    for code, at in zip(held, made, strict=True):
        earn(till, code, at)

    open_shop.clock.now = TODAY
    till.clock.set_fixed_time(TODAY)
    till.unroute("**/v1/till/**")
    till.evaluate("operations.flush()")

    entries = ledger(open_shop)
    assert len({entry.card for entry in entries}) == len(entries) == MORE
    assert sorted(instant_text(entry.happened_at) for entry in entries) == [
        *map(instant_text, made)
    ]
    assert till.evaluate("kept().then((all) => all.length)") == 0


@pytest.mark.parametrize("heard", [True, False], ids=["answer lost", "never heard of"])
def test_what_was_noted_and_undone_counts_for_nothing(
    open_shop: Stage, till: Page, heard: bool
) -> None:
    (code,) = codes(open_shop, 1)
    open_shop.clock.now = YESTERDAY

    def lose(route: Route) -> None:
        if heard:
            route.fetch()
        route.abort()

    till.route("**/v1/till/earns", lose)
    till.route("**/v1/till/reversals", lambda route: route.abort())
    till.evaluate(
        "(code) => operations.carryOut('earns', {code, units: 1})"
        ".then(({ operation }) => operations.withdraw(operation))",
        code,
    )
    assert till.evaluate("kept().then((all) => all.map(({ kind }) => kind))") == ["reversals"]

    till.unroute("**/v1/till/reversals")
    till.evaluate("operations.flush()")
    till.wait_for_function("() => !operations.flushing && !operations.waiting")

    kinds = [entry.kind for entry in ledger(open_shop)]
    assert kinds == ([Kind.EARN, Kind.REVERSE] if heard else [])
    assert till.evaluate("kept().then((all) => all.length)") == 0


def test_a_card_held_out_three_times_is_in_once_and_the_till_names_the_refusals(
    open_shop: Stage, till: Page
) -> None:
    (code,) = codes(open_shop, 1)
    till.route("**/v1/till/**", lambda route: route.abort())
    for minutes in (0, 5, 10):
        earn(till, code, YESTERDAY + timedelta(minutes=minutes))

    open_shop.clock.now = TODAY
    till.clock.set_fixed_time(TODAY)
    till.unroute("**/v1/till/**")
    till.reload()
    till.locator("[data-recent-list] li").nth(2).wait_for()

    (entry,) = ledger(open_shop)
    assert entry.happened_at == YESTERDAY.astimezone(UTC)
    refused = till.locator(".recent-refused").all_inner_texts()
    assert len(refused) == 2
    assert all("Déjà tamponnée" in said for said in refused)
    expect(till.locator("[data-waiting]")).to_be_hidden()
