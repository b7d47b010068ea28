"""The card for whoever has no phone: printed from its page, cut out, and read by the till."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from functions.publishing.pages import Pages
from functions.web.card_routes import _qr
from loyalty.language import Language
from tests.browser.conftest import SITE, OpenPage
from tests.browser.look import overflow, violations
from tests.builders import program
from tests.site.cards import card_context

pytestmark = pytest.mark.browser

CODE = "AEAVP4LTHMQO2GTMSYBA5U7QX2M5ZB3NDTEWAFY"
MM = 96 / 25.4
RULES = {
    "fr": "9 cafés achetés, le 10e offert. Sans limite de durée, au choix parmi nos cafés.",
    "en": "Buy 9 coffees, the 10th is free. No time limit, any coffee that we make.",
}
READER = """
import { readFileSync } from 'node:fs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
const wasm = readFileSync('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm');
prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });
const found = await readBarcodes(readFileSync(process.argv[1]), { formats: ['QRCode'] });
console.log(JSON.stringify(found.map((one) => one.text)));
"""


class _Coded:
    scan_code = CODE


@pytest.fixture(scope="module", name="cards", autouse=True)
def _cards(folder: Path) -> None:
    for language, rule in RULES.items():
        of = program(name="Librairie-papeterie de la Grande Rue")
        qr: Any = _qr(_Coded())  # type: ignore[arg-type]
        context = card_context(of, qr_svg=qr, rule=rule, first_name="Marie-Antoinette")
        _write(folder / "c" / f"paper-{language}", "card.html", language, context)
        gone = {"program": of, "day": "02/02/2026"}
        _write(folder / "c" / f"replaced-{language}", "replaced.html", language, gone)


def _write(folder: Path, template: str, language: Any, context: dict[str, Any]) -> None:
    said: Language = language
    folder.mkdir(parents=True)
    page = Pages.load(SITE).render(template, said, **context)
    (folder / "index.html").write_text(page, "utf-8")


def printed(page: Page, language: str) -> Page:
    page.goto(f"/c/paper-{language}/")
    page.emulate_media(media="print")
    return page


def millimetres(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["width"] / MM, box["height"] / MM


def points(page: Page, selector: str) -> float:
    size = page.locator(selector).evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    return float(size) * 72 / 96


def read(picture: Path) -> Any:
    """What the till's own decoder reads off it."""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", READER, str(picture)],
        cwd=SITE.parent,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_printed_card_has_a_bank_cards_size_and_a_code_that_the_till_reads(
    open_page: OpenPage, tmp_path: Path, scheme: str
) -> None:
    page = printed(open_page(794, scheme), "fr")

    assert millimetres(page, ".paper") == pytest.approx((85.6, 54), abs=0.1)
    assert millimetres(page, ".paper svg")[0] * 29 / 37 >= 28
    picture = tmp_path / "paper.png"
    page.locator(".paper").screenshot(path=picture)
    assert read(picture) == [CODE]


@pytest.mark.parametrize("language", RULES)
def test_what_is_on_it_is_large_enough_and_within_its_edges(
    open_page: OpenPage, language: str
) -> None:
    page = printed(open_page(794), language)

    assert points(page, ".paper-code p") >= 14
    assert all(points(page, f".paper-{part}") >= 9 for part in ("shop", "name", "rule"))
    edge = page.locator(".paper").bounding_box()
    assert edge is not None
    for part in (".paper-shop", ".paper-name", ".paper-rule", ".paper svg", ".paper-code p"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= edge["x"] + 2 * MM and box["y"] >= edge["y"] + 2 * MM
        assert box["x"] + box["width"] <= edge["x"] + edge["width"] - 2 * MM
        assert box["y"] + box["height"] <= edge["y"] + edge["height"] - 2 * MM
    assert page.inner_text(".paper-code p") == "7K3M-9QXT"


def test_nothing_else_is_on_the_sheet(open_page: OpenPage) -> None:
    page = printed(open_page(794), "fr")

    seen = page.evaluate("document.body.innerText")

    parts = (".paper-code", ".paper-said")
    assert seen.split() == " ".join(page.inner_text(part) for part in parts).split()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_the_press_prints(open_page: OpenPage) -> None:
    page = open_page(script="window.print = () => { window.printed = true; };")

    page.goto("/c/paper-fr/")
    assert not page.locator(".paper").is_visible()
    page.get_by_role("button", name="Imprimer la carte").click()

    assert page.evaluate("window.printed")


def test_whoever_comes_from_the_till_to_print_it_prints_it_once(open_page: OpenPage) -> None:
    page = open_page(script="window.times = 0; window.print = () => { window.times += 1; };")

    page.goto("/c/paper-fr/#print")
    page.wait_for_function("() => times === 1")
    page.reload()
    page.wait_for_load_state()

    assert page.evaluate("[times, location.hash]") == [0, ""]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", ["paper-fr", "paper-en", "replaced-fr", "replaced-en"])
def test_the_pages_fit_the_smallest_phone_and_axe_finds_nothing(
    open_page: OpenPage, place: str, scheme: str
) -> None:
    page = open_page(320, scheme)

    page.goto(f"/c/{place}/")

    assert overflow(page) <= 0
    assert violations(page) == []
