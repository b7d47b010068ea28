"""A till for programs that are not stamps: the real server, a shop's own file, a typed code."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from functions import presets
from functions.tour.stage import Stage, stage
from functions.wiring import system_clock

pytestmark = [pytest.mark.browser, pytest.mark.server]

OpenTill = Callable[[str], tuple[Stage, Page]]


@pytest.fixture(name="open_till")
def _open_till(browser: Browser) -> Iterator[OpenTill]:
    """A shop that opens with one of the presets, and its paired till."""
    with ExitStack() as closing:

        def open_till(preset: str) -> tuple[Stage, Page]:
            shop = closing.enter_context(stage(system_clock(), presets.path(preset)))
            context = browser.new_context(
                base_url=str(shop.http.base_url), locale="fr-FR", service_workers="block"
            )
            closing.callback(context.close)
            context.set_default_timeout(10_000)
            till = context.new_page()
            till.goto(f"/till/#code={shop.pairing_code()}")
            till.get_by_role("button", name="Associer").click()
            expect(till.get_by_role("button", name="Voir")).to_be_visible()
            expect(till.get_by_text("À dire au client")).to_be_visible()
            return shop, till

        yield open_till


def join(shop: Stage) -> str:
    """A new card's short code, as its holder would read it out."""
    body = {"first_name": "Ada", "language": "fr", "accepts_terms": True}
    made = shop.http.post(f"/v1/programs/{shop.program.id}/members", json=body).json()
    page = shop.http.get(made["card_url"]).text
    found = re.search(r"</span>([0-9A-Z]{4}-[0-9A-Z]{4})</figcaption>", page)
    assert found is not None
    return found[1]


def present(till: Page, code: str, amount: str = "") -> None:
    """Type the amount, where it is known already, and then the card."""
    if amount:
        till.get_by_label("Montant de l’achat").fill(amount)
    till.get_by_label("Ou tapez le code de la carte").fill(code)
    till.locator("[data-count]").click()


def said(till: Page) -> Locator:
    return till.get_by_role("region", name="Réponse")


def press(till: Page, name: str) -> None:
    said(till).get_by_role("button", name=name).click()


def test_points_for_an_amount_typed_after_the_card_or_before_and_a_reward(
    open_till: OpenTill,
) -> None:
    shop, till = open_till("bakery")
    code = join(shop)
    amount = till.get_by_label("Montant de l’achat")

    present(till, code)
    expect(till.get_by_text("La carte attend")).to_be_visible()
    expect(said(till)).to_contain_text("Ada")
    till.get_by_role("button", name="Valider").first.click()
    expect(till.locator("#amount-error")).to_have_text("Tapez le montant. La carte est gardée.")
    amount.fill("12,50")
    amount.press("Enter")
    expect(said(till)).to_contain_text("+ 12\u202fpoints")
    expect(amount).to_have_value("")

    shop.clock.forward(hours=1)
    present(till, code, amount="40.00")
    expect(said(till)).to_contain_text("+ 40\u202fpoints")
    press(till, "Offrir la baguette")
    expect(said(till)).to_contain_text("Il reste 12\u202fpoints.")


def test_a_club_takes_its_fee_and_then_says_what_to_apply(open_till: OpenTill) -> None:
    shop, till = open_till("bookshop-club")
    code = join(shop)

    present(till, code)
    expect(said(till)).to_contain_text("Pas membre pour le moment.")
    assert till.get_by_label("Montant de l’achat").is_hidden()
    press(till, "Encaisser le club")

    expect(said(till)).to_contain_text("membre jusqu’au")
    expect(said(till).locator(".advantages")).to_contain_text("10\u202f% sur tous les livres")


def test_credit_pays_for_a_part_of_what_is_bought_next(open_till: OpenTill) -> None:
    shop, till = open_till("restaurant")
    code = join(shop)
    present(till, code, amount="100")
    expect(said(till)).to_contain_text("+ 4\u202f€")

    shop.clock.forward(days=3)
    till.clock.set_system_time(shop.clock.now)
    present(till, code)
    till.get_by_label("Montant de l’achat").fill("2,50")
    press(till, "Utiliser 4\u202f€")

    expect(said(till)).to_contain_text("2,50\u202f€ d’avoir utilisés. Il reste 1,50\u202f€")
    expect(till.get_by_label("Montant de l’achat")).to_have_value("2,50")
