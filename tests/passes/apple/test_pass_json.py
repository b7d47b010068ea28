"""pass.json: the whole card in Apple's words, and what is refused before a phone would."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from loyalty.wallet_options import Action, Nfc, Place, WalletOptions
from passes.content import Field, Nearby
from tests.passes.apple.sample import CARD, PASS_TYPE, TEAM, TOKEN, card, document


def test_a_card_with_six_of_nine_stamps_says_exactly_this() -> None:
    assert document() == {
        "formatVersion": 1,
        "passTypeIdentifier": PASS_TYPE,
        "teamIdentifier": TEAM,
        "serialNumber": "cafe-des-halles.K7QX2M5ZB3NDTEWA",
        "organizationName": "Café des Halles",
        "description": "Carte de fidélité Café des Halles",
        "logoText": "Café des Halles",
        "backgroundColor": "rgb(31, 61, 54)",
        "foregroundColor": "rgb(244, 236, 216)",
        "labelColor": "rgb(232, 176, 74)",
        "webServiceURL": "https://cartes.example/apple",
        "authenticationToken": TOKEN,
        "barcodes": [
            {
                "format": "PKBarcodeFormatQR",
                "message": "AEAVP4LTHMQO2GTMSYBA5U7QX2M5ZB3NDTEWAFY",
                "messageEncoding": "iso-8859-1",
                "altText": "7KQ2-9XWM",
            }
        ],
        "storeCard": {
            "headerFields": [{"key": "stamps", "label": "TAMPONS", "value": "6/9"}],
            "secondaryFields": [
                {"key": "next", "label": "VOTRE AVANTAGE", "value": "Le 10e café est offert."}
            ],
            "auxiliaryFields": [{"key": "visits", "label": "VISITES", "value": "6"}],
            "backFields": [
                {
                    "key": "news",
                    "label": "Dernière nouvelle",
                    "value": "6 tampons. Encore 3.",
                    "changeMessage": "%@",
                },
                {
                    "key": "card",
                    "label": "Votre carte",
                    "value": "https://cartes.example/c/x?a=1&b=2",
                    "attributedValue": (
                        '<a href="https://cartes.example/c/x?a=1&amp;b=2">cartes.example</a>'
                    ),
                },
            ],
        },
    }


def test_nothing_is_written_that_has_nothing_to_say() -> None:
    bare = card(secondary=(), auxiliary=(), back=(Field(key="news", label="", value="Bonjour"),))

    said = document(bare)

    assert set(said["storeCard"]) == {"headerFields", "backFields"}
    assert all(value not in (None, "", [], {}) for value in values(said))


def values(node: Any) -> list[Any]:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [node, *(value for child in inner for value in values(child))]


def test_a_zero_is_said_and_not_left_out() -> None:
    said = document(card(auxiliary=(Field(key="visits", label="VISITES", value=0),)))

    assert said["storeCard"]["auxiliaryFields"][0]["value"] == "0"


def test_a_sentence_with_a_link_in_it_stays_a_sentence() -> None:
    back = (Field(key="rule", label="Règle", value="https://a.example ou en caisse"),)

    assert "attributedValue" not in document(card(back=back))["storeCard"]["backFields"][0]


@pytest.mark.parametrize("key", ["stamps", "next", "visits", "news"])
def test_a_field_key_used_twice_anywhere_is_refused(key: str) -> None:
    twice = (*CARD.back, Field(key=key, label="Encore", value=6))

    with pytest.raises(ValueError, match=f"used twice: {key}"):
        document(card(back=twice))


def test_only_one_field_may_speak_on_a_lock_screen() -> None:
    loud = tuple(replace(field, change="%@") for field in CARD.secondary)

    with pytest.raises(ValueError, match="only one field may say that it changed: next, news"):
        document(card(secondary=loud))


def test_a_field_without_a_value_is_not_a_field() -> None:
    said = document(card(auxiliary=(Field(key="visits", label="VISITES", value=""),)))

    assert "auxiliaryFields" not in said["storeCard"]


def test_nothing_lies_on_top_of_the_stamps() -> None:
    assert "primaryFields" not in document()["storeCard"]


def test_a_logo_that_says_the_name_says_it_once() -> None:
    logo = replace(CARD.brand, logo="logo.png", logo_says_name=True)

    assert "logoText" not in document(card(brand=logo))
    assert document(card(brand=replace(logo, logo=None)))["logoText"] == "Café des Halles"
    assert document(card(brand=logo))["organizationName"] == "Café des Halles"


def test_a_pass_ends_at_a_minute_with_its_offset() -> None:
    paris = datetime(2029, 2, 3, 23, 59, 30, tzinfo=ZoneInfo("Europe/Paris"))
    utc = datetime(2029, 2, 3, 22, 59, tzinfo=UTC)

    assert document(card(expires_at=paris))["expirationDate"] == "2029-02-03T23:59+01:00"
    assert document(card(expires_at=utc))["expirationDate"] == "2029-02-03T22:59+00:00"
    with pytest.raises(ValueError, match="offset from UTC"):
        document(card(expires_at=datetime(2029, 2, 3, 23, 59)))  # noqa: DTZ001


def test_only_a_card_that_is_void_says_so() -> None:
    assert document(card(voided=True))["voided"] is True
    assert "voided" not in document()


def test_a_shop_has_its_place_and_its_sentence() -> None:
    shops = (Nearby(place=Place(latitude=47.2, longitude=-1.55), text="Votre café est offert."),)
    options = WalletOptions(nearby_metres=120)

    said = document(card(nearby=shops, options=options))

    assert said["locations"] == [
        {"latitude": 47.2, "longitude": -1.55, "relevantText": "Votre café est offert."}
    ]
    assert said["maxDistance"] == 120


def test_without_a_place_there_is_no_distance_to_it() -> None:
    said = document(card(options=WalletOptions(nearby_metres=120)))

    assert not {"maxDistance", "locations"} & set(said)


def test_ten_places_fit_and_eleven_do_not() -> None:
    shop = Nearby(place=Place(latitude=0, longitude=0), text="")

    assert document(card(nearby=(shop,) * 10))["locations"][9] == {"latitude": 0, "longitude": 0}
    with pytest.raises(ValueError, match="11 places"):
        document(card(nearby=(shop,) * 11))


def test_what_the_shop_asks_of_the_wallet_is_asked() -> None:
    action = Action(id="offers", type="membershipBenefits", url="https://a.example/offers")
    nfc = Nfc(public_key="MDkwEw==", needs_unlocking=True)
    options = WalletOptions(sharing_prohibited=True, actions=(action,), nfc=nfc)

    said = document(card(options=options))

    assert said["sharingProhibited"] is True
    assert said["featuredActions"] == [
        {"identifier": "offers", "type": "membershipBenefits", "url": "https://a.example/offers"}
    ]
    assert said["nfc"] == {
        "message": CARD.scan_code,
        "encryptionPublicKey": "MDkwEw==",
        "requiresAuthentication": True,
    }


def test_a_reader_may_ask_a_locked_phone_unless_the_shop_minds() -> None:
    said = document(card(options=WalletOptions(nfc=Nfc(public_key="MDkwEw=="))))

    assert set(said["nfc"]) == {"message", "encryptionPublicKey"}


def test_four_fields_fit_under_the_strip_and_five_do_not() -> None:
    fields = tuple(Field(key=f"f{n}", label="F", value=n) for n in range(5))

    assert len(document(card(secondary=(), auxiliary=fields[:4]))["storeCard"]) == 3
    with pytest.raises(ValueError, match="5 fields under the strip, 4 fit"):
        document(card(secondary=fields[:2], auxiliary=fields[2:]))


def test_a_token_that_a_phone_would_refuse_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        document(token="short")
