"""Programs to begin with: each parses, reads well, and makes none of the known mistakes."""

from dataclasses import replace

import pytest

from functions import presets
from loyalty.brand import ICONS
from loyalty.card import Lot
from loyalty.chooser import is_sound
from loyalty.collecting import counted_account
from loyalty.entry import donation_account
from loyalty.language import LANGUAGES
from loyalty.mistakes import check
from loyalty.program import MODELS
from loyalty.wording.own_words import own_sentence
from loyalty.wording.rules import rule_sentence
from tests.builders import at
from tests.builders import card as fresh
from tests.ready_made import preset, presets_by_name

RULES = {
    "cafe": ("Le 10e café est offert.", "Your 10th coffee is free."),
    "bakery": (
        "1\u202f€ = 1 point. Dès 40 points, la baguette est offerte.",
        "€1 = 1 point. 40 points and the baguette is free.",
    ),
    "hairdresser": (
        "Après 5 coupes, le soin profond est offert.",
        "After 5 haircuts, the deep conditioning treatment is free.",
    ),
    "car-wash": ("Le 5e lavage est offert.", "Your 5th wash is free."),
    "consultant": (
        "Après 10 heures, la séance de stratégie est offerte.",
        "After 10 hours, the strategy session is free.",
    ),
    "bookshop-club": (
        "Le club, 30\u202f€ par an\u202f: 10\u202f% sur tous les livres.",
        "The club, €30 a year: 10% off every book.",
    ),
    "restaurant": (
        "À chaque achat, 4\u202f% vous reviennent en avoir.",
        "4% of every purchase comes back as credit.",
    ),
    "boutique": (
        "1\u202f€ = 1 point. Dès 100 points, vous avez une remise de 3\u202f€.",
        "€1 = 1 point. 100 points and you get a €3 discount.",
    ),
    "pet-shop": (
        "Nous donnons 2\u202f% de chaque achat. La cause\u202f: Refuge de Nantes.",
        "We give 2% of every purchase. The cause: Nantes animal shelter.",
    ),
}
MODULES = ("tiers", "windows", "coupons", "missions", "badges", "welcome", "birthday", "referral")


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_preset_makes_no_known_mistake_and_is_sound(name: str) -> None:
    assert check(preset(name)) == ()
    assert is_sound(preset(name))


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_preset_says_its_rule_in_both_languages(name: str) -> None:
    assert tuple(rule_sentence(preset(name), language) for language in LANGUAGES) == RULES[name]


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_preset_begins_with_one_module_beyond_its_model_at_most_a19(name: str) -> None:
    begun = [module for module in MODULES if getattr(preset(name), module)]

    assert len(begun) <= 1


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_preset_is_complete_and_looks_like_no_other(name: str) -> None:
    of = preset(name)
    others = [other.brand.background for key, other in presets_by_name().items() if key != name]

    assert of.languages == LANGUAGES
    assert of.launch and of.goal and of.assumptions and of.messages
    assert of.brand.background not in others
    assert of.owner_email.endswith(".example")


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_preset_is_explained_in_both_languages(name: str) -> None:
    first, second, *_ = presets.text(name).splitlines()

    assert first.startswith("# U") or first.startswith("# L")
    assert second.startswith("# A ")


def test_every_model_has_a_preset() -> None:
    assert {of.model for of in presets_by_name().values()} == set(MODELS)
    assert preset("boutique").tiers


def test_every_icon_is_used() -> None:
    used = {of.brand.icon for of in presets_by_name().values()}

    assert used == set(ICONS)


@pytest.mark.parametrize(
    ("name", "stamps", "reward"),
    [
        ("cafe", 9, "un café"),
        ("hairdresser", 5, "un soin profond / des soins profonds"),
        ("car-wash", 4, "un lavage"),
        ("consultant", 10, "une séance de stratégie"),
    ],
)
def test_the_cards_of_the_articles_are_there_a4_to_a7(name: str, stamps: int, reward: str) -> None:
    rule = preset(name).stamps

    assert rule is not None
    assert rule.threshold == stamps
    assert preset(name).reward(rule.reward).item["fr"] == reward


def test_a_consultants_invoice_is_noted_in_one_scan_a7() -> None:
    assert preset("consultant").limits.max_units_per_scan == 40


def test_the_bookshops_club_is_that_of_the_articles_a12() -> None:
    rule = preset("bookshop-club").club

    assert rule is not None
    assert (rule.fee_minor, rule.months, rule.percent) == (3000, 12, 10)
    assert [perk.kind for perk in rule.perks] == ["percent", "access"]


@pytest.mark.parametrize("name", ["", "circus", "../settings", "cafe.toml"])
def test_a_name_that_is_no_preset_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        presets.text(name)


def test_every_file_is_listed_and_goes_with_the_package() -> None:
    folder = presets.path("cafe").parent

    assert sorted(file.stem for file in folder.glob("*.toml")) == sorted(presets.NAMES)


@pytest.mark.parametrize("name", presets.NAMES)
@pytest.mark.parametrize("held", [1, 2, 250])
def test_a_presets_messages_read_well_with_one_of_anything(name: str, held: int) -> None:
    of = preset(name)
    account = counted_account(of) or donation_account("refuge")
    card = replace(fresh(of), visits=1, lots=(Lot(account=account, units=held),))
    now = at("2026-02-05 12:00")

    for event in ("almost", "progress"):
        told = own_sentence(of, card, "fr", "Ada", now, event=event) or ""
        assert "que 1 " not in told
        assert told.count("d’avoir") <= 1
        assert told.count("donné") <= 1
