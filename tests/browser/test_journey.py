"""The main job in a real browser: a phone joins, a till's camera films that very pass.

The camera is Chromium's own, fed with a film of the QR that the pass just issued carries; the
server is the real one, on a fresh store, with the clock of this machine.
"""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import segno
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from functions.local.development import DEMO_PROGRAM
from functions.tour.bundle import Bundle
from functions.tour.stage import Stage, stage
from functions.wiring import system_clock
from tests.browser.conftest import ARGUMENTS, CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.server]

WALL = (138, 122, 102)


@pytest.fixture(name="open_shop")
def _open_shop() -> Iterator[Stage]:
    with stage(system_clock(), DEMO_PROGRAM) as opened:
        yield opened


@contextmanager
def chromium(*more: str, width: int = 390) -> Iterator[BrowserContext]:
    """A browser of its own, as a camera's film is chosen when it starts."""
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=[*ARGUMENTS, *more],
            viewport={"width": width, "height": 844},
            locale="fr-FR",
        )
        yield context
        context.close()


def film(code: str, file: Path) -> list[str]:
    """A camera before which the code is held out, tilted, and not taken away."""
    drawn = io.BytesIO()
    segno.make(code, error="m").save(drawn, kind="png", scale=10, border=4)
    seen = Image.new("RGB", (1280, 720), WALL)
    seen.paste(Image.open(drawn).convert("RGB").rotate(7, expand=True, fillcolor=WALL), (430, 130))
    seen.save(file, "JPEG", quality=85)
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={file}",
    ]


def join(page: Page, shop: Stage) -> Bundle:
    """Fill in the form as a thumb would, and take the pass from the card that follows."""
    page.goto(f"{shop.http.base_url}/cafe-poincon/fr/")
    page.get_by_role("textbox", name="Prénom").fill("Ada")
    page.get_by_role("checkbox", name="J’ai 15 ans").check()
    page.get_by_role("button", name="Créer ma carte").click()
    page.wait_for_url("**/c/cafe-poincon/**")
    expect(page.get_by_text("C’est fait.")).to_be_visible()
    response = httpx.get(f"{page.url.partition('?')[0]}/card.pkpass")
    return Bundle(response.content)


def entries(shop: Stage) -> list[str]:
    ledgers = shop.house.services.cards.ledgers("cafe-poincon")
    return [entry.kind.value for ledger in ledgers for entry in ledger.entries]


def test_a_phone_joins_and_the_tills_camera_stamps_that_pass_once(
    open_shop: Stage, tmp_path: Path
) -> None:
    with chromium() as phone:
        customer = phone.new_page()
        issued = join(customer, open_shop)
        with_camera = film(issued.code, tmp_path / "camera.mjpeg")

    open_shop.clock.now = system_clock()
    with chromium(*with_camera) as counter:
        till = counter.new_page()
        till.goto(f"{open_shop.http.base_url}/till/#code={open_shop.pairing_code()}")
        till.get_by_role("button", name="Associer").click()

        expect(till.get_by_role("status").filter(has_text="Ada")).to_contain_text(
            "Encore 8 et le café est offert.", timeout=15_000
        )
        till.wait_for_timeout(4_000)

        assert entries(open_shop) == ["earn"]
        said = till.get_by_role("region", name="Réponse")
        said.get_by_role("button", name="Annuler").click()
        expect(till.get_by_role("status").filter(has_text="Annulé")).to_be_visible()
    assert entries(open_shop) == ["earn", "reverse"]
