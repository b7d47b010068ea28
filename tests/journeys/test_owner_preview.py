"""The owner sees every state of the card over HTTP, before anybody holds one."""

from xml.etree import ElementTree

from tests.ready_made import preset_data
from tests.shop import Shop

SVG = "{http://www.w3.org/2000/svg}"


def test_a_new_card_is_shown_first_with_every_state_that_can_be_asked_for(shop: Shop) -> None:
    owner = shop.pair("owner")

    seen = owner.get("preview").json

    assert seen["state"] == "new"
    assert [one["key"] for one in seen["states"]] == ["new", "begun", "almost", "ready"]
    assert "Café Poinçon" in seen["told"]
    assert "0/9" in seen["told"]
    assert seen["cut"] == []


def test_the_state_that_is_asked_for_is_drawn_in_the_language_that_is_asked_for(
    shop: Shop,
) -> None:
    owner = shop.pair("owner")

    seen = owner.get("preview?state=ready&language=en").json

    root = ElementTree.fromstring(seen["svg"])
    states = [node.get("data-state") for node in root.iter(f"{SVG}g") if node.get("data-state")]
    assert (seen["state"], seen["language"], seen["languages"]) == ("ready", "en", ["fr", "en"])
    assert states == ["full"] * 10
    assert "STAMPS 9/9" in seen["told"]
    assert {"label": "How it works"}.items() <= {
        (key, value) for field in seen["back"] for key, value in field.items()
    }


def test_states_are_named_in_the_readers_language_whatever_the_card_speaks(shop: Shop) -> None:
    owner = shop.pair("owner")

    answers = [
        shop.web.get(
            "/v1/owner/preview?language=en", headers={**owner.bearer, "Accept-Language": language}
        ).json
        for language in ("fr", "en")
    ]

    assert [answer["states"][0]["label"] for answer in answers] == ["Neuve", "New"]
    assert [answer["language"] for answer in answers] == ["en", "en"]


def test_a_state_that_the_program_does_not_know_is_not_found(shop: Shop) -> None:
    owner = shop.pair("owner")

    assert owner.get("preview?state=tier-or").status_code == 404


def test_a_till_may_not_ask(shop: Shop) -> None:
    till = shop.pair()

    answer = shop.web.get("/v1/owner/preview", headers=till.bearer)

    assert answer.status_code == 401


def test_an_owners_phone_that_was_shut_out_sees_nothing(shop: Shop) -> None:
    owner = shop.pair("owner")
    shop.services.devices.revoke(shop.program.id, owner.tokens["device"])

    assert owner.get("preview").status_code in (401, 403)


def test_what_a_phone_would_cut_is_said_in_the_cards_own_words(shop: Shop) -> None:
    name = "Maison Wambrechies Commerce Gourmand"
    shop.services.programs.publish(preset_data("cafe") | {"name": name}, shop.now)
    owner = shop.pair("owner")

    seen = owner.get("preview?state=ready&language=fr").json

    assert seen["cut"] == [name]


def test_nothing_of_a_sample_is_written_or_opens_a_door(shop: Shop) -> None:
    owner, till = shop.pair("owner"), shop.pair()
    svg = owner.get("preview?state=ready").json["svg"]
    root = ElementTree.fromstring(svg)
    code = next(n.get("data-code") for n in root.iter(f"{SVG}path") if n.get("data-code"))

    assert till.earn(code).status_code in (400, 404)
    assert owner.get("members").json["members"] == []
