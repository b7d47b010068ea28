"""What new rules do to a card, in words."""

from dataclasses import replace

import pytest

from functions.terminal.fates import reason_text
from loyalty.difference import fate
from loyalty.language import Language
from loyalty.program import Program
from tests.ready_made import holding_card, preset, preset_data

COOKIE = {"id": "cookie", "kind": "free_item", "item": {"fr": "un cookie", "en": "a cookie"}}
CLUB = {"id": "bienvenue", "reward": "coffee"}


def told(old: Program, new: Program, language: Language = "fr", **units: int) -> list[str]:
    following = replace(new, version=2).following(old)
    reasons = fate(old, following, holding_card(old, **units)).reasons
    return [reason_text(reason, old, following, language) for reason in reasons]


def boutique(**silver: object) -> Program:
    data = preset_data("boutique")["tiers"]
    data["levels"][1].update(silver)
    return preset("boutique", tiers=data)


def test_a_distance_is_told_in_stamps() -> None:
    old, new = preset("cafe"), preset("cafe", stamps__threshold=8)

    assert told(old, new) == ["le café\u202f: il manquait 9 tampons, il manque 8 tampons"]
    assert told(old, new, "en") == ["the coffee: 9 stamps to go before, 8 stamps to go now"]


def test_a_distance_is_told_in_points_and_in_money() -> None:
    new = preset("bakery", points__per_minor=200)

    assert told(preset("bakery"), new, points=60)[0] == (
        "la brioche\u202f: il manquait 20 points (20\u202f€), il manque 20 points (40\u202f€)"
    )


def test_credit_is_told_in_what_one_unit_of_it_takes() -> None:
    new = preset("restaurant", cashback__percent=5)

    assert told(preset("restaurant"), new, "en") == [
        "credit: €25 to go before, €20 to go now",
    ]


def test_what_cannot_be_compared_says_why() -> None:
    old = preset("cafe", assumptions=None)
    new = preset("cafe", assumptions=None, stamps__spend_minor=400)

    assert told(old, new, "en", stamps=5) == [
        "the coffee: 4 stamps to go before, 4 stamps (€16) to go now; without [assumptions] "
        "nothing compares them"
    ]


@pytest.mark.parametrize(
    ("worth", "said"),
    [
        (150, ["le café\u202f: ne se gagne plus", "le cookie\u202f: se gagne désormais"]),
        (
            350,
            [
                "le café\u202f: laisse place à une récompense qui vaut au moins autant",
                "le cookie\u202f: se gagne désormais",
            ],
        ),
    ],
)
def test_a_reward_goes_and_another_comes(worth: int, said: list[str]) -> None:
    rewards = [*preset_data("cafe")["rewards"], COOKIE | {"cost_minor": 50, "value_minor": worth}]
    new = preset("cafe", stamps__reward="cookie", rewards=rewards)

    assert told(preset("cafe"), new) == said


def test_what_was_collected_and_counts_no_longer_is_named() -> None:
    rewards = [*preset_data("bakery")["rewards"], *preset_data("cafe")["rewards"]]
    new = preset("bakery", id="cafe-poincon", rewards=rewards)

    assert (
        told(preset("cafe"), new, stamps=5)[0]
        == "5 tampons\u202f: sans effet sous les nouvelles règles"
    )


def test_a_voucher_that_is_gone_is_called_by_its_reward() -> None:
    old = preset("cafe", coupons=[CLUB])

    assert told(old, preset("cafe"), coupon__bienvenue=2) == [
        "un bon pour un café\u202f: 2, puis 0"
    ]
    assert told(preset("cafe"), old, coupon__bienvenue=1) == [
        "un bon pour un café\u202f: 0, puis 1"
    ]


def test_tiers_are_called_by_their_names() -> None:
    none, both = preset("boutique", tiers=None), preset("boutique")

    assert told(both, none, tier__argent=1)[0] == "Argent\u202f: niveau perdu"
    assert told(none, both, "en", tier__argent=1)[0] == "Silver: tier gained"


def test_a_tier_by_amount_is_told_in_money_and_one_by_visits_in_visits() -> None:
    by_visits = boutique()
    visits = preset_data("boutique")["tiers"] | {"measure": "visits"}

    assert told(by_visits, boutique(at=20_000), qualifying=5000) == [
        "Argent\u202f: le niveau était à 250\u202f€, il est à 150\u202f€"
    ]
    visits["levels"][1]["at"] = 10
    fewer = preset_data("boutique")["tiers"] | {"measure": "visits"}
    fewer["levels"][1]["at"] = 8
    old, new = preset("boutique", tiers=visits), preset("boutique", tiers=fewer)
    assert told(old, new, "en") == ["Silver: the tier was 10 away, it is 8 away"]


def test_a_multiplier_is_told_as_a_percentage() -> None:
    assert told(boutique(multiplier_percent=150), boutique(), tier__argent=1) == [
        "ce que rapporte un achat\u202f: 150\u202f%, puis 100\u202f%"
    ]


def test_lasting_advantages_are_called_by_what_they_say() -> None:
    old, new = preset("bookshop-club"), preset("bookshop-club", club__perks__0__percent=5)
    fewer = preset("bookshop-club", club__perks=preset_data("bookshop-club")["club"]["perks"][:1])

    assert told(old, new, club=1) == ["remise permanente\u202f: 10\u202f%, puis 5\u202f%"]
    assert told(old, fewer, club=1) == [
        "Invitation aux soirées d’auteurs\u202f: avantage retiré",
    ]
    assert told(fewer, old, "en", club=1) == [
        "Invitations to author evenings: advantage added",
    ]
