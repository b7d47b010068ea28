"""The till's camera where it is dark, busy or refused: what is offered, said and remembered."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import (
    CAMERA,
    CODE,
    Server,
    answer,
    hold,
    open_till,
    server,
    stamp,
)
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

# Two cameras, of which the one at the back has a light; each says which one it is.
PHONE = (
    CAMERA
    + """
const film = navigator.mediaDevices.getUserMedia;
window.asked = [];
window.light = [];
window.gone = new Set();
navigator.mediaDevices.enumerateDevices = async () =>
  ['back', 'front'].map((deviceId) => ({ kind: 'videoinput', deviceId }));
navigator.mediaDevices.getUserMedia = async ({ video }) => {
  const wish = video.deviceId?.ideal ?? 'back';
  window.asked.push(wish);
  if (window.gone.has(wish)) throw new DOMException('in use', 'NotReadableError');
  const deviceId = wish === 'back' || wish === 'front' ? wish : 'front';
  const stream = await film();
  const [track] = stream.getVideoTracks();
  window.track = track;
  track.getSettings = () => ({ deviceId });
  track.getCapabilities = () => (deviceId === 'back' ? { torch: true } : {});
  track.applyConstraints = async ({ advanced: [{ torch }] }) => {
    if (window.hot) throw new DOMException('too hot', 'OperationError');
    window.light.push(torch);
  };
  return stream;
};
"""
)
CHANGE = "[data-change-camera]"
UNTOLD = "navigator.mediaDevices.enumerateDevices = async () => { throw new Error('no'); };"
AWAKE = """
window.locks = [];
Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => {
  const lock = { released: false, release: async () => { lock.released = true; } };
  window.locks.push(lock);
  return lock;
} } });
"""
SEEN = """state => {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 8; wv) AppleWebKit/537.36 Version/4.0 "
SAFARI = f"{IPHONE}(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile"
FAIL = "navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{}'); }};"
QUESTION = f"""
{CAMERA}
navigator.permissions.query = async () => ({{ state: 'prompt' }});
const given = navigator.mediaDevices.getUserMedia;
let decide;
const decided = new Promise((resolve) => {{ decide = resolve; }});
window.allow = () => decide();
window.questions = 0;
navigator.mediaDevices.getUserMedia = async () => {{
  window.questions += 1;
  await decided;
  return given();
}};
"""
DISMISSED = """navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException('Permission dismissed', 'NotAllowedError');
};"""
TROUBLES = {
    "asked": QUESTION,
    "denied": FAIL.format("NotAllowedError"),
    "absent": FAIL.format("NotFoundError"),
    "busy": FAIL.format("NotReadableError"),
    "unsupported": "Object.defineProperty(navigator, 'mediaDevices', {value: undefined});",
    "insecure": "Object.defineProperty(window, 'isSecureContext', {value: false});",
}


def called(agent: str) -> str:
    """A script by which the browser calls itself so."""
    return f"Object.defineProperty(navigator, 'userAgent', {{value: '{agent}'}});"


@pytest.fixture(name="paired")
def _paired(open_page: OpenPage) -> Callable[..., Page]:
    """A till that was just paired, with what its phone is like."""

    def paired(script: str, language: str = "", width: int = 390, scheme: str = "light") -> Page:
        page = open_page(width, scheme, script=script)
        page.server = Server(page)  # type: ignore[attr-defined]
        page.goto(f"/till/{language}#code=7K3M-9QXT")
        page.click(".sign-in-send")
        return page

    return paired


@pytest.fixture(name="phone")
def _phone(paired: Callable[..., Page]) -> Page:
    page = paired(PHONE)
    page.wait_for_selector("[data-change-camera]:visible")
    return page


def test_the_lamp_is_lit_by_a_press_and_again_the_next_day(phone: Page) -> None:
    phone.click("[data-lamp]")
    phone.wait_for_selector("[data-lamp][aria-pressed=true]")
    phone.reload()
    phone.wait_for_selector("[data-lamp][aria-pressed=true]")
    assert phone.evaluate("light") == [True]

    phone.click("[data-lamp]")
    phone.wait_for_selector("[data-lamp][aria-pressed=false]")
    phone.reload()
    phone.wait_for_selector("[data-lamp]:visible")
    phone.wait_for_timeout(300)
    assert phone.evaluate("light") == []


def test_a_lamp_that_does_not_light_says_so_and_cards_are_read_all_the_same(phone: Page) -> None:
    phone.evaluate("window.hot = true")

    phone.click("[data-lamp]")
    hold(phone, CODE)
    phone.wait_for_selector('[data-result][data-tone="done"]')

    assert phone.get_attribute("[data-lamp]", "aria-pressed") == "false"


def test_the_other_camera_is_remembered_and_its_lack_of_a_lamp_is_seen(phone: Page) -> None:
    phone.click("[data-change-camera]")
    phone.wait_for_selector("[data-lamp]", state="hidden")
    phone.reload()
    phone.wait_for_selector("[data-change-camera]:visible")

    assert phone.evaluate("asked") == ["front"]
    assert phone.locator("[data-lamp]").is_hidden()
    hold(phone, CODE)
    phone.wait_for_selector('[data-result][data-tone="done"]')


def test_a_camera_in_use_is_not_changed_to_nor_remembered(phone: Page) -> None:
    phone.evaluate("gone.add('front')")

    phone.click("[data-change-camera]")
    phone.wait_for_function("() => asked.length === 3")

    assert phone.evaluate("asked") == ["back", "front", "back"]
    assert phone.evaluate("localStorage.getItem('till-camera')") is None
    phone.wait_for_selector("[data-lamp]:visible")
    expect(phone.locator("[data-camera-trouble]")).to_be_hidden()


def test_a_remembered_camera_that_is_gone_does_not_leave_the_till_with_the_wrong_one(
    phone: Page,
) -> None:
    phone.evaluate("localStorage.setItem('till-camera', 'unplugged')")

    phone.reload()
    phone.wait_for_selector("[data-lamp]:visible")

    assert phone.evaluate("asked") == ["unplugged", "back"]
    assert phone.evaluate("localStorage.getItem('till-camera')") is None


def test_a_second_press_while_the_camera_changes_is_not_another_change(phone: Page) -> None:
    phone.evaluate("change => { change.click(); change.click(); }", phone.query_selector(CHANGE))
    phone.wait_for_selector("[data-lamp]", state="hidden")
    phone.wait_for_timeout(300)

    assert phone.evaluate("asked") == ["back", "front"]
    assert phone.evaluate("localStorage.getItem('till-camera')") == "front"
    assert phone.evaluate("track.getSettings().deviceId") == "front"

    phone.click(CHANGE)
    phone.wait_for_selector("[data-lamp]:visible")
    assert phone.evaluate("localStorage.getItem('till-camera')") == "back"


def test_a_phone_that_does_not_say_which_cameras_it_has_reads_with_the_one_it_gave(
    paired: Callable[..., Page],
) -> None:
    page = paired(PHONE + UNTOLD)
    page.wait_for_selector("[data-lamp]:visible")

    hold(page, CODE)
    page.wait_for_selector('[data-result][data-tone="done"]')

    assert page.locator(CHANGE).is_hidden()


def test_what_waits_is_sent_while_the_phone_still_asks_about_its_camera(
    paired: Callable[..., Page],
) -> None:
    page = paired(QUESTION)
    server(page).earn = lambda request: None
    stamp(page, "7K3M9QXT")
    server(page).earn = lambda request: (201, answer("earn", request))

    page.reload()
    page.wait_for_function("() => questions === 1")

    page.wait_for_selector("[data-recent-list] li")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    assert page.evaluate("document.querySelector('[data-video]').srcObject") is None


def test_a_hidden_page_films_nothing_and_one_that_is_seen_again_reads_cards(phone: Page) -> None:
    phone.evaluate(SEEN, "hidden")
    assert phone.evaluate("track.readyState") == "ended"
    assert phone.evaluate("document.querySelector('[data-video]').srcObject") is None
    hold(phone, CODE)
    phone.wait_for_timeout(500)
    assert server(phone).sent == []

    phone.evaluate(SEEN, "visible")
    phone.wait_for_selector('[data-result][data-tone="done"]')

    assert phone.evaluate("track.readyState") == "live"
    assert phone.evaluate("asked") == ["back", "back"]


@pytest.mark.parametrize("camera", [PHONE, FAIL.format("NotFoundError")], ids=["seeing", "blind"])
def test_the_screen_stays_on_while_the_till_is_open_and_no_longer(
    paired: Callable[..., Page], camera: str
) -> None:
    page = paired(camera + AWAKE)
    page.wait_for_function("() => locks.length === 1")
    page.on("dialog", lambda dialog: dialog.accept())

    page.evaluate("locks[0].released = true")
    page.evaluate(SEEN, "hidden")
    assert page.evaluate("locks.length") == 1
    page.evaluate(SEEN, "visible")
    page.evaluate(SEEN, "visible")
    page.wait_for_function("() => locks.length === 2")
    assert page.evaluate("locks.map(({ released }) => released)") == [True, False]

    page.click("[data-leave]")
    page.wait_for_selector("[data-sign-in]:visible")
    page.evaluate(SEEN, "visible")

    assert page.evaluate("locks.map(({ released }) => released)") == [True, True]


def test_one_camera_without_a_lamp_has_no_buttons(open_page: OpenPage) -> None:
    till = open_till(open_page)
    hold(till, CODE)
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert till.locator("[data-lamp]").is_hidden()
    assert till.locator("[data-change-camera]").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "en/"])
def test_the_buttons_over_the_picture_suit_a_thumb_and_axe(
    paired: Callable[..., Page], language: str, scheme: str
) -> None:
    page = paired(PHONE, language, 320, scheme)
    page.click("[data-lamp]")
    page.click("[data-hand]")
    page.wait_for_selector("[data-lamp][aria-pressed=true]")

    for name in ("lamp", "change-camera", "hand"):
        box = page.locator(f"[data-{name}]").bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 48
    assert overflow(page) <= 0
    assert violations(page) == []
    stamp(page, "7K3M9QXT")
    assert overflow(page) <= 0
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 600])
def test_the_buttons_change_hands_and_stay_there(open_page: OpenPage, width: int) -> None:
    page = open_till(lambda _, scheme, script: open_page(width, scheme, PHONE))
    stamp(page, "7K3M9QXT")
    places = ["[data-lamp]", "[data-more]", "[data-recent-list] button"]
    places += ["button[value=stamp]"] if width > 416 else []
    page.wait_for_selector("[data-lamp]:visible")
    on_right = [left_share(page, place) for place in places]

    page.focus("[data-hand]")
    page.keyboard.press("Space")
    assert page.get_attribute("[data-hand]", "aria-checked") == "true"
    on_left = [left_share(page, place) for place in places]
    page.reload()
    page.wait_for_selector("[data-lamp]:visible")

    assert all(share > 0.5 for share in on_right)
    assert all(share < 0.5 for share in on_left)
    assert left_share(page, "[data-lamp]") == on_left[0]


def left_share(page: Page, place: str) -> float:
    """Where the middle of it lies: 0 at the left edge of the page, 1 at the right."""
    box = page.locator(place).first.bounding_box()
    assert box is not None and page.viewport_size is not None
    return (box["x"] + box["width"] / 2) / page.viewport_size["width"]


def test_while_the_phone_asks_the_page_says_what_for_and_asks_once(
    paired: Callable[..., Page],
) -> None:
    page = paired(QUESTION)
    page.wait_for_selector("[data-camera-trouble]:visible")
    assert "demande" in page.inner_text("[data-camera-text]")
    assert page.inner_text("[data-open-camera]") == "Ouvrir la caméra"

    page.click("[data-open-camera]")
    assert page.evaluate("questions") == 1
    page.evaluate("allow()")
    page.wait_for_selector("[data-camera-trouble]", state="hidden")

    assert page.evaluate("document.activeElement.matches('[data-finder]')")
    hold(page, CODE)
    page.wait_for_selector('[data-result][data-tone="done"]')


def test_a_question_that_was_put_away_is_no_refusal(paired: Callable[..., Page]) -> None:
    page = paired(DISMISSED)
    page.wait_for_selector("[data-camera-trouble]:visible")

    assert page.get_attribute("[data-finder]", "data-dark") == "asked"


def test_a_till_that_is_left_while_the_phone_asks_does_not_film(
    paired: Callable[..., Page],
) -> None:
    watch = "window.ends = 0; const end = MediaStreamTrack.prototype.stop;"
    watch += "MediaStreamTrack.prototype.stop = function () { window.ends += 1; end.call(this); };"
    page = paired(QUESTION + watch)
    page.wait_for_selector("[data-camera-trouble]:visible")
    page.on("dialog", lambda dialog: dialog.accept())

    page.click("[data-leave]")
    page.wait_for_selector("[data-sign-in]:visible")
    page.evaluate("allow()")
    page.wait_for_function("() => ends === 1")

    assert page.evaluate("document.querySelector('video').srcObject") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("why", TROUBLES)
def test_without_a_picture_the_page_says_why_and_the_code_can_be_typed(
    paired: Callable[..., Page], why: str, language: str, scheme: str
) -> None:
    page = paired(TROUBLES[why], language, 320, scheme)
    page.wait_for_selector("[data-camera-trouble]:visible")

    assert page.get_attribute("[data-finder]", "data-dark") == why
    assert page.locator("[data-camera-drawing] svg").is_visible()
    assert page.inner_text("[data-camera-help]") != ""
    assert page.locator("[role=status]:has([data-camera-text])").count() == 1
    box = page.locator("[data-open-camera]").bounding_box()
    assert box is not None and box["height"] >= 48
    assert overflow(page) <= 0
    assert violations(page) == []
    stamp(page, "7K3M9QXT")
    assert len(server(page).sent) == 1


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (SAFARI, "Safari"),
        (CHROME, "Chrome"),
        ("Mozilla/5.0 (X11; Linux) Firefox/140.0", "réglages"),
    ],
)
def test_a_refusal_is_taken_back_where_this_phone_keeps_it(
    paired: Callable[..., Page], agent: str, told: str
) -> None:
    page = paired(called(agent) + TROUBLES["denied"])
    page.wait_for_selector("[data-camera-trouble]:visible")

    assert told in page.inner_text("[data-camera-help]")


@pytest.mark.parametrize(
    ("agent", "app", "way_out"),
    [
        (f"{IPHONE}Mobile/15E148 Instagram 390.0.0.28.85 (iPhone15,3)", "Instagram", "Safari"),
        (f"{IPHONE}Mobile/15E148 [FBAN/FBIOS;FBAV/520.0.0.38.101]", "Facebook", "Safari"),
        (f"{IPHONE}Mobile/15E148 [FBAN/MessengerForiOS;FBAV/520.0]", "Messenger", "Safari"),
        (f"{IPHONE}Mobile/15E148 [LinkedInApp]/9.31", "LinkedIn", "Safari"),
        (f"{ANDROID}Chrome/140.0 Mobile [FB_IAB/FB4A;FBAV/520.0]", "Facebook", "Chrome"),
        (
            f"{ANDROID}Chrome/140.0 Mobile musical_ly_2024 BytedanceWebview/d8a21c6",
            "TikTok",
            "Chrome",
        ),
    ],
)
def test_inside_an_app_the_way_out_is_its_menu_and_the_phones_browser(
    paired: Callable[..., Page], agent: str, app: str, way_out: str
) -> None:
    page = paired(called(agent) + TROUBLES["denied"], width=320)
    page.wait_for_selector("[data-camera-trouble]:visible")

    assert app in page.inner_text("[data-camera-text]")
    assert f"dans {way_out}" in page.inner_text("[data-camera-help]")
    assert violations(page) == []


def test_inside_an_app_that_lends_its_camera_nothing_is_said(paired: Callable[..., Page]) -> None:
    page = paired(called(f"{IPHONE}Mobile/15E148 Instagram 390.0") + PHONE)
    page.wait_for_selector("[data-lamp]:visible")

    hold(page, CODE)
    page.wait_for_selector('[data-result][data-tone="done"]')

    assert page.locator("[data-camera-trouble]").is_hidden()


def test_trying_again_tells_the_same_again_and_then_gives_the_picture(
    paired: Callable[..., Page],
) -> None:
    page = paired(PHONE + "window.gone.add('back');")
    page.wait_for_selector("[data-camera-trouble]:visible")
    page.evaluate(
        "const text = document.querySelector('[data-camera-text]'); window.told = [];"
        "new MutationObserver(() => told.push(text.textContent)).observe(text, {childList: true})"
    )

    page.click("[data-open-camera]")
    page.wait_for_function("() => told.length === 2")
    assert page.evaluate("told") == ["Un instant…", "Une autre application utilise la caméra."]
    assert page.evaluate("document.activeElement.matches('[data-open-camera]')")
    page.evaluate("gone.clear()")
    page.click("[data-open-camera]")

    page.wait_for_selector("[data-camera-trouble]", state="hidden")
    hold(page, CODE)
    page.wait_for_selector('[data-result][data-tone="done"]')


def test_a_picture_that_is_taken_away_is_told_and_comes_back(phone: Page) -> None:
    phone.evaluate("track.stop(); track.dispatchEvent(new Event('ended'))")
    phone.wait_for_selector("[data-camera-trouble]:visible")
    assert phone.get_attribute("[data-finder]", "data-dark") == "busy"

    phone.click("[data-open-camera]")
    phone.wait_for_selector("[data-lamp]:visible")
    hold(phone, CODE)

    phone.wait_for_selector('[data-result][data-tone="done"]')


def test_a_decoder_that_did_not_load_is_loaded_at_the_next_try(open_page: OpenPage) -> None:
    page = open_page(script=CAMERA)
    Server(page)
    page.route("**/till/decoder.js", lambda route: route.abort())
    page.goto("/till/#code=7K3M-9QXT")
    page.click(".sign-in-send")
    page.wait_for_selector("[data-finder][data-dark=decoder]")

    page.unroute("**/till/decoder.js")
    page.click("[data-open-camera]")
    page.wait_for_selector("[data-camera-trouble]", state="hidden")
    hold(page, CODE)

    page.wait_for_selector('[data-result][data-tone="done"]')


def test_on_plain_http_the_till_says_so_and_stamps_by_code(
    open_page: OpenPage, address: str
) -> None:
    page = open_page()
    page.route("http://shop.test/**", lambda route: _relay(route, address))
    page.server = Server(page)  # type: ignore[attr-defined]

    page.goto("http://shop.test/till/#code=7K3M-9QXT")
    page.click(".sign-in-send")
    page.wait_for_selector("[data-finder][data-dark=insecure]")
    assert page.evaluate("isSecureContext") is False
    stamp(page, "7K3M9QXT")

    assert len(server(page).sent) == 1


def _relay(route: Route, address: str) -> None:
    """The same file, from an address which is not this machine's own."""
    route.fulfill(response=route.fetch(url=route.request.url.replace("http://shop.test", address)))
