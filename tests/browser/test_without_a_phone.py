"""With the real server: a lost phone made good by four digits, a card for who has no phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from functions.local.development import DEMO_PROGRAM
from functions.tour.stage import Stage, stage
from functions.wiring import system_clock
from tests.browser.test_paper_card import read

pytestmark = [pytest.mark.browser, pytest.mark.server]


@pytest.fixture(name="open_shop")
def _open_shop() -> Iterator[Stage]:
    with stage(system_clock(), DEMO_PROGRAM) as opened:
        yield opened


@pytest.fixture(name="phone")
def _phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    yield context
    context.close()


@pytest.fixture(name="till")
def _till(open_shop: Stage, phone: BrowserContext) -> Page:
    open_shop.clock.now = system_clock()
    page = phone.new_page()
    page.goto(f"{open_shop.http.base_url}/till/#code={open_shop.pairing_code()}")
    page.get_by_role("button", name="Associer").click()
    expect(page.locator("[data-new-card]")).to_be_visible()
    return page


def join(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("textbox", name="Prénom").fill("Ada")
    page.get_by_label("Les 4 derniers chiffres de votre mobile").fill("5678")
    page.get_by_role("checkbox", name="J’ai 15 ans").check()
    page.get_by_role("button", name="Créer ma carte").click()
    page.wait_for_url("**/c/cafe-poincon/**")


def test_a_lost_phone_is_made_good_by_the_four_digits(
    open_shop: Stage, till: Page, browser: Browser
) -> None:
    lost = browser.new_page(locale="fr-FR")
    join(lost, f"{open_shop.http.base_url}/cafe-poincon/fr/")
    before = lost.url.partition("?")[0]
    lost.close()

    till.get_by_text("Retrouver une carte").click()
    till.get_by_label("Prénom ou 4 derniers chiffres du mobile").fill("5678")
    till.get_by_role("button", name="Chercher").click()
    till.get_by_role("button", name="Ada").click()
    till.get_by_text("Autres actions").click()
    till.get_by_role("button", name="Téléphone perdu").click()
    till.get_by_role("button", name="Remplacer la carte").click()
    link = till.get_by_role("link", name="Ouvrir la carte et l’imprimer")
    expect(link).to_be_visible()

    after = str(link.get_attribute("href")).partition("#")[0]
    assert open_shop.http.get(before).status_code in (404, 410)
    assert "Ada" in open_shop.http.get(after).text


def test_the_tills_code_leads_a_customers_phone_to_the_form(
    open_shop: Stage, till: Page, browser: Browser, tmp_path: Path
) -> None:
    till.click("[data-new-card] summary")
    shown = till.get_by_role("img", name="Code de la page où l’on prend une carte")
    size = shown.bounding_box()
    shown.screenshot(path=tmp_path / "code.png")

    assert size is not None
    assert min(size["width"], size["height"]) >= 220
    (address,) = read(tmp_path / "code.png")
    customer = browser.new_page(locale="fr-FR")
    join(customer, address)
    expect(customer.get_by_text("C’est fait.")).to_be_visible()
    customer.close()


def test_somebody_without_a_phone_takes_a_card_to_print_and_the_till_stays_where_it_was(
    till: Page,
) -> None:
    till.click("[data-new-card] summary")
    with till.expect_popup() as opened:
        till.get_by_role("link", name="Sans smartphone").click()
    form = opened.value
    join(form, form.url)

    expect(form.get_by_role("button", name="Imprimer la carte")).to_be_visible()
    assert form.evaluate("window.opener") is None
    expect(till.locator("[data-new-card][open]")).to_be_visible()
