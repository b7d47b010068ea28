"""What is heard and felt at the till: told apart with one's back to it, and back after a call."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import CODE, answer, hold, open_till, problem, server, stamp, take_away
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

# A phone that notes what it plays and how it shakes, and plays once it has been touched.
PHONE = """
window.played = [];
window.felt = [];
window.mode = 'asleep';
window.contexts = [];
navigator.vibrate = (length) => { window.felt.push([length].flat().join(' ')); return true; };
window.AudioContext = class extends EventTarget {
  constructor() { super(); this.state = 'suspended'; this.currentTime = 0; contexts.push(this); }
  set(state) { this.state = state; this.dispatchEvent(new Event('statechange')); }
  async resume() {
    if (this.broken) throw new DOMException('', 'InvalidStateError');
    if (window.mode === 'asleep') return new Promise(() => {});
    this.set('running');
  }
  async close() { this.set('closed'); }
};
window.OscillatorNode = class {
  constructor(context, { frequency }) { this.frequency = frequency; }
  connect(next) { return next; }
  start() { window.played.push(this.frequency); }
  stop() {}
};
window.GainNode = class {
  constructor() { this.gain = { setTargetAtTime() {} }; }
  connect(next) { return next; }
};
addEventListener('pointerdown', () => { window.mode = 'touched'; }, true);
"""
LINE = "[data-silent]"
Heard = tuple[tuple[int, ...], tuple[str, ...]]


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    return quiet_till(open_page)


def quiet_till(open_page: OpenPage, **more: Any) -> Page:
    """A till on such a phone, touched when it was paired."""
    return open_till(lambda width, scheme, script: open_page(width, scheme, script + PHONE), **more)


def heard(till: Page) -> Heard:
    """What there was to hear and to feel since the last time."""
    played, felt = till.evaluate("[played.splice(0), felt.splice(0)]")
    return tuple(played), tuple(felt)


def ready(till: Page, code: str = "reward-ready", **more: Any) -> None:
    """From now on a stamp is refused like this."""
    server(till).earn = lambda request: (422, problem(code, request, **more))


def stamped(till: Page) -> Heard:
    stamp(till, "7K3M9QXT")
    return heard(till)


def noted(till: Page) -> Heard:
    server(till).earn = lambda request: None
    return stamped(till)


def too_soon(till: Page) -> Heard:
    ready(till, "too-soon", retry_at="2026-11-22T10:00:00Z")
    return stamped(till)


def refused(till: Page) -> Heard:
    ready(till, "card-void")
    return stamped(till)


def undone(till: Page) -> Heard:
    stamped(till)
    till.click(".result >> text=Annuler")
    till.wait_for_selector('[data-result][data-tone="calm"] .result-name')
    return heard(till)


def reward_undone(till: Page) -> Heard:
    server(till).card = {"gift": True}
    return undone(till)


def rewarded(till: Page) -> Heard:
    server(till).earn = lambda request: (201, answer("earn", request, gift=True))
    return stamped(till)


def offered(till: Page) -> Heard:
    server(till).earn = lambda request: (
        422,
        problem("reward-ready", request, answer=answer("look", request, gift=True)),
    )
    return stamped(till)


def no_card(till: Page) -> Heard:
    hold(till, "WIFI:T:WPA;S=shop;P=secret;;")
    till.wait_for_selector('[data-result][data-tone="stop"]')
    return heard(till)


SOUNDS: dict[str, tuple[tuple[int, ...], tuple[Callable[[Page], Heard], ...]]] = {
    "done": ((660, 880), (stamped,)),
    "reward": ((660, 880, 1100), (rewarded, offered)),
    "noted": ((440, 440), (noted, too_soon)),
    "undone": ((880, 660), (undone, reward_undone)),
    "stop": ((220,), (refused, no_card)),
}


@pytest.mark.parametrize("what", SOUNDS)
def test_what_happened_is_heard_and_felt(open_page: OpenPage, what: str) -> None:
    notes, scenes = SOUNDS[what]

    told = [scene(quiet_till(open_page)) for scene in scenes]

    assert [played for played, _ in told] == [notes] * len(scenes)
    assert len({felt for _, felt in told}) == 1
    assert all(len(felt) == 1 for _, felt in told)


def test_no_two_of_them_feel_alike(open_page: OpenPage) -> None:
    told = {what: scenes[0](quiet_till(open_page))[1] for what, (_, scenes) in SOUNDS.items()}

    assert all(one != other for one, other in combinations(told.values(), 2))


def test_a_card_that_is_asked_about_first_is_heard_and_so_is_its_reward(
    open_page: OpenPage,
) -> None:
    till = quiet_till(open_page, asks_first=True)
    hold(till, CODE)
    till.wait_for_selector(".result-name")
    assert heard(till)[0] == (660,)

    take_away(till)
    server(till).card = {"gift": True}
    hold(till, CODE)
    till.wait_for_selector("text=Offrir le café")

    assert heard(till)[0] == (660, 660, 880, 1100)


def test_a_till_without_sound_is_silent_and_can_still_be_felt_until_it_is_turned_on(
    till: Page,
) -> None:
    till.click("[data-sound]")
    assert till.get_attribute("[data-sound]", "aria-pressed") == "false"
    played, felt = stamped(till)
    assert (played, len(felt)) == ((), 1)
    till.reload()
    till.wait_for_selector("[data-sound][aria-pressed=false]:visible")
    expect(till.locator(LINE)).to_be_hidden()

    till.click("[data-sound]")
    assert stamped(till)[0] == (660, 880)


def test_until_it_is_touched_a_till_with_sound_says_what_is_missing(till: Page) -> None:
    expect(till.locator(LINE)).to_be_hidden()
    till.reload()
    till.wait_for_selector(f"{LINE}:visible")
    assert till.inner_text(LINE) == "Touchez l’écran pour activer le son."

    till.click("[data-finder]")

    expect(till.locator(LINE)).to_be_hidden()
    assert stamped(till)[0] == (660, 880)


def test_after_a_call_the_sound_is_back_when_the_page_is_or_at_a_press(till: Page) -> None:
    till.evaluate("contexts.at(-1).set('interrupted')")
    till.wait_for_selector(f"{LINE}:visible")
    till.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(till.locator(LINE)).to_be_hidden()

    till.evaluate("contexts.at(-1).broken = true; contexts.at(-1).set('interrupted')")
    till.click("[data-finder]")
    expect(till.locator(LINE)).to_be_hidden()

    assert till.evaluate("contexts.map(({ state }) => state)") == ["closed", "running"]
    assert stamped(till)[0] == (660, 880)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/till/", "/till/en/"])
def test_the_line_about_the_sound_fits_the_smallest_phone_and_axe_finds_nothing(
    open_page: OpenPage, path: str, scheme: str
) -> None:
    till = quiet_till(open_page, width=320, scheme=scheme, path=path)
    till.reload()
    till.wait_for_selector(f"{LINE}:visible")

    assert overflow(till) <= 0
    assert violations(till) == []
