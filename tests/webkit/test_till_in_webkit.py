"""The till in WebKit, the nearest thing to an iPhone that Debian has: camera, decoder, one stamp.

The camera is a canvas that the test draws on, the server the real one. ``make webkit`` installs
what it takes and runs it; without that it is left out.
"""

import base64
import io
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import segno

from functions.tour.actors import Customer
from functions.tour.stage import Stage, stage
from functions.wiring import system_clock
from tests.browser.counter import CAMERA

webdriver = pytest.importorskip("selenium.webdriver", reason="make webkit installs selenium")

DRIVER = shutil.which("WebKitWebDriver")
BROWSERS = sorted(Path("/usr/lib/x86_64-linux-gnu").glob("webkit2gtk-4.*/MiniBrowser"))
PATIENCE = 60.0
RESULT = "return document.querySelector('[data-result]').dataset.tone ?? ''"
SAID = "return document.querySelector('[data-said]').innerText"
LINES = "return document.querySelectorAll('[data-recent-list] li').length"

pytestmark = [
    pytest.mark.webkit,
    pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"),
    pytest.mark.skipif(not (DRIVER and BROWSERS), reason="make webkit installs WebKit's driver"),
]


@pytest.fixture(name="screen", scope="module")
def _screen() -> Iterator[str]:
    """A screen that nobody sees, by its name."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "800x1000x24"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield f":{server.stdout.readline().strip()}"
        server.terminate()


@pytest.fixture(name="shop")
def _shop() -> Iterator[Stage]:
    with stage(system_clock()) as opened:
        yield opened


@pytest.fixture(name="till")
def _till(screen: str, shop: Stage, tmp_path: Path) -> Iterator[Any]:
    """A till that is paired, before a camera that shows nothing yet."""
    with pytest.MonkeyPatch.context() as environment:
        surroundings = {
            "DISPLAY": screen,
            "XDG_RUNTIME_DIR": str(tmp_path),
            "HOME": str(tmp_path),
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "LANG": "fr_FR.UTF-8",
        }
        if os.geteuid() == 0:
            surroundings["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
        for name, value in surroundings.items():
            environment.setenv(name, value)
        browser = _browser()
        try:
            _pair(browser, shop)
            yield browser
        finally:
            browser.quit()


def test_a_card_that_is_held_out_is_stamped_once_and_too_soon_is_said(
    till: Any, shop: Stage
) -> None:
    code = Customer.join(shop.http, shop.program.id, "Ada", "fr").download().code

    hold(till, code)
    until(lambda: till.execute_script(RESULT) == "done")
    said = till.execute_script(SAID)
    time.sleep(2)
    held = till.execute_script(LINES)
    hold(till, None)
    time.sleep(3)
    hold(till, code)
    until(lambda: "Déjà tamponnée" in till.execute_script(SAID))

    assert "Ada" in said
    assert held == 1
    assert entries(shop) == ["earn"]


def test_what_a_till_kept_without_network_outlives_a_reload(till: Any, shop: Stage) -> None:
    code = Customer.join(shop.http, shop.program.id, "Ben", "fr").download().code
    till.execute_script("window.fetch = () => Promise.reject(new TypeError('no network'))")

    hold(till, code)
    until(lambda: till.execute_script(RESULT) == "wait")
    assert entries(shop) == []
    till.refresh()

    until(lambda: entries(shop) == ["earn"])


def entries(shop: Stage) -> list[str]:
    ledgers = shop.house.services.cards.ledgers(shop.program.id)
    return [entry.kind.value for ledger in ledgers for entry in ledger.entries]


def hold(till: Any, code: str | None) -> None:
    """Hold a card before the camera, or nothing."""
    if code is None:
        till.execute_async_script("hold(null).then(arguments[0])")
        return
    drawn = io.BytesIO()
    segno.make(code, error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    address = f"data:image/png;base64,{base64.b64encode(drawn.getvalue()).decode()}"
    till.execute_async_script("hold(arguments[0]).then(arguments[1])", address)


def until(holds: Callable[[], bool]) -> None:
    """Wait for it; fail where it never comes."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def _browser() -> Any:
    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(BROWSERS[-1])
    for argument in ("--automation", "--enable-media-stream=true"):
        options.add_argument(argument)
    service = webdriver.WebKitGTKService(DRIVER)
    browser = webdriver.WebKitGTK(options=options, service=service)
    browser.set_script_timeout(PATIENCE)
    return browser


def _pair(browser: Any, shop: Stage) -> None:
    """The camera is put in its place before the till asks for one."""
    browser.get(f"{shop.http.base_url}/till/#code={shop.pairing_code()}")
    until(
        lambda: browser.execute_script(
            "return !!document.querySelector('.sign-in-send')?.offsetParent"
        )
    )
    browser.execute_script(CAMERA)
    browser.execute_script("document.querySelector('.sign-in-send').click()")
    until(
        lambda: browser.execute_script(
            "return document.querySelector('[data-video]').readyState > 1"
        )
    )
