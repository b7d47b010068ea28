"""The member's web card and what hangs on it."""

from functions.journeys import hold_pass
from tests.builders import at, program_data
from tests.shop import Shop


def test_the_card_shows_the_same_code_as_the_pass(shop: Shop) -> None:
    card = shop.join("Ada")

    page = card.page()

    short = next(iter(shop.services.cards.every("cafe-poincon"))).short_code
    assert f"{short[:4]}-{short[4:]}" in page
    assert "Le 10e café est offert." in page
    assert "<svg" in page


def test_the_card_tells_what_happened(shop: Shop) -> None:
    card, till = shop.join("Ada"), shop.pair()
    till.earn(card.code)

    page = card.page()

    assert "1 tampon. Encore 8 et le café est offert." in page
    assert "02/02/2026 07:00" in page


def test_the_card_speaks_the_members_language(shop: Shop) -> None:
    page = shop.join("Ada", language="en").page()

    assert '<html lang="en"' in page
    assert "Your 10th coffee is free." in page


def test_a_wallet_without_credentials_says_so_and_the_page_does_it_all(shop: Shop) -> None:
    page = shop.join().page()

    assert "attend le certificat Apple" in page
    assert "Google la refusera" in page


def test_the_state_changes_with_each_entry(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    before = shop.web.get(f"{card.url}/state").json
    till.earn(card.code)

    assert before == {"seq": 0}
    assert shop.web.get(f"{card.url}/state").json == {"seq": 1}


def test_the_scan_code_does_not_open_the_card_page(shop: Shop) -> None:
    code = shop.join().code

    response = shop.web.get(f"/c/cafe-poincon/{code}")

    assert response.status_code == 404


def test_the_google_button_leads_to_a_short_signed_link(shop: Shop) -> None:
    response = shop.web.get(f"{shop.join().url}/google")

    assert response.status_code == 303
    assert response.headers["Location"].startswith("https://pay.google.com/gp/v/save/")
    assert len(response.headers["Location"]) < 900


def test_pages_carry_the_headers_that_browsers_obey(shop: Shop) -> None:
    headers = shop.web.get(shop.join().url).headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


def test_a_new_version_of_the_program_changes_the_pass(shop: Shop) -> None:
    card = shop.join()
    serial = f"cafe-poincon.{next(iter(shop.services.cards.every('cafe-poincon'))).card.id}"
    before = hold_pass.modified_at(shop.services, serial)
    shop.at("2026-02-05 09:00")
    shop.services.programs.publish(program_data(name="Café du Poinçon"), shop.now)

    assert hold_pass.modified_at(shop.services, serial) == at("2026-02-05 09:00")
    assert before == at("2026-02-02 07:00")
    assert card.url
