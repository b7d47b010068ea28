"""Which model suits a shop, and with which figures."""

from fractions import Fraction

import pytest

from functions import presets
from loyalty.chooser import (
    FALLBACK,
    SECTORS,
    Advice,
    Situation,
    advise,
    first_price,
    is_sound,
    round_amount,
)
from loyalty.comparison import COMPARED
from loyalty.language import LANGUAGES
from loyalty.mistakes import check
from loyalty.program import MODELS
from loyalty.reasons import costs, rate_text, reasons
from loyalty.viability.plan import plan
from tests.ready_made import preset, presets_by_name

SHOPS = presets_by_name()
BASKETS = (10, 450, 2400, 60_000)
RHYTHMS = (1, 14, 365)


def advice(
    sector: str, basket_minor: int, rhythm_days: int, *, varied: bool | None = None
) -> Advice:
    situation = Situation(
        sector=sector, basket_minor=basket_minor, rhythm_days=rhythm_days, varied=varied
    )
    return advise(situation, SHOPS)


@pytest.mark.parametrize("sector", SECTORS)
def test_every_sector_has_a_preset_and_a_name_in_both_languages(sector: str) -> None:
    assert SECTORS[sector].preset in presets.NAMES
    assert all(SECTORS[sector].name[language] for language in LANGUAGES)


@pytest.mark.parametrize("sector", SECTORS)
def test_a_preset_fits_a_shop_like_its_own(sector: str) -> None:
    usual = SHOPS[SECTORS[sector].preset]
    assert usual.assumptions is not None

    advised = advice(sector, usual.assumptions.basket_minor, usual.assumptions.rhythm_days)
    assert (advised.preset, advised.refused) == (SECTORS[sector].preset, None)
    assert advised.program == usual


@pytest.mark.parametrize("sector", SECTORS)
def test_every_advice_is_sound_and_without_a_known_mistake(sector: str) -> None:
    for basket in BASKETS:
        for rhythm in RHYTHMS:
            for varied in (None, True):
                advised = advice(sector, basket, rhythm, varied=varied)
                assert is_sound(advised.program)
                assert check(advised.program) == ()


def test_a_larger_basket_lowers_the_threshold_to_stay_in_the_band() -> None:
    advised = advice("cafe", 1200, 4)

    assert advised.program.stamps is not None
    assert advised.program.stamps.threshold == 5
    assert plan(advised.program)[0].cost_rate == Fraction(1, 100)


def test_a_small_basket_raises_the_threshold_to_stay_in_the_band() -> None:
    advised = advice("cafe", 80, 4)

    assert advised.program.stamps is not None
    assert advised.program.stamps.threshold == 15


def test_a_rare_visit_brings_the_reward_within_five_visits() -> None:
    advised = advice("cafe", 450, 35)

    assert advised.program.stamps is not None
    assert advised.program.stamps.threshold == 5


def test_a_step_beyond_a_lowered_threshold_is_left_out() -> None:
    ladder = [{"at": 3, "reward": "coffee"}, {"at": 8, "reward": "coffee"}]
    shops = SHOPS | {"cafe": preset("cafe", stamps__ladder=ladder, rewards__0__cost_minor=30)}

    advised = advise(Situation(sector="cafe", basket_minor=450, rhythm_days=35), shops)
    assert advised.program.stamps is not None
    assert [step.at for step in advised.program.stamps.ladder] == [3]


@pytest.mark.parametrize(("basket", "spend"), [(450, 200), (1200, 1000), (5000, 5000), (99, 50)])
def test_purchases_that_differ_earn_stamps_by_what_is_spent(basket: int, spend: int) -> None:
    assert round_amount(basket) == spend


def test_a_cafe_whose_purchases_differ_stamps_for_amounts() -> None:
    advised = advice("cafe", 450, 4, varied=True)

    assert advised.program.stamps is not None
    assert advised.program.stamps.spend_minor == 200
    assert advised.program.stamps.threshold == 9


def test_a_rare_visit_lowers_the_first_price_and_leaves_the_others() -> None:
    advised = advice("bakery", 450, 14)

    place = first_price(advised.program)
    assert advised.program.rewards[place].points == 25
    assert advised.program.rewards[1:] == SHOPS["bakery"].rewards[1:]


def test_a_clubs_fee_follows_what_a_member_spends_in_a_year() -> None:
    advised = advice("bookshop", 2400, 42)

    assert advised.program.club is not None
    assert advised.program.club.fee_minor == 1500
    assert advised.model == "club"


def test_where_no_figure_fits_cashback_takes_the_place_and_says_why() -> None:
    advised = advice("cafe", 60_000, 14)

    assert (advised.preset, advised.model) == (FALLBACK, "cashback")
    assert advised.refused is not None
    assert any(
        "carte à tampons" in told and "600\u202f€" in told for told in reasons(advised, "fr")
    )
    assert any("stamp card" in told and "€600" in told for told in reasons(advised, "en"))


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("restaurant", {"cashback__percent": 8}),
        ("pet-shop", {"donation__percent": 9}),
    ],
)
def test_a_preset_outside_the_band_is_brought_to_its_edge(
    name: str, changed: dict[str, int]
) -> None:
    shops = SHOPS | {name: preset(name, **changed)}

    advised = advise(Situation(sector=name, basket_minor=3000, rhythm_days=20), shops)
    rates = [path.cost_rate for path in plan(advised.program)]
    assert rates == [Fraction(1, 20)]


def test_a_preset_without_assumptions_takes_the_shops_own() -> None:
    shops = SHOPS | {"cafe": preset("cafe", assumptions=None)}

    advised = advise(Situation(sector="cafe", basket_minor=450, rhythm_days=4), shops)
    assert advised.program.assumptions is not None
    assert advised.program.assumptions.best_sellers == ()
    assert is_sound(preset("cafe", assumptions=None))


def test_an_unknown_sector_is_refused() -> None:
    with pytest.raises(KeyError):
        advice("circus", 450, 4)


def test_every_model_and_the_tiers_are_compared_in_both_languages() -> None:
    assert set(COMPARED) == {*MODELS, "tiers"}
    for model in COMPARED.values():
        for words in (model.name, model.good_for, model.drawback):
            assert all(words[language] for language in LANGUAGES)


def test_reasons_tell_what_it_costs_and_when_the_first_reward_comes() -> None:
    advised = advice("cafe", 450, 4)

    assert reasons(advised, "en")[1:] == [
        "It costs 1.5% of what is spent; between 1 and 5% is sound.",
        "The first reward comes within about 36 days.",
    ]
    assert reasons(advised, "fr")[1:] == [
        "Il coûte 1,5\u202f% de ce qui est dépensé\u202f; entre 1 et 5\u202f%, c’est sain.",
        "La première récompense vient en 36 jours environ.",
    ]
    assert advised.drawback["en"] == "A small purchase counts as much as a large one."


def test_a_donation_has_no_first_reward_to_tell_of() -> None:
    assert len(reasons(advice("pet-shop", 3000, 20), "fr")) == 2


def test_nothing_is_told_of_a_cost_that_nobody_can_plan() -> None:
    assert costs(preset("cafe", assumptions=None), "fr") == []


def test_a_rate_below_nothing_has_its_sign() -> None:
    assert rate_text(Fraction(-1, 100), "fr") == "\u22121\u202f%"
    assert rate_text(Fraction(1, 40), "en") == "2.5%"
