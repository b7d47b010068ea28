"""What reads the codes: when a card is another one, and what is said where nothing reads."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.counter import CAMERA, CODE, Server, hold, open_till

pytestmark = pytest.mark.browser

# How often one card counts that is seen for a second, not seen for so long, and then seen again.
COUNTED = """async ([speed, gap]) => {
  const page = document.querySelector('script[type=module]').src;
  const { Held } = await import(page.replace('till.js', 'held.js'));
  const held = new Held();
  let counted = 0;
  const see = (text, from, length) => {
    const until = from + length;
    for (let at = from; at < until; at += 1000 / speed) counted += Number(held.see(text, at));
  };
  see('card', 0, 1000);
  see(null, 1000, gap);
  see('card', 1000 + gap, 60_000);
  return counted;
}"""
FAILS = {
    "no canvas for a worker": "OffscreenCanvas = undefined;",
    "no drawing on it": "OffscreenCanvas.prototype.getContext = () => null;",
    "no picture out of it": """OffscreenCanvasRenderingContext2D.prototype.getImageData =
        () => { throw new DOMException('tainted', 'SecurityError'); };""",
}
UNTAKEN = "window.createImageBitmap = async () => { throw new DOMException('', 'AbortError'); };"
NO_WORKER = (
    "window.Worker = class { constructor() { throw new DOMException('', 'SecurityError'); } };"
)
KILLABLE = """
const Watched = window.Worker;
window.Worker = class extends Watched {
  constructor(...given) { super(...given); window.reader = this; }
};
"""
# What was there when the phone was asked for its camera, and the moment in which it gives it.
ASKED = """
const give = navigator.mediaDevices.getUserMedia;
navigator.mediaDevices.getUserMedia = async (...asked) => {
  window.readerWasThere = 'decoded' in window;
  await new Promise((go) => { window.allow = go; });
  return give(...asked);
};
"""


def paired(open_page: OpenPage, script: str) -> Page:
    """A till that was just paired, on a phone of that kind."""
    page = open_page(script=CAMERA + script)
    page.server = Server(page)  # type: ignore[attr-defined]
    page.goto("/till/#code=7K3M-9QXT")
    page.click(".sign-in-send")
    return page


def in_the_worker(page: Page, script: str) -> None:
    """Let the decoder run in a browser that is like this."""

    def changed(route: object) -> None:
        answered = route.fetch()  # type: ignore[attr-defined]
        route.fulfill(response=answered, body=f"{script}\n{answered.text()}")  # type: ignore[attr-defined]

    page.route("**/till/decoder.js", changed)


@pytest.mark.parametrize("speed", [10, 15, 30, 60, 120])
@pytest.mark.parametrize(
    ("gap", "counts"), [(50, 1), (130, 1), (300, 1), (600, 1), (1000, 2), (5000, 2)]
)
def test_a_blink_is_no_absence_however_fast_the_phone_and_a_second_is_one(
    open_page: OpenPage, speed: int, gap: int, counts: int
) -> None:
    page = open_page()
    page.goto("/till/")

    assert page.evaluate(COUNTED, [speed, gap]) == counts


def test_on_a_slow_phone_pictures_that_are_lost_are_no_absence_either(
    open_page: OpenPage,
) -> None:
    page = open_page()
    page.goto("/till/")

    assert page.evaluate(COUNTED, [3, 2000]) == 1
    assert page.evaluate(COUNTED, [3, 3000]) == 2


@pytest.mark.parametrize("why", FAILS)
def test_a_reader_that_cannot_draw_says_so_instead_of_showing_a_picture_it_never_reads(
    open_page: OpenPage, why: str
) -> None:
    page = open_page(script=CAMERA)
    Server(page)
    in_the_worker(page, FAILS[why])
    page.goto("/till/#code=7K3M-9QXT")
    page.click(".sign-in-send")

    page.wait_for_selector("[data-finder][data-dark=decoder]", timeout=8000)
    assert page.evaluate("document.querySelector('[data-video]').srcObject") is None


@pytest.mark.parametrize("script", [UNTAKEN, NO_WORKER], ids=["no pictures", "no workers"])
def test_a_browser_that_gives_the_reader_nothing_is_told_apart_from_one_that_waits(
    open_page: OpenPage, script: str
) -> None:
    page = paired(open_page, script)

    page.wait_for_selector("[data-finder][data-dark=decoder]", timeout=15_000)
    assert page.evaluate("document.querySelector('[data-video]').srcObject") is None


def test_a_reader_that_the_phone_has_ended_is_missed_within_seconds_and_made_anew(
    open_page: OpenPage,
) -> None:
    page = paired(open_page, KILLABLE)
    page.wait_for_function("() => window.decoded?.pictures > 1")
    page.evaluate("reader.terminate()")
    page.wait_for_selector("[data-finder][data-dark=decoder]", timeout=8000)

    page.click("[data-open-camera]")
    page.wait_for_selector("[data-camera-trouble]", state="hidden")
    hold(page, CODE)

    page.wait_for_selector('[data-result][data-tone="done"]')


def test_the_reader_is_fetched_while_the_phone_asks_about_its_camera(open_page: OpenPage) -> None:
    page = paired(open_page, ASKED)
    page.wait_for_function("() => window.allow")
    assert page.evaluate("readerWasThere") is True

    page.evaluate("allow()")
    hold(page, CODE)

    page.wait_for_selector('[data-result][data-tone="done"]')


def test_a_reader_that_fails_before_the_camera_is_there_leaves_nothing_filming(
    open_page: OpenPage,
) -> None:
    page = open_page(script=CAMERA + ASKED)
    Server(page)
    page.route("**/till/decoder.js", lambda route: route.abort())
    page.goto("/till/#code=7K3M-9QXT")
    page.click(".sign-in-send")
    page.wait_for_selector("[data-finder][data-dark=decoder]")

    page.evaluate("allow()")
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('[data-video]').srcObject") is None
    page.unroute("**/till/decoder.js")
    page.click("[data-open-camera]")
    page.wait_for_timeout(100)
    page.evaluate("allow()")
    hold(page, CODE)

    page.wait_for_selector('[data-result][data-tone="done"]')


def test_a_page_that_is_hidden_and_shown_again_at_once_reads_each_picture_once(
    open_page: OpenPage,
) -> None:
    page = open_till(open_page)
    page.evaluate("""() => {
      window.asked = 0;
      window.most = 0;
      const take = window.createImageBitmap;
      window.createImageBitmap = async (...given) => {
        window.asked += 1;
        window.most = Math.max(window.most, window.asked);
        await new Promise((go) => setTimeout(go, 100));
        window.asked -= 1;
        return take(...given);
      };
      const seen = (state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      };
      for (let i = 0; i < 3; i += 1) { seen('hidden'); seen('visible'); }
    }""")
    hold(page, CODE)
    page.wait_for_selector('[data-result][data-tone="done"]')

    assert page.evaluate("most") == 1
